"""Builds what rewords: the model that settings name, for the bank and for a release's messages."""

from __future__ import annotations

from datetime import UTC, datetime

from guardrails import Context, Guard
from service.bank.asking import ModelMaker
from service.domain.rewording import Reworder, RewordingRequest
from service.errors import BedsideError
from service.library.release import Release
from service.library.served import serve
from service.proposals import context_of
from service.rewording.live.budget import Budget
from service.rewording.live.reworder import Limits, LiveReworder, Surroundings
from service.rewording.proposing import Options
from service.rewording.providers.through_litellm import LitellmProvider, check_installed
from service.settings import Settings, read_settings
from service.wiring import approved_reworder, the_guard


def provider_of(settings: Settings) -> LitellmProvider:
    """The model that settings name. Raises `BedsideError` where they name none."""
    if settings.model is None:
        what, fix = "no model is set", "set BEDSIDE_MODEL, or try `bedside reword try --local`"
        raise BedsideError.at("BEDSIDE_MODEL", "C151", what, fix)
    return LitellmProvider(
        settings.model, fallbacks=settings.model_fallbacks, api_base=settings.model_api_base
    )


def the_maker() -> ModelMaker:
    """The model of the settings with all checks behind it, as the bank asks it.

    Raises `BedsideError` without one.
    """
    provider = provider_of(read_settings())
    check_installed()
    return ModelMaker(provider, the_guard())


def reworder_of(settings: Settings, release: Release, guard: Guard) -> Reworder:
    """What rewords the messages of a release. Raises `BedsideError` when it cannot be had."""
    if settings.rewording != "live":
        return approved_reworder(settings.rewording, release)
    from service.rewording.grammar import the_parser

    provider = provider_of(settings)
    the_parser()
    provider.warm_up()
    served = serve(release)
    voices = {brand: release.voice(brand) for brand in release.brands}

    def context(request: RewordingRequest) -> Context:
        return context_of(served, request.module_id, request.rendition)

    return LiveReworder(
        Surroundings(voices.get, context, lambda request: may_be_live(release, request.module_id)),
        provider,
        guard,
        guard.version,
        Budget(
            lambda: datetime.now(UTC).date(),
            _share(settings.model_tokens_a_day, settings.workers),
            settings.model_dollars_a_day / settings.workers
            if settings.model_dollars_a_day
            else None,
        ),
        Limits(
            deadline=min(settings.model_deadline, settings.deadline * 0.7).total_seconds(),
            patience=settings.model_patience.total_seconds(),
            at_once=settings.model_calls,
        ),
        Options(temperature=settings.model_temperature),
    )


def may_be_live(release: Release, module_id: str) -> bool:
    """Whether a module's words may be made on the spot: never those of a sensitive subject."""
    module = release.modules[module_id]
    topics = release.settings.topics
    return module.sensitivity != "sensitive" and not any(
        topics[name].sensitivity == "sensitive" for name in module.topics if name in topics
    )


def _share(of: int | None, workers: int) -> int | None:
    return None if of is None else max(1, of // workers)
