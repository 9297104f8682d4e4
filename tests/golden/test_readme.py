"""Queries of the README and of the tour in docs/contributing.md give the answers beside them."""

import re

import duckdb
import pytest

from flows.report.documentation import data_dictionary, star
from flows.report.metrics import metrics
from flows.settings import ROOT

PAGES = {"README.md": 3, "docs/contributing.md": 8}
EXAMPLES = {
    name: re.findall(
        r"```sql\n([^`]+)```\n\n((?:\|[^\n]*\n)+)", (ROOT / name).read_text(encoding="utf-8")
    )
    for name in PAGES
}


@pytest.mark.parametrize("page", PAGES)
def test_there_are_examples(page: str) -> None:
    assert len(EXAMPLES[page]) == PAGES[page]


@pytest.mark.parametrize(("query", "answer"), [pair for page in PAGES for pair in EXAMPLES[page]])
def test_an_example_gives_its_answer(
    sample: duckdb.DuckDBPyConnection, query: str, answer: str
) -> None:
    header, _, *rows = [
        tuple(cell.strip() for cell in line.strip("|\n").split("|")) for line in answer.splitlines()
    ]
    found = sample.execute(query)
    assert tuple(column[0] for column in found.description or ()) == header
    assert [tuple(str(cell) for cell in row) for row in found.fetchall()] == rows


def test_the_generated_pages_are_those_of_the_models(sample: duckdb.DuckDBPyConnection) -> None:
    docs = ROOT / "docs"
    hint = "run `make docs` after `make refresh`"
    dictionary = data_dictionary(sample, metrics(ROOT / "dbt_project"))
    assert (docs / "data-dictionary.md").read_text("utf-8") == dictionary, hint
    readme = (docs.parent / "README.md").read_text("utf-8")
    assert f"```mermaid\n{star(sample)}```" in readme, hint
