"""What faults are done to: a small warehouse with one document published, another one waiting."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
from crashing import refresh

from flows.settings import Settings
from flows.warehouse.seals import is_whole

OLD = "tunliu-2025-budget.txt"
NEW = "xiaoyi-2024-budget.txt"


@dataclass(frozen=True)
class Home:
    """A warehouse with one document published and another one waiting to be landed."""

    settings: Settings
    old: str
    new: str
    later: Path  # a home where that other document has been published too

    @property
    def served(self) -> str:
        """Which version is served: `old`, `new`, or `neither` if it is not wholly one of them."""
        whole = marts(self.settings.warehouse)
        if marts(self.settings.public) != whole:
            return "neither"
        return {self.old: "old", self.new: "new"}.get(whole, "neither")

    def grows(self) -> None:
        """Publish the other document as well, as a refresh would."""
        shutil.rmtree(self.settings.home)
        shutil.copytree(self.later, self.settings.home, symlinks=True)
        assert self.served == "new"

    def recovers(self) -> None:
        """Refresh as the next night would; everything must be as if nothing had happened."""
        ending = refresh(self.settings)
        assert (ending.status, ending.fault) == (0, None)
        assert self.served == "new"
        assert landed(self.settings.warehouse) == {OLD, NEW}
        for beside in (self.settings.public, self.settings.docs, self.settings.site):
            assert beside.resolve() == self.settings.warehouse.resolve().parent / beside.name
        assert not (self.settings.build / "next").exists()
        assert is_whole(self.settings.warehouse.resolve())


def marts(file: Path) -> str:
    """Return a checksum over every row of every mart."""
    with duckdb.connect(str(file.resolve()), read_only=True) as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'marts' ORDER BY ALL"
        ).fetchall()
        assert tables
        return "; ".join(
            f"{table} {connection.execute(query).fetchone()}"
            for (table,) in tables
            for query in [f"SELECT count(*), bit_xor(hash(row)) FROM marts.{table} AS row"]
        )


def landed(file: Path) -> set[str]:
    with duckdb.connect(str(file.resolve()), read_only=True) as connection:
        rows = connection.execute("SELECT source_path FROM raw.document").fetchall()
    return {path for (path,) in rows}
