"""Words to the printed lines that they form."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from flows.read.blocks import Box

_SPACE = 0.45  # of the height of a line: a gap that is read as a blank
_WIDE_GAP = 2.2  # of the height: what is printed apart, like the department and the unit of money
_ONE_LINE = 0.5  # of the height: by so much may the signs of one line stand higher or lower
TOUCHING = 0.25  # of the size: a gap or an overlap of signs that were written as one
_BLANK = " \t\u00a0\u3000\u2002\u2003"
BLANKS = frozenset(_BLANK)


class Word(NamedTuple):
    """Characters without a gap (or a single one, or a blank), and their box, `y` from the top."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def as_words(
    texts: Iterable[str],
    x0: Iterable[float],
    y0: Iterable[float],
    x1: Iterable[float],
    y1: Iterable[float],
) -> list[Word]:
    """Return many words at once, without a line of Python for each."""
    return list(map(partial(tuple.__new__, Word), zip(texts, x0, y0, x1, y1, strict=True)))


class Characters(NamedTuple):
    """The characters of a page and their boxes, in the order of the file; `y` from the top."""

    texts: Sequence[str]
    x0: Sequence[float]
    y0: Sequence[float]
    x1: Sequence[float]
    y1: Sequence[float]

    def one(self, index: int) -> Word:
        """Return a character by itself."""
        texts, x0, y0, x1, y1 = self
        return Word(texts[index], x0[index], y0[index], x1[index], y1[index])


class Run(NamedTuple):
    """Characters written one beside the other: which of the page's, and the words they form."""

    page: Characters
    indices: Sequence[int]
    words: Sequence[Word]

    def characters(self) -> list[Word]:
        """Return the characters one by one."""
        return [self.page.one(index) for index in self.indices]

    def part(self, indices: Sequence[int]) -> "Run":
        """Return some of the characters as a run of their own."""
        words: list[Word] = []
        last = -1
        for index in indices:
            text, _, y0, x1, y1 = character = self.page.one(index)
            if index != last + 1 or {text, words[-1].text} & BLANKS:
                words.append(character)
            else:
                word = words[-1]
                words[-1] = Word(
                    word.text + text,
                    word.x0,
                    min(word.y0, y0),
                    max(word.x1, x1),
                    max(word.y1, y1),
                )
            last = index
        return Run(self.page, indices, words)

    @property
    def start(self) -> float:
        """Where the first character begins."""
        return self.page.x0[self.indices[0]]

    @property
    def middle(self) -> float:
        """The height at which the first character stands."""
        first = self.indices[0]
        return (self.page.y0[first] + self.page.y1[first]) / 2


class TextLine(NamedTuple):
    """The words of one printed line, from left to right."""

    words: Sequence[Word]
    box: Box

    @property
    def height(self) -> float:
        """The height of the line."""
        return self.box.y1 - self.box.y0

    def pieces(self) -> list["TextLine"]:
        """Return the parts of the line that wide gaps keep apart."""
        if len(self.words) == 1:
            return [self] if _has_text(self.words) else []
        parts = _split(self.words, _WIDE_GAP * self.height)
        return [line(part) for part in parts if _has_text(part)]

    def segments(self, gap: float) -> list["TextLine"]:
        """Return the parts of the line that a gap (of its height) or an overlap keeps apart."""
        if len(self.words) == 1:
            return [self] if _has_text(self.words) else []
        parts = _split(self.words, gap * self.height)
        return [
            line(run)
            for part in parts
            for run in _apart(part, TOUCHING * self.height)
            if _has_text(run)
        ]

    def text(self) -> str:
        """Return what is printed, gaps as blanks."""
        if len(self.words) == 1:
            return self.words[0].text.strip(_BLANK)
        printed = ""
        for part in _split(self.words, _SPACE * self.height):
            printed += " " if printed and printed[-1] not in BLANKS else ""
            printed += "".join(word.text for word in part)
        return printed.strip(_BLANK)


def text_lines(runs: Sequence[Run]) -> list[TextLine]:
    """Return the printed lines that runs form, from the top.

    Runs are kept together: a text that sticks out over the next one is not mixed with it.
    """
    if len(runs) == 1:
        return [line(words)] if _has_text(words := runs[0].words) else []
    rows: list[list[Run]] = []
    middle = height = 0.0
    for run in sorted(runs, key=_middle):
        first = run.indices[0]
        own_middle, own = run.middle, run.page.y1[first] - run.page.y0[first]
        if rows and abs(own_middle - middle) < _ONE_LINE * min(height, own):
            rows[-1].append(run)
            continue
        rows.append([run])
        middle, height = own_middle, own
    ordered = ([w for run in sorted(row, key=_start) for w in run.words] for row in rows)
    return [line(row) for row in ordered if _has_text(row)]


_middle = attrgetter("middle")
_start = attrgetter("start")


def _has_text(row: Sequence[Word]) -> bool:
    return row[0][0] not in BLANKS or any(word[0] not in BLANKS for word in row)


def line(row: Sequence[Word]) -> TextLine:
    """Return words as one line, in their order."""
    if len(row) == 1:
        return TextLine(row, Box(*row[0][1:]))
    inked = [word for word in row if word[0] not in BLANKS] or row
    _, x0, y0, x1, y1 = zip(*inked, strict=True)
    return TextLine(row, Box(x0[0], min(y0), max(x1), max(y1)))


def _split(words: Sequence[Word], gap: float) -> list[list[Word]]:
    """Cut a line where the ink pauses for longer than a gap; blanks count as no ink."""
    parts: list[list[Word]] = []
    end = -1e9
    for word in words:
        if parts and word.text in BLANKS:
            parts[-1].append(word)
            continue
        if not parts or word.x0 - end > gap:
            parts.append([])
            end = word.x1
        parts[-1].append(word)
        end = max(end, word.x1)
    return parts


def _apart(words: Sequence[Word], overlap: float) -> Iterator[list[Word]]:
    """Cut a line where a text begins before the one on its left has ended."""
    part: list[Word] = []
    for word in words:
        if part and word.x0 < part[-1].x1 - overlap:
            yield part
            part = []
        part.append(word)
    if part:
        yield part
