"""What do the name servers say of the domain?

Looks at A, AAAA, CNAME, TXT and CAA of the name, and at NS, MX, SOA and the DMARC policy of the domain it is
registered under. Shared name servers, mail hosts and verification tokens tie sites together. A few random
names tell whether the zone above answers for what nobody registered, and whether the domain answers for any
host. Types that nobody would answer stand in ``errors``; what was known of them is not forgotten for a day.
What fools it: shared hosting and mail providers (their values are common), a zone above that answers every
name differently, answers that differ by the place one asks from.
"""

from collections.abc import Mapping
from typing import Any

from crawler import names
from crawler.collect._collector import Collector, Context, Seen, observe
from crawler.collect._unseen import Unseen
from crawler.net import Network
from crawler.questions import Answer
from crawler.records import Observation, Raw, Reason

OF_THE_NAME = ("A", "AAAA", "CNAME", "TXT", "CAA")
OF_THE_ZONE = ("NS", "MX", "SOA", "DMARC")
NEEDED = ("A", "AAAA", "NS")
"""Without these a look is not one: where the domain is, and whose it is."""


async def collect(domain: str, network: Network, context: Context) -> tuple[Observation, tuple[Raw, ...]]:
    return await observe(domain, "dns", context, _look(domain, network))


async def _look(domain: str, network: Network) -> Seen:
    zone = names.registrable(domain)
    asked = {rdtype: (domain, rdtype) for rdtype in OF_THE_NAME}
    asked |= {rdtype: (zone, rdtype) for rdtype in OF_THE_ZONE} | {"DMARC": (f"_dmarc.{zone}", "TXT")}
    answers = dict(zip(asked, await network.queries(*asked.values()), strict=True))
    if _absent(answers, domain == zone):
        raise Unseen(Reason.NXDOMAIN)
    for rdtype in NEEDED:
        if not answers[rdtype].answered:
            raise Unseen(answers[rdtype].status)
    if reason := await _made_by_the_zone_above(domain, network, answers):
        raise Unseen(reason)
    return await _payload(domain, network, answers), ()


async def _payload(domain: str, network: Network, answers: Mapping[str, Answer]) -> dict[str, Any]:
    values: dict[str, Any] = {rdtype: list(answer.values) for rdtype, answer in answers.items()}
    values["DMARC"] = [each for each in values["DMARC"] if each.lower().startswith("v=dmarc1")]
    errors = {rdtype: answer.status.value for rdtype, answer in answers.items() if not answer.answered}
    below = await network.wildcards.below(domain) if answers["A"].values else Answer()
    if not below.answered:
        errors["wildcard"] = below.status.value
    return values | {"wildcard": bool(below.values), "errors": errors}


def _absent(answers: Mapping[str, Answer], apex: bool) -> bool:
    """A CNAME to nowhere also answers NXDOMAIN, so any record of the name itself says that it exists."""
    if answers["A"].status is not Reason.NXDOMAIN or answers["A"].alias:
        return False
    of_the_name = OF_THE_NAME + OF_THE_ZONE[:3] if apex else OF_THE_NAME
    return not any(answers[each].values for each in of_the_name)


async def _made_by_the_zone_above(domain: str, network: Network, answers: Mapping[str, Answer]) -> Reason:
    """WILDCARD, or why nobody can tell; NONE for all names that have an owner of their own.

    Asked of a name that one registers and that has no name servers itself (an alias brings others').
    Hosts under a private suffix (a blog host's) look alike whether they exist or not: nothing is said.
    """
    above = domain.partition(".")[2]
    if not names.is_registry(above) or (answers["NS"].values and not answers["NS"].alias):
        return Reason.NONE
    if not answers["A"].values and not answers["A"].alias:
        return Reason.NONE
    return await network.wildcards.above(above, answers["A"])


COLLECTOR = Collector("dns", "dns", "What do the name servers say of the domain?", collect)
