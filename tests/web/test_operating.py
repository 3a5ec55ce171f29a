"""Health, figures, documentation and what surrounds every answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import httpx
import jsonschema
import pytest
from fastapi import FastAPI

from service.errors import BedsideError, Problem
from service.library.release import Release
from service.serving import Service
from service.store.errors import StoreUnavailable
from service.web import examples, logs
from service.web.app import create_app
from service.web.codes import WEB_CODES
from service.web.openapi import describe
from tests.web.conftest import Api, message, problem


def test_it_is_alive_and_ready_part_by_part(api: Api) -> None:
    nobody = api.without_key()
    assert nobody.get("/healthz").json()["status"] == "alive"
    ready = nobody.get("/readyz").json()
    assert ready["ready"] is True
    assert set(ready["parts"]) == {"release", "guard", "store"}


@pytest.mark.parametrize(
    "path",
    [
        *("/healthz", "/readyz", "/metrics", "/docs", "/openapi.json"),
        *("/problems/no-such-page", "/static/style.css"),
    ],
)
def test_head_is_answered_as_get_is(api: Api, path: str) -> None:
    """Load balancers ask so. Servers drop the body; the lines above it are the same."""
    asked, shown = (api.without_key().request(way, path) for way in ("HEAD", "GET"))
    assert asked.status_code == shown.status_code == 200
    assert asked.headers["content-type"] == shown.headers["content-type"]
    if path != "/metrics":
        assert asked.headers["content-length"] == shown.headers["content-length"]


def test_head_decides_nothing(api: Api) -> None:
    api.agree()
    path = api.post("/v1/tickets", {"message": message()}).json()["path"]
    refused = api.without_key().request("HEAD", path)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")


def test_head_goes_without_saying_in_the_description(api: Api) -> None:
    assert not [path for path, ways in describe(api.app)["paths"].items() if "head" in ways]


def test_a_lost_database_is_named_and_comes_back(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(_: object) -> None:
        raise StoreUnavailable("the store does not answer", 2)

    monkeypatch.setattr(type(api.store), "check", down)
    lost = api.get("/readyz")
    assert lost.status_code == 503
    assert lost.json()["parts"]["store"] == {"ready": False, "is": "the store does not answer"}
    monkeypatch.undo()
    assert api.get("/readyz").status_code == 200


def test_a_guard_that_fails_is_named_and_comes_back(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard answers then too: that nothing may go out."""

    def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    assert api.get("/readyz").status_code == 200
    monkeypatch.setattr("guardrails.guard.read", broken)
    lost = api.get("/readyz")
    assert lost.status_code == 503
    assert lost.json()["parts"]["guard"] == {
        "ready": False,
        "is": "it refuses harmless words (GU-01)",
    }
    monkeypatch.undo()
    assert api.get("/readyz").status_code == 200


