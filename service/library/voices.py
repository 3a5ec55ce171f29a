"""A brand that can speak: its templates filled in for one question to a model.

What goes in is a `Question`: masked sentences, the channel, a reading grade, and reasons against an
earlier answer. There is nothing else to fill a template with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from service.domain.content import Brand, PromptTemplate
from service.domain.vocabulary import Channel
from service.library.hashing import data_hash
from service.library.prompt_templates import fill


class Reason(Protocol):
    """One reason against a sentence, or against a whole answer where `piece` is empty."""

    @property
    def piece(self) -> str:
        """The sentence's id."""
        ...

    def __str__(self) -> str:
        """The reason in words."""
        ...


class Question(Protocol):
    """What a model is to be asked, as far as a template may speak of it."""

    @property
    def channel(self) -> Channel:
        """Where the words will stand."""
        ...

    @property
    def locale(self) -> str:
        """Their language."""
        ...

    @property
    def reading_grade(self) -> int:
        """The grade that they should have."""
        ...

    @property
    def sentences(self) -> Mapping[str, str]:
        """Masked sentences by id."""
        ...

    @property
    def findings(self) -> Sequence[Reason]:
        """What was wrong with an earlier answer; empty at first."""
        ...

    @property
    def tried(self) -> Mapping[str, str]:
        """The earlier answer by id."""
        ...


@dataclass(frozen=True)
class BrandVoice:
    """A brand with its templates and the hashes of both. Pure: same question, same prompt."""

    brand: Brand
    brand_hash: str
    prompts: Mapping[str, PromptTemplate]
    prompt_hash: str

    @property
    def id(self) -> str:
        """The brand's id."""
        return self.brand.id

    @property
    def hash(self) -> str:
        """A hash of brand and templates: same hash, same prompts."""
        return data_hash([self.brand_hash, self.prompt_hash])

    @property
    def dont_say(self) -> tuple[str, ...]:
        """What no rewording may bring in: the list itself, and every word to avoid."""
        return (*self.brand.dont_say, *self.brand.preferred_terms)

    @property
    def preferred(self) -> Mapping[str, str]:
        """Words to avoid, each with the one to use."""
        return self.brand.preferred_terms

    @property
    def reading_grade(self) -> int:
        """The grade that its words aim at."""
        return self.brand.reading_grade.target

    def system(self, question: Question) -> str:
        """Who speaks, and how."""
        return self._fill(self.brand.prompts.system, question)

    def prompt(self, question: Question) -> str:
        """The sentences to reword; with findings, the ones to mend."""
        prompts = self.brand.prompts
        return self._fill(prompts.repair if question.findings else prompts.reword, question)

    def _fill(self, prompt_id: str, question: Question) -> str:
        return fill(self.prompts[prompt_id].text, {"brand": self._shown, **_values(question, self)})

    @cached_property
    def _shown(self) -> Mapping[str, Any]:
        brand = self.brand
        return {
            **brand.model_dump(exclude={"preferred_terms", "owner", "written_by", "prompts"}),
            "preferred_terms": [
                {"avoid": avoid, "prefer": prefer}
                for avoid, prefer in brand.preferred_terms.items()
            ],
        }


def _values(question: Question, voice: BrandVoice) -> dict[str, Any]:
    by_sentence: dict[str, list[str]] = {}
    for finding in question.findings:
        by_sentence.setdefault(finding.piece, []).append(str(finding))
    return {
        "channel": question.channel,
        "channel_note": voice.brand.channels.get(question.channel, ""),
        "locale": question.locale,
        "reading_grade": question.reading_grade,
        "sentences": [
            {
                "id": id_,
                "text": text,
                "tried": question.tried.get(id_, ""),
                "findings": by_sentence.get(id_, []),
            }
            for id_, text in question.sentences.items()
        ],
        "findings": by_sentence.get("", []),
    }


def make_voice(
    brand: Brand,
    brand_hash: str,
    prompts: Mapping[str, PromptTemplate],
    prompt_hashes: Mapping[str, str],
) -> BrandVoice:
    """A brand with the templates that it names."""
    return BrandVoice(brand, brand_hash, prompts, data_hash(dict(prompt_hashes)))
