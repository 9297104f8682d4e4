"""Characters that look alike are matched alike, and unseen ones not at all."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.read.folding import fold, folded


@pytest.mark.parametrize(
    ("printed", "matched"),
    [
        ("⼀般公共预算⽀出", "一般公共预算支出"),
        ("⺠政、⻓期、⾦融、⼾籍、⻘年", "民政、长期、金融、户籍、青年"),
        ("\uf98e\uf967", "年不"),
        ("︵单位︓万元︶", "(单位:万元)"),
        ("⑴⒉㈢", "(1)2.(三)"),
        ("合\u200b\u00ad\ufeff\u2060\x02\x00\x7f\x9f\ufe0f计", "合计"),
        ("\u202d1,234.56\u202c", "1,234.56"),
        ("1\u00a0234\u20091\u202f2\x0b3\x0c4\x855\u2028", "1 234 1 2 3 4 5 "),
        ("①㎡Ⅰ％１２，　（一）é", "①㎡Ⅰ％１２，　（一）é"),
    ],
)
def test_what_is_matched(printed: str, matched: str) -> None:
    assert fold(printed) == matched
    assert folded(printed) == (None if printed == matched else matched)


def test_every_kangxi_radical_has_a_usual_shape() -> None:
    for code in range(0x2F00, 0x2FD6):
        assert "CJK UNIFIED" in unicodedata.name(fold(chr(code)))
    radicals = [chr(code) for code in range(0x2E80, 0x2EF4) if unicodedata.name(chr(code), "")]
    assert [sign for sign in radicals if fold(sign) == sign] == [
        "⺀",
        "⺇",
        "⺑",
    ]  # shapes, no words


@given(st.text())
def test_folding_keeps_the_fields_of_a_line_and_is_done_once(text: str) -> None:
    once = fold(text)
    assert once.count("\t") == text.count("\t")
    assert once.count("\n") == text.count("\n")
    assert fold(once) == once
