"""Which name server says something else each time it is asked?

Run inside ``names``: ADDRESS PUBLIC PRIVATE.
"""

import asyncio
import sys
from collections import Counter
from typing import cast

import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset


class Rebinding(asyncio.DatagramProtocol):
    """The first answer for a name is public, every later one private; none of them may be kept."""

    def __init__(self, public: str, private: str) -> None:
        self.addresses = (public, private)
        self.asked: Counter[str] = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        question = dns.message.from_wire(data)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.AA
        [asked] = question.question
        if asked.rdtype == dns.rdatatype.A:
            name = asked.name.to_text().lower()
            address = self.addresses[min(self.asked[name], 1)]
            self.asked[name] += 1
            answer.answer.append(dns.rrset.from_text(asked.name, 0, "IN", "A", address))
        else:
            soa = "ns.invalid. hostmaster.invalid. 1 3600 600 86400 0"
            answer.authority.append(dns.rrset.from_text(asked.name, 0, "IN", "SOA", soa))
        self.transport.sendto(answer.to_wire(), source)


async def main(address: str, public: str, private: str) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: Rebinding(public, private), (address, 53))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
