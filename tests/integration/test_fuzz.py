"""The sample, spoilt at random: whatever becomes of a document, it is let in or named.

The seeds are fixed: a mutant that fails today fails tomorrow.
"""

import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import gathered
import pytest
import small

from flows.load.extraction import extract
from flows.read.discovery import discover, document_file
from flows.run.pipeline import run_refresh
from flows.settings import Settings

SAMPLE = sorted(small.SAMPLE.glob("*.txt"))
STRANGE = [
    *("\u200b", "\x00", "\x02", "\ufeff", "\u202d", "\xa0", "\x0c", "⼀", "︵", "<u>", "**", "\t"),
    *(
        "9" * 20,
        "1.2.3",
        "-",
        "—",
        "（",
        "单位：元",
        "元氏县",
        "合计",
        "201",
        "表",
        "注：",
        "第一部分",
    ),
]


def _one(chance: random.Random, lines: list[str]) -> int:
    return chance.randrange(len(lines))


def _drop(chance: random.Random, lines: list[str]) -> None:
    first = _one(chance, lines)
    del lines[first : first + chance.randint(1, 5)]


def _repeat(chance: random.Random, lines: list[str]) -> None:
    first = _one(chance, lines)
    lines[first:first] = lines[first : first + chance.randint(1, 12)]


def _swap(chance: random.Random, lines: list[str]) -> None:
    one, other = _one(chance, lines), _one(chance, lines)
    lines[one], lines[other] = lines[other], lines[one]


def _join(chance: random.Random, lines: list[str]) -> None:
    line = _one(chance, lines)
    lines[line : line + 2] = ["".join(lines[line : line + 2])]


def _cell(chance: random.Random, lines: list[str]) -> None:
    line = chance.choice([number for number, text in enumerate(lines) if "\t" in text] or [0])
    cells = lines[line].split("\t")
    chosen = chance.randrange(len(cells))
    cells[chosen : chosen + 1] = chance.choice([[], [""], [cells[chosen]] * 2, [*STRANGE[-6:-5]]])
    lines[line] = "\t".join(cells)


def _insert(chance: random.Random, lines: list[str]) -> None:
    line = _one(chance, lines)
    place = chance.randint(0, len(lines[line]))
    lines[line] = lines[line][:place] + chance.choice(STRANGE) + lines[line][place:]


def _digits(chance: random.Random, lines: list[str]) -> None:
    line = _one(chance, lines)
    digit = str(chance.randrange(10))
    lines[line] = lines[line].replace(digit, digit * chance.randint(2, 9))


def _cut(chance: random.Random, lines: list[str]) -> None:
    del lines[-chance.randint(1, len(lines) - 1) :]


SPOIL: list[Callable[[random.Random, list[str]], None]] = [
    *(_drop, _repeat, _swap, _join, _cell, _cell, _insert, _insert, _digits, _cut)
]


def mutant(seed: int) -> str:
    """Return a document of the sample after one to six changes."""
    chance = random.Random(seed)
    lines = chance.choice(SAMPLE).read_text(encoding="utf-8").split("\n")
    for _ in range(chance.randint(1, 6)):
        if lines:
            # a cut leaves little for the others to spoil: seldom
            chance.choice(SPOIL if chance.random() < 0.3 else SPOIL[:-1])(chance, lines)
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(0, 240, 40))
def test_every_mutant_is_read_or_turned_away(seed: int, tmp_path: Path) -> None:
    settings = Settings()
    for number in range(seed, seed + 40):
        path = tmp_path / f"{number}.txt"
        path.write_text(mutant(number), encoding="utf-8")
        extracted = extract(document_file(path, tmp_path), settings.forms, settings.limits)
        if extracted.rejection is not None:
            stage, reason, detail = extracted.rejection
            assert stage in ("reading", "structure")
            assert reason.replace("_", "").isalpha()
            assert detail
            continue
        texts = dict(extracted.frames["line"].select("line_no", "text").iter_rows())
        assert "\n".join(texts.values()) == path.read_bytes().decode()
        for line_no, text in extracted.frames["cell"].select("line_no", "text").iter_rows():
            assert text in texts[line_no]


def test_mutants_pass_through_a_small_warehouse(tmp_path: Path) -> None:
    """Each of them is in the warehouse or named, and the good documents among them are in it."""
    settings = small.lay_out(tmp_path, *(path.name for path in SAMPLE))
    for seed in range(1000, 1060):
        (settings.documents / f"{seed}.txt").write_text(mutant(seed), encoding="utf-8")
    summary = run_refresh(settings, print)
    named = turned_away(settings.warehouse, settings.documents)
    assert named == {name for name, *_ in summary.landing.rejected}


gathered.publish(
    "fuzz",
    {str(seed): mutant(seed) for seed in range(2000, 2012)}
    | {path.stem: path.read_text(encoding="utf-8") for path in SAMPLE},
)


def test_mutants_pass_through_all_layers(gathered_file: Path) -> None:
    turned_away(gathered_file, gathered_file.parent / "documents")


def turned_away(warehouse: Path, folder: Path) -> set[str]:
    """Return the documents of a folder that are not in a warehouse; it names each, and why."""
    with duckdb.connect(str(warehouse.resolve()), read_only=True) as connection:
        landed = connection.execute("SELECT sha256 FROM raw.document").fetchall()
        named = dict(connection.execute("SELECT source_path, detail FROM raw.rejection").fetchall())
    missing = {file.name for file in discover(folder) if (file.sha256,) not in landed}
    assert missing == named.keys()
    assert not {Path(name).name for name in missing} & {path.name for path in SAMPLE}
    assert all(named.values())
    return missing
