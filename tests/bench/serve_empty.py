"""Serves the empty endpoint on a free port, as `bedside serve` serves the real one."""

from __future__ import annotations

import socket
import sys

import uvicorn
from uvicorn.supervisors import Multiprocess

from tests.bench.empty_app import make

if __name__ == "__main__":
    workers = int(sys.argv[1])
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    bound.listen(2048)
    bound.set_inheritable(True)
    sys.stdout.write(f"Empty listens on http://127.0.0.1:{bound.getsockname()[1]} \n")
    sys.stdout.flush()
    if workers > 1:
        config = uvicorn.Config(
            "tests.bench.empty_app:make",
            factory=True,
            workers=workers,
            log_config=None,
            access_log=False,
        )
        Multiprocess(config, sockets=[bound]).run()
    else:
        uvicorn.Server(uvicorn.Config(make(), log_config=None, access_log=False)).run(
            sockets=[bound]
        )
