"""Disks, damaged files, others at work and clocks: faults done for real to a small warehouse.

After each: the served file opens and is the old version or the new one, whole; the next refresh
succeeds by itself; nothing landed is lost. `docs/operations.md` has the table.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import crashing
import duckdb
import pytest
import small
from crashing import Point, refresh
from grown import NEW, OLD, Home

from flows.run import history
from flows.settings import ROOT, Settings
from flows.warehouse import versions
from flows.warehouse.connection import reader

# ---- disks


@pytest.fixture
def small_disk(published: Home, tmp_path: Path) -> Iterator[Home]:
    """A home on a file system of 64 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("this user may not mount a small disk")
    try:
        copy = disk / "home"
        shutil.copytree(published.settings.home, copy, symlinks=True)
        yield replace(published, settings=small.settings_of(copy))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("room", ["for nothing", "for the copy", "for the build"])
def test_a_full_disk(small_disk: Home, room: str) -> None:
    settings = small_disk.settings
    size = settings.warehouse.stat().st_size
    free = {"for nothing": 0, "for the copy": size + 2**16, "for the build": size + 2**20}[room]
    ballast = settings.home / "ballast"
    with ballast.open("wb") as handle:
        handle.write(bytes(shutil.disk_usage(settings.home).free - free))
    ending = refresh(settings)
    assert ending.fault is not None
    assert small_disk.served == "old"
    assert not (settings.build / "next").exists()
    ballast.unlink()
    small_disk.recovers()


def _make_read_only(folder: Path) -> None:
    """Let this process alone see a folder as one that cannot be written."""
    libc = ctypes.CDLL(None, use_errno=True)
    name = str(folder).encode()
    namespace, private, bind, read_only, remount = 0x20000, 0x44000, 0x1000, 0x1, 0x20
    for done in (
        lambda: libc.unshare(namespace),
        lambda: libc.mount(b"none", b"/", None, private, None),
        lambda: libc.mount(name, name, None, bind, None),
        lambda: libc.mount(b"none", name, None, remount | bind | read_only, None),
    ):
        if done():
            raise OSError(ctypes.get_errno(), "no mount")


@pytest.fixture
def as_reader(home: Home) -> Iterator[Callable[[], None] | None]:
    """What a child does so that it may not write into the home; None if nothing need be done."""
    if os.geteuid() == 0:
        probe = "import sys; sys.path.insert(0, sys.argv[1]); import test_faults as faults; "
        probe += "from pathlib import Path; faults._make_read_only(Path(sys.argv[2]))"
        command = [sys.executable, "-c", probe, str(Path(__file__).parent), str(home.settings.home)]
        if subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode:
            pytest.skip("root may write everywhere, and may not mount here")
        yield partial(_make_read_only, home.settings.home)
        return
    folders = [home.settings.home, home.settings.build, home.settings.versions]
    for folder in folders:
        folder.chmod(0o555)
    yield None
    for folder in folders:
        folder.chmod(0o755)


def test_a_folder_that_cannot_be_written(home: Home, as_reader: Callable[[], None] | None) -> None:
    ending = refresh(home.settings, before=as_reader)
    assert ending.fault is not None
    assert "refresh.lock" in ending.fault
    assert home.served == "old"


def test_what_is_up_to_date_needs_no_writing(
    home: Home, as_reader: Callable[[], None] | None
) -> None:
    (home.settings.documents / NEW).unlink()
    ending = refresh(home.settings, before=as_reader)
    assert ending.summary is not None
    assert not ending.summary.is_published


# ---- damaged files


