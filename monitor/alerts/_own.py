"""What is another on a site itself, whatever it is compared with, and is that news?

Pure. Contact data and registrants that gave way, another template, a first mail host and a first certificate.
What was ever there before is no news: a site that goes back and forth is told once.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from crawler.fingerprint import Fingerprint, Signal, Values
from crawler.records import Observation, Outcome, content_hash
from monitor.store import FactChange

TEMPLATE, MAIL, CERTIFICATE = "dom_template", "mx", "certificate"
AGAIN = "registered again"
"""Under this a documented front's own new registration is kept."""
ACTIVATING = frozenset({MAIL, CERTIFICATE})
"""What a name that was only held gets before it is used."""
ANOTHER_LOOK = 0.3
"""Home pages less alike than this have another template: a new menu or a news box leaves far more."""
MOST_SHOWN = 5
MOST_LETTERS = 100
_VOUCHED = {"expired"}  # an authority vouched for the name, if only until a while ago


def template_change(
    before: Fingerprint | None, after: Fingerprint, signal: Signal, when: datetime, run: str
) -> Iterator[FactChange]:
    """That the home page has another template than at the last look at it."""
    was, now = (each.values.get(signal.name, ()) if each else () for each in (before, after))
    found = signal.compare(was, now) if was and now else None
    if found is not None and found.similarity < ANOTHER_LOOK:
        yield FactChange(after.domain, when, signal.name, (_layout(was),), (_layout(now),), run)


def _layout(values: Values) -> str:
    return f"template:{content_hash(list(values)).removeprefix('sha256:')[:8]}"


def activations(
    domain: str, dns: Iterable[Observation], tls: Iterable[Observation], when: datetime, run: str
) -> Iterator[FactChange]:
    """The first mail host or certificate of a name that was seen without; the looks come newest first."""
    hosts = _for_the_first_time(map(_mail_hosts, dns))
    if hosts:
        yield FactChange(
            domain, when, MAIL, (), tuple(f"mail host:{each}" for each in hosts[:MOST_SHOWN]), run
        )
    issuer = _for_the_first_time(map(_issuers, tls))
    if issuer:
        yield FactChange(domain, when, CERTIFICATE, (), (f"certificate:{issuer[0]}",), run)


def _for_the_first_time(newest_first: Iterator[list[str] | None]) -> list[str]:
    """What the newest look shows, where one before it shows that there was none and no other shows any."""
    newest, lacked = next(newest_first, None), False
    if newest:
        for earlier in newest_first:
            if earlier:
                return []
            lacked = lacked or earlier is not None
    return (newest or []) if lacked else []


def _mail_hosts(look: Observation) -> list[str] | None:
    """Who takes its mail; None when nobody could say."""
    if look.outcome is Outcome.ABSENT:
        return []
    if "MX" in (look.payload.get("errors") or {}):
        return None
    named = (str(each).split()[-1:] for each in look.payload.get("MX") or ())
    return [host.rstrip(".") for found in named for host in found if host != "."]  # "." takes none (RFC 7505)


def _issuers(look: Observation) -> list[str] | None:
    """Who vouches for its name; nobody where the certificate is none that an authority gave for it."""
    faults = look.payload.get("faults")
    if look.outcome is Outcome.ABSENT:
        return []
    if not isinstance(faults, list) or not set(map(str, faults)) <= _VOUCHED:
        return []
    return [f"issued by {str(look.payload.get('issuer') or 'an authority')[:MOST_LETTERS]}"]


def news(changes: Iterable[FactChange], history: Iterable[FactChange]) -> tuple[FactChange, ...]:
    """Those of ``changes`` that brought something which ``history`` (all changes of the domain) lacks."""
    past = list(history)
    return tuple(each for each in changes if not _was_there(each, past))


def _was_there(change: FactChange, history: list[FactChange]) -> bool:
    earlier = [
        each
        for each in history
        if each.signal == change.signal and (each.seen_at, each.run) < (change.seen_at, change.run)
    ]
    if change.signal in ACTIVATING:
        return bool(earlier)
    return set(change.come) <= {value for each in earlier for value in (*each.gone, *each.come)}


def change_rows(changes: Iterable[FactChange]) -> Iterator[dict[str, Any]]:
    """Each kind that is another, before and after."""
    for change in changes:
        kinds = dict.fromkeys(value.partition(":")[0] for value in (*change.gone, *change.come))
        for kind in kinds:
            gone, come = (_of_kind(each, kind) for each in (change.gone, change.come))
            yield {"what": kind.replace("_", " "), "before": gone, "after": come}


def _of_kind(values: Iterable[str], kind: str) -> str:
    found = [each.partition(":")[2] for each in values if each.startswith(kind + ":")]
    more = f" and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
    return ", ".join(found[:MOST_SHOWN]) + more


def change_words(row: Mapping[str, str]) -> str:
    """One of :func:`change_rows` as a sentence."""
    if not row["before"]:
        return f"{row['what']}: none, now {row['after']}"
    return f"{row['what']}: {row['before']}, now {row['after']}"
