"""A real message of every channel, from the starter library to whoever sends it or looks at it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from guardrails import Guard
from service.answers import answer
from service.assemblies import samples, try_sample
from service.channels.gallery import Entry, gallery_html
from service.commands.showing import message_lines
from service.domain.channels import TITLES
from service.domain.decision import Decision
from service.domain.message import PARTS
from service.domain.vocabulary import CHANNELS, Channel
from service.library.release import Release

#: What a part says of itself, and nobody reads.
UNREAD = frozenset({"locale", "dir", "kind"})


def sent(channel: Channel, release: Release, guard: Guard) -> Decision:
    """The first message that the starter library sends on a channel."""
    tried = (try_sample(release, one, guard) for one in samples(release) if one.channel == channel)
    return next(decision for decision in tried if decision.outcome == "send")


def read_in(part: Any) -> Iterator[str]:
    """Every text of a part."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for name, value in part.items():
            if name not in UNREAD:
                yield from read_in(value)
    elif isinstance(part, Sequence):
        for value in part:
            yield from read_in(value)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_message_reaches_its_caller_whole_and_read_by_the_guard(
    channel: Channel, release: Release, guard: Guard
) -> None:
    decision = sent(channel, release, guard)
    message = decision.message
    assert message is not None
    given = json.loads(json.dumps(answer(decision)))["parts"]
    assert given, "the answer says send, and has nothing to send"
    assert list(given) == [name for name in PARTS if name in given]
    seen = [one.text for one in message.readables]
    for text in read_in(given):
        assert any(text in readable for readable in seen), text


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_message_is_shown_in_the_terminal_and_in_the_gallery(
    channel: Channel, release: Release, guard: Guard
) -> None:
    message = sent(channel, release, guard).message
    assert message is not None
    assert "\n".join(message_lines(message)).strip()
    assert TITLES[channel] in gallery_html([Entry("One", "All", message, "send")])
