"""Ready-made people and calls, as data: what the demo shows and what docs and previews begin with.

The people have consents and preferences and no health. `load_scenarios` reads them through the
same formats as a caller's signals and standings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime

from service.domain.content import Value
from service.domain.signals import Signal
from service.domain.standing import Standing
from service.domain.vocabulary import Channel
from service.library.yaml_source import read_yaml

_HERE = Path(__file__).parent


class _Call(Value):
    group: str
    title: str
    person: str
    channel: Channel
    signal: str
    now: AwareDatetime | None = None
    note: str = ""
    tamper: str = ""


class _Calls(Value):
    now: AwareDatetime
    signals: dict[str, Signal]
    calls: tuple[_Call, ...]


class _People(Value):
    people: dict[str, Standing]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One call with everything that `decide` wants, and what it is there to show.

    `tamper` names a module in which the demo plants a careless sentence first.
    """

    group: str
    title: str
    note: str
    signal: Signal
    standing: Standing
    now: datetime
    channel: Channel
    tamper: str = ""


def people() -> dict[str, Standing]:
    """The ready-made recipients by name."""
    return _People.model_validate_json(_json({"people": _data("people.yaml")})).people


def load_scenarios() -> tuple[Scenario, ...]:
    """Every call of the demo, in its order."""
    read = _Calls.model_validate_json(_json(_data("calls.yaml")))
    known = people()
    return tuple(
        Scenario(
            group=call.group,
            title=call.title,
            note=call.note,
            signal=read.signals[call.signal],
            standing=known[call.person],
            now=call.now or read.now,
            channel=call.channel,
            tamper=call.tamper,
        )
        for call in read.calls
    )


def _data(name: str) -> Any:
    return read_yaml((_HERE / name).read_text(encoding="utf-8"), name).data


def _json(data: Any) -> str:
    import json

    return json.dumps(data)
