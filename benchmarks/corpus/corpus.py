"""Bodies × years × form sets, each document in a format of its own, beside its truth."""

import json
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from random import Random

from benchmarks.corpus import documents, errors
from benchmarks.corpus.documents import Document
from benchmarks.corpus.figures import catalogue
from benchmarks.corpus.truth import truth
from benchmarks.corpus.writers import WRITERS


def draw(
    *, seed: str, units: int, years: Sequence[int], sets: Sequence[str], share_of_errors: float = 0
) -> Iterator[Document]:
    """Draw the documents: each body keeps to one form set of each phase of its manner."""
    random = Random(seed)
    places = [f"{one}" for one in catalogue()["places"]]
    kinds = list(catalogue()["bodies"])  # type: ignore[call-overload]
    random.shuffle(places)
    random.shuffle(kinds)
    for number, name in zip(range(units), cycle(sets)):
        place, kind = places[number % len(places)], kinds[number % len(kinds)]
        for year in years:
            document = documents.draw(seed, name, kind, place, year)
            if random.random() < share_of_errors:
                errors.plant(random, document)
            yield document


def write(
    into: Path,
    *,
    seed: str,
    units: int,
    years: Sequence[int],
    sets: Sequence[str],
    formats: Sequence[str],
    errors: float = 0,
) -> list[Path]:
    """Write documents and truths; return the documents' files."""
    folders = into / "documents", into / "truth"
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    drawn = draw(seed=seed, units=units, years=years, sets=sets, share_of_errors=errors)
    written = []
    for number, document in enumerate(drawn):
        # shifted after each round of the sets, so that a set meets every format
        form = formats[(number + number // len(sets)) % len(formats)]
        file = folders[0] / f"{document.key}.{form}"
        data = WRITERS[form](document)
        file.write_bytes(data)
        known = json.dumps(truth(document, file.name, data), ensure_ascii=False, indent=1)
        (folders[1] / f"{document.key}.json").write_text(known + "\n", encoding="utf-8")
        written.append(file)
    return written
