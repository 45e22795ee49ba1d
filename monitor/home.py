"""What does a day find when it begins: the configuration, the facts, the memory and the raw archive?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.archive import Archive
from crawler.store import ObservationStore, open_database
from monitor import scene
from monitor.config import Config
from monitor.evidence import Weights
from monitor.references import all_references
from monitor.store import MonitorStore

if TYPE_CHECKING:
    from monitor.reading import Reader


@dataclass(frozen=True, slots=True)
class Home:
    """One opened home: its configuration, the facts, the monitor's memory and the raw archive."""

    config: Config
    observations: ObservationStore
    store: MonitorStore
    archive: Archive

    def reader(self) -> "Reader":
        from monitor.reading import Reader

        return Reader(
            self.config.database,
            self.config.home / "archive",
            confirm=self.observations.confirm,
        )

    def scene(self) -> scene.Scene:
        """What pairs are weighed against, as the store has it now."""
        return scene.scene(
            self.observations,
            self.store,
            Weights.load(),
            all_references(self.store),
            self.config.run.prior_bits,
        )


def open_home(config: Config) -> Home:
    """Opens what the home needs, and makes it, readable by its owner alone, where it is missing."""
    archive = config.home / "archive"
    archive.mkdir(mode=0o700, parents=True, exist_ok=True)
    config.database.touch(mode=0o600)
    db = open_database(config.database)
    confirm = (config.run.missing_looks, config.run.missing_of)
    return Home(config, ObservationStore(db, confirm), MonitorStore(db), Archive(archive))