def test_a_call_without_a_database_is_a_503_that_says_when(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise StoreUnavailable("the disk under the store is full", 30)

    monkeypatch.setattr(type(api.service.standings), "record_consent", down)
    refused = api.post("/v1/consents", examples.CONSENTS)
    problem(refused, "W503")
    assert refused.json()["detail"] == "The disk under the store is full"
    assert refused.headers["retry-after"] == "30"


def test_before_it_is_built_it_is_alive_and_not_ready(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts, seen_parts = [], []
    monkeypatch.setattr("service.web.app._AGAIN", 0.01)
    wrong = [("content/visit/upcoming/en-US/sms.txt", "L371"), ("library.yaml", "L101")]
    wrong += [("BEDSIDE_SECRET", "D106")]

    def build() -> Service:
        attempts.append(1)
        if len(attempts) < 3:
            raise BedsideError(Problem(file, 1, 1, code, "") for file, code in wrong)
        return service

    app = create_app(build)

    async def scenario() -> list[int]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            seen = [(await client.get("/healthz")).status_code]
            refused = await client.post("/v1/messages", json={})
            problem(refused, "W504")
            async with app.router.lifespan_context(app):
                while (response := await client.get("/readyz")).status_code != 200:
                    assert response.headers["retry-after"] == "5"
                    seen_parts.append(response.json()["parts"])
                    await asyncio.sleep(0.005)
            return seen

    assert asyncio.run(scenario()) == [200]
    assert len(attempts) == 3
    assert seen_parts[-1] == {
        "release": {"ready": False, "fault": "L371"},
        "guard": {"ready": False},
        "store": {"ready": False, "fault": "D106"},
    }


async def _until_ready(app: FastAPI, seen: list[dict[str, Any]]) -> None:
    """Ask until it is ready, and keep what each part said before that."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://t") as client,
        app.router.lifespan_context(app),
        asyncio.timeout(20),
    ):
        while (response := await client.get("/readyz")).status_code != 200:
            seen.append(response.json()["parts"])
            await asyncio.sleep(0.005)
        while app.state.stop_beside is None:
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("error", [RuntimeError("Jane Doe"), OSError("Jane Doe"), KeyError()])
def test_whatever_keeps_it_from_being_built_is_told_and_tried_again(
    service: Service,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A worker that met anything but a known problem stayed not ready for ever, and said nothing.

    So with what runs beside it, which holds up no call: it is begun at the next attempt.
    """
    monkeypatch.setattr("service.web.app._AGAIN", 0.02)
    logs.set_up()
    failing: dict[str, int] = {"building": 2, "beginning": 2}
    stopped: list[bool] = []

    def fail(step: str) -> None:
        if failing[step]:
            failing[step] -= 1
            raise error

    def build() -> Service:
        fail("building")
        return service

    def beside(_: Service) -> Callable[[], None]:
        fail("beginning")
        return lambda: stopped.append(True)

    seen: list[dict[str, Any]] = []
    asyncio.run(_until_ready(create_app(build, beside=beside), seen))
    assert stopped == [True]
    told = {"ready": False, "fault": "W599"}
    assert seen[-1] == {"release": told, "guard": told, "store": told}
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    said = [(line["event"], line.get("fault")) for line in lines if line["event"] != "server"]
    kind = type(error).__name__
    assert said == [*[("not ready", kind)] * 2, *[("not begun", kind)] * 2, ("ready", None)]
    assert all("test_operating.py" in line["where"] for line in lines if "where" in line)
    assert "Jane" not in str(lines)


def test_the_figures_know_outcomes_and_nobody(api: Api) -> None:
    before = figure(api, 'bedside_decisions_total{channel="email",outcome="send"}')
    api.agree()
    api.post("/v1/messages", message())
    api.post("/v1/messages", message())
    api.post("/v1/messages", message(dry_run=True, signal={"id": "s-9"}))
    assert figure(api, 'bedside_decisions_total{channel="email",outcome="send"}') == before + 1
    text = api.get("/metrics").text
    labels = set(re.findall(r"[{,](\w+)=", text)) - {"le", "implementation", "major", "minor"}
    labels -= {"patchlevel", "version", "generation"}
    words = {"method", "route", "status", "channel", "outcome", "reason", "code"}
    assert labels <= words | {"trigger", "kind", "rule", "severity"}
    assert "crm-1" not in text


def test_the_figures_say_when_the_first_approval_ends(api: Api, release: Release) -> None:
    first = min(stamp.until for stamp in release.stamps.values())
    ends = figure(api, "bedside_first_approval_ends_timestamp_seconds ")
    assert datetime.fromtimestamp(ends, UTC) == datetime.combine(
        first + timedelta(days=1), time(), UTC
    )


def test_what_a_message_rests_on_is_counted_and_a_sandbox_is_not(api: Api, sandbox: Api) -> None:
    sent = 'bedside_trigger_decisions_total{outcome="send",trigger="visit-preparation"}'
    known = 'bedside_recipient_decisions_total{kind="known",outcome="send"}'
    before = figure(api, sent), figure(api, known)
    api.agree()
    api.post("/v1/messages", message())
    assert (figure(api, sent), figure(api, known)) == (before[0] + 1, before[1] + 1)
    assert figure(api, "bedside_sent_without_consent_total") == 0
    assert figure(api, "bedside_sent_without_required_module_total") == 0
    wished = {"prefer": "outcome=send"}  # nobody agreed to anything in the sandbox
    answer = sandbox.post("/v1/messages", message(), headers=wished)
    assert answer.json()["outcome"] == "send"
    assert figure(api, "bedside_sent_without_consent_total") == 0
    assert figure(api, sent) == before[0] + 1


def figure(api: Api, name: str) -> float:
    lines = [line for line in api.get("/metrics").text.splitlines() if line.startswith(name)]
    return float(lines[0].rpartition(" ")[2]) if lines else 0.0


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/v1/nothing", "/metrics", "/openapi.json"])
def test_every_answer_carries_the_security_headers(api: Api, path: str) -> None:
    headers = api.without_key().get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])
    assert "server" not in headers


