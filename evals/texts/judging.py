"""Compares a finished message with the words that people agreed on: which way it is wrong, and how.

Pure. The outcome comes first: a message that nobody agreed to send is worse than other words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evals.decisions.formats.always import Always
from evals.decisions.judging import broken_always, way, words_left
from evals.differences import changed_pairs
from evals.faults import Fault


def against(agreed: str, observed: dict[str, Any], always: tuple[Always, ...]) -> Iterator[Fault]:
    """Everything wrong with a message that is not, to the character, as agreed.

    What holds always is asked of it here alone: words that people agreed on they have read.
    """
    came, seen = observed["written"], observed["seen"]
    (wanted, told), (got, shown) = _outcome(agreed), _outcome(came)
    if wanted != got:
        yield Fault(way(wanted, got), "another outcome", told, shown)
    else:
        yield _other_words(agreed, came)
    if seen is not None:
        yield from words_left(seen)
        yield from broken_always(seen, always)


def _outcome(text: str) -> tuple[str, str]:
    """The outcome that words begin with, and with its reasons; `""` where they begin with none."""
    first, _, rest = text.partition("\n")
    if first.startswith("refused: "):
        return "refused", "refused"
    if not first.startswith("outcome: "):
        return "", "no outcome"
    outcome = first.removeprefix("outcome: ").strip()
    second = rest.partition("\n")[0]
    reasons = second.removeprefix("reasons: ") if second.startswith("reasons: ") else ""
    return outcome, f"{outcome} ({reasons})" if reasons else outcome


def _other_words(agreed: str, came: str) -> Fault:
    """The shortest of the changes that can be read: most mails change in more lines than one."""
    pairs = [pair for pair in changed_pairs(agreed, came) if any(map(str.strip, pair))]
    if not pairs:
        return Fault("other", "other words: only blank lines, or how lines end, are different")
    wanted, got = min(pairs, key=lambda pair: sum(map(len, pair)))
    more = f", here the shortest of {len(pairs)}" if len(pairs) > 1 else ""
    return Fault("other", f"other words{more}", wanted or "nothing", got or "nothing")
