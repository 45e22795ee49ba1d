"""What may stand in a pack, and what does the one in this folder say?

A pack is a folder that can be shared: ``pack.toml`` names the fronts with their sources and baselines, and
beside it lie the looks (JSON) and the bytes they were read from (WARC). docs/packs.md has the schema; a pack
that breaks it is refused with one sentence that says where. Nothing outside the folder is ever read.
"""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from crawler import names
from crawler.errors import ConfigError
from crawler.records import parse_time
from monitor.references import Entry
from monitor.store import Baseline

SCHEMA = 1
FILE = "pack.toml"
TLP = ("clear", "green", "amber", "amber+strict", "red")
"""Marks of the Traffic Light Protocol 2.0: how far a pack may go."""
MOST_TOML, MOST_LOOKS, MOST_BODIES = 5_000_000, 64_000_000, 2_000_000_000
MOST_REFERENCES, MOST_BASELINES, MOST_WORDS = 2_000, 20_000, 4_000
LOOKS, BODIES = "looks", "bodies"
KINDS = ("site", "registration", "dns", "tls")
"""Of looks that can be a baseline."""
_LARGEST = {LOOKS: MOST_LOOKS, BODIES: MOST_BODIES}
_KEYS: Mapping[str, Mapping[str, type]] = {
    "top": {"schema": int, "pack": dict, "reference": list},
    "pack": dict.fromkeys(("name", "title", "source", "date", "by", "tlp", "permission"), str),
    "reference": {each.name: str for each in fields(Entry) if each.name != "pack"}
    | {"baseline": list, "file": list},
    "baseline": {"date": str, "source": str, "tool": str, "hash": str, "pages": int, "kinds": list},
    "file": {"kind": str, "file": str, "sha256": str},
}
_NEEDED = {
    "top": ("schema", "pack", "reference"),
    "pack": ("name", "source", "date", "tlp"),
    "reference": ("domain",),
    "baseline": ("date", "source", "pages", "kinds"),
    "file": ("kind", "file", "sha256"),
}


