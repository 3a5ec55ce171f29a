"""Which severity a finding has here: policies set severities by purpose, channel and audience.

The default is what the rule says. A policy may lower or raise it for a context ("a refill reminder
in a signed-in portal"); later lines win. A policy can never make the guard's own failures pass.
Its file is read by `policy_file.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from guardrails.verdict import Audience, Channel, Context, Part, Purpose, Severity

Named = TypeVar("Named")
#: Names of a context. An empty list would look like "nowhere" and mean "anywhere".
Names = Annotated[tuple[Named, ...], Field(min_length=1)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class When(_Shape):
    """A context to meet; what is not named does not matter."""

    purpose: Names[Purpose] = ()
    channel: Names[Channel] = ()
    audience: Names[Audience] = ()
    part: Names[Part] = ()
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
    set: Annotated[dict[str, Literal[Severity, "off"]], Field(min_length=1)]


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
