"""What does a collector take and give, and how does a look that fails become an observation?"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from crawler.alarm import Alarm
from crawler.collect._bootstrap import RdapBootstrap
from crawler.collect._lanes import Registries, within
from crawler.collect._unseen import Unseen
from crawler.memory import Memory
from crawler.net import ConnectFailed, LookupFailed, Network
from crawler.records import Observation, Outcome, Raw, Reason

_ABSENT = {
    Reason.NXDOMAIN,
    Reason.NO_ADDRESS,
    Reason.NOT_REGISTERED,
    Reason.REFUSED_CONNECTION,
    Reason.WILDCARD,
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Context:
    """What a collector may know beside the domain; one for a whole run."""

    now: datetime
    rdap_bootstrap: RdapBootstrap | None = None
    user_agent: str = "brassplate"
    seconds: float = 30.0  # the total deadline of each collector for one domain
    whois_servers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # TLD -> host
    registries: Registries = field(default_factory=Registries)
    alarm: Alarm = field(default_factory=Alarm)  # set while a stranger's bytes are parsed
    memory: Memory = field(default_factory=lambda: Memory(None))  # of earlier days
    registration_days: int = 7  # after these an unchanged registration is asked for again


Seen = tuple[Mapping[str, Any], tuple[Raw, ...]]
Look = Callable[[str, Network, Context], Awaitable[tuple[Observation, tuple[Raw, ...]]]]


@dataclass(frozen=True, slots=True)
class Collector:
    """One way to look at a domain; collectors of one kind are alternatives, asked in the order of names."""

    name: str
    kind: str
    question: str
    collect: Look


async def observe(
    domain: str, kind: str, context: Context, look: Awaitable[Seen]
) -> tuple[Observation, tuple[Raw, ...]]:
    """The observation that ``look`` makes in time; whatever goes wrong becomes its outcome and reason."""
    raws: tuple[Raw, ...] = ()
    payload: Mapping[str, Any] = {}
    reason = Reason.NONE
    try:
        async with within(context.seconds):
            payload, raws = await look
    except Unseen as error:
        reason, raws, payload = error.reason, error.raws, error.payload
    except (LookupFailed, ConnectFailed) as error:
        reason = error.reason
    except TimeoutError:
        reason = Reason.TIMEOUT
    except Exception:
        _log.exception("The %s of %s could not be read; please report this with the log.", kind, domain)
        reason = Reason.BAD_ANSWER
    outcome = Outcome.OBSERVED
    if reason:
        outcome = Outcome.ABSENT if reason in _ABSENT else Outcome.FAILED
    captures = tuple(each.hash for each in raws)
    seen = MappingProxyType(dict(payload))
    return Observation(domain, kind, context.now, outcome, reason, seen, captures), raws
