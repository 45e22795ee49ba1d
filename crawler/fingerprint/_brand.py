"""Which brand is a site's own, and which one is left over from somebody else?

``own_names`` and ``leftover`` give keys as ``_own_names.key`` writes them: the first become ``brand:``, the
second ``leftover:`` values, so that the leftover of a copy meets the brand of its original.

A foreign name is left over when a strong place has it, or two weak ones: in a strong one a site says where it
itself lives. Names of services count nowhere, nor do rows of other firms' logos and names openly linked to.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from rapidfuzz.distance import OSA

from crawler import names
from crawler.fingerprint import _name_words, _normal
from crawler.fingerprint._own_names import OwnNames, host, key, label, read
from crawler.fingerprint._page import Page
from crawler.fingerprint._subject import Subject

MOST_BRANDS = 8
MOST_LEFTOVERS = 8
MOST_PAGES = 6
MOST_ASSETS = 400
MOST_MARKUP = 400_000
MOST_LOGOS = 2
"""Foreign logos on a page; where there are more, they are those of customers and partners."""

STRONG = frozenset(("canonical", "data_url", "copied_from"))

_COPIED_FROM = re.compile(
    r"(?:mirrored from\s{1,3}|saved from url=\(\d{1,5}\))(?:https?://)?([\w.-]{4,100})", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--([^<>]{3,300})-->")
_TITLE = re.compile(r"title\s?=\s?[\"']([^\"'<>]{3,100})[\"']", re.IGNORECASE)
_VOICES = (re.compile(r"At ([A-Z]\w{4,20}),? (?:we|our)\b"), re.compile(r"hy (?:to )?choose ([A-Z]\w{4,20})"))
_NO_LETTERS = re.compile(r"[\W_]+")
_NO_ASCII_LETTERS = bytes(each for each in range(256) if not chr(each).isalnum() or each > 127)
_ODD_CASES = re.compile(r"[\u0130\u0131\u017f\u212a]")  # letters that are i, s or k to a pattern only
_BEFORE = (b"at", b"choose", b"about", b"join", b"welcometo", b"why")
_BEHIND = (b"steam", b"sexperts", b"team", b"is", b"provides", b"offers")
_FILE_WORD = re.compile(r"[^\W_]+")
_WORDS_OF_LOGOS = """\
logo logos logotype brand the a of our company official white black dark light color colour blue red green
small large big main new old final footer header top bottom img image images icon mobile retina sticky
default site web home horizontal vertical transparent png svg jpg jpeg gif webp min copy x1 x2 1x 2x 3x"""
_LOGO_WORDS = frozenset(_WORDS_OF_LOGOS.split())


def own_names(subject: Subject) -> tuple[str, ...]:
    """The keys of the site's own brand: its registered label and the names that it presents as its own."""
    return brands(read(subject))


def leftover(subject: Subject) -> tuple[str, ...]:
    """The keys of brands that the pages carry and that are neither the site's own nor a service's."""
    return leftovers(subject, read(subject))


def brands(own: OwnNames) -> tuple[str, ...]:
    kept = [
        each for each in dict.fromkeys((*own.labels, *own.presented, *own.owners)) if _says_something(each)
    ]
    return tuple(sorted(kept[:MOST_BRANDS]))


def _says_something(name: str) -> bool:
    return 3 <= len(name) <= 40 and not name.isdigit() and name not in _services()


def leftovers(subject: Subject, own: OwnNames) -> tuple[str, ...]:
    places: dict[str, set[str]] = {}
    for place, name in _mentions(subject, own):
        places.setdefault(name, set()).add(place)
    foreign = _merged({name: found for name, found in places.items() if _is_foreign(name, own)})
    certain = [name for name, found in foreign.items() if found & STRONG]
    linked = _linked(subject) if len(foreign) > len(certain) else frozenset()
    unsure = [each for each in foreign if each not in certain and each not in linked][:32]
    weak = _weak_places(subject) if unsure else ()
    certain += [each for each in unsure if len(foreign[each] | _confirmations(each, weak)) >= 2]
    return tuple(sorted(certain)[:MOST_LEFTOVERS])


