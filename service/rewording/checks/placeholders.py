"""RW-03, RW-04: every placeholder once, in the order it had, beside the word it had."""

from __future__ import annotations

from collections.abc import Iterator

from service.rewording.findings import Finding
from service.rewording.language import english
from service.rewording.masking import PLACEHOLDER
from service.rewording.pairs import Pair, Setting, Words

#: Words that place a value: a visit *on* a day is not one *before* it.
_PLACING = frozenset(
    {
        *("on", "at", "in", "for", "from", "to", "by", "with", "of", "about", "before", "after"),
        *("until", "till", "since", "near", "under", "over", "above", "below", "within"),
        *("without", "through", "call", "use", "open", "sign"),
    }
)


def keeps_placeholders(pair: Pair, setting: Setting) -> Iterator[Finding]:
    """Lost, doubled or made-up placeholders, and those that stand somewhere else."""
    del setting
    ours = PLACEHOLDER.findall(pair.before.text)
    theirs = PLACEHOLDER.findall(pair.after.text)
    if sorted(ours) != sorted(theirs):
        odd = sorted({f"[[{kind}{number}]]" for kind, number in set(ours) ^ set(theirs)})
        yield Finding("RW-03", pair.id, ", ".join(odd) or "one stands twice")
    elif ours != theirs:
        yield Finding("RW-04", pair.id, "in another order")
    else:
        here, there = _neighbours(pair.before), _neighbours(pair.after)
        for placeholder, placed in here.items():
            if placed != there[placeholder]:
                yield Finding("RW-04", pair.id, f"{placed} {placeholder}".strip())


def _neighbours(words: Words) -> dict[str, str]:
    """The word that places each placeholder, if one stands before it."""
    found: dict[str, str] = {}
    lists = english()
    for at, word in enumerate(words.canon):
        if word.startswith("[["):
            before = words.canon[at - 1] if at else ""
            skipped = before in ("the", "us", "them", "") or (
                before in lists.tone and before not in _PLACING
            )
            if skipped and at > 1:
                before = words.canon[at - 2]
            found[word] = before if before in _PLACING else ""
    return found
