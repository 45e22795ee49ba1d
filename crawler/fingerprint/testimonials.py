"""Do the same customers praise both firms, or do the same works stand in both portfolios?

Looks at the sentences inside quotations and inside elements whose class or id speaks of testimonials and
reviews (``testimonial:``), or of portfolios and case studies (``portfolio:``), on every page. Values are
hashes of whole sentences of six words or more, without the site's own name, other names and numbers.

Why it matters: a front has no customers, so it takes the words of another firm's, or gives one statement to
several of its own fronts; a statement that names a person as customer of two firms can be checked.

What fools it: the sample statements of a template stand on many honest sites (the monitor counts them); one
customer may praise an agency and its daughter; statements in pictures, or loaded by a script, are not seen; a
page that names its elements otherwise says nothing here, though its text is compared as any other.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from crawler.fingerprint._marked import marked
from crawler.fingerprint._page import Kind, Page
from crawler.fingerprint._rarity import agree, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._sketch import lasting
from crawler.fingerprint._subject import Subject

if TYPE_CHECKING:
    from crawler.fingerprint._passages import Passage

NAME = "testimonials"
MOST_PAGES = 12
MOST_BLOCKS = 200
"""Of one kind on one page."""
MOST_VALUES = 120
MOST_KEYS = 64
FEWEST_WORDS = 6

_TOLD = {
    "testimonial": "quote a customer in the same words",
    "portfolio": "describe a work of theirs in the same words",
}
_PRAISE = re.compile(r"testimon|(?<!p)review|customer-?_?sa|client-?_?sa|feedback|(?:^|\s)quote|отзыв")
_WORKS = re.compile(r"portfolio|case-?_?stud|success-?_?stor|our-?_?work|project")
_HINTS_OF_PRAISE = ("testimon", "review", "customer", "client", "feedback", "quote", "отзыв")
_HINTS_OF_WORKS = ("portfolio", "case", "success", "our", "project")
"""Looked for first: each alternative above holds one of them."""
_WHOLE_PAGE = frozenset(("html", "body", "main", "nav", "header", "form", "a", "button"))
"""Elements that are named after the page's kind, or lead to it."""


def extract(subject: Subject) -> Values:
    """At most 120 values; nothing for a site without such elements."""
    return tidy((value for value, _ in _statements(subject)), MOST_VALUES)


def compare(ours: Values, theirs: Values) -> Comparison | None:
    shared = set(ours) & set(theirs)
    found = agree(NAME, ours, theirs, shared, tell, "no customer's statement and no work is told on both")
    return replace(found, sentence=_sentence(shared)) if found and len(shared) > 1 else found


def _sentence(shared: set[str]) -> str:
    praise = sum(each.startswith("testimonial:") for each in shared)
    told = [(praise, "of customers' statements"), (len(shared) - praise, "on works of theirs")]
    parts = [f"{count} sentence{'s' if count > 1 else ''} {what}" for count, what in told if count]
    return f"both have the same {' and '.join(parts)}"


def keys(values: Values) -> Values:
    """Statements first, those of the lowest hashes."""
    praise = [each for each in values if each.startswith("testimonial:")]
    works = [each for each in values if each.startswith("portfolio:")]
    return tuple(sorted((praise[:40] + works + praise[40:])[:MOST_KEYS]))


def quote(subject: Subject, shared: Values) -> tuple[str, ...]:
    """The shared sentences as this site writes them, the longest first."""
    wanted = set(shared)
    found = {text[:300] for value, text in _statements(subject) if value in wanted}
    return tuple(sorted(found, key=lambda each: (-len(each), each))[:10])


def tell(value: str) -> str:
    return _TOLD.get(value.partition(":")[0], "have a statement in common")


def _statements(subject: Subject) -> Iterator[tuple[str, str]]:
    """Value and sentence; what is inside both kinds of element is a statement."""
    from crawler.fingerprint._passages import passages_in
    from crawler.fingerprint._without_name import name_of

    pages = subject.pages[:MOST_PAGES]
    praise = [block for page in pages for block in _blocks(page, _praise(page))]
    taken = set(praise)
    works = [block for page in pages for block in _blocks(page, _works(page)) if block not in taken]
    if not praise and not works:
        return
    own = name_of(subject)
    for kind, blocks in (("testimonial", praise), ("portfolio", works)):
        for passage in passages_in(blocks, own):
            if len(passage.words) >= FEWEST_WORDS:
                yield f"{kind}:{_hash(passage)}", passage.text


def _hash(passage: "Passage") -> str:
    return lasting(" ".join(passage.words))


def _blocks(page: Page, wanted: Iterable[Kind]) -> list[str]:
    return list(islice((block for blocks in marked(page, wanted) for block in blocks), MOST_BLOCKS))


def _praise(page: Page) -> list[Kind]:
    """Quotations, and what is named after praise."""
    quoted = [kind for kind in page.kinds if kind.tag == "blockquote"]
    return quoted + [kind for kind in _named(page, _HINTS_OF_PRAISE, _PRAISE) if kind.tag != "blockquote"]


def _works(page: Page) -> list[Kind]:
    return _named(page, _HINTS_OF_WORKS, _WORKS)


def _named(page: Page, hints: Iterable[str], pattern: re.Pattern[str]) -> list[Kind]:
    """The kinds of elements whose class or id speaks of what ``pattern`` looks for."""
    if not any(hint in page.names for hint in hints):
        return []
    return [kind for kind, names in page.named if kind.tag not in _WHOLE_PAGE and pattern.search(names)]


SIGNAL = Signal(
    name=NAME,
    family=Family.CONTENT,
    question="Do the same customers praise both firms, or do the same works stand in both portfolios?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    quote=quote,
    tell=tell,
)
