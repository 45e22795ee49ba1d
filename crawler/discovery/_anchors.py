"""To which hosts does a page link, and with which words?

Bytes are searched, in linear time and without a parser: a page must not be able to stop the day.
What fools it: links that scripts make; addresses in frames, forms and style sheets are no links here.
"""

import html
import re
from typing import NamedTuple

MOST_PAGE = 2_000_000
MOST_LINKS = 5_000
MOST_SEEN = 50_000
"""Links looked at, those to a host that was seen before included."""
LONGEST_TAG = 500
LONGEST_INSIDE = 600
LONGEST_WORDS = 60

_LINK = re.compile(
    rb"href\s{0,5}=\s{0,5}[\"']?(?:https?:)?//"
    rb"(?:web\.archive\.org/web/\d{4,14}[a-z_]{0,4}/https?(?::|%3A)//)?([^\s\"'<>/?#\\]{4,300})",
    re.IGNORECASE,
)
_IS_LINK = re.compile(rb"<(a|area)\s", re.IGNORECASE)
_END = re.compile(rb"</a[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}(?:>|$)")


class Anchor(NamedTuple):
    """A host, and the words of the first link to it as one line ("" where it has none)."""

    host: str
    words: str


def anchors(body: bytes) -> list[Anchor]:
    """Each host to which the page links once, in the order of their first links."""
    body = body[:MOST_PAGE]
    found: dict[bytes, Anchor] = {}
    for number, match in enumerate(_LINK.finditer(body)):
        if number >= MOST_SEEN or len(found) >= MOST_LINKS:
            break
        if match[1] not in found and (tag := _tag(body, match.start())):
            host = match[1].decode("utf-8", "replace").rpartition("@")[2].partition(":")[0]
            words = _words(body, match.end()) if tag == b"a" else ""
            found[match[1]] = Anchor(host.replace("&amp;", ""), words)
    return list(found.values())


def one_line(text: str, longest: int = LONGEST_WORDS) -> str:
    """A stranger's words on one line: no controls, no marks that turn the direction, no double quotes."""
    seen = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
    plain = " ".join(seen.replace('"', "'").split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def _tag(body: bytes, at: int) -> bytes:
    """The tag in which ``at`` stands, if it is one that a visitor can follow."""
    opened = body.rfind(b"<", max(0, at - LONGEST_TAG), at)
    found = _IS_LINK.match(body, opened) if opened >= 0 else None
    return found[1].lower() if found else b""


def _words(body: bytes, at: int) -> str:
    """What stands between the tag that is open at ``at`` and its end."""
    begun = body.find(b">", at, at + LONGEST_TAG) + 1
    if not begun:
        return ""
    ended = _END.search(body, begun, begun + LONGEST_INSIDE)
    inside = body[begun : ended.start() if ended else begun + LONGEST_INSIDE].decode("utf-8", "ignore")
    return one_line(html.unescape(_TAG.sub(" ", inside)))
