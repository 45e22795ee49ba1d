"""How does a look say that there is nothing to show?"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from crawler.errors import CollectionError
from crawler.records import Raw, Reason

_OF_A_HOST = {Reason.NXDOMAIN, Reason.NO_ADDRESS, Reason.REFUSED_CONNECTION}


class Unseen(CollectionError):
    """Ends a look with its reason, keeping the raw answers that led there and what they do tell."""

    def __init__(
        self, reason: Reason, raws: tuple[Raw, ...] = (), payload: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.raws = raws
        self.payload = payload


def of_server(reason: Reason) -> Reason:
    """The reason when a *registry's* server is the host that failed: that says nothing of the domain."""
    return Reason.UNREACHABLE if reason in _OF_A_HOST else reason
