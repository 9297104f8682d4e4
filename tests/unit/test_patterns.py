"""What one line is, judged by its form alone."""

import pytest

from flows.read import patterns

MOBILE = "139" + "0000" * 2


@pytest.mark.parametrize(
    "text",
    [
        "项目负责人：王某 填表人：李某",
        "负责人:\t\t经办人:\t\t联系电话:",
        "负 责 人\t王某",
        "联系方式：见官网",
        "电话：见官网",
        f"2024年办公经费\t{MOBILE}",
        f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}",
        "0358-" + "1234567",
    ],
)
def test_what_may_name_or_reach_a_person_is_withheld(text: str) -> None:
    assert patterns.is_signature(text)


@pytest.mark.parametrize(
    "text",
    [
        "电话费\t20.00\t20.00",
        "30207\t邮电费\t4.40",
        "2024年电话会议系统\t15.00",
        "合计\t" + MOBILE + ".00",
        "2080505\t机关事业单位基本养老保险缴费支出\t1,194,300.00",
        "2024-2025年度物业费\t" + "0" * 8,
    ],
)
def test_figures_and_names_of_money_are_not(text: str) -> None:
    assert not patterns.is_signature(text)


@pytest.mark.parametrize(
    "text",
    ["公开03表", "预算01表", "部门公开表1", "附表二", "附件2", "表1-1", "财预02表", "公开表", "表"],
)
def test_the_number_of_a_form_is_no_title(text: str) -> None:
    assert patterns.line_role(text) == "caption"


@pytest.mark.parametrize(
    ("text", "role"),
    [("收支预算总表", "title"), ("部门预算", "text"), ("2024年部门预算表", "title")],
)
def test_the_name_of_a_form_is_no_number(text: str, role: str) -> None:
    assert patterns.line_role(text) == role
