"""What pages share: the style, the scripts, and the data that scripts ask for, split by kind."""

from collections.abc import Iterator, Mapping, Sequence

from flows.report.site import lines
from flows.report.site.bodies import staff_of, three_public_of, totals_of
from flows.report.site.book import Body, Column, Figure
from flows.report.site.common import TEMPLATES, About, Site, script


def write_shared(site: Site, about: About) -> None:
    """Write the style, the script, and the data that scripts ask for, split by kind."""
    book, writer = site.book, site.writer
    style = "".join(
        (TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "site/site.css")
    )
    writer.file("style.css", style)
    for name in ("site.js", "compare.js", "search.js"):
        writer.file(name, (TEMPLATES / "site" / name).read_text(encoding="utf-8"))
    stamp = f"{about.rendered_at:%Y-%m-%d %H:%M %Z}".strip() if about.rendered_at else ""
    writer.file(
        "data/about.js",
        script("about", {"version": about.version, "at": stamp, "report": about.report_to}),
    )
    bodies = sorted(book.bodies.values(), key=lambda body: body.key)
    number = {body.key: count for count, body in enumerate(bodies)}
    writer.file(
        "data/units.js",
        script("units", [(body.key, body.name, body.place.name) for body in bodies]),
    )
    writer.file("data/staff.js", script("staff", list(_heads(bodies))))
    for kind, found in _comparable(site).items():
        rows = [
            (number[body.key], *column, item, f"{figure.amount:.2f}", _first(figure))
            for body, column, item, figure in found
            if figure.amount is not None
        ]
        writer.file(f"data/{kind}.js", script(kind, rows))


def _heads(bodies: Sequence[Body]) -> Iterator[tuple[object, ...]]:
    """Yield by how many persons figures of a body are divided: body, year, phase, kind, number."""
    for count, body in enumerate(bodies):
        for row in staff_of(body):
            kind = row["by"]
            yield count, *row["column"], kind, row["heads"][kind == "实有"][0]


def _first(figure: Figure) -> str:
    return lines.address(figure.places[0]) if figure.places else ""


def _comparable(site: Site) -> Mapping[str, list[tuple[Body, Column, str, Figure]]]:
    """Return what bodies can be compared by, by kind."""
    book = site.book
    totals, three, classes = [], [], []
    for body in sorted(book.bodies.values(), key=lambda body: body.key):
        for row in totals_of(book, body):
            totals += [
                (body, row["column"], name, row[name][0])
                for name in ("支出", "基本支出", "项目支出", "本年收入")
            ]
        public = three_public_of(book, body, body.columns)
        if public:
            for column, figure in zip(public["columns"], public["total"], strict=True):
                if not figure.state:
                    three.append((body, column, "三公经费合计", figure))
            for item, figures in public["items"]:
                three += [
                    (body, column, item, figure)
                    for column, figure in zip(public["columns"], figures, strict=True)
                ]
        for node in book.tree(body, "subjects", body.columns):
            if node.level == 1:
                name = f"{node.code} {node.name}"
                classes += [(body, column, name, found) for column, found in node.figures.items()]
    return {"totals": totals, "three": three, "subjects": classes}
