"""Decisions are found by day, channel, outcome, reason and trigger, the latest first."""

from __future__ import annotations

from datetime import timedelta

from service.serving import Addressee
from service.store.finding import Page, Wanted, find_decisions
from tests.factories import NOW
from tests.stores import World


def found(world: World, most: int = 50, **wanted: object) -> Page:
    with world.store.reading() as connection:
        return find_decisions(connection, Wanted(**wanted), most)  # type: ignore[arg-type]


def fill(world: World) -> None:
    for number in range(6):
        to = Addressee(f"patient-{number}")
        if number % 2:
            world.allow(to=to)
        world.ask(recipient=to.id, signal=world.new_signal(), channel=("portal", "sms")[number > 3])
        world.clock.move(minutes=1)


def test_each_word_narrows_the_list(world: World) -> None:
    fill(world)
    everything = found(world)
    assert [line.at for line in everything.lines] == sorted(
        (line.at for line in everything.lines), reverse=True
    )
    assert (len(everything.lines), everything.older) == (6, None)
    assert len(found(world, channel="sms").lines) == 2
    assert {line.outcome for line in found(world, outcome="suppress").lines} == {"suppress"}
    assert len(found(world, reason="consent_absent").lines) == 3
    assert len(found(world, trigger="visit-preparation").lines) == 6
    assert found(world, trigger="no-such-trigger").lines == ()
    assert found(world, chain="sandbox").lines == ()
    later = NOW + timedelta(minutes=3)
    assert len(found(world, start=later).lines) == 3
    assert len(found(world, end=later).lines) == 3


def test_a_long_list_goes_on_where_it_stopped(world: World) -> None:
    fill(world)
    first = found(world, most=4)
    assert len(first.lines) == 4
    rest = found(world, most=4, before=first.older)
    assert len(rest.lines) == 2
    assert rest.older is None
    ids = [line.receipt_id for line in (*first.lines, *rest.lines)]
    assert len(set(ids)) == 6