def _merged(places: dict[str, set[str]]) -> dict[str, set[str]]:
    """Longer forms of a name under its shortest: ``itechartgroup`` is another place of ``itechart``."""
    merged: dict[str, set[str]] = {}
    for name in sorted(places)[:200]:
        shortest = next((each for each in merged if len(each) >= 5 and name.startswith(each)), name)
        merged.setdefault(shortest, set()).update(places[name])
    return merged


def _mentions(subject: Subject, own: OwnNames) -> Iterator[tuple[str, str]]:
    """(place, key) of each name that may be somebody else's."""
    yield from own.doubtful[:64]
    yield from (("owner", name) for name in own.owners[:32])
    yield from (("data_url", label(host(url))) for url in own.urls[:32])
    for page in subject.pages[:MOST_PAGES]:
        yield from (("canonical", label(host(url))) for url in _addresses(page))
        yield from (("mail", label(each)) for each in _mail_hosts(page))
        yield from (("copied_from", label(each)) for each in _copied_from(page))
        yield from (("text", name) for name in _voices(page))
        logos = {(name, framing) for name, framing in _logos(page) if _is_foreign(name, own)}
        if len({name for name, _ in logos}) <= MOST_LOGOS:
            yield from (("logo", name) for name, framing in sorted(logos) if framing)


def _addresses(page: Page) -> list[str]:
    """Where the page says that it lives."""
    written = [each.url for each in page.assets[:MOST_ASSETS] if each.kind == "canonical"]
    return [*written[:2], page.meta.get("og:url", "")]


def _mail_hosts(page: Page) -> list[str]:
    found = set(_normal.emails_in(page.ends)[:50])
    for link in page.links[:2_000]:
        if link.href[:7].lower() == "mailto:":
            found.add(_normal.email(unquote(link.href[7:400]).partition("?")[0]))
    hosts = {names.registrable(each.partition("@")[2]) for each in found if each}
    return sorted(hosts - _free_mail())


def _copied_from(page: Page) -> list[str]:
    markup = page.html[:MOST_MARKUP]
    if "irrored from" not in markup and "aved from url" not in markup:
        return []
    return [match[1] for match in islice(_COPIED_FROM.finditer(markup), 4)]


def _voices(page: Page) -> Iterator[str]:
    """Under which names the text speaks of itself: "At X, we …", "why choose X"."""
    for voice in _VOICES:
        for match in islice(voice.finditer(page.ends), 10):
            if _is_invented(match[1].lower()):
                yield key(match[1])


def _logos(page: Page) -> Iterator[tuple[str, bool]]:
    """(name, whether it stands in the head or the foot of the page) of files and texts of logos."""
    images = [each for each in page.assets[:MOST_ASSETS] if each.kind == "img"]
    for place, asset in enumerate(images):
        if "logo" in asset.url[-100:].lower() or "logo" in asset.text[:100].lower():
            stem = unquote(asset.url[-100:]).rpartition("/")[2].partition("?")[0].rpartition(".")[0]
            for text in (stem, asset.text[:60]):
                words = [word for word in _bare_words(text) if not _is_noise(word)]
                if 0 < len(words) <= 3 and any(map(_is_invented, words)):
                    yield key("".join(words)), place < 4 or place >= len(images) - 2


def _bare_words(text: str) -> list[str]:
    """``acmeLogo-white`` → acme, white: the word is often grown on to the name."""
    return [word.removesuffix("logo").removeprefix("logo") for word in _FILE_WORD.findall(text.lower())]


def _is_noise(word: str) -> bool:
    return not word or word in _LOGO_WORDS or any(mark.isdigit() for mark in word)


def _is_invented(word: str) -> bool:
    """True for what is no word of the lists, though words may be in it: ``itechart``."""
    return 5 <= len(word) <= 20 and not _name_words.is_listed(_name_words.singular(word))


def _is_foreign(name: str, own: OwnNames) -> bool:
    if not 4 <= len(name) <= 40 or name.isdigit() or name in own.title or name in _services():
        return False
    if any(map(name.__contains__, _long_services())):
        return False
    return not any(_alike(name, each) for each in (*own.labels, *own.presented))


