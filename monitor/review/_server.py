"""How do our pages, Datasette's and the guard become one server on a loopback port?"""

import socket
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import DEFAULT_PLUGINS, pm

from crawler.store import open_to_read
from monitor.review._doors import Doors
from monitor.review._guard import STORE, Guard
from monitor.review._pages import Pages
from monitor.review._plugin import Plugin

TABLES = Path(__file__).parent / "tables"
MOST_AT_ONCE = 64
PRINTS_VALUES = "datasette.handle_exception"


@dataclass(frozen=True, slots=True)
class Opened:
    """The home, who signs what is judged, whether SQL may be typed, and the names that it answers to."""

    home: Path
    author: str
    sql: bool = False
    names: tuple[str, ...] = ()


class ReadOnly(Database):  # type: ignore[misc]  # Datasette has no types
    """The store, opened so that no page and no typed SQL can write."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        return open_to_read(Path(self.path))


def serve(opened: Opened, doors: Doors, listening: socket.socket) -> None:
    """Answers until it is interrupted."""
    app = guarded(opened, doors)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_graceful_shutdown=3,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listening])


def guarded(opened: Opened, doors: Doors) -> Guard:
    """The whole application."""
    pages = Pages(opened.home, opened.author)
    pages.warm()
    only_ours(Plugin(pages))
    settings = {
        "default_allow_sql": opened.sql,
        "allow_download": False,
        "allow_csv_stream": False,
        "suggest_facets": False,
        "default_page_size": 50,
        "truncate_cells_html": 500,
    }
    datasette = Datasette(
        memory=False, settings=settings, secret=doors.secret, template_dir=str(TABLES), cache_headers=False
    )
    datasette.add_database(
        ReadOnly(datasette, path=str(opened.home / "brassplate.db"), is_mutable=True), name=STORE
    )
    datasette.remove_database("_memory")
    return Guard(datasette.app(), doors, opened.names, pages.refusal)


def only_ours(plugin: Plugin) -> None:
    """Leaves Datasette with its own plug-ins and ours: one that is merely installed has no say here."""
    for name, found in list(pm.list_name_plugin()):
        if found is not None and (name not in DEFAULT_PLUGINS or name == PRINTS_VALUES):
            pm.unregister(found)
    pm.register(plugin, "brassplate")


def listen(port: int) -> socket.socket:
    """A loopback socket at ``port``; OSError when it is taken."""
    return socket.create_server(("127.0.0.1", port))
