"""Lets no worker outlive its run: a run that was killed cannot tell its workers to end.

They would wait for ever for more cases, as on a machine of CI whose job was stopped.
"""

from __future__ import annotations

import os
import threading
from typing import Final

_SECONDS: Final = 1.0


def end_with(parent: int) -> None:
    """In a worker, when it begins: end it as soon as this process is no longer its parent."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(_SECONDS)
    os._exit(1)  # the run is gone: there is nobody to hand a result or an error to
