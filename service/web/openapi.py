"""The OpenAPI 3.1 description, made from the routes and the formats they read."""

from __future__ import annotations

import copy
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from service import __version__
from service.web import answers, models
from service.web.formats.cloudevents import Data
from service.webhooks.describing import webhooks_described

DESCRIPTION = """\
Bedside turns what a person just did into one helpful, approved message, or says why nothing goes.

Every outcome (`send`, `hold`, `suppress`, `escalate`, `blocked`) is a 200. Every error is a problem
document (RFC 9457) with a stable `type` and `code`, all faults at once, and no value that was sent.
A repeated call gets the same bytes. No personal id belongs in a URL, and none is read from one.
Whatever answers GET answers HEAD, tickets apart: looking at one decides. Nothing redirects, and no
path ends in a slash.

What stands under `/v1` is not taken away and keeps its meaning. Endpoints, fields of answers and
events, codes of errors and of reasons, kinds of hand-off, causes of suppression and types of event
may be added: pass over what you do not know. `outcome` says what to do, whatever the reason.
"""

TAGS = [
    {"name": "Decide", "description": "Ask for a decision: one, a batch, or a ticket to fetch."},
    {"name": "Events", "description": "The same, in the form that other tools send."},
    {"name": "Standing", "description": "What recipients said, and what became of messages."},
    {"name": "Explain", "description": "Why a decision is what it is."},
    {"name": "Recipient", "description": "Pages for the people who were written to."},
    {
        "name": "Webhooks",
        "description": "Calls that Bedside makes, to tell other systems what happened. Their exact "
        "bodies stand under `webhooks` in `/openapi.json`.",
    },
    {"name": "Operate", "description": "Health, figures, documentation."},
]

_SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "An API key."},
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "The key as user name with an empty password, or as the password.",
    },
    "header": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole description, made once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title="Bedside",
            version=__version__,
            openapi_version="3.1.0",
            summary="Approved health content as messages that say nothing they should not.",
            description=DESCRIPTION,
            routes=[_as_described(route) for route in app.routes],
            tags=TAGS,
        )
        _restore(app, schema)
        components = schema.setdefault("components", {})
        components.setdefault("schemas", {}).update(_schemas())
        for unused in ("HTTPValidationError", "ValidationError"):
            components["schemas"].pop(unused, None)
        components["securitySchemes"] = _SECURITY
        schema["webhooks"] = webhooks_described()
        app.openapi_schema = schema
    return app.openapi_schema


def _as_described(route: BaseRoute) -> BaseRoute:
    """A route as it is described: that `GET` answers `HEAD` too goes without saying.

    Its name alone is the operation's id, for generated clients call their functions by it.
    """
    if not isinstance(route, APIRoute):
        return route
    described = copy.copy(route)
    described.operation_id = route.name
    described.methods = (route.methods or set()) - {"HEAD"}
    return described


def _restore(app: FastAPI, schema: dict[str, Any]) -> None:
    """Put bodies back as the routes have them: the framework drops every null in an example."""
    for route in app.routes:
        if not isinstance(route, APIRoute) or not route.include_in_schema:
            continue
        for method in (route.methods or set()) - {"HEAD"}:
            entry = schema["paths"][route.path][method.lower()]
            if route.openapi_extra and "requestBody" in route.openapi_extra:
                entry["requestBody"] = route.openapi_extra["requestBody"]
            if not {422, "422"} & set(route.responses):
                entry["responses"].pop("422", None)  # the framework's own, which is never given
            for status, response in route.responses.items():
                if "content" in response:
                    entry["responses"][str(status)]["content"] = response["content"]


def _schemas() -> dict[str, Any]:
    named = {**vars(models), **vars(answers), "Data": Data}
    formats = [
        kind
        for kind in named.values()
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__name__ != "Value"
    ]
    _, found = models_json_schema(
        [(kind, "validation") for kind in formats], ref_template="#/components/schemas/{model}"
    )
    schemas: dict[str, Any] = found["$defs"]
    for name, schema in schemas.items():
        if name.endswith("Out"):
            del schema["additionalProperties"]  # a later version may answer more
    return schemas
