"""Which page answers which address?

A page is read in a thread, from one moment of the store, and rendered by the templates of this folder over
those of the report: every value is made visible, defanged and escaped unless a filter says otherwise.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode

from datasette.utils.asgi import Response
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup

from crawler.errors import CollectionError, ConfigError
from crawler.names import InvalidName
from monitor import background
from monitor.review._deeds import Deeds
from monitor.review._diff import Asked, Comparer
from monitor.review._guard import HOW_IN
from monitor.review._looks import A_PAGE, dossier, holders, intervals, kinds
from monitor.review._search import search
from monitor.review._store import reading
from monitor.review._today import PARTS, day, line_of, sheet
from monitor.store import Judgements, Verdict
from reports.defang import visible
from reports.formats.html import style, templates

OURS = Path(__file__).parent
LONGEST_NAME = 253
View = Callable[..., Awaitable[Response]]
Query = Mapping[str, str]
Answer = tuple[str, dict[str, Any]]


class Pages:
    """The pages over one home; what its forms say is signed by ``author``."""

    def __init__(self, home: Path, author: str) -> None:
        self.home = home
        self.database = home / "brassplate.db"
        self.deeds = Deeds(home, author)
        self.comparer = Comparer()
        self.templates = environment()

    def routes(self) -> list[tuple[str, View]]:
        """(path, view) for each page and each form."""
        read = {
            "/": self._today,
            "/search": self._search,
            "/value": self._value,
            "/diff": self._diff,
            "/judgements": self._judgements,
            r"/domain/(?P<name>[^/]+)": self._domain,
        }
        deeds = self.deeds
        wrote = {"judge": deeds.judge, "withdraw": deeds.withdraw, "watch": deeds.watch}
        wrote["unwatch"] = deeds.unwatch
        return [
            *((path, self._reader(answer)) for path, answer in read.items()),
            *((f"/{name}", self._writer(name, deed)) for name, deed in wrote.items()),
            (r"/style\.css", self._style),
        ]

    def warm(self) -> None:
        """Reads today's report and all that it needs now, so that the first page does not wait for it."""
        background.warm()
        self._page(self._today, {"": "/"}, "", "")

    def refusal(self, sentence: str, how: bool) -> str:
        """The page of whoever is not let in, or asks for what is not there."""
        page = self.templates.get_template("refused.html.j2")
        return page.render(sentence=sentence, how=Markup.escape(HOW_IN) if how else "")

    def _reader(self, answer: Callable[[Query], Answer]) -> View:
        async def view(request: Any) -> Response:
            query = _query(request)
            token, said = request.scope["csrftoken"](), self._said(query)
            return await asyncio.to_thread(self._page, answer, query, token, said)

        return view

    def _page(self, answer: Callable[[Query], Answer], query: Query, token: str, said: str) -> Response:
        try:
            name, values = answer(query)
        except (ConfigError, InvalidName, CollectionError) as error:
            return self._sentence(str(error), 400)
        page = self.templates.get_template(name)
        status = 404 if values.get("missing", False) else 200
        return _html(page.render(token=token, said=said, back=_here(query), asked=query, **values), status)

    def _writer(self, name: str, deed: Callable[[Query], str]) -> View:
        async def view(request: Any) -> Response:
            form = {field: text.replace("\x00", "") for field, text in (await request.post_vars()).items()}
            try:
                said = await asyncio.to_thread(deed, form)
            except (ConfigError, InvalidName) as error:
                return self._unkept(name, form, str(error), request.scope["csrftoken"]())
            path, _, query = _place(form).partition("?")
            kept = {name: texts[0] for name, texts in parse_qs(query).items()}
            return Response.redirect(
                f"{quote(path, safe='/%~')}?{urlencode(kept | {'done': said[:300]})}", 303
            )

        return view

    def _unkept(self, deed: str, form: Query, sentence: str, token: str) -> Response:
        """Why a form was refused, and the form as it was filled in: what was typed is not typed twice."""
        verdict = form.get("verdict", "")
        page = self.templates.get_template("unkept.html.j2").render(
            deed=deed,
            domain=form.get("domain", ""),
            typed=form,
            chosen=verdict if verdict in list(Verdict) else "",
            sentence=sentence,
            token=token,
            back=_place(form),
        )
        return _html(page, 400)

    def _sentence(self, sentence: str, status: int) -> Response:
        return _html(self.refusal(sentence[:1].upper() + sentence[1:], False), status)

    @staticmethod
    def _said(query: Query) -> str:
        return query.get("done", "")

    async def _style(self) -> Response:
        own = (OURS / "review.css").read_text(encoding="utf-8")
        return Response(f"{style()}\n{own}", content_type="text/css; charset=utf-8")

    # the pages

    def _today(self, query: Query) -> Answer:
        with reading(self.database) as db:
            found = day(db, query.get("day", ""))
            if found is None:
                return "empty.html.j2", {"missing": bool(query.get("day"))}
            part = query.get("part", "today")
            chosen = part if part in PARTS else "today"
            shown = sheet(db, found, chosen, _number(query), datetime.now(UTC).date())
        return "today.html.j2", {"sheet": shown, "report": found.report}

    def _domain(self, query: Query) -> Answer:
        name, kind, page = query["name"], query.get("kind", ""), _number(query)
        with reading(self.database) as db:
            found = dossier(db, name, datetime.now(UTC).date())
            rows, count = intervals(db, name, kind, page)
            looked = kinds(db, name)
        pages = max(1, -(-count // A_PAGE))
        more = {"rows": rows, "count": count, "kinds": looked, "kind": kind, "page": page, "pages": pages}
        missing = found.unknown and not looked
        return "domain.html.j2", {"found": found, "line_of": line_of, "missing": missing, **more}

    def _value(self, query: Query) -> Answer:
        with reading(self.database) as db:
            found = holders(db, query.get("signal", ""), query.get("value", ""))
        if found is None:
            raise ConfigError("there is no such signal; follow a value from the page of a domain")
        return "value.html.j2", {"found": found}

    def _search(self, query: Query) -> Answer:
        with reading(self.database) as db:
            return "search.html.j2", {"found": search(db, query.get("q", ""))}

    def _judgements(self, query: Query) -> Answer:
        with reading(self.database) as db:
            holding = Judgements(db).holding(datetime.now(UTC).date())
        rows = sorted(holding.values(), key=lambda each: (each.judged_at, each.domain), reverse=True)
        page, most = _number(query), A_PAGE
        pages = max(1, -(-len(rows) // most))
        shown = rows[(page - 1) * most : page * most]
        return "judgements.html.j2", {"rows": shown, "page": page, "pages": pages, "count": len(rows)}

    def _diff(self, query: Query) -> Answer:
        domain, kind, *looks = (query.get(name, "") for name in ("domain", "kind", "a", "b"))
        if not all(looks):
            raise ConfigError("choose two looks, one as before and one as after")
        before, after = sorted(looks)  # each begins with its day
        asked = Asked(str(self.database), str(self.home / "archive"), domain, kind, before, after)
        return "diff.html.j2", {"asked_for": asked, "found": self.comparer.compare(asked)}


def environment() -> Environment:
    """The report's environment with our templates before its own."""
    made = templates()
    assert made.loader is not None
    made.loader = ChoiceLoader([FileSystemLoader(OURS / "templates"), made.loader])
    made.filters.update(domain=domain_link, raw=_raw, field=_field, address=_address)
    return made


def domain_link(name: str) -> Markup:
    """The address of our page of a domain; nothing for what is too long to be one."""
    return Markup.escape(f"/domain/{_quoted(name)}") if len(name) <= LONGEST_NAME else Markup("#")


def _address(path: str, **query: Any) -> Markup:
    """A local address with its query; what is empty is left out."""
    kept = {name: str(value) for name, value in query.items() if value not in ("", None)}
    return Markup.escape(f"{path}?{urlencode(kept, errors='replace')}" if kept else path)


def _raw(name: str) -> Markup:
    """A name to be copied as it is."""
    return Markup.escape(visible(name[:LONGEST_NAME]))


def _field(text: Any) -> Markup:
    """What stands in a field of a form, to be sent back as it is."""
    return Markup.escape(str(text).encode("utf-8", "replace").decode())


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")


def _here(query: Query) -> str:
    """The address of the page itself, for a form to come back to."""
    path = f"/domain/{_quoted(query['name'])}" if "name" in query else query.get("", "/")
    kept = {name: text for name, text in query.items() if name not in ("", "name", "done") and text}
    return f"{path}?{urlencode(kept, errors='replace')}" if kept else path


def _query(request: Any) -> dict[str, str]:
    found = parse_qs(request.query_string, errors="replace", max_num_fields=50)
    asked = {name: texts[0].replace("\x00", "") for name, texts in found.items()} | {"": request.path}
    if "name" in request.url_vars:
        asked["name"] = unquote(request.url_vars["name"], errors="replace")
    return asked


def _place(form: Query) -> str:
    """The page of ours to which a form goes back."""
    back = form.get("back", "")
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"


def _number(query: Query) -> int:
    text = query.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def _html(text: str, status: int) -> Response:
    return Response.html(text.encode("utf-8", "replace").decode(), status=status)
