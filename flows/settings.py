"""Every path and knob, in one place."""

import hashlib
import os
import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

_PROJECT_FILES = {".py", ".sql", ".csv", ".yml", ".yaml", ".j2", ".css", ".js", ".md"}

#: What the extra `[ocr]` brings.
_RECOGNITION = ("cv2", "onnxruntime", "rapidocr_onnxruntime", "PIL")

#: What the extras `[cluster]` and `[lake]` bring.
_CLUSTER = ("dask", "distributed")
#: How the address of a lake begins.
LAKE_SCHEME = "ducklake:"
LAKE_EXTENSIONS = ("postgres_scanner", "ducklake")

#: What this program calls itself, to servers and in what it publishes.
PROJECT = "budget-warehouse"

#: Of a dbt project, what is built, by suffix.
_BUILT = {".sql", ".csv", ".py"}
_DEFINITIONS = {".yml", ".yaml"}
#: In its YAML, what says or tests something of the figures and makes none.
_SAID = {
    *("description", "docs", "meta", "tags", "data_tests", "tests", "unit_tests"),
    *("exposures", "groups", "metrics", "semantic_models", "saved_queries"),
}

ROOT = Path(__file__).resolve().parents[1]

#: The environment variable of `Settings.notify`: an address can hold a secret, and the parameters
#: of a scheduled run stand on a page without a password.
NOTIFY = "BUDGET_NOTIFY"

#: The environment variable of `Settings.report_errors_to`.
REPORT_ERRORS_TO = "BUDGET_REPORT_ERRORS_TO"

#: The environment variable of `Settings.page_pictures`, and what it may say.
PAGE_PICTURES = "BUDGET_PAGE_PICTURES"
PICTURED = ("none", "findings", "all")
#: The dictionary of units of money, beside that of forms.
MONEY_UNITS = "money_unit.csv"
#: The environment variable of how much memory DuckDB takes before it spills to the disk, beside
#: the file that is being built: of every connection, those of dbt and Great Expectations too.
MEMORY_LIMIT = "BUDGET_MEMORY_LIMIT"
MEMORY_WITHOUT_SAYING = "1.25GB"  # with Python and its libraries, a refresh stays within 2 GB
_MEMORY = re.compile(r"\d+(?:\.\d+)? ?(?:[KMGT]i?B|%)", re.IGNORECASE)  # as DuckDB reads it

#: The served file for everybody but the keeper.
PUBLIC = "public.duckdb"

#: Telemetry of every tool off, before any of them is imported.
TELEMETRY_OFF = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    # no page of another site may read what the embedded server answers; its default is all of them
    "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "http://127.0.0.1",
    # 5 s on an idle machine, 80 on a loaded one; its default is 20
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How `budget fetch` treats other people's servers, and what it puts up with."""

    attempts: int = 4
    backoff_seconds: float = 1.0  # after the first failure, doubled after each further one
    longest_wait_seconds: float = 60.0  # who asks for more is asked again by a later run
    seconds_between_requests: float = 1.0  # to one host, which sees one request at a time
    hosts_at_once: int = 8
    connect_seconds: float = 10.0
    silence_seconds: float = 30.0
    total_seconds: float = 300.0  # for one attempt, names and redirects included
    largest_bytes: int = 200 * 2**20
    redirects: int = 5
    private_networks: tuple[str, ...] = ()  # that may be reached all the same: 10.1.0.0/16
    user_agent: str = f"{PROJECT} (public budget disclosures; one request at a time)"


@dataclass(frozen=True, slots=True)
class Serving:
    """When `budget serve` refreshes, and where it shows what it did."""

    name: str = "nightly"  # of the deployment
    cron: str = "30 2 * * *"
    timezone: str = "Asia/Shanghai"
    host: str = "127.0.0.1"  # Prefect's page has no password
    port: int = 4200
    docs_port: int = 4201
    allowed_hosts: tuple[str, ...] = ()  # further names by which the pages may be asked for


