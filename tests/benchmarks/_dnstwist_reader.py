"""How much does one page resemble another, by the product's page signals? Runs in processes of its own.

What it needs is loaded by the first call, so that who starts the processes does not load it too.
"""

from functools import lru_cache

Answer = tuple[bytes, str]
"""The body of a page and what its header says of it."""


@lru_cache(maxsize=4)
def values(answer: Answer) -> tuple[tuple[str, ...], ...]:
    """The page's values under each signal."""
    from crawler.archive import html_of
    from crawler.fingerprint import Page, Subject, dom_template, page_text

    subject = Subject("a.example", {}, (Page("http://a.example/", html_of(*answer)),))
    return dom_template.SIGNAL.extract(subject), page_text.SIGNAL.extract(subject)


def likeness(pair: tuple[Answer, Answer]) -> float:
    """0..1: the highest of the signals' similarities; the first page of the pair is kept."""
    from crawler.fingerprint import dom_template, page_text

    sides = zip((dom_template.SIGNAL, page_text.SIGNAL), values(pair[0]), values(pair[1]), strict=True)
    compared = (signal.compare(ours, theirs) for signal, ours, theirs in sides)
    return max((each.similarity for each in compared if each), default=0.0)
