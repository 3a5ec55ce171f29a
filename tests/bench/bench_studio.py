"""How quick the studio is: first preview, later ones, weight of a page, and with 5,000 modules.

    python -m tests.bench.bench_studio

The real command on a free port of the loopback, asked over HTTP by a client that is signed in.
`new` questions are ones that nobody asked before (another time each), so that the guard reads
every text anew. With a Chromium it also measures from opening the page to a fitted message.
"""

from __future__ import annotations

import gzip
import re
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from statistics import median, quantiles

import httpx

from tests.bench.make_library import make_library
from tests.browser import CHROMIUM, running_browser, wait_for
from tests.studio_live import LiveStudio, Server, running_studio

CHANNELS = ("email", "sms", "portal", "web", "call")
SIGNALS = ("appointment.booked", "article.read", "appointment.missed", "event.registered")
MOST = 400 * 1024


def main(count: int = 5_000) -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as folder, running_studio(Path(folder)) as server:
        client = signed_in(server)
        write(f"first preview after the start    {1e3 * timed(client, '/preview'):7.0f} ms")
        later(client, "starter library")
        weigh(client)
        if CHROMIUM:
            in_a_browser(server)
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large"
        make_library(large, count, on=datetime.now(UTC).date())
        with running_studio(Path(folder) / "run", large) as server:
            client = signed_in(server)
            first = timed(client, "/preview")
            write(f"first preview, {count} modules    {1e3 * first:7.0f} ms")
            later(client, f"{count} modules")
            touched = next((server.library / "content").rglob("email.md"))
            shutil.copystat(Path(__file__), touched)
            time.sleep(0.6)
            write(f"right after a file has changed   {1e3 * timed(client, '/preview'):7.0f} ms")


def signed_in(server: Server) -> httpx.Client:
    """A client that came in by the one-time link."""
    client = httpx.Client(base_url=server.url, timeout=60)
    client.get(server.link)  # it leads on to the first page, which is what we time
    return client


def timed(client: httpx.Client, path: str) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    client.get(path, follow_redirects=True).raise_for_status()
    return time.perf_counter() - start


def later(client: httpx.Client, name: str) -> None:
    """The 95th percentile of new and of repeated questions, each with its frame."""
    asked = [
        f"signal={signal}&channel={channel}&now=2026-12-{day:02}T10:{day:02}"
        for day, signal, channel in product(range(1, 11), SIGNALS, CHANNELS)
    ]
    headers = {"hx-request": "true"}
    for words in ("new", "again"):
        took = []
        for query in asked:
            start = time.perf_counter()
            client.get(f"/preview?{query}", headers=headers).raise_for_status()
            client.get(f"/preview/frame?{query}")
            took.append(1e3 * (time.perf_counter() - start))
        p95 = quantiles(took, n=20)[-1]
        write(
            f"{name}, {words:5} median {median(took):6.1f} ms   p95 {p95:6.1f} ms   ({len(took)})"
        )


def weigh(client: httpx.Client) -> None:
    """Compressed bytes of the page with all that it loads."""
    html = client.get("/preview", follow_redirects=True).text
    found = re.findall(r'(?:src|href)="(/(?:static|preview/frame)[^"]+)"', html)
    paths = {path.replace("&amp;", "&") for path in found}
    total = len(gzip.compress(html.encode())) + sum(
        len(gzip.compress(client.get(path).content)) for path in paths
    )
    write(f"a page with all it loads         {total / 1024:7.1f} KB compressed (asked: under 400)")


def in_a_browser(server: Server) -> None:
    """From opening the address to a message that is there in its full height."""
    fitted = "document.querySelector('iframe.message')?.style.height"
    with running_browser() as browser:
        live = LiveStudio(browser, server)
        page = live.blank("")
        page.goto(server.url + "/sign-in")
        live.sign_in(page, "ed.rivera")
        took = []
        for day in range(1, 9):
            start = time.perf_counter()
            page.goto(f"{server.url}/preview?now=2027-01-{day:02}T10:00")
            wait_for(page, fitted)
            took.append(1e3 * (time.perf_counter() - start))
        live.close_pages()
    write(f"in Chromium, opened to fitted    {median(took):7.0f} ms   worst {max(took):.0f} ms")


def write(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
