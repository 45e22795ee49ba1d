"""How many bits says a name alone, before anybody has looked at the site?"""

from crawler import fingerprint
from crawler.fingerprint import Fingerprint, Subject
from monitor.scene import Scene
from monitor.score import score, with_more

SIGNAL = "domain_name"


def name_alone(scene: Scene, domain: str, counterpart: str) -> float:
    """The bits, without any prior, of the resemblance between two names; 0 where the counterpart has none."""
    theirs = scene.get(counterpart)
    if theirs is None:
        return 0.0
    named = {SIGNAL: fingerprint.take(Subject(domain, {})).values.get(SIGNAL, ())}
    ours = Fingerprint(domain, named)
    found = score(ours, theirs, scene.corpus, scene.weights, scene.aside, prior=0.0)
    more = scene.named(ours, theirs)
    return (with_more(found, [more], scene.weights) if more else found).bits
