"""From the log to deliveries, on both databases: none missed, none doubled, one hand at a time."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from service.domain.standing import OptOut
from service.errors import BedsideError
from service.store.chain import lock_head
from service.store.changes import opt_in, opt_out
from service.store.checking import check_store
from service.store.lifting import Lift
from service.store.opening import open_store
from service.store.pseudonyms import LIVE, SANDBOX, Person
from service.store.rotation import older_secrets
from service.store.schema import chains, log, opt_outs, recipients, webhook_deliveries, webhooks
from service.store.store import Store
from service.store.tidying import Retention, tidy
from service.webhooks import filling
from service.webhooks.deliveries import LEASE, Job, listed, resend, settle, take, waiting
from service.webhooks.filling import fill
from service.webhooks.posting import Answer
from service.webhooks.registering import (
    DeliveryUnknown,
    WebhookRefused,
    add,
    all_webhooks,
    disable,
    enable,
    move,
    remove,
    rotate,
)
from service.webhooks.schedule import GIVE_UP, MOST_ATTEMPTS, PAUSES
from tests.factories import NOW
from tests.stores import SECRET

URL = "https://hooks.example.org/in"
YES, NO = Answer("delivered", 204), Answer("status", 500)


def stops(store: Store, count: int, chain: str = LIVE, since: int = 0) -> None:
    """So many people say stop."""
    for number in range(since, since + count):
        who = Person(chain, "known", f"patient-{number}")
        assert opt_out(store, who, OptOut(channel="email", at=NOW), "portal", NOW)


def take_all(store: Store, now: datetime = NOW, **given: int) -> list[Job]:
    room, at_once = given.get("room", 100), given.get("at_once", 100)
    return take(store, now, LEASE, room, {}, at_once)


def came(store: Store, jobs: list[Job], answer: Answer, now: datetime = NOW) -> list[str]:
    """Statuses of deliveries after their calls ended so, with pauses exactly at their mark."""
    done = settle(store, [(job, answer) for job in jobs], now, lambda: 0.5)
    return [settled.status for _, _, settled in done]


def test_a_webhook_is_told_of_what_happens_from_its_making_on(store: Store) -> None:
    stops(store, 2)
    add(store, "crm", URL, (), LIVE, NOW)
    assert fill(store, NOW) == 0
    stops(store, 3, since=10)
    stops(store, 1, chain=SANDBOX, since=20)
    assert fill(store, NOW) == 3
    assert fill(store, NOW) == 0
    with store.reading() as connection:
        assert waiting(connection) == {"crm": 3}


def test_each_is_told_of_the_types_and_the_world_it_asked_for(store: Store) -> None:
    add(store, "all", URL, (), LIVE, NOW)
    add(store, "stops", URL, ("recipient.opted_out",), LIVE, NOW)
    add(store, "trial", URL, (), SANDBOX, NOW)
    stops(store, 1)
    opt_in(store, Person(LIVE, "known", "patient-0"), Lift("email"), "portal", NOW)
    stops(store, 1, chain=SANDBOX)
    fill(store, NOW)
    with store.reading() as connection:
        rows = listed(connection, None, (), 10)
    assert sorted((row.name, row.type) for row in rows) == [
        ("all", "recipient.opted_in"),
        ("all", "recipient.opted_out"),
        ("stops", "recipient.opted_out"),
        ("trial", "recipient.opted_out"),
    ]
    ids = {(row.name, row.type): row.message_id for row in rows}
    assert ids["all", "recipient.opted_out"] == ids["stops", "recipient.opted_out"]
    assert len(set(ids.values())) == 3


def test_a_long_log_is_gone_through_in_steps(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "STEP", 4)
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 11)
    assert fill(store, NOW) == 11
    assert len({job.message_id for job in take_all(store)}) == 11


def test_numbers_that_come_again_behind_a_restored_backup_have_ids_of_their_own(
    store: Store,
) -> None:
    """A receiver remembers ids for days: it would pass over a stop under one that it had."""
    add(store, "crm", URL, (), LIVE, NOW)
    with store.reading() as connection:
        backup = connection.execute(select(chains).where(chains.c.chain == LIVE)).one()
    stops(store, 1)
    fill(store, NOW)
    with store.reading() as connection:
        (before,) = listed(connection, "crm", (), 10)
    with store.writing() as connection:
        for table in (log, webhook_deliveries, opt_outs, recipients):
            connection.execute(delete(table))
        head = update(chains).where(chains.c.chain == LIVE)
        connection.execute(head.values(seq=backup.seq, hash=backup.hash, seal=backup.seal))
        connection.execute(update(webhooks).values(position=backup.seq))
    stops(store, 1, since=10)
    fill(store, NOW)
    with store.reading() as connection:
        (after,) = listed(connection, "crm", (), 10)
    assert json.loads(after.body)["data"]["entry"] == json.loads(before.body)["data"]["entry"]
    assert after.message_id != before.message_id


def test_what_did_not_commit_is_not_told(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)

    def cut_off() -> None:
        with store.writing() as connection:
            head = lock_head(connection, LIVE)
            head.add("erasure", NOW, {"rows": 1, "kept_stops": 0}, recipient_key="p_x")
            head.write(connection, store.secret)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cut_off()
    assert fill(store, NOW) == 0


def test_two_senders_at_once_never_hold_the_same_delivery(url: str, store: Store) -> None:
    """Six threads on engines of their own fill, take and settle until nothing is left."""
    add(store, "crm", URL, (), LIVE, NOW)
    add(store, "esp", URL, (), LIVE, NOW)
    stops(store, 60)
    held: Counter[tuple[str, str]] = Counter()
    faults: list[BaseException] = []
    begin = threading.Barrier(6)

    def send() -> None:
        own = open_store(url, Path(), SECRET, NOW)
        try:
            begin.wait(30)
            fill(own, NOW)
            while jobs := take_all(own, room=7):
                held.update((job.name, job.message_id) for job in jobs)
                came(own, jobs, YES)
        except BaseException as error:  # noqa: BLE001 - the test tells
            faults.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while jobs := take_all(store):  # what one filled after the others had looked
        held.update((job.name, job.message_id) for job in jobs)
        came(store, jobs, YES)
    assert faults == []
    assert len(held) == 120
    assert set(held.values()) == {1}
    with store.reading() as connection:
        done = select(func.count()).where(webhook_deliveries.c.status == "delivered")
        assert connection.execute(done).scalar_one() == 120
    assert check_store(store) == []


def test_a_sender_that_dies_loses_nothing(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 3)
    fill(store, NOW)
    lost = take_all(store)
    assert take_all(store, NOW + LEASE - timedelta(seconds=1)) == []
    again = take_all(store, NOW + LEASE)
    assert [job.message_id for job in again] == [job.message_id for job in lost]
    assert [job.body for job in again] == [job.body for job in lost]
    # The first was only slow: its no does not count any more, its yes would.
    assert came(store, lost[:1], NO, NOW + LEASE) == ["waiting"]
    assert came(store, again[:1], YES, NOW + LEASE) == ["delivered"]
    assert came(store, lost[1:2], YES, NOW + LEASE) == ["delivered"]
    with store.reading() as connection:
        assert waiting(connection) == {"crm": 1}


def test_a_call_that_fails_is_made_again_ever_more_rarely_and_then_no_more(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    at = NOW
    for pause in PAUSES:
        (job,) = take_all(store, at)
        assert came(store, [job], NO, at) == ["waiting"]
        assert take_all(store, at + pause - timedelta(microseconds=1)) == []
        at += pause
    assert at - NOW == timedelta(hours=75, minutes=35, seconds=5)
    assert came(store, take_all(store, at), NO, at) == ["failed"]
    assert take_all(store, at + timedelta(days=9)) == []
    assert resend(store, "crm", None, at) == 1
    (job,) = take_all(store, at + timedelta(minutes=2))
    assert job.attempts == 1
    assert came(store, [job], YES, at) == ["delivered"]
    assert resend(store, "crm", None, at) == 0
    assert resend(store, "crm", job.message_id, at) == 1


def test_the_first_yes_after_an_outage_makes_the_others_due_at_once(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 3)
    fill(store, NOW)
    assert came(store, take_all(store, NOW), NO, NOW) == ["waiting"] * 3
    at = NOW + PAUSES[0]
    for _ in range(3):  # one at a time, since it fails, and after a short rest
        assert came(store, take_all(store, at), NO, at) == ["waiting"]
        at += timedelta(seconds=2)
    assert take_all(store, at + PAUSES[1] - timedelta(seconds=7)) == []
    stops(store, 1, since=10)
    fill(store, at)
    (fresh,) = take_all(store, at)
    assert came(store, [fresh], YES, at) == ["delivered"]
    assert len(take_all(store, at)) == 3


def test_an_event_that_alone_is_refused_keeps_its_pauses(store: Store) -> None:
    """Between others that are taken every second; else its ten attempts were over in a minute."""
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    at, tried = NOW, 0
    (refused,) = take_all(store, NOW)
    assert came(store, [refused], NO, NOW) == ["waiting"]
    for second in range(1, 60):
        at = NOW + timedelta(seconds=second)
        stops(store, 1, since=100 + second)
        fill(store, at)
        for job in take_all(store, at):
            again = job.message_id == refused.message_id
            tried += again
            came(store, [job], NO if again else YES, at)
    assert tried == 1


def test_an_event_that_alone_is_refused_is_tried_for_days_between_rare_others(
    store: Store,
) -> None:
    """Each yes to another one, two hours apart, makes it due at once: ten are over in hours."""
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    (refused,) = take_all(store, NOW)
    statuses, tries = came(store, [refused], NO, NOW), [NOW]
    for hour in range(2, 4 * 24, 2):
        at = NOW + timedelta(hours=hour)
        stops(store, 1, since=100 + hour)
        fill(store, at)
        for _ in range(3):  # one that failed rests for a minute
            for job in take_all(store, at):
                again = job.message_id == refused.message_id
                came_to = came(store, [job], NO if again else YES, at)
                if again:
                    statuses += came_to
                    tries.append(at)
            at += timedelta(minutes=2)
    assert statuses == ["waiting"] * (len(tries) - 1) + ["failed"]
    assert timedelta(days=2.5) < tries[-1] - NOW < timedelta(days=4)
    assert 10 < len(tries) < 16


def test_what_a_sender_holds_is_not_brought_forward(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 2)
    fill(store, NOW)
    first, second = take_all(store, NOW)
    assert came(store, [first], NO, NOW) == ["waiting"]
    (first,) = take_all(store, NOW + PAUSES[0])
    assert came(store, [first], YES, NOW + PAUSES[0]) == ["delivered"]
    assert take_all(store, NOW + PAUSES[0]) == []
    assert came(store, [second], YES, NOW + PAUSES[0]) == ["delivered"]


def test_what_waits_goes_to_a_new_address_at_once(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 2)
    fill(store, NOW)
    assert came(store, take_all(store, NOW), NO, NOW) == ["waiting"] * 2
    at = NOW + timedelta(seconds=1)
    assert take_all(store, at) == []
    move(store, "crm", "https://hooks.example.org/elsewhere", at)
    jobs = take_all(store, at)
    assert [(job.url, job.attempts) for job in jobs] == [
        ("https://hooks.example.org/elsewhere", 1)  # what failed failed elsewhere
    ] * 2


def tried(store: Store, begun: datetime) -> timedelta:
    """How long the only delivery is tried while a yes to others makes it due every three hours."""
    at, statuses = begun, [""]
    while statuses != ["failed"]:
        at += timedelta(hours=3)
        with store.writing() as connection:
            connection.execute(update(webhook_deliveries).values(due_at=at))
            connection.execute(update(webhooks).values(paused_until=None, failing_since=None))
        statuses = came(store, take_all(store, at), NO, at)
    return at - begun


def test_what_is_made_long_after_its_event_is_tried_for_as_long_as_any(store: Store) -> None:
    """Of a webhook that was off, or behind a backup: its ten attempts were over within hours."""
    add(store, "crm", URL, (), LIVE, NOW)
    disable(store, "crm", NOW)
    stops(store, 1)
    later = NOW + timedelta(days=10)
    enable(store, "crm", later)
    fill(store, later)
    assert tried(store, later) > timedelta(days=2)


@pytest.mark.parametrize("again", ["move", "enable", "resend"])
def test_what_begins_anew_is_tried_for_as_long_as_any(store: Store, again: str) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    at = NOW + tried(store, NOW)
    if again == "resend":
        assert resend(store, "crm", None, at) == 1
    else:
        with store.writing() as connection:
            connection.execute(update(webhook_deliveries).values(status="waiting"))
        if again == "move":
            move(store, "crm", URL, at)
        else:
            enable(store, "crm", at)
    assert tried(store, at) > timedelta(days=2)


def test_a_delivery_that_an_older_version_made_is_as_old_as_its_event(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    with store.writing() as connection:
        connection.execute(update(webhook_deliveries).values(begun_at=None))
    assert [job.since for job in take_all(store)] == [NOW]


@pytest.mark.parametrize("again", ["enable", "resend"])
def test_what_begins_anew_during_its_last_call_is_not_given_up(store: Store, again: str) -> None:
    """Nor told as given up, for which somebody would be called."""
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    at = NOW + timedelta(days=3)
    with store.writing() as connection:
        connection.execute(update(webhook_deliveries).values(attempts=MOST_ATTEMPTS - 1))
    under_way = take_all(store, at)
    if again == "enable":
        enable(store, "crm", at)
    else:
        assert resend(store, "crm", under_way[0].message_id, at) == 1
    assert came(store, under_way, NO, at) == ["waiting"]
    (job,) = take_all(store, at + timedelta(hours=1))
    assert job.attempts == 1


@pytest.mark.parametrize("by_hand", ["move", "enable", "resend", "remove"])
def test_a_command_waits_for_a_sender_that_settles_and_not_the_sender_for_it(
    store: Store, by_hand: str
) -> None:
    """On PostgreSQL, where each locks rows of its own: the webhook's first, as a sender does."""
    commands: dict[str, Callable[[], object]] = {
        "move": lambda: move(store, "crm", URL, NOW),
        "enable": lambda: enable(store, "crm", NOW),
        "resend": lambda: resend(store, "crm", under_way[0].message_id, NOW),
        "remove": lambda: remove(store, "crm"),
    }
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    under_way = take_all(store)
    with ThreadPoolExecutor(1) as beside:
        with store.writing() as sender:
            sender.execute(select(webhooks.c.webhook_id).with_for_update())
            done = beside.submit(commands[by_hand])
            while not (store.is_sqlite or done.done() or _somebody_waits(store)):
                time.sleep(0.01)
            sender.execute(update(webhook_deliveries).values(status="delivered"))
        done.result()


