"""Do two sites use the same passages?

Looks at: the visible text of all pages of the site. ``p:`` values are hashes of whole sentences of six words
or more, ``w:`` values sample the runs of five words (the 256 lowest hashes), both after case, accents,
punctuation and digits are folded away.

Why it matters: fronts copy the text of a real firm and change name and address; whole passages are left.
Which of two sites copied from the other is not said here.

What fools it: text rewritten or translated by a machine shares nothing; a vendor's product description, a
legal notice or a template's filler stands on many honest sites (the commonest are left out, the monitor
counts the rest); a name inside a passage changes its hash, so the runs of words between names have to carry
the resemblance.
"""

import math
import re
import unicodedata
from collections.abc import Iterator

from crawler.fingerprint._page import Page
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._sketch import encoded, even_samples, lowest, stable_hash
from crawler.fingerprint._subject import Subject

NAME = "page_text"
RUN = 5
FEWEST_WORDS = 6
MOST_RUNS = 256
MOST_PASSAGES = 200
FEWEST_RUNS = 20
"""Below this many distinct runs a site has said too little to resemble another."""
MOST_WORDS = 20_000
PIECE = 1_000
"""Characters normalised at once: a row of accents takes time by the square of its length."""

_SENTENCE_END = re.compile(r"(?<=[.!?。！？…])\s+|[。！？]")
_MARK = re.compile(r"[.!?。！？…]")
_WORD = re.compile(r"[^\W\d_]+")
_SPACED = bytes(each if each in b"abcdefghijklmnopqrstuvwxyz" else 0x20 for each in range(256))
"""What is no letter becomes a space."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
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


def extract(subject: Subject) -> Values:
    """At most 456 values; nothing for a site that says less than a paragraph."""
    passages: set[bytes] = set()
    runs: set[bytes] = set()
    for _, said in _passages(subject.pages):
        whole = encoded(said)
        words = whole.split(b" ")
        if len(words) >= FEWEST_WORDS:
            passages.add(whole)
        runs.update(map(b" ".join, zip(*(words[start:] for start in range(RUN)), strict=False)))
    sample = lowest(runs, MOST_RUNS)
    if len(sample) < FEWEST_RUNS:
        return ()
    kept = [f"p:{each}" for each in lowest(passages, MOST_PASSAGES)]
    return tuple(sorted(kept + [f"w:{each}" for each in sample]))


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """How much of the shorter text's word runs the longer one has too, damped where lengths differ."""
    if not ours or not theirs:
        return None
    shared = tuple(sorted(each for each in set(ours) & set(theirs) if each[0] == "p"))
    left, right = map(set, even_samples(_runs(ours), _runs(theirs), MOST_RUNS))
    similarity = _containment(left, right)
    return Comparison(NAME, round(similarity, 4), shared, _sentence(len(shared), similarity))


def _sentence(passages: int, similarity: float) -> str:
    if not passages and similarity < 0.005:
        return "the texts share no whole passage and hardly a run of words"
    count = f"{passages} whole passage{'' if passages == 1 else 's'}"
    return f"the texts share {count} and {similarity:.0%} of their word runs"


def keys(values: Values) -> Values:
    """32 passages and 32 word runs, those of the lowest hashes: sites that share text share some."""
    passages = [each for each in values if each[0] == "p"]
    return tuple(passages[:32] + _runs(values)[:32])


def quote(subject: Subject, shared: Values) -> tuple[str, ...]:
    """The shared passages as this site writes them, the longest first."""
    wanted = set(shared)
    found = {
        passage[:300]
        for passage, said in _passages(subject.pages)
        if said.count(" ") + 1 >= FEWEST_WORDS and f"p:{stable_hash(said)}" in wanted
    }
    return tuple(sorted(found, key=lambda passage: (-len(passage), passage))[:10])


def _containment(left: set[str], right: set[str]) -> float:
    """Geometric mean of Jaccard and containment: a text inside a longer one counts, but less than a copy."""
    common = len(left & right)
    if not common:
        return 0.0
    return common / math.sqrt(len(left | right) * min(len(left), len(right)))


def _passages(pages: tuple[Page, ...]) -> Iterator[tuple[str, str]]:
    """Each sentence with its folded words, a space between; filler and repeats left out."""
    passages = list(_sentences(pages))
    whole = "\n".join(said for _, said in passages)
    hints = [each for each in _FILLER_HINTS if each in whole]
    for passage, said in passages:
        if not (hints and any(hint in said for hint in hints) and _FILLER.search(said)):
            yield passage, said


def _sentences(pages: tuple[Page, ...]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    room = MOST_WORDS
    for page in pages:
        for block in page.blocks:
            for passage in _SENTENCE_END.split(block) if _MARK.search(block) else (block,):
                if passage in seen or room <= 0:
                    continue
                seen.add(passage)
                words = _words(passage)
                room -= len(words)
                if words:
                    yield passage, " ".join(words)


def _words(passage: str) -> list[str]:
    """Folded words; Chinese, Japanese and Korean letters count as a word each, they are written unspaced."""
    if passage.isascii():
        return passage.lower().encode("ascii").translate(_SPACED).decode("ascii").split()
    passage = "".join(_plain(passage[start : start + PIECE]) for start in range(0, len(passage), PIECE))
    return _WORD.findall(_WIDE.sub(r" \g<0> ", passage).casefold())


def _plain(piece: str) -> str:
    decomposed = unicodedata.normalize("NFKD", piece)
    marks = [ord(each) for each in set(decomposed) if unicodedata.combining(each)]
    return unicodedata.normalize("NFC", decomposed.translate(dict.fromkeys(marks)) if marks else decomposed)


def _runs(values: Values) -> list[str]:
    return [each for each in values if each[0] == "w"]


SIGNAL = Signal(
    name=NAME,
    family=Family.CONTENT,
    question="Do two sites use the same passages?",
    weighing=Weighing.SIMILARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    quote=quote,
)
