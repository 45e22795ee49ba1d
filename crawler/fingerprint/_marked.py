"""Which text of a page stands inside elements of a kind?"""

from collections.abc import Iterable, Iterator
from itertools import islice

from crawler.fingerprint._page import Kind, Page


def marked(page: Page, wanted: Iterable[Kind]) -> Iterator[tuple[str, ...]]:
    """The blocks of each outermost element of the ``wanted`` kinds, in document order; none without text.

    Text that follows the element before anything else opens counts as its own.
    """
    elements, begins, blocks = page.elements, page.begins, page.blocks
    end = 0
    for place in sorted(place for kind in wanted for place in kind.places):
        if place < end:
            continue
        depth = elements[place].depth
        after = enumerate(islice(elements, place + 1, None), place + 1)
        end = next((here for here, each in after if each.depth <= depth), len(elements))
        text = blocks[begins[place] : begins[end] if end < len(elements) else None]
        if text:
            yield text
