"""PDFium without conversions: functions that take and return addresses as plain numbers.

What is asked for every sign of a page is asked with `map`, without a line of Python between two
calls, and the answers lie side by side in one array.
"""

import ctypes
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def quick(function: Any) -> Callable[..., Any]:
    """Return a function of PDFium with numbers for pointers, called without letting go of the GIL.

    For those that only look something up, and end at once.
    """
    kinds = (
        kind and (ctypes.c_size_t if issubclass(kind, ctypes._Pointer) else kind)
        for kind in (function.restype, *function.argtypes)
    )
    return ctypes.PYFUNCTYPE(*kinds)(address(function))


def address(thing: Any) -> int:
    """Return where a function of PDFium lies, or what a pointer of it points to."""
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def ask(
    function: Callable[..., Any],
    parts: tuple[int, ...],
    kind: Any,
    count: int,
    *given: Iterable[int],
) -> tuple[Flags, NDArray[Any]]:
    """Call a function for each of `count` things.

    Args:
        function: the last arguments of which are pointers to what it fills in.
        parts: how many values of four bytes each of these pointers stands for.
        kind: of the values.
        count: of the things.
        given: its first arguments, one of each a thing.

    Returns:
        Who was answered (count), and the values (count, sum of the parts).
    """
    values = np.zeros((count, sum(parts)), kind)
    step = values.itemsize * values.shape[1]
    starts = (values.ctypes.data + values.itemsize * at for at in accumulate((0, *parts[:-1])))
    places = (range(start, start + step * count, step) for start in starts)
    return np.fromiter(map(function, *given, *places), np.bool_, count), values
