"""Which new names are there today, and which of them are worth a look?"""

from monitor.discovery._day import count_outcomes, renew, stale
from monitor.discovery._reading import Reading, discover, due, read_source

__all__ = ["Reading", "count_outcomes", "discover", "due", "read_source", "renew", "stale"]
