"""Does each visit get the notes of its own requests, however its tasks are mixed with others'?"""

import asyncio
from datetime import UTC, datetime

from crawler import touched

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


async def visit(name: str) -> list[str]:
    with touched.recording(lambda: NOW) as notes:
        await asyncio.gather(*(dial(name, number) for number in range(3)))
    touched.note(f"GET https://{name}/after")
    return [each.what for each in notes]


async def dial(name: str, number: int) -> None:
    await asyncio.sleep(0.001 * number)
    touched.note(f"GET https://{name}/{number}", "192.0.2.1")


async def test_visits_side_by_side_keep_their_notes_apart() -> None:
    first, second = await asyncio.gather(visit("a.example"), visit("b.example"))
    assert first == [f"GET https://a.example/{number}" for number in range(3)]
    assert second == [f"GET https://b.example/{number}" for number in range(3)]


def test_a_note_outside_a_visit_goes_nowhere() -> None:
    touched.note("GET https://a.example/")


def test_a_stranger_cannot_fill_the_memory_with_notes() -> None:
    with touched.recording(lambda: NOW) as notes:
        for _ in range(touched.MOST + 5):
            touched.note("GET https://a.example/" + "x" * 10_000)
    assert len(notes) == touched.MOST
    assert len(notes[0].what) == 2_100
