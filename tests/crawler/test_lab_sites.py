"""Are the lab's invented sites as different, and as alike, as they were planted to be?"""

import itertools
import re

import phonenumbers
from selectolax.lexbor import LexborHTMLParser

from crawler.lab import pages, world
from crawler.lab.hostile import BEHAVIOURS


def texts(firm: world.Firm) -> set[str]:
    """Every sentence of four words or more on the firm's pages, as a reader sees them."""
    found = set()
    for file in pages.files(firm).values():
        if file.media_type.startswith("text/html"):
            shown = re.sub(r"<(title|script)\b.*?</\1>|<!--.*?-->", " ", file.body.decode(), flags=re.S)
            for piece in re.split(r"<[^>]*>", shown):
                found |= {each.strip() for each in re.split(r"[.;!?]\s", piece) if len(each.split()) >= 4}
    return found


def live(day: int) -> list[world.Firm]:
    return [each for each in world.THREE_DAYS.firms(day).values() if each.state == "live"]


def test_two_unrelated_firms_share_no_sentence() -> None:
    for day in world.DAYS:
        said = {each.domain: texts(each) for each in live(day)}
        kin = {"brightharbourit.example": "quaysidecompute.example"}
        for one, other in itertools.combinations(said, 2):
            if kin.get(one) != other and kin.get(other) != one:
                assert said[one] & said[other] == set(), (one, other)


def test_a_copy_keeps_the_sentences_and_the_brand_it_forgot() -> None:
    copy, original = (
        world.THREE_DAYS.firms(3)[each] for each in ("brightharbourit.example", "quaysidecompute.example")
    )
    assert len(texts(copy) & texts(original)) >= 10
    assert b'alt="Quayside Compute logo"' in pages.files(copy)["/"].body
    assert "Quayside" not in " ".join(copy.home + copy.about)


def test_a_renamed_clone_keeps_the_nesting_and_no_class() -> None:
    clone, old = (
        world.THREE_DAYS.firms(3)["pixelmeridian.example"],
        world.THREE_DAYS.archived()["foxysunstudio.com"],
    )
    ours, theirs = (pages.files(each)["/"].body.decode() for each in (clone, old))
    classes = [set(" ".join(re.findall(r'class="([^"]*)"', each)).split()) for each in (ours, theirs)]
    assert classes[0] & classes[1] == set()
    assert texts(clone) & texts(old) == set()
    assert clone.favicon == old.favicon


def test_every_phone_of_a_page_is_a_valid_number() -> None:
    for firm in (*live(3), *world.THREE_DAYS.archived().values()):
        assert phonenumbers.is_valid_number(phonenumbers.parse(firm.phone)), firm.domain


def test_every_hostile_behaviour_has_a_site() -> None:
    used = {each.behaviour for each in world.THREE_DAYS.firms(1).values() if each.behaviour}
    assert used == set(BEHAVIOURS)


def nesting(firm: world.Firm) -> set[tuple[str, ...]]:
    """Every run of four nested tags on the firm's pages."""
    found = set()
    for file in pages.files(firm).values():
        if file.media_type.startswith("text/html"):
            for node in LexborHTMLParser(file.body.decode()).css("body *"):
                path, up = [node.tag], node.parent
                while up is not None and len(path) < 4:
                    path.append(up.tag)
                    up = up.parent
                found.add(tuple(path))
    return found


def test_firms_on_templates_of_their_own_are_built_differently() -> None:
    kin = {"brightharbourit.example", "pixelmeridian.example"}
    own = [each for each in live(3) if each.structure not in (30, 40) and each.domain not in kin]
    built = {each.domain: nesting(each) for each in own}
    assert len(built) >= 20
    for one, other in itertools.combinations(built, 2):
        shared = len(built[one] & built[other]) / len(built[one] | built[other])
        assert shared < 0.5, (one, other)


def test_firms_on_one_public_template_differ_in_words_only() -> None:
    users = [each for each in live(1) if each.structure == 30]
    assert len(users) == 3
    assert len({frozenset(nesting(each)) for each in users}) == 1


def test_nothing_changes_between_days_but_what_the_plan_says() -> None:
    changed = set()
    for before, after in itertools.pairwise(world.DAYS):
        old, new = world.THREE_DAYS.firms(before), world.THREE_DAYS.firms(after)
        changed |= {(after, domain) for domain in new if new[domain] != old[domain]}
    assert changed == {
        (2, "brackenpoint.example"),
        (2, "harrowgatedigital.example"),
        (2, "lumenroot.example"),
        (2, "nordbridgesystems.test"),
        (2, "silverstarchlna.example"),
        (2, "tallowmere.example"),
        (2, "verdantacore.example"),
        (3, "brackenpoint.example"),
        (3, "brightharbourit.example"),
        (3, "ferrowick.example"),
        (3, "graniteloom.example"),
        (3, "harrowgatedigital.example"),
        (3, "perchandquarry.example"),
        (3, "pixelmeridian.example"),
    }
