"""Bodies × years × form sets, each document in a format of its own, beside its truth."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.corpus import documents, errors
from benchmarks.corpus.documents import Document
from benchmarks.corpus.figures import catalogue
from benchmarks.corpus.truth import truth
from benchmarks.corpus.writers import WRITERS


@dataclass(frozen=True)
class Plan:
    """What a corpus consists of; the same plan gives the same bytes.

    Attributes:
        seed: Of all choices.
        units: How many bodies; each keeps to one form set.
        years: In which each of them publishes.
        sets: Names of `form_sets/`, given to the bodies in turn.
        formats: Names of `writers`, in turn.
        errors: The share of documents with one labelled error.
        layout: Narrows what the layouts may choose from.
    """

    seed: str = "1"
    units: int = 5
    years: Sequence[int] = (2024,)
    sets: Sequence[str] = tuple(documents.form_sets())
    formats: Sequence[str] = ("txt",)
    errors: float = 0
    layout: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def draw(self) -> Iterator[Document]:
        """Draw the documents."""
        random = Random(self.seed)
        places, kinds = list(catalogue()["places"]), list(catalogue()["bodies"])
        random.shuffle(places)
        random.shuffle(kinds)
        for number in range(self.units):
            body = documents.Body(
                kinds[number % len(kinds)],
                places[number % len(places)],
                self.sets[number % len(self.sets)],
            )
            for year in self.years:
                document = documents.draw(self.seed, body, year, self.layout)
                if random.random() < self.errors:
                    errors.plant(random, document)
                yield document

    def write(self, into: Path) -> list[dict[str, Any]]:
        """Write documents and truths into two folders; return the truths."""
        folders = into / "documents", into / "truth"
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        truths = []
        for number, document in enumerate(self.draw()):
            # shifted after each round of the sets, so that a set meets every format
            form = self.formats[(number + number // len(self.sets)) % len(self.formats)]
            file, data = folders[0] / f"{document.key}.{form}", WRITERS[form](document)
            file.write_bytes(data)
            truths.append(truth(document, file.name, data))
            known = json.dumps(truths[-1], ensure_ascii=False, indent=1)
            (folders[1] / f"{document.key}.json").write_text(known + "\n", encoding="utf-8")
        return truths