def _somebody_waits(store: Store) -> bool:
    with store.reading() as connection:
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.exec_driver_sql(waits).scalar_one())


def test_a_no_of_the_old_address_is_none_of_the_new_one(store: Store) -> None:
    """A call that was under way when its webhook moved, and found the old receiver gone."""
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    under_way = take_all(store)
    move(store, "crm", "https://hooks.example.org/elsewhere", NOW)
    assert came(store, under_way, Answer("status", 410)) == ["waiting"]
    with store.reading() as connection:
        (webhook,) = all_webhooks(connection)
    assert (webhook.disabled_at, webhook.failing_since, webhook.paused_until) == (None,) * 3
    (job,) = take_all(store)
    assert job.url == "https://hooks.example.org/elsewhere"


def test_what_waits_is_sent_again_by_hand(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    at = NOW
    for pause in PAUSES[:3]:
        assert came(store, take_all(store, at), NO, at) == ["waiting"]
        at += pause
    assert came(store, take_all(store, at), NO, at) == ["waiting"]
    assert resend(store, "crm", None, at) == 1
    (job,) = take_all(store, at)
    assert job.attempts == len(PAUSES[:3]) + 2  # it goes on where it was
    with pytest.raises(DeliveryUnknown, match="nothing with this id was kept for crm"):
        resend(store, "crm", "msg_none", at)


def only(store: Store) -> object:
    with store.reading() as connection:
        (webhook,) = all_webhooks(connection)
    return webhook


def test_a_receiver_that_is_gone_is_called_no_more(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 2)
    fill(store, NOW)
    first, second = take_all(store)
    settled = settle(store, [(first, Answer("status", 410))], NOW, lambda: 0.5)
    assert [one.disabled for _, _, one in settled] == ["gone (410)"]
    assert came(store, [second], NO) == ["waiting"]
    assert take_all(store, NOW + timedelta(days=1)) == []
    stops(store, 1, since=10)
    assert fill(store, NOW) == 0


def test_a_receiver_that_fails_for_days_is_called_no_more(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    at = NOW
    for day in range(GIVE_UP.days + 1):
        stops(store, 1, since=day)
        fill(store, at)
        job = take_all(store, at)[-1]
        ((_, _, last),) = settle(store, [(job, NO)], at, lambda: 0.5)
        assert last.disabled == ("failed too long" if day == GIVE_UP.days else None)
        at += timedelta(days=1)


def test_one_yes_makes_up_for_a_long_failure(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 3)
    fill(store, NOW)
    jobs = take_all(store)
    came(store, jobs[:1], NO)
    almost = NOW + GIVE_UP - timedelta(seconds=1)
    came(store, jobs[1:2], YES, almost)
    ((_, _, last),) = settle(store, [(jobs[2], NO)], NOW + GIVE_UP, lambda: 0.5)
    assert last.disabled is None


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Answer("status", 429, timedelta(seconds=90)), 90),
        (Answer("status", 503, timedelta(days=9)), 3600),
        (Answer("status", 502), 30),
        (Answer("status", 500, timedelta(seconds=90)), 0),
    ],
)
def test_a_receiver_that_asks_for_a_pause_gets_it(
    store: Store, answer: Answer, seconds: int
) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 2)
    fill(store, NOW)
    (job,) = take_all(store, at_once=1)
    came(store, [job], answer)
    if seconds:
        assert take_all(store, NOW + timedelta(seconds=seconds - 1)) == []
    assert len(take_all(store, NOW + timedelta(seconds=seconds))) == 1


