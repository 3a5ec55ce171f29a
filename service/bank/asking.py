"""A model with every check behind it, as the bank asks it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from guardrails import Guard
from service.domain.content import Rendition
from service.library.served import Served
from service.library.voices import BrandVoice
from service.proposals import propose_module
from service.rewording.checks import CHECKS
from service.rewording.proposing import DEFAULTS, Options, Proposal
from service.rewording.providers.base import Provider

#: A second sample asks the same question of another random number.
_APART: Final = 101


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal as the bank files it."""

    proposal: Proposal

    @property
    def source(self) -> str | None:
        """The whole rendition in other words, every check passed; or None."""
        return self.proposal.source

    @property
    def model(self) -> str:
        """The model that was asked."""
        return self.proposal.model

    @property
    def reasons(self) -> tuple[str, ...]:
        """What was found in the sentences that keep their approved words."""
        return tuple(map(str, self.proposal.findings))


@dataclass(frozen=True, slots=True)
class ModelMaker:
    """Asks one provider, and once more where sentences were refused."""

    provider: Provider
    guard: Guard
    options: Options = DEFAULTS

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks by name, and the guard by its version."""
        names = (check.__name__.replace("_", " ") for check in CHECKS)
        return (*names, "keeps sense", "keeps grade", f"guard {self.guard.version[:8]}")

    def propose(
        self, served: Served, module_id: str, rendition: Rendition, voice: BrandVoice, sample: int
    ) -> Asked:
        """Other words for one rendition, or the reasons why there are none."""
        return Asked(
            propose_module(
                served,
                module_id,
                rendition,
                voice=voice,
                provider=self.provider,
                guard=self.guard,
                options=replace(self.options, seed=self.options.seed + _APART * sample),
            )
        )
