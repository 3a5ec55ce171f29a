"""The guard's own failures, as verdicts: what it could not read does not go out."""

from __future__ import annotations

from guardrails.verdict import Finding, Verdict

FAILURES = {
    "GU-01": ("error", "The guard could not read this text: {detail}."),
    "GU-02": ("too large", "This text is too large to read: {detail}."),
    "GU-03": ("time-out", "Reading this text took too long: {detail}."),
    "GU-04": ("no rules for the language", "There are no rules for the locale {detail}."),
    "GU-05": ("too much in doubt", "Only a part of this text could be read closely: {detail}."),
    "GU-06": ("unknown context", "This context cannot be read by: {detail}."),
}


def failure(code: str, text: object, detail: str) -> Verdict:
    """A reject that says why the text could not be judged."""
    size = len(text) if isinstance(text, str) else 0
    return Verdict(passed=False, findings=(failed(code, size, detail),))


def failed(code: str, size: int, detail: str) -> Finding:
    """The finding that says so, over all `size` characters of a text."""
    kind, message = FAILURES[code]
    return Finding(
        rule=code,
        kind=kind,
        severity="block",
        start=0,
        end=size,
        text="",
        message=message.format(detail=detail),
        why="A text that was not read cannot be known to be safe, so it is refused.",
        link=f"docs/rules/{code}.md",
    )
