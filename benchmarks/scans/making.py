"""Scans of pages that have a text layer: what a scanner would have made of the printed page."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

import cv2
import numpy as np
import pypdfium2

from flows.read.pdf import fonts

_POINTS = 72


class Scanner(NamedTuple):
    """How a page is scanned.

    `quarters` turn the picture clockwise, `askew` is in degrees, `noise` the spread of the grey
    levels, `salt` the share of pixels struck black or white, `shade` by how much of its light one
    corner of the page is darker.
    """

    dpi: int = 200
    askew: float = 0.5
    noise: float = 6.0
    salt: float = 0.0
    quality: int = 75
    quarters: int = 0
    shade: float = 0.0


def scan(data: bytes, scanner: Scanner, pages: Sequence[int] | None = None, seed: int = 8) -> bytes:
    """Return the scan of a PDF: of pages from 1, None for all; each holds a grey JPEG only."""
    fonts.install()
    source, target = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    dice = np.random.default_rng(seed)
    for number in pages or range(1, len(source) + 1):
        picture = picture_of(source[number - 1], scanner, dice)
        jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, scanner.quality])[1]
        add_page(target, jpeg.tobytes(), picture.shape, scanner.dpi)
    buffer = BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def picture(data: bytes, scanner: Scanner, pages: Sequence[int], seed: int = 8) -> bytes:
    """Return the scan of one page of a PDF as a PNG."""
    fonts.install()
    page = pypdfium2.PdfDocument(data)[pages[0] - 1]
    grey = picture_of(page, scanner, np.random.default_rng(seed))
    return bytes(cv2.imencode(".png", grey)[1].tobytes())


def picture_of(page: Any, scanner: Scanner, dice: np.random.Generator) -> Any:
    """Return what a scanner sees of a page, as grey levels."""
    bitmap = page.render(scale=scanner.dpi / _POINTS, grayscale=True)
    grey = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), scanner.askew, 1)
    grey = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    level = grey.astype(np.float32) * 0.86 + 22
    if scanner.shade:
        down, across = np.mgrid[0:height, 0:width]
        level *= 1 - scanner.shade * (down / height + across / width) / 2
    level += dice.normal(0, scanner.noise, level.shape)
    if scanner.salt:
        struck = dice.random(level.shape)
        level[struck < scanner.salt / 2] = 0
        level[struck > 1 - scanner.salt / 2] = 255
    grey = np.clip(level, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(grey, -scanner.quarters))


def add_page(target: Any, jpeg: bytes, shape: tuple[int, ...], dpi: int) -> None:
    """Add a page that a JPEG fills."""
    height, width = (side * _POINTS / dpi for side in shape[:2])
    page = target.new_page(width, height)
    image = pypdfium2.PdfImage.new(target)
    image.load_jpeg(BytesIO(jpeg), inline=True)
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page.insert_obj(image)
    page.gen_content()
