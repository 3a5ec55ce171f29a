"""The contract of every error: one shape, all faults at once, and nothing that was sent."""

from __future__ import annotations

import asyncio
import gzip
import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.types import Message

from service.web import logs
from service.web.codes import BY_SLUG, WEB_CODES
from service.web.failing import as_problem
from service.web.limits import Limits
from service.web.problems import WebProblem, document
from tests.web.conftest import ROOMY, Api, message, problem


def test_every_code_has_a_type_of_its_own_that_never_changes() -> None:
    assert len(BY_SLUG) == len(WEB_CODES)
    for code, kind in WEB_CODES.items():
        assert re.fullmatch(r"W[1-5]\d\d", code)
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", kind.slug)
        assert 400 <= kind.status <= 503
        assert not kind.title.endswith(".")
        assert kind.means.endswith(".")
        assert kind.fix.endswith(".")


@pytest.mark.parametrize("code", WEB_CODES)
def test_every_type_leads_to_a_page_of_this_service(api: Api, code: str) -> None:
    kind = WEB_CODES[code]
    shown = api.without_key().get(kind.type)
    assert shown.status_code == 200
    assert kind.title in html.unescape(shown.text)
    assert code in shown.text


def test_what_may_be_repeated_says_when() -> None:
    for kind in WEB_CODES.values():
        told = WebProblem(kind.code).headers
        assert ("Retry-After" in told) is kind.retry


def test_an_unknown_exception_is_a_fault_of_our_own_without_its_message() -> None:
    told = document(as_problem(RuntimeError("jane.roe@example.org")), "id")
    assert told["code"] == "W599"
    assert "jane" not in json.dumps(told)


# --- the body ----------------------------------------------------------------------------------

