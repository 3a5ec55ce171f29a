"""The guard as a component of a spaCy pipeline: `nlp.add_pipe("bedside_guard")`.

It reads a document's text and marks its findings as spans. It keeps nothing of its own: all that it
is stands in its config, so a pipeline that was saved builds it anew. What several such components
say of a document adds up: none of them makes a reject of another a pass.
"""

# No `from __future__ import annotations`: spaCy checks a config against the factory's types.
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from guardrails.guard import Guard
from guardrails.verdict import Audience, Channel, Context, Finding, Format, Part, Verdict

#: Where a document's spans stand: `doc.spans["bedside"]`.
SPANS = "bedside"
#: What was found so far, in plain values: spaCy writes documents as msgpack, also for processes.
_SAID = "bedside_said"


@lru_cache(maxsize=8)
def _guard(rules: tuple[str, ...], terms: tuple[str, ...], policy: str | None) -> Guard:
    """One guard for all components that read with the same rules."""
    return Guard(rules=rules, terms=terms, policy=policy)


@dataclass(frozen=True, slots=True)
class GuardComponent:
    """Reads documents in one context. It can be pickled, so that `nlp.pipe` may use processes."""

    context: Context
    rules: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    policy: str | None = None

    def __post_init__(self) -> None:
        """Raises GuardDataError for rules, terms or a policy that cannot be used."""
        _guard(self.rules, self.terms, self.policy)

    def __call__(self, doc: Doc) -> Doc:
        """Sets `doc.spans["bedside"]`, and what `doc._.verdict` gives."""
        verdict = _guard(self.rules, self.terms, self.policy).check(doc.text, self.context)
        before = verdict_of(doc)
        if before is not None:
            verdict = _both(before, verdict)
        doc._.set(_SAID, {"text": _digest(doc), **asdict(verdict)})
        doc.spans[SPANS] = [_span(doc, finding) for finding in verdict.findings if len(doc)]
        return doc


def verdict_of(doc: Doc) -> Verdict | None:
    """The verdict on this very text; None where no guard has read it. Behind `doc._.verdict`."""
    said: dict[str, Any] | None = doc._.get(_SAID)
    if said is None or said["text"] != _digest(doc):
        return None
    return Verdict(said["passed"], tuple(Finding(**values) for values in said["findings"]))


def _both(one: Verdict, other: Verdict) -> Verdict:
    findings = {*one.findings, *other.findings}
    return Verdict(
        passed=one.passed and other.passed,
        findings=tuple(sorted(findings, key=lambda f: (f.start, f.rule, f.end, f.severity))),
    )


def _digest(doc: Doc) -> str:
    """Ties a verdict to its text: `span.as_doc()` takes a document's notes along."""
    return blake2b(doc.text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _span(doc: Doc, finding: Finding) -> Span:
    """The whole tokens that a finding touches; one of no characters marks the token there."""
    start = min(finding.start, len(doc.text) - 1)
    span = doc.char_span(
        start,
        max(finding.end, start + 1),
        label=finding.rule,
        kb_id=finding.link,
        span_id=finding.severity,
        alignment_mode="expand",
    )
    assert span is not None  # every character of a text is in some token
    return span


@Language.factory(
    "bedside_guard",
    assigns=["doc.spans", "doc._.verdict"],
    default_config={
        "channel": "email",
        "part": "body",
        "purpose": "education",
        "audience": "patient",
        "format": "text",
        "locale": None,
        "authenticated": False,
        "template": False,
        "claims": [],
        "public_terms": [],
        "own_contacts": [],
        "accepted": [],
        "rules": [],
        "terms": [],
        "policy": None,
    },
)
def make_guard(
    nlp: Language,
    name: str,  # noqa: ARG001 - spaCy gives it to every factory
    channel: Channel,
    part: Part,
    purpose: str,
    audience: Audience,
    format: Format,  # noqa: A002 - the context's own word
    locale: str | None,
    authenticated: bool,
    template: bool,
    claims: list[str],
    public_terms: list[str],
    own_contacts: list[str],
    accepted: list[list[str]],
    rules: list[str],
    terms: list[str],
    policy: str | None,
) -> GuardComponent:
    """A guard for a pipeline. Without a locale it reads the pipeline's language, or rejects."""
    if any(len(pair) != 2 for pair in accepted):
        raise ValueError("bedside_guard: accepted: give pairs of a rule's id and the exact text")
    context = Context(
        channel=channel,
        part=part,
        purpose=purpose,
        audience=audience,
        format=format,
        locale=locale or nlp.lang or "",
        authenticated=authenticated,
        template=template,
        claims=frozenset(claims),
        public_terms=frozenset(public_terms),
        own_contacts=frozenset(own_contacts),
        accepted=frozenset((rule, text) for rule, text in accepted),
    )
    if Doc.get_extension("verdict")[2] is not verdict_of:
        raise ValueError(
            "bedside_guard: doc._.verdict is taken by another extension, so nobody could tell "
            "whose answer it is; give that one another name"
        )
    return GuardComponent(context, tuple(rules), tuple(terms), policy)


if not Doc.has_extension(_SAID):
    Doc.set_extension(_SAID, default=None)
if not Doc.has_extension("verdict"):
    Doc.set_extension("verdict", getter=verdict_of)
