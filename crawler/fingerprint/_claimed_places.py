"""In which country does a firm say that it sits, and in which do its phones and addresses lie?

Addresses are read only as far as their country: a state and a ZIP code, a British postcode, a line with a
number that ends with a country. Phones count when they are written with ``+`` or in the American way.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar
from urllib.parse import unquote

from crawler.fingerprint import _countries, _normal
from crawler.fingerprint._page import Link

Text = TypeVar("Text", str, bytes)

MOST_PLACES = 30
MOST_PHONES = 20
MOST_LINES = 400
LONGEST_ADDRESS = 220

_OURS = re.compile(
    r"\b(?:we|we're|our|us|company|firm|agency|studio|startup|inc|llc|ltd|corporation)\b", re.I
)
_OTHERS = re.compile(
    r"\b(?:clients?|customers?|compan(?:ies)|startups|businesses|enterprises|brands|partners?|users|teams?"
    r"|servers?|cloud|engineers|developers|professionals|who|he|she|his|her)\b",
    re.I,
)
_SEATED = re.compile(
    r"(?P<how>headquarter(?:s|ed)|head office|based|located|registered|incorporated)"
    r"(?: is| are)?(?: located| based)?(?: in|:| at) (?:downtown |sunny |beautiful )?(?:the (?:heart of )?)?",
    re.I,
)
_SEATED_ABROAD = re.compile(
    r"总部(?:位于|设在|设于|在)(?P<zh>[\u4e00-\u9fff]{2,4})"
    r"|штаб-квартир\w{0,3}[^\n]{0,25}? в (?P<ru>[\w -]{2,20})|(?P<ko>[\uac00-\ud7a3]{2,4})에? ?(?:에 )?본사"
)
_STRUCTURED = re.compile(
    r"addressCountry\"?\s{0,9}(?::|[^>\n]{0,40}?content=|[^>\n]{0,60}>)\s{0,9}"
    r"(?:\{[^{}]{0,80}?\"name\"\s{0,9}:\s{0,9})?[\"']?(?P<name>[^\"'<>{}]{2,40})"
)
_DIGITS = bytes.maketrans(b"012345678", b"9" * 9)
_ABROAD = re.compile(r"\+\(?\d[\d ().\u00a0-]{6,22}\d")
_AMERICAN = (b"999-9999", b"999.9999", b"999 9999")
_AMERICAN_PHONE = re.compile(r"(?<![\d+])(?:1[ .-]?)?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]\d{4}(?!\d)")
_STATE_AND_ZIP = re.compile(r"\b([A-Z]{2}),? ?\d{5}(?:-\d{4})?$")
_STATE_IN_FULL = re.compile(r"([A-Za-z ]{4,20}?),? ?\d{5}(?:-\d{4})?$")
_BRITISH = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b")
_HAN_ADDRESS = re.compile(r"[\u4e00-\u9fff]{2}(?:路|街|大道)[\u4e00-\u9fff]{0,6}\d{1,5}[号號]")
_RUSSIAN_ADDRESS = re.compile(
    r"(?:\bг\.|\bгород|\b\d{6}\b)[^\n]{1,60}\b(?:ул|улица|просп|проспект|пер|наб)\b\.?"
)
# The same words name streets in Kazakhstan, Belarus and Ukraine, whose postcodes begin otherwise.
_IN_RUSSIA = re.compile(r"росси|\bрф\b|москва|петербург|владивосток|\b[1346]\d{5}\b", re.I)
_TRAILER = re.compile(r"(?:[\s,.;–-]{1,3}[A-Z]{0,2}-?\d[\d -]{3,9})?[\s.,;]{0,3}$")
_DATED = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}\b|\b(?:19|20)\d\d\b(?!-)|\bof\b.*\bof\b|\bthan\b|\b(?:we|and) \w+ "
)
_OFFICES = re.compile(
    r"\boffices\b|branch|subsidiar"
    r"|(?:development|delivery|engineering|tech|research)[\w ]{0,8} (?:office|cent(?:er|re)|team|hub)"
    r"|r&d|offshore|(?:engineers|developers|teams?|located|based) in\b|headquarter|\bhq\b",
    re.I,
)


def claimed(text: str, lowered: str, html: str, meta: Mapping[str, str]) -> Iterator[str]:
    """The countries in which the firm says that it sits."""
    for place in _found(
        lowered, ("headquarter", "head office", "located in", "registered in", "incorporated in")
    ):
        yield _seat(text, place)
    for place in _found(lowered, ("based",)):
        yield _adjective(text, place) if text[place - 1 : place] == "-" else _seat(text, place)
    if not text.isascii():
        for place in _found(lowered, ("总部", "штаб-квартир", "본사")):
            line = text[max(0, place - 8) : place + 60]
            for found in _SEATED_ABROAD.finditer(line):
                yield _countries.begins(found["ru"] or "") or _han(found["zh"] or found["ko"] or "")
    for place in _found(html, ("addressCountry",)):
        if said := _STRUCTURED.match(html[place : place + 200]):
            yield _countries.named(said["name"])
    for name in ("geo.region", "og:country-name", "geo.country"):
        yield _countries.named(meta.get(name, "")[:60].partition("-")[0])


def _han(name: str) -> str:
    return next(filter(None, (_countries.begins(name[:end]) for end in (4, 3, 2))), "")


def _seat(text: str, place: int) -> str:
    before, here = text[max(0, place - 70, text.rfind("\n", 0, place) + 1) : place], text[place : place + 110]
    found = _SEATED.match(here.partition("\n")[0])
    before = re.split(r"[.!?] ", before)[-1]
    if found is None or _OTHERS.search(before):
        return ""
    if (
        found["how"].casefold() in ("located", "registered", "based")
        and before.strip()
        and not _OURS.search(before)
    ):
        return ""
    return _place(here[found.end() :].partition("\n")[0])


def _place(text: str) -> str:
    """The country of "Austin, Texas", "the United States", "Austin, TX": what is named last counts first."""
    town, _, rest = text.partition(",")
    if rest and len(town) < 30:
        state = re.match(r"\s?([A-Z]{2})\b", rest)
        if state and state[1] in _countries.STATE_CODES:
            return "US"
        beyond = _countries.begins(rest)
        if beyond:
            return beyond
    return _countries.begins(text)


def _adjective(text: str, place: int) -> str:
    after = text[place + 5 : place + 40]
    if _OTHERS.search(after.partition("\n")[0]):
        return ""
    before = text[max(0, place - 30, text.rfind("\n", 0, place) + 1) : place - 1]
    return _countries.ends(before)


def shape(text: str) -> bytes:
    """The text with each digit as 9, each strange letter as ?, everything in its place."""
    return text.encode("ascii", "replace").translate(_DIGITS)


def phones(text: str, shaped: bytes, links: Iterable[Link]) -> Iterator[str]:
    """The countries of the phones that are written so that their country is known."""
    if b"+9" in shaped or b"+(" in shaped:
        for found in islice(_ABROAD.finditer(text), MOST_PHONES):
            yield _normal.dialled(found.group()[:60], "US")[1]
    for form in _AMERICAN:
        for place in _found(shaped, (form,), MOST_PHONES):
            if american := _AMERICAN_PHONE.search(text, max(0, place - 12), place + 9):
                yield _normal.dialled(american.group(), "US")[1]
    telephones = (link.href for link in links if link.href[:4].lower() == "tel:")
    for href in islice(telephones, MOST_PHONES):
        yield _normal.dialled(unquote(href[4:80])[:60], "US")[1]


def addresses(text: str, shaped: bytes) -> Iterator[str]:
    """The countries of the lines that end as an address does."""
    read = 0
    for line, form in zip(text.split("\n"), shaped.split(b"\n"), strict=True):
        if b"9" not in form or len(line) > LONGEST_ADDRESS:
            continue
        read += 1
        if read > MOST_LINES:
            return
        if form.count(b",") > 1 or b"99999" in form:
            yield _country(line)
        if not line.isascii():
            if "号" in line or "號" in line:
                yield "CN" if _HAN_ADDRESS.search(line) else ""
            elif "ул" in line or "просп" in line:
                yield "RU" if _RUSSIAN_ADDRESS.search(line) and _IN_RUSSIA.search(line) else ""


def _country(line: str) -> str:
    if state := _STATE_AND_ZIP.search(line[-16:]):
        return "US" if state[1] in _countries.STATE_CODES else ""
    if (state := _STATE_IN_FULL.search(line[-36:])) and _countries.begins(state[1]) == "US":
        return "US"
    if line.count(",") < 2 or _DATED.search(line):
        return ""
    if _BRITISH.search(line):
        return "GB"
    bare = _TRAILER.sub("", line[-80:])
    if bare.endswith(" us"):
        return ""
    return _countries.ends(bare, countries_only=True)


def offices(text: str, lowered: str, countries: Iterable[str]) -> Iterator[str]:
    """Those of ``countries`` that the text names in one breath with offices, teams or centres."""
    for country in countries:
        for place in _found(lowered, _countries.names_of(country), 5):
            before = text[max(0, place - 90, text.rfind("\n", 0, place) + 1) : place]
            after = text[place : place + 60].partition("\n")[0]
            if _OFFICES.search(before) or _OFFICES.search(after):
                yield country
                break


def _found(text: Text, words: Iterable[Text], most: int = MOST_PLACES) -> Iterator[int]:
    for word in words:
        place = text.find(word)
        for _ in range(most):
            if place < 0:
                break
            yield place
            place = text.find(word, place + len(word))
