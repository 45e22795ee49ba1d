"""Which of a site's pages are fetched, in which order, and what is noted of them?"""
