"""What a site asks of robots: its robots.txt, as RFC 9309 reads it."""

import re
from dataclasses import dataclass
from urllib.parse import quote

_LONGEST = 2_000  # of a pattern; a longer one is nobody's
_KEPT = "/*$?=&%:@!'(),;+~[]#"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one robot: patterns, each with its length and whether it allows."""

    patterns: tuple[tuple[re.Pattern[str], int, bool], ...] = ()

    def allow(self, path: str) -> bool:
        """Tell whether a path (with its query) may be asked for: the longest pattern decides."""
        asked = quote(path, safe=_KEPT)
        found = [(size, allows) for pattern, size, allows in self.patterns if pattern.match(asked)]
        return max(found, default=(0, True))[1]


def parse(text: str, agent: str) -> Rules:
    """Return the rules of the groups that name an agent, else of those for all.

    Args:
        text: of a robots.txt; what is not understood is passed over.
        agent: the name of the robot, without version.
    """
    named: dict[str, list[tuple[str, bool]]] = {}
    group: list[str] = []
    is_heading = False
    for line in re.split(r"[\r\n]+", text.removeprefix("\ufeff")):
        key, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        match key.lower():
            case "user-agent":
                group = [*group, value.lower()] if is_heading else [value.lower()]
                named.setdefault(value.lower(), [])
                is_heading = True
            case "allow" | "disallow" as rule:
                is_heading = False
                if value and len(value) <= _LONGEST:
                    for name in group:
                        named[name].append((value, rule == "allow"))
    chosen = named.get(agent.lower(), named.get("*", []))
    return Rules(tuple((_pattern(value), len(value), allows) for value, allows in chosen))


def _pattern(value: str) -> re.Pattern[str]:
    body, end = (value[:-1], "$") if value.endswith("$") else (value, "")
    # runs of stars would make the matching quadratic and worse
    parts = re.split(r"\*+", quote(body, safe=_KEPT))
    return re.compile(".*?".join(map(re.escape, parts)) + end, re.DOTALL)
