"""Text that a spreadsheet would execute when somebody opens a CSV file by a double click."""

import polars as pl
import polars.selectors as cs

#: How formulas begin, full-width signs included; a number with its sign is none.
_FORMULA = r"^[\s'\"]*[=+\-@＝＋－＠\t\r]"
_NUMBER = r"^[\s]*[-+－＋]?[\d０-９][\d０-９,，.．%％]*$"
_DASHES = r"^[-－—\s]*$"


def disarmed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose texts are taken for texts: an apostrophe leads those like formulas."""
    return frame.with_columns(*(_disarmed(name) for name in frame.select(cs.string()).columns))


def _disarmed(name: str) -> pl.Expr:
    text = pl.col(name)
    contains = text.str.contains
    is_formula = contains(_FORMULA) & ~contains(_NUMBER) & ~contains(_DASHES)
    return pl.when(is_formula).then(pl.lit("'") + text).otherwise(text).alias(name)
