"""PDFium without conversions, for what is asked of every sign of a page.

`ctypes` spends more time on converting arguments than PDFium does on answering. Here the arguments
are made once (`Room`, `handles`), and `map` asks a whole page without a line of Python between two
calls. The rooms are shared: read in processes.
"""

import ctypes
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: A thing of PDFium as its functions take it: its address, converted once for many questions.
Handle = Any
#: Returns the handle of an address.
handle: Callable[[int], Handle] = ctypes.c_void_p.from_param


def quick(function: Any) -> Callable[..., Any]:
    """Return a function of PDFium that converts no argument and keeps the GIL.

    For those that only look something up. Numbers pass as `int` of C, anything else has to be a
    handle or a place in a `Room`. Instead of a pointer it returns an address, 0 for none.
    """
    is_pointer = issubclass(function.restype, ctypes._Pointer)
    result = ctypes.c_size_t if is_pointer else function.restype
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)


def handles(addresses: Iterable[int]) -> list[Handle]:
    """Return the handles of many things."""
    return list(map(handle, addresses))


def handle_of(pointer: Any) -> Handle:
    """Return the handle of what a pointer of PDFium points to."""
    return handle(ctypes.cast(pointer, ctypes.c_void_p).value or 0)


def flags(answers: Iterable[int]) -> Flags:
    """Return answers that are yes (1) or no (0)."""
    return np.frombuffer(bytes(answers), np.bool_)


class Room:
    """Where functions of PDFium write their answers: rows of values of four bytes.

    Args:
        kind: of the values.
        parts: how many values each of the last arguments of the functions points to.

    Attributes:
        places: the last arguments of a single question.
        row: the answer to it.
    """

    def __init__(self, kind: Any, *parts: int) -> None:
        self._kind = kind
        self._starts = [4 * sum(parts[:number]) for number in range(len(parts))]
        self._size = 4 * sum(parts)
        self._values: NDArray[Any] = np.zeros((0, sum(parts)), kind)
        self._columns: list[list[Any]] = [[] for _ in parts]
        self.row = (kind * sum(parts))()
        self.places = [ctypes.byref(self.row, start) for start in self._starts]

    def ask(
        self, function: Callable[..., Any], count: int, *given: Iterable[Any]
    ) -> tuple[Flags, NDArray[Any]]:
        """Call a function for each of `count` things, of which `given` are the first arguments.

        Returns:
            Who was answered (count), and the values (count, sum of the parts), 0 for the others.
        """
        if count > len(self._values):
            self._values = np.zeros((2 * count, self._size // 4), self._kind)
            memory = (ctypes.c_char * self._values.nbytes).from_buffer(self._values.data)
            offsets = range(0, self._values.nbytes, self._size)
            self._columns = [
                [ctypes.byref(memory, start + offset) for offset in offsets]
                for start in self._starts
            ]
        answered = flags(map(function, *given, *self._columns))
        return answered, np.where(answered[:, None], self._values[:count], 0)
