"""What holds for every test: no connection ever leaves the loopback network."""

import ipaddress
import os
import sys

_ALLOWED_FAMILIES = {"AF_UNIX"}


def _refuse_the_world(event: str, arguments: tuple[object, ...]) -> None:
    if event not in {"socket.connect", "socket.sendto"}:
        return
    address = arguments[1]
    if not isinstance(address, tuple) or not address or not isinstance(address[0], str):
        return
    try:
        loopback = ipaddress.ip_address(address[0].split("%")[0]).is_loopback
    except ValueError:
        loopback = address[0] in {"localhost", ""}
    if not loopback:
        raise RuntimeError(f"a test tried to reach {address!r}, which is not on the loopback network")


sys.addaudithook(_refuse_the_world)
os.environ.setdefault("TZ", "UTC")
