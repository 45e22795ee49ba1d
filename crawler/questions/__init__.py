"""What do the name servers say to one DNS question?

NXDOMAIN, no such record, SERVFAIL, REFUSED, a server that does not serve the zone, an answer cut short and
silence are told apart. ``_message`` writes and reads, ``_server`` sends, ``_resolver`` asks in turn and
``_wildcards`` finds zones that answer every name alike.
"""

from crawler.questions._answer import MAX_ANSWER, MAX_VALUES, Answer, bounded
from crawler.questions._resolver import Resolver
from crawler.questions._wildcards import Wildcards

__all__ = ["MAX_ANSWER", "MAX_VALUES", "Answer", "Resolver", "Wildcards", "bounded"]
