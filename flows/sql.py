"""SQL in files beside the module that runs it, where editors and sqlfluff see it."""

from functools import cache
from importlib.resources import files


@cache
def statement(package: str, name: str) -> str:
    """Return what stands in `sql/<name>.sql` of a package."""
    return files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
