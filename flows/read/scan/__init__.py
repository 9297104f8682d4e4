"""Pages that are pictures: their text recognised, cell by cell along the rulings.

This needs the optional extra `[ocr]` (`make ocr`): ask `settings.recognises_text` first.
"""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

from flows.read.pdf.pages import Sheet
from flows.read.pdf.scanned import Picture
from flows.read.types import Unreadable
from flows.settings import Limits

INSTALL = "install the extra that recognises text (make ocr)"


def recognise(pictures: Iterator[Picture], count: int, limits: Limits) -> list[Sheet]:
    """Return what is printed on pages that are pictures, in their order.

    They are read in as many threads as there are processors; no more pictures are kept than that.

    Args:
        pictures: of the pages, made one after another, in this thread.
        count: of them.
        limits: how many pages of a document are recognised, and for how long.

    Raises:
        Unreadable: `too_much_work`.
    """
    if not count:
        return []
    if count > limits.pictures:
        detail = f"{count:,} of its pages are pictures; the limit is {limits.pictures:,}"
        raise Unreadable("too_much_work", detail)
    from flows.read.scan.page import sheet
    from flows.read.scan.recogniser import recogniser

    model = recogniser()
    until = monotonic() + limits.seconds + count * limits.seconds_a_picture
    found: list[Sheet] = []
    threads = os.cpu_count() or 1
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[Sheet]] = deque()
        try:
            for picture in pictures:
                waiting.append(pool.submit(sheet, picture, model))
                if len(waiting) > threads:
                    found.append(waiting.popleft().result())
                if monotonic() > until:
                    allowed = f"{limits.seconds_a_picture:g} seconds each"
                    detail = f"recognising its {count:,} pages takes more than {allowed}"
                    raise Unreadable("too_much_work", detail)
            return found + [done.result() for done in waiting]
        finally:
            pool.shutdown(cancel_futures=True)
