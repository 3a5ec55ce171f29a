"""What is left out with an item that is not approved."""

from __future__ import annotations

from service.library.leaning import holds_up_all, leaning_on, users
from service.library.library import Library


def test_what_leans_on_an_item_at_any_remove(small: Library) -> None:
    direct = users(small)
    assert leaning_on("directory:places", direct) == ("signal:visit.booked", "trigger:visit-booked")
    assert leaning_on("claim:walking-mood", direct) == (
        "module:heart/walking",
        "rewording:heart/walking/small-clinic/en-US/email.1",
    )
    assert leaning_on("module:visit/booked", direct) == ()


def test_settings_and_answers_to_calls_for_help_hold_up_all(small: Library) -> None:
    held = [item.key for item in small.items() if holds_up_all(small, item.key)]
    assert sorted(held) == ["module:safety/help", "settings:library"]
