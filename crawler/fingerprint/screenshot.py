"""Do two sites look alike on a screen?

Looks at: the difference hash of the first screen as a browser drew it. ``dhash:`` is that hash of 256 bits:
whether brightness changes from each cell of a 16 x 16 grid to its right neighbour.

Why it matters: a page can be rewritten from the first tag to the last and still look as its original did.

What fools it: a consent banner or a rotating picture over the first screen, another language's longer words;
pages that are mostly one colour look like each other, so a hash with few steps is no value at all.
"""

from string import hexdigits

from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject
from crawler.records import Outcome

NAME = "screenshot"
DIGITS = 64
FEWEST_STEPS = 16
"""Of 256; less than this and the screen is nearly blank."""
BAND = 4
"""Hex digits of a band: the values by which a screen is found again; rows without a step are none."""


def extract(subject: Subject) -> Values:
    """The hash of the last picture and its bands, unless it is nearly blank."""
    seen = subject.observations.get("screenshot")
    if seen is None or seen.outcome is not Outcome.OBSERVED:
        return ()
    found = str(seen.payload.get("dhash", ""))
    try:
        steps = int(found, 16).bit_count()
    except ValueError:
        return ()
    if len(found) != DIGITS or steps < FEWEST_STEPS:
        return ()
    bands = (f"band:{at // BAND:02}{found[at : at + BAND]}" for at in range(0, DIGITS, BAND))
    return tuple(
        sorted([f"dhash:{found}", *(band for band in bands if int(band[-BAND:], 16).bit_count() > 1)])
    )


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """Of the steps that either screen has, the share that both have: what is blank in both says nothing."""
    if not ours or not theirs:
        return None
    one, other = _steps(ours), _steps(theirs)
    both, either = (one & other).bit_count(), max(1, (one | other).bit_count())
    shared = tuple(sorted(set(ours) & set(theirs)))
    return Comparison(
        NAME,
        both / either,
        shared,
        f"their first screens share {both} of {either} steps of brightness",
    )


def keys(values: Values) -> Values:
    return tuple(each for each in values if each.startswith("band:"))[:64]


def _steps(values: Values) -> int:
    found = next((each.partition(":")[2] for each in values if each.startswith("dhash:")), "")
    return int(found, 16) if len(found) == DIGITS and set(found) <= set(hexdigits) else 0


SIGNAL = Signal(
    name=NAME,
    family=Family.TEMPLATE,
    question="Do two sites look alike on a screen?",
    weighing=Weighing.SIMILARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    meets=lambda values: ("screen",),  # any two may be alike
    quote=lambda subject, shared: (),  # bands mean nothing to a person
)
