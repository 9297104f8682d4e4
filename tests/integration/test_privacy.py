"""Who signed a form stays in `raw`: what is withheld, what is not, and what notices a slip.

All people are made up, and no number stands in one piece that could be somebody's.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, pairwise
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.read import grids
from flows.read.folding import folded
from flows.run.steps import STAGES
from flows.settings import Settings
from flows.transform import compiled
from flows.transform.runner import Transformer
from flows.validate import privacy
from flows.validate.suites import Outcome, validate

SUITES = Path(__file__).parents[2] / "expectations"
MARK = "〔略〕"
NAME, OTHER = "张" + "小三", "欧阳" + "四"
MOBILE = "139" + "0" * 8
DESK = "22" + "0" * 5
WIDE = MOBILE.translate(str.maketrans("0139", "０１３９"))
LANDLINE = "0358-" + DESK
MODELS = ("personal_data", "stg_line", "stg_cell")

Texts = tuple[list[str], list[str]]
Staged = Callable[[Sequence[list[str]]], list[Texts]]


@pytest.fixture(scope="module")
def staged(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    """Staging as dbt builds it, to be filled with the lines of made-up documents."""
    build = tmp_path_factory.mktemp("staged") / "next" / "warehouse.duckdb"
    build.parent.mkdir()
    shutil.copyfile(sample_file, build)
    transformer = Transformer(Settings().dbt_project, build)
    call = compiled.kept(transformer.key_of(STAGES[0][0], False, True), transformer.kept)
    assert call is not None  # by the refresh of the sample
    steps = [step for step in call.steps if step.name in MODELS]
    assert len(steps) == len(MODELS)
    connection = duckdb.connect(str(build))

    def of_each(query: str, count: int) -> list[list[str]]:
        found: list[list[str]] = [[] for _ in range(count)]
        for number, text in connection.execute(query).fetchall():
            found[int(number)].append(text)
        return found

    def run(documents: Sequence[list[str]]) -> list[Texts]:
        connection.execute("DELETE FROM raw.line; DELETE FROM raw.cell")
        connection.executemany(
            "INSERT INTO raw.line (document_id, line_no, text, folded) VALUES (?, ?, ?, ?)",
            [
                [str(number), line_no, line, folded(line)]
                for number, lines in enumerate(documents)
                for line_no, line in enumerate(lines, 1)
            ],
        )
        cells = [
            [str(number), *cell]
            for number, lines in enumerate(documents)
            for cell in grids.cells(lines)
        ]
        if cells:
            columns, places = ", ".join(grids.Cell._fields), ", ".join("?" * len(cells[0]))
            connection.executemany(
                f"INSERT INTO raw.cell (document_id, {columns}) VALUES ({places})", cells
            )
        for step in steps:
            connection.execute(f"DROP TABLE {step.relation}")
            connection.execute(step.main)
        texts = of_each(
            "SELECT document_id, text FROM staging.stg_line ORDER BY line_no", len(documents)
        )
        seen = of_each(
            "SELECT document_id, concat(header_path, text) FROM staging.stg_cell", len(documents)
        )
        return list(zip(texts, seen, strict=True))

    yield run
    connection.close()


HANDLED = [
    # label and value in one cell, in one line, in neighbouring cells
    ([f"负责人：{NAME}"], [f"负责人：{MARK}"]),
    ([f"项目负责人: {NAME} 填表人: {OTHER} 联系电话: {MOBILE} 填报日期: 2024. 01. 03"],
     [f"项目负责人: {MARK} 填表人: {MARK} 联系电话: {MARK} 填报日期: 2024. 01. 03"]),
    ([f"负责人:\t\t经办人:\t{NAME}\t联系电话:\t{DESK}\t填报日期:\t20230116075416"],
     [f"负责人:\t\t经办人:\t{MARK}\t联系电话:\t{MARK}\t填报日期:\t20230116075416"]),
    ([f"填报人\t{NAME}\t联系方式\t{MOBILE}"], [f"填报人\t{MARK}\t联系方式\t{MARK}"]),
    # labels and names with blanks, full-width signs, markup, remarks in brackets
    ([f"负 责 人：{NAME}　联 系 电 话：{LANDLINE}"],
     [f"负 责 人：{MARK}　联 系 电 话：{MARK}"]),
    (["经办人： 张　三 \t2024年1月"], [f"经办人： {MARK} \t2024年1月"]),
    ([f"**单位负责人：** {NAME}（签字）"], [f"**单位负责人：** {MARK}（签字）"]),
    ([f"单位负责人（签章）：{NAME}"], [f"单位负责人（签章）：{MARK}"]),
    ([f"联系人（{NAME}）电话（{MOBILE}）"], [f"联系人（{MARK}）电话（{MARK}）"]),
    (["联系电话：" + WIDE], [f"联系电话：{MARK}"]),
    # several people or numbers, numbers in groups, a name with its number
    ([f"联系人及电话：{NAME} {MOBILE}"], [f"联系人及电话：{MARK} {MARK}"]),
    ([f"经办人：{NAME}、李四"], [f"经办人：{MARK}、{MARK}"]),
    ([f"经办人：\t{NAME}王五六\t"], [f"经办人：\t{MARK}\t"]),
    ([f"电话：{MOBILE}、{DESK}"], [f"电话：{MARK}、{MARK}"]),
    ([f"电话：{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}"], [f"电话：{MARK}"]),
    ([f"手机号码 {MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}"], [f"手机号码 {MARK}"]),
    ([f"请与{NAME}联系（{MOBILE}）。", f"联系人：{NAME}"],
     [f"请与{MARK}联系（{MARK}）。", f"联系人：{MARK}"]),
    ([f"负责人{NAME} 联系电话{MOBILE}"], [f"负责人{MARK} 联系电话{MARK}"]),
    (["填表人：John Smith 2024年"], [f"填表人：{MARK} 2024年"]),
    (["制表：李四\t复核：王五\t2024.1"], [f"制表：{MARK}\t复核：{MARK}\t2024.1"]),
    ([f"校长\t{NAME}\t{MOBILE}"], [f"校长\t{MARK}\t{MARK}"]),
    ([f"李四,{MOBILE},{MOBILE}"], [f"{MARK},{MARK},{MARK}"]),
    ([f"由联系人{NAME}，电话{MOBILE}"], [f"由联系人{MARK}，电话{MARK}"]),
    ([f"联系电话：(0358) {DESK} 转 801"], [f"联系电话：{MARK} 转 801"]),
    # the value stands below its label
    (["负责人\t经办人\t联系电话", f"{NAME}\t李四\t{DESK}"],
     ["负责人\t经办人\t联系电话", f"{MARK}\t{MARK}\t{MARK}"]),
    (["填表人：", "", NAME], ["填表人：", "", MARK]),
    (["序号\t姓名\t电话\t金额", f"1\t{NAME}\t{MOBILE}\t12.00", f"2\t李四\t{DESK}\t3300000"],
     ["序号\t姓名\t电话\t金额", f"1\t{MARK}\t{MARK}\t12.00", f"2\t{MARK}\t{MARK}\t3300000"]),
    # a known name anywhere else; a number that shows by its form what it is
    ([f"经办人：{NAME}", f"{NAME}同志补发工资\t4.92"],
     [f"经办人：{MARK}", f"{MARK}同志补发工资\t4.92"]),
    (["咨询请拨" + LANDLINE], ["咨询请拨" + MARK]),
    # with an office or a post before or behind the name
    (["填表人：财务科张小三"], [f"填表人：财务科{MARK}"]),
    (["经办人：办公室 张小三"], [f"经办人：办公室 {MARK}"]),
    (["联系人：张小三局长"], [f"联系人：{MARK}局长"]),
    (["审核：李四（会计）"], [f"审核：{MARK}（会计）"]),
    (["联系人：王科"], [f"联系人：{MARK}"]),
    # without a family name: known wherever it stands alone
    (["负责人：阿依古丽", "阿依古丽\t12.00", "阿依古丽亚村\t3.00"],
     [f"负责人：{MARK}", f"{MARK}\t12.00", "阿依古丽亚村\t3.00"]),
    # characters that nobody sees
    (["联系人：张\u200b小三", "⼈员⾪属张小三"], [f"联系人：{MARK}", f"人员隶属{MARK}"]),
    # a project that is called after those whom it pays
    (["柳如烟方知有补发工资\t4.92"], [f"{MARK}补发工资\t4.92"]),
    (["李四、王五等3人抚恤金\t4.92"], [f"{MARK}等3人抚恤金\t4.92"]),
]  # fmt: skip


def test_handlers_are_withheld_in_every_layout(staged: Staged) -> None:
    secrets = (NAME, OTHER, "李四", "王五", MOBILE, DESK, "柳如烟")
    found = staged([lines for lines, _ in HANDLED])
    assert [texts for texts, _ in found] == [expected for _, expected in HANDLED]
    shown = [cell for _, cells in found for cell in cells]
    assert not any(secret in cell for secret in secrets for cell in shown)


OTHERS = [
    "通过各部门负责人的监督和配合，督促工程项目按时完成。",
    "2. 主要负责人用车\t9\t",
    "负责人:\t服务对象满意度指标\t参训人员满意度\t≥95%\t",
    "负责人:\t数量指标\t参训人员\t≥95人",
    "深入联系人民群众，落实法人责任制度。",
    "30207\t邮电费\t4.40\t30201\t电话费\t1.20",
    "2024年电话会议系统\t15.00",
    "单位负责人：\t经办人：\t联系电话：\t",
    "高龄补助\t120.00",
    "林业局水利局人员工资\t120.00",
    "高层次人才补助\t120.00",
    f"合计\t{MOBILE}.00\t{MOBILE},000",
    f"项目编码：{MOBILE}",
    f"14100023P{MOBILE}1",
    "9" * 7 + MOBILE,
    f"金额：{MOBILE}元",
    "签字审批制度完善\t是",
    *(
        f"{label}：{nobody}"
        for label, nobody in zip(
            cycle(["联系人", "填表人", "审核", "负责人", "经办人", "制表人", "审核人"]),
            [
                *(
                    "办公室",
                    "财务科",
                    "计财股",
                    "党政办",
                    "文化站",
                    "安监站",
                    "局机关",
                    "纪检组",
                ),
                *("会计", "局长", "副主任", "财务负责人", "工作人员", "分管领导", "总会计师"),
                *("待定", "已审核", "审核通过", "情况属实", "见附件", "不公开", "同意"),
                *("县财政局", "本单位", "综合业务股", "人大办公室"),
            ],
            strict=False,
        )
    ),
]


def test_other_words_and_figures_stay(staged: Staged) -> None:
    assert [texts for texts, _ in staged([[line] for line in OTHERS])] == [[o] for o in OTHERS]


def test_a_figure_in_its_column_stays_whatever_it_looks_like(
    staged: Staged,
) -> None:
    lines = [
        "支出预算总表",
        "单位：元",
        "科目编码\t科目名称\t合计",
        f"201\t一般公共服务支出\t{MOBILE}",
    ]
    assert staged([lines])[0][0] == lines


FIGURES = st.one_of(
    st.decimals(min_value=0, max_value=10**13, places=2).map(str),
    st.decimals(min_value=0, max_value=10**13, places=2).map("{:,}".format),
    st.integers(min_value=0, max_value=10**10 - 1).map(str),
    st.integers(min_value=0, max_value=10**12).map("{:,}".format),
    st.from_regex(r"[12]\d{2}(?:\d{2}){0,2}", fullmatch=True),  # 科目, 经济分类
    st.from_regex(r"1410000[0-9]{2}P\d{15}", fullmatch=True),  # 项目
    st.from_regex(r"≥\d{1,3}%", fullmatch=True),
)

#: `{n}` is a made-up person, `{i}` an identity card, `{a}` an account, `{m}` a mobile number.
LAYOUTS = """
支付{n}（身份证号{i}）抚恤金|{n}抚恤金\t4.00|{n}同志丧葬费|发放{n}丧葬费|{n}遗属生活补助
{n}困难补助|{n}工伤赔偿款|补发{n}工资|关于{n}死亡抚恤金|2024年{n}抚恤金|{n}等2人抚恤金
原局长{n}一次性抚恤金|{n}因公死亡赔偿金|{n}交通事故赔偿|{n}临时救助|{n}征地补偿款
抚恤金（{n}）|遗属补助——{n}|救助对象{n}|经办人 {n}|经办人{n}|经办人　{n}|经办 {n}
审核 {n}\t2024年|法人 {n}|法人：{n}|法定代表人{n}|单位法人：{n}|户名：{n}  账号：{a}
户　名：{n}|账户名称：{n}|收款人 {n} 账户：{a}|开户名：{n} 卡号：{a}|领款人：{n}|受助人：{n}
评审专家：{n}，联系电话{m}。|评审专家 {n}|评审专家{n}|专家组成员：{n}|评审专家为{n}
经\u200b办人：{n}|身份证：{i}|证件号码 {i}|{n}\t{i}\t1000.00|{n},男,身份证号{i}
本项目由{n}（身份证号：{i}）承担|{n} {a} 工资|手机：+86{m}|请拨（+86）{m}|联系 0086-{m}
咨询＋86{m}|电话+86-{m}|邮箱：{e}|请发送至{e}。|电子邮件 {e}
"""
SIGNS = cycle("王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗")


def test_persons_are_withheld_however_they_are_printed(
    staged: Staged,
) -> None:
    lines, secrets = [], []
    for number, layout in enumerate(LAYOUTS.strip().replace("\n", "|").split("|")):
        of_line = {
            "n": next(SIGNS) + chr(ord("茉") + number % 17) + chr(ord("蓁") + number),
            "i": "1101011990" + f"0101{number:04}",
            "a": "6222020000000" + f"{number:04}",
            "m": f"1390000{number:04}",
            "e": f"someone{number}@example.org",
        }
        lines.append(layout.format(**of_line))
        secrets.append([value for value in of_line.values() if value in lines[-1]])
    [(texts, cells)] = staged([lines])
    shown = "\n".join([*texts, *cells])
    assert [secret for of_line in secrets for secret in of_line if secret in shown] == []
    assert len(secrets) > 50 and all(secrets)


#: Groups, places, bodies, illnesses and codes that have the form of a name or a number.
WORDS = """
农民工工资|农村生活补助|高校困难补助|白内障救助|双女户救助|边民生活补助|全县困难补助
干部职工工资|司机工资|烈士遗属抚恤金|离休干部抚恤金|老党员慰问|公安民警抚恤金|安徽生活补助
沈阳救助|方山县遗属补助|张家庄村抚恤金|水库移民后期补偿|林地征用补偿
每名驻村干部年均生活补助标准|足额缴纳社保，及时发放工资。|平房拆迁补偿
征拆工作完成后及时支付补偿资金；2.按照计划|普通高中助学金|丧葬费及抚恤金\t1|抚恤金（农村）\t1
抚恤金-优抚对象|评审专家劳务费\t1.00|专家组由局长任组长|项目法人单位职责|企业法人治理结构
成员：各股室|成员单位：张家庄镇|户名：示例县民政局|负责人任命程序|经办人员培训|申请人数\t12
审核 项目资料|会计 高级职称|经办 初审\t复核 终审|受益对象：农村居民|账号管理制度|政务邮箱\t1
微信公众号：示例发布|统一社会信用代码：11141122MB1234567X|项目编码：110101199001010010
编号 141122202301010012|20240101-20241231|合计\t622202000000.00\t622202000000,000
"""


def test_words_that_look_like_persons_stay(staged: Staged) -> None:
    lines = WORDS.strip().replace("\n", "|").split("|")
    assert staged([lines])[0][0] == lines


def test_a_code_is_no_exposure(signed: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(signed)) as connection:
        connection.execute(
            f"UPDATE marts.dim_project SET name = '项目编码：110101199001010010 金额{MOBILE}元'"
        )
    assert judged(signed, "marts", tmp_path / "suites").is_success


@settings(max_examples=5)
@given(figures=st.lists(FIGURES, min_size=200, max_size=200))
def test_amounts_and_codes_survive(staged: Staged, figures: list[str]) -> None:
    lines = [f"经办人：{NAME}\t联系电话：{MOBILE}"]
    lines += [f"项目{n}\t{a}\t{b}" for n, (a, b) in enumerate(pairwise(figures))]
    [(texts, _)] = staged([lines])
    assert texts[1:] == lines[1:]
    assert texts[0] == f"经办人：{MARK}\t联系电话：{MARK}"


# ---- what notices a slip


@pytest.fixture
def signed(sample_file: Path, tmp_path: Path) -> Path:
    """A copy of the published sample; made-up people signed a document that lists projects."""
    file = tmp_path / "warehouse.duckdb"
    shutil.copyfile(sample_file, file)
    with duckdb.connect(str(file)) as connection:
        connection.executemany(
            "INSERT INTO raw.personal_data SELECT min(document_id), 1, ?, ?, true"
            " FROM marts.fct_budget_line JOIN marts.dim_document USING (document_key)"
            " WHERE project_key > 0",
            [["name", NAME], ["name", "李四"], ["telephone", DESK]],
        )
    return file


def judged(file: Path, layer: str, folder: Path) -> Outcome:
    suite = folder / layer / "personal_data.yaml"
    suite.parent.mkdir(parents=True)
    shutil.copyfile(SUITES / layer / "personal_data.yaml", suite)
    (outcome,) = validate(file, layer, folder)
    return outcome


LAYERS = ["staging", "intermediate", "marts", "quality", "bi"]
N = "0000"  # four digits of a number that is nobody's


@pytest.mark.parametrize(
    "number",
    [
        *(f"138{N}{N}", f"138-{N}-{N}", f"138 {N} {N}", f"+86138{N}{N}", f"(86)138 {N}{N}"),
        *(f"010-100{N}", f"(0351) {N}{N}", f"0351—100{N}", f"0351－{N}{N}", f"(00)86-138{N}{N}"),
        *("110101199001010010", "110101-19900101-001X", "110101 19900101 001x"),
        *("6222021234567890", "6222021234567890123", "6222-0212-3456-7890", "6222 0212 3456 7890"),
        *("hr@zone.gov.cn", "hr @ zone.gov.cn", "a.b＠zone.cn"),
    ],
)
def test_a_number_shows_by_its_form_whose_it_is(number: str) -> None:
    assert all(
        map(
            privacy.shows_number,
            (number, f"电话：{number}。", f"1\n{number}\n2", f"合计 {number} 号"),
        )
    )
    assert not privacy.shows_number(f"9{number}9".replace("@", ".").replace("＠", "."))


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_without_handlers_passes(signed: Path, layer: str, tmp_path: Path) -> None:
    assert judged(signed, layer, tmp_path / "suites").is_success


def test_every_schema_but_raw_is_searched(signed: Path) -> None:
    with duckdb.connect(str(signed), read_only=True) as connection:
        schemas = connection.execute(
            "SELECT DISTINCT schema_name FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
        # what `main` shows is a view of `bi`, by the same name
        shown = connection.execute(
            "SELECT view_name, sql FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"
        ).fetchall()
    assert {schema for (schema,) in schemas} - {"main"} == {"raw", *LAYERS}
    assert all(f'FROM bi."{name}";' in sql or f"FROM bi.{name};" in sql for name, sql in shown)


PLANTED = [
    ("staging", "staging.form", "UPDATE staging.form SET name = '{}'", NAME),
    ("staging", "staging.form", "UPDATE staging.form SET name = '{}'", MOBILE),
    ("intermediate", "intermediate.int_line",
     "UPDATE intermediate.int_line SET printed_label = '办公费（{}）'", NAME),
    ("marts", "marts.dim_project", "UPDATE marts.dim_project SET name = '电话{}'", DESK),
    ("marts", "marts.dim_project", "UPDATE marts.dim_project SET name = '{}补发工资'", NAME),
    ("marts", "marts.dim_unit", "UPDATE marts.dim_unit SET name = '养老中心 {}'", LANDLINE),
    ("quality", "quality.fct_identity_result",
     "UPDATE quality.fct_identity_result SET description = '合计：{}'", "李四"),
    ("bi", "bi.新视图", "CREATE VIEW bi.新视图 AS SELECT '{}' AS 联系人", MOBILE),
    ("bi", "bi.新视图", "CREATE VIEW bi.新视图 AS SELECT '{}' AS 备注", "110101199001010010"),
    ("bi", "bi.新视图", "CREATE VIEW bi.新视图 AS SELECT '{}' AS 备注", "someone@example.org"),
    ("bi", "bi.新视图", "CREATE VIEW bi.新视图 AS SELECT '{}' AS 备注", "6222020000000000000"),
    ("bi", "bi.新视图", "CREATE VIEW bi.新视图 AS SELECT '{}' AS 备注", "+86" + MOBILE),
    ("bi", "bi.新视图", "CREATE TABLE bi.新视图 AS SELECT ['{}'] AS 联系人", NAME),
]  # fmt: skip


@pytest.mark.parametrize(("layer", "table", "sql", "secret"), PLANTED)
def test_a_planted_handler_is_noticed(
    signed: Path, tmp_path: Path, layer: str, table: str, sql: str, secret: str
) -> None:
    with duckdb.connect(str(signed)) as connection:
        connection.execute(sql.replace("{}", secret))
    outcome = judged(signed, layer, tmp_path / "suites")
    assert not outcome.is_success
    assert outcome.severity == "critical"
    assert not outcome.observed.startswith("error")
    assert any(table in row for row in outcome.unexpected)
    assert not any(secret in row for row in outcome.unexpected)  # a report says where, not whom


def test_the_name_of_a_file_is_its_keepers(signed: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(signed)) as connection:
        for table in ("raw.document", "marts.dim_document"):
            connection.execute(f"UPDATE {table} SET source_path = '{MOBILE}/{NAME}.txt'")
        connection.execute("UPDATE marts.dim_project SET name = '桃李四季园'")
        page = tmp_path / "docs" / "index.html"
        page.parent.mkdir()
        page.write_text(f"<td>{MOBILE}/{NAME}.txt</td>", encoding="utf-8")
        assert privacy.check_pages(connection, page.parent) == 1
    assert judged(signed, "marts", tmp_path / "suites").is_success


def test_the_key_of_a_row_is_no_bank_card(signed: Path, tmp_path: Path) -> None:
    page = tmp_path / "docs" / "marts.fct_self_evaluation.html"
    page.parent.mkdir()
    with duckdb.connect(str(signed), read_only=True) as connection:
        page.write_text("<dd>self_evaluation_key=621234567890123456, line_no=7</dd>", "utf-8")
        assert privacy.check_pages(connection, page.parent) == 1
        page.write_text("<dd>printed=621234567890123456, line_no=7</dd>", "utf-8")
        with pytest.raises(privacy.PersonalDataExposed):
            privacy.check_pages(connection, page.parent)


def test_a_word_that_holds_a_short_name_is_none(signed: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(signed)) as connection:
        connection.execute("UPDATE marts.dim_project SET name = '桃李四季园'")
    assert judged(signed, "marts", tmp_path / "suites").is_success


@pytest.mark.parametrize(
    ("page", "text", "is_exposed"),
    [
        ("findings/{id}.html", f"<td>办公费{NAME}</td>", True),
        ("findings/{id}.html", "<td>李四</td>", True),
        ("findings/{id}.html", "<td>桃李四季园</td>", False),
        ("index.html", f"<td>{NAME}</td>", True),
        ("index.html", f"<td>{MOBILE[:3]}&#45;{MOBILE[3:7]}-{MOBILE[7:]}</td>", True),
        ("index.html", f"<td>{DESK}</td>", True),
        ("index.html", f"<td>{DESK}.00</td><td>1,{MOBILE}</td>", False),
        ("marts.x.html", f"<td>{LANDLINE}</td>", True),
    ],
)
def test_a_page_with_a_handler_stops_the_publication(
    signed: Path, tmp_path: Path, page: str, text: str, is_exposed: bool
) -> None:
    with duckdb.connect(str(signed), read_only=True) as connection:
        row = connection.execute("SELECT min(document_id) FROM raw.document").fetchone()
        assert row is not None
        path = tmp_path / "docs" / page.replace("{id}", row[0])
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        if is_exposed:
            with pytest.raises(privacy.PersonalDataExposed, match=path.name) as fault:
                privacy.check_pages(connection, tmp_path / "docs")
            assert NAME not in str(fault.value)
        else:
            assert privacy.check_pages(connection, tmp_path / "docs") == 1
