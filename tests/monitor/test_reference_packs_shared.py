"""Does a pack bring the same references and baselines into another home, digest for digest?"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.errors import ConfigError
from monitor import config
from monitor.cycle import read_references
from monitor.home import open_home
from monitor.references import all_references, entry_of, in_short
from monitor.references._pack_export import export
from monitor.references._pack_import import import_pack
from monitor.references.archives import Keeping, import_files
from monitor.references.facts import keep
from monitor.references.packs import is_pack, read
from monitor.store import Reference
from tests.monitor.test_reference_facts import EARLY, FOX, LATER
from tests.monitor.test_reference_facts import export as write
from tests.monitor.test_reference_facts_dns import RECORDS, certificate, lines
from tests.monitor.test_references import HOME, SEIZED, warc

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
OWN = "added-front.example"
ABOUT = {
    "name": "fox",
    "source": "an invented team",
    "date": "2026-03-02",
    "permission": "for friends — «only»",
}
PRINTED = (
    ("address", "12 Nowhere Lane"),
    ("by", "Some Team"),
    ("date", "2026-01-02"),
    ("entity", "Added \\ Front"),
)


def opened(folder: Path):
    folder.mkdir()
    return open_home(config.Config(home=folder))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with pages and facts of one reference, and with one of the analyst's own."""
    tmp_path = tmp_path_factory.mktemp("exporter")
    home = opened(tmp_path / "home")
    keeping = Keeping(home.store, home.observations, home.archive, NOW)
    pages = [
        (f"https://{FOX}/", "2016-05-01T09:00:00Z", HOME),
        (f"https://{FOX}/about", "2016-05-01T09:00:05Z", HOME.replace("Software for", "About")),
        (f"https://{FOX}/", "2018-05-01T09:00:00Z", HOME.replace("eleven", "twelve")),
    ]
    import_files([warc(tmp_path / "fox.warc.gz", *pages)], FOX, keeping)
    given = (home.store, home.observations, home.archive, NOW)
    keep(write(tmp_path, f"# 2015-06-07\n{EARLY}\n# 2019-08-09\n{LATER}", "whois.txt"), FOX, *given)
    keep(lines(tmp_path / "pdns", *RECORDS), FOX, *given)
    (tmp_path / "fox.pem").write_bytes(certificate(FOX, "fox-sister.example"))
    keep(tmp_path / "fox.pem", FOX, *given)
    home.store.add_reference(Reference(OWN, "notes", "Some Report", "A note.", "A Firm", PRINTED), NOW)
    return home


def packed(home, folder: Path, **more: str):
    references = [each for each in all_references(home.store) if each.domain in (FOX, OWN)]
    about = ABOUT | more
    export(folder, about, references, home.store.baselines(), home.observations, home.archive)
    return folder


def imported(home, folder: Path):
    return import_pack(folder, home.store, home.observations, home.archive, NOW)


def fingerprints(home):
    scene = home.scene()
    scene = replace(scene, slices={each: scene.slices[each] for each in (FOX, OWN)})
    with home.reader() as reader:
        assert read_references(scene, reader) == []
    return [scene.get(each) for each in (FOX, OWN)]


def test_what_one_home_exports_another_has_after_importing_it(home, tmp_path):
    folder = packed(home, tmp_path / "pack")
    other = opened(tmp_path / "other")
    assert is_pack(folder)
    assert [each.refused for each in imported(other, folder)] == [(), ()]
    assert other.store.baselines() == home.store.baselines()
    for each in home.store.baselines():
        ours, theirs = (one.observations.latest(FOX, at=each.observed_at) for one in (home, other))
        assert {kind: look.value_hash for kind, look in ours.items()} == {
            kind: look.value_hash for kind, look in theirs.items()
        }
    assert fingerprints(other) == fingerprints(home)
    own = next(each for each in all_references(other.store) if each.domain == OWN)
    assert (own.pack, own.source, own.note, own.copied_from) == ("fox", "Some Report", "A note.", "A Firm")
    assert (entry_of(own).entity, entry_of(own).address) == ("Added \\ Front", "12 Nowhere Lane")
    assert in_short(own) == "documented 2026-01-02 (Some Team)"
    assert entry_of(own).tlp == "amber"
    assert imported(other, folder) == imported(other, folder), "importing it again changes nothing"


