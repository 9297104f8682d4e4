"""One thing measured in a process of its own; prints a JSON object.

python -m benchmarks.scale.measured refresh FOLDER HOME [prefect]
python -m benchmarks.scale.measured limit FOLDER
python -m benchmarks.scale.measured queries HOME
"""

import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

Measured = dict[str, Any]


def cpu() -> float:
    """Return the CPU seconds of this process, all threads, and of its children that ended."""
    own, children = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def peak() -> float:
    """Return the peak megabytes of this process, or of its largest child."""
    return max(
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


def refresh(folder: str, home: str, orchestrator: str = "") -> Measured:
    """Refresh a warehouse over a folder; return the CPU seconds of its steps and models.

    `sql` is what DuckDB alone took for the compiled statements of the models, in the same run.
    Models run in the order of the build, so that the CPU of the process meanwhile is theirs.
    """
    from flows.run.events import Event
    from flows.run.pipeline import run_plainly, run_refresh
    from flows.settings import Settings, disable_telemetry
    from flows.transform import compiled

    disable_telemetry()
    models: Counter[str] = Counter()
    steps: dict[str, float] = {}
    last = cpu()
    steps["start-up"] = last

    def heard(event: Event) -> None:
        nonlocal last
        if event.kind == "step":
            steps[event.text.split(":")[0]] = cpu() - last
            print(f"{cpu() - last:8.2f} CPU s  {event.text}", file=sys.stderr)
            last = cpu()

    def build(given: Callable[..., None]) -> Callable[..., None]:
        def built(connection: Any, step: Any, *rest: Any) -> None:
            started = time.process_time()
            given(connection, step, *rest)
            models[step.name] += time.process_time() - started

        return built

    compiled._build = build(compiled._build)  # where the statements of a node run
    if orchestrator:
        from flows.run.flow import run_as_flow as runner
    else:
        runner = run_plainly
    settings = Settings(documents=Path(folder), warehouse=Path(home, "warehouse.duckdb"))
    started = time.perf_counter()
    summary = run_refresh(settings, heard, runner)
    return {
        "seconds": time.perf_counter() - started,
        "cpu": cpu(),
        "peak": peak(),
        "published": summary.is_published,
        "sql": models.total(),
        "steps": steps,
        "models": dict(models.most_common(25)),
        "warehouse": settings.warehouse.stat().st_size,
        "pages": sum(
            file.stat().st_size
            for pages in (settings.docs, settings.site)
            for file in pages.resolve().rglob("*.html")
        ),
        "written": written(settings.site.resolve()),
    }


def written(site: Path) -> dict[str, int]:
    """Return how many files of the pages this version does not share with another, by folder."""
    files = [file for file in site.rglob("*") if file.is_file()]
    new = [file.relative_to(site) for file in files if file.stat().st_nlink == 1]
    return {"all": len(files), **Counter(file.parent.as_posix() for file in new)}


def limit(folder: str) -> Measured:
    """Read the same bytes, split them into lines and append these to a table of DuckDB."""
    import duckdb
    import polars as pl

    assert pl.__version__
    started = cpu()
    with tempfile.TemporaryDirectory() as home, duckdb.connect(f"{home}/lines.duckdb") as file:
        file.execute("CREATE TABLE line (name VARCHAR, line_no INTEGER, text VARCHAR)")
        for path in sorted(Path(folder).iterdir()):
            texts = path.read_text(encoding="utf-8").split("\n")
            frame = pl.DataFrame({"line_no": range(1, len(texts) + 1), "text": texts})
            frame = frame.with_columns(pl.lit(path.name).alias("name"))
            file.register("batch", frame.to_arrow())
            file.execute("INSERT INTO line BY NAME FROM batch")
            file.unregister("batch")
    return {"cpu": cpu() - started, "peak": peak()}


def queries(home: str) -> Measured:
    """Ask the analyses of the cookbook and every view of `bi`; milliseconds, the least of three."""
    from flows.report.cookbook import recipes
    from flows.settings import Settings
    from flows.warehouse import catalog
    from flows.warehouse.connection import reader

    settings = Settings(warehouse=Path(home, "warehouse.duckdb"))
    with reader(settings.warehouse) as connection:
        asked = {
            "cookbook": {item.name: item.query for item in recipes(settings.analyses)},
            "bi": {
                view.name: f'SELECT count(columns(*)) FROM bi."{view.name}"'
                for view in catalog.tables(connection, ["bi"])
            },
        }
        found: Measured = {}
        for kind, texts in asked.items():
            found[kind] = {}
            for name, query in texts.items():
                times = []
                for _ in range(3):
                    started = time.perf_counter()
                    connection.execute(query).fetchall()
                    times.append(1000 * (time.perf_counter() - started))
                found[kind][name] = min(times)
    return found


if __name__ == "__main__":
    _, what, *arguments = sys.argv
    print(json.dumps({"refresh": refresh, "limit": limit, "queries": queries}[what](*arguments)))
