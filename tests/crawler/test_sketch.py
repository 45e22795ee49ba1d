"""Is the hash behind sketches the same on every machine?"""

from crawler.fingerprint._sketch import digests, first, lasting, lowest, stable_hash


def test_the_hash_of_a_text_is_written_down() -> None:
    assert stable_hash("a passage") == "6c502df01f"
    assert stable_hash("заголовок") == "d40e00f5e6"


def test_the_hash_of_what_is_told_for_years_is_longer_and_begins_alike() -> None:
    assert lasting("a passage") == "6c502df01f4e859d"


def test_many_texts_have_the_hashes_that_each_has_alone() -> None:
    texts = ["n ^ ^ body0", "p ul1 li0 a1i", "заголовок"]
    assert list(map(first, digests(texts))) == list(map(stable_hash, texts))
    assert lowest([each.encode() for each in texts], 2) == sorted(map(stable_hash, texts))[:2]
