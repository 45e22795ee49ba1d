"""Which sentences does a site say, and what is left of each when the names in it are another's?

A name is the site's own, or a word written with a capital inside a sentence that is not written so
throughout; numbers never count. German, which writes every noun so, keeps its capitals.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from crawler.fingerprint._subject import Subject
from crawler.fingerprint._without_name import OwnName, name_of

FEWEST_WORDS = 4
MOST_WORDS = 20_000
PIECE = 1_000
"""Characters normalised at once: a row of accents takes time by the square of its length."""
MOST_CAPITALS = 0.4
"""Part of a sentence's words from which capitals are its style and tell no names."""

_SENTENCE_END = re.compile(r"(?<=[.!?。！？…])\s+|[。！？]")
_MARK = re.compile(r"[.!?。！？…]")
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPACED = bytes(each if each in _LETTERS else 0x20 for each in range(256))
"""What is no letter becomes a space."""
_NO_LETTERS = "’‘“”–—©•·«»\u00a0"
"""The commonest marks beyond ASCII; a text that has no others is read as fast as ASCII."""
_MAYBE_MARK = re.compile(r"[\u0300-\U0010ffff]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_GERMAN_WORDS = "der die das und ist wir für mit den von zu auf ein eine sie ihr ihre im nicht dem"
_GERMAN = frozenset(_GERMAN_WORDS.split())
_NONE: frozenset[str] = frozenset()
_FILLER = re.compile(
    r"cookie|all rights reserved|copyright|privacy policy|terms (?:of (?:use|service)|and conditions)"
    r"|lorem ipsum|dolor sit|consectetur|adipiscing|eiusmod|vestibulum|pellentesque|curabitur|quisque"
    r"|your browser|(?:enable|without) javascript|javascript (?:is )?(?:disabled|required)"
    r"|skip to (?:main )?content|powered by|theme by|designed by|this is a sample"
    r"|start bootstrap|bootstrap theme|please enable|subscribe to our newsletter|your (?:text|content) here"
    r"|gdpr|is protected by recaptcha|unsubscribe|fields are required|will not be published",
)
_FILLER_HINTS = """cookie|all rights reserved|copyright|privacy policy|terms of |terms and conditions
lorem ipsum|dolor sit|consectetur|adipiscing|eiusmod|vestibulum|pellentesque|curabitur|quisque|your browser
javascript|skip to |powered by|theme by|designed by|this is a sample|start bootstrap|bootstrap theme
please enable|subscribe to our newsletter|your text here|your content here|gdpr|is protected by recaptcha
unsubscribe|fields are required|will not be published""".replace("\n", "|").split("|")
"""Looked for first: each alternative above holds one of them."""


class Passage(NamedTuple):
    """A sentence as the page writes it, and its folded words without names."""

    text: str
    words: list[str]


def passages(subject: Subject) -> Iterator[Passage]:
    """Each sentence of four words or more once; filler, and what is but a name, left out."""
    return passages_in((block for page in subject.pages for block in page.blocks), name_of(subject))


def passages_in(blocks: Iterable[str], own: OwnName) -> Iterator[Passage]:
    """The passages of some blocks of text of a site that goes under the name ``own``."""
    said = list(_sentences(blocks))
    whole = "\n".join(" ".join(words) for _, words in said).lower()
    hints = [each for each in _FILLER_HINTS if each in whole]
    inside = [_capitals(words) for _, words in said]
    names = _names(said, inside)
    for (text, cased), capitals in zip(said, inside, strict=True):
        if hints and _is_filler(" ".join(cased).lower(), hints):
            continue
        words = _plain_words(cased, own, capitals, names)
        if words:
            yield Passage(text, words)


def _is_filler(said: str, hints: list[str]) -> bool:
    return any(hint in said for hint in hints) and bool(_FILLER.search(said))


def _sentences(blocks: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    seen: set[str] = set()
    room = MOST_WORDS
    for block in blocks:
        for passage in _SENTENCE_END.split(block) if _MARK.search(block) else (block,):
            if passage in seen or room <= 0:
                continue
            seen.add(passage)
            words = _words(passage)
            room -= len(words)
            if len(words) >= FEWEST_WORDS:
                yield passage, words


def _words(passage: str) -> list[str]:
    """Words in their case; Chinese, Japanese and Korean letters count as a word each: they have no spaces."""
    if not passage.isascii():
        for mark in _NO_LETTERS:
            passage = passage.replace(mark, " ")
    if passage.isascii():
        return passage.encode("ascii").translate(_SPACED).decode("ascii").split()
    passage = "".join(_plain(passage[start : start + PIECE]) for start in range(0, len(passage), PIECE))
    return _WORD.findall(_WIDE.sub(r" \g<0> ", passage))


def _plain(piece: str) -> str:
    decomposed = unicodedata.normalize("NFKD", piece)
    marks = [ord(each) for each in set(_MAYBE_MARK.findall(decomposed)) if unicodedata.combining(each)]
    return unicodedata.normalize("NFC", decomposed.translate(dict.fromkeys(marks)) if marks else decomposed)


def _capitals(cased: list[str]) -> frozenset[str]:
    """The names inside one sentence: its words with a capital, but for the first."""
    if " ".join(cased[1:]).islower():
        return _NONE
    names = [each for each in cased[1:] if each[0].isupper()]
    if len(names) > MOST_CAPITALS * len(cased) or len(_GERMAN.intersection(cased)) > 1:
        return _NONE
    return frozenset(names)


def _names(said: list[tuple[str, list[str]]], inside: list[frozenset[str]]) -> frozenset[str]:
    """Names that stand inside a sentence somewhere and are nowhere written small."""
    names = frozenset[str]().union(*inside)
    small = {name.lower() for name in names}
    written = small.intersection(chain.from_iterable(words for _, words in said))
    return frozenset(name for name in names if name.lower() not in written) if written else names


def _plain_words(cased: list[str], own: OwnName, inside: frozenset[str], names: frozenset[str]) -> list[str]:
    """The folded words of a sentence without the site's own name, names inside it and one that begins it."""
    said = " ".join(cased).casefold().split(" ")
    kept = own.without(cased, said)
    if kept is cased and not inside and cased[0] not in names:
        return said
    if inside or cased[0] in names:
        begins = int(kept[:1] == cased[:1])
        first = kept[:begins] if cased[0] not in names else []
        kept = [*first, *(each for each in kept[begins:] if each not in inside)]
    return " ".join(kept).casefold().split(" ") if kept else []
