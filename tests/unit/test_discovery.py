"""What a folder holds, and what of it cannot be read: each has its name."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.read.discovery import NoDocuments, discover, fingerprint, readable


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users may look into."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    (path / "good.txt").write_text("文", encoding="utf-8")
    yield path
    shutil.rmtree(path)


def reasons(folder: Path) -> dict[str, str]:
    return {file.name: file.fault.reason for file in discover(folder) if file.fault}


def test_links_to_nowhere_pipes_and_devices_are_named(folder: Path) -> None:
    (folder / "dead.txt").symlink_to("nowhere.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "linked").symlink_to(folder.parent)
    (folder / "null.txt").symlink_to(os.devnull)
    os.mkfifo(folder / "pipe.txt")
    assert reasons(folder) == {
        "dead.txt": "broken_link",
        "loop.txt": "unreadable_file",
        "linked": "not_a_file",
        "null.txt": "not_a_file",
        "pipe.txt": "not_a_file",
    }
    assert [file.name for file in discover(folder) if not file.fault] == ["good.txt"]


def test_what_may_not_be_read_is_named(folder: Path) -> None:
    for name in ("closed", "closed/inner"):
        (folder / name).mkdir()
    (folder / "closed" / "inner" / "a.txt").write_text("文", encoding="utf-8")
    (folder / "secret.txt").write_text("文", encoding="utf-8")
    (folder / "secret.txt").chmod(0)
    (folder / "closed").chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root may read everything
    try:
        found = reasons(folder)
    finally:
        if user == 0:
            os.seteuid(0)
        (folder / "closed").chmod(0o700)
    assert found == {"closed": "unreadable_folder", "secret.txt": "unreadable_file"}


def test_a_name_that_is_not_utf_8_is_read_as_gbk(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/" + "预算公开.txt".encode("gbk"))).write_text("文本")
    names = [file.name for file in discover(folder)]
    assert sorted(names) == ["good.txt", "预算公开.txt"]
    assert readable(Path(os.fsdecode(b"a\xff.txt"))) == "a\\xff.txt"


def test_a_file_bears_its_date_and_what_is_too_large_is_not_hashed(folder: Path) -> None:
    then = datetime(2025, 3, 15, 12, tzinfo=UTC).timestamp()
    os.utime(folder / "good.txt", (then, then))
    (file,) = discover(folder)
    assert file.dated == date(2025, 3, 15)
    (large,) = discover(folder, largest_bytes=2)
    assert large.sha256 is None
    assert large.fault
    assert "3 bytes; the limit is 2" in large.fault.detail
    assert fingerprint([file]) != fingerprint([large])


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoDocuments):
        discover(tmp_path)
