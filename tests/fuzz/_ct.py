"""Which readers take bytes from certificate logs, and what do they ask of an input?"""

import base64
import json
import tempfile
from collections.abc import Sequence
from types import MappingProxyType

from cryptography import x509

from crawler.discovery import Given, Web
from crawler.discovery._ct_der import certificate_names, plain
from crawler.discovery._ct_heads import checkpoint, tree_head
from crawler.discovery._ct_pages import data_tile, entries_page, names_tile
from crawler.discovery._ct_saved import read_saved
from crawler.discovery._ct_stream import message
from crawler.errors import SourceUnavailable
from crawler.net import Network
from tests.fuzz import _seeds
from tests.fuzz._trial import Target

TOKENS = (
    b"\0\0 \0\x01 \0\x08\0\0\x05 \xff\xff\xff \x06\x03\x55\x1d\x11 \x06\x03\x55\x04\x03 \x82\x7f \x82\x84 "
    b"\x30\x80 \x1f\x8b "
    b'{"DNS":[ "entries":[ "leaf_input": "message_type":"dns_entries" "Timestamp": NaN \n {} [ \xef\xbb\xbf'
).split(b" ")
DER = [bytes((tag, size)) for tag in (2, 4, 0x30, 0x31, 0x82, 0xA3) for size in (0, 1, 0x80, 0x84)]
HEAD = b"log.example/x\n77\n" + base64.b64encode(bytes(32)) + b"\n\n\xe2\x80\x94 log.example/x AAAA\n"


def _names(der: bytes) -> object:
    """Those that a whole parser finds are found here, wherever it takes the certificate."""
    try:
        found = certificate_names(der, 0, len(der))
    except ValueError as why:
        found = [str(why)]
        assert not _whole(der), why
    assert len(found) <= len(der) + 1 and set(_whole(der)) <= set(found)
    return plain(found)


def _whole(der: bytes) -> list[str]:
    try:
        extensions = x509.load_der_x509_certificate(der).extensions
        return extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(
            x509.DNSName
        )
    except Exception:  # what is wrong with it is not asked here
        return []


def _page(data: bytes) -> object:
    told = []
    for read in (data_tile, names_tile, entries_page):
        page = read(data)
        assert all(0 <= at < len(page.names) for at in page.faults)
        told.append(
            [len(page.names), sorted({name for names in page.names for name in names})[:1_000], page.cut]
        )
    return told


def _saved(data: bytes) -> object:
    """A file of it, read whole: each entry counts once, and the cursor stands at the end."""
    with tempfile.NamedTemporaryFile(suffix=".saved") as file, Web(Network()) as web:
        file.write(data)
        file.flush()
        given = Given(file.name, _seeds.NOW, web)
        batches = list(read_saved(given))
        assert all(len(each.names) <= 10_000 for each in batches)
        again = list(read_saved(Given(file.name, _seeds.NOW, web, batches[-1].cursor, MappingProxyType({}))))
        assert not any(each.names for each in again)
    return [[name for each in batches for name, _ in each.names][:1_000], batches[-1].faults[:2]]


def _head(data: bytes) -> object:
    told = []
    for read in (lambda: checkpoint(data, None, "x"), lambda: tree_head(data, None, "x", "y")):
        try:
            head = read()
            told.append([head.origin, head.size, head.root])
        except SourceUnavailable as why:
            told.append([str(why)])
    try:
        heard = message(json.loads(data))
        told.append([heard.names[:1_000], heard.log, heard.index, heard.seen] if heard else [])
    except (ValueError, RecursionError) as why:
        told.append([str(why)[:200]])
    return told


def _pages() -> Sequence[bytes]:
    """One tile, names tile, page and stream of the same certificates."""
    tile, lines, rows, said = b"", [], [], []
    for index, der in enumerate(_seeds.certificates()):
        stamped = (1_795_000_000_000).to_bytes(8) + b"\0\0" + len(der).to_bytes(3) + der
        tile += stamped + b"\0\x08\0\0\x05" + index.to_bytes(5) + b"\0\x20" + b"f" * 32
        rows.append({"leaf_input": base64.b64encode(b"\0\0" + stamped + b"\0\0").decode(), "extra_data": ""})
        names = [f"host{index}.front.test", "*.front.test"]
        lines.append({"Timestamp": 1_795_000_000_000, "Subject": {"CommonName": names[0]}, "DNS": names})
        leaf = {
            "leaf_cert": {"all_domains": names},
            "cert_index": index,
            "seen": 1.5,
            "source": {"name": "x"},
        }
        said.append({"message_type": "certificate_update", "data": leaf})
    told = [b"".join(json.dumps(each).encode() + b"\n" for each in found) for found in (lines, said)]
    return [tile, *told, json.dumps({"entries": rows}).encode()]


def _heads() -> Sequence[bytes]:
    row = {"tree_size": 5, "timestamp": 1, "sha256_root_hash": base64.b64encode(bytes(32)).decode()}
    told = json.dumps(row | {"tree_head_signature": "BAMAAQA="}).encode()
    return [HEAD, told, _pages()[2].split(b"\n")[0]]


TARGETS = (
    Target("ct_names", _names, _seeds.certificates, list, DER, longest=60_000),
    Target("ct_page", _page, _pages, list, TOKENS),
    Target("ct_saved", _saved, _pages, list, TOKENS, tries=300),
    Target("ct_head", _head, _heads, list, TOKENS, tries=600),
)
