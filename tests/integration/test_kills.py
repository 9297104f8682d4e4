"""`kill -9` at every step of a refresh, and between any two names that publishing changes.

After each: the served file opens and is the old version or the new one, whole; the next refresh
succeeds by itself; nothing landed is lost. `docs/operations.md` has the table.
"""

from dataclasses import replace

import crashing
import pytest
from crashing import Point, refresh
from grown import Home

from flows.run import history
from flows.warehouse.locks import refreshed_by

IN_A_STEP = {
    "land": 7,  # the document is inserted, its lines are not
    "validate raw": 2,
    "transform staging intermediate marts": 9,
    "validate staging": 2,
    "validate intermediate": 2,
    "validate marts": 2,
    "transform quality bi": 5,
    "validate quality": 2,
    "validate bi": 2,
    "pages": 5,
    "publish": 5,
}
WHILE_PUBLISHING = {
    1: ("old", "the copy for others gets its name"),
    2: ("old", "the build folder becomes a version"),
    3: ("old", "a link to it is made"),
    4: ("old", "that link replaces the one through which all others lead"),
    5: ("new", "the oldest version is removed"),
}


def test_every_step_is_a_point() -> None:
    assert [*IN_A_STEP, ""] == list(crashing.STEPS)


@pytest.mark.parametrize("step", IN_A_STEP)
def test_killed_within_a_step_and_then_at_its_end(home: Home, step: str) -> None:
    within, end = Point(step, "query", IN_A_STEP[step]), Point(step)
    assert refresh(home.settings, within).status == -9
    assert home.served == "old"
    told = history.last(home.settings)
    assert told is not None
    assert told["status"] == "running"
    assert refreshed_by(home.settings) is None
    assert refresh(home.settings, end).status == -9
    assert home.served == ("new" if step == "publish" else "old")
    home.recovers()


@pytest.mark.parametrize(("call", "served"), [(n, s) for n, (s, _) in WHILE_PUBLISHING.items()])
def test_killed_while_publishing(home: Home, call: int, served: str) -> None:
    settings = replace(home.settings, versions_kept=1)
    assert refresh(settings, Point("publish", "name", call)).status == -9
    assert home.served == served
    home.recovers()


def test_there_is_no_further_call_to_be_killed_before(home: Home) -> None:
    settings = replace(home.settings, versions_kept=1)
    assert refresh(settings, Point("publish", "name", len(WHILE_PUBLISHING) + 1)).status == 0


def test_killed_while_the_served_file_is_copied(home: Home) -> None:
    assert refresh(home.settings, Point("land", "shutil.copyfile")).status == -9
    assert home.served == "old"
    home.recovers()
