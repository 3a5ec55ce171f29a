"""Which arm of an experiment a recipient is in: a keyed hash, so nobody keeps a list.

Each experiment has its own key (`seed`), so arms of different experiments are independent, and the
same recipient stays in the same arm for as long as the experiment runs.
"""

from __future__ import annotations

from datetime import date
from hashlib import blake2b

from service.domain.content import Experiment

#: The name of the group that receives nothing.
HOLDOUT = "holdout"

_RESOLUTION = 10_000


def assign(experiment: Experiment, recipient_key: str) -> str:
    """The arm's name, or `HOLDOUT`. Arms are laid out in the order of the file."""
    digest = blake2b(recipient_key.encode(), key=experiment.seed.encode(), digest_size=8)
    place = int.from_bytes(digest.digest()) % _RESOLUTION * 100 / _RESOLUTION
    if place < experiment.holdout:
        return HOLDOUT
    edge: float = experiment.holdout
    for name, arm in experiment.arms.items():
        edge += arm.share
        if place < edge:
            return name
    raise AssertionError("shares add up to 100")


def running(experiment: Experiment, trigger_id: str, today: date) -> bool:
    """Whether the experiment varies this trigger's messages today."""
    return experiment.trigger == trigger_id and experiment.starts <= today <= experiment.ends