@dataclass(frozen=True, slots=True)
class Limits:
    """Past what a document is turned away by name, so that one does not keep all others waiting."""

    largest_bytes: int = 64 * 2**20
    lines: int = 200_000
    characters: int = 4_000_000  # the largest of the five documents has 100,000
    line_characters: int = 200_000
    cells: int = 1_000_000
    columns: int = 2_000
    unpacked_bytes: int = 256 * 2**20  # of an archive, or of the parts of an office file
    members: int = 2_000  # of an archive
    depth: int = 400  # of elements within elements; browsers stop at about as many
    seconds: float = 120.0  # for reading and judging it
    pictures: int = 500  # pages of which the text is recognised
    seconds_a_picture: float = 20.0  # for each of them, beside the others; one takes 2 to 4


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a refresh reads and writes, and how much it does at once.

    Everything a refresh writes lies beside the served warehouse, so that publishing is a rename
    within one file system and a warehouse elsewhere brings its versions with it.
    """

    documents: Path = ROOT / "data" / "documents"
    warehouse: Path = ROOT / "data" / "warehouse.duckdb"
    sources: Path = ROOT / "data" / "sources.csv"
    dbt_project: Path = field(default=ROOT / "dbt_project")
    expectations: Path = field(default=ROOT / "expectations")
    batch_bytes: int = 32 * 2**20  # documents read at once: bounds the memory of the landing
    workers: int = os.cpu_count() or 1  # processes of this machine that read
    cluster: str = ""  # the Dask scheduler whose workers read instead: tcp://host:port
    lake: str = ""  # that the served version is committed to: ducklake:postgres:…
    lake_data: str = ""  # where a new lake keeps its files: a folder, or s3://…
    limits: Limits = Limits()
    allow_withdrawals: bool = False  # of many documents at once
    versions_kept: int = 5
    fetch_policy: FetchPolicy = FetchPolicy()
    holder: str = "budget"  # who this is, for those who find a lock held
    docs_url: str = ""  # where the pages are served, if they are
    #: An address (https://, mailto:) on the pages for whoever finds an error.
    report_errors_to: str = field(default_factory=lambda: os.environ.get(REPORT_ERRORS_TO, ""))
    #: Of which pages of PDFs there are pictures beside the printed lines: `none`, `findings` (of
    #: those where something does not add up), `all` (with a table).
    page_pictures: str = field(default_factory=lambda: os.environ.get(PAGE_PICTURES, "findings"))
    notify: str = ""  # a command or an http(s) address that is told how each refresh went
    notify_seconds: float = 30.0

    def __post_init__(self) -> None:
        """Refuse what no setting can be.

        Raises:
            ValueError: `page_pictures` is not one of the three.
        """
        if self.page_pictures not in PICTURED:
            raise ValueError(f"{PAGE_PICTURES} is {self.page_pictures!r}, not one of {PICTURED}")

    @property
    def home(self) -> Path:
        """The folder of the served warehouse."""
        return self.warehouse.parent

    @property
    def shard(self) -> str:
        """By which name a lake knows this warehouse: that of its folder."""
        return self.home.name

    @property
    def public(self) -> Path:
        """The served file for everybody else: conclusions without what was printed."""
        return self.home / PUBLIC

    @property
    def versions(self) -> Path:
        """Published versions, newest last by name."""
        return self.home / "versions"

    @property
    def current(self) -> Path:
        """Link to the served version: both files and all pages are reached through it."""
        return self.versions / "current"

    @property
    def build(self) -> Path:
        """Where the next version grows; nothing in it is ever read by users."""
        return self.home / "build"

    @property
    def dev(self) -> Path:
        """The copy of the served file that `make dev` and dbt by hand work on."""
        return self.home / "dev" / self.warehouse.name

    @property
    def archive(self) -> Path:
        """Fetched originals by hash, and the manifest of what was fetched."""
        return self.home / "archive"

    @property
    def prefect_home(self) -> Path:
        """The database of the Prefect server that `budget serve` starts, and its log."""
        return self.home / "prefect"

    @property
    def docs(self) -> Path:
        """Link to the pages of the served version: what was checked and found."""
        return self.home / "docs"

    @property
    def site(self) -> Path:
        """Link to the pages of figures of the served version."""
        return self.home / "site"

    @property
    def export(self) -> Path:
        """The open data: the served version as Parquet, CSV and Excel."""
        return self.home / "export"

    @property
    def forms(self) -> Path:
        """The dictionary of statutory forms, shared by the admission check and dbt."""
        return self.dbt_project / "seeds" / "dictionary" / "form.csv"

    @property
    def money_units(self) -> Path:
        """The dictionary of units of money, shared in the same way."""
        return self.forms.with_name(MONEY_UNITS)

    @property
    def analyses(self) -> Path:
        """The analyst's cookbook: one question a file."""
        return self.dbt_project / "analyses"


