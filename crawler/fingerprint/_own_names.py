"""Which names does a site give itself and its people?

Names stand in its title, its site name, its JSON-LD, its copyright lines and beside a legal form; people
stand beside an office. Each pattern looks at a bounded piece around a word that is found first.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from crawler import names
from crawler.fingerprint import _json_ld, _normal, _people, _quoted
from crawler.fingerprint._disguise import without_unseen
from crawler.fingerprint._lookalike import latin
from crawler.fingerprint._page import Page
from crawler.fingerprint._subject import Subject

MOST_PAGES = 12
MOST_MATCHES = 30
MOST_WORDS = 6
LONGEST = 80

_DOMAIN = re.compile(r"(?:www\.)?[\w-]{3,40}(?:\.[a-z]{2,6}){1,2}")
_PARTS = re.compile(r"\s*[|–—·•»«:<>/]\s*|\s-+\s")
_MARK = re.compile(r"©|\([cC]\)\s|(?i:copyright)\s{0,2}(?=©|\([cC]\)|(?:19|20)\d\d|(?i:by)\s)")
_BEFORE_OWNER = re.compile(
    r"^(?:\W|(?:19|20)\d\d(?!\w)"
    r"|(?:present|copyrights?|by|the|powered by|made with|all rights reserved(?: to)?|reserved to)\b)+",
    re.IGNORECASE,
)
_AFTER_OWNER = re.compile(
    r"[|•·–—©<>®™\n]|\.\s|\.$|\s-\s|,\s(?:all|20)"
    r"|\b(?:all rights?|\d{4}|powered|designed|developed|privacy|terms|tous droits|todos|alle rechte)\b",
    re.IGNORECASE,
)
_NO_OWNER_IN = re.compile(
    r"все права|копирование|материал|wszelkie prawa|droits|derechos|direitos|rechte|diritti|版权|版權|저작권",
    re.IGNORECASE,
)
_FORMS = ("LLC", "L.L.C", "Inc", "Ltd", "Limited", "Corp", "GmbH", "LLP", "PLC", "Pte", "SARL", "B.V")
_BEFORE_FORM = re.compile(
    r"((?:[^\W\d_a-z][\w&'’.-]{0,30},?[ \t]{1,2}(?:(?:and|of|&|for)[ \t])?){1,6}(?:Co\.?,?[ \t])?[(]?)$"
)
_FORM_BEFORE = re.compile(r"\b(?:ООО|ОАО|ЗАО|АО|ПАО)\s{0,2}[«\"“„]([^«»\"“”\n]{2,60})[»\"”]")
_HAN_FORM = re.compile(r"(?:股份)?有限(?:责任|責任)?公司")
_BEFORE_HAN_FORM = re.compile(r"[\u4e00-\u9fffA-Za-z（）()]{2,24}$")
_HANGUL = re.compile(
    r"(?:주식회사|㈜|\(주\))\s?([가-힣A-Za-z0-9]{2,20})|(?<![가-힣\w])([가-힣A-Za-z0-9]{2,20})\s?(?:주식회사|㈜|\(주\))"
)
_NO_OWNER_WORDS = """\
about all and by co company contact copyright design designed developed development domain free home inc
ipsum llc lorem ltd my name our page policy privacy reserved right rights sample site template templates
terms the theme this us website your"""
_NO_OWNER = frozenset(_NO_OWNER_WORDS.split())


@dataclass(frozen=True, slots=True)
class OwnNames:
    """``presented``: names a site shows as its own, confirmed by its title or label; ``owners``: those in its
    copyright lines, which may be a parent's or a victim's; ``companies``: both and others with a legal form.

    ``labels`` are the keys of the registered labels, ``doubtful`` the keys of names in data that nobody
    sees and nothing confirms, by their place; ``urls`` are the addresses which that data gives.
    """

    labels: tuple[str, ...]
    presented: tuple[str, ...]
    owners: tuple[str, ...]
    companies: tuple[str, ...]
    people: tuple[str, ...]
    title: str
    doubtful: tuple[tuple[str, str], ...]
    urls: tuple[str, ...]


@lru_cache(maxsize=4_096)
def key(name: str) -> str:
    """A name as one word without its legal form or its suffix: ``iTech-Art Inc.`` → ``itechart``."""
    if _DOMAIN.fullmatch(name[:LONGEST].strip().lower()):
        name = name.strip().lower().removeprefix("www.").partition(".")[0]
    folded = _normal.company(without_unseen(name[:LONGEST]))
    if any("a" <= mark <= "z" for mark in folded):
        folded = " ".join(map(latin, folded.split()))
    return re.sub(r"[\W_]+", "", folded)[:63]


def label(domain: str) -> str:
    """The key of the label under which a domain is registered."""
    head = names.split(domain[:253].lower())[0] if domain else ""
    return key(names.to_unicode(head)) if head.startswith("xn--") else key(head)


def read(subject: Subject) -> OwnNames:
    """Every name that the pages of ``subject`` give to who is behind them."""
    pages = subject.pages[:MOST_PAGES]
    hosts = [subject.domain, *(host(page.url) for page in pages)]
    labels = tuple(dict.fromkeys(filter(None, map(label, hosts))))
    presented: list[str] = []
    owners: list[str] = []
    written: list[str] = []
    people: list[str] = []
    doubtful: list[tuple[str, str]] = []
    urls: list[str] = []
    for page in pages:
        text = page.ends
        presented += [part for part in _parts(page.title) if _is_of_label(key(part), labels)]
        owners += islice(_owners(text), MOST_MATCHES)
        text = _quoted.apart(text)[0]  # whom a page warns of is nobody of its own
        written += _with_a_form(text)
        doubtful += _data_names(page)
        said = _json_ld.read(page.html[:1_000_000])
        doubtful += [("data", name) for each in said if not each.is_person for name in each.names]
        urls += [each.url for each in said if not each.is_person and each.url]
        people += [name for each in said if each.is_person for name in each.names]
        people += _people.read(text)
    title = "".join(key(part) for page in pages for part in _parts(page.title))[:1_000]
    known = [*labels, *map(key, presented)]
    presented += [name for name in owners if confirmed(key(name), known, title)]
    presented += [name for _, name in doubtful if _is_name(name) and confirmed(key(name), known, title)]
    unsaid = [(place, key(name)) for place, name in doubtful if not confirmed(key(name), known, title)]
    return OwnNames(
        labels,
        _distinct(key(name) for name in presented),
        _distinct(key(name) for name in owners),
        _distinct(
            _normal.company(name)
            for name in [*presented, *owners, *written]
            if _is_name(name) and not _DOMAIN.fullmatch(name.lower())
        ),
        _distinct(_normal.words(name[:LONGEST]) for name in people),
        title,
        tuple(dict.fromkeys(unsaid)),
        tuple(dict.fromkeys(urls)),
    )


def confirmed(name: str, known: Iterable[str], title: str) -> bool:
    """True when a name is like one that the site surely gives itself."""
    return (len(name) > 2 and name in title) or _resembles(name, known)


def _resembles(name: str, known: Iterable[str]) -> bool:
    return len(name) > 2 and any(
        name == each or (len(each) > 3 and each in name) or (len(name) > 3 and name in each) for each in known
    )


def _is_of_label(name: str, labels: Iterable[str]) -> bool:
    """True for a part of a title that is hardly more or less than the label."""
    return any(
        name == each
        or (len(each) > 3 and each in name and len(name) <= len(each) + 10)
        or (len(name) > 3 and name in each and len(name) * 2 > len(each))
        for each in labels
    )


def host(url: str) -> str:
    """The host of an absolute URL, else ``""``."""
    return url[:300].partition("//")[2].partition("/")[0].rpartition("@")[2].partition(":")[0].lower()


def _parts(title: str) -> list[str]:
    return [part for part in _PARTS.split(without_unseen(title)[:300])[:10] if part]


def _data_names(page: Page) -> list[tuple[str, str]]:
    fields = ("og:site_name", "application-name", "apple-mobile-web-app-title")
    found = [("site_name", page.meta.get(field, "")[:LONGEST]) for field in fields]
    return [(place, name) for place, name in found if _is_name(name)]


def _is_name(name: str) -> bool:
    words = _normal.words(name).split()
    return 0 < len(words) <= MOST_WORDS and not set(words) <= _NO_OWNER and not name.strip(" .,-").isdigit()


def _owners(text: str) -> Iterator[str]:
    """Whom copyright lines name."""
    low = text.replace("\u0130", " ").lower()  # the one letter that is two in lower case
    places = sorted(at for hint in ("©", "(c)", "copyright") for at in _found(hint, low))
    for mark in islice(filter(None, (_MARK.match(text, at) for at in places)), MOST_MATCHES):
        line = text[mark.start() : mark.start() + 2 * LONGEST].partition("\n")[0]
        owner = _BEFORE_OWNER.sub("", line)
        if owner != line:
            owner = _AFTER_OWNER.split(owner, maxsplit=1)[0].strip(" ,.-")
            first = owner.partition(" ")[0]
            if len(owner) > 2 and not first.islower() and _is_name(owner) and not _NO_OWNER_IN.search(owner):
                yield owner


def _found(hint: str, text: str) -> Iterator[int]:
    at = text.find(hint)
    while at >= 0:
        yield at
        at = text.find(hint, at + 1)


def _with_a_form(text: str) -> list[str]:
    """Names beside a legal form, in Latin, Cyrillic, Chinese and Korean script."""
    found = []
    for form in _FORMS:
        for start in islice(_places(form, text), MOST_MATCHES):
            before = _BEFORE_FORM.search(text[max(0, start - LONGEST) : start])
            if before is not None:
                found.append(f"{before[1].strip(' ,(')} {form}")
    if "О" in text:
        found += [match[1] for match in islice(_FORM_BEFORE.finditer(text), MOST_MATCHES)]
    if "公司" in text:
        for match in islice(_HAN_FORM.finditer(text), MOST_MATCHES):
            run = _BEFORE_HAN_FORM.search(text[max(0, match.start() - 24) : match.start()])
            found += [run[0] + match[0]] if run is not None else []
    if "주" in text or "㈜" in text:
        found += [match[1] or match[2] for match in islice(_HANGUL.finditer(text), MOST_MATCHES)]
    return [name for name in found if key(name) and _is_name(name)]


def _places(word: str, text: str) -> Iterator[int]:
    """Where ``word`` stands as a word of its own; a plain search is ten times as fast as a pattern."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not text[end : end + 1].isalnum() and not text[at - 1 : at].isalnum():
            yield at
        at = text.find(word, end)


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in found if len(name) > 1))
