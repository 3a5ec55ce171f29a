"""What is built once: other words without a model."""

from __future__ import annotations

from service.domain.rewording import NO_REWORDING
from service.library.banked import BankReworder
from service.library.release import Release
from service.wiring import approved_reworder


def test_other_words_without_a_model_are_the_banks_and_nothing_under_live(release: Release) -> None:
    assert isinstance(approved_reworder("bank", release), BankReworder)
    assert approved_reworder("off", release) is NO_REWORDING
    assert approved_reworder("live", release) is NO_REWORDING
