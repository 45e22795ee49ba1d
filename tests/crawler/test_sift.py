"""Which names resemble a reference's name, which do not, and in which words is that said?"""

import pytest

from crawler.sift import KINDS, Hit, Sift

REFERENCES = ("cloudbluefox.com", "foxysunstudio.com", "ktsolution.tech", "jinyang.asia", "babyboxtech.com")
SIFT = Sift(REFERENCES)


def kinds(name: str) -> list[tuple[str, tuple[str, ...], int]]:
    return [(hit.reference, hit.kinds, hit.distance) for hit in SIFT.names([name])]


@pytest.mark.parametrize(
    ("name", "reference", "told", "distance"),
    [
        ("cloudbluefox.net", "cloudbluefox.com", ("tld-swap",), 0),
        ("cloudbluefox.co.uk", "cloudbluefox.com", ("tld-swap",), 0),
        ("babybox.tech", "babyboxtech.com", ("ending",), 0),
        ("www.baby-box.tech", "babyboxtech.com", ("ending",), 0),
        ("babyb0x.tech", "babyboxtech.com", ("ending",), 0),
        ("jinya.ng", "jinyang.asia", ("ending",), 0),
        ("babybux.tech", "babyboxtech.com", ("typo", "ending"), 1),
        ("babybоx.tech", "babyboxtech.com", ("idn", "ending"), 0),
        ("kt.solutions", "ktsolution.tech", ("plural", "ending"), 0),
        ("bluefox.cloud", "cloudbluefox.com", ("token-swap", "ending"), 0),
        ("cloud-blue-fox.com", "cloudbluefox.com", ("hyphen",), 0),
        ("cloudblufox.com", "cloudbluefox.com", ("typo",), 1),
        ("cluodblufox.com", "cloudbluefox.com", ("typo",), 2),
        ("cloudblxefox.com", "cloudbluefox.com", ("typo",), 1),
        ("c1oudb1uef0x.com", "cloudbluefox.com", ("homoglyph",), 0),
        ("doudbluefox.com", "cloudbluefox.com", ("homoglyph",), 0),
        ("cloudblｕefox.com", "cloudbluefox.com", ("idn",), 0),
        ("cloudbluefоx.com", "cloudbluefox.com", ("idn",), 0),
        ("cloudblugfox.com", "cloudbluefox.com", ("typo", "bitsquat"), 1),
        ("cloudbluefoxes.com", "cloudbluefox.com", ("plural", "typo"), 2),
        ("cloudbluefox-login.com", "cloudbluefox.com", ("combosquat",), 0),
        ("my-cloudblufox-login.com", "cloudbluefox.com", ("combosquat", "typo"), 1),
        ("bluecloudfox.com", "cloudbluefox.com", ("token-swap",), 0),
        ("fox-cloud-of-blue.com", "cloudbluefox.com", ("token-swap",), 0),
        ("cloudbluefox.com.evil.example", "cloudbluefox.com", ("subdomain",), 0),
        ("login-cloudbluefox.evil.example", "cloudbluefox.com", ("subdomain", "combosquat"), 0),
        ("yangjin.com", "jinyang.asia", ("token-swap",), 0),
        ("solutionkt.com", "ktsolution.tech", ("token-swap",), 0),
    ],
)
def test_each_kind_of_lookalike_is_told_with_its_kind_and_distance(name, reference, told, distance):
    assert kinds(name) == [(reference, told, distance)]
    assert set(told) <= set(KINDS)


@pytest.mark.parametrize(
    "name",
    [
        "cloudbluefox.com",
        "www.cloudbluefox.com",
        "jinyang.asia",
        "bluecloud.com",
        "cloudflare.com",
        "tatasolution.com",
        "itsolutions.com",
        "smart-solution.tech",
        "foxnews.com",
        "beijingyuan.com",
        "babytech.com",
        "bigbox.tech",
        "babybox.com",
        "babybox.tec.example",
        "babybox.tech.example",
        "jinyan.g.example",
        "fox.cloud",
        "sun.studio",
        "ktm.solutions",
    ],
)
def test_a_references_own_name_and_ordinary_names_resemble_nobody(name):
    assert kinds(name) == []


def test_a_name_is_given_as_a_labels_in_lower_case():
    assert SIFT.names(["ClоudBlueFox.COM."]) == [
        Hit("xn--cludbluefox-snj.com", "cloudbluefox.com", ("idn",), 0)
    ]


def test_names_of_a_block_are_those_of_its_lines():
    data = b"example.org\r\nCLOUDBLUEFOX.NET\n\n\0\n" + b"x" * 1_000_000 + b".com\n*.jinyang.com\n\xff.net"
    assert [hit.name for hit in SIFT.block(data)] == ["cloudbluefox.net", "jinyang.com"]
