"""The shape of the dbt project: the data flows one way, and a path says what a model is about."""

import re
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import pytest

from flows.export import datapackage
from flows.settings import ROOT
from flows.transform.runner import Transformer

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.contracts.graph.nodes import ModelNode

PROJECT = ROOT / "dbt_project"
LAYERS = ["staging", "intermediate", "marts", "quality", "bi"]
PREFIXES = {
    "staging": r"stg_|personal_",
    "intermediate": r"int_",
    "marts": r"dim_|fct_",
    "quality": r"fct_|rpt_",
    "bi": r"",
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> "Manifest":
    """What dbt makes of the project; a process that has built a warehouse has parsed it."""
    scratch = tmp_path_factory.mktemp("dbt")
    parsed = Transformer(PROJECT, scratch / "next" / "warehouse.duckdb").manifest
    assert parsed is not None
    return parsed


@pytest.fixture(scope="module")
def models(manifest: "Manifest") -> "dict[str, ModelNode]":
    """The models by their ids in dbt."""
    from dbt.contracts.graph.nodes import ModelNode

    return {key: node for key, node in manifest.nodes.items() if isinstance(node, ModelNode)}


def layer(model: Any) -> int:
    """Return the place of a model's layer in the flow."""
    return LAYERS.index(model.fqn[1])


def is_piece(model: Any) -> bool:
    """Return whether a model is a piece of those that read it, and no relation."""
    return bool(model.config.materialized == "ephemeral")


def lines(file: Path) -> int:
    """Return the number of lines of a file."""
    return len(file.read_text(encoding="utf-8").splitlines())


def test_no_layer_reads_a_later_one(models: "dict[str, ModelNode]") -> None:
    assert [
        (model.name, models[read].name)
        for model in models.values()
        for read in model.depends_on.nodes
        if read in models and layer(models[read]) > layer(model)
    ] == []


def test_a_model_lies_in_the_folder_of_its_schema_and_subject(
    models: "dict[str, ModelNode]",
) -> None:
    for model in models.values():
        folder = Path(model.original_file_path).parts[1:-1]
        assert re.match(PREFIXES[folder[0]], model.name), model.name
        assert len(folder) > 1 or folder[0] != "intermediate", model.name
        if not is_piece(model) and model.name != "personal_data":
            assert model.schema == folder[0], model.name


def test_a_model_is_described_beside_it_by_its_grain(models: "dict[str, ModelNode]") -> None:
    for model in models.values():
        assert model.patch_path, f"{model.name} has no YAML"
        described = Path(model.patch_path.split("://")[1])
        assert described.parent == Path(model.original_file_path).parent, model.name
        assert re.match(r"One row per [^.]+\.(?!\S)", model.description), model.name


def test_a_unit_test_lies_where_its_model_does(manifest: "Manifest") -> None:
    folders = {node.name: node.fqn[-2] for node in manifest.nodes.values()}
    for test in manifest.unit_tests.values():
        file = Path(test.original_file_path)
        assert (file.parent.name, file.stem) == (folders[test.model], test.model), test.name


def test_views_have_ascii_names_and_chinese_aliases(models: "dict[str, ModelNode]") -> None:
    views = {m.alias: m.name for m in models.values() if m.fqn[1] == "bi" and not is_piece(m)}
    assert all(not alias.isascii() for alias in views)
    assert datapackage.resource_names(PROJECT) == {
        alias: name.replace("_", "-") for alias, name in views.items()
    }, "the open data calls them otherwise"
    assert all(model.original_file_path.isascii() for model in models.values())


def test_pieces_are_read_by_models_of_the_same_documents(models: "dict[str, ModelNode]") -> None:
    """A piece holds the touched documents (macros/by_document.sql); only in `bi` it holds all."""
    for model in models.values():
        for read in model.depends_on.nodes:
            if read in models and is_piece(models[read]):
                if models[read].fqn[1] == "bi":
                    assert model.fqn[1] == "bi", model.name
                else:
                    assert model.config.materialized in ("incremental", "ephemeral"), model.name


def test_files_are_short(models: "dict[str, ModelNode]") -> None:
    files = [file for folder in ("models", "macros") for file in (PROJECT / folder).rglob("*.sql")]
    assert {file.name: lines(file) for file in files if lines(file) > 220} == {}
    lengths = [lines(PROJECT / model.original_file_path) for model in models.values()]
    assert median(lengths) <= 60
    assert quantiles(lengths, n=10, method="inclusive")[-1] <= 160


def test_relations_are_few(models: "dict[str, ModelNode]") -> None:
    """Views of `bi` aside, of which there may be as many as there are questions."""
    relations = [m for m in models.values() if not is_piece(m) and m.fqn[1] != "bi"]
    assert len(relations) <= 107, "a piece of a model is ephemeral"


def test_a_relation_that_columns_are_named_with_has_an_alias(
    models: "dict[str, ModelNode]",
) -> None:
    """A reference to a model may be a subquery (macros/by_document.sql), which has no name."""
    names = {model.name for model in models.values()}
    bare = re.compile(r"\{\{ ref\('(\w+)'\) \}\}(?! as)")
    for model in models.values():
        for name in names & set(bare.findall(model.raw_code)):
            assert not re.search(rf"(?<![\w.']){name}\.\w", model.raw_code), model.name
