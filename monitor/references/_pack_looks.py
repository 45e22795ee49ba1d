"""Are the looks of a pack written as the collectors write theirs, so that every reader can trust them?"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.errors import ConfigError
from crawler.records import Observation, Outcome
from monitor.references.gathered import RECORDS
from monitor.references.packs import KINDS, LOOKS, Packed

MOST_LOOKS, MOST_PAGES, MOST_LIST = 50_000, 50, 2_000
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_SITE = {"url": str, "status": int, "title": str, "assets": list, "redirects": list, "notes": list}
_PAGE = {"url": str, "role": str, "status": int, "body": str, "media_type": str}
_ICON, _IMAGE = {"url": str, "body": str}, {"url": str, "role": str, "body": str}
_WORDS = ("created", "updated", "expires")


def looks_of(packed: Packed) -> list[Observation]:
    """The looks of a reference, checked; ConfigError names the one that is not as it must be."""
    path, domain = packed.file(LOOKS), packed.entry.domain
    if path is None:
        return []
    moments = {each.observed_at for each in packed.baselines}
    looks = [_look(row, f"look {number} of {domain}") for number, row in enumerate(_rows(path, domain), 1)]
    for number, each in enumerate(looks, 1):
        if each.domain != domain or each.observed_at not in moments:
            raise ConfigError(f"look {number} of {domain} is of no baseline; export the pack again")
    return looks


def _rows(path: Path, domain: str) -> list[Any]:
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path.name} of {domain} is no JSON; export the pack again") from error
    rows = found.get("looks") if isinstance(found, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST_LOOKS or found.get("domain") != domain:
        raise ConfigError(f"{path.name} holds no looks at {domain}; export the pack again")
    return rows


def _look(row: Any, where: str) -> Observation:
    try:
        look = Observation.from_json(row)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ConfigError(f"{where} is not written as one; export the pack again") from error
    hashed = all(isinstance(each, str) and _HASH.fullmatch(each) for each in look.captures)
    if look.kind not in KINDS or look.outcome is not Outcome.OBSERVED or not hashed:
        raise ConfigError(f"{where} is no look that can be a baseline; export the pack again")
    if not _CHECKS[look.kind](look):
        raise ConfigError(
            f"{where} does not describe a look of the kind '{look.kind}'; export the pack again"
        )
    return look


def _is_site(look: Observation) -> bool:
    """Whether the pages, icon and pictures of a look are described as the reader of stored looks needs it."""
    told, names = look.payload, set(look.captures)
    pages, images, icon = told.get("pages"), told.get("images", []), told.get("favicon")
    return (
        _has(told, _SITE)
        and isinstance(pages, list)
        and isinstance(images, list)
        and 0 < len(pages) <= MOST_PAGES
        and len(images) <= MOST_PAGES
        and all(_has(each, _PAGE) and each["body"] in names for each in pages)
        and all(_has(each, _IMAGE) and each["body"] in names for each in images)
        and (icon is None or (_has(icon, _ICON) and icon["body"] in names))
        and all(_are_words(told[name]) for name in ("assets", "notes"))
        and _is_named(told.get("server"))
        and _are_pairs(told.get("headers", []))
    )


def _is_dns(look: Observation) -> bool:
    told = look.payload
    return all(_are_words(told.get(each, [])) for each in RECORDS) and _is_named(told.get("errors"))


def _is_registration(look: Observation) -> bool:
    told = look.payload
    views = told.get("views")
    return (
        all(told.get(each) is None or isinstance(told[each], str) for each in _WORDS)
        and all(_is_named(told.get(each)) for each in ("registrar", "registrant"))
        and all(_are_words(told.get(each, [])) for each in ("statuses", "nameservers", "redacted"))
        and (views is None or isinstance(views, Mapping))
    )


def _is_certificate(look: Observation) -> bool:
    told = look.payload
    others = told.get("issuers", [])
    named = ("certificate", "subject", "issuer", "key", "structure", "serial", "not_before", "not_after")
    return (
        all(told.get(each) is None or isinstance(told[each], str) for each in (*named, "verdict"))
        and all(_are_words(told.get(each, [])) for each in ("names", "faults", "chain"))
        and isinstance(others, list)
        and all(map(_is_named, others[:MOST_PAGES]))
    )


def _are_words(value: Any) -> bool:
    return (
        isinstance(value, list) and len(value) <= MOST_LIST and all(isinstance(each, str) for each in value)
    )


def _is_named(value: Any) -> bool:
    """Whether it is nothing, or texts by their names."""
    return value is None or (
        isinstance(value, Mapping) and all(each is None or isinstance(each, str) for each in value.values())
    )


def _are_pairs(value: Any) -> bool:
    few = isinstance(value, list) and len(value) <= MOST_LIST
    return few and all(_are_words(each) and len(each) == 2 for each in value)


def _has(row: Any, shape: Mapping[str, type]) -> bool:
    return isinstance(row, Mapping) and all(isinstance(row.get(name), kind) for name, kind in shape.items())


_CHECKS = {"site": _is_site, "dns": _is_dns, "registration": _is_registration, "tls": _is_certificate}
