"""How does an analyst read the day, judge it and look behind it in a browser?

A plug-in of Datasette: our pages (``_pages``) and its views of the store's tables, behind one guard
(``_guard``) that knows who may ask. Everything is read through connections that cannot write; what a form
says is written by ``_deeds`` through one of its own, for moments.
"""

from monitor.review._doors import Doors, token_of
from monitor.review._server import Opened, guarded, listen, serve

__all__ = ["Doors", "Opened", "guarded", "listen", "serve", "token_of"]
