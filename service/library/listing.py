"""Which rows of an inventory a list shows; a topic or kind that is none is refused, not empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from service.domain.content import Claim
from service.domain.nearest import did_you_mean
from service.errors import BedsideError, Problem, shown
from service.library.inventory import Row
from service.library.library import Library


def listed(
    library: Library,
    rows: Sequence[Row],
    *,
    sort: str | None = None,
    topic: str | None = None,
    kind: str | None = None,
) -> list[Row]:
    """The rows of a sort, a topic and a kind. Raises `BedsideError` with the nearest words."""
    settings = library.settings.value if library.settings is not None else None
    topics = {
        *(settings.topics if settings else ()),
        *(word for row in rows for word in row.topics),
    }
    kinds = {
        *(settings.kinds if settings else ()),
        *get_args(Claim.model_fields["kind"].annotation),
        *(row.kind for row in rows if row.kind),
    }
    problems = [*unknown("--topic", topic, topics), *unknown("--kind", kind, kinds)]
    if problems:
        raise BedsideError(problems)
    return [
        row
        for row in rows
        if (sort is None or row.sort == sort)
        and (topic is None or topic in row.topics)
        and (kind is None or row.kind == kind)
    ]


def unknown(
    option: str, word: str | None, known: Iterable[str], called: str = ""
) -> Iterator[Problem]:
    """A word that an option names and the library does not have, with the nearest it has."""
    words = sorted(known)
    if word is not None and word not in words:
        what = f"the library has no {called or option.removeprefix('--')} `{shown(word)}`"
        fix = did_you_mean(word, words) or f"name one of {', '.join(words)}"
        yield Problem(option, 0, 0, "C116", what, fix)
