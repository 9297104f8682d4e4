"""The grammar of printed figures: groups of three, two decimals; what breaks it was not read."""

import re
from collections import Counter
from collections.abc import Sequence

_SIGNS = str.maketrans("，．。·、：－—–;:；", ",...,.---,.,")
_ZEROS = str.maketrans("oO", "00")  # between digits, or alone in a cell
_LIKE = re.compile(r"[oO]|[\d,.\s%()oO-]*\d[\d,.\s%()oO-]*")
_GROUPED = re.compile(r"[-(]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,2}|\.\d{4}|\.\d{6})?[)%]?")
_PLAIN = re.compile(r"[-(]?(?:0|[1-9]\d*|\d+(?!\.))(?:\.\d{1,2}|\.\d{4}|\.\d{6})?[)%]?")
_MENDED = re.compile(r"(-?\d{1,3}(?:[,.]\d{3})*)\.(\d\d)")
_COMMAS = re.compile(r"-?\d{1,3}(?:[,.]\d{3}){2,}")
_OUTLINE = re.compile(r"\d{1,2}[.,]")  # 1. of a list: no figure
_SAME = 0.75  # of the figures of a column are printed alike
_ENOUGH = 3
_GROUP = 1_000


def is_figure(text: str) -> bool:
    """Tell whether all of a text is digits and what stands between them."""
    return bool(_LIKE.fullmatch(text.translate(_SIGNS))) and not _OUTLINE.fullmatch(text)


def printed(text: str) -> str:
    """Return what is printed where a figure was recognised: no blanks, signs of half width.

    1.234.56 is 1,234.56: one point is in a figure, before two digits. 1.234,567 is 1,234,567: what
    stands before three digits more than once is no point.
    """
    plain = re.sub(r"\s", "", text.translate(_SIGNS).translate(_ZEROS))
    if _COMMAS.fullmatch(plain):
        return plain.replace(".", ",")
    if plain.count(".") > 1 and (found := _MENDED.fullmatch(plain)):
        return found[1].replace(".", ",") + "." + found[2]
    return plain


def follows_grammar(figure: str) -> bool:
    """Tell whether a figure is printed as figures are: 1,234.56, 1234.56, 12, -0.5, 12.3%."""
    return bool(_GROUPED.fullmatch(figure) or _PLAIN.fullmatch(figure))


def odd_ones(figures: Sequence[str]) -> list[bool]:
    """Tell which figures of a column are not printed like the others.

    Where nearly all have two decimals one without has lost its point; where thousands are grouped,
    one without a group has lost a sign.
    """
    amounts = [figure.strip("-()%") for figure in figures]
    followed = [figure for figure in amounts if follows_grammar(figure) and figure != "0"]
    decimals = Counter(_decimals(figure) for figure in followed)
    grouped = [
        "," in figure
        for figure in followed
        if len(figure.split(".")[0].replace(",", "")) > 3  # noqa: PLR2004
    ]
    usual, count = decimals.most_common(1)[0] if decimals else (0, 0)
    has_decimals = len(followed) >= _ENOUGH and count >= _SAME * len(followed)
    has_groups = bool(grouped) and sum(grouped) >= _SAME * len(grouped)
    return [
        not follows_grammar(figure)
        or (has_decimals and figure != "0" and _decimals(figure) != usual)
        or (has_groups and "," not in figure and _whole(figure) >= _GROUP)
        for figure in amounts
    ]


def _decimals(figure: str) -> int:
    return len(figure.partition(".")[2])


def _whole(figure: str) -> int:
    digits = figure.partition(".")[0]
    return int(digits) if digits.isdigit() else 0
