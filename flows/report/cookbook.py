"""docs/cookbook.md: the questions of dbt_project/analyses with their answers.

An analysis is one question to `bi` and `marts`: a comment with the question in Chinese (问) and
English (Q), where it needs one the attachments (附件) that a document must have for an answer,
where another form would answer wrongly why this is the right one (为什么), and one query.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

_HEAD = re.compile(
    r"-- 问：(?P<chinese>.+)\n-- Q: (?P<english>.+)\n(?:-- 附件：(?P<attachment>.+)\n)?"
    r"(?:-- 为什么：(?P<reason>.+)\n)?"
)

_INTRODUCTION = """\
# 分析手册 Cookbook

Thirty-three questions to the warehouse, from simple to hard, with their answers on the committed
sample (five disclosures of 山西省). Made by `make docs` from `dbt_project/analyses/`; do not edit.
Ask them with `budget sql "…"` or any client.
"""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One analysis: its file's name, its question in both languages, its reason, its query."""

    name: str
    chinese: str
    english: str
    attachment: str | None
    reason: str | None
    query: str


def recipes(folder: Path) -> list[Recipe]:
    """Return the analyses of a folder, in the order of their names.

    Raises:
        ValueError: a file does not begin with its question.
    """
    found = []
    for path in sorted(folder.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        head = _HEAD.match(text)
        if head is None:
            raise ValueError(f"{path} does not begin with its question (-- 问：…, -- Q: …)")
        query = text[head.end() :].strip()
        found.append(Recipe(path.stem, query=query, **head.groupdict()))
    return found


def cookbook(connection: duckdb.DuckDBPyConnection, folder: Path) -> str:
    """Return the cookbook as Markdown, with the answers that the connection's warehouse gives."""
    parts = [_INTRODUCTION]
    for number, recipe in enumerate(recipes(folder), start=1):
        answer = connection.execute(recipe.query)
        columns = [(column[0], str(column[1])) for column in answer.description or ()]
        rows = answer.fetchall()
        parts += [
            f"## {number}. {recipe.chinese}\n\n{recipe.english}\n",
            *([f"为什么这样问：{recipe.reason}\n"] if recipe.reason else []),
            f"```sql\n{recipe.query}\n```\n",
            _table(columns, rows) if rows or not recipe.attachment else _without(recipe),
        ]
    return "\n".join(parts)


def _without(recipe: Recipe) -> str:
    return (
        f"样例只含法定报表，不含{recipe.attachment}：文件带有这些附件时才有答案。\n"
        "The sample has statutory tables only: documents with these attachments give the answer.\n"
    )


def _table(columns: Iterable[tuple[str, str]], rows: Iterable[tuple[object, ...]]) -> str:
    names = [name for name, _ in columns]
    rules = [
        "---:" if re.match("DECIMAL|BIGINT|INTEGER|HUGEINT|DOUBLE|NUMBER", kind) else "---"
        for _, kind in columns
    ]
    lines = [names, rules, *([_text(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case list():
            return ", ".join(map(_text, cell))
        case Decimal():
            return f"{cell:,}"
        case _:
            return str(cell).replace("|", "\\|")
