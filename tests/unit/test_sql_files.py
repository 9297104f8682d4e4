"""The SQL of the Python package: every file is asked for, everything asked for is there."""

import ast
import warnings
from pathlib import Path

import pytest
from jinja2 import Environment

from flows.settings import ROOT
from flows.sql import statement

PACKAGE = ROOT / "flows"
FILES = sorted(path.relative_to(ROOT) for path in PACKAGE.rglob("*.sql"))
TEMPLATES = sorted(
    path.relative_to(ROOT)
    for folder in ("models", "macros", "analyses", "tests")
    for path in (ROOT / "dbt_project" / folder).rglob("*.sql")
)


def names(module: Path) -> set[str]:
    """Every text that stands in a module, those within f-strings included."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_file_is_found_and_used_by_a_module_of_its_package(file: Path) -> None:
    folder = next(parent for parent in file.parents if parent.name == "sql")
    package, name = folder.parent, file.relative_to(folder).with_suffix("").as_posix()
    assert statement(".".join(package.parts), name) == (ROOT / file).read_text(encoding="utf-8")
    used = set().union(*(names(module) for module in (ROOT / package).glob("*.py")))
    assert file.stem in used


def test_there_are_files() -> None:
    assert len(FILES) > 40


def test_patterns_in_templates_say_their_backslashes() -> None:
    """In a text of Jinja a pattern has two for one: Python will not always take one for it."""
    lexer = Environment(extensions=["jinja2.ext.do"]).lexer
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        for file in TEMPLATES:
            assert list(lexer.tokenize((ROOT / file).read_text(encoding="utf-8"), name=str(file)))
