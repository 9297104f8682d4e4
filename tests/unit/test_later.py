"""Stand-ins for modules that are hardly used: nobody who asks notices them."""

import sys
from pathlib import Path

import pytest

from flows.validate.later import imported_later


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "heavy.py").write_text("LOADED = []\n\ndef weigh():\n    return 7\n")
    (tmp_path / "user.py").write_text("import heavy\n\ndef use():\n    return heavy.weigh()\n")
    for name in ("heavy", "user"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


def test_a_module_is_imported_when_it_is_used(package: Path) -> None:
    with imported_later("heavy"):
        import user  # type: ignore[import-not-found]
    assert "heavy" not in sys.modules
    assert user.use() == 7
    assert sys.modules["heavy"].__file__ == str(package / "heavy.py")


@pytest.mark.usefixtures("package")
def test_what_is_there_already_stays() -> None:
    import heavy  # type: ignore[import-not-found]

    with imported_later("heavy"):
        assert sys.modules["heavy"] is heavy
        import user

        assert user.heavy is heavy
    assert sys.modules["heavy"] is heavy


@pytest.mark.usefixtures("package")
def test_what_a_module_lacks_is_missed_as_ever() -> None:
    with imported_later("heavy"):
        import heavy as stand_in
    with pytest.raises(AttributeError, match="no attribute 'lift'"):
        _ = stand_in.lift
