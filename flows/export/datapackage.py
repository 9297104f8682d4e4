"""The description of the open data: a Frictionless Data Package over the exported CSV files.

Everything said about a table comes from the published warehouse: its columns, its comments, and the
naming rules of the star (a table's own key is named after it, a foreign key after what it points
to). Roles of the Fiscal Data Package are given as `columnType` where one fits.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flows.settings import PROJECT
from flows.warehouse.catalog import Column, Table, own_key

TITLE = "政府部门预决算公开数据"

_ALIAS = re.compile(r"alias='([^']+)'")

#: Column -> role in the Fiscal Data Package; for the views and for the fact they are made from.
_ROLES = {
    "地区": "geo:source:title",
    "单位": "administrative-classification:generic:label",
    "年度": "date:fiscal-year",
    "阶段": "phase:label",
    "资金来源": "fin-source:generic:label",
    "支出性质": "expenditure-type:label",
    "类编码": "functional-classification:generic:level1:code",
    "类": "functional-classification:generic:level1:label",
    "款编码": "functional-classification:generic:level2:code",
    "款": "functional-classification:generic:level2:label",
    "项编码": "functional-classification:generic:level3:code",
    "项": "functional-classification:generic:level3:label",
    "部门经济分类类编码": "economic-classification:generic:level1:code",
    "部门经济分类类": "economic-classification:generic:level1:label",
    "部门经济分类款编码": "economic-classification:generic:level2:code",
    "部门经济分类款": "economic-classification:generic:level2:label",
    "金额_元": "value",
    "budget_line_key": "budget-line-id",
    "unit_key": "administrative-classification:generic:code",
    "fiscal_year_key": "date:fiscal-year",
    "phase_key": "phase:id",
    "subject_key": "functional-classification:generic:code",
    "department_economic_class_key": "economic-classification:generic:code",
    "fund_key": "fin-source:generic:code",
    "expenditure_kind_key": "expenditure-type:code",
    "project_key": "activity:generic:project:code",
    "flow": "direction",
    "amount_yuan": "value",
}

_TYPES = {
    "BIGINT": "integer",
    "INTEGER": "integer",
    "HUGEINT": "integer",
    "DECIMAL": "number",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP WITH TIME ZONE": "datetime",
}

_LICENCE = {
    "name": "other-pd",
    "title": "政府依法公开的官方文件，不受著作权法保护（《中华人民共和国著作权法》第五条）",
}
_SOURCE = {"title": "各部门依法公开的部门预算与部门决算，原文清单见 marts.dim_document"}


@dataclass(frozen=True, slots=True)
class File:
    """A written file: its path within the package, its media type, its size and its hash."""

    path: str
    media_type: str
    byte_size: int
    sha256: str


def resource_names(dbt_project: Path) -> dict[str, str]:
    """Return what views are called in the package, by their own names.

    Names of resources are ASCII by the specification. A view of `bi` is Chinese; the file of its
    model is not, and gives the name.
    """
    models = sorted((dbt_project / "models" / "bi").glob("*.sql"))
    aliases = {model: _ALIAS.search(model.read_text(encoding="utf-8")) for model in models}
    return {alias[1]: model.stem.replace("_", "-") for model, alias in aliases.items() if alias}


def describe(
    version: str,
    created: str,
    tables: Mapping[Table, File],
    others: Sequence[File],
    names: Mapping[str, str],
) -> dict[str, object]:
    """Return the content of `datapackage.json`.

    Args:
        version: id of the published version.
        created: when it was published, ISO 8601.
        tables: each exported table with its CSV file.
        others: further files of the package, described as files only.
        names: of resources, by the name of their table, where that will not do.
    """
    resources = {table: f"{table.schema}.{names.get(table.name, table.name)}" for table in tables}
    owners = {key: table for table in tables if (key := own_key(table))}
    return {
        "profile": "data-package",
        "name": PROJECT,
        "title": TITLE,
        "description": (
            "Departmental budgets and final accounts of Chinese local governments, each published "
            "amount once. bi: views with Chinese names, safe to sum; marts: the star; quality: "
            "what does not add up. Amounts are exact; keys and codes are text."
        ),
        "version": version,
        "created": created,
        "licenses": [_LICENCE],
        "sources": [_SOURCE],
        "resources": [
            *(_table_resource(table, file, resources, owners) for table, file in tables.items()),
            *(_file_resource(file, names) for file in others),
        ],
    }


def _file_resource(file: File, names: Mapping[str, str]) -> dict[str, object]:
    path = PurePosixPath(file.path)
    name = names.get(path.stem, path.stem) + path.suffix
    return {
        "name": name if path.parent.name == "" else f"{path.parent.name}.{name}",
        "type": "file",
        "path": file.path,
        "format": path.suffix.removeprefix("."),
        "mediatype": file.media_type,
        "bytes": file.byte_size,
        "hash": f"sha256:{file.sha256}",
    }


def _table_resource(
    table: Table, file: File, resources: Mapping[Table, str], owners: Mapping[str, Table]
) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(column, table) for column in table.columns],
        "missingValues": [""],
    }
    if key := own_key(table):
        schema["primaryKey"] = [key]
    if foreign := list(_foreign_keys(table, resources, owners)):
        schema["foreignKeys"] = foreign
    return {
        "name": resources[table],
        "type": "table",
        "profile": "tabular-data-resource",
        "title": table.name,
        "description": table.comment,
        "path": file.path,
        "scheme": "file",
        "format": "csv",
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "bytes": file.byte_size,
        "hash": f"sha256:{file.sha256}",
        "schema": schema,
    }


def _foreign_keys(
    table: Table, resources: Mapping[Table, str], owners: Mapping[str, Table]
) -> list[dict[str, object]]:
    """A key points to the table that owns it, with a role in front or without."""
    found: list[dict[str, object]] = []
    own = own_key(table)
    for column in table.columns:
        if column.name == own or not column.name.endswith("_key"):
            continue
        for key in (column.name, column.name.partition("_")[2]):
            owner = owners.get(key)
            if owner is not None:
                # the specification writes a table's reference to itself as an empty name
                resource = "" if owner == table else resources[owner]
                found.append(
                    {
                        "fields": [column.name],
                        "reference": {"resource": resource, "fields": [key]},
                    }
                )
                break
    return found


def _field(column: Column, table: Table) -> dict[str, object]:
    field: dict[str, object] = {
        "name": column.name,
        "type": field_type(column),
        "title": column.name,
        "description": column.comment,
    }
    if column.name == own_key(table):
        field["constraints"] = {"required": True, "unique": True}
    if table.schema == "bi" or table.name == "fct_budget_line":
        if role := _ROLES.get(column.name):
            field["columnType"] = role
        elif table.name == "项目支出" and column.name == "项目":
            field["columnType"] = "activity:generic:project:label"
    return field


def field_type(column: Column) -> str:
    """Return the Frictionless type of a column; keys are text, for they have up to 60 bits."""
    if column.name.endswith("_key"):
        return "string"
    if column.type.endswith("[]"):
        return "array"
    return _TYPES.get(column.type.partition("(")[0], "string")
