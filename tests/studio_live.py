"""A studio that runs: the real command on a copy of the starter library, and people to sign in.

The command runs as a process of its own on a free port of the loopback, as it does for its users;
started from nothing, or where many are needed, forked from one that has loaded the guard.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from service.studio.hosting import accounts_in
from tests.conftest import STARTER
from tests.studio_forks import Forks

OUT = Path(__file__).resolve().parent.parent / "out" / "studio"
WIDTHS = (1280, 390)

PASSWORD = "quiet lamps by the river"
#: Who may sign in, in which roles. The reviewers' handles are those of the sample approvals.
PEOPLE: dict[str, frozenset[str]] = {
    "ed.rivera": frozenset({"editor"}),
    "ed.okafor": frozenset({"editor"}),
    "rev.medical": frozenset({"medical"}),
    "rev.legal": frozenset({"legal"}),
    "rev.privacy": frozenset({"privacy"}),
    "rev.brand": frozenset({"brand"}),
    "rev.operations": frozenset({"operations"}),
    "co.lindqvist": frozenset({"compliance"}),
}
ROLES = frozenset({"medical", "legal", "privacy", "brand", "operations"})

_AXE = (Path(__file__).parent / "studio" / "vendor" / "axe.min.js").read_text(encoding="utf-8")


@dataclass
class Server:
    """The process that runs: where it is, what it works on, and who has signed in so far."""

    url: str
    link: str
    library: Path
    data: Path
    signed_in: dict[str, Any] = field(default_factory=dict)


@dataclass
class LiveStudio:
    """A running studio in a browser. `open` gives a page on which somebody is signed in."""

    browser: Any
    server: Server
    _contexts: list[Any] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return self.server.url

    @property
    def library(self) -> Path:
        """The folder that it works on."""
        return self.server.library

    def open(self, path: str = "/", name: str = "ed.rivera", **how: Any) -> Any:
        """A page at a path, signed in as somebody. What it says in its console is an error."""
        page = self.blank(name, **how)
        page.goto(self.url + path)
        return page

    def blank(self, name: str = "ed.rivera", *, width: int = 1280, **how: Any) -> Any:
        """A page that was not opened yet, in a context of its own. Nobody: `name=""`."""
        how.setdefault("viewport", {"width": width, "height": 900 if width > 600 else 844})
        if name:
            how["storage_state"] = self._state(name)
        context = self.browser.new_context(**how)
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.set_default_navigation_timeout(20_000)  # on a busy machine
        page.said = []
        page.asked = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        return page

    def sign_in(self, page: Any, name: str, password: str = PASSWORD) -> None:
        """Fill in the form."""
        page.goto(f"{self.url}/sign-in")
        page.fill("[name=name]", name)
        page.fill("[name=password]", password)
        page.click("button:has-text('Sign in')")

    def close_pages(self) -> None:
        """Close what a test opened."""
        while self._contexts:
            self._contexts.pop().close()

    def _state(self, name: str) -> Any:
        if name not in self.server.signed_in:
            page = self.blank("")
            self.sign_in(page, name)
            assert "/sign-in" not in page.url, page.inner_text("main")
            self.server.signed_in[name] = page.context.storage_state()
        return self.server.signed_in[name]


@lru_cache(maxsize=1)
def _accounts() -> bytes:
    """The file of everybody's accounts, made once: a password is slow to hash, on purpose."""
    with TemporaryDirectory() as folder:
        accounts = accounts_in(Path(folder) / "data")
        for name, roles in PEOPLE.items():
            accounts.add(name, roles, ROLES, PASSWORD)
        return (Path(folder) / "data" / "studio-accounts.json").read_bytes()


@contextmanager
def running_studio(
    folder: Path, source: Path = STARTER, forks: Forks | None = None
) -> Iterator[Server]:
    """Start the studio on a copy of a library, the starter's by default; stop it at the end."""
    library, data = folder / "library", folder / "data"
    shutil.copytree(source, library)
    data.mkdir(mode=0o700, parents=True)
    (data / "studio-accounts.json").write_bytes(_accounts())
    (data / "studio-accounts.json").chmod(0o600)
    arguments = ["studio", "--port", "0", "--library", str(library)]
    environment = {**os.environ, "BEDSIDE_DATA": str(data)}
    started = _started if forks is None else partial(_forked, forks, folder / "said")
    with started(arguments, environment) as said:
        found = re.search(r"(http://\S+)/enter/\S+", said)
        assert found is not None, said
        yield Server(found[1], found[0], library, data)


@contextmanager
def _started(arguments: list[str], environment: dict[str, str]) -> Iterator[str]:
    """The command from nothing: what it says when it is ready, or why it is not."""
    process = subprocess.Popen(
        [sys.executable, "-m", "service", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        said = process.stdout.readline() + process.stdout.readline()
        if said.count("\n") < 2:
            process.kill()
            said += process.stderr.read()
        watchdog.cancel()
        yield said
    finally:
        watchdog.cancel()
        process.terminate()
        process.wait(20)
        process.stdout.close()
        process.stderr.close()


@contextmanager
def _forked(
    forks: Forks, out: Path, arguments: list[str], environment: dict[str, str]
) -> Iterator[str]:
    """The command in a fork, the same."""
    process, until = forks.start(arguments, environment, out), time.monotonic() + 60
    try:
        while not (out.exists() and out.read_text().count("\n") >= 2):
            if not forks.running(process) or time.monotonic() > until:
                break
            time.sleep(0.02)
        errors = out.with_name(f"{out.name}.err")
        yield out.read_text() + (errors.read_text() if errors.exists() else "")
    finally:
        forks.stop(process)


# --- what every page must stand -------------------------------------------------------------------


def shoot(page: Any, name: str, *, dark: bool = False) -> None:
    """The page fits the width of a desktop and of a phone; and as it is there, to `out/studio/`.

    No pictures are written in a run of all tests: nobody looks at them, and they take long.
    """
    pictures = "PYTEST_XDIST_WORKER" not in os.environ
    OUT.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    schemes = ("light", "dark") if dark else ("light",)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900 if width > 600 else 844})
        for scheme in schemes if pictures else ():
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(60)
            tail = "-dark" if scheme == "dark" else ""
            page.screenshot(path=OUT / f"{name}-{width}{tail}.png", full_page=True)
        assert_fits(page, width)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)


def assert_fits(page: Any, width: int) -> None:
    """Nothing stands beyond the right edge. At 320 that is 400% zoom on a desktop."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def assert_accessible(page: Any) -> None:
    """axe-core finds nothing, in light and in dark. The message's own frames are not searched."""
    page.evaluate(_AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(50)
        found = page.evaluate(
            "axe.run(document, {iframes: false, resultTypes: ['violations'], runOnly: "
            "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        wrong = [
            f"{scheme} {rule['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
        if wrong:
            raise AssertionError("\n".join(wrong))
        assert found["passes"], "axe-core looked at nothing"
    page.emulate_media(color_scheme="light")


def tab_to(page: Any, selector: str, most: int = 80) -> None:
    """Reach an element with the Tab key alone; fails when it cannot be reached or not be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            outline = page.evaluate(
                "(() => { const e = document.activeElement;"
                " const r = (e.closest('label') || e).getBoundingClientRect();"
                " return r.width > 0 && r.height > 0 })()"
            )
            assert outline, f"{selector} has the focus and cannot be seen"
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")
