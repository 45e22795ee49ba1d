"""What may an operator say of the network?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class NetConfig:
    """What the operator says of the network; the defaults dial public addresses by the system's resolver."""

    allow: tuple[str, ...] = ()  # CIDR networks that may be dialled although they are not public
    nameservers: tuple[str, ...] = ()  # "127.0.0.53" or "127.0.0.53:5353"; empty means the system's
    ports: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))  # standard -> dialled
    authorities: tuple[str, ...] = ()  # PEM files trusted beside the public authorities
    timeout: float = 10.0  # seconds for one DNS question or one connect made here, not by libcurl

    def to_json(self) -> dict[str, Any]:
        return {
            "allow": list(self.allow),
            "nameservers": list(self.nameservers),
            "ports": {str(standard): dialled for standard, dialled in self.ports.items()},
            "authorities": list(self.authorities),
            "timeout": self.timeout,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        ports = {int(standard): int(dialled) for standard, dialled in row.get("ports", {}).items()}
        return cls(
            allow=tuple(row.get("allow", ())),
            nameservers=tuple(row.get("nameservers", ())),
            ports=MappingProxyType(ports),
            authorities=tuple(row.get("authorities", ())),
            timeout=float(row.get("timeout", 10.0)),
        )
