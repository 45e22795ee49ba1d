"""Which requests may leave, and when: to public addresses, allowed by robots.txt, in turn, within budget?

A refusal says why and is never retried.
"""

from crawler.middlewares._budget import Budget, BudgetMiddleware
from crawler.middlewares._conditional import ConditionalMiddleware, validator_of
from crawler.middlewares._guard import GuardMiddleware
from crawler.middlewares._ledger import LedgerMiddleware
from crawler.middlewares._redirect import QuietRedirectMiddleware
from crawler.middlewares._refusal import Refused, reason_of
from crawler.middlewares._robots import RobotsMiddleware
from crawler.middlewares._sending import download
from crawler.middlewares._turns import TurnsMiddleware

__all__ = [
    "Budget",
    "BudgetMiddleware",
    "ConditionalMiddleware",
    "GuardMiddleware",
    "LedgerMiddleware",
    "QuietRedirectMiddleware",
    "Refused",
    "RobotsMiddleware",
    "TurnsMiddleware",
    "download",
    "reason_of",
    "validator_of",
]
