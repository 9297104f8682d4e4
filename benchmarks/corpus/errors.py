"""Labelled errors of a publisher: one amount or note changed, its kind and place known."""

from random import Random

from benchmarks.corpus.documents import Document
from benchmarks.corpus.layouts import yuan
from benchmarks.corpus.tables import Amount, Table

NOTE = "note contradicts table"
KINDS = ("digit", "transposed", "ten times", NOTE)
# in 分; an error in less could hide within what rounding allows
_LEAST = 10_000_000


def plant(random: Random, document: Document) -> None:
    """Change one amount, or put a note below it; a document without large amounts stays."""
    places = [
        (table, amount)
        for table in document.tables
        for amount in table.amounts()
        if amount.fen >= _LEAST and amount.statement and ":" not in amount.statement
    ]
    if not places:
        return
    table, amount = random.choice(places)
    kind, right = random.choice(KINDS), amount.text
    if kind == NOTE:
        table.note = "注：本表无数据"
        document.errors.append(
            {"kind": kind, "form": str(table.number), "title": table.title, "printed": table.note}
        )
        return
    wrong = _changed(random, kind, right)
    if yuan(wrong, table.money) == yuan(right, table.money):
        kind, wrong = "digit", _changed(random, "digit", right)
    amount.text = wrong
    document.errors.append(_label(kind, table, amount, right))


def _changed(random: Random, kind: str, text: str) -> str:
    head, point, tail = text.partition(".")
    if kind == "ten times":
        return head.replace(",", "") + "0" + point + tail
    digits = [index for index, mark in enumerate(head) if mark.isdigit()]
    marks = list(head)
    if kind == "transposed" and len(digits) > 1:
        index = random.randrange(len(digits) - 1)
        one, two = digits[index], digits[index + 1]
        marks[one], marks[two] = marks[two], marks[one]
        if marks[0] != "0":
            return "".join(marks) + point + tail
        marks = list(head)
    # never the last digits before the point: those of 元 are what rounding may take
    place = digits[random.randrange(max(1, len(digits) // 2))]
    marks[place] = str((int(marks[place]) + random.randint(0, 7)) % 9 + 1)
    return "".join(marks) + point + tail


def _label(kind: str, table: Table, amount: Amount, right: str) -> dict[str, str]:
    return {
        "kind": kind,
        "form": str(table.number),
        "title": table.title,
        "statement": amount.statement,
        "code": amount.code,
        "label": amount.label,
        "measure": amount.measure,
        "printed": amount.text,
        "expected": right,
    }
