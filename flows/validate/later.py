"""Modules that others import and hardly use, imported when they are first asked for something."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["imported_later"]


class _Later(ModuleType):
    """Stands for a module until somebody wants something of it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the machinery of imports looks for
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


@contextmanager
def imported_later(*names: str) -> Iterator[None]:
    """Let what is imported meanwhile get a stand-in for each of these modules.

    A stand-in imports its module when it is asked for an attribute: whoever has got it uses it as
    ever. Imports after this one get the module itself, and so does who finds it imported already.
    """
    stand_ins = {name: _Later(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
