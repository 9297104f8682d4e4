"""The pages of bodies and of places."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from flows.report.site.book import At, Body, Book, Column, Figure, Node, Place, Row
from flows.report.site.common import MOST_COLUMNS, MOST_ROWS, Site, brief, crumbs_of, width

_THREE = "“三公”经费表"


def _tree(nodes: Sequence[Node], columns: Sequence[Column]) -> list[Row]:
    """Return the rows of a table of classes, with the bar of the newest column."""
    shown = []
    newest = columns[0] if columns else None
    widest = max(
        (node.figures[newest].amount or Decimal(0) for node in nodes if newest), default=Decimal(0)
    )
    for node in nodes:
        figures = [node.figures[column] for column in columns]
        if any(figure.amount is not None for figure in figures):
            bar = width(figures[0].amount, widest)
            shown.append(
                {
                    **{"level": node.level, "code": node.code, "name": node.name},
                    **{"figures": figures, "bar": bar},
                }
            )
    return shown


def write_body(site: Site, body: Body) -> None:
    """Write the page of a body."""
    book = site.book
    widest = body.columns[-MOST_COLUMNS:]
    trees = [book.tree(body, table, widest) for table in ("subjects", "economic")]
    for most in (MOST_COLUMNS, 4, 2):
        columns = widest[-most:][::-1]  # the newest first: it stands beside the name
        subjects, economic = (_tree(nodes, columns) for nodes in trees)
        if (len(subjects) + len(economic)) * len(columns) <= 5 * MOST_ROWS:
            break
    projects = body.tables["projects"]
    site.writer.page(
        f"unit/{body.key}.html",
        "unit.html.j2",
        name=body.name,
        key=body.key,
        level=body.level,
        crumbs=crumbs_of(body.place),
        columns=columns,
        older=len(body.columns) - len(columns),
        totals=totals_of(book, body),
        funds=_funds(book, body),
        subjects=subjects[:MOST_ROWS],
        economic=economic[:MOST_ROWS],
        three=three_public_of(book, body, columns),
        staff=staff_of(body),
        compared=_compared(book, body),
        projects=projects[:MOST_ROWS],
        project_count=len(projects),
        told=_told(projects),
        claims=body.tables["claims"][:MOST_ROWS],
        problems=body.tables["problems"][:MOST_ROWS],
        problem_count=len(body.tables["problems"]),
        leads=[
            row
            for row in body.tables["leads"]
            if row["kind"] not in ("文件自相矛盾", "缺年度或缺表")
        ],
        missing=body.tables["missing"][:MOST_ROWS],
        forms=_forms(body),
        documents=[brief(document) for document in body.documents],
    )


def _told(projects: Sequence[Row]) -> dict[str, bool]:
    """Return which columns say anything of the projects: a budget says nothing of execution."""
    amounts = ("figure", "target", "full_year", "spent")
    told = {name: any(row[name].amount is not None for row in projects) for name in amounts}
    told |= {name: any(row[name] is not None for row in projects) for name in ("fund", "score")}
    told["target"] |= any("疑" in (row["target_state"] or "") for row in projects)
    return told


def totals_of(book: Book, body: Body) -> list[Row]:
    """Return income and spending by year and phase: as printed, and the sum where it differs."""
    shown = []
    for row in sorted(
        body.tables["totals"], key=lambda row: Column(row["年度"], row["阶段"]).order, reverse=True
    ):
        column = Column(row["年度"], row["阶段"])
        sums: Row = {
            **{"column": column, "is_recognised": row["含识别数字"]},
            "carried": _rate(row["上年结转_元"], row["本年收入_元"]),
        }
        for name, added, flow, kind in (
            ("本年收入", "公布本年收入合计_元", "income", None),
            ("支出", "公布支出合计_元", "expenditure", None),
            ("基本支出", "公布基本支出合计_元", "expenditure", "basic"),
            ("项目支出", "公布项目支出合计_元", "expenditure", "project"),
        ):
            amount, printed = row[f"{name}_元"], row[added]
            figure = book.printed(
                body, column, printed if printed is not None else amount, flow=flow, kind=kind
            )
            sums[name] = figure, amount if amount != figure.amount else None
        for name, flow in (("上年结转", "opening"), ("其他支出", ""), ("年末结转", "closing")):
            lines = [
                line
                for line in body.tables["carried"]
                if line["meaning"] == name and Column(line["年度"], line["阶段"]) == column
            ]
            figure = book.printed(body, column, row[f"{name}_元"], flow=flow)
            sums[name] = figure if figure.places or not lines else book.figure(lines), None
        shown.append(sums)
    return shown


def _rate(opening: Decimal | None, income: Decimal | None) -> Decimal | None:
    """Return what part of the money of a year was left of the one before, in percent."""
    if opening is None or income is None or opening + income <= 0:
        return None
    return (opening / (opening + income) * 100).quantize(Decimal("0.01"))


def _rounded(yuan: Decimal) -> Decimal:
    """Return an amount to 0.01 万元, for whoever is counted in whole persons."""
    return (yuan / 100).quantize(Decimal(1)) * 100


def staff_of(body: Body) -> list[Row]:
    """Return by publication how many persons are stated, and what basic spending is per head.

    Per head of those who are there (实有), else of the posts (编制).
    """
    stated: dict[Column, dict[str, Row]] = defaultdict(dict)
    for row in body.tables["staff"]:
        found = stated[Column(row["年度"], row["阶段"])]
        # text and tables in two files that differ: neither
        found[row["kind"]] = row if found.get(row["kind"], row)["heads"] == row["heads"] else {}
    basic = {
        Column(row["年度"], row["阶段"]): row["公布基本支出合计_元"] or row["基本支出_元"]
        for row in body.tables["totals"]
    }
    shown = []
    for column in sorted(stated, key=lambda column: column.order, reverse=True):
        kinds = {kind: row for kind, row in stated[column].items() if row}
        by = next((kind for kind in ("实有", "编制") if kind in kinds), "")
        if by:
            spent = basic.get(column)
            per_head = None if spent is None else _rounded(spent / kinds[by]["heads"])
            heads = [
                (row["heads"], At(row["document_id"], row["line_no"])) if row else None
                for row in (kinds.get("编制"), kinds.get("实有"))
            ]
            shown.append({"column": column, "heads": heads, "by": by, "basic": per_head})
    return shown


def _compared(book: Book, body: Body) -> list[Row]:
    """Return budgets and final accounts by class: as printed, and the sum where it differs."""
    shown = []
    for row in body.tables["compared"][:MOST_ROWS]:
        part = "支出科目", "类", row["类编码"] or ""
        budget, final = (
            book.part(body, Column(row["年度"], phase), part, Figure(row[f"{phase}_元"]))
            for phase in ("年初预算", "决算")
        )
        known = budget.amount is not None and final.amount is not None
        difference = (final.amount or 0) - (budget.amount or 0) if known else None
        shown.append({**row, "budget": budget, "final": final, "difference": difference})
    return shown


def _funds(book: Book, body: Body) -> list[Row]:
    members: dict[tuple[Column, str], dict[str, list[Row]]] = {}
    for row in body.tables["funds"]:
        column = Column(row["年度"], row["阶段"])
        sides = members.setdefault((column, row["fund"]), defaultdict(list))
        sides[row["side"]].append(row)
    return [
        {
            "column": column,
            "fund": fund,
            "sides": [
                book.part(body, column, ("资金来源", side, fund), book.figure(sides[side]))
                for side in ("本年收入", "上年结转", "支出", "年末结转")
            ],
        }
        for (column, fund), sides in sorted(
            members.items(), key=lambda item: (item[0][0].order, item[0][1]), reverse=True
        )
    ]


def three_public_of(book: Book, body: Body, columns: Sequence[Column]) -> Row | None:
    """Return the 三公 expenses by item and publication, and what stands where no amount does."""
    members: dict[str, dict[Column, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in body.tables["three"]:
        members[row["item"]][Column(row["年度"], row["阶段"])].append(row)
    states = {
        Column(row["年度"], row["阶段"]): row
        for row in body.tables["published"]
        if row["form"] == _THREE
    }
    own = {column for found in members.values() for column in found} | set(states)
    shown = sorted(own, key=lambda column: column.order, reverse=True)[:MOST_COLUMNS]
    if not shown or not (members or columns):
        return None
    answers = []
    for column in shown:
        row = states.get(column, {})
        state = row["state"] if row.get("state", "有金额") != "有金额" else ""
        at = (At(row["document_id"], row["line_no"]),) if row.get("line_no") else ()
        parts = [found[column] for found in members.values() if column in found]
        total = book.part(
            *(body, column, ("“三公”经费", "合计", "“三公”经费")),
            book.figure([row for found in parts for row in found]),
        )
        if state and not parts:
            spoken = row["spoken"] if state == "仅见于文字" else None
            answers.append(Figure(spoken, at, False, state))
        else:
            answers.append(total)
    return {
        "columns": shown,
        "total": answers,
        "items": [
            (
                item,
                [
                    book.part(
                        body, column, ("“三公”经费", "项目", item), book.figure(found[column])
                    )
                    if column in found
                    else Figure()
                    for column in shown
                ],
            )
            for item, found in sorted(members.items())
        ],
    }


def _forms(body: Body) -> Row:
    """Return which forms are there, publication by publication."""
    columns = sorted(
        {Column(row["年度"], row["阶段"]) for row in body.tables["published"]},
        key=lambda column: column.order,
        reverse=True,
    )[:MOST_COLUMNS]
    forms: dict[str, dict[Column, str]] = defaultdict(dict)
    for row in body.tables["published"]:
        forms[row["form"]][Column(row["年度"], row["阶段"])] = row["state"]
    return {
        "columns": columns,
        "rows": [
            (form, [states.get(column, "") for column in columns])
            for form, states in sorted(forms.items())
        ],
    }


def write_place(site: Site, place: Place) -> None:
    """Write the page of a place: its bodies, level by level."""
    levels: dict[str, list[Row]] = defaultdict(list)
    for body in sorted(place.bodies, key=lambda body: body.name):
        levels[body.level or "已被取代或撤下"].append(_summary(site.book, body))
    site.writer.page(
        f"place/{place.key}.html",
        "place.html.j2",
        name=place.name,
        crumbs=crumbs_of(place),
        levels=sorted(levels.items()),
    )


def _summary(book: Book, body: Body) -> Row:
    """Return a body as a line of a list: its newest spending, its years, its contradictions."""
    latest, figure, column = body.latest, Figure(), None
    if latest:
        column = Column(latest["年度"], latest["阶段"])
        printed = latest["公布支出合计_元"]
        figure = book.printed(body, column, latest["支出_元"] if printed is None else printed)
    current = [document for document in body.documents if document["status"] == "current"]
    return {
        "key": body.key,
        "name": body.name,
        "column": column,
        "figure": figure,
        "years": sorted({row["fiscal_year"] for row in current if row["fiscal_year"] > 0}),
        "documents": len(current),
        "violations": sum(row["violation_count"] or 0 for row in current),
        "held_out": sum(row["held_out_reason"] is not None for row in current),
    }
