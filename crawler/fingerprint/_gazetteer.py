"""Which documented front company or person does a text name?

One alternation over all names, run only where one of their rarest words occurs. Names that others bear too
count only in their context; beside words of sanctions and indictments stands a report on them, not a front.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from crawler.fingerprint import _name_words
from crawler.fingerprint._disguise import fold

MOST_MATCHES = 200
NEAR = 80
"""Characters on either side in which a name's context must stand."""
FAR = 300
"""Characters on either side in which a word of sanctions makes the text a report on somebody else."""
_GAP = r"[\W_]{0,3}"
_HAN = re.compile(r"[\u4e00-\u9fff]")

_TRADE = re.compile(
    r"\b(?:technolog(?:y|ies)|tech|software|network|internet|outsourcing|developers?|development|programm\w{2,4}"
    r"|co|ltd|llc|inc|company|разработк|технолог|ооо|программ)"
    r"|科技|网络|網絡|软件|軟件|技术|技術|公司|네트워크|기술|소프트웨어|테크"
)
_NOT_OUR_TRADE = re.compile(
    r"\b(?:hotels?|resort|restaurant|pub|inn|temple|cruises?|tours?|spa|casino)\b|酒店|饭店|호텔"
)
_ROLE = re.compile(
    r"\b(?:ceo|cto|coo|cfo|chief|founders?|co-?founder|president|directors?|managers?|owner|chairman"
    r"|legal representative|contact person|registrant|директор|руководитель|основатель|представитель)\b"
    r"|法定代表|法人|总经理|總經理|董事|经理|經理|联系人|대표|사장|총경리|이사"
)
_REPORT = re.compile(
    r"sanction|\bofac\b|\bdprk\b|north korea|lazarus group|indicted|indictment|制裁|朝鲜|朝鮮|북한|제재"
    r"|кндр|санкци|северокоре|северной коре"
)
_NOT_A_NAME = re.compile(
    r"\b(?:an?|any|each|every|our|your|the|another|accredited|certified|third-party)\W{1,2}$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One documented name: ``names`` in every script, and what must stand beside it to count."""

    id: str
    kind: str
    source: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    needs: str
    forms: tuple[str, ...]


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """Every entry of the gazetteer, its source in full."""
    table = tomllib.loads(Path(__file__).with_name("_gazetteer.toml").read_text("utf-8"))
    return tuple(
        Entry(
            row["id"],
            row["kind"],
            table["sources"][row["source"]],
            (*row["names"], *row.get("transliterated", ())),
            tuple(row.get("domains", ())),
            row.get("needs", ""),
            tuple(form.lower() for form in row.get("forms", ())),
        )
        for row in table["entry"]
    )


@dataclass(frozen=True, slots=True)
class _Finder:
    hint: str
    pattern: re.Pattern[str]
    entry: Entry


@lru_cache(maxsize=1)
def _finders() -> tuple[_Finder, ...]:
    found = []
    for entry in entries():
        for name in map(fold, entry.names):
            words = name.replace("-", " ").split()
            hint = max(words, key=lambda word: (not _name_words.is_listed(word), len(word)))
            found.append(_Finder(hint, re.compile(_form(name, words)), entry))
    return tuple(found)


@lru_cache(maxsize=1)
def _hints() -> tuple[str, ...]:
    """The fewest words without one of which no name is in a text."""
    hints = {each.hint for each in _finders()}
    return tuple(sorted(hint for hint in hints if not any(each in hint for each in hints - {hint})))


def _form(name: str, words: list[str]) -> str:
    """A name as it is found: it begins with a letter and not with a condition, which is much faster."""
    if not _is_wide(name):
        return _GAP.join(map(re.escape, words)) + r"(?!\w)"
    inner = r"\s?".join(map(re.escape, words))
    return inner if _HAN.match(name) else inner + r"(?![\uac00-\ud7a3]{3})"


def _begins(text: str, start: int) -> bool:
    """Chinese is written without spaces; other names begin where a word does."""
    return start == 0 or bool(_HAN.match(text[start])) or not text[start - 1].isalnum()


def _is_wide(name: str) -> bool:
    return bool(_HAN.match(name)) or "\uac00" <= name[0] <= "\ud7a3"


def named(texts: Iterable[str]) -> tuple[str, ...]:
    """The ids of the entries that ``texts`` name, sorted."""
    text = fold("\n".join(texts))
    if not any(hint in text for hint in _hints()):
        return ()
    return tuple(sorted({each.entry.id for each in _finders() if each.hint in text and _finds(each, text)}))


def _finds(finder: _Finder, text: str) -> bool:
    matches = islice(finder.pattern.finditer(text), MOST_MATCHES)
    return any(_begins(text, match.start()) and _counts(finder.entry, text, match) for match in matches)


def _counts(entry: Entry, text: str, match: re.Match[str]) -> bool:
    if _REPORT.search(text, max(0, match.start() - FAR), match.end() + FAR):
        return False
    before, behind = (
        text[max(0, match.start() - NEAR) : match.start()],
        text[match.end() : match.end() + NEAR],
    )
    if entry.needs == "form":
        words = re.findall(r"\w+", behind[:12])
        return bool(words) and words[0] in entry.forms and not _NOT_A_NAME.search(before)
    around = f"{before} {behind}"
    if entry.needs == "role":
        return bool(_ROLE.search(around))
    if entry.needs == "trade":
        return bool(_TRADE.search(match[0] + " " + around)) and not _NOT_OUR_TRADE.search(around)
    return True
