"""Pictures of pages as ink on paper, whatever light they were taken in."""

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]  # 0: black
Ink = NDArray[np.uint8]  # 0: paper

_BLOCK = 8  # pixels: what paper is made out in
_AROUND = 7  # blocks: paper shows through within as many
_DARKEST = 2.0  # per cent of the page's ink
_LEAST = 60  # grey levels between paper and ink


def ink_of(grey: Grey) -> Ink:
    """Return how dark each place of a picture is against the paper around it."""
    import cv2

    height, width = grey.shape
    blocks = cv2.resize(
        grey, (-(-width // _BLOCK), -(-height // _BLOCK)), interpolation=cv2.INTER_AREA
    )
    lightest = cv2.dilate(blocks, np.ones((_AROUND, _AROUND), np.uint8))
    paper = cv2.GaussianBlur(cv2.erode(lightest, np.ones((_AROUND, _AROUND), np.uint8)), (9, 9), 0)
    around = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    depth = cv2.subtract(around, grey)
    marked = depth[depth > _LEAST // 2]
    deepest = np.percentile(marked, 100 - _DARKEST) if len(marked) else _LEAST
    scaled = cv2.convertScaleAbs(depth, alpha=255 / max(float(deepest), _LEAST))
    return np.asarray(scaled, np.uint8)
