"""What a run says while it works: one event a step, and the details of each step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

#: `step` ends a step, `remark` is for the keeper to read, `begin` says what is being done now; the
#: others are details of a step.
Kind = Literal["begin", "step", "remark", "document", "model", "suite"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: a sentence for people, and facts for machines.

    Attributes:
        kind: what it is about.
        text: the sentence.
        seconds: how long it took, where that is known.
        facts: JSON-able values by name.
    """

    kind: Kind
    text: str
    seconds: float | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_detail(self) -> bool:
        """Whether only those who look closer want to see it."""
        return self.kind not in ("step", "remark")

    def __str__(self) -> str:
        took = " " * 8 if self.seconds is None else f"{self.seconds:6.2f} s"
        indent = "    " if self.is_detail else "  "
        return f"{indent}{took}  {self.text}"

    def record(self) -> dict[str, object]:
        """Return the event as one flat JSON object."""
        seconds = {} if self.seconds is None else {"seconds": round(self.seconds, 3)}
        return {"event": self.kind, "text": self.text, **seconds, **self.facts}


Report = Callable[[Event], None]


def unheard(_: Event) -> None:
    """Report to nobody."""
