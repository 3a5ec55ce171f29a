"""What a case file looks like: the shape of every key, checked by pydantic.

`golden.py` loads files of this shape; `schema.py` makes the JSON Schema of it for editors.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from evals.kinds import KINDS
from guardrails.verdict import Audience, Channel, Context, Format, Part

Split = Literal["open", "held_back"]
Tier = Literal["real", "adversarial"]
UrgencyKind = Literal["emergency", "crisis", "poison", "none"]
Style = Literal[
    "email", "subject", "preheader", "sender", "sms", "firstline", "portal", "web", "article",
    "faq", "ad", "call", "voicemail", "reply", "push", "html", "md", "message", "link", "url",
]  # fmt: skip
Words = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    """What all the file formats share: frozen, no unknown keys, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class CaseContext(_Strict):
    """Where the text stands, as far as it differs from an e-mail's body; see `Context`."""

    channel: Channel = "email"
    part: Part = "body"
    purpose: str = "education"
    audience: Audience = "patient"
    format: Format = "text"
    locale: str = "en-US"
    authenticated: bool = False
    template: bool = False
    claims: list[str] = []
    public_terms: list[str] = []
    own_contacts: list[str] = []

    def build(self) -> Context:
        """The guard's own context."""
        return Context(
            channel=self.channel,
            part=self.part,
            purpose=self.purpose,
            audience=self.audience,
            format=self.format,
            locale=self.locale,
            authenticated=self.authenticated,
            template=self.template,
            claims=frozenset(self.claims),
            public_terms=frozenset(self.public_terms),
            own_contacts=frozenset(self.own_contacts),
        )


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"'{kind}' is not a kind of finding; one of {', '.join(KINDS)}")
    return kind


class CaseEntry(_Strict):
    """One case, as it stands in a file."""

    id: Annotated[str, Field(pattern=r"^[a-z]{2}[0-9]{2}-[0-9]{3,4}$")]
    text: Words
    expect: Literal["stop", "pass"]
    kind: Annotated[
        str | None, Field(description="Rule of the claim or look-alike, if not the file's")
    ] = None
    span: Annotated[
        str | None, Field(description="Exact words that a stopping finding must touch")
    ] = None
    finds: Annotated[
        str | None, Field(description="Rule that should note this text without stopping it")
    ] = None
    tier: Tier
    style: Style
    context: CaseContext = CaseContext()
    pair: Annotated[str | None, Field(description="Shared by the two texts of a minimal pair")] = (
        None
    )
    source: Annotated[str | None, Field(description="Where it comes from, if not the file's")] = (
        None
    )
    tags: list[str] = []
    reason: Annotated[Words, Field(description="Why people agree that the outcome is right")]

    @field_validator("kind", "finds")
    @classmethod
    def _kind_exists(cls, value: str | None) -> str | None:
        return value if value is None else _known_kind(value)


class CaseFile(_Strict):
    """One file of guard cases, all about one kind of finding."""

    kind: str
    about: Words
    owner: Words
    source: Words
    cases: Annotated[list[CaseEntry], Field(min_length=1)]

    @field_validator("kind")
    @classmethod
    def _kind_exists(cls, value: str) -> str:
        return _known_kind(value)


class UrgencyEntry(_Strict):
    """One inbound text, and what kind of help it asks for."""

    id: Annotated[str, Field(pattern=r"^urgency-[0-9]{3,4}$")]
    text: Words
    expect: UrgencyKind
    tier: Tier
    reason: Words
    tags: list[str] = []


class UrgencyFile(_Strict):
    """One file of inbound texts."""

    kind: Literal["urgency"]
    about: Words
    owner: Words
    source: Words
    cases: Annotated[list[UrgencyEntry], Field(min_length=1)]
