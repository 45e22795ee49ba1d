"""Who do the pages say is behind the site, and whose name do they still carry?

Looks at the names on every page. ``named:`` is a company or person of the published cases, in Latin,
Chinese, Korean or Cyrillic script; ``company:`` and ``person:`` are those whom the site names itself
(title, JSON-LD, copyright line, legal form, office); ``brand:`` is a name it goes by; ``leftover:`` a
brand that it carries where a firm writes its own (canonical address, JSON-LD, mailboxes, logo, comments)
and that is not its own; ``carries:`` holds both, so that a copy and its original find each other. It
matters because a known front was found by "ITechArt" left in the images of a site that called itself
otherwise, others by the people they name.

A name of the published cases that others bear too counts only beside its legal form, a word of the trade
or an office, and none counts beside words of sanctions. ``leftover:`` needs one strong place (an address
of the page or its organisation, a copying program's note) or two weak ones; services, rows of logos and
firms openly linked to do not count. A name that both have does not say who copied from whom.

**What fools it**: a namesake; an article on the cases in words of its own; a firm that moved, has a
parent or an agency and names it in its own data; a page copied clean of every name; names in pictures; a
made-up person for each site. A short or common name is not looked for at all.
"""

from typing import TYPE_CHECKING

from crawler.fingerprint._page import Page
from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

if TYPE_CHECKING:
    from crawler.fingerprint._own_names import OwnNames

MOST_PAGES = 12
MOST_NAMES = 24
MOST_META = 60

_KINDS = ("named", "leftover", "carries", "brand", "person", "company")
_TOLD = {
    "company": "name the company '{}'",
    "person": "name '{}' with an office",
    "brand": "go by the name '{}'",
    "leftover": "carry the brand '{}', which is not their own",
    "carries": "carry the brand '{}', the own name of only one of them",
}


def extract(subject: Subject) -> Values:
    """One value for each name; the commonest flood, of companies, is cut at 24."""
    from crawler.fingerprint import _brand, _gazetteer, _own_names

    if not subject.pages:
        return ()
    own = _own_names.read(subject)
    brands, left = _brand.brands(own), _brand.leftovers(subject, own)
    values = [f"named:{each}" for each in _gazetteer.named(_said(subject, own))]
    values += [f"company:{each}" for each in own.companies[:MOST_NAMES]]
    values += [f"person:{each}" for each in own.people[:MOST_NAMES]]
    values += [f"brand:{each}" for each in brands]
    values += [f"leftover:{each}" for each in left]
    values += [f"carries:{each}" for each in (*brands, *left)]
    return tidy(values)


def _said(subject: Subject, own: "OwnNames") -> list[str]:
    """Everything in which a name of the gazetteer is looked for; who has an office keeps it."""
    said = [*own.companies[:MOST_NAMES], *(f"founder {each}" for each in own.people[:MOST_NAMES])]
    for page in subject.pages[:MOST_PAGES]:
        said += [page.title, page.ends, *_unseen(page)]
    return said


def _unseen(page: Page) -> list[str]:
    from crawler.fingerprint import _brand

    alternatives = [each.text[:200] for each in page.assets[:400] if each.text]
    return (
        alternatives + _brand.comments(page) + [each[:500] for each in list(page.meta.values())[:MOST_META]]
    )


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """The names both have; a leftover of one meets the brand of the other. One name is told once."""
    left, right = set(ours), set(theirs)
    shared = {value for value in left & right if not value.startswith("carries:")}
    for value in (left | right) - shared:
        kind, _, name = value.partition(":")
        other = right if value in left else left
        if kind == "leftover" and f"brand:{name}" in other:
            shared.add(f"carries:{name}")
    shared -= _brands_of([value[8:] for value in shared if value.startswith("company:")])
    return agree(SIGNAL.name, ours, theirs, shared, _tell, "they name nobody in common")


def _brands_of(companies: list[str]) -> set[str]:
    """The brands that are but a company's name."""
    if not companies:
        return set()
    from crawler.fingerprint import _own_names

    return {f"brand:{_own_names.key(each)}" for each in companies}


def meets(values: Values) -> list[str]:
    """The values, and each leftover as a brand: it may be the brand of the other."""
    left = (each.partition(":") for each in values if each.startswith("leftover:"))
    return [*values, *(f"brand:{name}" for _, _, name in left)]


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    if kind == "named":
        return _told_name(rest)
    return _TOLD[kind].format(rest)


def _told_name(name: str) -> str:
    """A documented name with its source, which is what an analyst reads next."""
    from crawler.fingerprint import _gazetteer

    found = next((each for each in _gazetteer.entries() if each.id == name), None)
    return f"name '{found.names[0]}' ({found.source})" if found else f"name '{name}' of the published cases"


def keys(values: Values) -> Values:
    """All values, the rarest kinds first."""
    return of_kinds(values, _KINDS)


SIGNAL = Signal(
    name="identities",
    family=Family.IDENTITY,
    question="Do the sites name the same companies and people, or carry each other's brand?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    meets=meets,
    tell=_tell,
)