@dataclass(frozen=True, slots=True)
class File:
    """One file of a pack: the looks at a reference, or the bytes they were read from."""

    kind: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Packed:
    """One reference of a pack with its baselines; ``files`` are there if any baseline is."""

    entry: Entry
    baselines: tuple[Baseline, ...]
    files: tuple[File, ...]

    def file(self, kind: str) -> Path | None:
        return next((each.path for each in self.files if each.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole pack as its file says, checked."""

    name: str
    source: str
    date: str
    tlp: str
    references: tuple[Packed, ...]
    title: str = ""
    by: str = ""
    permission: str = ""


def is_pack(path: Path) -> bool:
    """Whether a folder holds a pack."""
    return (path / FILE).is_file()


def read(folder: Path) -> Pack:
    """The pack in the folder, its files' hashes checked; ConfigError says what is wrong and where."""
    file = folder / FILE
    table = _table(file)
    _keys(table, "top", file.name)
    if table["schema"] != SCHEMA:
        raise _wrong(f"{file.name} has schema {table['schema']}", f"this version reads schema {SCHEMA}")
    about = table["pack"]
    _keys(about, "pack", "[pack]")
    if about["tlp"] not in TLP:
        raise _wrong(f"[pack] has tlp '{about['tlp'][:40]}'", f"it is one of {', '.join(TLP)}")
    _day(about["date"], "[pack]")
    rows = table["reference"]
    if len(rows) > MOST_REFERENCES:
        raise _wrong(f"{file.name} has {len(rows):,} references", f"{MOST_REFERENCES:,} are the most")
    packed = tuple(_packed(row, number, folder, about) for number, row in enumerate(rows, 1))
    if twice := _twice([each.entry.domain for each in packed]):
        raise _wrong(f"{twice} stands twice in {file.name}", "give each reference once")
    return Pack(references=packed, **about)


def digest_of(path: Path) -> str:
    """``sha256:…`` of a file's bytes."""
    with path.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def _table(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > MOST_TOML:
            raise _wrong(f"{file} is larger than {MOST_TOML:,} bytes", "split the pack")
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"reading {file} failed: {error.strerror}; name the folder of a pack") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong(f"{file} is no TOML ({str(error)[:200]})", "mend it or export the pack again") from error


def _packed(row: Any, number: int, folder: Path, about: Mapping[str, Any]) -> Packed:
    where = f"reference {number}"
    _keys(row, "reference", where)
    try:
        domain = names.parse(row["domain"])
    except names.InvalidName as error:
        raise _wrong(f"{where} has no domain ({error})", "give a domain") from error
    where = f"reference {domain}"
    told = {name: value for name, value in row.items() if isinstance(value, str)}
    shared = {name: about[name] for name in ("source", "date", "by", "tlp", "permission") if name in about}
    entry = Entry(**{**shared, **told, "pack": about["name"], "domain": domain})
    rows = row.get("baseline", [])
    if len(rows) > MOST_BASELINES:
        raise _wrong(f"{where} has {len(rows):,} baselines", f"{MOST_BASELINES:,} are the most")
    baselines = tuple(_baseline(each, domain, where) for each in rows)
    files = tuple(_file(each, folder, where) for each in row.get("file", []))
    if twice := _twice([each.kind for each in files]):
        raise _wrong(f"{where} has two files of the kind '{twice}'", "give one of each kind")
    if baselines and not any(each.kind == LOOKS for each in files):
        raise _wrong(f"{where} has baselines and no file of looks", "export the pack again")
    return Packed(entry, baselines, files)


def _baseline(row: Any, domain: str, where: str) -> Baseline:
    where = f"a baseline of {where}"
    _keys(row, "baseline", where)
    try:
        at = parse_time(row["date"])
    except ValueError as error:
        raise _wrong(f"{where} has the date '{row['date'][:40]}'", "write 2016-05-01T00:00:00Z") from error
    if odd := [each for each in row["kinds"] if each not in KINDS]:
        raise _wrong(f"{where} is of the kind '{str(odd[0])[:40]}'", f"it is of {', '.join(KINDS)}")
    if not 0 <= row["pages"] <= 1_000:
        raise _wrong(f"{where} has {row['pages']} pages", "give how many there are")
    return Baseline(domain, at, row["source"], row["pages"], row.get("tool", ""), row.get("hash", ""))


def _file(row: Any, folder: Path, where: str) -> File:
    where = f"a file of {where}"
    _keys(row, "file", where)
    if row["kind"] not in _LARGEST:
        raise _wrong(f"{where} is of the kind '{row['kind'][:40]}'", f"it is one of {LOOKS}, {BODIES}")
    path = _inside(folder, row["file"], where)
    if path.stat().st_size > _LARGEST[row["kind"]]:
        raise _wrong(f"{row['file']} is larger than {_LARGEST[row['kind']]:,} bytes", "split the pack")
    if digest_of(path) != row["sha256"]:
        raise _wrong(f"{row['file']} has other bytes than its sha256 says", "get the pack again")
    return File(row["kind"], path, row["sha256"])


def _inside(folder: Path, name: str, where: str) -> Path:
    """The file of that name in the folder; never one outside it, whatever links and dots say."""
    parts = PurePosixPath(name).parts
    odd = "\\" in name or "\0" in name or ":" in name or len(name) > 300
    if odd or not parts or ".." in parts or name.startswith("/"):
        raise _wrong(f"{where} is named '{name[:80]!s}'", "name a file inside the pack's folder")
    path = folder.joinpath(*parts)
    if not path.is_file():
        raise _wrong(
            f"the file {name} of {where.removeprefix('a file of ')} is missing", "get the pack again"
        )
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _wrong(f"{where} leads out of the pack by a link", "put the file itself there")
    return path


def _keys(row: Any, table: str, where: str) -> None:
    """That the keys of a table are known, all there that must be, and of their types."""
    if not isinstance(row, dict):
        raise _wrong(f"{where} is no table", "write it as docs/packs.md shows")
    known = _KEYS[table]
    for name, value in row.items():
        if name not in known:
            raise _wrong(f"{where} has the unknown key '{name[:60]}'", f"it may have {', '.join(known)}")
        if not isinstance(value, known[name]) or isinstance(value, bool):
            raise _wrong(
                f"{where} has a {name} that is no {_type(known[name])}", "write it as docs/packs.md shows"
            )
        if isinstance(value, str) and len(value) > MOST_WORDS:
            raise _wrong(f"{where} has a {name} of more than {MOST_WORDS:,} characters", "shorten it")
    if missing := next((name for name in _NEEDED[table] if not (name in row and row[name] != "")), ""):
        raise _wrong(f"{where} has no {missing}", "write it as docs/packs.md shows")


def _type(known: type) -> str:
    return {str: "text", int: "number", dict: "table", list: "list"}[known]


def _day(text: str, where: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise _wrong(f"{where} has the date '{text[:40]}'", "write a day such as 2026-01-31") from None


def _twice(words: list[str]) -> str:
    return next((word for word, times in Counter(words).items() if times > 1), "")


def _wrong(what: str, do: str) -> ConfigError:
    return ConfigError(f"{what}; {do}")