# --- the description ---------------------------------------------------------------------------


def test_the_description_is_openapi_3_1_and_every_reference_leads_somewhere(api: Api) -> None:
    schema = api.without_key().get("/openapi.json").json()
    assert schema["openapi"] == "3.1.0"
    for reference in re.findall(r'"\$ref": ?"#/([^"]+)"', json.dumps(schema)):
        found = schema
        for part in reference.split("/"):
            found = found[part]


def test_there_is_an_example_of_every_outcome_and_every_error(api: Api) -> None:
    text = json.dumps(describe(api.app))
    for outcome in ("send", "hold", "suppress", "escalate", "blocked"):
        assert f'"outcome": "{outcome}"' in text
    unused = [code for code in WEB_CODES if f'"summary": "{code} ' not in text]
    # What no single endpoint may answer is in the table of codes: no page, no method, and the
    # codes of single fields.
    assert set(unused) <= {"W112", "W113", "W114", "W401", "W402", "W302"}


def test_409_is_silence_that_a_caller_asked_for_and_nothing_else(api: Api) -> None:
    """A call that comes while its like is decided waits for the same answer, so no 409 tells it to
    come again; W304 did, on paper."""
    for path, methods in describe(api.app)["paths"].items():
        for operation in methods.values():
            asks = "suppress_as" in {given["name"] for given in operation.get("parameters", [])}
            conflict = operation["responses"].get("409", {"content": {}})
            assert list(conflict["content"]) == ["application/json"] * asks, path


def test_204_is_silence_that_a_caller_asked_for_or_a_segment_call_of_no_matter(api: Api) -> None:
    for path, methods in describe(api.app)["paths"].items():
        for operation in methods.values():
            asks = "suppress_as" in {given["name"] for given in operation.get("parameters", [])}
            said = operation["responses"].get("204", {"description": ""})["description"]
            assert ("suppress_as" in said) is asks, path
            assert bool(said) is (asks or path == "/v1/segment"), path


def test_every_example_fits_its_own_description(api: Api) -> None:
    schema = describe(api.app)
    checked = 0
    for methods in schema["paths"].values():
        for operation in methods.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for body in bodies:
                for content in body.get("content", {}).values():
                    for example in content.get("examples", {}).values():
                        whole = content["schema"] | {"components": schema["components"]}
                        jsonschema.validate(example["value"], whole)
                        checked += 1
    assert checked > 100


def test_the_examples_are_requests_that_work(api: Api) -> None:
    api.agree("crm-20417")
    assert api.post("/v1/messages", examples.MESSAGE).json()["outcome"] == "send"
    assert api.post("/v1/segment", examples.TRACK).json()["outcome"] == "send"
    assert api.post("/v1/inbound", examples.INBOUND).json()["opt_out_words"] is True


def test_the_documentation_page_names_every_endpoint(api: Api) -> None:
    shown = api.without_key().get("/docs").text
    for path in describe(api.app)["paths"]:
        assert f"<code>{path}</code>" in shown


def test_the_documentation_page_tells_once_what_endpoints_share(api: Api) -> None:
    shown = api.without_key().get("/docs").text
    assert shown.count("W501") == 2  # in the line of those of any call, and in the table
    assert shown.count("&#34;outcome&#34;: &#34;blocked&#34;") == 1
    assert 'id="post_message"' in shown
    assert "<code>items</code>: the <code>status</code> of each" in shown  # what is not shared


@pytest.mark.parametrize("path", ["/docs", "/problems/does-not-fit"])
def test_what_stands_in_backticks_is_shown_as_code(api: Api, path: str) -> None:
    shown = api.without_key().get(path).text
    assert "<code>errors</code>" in shown
    assert "`" not in re.sub(r"<pre.*?</pre>", "", shown, flags=re.DOTALL)


def test_the_style_sheet_is_our_own(app_with: Callable[..., Api]) -> None:
    sheet = app_with().get("/static/style.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text
