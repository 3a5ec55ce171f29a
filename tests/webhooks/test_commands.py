"""`bedside webhooks`, as a person at a terminal meets it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from service.cli import main
from service.domain.standing import OptOut
from service.hosting import the_store
from service.store.changes import opt_out
from service.store.pseudonyms import LIVE, Person
from service.store.schema import webhook_deliveries
from service.webhooks.filling import fill
from tests.factories import NOW
from tests.webhooks.receiver import Receiver

HTTPS = "https://hooks.example.org/in"


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with nothing in it, and no setting but where it is."""
    monkeypatch.chdir(tmp_path)
    the_store.cache_clear()
    yield
    the_store().close()
    the_store.cache_clear()


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["webhooks", *words])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_a_webhook_from_its_making_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    code, secret = run(capsys, "add", "crm", HTTPS, "--type", "recipient.opted_out")
    assert code == 0
    assert secret.startswith("whsec_")
    assert run(capsys, "list") == (0, f"crm  {HTTPS}  recipient.opted_out  0 waiting\n")
    code, new = run(capsys, "rotate", "crm")
    assert code == 0
    assert new != secret
    assert run(capsys, "disable", "crm") == (0, "disabled\n")
    code, listed = run(capsys, "list", "--format", "json")
    (webhook,) = json.loads(listed)
    assert webhook["disabled_why"] == "by hand"
    code, told = run(capsys, "rotate", "crm", "--end", "older")
    assert told.splitlines()[1] == (
        "crm is off (by hand): give its receiver the new secret, then `bedside webhooks enable crm`"
    )
    assert secret.strip() not in listed
    assert run(capsys, "enable", "crm") == (0, "enabled\n")
    assert run(capsys, "remove", "crm") == (0, "removed\n")
    code, listed = run(capsys, "list")
    assert "no webhooks yet" in listed


def test_a_receiver_that_moves_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Removed and added again, it would miss what waits, and what happens in between."""
    run(capsys, "add", "crm", HTTPS)
    for number in range(3):
        who = Person(LIVE, "known", f"patient-{number}")
        opt_out(the_store(), who, OptOut(channel="email", at=NOW), "portal", NOW)
    fill(the_store(), NOW)
    elsewhere = "https://hooks.example.org/elsewhere"
    assert run(capsys, "move", "crm", elsewhere) == (0, "moved\n")
    assert run(capsys, "list") == (0, f"crm  {elsewhere}  every event  3 waiting\n")
    code, said = run(capsys, "move", "crm", "https://10.0.0.1/in")
    assert code == 2
    assert "D402" in said
    assert "D401" in run(capsys, "move", "nobody", elsewhere)[1]
    run(capsys, "disable", "crm")
    assert run(capsys, "move", "crm", HTTPS) == (
        0,
        "moved\ncrm is off (by hand): nothing goes out until `bedside webhooks enable crm`\n",
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "crm", "http://hooks.example.org/in"), "D402"),
        (("add", "crm", "https://10.0.0.1/in"), "D402"),
        (("add", "crm", HTTPS, "--type", "recipient.opted"), "D401"),
        (("rotate", "nobody"), "D401"),
        (("test", "nobody"), "D401"),
        (("deliveries", "nobody"), "D401"),
        (("resend", "nobody"), "D401"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_code(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    the_store()
    ended, said = run(capsys, *words)
    assert ended == 2
    assert f"webhooks {code} " in said
    if "nobody" in words:
        database = Path(".bedside/bedside.db").absolute()
        assert said == (
            f"webhooks D401 the webhook cannot be had from {database}; "
            "there is no such webhook; see `bedside webhooks list`\n"
        )


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("test", "crm"),
        ("deliveries",),
        ("resend", "crm"),
        ("rotate", "crm"),
        ("disable", "crm"),
        ("enable", "crm"),
        ("remove", "crm"),
    ],
)
def test_no_database_is_made_to_look_for_a_webhook(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    ended, said = run(capsys, *words)
    assert ended == 2
    assert " D108 there is no database here yet" in said
    assert not Path(".bedside").exists()


def test_a_network_of_ones_own_has_to_be_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEDSIDE_WEBHOOK_NETWORKS", '["10.20.0.0/16"]')
    assert run(capsys, "add", "crm", "https://10.20.0.7/in")[0] == 0
    assert run(capsys, "add", "esp", "https://10.21.0.7/in")[0] == 2
    monkeypatch.setenv("BEDSIDE_WEBHOOK_NETWORKS", '["ten"]')
    ended, said = run(capsys, "add", "sms", "https://10.20.0.7/in")
    assert ended == 2
    assert "BEDSIDE_WEBHOOK_NETWORKS" in said
    assert "C104" in said


@pytest.mark.enable_socket
def test_a_test_call_is_signed_and_says_how_it_ended(
    capsys: pytest.CaptureFixture[str], make_receiver: Callable[..., Receiver]
) -> None:
    receiver = make_receiver(204, 500)
    _, secret = run(capsys, "add", "crm", receiver.url, "--sandbox")
    ended, said = run(capsys, "test", "crm")
    assert ended == 0
    assert said.startswith("delivered with status 204 in ")
    event = receiver.got[0].verified(secret.strip())
    assert event["type"] == "webhook.test"
    assert event["data"] == {"chain": "sandbox"}
    ended, said = run(capsys, "test", "crm")
    assert ended == 1
    assert said.startswith("failed with status 500 in ")


def test_deliveries_are_shown_and_failed_ones_are_sent_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(capsys, "add", "crm", HTTPS)
    assert run(capsys, "deliveries") == (0, "no deliveries\n")
    opt_out(the_store(), Person(LIVE, "known", "p-1"), OptOut(at=NOW), "portal", NOW)
    fill(the_store(), NOW)
    code, said = run(capsys, "deliveries", "crm")
    assert code == 0
    assert said.startswith(
        "2026-11-24 16:00:00  crm  recipient.opted_out  waiting  0 attempts  next 2026-11-24 16:00"
    )
    with the_store().writing() as connection:
        failed = {"status": "failed", "attempts": 10, "result": "status", "http_status": 500}
        connection.execute(update(webhook_deliveries).values(failed))
    _, said = run(capsys, "deliveries", "--status", "failed")
    assert "failed  10 attempts  last: status 500" in said
    _, said = run(capsys, "deliveries", "--format", "json")
    (delivery,) = json.loads(said)
    assert json.loads(delivery["body"])["type"] == "recipient.opted_out"
    assert run(capsys, "resend", "crm") == (0, "1 to be sent again\n")
    assert run(capsys, "resend", "crm") == (0, "0 to be sent again\n")
    assert run(capsys, "resend", "crm", "msg_none") == (
        2,
        "webhooks D403 there is no such delivery; nothing with this id was kept for crm; "
        "`bedside webhooks deliveries crm` lists what was\n",
    )
    assert run(capsys, "disable", "crm")[0] == 0
    assert run(capsys, "resend", "crm", delivery["message_id"]) == (
        0,
        "1 to be sent again\ncrm is off: nothing goes out until `bedside webhooks enable crm`\n",
    )


def test_the_events_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "types")
    assert code == 0
    assert "recipient.opted_out     A recipient asked to stop.\n" in said
