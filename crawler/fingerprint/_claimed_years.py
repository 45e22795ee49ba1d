"""Since when does a firm say that it works: founding year, years of experience, first year of its copyright?

What a text says of the world, of a customer or of its staff is no such claim, so a year counts only beside
words that say of whom it is told. The words are looked for by plain search; only what stands around them
is read.
"""

import re
from collections.abc import Iterator

MOST_PLACES = 30
"""Occurrences of one word that are looked at; a stranger decides how many there are."""
BEFORE, AFTER = 90, 70
FOOTER = 3_000
"""Characters at the end of a page among which its owner's copyright stands."""

_YEAR = r"(?P<year>(?:18|19|20)\d\d)(?![\d%])(?!\s?[-–—/]\s?\d)"
_MONTH = r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? )?"
_NUMBERED = r"(?! ?(?:projects|clients|customers|users|apps|people|employees|sites|websites|downloads))"
_SINCE = re.compile(rf"(?:ever )?since:? (?:the year )?{_MONTH}{_YEAR}{_NUMBERED}")
_FOUNDED = re.compile(
    rf"(?:founded|established|incorporated|inception)(?: back)?,? (?:in |at )?(?:the year )?"
    rf"{_MONTH}{_YEAR}{_NUMBERED}"
)
_EST = re.compile(rf"est(?:d|ab)?\.? ?(?:in )?{_YEAR}{_NUMBERED}")
_OURS = re.compile(
    r"\b(?:we|we've|our|company|firm|agency|studio|in business|trusted|serving|operating|proudly|providing"
    r"|delivering|building|helping|creating|designing|developing|family[- ]owned|independent|online)\b"
)
_FOLLOWED = re.compile(r"[,:]? (?:we|our)\b")
_OTHERS = re.compile(
    r"\b(?:client|customer|member|user|partner|student|school|university|college|city|church|museum"
    r"|used|using|worked with|working with|works with|he|she|his|her|i|my|support(?:s|ed|ing)"
    r"|foundation|charity)\b"
)
_EXPERIENCE = re.compile(
    r"(?<![\d.,])(?P<years>\d{1,3}) ?\+? ?(?:plus )?years?['’]? (?:of )?(?:[\w-]+ ){0,2}?"
    r"(?:experience|in business|in the (?:industry|market|business))"
)
_OF_PEOPLE = re.compile(
    r"combin|collectiv|cumulat|total|together|average|each|team|staff|engineer|developer|designer|architect"
    r"|professional|specialist|expert|consultant|candidate|must|requir|minimum|at least|founder|director"
    r"|manager|people|\b(?:he|she|his|her|i|my|who|ceo|cto)\b"
)
_ABROAD = (
    re.compile(r"(?:成立|创立|创办|创建|创始|始建|设立)[于於]? ?(?P<year>(?:19|20)\d\d)"),
    re.compile(r"(?P<year>(?:19|20)\d\d) ?年(?:\d{1,2} ?月)?(?:正式)?(?:成立|创立|创办|创建|设立)"),
    re.compile(
        r"(?:компания|фирма|студия|мы)?.{0,30}основан[аоы]?(?: в| —| -)? (?P<year>(?:19|20)\d\d)"
        r"|(?:мы|компания|студия)[^.\n]{0,25} (?:работаем|работает|на рынке)(?: уже)? (?:с|c) "
        r"(?P<since>(?:19|20)\d\d)"
    ),
    re.compile(r"(?P<year>(?:19|20)\d\d) ?년(?:에)?(?: ?\d{1,2} ?월(?:에)?)? ?(?:설립|창립|창업)"),
    re.compile(r"(?:설립|창립)(?:일|연도|년도)? ?:? ?(?P<year>(?:19|20)\d\d)"),
)
_ABROAD_WORDS = (
    "成立",
    "创立",
    "创办",
    "创建",
    "创始",
    "始建",
    "设立",
    "основан",
    "работаем",
    "на рынке",
    "설립",
    "창립",
    "창업",
)
_STRUCTURED = re.compile(r"foundingDate\"\s{0,9}:\s{0,9}\"?(?P<year>(?:18|19|20)\d\d)(?!\d)")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright|\s|&copy;|by\b|[:,-])*(?P<before>[^\d©|\n]{0,40}?)"
    r"\b(?P<year>(?:19[89]|20\d)\d)(?!\d)(?:\s?[-–—/]\s?(?:\d{2,4}|present|now))?,?(?P<after>[^|\n©]{0,60})"
)
_NO_NAME = re.compile(
    r"\b(?:all rights.*|rights reserved.*|copyright|by|the|inc|llc|ltd|limited|co|corp|gmbh)\b"
)
_END_OF_NAME = re.compile(r"[.•·–—]|\s-\s|all rights|powered|designed|\bby\b(?!\W*$)")
_ENDS = (". ", "! ", "? ", "; ", "。", " | ")
_SAMPLE = re.compile(
    r"\byour\b|your(?:company|site|name|domain|brand)|company ?name|template|theme|lorem|sample|example"
)


