"""The studio in this process: pages as text, for tests that ask what they say and need no browser.

Every page that is made is also held to its template: each name that the template reads must be
given, in branches too that this page did not take.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from jinja2 import Environment, Template, meta, nodes

from guardrails import Guard
from service.editing.opening import Opened, opened
from service.errors import BedsideError
from service.store.secret import secret_in
from service.studio import pages
from service.studio.accounts import Accounts
from service.studio.app import create_studio
from service.studio.context import Studio
from service.studio.sessions import COOKIE, Sessions
from service.studio.shelf import Shelf
from tests.factories import NOW

ORIGIN = "http://studio.test"


@dataclass
class Pages:
    """A studio and who is signed in to it. `shown` are the templates that were rendered."""

    studio: Studio
    shown: list[str] = field(default_factory=list)

    def get(self, path: str, who: str = "") -> Shown:
        """A page as somebody sees it."""
        return self._call("GET", path, who, {})

    def post(self, path: str, who: str = "", /, **fields: str) -> Shown:
        """What comes of a form. One of the Edit page is as the page has it that is opened now."""
        if path in ("/edit/keep", "/edit/save", "/edit/discard") and "seen" not in fields:
            found = self._opened(fields.get("file", ""), who)
            fields |= {"seen": found.text} if found is not None else {}
        return self._call("POST", path, who, fields)

    def _opened(self, file: str, who: str) -> Opened | None:
        with contextlib.suppress(BedsideError):
            return opened(self.studio.desk.workspace, self.studio.desk.drafts, file, who)
        return None

    def hash_of(self, key: str) -> str:
        """The hash of an item as it stands."""
        library = self.studio.desk.workspace.library(now=True)
        return next(item.hash for item in library.items() if item.key == key)

    def write(self, file: str, text: str) -> None:
        """Change a file of the library from outside, and let the studio see it."""
        (self.studio.library / file).write_text(text)
        self.studio.desk.workspace.library(now=True)
        self.studio.shelf.look_again()

    def _call(self, method: str, path: str, name: str, fields: dict[str, str]) -> Shown:
        headers = {"origin": ORIGIN}
        if name:
            account = self.studio.accounts.get(name)
            assert account is not None
            session = self.studio.sessions.begin(account, NOW)
            headers["cookie"] = f"{COOKIE}={self.studio.sessions.cookie(session)}"
            fields = {**fields, "form_token": self.studio.sessions.form_token(session)}

        async def call() -> httpx.Response:
            transport = httpx.ASGITransport(create_studio(self.studio))
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
                data = fields if method == "POST" else None
                return await client.request(method, path, data=data, headers=headers)

        with patch.object(pages, "environment", lambda: _Held(self.shown)):
            answer = asyncio.run(call())
        return Shown(answer.status_code, answer.text, answer.headers.get("location", ""))


@dataclass(frozen=True)
class Shown:
    """An answer: its status, its page, and where it leads to."""

    status: int
    html: str
    location: str

    @property
    def words(self) -> str:
        """What a person reads, on one line."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    @property
    def alert(self) -> str:
        """What the page says in its alert."""
        found = re.search(r'role="alert"[^>]*>(.*?)</(?:div|p)>', self.html, re.DOTALL)
        return Shown(0, found[1] if found else "", "").words

    def field(self, name: str) -> str:
        """What stands in the first field of a name, as a browser would show it."""
        area = re.search(
            rf'<textarea[^>]* name="{name}"[^>]*>\n?(.*?)</textarea>', self.html, re.DOTALL
        )
        given = re.search(rf'<input(?=[^>]* name="{name}")[^>]* value="([^"]*)"', self.html)
        found = area or given
        assert found is not None, f"the page has no field {name}"
        return unescape(found[1])


@contextmanager
def studio_pages(
    folder: Path, source: Path, guard: Guard, people: dict[str, frozenset[str]]
) -> Iterator[Pages]:
    """A studio on a copy of a library, at the tests' own instant."""
    library, data = folder / "library", folder / "data"
    shutil.copytree(source, library)
    accounts, known = Accounts(data / "studio-accounts.json"), frozenset().union(*people.values())
    data.mkdir()
    for name, roles in people.items():
        accounts.add(name, roles, known)
    yield Pages(
        Studio(
            library=library,
            data=data,
            guard=guard,
            clock=lambda: NOW,
            accounts=accounts,
            sessions=Sessions(secret_in(data / "studio.key")),
            shelf=Shelf(library),
            origins=(ORIGIN,),
        )
    )


# --- every name that a template reads -------------------------------------------------------------

_REAL = pages.environment


@dataclass
class _Held:
    shown: list[str]

    def get_template(self, name: str) -> _HeldTemplate:
        return _HeldTemplate(_REAL().get_template(name), self.shown)


@dataclass
class _HeldTemplate:
    template: Template
    shown: list[str]

    def render(self, **values: Any) -> str:
        assert self.template.name is not None
        self.shown.append(self.template.name)
        lacking = names_read(_REAL(), self.template.name) - values.keys() - _REAL().globals.keys()
        assert not lacking, f"{self.template.name} reads {sorted(lacking)}, and nobody gives it"
        return self.template.render(**values)


def names_read(environment: Environment, name: str) -> set[str]:
    """Every name that a template and what it is made of read and do not set themselves."""
    assert environment.loader is not None
    tree = environment.parse(environment.loader.get_source(environment, name)[0])
    names = meta.find_undeclared_variables(tree)
    for other in meta.find_referenced_templates(tree):
        assert other is not None, f"{name} includes a template whose name is a value"
        names |= names_read(environment, other)
    set_here = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    set_here |= {node.name for node in tree.find_all(nodes.Macro)}
    set_here |= {node.target for node in tree.find_all(nodes.Import)}
    for node in tree.find_all(nodes.Filter):  # `| default(...)` says that a name may be left out
        if node.name == "default" and isinstance(node.node, nodes.Name):
            set_here.add(node.node.name)
    return names - set_here
