"""How is text that a stranger wrote shown so that nobody clicks it and nothing hides in it?

``visible`` makes what hides seen, ``defang`` breaks what a reader's program would turn into a link, and
``tell`` does both within a length. The first two leave their own output alone when given it again.

What fools it: a name that only looks like prose ("example dot com") is left as it is.
"""

import ipaddress
import re
import unicodedata
from functools import lru_cache

TITLE = 200
"""A title longer than this tells an analyst nothing more."""

TEXT = 1000
"""The longest sentence, value or passage that any format shows."""

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_MARKS = 3  # combining marks on one letter: Vietnamese needs two; a tower of them covers its neighbours

_FORMULA = tuple("=+-@＝＋－＠")

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30})://", re.IGNORECASE)
_SCRIPT = re.compile(r"\b(javascript|vbscript|mailto|data(?=:\w+/))\s*:", re.IGNORECASE)
_MAILBOX = re.compile(r"(?<=[^\s@\[])[@＠](?=[^\s@\]])")
_DOT = "[.\u3002\uff0e\uff61]"  # browsers take all four for a dot
_NAME = re.compile(rf"(?<![\w-])[\w-]++(?:{_DOT}[\w-]++)++")
_LAST = re.compile(rf"{_DOT}[^\W\d_][\w-]+")  # what a name may end in
_IPV4 = re.compile(r"(?<!\w)\d{1,3}(?:\.\d{1,3}){3}(?![\w])")
_IPV6 = re.compile(r"(?<![\w:])[0-9a-f]*:[0-9a-f:]*:[0-9a-f.:]*(?![\w:])", re.IGNORECASE)
_FILE = re.compile(  # endings that are no top-level domains: a WARC file's name stays one to copy
    r"[\w-]+\.(?:css|js|html?|php|png|jpe?g|gif|svg|ico|woff2?|json|xml|txt|pdf|warc(?:\.gz)?)", re.IGNORECASE
)


def visible(text: str) -> str:
    """``text`` on one line, with controls, escapes, direction overrides and zero-width letters shown."""
    line = " ".join(text.split())
    if line.isprintable() and (line.isascii() or not any(map(_may_cover, set(line)))):
        return line  # as nearly all lines are: nothing can hide in them
    shown: list[str] = []
    marks = 0
    for letter in line:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        shown.append(_picture(letter) if _hides(letter) or marks > _MARKS else letter)
    return "".join(shown)


def defang(text: str) -> str:
    """``text`` with addresses, names, mailboxes and URLs that no program makes a link of."""
    text = _SCHEME.sub(_broken_scheme, text)
    text = _SCRIPT.sub(r"\1[:]", text)
    text = _MAILBOX.sub("[@]", text)
    text = _IPV6.sub(_broken_ipv6, text)
    text = _NAME.sub(_broken_name, text)
    return _IPV4.sub(lambda found: found[0].replace(".", "[.]"), text)


@lru_cache(maxsize=10_000)  # each of many formats tells the same
def tell(text: str, limit: int = TEXT) -> str:
    """What a person is shown of ``text``: cut to ``limit`` characters, made visible, then defanged."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return defang(visible(cut))


def inert(cell: str) -> str:
    """What was made visible, as a spreadsheet shows it: an apostrophe stands before what it would run."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell


def _may_cover(letter: str) -> bool:
    return letter in _INVISIBLE or unicodedata.combining(letter) > 0


def _hides(letter: str) -> bool:
    # C*: controls, format marks (bidi, zero-width), surrogates, private use, unassigned
    return unicodedata.category(letter)[0] == "C" or letter in _INVISIBLE


def _picture(letter: str) -> str:
    code = ord(letter)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟦U+{code:04X}⟧"


def _broken_scheme(found: re.Match[str]) -> str:
    scheme = found[1]
    plain = scheme.lower()
    if plain in ("hxxp", "hxxps"):
        return found[0]
    if plain in ("http", "https"):
        return "hxxp" + scheme[4:].lower() + "://"
    return f"{scheme}[:]//"


def _broken_name(found: re.Match[str]) -> str:
    end = max((each.end() for each in _LAST.finditer(found[0])), default=0)
    name, rest = found[0][:end], found[0][end:]
    return found[0] if _FILE.fullmatch(name) else re.sub(_DOT, "[.]", name) + rest


def _broken_ipv6(found: re.Match[str]) -> str:
    try:
        ipaddress.IPv6Address(found[0])
    except ValueError:
        return found[0]
    return found[0].replace(":", "[:]")