def founded(text: str, own: str) -> Iterator[int]:
    """The years in which the firm says to have begun; ``text`` and ``own``, its names, in lower case."""
    for place in _places(text, "since "):
        before, here = _around(text, place)
        found = _SINCE.match(here)
        if found and not _OTHERS.search(before) and _is_of_the_firm(before, here[found.end() :], own):
            yield int(found["year"])
    for word in ("founded", "established", "incorporated", "inception"):
        for place in _places(text, word):
            before, here = _around(text, place)
            found = _FOUNDED.match(here)
            if found and not _OTHERS.search(before) and _is_of_the_firm(before, here[found.end() :], own):
                yield int(found["year"])
    for word in ("est. ", "est.1", "est.2", "est 1", "est 2", "estd"):
        for place in _places(text, word):
            before, here = _around(text, place)
            found = _EST.match(here)
            if found and len(before) < 50 and not before[-1:].isalnum():
                yield int(found["year"])
    if not text.isascii():
        yield from _founded_abroad(text)


def _founded_abroad(text: str) -> Iterator[int]:
    for word in _ABROAD_WORDS:
        for place in _places(text, word):
            line = text[max(0, place - 30, text.rfind("\n", 0, place) + 1) : place + 40].partition("\n")[0]
            for pattern in _ABROAD:
                if found := pattern.search(line):
                    yield int(found["year"] or found["since"])


def structured(html: str) -> Iterator[int]:
    """The founding years that the page's structured data give."""
    for place in _places(html, "foundingDate"):
        if found := _STRUCTURED.match(html[place : place + 60]):
            yield int(found["year"])


def experience(text: str) -> Iterator[int]:
    """Years of experience that are the firm's own, not its staff's together."""
    for place in _places(text, "years"):
        before, here = _around(text, place)
        number = re.search(r"\d{1,3} ?\+? ?(?:plus )?$", before)
        if number is None or _OF_PEOPLE.search(before) or _OF_PEOPLE.search(here[:40]):
            continue
        found = _EXPERIENCE.match(before[number.start() :] + here)
        lead = before[: number.start()]
        if found and (_OURS.search(before) or re.fullmatch(r"\W*(?:with )?(?:over |more than )?", lead)):
            yield int(found["years"])


def copyright_year(text: str, own: str) -> int | None:
    """The earliest year of the owner's copyright line; None when there is no line that is the owner's."""
    years = []
    footer = text[-FOOTER:]
    for word in ("©", "(c)", "copyright"):
        for place in _places(footer, word):
            found = _COPYRIGHT.match(footer[place : place + 180].partition("\n")[0])
            if found and _is_own(found["before"], own) and _is_own(_name(found["after"]), own):
                years.append(int(found["year"]))
    return min(years, default=None)


def _name(after: str) -> str:
    return _END_OF_NAME.split(after, maxsplit=1)[0]


def _is_own(name: str, own: str) -> bool:
    if _SAMPLE.search(name):
        return False
    words = re.findall(r"\w{2,}", _NO_NAME.sub(" ", name))
    return not words or _names_itself(name, own) or "".join(words) in own.split()


def _is_of_the_firm(before: str, after: str, own: str) -> bool:
    if not before.strip(" -–—|•·\"'"):
        return not after.strip(" .!,|-–—•·\"')") or bool(_FOLLOWED.match(after)) or _names_itself(after, own)
    return bool(_OURS.search(before) or _FOLLOWED.match(after)) or _names_itself(before, own)


def _names_itself(text: str, own: str) -> bool:
    return any(len(word) > 3 and word in own for word in re.findall(r"\w+", text))


def _around(text: str, place: int) -> tuple[str, str]:
    """What stands before ``place`` in its sentence, and what follows in its line."""
    before = text[max(0, place - BEFORE, text.rfind("\n", 0, place) + 1) : place]
    begin = max(before.rfind(mark) + len(mark) if mark in before else 0 for mark in _ENDS)
    return before[begin:], text[place : place + AFTER].partition("\n")[0]


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    for _ in range(MOST_PLACES):
        if place < 0:
            return
        yield place
        place = text.find(word, place + len(word))
