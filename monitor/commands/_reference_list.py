"""What does each reference have and lack, in words for a terminal or as JSON?"""

from collections.abc import Iterator
from pathlib import Path

from monitor.commands._home import open_store


def lines(home: Path, as_json: bool) -> Iterator[str]:
    """One line for each reference."""
    from dataclasses import asdict

    from crawler.records import canonical, iso
    from crawler.store import ObservationStore
    from monitor.references import all_references, describe, entry_of
    from monitor.references.holdings import holding, words_of
    from reports.defang import tell

    store = open_store(home)
    observations = ObservationStore(store.db)
    baselines = store.baselines()
    for each in all_references(store):
        own = [baseline for baseline in baselines if baseline.domain == each.domain]
        held = holding(each, own, observations)
        entry = entry_of(each)
        mark = entry.tlp if entry else ""
        if as_json:
            told = [asdict(baseline) | {"observed_at": iso(baseline.observed_at)} for baseline in own]
            shown = [{name: value for name, value in row.items() if name != "domain"} for row in told]
            row = {"domain": each.domain, "pack": each.pack, "source": each.source, "note": each.note}
            has = {kind: list(days) for kind, days in held.days.items()}
            yield canonical(
                row
                | {"copied_from": each.copied_from, "baselines": shown, "has": has}
                | {"lacks": list(held.lacks), "published": list(held.published), "tlp": mark}
            )
        else:
            words = (tell(each.domain).ljust(24), each.pack.ljust(16), words_of(held).ljust(24))
            marked = f" [TLP:{mark.upper()}]" if mark else ""
            yield "  ".join((*words, tell(describe(each)))) + marked
