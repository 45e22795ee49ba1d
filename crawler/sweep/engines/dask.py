"""Is there a Dask cluster whose workers share the work?

A scheduler accuses every item that waited on a worker when it died, the innocent too: who is accused is
tried once more alone, and only who kills again is given up.
"""

import hashlib
import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from itertools import islice
from typing import Any, cast

from crawler.errors import ConfigError, to_install
from crawler.sweep.engines._engine import DIED, Engine, Settings, Task, attempt, fault_of, plain_or_tls
from crawler.sweep.work import Ended, EngineLost, Item

SECONDS = 30  # in which a scheduler answers and a first worker has joined it


def run(task: Task, items: Iterable[Item], settings: Settings) -> Iterator[Ended]:
    """Each item on some worker of the cluster at ``settings.scheduler``."""
    files = plain_or_tls(settings)
    try:
        from distributed import Client, Security
    except ImportError:
        raise ConfigError(f"the engine dask needs distributed: {to_install('sweep')}") from None
    security = Security(**files, require_encryption=True) if files else None  # type: ignore[no-untyped-call]
    at, accused = settings.scheduler, []
    try:
        with Client(at, security=security, set_as_default=False, timeout=SECONDS) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(1, timeout=SECONDS)
            if max(client.nthreads().values()) > 1:
                raise ConfigError("a part needs a process of its own: start workers with --nthreads 1")
            settings.tell(f"dashboard: {client.dashboard_link}")
            for ended in _through(client, task, iter(items), settings.window):
                if ended.fault == DIED:
                    accused.append(ended.item)
                else:
                    yield ended
            for item in accused:
                yield from _through(client, task, iter([item]), 1, "-alone")
    except OSError as error:
        raise EngineLost(f"the scheduler {at} is gone or has no worker: {error}") from error


def _through(client: Any, task: Task, items: Iterator[Item], window: int, how: str = "") -> Iterator[Ended]:
    from distributed import as_completed

    # The answer to an equal key is an answer, also that of another job and of the round before.
    job = hashlib.sha256(pickle.dumps(task)).hexdigest()[:16] + how
    futures: Any = as_completed(loop=client.loop)  # type: ignore[no-untyped-call]
    given: dict[Any, Item] = {}
    while True:
        for item in islice(items, window - len(given)):
            future = client.submit(attempt, task, item, key=f"{item.name}-{job}", pure=False)
            given[future.key] = item
            futures.add(future)
        if not given:
            return
        done = next(futures)
        yield _ended(done, given.pop(done.key))


def _ended(future: Any, item: Item) -> Ended:
    from distributed.scheduler import KilledWorker, NoWorkerError

    try:
        return cast(Ended, future.result())
    except KilledWorker:
        return Ended(item, None, DIED)
    except (CancelledError, NoWorkerError) as error:
        raise OSError(str(error)) from error
    except Exception as error:  # a worker that cannot even read the task
        return Ended(item, None, fault_of(error))


ENGINE = Engine("dask", "Is there a Dask cluster whose workers share the work?", run)
