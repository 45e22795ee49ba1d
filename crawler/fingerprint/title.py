"""With which lines does the site present itself: title, description, headline, slogans?

Looks at the home page's title (``title:``, and ``title_rest:`` without the site's own name), at its
description (``description:``, of the page or of its preview), at its first headlines (``headline:``), and on
every page at the lines that firms repeat (``boilerplate:``): slogans, footer lines, what is left of a
copyright line, claims such as "trusted by 200 clients" with their numbers. All in lower case and, but for
``title:``, without the site's own name.

Why it matters: lure sites of one operator were linked by their exact titles; a title or a slogan is copied
with the page and forgotten when the name is changed, and it is what an analyst can search for elsewhere.

What fools it: titles that everybody has ("Home", "Index of /", a template's) are dropped where they are
known, and otherwise weigh by how many other sites have them; two honest firms of one name have one title, one
trade has its stock phrases; a title written anew for each site shares nothing.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from crawler.fingerprint import _name_words
from crawler.fingerprint._marked import marked
from crawler.fingerprint._page import Kind, Page
from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

if TYPE_CHECKING:
    from crawler.fingerprint._without_name import OwnName

NAME = "title"
LONGEST = 280
MOST_PAGES = 12
MOST_HEADLINES = 5
MOST_LINES = 40
MOST_VALUES = 60
FEWEST_WORDS = 5
MOST_WORDS = 30
"""A longer line is prose, and no slogan."""
SHORT = 4
"""Letters: a word with fewer names nobody."""
FEWEST_TITLE_WORDS = 3
"""Words of a title beside the own name; fewer are any site's."""

_KINDS = ("title", "title_rest", "description", "headline", "boilerplate")
_TOLD = {
    "title": "have the title '{}'",
    "title_rest": "have the title '{}' beside their own name",
    "description": "describe themselves as '{}'",
    "headline": "have the headline '{}'",
    "boilerplate": "say '{}'",
}
_FILLERS = """home|homepage|home page|welcome|index|main|main page|start|untitled|untitled document
untitled page|document|new page|page title|your title|site title|website title|title|company name|my site
my website|my blog|blog|news|login|log in|sign in|sign up|dashboard|loading|please wait|test|test page
coming soon|website|web site|about|about us|contact|contact us|services|our services|portfolio|products
solutions|team|our team|faq|demo|hello|react app|vite app|next app|vue app|app|startseite|willkommen|accueil
bienvenue|inicio|bienvenido|pagina iniziale|главная|главная страница|добро пожаловать|首页|主页|欢迎|官网
网站首页|무제|홈|홈페이지|ホーム|トップページ"""
_FILLER = frozenset(_FILLERS.replace("\n", "|").split("|"))
_TEMPLATE = re.compile(
    r"lorem ipsum|\btemplates?\b|\bbootstrap\b|\bthemes?\b|html5|wordpress|just another|^index of\b"
    r"|^welcome to$|\byour (?:company|business|site|website|name|text|content|page)\b|create next app"
    r"|vite \+|page builder|\b(?:company|site|website|business) name\b|\bdefault page\b|\bit works\b"
    r"|under construction|coming soon"
)
_NOTICE = re.compile(
    r"cookie|javascript|your browser|privacy policy|terms (?:of|and)|subscribe|newsletter|recaptcha|skip to"
    r"|powered by|designed by|developed by|follow us|sign up|log ?in|read more|get in touch|@|https?:|www\."
    r"|lorem ipsum|dolor sit|\+\d|\d{5}|\d[ .()-]{1,3}\d{3}\b"
)
_RIGHTS = re.compile(
    r"©|\(c\)|\bcopyrights?\b|\ball (?:the )?rights? (?:are )?reserved\b(?: by\b)?|版权所有|保留所有权利"
    r"|все права защищены|\d{4}"
)
_COPYRIGHT = re.compile(r"©|\(c\) ?\d{4}|\bcopyright\b|版权所有")
_CLAIM = re.compile(
    r"\b(?:trusted|loved|chosen) by\b|\byears? of experience\b|\b(?:happy|satisfied) (?:clients|customers)\b"
    r"|\b(?:clients|customers|companies|businesses|startups) (?:worldwide|trust|rely|around the)\b"
    r"|\bprojects (?:completed|delivered)\b|\b(?:we have|we've) (?:helped|served|delivered|worked)\b"
)
_HINTS = """trusted by|loved by|chosen by|of experience|clients|customers|companies|businesses|startups
projects|we have|we've|©|(c)|copyright|版权所有""".replace("\n", "|").split("|")
"""Looked for first: each alternative of a claim and of a copyright line holds one of them."""
_SLOGAN = re.compile(r"slogan|tag-?_?line|site-description|brand-text|foot(?:er)?-(?:text|about|desc|tag)")
_HINTS_OF_A_SLOGAN = ("slogan", "tag", "site-description", "brand-text", "foot")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]+")


def extract(subject: Subject) -> Values:
    """At most 60 values, each under 300 characters."""
    from crawler.fingerprint._without_name import name_of

    if not subject.pages:
        return ()
    own = name_of(subject)
    home = subject.pages[0]
    found = [*_titles(home, own)]
    for key in ("description", "og:description"):
        found += _line("description", home.meta.get(key, ""), own)
    headlines = islice(marked(home, (each for each in home.kinds if each.tag == "h1")), MOST_HEADLINES)
    for blocks in headlines:
        found += _line("headline", " ".join(blocks[:3]), own)
    for line in _boilerplate(subject.pages[:MOST_PAGES]):
        found += _line("boilerplate", line, own)
    return tidy(found, MOST_VALUES)


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """The lines that both have; the same whole title is not told again without its name."""
    shared = set(ours) & set(theirs)
    told = shared
    if any(each.startswith("title:") for each in shared):
        told = {each for each in shared if not each.startswith("title_rest:")}
    found = agree(NAME, ours, theirs, told, tell, "titles, headlines and slogans have nothing in common")
    return replace(found, similarity=1.0) if found and ours == theirs else found


