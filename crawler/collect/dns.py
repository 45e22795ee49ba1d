"""What do the name servers say of the domain?

Looks at A, AAAA, CNAME, TXT and CAA of the name, and at NS, MX, SOA and the DMARC policy of the domain it is
registered under. Shared name servers, mail hosts and verification tokens tie sites together.
What fools it: shared hosting and mail providers (their values are common), wildcard zones, answers that
differ by the place one asks from.
"""

import asyncio

from crawler import names
from crawler.collect._collector import Collector, Context, Seen, observe
from crawler.collect._unseen import Unseen
from crawler.net import Network
from crawler.questions import Answer
from crawler.records import Observation, Raw, Reason

OF_THE_NAME = ("A", "AAAA", "CNAME", "TXT", "CAA")
OF_THE_ZONE = ("NS", "MX", "SOA", "DMARC")


async def collect(domain: str, network: Network, context: Context) -> tuple[Observation, tuple[Raw, ...]]:
    return await observe(domain, "dns", context, _look(domain, network))


async def _look(domain: str, network: Network) -> Seen:
    zone = names.registrable(domain)
    asked = {rdtype: network.query(domain, rdtype) for rdtype in OF_THE_NAME}
    asked |= {rdtype: network.query(zone, rdtype) for rdtype in OF_THE_ZONE if rdtype != "DMARC"}
    asked["DMARC"] = network.query(f"_dmarc.{zone}", "TXT")
    answers = dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))
    if _absent(answers, domain == zone):
        raise Unseen(Reason.NXDOMAIN)
    if _failed(answers["A"]) and _failed(answers["NS"]):
        raise Unseen(answers["A"].status)
    errors = {rdtype: answer.status.value for rdtype, answer in answers.items() if _failed(answer)}
    values = {rdtype: list(answer.values) for rdtype, answer in answers.items()}
    values["DMARC"] = [each for each in values["DMARC"] if each.lower().startswith("v=dmarc1")]
    return values | {"errors": errors}, ()


def _failed(answer: Answer) -> bool:
    return answer.status not in (Reason.NONE, Reason.NXDOMAIN)


def _absent(answers: dict[str, Answer], apex: bool) -> bool:
    """A CNAME to nowhere also answers NXDOMAIN, so any record of the name itself says that it exists."""
    of_the_name = OF_THE_NAME + OF_THE_ZONE[:3] if apex else OF_THE_NAME
    return answers["A"].status is Reason.NXDOMAIN and not any(answers[each].values for each in of_the_name)


COLLECTOR = Collector("dns", "dns", "What do the name servers say of the domain?", collect)
