"""Every error of the API: its code, status, stable type, and what a caller does about it.

`docs/api/problems.md`, the OpenAPI description and the pages below `/problems/` are made from this
catalogue. Faults inside a signal keep the codes of the command line (S101 to S106); here they have
a status.
"""

from __future__ import annotations

from service.web.codes.addresses import ADDRESSES
from service.web.codes.bodies import BODIES
from service.web.codes.callers import CALLERS, REPEATS
from service.web.codes.failures import FAILURES
from service.web.codes.kind import WebCode

__all__ = ["BY_SLUG", "WEB_CODES", "WebCode"]

_ALL = (*BODIES, *CALLERS, *REPEATS, *ADDRESSES, *FAILURES)

#: Every code of the web shell, by its code.
WEB_CODES: dict[str, WebCode] = {entry.code: entry for entry in _ALL}

#: The same by the end of its type.
BY_SLUG: dict[str, WebCode] = {entry.slug: entry for entry in _ALL}
