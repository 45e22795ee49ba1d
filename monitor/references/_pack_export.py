"""How are references, with all that is kept of them, written into a folder that can be shared?

The same references and day give the same bytes: looks and bodies are in the order of their time, and nothing
is dated by the clock.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import Archive
from crawler.errors import CollectionError, ConfigError
from crawler.records import Observation, Outcome, iso
from crawler.store import ObservationStore
from monitor.references import Entry, entry_of
from monitor.references.packs import BODIES, FILE, KINDS, LOOKS, SCHEMA, TLP, digest_of
from monitor.store import Baseline, Reference

_OF_A_PACK = ("name", "title", "source", "date", "by", "tlp", "permission")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many references and baselines, and a sentence for each thing that was not."""

    references: int
    baselines: int
    left_out: tuple[str, ...]


def export(
    folder: Path,
    about: Mapping[str, str],
    references: Sequence[Reference],
    baselines: Iterable[Baseline],
    observations: ObservationStore,
    archive: Archive,
) -> Written:
    """Writes a pack of ``references`` into an empty or new folder; ``about`` is what ``[pack]`` says.

    ConfigError when the folder holds something, or a reference may not go as far as the pack.
    """
    entries = {each.domain: _entry(each) for each in references}
    about = dict(about) | {"tlp": _mark(about.get("tlp", ""), entries.values())}
    _empty(folder)
    own: dict[str, list[Baseline]] = {}
    for each in baselines:
        own.setdefault(each.domain, []).append(each)
    left: list[str] = []
    rows = [
        _row(entry, own.get(domain, []), folder, about, observations, archive, left)
        for domain, entry in sorted(entries.items())
    ]
    top = {"schema": SCHEMA, "pack": {name: about[name] for name in _OF_A_PACK if about.get(name)}}
    (folder / FILE).write_text(_toml(top, rows), encoding="utf-8")
    return Written(len(rows), sum(len(row["baseline"]) for row in rows), tuple(left))


def _entry(reference: Reference) -> Entry:
    told = entry_of(reference)
    return told or Entry(
        reference.domain, reference.pack, "", reference.source, "", reference.note, "", reference.copied_from
    )


def _mark(asked: str, entries: Iterable[Entry]) -> str:
    """The mark of the pack: the strictest of its references, or a stricter one that was asked for."""
    strictest = max((TLP.index(each.tlp) for each in entries if each.tlp in TLP), default=0)
    if asked and TLP.index(asked) < strictest:
        raise ConfigError(
            f"a reference in it is marked tlp {TLP[strictest]}, so the pack cannot be {asked}; "
            f"export with --tlp {TLP[strictest]} or a stricter mark, or leave that reference out"
        )
    return asked or TLP[max(strictest, TLP.index("amber"))]


def _empty(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ConfigError(f"{folder} is not empty; name a new folder for the pack")
    except OSError as error:
        raise ConfigError(f"writing to {folder} failed: {error.strerror}; name another folder") from error


def _row(
    entry: Entry,
    baselines: Sequence[Baseline],
    folder: Path,
    about: Mapping[str, str],
    observations: ObservationStore,
    archive: Archive,
    left: list[str],
) -> dict[str, Any]:
    """One ``[[reference]]``; its files are written."""
    told = {name: value for name, value in asdict(entry).items() if value and name != "pack"}
    row: dict[str, Any] = {name: value for name, value in told.items() if value != about.get(name)}
    looks = [look for each in baselines for look in _looks(each, observations)]
    by_moment: dict[str, set[str]] = {}
    for look in looks:
        by_moment.setdefault(iso(look.observed_at), set()).add(look.kind)
    row["baseline"] = [
        {
            "date": iso(each.observed_at),
            "kinds": sorted(by_moment.get(iso(each.observed_at), ())),
            **{
                name: value
                for name, value in asdict(each).items()
                if name in ("source", "tool", "hash") and value
            },
            "pages": each.pages,
        }
        for each in baselines
    ]
    row["file"] = list(_files(entry.domain, looks, folder, observations, archive, left)) if looks else []
    return row


def _looks(baseline: Baseline, observations: ObservationStore) -> Iterator[Observation]:
    """What was seen at the moment of a baseline."""
    seen = observations.latest(baseline.domain, at=baseline.observed_at)
    for kind in KINDS:
        look = seen.get(kind)
        if look is not None and look.observed_at == baseline.observed_at and look.outcome is Outcome.OBSERVED:
            yield look


def _files(
    domain: str,
    looks: Sequence[Observation],
    folder: Path,
    observations: ObservationStore,
    archive: Archive,
    left: list[str],
) -> Iterator[dict[str, str]]:
    (folder / domain).mkdir()
    rows = [look.to_json() for look in looks]
    text = json.dumps({"domain": domain, "looks": rows}, sort_keys=True, indent=1, ensure_ascii=True)
    yield _file(folder, f"{domain}/looks.json", LOOKS, text.encode() + b"\n")
    bodies = _warc(looks, observations, archive, left)
    if bodies:
        yield _file(folder, f"{domain}/bodies.warc.gz", BODIES, bodies)


def _file(folder: Path, name: str, kind: str, data: bytes) -> dict[str, str]:
    path = folder / name
    path.write_bytes(data)
    return {"kind": kind, "file": name, "sha256": digest_of(path)}


def _warc(
    looks: Iterable[Observation], observations: ObservationStore, archive: Archive, left: list[str]
) -> bytes:
    """Every body that the looks name, once, dated by the first of them."""
    file, done = BytesIO(), set()
    writer = WARCWriter(file, gzip=True, warc_version="1.1")
    for look in looks:
        statuses = {
            page["body"]: page["status"] for page in look.payload.get("pages", ()) if look.kind == "site"
        }
        for name in look.captures:
            capture = observations.capture(name) if name not in done else None
            done.add(name)
            if capture is None:
                continue
            try:
                body = archive.read(capture)
            except CollectionError as error:
                left.append(str(error))
                continue
            dated = {
                "WARC-Date": iso(look.observed_at),
                "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{capture.url} {name}')}>",
            }
            writer.write_record(
                _record(writer, capture.url, capture.media_type, body, statuses.get(name, 0), dated)
            )
    return file.getvalue()


def _record(writer: Any, url: str, kind: str, body: bytes, status: int, dated: Mapping[str, str]) -> Any:
    if not status:
        return writer.create_warc_record(
            url, "resource", BytesIO(body), warc_content_type=kind, warc_headers_dict=dict(dated)
        )
    headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
    http = StatusAndHeaders(str(status), headers, protocol="HTTP/1.1")
    return writer.create_warc_record(
        url, "response", BytesIO(body), http_headers=http, warc_headers_dict=dict(dated)
    )


def _toml(top: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> str:
    lines = [f"schema = {top['schema']}", "", "[pack]", *_pairs(top["pack"])]
    for row in rows:
        lines += ["", "[[reference]]", *_pairs(row)]
        for name in ("baseline", "file"):
            for each in row[name]:
                lines += ["", f"[[reference.{name}]]", *_pairs(each)]
    return "\n".join(lines) + "\n"


def _pairs(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, str):
            yield f"{name} = {_quoted(value)}"
        elif isinstance(value, int):
            yield f"{name} = {value}"
        elif name == "kinds":
            yield f"{name} = [{', '.join(map(_quoted, value))}]"


def _quoted(text: str) -> str:
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
