"""Is there a Ray cluster whose workers share the work?

Ray tries an item whose worker died by itself, ``tries`` times; one worker holds one item, so the one it names
is the one. Its encryption is set by environment (RAY_USE_TLS) on every machine, and asked for off this one.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, cast

from crawler.errors import ConfigError, to_install
from crawler.sweep.engines._engine import DIED, Engine, Settings, Task, attempt, fault_of, is_own
from crawler.sweep.work import Ended, EngineLost, Item


def run(task: Task, items: Iterable[Item], settings: Settings) -> Iterator[Ended]:
    """Each item on some worker of the cluster at ``settings.scheduler``; without, one on this machine."""
    try:
        import ray
    except ImportError:
        raise ConfigError(f"the engine ray needs ray: {to_install('ray')}") from None
    at = settings.scheduler or "local"
    if at != "local" and not is_own(at.rpartition(":")[0]) and os.environ.get("RAY_USE_TLS") != "1":
        raise ConfigError(f"{at} is not on this machine: set up Ray's TLS on all, and RAY_USE_TLS=1 here")
    try:
        ray.init(address=at, log_to_driver=False, **_small(settings) if at == "local" else {})
    except (ConnectionError, OSError, RuntimeError) as error:
        raise EngineLost(f"no Ray cluster can be reached at {at}: {error}") from error
    try:
        yield from _through(ray, task, iter(items), settings)
    except (ray.exceptions.RaySystemError, ConnectionError) as error:
        raise EngineLost(f"the Ray cluster at {at} is gone: {error}") from error
    finally:
        ray.shutdown()


def _small(settings: Settings) -> dict[str, Any]:
    workers = {"num_cpus": settings.workers} if settings.workers else {}
    return {"include_dashboard": False, "object_store_memory": 128 << 20, **workers}


def _through(ray: Any, task: Task, items: Iterator[Item], settings: Settings) -> Iterator[Ended]:
    remote = ray.remote(attempt).options(max_retries=settings.tries - 1, num_cpus=1)
    given: dict[Any, Item] = {}
    while True:
        for item in islice(items, settings.window - len(given)):
            given[remote.remote(task, item)] = item
        if not given:
            return
        for done in ray.wait(list(given), num_returns=1)[0]:
            yield _ended(ray, done, given.pop(done))


def _ended(ray: Any, done: Any, item: Item) -> Ended:
    try:
        return cast(Ended, ray.get(done))
    except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError):
        return Ended(item, None, DIED)
    except ray.exceptions.RayTaskError as error:
        return Ended(item, None, fault_of(error))


ENGINE = Engine("ray", "Is there a Ray cluster whose workers share the work?", run)
