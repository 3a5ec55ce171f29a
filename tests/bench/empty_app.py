"""An endpoint that does nothing: the same body and answer, FastAPI and pydantic as they are."""

from __future__ import annotations

import json
import os
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel


class Signal(BaseModel):
    id: str
    type: str
    at: datetime
    attributes: dict[str, Any] = {}
    subject: str | None = None
    text: str | None = None


class Recipient(BaseModel):
    id: str
    kind: str = "known"


class Message(BaseModel):
    signal: Signal
    channel: str
    recipient: Recipient
    audience: str = "patient"
    locale: str | None = None
    zone: str | None = None
    reading_level: str | None = None
    dry_run: bool = False


class Reason(BaseModel):
    code: str
    detail: str


class Answer(BaseModel):
    outcome: str
    reasons: list[Reason]
    channel: str
    not_before: str | None
    valid_until: str | None
    parts: dict[str, Any]
    headers: dict[str, str]
    why: str
    receipt_id: str
    release: str
    why_ticket: str | None = None


def make() -> FastAPI:
    app = FastAPI(openapi_url=None)
    answer = Answer(**json.loads(os.environ["BENCH_ANSWER"]))

    @app.post("/v1/messages")
    async def empty(message: Message) -> Answer:
        del message
        return answer

    return app
