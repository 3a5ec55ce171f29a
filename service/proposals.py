"""Rewordings of a release's modules: what `propose` needs to know, looked up in the release."""

from __future__ import annotations

from guardrails import Context
from service.domain.content import Rendition
from service.library.served import Served
from service.rewording.proposing import DEFAULTS, GuardReader, Options, Proposal, propose
from service.rewording.providers.base import Provider
from service.rewording.voices import Voice


def propose_module(
    served: Served,
    module_id: str,
    rendition: Rendition,
    *,
    voice: Voice,
    provider: Provider,
    guard: GuardReader,
    options: Options = DEFAULTS,
) -> Proposal:
    """Another wording of one rendition of a served module, judged where the module may stand."""
    return propose(
        rendition,
        voice=voice,
        provider=provider,
        guard=guard,
        context=context_of(served, module_id, rendition),
        options=options,
        compiled=served.compiled(module_id, rendition),
    )


def context_of(served: Served, module_id: str, rendition: Rendition) -> Context:
    """What the guard is told of a module's words where they stand alone."""
    module = served.release.modules[module_id]
    accepted = frozenset((finding.rule, finding.text) for finding in module.accepted_findings)
    return served.context(
        rendition.channel,
        module.audience[0],
        module.purposes[0],
        rendition.locale,
        "body",
        "text",
        accepted,
    )