def memory_limit() -> str:
    """Return how much memory DuckDB may take in this process, as it writes it: `1.25GB`.

    One knob for the process, not for a refresh: dbt reads it from its profile, where another value
    would make it parse the whole project anew.

    Raises:
        ValueError: `BUDGET_MEMORY_LIMIT` is no amount of memory.
    """
    said = os.environ.get(MEMORY_LIMIT) or MEMORY_WITHOUT_SAYING
    if not _MEMORY.fullmatch(said):
        raise ValueError(f"{MEMORY_LIMIT} is {said!r}, no amount of memory such as 1.25GB")
    return said


def disable_telemetry() -> None:
    """Switch the telemetry of all tools off for this process and its children.

    And the loopback is never asked for through a proxy.
    """
    for name, value in TELEMETRY_OFF.items():
        os.environ.setdefault(name, value)
    for name in ("NO_PROXY", "no_proxy"):  # Prefect asks its own server on the loopback
        hosts = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys([*hosts, "127.0.0.1", "localhost"]))


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Hashes over what turns documents into figures; the published warehouse keeps them.

    Attributes:
        project: over all of it and the pages; if it is the same, there is nothing to do.
        models: over what the figures depend on in dictionaries, rules and models; if it changes,
            all of them are built anew. What is said of them and tested is not in it, nor are the
            views of `bi`: every refresh makes them, with all comments.
        reading: over what cuts documents into cells; if it changes, they are read again.
    """

    project: str
    models: str
    reading: str


def recognises_text() -> bool:
    """Tell whether the optional extra `[ocr]` is installed, which reads pages that are pictures."""
    return all(find_spec(name) is not None for name in _RECOGNITION)


def reads_on_cluster() -> bool:
    """Tell whether the optional extra `[cluster]` is installed, which reads on other machines."""
    return all(find_spec(name) is not None for name in _CLUSTER)


def opens_lakes() -> bool:
    """Tell whether the optional extra `[lake]` is installed, which opens a lake."""
    return all(find_spec(f"duckdb_extension_{name}") is not None for name in LAKE_EXTENSIONS)


def fingerprints(settings: Settings) -> Fingerprints:
    """Return the fingerprints of this installation."""
    package = Path(__file__).parent
    extra = "+ocr" if recognises_text() else ""  # with it, what was refused is read
    return Fingerprints(
        project=fingerprint(package, settings.dbt_project, settings.expectations) + extra,
        models=_figures(settings.dbt_project),
        reading=reading_fingerprint(settings.forms),
    )


def reading_fingerprint(forms: Path) -> str:
    """Return the fingerprint of how documents are cut: the same on every machine that reads alike.

    Args:
        forms: the dictionary of forms; that of units of money lies beside it.
    """
    read = Path(__file__).parent / "read"
    extra = "+ocr" if recognises_text() else ""
    return fingerprint(read, forms, forms.with_name(MONEY_UNITS)) + extra


def _figures(project: Path) -> str:
    """Return a hash over those parts of a dbt project that the figures depend on."""
    digest = hashlib.sha256()
    folders = [sorted((project / name).rglob("*")) for name in ("macros", "models", "seeds")]
    for path in (project / "dbt_project.yml", *chain.from_iterable(folders)):
        if path.is_relative_to(project / "models" / "bi"):
            continue
        if path.suffix in _DEFINITIONS:
            digest.update(_definitions(path))
        elif path.suffix in _BUILT:
            digest.update(path.relative_to(project).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _definitions(path: Path) -> bytes:
    import yaml

    text = path.read_bytes()
    try:
        parsed = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return text  # dbt tells what is wrong with it
    return repr(_defined(parsed)).encode()


def _defined(node: object) -> object:
    """Return YAML without what is said and tested: names, types and configurations remain."""
    match node:
        case dict():
            return {key: _defined(value) for key, value in node.items() if key not in _SAID}
        case list():
            return [_defined(value) for value in node]
        case _:
            return node


def fingerprint(*paths: Path) -> str:
    """Return a hash over the files, and over those in the folders, that the figures depend on."""
    digest = hashlib.sha256()
    for root in paths:
        files = sorted(root.rglob("*")) if root.is_dir() else [root]
        for path in files:
            scratch = {"target", "logs", "__pycache__"} & set(path.parts)
            if path.suffix in _PROJECT_FILES and not scratch:
                digest.update(path.relative_to(root.parent).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
