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
    """Return the metrics of a dbt project, in the order of their definition."""
    text = (dbt_project / "models" / "bi" / "_metrics.yml").read_text(encoding="utf-8")
    return [
        Metric(item["name"], item["label"], " ".join(item["description"].split()))
        for item in yaml.safe_load(text)["metrics"]
    ]
