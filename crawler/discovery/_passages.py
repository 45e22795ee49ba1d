"""Which lines does a document consist of, and which sentence of it stands around a place?"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

LONGEST_QUOTE = 500
_WINDOW = 700
"""Characters on either side of a name within which its sentence is looked for."""

_END = re.compile(r"[.!?…][\"'”’»)\]]{0,3}(?=\s)|[。！？](?![a-z0-9])|\n[ \t]*\n", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|cf|vs|al|etc|approx|incl|resp|no|nos|fig|mr|mrs|ms|dr|prof|st|jr|sr|inc|ltd|co"
    r"|corp|llc|bros|dept|univ|assn|gen|col|sgt|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|z\.b|u\.a|bzw|ca"
    r"|г|гг|ул|т\.е|т\.д|т\.п|др|см|им|[a-z]|(?:[a-z]\.){1,4}[a-z])\.$"
    r"|(?:^|\n)[ \t]{0,40}\(?\d{1,3}\.$",  # the number of an item
    re.IGNORECASE,
)
_BEGINS = re.compile(r"\s{0,40}(?:[*•●▪‣·–—+\-|>☐✓✔◦#]\s|[|>#]|\(?\d{1,3}[.)\]]\s|\[\d{1,4}\]\s|[-=*_~]{3})")
_STANDS_ALONE = re.compile(r"\s{0,40}[|#>]|.{0,90}[:：]\s{0,9}$|[^|]{0,400}\t|\s{0,3}[-=*_~]{3}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document and its place in it ("page 3, line 4").

    ``level`` is that of a heading (1 is the highest), 0 for what is none; ``cells`` are those of a table's
    row; ``flows`` says that the next line may go on with this one's sentence.
    """

    text: str
    place: str
    level: int = 0
    cells: tuple[str, ...] = ()
    flows: bool = False


class Passages:
    """The lines as one text, and back: which line an offset is in, and the sentence around it."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.alone: set[int] = set()
        """Lines that are whole in themselves, such as those of a list."""
        self.text = "\n".join(line.text for line in lines)
        self._starts = list(accumulate((len(line.text) + 1 for line in lines), initial=0))[:-1]

    def line_at(self, offset: int) -> int:
        """The number of the line with this offset."""
        return bisect_right(self._starts, offset) - 1

    def span(self, number: int) -> tuple[int, int]:
        start = self._starts[number]
        return start, start + len(self.lines[number].text)

    def sentence(self, start: int, end: int, longest: int = LONGEST_QUOTE) -> str:
        """The sentence around ``start`` to ``end``, blanks folded; cut around them when it is long."""
        low, high = self._paragraph(start, end)
        before, after = self.text[low:start], self.text[end:high]
        for found in reversed(list(_END.finditer(before + " "))):
            if _is_end(before, found):
                low += found.end()
                break
        for found in _END.finditer(after + " "):
            if _is_end(after, found):
                high = end + min(found.end(), len(after))
                break
        return _cut(self.text[low:start], self.text[start:end], self.text[end:high], longest)

    def _paragraph(self, start: int, end: int) -> tuple[int, int]:
        first, last = self.line_at(start), self.line_at(max(start, end - 1))
        low, high = self._starts[first], self.span(last)[1]
        while first and self._goes_on(first - 1) and low > start - _WINDOW:
            first -= 1
            low = self._starts[first]
        while last + 1 < len(self.lines) and self._goes_on(last) and high < end + _WINDOW:
            last += 1
            high = self.span(last)[1]
        return max(low, start - _WINDOW), min(high, end + _WINDOW)

    def _goes_on(self, number: int) -> bool:
        """Whether the line after ``number`` belongs to the same paragraph."""
        here, below = self.lines[number], self.lines[number + 1].text
        return (
            here.flows
            and bool(here.text.strip())
            and bool(below.strip())
            and not {number, number + 1} & self.alone
            and not _STANDS_ALONE.match(here.text)
            and not here.text.isupper()
            and not _BEGINS.match(below)
        )


def _is_end(text: str, found: re.Match[str]) -> bool:
    """False for the full stop of an abbreviation."""
    return found[0] != "." or not _GOES_ON.search(text[max(0, found.end() - 12) : found.end()])


def _cut(before: str, name: str, after: str, longest: int) -> str:
    left, middle, right = (" ".join(each.split()) for each in (before, name.replace("-\n", "-"), after))
    left += " " if left and before[-1:].isspace() else ""
    right = (" " if right and after[:1].isspace() else "") + right
    middle = middle[:longest]
    room = longest - len(middle)
    if len(left) + len(right) > room:
        most_right = max(room // 2, room - len(left))
        right = right if len(right) <= most_right else right[: max(0, most_right - 1)] + "…"
        most_left = room - len(right)
        left = left if len(left) <= most_left else "…" + left[len(left) - max(0, most_left - 1) :]
    return (left + middle + right)[:longest]
