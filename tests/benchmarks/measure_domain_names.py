"""How often does an unrelated name resemble a seized one?

Run by hand: ``python tests/benchmarks/measure_domain_names.py LIST…``; a LIST has one domain a line.
Prints, for each list, the share of pairs at or above a few similarities, and the pairs that stand highest.
"""

import sys
from pathlib import Path

from crawler.fingerprint import Subject
from crawler.fingerprint.domain_name import SIGNAL

STEPS = (0.2, 0.3, 0.4, 0.5, 0.8)
_SEIZED = """silverstarchina.com edenprogram.com xinlusoft.com foxvsun.com foxysunstudio.com
foxysunstudios.com cloudbluefox.com cloudfoxhub.com mycloudfox.com thefoxcloud.com thefoxesgroup.com
babyboxtech.com cloudfox.cloud danielliu.info jinyang.asia jinyang.services ktsolution.tech"""


def similarities(domains: list[str]) -> list[tuple[float, str, str]]:
    """Every pair of a listed and a seized name, the most similar first."""
    seized = {name: SIGNAL.extract(Subject(name, {})) for name in _SEIZED.split()}
    found = []
    for domain in domains:
        ours = SIGNAL.extract(Subject(domain, {}))
        for name, theirs in seized.items():
            met = SIGNAL.compare(ours, theirs)
            found.append((met.similarity if met else 0.0, domain, name))
    return sorted(found, reverse=True)


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        pairs = similarities(path.read_text().split())
        print(f"{path.name}: {len(pairs)} pairs")
        for step in STEPS:
            above = sum(1 for similarity, _, _ in pairs if similarity >= step)
            print(f"  at least {step}: {above} ({above / len(pairs):.6f})")
        for similarity, domain, name in pairs[:8]:
            print(f"  {similarity:.3f} {domain} {name}")
