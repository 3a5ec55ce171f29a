"""Bedside behind a proxy, as `docs/how-to/run-in-production.md` sets it up.

The page's own files are used: its nginx configuration in front of two workers and of the studio,
its settings, its unit of systemd.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from service.settings import PREFIX, read_settings
from tests.web.processes import Replica, replicas

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("socket_enabled"),
]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "run-in-production.md"
STUDIO = "studio.example.org"
#: What a caller may say to be taken for another.
FORGED = {
    "forwarded": "for=192.0.2.7;proto=http;host=evil.example",
    "x-forwarded-for": "192.0.2.7",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "http",
    "x-forwarded-prefix": "/evil",
}


def file_on_page(name: str) -> str:
    """A file that the page shows whole."""
    found = re.search(
        rf"^`{re.escape(name)}`\n\n```\w+\n(.+?)^```$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert found, name
    return found[1]


# --- the page's files ----------------------------------------------------------------------------


def test_settings_on_the_page_are_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(file_on_page("etc/bedside/.env"))
    monkeypatch.chdir(tmp_path)
    read = read_settings()  # refuses a name that it does not know
    assert (read.workers, read.studio_origin) == (2, f"https://{STUDIO}")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_unit_on_the_page_is_one_that_systemd_takes(tmp_path: Path) -> None:
    unit = tmp_path / "bedside.service"
    text = file_on_page("etc/systemd/system/bedside.service")
    assert "/bin/bedside serve\n" in text
    unit.write_text(text.replace("/opt/bedside/current/bin/bedside", sys.executable))
    checked = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    about_it = [line for line in checked.stderr.splitlines() if "bedside.service" in line]
    assert [line for line in about_it if "postgresql" not in line] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize(
    ("name", "command", "umask"),
    [
        ("tidy", "store tidy", "0077"),
        # The node exporter is another account's: what it cannot read fires no alert.
        ("report", "report --format prometheus -o /var/lib/node-exporter/bedside.prom", "0022"),
    ],
)
def test_timer_on_the_page_is_one_that_systemd_takes(
    name: str, command: str, umask: str, tmp_path: Path
) -> None:
    units = [tmp_path / f"bedside-{name}.{kind}" for kind in ("service", "timer")]
    for unit in units:
        text = file_on_page(f"etc/systemd/system/{unit.name}")
        unit.write_text(text.replace("/opt/bedside/current/bin/bedside", sys.executable))
    service = file_on_page(f"etc/systemd/system/{units[0].name}")
    assert f"/bin/bedside {command}\n" in service
    assert f"\nUMask={umask}\n" in service
    checked = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True, check=False
    )
    about_them = [line for line in checked.stderr.splitlines() if f"bedside-{name}" in line]
    assert [line for line in about_them if "postgresql" not in line] == []


# --- behind nginx --------------------------------------------------------------------------------


@dataclass
class Front:
    """The proxy, what lies behind it, and its logs."""

    port: int
    key: str
    studio: str
    logs: Path

    def ask(
        self,
        name: str,
        path: str,
        method: str = "GET",
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        **body: Any,
    ) -> httpx.Response:
        """One call over TLS to one of the page's three names."""
        with httpx.Client(verify=False, timeout=60) as client:
            url = f"https://127.0.0.1:{self.port}{path}"
            return client.request(method, url, headers={"host": name, **headers}, **body)

    def said(self) -> str:
        """All that the proxy has logged."""
        return "".join(file.read_text() for file in self.logs.iterdir())


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    if shutil.which("nginx") is None:
        pytest.skip("there is no nginx on this machine; `make browser` installs Debian's")
    folder = tmp_path_factory.mktemp("front")
    (data := folder / "data").mkdir()
    with (
        replicas(1, data, "", "--workers", "2") as (replica,),
        studio_in(folder) as studio,
        nginx_in(folder, replica.url, studio) as port,
    ):
        yield Front(port, key_of(replica), studio, folder / "logs")


@contextmanager
def studio_in(folder: Path) -> Iterator[str]:
    environment = {
        **{name: v for name, v in os.environ.items() if not name.startswith(PREFIX)},
        "BEDSIDE_DATA": str(folder / "studio"),
        "BEDSIDE_STUDIO_ORIGIN": f"https://{STUDIO}",
    }
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "studio", "--port", str(port)],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert "works on" in process.stdout.readline()
        link = process.stdout.readline()
        assert f"https://{STUDIO}/enter/" in link, link
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=30)


