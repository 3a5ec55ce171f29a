"""`bedside reword` where there is no model: plain errors, and nothing fetched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("arguments", "report"),
    [
        (
            ["check"],
            "BEDSIDE_MODEL C151 no model is set; "
            "set BEDSIDE_MODEL, or try `bedside reword try --local`",
        ),
        (
            ["try"],
            "BEDSIDE_MODEL C151 no model is set; "
            "set BEDSIDE_MODEL, or try `bedside reword try --local`",
        ),
        (
            ["try", "--brand", "cedar-vally"],
            "--brand C154 no brand of the release is called `cedar-vally`; "
            "did you mean `cedar-valley`?",
        ),
        (
            ["try", "visit/upcomming@email"],
            "visit/upcomming@email C154 the release has no `visit/upcomming@email`; "
            "did you mean `visit/upcoming`?",
        ),
    ],
)
def test_what_is_missing_is_named(
    arguments: list[str], report: str, bedside: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BEDSIDE_LIBRARY")  # the starter library
    run = bedside("reword", *arguments)
    assert run.code == 2
    assert run.err.strip() == report


def test_a_model_that_does_not_answer_is_told_in_words(
    bedside: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.rewording.providers.base import ProviderFailed
    from service.rewording.providers.through_litellm import LitellmProvider

    def fails(*_: Any) -> None:
        raise ProviderFailed("RW-60", "the model took too long")

    monkeypatch.setattr(LitellmProvider, "complete", fails)
    monkeypatch.setenv("BEDSIDE_MODEL", "openai/local")
    run = bedside("reword", "check")
    assert run.code == 1
    assert "no answer after" in run.out
    assert "RW-60 the model took too long" in run.out
    assert "every message goes out in its approved words meanwhile" in run.out
