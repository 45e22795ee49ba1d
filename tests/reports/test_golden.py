"""Do the formats that people diff read exactly as agreed?

After an intended change: ``python -m tests.reports.test_golden`` writes the files anew; read the difference.
"""

from pathlib import Path

import pytest

from reports.formats import named
from tests.reports._example import RICH

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize("name", ["markdown", "csv"])
def test_the_rich_day_reads_as_agreed(name):
    kind = named(name)
    assert kind.render(RICH).encode() == (GOLDEN / f"report{kind.suffix}").read_bytes()


if __name__ == "__main__":
    for kind in (named("markdown"), named("csv")):
        (GOLDEN / f"report{kind.suffix}").write_bytes(kind.render(RICH).encode())
