"""What does one more document cost, in a small warehouse and in a large one?

Publishes copies of the documents under made-up units, adds one copy more, and prints the seconds of
the refresh that takes it in, step by step, for every size side by side.

    python benchmarks/incremental.py [--documents DIR] [--sizes 5,500]
"""

import argparse
import tempfile
import time
from pathlib import Path

import duckdb

from flows.run.events import Event, unheard
from flows.run.pipeline import run_refresh
from flows.settings import Settings, disable_telemetry

_UNITS = (
    "SELECT source_path, unit.name FROM marts.dim_document JOIN marts.dim_unit AS unit "
    "USING (unit_key) WHERE document_key > 0"
)


def copies(documents: Path) -> list[tuple[str, str]]:
    """Return text and unit name of every document."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(documents=documents, warehouse=Path(home, "warehouse.duckdb"))
        run_refresh(settings, unheard)
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            units = connection.execute(_UNITS).fetchall()
    return [((documents / path).read_text(encoding="utf-8"), unit) for path, unit in units]


def write(folder: Path, number: int, given: list[tuple[str, str]]) -> None:
    """Write a copy as a document of a unit of its own."""
    text, unit = given[number % len(given)]
    copy = text.replace(unit, f"试验单位{number:05d}")
    (folder / f"{number:05d}.txt").write_text(copy, encoding="utf-8")


def measure(size: int, given: list[tuple[str, str]]) -> dict[str, float]:
    """Return the seconds of each step of the refresh that takes in one document more."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "documents")
        folder.mkdir()
        for number in range(size):
            write(folder, number, given)
        settings = Settings(documents=folder, warehouse=Path(home, "warehouse.duckdb"))
        started = time.perf_counter()
        run_refresh(settings, unheard)
        seconds = {"(the first refresh)": time.perf_counter() - started}
        seconds["(MB of the file)"] = settings.warehouse.stat().st_size / 1e6
        write(folder, size, given)
        events: list[Event] = []
        started = time.perf_counter()
        run_refresh(settings, events.append)
        for event in events:
            if event.kind == "step":
                seconds[event.text.split(":")[0]] = event.seconds or 0
        return seconds | {"one document more": time.perf_counter() - started}


def main() -> None:
    """Print a row per step and a column per size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=Path, default=Settings().documents)
    parser.add_argument("--sizes", default="5,500")
    arguments = parser.parse_args()
    disable_telemetry()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    given = copies(arguments.documents)
    columns = [measure(size, given) for size in sizes]
    print(f"{'':44}" + "".join(f"{size:>10}" for size in sizes))
    for step in columns[0]:
        print(f"{step:44}" + "".join(f"{column[step]:10.2f}" for column in columns))
    ratio = columns[-1]["one document more"] / columns[0]["one document more"]
    print(f"ratio of the last to the first: {ratio:.2f}")


if __name__ == "__main__":
    main()
