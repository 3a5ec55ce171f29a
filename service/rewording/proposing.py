"""One rendition, a brand and a provider in; an accepted wording or coded reasons against it out.

`propose` is what bank generation, evaluation, the studio and live rewording call. It asks once, and
once more with the findings where sentences failed; what fails then keeps its approved words.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from guardrails import Context, Verdict
from guardrails.verdict import Format
from service.channels import CompiledRendition, RenditionProblems, compile_rendition
from service.domain.channels import TRAITS
from service.domain.content import Rendition
from service.rewording.answers import AnswerRefused, read_answer
from service.rewording.asking import Ask, sentences_of
from service.rewording.findings import Finding
from service.rewording.judging import judge
from service.rewording.masking import PLACEHOLDER, Hidden, unmask
from service.rewording.pairs import Setting, Words
from service.rewording.pieces import Pieces, cut
from service.rewording.providers.base import Completion, Provider, ProviderFailed
from service.rewording.voices import Occasion, Voice
from service.rewording.whole import grade_of

#: A second try needs at least this share of the time that there was.
_SHARE_FOR_REPAIR: Final = 0.2


class GuardReader(Protocol):
    """The guard, as far as a proposal needs it."""

    def check(self, text: str, context: Context) -> Verdict:
        """The verdict on one text in its context."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """How a proposal is made. `seconds` is for both tries together."""

    seconds: float = 60.0
    repair: bool = True
    temperature: float = 0.5
    seed: int = 7


DEFAULTS: Final = Options()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence that was offered: approved words, a model's, and what was found in those.

    `after` is None where the model gave none; `findings` is empty where the words are accepted.
    """

    id: str
    before: str
    after: str | None
    findings: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the model's words stand in the proposal."""
        return self.after is not None and not self.findings and self.after != self.before


@dataclass(slots=True)
class _Bill:
    """What the calls took."""

    model: str
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = 0.0

    def add(self, completion: Completion) -> None:
        self.model = completion.model
        self.tokens_in += completion.tokens_in
        self.tokens_out += completion.tokens_out
        known = self.cost is not None and completion.cost is not None
        self.cost = (self.cost or 0.0) + (completion.cost or 0.0) if known else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What came of asking.

    `source` is a whole rendition in other words, every check passed; None where nothing was
    accepted. `findings` are the reasons against what was refused, at the last try; `first` those of
    the first one. `cost` is in US dollars, None where the price is not known.
    """

    rendition: Rendition
    source: str | None
    sentences: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    first: tuple[Finding, ...] = ()
    repaired: bool = False
    model: str = ""
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = 0.0
    seconds: float = 0.0
    grade_before: float = 0.0
    grade_after: float = 0.0

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all findings, each once."""
        return tuple(sorted({finding.code for finding in self.findings}))


def propose(
    rendition: Rendition,
    *,
    voice: Voice,
    provider: Provider,
    guard: GuardReader,
    context: Context,
    options: Options = DEFAULTS,
    compiled: CompiledRendition | None = None,
) -> Proposal:
    """Another wording of one rendition, if a model has one that passes every check.

    `context` is what the guard is told of the place where the words will stand. Raises
    `BedsideError` when the parser is not installed, and `RenditionProblems` for a rendition that
    cannot be compiled; a model's failures are findings.
    """
    compiled = compiled or compile_rendition(rendition)
    pieces = cut(rendition, compiled)
    if not pieces.pieces:
        return Proposal(rendition, None, (), (Finding("RW-67"),), model=provider.model)
    work = _Work(pieces, voice, provider, options, Setting(
        rendition.channel, rendition.locale, voice.dont_say, voice.preferred
    ))  # fmt: skip
    work.run()
    source, findings = _finished(compiled, work, guard, context)
    return work.proposal(source, findings)


def _finished(
    compiled: CompiledRendition, work: _Work, guard: GuardReader, context: Context
) -> tuple[str | None, tuple[Finding, ...]]:
    """The assembled source, if it keeps its locks and the guard finds nothing new in it."""
    findings = tuple(work.findings)
    if not work.passed:
        return None, findings or (Finding("RW-67"),)
    rendition = work.pieces.rendition
    source = work.pieces.assemble(work.passed)
    try:
        theirs = compile_rendition(rendition.model_copy(update={"source": source}))
    except RenditionProblems:
        return None, (*findings, Finding("RW-52"))
    if theirs.locked != compiled.locked or theirs.variables != compiled.variables:
        return None, (*findings, Finding("RW-51"))
    form: Format = TRAITS[rendition.channel].written
    context = replace(context, template=True, format=form, part="body")
    known = {(f.rule, f.text.lower()) for f in guard.check(rendition.source, context).stopping}
    verdict = guard.check(source, context)
    new = [f.rule for f in verdict.stopping if (f.rule, f.text.lower()) not in known]
    if new or (not verdict.passed and not verdict.stopping):
        return None, (*findings, Finding("RW-50", words=", ".join(sorted(set(new)))))
    return source, findings


@dataclass(slots=True)
class _Work:
    """The one or two tries at a rendition."""

    pieces: Pieces
    voice: Voice
    provider: Provider
    options: Options
    setting: Setting
    passed: dict[str, str] = field(default_factory=dict)
    tried: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    first: tuple[Finding, ...] = ()
    repaired: bool = False
    started: float = field(default_factory=time.monotonic)
    bill: _Bill = field(init=False)

    def __post_init__(self) -> None:
        self.bill = _Bill(self.provider.model)

    def run(self) -> None:
        """Ask, judge, and once more with what was found."""
        offered = sentences_of(self.pieces.pieces)
        self._try(offered, ())
        self.first = tuple(self.findings)
        left = self.options.seconds - (time.monotonic() - self.started)
        enough = left > self.options.seconds * _SHARE_FOR_REPAIR
        failed = _to_mend(self.first, offered)
        if not failed or not self.options.repair or not enough:
            return
        before = dict(self.passed)
        self._try({id_: offered[id_] for id_ in failed}, self.first)
        self.repaired = bool(self.passed) and self.passed != before

    def _try(self, sentences: Mapping[str, str], found: tuple[Finding, ...]) -> None:
        """Ask for sentences, in as many calls as the provider likes, and judge all answers."""
        answers: dict[str, str] = {}
        troubles: list[Finding] = []
        for some in _portions(sentences, self.provider.at_once):
            try:
                answers |= self._asked(some, found)
            except AnswerRefused as refused:
                troubles.append(refused.finding)
            except ProviderFailed as failed:
                troubles.append(Finding(failed.code, words=failed.what))
                break
        self.tried.update(answers)
        judgement = judge(self.pieces, answers, self.setting)
        self.findings = [*troubles, *judgement.findings]
        if any(finding.whole for finding in self.findings):
            self.passed.clear()
        else:
            self.passed.update(judgement.passed)

    def _asked(self, sentences: Mapping[str, str], found: tuple[Finding, ...]) -> dict[str, str]:
        """One call. Raises `AnswerRefused` and `ProviderFailed`."""
        rendition = self.pieces.rendition
        occasion = Occasion(
            channel=rendition.channel,
            locale=rendition.locale,
            reading_grade=rendition.reading_grade or self.voice.reading_grade,
            sentences=sentences,
            findings=[f for f in found if not f.piece or f.piece in sentences],
            tried={id_: self.tried[id_] for id_ in sentences if id_ in self.tried},
        )
        ask = Ask(
            system=self.voice.system(occasion),
            prompt=self.voice.prompt(occasion),
            sentences=sentences,
            temperature=self.options.temperature,
            seed=self.options.seed + (1 if found else 0),
        )
        left = self.options.seconds - (time.monotonic() - self.started)
        if left <= 0:
            raise ProviderFailed("RW-60", "no time was left")
        self.bill.calls += 1
        completion = self.provider.complete(ask, left)
        self.bill.add(completion)
        return read_answer(completion.text, sentences.keys())

    def proposal(self, source: str | None, findings: tuple[Finding, ...]) -> Proposal:
        """Everything that is known of the tries."""
        used = self.passed if source is not None else {}
        return Proposal(
            rendition=self.pieces.rendition,
            source=source,
            sentences=tuple(self._sentences(findings, used)),
            findings=findings,
            first=self.first,
            repaired=self.repaired and source is not None,
            model=self.bill.model,
            calls=self.bill.calls,
            tokens_in=self.bill.tokens_in,
            tokens_out=self.bill.tokens_out,
            cost=self.bill.cost,
            seconds=time.monotonic() - self.started,
            grade_before=grade_of([Words(piece.text) for piece in self.pieces.pieces]),
            grade_after=grade_of(
                [Words(used.get(piece.id, piece.text)) for piece in self.pieces.pieces]
            ),
        )

    def _sentences(self, findings: tuple[Finding, ...], used: Mapping[str, str]) -> list[Sentence]:
        whole = tuple(finding for finding in findings if finding.whole)
        made = []
        for piece in self.pieces.pieces:
            tried = used.get(piece.id) or self.tried.get(piece.id)
            own = tuple(finding for finding in findings if finding.piece == piece.id)
            refused = () if piece.id in used else own or whole
            after = _shown(tried, piece.hidden)
            if after is not None and piece.id not in used and not refused:
                after = piece.source  # nothing but its stops or short forms differed
            made.append(Sentence(id=piece.id, before=piece.source, after=after, findings=refused))
        return made


def _shown(tried: str | None, hidden: tuple[Hidden, ...]) -> str | None:
    """A model's sentence as people judge it, with what was hidden put back where it can be."""
    if tried is None:
        return None
    known = {one.placeholder for one in hidden}
    if all(match[0] in known for match in PLACEHOLDER.finditer(tried)):
        return unmask(tried, hidden)
    return tried


def _portions(sentences: Mapping[str, str], at_once: int) -> Iterator[Mapping[str, str]]:
    """Sentences as they are asked for: all together, or some at a time for a small model."""
    ids = list(sentences)
    for at in range(0, len(ids), at_once or len(ids)):
        yield {id_: sentences[id_] for id_ in ids[at : at + (at_once or len(ids))]}


def _to_mend(findings: tuple[Finding, ...], offered: Mapping[str, str]) -> list[str]:
    """The sentences of a second try: those that failed, or all where the answer did."""
    codes = {finding.code for finding in findings}
    if not codes or codes <= {"RW-33"} or codes & {"RW-60", "RW-61"}:
        return []
    if any(finding.whole for finding in findings):
        return list(offered)
    return [id_ for id_ in offered if any(finding.piece == id_ for finding in findings)]
