"""Documents that say or print something else than the sample: other phrases, lost rows, units."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import gathered
import pytest

from flows.settings import ROOT, Settings
from flows.transform.runner import Transformer

DOCUMENTS = ROOT / "data" / "documents"
XING = ("xingxian-2023-budget.txt", "兴县经济技术开发区管理委员会")
LAN = ("lanxian-2024-final-accounts.txt", "岚县经济技术开发区管理委员会")

# final accounts as other provinces phrase them, with a sentence that a page breaks
PHRASES = """第三部分 2024年度部门决算情况说明
一、收入支出决算总体情况说明
2024年度收、支总计24557.16万元。与2023年度相比，收、支总计各增加5577.85万元，增长29.39%。
二、收入决算情况说明
2024年度本年收入合计24556.69万元，其中：财政拨款收入24556.69万元，占100.00%；事业收入0

万元，占0.00%；其他收入0万元，占0.00%。
五、一般公共预算财政拨款支出决算情况说明
（一）支出决算总体情况。
2024年度一般公共预算财政拨款支出9791.22万元，占本年支出合计的39.87%。2023年支出为11878.84万元。
（三）支出决算具体情况。
其中：
1.一般公共服务支出（类）。年初预算为3626.55万元，支出决算为9661.63万元，完成年初预算的266.41%。
九、“三公”经费支出决算情况说明
2024年度“三公”经费财政拨款支出预算为4.90万元，支出决算为4.90万元，完成预算的100%，联系电话{telephone}。
单价100万元（含）以上设备不计。
第四部分 名词解释
一、财政拨款收入：指取得的资金12万元。
"""


def rows(text: str, form: str) -> tuple[list[str], range]:
    """The lines of a document, and which of them are the table of a form."""
    lines = text.split("\n")
    start = next(i for i, line in enumerate(lines) if re.search(form, line) and i > 60)
    end = next(i for i in range(start + 4, len(lines)) if "表" in lines[i] and "\t" not in lines[i])
    return lines, range(start, end)


def without(form: str, row: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        lines, table = rows(text, form)
        gone = next(i for i in table if lines[i].startswith(row + "\t"))
        return "\n".join(lines[:gone] + lines[gone + 1 :])

    return change


def slid(form: str, *, down: bool) -> Callable[[str], str]:
    """The two label columns of a table one row lower or higher than their amounts."""

    def change(text: str) -> str:
        lines, table = rows(text, form)
        body = [i for i in table if re.search(r"\d\.\d\d", lines[i])]
        parts = [lines[i].split("\t") for i in body]
        labels, blank = [part[:2] for part in parts], ["", ""]
        labels = [blank, *labels] if down else [*labels[1:], blank]
        amounts = [part[2:] for part in parts] + ([[""] * len(parts[0][2:])] if down else [])
        changed = ["\t".join(a + b) for a, b in zip(labels, amounts, strict=True)]
        return "\n".join(lines[: body[0]] + changed + lines[body[-1] + 1 :])

    return change


def in_yuan(text: str) -> str:
    lines, table = rows(text, "预算支出总表")
    for i in table:
        lines[i] = re.sub(r"(\d+)\.(\d\d)\b", r"\g<1>\g<2>00", lines[i])
    return "\n".join(lines)


def moved(text: str) -> str:
    """A figure of form 3 one column further than it belongs."""
    return text.replace("\t22.97\t22.97\t\n", "\t22.97\t\t22.97\n", 1)


def rephrased(text: str) -> str:
    start = max(found.start() for found in re.finditer("第三部分", text))
    return text[: text.rindex("\n", 0, start) + 1] + PHRASES.format(telephone="1" * 7)


CHANGES: dict[str, tuple[tuple[str, str], Callable[[str], str]]] = {
    "甲县缺行局": (XING, without("预算支出总表", "2101199")),
    "乙县误单位局": (XING, in_yuan),
    "丙县误述局": (
        XING,
        lambda text: text.replace("支出571.58万元，占", "支出517.58万元，占"),
    ),
    "丁县误占比局": (XING, lambda text: text.replace("占2.33%", "占3.23%")),
    "戊县另述局": (LAN, rephrased),
    "庚县上错局": (XING, slid("预算支出总表", down=False)),
    "辛县下错局": (XING, slid("分经济科目表", down=True)),
    "癸县移格局": (XING, moved),
    "己县次年局": (XING, lambda text: text),
    "己县次年局 ": (XING, lambda text: text.replace("2023", "2024").replace("2022", "2023")),
}


def documents() -> dict[str, str]:
    """The changed documents, each of a made-up unit."""
    found = {}
    for number, (unit, ((path, printed_unit), change)) in enumerate(CHANGES.items()):
        text = change((DOCUMENTS / path).read_text(encoding="utf-8"))
        found[str(number)] = text.replace(printed_unit, unit.strip())
    return found


gathered.publish("contradictions", documents())


def suspects(made_up: duckdb.DuckDBPyConnection, unit: str) -> list[tuple]:
    return made_up.execute(
        """
        SELECT suspect_kind, printed_amount, proposed_amount_yuan::VARCHAR, confidence::DOUBLE
        FROM quality.fct_suspect_cell
        JOIN marts.dim_document USING (document_id)
        JOIN marts.dim_unit AS unit USING (unit_key)
        WHERE unit.name = $1
        """,
        [unit],
    ).fetchall()


def test_a_lost_row_is_named_by_its_parent(made_up: duckdb.DuckDBPyConnection) -> None:
    assert suspects(made_up, "甲县缺行局") == [("missing_row", "", "2200.00", 1.0)]


def test_a_wrong_unit_of_money_is_named_once(made_up: duckdb.DuckDBPyConnection) -> None:
    assert suspects(made_up, "乙县误单位局") == [
        ("unit_of_money", "244815800", "244815800.00", 1.0)
    ]


def test_a_wrong_sentence_is_named_and_not_the_table(made_up: duckdb.DuckDBPyConnection) -> None:
    assert suspects(made_up, "丙县误述局") == [("sentence", "517.58", "5715800.00", 1.0)]


def test_a_wrong_share_is_found(made_up: duckdb.DuckDBPyConnection) -> None:
    assert made_up.execute(
        """
        SELECT rule_id, severity FROM quality.fct_identity_result
        JOIN marts.dim_document USING (document_id)
        JOIN marts.dim_unit AS unit USING (unit_key)
        WHERE unit.name = '丁县误占比局' AND verdict = 'violation' AND severity = 'law'
        """
    ).fetchall() == [("narrative_share", "law")]


@pytest.mark.parametrize(("unit", "labels"), [("庚县上错局", 19), ("辛县下错局", 19)])
def test_labels_that_slid_are_put_back(
    made_up: duckdb.DuckDBPyConnection, unit: str, labels: int
) -> None:
    assert made_up.execute(
        """
        SELECT repaired_label_count, violation_count, suspect_cell_count
        FROM quality.rpt_document_scorecard AS scorecard
        JOIN marts.dim_document USING (document_key)
        JOIN marts.dim_unit AS unit USING (unit_key)
        WHERE unit.name = $1
        """,
        [unit],
    ).fetchall() == [(labels, 0, 0)]


def test_what_a_wrong_reading_explains_accuses_nobody(
    made_up: duckdb.DuckDBPyConnection,
) -> None:
    counted = made_up.execute(
        """
        SELECT violation_count, reading_doubt_count > 0, suspect_cell_count,
            list(DISTINCT result.doubt_reason) FILTER (result.doubt_reason IS NOT NULL)
        FROM quality.rpt_document_scorecard AS scorecard
        JOIN marts.dim_document AS document USING (document_key)
        JOIN marts.dim_unit AS unit USING (unit_key)
        JOIN quality.fct_identity_result AS result
            ON result.document_id = document.document_id
        WHERE unit.name = '癸县移格局'
        GROUP BY ALL
        """
    ).fetchall()
    assert counted == [(0, True, 0, ["moved cell"])]


def test_other_phrases_say_the_same(made_up: duckdb.DuckDBPyConnection) -> None:
    claims = made_up.execute(
        """
        SELECT section_code, claim_kind, topic_code, printed_amount, printed_unit, phase.code,
            verdict
        FROM marts.fct_narrative_claim AS claim
        JOIN marts.dim_unit AS unit USING (unit_key)
        JOIN marts.dim_phase AS phase ON phase.phase_key = claim.phase_key
        WHERE unit.name = '戊县另述局' ORDER BY claim_no
        """
    ).fetchall()
    assert claims == [
        ("overview", "amount", "grand_total", "24557.16", "万元", "final", "pass"),
        ("overview", "change", "grand_total", "5577.85", "万元", "final", "pass"),
        ("overview", "change_rate", "grand_total", "29.39", "%", "final", "pass"),
        ("income", "amount", "income_total", "24556.69", "万元", "final", "pass"),
        ("income", "amount", "fiscal_appropriation", "24556.69", "万元", "final", "pass"),
        ("income", "share", "fiscal_appropriation", "100.00", "%", "final", "pass"),
        ("income", "amount", "undertaking", "0", "万元", "final", "pass"),
        ("income", "share", "undertaking", "0.00", "%", "final", "pass"),
        ("income", "amount", "other", "0", "万元", "final", "pass"),
        ("income", "share", "other", "0.00", "%", "final", "pass"),
        ("general_public", "amount", "expenditure_total", "9791.22", "万元", "final", "pass"),
        # the expenditure of the year is not stated: nothing to divide by
        (
            "general_public",
            "share",
            "expenditure_total",
            "39.87",
            "%",
            "final",
            "not_evaluable",
        ),
        (
            "general_public",
            "prior_amount",
            "expenditure_total",
            "11878.84",
            "万元",
            "final",
            "not_evaluable",
        ),
        ("general_public", "amount", "{class}", "3626.55", "万元", "budget", "not_evaluable"),
        ("general_public", "amount", "{class}", "9661.63", "万元", "final", "pass"),
        ("general_public", "completion", "{class}", "266.41", "%", "budget", "pass"),
        ("three_public", "amount", "total", "4.90", "万元", "adjusted_budget", "pass"),
        ("three_public", "amount", "total", "4.90", "万元", "final", "pass"),
        ("three_public", "completion", "total", "100", "%", "adjusted_budget", "pass"),
    ]


def test_the_year_before_is_held_against_its_own_publication(
    made_up: duckdb.DuckDBPyConnection,
) -> None:
    # the same figures a year on: an increase stated, no increase published
    found = made_up.execute(
        """
        SELECT count(*), count(*) FILTER (WHERE verdict = 'violation')
        FROM quality.fct_identity_result
        JOIN marts.dim_document USING (document_id)
        JOIN marts.dim_unit AS unit USING (unit_key)
        WHERE unit.name = '己县次年局' AND rule_id = 'narrative_prior_year'
        """
    ).fetchone()
    # 收入总计, 支出总计, 一般公共预算支出, “三公” and its 运行维护费 changed (与上年相比预算数减少
    # is counted from the year before); three others are 与上年相同.
    assert found == (8, 5)


def test_repairs_can_be_switched_off(sample_file: Path, tmp_path: Path) -> None:
    build = tmp_path / "next" / "warehouse.duckdb"
    build.parent.mkdir()
    shutil.copyfile(sample_file, build)
    repairs = "SELECT count(*) FROM quality.fct_label_repair"
    with duckdb.connect(str(build), read_only=True) as connection:
        assert connection.execute(repairs).fetchone() == (11,)
    transformer = Transformer(Settings().dbt_project, build, {"repair_labels": False})
    transformer.build("int_label_repair", "fct_label_repair", full=True)
    with duckdb.connect(str(build), read_only=True) as connection:
        assert connection.execute(repairs).fetchone() == (0,)
