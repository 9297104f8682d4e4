"""Archives to documents: each member is one, and none does harm."""

import io
import zipfile
from pathlib import Path

import pytest

from flows.load.extraction import extract
from flows.read.archive import read_bytes
from flows.read.discovery import DocumentFile, discover
from flows.settings import Limits, Settings
from tests.office_file import packed


class Gbk(zipfile.ZipInfo):
    """A member named as Chinese Windows does: in GBK, without a word about it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("gbk"), 0


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive.zip"


def found(archive: Path, limits: Limits | None = None) -> list[DocumentFile]:
    return discover(archive.parent, limits=limits)


def reasons(files: list[DocumentFile]) -> dict[str, str]:
    settings = Settings()
    extracts = (extract(file, settings.forms, settings.limits) for file in files)
    return {e.file.name: e.rejection[1] for e in extracts if e.rejection}


def test_a_member_is_a_document_under_its_name(archive: Path) -> None:
    with zipfile.ZipFile(archive, "w") as container:
        container.writestr(Gbk("预算/公开表.txt"), "文")
        container.writestr("说明.txt", "字")
        container.writestr("决算.txt".encode("gbk").decode("cp437"), "页")
        container.writestr("空/", "")
        container.writestr("__MACOSX/._说明.txt", "x")
    files = found(archive)
    assert [file.name for file in files] == [
        "archive.zip!/预算/公开表.txt",
        "archive.zip!/说明.txt",
        "archive.zip!/决算.txt",
    ]
    assert [read_bytes(file).decode() for file in files] == ["文", "字", "页"]


def test_names_lead_nowhere(archive: Path) -> None:
    archive.write_bytes(packed({"../../a.txt": "文", "/etc/b.txt": "字", "c\\d\n.txt": "页"}))
    assert [file.name for file in found(archive)] == [
        "archive.zip!/a.txt",
        "archive.zip!/etc/b.txt",
        "archive.zip!/c/d?.txt",
    ]


def test_one_bad_member_stops_no_other(archive: Path) -> None:
    inner = packed({"a.txt": "文"})
    data = packed({"inner.zip": inner, "book.xlsx": b"PK\x03\x04", "a.doc": b"x", "good.txt": "文"})
    broken = bytearray(data)
    broken[broken.index(b"good.txt") + len("good.txt")] ^= 0xFF
    archive.write_bytes(broken)
    assert reasons(found(archive)) == {
        "archive.zip!/inner.zip": "nested_archive",
        "archive.zip!/book.xlsx": "damaged",
        "archive.zip!/a.doc": "unsupported_format",
        "archive.zip!/good.txt": "damaged",
    }


def test_a_member_with_a_password_is_named(archive: Path) -> None:
    data = bytearray(packed({"a.txt": "文"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    archive.write_bytes(data)
    assert reasons(found(archive)) == {"archive.zip!/a.txt": "encrypted"}


def test_a_bomb_is_not_unpacked(archive: Path) -> None:
    archive.write_bytes(packed({"a.txt": b"0" * 10_000, "b.txt": b"1" * 300, "c.txt": b"2" * 300}))
    files = found(archive, Limits(largest_bytes=5_000, unpacked_bytes=5_400))
    assert [file.fault.reason if file.fault else None for file in files] == [
        "too_large",
        None,
        "too_large",
    ]
    assert len(found(archive, Limits(members=1))) == 2


def test_what_lies_about_its_size_is_measured(archive: Path) -> None:
    data = bytearray(packed({"a.txt": b"0" * 10_000}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    archive.write_bytes(data)
    assert reasons(found(archive)) == {"archive.zip!/a.txt": "damaged"}


def test_an_empty_archive_and_one_that_breaks_off_are_named(archive: Path) -> None:
    archive.write_bytes(packed({}))
    (archive.parent / "broken.zip").write_bytes(packed({"a.txt": "文" * 99})[:-30])
    assert reasons(found(archive)) == {"archive.zip": "empty_file", "broken.zip": "damaged"}


def test_an_office_file_is_no_archive(archive: Path) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        container.writestr("xl/workbook.xml", "<workbook/>")
    archive.with_suffix(".xlsx").write_bytes(book.getvalue())
    assert [file.name for file in found(archive)] == ["archive.xlsx"]
