"""What the search looks through: names in one file, projects and sentences in many small ones.

Projects and sentences lie in 256 buckets by the hash of what they belong to, so that a document
more changes one bucket. An index says in which buckets two signs stand side by side: whoever
searches loads the part of it that his words are in, then the buckets that may hold all of them.
No word needs to be cut, and no server asked: a page opened as a file may load scripts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import duckdb

from flows.report.findings.wording import wan
from flows.report.site import lines
from flows.report.site.book import At, Body, Column, Project, rows
from flows.report.site.common import Site, glossary, script

__all__ = ["write_search"]

#: Files of the index: a few KB each for some documents, 100 for some thousands.
PARTS = 64
_MOST_SIGNS = 140  # of a sentence
_FEWEST_SIGNS = 8
_SENTENCE = re.compile(r"[^。；;\t]+[。；;]?")
#: Buckets are named by letters: digits side by side would look like somebody's number.
_LETTERS = "abcdefghijklmnop"


def write_search(site: Site, connection: duckdb.DuckDBPyConnection) -> None:
    """Write all that the search needs."""
    site.writer.file("data/names.js", script("names", list(_names(site))))
    buckets: dict[str, dict[str, set[str]]] = {"p": defaultdict(set), "l": defaultdict(set)}
    for kind, found in (
        ("p", _projects(site.book.projects.values())),
        ("l", _sentences(site, connection)),
    ):
        members: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        for key, text, entry in found:
            bucket = _LETTERS[int(key[0], 16)] + _LETTERS[int(key[1], 16)]
            members[bucket].append(entry)
            for pair in _pairs(text):
                buckets[kind][pair].add(bucket)
        for bucket, entries in members.items():
            name = f"{kind}/{bucket}"
            site.writer.file(f"data/{name}.js", script(name, entries))
    _write_index(site, buckets)


def _write_index(site: Site, buckets: dict[str, dict[str, set[str]]]) -> None:
    parts: list[dict[str, list[str]]] = [{} for _ in range(PARTS)]
    for pair in sorted({*buckets["p"], *buckets["l"]}):
        first, second = map(ord, pair)
        parts[(first * 31 + second) % PARTS][f"{first:x}.{second:x}"] = [
            "".join(sorted(buckets[kind].get(pair, ()))) for kind in ("p", "l")
        ]
    for number, part in enumerate(parts):
        site.writer.file(f"data/index/{number}.js", script(f"index/{number}", part))


def _pairs(text: str) -> set[str]:
    """Return the signs that stand side by side, as the search writes them."""
    plain = "".join(text.lower().replace(",", "").split())
    return {first + second for first, second in pairwise(plain)}


def _names(site: Site) -> Iterator[tuple[object, ...]]:
    """Yield kind, key, name, what stands beside it, what of which year."""
    book = site.book
    for place in book.places.values():
        yield "place", place.key, place.name, place.province, _years(place.bodies)
    for body in sorted(book.bodies.values(), key=lambda body: body.key):
        yield "unit", body.key, body.name, body.place.name, list(_spent(body))
    for subject in sorted(site.subjects.values(), key=lambda subject: subject.code):
        users: dict[int, set[str]] = defaultdict(set)
        for column, body, *_ in subject.uses:
            users[column.year].add(body.key)
        above = subject.path[-1][1] if subject.path else ""
        told = [(year, f"{len(found)} 个单位") for year, found in sorted(users.items())]
        yield "subject", subject.code, f"{subject.code} {subject.name}", above, told
    for row in glossary():
        yield "term", row["term"], row["term"], row["english"], []


def _years(bodies: Sequence[Body]) -> list[tuple[int, str]]:
    counts: dict[int, set[str]] = defaultdict(set)
    for body in bodies:
        for column in body.columns:
            counts[column.year].add(body.key)
    return [(year, f"{len(found)} 个单位") for year, found in sorted(counts.items())]


def _spent(body: Body) -> Iterator[tuple[int, str]]:
    found = {Column(row["年度"], row["阶段"]): row["支出_元"] for row in body.tables["totals"]}
    for column in sorted(found, key=lambda column: column.order):
        if found[column] is not None:
            yield column.year, f"{column.phase}支出 {wan(found[column])} 万元"


def _projects(projects: Iterable[Project]) -> Iterator[tuple[str, str, tuple[object, ...]]]:
    for project in sorted(projects, key=lambda project: project.key):
        told: dict[int, str] = {}
        for row in project.lines:
            amount = row["amount"] if row["amount"] is not None else row["full_year"].amount
            if amount is not None:
                told.setdefault(row["年度"], f"{wan(amount)} 万元")
            else:
                told.setdefault(row["年度"], "")
        entry = (
            *("project", project.key, project.name, project.body.name),
            sorted(told.items()),
        )
        text = f"{project.name} {project.body.name}"
        yield project.key[1:].zfill(16)[-2:], text, entry


def _sentences(
    site: Site, connection: duckdb.DuckDBPyConnection
) -> Iterator[tuple[str, str, tuple[object, ...]]]:
    """Yield what sentences say; a line that may name somebody is left out as a whole."""
    documents = {document["document_id"]: document for document in site.book.documents}
    found = list(rows(connection, "prose"))
    persons: dict[str, set[str]] = defaultdict(set)
    for row in rows(connection, "persons", [sorted({row["document_id"] for row in found})]):
        persons[row["document_id"]] |= {row["text"]} if row["text"] else set()
    for row in found:
        document = documents[row["document_id"]]
        if lines.is_personal(row["text"], persons[row["document_id"]]):
            continue
        unit = site.book.bodies[document["body"]].name
        at = lines.address(At(row["document_id"], row["line_no"])).removeprefix("document/")
        for sentence in _cut(row["text"]):
            entry = "line", at, sentence, unit, [(document["fiscal_year"], document["phase"])]
            yield row["document_id"], f"{sentence} {unit}", entry


def _cut(text: str) -> Iterator[str]:
    """Yield the sentences of a line that hold a figure, cut small."""
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        if len(sentence) >= _FEWEST_SIGNS and any(sign.isdigit() for sign in sentence):
            is_long = len(sentence) > _MOST_SIGNS
            yield f"{sentence[:_MOST_SIGNS]}…" if is_long else sentence
