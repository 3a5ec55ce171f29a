"""What a labelled text of somebody's own looks like: one shape, whether YAML, JSON lines or CSV.

It takes whatever a shipped case of the guard takes, and asks for less: a text, and how people
labelled it. `loading.py` turns it into the cases that the suites run.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator

from evals.formats import CaseContext, Style, Tier, UrgencyKind
from evals.kinds import KINDS
from evals.sentences import unreadable
from evals.strict import Strict
from service.domain.nearest import did_you_mean

#: A name that a terminal, a file of JUnit and `--case` can hold.
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,79}$")]
Label = Literal["claim", "good", "unsure"]
#: The keys of the context; they may stand beside the text too, as a sheet must have them.
BESIDE: Final = tuple(CaseContext.model_fields)


def _kind(value: str | None) -> str | None:
    """A kind of finding; what stands there instead is not shown, for it may be words of a text."""
    if value is not None and value not in KINDS:
        near = did_you_mean(value.upper(), KINDS)
        raise ValueError(near or f"use one of {', '.join(KINDS)}")
    return value


#: A kind of finding, as the rules number them.
Kind = Annotated[str | None, AfterValidator(_kind)]


def _with_context(schema: dict[str, Any]) -> None:
    """Let editors know the keys of the context where they stand beside the text."""
    schema["properties"].update(CaseContext.model_json_schema()["properties"])


class _Labelled(Strict):
    """What texts that we write and texts that are written to us have in common."""

    id: Annotated[
        Id | None, Field(description="Without one the case is named by a hash of its text")
    ] = None
    text: str
    tier: Tier = "real"
    source: Annotated[str | None, Field(description="Whose text it is, if not the file's")] = None
    tags: list[str] = Field(default_factory=list)
    reason: Annotated[str, Field(description="Why people agree on the label")] = ""

    @field_validator("text")
    @classmethod
    def _readable(cls, value: str) -> str:
        if what := unreadable(value):
            raise ValueError(f"{what}; write its words, or leave it out")
        return value


class OwnText(_Labelled):
    """A text that somebody would send: to be stopped, or to pass."""

    model_config = ConfigDict(json_schema_extra=_with_context)
    #: Keys that are valid here and no field of their own.
    beside: ClassVar[tuple[str, ...]] = BESIDE

    expect: Annotated[
        Literal["stop", "pass"] | None, Field(description="What people agree is right")
    ] = None
    label: Annotated[
        Label | None,
        Field(description="The same in other words: a claim is to be stopped, a good text to pass"),
    ] = None
    kind: Annotated[Kind, Field(description="Rule that the text is about")] = None
    span: Annotated[
        str | None, Field(description="Exact words that a stopping finding should touch")
    ] = None
    finds: Annotated[
        Kind, Field(description="Rule that should note this text without stopping it")
    ] = None
    style: Annotated[
        Style | None, Field(description="What the text imitates; its channel, if not said")
    ] = None
    pair: Annotated[str | None, Field(description="Shared by the two texts of a minimal pair")] = (
        None
    )
    context: Annotated[
        CaseContext, Field(description="Where it stands; its keys may stand beside the text too")
    ] = CaseContext()

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, value: Any) -> Any:
        """Keys of the context that stand beside the text, put into the context."""
        if not isinstance(value, dict) or not isinstance(value.get("context", {}), dict):
            return value
        beside = {key: item for key, item in value.items() if key in BESIDE}
        both = sorted(beside.keys() & value.get("context", {}).keys())
        if both:
            raise ValueError(f"`{both[0]}` stands in `context` and beside it; keep one of them")
        rest = {key: item for key, item in value.items() if key not in beside}
        return {**rest, "context": {**value.get("context", {}), **beside}} if beside else rest

    @model_validator(mode="after")
    def _once_labelled(self) -> Self:
        if (self.expect is None) == (self.label is None):
            how = "nobody says" if self.expect is None else "two keys say"
            fix = "write `expect: stop` or `pass`, or `label: claim`, `good` or `unsure`"
            raise ValueError(f"{how} what is right; {fix}")
        return self

    @property
    def stop(self) -> bool:
        """Whether people agree that it must be stopped."""
        return self.expect == "stop" or self.label == "claim"


class OwnInbound(_Labelled):
    """A text that somebody writes to us, and the help that it asks for."""

    expect: UrgencyKind


class OwnTextFile(Strict):
    """A YAML file of texts; its head says what holds of all of them."""

    kind: Kind = None
    about: str = ""
    owner: str = ""
    source: str | None = None
    cases: Annotated[list[OwnText], Field(min_length=1)]


class OwnInboundFile(Strict):
    """A YAML file of inbound texts."""

    kind: Literal["urgency"] = "urgency"
    about: str = ""
    owner: str = ""
    source: str | None = None
    cases: Annotated[list[OwnInbound], Field(min_length=1)]
