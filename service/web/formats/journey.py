"""Salesforce Journey Builder's REST activity: one contact, its `inArguments`, one answer.

In-arguments are flat. `signal`, `channel`, `at` and a few more steer the call; every other one is
an attribute of the signal. An empty one (a merge field without a value) is passed over.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response

from service.domain.vocabulary import Outcome
from service.web.bodies import fit
from service.web.formats import Read
from service.web.lenient import object_in
from service.web.models import MessageIn, RecipientId
from service.web.places import placed
from service.web.problems import Fault, WebProblem, fault_of
from service.web.wording import GUID

_CALL = ("channel", "audience", "locale", "zone")
_STEERING = frozenset(
    {*_CALL, "signal", "signal_id", "at", "subject", "text", "recipient", "kind", "dry_run"}
)

Guid = Annotated[str, StringConstraints(pattern=GUID)]


class Execution(BaseModel):
    """What Journey Builder posts when a contact reaches the activity."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    inArguments: Annotated[  # noqa: N815 - Salesforce's own names
        list[dict[str, Any]], Field(min_length=1, max_length=60)
    ]
    keyValue: RecipientId | None = None  # noqa: N815
    definitionInstanceId: Guid | None = None  # noqa: N815
    activityId: Guid | None = None  # noqa: N815


def read_execution(data: Any) -> Read:
    """The message that the activity asks for."""
    execution = fit(data, Execution)
    given = _given(execution.inArguments)
    message = {
        "signal": _signal(execution, given),
        "recipient": _recipient(execution, given),
        "dry_run": _is_dry(given),
        **{name: given[name] for name in _CALL if name in given},
    }
    with placed(in_arguments):
        return Read(fit(message, MessageIn), in_arguments)


def words_in(data: Any) -> dict[str, Any]:
    """The words among the in-arguments in a message's shape, unchecked."""
    body = object_in(data)
    arguments = body.get("inArguments")
    listed = arguments if isinstance(arguments, list) else []
    given = _given([object_in(argument) for argument in listed])
    signal = {"id": given.get("signal_id"), "type": given.get("signal")}
    return {
        **given,
        "signal": {**signal, "at": given.get("at"), "text": given.get("text")},
        "recipient": {
            "id": given.get("recipient", body.get("keyValue")),
            "kind": given.get("kind"),
        },
        "dry_run": _is_dry(given),
    }


def _given(arguments: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        name: value
        for argument in arguments
        for name, value in argument.items()
        if value not in ("", None)
    }


def _is_dry(given: dict[str, Any]) -> bool:
    return str(given.get("dry_run", False)).lower() == "true"


def _signal(execution: Execution, given: dict[str, Any]) -> dict[str, Any]:
    parts = (execution.definitionInstanceId, execution.activityId)
    derived = {"id": ".".join(part for part in parts if part)} if any(parts) else {}
    named = {"signal": "type", "signal_id": "id", "at": "at", "subject": "subject", "text": "text"}
    return {
        **derived,
        **{field: given[name] for name, field in named.items() if name in given},
        "attributes": {name: v for name, v in given.items() if name not in _STEERING},
    }


def _recipient(execution: Execution, given: dict[str, Any]) -> dict[str, Any]:
    who = given.get("recipient", execution.keyValue)
    if who is None:
        fault = fault_of("W112", fix="send keyValue, or `recipient`", pointer="/keyValue")
        raise WebProblem("W111", [fault])
    return {"id": who, "kind": given.get("kind", "known")}


def in_arguments(fault: Fault) -> Fault:
    """The fault with its place in the caller's own body: all arguments lie in one list."""
    return fault if fault.name else replace(fault, pointer="/inArguments")


def with_branch(response: Response, outcome: Outcome) -> Response:
    """The answer with `branchResult`, by which a decision split chooses its path."""
    if response.status_code == 204:
        return response
    body = b'{"branchResult":"%s",%s' % (outcome.encode(), bytes(response.body)[1:])
    headers = {k: v for k, v in response.headers.items() if k != "content-length"}
    return Response(body, response.status_code, headers)
