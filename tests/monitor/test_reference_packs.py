"""Do the packs say what was published, and no more, and is what a source printed compared?"""

import pytest

from crawler.fingerprint import Fingerprint
from monitor.references import describe, details, entries, in_short, read_pack
from monitor.references.published import published, with_published
from monitor.store import Reference


def test_the_seized_pack_is_the_seventeen_names_and_who_seized_them():
    pack = [each for each in entries() if each.pack == "seized_2023_10"]
    assert [each.domain for each in pack] == [
        "silverstarchina.com",
        "edenprogram.com",
        "xinlusoft.com",
        "foxvsun.com",
        "foxysunstudio.com",
        "foxysunstudios.com",
        "cloudbluefox.com",
        "cloudfoxhub.com",
        "mycloudfox.com",
        "thefoxcloud.com",
        "thefoxesgroup.com",
        "babyboxtech.com",
        "cloudfox.cloud",
        "danielliu.info",
        "jinyang.asia",
        "jinyang.services",
        "ktsolution.tech",
    ]
    assert {each.seized for each in pack} == {"2023-10-17"}
    for each in pack:
        assert each.source.startswith(
            'U.S. Department of Justice, "Justice Department Announces Court-Authorized'
        )
        assert "2023-10-18" in each.source
        assert "CyberSRCC, 2023-10-25" in each.source


def test_of_sixteen_of_the_seventeen_nothing_but_the_name_is_said():
    bare = [each for each in entries() if each.pack == "seized_2023_10"][1:]
    for each in bare:
        assert (each.entity, each.host, each.registrar, each.address, each.copied_from) == ("",) * 5


def test_the_later_fronts_say_whom_they_copied():
    assert {each.domain: each.copied_from for each in entries() if each.pack == "fronts_2024_11"} == {
        "inditechlab.com": "Kitrum (U.S.)",
        "tonywangtech.com": "Urolime (U.S.)",
        "wkjllc.com": "ArohaTech IT Services (Noida, India)",
        "hopanatech.com": "pieces of real sites, ITechArt among them",
        "huguotechltd.com": "TatvaSoft (India)",
    }
    assert {each.registrar for each in entries() if each.pack == "fronts_2024_11"} == {"NameCheap"}


def test_a_description_names_the_source_and_never_judges():
    for each in all_references_of_the_packs():
        words = describe(each)
        assert words.startswith(each.source)
        assert "DPRK IT Workers |" in words or "DPRK" not in words
    kitrum = describe(
        next(each for each in all_references_of_the_packs() if each.domain == "inditechlab.com")
    )
    assert kitrum.endswith(
        "2024-11-21; as Independent Lab LLC; copied from Kitrum (U.S.). "
        "Shared IP address; copied layout and text; no contact data but a form"
    )


def test_beside_a_name_stands_only_what_happened_and_who_says_so():
    shown = {each.domain: in_short(each) for each in all_references_of_the_packs()}
    assert shown["cloudbluefox.com"] == "seized 2023-10-17 (U.S. DOJ)"
    assert shown["inditechlab.com"] == "seized 2024-10-10 (SentinelLabs)"
    assert shown["wkjllc.com"] == "seized no later than 2024-11-21 (SentinelLabs)"
    assert shown["huguotechltd.com"] == "documented 2024-11-21 (SentinelLabs)"
    assert in_short(Reference("own.example", "analyst", "my notes of 2026")) == "my notes of 2026"


def test_the_details_say_the_rest():
    shown = {each.domain: details(each) for each in all_references_of_the_packs()}
    assert shown["huguotechltd.com"] == (
        "as Shenyang Huguo Technology Ltd; copied from TatvaSoft (India). "
        "Content and logos copied; unit 1006-23 is on the floor of tonywangtech.com; live when published"
    )
    assert shown["foxvsun.com"].startswith("Seized by order of the U.S. District Court")


def all_references_of_the_packs() -> list[Reference]:
    return [Reference(e.domain, e.pack, e.source, e.note, e.copied_from) for e in entries()]


def test_a_pack_with_an_unknown_key_is_a_mistake_of_its_author(tmp_path):
    file = tmp_path / "pack.toml"
    file.write_text(
        '[pack]\nname="p"\ndate="2026-01-01"\nsource="s"\n[[reference]]\ndomain="a.example"\nwho="x"\n'
    )
    with pytest.raises(ValueError, match=r"a\.example has the unknown key who"):
        list(read_pack(file))


def test_the_address_host_and_registrar_that_a_source_printed_are_compared():
    tony, huguo = published("tonywangtech.com"), published("huguotechltd.com")
    assert "a:174.138.181.198" in tony["dns_records"]
    assert "registrar:1068" in tony["registration"]
    assert "street:11 tawan street building a1, 110036 / 1006-25" in tony["contacts"]
    assert "street:11 tawan street building a1, 110036 / 1006-23" in huguo["contacts"]
    neighbours = set(tony["contacts"]) & set(huguo["contacts"])
    assert "rooms:11 tawan street building a1, 110036 / 1006" in neighbours, "they are next door"
    assert "named:hopanatech" in published("hopanatech.com")["identities"]


def test_of_a_name_alone_nothing_is_printed_and_a_baseline_keeps_what_it_shows():
    assert published("foxvsun.com") == {}
    assert published("never-listed.example") == {}
    seen = Fingerprint("tonywangtech.com", {"dns_records": ("a:192.0.2.1",), "page_text": ("p:1",)})
    both = with_published(seen).values
    assert {"a:192.0.2.1", "a:174.138.181.198"} <= set(both["dns_records"])
    assert both["page_text"] == ("p:1",)
