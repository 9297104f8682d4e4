"""How one publisher prints: the traps of a layout, drawn once a document.

A form set may narrow each choice; what a format cannot show (a row shifted left needs cells
without rulings) its writer leaves out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from random import Random

CHOICES: dict[str, Sequence[str]] = {
    # where the total of a table stands, and what it is called
    "total": ("first code", "first name", "last code", "last name"),
    "total_label": ("合计", "合计", "合　计", "合计①"),
    # behind the name of a column that is a total
    "remark": ("", "", "", "（1=2+3）", "①"),
    # how deep the functional classification goes: 项, or 款 only
    "depth": ("3", "3", "3", "2"),
    # how many names of 类 a summary lists: the ordinals shift with it
    "classes": ("30", "26", "24", "present"),
    "numbers": ("thousands", "plain", "short"),
    "zero": ("", "", "", "0.00", "0", "——"),
    # a line of column numbers under the header
    "ordinals": ("none", "栏次", "numbers"),
    "break_rows": ("none", "18", "30"),
    "header_repeated": ("yes", "no"),
    "lines": ("apart", "one line", "half-width", "unit first", "broken"),
    "caption": ("none", "before", "after", "wrong"),
    "contents": ("yes", "no"),
    "watermark": ("no", "no", "yes"),
    "shifted_total": ("no", "no", "yes"),
    "trailing": ("kept", "kept", "trimmed"),
    # a blank behind the point of some figures
    "noise": ("no", "no", "no", "yes"),
    "note": ("注：本表无数据", "说明：本部门无此项收支，故本表为空表。", ""),
}


@dataclass(frozen=True)
class Layout:
    """One choice of each of `CHOICES`."""

    total: str
    total_label: str
    remark: str
    depth: str
    classes: str
    numbers: str
    zero: str
    ordinals: str
    break_rows: str
    header_repeated: str
    lines: str
    caption: str
    contents: str
    watermark: str
    shifted_total: str
    trailing: str
    noise: str
    note: str

    @classmethod
    def draw(cls, random: Random, fixed: Mapping[str, Sequence[str]]) -> "Layout":
        """Draw a layout within the limits of a form set."""
        return cls(
            **{
                choice.name: random.choice(fixed.get(choice.name, CHOICES[choice.name]))
                for choice in fields(cls)
            }
        )

    @property
    def rows_a_page(self) -> int:
        """After how many rows a table breaks."""
        return 10_000 if self.break_rows == "none" else int(self.break_rows)

    def print(self, fen: int, money: str) -> str:
        """Print an amount, rounded to what its unit of money shows."""
        if not fen:
            return self.zero
        if money == "元":
            digits = {"whole": 0, "whole plain": 0}.get(self.numbers, 2)
            amount = Decimal(fen) / 100
        else:
            digits, amount = 2, Decimal(fen) / 1_000_000
        rounded = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if not rounded:
            return self.zero
        text = f"{rounded:,f}" if self.numbers in ("thousands", "whole") else f"{rounded:f}"
        return text.rstrip("0").rstrip(".") if self.numbers == "short" and digits else text


def yuan(text: str, money: str) -> Decimal:
    """Return what a printed amount says."""
    return (Decimal(text.replace(",", "")) * (10_000 if money == "万元" else 1)).quantize(
        Decimal("0.01")
    )


def plain_label(label: str) -> str:
    """Return a label without blanks, ordinals and other marks that are no part of its name."""
    label = re.sub(r"\s", "", label).translate(str.maketrans("（）：", "():"))
    return re.sub(
        r"^(\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|\d+[.、．]|其中:)", "", label
    )
