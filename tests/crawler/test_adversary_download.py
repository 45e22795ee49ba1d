"""Can a server make a fetch cost us more time or memory than its answer is worth?"""

import ssl
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dh, rsa
from scrapy.exceptions import DownloadFailedError

from crawler.collect.tls import _asked
from crawler.download._incoming import Incoming
from crawler.middlewares import reason_of
from crawler.net import ConnectFailed
from crawler.records import Reason
from tests.crawler.test_download import Server, fetching

OAKLEY_2 = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)
"""A prime of 1,024 bits (RFC 2409, 6.2)."""


def test_a_body_in_a_million_crumbs_takes_no_more_room_than_in_one_piece():
    incoming = Incoming(2_000_000)
    tracemalloc.start()
    for _ in range(500_000):
        incoming.take_part(bytes(bytearray(b"ab")))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert incoming.body == b"ab" * 500_000
    assert most < 8_000_000


def by_numbers_of_its_own(folder: Path) -> ssl.SSLContext:
    """A server that exchanges keys by Diffie-Hellman alone, in a group that it chooses, small or vast."""
    pem, no_password = serialization.Encoding.PEM, serialization.NoEncryption()
    key = rsa.generate_private_key(65_537, 2_048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a.test")])
    begin = datetime.now(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=9))
    group = dh.DHParameterNumbers(OAKLEY_2, 2).parameters()
    files = {
        "certificate": made.sign(key, hashes.SHA256()).public_bytes(pem),
        "key": key.private_bytes(pem, serialization.PrivateFormat.PKCS8, no_password),
        "group": group.parameter_bytes(pem, serialization.ParameterFormat.PKCS3),
    }
    for each, content in files.items():
        (folder / each).write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DHE:@SECLEVEL=0")
    context.load_cert_chain(folder / "certificate", folder / "key")
    context.load_dh_params(folder / "group")
    return context


async def test_no_key_is_computed_in_a_group_that_the_server_chose(tmp_path: Path):
    """One of 10,000 bits takes the event loop, hence every site in flight, more than half a second."""
    async with fetching(Server(), tls=by_numbers_of_its_own(tmp_path)) as fetch:
        with pytest.raises(DownloadFailedError) as failed:
            await fetch("https://a.test/")
        assert reason_of(failed.value) is Reason.TLS_FAILED
        with pytest.raises(ConnectFailed):
            await _asked("a.test", fetch.network)
