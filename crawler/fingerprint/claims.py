"""What does the site say of itself: since when, where, and in which language?

Looks at the founding year, the years of experience, the first year of the copyright line, the country that
the firm claims as its seat, the countries of its phones and addresses, declared languages, and what its
makers left behind: scripts in comments and fonts, time zones of dates. It matters because what a front says
of itself is contradicted by other facts: "since 2009" on a domain of 2023, a U.S. firm with none but foreign
phones.

``country:`` is claimed in words or structured data; ``phone_country:`` and ``address_country:`` are where
contacts lie; ``office:`` is one of these that the text names among its offices and teams. ``leftover:`` is a
language that the page is not written in. The monitor sets these claims against the registration and against
each other. That two sites claim the same says next to nothing, and weighs nothing.

**What fools it**: an old firm with a new domain, which tells the truth; a year that is told of a partner or a
founder; experience that is the staff's; copyright lines that came with a template or a copied page (dropped
when they name somebody else); firms of several countries that name only one; rented phone numbers; claims in
pictures; text in other languages than English, Chinese, Russian and Korean. Page builders leave their own
makers' scripts.
"""

from collections.abc import Iterable, Iterator

from crawler import names
from crawler.fingerprint._page import Page
from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

MOST_PAGES = 12
MOST_TEXT = 40_000
"""Characters of one page: half from its beginning, half from its end, where footers stand."""
MOST_OF_A_KIND = 12
MOST_KEYS = 4
"""Common values make long lists that find nobody."""

_TOLD = {
    "founded": "say to exist since {}",
    "experience": "claim {} years of experience",
    "copyright": "claim copyright since {}",
    "timezone": "show dates of the time zone {}",
    "country": "say to sit in {}",
    "office": "name offices in {}",
    "address_country": "give addresses in {}",
    "phone_country": "list phones of {}",
    "leftover": "hold leftovers in the language '{}'",
    "language": "are in the language '{}'",
}


def extract(subject: Subject) -> Values:
    """One value for each thing that the site says of itself."""
    pages = [page for page in subject.pages[:MOST_PAGES] if not page.hostile]
    values = [value for page in pages for value in _of_page(page, subject.domain)]
    values += _kind("copyright", _copyright(pages, subject.domain))
    values += _kind("office", _offices(pages, values))
    return tidy(values)


def _of_page(page: Page, domain: str) -> Iterator[str]:
    from crawler.fingerprint import _claimed_places, _claimed_years, _leftovers

    text, html = _clip(page.text), page.html
    lowered, shaped = _lowered(text), _claimed_places.shape(text)
    own = _own_names(page, domain)
    yield from _kind("founded", (*_claimed_years.founded(lowered, own), *_claimed_years.structured(html)))
    yield from _kind("experience", _claimed_years.experience(lowered))
    yield from _kind("country", _claimed_places.claimed(text, lowered, html, page.meta))
    yield from _kind("phone_country", _claimed_places.phones(text, shaped, page.links))
    yield from _kind("address_country", _claimed_places.addresses(text, shaped))
    languages, left = _leftovers.languages(text, _leftovers.declared(html, page.meta))
    yield from _kind("language", languages)
    yield from _kind("leftover", (*left, *_leftovers.unseen(html, languages)))
    yield from _kind("timezone", _leftovers.offsets(html))


def _kind(kind: str, found: Iterable[object]) -> Iterator[str]:
    distinct = dict.fromkeys(each for each in found if each)
    yield from (f"{kind}:{each}" for each in list(distinct)[:MOST_OF_A_KIND])


def _copyright(pages: Iterable[Page], domain: str) -> list[int]:
    from crawler.fingerprint import _claimed_years

    found = (
        _claimed_years.copyright_year(_lowered(_clip(page.text)), _own_names(page, domain)) for page in pages
    )
    return sorted(year for year in found if year is not None)[:1]


def _offices(pages: Iterable[Page], values: Iterable[str]) -> Iterator[str]:
    """The countries of contacts, other than the claimed one, that the firm names itself."""
    from crawler.fingerprint import _claimed_places

    said: dict[str, set[str]] = {}
    for kind, _, country in (value.partition(":") for value in values):
        said.setdefault(kind, set()).add(country)
    seats = said.get("country", set())
    abroad = sorted((said.get("phone_country", set()) | said.get("address_country", set())) - seats)
    for page in pages if seats and abroad else ():
        text = _clip(page.text)
        yield from _claimed_places.offices(text, _lowered(text), abroad)


def _clip(text: str) -> str:
    if len(text) <= MOST_TEXT:
        return text
    return f"{text[: MOST_TEXT // 2]}\n{text[-MOST_TEXT // 2 :]}"


def _lowered(text: str) -> str:
    """Lower case where that leaves every letter in its place."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def _own_names(page: Page, domain: str) -> str:
    label = names.registrable(domain).partition(".")[0]
    return f"{label} {label.replace('-', '')} {page.title.lower()}"


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """What both say of themselves."""
    return agree(
        SIGNAL.name, ours, theirs, set(ours) & set(theirs), _tell, "they say nothing alike of themselves"
    )


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    return _TOLD.get(kind, "say {}").format(rest)


def keys(values: Values) -> Values:
    """The few rarest kinds."""
    rare = (each for kind in _TOLD for each in of_kinds(values, (kind,)))
    return tuple(sorted(each for _, each in zip(range(MOST_KEYS), rare, strict=False)))


SIGNAL = Signal(
    name="claims",
    family=Family.CLAIMS,
    question="What does each site say of itself: since when, where, in which language?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    tell=_tell,
)
