"""What is built once: other words without a model, and a model for the bank."""

from __future__ import annotations

import pytest

from service.domain.rewording import NO_REWORDING
from service.library.banked import BankReworder
from service.library.release import Release
from service.rewording.providers.through_litellm import LitellmProvider
from service.rewriters import the_maker
from service.wiring import approved_reworder


def test_other_words_without_a_model_are_the_banks_and_nothing_under_live(release: Release) -> None:
    assert isinstance(approved_reworder("bank", release), BankReworder)
    assert approved_reworder("off", release) is NO_REWORDING
    assert approved_reworder("live", release) is NO_REWORDING


def test_the_bank_asks_the_models_that_the_settings_fall_back_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BEDSIDE_MODEL", "openai/first")
    monkeypatch.setenv("BEDSIDE_MODEL_FALLBACKS", '["openai/second"]')
    provider = the_maker().provider
    assert isinstance(provider, LitellmProvider)
    assert (provider.model, provider.fallbacks) == ("openai/first", ("openai/second",))
