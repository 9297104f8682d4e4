"""Read a folder of PDFs with each reader, and print what it takes as Markdown.

    python -m benchmarks.reading [--documents DIR] [--readers flows,pdfplumber,camelot] [--times 3]

One process a file and reader, the readers of a file one after another. CPU seconds of all threads,
imports left out; the least of `--times` readings, one of more than ten seconds counts at once.
Peak memory is that of the whole process.
"""

import argparse
import json
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pypdfium2

from benchmarks.reading.amounts import digest, right, truths
from benchmarks.reading.readers import READERS
from flows.settings import ROOT

_LONG = 10.0  # CPU seconds


def main() -> None:
    """Measure each reader in a process of its own, side by side with the first one."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reading",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--documents", type=Path, default=ROOT.parent / "shared" / "originals")
    parser.add_argument("--readers", default=",".join(READERS), help="the first is compared")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--alone", type=Path, help="one file and reader, in this process, as JSON")
    given = parser.parse_args()
    files = sorted(given.documents.glob("*.pdf"))
    if given.alone:
        print(json.dumps(_measured(given.readers, given.alone, given.times)))
        return
    if not files:
        sys.exit(f"no PDF in {given.documents}")
    known = truths(given.documents / "truth")
    measured: dict[str, list[dict]] = {reader: [] for reader in given.readers.split(",")}
    for path in files:
        for reader, found in list(measured.items()):
            command = [sys.executable, "-m", "benchmarks.reading", "--alone", str(path)]
            command += ["--readers", reader, "--times", str(given.times)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{reader} is left out: {done.stderr.strip().splitlines()[-1]}\n")
                del measured[reader]
                continue
            found.append(json.loads(done.stdout.splitlines()[-1]))
            amounts = known.get(digest(path))
            tables = found[-1].pop("tables")
            found[-1]["amounts"] = [len(amounts), right(amounts, tables)] if amounts else None
    if measured:
        _print(measured)


def _measured(reader: str, path: Path, times: int) -> dict:
    with pypdfium2.PdfDocument(path) as document:
        pages = len(document)
    import_module(reader)
    seconds: list[float] = []
    for _ in range(times):
        start = time.process_time()
        tables = list(READERS[reader](path))
        seconds.append(time.process_time() - start)
        if seconds[-1] > _LONG:
            break
    return {
        "file": path.stem,
        "pages": pages,
        "seconds": min(seconds),
        "megabytes": _peak(),
        "tables": tables,
    }


def _peak() -> float:
    """Return the peak memory of this process, which the kernel counts from its start on."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def _print(measured: dict) -> None:
    _row("reader", "pages/s", "slowest file", "peak MB", "amounts right")
    _row("---", *["--:"] * 4)
    for reader, found in measured.items():
        figures = [file["amounts"] for file in found if file["amounts"]]
        asked, cells = map(sum, zip(*figures, strict=True)) if figures else (0, 0)
        _row(
            reader,
            f"{_speed(found):.0f}",
            f"{min(_speed([file]) for file in found):.0f}",
            f"{max(file['megabytes'] for file in found):.0f}",
            f"{cells:,} of {asked:,}" if asked else "no truth beside the documents",
        )
    print()
    others = list(measured)[1:]
    _row(
        "file", "pages", *(f"{reader} pages/s" for reader in measured), *(f"× {o}" for o in others)
    )
    _row("---", *["--:"] * (1 + len(measured) + len(others)))
    for files in zip(*measured.values(), strict=True):
        _line(files[0]["file"], [[file] for file in files])
    _line("all", list(measured.values()))


def _line(name: str, of_each: list[list[dict]]) -> None:
    first, *others = speeds = [_speed(files) for files in of_each]
    pages = sum(file["pages"] for file in of_each[0])
    times = (f"{first / other:.1f}" for other in others)
    _row(name, str(pages), *(f"{speed:.1f}" for speed in speeds), *times)


def _speed(files: list[dict]) -> float:
    """Return pages a CPU second."""
    return sum(file["pages"] for file in files) / sum(file["seconds"] for file in files)


def _row(*texts: str) -> None:
    print("|", " | ".join(texts), "|")


if __name__ == "__main__":
    main()