def test_the_same_export_has_the_same_bytes_and_so_has_that_of_the_other_home(home, tmp_path):
    one, two = packed(home, tmp_path / "one"), packed(home, tmp_path / "two")
    other = opened(tmp_path / "other")
    imported(other, one)
    three = packed(other, tmp_path / "three", tlp="amber")
    files = sorted(each.relative_to(one) for each in one.rglob("*") if each.is_file())
    assert [str(each) for each in files] == [
        f"{FOX}/bodies.warc.gz",
        f"{FOX}/looks.json",
        "pack.toml",
    ]
    for each in files:
        assert (one / each).read_bytes() == (two / each).read_bytes()
    assert (one / FOX / "bodies.warc.gz").read_bytes() == (three / FOX / "bodies.warc.gz").read_bytes()
    assert (one / FOX / "looks.json").read_bytes() == (three / FOX / "looks.json").read_bytes()


def test_the_bodies_of_a_pack_are_an_archive_that_can_be_imported_by_itself(home, tmp_path):
    folder = packed(home, tmp_path / "pack")
    other = opened(tmp_path / "other")
    keeping = Keeping(other.store, other.observations, other.archive, NOW)
    done = import_files([folder / FOX / "bodies.warc.gz"], FOX, keeping)
    assert [(f"{each.observed_at:%Y-%m-%d}", each.pages) for each in done.baselines][:2] == [
        ("2016-05-01", 2),
        ("2018-05-01", 1),
    ]


def test_a_pack_never_goes_further_than_its_strictest_reference(tmp_path):
    home = opened(tmp_path / "home")
    home.store.add_reference(Reference(OWN, "notes", "Some Report", printed=(("tlp", "red"),)), NOW)
    with pytest.raises(ConfigError, match="a reference in it is marked tlp red, so the pack cannot be green"):
        packed(home, tmp_path / "pack", tlp="green")
    assert read(packed(home, tmp_path / "other")).tlp == "red"


def test_a_folder_with_something_in_it_is_not_written_to(home, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    with pytest.raises(ConfigError, match="is not empty; name a new folder for the pack"):
        packed(home, tmp_path / "full")


def test_what_is_said_here_already_stands_and_the_baselines_are_added(home, tmp_path):
    folder = packed(home, tmp_path / "pack")
    other = opened(tmp_path / "other")
    other.store.add_reference(Reference(OWN, "analyst", "my own notes"), NOW)
    (own, _) = imported(other, folder)
    assert own.refused == ("what it says of added-front.example: it is a reference of 'analyst' already",)
    assert next(each for each in all_references(other.store) if each.domain == OWN).source == "my own notes"


def test_a_seizure_in_a_pack_is_a_state_and_no_baseline(tmp_path):
    home = opened(tmp_path / "home")
    path = warc(tmp_path / "fox.warc.gz", (f"https://{FOX}/", "2016-05-01T09:00:00Z", HOME))
    import_files([path], FOX, Keeping(home.store, home.observations, home.archive, NOW))
    folder = packed(home, tmp_path / "pack")
    forge(folder, HOME, SEIZED)
    other = opened(tmp_path / "other")
    (fox,) = imported(other, folder)
    assert fox.baselines == ()
    assert fox.refused == (
        "the site of 2016-05-01 of cloudbluefox.com is a page of the kind 'seized', "
        "not the front's own content",
    )
    assert other.store.baselines() == []


def forge(folder: Path, old: str, new: str) -> None:
    """Puts another home page into the pack, with hashes that are right."""
    from crawler.records import body_hash
    from monitor.references.packs import digest_of

    warc(folder / FOX / "bodies.warc.gz", (f"https://{FOX}/", "2016-05-01T09:00:00Z", new))
    looks = folder / FOX / "looks.json"
    looks.write_text(looks.read_text().replace(body_hash(old.encode()), body_hash(new.encode())))
    toml = (folder / "pack.toml").read_text().split("\n")
    for name in ("looks.json", "bodies.warc.gz"):
        at = next(number for number, line in enumerate(toml) if line.endswith(f'{name}"'))
        toml[at + 1] = f'sha256 = "{digest_of(folder / FOX / name)}"'
    (folder / "pack.toml").write_text("\n".join(toml))
