"""Which of the files that somebody gives us hold pages, which hold other facts, and what is in the former?"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crawler.archive import MIRRORS_OWN, ArchivedAnswer, Kind, kind_of, records
from crawler.errors import CollectionError, ConfigError
from monitor.references.gathered import MOST_ANSWERS, of_domain

MOST_FILES = 5_000
"""Of one folder, that are opened to see what they are."""
_WITHIN = (Kind.WARC, Kind.WACZ, Kind.HAR, Kind.MHTML)
_NEITHER = re.compile(r"\.(?:css|js|png|jpe?g|gif|webp|svg|ico|woff2?|ttf|x?html?|cdxj?)$", re.IGNORECASE)


@dataclass(slots=True)
class Given:
    """The answers about one domain, the files with other facts, and a sentence for all that is neither."""

    answers: list[ArchivedAnswer] = field(default_factory=list)
    facts: list[Path] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def sorted_out(paths: Sequence[Path], domain: str, address: str, taken: datetime | None) -> Given:
    """What the files and folders hold of ``domain``; one that is damaged gives what is good in it."""
    given = Given()
    for path in paths:
        for each, kind in _all_of(path):
            if kind is Kind.NONE:
                given.facts.append(each)
                continue
            before = len(given.answers)
            try:
                # What came before the damage stays in the list.
                given.answers.extend(of_domain(records(each, address=address, taken=taken), domain))
            except (CollectionError, ConfigError, OSError) as error:
                given.refused.append(str(error))
            pages = sum(not answer.media_type.startswith("image/") for answer in given.answers[before:])
            if pages >= MOST_ANSWERS:
                given.refused.append(f"what {each} holds of {domain} behind the first {pages} pages")
    return given


def _all_of(path: Path) -> Iterator[tuple[Path, Kind]]:
    """The file, or the folder with the archives and exports that lie in it."""
    kind = kind_of(path)
    yield path, kind
    if kind is not Kind.FOLDER:
        return
    seen = 0
    for place, folders, files in os.walk(path, followlinks=False):
        folders[:] = sorted(set(folders) - set(MIRRORS_OWN))
        for name in sorted(set(files) - set(MIRRORS_OWN)):
            file = Path(place, name)
            if _NEITHER.search(name) or file.is_symlink() or not file.is_file():
                continue
            seen += 1
            if seen > MOST_FILES:
                return
            found = kind_of(file)
            if found in _WITHIN or (found is Kind.NONE and _is_export(file)):
                yield file, found


def _is_export(path: Path) -> bool:
    from monitor.references.facts._gathered import takes

    return takes(path)