def _scribble(file: Path, offset: int = 0, length: int = 2**20) -> None:
    with file.open("r+b") as handle:
        handle.seek(offset)
        handle.write(os.urandom(length))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "a header only": lambda file: os.truncate(file, 3 * 4096),
    "truncated": lambda file: os.truncate(file, file.stat().st_size * 2 // 3),
    "garbage": lambda file: file.write_bytes(os.urandom(file.stat().st_size)),
    "garbage in the middle": lambda file: _scribble(file, file.stat().st_size // 2),
    "gone": Path.unlink,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_served_file(home: Home, damage: str) -> None:
    home.grows()
    (home.settings.documents / OLD).unlink()  # now only the warehouse has it
    DAMAGES[damage](home.settings.warehouse.resolve())
    home.recovers()
    with duckdb.connect(str(home.settings.warehouse.resolve()), read_only=True) as connection:
        lines = connection.execute("SELECT count(*) FROM raw.line").fetchone()
    texts = [(small.SAMPLE / name).read_text(encoding="utf-8") for name in (OLD, NEW)]
    assert lines == (sum(text.count("\n") + 1 for text in texts),)


def test_what_was_landed_is_rescued_from_a_file_with_damaged_marts(home: Home) -> None:
    home.grows()
    served = home.settings.warehouse.resolve()
    with duckdb.connect(str(served), read_only=True) as connection:
        (block,) = connection.execute(
            "SELECT max(block_id) FROM pragma_storage_info('marts.fct_budget_line')"
        ).fetchone() or (0,)
        (size,) = connection.execute(
            "SELECT block_size FROM pragma_database_size()"
        ).fetchone() or (0,)
    _scribble(served, 3 * 4096 + block * size, size)
    for path in versions.published(home.settings):
        if path != served.parent:
            shutil.rmtree(path)
    (home.settings.documents / OLD).unlink()
    home.recovers()


def test_a_damaged_file_is_replaced_though_no_document_has_changed(home: Home) -> None:
    home.grows()
    served = home.settings.warehouse.resolve()
    _scribble(served, served.stat().st_size // 2)
    home.recovers()
    assert home.settings.warehouse.resolve() != served


def test_a_damaged_build_left_behind(home: Home) -> None:
    build = home.settings.build
    (build / "next" / "docs").mkdir(parents=True)
    for path in (
        build / "next" / "warehouse.duckdb",
        build / "next" / "warehouse.duckdb.wal",
        build / "dbt" / "target" / "partial_parse.msgpack",
        build / "dbt" / "target" / "manifest.json",
        build / "last-refresh.json",
        home.settings.home / ".warehouse.duckdb.next",
        home.settings.home / ".docs.next",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(4096))
    home.recovers()


@pytest.mark.parametrize("step", ["land", "transform staging intermediate marts", "pages"])
def test_a_build_that_is_damaged_on_the_way(home: Home, step: str) -> None:
    build = versions.build_file(home.settings)
    ending = refresh(home.settings, Point(step), partial(_scribble, build))
    assert ending.fault is not None
    assert home.served == "old"
    home.recovers()


# ---- others at work


def test_a_reader_keeps_its_version_and_the_next_one_sees_the_new(home: Home) -> None:
    query = "SELECT count(*), sum(amount_yuan) FROM marts.fct_budget_line"
    with reader(home.settings.warehouse) as connection:
        before = connection.execute(query).fetchone()
        home.recovers()
        assert connection.execute(query).fetchone() == before
        with reader(home.settings.warehouse) as later:
            assert later.execute(query).fetchone() != before
        assert connection.execute(query).fetchone() == before


def _meet(reached: Path, go_on: Path) -> None:
    """Wait for the other side of two pipes: to say that one is here, to be told to go on."""
    reached.open("wb").close()
    go_on.open("rb").close()


def test_two_refreshes_at_once(home: Home) -> None:
    reached, go_on = home.settings.home / "reached", home.settings.home / "go_on"
    os.mkfifo(reached)
    os.mkfifo(go_on)
    first = crashing.Child(home.settings, Point("land"), partial(_meet, reached, go_on))
    reached.open("rb").close()
    second = subprocess.run(
        [
            *(sys.executable, "-m", "flows.cli", "refresh", "--no-orchestrator"),
            *("--documents", str(home.settings.documents)),
            *("--warehouse", str(home.settings.warehouse)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    holder = f"another refresh is running (budget, process {first.process.pid} since"
    assert holder in second.stderr
    assert home.served == "old"
    told = history.last(home.settings)
    assert told is not None
    assert told["process"] == first.process.pid
    go_on.open("wb").close()
    assert first.ending().status == 0
    assert home.served == "new"


def test_ctrl_c_says_what_stays(home: Home, tmp_path: Path) -> None:
    small.clone(tmp_path / "clone")
    command = [
        *(sys.executable, "-m", "flows.cli", "refresh", "--no-orchestrator"),
        *("--documents", str(home.settings.documents)),
        *("--warehouse", str(home.settings.warehouse)),
    ]
    served = home.settings.warehouse.resolve().parent.name
    with subprocess.Popen(
        command,
        cwd=tmp_path / "clone",
        env=small.environment(tmp_path / "clone"),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "land:" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130
    assert told.strip() == f"budget: interrupted: version {served} stays served"
    assert home.served == "old"
    assert not (home.settings.build / "next").exists()
    last = history.last(home.settings)
    assert last is not None
    assert last["message"] == "interrupted"
    home.recovers()


def _replace_when_opened(document: Path, text: str, time: int) -> None:
    """Give a document another content in the moment in which it is opened the n-th time."""
    opened = 0

    def audit(name: str, arguments: tuple[object, ...]) -> None:
        nonlocal opened
        if name == "open" and str(arguments[0]) == str(document):
            opened += 1
            if opened == time:
                fresh = document.with_name(".fresh")
                fresh.write_text(text, encoding="utf-8")
                fresh.replace(document)

    sys.addaudithook(audit)


def test_a_document_replaced_while_being_read(home: Home) -> None:
    document = home.settings.documents / NEW
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("2024", "2023"), encoding="utf-8")
    # opened first to be hashed, then to be read
    ending = refresh(home.settings, before=partial(_replace_when_opened, document, text, 2))
    assert ending.summary is not None
    assert [row[:2] for row in ending.summary.landing.rejected] == [(NEW, "changed_while_read")]
    assert home.served == "old"
    home.recovers()


# ---- the clock


def _from_the_future(settings: Settings) -> str:
    """Make the served version one of a clock that was ten years ahead; return its id."""
    then = datetime.now(UTC) + timedelta(days=3650)
    version = f"{then:%Y%m%dT%H%M%S_%fZ}"
    old = settings.warehouse.resolve().parent
    with duckdb.connect(str(old / settings.warehouse.name)) as connection:
        connection.execute(
            "UPDATE raw.refresh SET version_id = $1, refreshed_at = $2", [version, then]
        )
        connection.execute("UPDATE raw.document SET landed_at = $1", [then])
    old.rename(old.with_name(version))
    settings.warehouse.unlink()
    settings.warehouse.symlink_to(Path("versions", version, settings.warehouse.name))
    return version


def test_a_clock_that_jumps_back(home: Home) -> None:
    settings = home.settings
    ahead = _from_the_future(settings)
    text = (small.SAMPLE / OLD).read_text(encoding="utf-8")
    corrected = text.replace("2025年办公楼费用", "2025年办公楼费")
    (settings.documents / OLD).write_text(corrected, encoding="utf-8")
    home_versions = []
    for _ in range(settings.versions_kept + 1):
        assert refresh(settings).status == 0
        served = settings.warehouse.resolve().parent
        home_versions.append(served.name)
        assert versions.published(settings)[-1] == served
        more = (settings.documents / NEW).read_text(encoding="utf-8")
        (settings.documents / NEW).write_text(more + "\n", encoding="utf-8")
    assert [ahead, *home_versions] == sorted({ahead, *home_versions})
    with duckdb.connect(str(settings.warehouse.resolve()), read_only=True) as connection:
        newest = connection.execute(
            "SELECT mart.is_current FROM marts.dim_document AS mart JOIN raw.document "
            "USING (document_id) WHERE mart.source_path = $1 ORDER BY document.byte_size DESC",
            [OLD],
        ).fetchall()
        last = connection.execute("SELECT max(version_id) FROM raw.refresh").fetchone()
    assert newest == [(False,), (True,)]
    assert last == (home_versions[-1],)
