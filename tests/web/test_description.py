"""Real answers fit what OpenAPI says of them, so that a generated client can read every one."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import httpx
import jsonschema
import pytest

from service.domain.message import PARTS
from service.domain.vocabulary import CHANNELS, REASON_CODES, Outcome, UrgencyKind
from service.web.models import Cause
from service.web.openapi import describe
from tests.web.conftest import Api, message
from tests.web.test_formats import execution

JSON = "application/json"

#: A booking has words for every channel but a web page; this has.
_ON_THE_WEB = {"type": "preferences.changed", "attributes": {"setting": "frequency"}}


def asked(channel: str, id_: str = "sig-1") -> dict[str, Any]:
    return message(channel=channel, signal={"id": id_, **(_ON_THE_WEB if channel == "web" else {})})


def schema_at(api: Api, path: str, status: int, media: str, method: str = "post") -> dict[str, Any]:
    described = describe(api.app)
    content = described["paths"][path][method]["responses"][str(status)]["content"]
    whole: dict[str, Any] = content[media]["schema"] | {"components": described["components"]}
    exact: dict[str, Any] = closed(whole)
    return exact


def closed(schema: Any) -> Any:
    """The schema without room for what it does not name: this version answers nothing more."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(one) for name, one in schema.items()}
    if inner.get("anyOf", [None])[-1] == {"type": "string"}:
        inner["anyOf"] = inner["anyOf"][:-1]
    return {"additionalProperties": False} | inner if "properties" in schema else inner


def fits(api: Api, response: httpx.Response, path: str, method: str = "post") -> dict[str, Any]:
    """The answer, which fits what is said under its own status and content type."""
    media = response.headers["content-type"]
    schema = schema_at(api, path, response.status_code, media, method)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.validate(response.json(), schema, format_checker=checker)
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_an_answer_of_each_kind_fits(sandbox: Api, channel: str, outcome: str) -> None:
    wish = {"prefer": f"outcome={outcome}"}
    response = sandbox.post("/v1/messages", asked(channel), headers=wish)
    answer = fits(sandbox, response, "/v1/messages")
    assert answer["outcome"] == outcome
    if outcome in ("send", "escalate"):
        assert answer["parts"]


def test_the_parts_that_are_described_are_those_that_come(sandbox: Api) -> None:
    schemas = describe(sandbox.app)["components"]["schemas"]
    came: set[str] = set()
    for channel in CHANNELS:
        for outcome in ("send", "escalate"):
            wish = {"prefer": f"outcome={outcome}"}
            body = asked(channel, f"{channel}-{outcome}")
            answer = sandbox.post("/v1/messages", body, headers=wish).json()
            came |= answer["parts"].keys()
            if channel == "portal":
                assert answer["parts"]["portal"].keys() == schemas["PortalOut"]["properties"].keys()
            if channel == "call":
                assert answer["parts"]["script"].keys() == schemas["ScriptOut"]["properties"].keys()
    assert came == schemas["PartsOut"]["properties"].keys() == set(PARTS)


def test_times_have_their_type(api: Api) -> None:
    schemas = describe(api.app)["components"]["schemas"]
    for kind, name in (("AnswerOut", "not_before"), ("AnswerOut", "valid_until")):
        assert {"type": "string", "format": "date-time"} in schemas[kind]["properties"][name][
            "anyOf"
        ]
    assert schemas["HandOffOut"]["properties"]["written_at"]["format"] == "date-time"


@pytest.mark.parametrize(
    ("kind", "field", "known"),
    [
        ("ReasonOut", "code", REASON_CODES),
        ("HandOffOut", "kind", get_args(UrgencyKind)),
        ("KeptSuppressionOut", "cause", get_args(Cause)),
    ],
)
def test_lists_that_may_grow_name_their_words_and_take_others(
    api: Api, kind: str, field: str, known: tuple[str, ...]
) -> None:
    schema = describe(api.app)["components"]["schemas"][kind]["properties"][field]
    assert schema["anyOf"] == [{"type": "string", "enum": list(known)}, {"type": "string"}]
    for word in (*known, "of_a_later_version"):
        jsonschema.validate(word, schema)


