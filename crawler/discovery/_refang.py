"""Where does a running text write host names, and how are they written: plainly, or so that none is clicked?

Writers of advisories make names harmless: ``hxxp://``, ``[.]``, ``(dot)``, ``\\.``, ``name[at]host``. Every
quantifier is bounded or possessive, so that reading takes time in proportion to the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from publicsuffixlist import PublicSuffixList

from crawler.names import InvalidName, parse

INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""Soft hyphens, zero-width characters and marks of direction: no reader sees them."""

# Scripts that are written without blanks: where one begins or ends, a word of another script does too.
_SOLID = (
    "\u0e00-\u0e7f\u1100-\u11ff\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31a0-\u31ff"
    "\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
# A line may end behind a hyphen of a name, when what follows is made harmless too.
_WRAP = r"(?<=\w-)\n(?=[a-z0-9-]{1,63}[\[({](?:\.|dot))"
_SPACED_LABEL = rf"(?=\w)(?:(?![{_SOLID}])[\w\u0300-\u036f\u0900-\u0dff-]|{_WRAP}){{1,63}}+"
_SOLID_LABEL = rf"(?=[0-9-]{{0,9}}[{_SOLID}])[{_SOLID}0-9-]{{1,63}}+"
_FIRST = rf"(?:(?:(?<!\w)(?<!\w-)|(?<=[{_SOLID}])){_SPACED_LABEL}|(?<![{_SOLID}]){_SOLID_LABEL})"
_LABEL = rf"(?:{_SPACED_LABEL}|{_SOLID_LABEL})"

_SPELT = "dot|d0t|punkt|punto|ponto|point|nokta|точка|点|點|점|닷|ドット"
_WIDE_DOTS = "。．｡․﹒"
_FULL_STOPS = "。｡"
_PLAIN_DOTS = "." + _WIDE_DOTS
_BRACKET = rf"[\[({{<][ \t]?(?:[.{_WIDE_DOTS}]|{_SPELT})[ \t]?[\])}}>]"
# With blanks on both sides or on none: "they took a [.]com name" names nothing.
_BRACKETED = rf"[ \t]{_BRACKET}[ \t]|(?:[ \t]?\n[ \t]?)?{_BRACKET}(?:[ \t]?\n[ \t]?)?"
_HALF = r"[\[{]\.|\.[\]}]|\\{1,2}\."
_SPOKEN = r"[ \t](?:dot|Dot|DOT)[ \t]"
_DOT = rf"(?:{_BRACKETED}|{_HALF}|{_SPOKEN}|[.{_WIDE_DOTS}])"
_HOST = re.compile(rf"{_FIRST}(?:{_DOT}{_LABEL}){{1,12}}+", re.IGNORECASE)
_EACH_DOT = re.compile(_DOT, re.IGNORECASE)

_SCHEME = re.compile(
    r"(?:([a-z][a-z*_+]{1,7}|h[^\s\w]{2}ps?)[ \t]?)?"
    r"(?:[\[({]?:[\])}]?[ \t]?[\[({]?/[\])}]?[\[({]?/[\])}]?|[\[({]://[\])}])[ \t]?$",
    re.IGNORECASE,
)
_SCHEMES = "http https ftp ftps ws wss tcp udp ssh sftp smtp rtmp git svn ldap ldaps"
_PLAIN_SCHEMES = frozenset(_SCHEMES.split())
_TAIL = re.compile(
    rf"(?:[\[({{]?:[\])}}]?\d{{1,5}}+(?![\w.]))?(?:[\[({{]?/[\])}}]?|[?#])?[^\s<>\"|,;){_SOLID}“”、，；）]*+"
)
_MAILBOX_BACKWARDS = re.compile(
    r"[ \t]?(?:@|[\])}>][ \t]?(?:@|ta)[ \t]?[\[({<][ \t]?)[\w.+%'\[\](){}-]", re.IGNORECASE
)
_AT = re.compile(r"[ \t]?[\[({<][ \t]?(?:@|at)[ \t]?[\])}>]|@", re.IGNORECASE)

# Words of English that are top-level domains too: "the polka dot in the logo" names nothing.
_ENDINGS = "in is it to at me my so us no by as be do am la one"
_BEGINNINGS = """the a an this that these each every one no any our your of for and or red blue green black
white yellow pink grey gray small little big tiny polka quantum micro last first second third single double
connect center centre laser"""
_SPOKEN_ENDINGS, _SPOKEN_BEGINNINGS = frozenset(_ENDINGS.split()), frozenset(_BEGINNINGS.split())


@dataclass(frozen=True, slots=True)
class Written:
    """A host name in a text: ``start`` to ``end`` is where its labels stand, ``until`` where its URL ends.

    ``defanged`` says that the writer made it harmless; ``mail`` that it is the host of a mail address;
    ``web`` that a scheme or ``www.`` stands before it; ``path`` that more than a host was written.
    """

    host: str
    start: int
    end: int
    until: int
    defanged: bool
    mail: bool = False
    web: bool = False
    path: bool = False


def written(text: str) -> Iterator[Written]:
    """Every host name under a public suffix that ``text`` writes, in its order; IP addresses are none."""
    at = 0
    while found := _HOST.search(text, at):
        labels, dots = _pieces(found)
        end, loose = found.end(), _first_loose(dots)
        if loose is not None:  # "a red dot evil[.]com", "evil[.]com。其他": the dot belongs to the sentence
            labels, dots = labels[: loose + 1], dots[: loose + 1]
            end = found.start() + sum(map(len, labels)) + sum(map(len, dots))
        name = _name(text, found.start(), labels, dots[: len(labels) - 1])
        at = max(end if name is None else name.until, at + 1)
        if name is not None:
            yield name


def is_defanged_address(text: str) -> bool:
    """True when ``text`` holds an IP address whose dots were made harmless."""
    return _ADDRESS.search(text) is not None


_ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:(?:\[\.\]|\(\.\)|\[dot\])\d{1,3}|\.\d{1,3}){3}(?<!\.)(?![\w.])")


