"""Says which of one's own terms makes a shipped rule get a case wrong.

The rule's file is right and cannot be mended by who wrote the term, so the error names the term.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from guardrails.build import Parts, Read, assemble, cut_words
from guardrails.errors import GuardDataError, refuse_all
from guardrails.lexicon import Form, Place
from guardrails.proof import WrongCaseError, holds, prove

_Key = TypeVar("_Key", Place, Path)


def prove_own(parts: Parts, data: Read) -> None:
    """`prove`, of a guard with files of one's own. Raises GuardDataError that names the term, or
    else the rule, that does not hold."""
    try:
        prove(parts)
    except WrongCaseError as wrong:
        refuse_all(_terms_to_blame(wrong, data))
        raise


def _terms_to_blame(wrong: WrongCaseError, data: Read) -> list[GuardDataError]:
    """The terms with which a shipped rule gets its case wrong and without which it does not; the
    files where no term alone does it; none where something else is to blame."""
    shipped = any(rule.path == wrong.rule.path for rule in data.rules)

    def breaks(forms: Sequence[Form]) -> bool:
        """Whether the case comes out wrong with these terms and no rules of one's own."""
        built = assemble(replace(data, own_forms=forms, own_rules=()))
        return not holds(built, wrong.rule, wrong.case, wrong.field)

    if not shipped or not data.own_forms or breaks(()) or not breaks(data.own_forms):
        return []
    standing = [form for form in data.own_forms if _stands(form, cut_words(wrong.case.text))]
    lines = _breaking(standing, lambda place: place, breaks)
    if lines:
        return [GuardDataError(path, line, _told(wrong, "this term")) for path, line in lines]
    files = _breaking(data.own_forms, lambda place: place[0], breaks)
    return [GuardDataError(path, 0, _told(wrong, "the terms of this file")) for path in files]


def _stands(form: Form, words: Sequence[str]) -> bool:
    """Whether a term stands in a text, word for word."""
    size = len(form.words)
    return any(tuple(words[at : at + size]) == form.words for at in range(len(words)))


def _breaking(
    forms: Sequence[Form],
    key: Callable[[Place], _Key],
    breaks: Callable[[Sequence[Form]], bool],
) -> list[_Key]:
    """The groups of terms that break the case by themselves."""
    groups: dict[_Key, list[Form]] = {}
    for form in forms:
        if form.place is not None:
            groups.setdefault(key(form.place), []).append(form)
    return [name for name, group in groups.items() if breaks(group)]


def _told(wrong: WrongCaseError, who: str) -> str:
    return (
        f"with {who} the shipped rule {wrong.rule.spec.id} gets a case of its own wrong: "
        f"{wrong.case.text!r} {wrong.what}; take it out, or write it with more words"
    )
