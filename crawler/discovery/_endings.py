"""Under which endings is a name looked for?"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from crawler import names

COMMON = (
    *(
        "com",
        "net",
        "org",
        "co",
        "io",
        "info",
        "tech",
        "online",
        "cloud",
        "site",
        "dev",
        "app",
        "ai",
        "us",
        "cn",
    ),
    *("biz", "xyz", "asia", "group", "solutions", "services", "agency", "studio", "software", "digital"),
    *(
        "systems",
        "store",
        "shop",
        "top",
        "pro",
        "me",
        "cc",
        "in",
        "uk",
        "hk",
        "kr",
        "jp",
        "ru",
        "eu",
        "de",
        "ca",
    ),
    *("live", "world", "center", "space", "website", "global", "company", "work"),
)
"""Those under which firms of this trade are found, the usual ones first."""

_RULE = re.compile(r"[!*]?(?:[^\s/]*\.)?([^\s.*!/]+)")
_END = "===END ICANN DOMAINS==="


def seen(references: Iterable[str]) -> tuple[str, ...]:
    """The endings of the references themselves, the usual ones first."""
    counted: dict[str, int] = {}
    for reference in references:
        ending = names.split(reference)[1]
        counted[ending] = counted.get(ending, 0) + 1
    return tuple(sorted((each for each in counted if each), key=lambda each: (-counted[each], each)))


@lru_cache(maxsize=1)
def every() -> tuple[str, ...]:
    """Every top-level domain of the Public Suffix List, as A-labels."""
    registries, _ = _rules()
    found = {rule[1] for each in registries if (rule := _RULE.fullmatch(each))}
    return tuple(sorted(each if each.isascii() else each.encode("idna").decode("ascii") for each in found))


@lru_cache(maxsize=64)
def below(ending: str) -> tuple[str, ...]:
    """The suffixes of two labels below a top-level domain, those of blog hosts too: ``co.uk`` of ``uk``."""
    wanted = re.compile(rf"(?:\*\.)?([a-z0-9-]+\.{re.escape(ending)})")
    found = {rule[1] for part in _rules() for each in part if (rule := wanted.fullmatch(each))}
    return tuple(sorted(found))


@lru_cache(maxsize=1)
def _rules() -> tuple[list[str], list[str]]:
    """The list's rules: those of registries, then those of others."""
    import publicsuffixlist

    text = Path(publicsuffixlist.PSLFILE).read_text("utf-8")
    registries, _, others = text.partition(_END)
    return [each.strip() for each in registries.splitlines()], [each.strip() for each in others.splitlines()]
