"""What a keeper, a restore or another program does to the names that publishing gives."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from test_warehouse import answer, publish

from flows.settings import Settings
from flows.sql import statement
from flows.warehouse import versions
from flows.warehouse.files import Unusable
from flows.warehouse.locks import refresh_lock

LINKS = ("warehouse.duckdb", "public.duckdb", "docs", "site")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with two versions and their pages."""
    settings = Settings(warehouse=tmp_path / "home" / "warehouse.duckdb", versions_kept=3)
    settings.home.mkdir()
    for number in (1, 2):
        record(settings, publish(settings, number))
    return settings


def record(settings: Settings, version: str) -> None:
    """Write into a version what a refresh would: its id, its pages."""
    folder = settings.versions / version
    for pages in (folder / "docs", folder / "site"):
        pages.mkdir()
        (pages / "index.html").write_text(f"{pages.name} of {version}", encoding="utf-8")


def publish_with_id(settings: Settings, number: int) -> str:
    settings.build.mkdir(exist_ok=True)
    version = versions.new_version(settings)
    file = versions.begin(settings)
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"CREATE OR REPLACE TABLE answer AS SELECT {number} AS n")
        connection.execute(
            statement("flows.run", "insert_refresh"), [version, *"abcde", datetime.now(UTC)]
        )
    versions.publish(settings, version, file)
    record(settings, version)
    return version


def is_set_right(settings: Settings) -> bool:
    served = settings.warehouse.resolve().parent
    return all(
        (settings.home / name).is_symlink() and (settings.home / name).resolve() == served / name
        for name in LINKS
    )


def test_one_link_leads_to_all_that_is_served(settings: Settings) -> None:
    assert is_set_right(settings)
    before = [(settings.home / name).readlink() for name in LINKS]
    publish_with_id(settings, 3)
    assert [(settings.home / name).readlink() for name in LINKS] == before
    assert is_set_right(settings)
    versions.rollback(settings)
    assert is_set_right(settings)
    assert answer(settings.warehouse) == 2


def test_links_of_an_earlier_release_are_led_through_the_one(settings: Settings) -> None:
    served = settings.current.resolve()
    settings.current.unlink()
    for name in LINKS:
        (settings.home / name).unlink()
        if name != "public.duckdb":
            (settings.home / name).symlink_to(Path("versions", served.name, name))
    for path in served.glob("public.duckdb*"):
        path.unlink()
    versions.set_right(settings)
    assert is_set_right(settings)
    assert answer(settings.warehouse) == 2


def test_what_a_restore_has_turned_into_files_is_links_again(settings: Settings) -> None:
    version = publish_with_id(settings, 3)
    restored = settings.home.with_name("restored")
    shutil.copytree(settings.home, restored, symlinks=False)
    again = Settings(warehouse=restored / "warehouse.duckdb", versions_kept=3)
    assert not again.warehouse.is_symlink()
    versions.set_right(again)
    assert is_set_right(again)
    assert again.warehouse.resolve().parent.name == version
    assert [path.name for path in versions.published(again)] == [
        path.name for path in versions.published(settings)
    ]
    assert versions.rollback(again) < version


def test_the_file_alone_is_enough_to_restore(settings: Settings) -> None:
    version = publish_with_id(settings, 3)
    home = settings.home.with_name("restored")
    home.mkdir()
    shutil.copy(settings.warehouse, home)
    again = Settings(warehouse=home / "warehouse.duckdb")
    versions.set_right(again)
    assert again.warehouse.resolve().parent.name == version
    assert answer(again.warehouse) == 3
    assert again.public.is_file()


def test_a_folder_of_the_keeper_is_left_alone(settings: Settings) -> None:
    settings.docs.unlink()
    settings.docs.mkdir()
    (settings.docs / "index.html").write_text("the keeper's", encoding="utf-8")
    publish_with_id(settings, 3)
    assert (settings.docs / "index.html").read_text(encoding="utf-8") == "the keeper's"
    assert not (settings.docs / "docs").exists()


@pytest.mark.parametrize("of", [b"no database", None])
def test_a_file_of_somebody_else_is_refused(tmp_path: Path, of: bytes | None) -> None:
    file = tmp_path / "accounts.duckdb"
    if of is None:
        with duckdb.connect(str(file)) as connection:
            connection.execute("CREATE TABLE theirs AS SELECT 1 AS n")
    else:
        file.write_bytes(of)
    before = file.read_bytes()
    with (
        pytest.raises(Unusable, match=r"accounts\.duckdb is not of this program"),
        refresh_lock(Settings(warehouse=file)),
    ):
        pass
    assert file.read_bytes() == before


def test_the_name_of_the_copy_is_no_warehouse(tmp_path: Path) -> None:
    with (
        pytest.raises(Unusable, match="copy for others"),
        refresh_lock(Settings(warehouse=tmp_path / "public.duckdb")),
    ):
        pass


@pytest.mark.parametrize("name", ["a#b.duckdb", "a?b.duckdb", "a$b.duckdb", "a'b.duckdb"])
def test_a_name_that_is_no_catalog_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unusable), refresh_lock(Settings(warehouse=tmp_path / name)):
        pass


def test_a_damaged_version_is_not_served(settings: Settings) -> None:
    first, second = versions.published(settings)
    with (first / "warehouse.duckdb").open("r+b") as handle:
        handle.seek(3 * 4096)
        handle.write(os.urandom(2**16))
    with pytest.raises(Unusable, match=rf"{first.name} is damaged"):
        versions.rollback(settings)
    assert settings.warehouse.resolve().parent == second


def test_names_with_signs_blanks_and_han(tmp_path: Path) -> None:
    home = tmp_path / "预算 #1 $HOME 'q'"
    home.mkdir()
    settings = Settings(warehouse=home / "决算 2.duckdb")
    publish(settings, 1)
    publish(settings, 2)
    assert answer(settings.warehouse) == 2
    versions.rollback(settings)
    assert answer(settings.warehouse) == 1
