"""Does the same seam carry a second engine, which knows nothing of the first?"""

from pathlib import Path
from threading import Thread

import pytest

from crawler.sweep import digest, sweep
from crawler.sweep.engines import Settings
from tests.crawler._counting import Counting, alone, invented, kill_who_holds, run

pytest.importorskip("ray")
pytestmark = pytest.mark.slow


def test_ray_ends_with_the_same_rows_though_a_worker_is_killed_and_names_who_kills_each(
    tmp_path: Path,
) -> None:
    inputs = invented(tmp_path / "in", {3: "hold", 5: "poison", 7: "broken"})
    killer = Thread(target=kill_who_holds, args=[tmp_path / "in" / "03.txt"], daemon=True)
    killer.start()
    done = sweep(Counting(), inputs, tmp_path / "out", run("ray", Settings(workers=2, window=4)))
    killer.join()
    assert done.parts == 10
    assert sorted(((each.item, each.fault) for each in done.quarantined), key=lambda each: each[0].where) == [
        (inputs[5], "its worker died each time it was tried"),
        (inputs[7], "ValueError: this file is broken"),
    ]
    assert digest(done.folder) == alone(tmp_path / "in", tmp_path / "one")
