"""Which pages, names and domains of a corpus resemble a reference?

The judge's half of a sweep: what is compared with what, and weighed how. ``crawler.sweep`` reads and
distributes.
"""
