"""A page as the grey picture in which its text is recognised."""

from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

_POINTS_AN_INCH = 72
_COARSEST, _FINEST = 2.0, 300 / _POINTS_AN_INCH  # pixels a point
_OF_DRAWINGS = 200 / _POINTS_AN_INCH  # what is no picture is drawn as sharp
_A4 = 842.0  # points
_PAPER = (400.0, 1_300.0)  # points: a longer side beyond is of pixels, not of paper


class Picture(NamedTuple):
    """A page seen: grey levels, pixels a point, and the points of the page for each such point."""

    grey: NDArray[np.uint8]
    scale: float
    unit: float


def look_at(page: Any) -> Picture:
    """Return an open page of a PDF as it was scanned, or as sharp as scanners scan."""
    width, height = page.get_size()
    longer = max(width, height)
    unit = 1.0 if _PAPER[0] <= longer <= _PAPER[1] else longer / _A4
    scale = min(max(_native(page) * unit, _COARSEST), _FINEST)
    bitmap = page.render(scale=scale / unit, grayscale=True, draw_annots=False)
    grey = bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width].copy()
    return Picture(grey, scale, unit)


def _native(page: Any) -> float:
    """Return how many pixels a point the largest picture of a page has."""
    largest, found = 0.0, _OF_DRAWINGS
    for image in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = image.get_bounds()
        across, down = image.get_px_size()
        area = (right - left) * (top - bottom)
        if area > largest:
            largest, found = area, (across * down / area) ** 0.5
    return float(found)
