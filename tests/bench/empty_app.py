"""An endpoint that decides nothing: the service's own models in and out, FastAPI as it is.

The body is validated into `MessageIn`, and an answer of the service's own size out of `AnswerOut`,
as FastAPI does for every endpoint that declares its models.
"""

from __future__ import annotations

import json
import os
from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import Strict

from service.domain.signals import Moment, Signal
from service.web.answers import AnswerOut
from service.web.models import MessageIn


class _Signal(Signal):
    """FastAPI validates data that was read from JSON, where a time is still text."""

    at: Annotated[Moment, Strict(False)]


class _Message(MessageIn):
    signal: _Signal


def make() -> FastAPI:
    """The application; the answer is the service's, from the environment."""
    app = FastAPI(openapi_url=None)
    answer = json.loads(os.environ["BENCH_ANSWER"])

    @app.post("/v1/messages", response_model=AnswerOut, response_model_exclude_unset=True)
    async def empty(message: _Message) -> dict[str, Any]:
        del message
        return dict(answer)

    return app
