"""What does a text say once accents, unseen marks and look-alike letters are taken off?"""

import re
import unicodedata
from functools import lru_cache

from crawler.fingerprint._lookalike import latin

MOST_REPLACED = 64
"""Distinct marks that are replaced one by one; where there are more, one pass over the text is faster."""

_UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_UNSEEN_MARK = re.compile(f"[{_UNSEEN}]")
_NOT_PLAIN = re.compile(
    r"[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]"
)
_GREEK_OR_CYRILLIC = re.compile(r"[\u0370-\u052f]")
_MIXED = re.compile(r"[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")
_WORD = re.compile(r"[a-z\u0370-\u052f]{2,63}")
_JAMO = re.compile(r"[\u1100-\u11ff]")
_SYLLABLE = re.compile(r"[\u1100-\u11ff]{2,3}")
_COMBINING = re.compile(r"[\u0300-\u036f]+")


def without_unseen(text: str) -> str:
    """The text without marks that take no room: zero-width ones, soft hyphens, changes of direction."""
    if not text.isascii():
        for mark in _UNSEEN_MARK.findall("".join(set(text))):
            text = text.replace(mark, "")
    return text


def fold(text: str) -> str:
    """Lower case without accents, unseen marks and look-alike letters, so that a disguise changes nothing."""
    low = text.lower()
    if low.isascii():
        return low
    found = "".join(set(low))  # what is looked for among few letters is not looked for in a long text
    for mark in _UNSEEN_MARK.findall(found):
        low = low.replace(mark, "")
    if _JAMO.search(found):  # what Macs write: each Korean syllable in its parts
        low = _SYLLABLE.sub(lambda syllable: unicodedata.normalize("NFC", syllable[0]), low)
    marks = _NOT_PLAIN.findall(found)
    if len(marks) > MOST_REPLACED:
        low = low.translate({ord(mark): _plain(mark) for mark in marks})
    else:
        for mark in marks:
            low = low.replace(mark, _plain(mark))
    if _GREEK_OR_CYRILLIC.search(found) and _MIXED.search(low):
        return _WORD.sub(_unmixed, low)
    return low


@lru_cache(maxsize=4_096)
def _plain(mark: str) -> str:
    return _COMBINING.sub("", unicodedata.normalize("NFKD", mark)).lower()


def _unmixed(word: re.Match[str]) -> str:
    return latin(word[0]) if _MIXED.search(word[0]) else word[0]
