"""Pictures of pages as files: PNG, JPEG, and TIFF, which may hold several."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np

from flows.read import scan
from flows.read.pdf.joins import join
from flows.read.pdf.scanned import Picture
from flows.read.types import Reading, Unreadable
from flows.settings import Limits, recognises_text

_A4 = 842.0  # points: nothing says how large the paper was
_COARSEST, _FINEST = 2.0, 300 / 72  # pixels a point
_MOST_PIXELS = 80_000_000
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff", "MPO": "image/jpeg"}


def read_image(data: bytes, limits: Limits) -> Reading:
    """Recognise the text of a picture of a page, or of several.

    Raises:
        Unreadable: `scanned`, `damaged`, `too_large` or `too_much_work`.
    """
    if not recognises_text():
        raise Unreadable("scanned", f"it is a picture of a page: {scan.INSTALL}")
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # ours is the stricter one
    with Image.open(BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as image:
        count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        sheets = scan.recognise(_pictures(image, count), count, limits)
        media_type = _TYPES[image.format or "PNG"]
    if not any(sheet.placed for sheet in sheets):
        raise Unreadable("scanned", "it is a picture without any text that can be recognised")
    reading = Reading(join(sheets), media_type, "")
    return replace(reading, recognised_pages=count)


def _pictures(image: Any, count: int) -> Iterator[Picture]:
    from PIL import Image, ImageOps

    for number in range(count):
        if count > 1:
            image.seek(number)
        width, height = image.size
        if width * height > _MOST_PIXELS:
            detail = f"the picture has {width:,} × {height:,} pixels"
            raise Unreadable("too_large", f"{detail}; the limit is {_MOST_PIXELS:,}")
        upright = ImageOps.exif_transpose(image)
        flat = Image.new("L", upright.size, 255)
        if "A" in upright.getbands():
            flat.paste(upright.convert("L"), mask=upright.getchannel("A"))
        else:
            flat = upright.convert("L")
        scale = max(flat.size) / _A4
        within = min(max(scale, _COARSEST), _FINEST)
        if within != scale:
            size = tuple(max(1, round(side * within / scale)) for side in flat.size)
            flat = flat.resize(size, Image.Resampling.LANCZOS)
        yield Picture(np.array(flat, np.uint8), within, 1.0)
