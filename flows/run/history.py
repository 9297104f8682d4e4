"""How the last refresh went: remembered in a small file, and told to whoever wants to know.

Nothing in here can make a refresh fail: a record that cannot be written and a hook that does not
answer are remarks.
"""

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from flows.run.events import Event, Report
from flows.run.notify import notify
from flows.run.summary import Summary
from flows.settings import Settings
from flows.warehouse import versions
from flows.warehouse.locks import Busy

FAILURE = 1
PARTIAL = 3
INTERRUPTED = 130

Record = Mapping[str, Any]
"""A JSON-able summary: `status` is success, partial or failure, `exit_status` as the command's."""


def record_start(settings: Settings) -> None:
    """Remember that a refresh is at work; called by whoever holds its lock."""
    _write(settings, {"status": "running", **_who(settings)})


def last(settings: Settings) -> Record | None:
    """Return what is remembered of the last refresh, if that can be read."""
    try:
        found = json.loads(_file(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def run_and_record(
    settings: Settings,
    work: Callable[[], Summary],
    report: Report,
    *,
    conclude: Callable[[Record], None] = lambda _: None,
    remarks: Sequence[str] = (),
) -> Summary:
    """Do the work of a refresh, remember how it went and call the hook, however it ends.

    Args:
        settings: whose `notify` is called.
        work: the refresh; what it raises is raised again.
        report: told what could not be remembered or notified.
        conclude: called last, with what the hook was told.
        remarks: what was left undone before, such as sources that could not be had.
    """
    started, who = perf_counter(), _who(settings)
    try:
        summary = work()
    except Exception as fault:
        message = str(fault) or type(fault).__name__
        seconds = round(perf_counter() - started, 3)
        ending = _ended(
            {"status": "failure", "exit_status": FAILURE, "message": message}, who, seconds=seconds
        )
        # the record belongs to the one at work; and a full disk is told once
        forgotten = None if isinstance(fault, Busy) else _write(settings, ending)
        _tell(settings, ending, None if isinstance(fault, OSError) else forgotten, report, conclude)
        raise
    ending = _ended(_conclusion(summary, remarks), who)
    _tell(settings, ending, _write(settings, ending), report, conclude)
    return summary


def interrupt(settings: Settings) -> None:
    """Clear away what this process was building, and remember that it was told to stop."""
    found = last(settings)
    if found is None or (found.get("status"), found.get("process")) != ("running", os.getpid()):
        return  # nothing was begun, or another process is at it
    versions.discard(versions.build_file(settings))
    conclusion = {"status": "failure", "exit_status": INTERRUPTED, "message": "interrupted"}
    _write(settings, _ended(conclusion, {name: found[name] for name in _who(settings)}))


def sentence(summary: Summary, remarks: Sequence[str] = ()) -> str:
    """Return what a refresh did, and what is left to look at."""
    if summary.is_published:
        did = f"published version {summary.version}"
    else:
        did = f"nothing has changed since version {summary.version}"
    rejected = len(summary.landing.rejected)
    return "; but ".join([did, *remarks, *([f"{rejected} documents rejected"] if rejected else [])])


def _conclusion(summary: Summary, remarks: Sequence[str]) -> dict[str, Any]:
    record = asdict(summary)
    landing = record.pop("landing")
    landing["rejected"] = [
        {"source_path": name, "reason": reason, "detail": detail}
        for name, reason, detail in landing["rejected"]
    ]
    is_whole = not landing["rejected"] and not remarks
    return {
        "status": "success" if is_whole else "partial",
        "exit_status": 0 if is_whole else PARTIAL,
        "message": sentence(summary, remarks),
        **record,
        "seconds": round(summary.seconds, 3),
        "landing": landing,
        "remarks": list(remarks),
    }


def _ended(conclusion: Record, who: Record, **facts: Any) -> dict[str, Any]:
    return {"event": "summary", **conclusion, **who, **facts, "ended_at": _now()}


def _tell(
    settings: Settings,
    ending: dict[str, Any],
    forgotten: str | None,
    report: Report,
    conclude: Callable[[Record], None],
) -> None:
    remarks = [forgotten]
    if settings.notify:
        remarks.append(notify(settings.notify, ending, settings.notify_seconds))
    for remark in filter(None, remarks):
        report(Event("remark", remark))
    conclude(ending)


def _write(settings: Settings, record: Record) -> str | None:
    """Replace the record as a whole; return what went wrong."""
    file = _file(settings)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
                json.dump(record, handle, ensure_ascii=False, indent=1)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        return f"how this refresh went cannot be remembered: {error}"
    return None


def _who(settings: Settings) -> dict[str, Any]:
    return {
        "warehouse": str(settings.warehouse),
        "holder": settings.holder,
        "process": os.getpid(),
        "started_at": _now(),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _file(settings: Settings) -> Path:
    return settings.build / "last-refresh.json"
