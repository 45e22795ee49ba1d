"""What is kept of a home, where is it kept once more, and what may go?

``backup`` and ``restore`` copy a home whole as it was at one moment; ``prune`` takes away by the rules of
``[keep]`` what nothing cites; ``maintain`` does what a database wants once a week.
"""
