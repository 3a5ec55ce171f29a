"""Which severity a finding has here: policies set severities by purpose, channel and audience.

The default is what the rule says. A policy may lower or raise it for a context ("a refill reminder
in a signed-in portal"); later lines win. A policy can never make the guard's own failures pass.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guardrails.errors import GuardDataError, read_data
from guardrails.grammar import FAST_LOADER
from guardrails.verdict import Context, Severity


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class When(_Shape):
    """A context to meet; what is not named does not matter."""

    purpose: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    authenticated: bool | None = None

    def meets(self, context: Context) -> bool:
        """Whether a context is one that this names."""
        return (
            (not self.purpose or context.purpose in self.purpose)
            and (not self.channel or context.channel in self.channel)
            and (not self.audience or context.audience in self.audience)
            and (not self.part or context.part in self.part)
            and (self.authenticated is None or context.authenticated == self.authenticated)
        )


class Setting(_Shape):
    """Severities for the rules named, in the contexts named. `off` reports nothing."""

    when: When = When()
    because: str = Field(min_length=1)
    set: dict[str, Severity | Literal["off"]]


class Policy(_Shape):
    """A named list of settings."""

    name: str
    settings: tuple[Setting, ...] = ()

    def severity(self, rule: str, default: Severity, context: Context) -> Severity | None:
        """The severity of a rule in a context; None if it is off there."""
        chosen: Severity | Literal["off"] = default
        for setting in self.settings:
            if rule in setting.set and setting.when.meets(context):
                chosen = setting.set[rule]
        return None if chosen == "off" else chosen


def read_policy(path: Path) -> Policy:
    """Raises GuardDataError saying which field is wrong."""
    try:
        data = yaml.load(read_data(path), Loader=FAST_LOADER)  # noqa: S506 - safe
        return Policy.model_validate(data)
    except yaml.YAMLError as error:
        raise GuardDataError(path, 1, f"not YAML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise GuardDataError(path, 1, f"{where}: {first['msg']}") from None
