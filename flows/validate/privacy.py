"""Names and numbers of persons stay in `raw`: the proof for the rest.

`raw.personal_data` (a model of dbt) lists them, document by document, with the line that prints
each. Here every table of the other schemas and every page is searched for them, and for whatever
has the form of a number by which one is reached or known. What is reported says where, never whom.
The name of a file is its keeper's and the key of its figures: whatever it looks like, it is no
finding.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from html import unescape
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import duckdb

__all__ = ["OF_PERSONS", "PersonalDataExposed", "check_pages", "exposures", "shows_number"]

_HAN = r"[\x{3400}-\x{9fff}]"
_COUNTRY = r"\(?(?:\+|00)86\)?[- ]?"
_MOBILE = r"1(?:3\d|4[5-9]|5[0-35-9]|6[25-7]|7[0-8]|8\d|9[0-35-9])[- ]?\d{4}[- ]?\d{4}"
_LANDLINE = r"\(?0\d{2,3}(?:\) ?|[-—–－])\d{7,8}"
_BIRTH = r"(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
#: What shows by its form what it is, where it is no part of a longer word or figure.
_FORMS = {
    "telephone number": rf"(?:{_COUNTRY})?(?:{_MOBILE}|{_LANDLINE})",
    "identity card": rf"[1-8]\d{{5}}[- ]?{_BIRTH}[- ]?\d{{3}}[\dXx]",
    "bank card": r"62\d{14,17}|62\d{2}(?:[- ]\d{4}){3}",
}
_ALONE = r"(?:^|[^0-9A-Za-z.,])({})(?:$|[^0-9A-Za-z.,]|[.,](?:$|\D))"
_EMAIL = r"[0-9A-Za-z][0-9A-Za-z._%+-]* ?[@＠] ?(?:[0-9A-Za-z-]+[.])+[A-Za-z]{2,}"
_NUMBER = _ALONE.format("|".join(_FORMS.values()))
#: A number that says it is a code, an amount or a key of a row is none of these, whatever it looks
#: like: of the keys that the pages of the checks show, one in fifty has the form of a bank card.
_NO_PERSONS = (
    r"(?:编 *码|代 *码|编 *号)[:：\s]*[0-9]+|[0-9]+ *(?:元|万|亿|人|户|个|亩|吨|平方)"
    r"|\b[a-z_]+_key=[0-9]+"
)

#: A run of digits without which there is no such number, and the sign without which no address: a
#: look for them costs a tenth of a look for the others.
_RUN = re.compile(r"\d[-\d )—–－]{9,}[\dXx]")
_NUMBER_ALONE = re.compile(_NUMBER)
_ADDRESS = re.compile(_EMAIL)
_OF_NOBODY = re.compile(_NO_PERSONS)
_PICTURE = re.compile(r"data:image/png;base64,[0-9A-Za-z+/=]*")
#: A printed figure or code of many digits in its column, as the pages of printed lines mark it.
_LONG_FIGURE = re.compile(r"<td class=n(?: id=L\d+C\d+)?>[\d ]{11,20}<")
#: What the head of a column of persons' numbers or of accounts says, though it may say 编号, too.
OF_PERSONS = "身份|证|卡|账|帐|户|电话|手机|联系"
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")

_TABLES = """
SELECT
    table_name,
    list('"' || column_name || '"' ORDER BY column_index)
        FILTER (data_type LIKE '%VARCHAR%' AND column_name != 'source_path'
            AND NOT ends_with(column_name, '文件路径')),
    list(column_name)
