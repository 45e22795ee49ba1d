"""What was a reference's registration, DNS and certificate before its newest baseline?

A registrant of 2014 that privacy rules hid in 2018, or a host that it left, is as much a fact of the front as
what came later: its values stand beside those of the newest look. A seizure's are never among them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from crawler import fingerprint
from crawler.fingerprint import Fingerprint, Subject, Values
from crawler.records import Observation, Outcome
from crawler.store import ObservationStore
from monitor.references.facts import shows_seizure

MOST_VALUES = 256
"""Of one signal; the newest first."""
_KINDS = ("registration", "dns", "tls")
_SIGNALS = frozenset({"registration", "dns_records", "certificate", "tracker"})
_OF_ONE_MOMENT = ("created:", "created_at:")
"""A domain was created once: two dates would be those of two owners."""


def earlier(observations: ObservationStore, domain: str, at: datetime) -> Mapping[str, Values]:
    """The values of each signal that the looks at ``domain`` up to ``at`` give, and have given."""
    found: dict[str, dict[str, None]] = {}
    for kind in _KINDS:
        for look in observations.before(domain, kind, at=at):
            if look.outcome is not Outcome.OBSERVED:
                break  # what was there before the domain was gone may have been another owner's
            if not shows_seizure(look):
                _add(found, look)
    return {name: tuple(sorted([*each][:MOST_VALUES])) for name, each in found.items() if each}


def with_earlier(found: Fingerprint, told: Mapping[str, Values]) -> Fingerprint:
    """The fingerprint with what :func:`earlier` told of that domain."""
    values = dict(found.values)
    for name, each in told.items():
        own = values.get(name, ())
        dated = any(value.startswith(_OF_ONE_MOMENT) for value in own)
        more = (value for value in each if not (dated and value.startswith(_OF_ONE_MOMENT)))
        values[name] = tuple(sorted({*own, *more}))
    return Fingerprint(found.domain, MappingProxyType(values))


def _add(found: dict[str, dict[str, None]], look: Observation) -> None:
    looks = {look.kind: look}
    if look.kind == "registration":  # its name servers are what the zone above has as NS
        servers = MappingProxyType({"NS": look.payload.get("nameservers") or ()})
        looks["dns"] = replace(look, kind="dns", payload=servers)
    subject = Subject(look.domain, MappingProxyType(looks), ())
    for signal in fingerprint.signals():
        if signal.name in _SIGNALS:
            known = found.setdefault(signal.name, {})
            dated = any(value.startswith(_OF_ONE_MOMENT) for value in known)
            known.update(
                dict.fromkeys(
                    value
                    for value in signal.extract(subject)
                    if not (dated and value.startswith(_OF_ONE_MOMENT))
                )
            )
