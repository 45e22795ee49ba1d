"""What holds for every test: nothing leaves the loopback network, and all workers know it by one name."""

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


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names bytes that are no text without quoting them: gzip writes the hour into its own."""
    if isinstance(val, bytes) and not (val.isascii() and val.decode().isprintable()):
        return "bytes"
    return None
