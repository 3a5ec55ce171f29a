"""How long a message takes in each channel, beside raw Jinja2 rendering of the same templates.

    python -m tests.bench.bench_channels

`raw` renders each module's compiled template with variables that are already escaped: the floor.
`plain` is what one would write without Bedside: each module's HTML and text as two autoescaping
Jinja2 templates over the same values. `render` looks up, checks and escapes values and renders;
`format` places rendered modules; `message` is both. Best of several runs, one core.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from typing import Any

from jinja2 import Environment, StrictUndefined

from service.channels import (
    FORMATTERS,
    CompiledRendition,
    PlacedModule,
    compile_rendition,
    render,
)
from service.channels.masks import in_words
from service.domain.content import Rendition
from service.domain.vocabulary import CHANNELS, Channel
from tests.channels.samples import VALUES, frame, rendition

WORDS = [
    (
        "lead",
        "reminder",
        "## You are booked\n\nYour visit is on **{{ starts_at }}** at {{ place.name }}.\n\n"
        "Please come 15 minutes early. That leaves time to check in, and to ask anything you like."
        "\n\nIf the day no longer suits you, call {{ place.phone }} and we will find another.",
    ),
    (
        "more",
        "checklist",
        "## What to bring\n\n- A list of the medicines you take\n- Your insurance card\n"
        "- Someone to sit with you, if that would help",
    ),
    (
        "more",
        "directions",
        "## Getting there\n\nPark in front of {{ place.name }}. "
        "See [the map]({{ place.directions_url }}) before you leave, or call {{ place.phone }}.",
    ),
    ("help", "access", "Call {{ place.phone }}, any time, day or night."),
    ("closing", "closing", "We look forward to seeing you.\n\nYour team at Birch Lake Clinic"),
    ("why", "why", "**Why you received this:** {{ why }}"),
    ("disclaimer", "disclaimer", "This is general information, and no advice about your health."),
    ("privacy", "privacy", "[How we use data](https://birchlake.example.org/privacy)"),
]


def renditions(channel: Channel) -> list[tuple[str, str, Rendition]]:
    """Eight modules of an e-mail, and what the other channels have of them."""
    if channel == "sms":
        text = (
            "You are booked: {{ starts_at.date }}, {{ place.name }}. To change: {{ place.phone }}."
        )
        return [
            ("sender", "sender", rendition("sms", "Birch Lake:")),
            ("lead", "reminder", rendition("sms", text)),
            ("opt_out", "opt_out", rendition("sms", "Reply STOP to opt out.")),
        ]
    if channel == "call":
        return [
            (slot, kind, rendition("call", "## Say\n\n" + re.sub(r"## .*\n\n", "", words)))
            for slot, kind, words in WORDS
        ]
    fields: dict[str, Any] = {
        "title" if channel != "email" else "subject": "Getting ready for your visit",
        "action": {"label": "See the visit", "url": "{{ portal.url }}/visits"},
    }
    return [
        (slot, kind, rendition(channel, words, **(fields if slot == "lead" else {})))
        for slot, kind, words in WORDS
    ]


def microseconds(work: Callable[[], object]) -> float:
    """The best mean of seven runs."""
    work()
    best = float("inf")
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(500):
            work()
        best = min(best, (time.perf_counter() - start) / 500)
    return best * 1e6


def plain_jinja(compiled: list[CompiledRendition]) -> Callable[[], object]:
    """HTML and text of each module as ordinary Jinja2 templates over ordinary values."""
    html = Environment(autoescape=True, undefined=StrictUndefined)
    text = Environment(autoescape=False, undefined=StrictUndefined)
    templates = [
        html.from_string(in_words(found.plan.html)) for found in compiled if found.plan.html
    ]
    templates += [text.from_string(in_words(found.plan.text)) for found in compiled]
    return lambda: [template.render(VALUES) for template in templates]


def line(channel: Channel) -> str:
    """One channel's figures."""
    found = renditions(channel)
    compiled = [(slot, kind, compile_rendition(one)) for slot, kind, one in found]
    built = [
        (one.renderer.built().template, one.renderer.context(VALUES)) for _, _, one in compiled
    ]
    where, format_message = frame(channel, unsubscribe=True), FORMATTERS[channel]

    def place() -> list[PlacedModule]:
        return [PlacedModule(s, f"a/{s}", render(one, VALUES), k) for s, k, one in compiled]

    placed = place()
    raw = microseconds(lambda: [template.render(context) for template, context in built])
    plain = microseconds(plain_jinja([one for _, _, one in compiled]))
    rendering = microseconds(lambda: [render(one, VALUES) for _, _, one in compiled])
    formatting = microseconds(lambda: format_message(placed, where))
    message = microseconds(lambda: format_message(place(), where))
    compiling = microseconds(lambda: compile_rendition(found[-1][2]))
    return (
        f"{channel:12} {raw:7.1f} {plain:7.1f} {rendering:7.1f} {formatting:7.1f} {message:8.1f} "
        f"{message / raw:7.2f} {message / plain:8.2f} {compiling:15.0f}\n"
    )


def main() -> None:
    """Write one line for each channel."""
    heads = "raw   plain  render  format  message   x raw  x plain  compile/module"
    sys.stdout.write(f"microseconds     {heads}\n")
    for channel in CHANNELS:
        sys.stdout.write(line(channel))


if __name__ == "__main__":
    main()
