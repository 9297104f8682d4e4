"""The macros that turn printed amounts and names into values."""

import csv
import re
from decimal import Decimal
from functools import cache

import duckdb
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.settings import ROOT

MACROS = "".join(
    (ROOT / "dbt_project" / "macros" / name).read_text(encoding="utf-8")
    for name in ("normalise.sql", "amount.sql", "yuan.sql", "matches.sql")
)


def sql(call: str) -> str:
    return jinja2.Template(MACROS + "{{ " + call + " }}").render()


def value(call: str, text: str) -> object:
    row = duckdb.execute(f"SELECT {sql(call)}", [text]).fetchone()
    assert row is not None
    return row[0]


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["{:,.2f}", "{:.2f}"]), st.data())
def test_an_amount_survives_commas_and_stray_blanks(
    amount: Decimal, style: str, data: st.DataObject
) -> None:
    text = style.format(amount)
    place = data.draw(st.integers(0, len(text)))
    printed = text[:place] + data.draw(st.sampled_from(["", " ", "　"])) + text[place:]
    assert value("parse_amount('$1')", printed) == amount


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("1. 41", "1.41"),
        ("1,500,00 0", "1500000"),
        ("１２３．４５", "123.45"),
        ("-5.00", "-5"),
        ("（5.00）", "-5"),
        ("–131.47", "-131.47"),
        ("**12.50**", "12.5"),
        ("1234·56", "1234.56"),
        ("130万元", "130"),
        ("1,130.50万元", "1130.50"),
        ("1,234.56①", "1234.56"),
        ("1,234.56＊", "1234.56"),
        ("1,234.56¹", "1234.56"),
        ("-1,234.56[2]", "-1234.56"),
        ("1,234.56（注1）", "1234.56"),
        ("12.34%", None),
        ("——", None),
        ("统计数", None),
        ("", None),
        ("1.2.3", None),
    ],
)
def test_amounts_as_printed(printed: str, amount: str | None) -> None:
    expected = None if amount is None else Decimal(amount)
    assert value("parse_amount('$1')", printed) == expected


@pytest.mark.parametrize(
    ("unit", "yuan"), [("万元", 10000), ("元", 1), ("千元", 1000), ("美元", None)]
)
def test_units_of_money(unit: str, yuan: int | None) -> None:
    assert value("yuan_per('$1')", unit) == yuan


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [
        ("999,999,999.99", "9999999999900"),
        ("1,000,000,000.00", None),
        ("9" * 20, None),
        ("-999,999,999.99", "-9999999999900"),
    ],
)
def test_an_amount_whose_sums_could_overflow_is_none(printed: str, yuan: str | None) -> None:
    expected = None if yuan is None else Decimal(yuan)
    assert value("to_yuan(parse_amount('$1'), 10000)", printed) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("维修(护)费", "维修（护）费"),
        ("二十一、国有资本经营预算支出", "国有资本经营预算支出"),
        ("② 公务用车运行维护费", "公务用车运行维护费"),
        ("其中：农林水支出", "农林水支出"),
        ("一般公共服务支出(类)", "一般公共服务支出"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert value("name_key('$1')", one) == value("name_key('$1')", other)


_DICTIONARIES = ROOT / "dbt_project" / "seeds" / "dictionary"
#: The columns whose patterns are held against all texts at once.
PATTERNS = {
    ("form_clue.csv", "pattern"),
    ("indicator_level.csv", "name_pattern"),
    ("money_unit.csv", "pattern"),
    ("narrative_topic.csv", "pattern"),
    ("performance_label.csv", "pattern"),
    ("term.csv", "pattern"),
}


@cache
def patterns() -> list[str]:
    found = set()
    for name, column in PATTERNS:
        with (_DICTIONARIES / name).open(encoding="utf-8", newline="") as file:
            found |= {row[column] for row in csv.DictReader(file)}
    return sorted(found - {""})


@cache
def pieces() -> list[str]:
    """Return what the patterns say literally, and what stands around it."""
    words = {word for text in patterns() for word in re.findall(r"[\u4e00-\u9fff]+", text)}
    return sorted(
        {*words, *"()（）[]【】|,、:：/-—.=≥%①123", "万元", "元", "12.50", "2024年", "第1页"}
    )


@pytest.mark.parametrize("within", [False, True])
@given(data=st.data())
def test_all_texts_of_a_page_are_matched_as_each_alone(within: bool, data: st.DataObject) -> None:
    text = st.lists(st.sampled_from(pieces()), min_size=1, max_size=5).map("".join)
    texts = data.draw(st.lists(text, min_size=1, max_size=250, unique=True))
    found = sql(f"matched_lines('page.texts', 'entry.pattern', within={within})")
    one = "regexp_matches" if within else "regexp_full_match"
    query = f"""
        WITH known AS (SELECT unnest($1) AS text), entry AS (SELECT unnest($2) AS pattern),
        page AS ({sql("pages('known', 'text')")}),
        together AS (SELECT entry.pattern, {found} AS text FROM page CROSS JOIN entry),
        alone AS (
            SELECT pattern, text FROM known CROSS JOIN entry WHERE {one}(text, pattern)
        )
        (FROM together EXCEPT FROM alone) UNION ALL (FROM alone EXCEPT FROM together)
    """
    drawn = data.draw(st.lists(st.sampled_from(patterns()), min_size=1, max_size=8, unique=True))
    assert duckdb.execute(query, [texts, drawn]).fetchall() == []


def test_no_pattern_of_a_dictionary_reaches_into_the_next_line() -> None:
    """But for `[^…]`, which is kept from it, these match a line break, too."""
    assert [text for text in patterns() if re.search(r"\\[sSDW]|\\\[\^|\(\?s", text)] == []
