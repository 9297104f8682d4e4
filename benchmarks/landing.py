"""How fast are documents read, cut into cells and landed? Prints MB/s per core and MB/s in all.

python benchmarks/landing.py [--documents DIR] [--copies N]
"""

import argparse
import tempfile
import time
from pathlib import Path

from flows.load import landing
from flows.read import grids, read
from flows.read.discovery import discover
from flows.settings import Settings
from flows.warehouse import versions
from flows.warehouse.connection import connect


def main() -> None:
    """Read on one core, then land copies of the documents with all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=Path, default=Settings().documents)
    parser.add_argument("--copies", type=int, default=50)
    arguments = parser.parse_args()
    texts = {path.name: path.read_bytes() for path in sorted(arguments.documents.glob("*.txt"))}
    size = sum(map(len, texts.values())) / 1e6

    started = time.perf_counter()
    for name, data in texts.items():
        grids.cells(read(Path(name), data).lines)
    print(f"read and cut: {size / (time.perf_counter() - started):.1f} MB/s on one core")

    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "documents")
        folder.mkdir()
        for number in range(arguments.copies):
            for name, data in texts.items():
                (folder / f"{number:04d}-{name}").write_bytes(data + b"\n" * number)
        settings = Settings(documents=folder, warehouse=Path(home, "warehouse.duckdb"))
        settings.build.mkdir()
        started = time.perf_counter()
        with connect(versions.begin(settings)) as connection:
            landing.land(connection, discover(folder), settings)
        seconds = time.perf_counter() - started
        total = size * arguments.copies
        print(f"landed {total:.0f} MB in {seconds:.1f} s: {total / seconds:.1f} MB/s in all")


if __name__ == "__main__":
    main()
