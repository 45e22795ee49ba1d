"""Which names would somebody take who means the name of a documented front?

The slips of hand and eye are dnstwist's, the swaps of words are learned from the references. Names come in
the order of ``ORDER``: what the documented fronts did themselves first, what squatters do to others next,
the many look-alikes in foreign letters last, each step for all references before the next one. Names are
registered domains as A-labels; the name of a reference is none of another's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from crawler import names
from crawler.discovery import _endings, _slips, _swaps
from crawler.discovery._source import MOST_NAMES, Batch, Given, Source, whole_cursor
from crawler.errors import ConfigError
from crawler.records import content_hash

VERSION = 1
"""Raised when the names or their order change: what was told before is then gone through anew."""

ORDER = (
    ("words in other order", "word as ending", "plural of a word"),
    ("ending of a reference", "companion"),
    ("common ending", "other companion", "dictionary", "without hyphens"),
    ("hyphenation", "omission", "transposition", "repetition", "plural"),
    ("homoglyph", "vowel-swap", "replacement", "insertion", "addition", "bitsquatting"),
    ("cyrillic", "various", "subdomain", "dot in the name", "missing dot", "ending in the name"),
    ("idn homoglyph",),
    ("moved letter", "digit for word", "other letter", "added letter", "doubled letter"),
    ("any ending",),
    ("idn homoglyph twice",),
)
DNSTWISTS = (
    *("addition", "bitsquatting", "cyrillic", "homoglyph", "hyphenation", "insertion", "omission", "plural"),
    *("repetition", "replacement", "subdomain", "transposition", "vowel-swap", "dictionary", "various"),
)
_SWAPS = {
    "words in other order": _swaps.words_in_other_order,
    "word as ending": _swaps.word_as_ending,
    "plural of a word": _swaps.plural,
    "companion": _swaps.companion,
    "other companion": _swaps.other_companion,
}
_SLIPS = {
    "moved letter": _slips.moved_letter,
    "digit for word": _slips.letters_for_digits,
    "without hyphens": _slips.without_hyphens,
    "other letter": _slips.other_letter,
    "added letter": _slips.added_letter,
    "doubled letter": _slips.doubled_letter,
    "dot in the name": _slips.dot,
}
_DOMAIN = re.compile(r"(?:(?:xn--|(?!-|..--))[a-z0-9-]{1,63}(?<!-)\.)+[a-z0-9-]{2,63}")
_LONGEST = 253
LONGEST_FOR_TWO = 24
"""Letters of a label up to which two of them are replaced by look-alikes."""


def read(given: Given) -> Iterator[Batch]:
    """The permutations of all references, once for each set of references."""
    every = given.options.get("endings", "common")
    if every not in ("common", "all"):
        raise ConfigError(f"the option 'endings' is '{every}'; give 'common' or 'all'")
    most = _number(given.options.get("most", "0"))
    version = content_hash([VERSION, sorted(given.references), every])
    state = whole_cursor(given.cursor)
    at = state.get("told", 0) if state.get("version") == version else 0
    made = islice(ranked(given.references, every=every == "all"), most or None)
    made = islice(made, at if isinstance(at, int) and at > 0 else 0, None)
    while batch := list(islice(made, MOST_NAMES)):
        at += len(batch)
        told = [(name, f"made of {reference} by {algorithm}") for name, reference, algorithm in batch]
        yield Batch(told, f'{{"version":"{version}","told":{at}}}')


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ConfigError(f"the option 'most' is '{text[:40]}'; give a number of names")
    return int(text)


def ranked(references: Sequence[str], *, every: bool = False) -> Iterator[tuple[str, str, str]]:
    """Name, reference and algorithm, each name once, in the order of ORDER."""
    references = sorted(set(references))
    learned = _swaps.learn(references)
    made = [(reference, of_reference(reference, learned, every)) for reference in references]
    told = set(references)
    for step in ORDER:
        for reference, by in made:
            for algorithm in step:
                for name in by.pop(algorithm, ()):
                    if name not in told:
                        told.add(name)
                        yield name, reference, algorithm


def of_reference(reference: str, learned: _swaps.Learned, every: bool = False) -> dict[str, list[str]]:
    """The valid names that each algorithm makes of one reference, each algorithm's in a fixed order."""
    label, ending = names.split(reference)
    label = names.to_unicode(label)
    made: dict[str, Iterable[str]] = {name: swap(reference, learned) for name, swap in _SWAPS.items()}
    made |= {name: (f"{each}.{ending}" for each in slip(label)) for name, slip in _SLIPS.items()}
    made |= _under_endings(label, ending, learned, every)
    made |= _by_dnstwist(reference, learned)
    return {name: _valid(each, reference) for name, each in made.items()}