FROM duckdb_columns()
WHERE schema_name = ? AND NOT internal
GROUP BY table_name
ORDER BY table_name
"""
# How rows lead to the document that they come from: by the first of these columns they have.
_DOCUMENTS = {
    "document_id": ("document_id", "NULL", ""),
    "document_key": ("NULL", "document_key", ""),
    "project_key": (
        "NULL",
        "document_key",
        " LEFT JOIN (SELECT DISTINCT project_key, document_key FROM marts.fct_budget_line)"
        " USING (project_key)",
    ),
    "unit_key": (
        "NULL",
        "document_key",
        " LEFT JOIN (SELECT unit_key, document_key FROM marts.dim_document) USING (unit_key)",
    ),
}
# A name of two characters, or a number, is one only where it stands alone. What comes from no
# document is compared with the handlers of all, where they stand alone: among those of a whole
# country any three characters are somebody's name.
_EXPOSURES = """
(
    WITH field AS MATERIALIZED (
        SELECT
            text.table_name,
            coalesce(text.document_id, document.document_id) AS document_id,
            text.text
        FROM ({texts}) AS text
        LEFT JOIN marts.dim_document AS document USING (document_key)
    ),
    personal AS (
        SELECT DISTINCT
            document_id, text, is_certain,
            CASE
                WHEN kind NOT IN ('name', 'email_address')
                    THEN concat('(?:^|[^0-9.,])', regexp_escape(text), '(?:$|[^0-9])')
                WHEN NOT is_certain OR length(text) = 2
                    THEN concat('(?:^|[^{han}])', text, '(?:$|[^{han}])')
            END AS pattern
        FROM raw.personal_data
        -- a word of two characters without a family name is nobody's for certain
        WHERE is_certain OR length(text) > 2
    ),
    figure AS (
        SELECT DISTINCT regexp_replace(text, '\\s', '', 'g') AS text
        FROM raw.cell
        WHERE regexp_full_match(text, '[\\d ]{{11,20}}') AND role = 'body'
            AND header_path != ''
            AND NOT regexp_matches(header_path, '{of_persons}')
            AND (column_kind = 'measure' OR regexp_matches(header_path, '编码|代码|编号'))
    )
    SELECT field.table_name, 'handler' AS shows, document_id, count(*) AS row_count
    FROM field
    JOIN personal USING (document_id)
    WHERE contains(field.text, personal.text)
        AND coalesce(regexp_matches(field.text, personal.pattern), true)
    GROUP BY ALL
    UNION ALL
    SELECT part.table_name, 'handler' AS shows, NULL AS document_id, count(*) AS row_count
    FROM (
        SELECT
            table_name,
            unnest(regexp_extract_all(text, '[{han}]+(?:[·•][{han}]+)*|\\d[\\d-]*')) AS text
        FROM field
        WHERE document_id IS NULL
    ) AS part
    SEMI JOIN (
        FROM personal WHERE is_certain
    ) AS handler USING (text)
    GROUP BY ALL
    UNION ALL
    SELECT number.table_name, 'number' AS shows, document_id, count(*) AS row_count
    FROM (
        SELECT table_name, document_id, unnest(regexp_extract_all(text, '{number}', 1)) AS text
        FROM (
            SELECT * REPLACE (regexp_replace(text, '{no_persons}', '', 'g') AS text)
            FROM field
            WHERE regexp_matches(text, '{number}')
        )
    ) AS number
    ANTI JOIN figure USING (text)
    GROUP BY ALL
    UNION ALL
    SELECT table_name, 'e-mail address' AS shows, document_id, count(*) AS row_count
    FROM field
    WHERE regexp_matches(text, '{email}')
    GROUP BY ALL
)
"""
_KNOWN = """
SELECT DISTINCT document_id, personal.text, coalesce(personal.is_certain, true)
FROM raw.document LEFT JOIN raw.personal_data AS personal USING (document_id)
"""


_PATHS = "SELECT source_path FROM raw.document UNION SELECT source_path FROM raw.rejection"


class PersonalDataExposed(Exception):  # noqa: N818 - the message is for the keeper of the warehouse
    """A page shows the name or number of a person: it is not published.

    Attributes:
        document_ids: of the documents whose pages do; empty where other pages do, too.
    """

    def __init__(self, message: str, document_ids: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.document_ids = tuple(document_ids)


def exposures(connection: duckdb.DuckDBPyConnection, schema: str) -> str:
    """Return a subquery with the tables of a schema that show what only `raw` may hold.

    Its columns are `table_name`, `shows` (`handler`, `number`, `e-mail address`), `document_id`
    (NULL where the rows come from no document) and `row_count`. All text columns that the schema
    has now are searched, so a new table needs no new check; of documents those that this build is
    about, for the others were searched when they were built.
    """
    texts = []
    for table, columns, names in connection.execute(_TABLES, [schema]).fetchall():
        if not columns:
            continue
        document_id, document_key, join = next(
            (_DOCUMENTS[name] for name in _DOCUMENTS if name in names), ("NULL", "NULL", "")
        )
        text = f"concat_ws(chr(10), {', '.join(columns)})"
        if "source_path" in names:
            text = f"replace({text}, source_path, '')"
        texts.append(
            f"SELECT '{schema}.{table}' AS table_name, {document_id}::VARCHAR AS document_id,"
            f" {document_key}::BIGINT AS document_key,"
            f" {text} AS text"
            # a view of bi is made by every refresh, and may say more of a document than before
            f' FROM {schema}."{table}"{join}{"" if schema == "bi" else _touched(names)}'
        )
    return _EXPOSURES.format(
        texts=" UNION ALL ".join(texts)
        or "SELECT '' AS table_name, '' AS document_id, 0::BIGINT AS document_key, '' AS text",
        han=_HAN[1:-1],
        number=_NUMBER,
        email=_EMAIL,
        no_persons=_NO_PERSONS,
        of_persons=OF_PERSONS,
    )


def _touched(columns: Sequence[str]) -> str:
    for column in ("document_id", "document_key"):
        if column in columns:
            return f" WHERE {column} IN (SELECT {column} FROM intermediate.int_touched_document)"
    return ""


def shows_number(text: str) -> bool:
    """Tell whether a text holds what has the form of a person's number or e-mail address."""
    if ("@" in text or "＠" in text) and _ADDRESS.search(text):
        return True
    return _RUN.search(text) is not None and bool(_NUMBER_ALONE.search(_OF_NOBODY.sub("", text)))


