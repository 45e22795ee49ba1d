"""Do the lab's name servers misbehave just as they are told?"""

from collections.abc import Callable

import dns.flags
import dns.message
import dns.rcode
import pytest

from crawler.lab.dns import Answers, Records
from crawler.lab.trouble import Trouble, flapping, word_of

RECORDS: Records = {
    "example": {"SOA": ["ns.example. root.example. 1 2 3 4 5"]},
    "front.example": {"A": ["127.0.0.7"]},
    "beside.example": {"A": ["127.0.0.8"]},
}


def ask(
    trouble: Trouble, name: str = "front.example", kind: str = "A", *, udp: bool = True
) -> dns.message.Message | None:
    answers = Answers(lambda: RECORDS, {"front.example": trouble})
    wire = answers.reply(dns.message.make_query(name, kind).to_wire(), udp=udp)
    return dns.message.from_wire(wire) if wire else None


@pytest.mark.parametrize(
    ("word", "rcode", "records", "flags"),
    [
        ("ok", "NOERROR", 1, dns.flags.AA | dns.flags.RA),
        ("nxdomain", "NXDOMAIN", 0, dns.flags.RA),
        ("servfail", "SERVFAIL", 0, dns.flags.RA),
        ("refused", "REFUSED", 0, dns.flags.RA),
        ("truncate", "NOERROR", 0, dns.flags.TC | dns.flags.RA),
        ("truncate-dead", "NOERROR", 0, dns.flags.TC | dns.flags.RA),
        ("lame", "NOERROR", 0, 0),
    ],
)
def test_a_word_makes_the_answer_it_names_and_its_neighbour_answers_well(
    word: str, rcode: str, records: int, flags: int
) -> None:
    answer = ask(word)
    assert answer is not None
    seen = answer.flags & (dns.flags.AA | dns.flags.TC | dns.flags.RA)
    assert (dns.rcode.to_text(answer.rcode()), len(answer.answer), seen) == (rcode, records, flags)
    beside = ask(word, "beside.example")
    assert beside is not None and beside.answer


def test_over_tcp_only_what_is_truncated_dead_stays_silent() -> None:
    whole = ask("truncate", udp=False)
    assert whole is not None and whole.answer
    assert ask("truncate-dead", udp=False) is None
    assert ask("drop") is None and ask("drop", udp=False) is None


def test_a_wildcard_makes_up_the_names_that_are_not_there() -> None:
    for name, address in (("front.example", "127.0.0.7"), ("nobody.front.example", "127.20.0.2")):
        answer = ask("wildcard", name)
        assert answer is not None and [str(each[0]) for each in answer.answer] == [address]
    without = ask("wildcard", "nobody.front.example", "NS")
    assert without is not None and (without.rcode(), without.answer) == (dns.rcode.NOERROR, [])


def drawn(word: Callable[[str, str], str], times: int = 60) -> list[str]:
    return [word("front.example", "A") for _ in range(times)]


def test_flapping_is_drawn_anew_for_each_question_or_each_day_and_the_same_for_one_seed() -> None:
    assert set(drawn(flapping("a"))) == {"ok", "servfail", "drop"}
    assert drawn(flapping("a")) == drawn(flapping("a")) != drawn(flapping("b"))
    today = [0]
    daily = flapping("a", lambda: today[0])
    words = []
    for today[0] in range(30):
        assert len(set(drawn(daily, 3))) == 1
        words += drawn(daily, 1)
    assert set(words) == {"ok", "servfail", "drop"}


def test_a_name_that_flaps_answers_by_turns() -> None:
    answers = Answers(lambda: RECORDS, {"front.example": "flap"})
    wire = dns.message.make_query("front.example", "A").to_wire()
    replies = [answers.reply(wire, udp=True) for _ in range(60)]
    codes = {dns.message.from_wire(each).rcode() if each else None for each in replies}
    assert codes == {dns.rcode.NOERROR, dns.rcode.SERVFAIL, None}


def test_a_word_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"know no trouble 'servfial'; use one of"):
        word_of("servfial", "front.example", "A")
