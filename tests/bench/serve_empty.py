"""Serves the empty endpoint on a free port, as `bedside serve` serves the real one."""

from __future__ import annotations

import socket
import sys

import uvicorn

from tests.bench.empty_app import make

if __name__ == "__main__":
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    sys.stdout.write(f"Empty listens on http://127.0.0.1:{bound.getsockname()[1]} \n")
    sys.stdout.flush()
    config = uvicorn.Config(make(), log_config=None, access_log=False)
    uvicorn.Server(config).run(sockets=[bound])
