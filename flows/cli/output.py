"""What the commands say: results on stdout, everything else on stderr."""

import json
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Any, NoReturn

from rich.console import Console

#: Exit status: done, but some documents were rejected or not had.
SOME_MISSING = 3

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(fault: Exception) -> NoReturn:
    """Say in a sentence what went wrong, and end with exit status 1."""
    if isinstance(fault, OSError) and fault.filename is not None:
        message = f"{fault.strerror}: {fault.filename}"
    else:
        message = str(fault)
    err.print(f"budget: {message}", markup=False)
    sys.exit(1)


def interrupted(kept: str) -> NoReturn:
    """Say after Ctrl-C what there is now, and end at once, as a shell expects it.

    Not by raising: an exception in the middle of an import can leave its lock behind, and
    libraries that have been half imported hang on their way out.
    """
    # past the console, which may be in the middle of a line and would print it a second time
    os.write(2, f"budget: interrupted: {kept}\n".encode())
    sys.stdout.flush()
    for listed in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError, ValueError):  # gone already
            for child in map(int, listed.read_text(encoding="ascii").split()):
                os.kill(child, signal.SIGTERM)
    os._exit(128 + signal.SIGINT)


def invoked() -> str:
    """Return how this program was called: what is printed with it can be pasted."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{quote(sys.executable)} -m flows.cli"
    if (found := shutil.which(called.name)) and Path(found).resolve() == called.resolve():
        return called.name
    here = Path.cwd()
    there = called.absolute()
    return quote(str(there.relative_to(here) if there.is_relative_to(here) else there))


def print_json(record: Mapping[str, Any]) -> None:
    """Print one JSON object on one line."""
    print(json.dumps(record, ensure_ascii=False), flush=True)  # noqa: T201 - not for a console


def when(epoch: float) -> str:
    """Say a moment and how long ago it was."""
    moment = datetime.fromtimestamp(epoch, UTC)
    minutes = max(0, int((datetime.now(UTC) - moment).total_seconds()) // 60)
    hours, days = minutes // 60, minutes // (60 * 24)
    ago = f"{days} days" if days else f"{hours} hours" if hours else f"{minutes} minutes"
    return f"{moment:%Y-%m-%d %H:%M} UTC ({ago} ago)"
