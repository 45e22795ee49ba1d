"""How do judgements lie in a text file that people edit, compare and keep under version control?

``judgements.toml`` of the home has every judgement that was not withdrawn, by domain. What a person adds
there is made, what they take out is withdrawn, what they change is both; the facts that were seen stay in the
store.
"""

import json
import tomllib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crawler.errors import ConfigError
from crawler.names import InvalidName, parse
from crawler.records import iso, parse_time
from monitor.judging import Said, identity, judgement
from monitor.store import Judgement, MonitorStore, Verdict
from reports.publish import write_all

FILE = "judgements.toml"
_HEAD = """# What was judged, by domain. Edit it if you like: it is read before every run and every 'judge'.
# verdict: benign, suspected, confirmed (with its outside source) or muted; until: the last day it holds.
"""
_KEYS = ("domain", "verdict", "reason", "author", "source", "judged_at", "until")


def write(home: Path, store: MonitorStore) -> None:
    """Writes the file anew, whole or not at all."""
    text = _HEAD + "".join(map(_table, _kept(store)))
    write_all([(home / FILE, text)])


def take(home: Path, store: MonitorStore, now: datetime) -> tuple[int, int]:
    """Makes the store say what the file says: how many were made and withdrawn. No file changes nothing.

    ConfigError names the table and what is wrong with it; the store is then as it was.
    """
    path = home / FILE
    if not path.exists():
        return 0, 0
    with store.transaction():
        told = [_read(row, number, store, now) for number, row in enumerate(_rows(path), 1)]
        held = {each.id for each in _kept(store)}
        new = [each for each in told if each.id not in held]
        gone = held - {each.id for each in told}
        store.judgements.withdraw(sorted(gone), now)
        made = store.judgements.add(new)
        if new or gone:
            write(home, store)
    return made, len(gone)


def _kept(store: MonitorStore) -> list[Judgement]:
    standing = (each for each in store.judgements.all() if each.withdrawn_at is None)
    return sorted(standing, key=lambda each: (each.domain, each.judged_at, each.id))


def _table(each: Judgement) -> str:
    until = each.until.isoformat() if each.until else ""
    said = (each.domain, str(each.verdict), each.reason, each.author, each.source)
    values = (*said, iso(each.judged_at), until)
    lines = (f"{key} = {_quoted(text)}\n" for key, text in zip(_KEYS, values, strict=True) if text)
    return "\n[[judgement]]\n" + "".join(lines)


def _quoted(text: str) -> str:
    # A JSON string is a TOML string, but for the letter DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _rows(path: Path) -> list[Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path} cannot be read: {error}; mend it, or remove it to begin anew") from None
    rows = found.get("judgement", [])
    if set(found) - {"judgement"} or not isinstance(rows, list):
        raise ConfigError(f"{path} has something else than [[judgement]] tables; mend it")
    return rows


def _read(row: Any, number: int, store: MonitorStore, now: datetime) -> Judgement:
    try:
        if not isinstance(row, dict) or not all(isinstance(each, str) for each in row.values()):
            raise ConfigError("every value is a text in quotes")
        if strange := sorted(set(row) - set(_KEYS)):
            raise ConfigError(f"'{strange[0]}' is no key; known are {', '.join(_KEYS)}")
        return _judgement(row, store, now)
    except (ConfigError, InvalidName, ValueError) as error:
        raise ConfigError(f"{FILE}, table {number}: {error}") from None


def _judgement(row: dict[str, str], store: MonitorStore, now: datetime) -> Judgement:
    verdict = row.get("verdict", "")
    if verdict not in list(Verdict):
        raise ConfigError(f"'{verdict[:40]}' is no verdict; it takes {', '.join(Verdict)}")
    at = parse_time(row["judged_at"]) if row.get("judged_at") else now.astimezone(UTC)
    until = date.fromisoformat(row["until"]) if row.get("until") else None
    said = Said(Verdict(verdict), row.get("reason", ""), row.get("author", ""), row.get("source", ""), until)
    domain = parse(row.get("domain", ""))
    if (known := _known(store.judgements.all(), domain, said, at)) is not None:
        return known
    return judgement(store, domain, said, at)


def _known(all_: Iterable[Judgement], domain: str, said: Said, at: datetime) -> Judgement | None:
    """The judgement with these words; what has passed by now was made when it had not."""
    made = Judgement("", domain, said.verdict, said.author, said.reason, at, said.source, said.until)
    return next((each for each in all_ if each.id == identity(made)), None)
