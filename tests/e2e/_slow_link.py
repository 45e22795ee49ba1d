"""How does a link take its time where the kernel has no netem? SPACE DEVICE SPACE DEVICE MILLISECONDS.

A TUN device in each namespace; what goes into one comes out of the other that much later.
"""

import ctypes
import fcntl
import os
import select
import struct
import sys
import time
from collections import deque
from pathlib import Path

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
MOST_WAITING = 100_000


def opened(space: str, device: str) -> int:
    """The near end of a new TUN device in ``space``; this process stays there."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/run/netns", space).open() as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"entering {space} failed")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TUN | IFF_NO_PI))
    return tun


def relay(one: int, other: int, seconds: float) -> None:
    """Carries packets both ways until it is killed."""
    waiting: deque[tuple[float, int, bytes]] = deque()
    while True:
        left = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        for tun in select.select([one, other], [], [], left)[0]:
            _take(tun, other if tun == one else one, seconds, waiting)
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, to, packet = waiting.popleft()
            try:
                os.write(to, packet)
            except OSError:
                continue  # the device is down or full, as links are


def _take(tun: int, to: int, seconds: float, waiting: "deque[tuple[float, int, bytes]]") -> None:
    due = time.monotonic() + seconds
    for _ in range(64):
        try:
            packet = os.read(tun, 65_536)
        except OSError:
            return
        if len(waiting) < MOST_WAITING:
            waiting.append((due, to, packet))


if __name__ == "__main__":
    first, second = opened(sys.argv[1], sys.argv[2]), opened(sys.argv[3], sys.argv[4])
    relay(first, second, float(sys.argv[5]) / 1000)
