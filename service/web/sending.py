"""Webhooks beside the service: the sender of this process, counted and logged.

A line names a webhook by the operator's own word for it, never its address, which may hold a
token; of an event it names the type.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from service.settings import Settings
from service.store.store import Store
from service.web import metrics
from service.web.logs import log
from service.webhooks.deliveries import Job, Settled
from service.webhooks.posting import Answer
from service.webhooks.sender import Sender


class Watch:
    """Counts and logs what a sender does."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def called(self, job: Job, answer: Answer, settled: Settled) -> None:
        """One call, and what was kept of it."""
        metrics.WEBHOOK_CALLS.labels(job.name, answer.result).inc()
        metrics.WEBHOOK_SECONDS.observe(answer.seconds)
        line = {
            "webhook": job.name,
            "type": job.type,
            "attempt": job.attempts,
            "result": answer.result,
            "status": answer.status,
            "ms": round(answer.seconds * 1000, 1),
        }
        if answer.result == "delivered":
            log().info("webhook", **line)
            return
        if settled.status == "failed":
            metrics.WEBHOOK_FAILED.labels(job.name).inc()
            line["given_up"] = True
        log().warning("webhook", **line)
        if settled.disabled is not None:
            self.went_off(job.name, settled.disabled)

    def went_off(self, name: str, why: str) -> None:
        """A webhook was turned off, by what its calls came to or because none can be signed."""
        metrics.WEBHOOKS_DISABLED.labels(name).inc()
        log().error("webhook disabled", webhook=name, why=why)

    def waiting(self, counts: dict[str, int]) -> None:
        """How many deliveries wait for each webhook."""
        # Set to none and not cleared: between workers nothing that was told is ever forgotten, and
        # a webhook that was removed would be behind for ever.
        metrics.tell_webhooks(counts, self._known - counts.keys())
        self._known |= counts.keys()

    def troubled(self, what: str) -> None:
        """The sender goes on after a pause."""
        log().error("webhooks wait", fault=what)


def sender_on(store: Store, clock: Callable[[], datetime], settings: Settings) -> Sender:
    """A sender as the settings want it, not started yet."""
    return Sender(store, clock, Watch(), settings.webhook_networks)