@lru_cache(maxsize=1)
def _icann() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True, accept_unknown=False)


@lru_cache(maxsize=16_384)
def domain_of(host: str) -> str:
    """The host as a domain below a suffix of ICANN's part of the Public Suffix List; ``""`` for another.

    The two endings that are set apart for samples and tests count as well.
    """
    try:
        domain = parse(host)
    except InvalidName:
        return ""
    known = domain.rpartition(".")[2] in ("example", "test") or _icann().privatesuffix(domain) is not None
    return domain if known else ""


def _pieces(found: re.Match[str]) -> tuple[list[str], list[str]]:
    whole = found[0]
    dots = [each.span() for each in _EACH_DOT.finditer(whole)]
    starts, ends = [0, *(end for _, end in dots)], [*(start for start, _ in dots), len(whole)]
    labels = [whole[start:end] for start, end in zip(starts, ends, strict=True)]
    return labels, [whole[start:end] for start, end in dots]


def _is_spoken(dot: str) -> bool:
    return dot[:1] in " \t" and dot.strip().lower() == "dot"


def _first_loose(dots: list[str]) -> int | None:
    """The place of a dot that may be a word or a full stop, among dots of another kind."""
    loose = [number for number, dot in enumerate(dots) if _is_spoken(dot) or dot in _FULL_STOPS]
    return loose[0] if loose and len(loose) < len(dots) else None


def _name(text: str, start: int, labels: list[str], dots: list[str]) -> Written | None:
    while len(labels) > 1:
        last = dots[-1]
        host = ".".join(labels).replace("\n", "").strip("_-")
        if not _ends_a_sentence(labels, last) and domain_of(host) and not _is_talk(labels, dots):
            return _told(text, start, labels, dots, domain_of(host))
        if last not in _PLAIN_DOTS:
            return None
        labels, dots = labels[:-1], dots[:-1]
    return None


def _ends_a_sentence(labels: list[str], dot: str) -> bool:
    """``front.The`` and ``evil[.]com.In``: a blank was left out."""
    word, before = labels[-1], labels[-2]
    if not word[:1].isupper() or word.isupper():
        return False
    return dot in _FULL_STOPS or (dot in _PLAIN_DOTS and not before[:1].isupper())


def _is_talk(labels: list[str], dots: list[str]) -> bool:
    """True for a dot with blanks around it that is a word of the sentence."""
    apart = all(dot[0] in " \t\n" and dot[-1] in " \t\n" for dot in dots)
    spoken = all(map(_is_spoken, dots))
    if not apart:
        return False
    first = labels[0].lower()
    return labels[-1].lower() in _SPOKEN_ENDINGS or (
        spoken and len(labels) == 2 and (first in _SPOKEN_BEGINNINGS or len(first) < 3)
    )


def _told(text: str, start: int, labels: list[str], dots: list[str], domain: str) -> Written | None:
    end = start + sum(map(len, labels)) + sum(map(len, dots))
    if _AT.match(text, end):
        return None  # the left side of a mail address, or of a password in a URL
    before = text[max(0, start - 90) : start]
    scheme = _SCHEME.search(before[-24:])
    mailbox = None if scheme else _MAILBOX_BACKWARDS.match(before[::-1])
    harmless = any(dot != "." for dot in dots)
    if scheme is not None:
        harmless = harmless or _is_altered(scheme)
    if mailbox is not None:
        harmless = harmless or not mailbox[0].startswith("@")
    tail = _TAIL.match(text, end)
    until = tail.end() if tail and mailbox is None else end
    path = text[end:until].rstrip(".:!?'*_`]»>")
    if harmless and scheme is None and _EACH_DOT.search(path):
        until = end  # "evil[.]com/bad[.]com" may name two
    rest = path.lstrip("0123456789:[](){}").strip("/[]")
    web = scheme is not None or labels[0].lower() == "www"
    return Written(domain, start, end, until, harmless, mailbox is not None, web, bool(rest))


def _is_altered(scheme: re.Match[str]) -> bool:
    name = (scheme[1] or "").lower()
    told = scheme[0].strip()
    altered = bool(name) and name not in _PLAIN_SCHEMES and name.rpartition("+")[2] not in _PLAIN_SCHEMES
    return altered or any(mark in told for mark in "[({")
