"""A model's server on loopback that keeps every byte it is sent, and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


class Server(ThreadingHTTPServer):
    """Answers with what it is told to, and keeps the bytes of every request."""

    daemon_threads = True

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.answers: list[Any] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append(str(self.headers).encode() + b"\n" + body)
        answer = self.server.answers.pop(0) if self.server.answers else '{"s1": "Be at [[time1]]."}'
        if callable(answer):
            answer(self)
            return
        status, text = answer if isinstance(answer, tuple) else (200, completion(answer))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


def completion(text: str) -> str:
    message = {"role": "assistant", "content": text}
    return json.dumps(
        {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "local",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 31, "completion_tokens": 9, "total_tokens": 40},
        }
    )


@pytest.fixture
def server() -> Iterator[Server]:
    """A running server; it ends with the test."""
    one = Server()
    thread = threading.Thread(target=one.serve_forever, daemon=True)
    thread.start()
    yield one
    one.shutdown()
    one.server_close()