@contextmanager
def nginx_in(folder: Path, service: str, studio: str) -> Iterator[int]:
    """The page's configuration, with ports, files and certificates of this test."""
    for name in ("logs", "parts"):
        (folder / name).mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=example.org", "-keyout", folder / "key", "-out", folder / "pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    port = free_port()
    text = file_on_page("etc/nginx/conf.d/bedside.conf")
    for old, new in (
        ("127.0.0.1:8080", service.removeprefix("http://")),
        ("127.0.0.1:8090", studio),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/var/log/nginx/", f"{folder}/logs/"),
    ):
        assert old in text
        text = text.replace(old, new)
    text = re.sub(r"/etc/ssl/bedside/\w+\.(pem|key)", rf"{folder}/\1", text)
    temporary = "".join(
        f"{kind}_temp_path {folder}/parts;\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"pid {folder}/pid;\ndaemon off;\nerror_log {folder}/logs/main.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{text}\n}}\n"
    )
    process = subprocess.Popen(["nginx", "-p", folder, "-c", main], stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 30
        while not answers(port):
            assert process.poll() is None, process.communicate()[1].decode()
            assert time.monotonic() < until
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=30)


def key_of(replica: Replica) -> str:
    """A key made as the page says: on the command line, with the settings of the service."""
    made = subprocess.run(
        [sys.executable, "-m", "service", "keys", "create", "my-tool", "--scope", "decide"],
        env=replica.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return made.stdout.split()[-1]


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def nobody() -> Iterator[str]:
    """The address of a service that is away: its port is taken, and nothing listens there."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


MESSAGES, TOOLS = "messages.example.org", "bedside.example.org"


def a_message(name: str) -> dict[str, object]:
    return {
        "signal": {"id": name, "type": "portal.joined", "at": "2026-11-20T12:00:00Z"},
        "channel": "web",
        "recipient": {"id": "r-1"},
        "dry_run": True,
    }


def test_a_tool_gets_through_and_no_forged_header_changes_its_answer(front: Front) -> None:
    own = {"authorization": f"Bearer {front.key}"}
    asked = [
        front.ask(TOOLS, "/v1/messages", "POST", json=a_message("f-1"), headers=own | forged)
        for forged in ({}, FORGED)
    ]
    assert [answer.status_code for answer in asked] == [200, 200]
    assert asked[0].json()["outcome"] == asked[1].json()["outcome"]
    assert all(answer.headers["bedside-outcome"] for answer in asked)
    assert all(answer.headers["cache-control"] == "no-store" for answer in asked)
    assert asked[0].headers["x-request-id"] in front.said()


def test_a_body_that_is_too_large_is_refused_in_bedsides_own_form(front: Front) -> None:
    own = {"authorization": f"Bearer {front.key}", "content-type": "application/json"}
    large = json.dumps({"messages": ["x" * 1_200_000]})
    refused = front.ask(TOOLS, "/v1/messages/batch", "POST", content=large, headers=own)
    assert refused.status_code == 413
    assert refused.json()["code"] == "W106"
    assert not any((front.logs.parent / "parts").iterdir())


def test_the_world_sees_the_pages_of_recipients_alone(front: Front) -> None:
    for path in ("/v1/messages", "/metrics", "/docs", "/readyz", "/healthz", "/problems/not-json"):
        assert front.ask(MESSAGES, path).status_code == 404, path
        assert "nginx" in front.ask(MESSAGES, path).text, path
    assert front.ask(MESSAGES, "/static/style.css").status_code == 200
    for path in ("/why/of-nobody", "/unsubscribe/of-nobody"):
        page = front.ask(MESSAGES, path)
        assert page.status_code == 404
        assert "call" in page.text, path
    stop = {"List-Unsubscribe": "One-Click"}
    assert front.ask(MESSAGES, "/unsubscribe/of-nobody", "POST", data=stop).status_code == 404
    assert front.ask(TOOLS, "/readyz").status_code == 200
    assert front.ask(TOOLS, "/metrics").status_code == 404


def test_no_ticket_is_in_the_proxys_logs_also_while_the_service_is_away(
    front: Front, tmp_path: Path
) -> None:
    """A proxy of its own is away from its service: to stop and start a real one takes long."""
    assert front.ask(MESSAGES, "/why/ticket-while-up").status_code == 404
    with nobody() as service, nginx_in(tmp_path, service, front.studio) as port:
        down = replace(front, port=port, logs=tmp_path / "logs")
        assert down.ask(MESSAGES, "/why/ticket-while-down").status_code == 502
    assert " 404 " in front.said()
    assert " 502 " in down.said()
    for said in (front.said(), down.said()):
        assert "ticket-while" not in said
        assert "127.0.0.1" not in said


def test_the_studio_stays_with_tls_and_its_own_name(front: Front) -> None:
    at_home = front.ask(STUDIO, "/", headers=FORGED)
    assert (at_home.status_code, at_home.headers["location"]) == (303, "/sign-in")
    assert at_home.headers["strict-transport-security"] == "max-age=31536000"
    slashed = front.ask(STUDIO, "/sign-in/", headers=FORGED)
    assert slashed.headers["location"].startswith((f"https://{STUDIO}/", "/"))
    assert front.ask(STUDIO, "/healthz").status_code == 200


def test_the_studio_answers_to_no_other_name_whatever_a_header_says(front: Front) -> None:
    for headers in ({}, {"x-forwarded-host": STUDIO, "x-forwarded-proto": "https"}):
        answer = httpx.get(f"http://{front.studio}/sign-in", headers=headers, timeout=30)
        assert answer.status_code == 421
