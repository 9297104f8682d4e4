"""The figure that a spreadsheet shows: a value under its number format.

Formats as people use them: sections, conditions, thousands, scaling, percent, exponents, dates and
times, literals, paddings and fills. A width too small for a figure (####) is not considered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

Value = str | bool | int | float | Decimal | datetime | date | time | timedelta | None

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式|常规)|(?P<exponent>E[+-](?=[0#?]))|(?P<noon>AM/PM|A/P|上午/下午)"
    r"|(?P<clock>y+|e+(?![+-])|m+|d+|h+|s+(?:\.0+)?|aaaa?)|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-\]]*)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_SIGNIFICANT = 15  # digits that a spreadsheet keeps
_LONGEST = 255  # characters that a format may have
_PRECISION = 700  # digits: of the largest number in the longest format
_GENERAL_WIDTH = 10  # digits that its format General shows
_WEEKDAYS = "一二三四五六日"
_COMPARISONS = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<>": lambda a, b: a != b,
}


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None

    @property
    def is_clock(self) -> bool:
        return any(kind in ("clock", "elapsed") for kind, _ in self.tokens)

    @property
    def is_text(self) -> bool:
        return any(token == ("sign", "@") for token in self.tokens)


def shown(value: Value, number_format: str) -> str:
    """Return what a spreadsheet shows of a value.

    Args:
        value: as stored; dates as such.
        number_format: of its cell, `General` if it has none.
    """
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case str():
            return _shown_text(value, number_format)
        case datetime() | date() | time() | timedelta():
            return _shown_date(value, _sections(number_format)[0])
    number = _decimal(value)
    section, is_bare = _choose(_sections(number_format), number)
    return _shown_number(abs(number) if is_bare else number, section)


def stored(value: Value) -> str | None:
    """Return the value behind a cell as text: exact, without a format."""
    match value:
        case None:
            return None
        case bool():
            return "TRUE" if value else "FALSE"
        case float() | int() | Decimal():
            return _plainly(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


def _decimal(value: float | Decimal) -> Decimal:
    return Decimal(f"{value:.{_SIGNIFICANT}g}") if isinstance(value, float) else Decimal(value)


def _plainly(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1_024)
def _sections(number_format: str) -> list[_Section]:
    if len(number_format) > _LONGEST:
        number_format = "General"
    sections: list[list[tuple[str, str]]] = [[]]
    conditions: list[tuple[str, Decimal] | None] = [None]
    for match in _TOKEN.finditer(number_format):
        kind = match.lastgroup or "sign"
        text = match[kind]
        if (kind, text) == ("sign", ";"):
            sections.append([])
            conditions.append(None)
        elif kind == "bracket":
            if condition := _CONDITION.fullmatch(text):
                conditions[-1] = (condition[1], Decimal(condition[2]))
            elif currency := _CURRENCY.match(text):
                sections[-1].append(("quoted", currency[1]))
            elif _ELAPSED.fullmatch(text):
                sections[-1].append(("elapsed", text.lower()))
        elif kind == "escaped":
            sections[-1].append(("quoted", text))
        elif kind == "pad":
            sections[-1].append(("quoted", " "))
        elif kind != "fill":
            sections[-1].append((kind, text))
    return [_Section(tuple(t), c) for t, c in zip(sections, conditions, strict=True)]


def _choose(sections: list[_Section], number: Decimal) -> tuple[_Section, bool]:
    """Return the section for a number, and whether it shows the sign by itself."""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None:
                return section, False
            comparison, limit = section.condition
            if _COMPARISONS[comparison](number, limit):
                # a section for negative numbers alone draws its own sign
                return section, comparison in ("<", "<=") and limit <= 0
        return _Section((("general", ""),), None), False
    if len(sections) > 1 and sections[-1].is_text:
        numeric = sections[:-1][:3] or numeric
    if number < 0 and len(numeric) > 1:
        return numeric[1], True
    if number == 0 and len(numeric) > 2:  # noqa: PLR2004 - positive; negative; zero
        return numeric[2], False
    return numeric[0], False


def _shown_text(value: str, number_format: str) -> str:
    if "@" not in number_format and ";" not in number_format:
        return value
    sections = _sections(number_format)
    last = sections[-1]
    if last.is_text:
        parts = (value if token == ("sign", "@") else token[1] for token in last.tokens)
        return "".join(parts)
    hides = len(sections) > 3 and not last.tokens  # noqa: PLR2004 - the fourth is for texts
    return "" if hides else value


def _shown_number(number: Decimal, section: _Section) -> str:
    if section.is_clock:
        return _shown_date(_moment(number), section)
    tokens = section.tokens
    places = [i for i, (kind, text) in enumerate(tokens) if kind == "sign" and text in "0#?.,/"]
    digits = [i for i in places if tokens[i][1] in "0#?"]
    if not digits:
        return "".join(_literal(token, number) for token in tokens)
    if any(tokens[i][1] == "/" and digits[0] < i < digits[-1] for i in places):
        return _general(number)  # a fraction: what it stands for
    exponent = next((i for i, (kind, _) in enumerate(tokens) if kind == "exponent"), None)
    first = digits[0]
    last = max(i for i in places if i <= (digits[-1] if exponent is None else exponent))
    point = next((i for i in places if first <= i <= last and tokens[i][1] == "."), None)
    if point is None and first and tokens[first - 1] == ("sign", "."):
        point = first = first - 1  # .00
    whole = [t for i, t in enumerate(tokens[first : last + 1], first) if point is None or i < point]
    decimals = [] if point is None else list(tokens[point + 1 : last + 1])
    last += sum(1 for _ in _commas_behind(tokens, last))
    scale = sum(1 for _ in _commas_behind(tokens, digits[-1]))
    percents = sum(token == ("sign", "%") for token in tokens)
    scaled = number.scaleb(2 * percents - 3 * scale)
    if exponent is not None:
        end = max(digits)
        mantissa, _, power = f"{scaled:.{_count(decimals)}E}".partition("E")
        drawn = f"{mantissa}E{power[0]}{power[1:]:0>{end - exponent}}"
        return _around(tokens, first, end, drawn, number, is_negative=False)
    drawn = _digits(abs(scaled), whole, decimals)
    is_negative = number < 0 and any(sign.isdigit() and sign != "0" for sign in drawn)
    return _around(tokens, first, last, drawn, number, is_negative=is_negative)


def _commas_behind(tokens: tuple[tuple[str, str], ...], at: int) -> Iterator[int]:
    while at + 1 < len(tokens) and tokens[at + 1] == ("sign", ","):
        at += 1
        yield at


def _around(  # noqa: PLR0913 - a format in its parts
    tokens: tuple[tuple[str, str], ...],
    first: int,
    last: int,
    drawn: str,
    number: Decimal,
    *,
    is_negative: bool,
) -> str:
    """Return digits between the literals of their format."""
    before = "".join(_literal(token, number) for token in tokens[:first])
    after = "".join(_literal(token, number) for token in tokens[last + 1 :])
    return (("-" if is_negative else "") + before + drawn + after).strip(" ")


def _count(tokens: list[tuple[str, str]]) -> int:
    return sum(text in "0#?" for kind, text in tokens if kind == "sign")


def _digits(number: Decimal, whole: list[tuple[str, str]], decimals: list[tuple[str, str]]) -> str:
    """Return a number without sign in the places of its format, literals between them kept."""
    with localcontext() as context:
        context.prec = _PRECISION
        rounded = number.quantize(Decimal(1).scaleb(-_count(decimals)), ROUND_HALF_UP)
    integer, _, fraction = f"{rounded:f}".partition(".")
    required = sum(text == "0" for _, text in whole)
    integer = integer.lstrip("0").rjust(required, "0")
    if any(text == "," for kind, text in whole if kind == "sign"):
        head = len(integer) % 3
        groups = [integer[:head]] * bool(head)
        integer = ",".join(groups + [integer[i : i + 3] for i in range(head, len(integer), 3)])
    kept = [text for kind, text in decimals if kind == "sign" and text in "0#?"]
    while fraction and fraction[-1] == "0" and kept[len(fraction) - 1] != "0":
        fraction = fraction[:-1]
    for i, (kind, text) in enumerate(whole):
        if kind not in ("sign", "general"):  # 0!.0000: yuan shown as 万元
            behind = _count(whole[i + 1 :])
            integer = integer.rjust(behind, "0")
            integer = integer[: len(integer) - behind] + text + integer[len(integer) - behind :]
    return f"{integer}.{fraction}" if fraction else integer


def _literal(token: tuple[str, str], number: Decimal) -> str:
    kind, text = token
    if kind == "general":
        return _general(number)
    if kind == "sign" and text in "@":
        return _general(number)
    return "" if kind == "sign" and text in "?#" else text


def _general(number: Decimal) -> str:
    whole = len(f"{abs(number):f}".partition(".")[0])
    with localcontext() as context:
        context.prec = _PRECISION
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > max(0, _GENERAL_WIDTH - whole):
            places = Decimal(1).scaleb(-max(0, _GENERAL_WIDTH - whole))
            number = number.quantize(places, ROUND_HALF_UP)
    text = _plainly(number)
    return "0" if text == "-0" else text


# --- dates ------------------------------------------------------------------------------------


def _moment(serial: Decimal) -> datetime | timedelta:
    days = timedelta(days=float(serial))
    try:
        return datetime(1899, 12, 30) + days
    except OverflowError:
        return days


def _shown_date(value: datetime | date | time | timedelta, section: _Section) -> str:
    if isinstance(value, timedelta):
        moment = datetime(1899, 12, 30) + value
    elif isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)
    else:
        moment = datetime.combine(date(1899, 12, 30), value)
    if not section.is_clock:
        return str(value)
    is_half_day = any(kind == "noon" for kind, _ in section.tokens)
    clocks = [i for i, (kind, _) in enumerate(section.tokens) if kind in ("clock", "elapsed")]
    shown_parts: list[str] = []
    for i, (kind, text) in enumerate(section.tokens):
        if kind == "clock":
            at = clocks.index(i)
            around = [section.tokens[j][1][0].lower() for j in clocks[max(at - 1, 0) : at]]
            behind = [section.tokens[j][1][0].lower() for j in clocks[at + 1 : at + 2]]
            is_minute = "h" in around or "s" in behind
            shown_parts.append(_clock(text.lower(), moment, is_minute, is_half_day))
        elif kind == "elapsed":
            since = moment - datetime(1899, 12, 30)
            seconds = int(since.total_seconds())
            shown_parts.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[text[0]]))
        elif kind == "noon":
            morning, evening = text.split("/")
            shown_parts.append(morning if moment.hour < 12 else evening)  # noqa: PLR2004
        elif kind == "sign" and text == "@":
            continue
        else:
            shown_parts.append(text)
    return "".join(shown_parts).strip(" ")


def _clock(code: str, moment: datetime, is_minute: bool, is_half_day: bool) -> str:  # noqa: PLR0911
    two = len(code) == 2  # noqa: PLR2004
    match code[0]:
        case "y" | "e":
            return f"{moment.year % 100:02}" if two and code[0] == "y" else str(moment.year)
        case "m" if is_minute:
            return f"{moment.minute:02}" if two else str(moment.minute)
        case "m" if len(code) > 2:  # noqa: PLR2004
            return moment.strftime("%B" if len(code) > 3 else "%b")  # noqa: PLR2004
        case "m":
            return f"{moment.month:02}" if two else str(moment.month)
        case "a":
            return ("星期" if len(code) > 3 else "") + _WEEKDAYS[moment.weekday()]  # noqa: PLR2004
        case "d" if len(code) > 2:  # noqa: PLR2004
            return moment.strftime("%A" if len(code) > 3 else "%a")  # noqa: PLR2004
        case "d":
            return f"{moment.day:02}" if two else str(moment.day)
        case "h":
            hour = (moment.hour % 12 or 12) if is_half_day else moment.hour
            return f"{hour:02}" if two else str(hour)
    places = len(code.partition(".")[2])
    whole = f"{moment.second:02}" if code.startswith("ss") else str(moment.second)
    return whole + (f".{moment.microsecond:06}"[: places + 1] if places else "")
