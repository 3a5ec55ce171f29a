"""Small words that routes use to describe themselves: what they take, answer and may refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from service.web.codes import WEB_CODES
from service.web.problems import MEDIA_TYPE, WebProblem, document, fault_of

JSON = "application/json"

#: How an endpoint says that it needs a key, in any of its three forms.
ASKS: dict[str, Any] = {"security": [{"key": []}, {"basic": []}, {"header": []}]}

#: How an endpoint says that it takes a wish for an outcome. Other preferences are passed over.
PREFER: dict[str, Any] = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "Sandbox keys only: `outcome=hold` and the like.",
    "schema": {"type": "string"},
    "example": "outcome=hold",
}

Responses = dict[int | str, dict[str, Any]]

#: What any endpoint with a key may answer.
KEYED = ("W201", "W202", "W203", "W205", "W501", "W502", "W503", "W504", "W599")
#: What any endpoint that reads JSON may answer.
READING = (
    "W101", "W102", "W103", "W104", "W105", "W106", "W107", "W108", "W111",
)  # fmt: skip
#: What any write may answer for its Idempotency-Key.
REPEATING = ("W301", "W302", "W303")


def ref(model: type[BaseModel]) -> dict[str, str]:
    """A reference to a format among the components."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def takes(
    content: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> dict[str, Any]:
    """A request body: content type -> (schema, examples by name)."""
    return {
        "requestBody": {
            "required": True,
            "content": {
                media: {"schema": dict(schema), "examples": named(examples)}
                for media, (schema, examples) in content.items()
            },
        }
    }


def named(examples: Mapping[str, Any]) -> dict[str, Any]:
    """Examples in OpenAPI's form. A name doubles as the summary."""
    return {name.replace(" ", "-"): {"summary": name, "value": v} for name, v in examples.items()}


def plainly(status: int, words: str) -> Responses:
    """An answer without a body."""
    return {status: {"description": words}}


def gives(
    status: int, words: str, schema: Mapping[str, Any], examples: Mapping[str, Any]
) -> Responses:
    """A good answer in JSON."""
    return {
        status: {
            "description": words,
            "content": {JSON: {"schema": dict(schema), "examples": named(examples)}},
        }
    }


def refuses(*codes: str) -> Responses:
    """The problems that an endpoint may answer, by status, each with an example."""
    from service.web.answers import ProblemOut

    by_status: Responses = {}
    for code in sorted(set(codes)):
        kind = WEB_CODES[code]
        response = by_status.setdefault(
            kind.status,
            {
                "description": "",
                "content": {MEDIA_TYPE: {"schema": ref(ProblemOut), "examples": {}}},
            },
        )
        response["description"] += f"{'; ' if response['description'] else ''}{code} {kind.title}"
        response["content"][MEDIA_TYPE]["examples"][kind.slug] = {
            "summary": f"{code} {kind.title}",
            "value": example_problem(code),
        }
        if kind.retry:
            response["headers"] = {
                "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}
            }
    return by_status


_WITH_FAULTS = {
    "W111": [fault_of("W112", pointer="/signal/at"), fault_of("W113", pointer="/recipient")],
    "W107": [fault_of("W107", fix="send application/json", name="Content-Type")],
    "W117": [fault_of("W117", fix="one of 200, 204, 409", name="suppress_as")],
    "W203": [fault_of("W203", fix="use a key with the scope `decide`", name="Authorization")],
}


def example_problem(code: str) -> dict[str, Any]:
    """A problem document as this code gives it."""
    from service.web.problems import Fault

    faults = _WITH_FAULTS.get(code, [])
    if code == "W115":
        faults = [
            Fault("S104", "`place` is missing", "send where the visit is", "/signal/attributes")
        ]
    return document(WebProblem(code, faults), "4f1c02b7a9d35e68")
