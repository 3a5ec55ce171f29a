"""What holds whatever a model does: locks, values, numbers and links stay, byte for byte."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrails import Context
from service.channels import compile_rendition
from service.domain.decision import Decision
from service.domain.rewording import Rewording, RewordingRequest
from service.library.release import Release
from service.library.served import serve
from service.rewording.proposing import Options, propose
from service.rewording.providers.scripted import ScriptedProvider
from tests.doubles import ScriptedGuard, call
from tests.factories import make_signal
from tests.rewording.voices import PlainVoice

#: Words that a model might think of: harmless, equal, opposite, and false.
WORDS = (
    *("please", "hello", "bring", "not", "never", "must", "may", "appointment", "visit", "call"),
    *("tomorrow", "two", "15", "diabetes", "guaranteed", "before", "after", "if", "you", "have"),
    *("[[amount1]]", "[[date1]]", "[[name9]]", "{{ x }}", "[[lock]]", "[[/lock]]", "**", "\n", "."),
)  # fmt: skip
NUMBER = re.compile(r"\d+")
LINK = re.compile(r"https?://\S+|\{\{[^}]*url[^}]*\}\}")


@st.composite
def changes(draw: st.DrawFn) -> Any:
    """A way to spoil a sentence: words put in, taken out, doubled or turned around."""
    kind = draw(st.sampled_from(("insert", "drop", "swap", "replace", "double", "text", "case")))
    at = draw(st.integers(0, 30))
    word = draw(st.sampled_from(WORDS))
    text = draw(st.text(max_size=40))

    def change(sentence: str) -> str:
        words = sentence.split(" ")
        place = at % len(words)
        match kind:
            case "insert":
                words.insert(place, word)
            case "drop":
                words.pop(place)
            case "swap":
                words[place], words[-1] = words[-1], words[place]
            case "replace":
                words[place] = word
            case "double":
                words.insert(place, words[place])
            case "text":
                return text
            case "case":
                words[place] = words[place].upper()
        return " ".join(words)

    return change


def spoiling(change: Any, *, encode: bool = True) -> ScriptedProvider:
    def answer(sentences: Mapping[str, str]) -> Any:
        made = {id_: change(text) for id_, text in sentences.items()}
        return json.dumps(made) if encode else str(made)

    return ScriptedProvider(answer)


class Spoiling:
    """A reworder whose model spoils every sentence."""

    def __init__(self, change: Any) -> None:
        self.provider = spoiling(change)

    def reword(self, request: RewordingRequest) -> Rewording:
        made = propose(
            request.rendition,
            voice=PlainVoice(),
            provider=self.provider,
            guard=ScriptedGuard(),
            context=Context(),
            options=Options(repair=False),
        )
        return Rewording(made.source, made.codes)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(change=changes(), pick=st.integers(0, 10_000))
def test_locked_words_values_numbers_and_links_survive(
    change: Any, pick: int, release: Release
) -> None:
    served = serve(release)
    open_ones = [
        (module_id, rendition)
        for module_id, renditions in sorted(release.renditions.items())
        if release.modules[module_id].rewording == "open"
        for rendition in renditions
    ]
    module_id, rendition = open_ones[pick % len(open_ones)]
    made = propose(
        rendition,
        voice=PlainVoice(),
        provider=spoiling(change),
        guard=ScriptedGuard(),
        context=Context(),
        options=Options(repair=False),
    )
    if made.source is None:
        assert made.codes
        return
    ours = served.compiled(module_id, rendition)
    theirs = compile_rendition(rendition.model_copy(update={"source": made.source}))
    assert theirs.locked == ours.locked
    assert theirs.variables == ours.variables
    for pattern in (NUMBER, LINK):
        assert Counter(pattern.findall(made.source)) == Counter(pattern.findall(rendition.source))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(change=changes(), channel=st.sampled_from(("email", "sms", "portal", "web")))
def test_a_message_says_the_same_facts_with_rewording_on_or_off(
    change: Any, channel: Any, release: Release
) -> None:
    signal = make_signal(type="article.read", attributes={"topic": "heart"}, subject=None)
    for one in (make_signal(), signal):
        plain = call(release, signal=one, channel=channel)
        other = call(release, signal=one, channel=channel, reworder=Spoiling(change))
        assert other.outcome == plain.outcome
        assert facts_of(other, release) == facts_of(plain, release)


def facts_of(decision: Decision, release: Release) -> Any:
    """The claims, numbers, links and required modules of a message."""
    if decision.message is None:
        return None
    # The notice that nobody read these words is the one thing that comes with them.
    lines = decision.message.visible_text.splitlines()
    text = "\n".join(line for line in lines if "generative AI" not in line)
    claims = {name for name, claim in release.claims.items() if claim.text in text}
    return (
        claims,
        Counter(NUMBER.findall(text)),
        Counter(LINK.findall(text)),
        [
            choice.module_id
            for choice in decision.receipt.choices
            if choice.required and choice.module_id != "legal/generated-words"
        ],
    )
