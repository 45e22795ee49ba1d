"""Which words with dots are files, packages, products or everybody's hosts, and no suspects?"""

import re
from functools import lru_cache
from importlib.resources import files

from crawler.discovery._refang import Written

# Endings of files that are endings of domains too.
_OF_FILES = "zip mov sh rs md py pl so ps pm mk tf java map pub dot properties cab cc"
_FILE_ENDINGS = frozenset(_OF_FILES.split())
_STEMS = """readme setup install main index init __init__ update upgrade run test tests build config script
lib license changelog contributing report invoice document archive backup start stop deploy manage conftest"""
_FILE_STEMS = frozenset(_STEMS.split())
_PACKAGE_ROOTS = frozenset({"com", "org", "net", "io", "edu", "gov", "java", "javax", "android", "kotlin"})
_TECHNOLOGIES = "socket.io asp.net vb.net ado.net ml.net ef.net paint.net draw.io next.co fast.ai node.co"
_PRODUCTS = frozenset(_TECHNOLOGIES.split())
_OF_STATES = re.compile(
    r"(?:^|\.)(?:gov|mil|int|go\.(?:kr|jp|th)|(?:gov|gob|gouv|mil|police)\.[a-z]{2}|gouv\.fr)$"
)

_REAL_ONE = re.compile(
    r"(?:(?<!apparently )(?<!seemingly )(?<!supposedly )(?<!not )(?:legitimate|genuine|authentic)"
    r"(?:\s+[\w-]{1,30}){0,2}|(?:impersonat(?:es?|ing)|mimic(?:s|king)?|imitat(?:es?|ing)|spoof(?:s|ing)"
    r"|(?:poses?|posing|masquerad(?:es?|ing)) as)(?:\s+(?:the|a|an)(?:\s+[\w-]{1,30}){0,3})?"
    r"|冒充|仿冒|假冒|사칭한?),?\s*[(\"'“「]?(?:\S{4,9}//)?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _everybodys() -> frozenset[str]:
    mail = files("crawler.fingerprint").joinpath("_free_mail.txt").read_text("utf-8").split()
    pages = files("crawler.discovery").joinpath("_platforms.txt").read_text("utf-8").split("\n", 1)[1].split()
    return frozenset(mail) | frozenset(pages)


def is_everybodys(domain: str) -> bool:
    """True for free mail providers and hosts of everybody's pages."""
    return domain in _everybodys()


def is_of_a_state(domain: str) -> bool:
    """True below a suffix that only authorities have."""
    return _OF_STATES.search(domain) is not None


def is_the_real_one(text: str, start: int) -> bool:
    """True when what stands before ``start`` says that the name there is the one that was imitated."""
    return _REAL_ONE.search(text[max(0, start - 120) : start]) is not None


def ends_like_a_file(domain: str) -> bool:
    return domain.rpartition(".")[2] in _FILE_ENDINGS


def is_known_file(domain: str) -> bool:
    """True for what nearly always is a file: ``setup.py``, ``readme.md``."""
    stem, _, ending = domain.rpartition(".")
    return ending in _FILE_ENDINGS and stem in _FILE_STEMS


def is_no_name(text: str, name: Written) -> bool:
    """True for a plain word with dots that is a package, a path, a call or a product."""
    if name.web or name.mail:
        return False
    before, after = text[max(0, name.start - 1) : name.start], text[name.end : name.end + 2]
    labels = name.host.split(".")
    return (
        before in ("/", "\\", "$", "%", "~", "@", ".", "_")
        or (after[:1] == "(" and after != "(s")
        or name.host in _PRODUCTS
        or (len(labels) > 2 and labels[0] in _PACKAGE_ROOTS)
        or (not text[name.start].isascii() and text[name.start + 1] == ".")  # an abbreviation before a noun
        or labels[-1] == "name"
    )
