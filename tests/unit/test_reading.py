"""Bytes to lines: every encoding in use, and a clear word about everything else."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.read import Reading, Unreadable, read

TEXT = "兴县经济技术开发区管理委员会\n\n单位：万元\n收入\t\t支出\n合计\t24481.58\n"
PATH = Path("document.txt")
ENCODINGS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "gb18030": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}


def joined(reading: Reading) -> str:
    return "\n".join(line.text for line in reading.lines)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("with_mark", [True, False])
def test_text_of_every_encoding_is_read(encoding: str, with_mark: bool) -> None:
    data = (ENCODINGS[encoding] if with_mark else b"") + TEXT.encode(encoding)
    assert joined(read(PATH, data)) == TEXT


@given(
    st.lists(st.text(st.sampled_from("一般公共服务支出合计年度单位万元0123456789.,\t 　"))),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_lines_joined_are_the_text(lines: list[str], newline: str, encoding: str) -> None:
    text = newline.join(["部门预算公开", *lines])
    assert joined(read(PATH, text.encode(encoding))) == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("control", ["\x00", "\x02", "\x1b"])
def test_a_stray_control_character_is_no_reason_to_turn_a_text_away(
    encoding: str, control: str
) -> None:
    text = TEXT * 9 + f"合{control}计"
    assert joined(read(PATH, text.encode(encoding))) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b" \r\n\t\n", "empty_file"),
        (b"%PDF-1.7\n...", "damaged"),
        (b"PK\x03\x04rest", "binary_file"),
        (bytes(range(256)) * 8, "binary_file"),
        ("政府預算公開說明書與決算報告，總計金額".encode("big5") * 9, "unknown_encoding"),
        (
            "これは予算の説明書ではありません。日本語の文章です".encode("shift_jis") * 9,
            "unknown_encoding",
        ),
        ("Übersicht über Größen".encode("latin-1") * 9, "unknown_encoding"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as verdict:
        read(PATH, data)
    assert verdict.value.reason == reason


def test_a_format_without_reader_is_named() -> None:
    with pytest.raises(Unreadable, match=r"\.xlsx"):
        read(Path("budget.xlsx"), b"anything")