def keys(values: Values) -> Values:
    """All of them: there are at most 60."""
    return of_kinds(values, _KINDS)


def quote(subject: Subject, shared: Values) -> tuple[str, ...]:
    """The shared lines, the longest first."""
    lines = {each.partition(":")[2] for each in shared}
    return tuple(sorted(lines, key=lambda line: (-len(line), line))[:10])


def tell(value: str) -> str:
    kind, _, line = value.partition(":")
    return _TOLD.get(kind, "say '{}'").format(line if len(line) <= 120 else f"{line[:119]}…")


def _titles(home: Page, own: "OwnName") -> Iterator[str]:
    title = _folded(home.title)
    if not title or _is_filler(title):
        return
    yield f"title:{title}"
    rest = _nameless(title, own)
    if rest != title and _length(rest) >= FEWEST_TITLE_WORDS and not _is_filler(rest):
        yield f"title_rest:{rest}"


def _line(kind: str, text: str, own: "OwnName") -> Iterator[str]:
    """One value of a line that says something of its own."""
    line = _nameless(_folded(text), own)
    if _length(line) >= FEWEST_WORDS and not _is_filler(line) and not _NOTICE.search(line):
        yield f"{kind}:{line}"


def _boilerplate(pages: tuple[Page, ...]) -> Iterator[str]:
    """Slogans and footer lines by their element, copyright lines and claims by their words."""
    lines: dict[str, None] = {}
    for page in pages:
        for blocks in islice(marked(page, _slogans(page)), MOST_LINES):
            lines.update(dict.fromkeys(blocks[:MOST_LINES]))
        lines.update(dict.fromkeys(_claims(page)))
    return islice(filter(_is_short, lines), MOST_LINES)


def _claims(page: Page) -> Iterator[str]:
    for place in sorted({place for hint in _HINTS for place in _lines_with(hint, page.lower)}):
        block = page.blocks[place]
        said = block.lower() if len(block) <= LONGEST else ""
        if _CLAIM.search(said) or _COPYRIGHT.search(said):
            yield block


def _lines_with(hint: str, text: str) -> Iterator[int]:
    """The numbers of the lines that hold ``hint``."""
    line = counted = 0
    at = text.find(hint)
    while at >= 0:
        line += text.count("\n", counted, at)
        yield line
        counted = text.find("\n", at)
        at = text.find(hint, counted) if counted >= 0 else -1


def _slogans(page: Page) -> Iterator[Kind]:
    hinted = any(hint in page.names for hint in _HINTS_OF_A_SLOGAN)
    named = [kind for kind, names in page.named if _SLOGAN.search(names)] if hinted else []
    yield from (kind for kind in named if kind.tag != "footer")
    yield from (kind for kind in page.kinds if kind.tag == "footer")


def _is_short(line: str) -> bool:
    return len(line) <= LONGEST and FEWEST_WORDS <= _length(line) <= MOST_WORDS


def _length(line: str) -> int:
    """Words; two wide characters count as one."""
    wide = len(_WIDE.findall(line))
    return len(_WORD.findall(_WIDE.sub(" ", line) if wide else line)) + wide // 2


def _folded(text: str) -> str:
    """Lower case, one space between words; cut before it is normalised."""
    return " ".join(unicodedata.normalize("NFKC", text[:LONGEST]).casefold().split())[:LONGEST]


def _nameless(line: str, own: "OwnName") -> str:
    """The line without the own name, years and phrases of copyright, and what joined them."""
    if _COPYRIGHT.search(line):
        line = _RIGHTS.sub(" ", line)
    pieces = re.findall(r"[^\W\d_]+|[\d_]+|[^\w\s]+|\s+", _WIDE.sub(r" \g<0> ", line) if own.rows else line)
    words = [each for each in pieces if each[0].isalpha()]
    kept = own.without(words, " ".join(words).casefold().split(" ")) if words else words
    if kept is words:
        return line.strip(" -–—|·•,:.") if kept else ""
    return _joined(pieces, words, kept)


def _joined(pieces: list[str], words: list[str], kept: list[str]) -> str:
    """The pieces of a line whose words are ``kept``, in order."""
    left = iter(kept)
    following = next(left, None)
    line = []
    for piece in pieces:
        if not piece[0].isalpha():
            line.append(piece)
        elif piece == following:
            line.append(piece)
            following = next(left, None)
    text = re.sub(r"(?<=[\u3040-\u9fff]) (?=[\u3040-\u9fff])", "", " ".join("".join(line).split()))
    return text.strip(" -–—|·•,:.!")


def _is_filler(line: str) -> bool:
    bare = re.sub(r"[^\w\s]+", " ", line).split()
    plain = " ".join(bare)
    one = len(bare) == 1 and (_name_words.is_listed(plain) or len(plain) < SHORT) and plain.isascii()
    return not bare or one or plain in _FILLER or bool(_TEMPLATE.search(line))


SIGNAL = Signal(
    name=NAME,
    family=Family.CONTENT,
    question="With which lines does the site present itself: title, description, headline, slogans?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    quote=quote,
    tell=tell,
)
