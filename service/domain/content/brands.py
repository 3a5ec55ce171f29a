"""Brands and the prompt templates that they name: the files of `prompts/`.

A brand says how an organisation speaks. A model that rewords approved text is shown the brand, in
the words of its templates, and never anything of a recipient.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from service.domain.content.base import Handle, Line, Locale, Name, Owner, Value, one_value_each
from service.domain.vocabulary import Channel

#: `shared/reword`: a folder of `prompts/` and the name of a template in it.
PromptId = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*/[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", max_length=120
    ),
]
_Lines = Annotated[tuple[Line, ...], AfterValidator(one_value_each)]


class ReadingAim(Value):
    """How easy a brand's words are to read, as Flesch-Kincaid grades."""

    target: int = Field(ge=1, le=18, description="The grade that its words aim at.")
    max: int = Field(ge=1, le=18, description="The grade above which they are too hard.")

    @model_validator(mode="after")
    def _target_first(self) -> Self:
        if self.target > self.max:
            raise ValueError("`target` may not be above `max`")
        return self


class VoiceExample(Value):
    """One pair that shows the voice better than any principle."""

    before: Line = Field(description="A sentence as anybody might write it.")
    after: Line = Field(
        description="The same sentence in this voice, saying neither more nor less."
    )
    because: Line = Field(description="What makes the second one this brand's.")

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.before == self.after:
            raise ValueError("`after` is the same as `before`, so it shows nothing")
        return self


class BrandPrompts(Value):
    """The templates that a brand's questions to a model are made from."""

    system: PromptId = Field(default="shared/system", description="Who speaks, and how.")
    reword: PromptId = Field(
        default="shared/reword", description="Asks for sentences in other words."
    )
    repair: PromptId = Field(
        default="shared/repair", description="Asks again, with what was wrong."
    )

    def ids(self) -> tuple[PromptId, ...]:
        """The templates, each once, in the order in which a brand meets them."""
        return tuple(dict.fromkeys((self.system, self.reword, self.repair)))


class Brand(Value):
    """How an organisation speaks (`brand.yaml`)."""

    id: Name = Field(description="The folder's name below `prompts/`.")
    name: Line = Field(description="What people call it.")
    locale: Locale = Field(description="The language that it is a voice in.")
    voice: Line = Field(description="Who speaks, to whom, in one or two sentences.")
    principles: _Lines = Field(
        min_length=1, description="What its writers keep to, the most important first."
    )
    say: _Lines = Field(default=(), description="Words and turns that sound like it.")
    dont_say: _Lines = Field(
        default=(), description="Words and phrases that no rewording may bring in."
    )
    preferred_terms: dict[Line, Line] = Field(
        default_factory=dict, description="Words to avoid, each with the one to use."
    )
    reading_grade: ReadingAim = Field(description="How easy its words are to read.")
    examples: tuple[VoiceExample, ...] = Field(
        min_length=1, description="Sentences before and after, as the brand's writers like them."
    )
    channels: dict[Channel, Line] = Field(
        default_factory=dict, description="What else holds on a channel."
    )
    prompts: BrandPrompts = Field(
        default=BrandPrompts(), description="The templates of its questions to a model."
    )
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )

    @model_validator(mode="after")
    def _does_not_contradict_itself(self) -> Self:
        said = {words.lower() for words in (*self.say, *self.preferred_terms.values())}
        for words in self.dont_say:
            if words.lower() in said:
                raise ValueError(f"`dont_say` forbids what the brand says: {words}")
        return self


class PromptHeader(Value):
    """What stands between the `---` lines at the top of a prompt template."""

    title: Line = Field(description="A name for editors.")
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )


class PromptTemplate(PromptHeader):
    """A prompt template: its header, and `text`, the Jinja2 template below it."""

    id: PromptId = Field(description="From the folder's and the file's name.")
    text: str = Field(description="The template below the header.")
