"""How far a page lies askew, and the page set right."""

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.uint8]  # 0: paper, 255: black

_WIDEST = 4.0  # degrees: what scanners and hands make of it
_STEPS = (0.25, 0.05, 0.01)
_MOST_POINTS = 60_000
_DARK = 100
_AS_GOOD = 0.999  # as the best angle: thin lines tell no two of them apart


def skew(ink: Ink) -> float:
    """Return by how many degrees the lines of a page fall towards the right (-4 to 4).

    Lines across and lines down tell, printed or ruled: where they lie along the rows and columns
    of the picture, its ink lies in the fewest of them.
    """
    dark = np.argwhere(ink > _DARK).astype(np.float32)
    if len(dark) < 100:  # noqa: PLR2004 - an empty page lies as it lies
        return 0.0
    if len(dark) > _MOST_POINTS:
        dark = dark[np.random.default_rng(0).choice(len(dark), _MOST_POINTS, replace=False)]
    y, x = dark.T
    best, reach = 0.0, _WIDEST
    for step in _STEPS:
        angles = best + np.arange(-reach, reach + step / 2, step)
        orders = np.array([_order(x, y, angle) for angle in angles])
        best = float(angles[orders >= _AS_GOOD * orders.max()].mean())
        reach = 1.5 * step
    return best


def _order(x: NDArray[np.float32], y: NDArray[np.float32], angle: float) -> float:
    """Return how unevenly ink lies in rows and columns that fall by an angle."""
    slope = np.tan(np.radians(angle))
    rows, columns = y - slope * x, x + slope * y
    found = 0.0
    for places in (rows, columns):
        counts = np.bincount((places - places.min()).astype(np.intp))
        found += float(np.square(counts, dtype=np.float64).sum())
    return found


def levelled(picture: Ink, angle: float, paper: int) -> Ink:
    """Return a picture turned back by an angle of `skew`, of the same size."""
    import cv2

    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turned = cv2.warpAffine(
        picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper
    )
    return np.asarray(turned, np.uint8)
