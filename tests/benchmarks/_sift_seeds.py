"""Which names, made on purpose, must be told to resemble a reference, and by which kind?

Look-alike letters, flipped bits, hyphens and plurals are dnstwist's permutations, so that the maker does not
know what the matcher knows; typos, companions and orders of words are drawn here.
"""

import random
from collections.abc import Callable, Iterator
from itertools import permutations

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_ENDINGS = "com net org info biz co io online site tech cloud dev app xyz co.uk com.cn de ru in us"
_COMPANIONS = """
login secure support group global online services pay team jobs hr portal mail shop app labs dev my the get go
web data it tech soft hub pro inc llc ltd corp asia china usa 24 365 careers remote staff official
"""
ENDINGS, COMPANIONS = tuple(_ENDINGS.split()), tuple(_COMPANIONS.split())
WORDS = {
    "silverstarchina": "silver star china",
    "edenprogram": "eden program",
    "xinlusoft": "xinlu soft",
    "foxvsun": "foxv sun",
    "foxysunstudio": "foxy sun studio",
    "foxysunstudios": "foxy sun studios",
    "cloudbluefox": "cloud blue fox",
    "cloudfoxhub": "cloud fox hub",
    "mycloudfox": "my cloud fox",
    "thefoxcloud": "the fox cloud",
    "thefoxesgroup": "the foxes group",
    "babyboxtech": "baby box tech",
    "cloudfox": "cloud fox",
    "danielliu": "daniel liu",
    "jinyang": "jin yang",
    "ktsolution": "kt solution",
}
"""The words of the seized names, cut by a person."""
SPELLED = ("cloud", "group", "tech", "studio", "solutions", "am", "ch", "na", "ng")
"""Endings that anybody may register under, with which a seized name, or its words in another order, ends."""
TWISTS = {"bitsquatting": "bitsquat", "hyphenation": "hyphen", "plural": "plural", "homoglyph": "homoglyph"}


def seeds(references: list[str], each: int, seed: int = 1) -> Iterator[tuple[str, str, str]]:
    """``(kind, reference, name)``: ``each`` of every kind for every reference, at most."""
    draw = random.Random(seed)
    for reference in references:
        label, _, ending = reference.partition(".")
        known = set(references)
        for kind, made in _of(label, ending, draw).items():
            found: set[str] = set()
            for name in made:
                if name and name not in known and name.partition(".")[0] != "":
                    found.add(name)
                if len(found) >= each:
                    break
            yield from ((kind, reference, name) for name in sorted(found))


def _of(label: str, ending: str, draw: random.Random) -> dict[str, Iterator[str]]:
    def many(make: Callable[[], str]) -> Iterator[str]:
        return (make() for _ in range(2_000))

    def elsewhere(part: str) -> str:
        return f"{part}.{draw.choice(ENDINGS)}"

    drawn = {
        "typo, one edit": lambda: elsewhere(_edited(label, 1, draw)),
        "typo, two edits": lambda: elsewhere(_edited(label, 2, draw)),
        "tld-swap": lambda: elsewhere(label),
        "combosquat": lambda: elsewhere(_with_companion(label, draw)),
        "combosquat with a typo": lambda: elsewhere(_with_companion(_edited(label, 1, draw), draw)),
        "token-swap": lambda: elsewhere(_turned(label, draw)),
        "ending": lambda: _spelled(label, draw),
        "subdomain": lambda: _above(label, ending, draw),
    }
    return {**{kind: many(make) for kind, make in drawn.items()}, **_twisted(label, ending, draw)}


def _edited(label: str, edits: int, draw: random.Random) -> str:
    """``label`` with so many edits, by OSA no fewer."""
    from rapidfuzz.distance import OSA

    while True:
        made = label
        for _ in range(edits):
            at = draw.randrange(len(made))
            how = draw.choice(("replace", "leave out", "put in", "swap"))
            if how == "swap":
                made = made[:at] + made[at : at + 2][::-1] + made[at + 2 :]
            else:
                put = "" if how == "leave out" else draw.choice(LETTERS)
                made = made[:at] + put + made[at + (how != "put in") :]
        if OSA.distance(made, label) == edits:
            return made


def _with_companion(label: str, draw: random.Random) -> str:
    companion, hyphen = draw.choice(COMPANIONS), draw.choice(("", "-"))
    return hyphen.join(draw.sample((label, companion), 2))


def _turned(label: str, draw: random.Random) -> str:
    words = tuple(WORDS[label].split())
    others = [order for order in permutations(words) if order != words]
    return draw.choice(("", "-")).join(draw.choice(others))


def _spelled(label: str, draw: random.Random) -> str:
    """The name with a dot before its last letters, now and then with a hyphen or an edit; or ``""``."""
    turned = ["".join(order) for order in permutations(WORDS[label].split())]
    cut = [
        (each.removesuffix(end), end)
        for end in SPELLED
        for each in (label, *([f"{label}s", *turned] if len(end) > 2 else []))
        if each.endswith(end)
    ]
    if not cut:
        return ""
    before, end = draw.choice(cut)
    how = draw.choice(("as it is", "edit", "hyphen"))
    if how == "hyphen" and len(before) > 2:
        at = draw.randrange(1, len(before))
        before = f"{before[:at]}-{before[at:]}"
    if how == "edit" and len(end) > 2 and before + end == label:
        before = _edited(before, 1, draw)
    return f"{before}.{end}"


def _above(label: str, ending: str, draw: random.Random) -> str:
    host = f"{draw.choice(COMPANIONS)}-{draw.randrange(1000)}.{draw.choice(ENDINGS)}"
    return draw.choice((f"{label}.{host}", f"{label}.{ending}.{host}", f"www.{label}.{ending}.{host}"))


def _twisted(label: str, ending: str, draw: random.Random) -> dict[str, Iterator[str]]:
    import dnstwist

    fuzzer = dnstwist.Fuzzer(f"{label}.{ending}")
    fuzzer.generate()
    found: dict[str, list[str]] = {}
    for row in sorted(fuzzer.permutations(), key=lambda row: (row["fuzzer"], row["domain"])):
        kind = TWISTS.get(row["fuzzer"])
        if kind == "homoglyph" and "xn--" in row["domain"]:
            kind = "idn"
        if kind:
            found.setdefault(kind, []).append(row["domain"])
    return {kind: iter(draw.sample(names, len(names))) for kind, names in sorted(found.items())}
