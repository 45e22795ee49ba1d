"""Which of a site's pages are fetched, in which order, and what is noted of them?"""

from crawler.spiders._choice import ROLES, role_of
from crawler.spiders._images import wanted as wanted_images

__all__ = ["ROLES", "role_of", "wanted_images"]