GOOD = json.dumps(message()).encode()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "W101"),
        (b"{", "W101"),
        (b"nonsense", "W101"),
        (b'{"a": NaN}', "W101"),
        (b'{"a": -Infinity}', "W101"),
        (b'{"a": "\\ud800"}', "W101"),
        (b"[" + b"1" * 5000 + b"]", "W101"),
        (b'\xef\xbb\xbf{"a": 1}', "W101"),
        (b'{"a": "\xff"}', "W102"),
        ('{"a": "é"}'.encode("latin-1"), "W102"),
        ('{"a": 1}'.encode("utf-16"), "W102"),
        (b'{"channel": "sms", "channel": "email"}', "W103"),
        (b'{"signal": {"id": "a", "id": "b"}}', "W103"),
        (b"[" * 17 + b"]" * 17, "W104"),
        (b"[" * 100_000, "W104"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "W104"),
        (b"[]", "W111"),
        (b"null", "W111"),
        (b'"text"', "W111"),
        (b"{}", "W111"),
    ],
)
def test_a_body_that_cannot_be_read_is_explained(api: Api, body: bytes, code: str) -> None:
    problem(api.raw("/v1/messages", body), code)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b'{"a":\n "\xff"}', "line 2, column 3"),
        (b'{"jane": 1,\n  "jane": 2}', "line 2, column 3"),
        (b'{"a": [{"b": "b: b", "b": 2}]}', "line 1, column 22"),
        (b'{"a": "jane"}'.replace(b'"jane"', b"[" * 16 + b"]" * 16), "line 1, column 22"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_place_alone(api: Api, body: bytes, where: str) -> None:
    refused = api.raw("/v1/messages", body)
    assert refused.status_code == 400
    assert where in refused.json()["detail"]
    assert "jane" not in refused.text


@pytest.mark.parametrize(
    ("path", "body", "fixes"),
    [
        ("/v1/consents", {"recipient": {"id": "a"}, "consents": []}, ["it needs at least 1 entry"]),
        ("/v1/messages/batch", {"messages": []}, ["it needs at least 1 entry"]),
        (
            "/v1/erasures",
            {"recipient": {"id": "a\nb"}},
            ["use an id on one line, without control characters"],
        ),
        ("/v1/erasures", {"recipient": {"id": ""}}, ["it needs at least 1 character"]),
        ("/v1/erasures", {"recipient": 1}, ["it must be a JSON object"]),
        (
            "/v1/delivery",
            {"receipt_id": "x", "status": "gone"},
            [
                "use the `receipt_id` of an answer: `r_` and 32 hex digits",
                "use `sent` or `not_sent` or `bounced` or `complained`",
            ],
        ),
        (
            "/v1/preferences",
            {"recipient": {"id": "a"}, "locale": "english", "weekly_limit": 0},
            ["use a language and a country, such as `en-US`", "it must be at least 1"],
        ),
    ],
)
def test_what_would_fit_is_said_in_plain_words(
    api: Api, path: str, body: dict[str, Any], fixes: list[str]
) -> None:
    refused = problem(api.post(path, body), "W111")
    assert [fault["fix"] for fault in refused["errors"]] == fixes


def test_an_unknown_query_parameter_is_helped_and_not_repeated(api: Api) -> None:
    for path, fix in (
        ("/v1/messages?supress_as=204", "did you mean `suppress_as`?"),
        ("/v1/messages?jane=roe", "known here: suppress_as"),
        ("/v1/messages/batch?jane=roe", "known here: none"),
        ("/v1/segment?chanel=email", "did you mean `channel`?"),
    ):
        refused = api.post(path, message())
        assert problem(refused, "W117")["errors"][0]["fix"] == fix
        assert "jane" not in refused.text
    wrong = problem(api.post("/v1/messages?suppress_as=500", message()), "W117")
    assert wrong["errors"][0]["fix"] == "use `200` or `204` or `409`"


def test_brackets_inside_of_a_text_are_not_depth(api: Api) -> None:
    words = {"type": "message.received", "attributes": {}, "text": '[[{{"\\' * 40}
    assert api.post("/v1/messages", message(signal=words)).status_code == 200


def test_every_misfit_comes_at_once_with_its_pointer(api: Api) -> None:
    body = message(channel="fax", zone="Mars/Base", recipient={"id": "", "kind": "vip"})
    body["signal"]["at"] = "yesterday"
    body["dry_run"] = "yes"
    faults = problem(api.post("/v1/messages", body), "W111")["errors"]
    assert {fault["pointer"] for fault in faults} == {
        "/signal/at",
        "/channel",
        "/recipient/id",
        "/recipient/kind",
        "/zone",
        "/dry_run",
    }
    assert "an IANA time zone such as America/Chicago" in [fault["fix"] for fault in faults]


@pytest.mark.parametrize("value", [False, True, 1, 1.5, [], {}, None])
def test_a_wrong_type_is_never_bent_into_shape(api: Api, value: Any) -> None:
    for field in ("channel", "recipient", "signal"):
        problem(api.post("/v1/messages", message() | {field: value}), "W111")


def test_an_unknown_key_is_told_by_its_object_alone(api: Api) -> None:
    refused = problem(api.post("/v1/messages", message() | {"jane@example.org": 1}), "W111")
    assert refused["errors"][0]["pointer"] == ""
    assert "jane" not in json.dumps(refused)


def test_a_misspelt_key_is_helped(api: Api) -> None:
    refused = problem(api.post("/v1/messages", message() | {"chanel": "sms"}), "W111")
    assert refused["errors"][0]["fix"] == "did you mean `channel`?"


# --- size, compression, type -------------------------------------------------------------------


def test_a_body_over_the_limit_is_refused_before_it_is_read(app_with: Callable[..., Api]) -> None:
    small = app_with(Limits(body_bytes=1000, calls_per_second=1e4, burst=10_000))
    problem(small.raw("/v1/messages", b" " * 1001), "W106")

    async def endless():  # type: ignore[no-untyped-def]
        for _ in range(100):
            yield b" " * 100

    problem(
        small.request(
            "POST", "/v1/messages", content=endless(), headers={"content-type": "application/json"}
        ),
        "W106",
    )


def packed(api: Api, content: bytes, encoding: str = "gzip") -> Any:
    headers = {"content-type": "application/json", "content-encoding": encoding}
    return api.request("POST", "/v1/messages", content=content, headers=headers)


def test_gzip_is_read_and_bounded(api: Api) -> None:
    assert packed(api, gzip.compress(GOOD)).status_code == 200
    assert packed(api, gzip.compress(GOOD[:9]) + gzip.compress(GOOD[9:])).status_code == 200
    problem(packed(api, gzip.compress(b" " * 10_000_000)), "W106")
    problem(packed(api, gzip.compress(GOOD)[:-9]), "W105")
    problem(packed(api, gzip.compress(b"") * 5_000), "W105")
    problem(packed(api, b""), "W101")
    problem(packed(api, GOOD), "W105")
    refused = packed(api, GOOD, "br")
    problem(refused, "W108")
    assert refused.headers["accept-encoding"] == "gzip, identity"


@pytest.mark.parametrize(
    "type_", ["", "text/plain", "application/xml", "application/json; charset=latin-1", "é/json"]
)
def test_other_content_types_are_refused_with_the_right_one(api: Api, type_: str) -> None:
    refused = api.raw("/v1/messages", GOOD, type_.encode("latin-1"))  # type: ignore[arg-type]
    assert refused.status_code == 415
    assert problem(refused, "W107")["errors"][0]["name"] == "Content-Type"


@pytest.mark.parametrize(
    "type_", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
def test_the_right_content_type_has_many_spellings(api: Api, type_: str) -> None:
    assert api.raw("/v1/messages", GOOD, type_).status_code == 200


def test_no_page_and_no_method(api: Api) -> None:
    problem(api.get("/v1/nothing"), "W401")
    refused = api.request("DELETE", "/v1/messages")
    problem(refused, "W402")
    assert refused.headers["allow"] == "POST"
    problem(api.get("/problems/jane-roe"), "W401")


def test_all_methods_of_a_path_are_listed(api: Api) -> None:
    refused = api.request("PUT", "/unsubscribe/r_00000000000000000000000000000000")
    problem(refused, "W402")
    assert refused.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("way", "path", "right"),
    [
        ("POST", "/v1/messages/", "/v1/messages"),
        ("POST", "/v1/consents//", "/v1/consents"),
        ("GET", "/healthz/", "/healthz"),
        ("GET", "/v1/decisions/r_jane/", "/v1/decisions/{receipt_id}"),
    ],
)
def test_a_slash_too_many_is_no_redirect(api: Api, way: str, path: str, right: str) -> None:
    """Callers follow none, and it would lead to whatever host the caller names."""
    refused = api.request(way, path, headers={"host": "evil.example"})
    assert problem(refused, "W401")["fix"] == f"Use `{right}`, without a slash at its end"
    assert "location" not in refused.headers
    assert "evil" not in refused.text


def test_slashes_alone_lead_nowhere(api: Api) -> None:
    assert "slash" not in problem(api.get("//"), "W401")["fix"]


def test_a_fault_of_our_own_tells_the_log_where_and_the_caller_nothing(
    api: Api, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> None:
        raise RuntimeError("jane.roe@example.org")

    monkeypatch.setattr(type(api.service), "job", breaks)
    assert "jane" not in problem_text(api)
    logged = capsys.readouterr()
    told = logged.out + logged.err
    assert "RuntimeError" in told
    assert "test_errors.py" in told
    assert "jane" not in told


def problem_text(api: Api) -> str:
    response = api.post("/v1/messages", message())
    problem(response, "W599")
    return response.text


def test_limits_are_roomy_by_default() -> None:
    assert ROOMY.body_bytes == 128 * 1024
    assert ROOMY.batch_bytes == 1024 * 1024


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/inbound", "/v1/opt-outs"])
def test_a_caller_who_hangs_up_is_no_fault_of_ours(
    api: Api, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is it an error that somebody is called at night for."""
    logs.set_up()
    said: list[Message] = []
    coming: Iterator[Message] = iter(
        [{"type": "http.request", "body": b'{"id": ', "more_body": True}]
    )
    headers = {**api.headers, "content-type": "application/json", "content-length": "1000"}
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": path, "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip

    async def receive() -> Message:
        return next(coming, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(api.app(scope, receive, send))
    (line,) = capsys.readouterr().err.splitlines()
    assert (json.loads(line)["event"], json.loads(line)["status"]) == ("call", 499)
    assert said == []