def _alike(name: str, own: str) -> bool:
    """One within the other, few edits apart, abbreviated alike, or with a rare word in common."""
    if (len(own) >= 3 and own in name) or name in own or name[:4] == own[:4]:
        return True
    if OSA.distance(name, own, score_cutoff=2) <= min(len(name), len(own)) // 5:
        return True
    rare = _rare_words(own)
    return bool(rare) and not rare.isdisjoint(_rare_words(name))


@lru_cache(maxsize=4_096)
def _rare_words(name: str) -> frozenset[str]:
    return frozenset(w for w in _name_words.words(name) if len(w) >= 4 and not _name_words.is_listed(w))


def _linked(subject: Subject) -> frozenset[str]:
    """The labels of hosts that the pages link to: naming those is no slip."""
    hosts = {host(each.href) for page in subject.pages[:MOST_PAGES] for each in page.links[:2_000]}
    return frozenset(label(each) for each in sorted(hosts)[:300] if each)


def _confirmations(name: str, places: Iterable[tuple[str, str]]) -> set[str]:
    """Further weak places in which ``name`` stands."""
    return {place for place, text in places if (_says(name, text) if place == "text" else name in text)}


def _weak_places(subject: Subject) -> list[tuple[str, str]]:
    """(place, text), of all but what pages say as keys, a line each."""
    found = []
    for page in subject.pages[:MOST_PAGES]:
        plain = []
        for asset in page.assets[:MOST_ASSETS]:
            path = asset.url[:300].lower()
            path = path.partition("//")[2].partition("/")[2] if "//" in path else path
            if "logo" not in path:
                plain.append((_NO_LETTERS.sub("", path), key(asset.text) if asset.text else ""))
        found += [
            ("file", "\n".join(path for path, _ in plain)),
            ("alt", "\n".join(text for _, text in plain)),
            ("text", page.ends),
            ("comment", "\n".join(map(key, comments(page)))),
            ("title", "\n".join(map(key, islice(_titles(page), 300)))),
        ]
    return found


def _titles(page: Page) -> Iterator[str]:
    """What ``title`` attributes say; a plain search is ten times as fast as a pattern."""
    markup = page.html[:MOST_MARKUP]
    low = markup.replace("\u0130", " ").lower()  # the one letter that is two in lower case
    at = low.find("title")
    while at >= 0:
        found = _TITLE.match(markup, at) if markup[at - 1 : at].isspace() else None
        if found:
            yield found[1]
        at = low.find("title", found.end() if found else at + 5)


def comments(page: Page) -> list[str]:
    """The short comments of a page."""
    markup = page.html[:MOST_MARKUP]
    return [match[1] for match in islice(_COMMENT.finditer(markup), 300)] if "<!--" in markup else []


@lru_cache(maxsize=8)
def _letters(text: str) -> bytes:
    """The ASCII letters and digits of a text in lower case: a name that is not in them is nowhere in it."""
    return text.lower().encode("ascii", "ignore").translate(None, _NO_ASCII_LETTERS)


def _says(name: str, text: str) -> bool:
    """True where a text speaks of itself under this name: "at X, we …", "why choose X"."""
    if name.isascii() and not _ODD_CASES.search(text) and not _may_say(name.encode(), _letters(text)):
        return False
    spelt = r"[\W_]{0,2}".join(map(re.escape, name))
    before = rf"\b(?:at|choose|about|join|welcome to|why) {spelt}\b"
    form = rf"{before}|\b{spelt}(?:['’]s (?:team|experts)|\s(?:team|is an?|provides|offers)\b)"
    return re.search(form, text, re.IGNORECASE) is not None


def _may_say(name: bytes, letters: bytes) -> bool:
    """Looked for first: a pattern of a page's own name takes longer to be made than to be searched for."""
    if name not in letters:
        return False
    return any(word + name in letters for word in _BEFORE) or any(name + word in letters for word in _BEHIND)


@lru_cache(maxsize=1)
def _services() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("_services.txt").read_text("utf-8").split())


@lru_cache(maxsize=1)
def _long_services() -> tuple[str, ...]:
    return tuple(each for each in sorted(_services()) if len(each) >= 6)


@lru_cache(maxsize=1)
def _free_mail() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("_free_mail.txt").read_text("utf-8").split())
