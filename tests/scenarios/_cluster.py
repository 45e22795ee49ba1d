"""How is a Dask cluster of two workers started on the loopback network, and ended for sure?"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Self

from tests.crawler._counting import is_gone, until

ROOT = Path(__file__).parents[2]
QUICK = {  # whoever kills twice is accused, instead of four times: the tests wait less
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    "DASK_DISTRIBUTED__DASHBOARD__LINK": "",
}


class Cluster:
    """A scheduler and two workers with nannies, as processes started by Dask's own commands."""

    def __init__(self, folder: Path, tls: Mapping[str, Path] = MappingProxyType({})) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._told = folder / "scheduler.json"
        files = zip(("--tls-ca-file", "--tls-cert", "--tls-key"), tls.values(), strict=False)
        self._tls = [text for name, file in files for text in (name, str(file))]
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        scheme = "tls" if self._tls else "tcp"
        self._start("scheduler", "--port", "0", "--protocol", scheme, "--scheduler-file", str(self._told))
        until(self._told.exists)
        for number in "12":
            place = str(self._folder / f"worker{number}")
            options = ["--scheduler-file", str(self._told), "--protocol", scheme, "--local-directory", place]
            self._start("worker", *options, "--nthreads", "1", "--memory-limit", "0")
        return self

    def __exit__(self, *broken: object) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    @property
    def address(self) -> str:
        return str(json.loads(self._told.read_text())["address"])

    def kill_scheduler(self) -> None:
        self.processes[0].kill()
        self.processes[0].wait()
        assert is_gone(self.processes[0].pid)

    def _start(self, what: str, *options: str) -> None:
        command = [
            sys.executable,
            "-m",
            "dask",
            what,
            "--host",
            "127.0.0.1",
            "--dashboard-address",
            "127.0.0.1:0",
        ]
        with (self._folder / f"{what}.log").open("ab") as log:
            process = subprocess.Popen(
                [*command, *self._tls, *options],
                cwd=ROOT,
                env={**os.environ, **QUICK, "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
