"""What one line or one cell is, judged by its form alone.

Form, not meaning: that `24,481.58` is a number and `单位：万元` an attribute line is decided here;
which measure or unit of money they state is decided in dbt, from dictionaries.
"""

import re
from functools import lru_cache

from flows.read.folding import fold

#: What a converter leaves in a text; the macro `normalise_text` knows the same.
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<[^<>]{1,80}>|[#*`]+")
_BLANK = re.compile(r"\s+")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

#: What leads from a figure to a note below the table; the macro `parse_amount` knows the same.
_NOTE_MARK = (
    r"(?:[①-⑳＊※†‡¹²³⁴-⁹]+|[\[［【(（]?注\d{0,2}[)）】］\]]?|[\[［【(（]\d{1,2}[)）】］\]])"
)
#: An amount or a count as printed: `1,234.56`, `1. 41`, `1,500,00 0`, `（3.20）`, `-5`, `97.6%`.
#: One with its own unit of money is told from words (`5万元`) by its two decimals: `130.00万元`,
#: and so is one with a mark of a note from a text: `1,234.56①`.
NUMBER = re.compile(
    r"[（(]?[-−－–+△¥￥]?\d[\d,，\s]*(?:[.．·]\s*\d[\d\s]*)?%?[)）]?"
    rf"|-?\d[\d,]*\.\d\d(?:[亿百千万]{{0,2}}元|\s*{_NOTE_MARK})"
)
_WITH_UNIT = re.compile(r"(-?\d[\d,]*)(\.\d+)?[亿百千万]{0,2}元")
#: Printed where an amount would stand, and states none.
PLACEHOLDER = re.compile(r"[-—–－/\s]+|无|空")
YEAR = re.compile(r"(?:19|20)\d\d")
#: `一、`, `（三）`, `①`, `2.`, `(4)`: how lines of a list begin.
ENUMERATED = re.compile(
    r"[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|[①-⑳]|\d{1,2}[、.．](?!\s*\d)"
)
TOTAL = re.compile(r"(?:部门|单位|本级)?[合总小]\s*计[数:：]?(?:[(（][^()（）]*[)）]|[①-⑳*＊])*")

_ORDINAL_WORD = re.compile(r"栏\s*次|行\s*次|序\s*号")
#: What stands over the label columns of a line that numbers the columns.
_ORDINAL_LABEL = re.compile(r"栏\s*次|行\s*次|序\s*号|[类款项甲乙丙丁]|[*＊]+")
#: `3`, `(3)`, `③`, `1=2+3`: how columns are numbered.
_COLUMN_NUMBER = re.compile(r"[(（]?(\d{1,2})[)）]?(?:\s*[=＝][\d\s+＋\-()（）]+)?")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
#: Leaf headers over columns that name a line. 支出项目 counts, 项目支出 does not.
_LABEL_HEADER = re.compile(
    r".*(?:编码|代码|名称|科目|项目|单位|部门)(?:[(（][^()（）]*[)）])?|[类款项]|.*经济分类"
)
_HEADER_WORD = re.compile(r"项目|科目|(?:科目|项目|单位)(?:编码|代码|名称)|栏次|行次")
_SUBJECT_CODE = re.compile(r"[1-3]\d\d(?:\d\d){0,2}")
_CODE_HEADER = re.compile(r".*(?:编码|代码)(?:[(（][^()（）]*[)）])?|[类款项]")

#: 公开03表, 预算01表, 附件2, 表1-1: words of order around a number, and 表 or 公开 or 附.
_CAPTION = re.compile(
    r"(?=.*[表附开])(?:附[表件]?|[预决]算?|部门|单位|公开|财|表)+"
    r"[-—]?[\d一二三四五六七八九十]{1,3}(?:[-—.]\d{1,2}){0,2}[-—]?表?"
    r"|(?:附[表件]|表)?(?:[预决]算|部门|单位)?公开表?|表"
)
#: 万元, but not the 元 of 元氏县; which unit it is, the dictionary `money_unit` decides.
_MONEY = r"[亿百千万十]{0,2}元(?:人民币)?(?![\u3400-\u9fff])"
_STATED_MONEY = rf"单位[^\u3400-\u9fff\d]{{0,4}}(?:人民币)?[^\u3400-\u9fff\d]{{0,3}}{_MONEY}"
_ATTRIBUTE = re.compile(
    rf"{_STATED_MONEY}"
    rf"|[^\u3400-\u9fff\d]{{0,2}}(?:金额|货币|计量|币种|单位|人民币|[^\u3400-\u9fff\d]){{0,6}}{_MONEY}\W{{0,2}}$"
    r"|(?:填报|编制|预算|公开)?(?:部门|单位)(?:[(（/]?(?:单位|部门)[)）]?)?(?:编码及)?(?:名称)?[:：]"
    r"|(?:[预决]算|公开|会计|填报)?年度[:：]"
)
#: The body behind its code number, or by how bodies are called: 507临泽县新华镇财政所, 兴县教育局.
_BODY = re.compile(
    r"[\[（(]?(?!(?:19|20)\d\d年)\d{3,9}[\]）)]?[-—]?[\u3400-\u9fff（）()、]{4,40}"
    r"|[\u3400-\u9fff（）()、]{3,39}"
    r"(?:[局委办所院部会处厅府校园站队团场馆社室区镇乡]|中心|街道|公司)"
)
#: What no title holds: the end of a sentence, or nothing but a remark in brackets.
_SENTENCE = re.compile(r"[。；;！!]|^[(（][^()（）]*[)）]$")
_BEGUN_TITLE = re.compile(
    r"(?:一般公共预算|财政拨款|政府性基金(?:预算)?|国有资本经营(?:预算)?|三公[”\"’']?(?:经费)?"
    r"|基本支出|项目支出)$"
)
_CAPTION_END = re.compile(r"公开\d*表$|[预决]算?\d+表$")
_PERIOD = re.compile(r"(?:(?:19|20)\d\d|二[〇○零O0][〇○零O0一二三四五六七八九]{2})年度?")
_TITLE_END = re.compile(r"表(?:[(（][^()（）]*[)）]){0,3}")
_TOC_LEADER = re.compile(r"\.{3,}|…{2,}|·{3,}|．{3,}|_{4,}")
_NOTE = re.compile(r"[(（]?(?:注|说明|备注)\d*\s*[:：]")
_HEADING = re.compile(r"第[一二三四五六七八九十]+部分")
_NOISE = re.compile(
    r"仅供[\u4e00-\u9fff]{0,8}|内部(?:审核|资料|使用)|[-—–\s]*\d{1,3}[-—–\s]*|第\s*\d+\s*页.*|"
    r"[-—–=_\s]+|page\s*\d+.*",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"[(（]?续\s*表?\d*[)）]?$")
#: Who made or signed a form and how to reach them, or a number that only a telephone has.
_SIGNATURE = re.compile(
    r"负责人|经办人|承办人|填[表报]人|制表人|审核人|联系人|联系方式|法定代表人|姓名|签[字名章]"
    r"|手机|电话(?![费会])"
)
_TELEPHONE = re.compile(
    r"(?<![\d.])(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[-— ]\d{7,8})(?!\d|\.\d)"
)
_LONGEST_TITLE = 60
_LONGEST_COLUMN_NUMBER = 12  # 4=5+6+7


def raised(text: str) -> str:
    """Return what is printed above the line: a digit there is a note's mark, none of a figure."""
    return text.translate(_RAISED)


def plain(text: str) -> str:
    """Return the text folded, without markup at hand and without any blanks."""
    text = fold(text)
    if "<" in text or "#" in text or "*" in text or "`" in text:
        text = _MARKUP.sub("", text)
    return _BLANK.sub("", text)


def unmarked(text: str) -> str:
    """Return a cell's text folded, without markup, blanks at its ends gone."""
    text = fold(text)
    if "<" in text or "*" in text or "`" in text:
        text = _MARKUP.sub("", text)
    return text.strip()


def is_noise(text: str) -> bool:
    """Tell a watermark, page number or rule from content; `text` is plain."""
    return not text or _NOISE.fullmatch(text) is not None


def line_role(text: str) -> str:  # noqa: PLR0911 - a list of cases
    """Return what a line outside the rows is; `text` is plain.

    One of `note`, `attribute`, `caption`, `toc`, `heading`, `title`, `text`.
    """
    if _NOTE.match(text):
        return "note"
    if len(text) > 2 * _LONGEST_TITLE:
        return "text"
    if _TOC_LEADER.search(text):
        return "toc"
    if _ATTRIBUTE.match(text) or _PERIOD.fullmatch(text):
        return "attribute"
    if _CAPTION.fullmatch(text):
        return "caption"
    if _HEADING.match(text):
        return "heading"
    if len(text) <= _LONGEST_TITLE and is_title(text) and not _CAPTION_END.search(text):
        return "title"
    if re.search(_STATED_MONEY, text) or (text[:1].isdigit() and _BODY.fullmatch(text)):
        return "attribute"
    return "text"


def is_body(text: str) -> bool:
    """Tell the name of a body, which may stand beside the unit of money; `text` is plain."""
    return _BODY.fullmatch(text) is not None


def begins_title(text: str, *, is_adjacent: bool) -> bool:
    """Tell the first line of a broken title from the prose or the remark that stands above one.

    Args:
        text: the line, plain.
        is_adjacent: whether the rest of the title stands on the next line; over a blank line only
            the name of a fund or kind of spending begins a title.
    """
    if not text or len(text) > _LONGEST_TITLE or _SENTENCE.search(text):
        return False
    return is_adjacent or bool(_BEGUN_TITLE.search(text) and not ENUMERATED.match(text))


def is_title(text: str) -> bool:
    """Tell a table's title: it ends with 表, or with 表 and remarks in brackets."""
    match = _TITLE_END.search(text)
    while match:
        if match.end() == len(text):
            return True
        match = _TITLE_END.search(text, match.start() + 1)
    return False


def is_signature(text: str) -> bool:
    """Tell a text that may name or reach a person; such texts are shown nowhere."""
    return bool(_SIGNATURE.search(plain(text)) or _TELEPHONE.search(text))


def without_continued(title: str) -> str:
    """Return a title (plain) without the mark of a continued table: （续表）, 续表, 续."""
    return _CONTINUED.sub("", plain(title))


@lru_cache(maxsize=4_096)
def column_kind(leaf: str) -> str | None:
    """Return `label`, `ordinal` or None (undecided) for a column by its leaf header (plain)."""
    if _ORDINAL_WORD.fullmatch(leaf):
        return "ordinal"
    if _LABEL_HEADER.fullmatch(leaf):
        return "label"
    return None


def is_header_word(text: str) -> bool:
    """Tell a text that stands over labels and nowhere else."""
    return _HEADER_WORD.fullmatch(text) is not None


def is_code_header(leaf: str) -> bool:
    """Tell whether numbers belong under this label header."""
    return _CODE_HEADER.fullmatch(leaf) is not None


def is_subject_code(text: str) -> bool:
    """Tell a code of 类, 款 or 项 (201, 20103, 2010350)."""
    return _SUBJECT_CODE.fullmatch(text) is not None


@lru_cache(maxsize=65_536)  # the same labels and zeros stand in every document
def cell_kind(text: str) -> str:
    """Return `blank`, `number` or `text`."""
    if not text or PLACEHOLDER.fullmatch(text):
        return "blank"
    return "number" if NUMBER.fullmatch(text) else "text"


def without_unit(text: str) -> str | None:
    """Return an amount without its own unit of money, with decimals; None of anything else.

    `130万元` is 130.00 where the figures of a whole column are printed so: elsewhere it is words.
    """
    match = _WITH_UNIT.fullmatch(text)
    return f"{match[1]}{match[2] or '.00'}" if match else None


def is_ordinal_row(cells: list[str]) -> bool:
    """Tell the line that numbers the columns (栏次, or `1 2 3 4 5 6 7`) from amounts."""
    filled = [cell for cell in cells if cell]
    if not filled or max(map(len, filled)) > _LONGEST_COLUMN_NUMBER:
        return False
    words = [cell for cell in filled if _ORDINAL_LABEL.fullmatch(cell)]
    numbers = [_column_number(cell) for cell in filled if not _ORDINAL_LABEL.fullmatch(cell)]
    if None in numbers:
        return False
    known = [number for number in numbers if number is not None]
    if words:
        return known == sorted(known)
    return len(known) > 1 and known == list(range(known[0], known[0] + len(known)))


def _column_number(cell: str) -> int | None:
    if len(cell) == 1 and cell in _CIRCLED:
        return _CIRCLED.index(cell) + 1
    match = _COLUMN_NUMBER.fullmatch(cell)
    return int(match[1]) if match else None
