"""Do values that are kept packed come back as they were?"""

import json
import zlib
from base64 import b64encode
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.store.packing import pack, unpack

HASH = st.one_of(
    st.integers(0, 2**40 - 1).map(lambda number: f"{number:010x}"),
    st.integers(0, 2**64 - 1).map(lambda number: f"{number:016x}"),
)
VALUE = st.one_of(st.tuples(st.sampled_from("nps"), HASH).map(":".join), st.text(max_size=30))


@given(st.dictionaries(st.text(max_size=9), st.lists(VALUE, max_size=20)))
def test_what_is_packed_comes_back_in_its_order(values: dict[str, list[str]]) -> None:
    assert unpack(pack(values)) == values


@pytest.mark.parametrize(
    "value",
    [
        "s:00FE00FE00",
        "s:00FE00FE00FE00FE",
        "s:00fe",
        "s:00fe00fe00f",
        "ss:00fe00fe00fe00fe",
        "s:00fe00fe00fe00fe0",
        "s:00fe00fe00fe00fe\n",
    ],
)
def test_what_only_looks_like_a_hash_comes_back_as_it_was(value: str) -> None:
    assert unpack(pack({"a": ["s:" + "0f" * 8, value, "s:" + "1f" * 8]})) == {
        "a": ["s:" + "0f" * 8, value, "s:" + "1f" * 8]
    }


@pytest.mark.parametrize("values", [["s:00fe00fe00fe00fe", "t"], []])
def test_what_was_kept_before_as_plain_values_is_read(values: Sequence[str]) -> None:
    assert unpack(zlib.compress(json.dumps({"dom_template": values}).encode())) == {"dom_template": values}


def test_what_was_kept_before_in_eight_bytes_a_hash_is_read() -> None:
    hashes = b64encode(bytes.fromhex("0fe0" * 4 + "1fe0" * 4)).decode()
    kept = zlib.compress(json.dumps({"page_text": [["n", hashes], "t"]}).encode())
    assert unpack(kept) == {"page_text": ["n:" + "0fe0" * 4, "n:" + "1fe0" * 4, "t"]}


def test_a_hash_takes_little_more_than_its_five_bytes() -> None:
    hashes = sorted(f"s:{number * 0x9E3779B97F4A7C15 % 2**40:010x}" for number in range(1_000))
    assert len(pack({"dom_template": hashes})) < 5_250
    assert pack({}) == b""
