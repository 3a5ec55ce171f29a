"""A receiver of webhooks on loopback, which keeps what it got and answers as it is told.

What it got is verified with the package `standardwebhooks`, whose authors wrote the standard.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from standardwebhooks import Webhook


@dataclass(frozen=True, slots=True)
class Got:
    """One call."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """The event, if its signature holds now; raises otherwise."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """`answers` are given in turn, the last one for good; a function may wait before it answers."""

    answers: Sequence[int | Callable[[Receiver], int]] = ()
    headers: dict[str, str] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def start(self) -> Receiver:
        self.arrived = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        cast(Any, self._server).receiver = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hooks"

    @property
    def ids(self) -> list[str]:
        return [call.id for call in self.got]

    def wait_for(self, count: int, seconds: float = 20) -> list[Got]:
        """Its calls, once there are so many."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.got) >= count, seconds), len(self.got)
        return self.got

    def take(self, call: Got) -> int:
        with self.arrived:
            number = len(self.got)
            self.got.append(call)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.arrived.notify_all()
        answer = self.answers[min(number, len(self.answers) - 1)] if self.answers else 204
        try:
            return answer if isinstance(answer, int) else answer(self)
        finally:
            with self.arrived:
                self.at_once -= 1


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return  # the sender died while it spoke
        receiver: Receiver = cast(Any, self.server).receiver
        names = {name.lower(): value for name, value in self.headers.items()}
        status = receiver.take(Got(self.path, names, body))
        try:
            self.send_response(status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()
        except OSError:
            pass  # the sender has gone

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass
