"""Judges an answer sentence by sentence: which may be used, and why the others may not.

A sentence that fails keeps its approved words. An answer that claims, advertises, breaks out of its
form or speaks to a program is not believed in its other sentences either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.rewording.checks import CHECKS
from service.rewording.findings import Finding
from service.rewording.grammar import keeps_sense
from service.rewording.pairs import Pair, Setting, Words
from service.rewording.pieces import Pieces
from service.rewording.whole import keeps_grade


@dataclass(frozen=True, slots=True)
class Judgement:
    """The sentences that passed, by id and still masked, and every finding."""

    passed: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether nothing of the answer may be used."""
        return not self.passed


def judge(
    pieces: Pieces, answers: Mapping[str, str], setting: Setting, *, parse: bool = True
) -> Judgement:
    """Which of an answer's sentences may stand in the place of the approved ones."""
    pairs = pairs_of(pieces, answers, setting)
    findings = [finding for pair in pairs for finding in judge_pair(pair, setting)]
    if any(finding.whole for finding in findings):
        return Judgement({}, tuple(findings))
    failed = {finding.piece for finding in findings}
    left = [pair for pair in pairs if pair.id not in failed and not pair.unchanged]
    if parse and left:
        findings += keeps_sense(left)
        failed = {finding.piece for finding in findings}
        left = [pair for pair in left if pair.id not in failed]
    if left:
        findings += keeps_grade(left, [Words(piece.text) for piece in pieces.pieces])
        failed = {finding.piece for finding in findings}
        left = [pair for pair in left if pair.id not in failed]
    if pairs and not left and not findings:
        findings.append(Finding("RW-33"))
    return Judgement({pair.id: pair.after.text for pair in left}, tuple(findings))


def judge_pair(pair: Pair, setting: Setting) -> list[Finding]:
    """What the cheap checks find in one sentence."""
    if pair.before.text == pair.after.text:
        return []
    return [finding for check in CHECKS for finding in check(pair, setting)]


def pairs_of(pieces: Pieces, answers: Mapping[str, str], setting: Setting) -> list[Pair]:
    """Approved sentences beside what a model made of them."""
    return [
        Pair(
            piece.id,
            Words(piece.text, setting.preferred),
            Words(_tidied(answers[piece.id], piece.text), setting.preferred),
        )
        for piece in pieces.pieces
        if piece.id in answers
    ]


def _tidied(after: str, before: str) -> str:
    """A model's sentence with the outer form of the approved one, which carries no meaning.

    A heading gets no full stop, a sentence a capital; a model that knows neither is no danger.
    """
    after = after.strip()
    if before[-1:] not in ".!?" and after.endswith(".") and not after.endswith(".."):
        after = after[:-1].rstrip()
    if before[:1].isupper() and after[:1].islower():
        after = after[0].upper() + after[1:]
    if before[:1].islower() and re.match(r"[A-Z][a-z]", after):
        after = after[0].lower() + after[1:]  # it goes on after a label
    return after
