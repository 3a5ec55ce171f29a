"""Errors as RFC 9457 problem documents: all faults at once, and never a value that was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from service.web.codes import WEB_CODES

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place: a JSON Pointer into the body, or the name of a header,
    a query parameter or a form field.
    """

    code: str
    detail: str
    fix: str
    pointer: str = ""
    name: str = ""

    def as_json(self) -> dict[str, str]:
        """The fault as it stands in `errors`."""
        place = {"name": self.name} if self.name else {"pointer": self.pointer}
        return {"code": self.code, **place, "detail": self.detail, "fix": self.fix}


class WebProblem(Exception):
    """The call cannot be answered. `faults` holds everything that is wrong with it."""

    def __init__(
        self,
        code: str,
        faults: Sequence[Fault] = (),
        *,
        detail: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.kind = WEB_CODES[code]
        self.faults = tuple(faults)
        self.detail = detail
        self.headers = dict(headers or {})
        if self.kind.retry:
            self.headers.setdefault("Retry-After", "1")

    @property
    def told(self) -> tuple[Fault, ...]:
        """Its faults; where it has none, the problem itself as one."""
        detail = self.detail or self.kind.title[:1].lower() + self.kind.title[1:]
        return self.faults or (Fault(self.kind.code, detail, self.kind.fix),)


def detail_of(problem: WebProblem) -> str:
    """What is wrong, in a sentence without its end where it is a problem's own."""
    only_fault = problem.faults[0] if len(problem.faults) == 1 else None
    return problem.detail or (only_fault.detail if only_fault else problem.kind.means)


def document(problem: WebProblem, request_id: str) -> dict[str, Any]:
    """The problem document. `pointer` or `name` is the first fault's, for readers who want just
    one; `fix` is that of the faults where they are of the problem's own kind, for they say more."""
    kind, faults = problem.kind, problem.faults
    detail = detail_of(problem)
    fixes = dict.fromkeys(fault.fix for fault in faults)
    own = bool(faults) and all(fault.code == kind.code for fault in faults)
    fix = "; ".join(fixes) if own else kind.fix
    name = {"name": faults[0].name} if faults and faults[0].name else {}
    return {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "code": kind.code,
        "detail": detail[:1].upper() + detail[1:],
        "pointer": faults[0].pointer if faults else "",
        **name,
        "fix": fix[:1].upper() + fix[1:],
        "request_id": request_id,
        "errors": [fault.as_json() for fault in faults],
    }


def respond(problem: WebProblem, request_id: str) -> Response:
    """The one way from an error to a response."""
    return Response(
        json.dumps(document(problem, request_id)).encode(),
        problem.kind.status,
        problem.headers,
        MEDIA_TYPE,
    )


def fault_of(code: str, *, fix: str = "", pointer: str = "", name: str = "") -> Fault:
    """A fault in the words of its code."""
    kind = WEB_CODES[code]
    return Fault(code, kind.title[:1].lower() + kind.title[1:], fix or kind.fix, pointer, name)