def check_pages(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    written: Collection[str] | None = None,
    names: Collection[str] | None = None,
) -> int:
    """Search the pages below a folder; return how many there are.

    The page of a document (`<document_id>.html`, its parts `<document_id>-2.html`) is searched for
    those who signed it, any other page for all handlers, where a name stands alone.

    Args:
        connection: to the build that the pages were made from.
        folder: searched with its subfolders.
        written: the documents whose pages are new; the others were searched before.
        names: of the pages that are new, from the folder, where they are known one by one; with
            them go the data that pages share (`.js`).

    Raises:
        PersonalDataExposed: naming the pages, without what they show.
    """
    known: dict[str, set[_Name]] = defaultdict(set)
    for document_id, text, is_certain in connection.execute(_KNOWN).fetchall():
        known[document_id] |= set() if text is None else {_Name(text, is_certain)}
    paths = [path for (path,) in connection.execute(_PATHS).fetchall()]
    if names is None:
        pages = [
            page
            for page in sorted(folder.rglob("*.html"))
            if written is None or page.stem in written or page.stem not in known
        ]
    else:
        pages = [folder / name for name in sorted(names) if name.endswith((".html", ".js"))]
    handlers = _Handlers(known)
    exposed = [
        page
        for page in pages
        if _is_exposed(text := _words(page.read_text(encoding="utf-8")), _of(page), handlers)
        and _is_exposed(_without(paths, text), _of(page), handlers)
    ]
    if exposed:
        names = [page.relative_to(folder).as_posix() for page in exposed[:10]]
        raise PersonalDataExposed(
            f"a person's name or number is on {len(exposed)} of {len(pages)} pages,"
            f" nothing is published: {', '.join(names)}",
            sorted(set(map(_of, exposed))) if all(_of(page) in known for page in exposed) else (),
        )
    return len(pages)


def _of(page: Path) -> str:
    """Return the document that a page is about, if it is about one."""
    return page.stem.partition("-")[0]


def _words(html: str) -> str:
    """Return a page without its pictures, whose persons are covered, and its long figures."""
    return unescape(_LONG_FIGURE.sub("<", _PICTURE.sub("", html)))


def _without(paths: Collection[str], text: str) -> str:
    """Return the text of a page without the names of files, the longest first."""
    for path in sorted({*paths, *(PurePosixPath(path).name for path in paths)}, key=len)[::-1]:
        text = text.replace(path, "")
    return text


class _Name(NamedTuple):
    """A name or number, and whether it is one for certain: else it may be a word."""

    text: str
    is_certain: bool


class _Handlers:
    """Those who signed documents: of each, and for pages of no document all of them.

    Whoever is named in Chinese characters alone stands alone in a text where a run of characters is
    the name: one look for thousands of names. The others are looked for one by one.
    """

    def __init__(self, known: Mapping[str, set[_Name]]) -> None:
        self.known = known
        certain = {name.text for names in known.values() for name in names if name.is_certain}
        self.whole = {text for text in certain if _HAN_RUN.fullmatch(text)}
        self.others = certain - self.whole


def _is_exposed(text: str, page: str, handlers: _Handlers) -> bool:
    # a number stands on a line; what says that it is a code may stand on the one before
    if any(map(shows_number, text.split("\n"))) and shows_number(text):
        return True
    if page not in handlers.known:
        if not handlers.whole.isdisjoint(_HAN_RUN.findall(text)):
            return True
        return any(_stands_in(name, text, is_own=False) for name in handlers.others)
    return any(
        _stands_in(name.text, text, is_own=name.is_certain)
        for name in handlers.known[page]
        if name.is_certain or len(name.text) > 2  # noqa: PLR2004
    )


def _stands_in(part: str, text: str, *, is_own: bool) -> bool:
    if part not in text:
        return False
    if is_own and len(part) > 2 and not part[-1].isdigit():  # noqa: PLR2004
        return True
    around = r"[0-9.,]" if part[-1].isdigit() else r"[\u3400-\u9fff]"
    return re.search(rf"(?<!{around}){re.escape(part)}(?!{around})", text) is not None
