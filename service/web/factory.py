"""The application of this installation: what every worker process of `bedside serve` runs."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from threading import Thread

from fastapi import FastAPI

from service.domain import inbound
from service.hosting import service_of, the_service
from service.rewording.live.reworder import LiveReworder
from service.serving import Service
from service.settings import Settings, read_settings
from service.web import logs, metrics
from service.web.app import create_app
from service.web.handing import HandedRelease
from service.web.limits import Limits
from service.web.sending import sender_on
from service.web.sharing import forget_the_dead

#: Seconds that a thread may keep Python to itself. While decisions are made, whatever a socket has
#: to say waits so long, several times a call; Python's own 5 ms made most of a call's time.
TURN = 0.001


def make_app(handed: HandedRelease | None = None) -> FastAPI:
    """The application with the settings of the environment.

    A worker among others is handed the release to serve: what the settings lead to may be something
    else by the time that it starts. Without one, it is what they lead to.
    """
    logs.set_up()
    if (parent := parent_process()) is not None:
        Thread(target=_end_after, args=(parent,), name="parent", daemon=True).start()
        forget_the_dead()
    sys.setswitchinterval(TURN)
    settings = read_settings()
    return create_app(
        partial(_built, handed),
        limits_of(settings),
        idempotency_required=settings.idempotency_required,
        beside=_sending if settings.webhooks else None,
    )


def _built(handed: HandedRelease | None) -> Service:
    """The service with its rewordings counted, left out of every later garbage collection.

    Release, rules and routes are a quarter of a million objects that live as long as the process;
    to look through them again and again would hold up all calls at once.
    """
    service = the_service() if handed is None else service_of(handed.read())
    inbound.prepare()
    if isinstance(service.reworder, LiveReworder):
        service.reworder.observe = metrics.count_rewording
    gc.collect()
    gc.freeze()
    # What a call leaves behind goes without a collection; cycles are few, and can wait a while.
    gc.set_threshold(20_000, 20, 20)
    return service


def _sending(service: Service) -> Callable[[], None]:
    """Webhooks are called from this process too, until it stops."""
    sender = sender_on(service.store, service.clock, read_settings())
    sender.start()
    return sender.stop


def _end_after(parent: BaseProcess) -> None:
    """Stop as if told to when the process that started this one is gone, however it ended.

    A worker without it would keep the port from the next start, and nobody would replace it.
    """
    parent.join()
    logs.log().error("parent gone")
    os.kill(os.getpid(), signal.SIGTERM)


def limits_of(settings: Settings) -> Limits:
    """The limits of one worker process; a key's calls are shared out among the workers."""
    return Limits(
        deadline=settings.deadline.total_seconds(),
        batch_items=settings.batch_items,
        calls_per_second=settings.calls_per_second / settings.workers,
        burst=max(1, settings.burst // settings.workers),
    )