def test_a_receiver_that_is_down_is_asked_now_and_then_and_not_once_for_each(
    store: Store,
) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 50)
    fill(store, NOW)
    at, calls = NOW, 0
    while at < NOW + timedelta(hours=1):
        jobs = take_all(store, at, at_once=4)
        came(store, jobs, Answer("unreachable"), at)
        calls += len(jobs)
        at += timedelta(seconds=10)
    assert 60 <= calls <= 160
    jobs = take_all(store, at + timedelta(minutes=1), at_once=4)
    assert len(jobs) == 1
    came(store, jobs, YES, at)
    assert len(take_all(store, at + timedelta(hours=1), at_once=4)) == 4


def test_a_slow_receiver_leaves_room_for_the_others(store: Store) -> None:
    add(store, "slow", URL, (), LIVE, NOW)
    add(store, "quick", URL, (), LIVE, NOW)
    stops(store, 20)
    fill(store, NOW)
    with store.reading() as connection:
        ids = {webhook.name: webhook.webhook_id for webhook in all_webhooks(connection)}
    jobs = take(store, NOW, LEASE, 8, {ids["slow"]: 3}, 4)
    assert Counter(job.name for job in jobs) == {"slow": 1, "quick": 4}


def test_off_and_on_again_leaves_nothing_out_unless_told_to(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    disable(store, "crm", NOW)
    stops(store, 2, since=10)
    assert fill(store, NOW) == 0
    assert take_all(store) == []
    enable(store, "crm", NOW)
    assert fill(store, NOW) == 2
    assert len(take_all(store)) == 3
    disable(store, "crm", NOW)
    stops(store, 2, since=20)
    enable(store, "crm", NOW, skip=True)
    assert fill(store, NOW) == 0
    assert take_all(store, NOW + timedelta(days=1)) == []


def test_a_new_secret_signs_beside_the_old_one_for_a_while(store: Store) -> None:
    old = add(store, "crm", URL, (), LIVE, NOW)
    new = rotate(store, "crm", NOW, timedelta(hours=24))
    stops(store, 3)
    fill(store, NOW)
    during = take_all(store, NOW + timedelta(hours=23), room=1)
    after = take_all(store, NOW + timedelta(hours=24), room=1)
    assert [job.secrets for job in (*during, *after)] == [(new, old), (new,)]
    newest = rotate(store, "crm", NOW, timedelta(0))
    (job,) = take_all(store, NOW + timedelta(hours=1), room=1)
    assert job.secrets == (newest,)


def test_a_third_secret_ends_none_that_signs_unsaid(store: Store) -> None:
    old = add(store, "crm", URL, (), LIVE, NOW)
    rotate(store, "crm", NOW, timedelta(hours=24))
    with pytest.raises(WebhookRefused, match="`--end last` if what was printed last was lost"):
        rotate(store, "crm", NOW, timedelta(hours=24))
    new = rotate(store, "crm", NOW, timedelta(hours=24), "last")
    stops(store, 1)
    fill(store, NOW)
    (job,) = take_all(store)
    assert job.secrets == (new, old)


def test_no_secret_lies_open_in_the_store(store: Store) -> None:
    secret = add(store, "crm", URL, (), LIVE, NOW)
    with store.reading() as connection:
        row = connection.execute(select(webhooks)).one()
    assert secret not in row.secret
    assert len(secret) == 32


def test_a_webhook_outlives_a_new_secret_of_the_installation_and_keeps_the_old(
    url: str, store: Store
) -> None:
    """The old one may go when the webhook has a secret that is sealed under the new."""
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    other = SECRET[::-1]
    both = open_store(url, Path(), f"{other} {SECRET}", NOW)
    (job,) = take_all(both)
    came(both, [job], NO)
    # Whoever is seen moves: nobody may be left under the old secret, or it could not be let go.
    person, stop = Person(LIVE, "known", "patient-0"), OptOut(channel="sms", at=NOW)
    assert opt_out(both, person, stop, "portal", NOW)
    with both.reading() as connection:
        assert older_secrets(connection, both.secret) == (
            "0 recipients, 0 kept stops and the secret of 1 webhook (`crm`) lie under an older "
            "secret yet: keep it; `bedside webhooks rotate` seals a webhook's anew"
        )
    with pytest.raises(BedsideError, match=r"D106 .* the secret of 1 webhook \(`crm`\) lie"):
        open_store(url, Path(), other, NOW)
    later = NOW + timedelta(hours=1)
    secret = rotate(both, "crm", later, timedelta(0))
    with both.reading() as connection:
        said = older_secrets(connection, both.secret)
    assert said == "nothing lies under an older secret any more: it may go"
    both.close()
    alone = open_store(url, Path(), other, NOW)
    assert [job.secrets for job in take_all(alone, later)] == [(secret,)]
    alone.close()


def test_a_webhook_whose_secret_cannot_be_read_goes_off_once_and_is_told(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    add(store, "other", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    with store.writing() as connection:
        unread = update(webhooks).where(webhooks.c.name == "crm")
        connection.execute(unread.values(secret=b"sealed by nobody that is known"))
    off: list[tuple[str, str]] = []
    for _ in range(2):
        jobs = take(store, NOW, LEASE, 8, {}, 4, lambda name, why: off.append((name, why)))
        assert {job.name for job in jobs} <= {"other"}
    assert off == [("crm", "secret unreadable")]
    with store.reading() as connection:
        whys = {one.name: one.disabled_why for one in all_webhooks(connection)}
    assert whys == {"crm": "secret unreadable", "other": None}
    secret = rotate(store, "crm", NOW, timedelta(hours=24))
    enable(store, "crm", NOW)
    assert [job.secrets for job in take_all(store, NOW)] == [(secret,)]


def test_what_ended_long_ago_is_tidied_away_and_what_waits_is_not(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 2)
    fill(store, NOW)
    (job,) = take_all(store, room=1)
    came(store, [job], YES)
    kept = Retention(*(timedelta(days=2000),) * 3, timedelta(days=30))
    assert tidy(store, kept, NOW + timedelta(days=29)).deliveries == 0
    assert tidy(store, kept, NOW + timedelta(days=31)).deliveries == 1
    with store.reading() as connection:
        assert waiting(connection) == {"crm": 1}


def test_removed_is_gone_with_all_that_waits(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 2)
    fill(store, NOW)
    jobs = take_all(store)
    remove(store, "crm")
    assert came(store, jobs, YES) == []
    with store.reading() as connection:
        assert connection.execute(select(webhook_deliveries)).all() == []
    with pytest.raises(WebhookRefused, match="no such webhook"):
        remove(store, "crm")


def test_store_check_finds_deliveries_of_no_webhook(store: Store) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    stops(store, 1)
    fill(store, NOW)
    assert check_store(store) == []
    with store.writing() as connection:
        connection.execute(webhooks.delete())
    assert check_store(store) == ["1 deliveries of no webhook"]


@pytest.mark.parametrize(
    ("name", "types", "said"),
    [
        ("Not A Name", (), "a name is letters"),
        ("crm", (), "exists"),
        ("esp", ("recipient.optd_out",), "did you mean `recipient.opted_out`"),
    ],
)
def test_what_is_no_webhook_is_refused(
    store: Store, name: str, types: tuple[str, ...], said: str
) -> None:
    add(store, "crm", URL, (), LIVE, NOW)
    with pytest.raises(WebhookRefused, match=said):
        add(store, name, URL, types, LIVE, NOW)
