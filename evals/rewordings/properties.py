"""What is wrong with one rewording: locks, variables, words, length, grade, and the guard.

Pure, but for the guard, which reads the words as the body of a message about health information.
"""

from __future__ import annotations

from collections.abc import Iterator

from evals.rewordings.formats import Holds
from guardrails import Context
from guardrails.detectors.reading import flesch_kincaid
from service.channels import RenditionProblems, compile_rendition
from service.deciding.composing import GuardLike
from service.domain.content import Rendition


def broken(
    approved: Rendition, source: str, holds: Holds, guard: GuardLike, context: Context
) -> Iterator[str]:
    """Every property that another wording does not keep."""
    try:
        theirs = compile_rendition(approved.model_copy(update={"source": source}))
    except RenditionProblems:
        yield "it is not a valid rendition"
        return
    ours = compile_rendition(approved)
    if theirs.locked != ours.locked:
        yield "locked text changed"
    if theirs.variables != ours.variables:
        yield "variables changed"
    for words in holds.contains:
        if words not in source:
            yield f"it does not say “{words}”"
    for words in holds.lacks:
        if words in source:
            yield f"it says “{words}”"
    if len(source) > holds.longer_at_most * len(approved.source):
        yield f"it is {len(source) / len(approved.source):.1f} times as long"
    grade = flesch_kincaid(source)
    if holds.grade_at_most is not None and grade is not None and grade > holds.grade_at_most:
        yield f"it reads at grade {grade:.1f}"
    rules = sorted({finding.rule for finding in guard.check(source, context).stopping})
    if rules:
        yield f"the guard stops it ({', '.join(rules)})"
