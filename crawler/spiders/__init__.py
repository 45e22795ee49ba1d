"""Which of a site's pages are fetched, in which order, and what is noted of them?"""

from crawler.spiders._choice import ROLES, role_of
from crawler.spiders._images import wanted as wanted_images
from crawler.spiders._sent import told as told_by_headers

__all__ = ["ROLES", "role_of", "told_by_headers", "wanted_images"]
