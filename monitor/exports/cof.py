"""How do other passive-DNS tools read what was seen of a domain's records?

The Common Output Format (draft-dulaunoy-dnsop-passive-dns-cof): a JSON object a line, times in seconds since
1970, data as in a zone file. ``pivots`` and ``reference import`` read it back.
"""

import re
from collections.abc import Iterable
from typing import BinaryIO

from crawler.records import parse_time
from monitor.exports._table import Row, Table
from monitor.exports._writer import Writer, line

_SPECIAL = re.compile(r'["\\]')


def write(table: Table, rows: Iterable[Row], file: BinaryIO) -> None:
    for rrname, rrtype, rdata, first, last, count, _ in rows:
        found = {
            "rrname": rrname,
            "rrtype": rrtype,
            "rdata": _quoted(str(rdata)) if rrtype == "TXT" else rdata,
            "time_first": _seconds(first),
            "time_last": _seconds(last),
            "count": count,
        }
        file.write(line(found))


def _quoted(text: str) -> str:
    return '"' + _SPECIAL.sub(r"\\\g<0>", text) + '"'


def _seconds(moment: object) -> int:
    return int(parse_time(str(moment)).timestamp())


WRITER = Writer("cof", "How do other passive-DNS tools read the records?", (".cof",), write, only="dns")
