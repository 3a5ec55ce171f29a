"""The stores and services of `tests/stores.py`, and receivers on this machine."""

from collections.abc import Callable, Iterator

import pytest

from tests.stores import (  # noqa: F401 - fixtures are found by their names
    make_world,
    postgres,
    postgres_template,
    sqlite_template,
    store,
    url,
    world,
)
from tests.webhooks.receiver import Receiver


@pytest.fixture
def make_receiver(socket_enabled: None) -> Iterator[Callable[..., Receiver]]:
    """Starts receivers, and stops them."""
    running: list[Receiver] = []

    def make(*answers: int | Callable[[Receiver], int]) -> Receiver:
        running.append(Receiver(answers).start())
        return running[-1]

    yield make
    for receiver in running:
        receiver.stop()


@pytest.fixture
def receiver(make_receiver: Callable[..., Receiver]) -> Receiver:
    """A receiver that takes everything."""
    return make_receiver()
