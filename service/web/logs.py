"""Logs as one JSON object a line on standard error: what happened, never to whom.

A line holds a request id, a route's pattern (never a path, which may hold a ticket), a status,
an outcome, reason codes and a duration. Bodies, ids and texts have no way in: nothing here takes
a free value.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import traceback
import warnings
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import structlog

_SERVERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


def set_up() -> None:
    """Send everything that this process logs through one writer."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.processors.JSONRenderer(_as_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _Lines(),
        cache_logger_on_first_use=False,
    )
    _bound.cache_clear()
    handler = logging.StreamHandler(_Lines())
    handler.setFormatter(_ServerLine())
    for name in _SERVERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
    # Its lines hold whole paths, and with them tickets.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").addFilter(_is_no_advice)
    warnings.showwarning = _warning


def _is_no_advice(record: logging.LogRecord) -> bool:
    """Not the server's advice to install a library for WebSockets, which nothing here speaks."""
    return not record.getMessage().startswith("No supported WebSocket library")


def log() -> structlog.stdlib.BoundLogger:
    """The service's logger."""
    return _bound()


@lru_cache(maxsize=1)
def _bound() -> structlog.stdlib.BoundLogger:
    """Made ready once for all lines; `set_up` has it made anew."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger().bind()
    return logger


def _as_json(line: dict[str, Any], **_: Any) -> str:
    return _ENCODE(line)


_ENCODE = json.JSONEncoder(default=repr).encode


def where(error: BaseException) -> str:
    """The place in the code where an error began, without its message, which may hold a value."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{_short(f.filename)}:{f.lineno}" for f in reversed(frames[-4:]))


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-2:])


def _warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    """A warning of a library by its kind and place; its message may hold a value."""
    del message, file, line
    log().warning("warning", fault=category.__name__, where=f"{_short(filename)}:{lineno}")


class _Lines:
    """Standard error as it is now. A log that cannot be written costs no caller their answer."""

    def write(self, text: str) -> None:
        """One or more whole lines."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()

    def flush(self) -> None:
        """Every line is flushed already."""

    def msg(self, line: str) -> None:
        """One line."""
        self.write(f"{line}\n")

    debug = info = warning = error = critical = exception = msg


class _ServerLine(logging.Formatter):
    """The server's own lines in the same form. An exception is its type and place."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object."""
        line = {
            "event": "server",
            "level": record.levelname.lower(),
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            return json.dumps({**line, "fault": type(error).__name__, "where": where(error)})
        return json.dumps({**line, "message": record.getMessage()})
