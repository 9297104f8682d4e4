"""Refresh warehouses of several sizes and print what each step and the slowest models cost.

    python -m benchmarks.scale [--documents DIR] [--sizes 5,100] [--models 15] [--json FILE]
        [--keep DIR] [--prefect]

CPU seconds of all threads and children; every refresh in a process of its own. What dbt compiles
once for a project is compiled before, by a refresh of the documents themselves.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.scale.documents import originals, write
from flows.settings import Settings

Measured = dict[str, Any]


def main() -> None:
    """Measure every size, the smallest first, and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--documents", type=Path, default=Settings().documents)
    parser.add_argument("--sizes", default="5,100")
    parser.add_argument("--models", type=int, default=15, help="how many of the slowest")
    parser.add_argument("--json", type=Path, help="where what was measured is kept, too")
    parser.add_argument("--keep", type=Path, help="where the warehouses stay")
    parser.add_argument("--prefect", action="store_true", help="the smallest with Prefect, too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        root = given.keep or Path(home)
        warm = root / "warm"
        _measured("refresh", given.documents, warm)
        texts = originals(given.documents, warm / "warehouse.duckdb")
        write(warm / "more", [0], texts)
        found = []
        for size in map(int, given.sizes.split(",")):
            found.append(
                _of_size(size, root / str(size), texts, with_prefect=not found and given.prefect)
            )
            if given.json:
                given.json.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    _print(found, given.models)


def _of_size(size: int, home: Path, texts: list, *, with_prefect: bool) -> Measured:
    folder = home / "documents"
    size_in_bytes = write(folder, range(size), texts)
    found = {"documents": size, "bytes": size_in_bytes, "first": _measured("refresh", folder, home)}
    found["limit"] = _measured("limit", folder)
    write(folder, [size], texts)
    found["more"] = _measured("refresh", folder, home)  # what was never compiled is, here
    write(folder, [size + 1], texts)
    found["more"] = _measured("refresh", folder, home)
    found["nothing"] = _measured("refresh", folder, home)
    found["queries"] = _measured("queries", home)
    if with_prefect:
        found["prefect"] = _measured("refresh", folder, home / "prefect", "prefect")
        found["plain"] = _measured("refresh", folder, home / "plain")
    return found


def _measured(what: str, *arguments: object) -> Measured:
    command = [sys.executable, "-m", "benchmarks.scale.measured", what, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    measured: Measured = json.loads(done.stdout.splitlines()[-1])
    return measured


def _print(found: list[Measured], most: int) -> None:
    _row("documents", *(f"{size['documents']:,}" for size in found))
    _row("---", *["--:"] * len(found))
    _row("MB of text", *(f"{size['bytes'] / 1e6:.1f}" for size in found))
    for title, key in (
        ("first refresh", "first"),
        ("one document more", "more"),
        ("nothing new", "nothing"),
    ):
        _row(f"**{title}**, CPU s", *(f"**{size[key]['cpu']:.2f}**" for size in found))
        if key == "nothing":
            break
        _row("… a document", *(_each(size, size[key]["cpu"], key) for size in found))
        _row("… its SQL alone", *(f"{size[key]['sql']:.2f}" for size in found))
        _row("… everything / SQL", *(_ratio(size[key]["cpu"], size[key]["sql"]) for size in found))
        for step in found[0][key]["steps"]:
            _row(f"… {step}", *(f"{size[key]['steps'].get(step, 0):.2f}" for size in found))
        _row("… pages, part of it", *(_pages(size[key]) for size in found))
        _row("… files of the site written", *(_written(size[key]) for size in found))
    _row("read, split, appended alone, CPU s", *(f"{size['limit']['cpu']:.2f}" for size in found))
    _row("… landing / that", *(_landing(size) for size in found))
    _row("peak MB, first refresh", *(f"{size['first']['peak']:.0f}" for size in found))
    _row("peak MB, one more", *(f"{size['more']['peak']:.0f}" for size in found))
    _row("KB of warehouse a document", *(_kilobytes(size, "warehouse") for size in found))
    _row("KB of pages a document", *(_kilobytes(size, "pages") for size in found))
    for kind in ("cookbook", "bi"):
        times = [size["queries"][kind] for size in found]
        _row(f"slowest of {kind}, ms", *(_slowest(of) for of in times))
    for size in found:
        if "prefect" in size:
            with_it, without = size["prefect"]["cpu"], size["plain"]["cpu"]
            print(f"\nWith Prefect {with_it:.1f} CPU s, without {without:.1f}.")
    print()
    _row("model, CPU s of the first refresh", *(f"{size['documents']:,}" for size in found))
    _row("---", *["--:"] * len(found))
    for model in list(found[-1]["first"]["models"])[:most]:
        _row(model, *(f"{size['first']['models'].get(model, 0):.2f}" for size in found))


def _each(size: Measured, seconds: float, key: str) -> str:
    return f"{seconds / size['documents']:.3f}" if key == "first" else f"{seconds:.2f}"


def _ratio(whole: float, part: float) -> str:
    return f"{whole / part:.2f}" if part else "dbt"


def _landing(size: Measured) -> str:
    return _ratio(size["first"]["steps"]["land"], size["limit"]["cpu"])


def _kilobytes(size: Measured, what: str) -> str:
    return f"{size['nothing'][what] / 1024 / (size['documents'] + 2):.0f}"


def _pages(refresh: Measured) -> str:
    return f"{refresh['steps'].get('pages', 0) / refresh['cpu']:.0%}"


def _written(refresh: Measured) -> str:
    """Return how many files are new, and in which folders of the site the new pages are."""
    new = {name: count for name, count in refresh["written"].items() if name != "all"}
    kinds = ", ".join(f"{name} {new[name]}" for name in sorted(new) if "/" not in name)
    return f"{sum(new.values())} of {refresh['written']['all']} ({kinds})"


def _slowest(times: dict[str, float]) -> str:
    name, most = max(times.items(), key=lambda item: item[1])
    return f"{most:.0f} ({name})"


def _row(*texts: str) -> None:
    print("|", " | ".join(texts), "|")


if __name__ == "__main__":
    main()
