"""How many bits says a name alone, before anybody has looked at the site?"""

from functools import lru_cache

from crawler.fingerprint import Fingerprint, Subject, take
from monitor.scene import Scene
from monitor.score import score, with_more


def name_alone(scene: Scene, domain: str, counterpart: str) -> float:
    """The bits, without any prior, of the resemblance between two names."""
    ours, theirs = take(Subject(domain, {})), _named(counterpart)
    found = score(ours, theirs, scene.corpus, scene.weights, scene.aside, prior=0.0)
    more = scene.named(ours, theirs)
    return (with_more(found, [more], scene.weights) if more else found).bits


@lru_cache(maxsize=1_000)
def _named(domain: str) -> Fingerprint:
    return take(Subject(domain, {}))
