"""`bedside serve` as an operator starts it: the line it prints, workers, and a stop that drains."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("socket_enabled"),
]


@contextmanager
def served(data: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The process, and the two lines it prints."""
    environment = {name: v for name, v in os.environ.items() if not name.startswith("BEDSIDE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port", "0", *options],
        env={**environment, "BEDSIDE_DATA": str(data)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process, [process.stdout.readline(), process.stdout.readline()]
    finally:
        # The whole session: a worker that outlives its parent holds the pipes open for ever.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)


SOCKET = {"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-version": "13"}


def url_in(line: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    return found[0]


def until_ready(url: str) -> None:
    until = time.monotonic() + 200
    while httpx.get(f"{url}/readyz", timeout=200).status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.2)


def test_a_first_start_says_where_it_is_and_how_to_get_in(tmp_path: Path) -> None:
    with served(tmp_path) as (process, lines):
        url = url_in(lines[0])
        assert "bedside keys create" in lines[1]
        until_ready(url)
        assert httpx.get(f"{url}/docs").status_code == 200
        assert "server" not in httpx.get(f"{url}/healthz").headers
        upgrade = {"connection": "Upgrade", "upgrade": "websocket"} | SOCKET
        assert httpx.get(f"{url}/why/a-ticket", headers=upgrade).status_code == 404
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
        assert process.returncode in (0, -signal.SIGTERM)
        for line in errors.splitlines():
            assert json.loads(line)["event"] in ("server", "ready", "call")
        assert "a-ticket" not in errors
        assert "pip install" not in errors


def test_two_workers_share_figures_and_a_laptop_gets_a_sandbox_key(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "2", "--dev-key") as (process, lines):
        url, key = url_in(lines[0]), lines[1].split()[-1]
        until_ready(url)
        body = {
            "signal": {"id": "1", "type": "portal.joined", "at": "2026-11-20T12:00:00Z"},
            "channel": "web",
            "recipient": {"id": "me"},
        }
        headers = {"authorization": f"Bearer {key}", "prefer": "outcome=hold"}
        until = time.monotonic() + 120
        while True:
            answer = httpx.post(f"{url}/v1/messages", json=body, headers=headers, timeout=60)
            if answer.status_code != 503 or time.monotonic() > until:
                break
            time.sleep(0.5)  # the other worker is still building its own
        assert answer.status_code == 200, answer.text
        assert answer.json()["outcome"] == "hold"
        figures = httpx.get(f"{url}/metrics").text
        assert 'bedside_decisions_total{channel="web",outcome="hold"} 1.0' in figures
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=40)
        told = [json.loads(line) for line in errors.splitlines()]
        said = [line["message"] for line in told if line["event"] == "server"]
        assert sum(text.startswith("Started parent process") for text in said) == 1
        assert sum(text.startswith("Started server process") for text in said) == 2


def sh_blocks(page: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def asked(url: str, key: str, *blocks: str) -> list[Any]:
    """What blocks of a page print, pasted into one terminal one after the other."""
    script = (
        "\n".join(blocks).replace("KEY=...", f"KEY={key}").replace("http://127.0.0.1:8080", url)
    )
    done = subprocess.run(
        ["bash", "-ec", script], capture_output=True, text=True, timeout=60, check=True
    )
    answers, rest = [], done.stdout.strip()
    while rest:
        answer, end = json.JSONDecoder().raw_decode(rest)
        answers.append(answer)
        rest = rest[end:].strip()
    return answers


def readme_blocks() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return sh_blocks(text.partition("## Run it as a service")[2].partition("\n## ")[0])


def test_the_readme_works_as_it_is_written(tmp_path: Path) -> None:
    """Its two blocks: one starts the service and prints a key, the other asks with that key."""
    start, ask = readme_blocks()
    assert start == "bedside serve --dev-key\n"
    with served(tmp_path, "--dev-key") as (process, lines):
        url, key = url_in(lines[0]), lines[1].split()[-1]
        until_ready(url)
        [answer] = asked(url, key, ask)
        assert (answer["outcome"], answer["sandbox"]) == ("send", True)
        assert answer["parts"]["portal"]["title"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def shows(shown: Any, whole: Any) -> bool:
    """Whether an answer is what a page shows of it: `...` stands for any words."""
    if isinstance(shown, dict):
        return whole.keys() >= shown.keys() and all(shows(shown[n], whole[n]) for n in shown)
    if isinstance(shown, list):
        return len(shown) == len(whole) and all(map(shows, shown, whole))
    if isinstance(shown, str) and "..." in shown:
        return re.fullmatch("(?s:.*)".join(map(re.escape, shown.split("..."))), whole) is not None
    same: bool = shown == whole
    return same


def test_the_calls_on_the_page_of_the_api_are_answered_as_it_shows(tmp_path: Path) -> None:
    """Pasted one after the other behind the README's, which leads to that page, and once more."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    pairs = re.findall(r"^```sh\n(.*?)^```\n\n```json\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert [ask for ask, _ in pairs] == sh_blocks(text)
    assert len(pairs) == 3
    asks, shown = zip(*pairs, strict=True)
    with served(tmp_path, "--dev-key") as (process, lines):
        url, key = url_in(lines[0]), lines[1].split()[-1]
        until_ready(url)
        _, *told, again = asked(url, key, readme_blocks()[1], *asks, asks[1])
        for text, answer in zip(shown, told, strict=True):
            assert shows(json.loads(text), answer), (text, answer)
        assert again == told[1]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--host", "203.0.113.1"], "C120"), (["--host", "0.0.0.0", "--dev-key"], "C121")],
)
def test_what_cannot_be_served_is_said_in_a_line(
    tmp_path: Path, options: list[str], code: str
) -> None:
    with served(tmp_path, *options) as (process, _):
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert code in errors
    assert "Traceback" not in errors


def test_a_start_that_fails_leaves_the_running_services_key_alone(tmp_path: Path) -> None:
    with served(tmp_path, "--dev-key") as (_, lines):
        url, key = url_in(lines[0]), lines[1].rpartition(" ")[2].strip()
        until_ready(url)
        port = url.rpartition(":")[2]
        with served(tmp_path, "--port", port, "--dev-key") as (second, _):
            _, errors = second.communicate(timeout=60)
        assert second.returncode == 2
        assert "C120" in errors
        time.sleep(6)  # a key that was good is believed for five seconds
        answer = httpx.post(
            f"{url}/v1/messages", json={}, headers={"authorization": f"Bearer {key}"}, timeout=60
        )
        assert answer.status_code == 422
