"""The guard's own failures, as verdicts: what it could not read does not go out."""

from __future__ import annotations

from guardrails.verdict import Finding, Verdict

FAILURES = {
    "GU-01": ("error", "The guard could not read this text: {detail}."),
    "GU-02": ("too large", "This text is too large to read: {detail}."),
    "GU-03": ("time-out", "Reading this text took too long: {detail}."),
    "GU-04": ("no rules for the language", "There are no rules for the locale {detail}."),
}


def failure(code: str, text: object, detail: str) -> Verdict:
    """A reject that says why the text could not be judged."""
    kind, message = FAILURES[code]
    finding = Finding(
        rule=code,
        kind=kind,
        severity="block",
        start=0,
        end=len(text) if isinstance(text, str) else 0,
        text="",
        message=message.format(detail=detail),
        why="A text that was not read cannot be known to be safe, so it is refused.",
        link=f"docs/rules/{code}.md",
    )
    return Verdict(passed=False, findings=(finding,))
