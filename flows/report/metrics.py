"""The metrics that dbt defines, as a list for people: the semantic models are their only source."""

from dataclasses import dataclass
from pathlib import Path

import yaml

__all__ = ["Metric", "metrics"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure with one definition.

    Attributes:
        name: for MetricFlow.
        label: for people.
        description: what it means, and how it is computed.
    """

    name: str
    label: str
    description: str


def metrics(dbt_project: Path) -> list[Metric]:
    """Return the metrics of a dbt project, in the order of their definition.

    Those that are nothing but a part of a ratio (`meta: {is_part: true}`) are not listed.
    """
    files = sorted((dbt_project / "models").rglob("_metrics.yml"))
    return [
        Metric(item["name"], item["label"], " ".join(item["description"].split()))
        for file in files
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))["metrics"]
        if not item.get("config", {}).get("meta", {}).get("is_part")
    ]
