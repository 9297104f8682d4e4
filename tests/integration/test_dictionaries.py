"""A code that is misspelt in a dictionary fails a test, whichever column it stands in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from flows.settings import ROOT, Settings
from flows.transform.runner import Transformer
from flows.warehouse import versions as warehouse

# columns of words, for people or to be found in documents
WORDS = {
    *("name", "name_en", "question", "unit", "alias", "clue", "pattern", "exclusion", "reason"),
    *("unit_name", "parent_unit_name", "title", "province"),
    *("title_pattern", "title_exclusion", "inline_pattern", "name_pattern", "denial_pattern"),
    *("left_name", "right_name"),
}
# where a vocabulary is at home: a code of these is what it says
HOMES = {
    *("asset_category.code", "evaluation_quantity.code", "expenditure_kind.code", "form.form_code"),
    *("fund.code", "indicator_level.code", "line.code", "line_item.code", "measure.code"),
    *("narrative_topic.topic_code", "performance_fund_source.code", "phase.code", "statement.code"),
    "unmapped_kind.code",
}


class Dictionaries(NamedTuple):
    """A file with nothing but the dictionaries, their columns, and the tests that read them alone.

    Attributes:
        codes: columns that hold codes of a vocabulary, as (dictionary, column).
        tests: the compiled queries that read a dictionary, by its name; a row is a failure.
    """

    connection: duckdb.DuckDBPyConnection
    codes: list[tuple[str, str]]
    tests: dict[str, list[str]]

    def is_right(self, dictionary: str) -> bool:
        """Whether all tests of a dictionary pass; the short ones are asked first."""
        tests = sorted(self.tests[dictionary], key=len)
        return not any(self.connection.execute(test).fetchone() for test in tests)


@pytest.fixture(scope="module")
def dictionaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dictionaries]:
    home = tmp_path_factory.mktemp("dictionaries")
    settings = Settings(documents=ROOT / "data" / "documents", warehouse=home / "warehouse.duckdb")
    settings.build.mkdir()
    file = warehouse.begin(settings)
    transformer = Transformer(settings.dbt_project, file, is_tested=False)
    transformer.build(seeds=True)
    transformer._invoke(["compile", "--select", "path:seeds", "test_type:singular"])
    nodes = transformer.manifest.nodes if transformer.manifest else {}
    seeds = {
        key: node
        for key, node in nodes.items()
        if node.resource_type == "seed" and "dictionary" in Path(node.path).parts
    }
    # small questions, many of them: threads would wait for each other
    with duckdb.connect(str(file), config={"threads": 1}) as connection:
        yield Dictionaries(connection, list(_codes(seeds)), _tests(nodes, seeds))


def _codes(seeds: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for seed in seeds.values():
        for column, kind in seed.config.column_types.items():
            if kind == "varchar" and column not in WORDS and f"{seed.name}.{column}" not in HOMES:
                yield seed.name, column


def _tests(nodes: dict[str, Any], seeds: dict[str, Any]) -> dict[str, list[str]]:
    tests: dict[str, list[str]] = {seed.name: [] for seed in seeds.values()}
    for node in nodes.values():
        parents = node.depends_on.nodes if node.resource_type == "test" else []
        if parents and all(parent.startswith("seed.") for parent in parents):
            for parent in set(parents) & set(seeds):
                tests[seeds[parent].name].append(node.compiled_code)
    return tests


def test_dictionaries_are_right_as_they_are(dictionaries: Dictionaries) -> None:
    assert {name for name in dictionaries.tests if not dictionaries.is_right(name)} == set()


def test_a_misspelt_code_fails_in_every_column(dictionaries: Dictionaries) -> None:
    connection = dictionaries.connection
    unnoticed = []
    for dictionary, column in dictionaries.codes:
        rows = connection.execute(
            f"""
            SELECT min(rowid), {column} FROM staging.{dictionary} WHERE {column} != ''
            GROUP BY {column} ORDER BY hash({column}) LIMIT 5
            """
        ).fetchall()
        assert rows, f"{dictionary}.{column} states nothing"
        for row, code in rows:
            connection.execute("BEGIN")
            connection.execute(
                f"UPDATE staging.{dictionary} SET {column} = $1 WHERE rowid = $2", [f"{code}x", row]
            )
            if dictionaries.is_right(dictionary):
                unnoticed.append(f"{dictionary}.{column}: {code}")
            connection.execute("ROLLBACK")
    assert unnoticed == []
