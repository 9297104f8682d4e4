"""Pictures of printed lines to text, with the recogniser that rapidocr-onnxruntime carries.

Of that package only the model is taken: what finds text on a page and turns it is not needed where
rulings say where it stands.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_MODEL = "models/ch_PP-OCRv4_rec_infer.onnx"
_HEIGHT = 48  # pixels: what the model reads
_NARROWEST, _STEP = 48, 16
_BATCH_WIDTH = 1_200  # pixels of all lines of a batch: of more, each costs twice as much
_WEAK = " ,.，．"  # the model hesitates between them; the grammar of figures does not


class Recognised(NamedTuple):
    """What a picture of a line was read as, and how sure of its least sure sign (0 to 1)."""

    text: str
    confidence: float


NOTHING = Recognised("", 0.0)


class Recogniser:
    """The model, loaded; to be asked by several threads at once."""

    def __init__(self) -> None:
        import onnxruntime

        found = find_spec("rapidocr_onnxruntime")
        assert found and found.submodule_search_locations
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # widths differ: it would keep room for each
        model = Path(found.submodule_search_locations[0]) / _MODEL
        self._session: Any = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        signs = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._signs = np.array(["", *signs, " "])

    def read(self, lines: Sequence[Grey]) -> list[Recognised]:
        """Read pictures of single lines, black on white, trimmed to what is printed.

        Returns:
            One for each, in the same order.
        """
        widths = [max(1, round(line.shape[1] * _HEIGHT / line.shape[0])) for line in lines]
        found = [NOTHING] * len(lines)
        for batch in _batches(widths):
            width = max(_NARROWEST, -(-max(widths[i] for i in batch) // _STEP) * _STEP)
            stack = np.zeros((len(batch), 3, _HEIGHT, width), np.float32)
            for place, index in enumerate(batch):
                stack[place, :, :, : widths[index]] = _scaled(lines[index], widths[index])
            (chances,) = self._session.run(None, {self._input: stack})
            for place, index in enumerate(batch):
                found[index] = self._text(chances[place])
        return found

    def _text(self, chances: NDArray[np.float32]) -> Recognised:
        """Return the likeliest text: a sign goes on until a blank or another one."""
        best = chances.argmax(1)
        begins = best != 0
        begins[1:] &= best[1:] != best[:-1]
        if not begins.any():
            return NOTHING
        text = "".join(self._signs[best[begins]])
        runs = np.cumsum(begins) * (best != 0)
        sure = np.zeros(int(begins.sum()) + 1)
        np.maximum.at(sure, runs, chances.max(1))
        told = [chance for sign, chance in zip(text, sure[1:], strict=True) if sign not in _WEAK]
        return Recognised(text.strip(), float(min(told, default=0.0)))


@cache
def recogniser() -> Recogniser:
    """Return the one of this process."""
    return Recogniser()


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=widths.__getitem__):
        whole = (len(batch) + 1) * max(widths[index], _NARROWEST)
        if batch and (whole > _BATCH_WIDTH):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _scaled(line: Grey, width: int) -> NDArray[np.float32]:
    import cv2

    method = cv2.INTER_AREA if line.shape[0] > 2 * _HEIGHT else cv2.INTER_CUBIC
    small = cv2.resize(line, (width, _HEIGHT), interpolation=method)
    return np.asarray(small, np.float32) / np.float32(127.5) - np.float32(1)
