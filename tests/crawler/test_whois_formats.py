"""Are the answers of registries that each write their own way read alike? Every answer here is invented."""

from pathlib import Path

import pytest

from crawler.collect._whois_text import classify, decode, read
from crawler.records import Reason

ANSWERS = Path(__file__).parent / "whois_answers"
BOTH = ("2023-10-14", "2027-10-14")
FORMATS = {
    "indented": (*BOTH, "Invented Names Ltd [Tag = INVENTED]", {"name": "Front Office Ltd"}),
    "dotted": (*BOTH, "Invented Names Oy", {"name": "Front Office Oy", "email": "office@front.test"}),
    "brackets": ("2023-10-14", "2027-10-31", None, {"name": "Front Office KK"}),
    "bracket headings": (None, None, "Invented Names SIA", {"name": "Front Office SIA"}),
    "objects": (*BOTH, "REG-NAMES", {"name": "Ada Example", "organisation": "Front Office s.r.o."}),
    "handles below": (
        None,
        None,
        "Invented Names ( https://names.test/434 )",
        {"name": "Ada Example", "organisation": "Front Office GmbH", "city": "Plateville"},
    ),
    "owner": (*BOTH, None, {"name": "Front Office Ltda", "country": "BR"}),
    "sections": (
        *BOTH,
        "Invented Names SpA",
        {"organisation": "Front Office Srl", "country": "IT", "street": "Plate Street 1, Plateville, IT"},
    ),
    "stars": (
        *BOTH,
        "Invented Names A.S.",
        {"name": "Front Office A.S.", "email": "office@front.test"},
    ),
    "continued": (*BOTH, "Invented Names Sp. z o.o.", {}),
    "korean": (
        *BOTH,
        "Invented Names Co., Ltd.(http://names.test)",
        {"name": "Front Office Co., Ltd.", "street": "1, Plate-ro"},
    ),
    "phrases": (*BOTH, "Invented Names, Inc.", {"name": "Front Office Inc.", "country": "TW"}),
    "columns": (*BOTH, None, {"name": "Front Office SRL"}),
    "assigned": (
        *BOTH,
        "Invented Names Ltd",
        {"name": "Front Office Ltd", "email": "office@front.test"},
    ),
    "american": (
        "2023-10-14",
        "2027-11-12",
        None,
        {"name": "Ada Example", "organisation": "Front Office Inc.", "country": "U.S.A."},
    ),
    "section registrar": (*BOTH, "Invented Names OU", {"name": "Front Office OU"}),
    "paragraphs": (*BOTH, 'UAB "Invented Names"', {"organisation": 'UAB "Front Office"'}),
    "remark headings": (
        *BOTH,
        "Invented Names LLC",
        {"name": "Ada Example", "organisation": "Front Office LLC", "country": "UA"},
    ),
    "underscores": (
        *BOTH,
        "ua.names",
        {"name": "Ada Example", "organisation": "Front Office LLC"},
    ),
    "french": (*BOTH, "INVENTED NAMES", {"name": "Front Office SAS", "country": "FR"}),
    "danish": (*BOTH, "Invented Names A/S", {"name": "Front Office ApS", "country": "DK"}),
    "thai": (
        *BOTH,
        "Invented Names Co., Ltd.",
        {"organisation": "Front Office Co., Ltd.", "country": "TH"},
    ),
    "slashes": (*BOTH, None, {"name": "Front Office Lda", "email": "office@front.test"}),
    "headed contact": (
        *BOTH,
        "Invented Names Limited",
        {"organisation": "FRONT OFFICE LIMITED", "email": "office@front.test"},
    ),
    "flat headings": ("2023-10-14", None, "Invented Names AG", {"name": "Front Office AG"}),
    "dutch": ("2023-10-14", None, "Invented Names BV", {}),
    "australian": (None, None, "Invented Names Pty Ltd", {"name": "Ada Example"}),
    "russian": (*BOTH, "NAMES-TEST", {"name": None}),
    "spanish": (*BOTH, None, {"name": "Front Office C.A.", "email": "office@front.test"}),
    "malaysian": (*BOTH, None, {"name": "Front Office Sdn Bhd"}),
    "create date": (*BOTH, "Invented Names R1-ASIA", {"name": "Ada Example", "country": "CN"}),
    "american business": (*BOTH, "INVENTED NAMES INC.", {"street": "1 Plate St", "phone": "+1.5550100"}),
    "tunisian": (*BOTH[:1], None, "Invented Names", {"name": "Front Office", "email": "office@front.test"}),
    "singaporean": (*BOTH, "INVENTED NAMES INC.", {"name": "FRONT OFFICE PTE LTD (SGNIC-ORG1)"}),
    "queried": ("2023-10-13", "2027-10-13", "Invented Names Ltd", {"name": "Front Office Ltd"}),
    "ecuadorian": (*BOTH, "Invented Names", {"organisation": "Front Office", "email": "office@front.test"}),
    "old registrar": (
        *BOTH,
        "Invented Names, Inc. (http://www.names.test)",
        {"name": "Front Office Inc.", "street": "1 Plate Street, Plateville, CA 94043, United States"},
    ),
    "headed contact flat": (*BOTH, "Invented Names Limited", {"email": "office@front.test", "country": "HK"}),
    "two languages": (
        *BOTH,
        "Invented Names Co., Ltd.(http://names.test)",
        {"name": "Front Office Co., Ltd."},
    ),
    "norwegian": ("2023-10-14", None, "Invented Names AS", {}),
    "armenian": (*BOTH, "names (Invented Names LLC)", {"name": "Front Office", "country": "US"}),
    "organisation above": ("2023-10-14", None, None, {"organisation": "Front Office Organization"}),
    "no empty lines": (*BOTH, "nicar", {"name": "Front Office SA", "organisation": "Front Office"}),
    "not shown": (
        "2023-10-14",
        None,
        "Invented Names",
        {"name": None, "organisation": None, "street": None, "phone": None},
    ),
    "hashed": ("2023-10-14", None, "Invented Names", {}),
}


@pytest.mark.parametrize("name", FORMATS)
def test_an_answer_is_read_whichever_way_its_registry_writes(name: str) -> None:
    created, expires, registrar, holder = FORMATS[name]
    answer = (ANSWERS / f"{name.replace(' ', '_')}.txt").read_text("utf-8")
    found = read("front.test", decode(answer.encode()))
    days = tuple(each[:10] if each else None for each in (found.created, found.expires))
    assert (*days, found.registrar) == (created, expires, registrar)
    assert {field: found.registrant[field] for field in holder} == holder
    if name not in ("hashed", "norwegian"):
        assert found.nameservers == ("ns1.host.test", "ns2.host.test")
    assert "Other" not in str(dict(found.registrant))
    assert classify(answer, found) is Reason.NONE
