"""How does a page look whose maker does not want to be recognised?

``rename`` gives every class, id and file another name, the same all over the page; ``reorder`` shuffles the
sections of its first level; ``drop`` leaves out three in ten of them.
"""

import random
import re
from collections.abc import Callable
from hashlib import blake2b

from selectolax.lexbor import LexborHTMLParser, LexborNode

WRAPPER = 0.7
"""A part that holds more of the page than this is no section: the sections are in it."""
DEEPEST = 8

_NAMED = re.compile(r"(\s(?:class|id|for)\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)
_AIMED = re.compile(
    r"(\s(?:href|data-target|data-bs-target|data-parent|data-bs-parent|data-spy-target|aria-controls"
    r"|aria-labelledby)\s*=\s*[\"']?)([#.]?)([\w-]+)(?=[\"'\s>])",
    re.IGNORECASE,
)
_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style)", re.IGNORECASE | re.DOTALL)
_SELECTOR = re.compile(r"([.#])(-?[A-Za-z_][\w-]*)(?=[^{}]{0,2000}\{)")
_FILE = re.compile(
    r"(?<![\w.%-])([\w.%-]{1,120})\.(css|js|png|jpe?g|gif|svg|webp|ico|woff2?)(?![\w.])", re.IGNORECASE
)
_DOCTYPE = re.compile(r"\s{0,100}<!doctype[^>]{0,300}>", re.IGNORECASE)
_NO_SECTION = frozenset(("script", "style", "link", "meta", "noscript", "template", "br", "hr"))


def rename(source: str, seed: str) -> str:
    """Every class, id and file under another name, where it is given and where it is meant."""

    def other(name: str) -> str:
        return f"q{blake2b(f'{seed} {name}'.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"

    def names(found: re.Match[str]) -> str:
        return found[1] + re.sub(r"[^\s\"']+", lambda each: other(each[0]), found[2])

    def aimed(found: re.Match[str]) -> str:
        ours = found[2] or "aria" in found[1].lower()
        return found[1] + found[2] + (other(found[3]) if ours else found[3])

    def style(found: re.Match[str]) -> str:
        selectors = _SELECTOR.sub(lambda each: each[1] + other(each[2]), found[2])
        return found[1] + selectors + found[3]

    changed = _AIMED.sub(aimed, _NAMED.sub(names, source))
    changed = _STYLE.sub(style, changed)
    return _FILE.sub(lambda found: f"{other(found[1])}.{found[2]}", changed)


def reorder(source: str, seed: str) -> str:
    """The same sections in another order."""
    text, spans = _sections(source)
    order = list(spans)
    random.Random(seed).shuffle(order)
    return _written(text, spans, [text[start:end] for start, end in order])


def drop(source: str, seed: str) -> str:
    """Three in ten of the sections are gone."""
    text, spans = _sections(source)
    gone = set(random.Random(seed).sample(range(len(spans)), round(0.3 * len(spans))))
    kept = ["" if place in gone else text[start:end] for place, (start, end) in enumerate(spans)]
    return _written(text, spans, kept)


def _written(text: str, spans: list[tuple[int, int]], sections: list[str]) -> str:
    pieces, done = [], 0
    for (start, end), section in zip(spans, sections, strict=True):
        pieces += [text[done:start], section]
        done = end
    return "".join([*pieces, text[done:]])


def _sections(source: str) -> tuple[str, list[tuple[int, int]]]:
    """The page as its parser writes it, and where in it each section begins and ends."""
    tree = LexborHTMLParser(source)
    if tree.root is None or tree.body is None:
        return source, []
    kind = _DOCTYPE.match(source)
    text, body = (kind[0] if kind else "") + (tree.root.html or ""), tree.body.html or ""
    start = text.find(body)
    return (text, _parts(tree.body, text, start, len(body), DEEPEST)) if start >= 0 else (source, [])


def _parts(parent: LexborNode, text: str, start: int, whole: int, deeper: int) -> list[tuple[int, int]]:
    """The children of ``parent`` in order; one that holds nearly the whole page is opened in its place."""
    spans: list[tuple[int, int]] = []
    for child in parent.iter(include_text=False):
        if (child.tag or "-") in _NO_SECTION or (child.tag or "-")[0] in "-!_":
            continue
        html = child.html or ""
        start = text.find(html, start)
        if start < 0:
            return spans
        inner = (
            _parts(child, text, start + 1, whole, deeper - 1)
            if deeper and len(html) > WRAPPER * whole
            else []
        )
        spans += inner if len(inner) > 1 else [(start, start + len(html))]
        start += len(html)
    return spans


EVASIONS: dict[str, Callable[[str, str], str]] = {"rename": rename, "reorder": reorder, "drop": drop}
