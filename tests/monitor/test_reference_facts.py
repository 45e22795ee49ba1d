"""Do exports of every kind become the looks that the collectors would have made on those days?

All people, streets, mailboxes and hosts are invented; of the domain nothing but the name is public.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import CollectionError, ConfigError
from crawler.records import Observation
from monitor.references.facts import exports, gather, read

FOX = "cloudbluefox.com"
EARLY = f"""Domain Name: {FOX.upper()}
Registrar: Invented Names Ltd.
Registrar IANA ID: 9999
Updated Date: 2015-03-02T10:00:00Z
Creation Date: 2014-05-06T07:08:09Z
Registry Expiry Date: 2017-05-06T07:08:09Z
Registrant Name: Ivo Invented
Registrant Organization: Fox Cloud Works
Registrant Street: 12 Nowhere Lane
Registrant City: Springtown
Registrant Country: US
Registrant Email: ivo@fox-works.example
Registrant Phone: +1.2125550143
Name Server: NS1.FOX-WORKS.EXAMPLE
Name Server: NS2.FOX-WORKS.EXAMPLE
"""
LATER = EARLY.replace("Ivo Invented", "REDACTED FOR PRIVACY").replace("ivo@fox-works.example", "")
SEIZED = EARLY.replace("NS1.FOX-WORKS.EXAMPLE", "NS1.FBI.SEIZED.GOV")


def export(folder: Path, text: str | bytes | Any, name: str = "export") -> Path:
    path = folder / name
    if not isinstance(text, str | bytes):
        text = json.dumps(text)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def looks(path: Path) -> list[Observation]:
    return list(gather_looks(path)[0])


def gather_looks(path: Path) -> tuple[list[Observation], str]:
    """The looks, and what was said of the parts left out."""
    found: list[Observation] = []
    try:
        found.extend(read(path, FOX))
    except CollectionError as error:
        return found, str(error)
    return found, ""


def days(found: list[Observation]) -> list[str]:
    return [f"{each.kind} {each.observed_at:%Y-%m-%d}" for each in found]


def registrants(found: list[Observation]) -> list[str | None]:
    return [each.payload["registrant"]["email"] for each in found]


def test_every_kind_of_export_says_what_it_answers():
    assert [each.name for each in exports()] == [
        "certificates",
        "crtsh",
        "passive_dns",
        "rdap",
        "whois_history",
        "whois_text",
    ]
    assert all(each.question.endswith("?") for each in exports())


# WHOIS as text


def test_one_whois_answer_is_dated_by_its_registrys_stamp(tmp_path):
    stamped = EARLY + ">>> Last update of WHOIS database: 2016-01-02T03:04:05Z <<<\n"
    (seen,) = looks(export(tmp_path, stamped))
    assert (seen.kind, f"{seen.observed_at:%Y-%m-%dT%H:%M:%SZ}") == ("registration", "2016-01-02T03:04:05Z")
    assert seen.payload["created"] == "2014-05-06T07:08:09Z"
    assert seen.payload["registrar"] == {"name": "Invented Names Ltd.", "iana_id": "9999"}
    assert seen.payload["registrant"]["email"] == "ivo@fox-works.example"
    assert (seen.payload["source"], seen.payload["server"]) == ("whois", "archive")
    assert [each.startswith("sha256:") for each in seen.captures] == [True]


def test_a_whois_answer_without_a_stamp_is_dated_by_its_files_name_else_by_its_own_last_change(tmp_path):
    assert days(looks(export(tmp_path, EARLY, "fox-2016-07-08.txt"))) == ["registration 2016-07-08"]
    assert days(looks(export(tmp_path, EARLY, "fox.txt"))) == ["registration 2015-03-02"]


@pytest.mark.parametrize(
    "line",
    [
        "# {}",
        "=== {} ===",
        "Record date: {}",
        "Whois Date: {}T10:11:12Z",
        "[{}]",
        "--- snapshot {} 10:11:12 UTC ---",
        "{}",
    ],
)
def test_a_history_as_text_has_a_date_above_each_record(tmp_path, line):
    text = f"{line.format('2015-06-07')}\n{EARLY}\n{line.format('2019-08-09')}\n{LATER}"
    found = looks(export(tmp_path, text))
    assert days(found) == ["registration 2015-06-07", "registration 2019-08-09"]
    assert registrants(found) == ["ivo@fox-works.example", None]


def test_the_registrys_and_the_registrars_answer_of_one_lookup_are_one_record(tmp_path):
    thin = "\n".join(line for line in EARLY.splitlines() if not line.startswith("Registrant")) + "\n"
    stamp = ">>> Last update of whois database: {} <<<\n\nThe registry tells nothing more.\n"
    lookup = thin + stamp.format("2016-01-02T03:04:05Z") + EARLY + stamp.format("2016-01-02T01:00:00Z")
    later = LATER + stamp.format("2019-01-02T03:04:05Z")
    found = looks(export(tmp_path, lookup + later))
    assert days(found) == ["registration 2016-01-02", "registration 2019-01-02"]
    assert registrants(found) == ["ivo@fox-works.example", None]


def test_a_record_of_another_domain_is_left_out_and_named_with_its_line(tmp_path):
    other = EARLY.replace(FOX.upper(), "HONEST-FIRM.EXAMPLE")
    found, told = gather_looks(export(tmp_path, f"# 2015-06-07\n{EARLY}# 2016-06-07\n{other}"))
    assert days(found) == ["registration 2015-06-07"]
    assert told.endswith("were left out: the record at line 17 is of honest-firm.example")


# RDAP

RDAP: dict[str, Any] = {
    "objectClassName": "domain",
    "ldhName": FOX,
    "events": [
        {"eventAction": "registration", "eventDate": "2014-05-06T07:08:09Z"},
        {"eventAction": "last changed", "eventDate": "2019-03-02T10:00:00Z"},
        {"eventAction": "last update of RDAP database", "eventDate": "2019-06-02T10:00:00Z"},
    ],
    "nameservers": [{"ldhName": "ns1.fox-works.example"}],
}


def test_an_rdap_object_alone_in_a_list_or_a_line_is_one_look(tmp_path):
    for text in (RDAP, [RDAP], json.dumps(RDAP) + "\n"):
        found = looks(export(tmp_path, text))
        assert days(found) == ["registration 2019-06-02"]
        assert found[0].payload["created"] == "2014-05-06T07:08:09Z"
        assert (found[0].payload["source"], found[0].payload["server"]) == ("rdap", "archive")


def test_an_rdap_object_of_somebody_else_is_left_out_with_its_place(tmp_path):
    found, told = gather_looks(export(tmp_path, [RDAP, RDAP | {"ldhName": "honest-firm.example"}]))
    assert len(found) == 1
    assert "item 2: the answer is no RDAP object of cloudbluefox.com" in told


# what a seizure shows is a state


def test_records_with_the_name_servers_of_a_seizure_are_never_a_baseline(tmp_path):
    text = f"# 2015-06-07\n{EARLY}\n# 2023-09-01\n{SEIZED}\n# 2023-10-01\n{LATER}"
    found, told = gather_looks(export(tmp_path, text))
    assert days(found) == ["registration 2015-06-07"]
    assert (
        "the registration of 2023-09-01 shows the name servers of a seizure: a state, never the front's own"
        in told
    )
    assert (
        "the registration of 2023-10-01 is later than the seizure that the file itself shows from 2023-09-01"
        in told
    )


def test_what_is_later_than_the_published_day_of_the_seizure_is_refused(tmp_path):
    path = export(tmp_path, f"# 2023-10-17\n{EARLY}\n# 2023-10-18\n{EARLY}\n# 2024-01-01\n{EARLY}")
    found, told = gather_looks(path)
    assert days(found) == ["registration 2023-10-17"]
    assert (
        "the registration of 2023-10-18 to 2024-01-01 (2 days) was taken after the seizure of 2023-10-17"
        in told
    )


def test_a_file_of_nothing_else_is_refused_with_the_reason(tmp_path):
    with pytest.raises(
        ConfigError, match=r"nothing in .* can be a baseline of cloudbluefox.com: .* a seizure"
    ):
        gather(export(tmp_path, f"# 2023-09-01\n{SEIZED}"), FOX)


# no such file, no such kind


def test_what_is_no_export_is_refused_before_the_first_look(tmp_path):
    for text in ("", "just words", b"\x89PNG\r\n\x1a\n\0\0\0\0", b"PK\3\4"):
        with pytest.raises(ConfigError, match="is no export of facts: give WHOIS text or JSON"):
            next(read(export(tmp_path, text), FOX))
    with pytest.raises(ConfigError, match="No such file or directory; name a file that can be read"):
        next(read(tmp_path / "nothing", FOX))
