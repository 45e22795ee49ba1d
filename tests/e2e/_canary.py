"""Who dialled what must never be dialled? Run inside a namespace: LOG; every connection is one line of it."""

import asyncio
import errno
import socket
import sys
from functools import partial
from pathlib import Path

PORTS = (22, 25, 43, 53, 80, 443, 3306, 6379, 8080, 8443)


async def _sing(log: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with log.open("a") as file:
        file.write(f"{writer.get_extra_info('peername')} dialled {writer.get_extra_info('sockname')}\n")
    writer.close()


async def main(log: str) -> None:
    file = Path(log)
    for family, everywhere in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        for port in PORTS:
            try:
                await asyncio.start_server(partial(_sing, file), everywhere, port, family=family)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
    file.touch()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
