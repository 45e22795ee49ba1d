"""How large does a log say it is, and did its key sign that?

A head is a checkpoint (C2SP tlog-checkpoint, a signed note) or the answer to get-sth (RFC 6962, 4.3).
Without the log's key nothing is verified. With it the head's signature is; the entries are not proven to
lie in its tree.
"""

import binascii
import hashlib
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING

from crawler.errors import ConfigError, SourceUnavailable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

MOST_SIGNATURES = 64
LONGEST_ORIGIN = 200
_MOST_ENTRIES = 1 << 40  # an index has 40 bits
_ED25519, _ECDSA, _TREE_HEAD = b"\x01", b"\x02", b"\x05"
_SIGNED_HEAD = Struct(">BBQQ32s")
_VERIFIER = re.compile(r"^[^\s+]{1,200}\+[0-9a-f]{8}\+")  # of a note: name, key id, key
_BAD_KEY = "'key' is none of a log: give the public key as the log list has it, base64 of its DER"


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries a log has, under which root; ``origin`` is the name that it gives itself."""

    origin: str
    size: int
    root: str  # base64


@dataclass(frozen=True, slots=True)
class Key:
    """The public key of a log."""

    public: "PublicKeyTypes"
    encoded: bytes  # SubjectPublicKeyInfo

    @classmethod
    def read(cls, text: str) -> "Key":
        """The key in base64, as in a log list; an Ed25519 key may be bare or of a note's verifier."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

        try:
            data = b64decode(_VERIFIER.sub("", text.strip(), count=1), validate=True)
        except ValueError:
            data = b""
        if len(data) == 33 and data[:1] == _ED25519:
            data = data[1:]
        try:
            if len(data) == 32:
                public: PublicKeyTypes = ed25519.Ed25519PublicKey.from_public_bytes(data)
            else:
                public = serialization.load_der_public_key(data)
        except Exception as broken:  # cryptography has many errors for one mistake
            raise ConfigError(_BAD_KEY) from broken
        if not isinstance(public, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey):
            raise ConfigError(_BAD_KEY)
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return cls(public, public.public_bytes(serialization.Encoding.DER, form))

    def verifies(self, signature: bytes, message: bytes) -> bool:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

        try:
            match self.public:
                case ed25519.Ed25519PublicKey():
                    self.public.verify(signature, message)
                case ec.EllipticCurvePublicKey():
                    self.public.verify(signature, message, ec.ECDSA(hashes.SHA256()))
                case rsa.RSAPublicKey():
                    self.public.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def signed_head(self, timestamp: int, head: Head, signed: bytes) -> bool:
        """Whether ``signed`` is its TreeHeadSignature of this head (RFC 6962, 3.5)."""
        if len(signed) < 4 or int.from_bytes(signed[2:4]) != len(signed) - 4:
            return False
        message = _SIGNED_HEAD.pack(0, 1, timestamp, head.size, b64decode(head.root))
        return self.verifies(signed[4:], message)


def checkpoint(body: bytes, key: Key | None, where: str) -> Head:
    """The head in a checkpoint; SourceUnavailable when it is none, or not signed by ``key``."""
    try:
        text = body.decode()
        origin, size, root, _ = text.split("\n", 3)
        head = _head(origin, size, root)
    except ValueError:
        raise SourceUnavailable(
            f"{where} is no checkpoint; name the log's monitoring address, as the log list has it"
        ) from None
    if key is not None and not _note_is_signed(text, head, key):
        raise SourceUnavailable(
            f"{where} is not signed by the given key; check 'key', or do not trust the log"
        )
    return head


def tree_head(body: bytes, key: Key | None, where: str, origin: str) -> Head:
    """The same of an answer to get-sth, which does not name the log."""
    try:
        row = json.loads(body)
        head = _head(origin, str(row["tree_size"]), row["sha256_root_hash"])
        timestamp, signed = int(row["timestamp"]), b64decode(row["tree_head_signature"])
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        raise SourceUnavailable(f"{where} is no tree head; name the log's own address") from None
    if key is not None and not (0 <= timestamp < 1 << 64 and key.signed_head(timestamp, head, signed)):
        raise SourceUnavailable(
            f"{where} is not signed by the given key; check 'key', or do not trust the log"
        )
    return head


def check_advance(head: Head, known: Mapping[str, object]) -> None:
    """SourceUnavailable when a log says less than it said before: ``known`` is the cursor kept of it."""
    if not known:
        return
    origin, size = str(known.get("origin", "")), known.get("size")
    if head.origin != origin:
        raise SourceUnavailable(
            f"{origin} calls itself {head.origin} now; nothing was read; "
            "'discover --again' begins anew when that is right"
        )
    if isinstance(size, int) and head.size < size:
        raise SourceUnavailable(
            f"the checkpoint of {origin} went back from {size} to {head.size} entries; nothing was read: "
            "either an old copy was served, and the next run goes on, or the log is not to be trusted"
        )
    if head.size == size and head.root != known.get("root"):
        raise SourceUnavailable(
            f"{origin} shows two different trees of {size} entries; nothing was read: it is not to be trusted"
        )


def _head(origin: str, size: str, root: str) -> Head:
    """ValueError when it is none."""
    if not origin or len(origin) > LONGEST_ORIGIN or not origin.isprintable():
        raise ValueError
    if not (size.isascii() and size.isdecimal() and len(size) < 20) or int(size) > _MOST_ENTRIES:
        raise ValueError
    digest = b64decode(root, validate=True)
    if len(digest) != 32:
        raise ValueError
    return Head(origin, int(size), b64encode(digest).decode())


def _note_is_signed(text: str, head: Head, key: Key) -> bool:
    """Whether one of the note's signatures is by ``key``, and none that claims to be is false."""
    body, _, signatures = text.rpartition("\n\n")
    message, found = (body + "\n").encode(), False
    ways = {
        _key_id(head.origin, _ED25519 + key.encoded[-32:]): _ED25519,
        hashlib.sha256(key.encoded).digest()[:4]: _ECDSA,
        _key_id(head.origin, _TREE_HEAD + hashlib.sha256(key.encoded).digest()): _TREE_HEAD,
    }
    for line in signatures.split("\n")[:MOST_SIGNATURES]:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.rpartition(" ")
        if dash != "\N{EM DASH}" or name != head.origin:
            continue
        try:
            signed = binascii.a2b_base64(encoded)
        except ValueError:
            continue
        how = ways.get(signed[:4])
        if how is None:
            continue
        if how != _TREE_HEAD:
            right = key.verifies(signed[4:], message)
        else:
            stamp, plain = int.from_bytes(signed[4:12]), message.count(b"\n") == 3
            right = plain and key.signed_head(stamp, head, signed[12:])
        if not right:
            return False
        found = True
    return found


def _key_id(name: str, rest: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + rest).digest()[:4]