def test_whatever_hears_a_wish_for_an_outcome_says_so(sandbox: Api) -> None:
    paths = describe(sandbox.app)["paths"]
    for path in ("messages", "messages/batch", "segment", "cloudevents", "journey", "inbound"):
        named = [one["name"] for one in paths[f"/v1/{path}"]["post"]["parameters"]]
        assert "Prefer" in named, path
    ticket = paths["/v1/messages/{ticket}"]["get"]
    assert "Prefer" in [one["name"] for one in ticket["parameters"]]
    assert "W204" in ticket["responses"]["403"]["description"]


def test_a_key_with_one_quote_fits_neither_the_description_nor_the_service(api: Api) -> None:
    (key,) = (
        one
        for one in describe(api.app)["paths"]["/v1/messages"]["post"]["parameters"]
        if one["name"] == "Idempotency-Key"
    )
    for given, fits_ in (("k-1", True), ('"k-2"', True), ('"k-3', False), ('k-4"', False)):
        assert bool(re.fullmatch(key["schema"]["pattern"], given)) is fits_
        answer = api.post("/v1/messages", message(), headers={"idempotency-key": given})
        assert answer.is_success is fits_


def test_a_silence_as_409_fits(api: Api) -> None:
    asked_for = {
        "/v1/messages": api.post("/v1/messages?suppress_as=409", message()),
        "/v1/journey": api.post("/v1/journey?suppress_as=409", execution()),
    }
    for path, response in asked_for.items():
        assert response.status_code == 409
        assert fits(api, response, path)["outcome"] == "suppress"
    made = api.post("/v1/tickets", {"message": message(signal={"id": "sig-2"})}).json()
    fetched = api.get(f"{made['path']}?suppress_as=409")
    assert fits(api, fetched, "/v1/messages/{ticket}", "get")["outcome"] == "suppress"


@pytest.mark.parametrize(
    ("path", "method", "answer"),
    [
        ("/v1/messages", "post", "AnswerOut"),
        ("/v1/messages/{ticket}", "get", "AnswerOut"),
        ("/v1/journey", "post", "JourneyOut"),
    ],
)
def test_a_409_has_one_format(api: Api, path: str, method: str, answer: str) -> None:
    """Many generated clients read but one format of a status."""
    content = describe(api.app)["paths"][path][method]["responses"]["409"]["content"]
    assert content.keys() == {JSON}
    assert content[JSON]["schema"]["$ref"].endswith(f"/{answer}")


def test_items_of_a_batch_fit(api: Api) -> None:
    sent = [message(), message() | {"channel": "fax"}, 17]
    answer = fits(api, api.post("/v1/messages/batch", {"messages": sent}), "/v1/messages/batch")
    assert [item["status"] for item in answer["items"]] == [200, 422, 422]
    item = describe(api.app)["components"]["schemas"]["ItemOut"]["properties"]
    assert "AnswerOut" in json.dumps(item["answer"])
    assert "ProblemOut" in json.dumps(item["problem"])


def test_generated_clients_call_an_operation_by_its_name_alone(api: Api) -> None:
    described = describe(api.app)["paths"].values()
    ids = [entry["operationId"] for methods in described for entry in methods.values()]
    assert len(set(ids)) == len(ids)
    assert {"post_message", "post_batch", "get_message", "post_inbound", "post_opt_out"} <= {*ids}
    assert not any("_v1_" in id_ for id_ in ids)


def test_a_later_version_may_answer_more_and_a_call_may_not_say_more(api: Api) -> None:
    """A client that was generated from this description must not refuse a field to come."""
    described = describe(api.app)
    for name, schema in described["components"]["schemas"].items():
        assert schema.get("additionalProperties", True) is name.endswith("Out"), name
    for called in described["webhooks"].values():
        event = called["post"]["requestBody"]["content"][JSON]["schema"]
        assert "additionalProperties" not in event
        assert "additionalProperties" not in event["properties"]["data"]
