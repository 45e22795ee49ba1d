"""What does a saved answer of a registry say, without asking anybody?"""

from typing import Any

from crawler import names
from crawler.collect import _rdap_object, _whois_text
from crawler.collect._registration import Registration, merge, views
from crawler.errors import CollectionError

LARGEST = 1_000_000
"""Bytes of one answer; no registry's comes near."""


def read_saved(protocol: str, domain: str, body: bytes) -> dict[str, Any]:
    """The registration of ``domain`` in ``body``, an answer over "whois" or "rdap"; else CollectionError."""
    if len(body) > LARGEST:
        raise CollectionError(f"the answer is larger than {LARGEST} bytes; give one registry's answer alone")
    domain = names.registrable(names.parse(domain))
    registry, registrar = (_whois if protocol == "whois" else _rdap)(domain, body)
    both = registry if registrar is None else merge(registry, registrar)
    return {"domain": domain, "source": protocol} | both.facts() | views(registry, registrar)


def _whois(domain: str, body: bytes) -> tuple[Registration, Registration | None]:
    answer = _whois_text.decode(body)
    found = _whois_text.read_views(domain, answer)
    if reason := _whois_text.classify(answer, found[0]):
        raise CollectionError(
            f"the answer holds no registration of {domain}: {reason.value}; give what a WHOIS server said"
        )
    return found


def _rdap(domain: str, body: bytes) -> tuple[Registration, None]:
    found = _rdap_object.domain_object(body, domain)
    if found is None:
        raise CollectionError(
            f"the answer is no RDAP object of {domain}; give the JSON that an RDAP server sent for it"
        )
    return _rdap_object.read(found), None