def _under_endings(label: str, ending: str, learned: _swaps.Learned, every: bool) -> dict[str, Iterable[str]]:
    all_of_them = _endings.every() if every else ()
    joined = f"{label}-{ending.replace('.', '-')}", f"{label}{ending.replace('.', '')}"
    return {
        "ending of a reference": (f"{label}.{each}" for each in learned.endings),
        "common ending": (f"{label}.{each}" for each in _endings.COMMON),
        "ending in the name": (f"{each}.{other}" for each in joined for other in _endings.COMMON[:6]),
        "missing dot": (f"www{label}.{ending}", f"www{joined[1]}.com", f"www-{label}.{ending}"),
        "any ending": (
            *(f"{each}.{other}" for each in (label, *joined, f"{label}.{ending}") for other in all_of_them),
            *(f"{label}.{other}" for other in (_endings.below(ending) if every else ())),
        ),
    }


def _by_dnstwist(reference: str, learned: _swaps.Learned) -> dict[str, Iterable[str]]:
    import dnstwist

    fuzzer = dnstwist.Fuzzer(reference, dictionary=learned.companions)
    made = {name: sorted(_labels(fuzzer, name)) for name in DNSTWISTS if name not in ("homoglyph", "various")}
    found: dict[str, Iterable[str]] = {
        name: (f"{each}.{fuzzer.tld}" for each in labels) for name, labels in made.items()
    }
    fuzzer.generate(fuzzers=["various"])  # of whole names, and few
    found["various"] = sorted(each["domain"] for each in fuzzer.domains)
    foreign: list[list[str]] = [[], [], []]
    for each in sorted(_look_alikes(fuzzer)):
        strange = sum(letter > "\x7f" for letter in each) if not each.isascii() else 0
        foreign[min(strange, 2)].append(f"{each}.{fuzzer.tld}")
    found |= zip(("homoglyph", "idn homoglyph", "idn homoglyph twice"), foreign, strict=True)
    return found


def _labels(fuzzer: Any, algorithm: str) -> set[str]:
    """What one algorithm makes, before it is written as A-labels: dnstwist's own way to that is slow."""
    return set(getattr(fuzzer, f"_{algorithm.replace('-', '_')}")())


def _look_alikes(fuzzer: Any) -> set[str]:
    """With one and two letters replaced; with one in a long label, which has a million with two."""
    if len(fuzzer.domain) <= LONGEST_FOR_TWO:
        return _labels(fuzzer, "homoglyph")
    foreign = fuzzer.glyphs_idn_by_tld.get(fuzzer.tld, fuzzer.glyphs_unicode)
    return {
        each for glyphs in (fuzzer.glyphs_ascii, foreign) for each in _slips.look_alike(fuzzer.domain, glyphs)
    }


def _valid(made: Iterable[str], reference: str) -> list[str]:
    """Those that can be registered, as A-labels, each once."""
    found = dict.fromkeys(each if each.isascii() else _a_labels(each) for each in made)
    found.pop(reference, None)
    return [each for each in found if len(each) <= _LONGEST and _DOMAIN.fullmatch(each)]


def _a_labels(name: str) -> str:
    labels = []
    for label in name.split("."):
        if label.isascii():
            labels.append(label)
        elif label[0] == "-" or label[-1] == "-" or label[2:4] == "--":
            return ""
        else:
            labels.append(f"xn--{label.encode('punycode').decode('ascii')}")
    return ".".join(labels)


SOURCE = Source(
    name="permutations",
    question="Which names would somebody take who means a reference's name?",
    read=read,
    made=True,
    needs_where=False,
    options={
        "endings": "'common' (the default), or 'all' for every top-level domain there is",
        "most": "how many names at most, the likely ones first; all when it is not given",
    },
)
