"""Is a site indexed under other keys only by another version of the fingerprints?

What a site was posted under is found again by taking the keys of its stored values. Keys of other rules would
leave its old postings behind, so a stored fingerprint of another version has all lists searched instead.
"""

import hashlib
from pathlib import Path

from crawler import fingerprint
from crawler.fingerprint import Signal
from tests.contracts._subjects import a_subject

ONE = a_subject("ginkgo-harbor.example", 11, "(212) 555-0100")
OTHER = a_subject("ginkgo-saddle.example", 13, "(646) 555-0101")
KEYS = (
    6,
    {
        "assets": "29e7195e5bea",
        "certificate": "a3ea953951ab",
        "claims": "55daf7d0c8fc",
        "contacts": "7accbdb9ac55",
        "dns_records": "5805460b97c5",
        "dom_template": "cdbb62ff0233",
        "domain_name": "e86a9bde8653",
        "favicon": "d9c4b7ac7f7c",
        "identities": "fe480b46572a",
        "images": "d520027cdb02",
        "page_text": "981966ff896f",
        "registration": "a51ed84f98f5",
        "screenshot": "b9f12285fb7a",
        "server": "9f6cd22a66f3",
        "style_vocabulary": "cb01b0a2590a",
        "testimonials": "669074450a90",
        "title": "8114dc82039a",
        "tracker": "48b5267c45e1",
    },
)
"""By version and signal; who changes ``keys`` or ``extract`` raises VERSION and writes what it gives here."""


TABLES = (
    6,
    {
        "_free_mail.txt": "8e7baafbcddd",
        "_gazetteer.toml": "2cd7d850dc59",
        "_markup_background.json": "e82215f4a129",
        "_page_classes.toml": "6ead11a31e64",
        "_page_words.txt": "6cdeeb65ab56",
        "_services.txt": "efc83e9e5f79",
        "_stock_words.txt": "2f1530e9eb6f",
    },
)
"""What keys are chosen by, beside the code: who changes one raises VERSION, too."""


def digest(signal: Signal) -> str:
    keys = sorted({*signal.keys(signal.extract(ONE)), *signal.keys(signal.extract(OTHER))})
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:12]


def test_the_tables_are_those_of_this_version() -> None:
    files = sorted(
        each for each in Path(fingerprint.__path__[0]).iterdir() if each.suffix in (".json", ".toml", ".txt")
    )
    found = {each.name: hashlib.sha256(each.read_bytes()).hexdigest()[:12] for each in files}
    assert (fingerprint.VERSION, found) == TABLES


def test_the_keys_of_two_sites_are_those_of_this_version() -> None:
    assert (fingerprint.VERSION, {each.name: digest(each) for each in fingerprint.signals()}) == KEYS
