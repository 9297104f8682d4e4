"""The metrics are what `bi` says: MetricFlow writes the query, DuckDB answers it, read-only."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from flows.report.metrics import metrics
from flows.settings import ROOT
from flows.transform.runner import Transformer
from flows.warehouse.connection import reader

LABELS = {
    "total_spending": "支出合计",
    "basic_spending": "基本支出",
    "project_spending": "项目支出",
    "three_public_spending": "三公经费",
    "carryover_rate": "结转率",
    "execution_rate": "执行率",
    "personnel_share": "人员经费占比",
}

#: Metric -> the same figure asked of the views by hand, by year, phase and unit.
BY_HAND = {
    "total_spending": "SELECT 支出_元 AS figure FROM bi.各单位收支",
    "basic_spending": "SELECT 基本支出_元 AS figure FROM bi.各单位收支",
    "project_spending": "SELECT 项目支出_元 AS figure FROM bi.各单位收支",
    "three_public_spending": "SELECT sum(金额_元) AS figure FROM bi.三公经费 GROUP BY ALL",
    "carryover_rate": (
        "SELECT coalesce(上年结转_元, 0) / (coalesce(本年收入_元, 0) + coalesce(上年结转_元, 0)) "
        "AS figure FROM bi.各单位收支"
    ),
    "personnel_share": (
        "SELECT coalesce(sum(金额_元) FILTER (部门经济分类类编码 IN ('301', '303')), 0) "
        "/ sum(金额_元) AS figure FROM bi.支出_按经济分类 GROUP BY ALL"
    ),
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What dbt makes of the definitions; a process that has built a warehouse has parsed them."""
    from dbt.contracts.graph.semantic_manifest import SemanticManifest

    scratch = tmp_path_factory.mktemp("dbt")
    parsed = Transformer(ROOT / "dbt_project", scratch / "next" / "warehouse.duckdb").manifest
    assert parsed is not None
    file = scratch / "semantic_manifest.json"
    SemanticManifest(parsed).write_json_to_file(str(file))
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def engine(manifest: str) -> Any:
    """MetricFlow, which writes queries and sends none."""
    pytest.importorskip("metricflow", reason="metricflow is not installed (requirements.lock)")
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
    from metricflow_semantics.model.dbt_manifest_parser import (
        parse_manifest_from_dbt_generated_manifest,
    )
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    class Dialect:
        sql_engine_type = SqlEngine.DUCKDB
        sql_plan_renderer = DuckDbSqlPlanRenderer()

    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(manifest))
    return MetricFlowEngine(semantic_manifest_lookup=lookup, sql_client=Dialect())


def ask(engine: Any, file: Path, metric: str, *by: str) -> dict[tuple[Any, ...], Any]:
    """Answer a metric by some groups; null figures are left out."""
    from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

    request = MetricFlowQueryRequest.create(metric_names=[metric], group_by_names=list(by))
    with reader(file) as connection:
        answer = connection.execute(engine.explain(request).sql_statement.sql)
        names = [column[0] for column in answer.description]
        found = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return {
        tuple(row[name].year if name == "metric_time__year" else row[name] for name in by): row[
            metric
        ]
        for row in found
        if row[metric] is not None
    }


@pytest.mark.parametrize("metric", BY_HAND)
def test_a_metric_is_the_figure_of_its_view(engine: Any, sample_file: Path, metric: str) -> None:
    query = BY_HAND[metric].replace("SELECT ", "SELECT 年度, 阶段, 单位, ", 1)
    with reader(sample_file) as connection:
        by_hand = {tuple(key): figure for *key, figure in connection.execute(query).fetchall()}
    found = ask(engine, sample_file, metric, "metric_time__year", "phase", "unit")
    assert found.keys() == by_hand.keys()
    assert len(found) >= 5
    for key, figure in found.items():
        assert float(figure) == pytest.approx(float(by_hand[key]), rel=1e-12), key


def test_an_amount_is_exact(engine: Any, sample_file: Path) -> None:
    found = ask(engine, sample_file, "total_spending", "metric_time__year", "phase")
    assert found == {
        (2023, "年初预算"): Decimal("1540711800.00"),
        (2024, "年初预算"): Decimal("121402400.00"),
        (2024, "决算"): Decimal("245566800.00"),
        (2025, "年初预算"): Decimal("29126900.00"),
    }


def test_a_rate_of_several_units_is_the_rate_of_their_sums(engine: Any, sample_file: Path) -> None:
    found = ask(engine, sample_file, "carryover_rate", "metric_time__year", "phase")
    # (107,730,000 + 500,000) / (1,295,895,900 + 244,815,900) of the two budgets of 2023
    assert found[2023, "年初预算"] == pytest.approx(108_230_000 / 1_540_711_800, rel=1e-12)


def test_the_execution_rate_counts_only_units_that_have_published_both(
    engine: Any, sample_file: Path, tmp_path: Path
) -> None:
    assert ask(engine, sample_file, "execution_rate", "metric_time__year") == {}
    file = tmp_path / "warehouse.duckdb"
    file.write_bytes(sample_file.read_bytes())
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "CREATE TABLE bi.held AS SELECT * REPLACE ('预算与决算' AS 公开情况, "
            "(年初预算_元 * 3 / 4)::DECIMAL(18, 2) AS 决算_元) FROM bi.预算与决算对照 "
            "WHERE starts_with(单位, '兴县') UNION ALL FROM bi.预算与决算对照 "
            "WHERE NOT starts_with(单位, '兴县')"
        )
        connection.execute(
            "DROP VIEW bi.预算与决算对照; ALTER TABLE bi.held RENAME TO 预算与决算对照"
        )
    assert ask(engine, file, "execution_rate", "metric_time__year") == {(2023,): 0.75}


def test_metrics_of_several_views_answer_one_question(engine: Any, sample_file: Path) -> None:
    by_county = ("metric_time__year", "phase", "county")
    spending = ask(engine, sample_file, "total_spending", *by_county)
    share = ask(engine, sample_file, "personnel_share", *by_county)
    assert spending.keys() == share.keys()


def test_the_agreed_metrics_have_chinese_labels() -> None:
    listed = metrics(ROOT / "dbt_project")
    assert {metric.name: metric.label for metric in listed} == LABELS
    assert all("bi." in metric.description for metric in listed)


def test_dbt_reads_every_definition(manifest: str) -> None:
    known = yaml.safe_load(manifest)
    assert (
        LABELS.items() <= {metric["name"]: metric["label"] for metric in known["metrics"]}.items()
    )
    models = {model["node_relation"]["alias"] for model in known["semantic_models"]}
    assert models == {"各单位收支", "三公经费", "支出_按经济分类", "预算与决算对照"}
