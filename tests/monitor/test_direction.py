"""Of two sites that share their pages, is the right one called the original, and only when something says so?

The firms are invented.
"""

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from crawler.fingerprint import Values
from crawler.records import Observation, Outcome, Reason
from monitor.direction import AGED, Original, Past, direction, time_of

OLD, NEW = datetime(2009, 4, 1, tzinfo=UTC), datetime(2023, 10, 14, tzinfo=UTC)
FIRM, FRONT = Past("harborforge.example", OLD), Past("tidewise-labs.example", NEW)


def saying(past: Past, **values: Values) -> Past:
    return replace(past, values=MappingProxyType(values))


def dated(past: Past, created: datetime | None) -> Past:
    return replace(past, created=created)


def test_the_firm_that_was_registered_years_earlier_is_the_original() -> None:
    found = direction(FIRM, FRONT)
    assert found.original is Original.OURS
    assert [each.sentence for each in found.reasons] == [
        "harborforge.example was registered 2009-04-01, tidewise-labs.example 2023-10-14"
    ]
    assert direction(FRONT, FIRM).original is Original.THEIRS


def test_the_answer_of_a_pair_turned_round_is_the_same_turned_round() -> None:
    left_behind = saying(FRONT, contacts=("mailhost:harborforge.example",))
    there, back = direction(FIRM, left_behind), direction(left_behind, FIRM)
    assert there.bits == -back.bits > 0
    assert [each.sentence for each in there.reasons] == [each.sentence for each in back.reasons]


@pytest.mark.parametrize("created", [OLD, None])
def test_nothing_can_be_told_of_twins_without_dates_or_of_the_same_week(created: datetime | None) -> None:
    found = direction(dated(FIRM, created), dated(FRONT, created))
    assert found.original is Original.CANNOT_TELL
    assert found.reasons == ()


def test_one_date_alone_tells_nothing() -> None:
    assert direction(FIRM, dated(FRONT, None)).original is Original.CANNOT_TELL


def test_a_front_on_an_old_domain_is_given_away_by_what_it_left_on_the_pages() -> None:
    bought = dated(FRONT, datetime(2001, 1, 1, tzinfo=UTC))
    careless = saying(
        bought,
        contacts=("email:sales@harborforge.example", "mailhost:harborforge.example"),
        identities=("brand:tidewise", "leftover:harborforge"),
    )
    assert direction(FIRM, bought).original is Original.THEIRS, "a date alone is believed"
    found = direction(FIRM, careless)
    assert found.original is Original.OURS
    assert {each.sentence for each in found.reasons if each.bits > 0} == {
        "the pages of tidewise-labs.example still name 'harborforge'",
        "the pages of tidewise-labs.example list a mailbox at harborforge.example",
    }


def test_a_name_or_a_mailbox_of_its_own_is_nothing_left_behind() -> None:
    own = saying(FRONT, contacts=("mailhost:tidewise-labs.example",), identities=("brand:tidewiselabs",))
    assert direction(dated(FIRM, None), own).reasons == ()


def test_a_front_that_kept_the_copyright_line_carries_the_name_of_the_firm() -> None:
    firm = saying(dated(FIRM, None), identities=("brand:harborforge",))
    kept = saying(FRONT, identities=("brand:harborforge", "brand:tidewiselabs"))
    (reason,) = direction(firm, kept).reasons
    assert reason.bits > 0
    assert reason.sentence == "the pages of tidewise-labs.example still name 'harborforge'"


def test_a_domain_in_a_firms_own_brand_that_was_registered_later_is_not_the_original() -> None:
    both = ("brand:harborforge", "brand:hfgroup")
    firm = saying(Past("hf-group.example", OLD), identities=both)
    copy = saying(Past("harborforge.test", NEW), identities=("brand:harborforge",))
    found = direction(firm, copy)
    assert found.original is Original.OURS
    assert [each.bits > 0 for each in found.reasons] == [True], "the date alone speaks"


def test_a_site_that_takes_a_name_off_the_others_pages_is_not_thereby_the_original() -> None:
    firm = saying(dated(FIRM, None), identities=("brand:harborforge", "leftover:pagewright"))
    claiming = saying(dated(FRONT, None), identities=("brand:pagewright", "brand:tidewiselabs"))
    assert direction(firm, claiming).reasons == ()
    labs = saying(dated(FIRM, None), identities=("brand:harborforgelabs",))
    kept = saying(dated(FRONT, None), identities=("leftover:harborforgelabs",))
    assert direction(labs, kept).original is Original.OURS, "a longer form of the domain's name"


def test_pages_seen_before_the_other_domain_had_any_are_the_originals() -> None:
    archived = replace(dated(FIRM, None), seen_since=datetime(2015, 6, 1, tzinfo=UTC))
    found = direction(archived, FRONT)
    assert found.original is Original.OURS
    assert [each.sentence for each in found.reasons] == [
        "harborforge.example was seen 2015-06-01, before tidewise-labs.example was registered (2023-10-14)"
    ]
    dormant = Past("tidewise-labs.example", dated(FIRM, OLD).created, bare_until=NEW)
    assert "was still without pages (2023-10-14)" in direction(archived, dormant).reasons[0].sentence


def test_a_site_that_was_merely_watched_later_is_not_younger() -> None:
    watched_since = replace(dated(FRONT, None), seen_since=NEW)
    assert direction(replace(dated(FIRM, None), seen_since=OLD), watched_since).reasons == ()


def test_who_is_known_as_honest_is_the_original_whatever_the_dates_say() -> None:
    known = replace(FRONT, said="tidewise-labs.example is known here as an honest firm")
    assert direction(FIRM, known).original is Original.THEIRS
    both = direction(replace(FIRM, said="harborforge.example is known here as an honest firm"), known)
    assert both.original is Original.OURS, "of two honest firms the older"


def test_files_loaded_from_the_other_are_a_hint_and_a_subdomain_counts() -> None:
    loading = saying(dated(FRONT, None), assets=("host:cdn.harborforge.example",))
    found = direction(dated(FIRM, None), loading)
    assert found.original is Original.OURS
    assert found.reasons[0].sentence == (
        "the pages of tidewise-labs.example load files from harborforge.example"
    )


def registration(created: object) -> Observation:
    return Observation("a.example", "registration", NEW, Outcome.OBSERVED, payload={"created": created})


def test_a_time_is_read_from_a_look_with_or_without_its_zone() -> None:
    assert time_of(registration("2009-04-01T00:00:00Z"), "created") == OLD
    assert time_of(registration("2009-04-01"), "created") == OLD


@pytest.mark.parametrize("created", [None, "before the flood", 7, ["2009"], "9999-99-99T00:00:00Z"])
def test_a_date_that_cannot_be_read_tells_nothing(created: object) -> None:
    assert time_of(registration(created), "created") is None
    assert time_of(None, "created") is None
    absent = Observation("a.example", "registration", NEW, Outcome.ABSENT, Reason.NOT_REGISTERED)
    assert time_of(absent, "created") is None


def test_a_front_on_a_domain_that_is_somewhat_older_than_a_documented_one_is_not_called_the_original() -> (
    None
):
    aged = dated(FRONT, datetime(2020, 10, 1, tzinfo=UTC))
    documented = Past("documented.example", NEW)
    assert direction(aged, documented).original is Original.OURS
    assert direction(aged, documented, AGED).original is Original.CANNOT_TELL
    assert direction(FIRM, documented, AGED).original is Original.OURS, "fourteen years are more than that"
