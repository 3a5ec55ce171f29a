"""What recipients see: why a message came, and one click that stops more of them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest

from service.web import logs
from service.web.openapi import describe
from tests.web.conftest import Api, message, problem

FORM = "application/x-www-form-urlencoded"
CLICK = b"List-Unsubscribe=One-Click"


@pytest.fixture
def sent(api: Api) -> dict[str, str]:
    """A message of outreach, and how its recipient gets at it."""
    api.agree_to_articles()
    read = {"type": "article.read", "attributes": {"topic": "heart"}, "subject": None}
    answer = api.post("/v1/messages", message(signal=read)).json()
    assert answer["outcome"] == "send", answer
    link = answer["headers"]["List-Unsubscribe"].strip("<>")
    return {
        "stop": "/unsubscribe/" + link.rpartition("/")[2],
        "why": f"/why/{answer['why_ticket']}",
    }


def next_article(api: Api) -> str:
    """What another article comes to, when no cap is in the way any more."""
    api.clock.now += timedelta(days=10)
    read = {
        "id": "sig-2",
        "type": "article.read",
        "at": api.clock.now.isoformat(),
        "attributes": {"topic": "nutrition"},
        "subject": None,
    }
    answer = api.post("/v1/messages", message(signal=read)).json()
    api.clock.now -= timedelta(days=10)
    return answer["reasons"][0]["code"] if answer["reasons"] else answer["outcome"]


def test_the_why_page_says_what_was_used_in_plain_words(api: Api, sent: dict[str, str]) -> None:
    shown = api.without_key().get(sent["why"])
    assert shown.status_code == 200
    assert "You read an article in our health library." in shown.text
    assert "what you agreed to receive" in shown.text
    assert "On" not in re.findall(r"<p>(\w+)", shown.text)
    for field_name in ("opt-outs", "attributes", "crm-1", "heart", "r_0", "consents"):
        assert f">{field_name}<" not in shown.text
    assert sent["stop"] in shown.text


def test_the_pages_call_an_email_as_the_emails_do(api: Api, sent: dict[str, str]) -> None:
    """What was an email where it came from was an e-mail on the page that stops it."""
    people = api.without_key()
    done = people.post(sent["stop"], content=CLICK, headers={"content-type": FORM})
    for shown in (people.get(sent["why"]), people.get(sent["stop"]), done):
        assert "email" in shown.text.lower()
        assert "e-mail" not in shown.text.lower()


def test_the_why_page_names_the_data_of_its_own_signal(api: Api) -> None:
    api.agree_to_articles()
    chose = {"type": "newsletter.subscribed", "attributes": {"topic": "heart"}, "subject": None}
    answer = api.post("/v1/messages", message(signal=chose)).json()
    assert answer["outcome"] == "send", answer
    shown = api.without_key().get(f"/why/{answer['why_ticket']}").text
    assert "<li>which subject was chosen</li>" in shown
    assert "referral" not in shown
    assert "It is part of our health information. You agreed to this on" in shown


def test_the_pages_need_no_script_and_load_nothing_from_elsewhere(
    api: Api, sent: dict[str, str]
) -> None:
    for path in (sent["why"], sent["stop"], "/docs"):
        shown = api.without_key().get(path)
        assert "<script" not in shown.text
        assert not re.search(r'(?:src|href|action)="(?!\.{1,2}/|#|tel:)', shown.text)
        assert "default-src 'none'" in shown.headers["content-security-policy"]
        assert "script-src" not in shown.headers["content-security-policy"]
        assert "set-cookie" not in shown.headers
        assert shown.headers["x-robots-tag"] == "noindex, nofollow"
        assert '<html lang="en">' in shown.text
        assert shown.text.count("<h1") == 1


@pytest.mark.parametrize("ticket", ["x", "A" * 38, "%00", "a" * 3000, "r_" + "0" * 32])
def test_a_changed_link_opens_nothing(api: Api, ticket: str) -> None:
    shown = api.without_key().get(f"/why/{ticket}")
    assert shown.status_code == 404
    assert "This link does not work" in shown.text


def test_a_why_link_ends_after_three_months(api: Api, sent: dict[str, str]) -> None:
    api.clock.now += timedelta(days=91)
    assert api.without_key().get(sent["why"]).status_code == 410


def test_a_why_link_ends_with_the_erasure(api: Api, sent: dict[str, str]) -> None:
    assert api.post("/v1/erasures", {"recipient": {"id": "crm-1"}}).json() == {"changed": True}
    assert api.without_key().get(sent["why"]).status_code == 404
    assert api.post("/v1/erasures", {"recipient": {"id": "crm-1"}}).json() == {"changed": False}


# --- one click ---------------------------------------------------------------------------------


def test_a_mail_scanner_that_looks_at_the_link_stops_nothing(
    api: Api, sent: dict[str, str]
) -> None:
    nobody = api.without_key()
    for _ in range(3):
        shown = nobody.get(sent["stop"])
        assert shown.status_code == 200
        assert '<button type="submit">' in shown.text
    assert next_article(api) == "send"


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        (CLICK, FORM),
        (b"&".join([b"utm=x"] * 40 + [CLICK.lower(), CLICK]), FORM),
        (
            b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
            b"One-Click\r\n--b--\r\n",
            "multipart/form-data; boundary=b",
        ),
    ],
)
def test_one_click_stops_what_the_message_was_for(
    api: Api, sent: dict[str, str], body: bytes, type_: str
) -> None:
    done = api.without_key().raw(sent["stop"], body, type_)
    assert done.status_code == 200
    assert "It is done" in done.text
    assert "of this kind" in done.text  # a stop of one purpose is no stop of all
    assert next_article(api) == "opted_out"
    assert api.without_key().raw(sent["stop"], body, type_).status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_click_counts_that_is_wrongly_said_to_be_compressed_and_ends_in_a_line(
    api: Api, sent: dict[str, str], encoding: str
) -> None:
    headers = {"content-type": FORM, "content-encoding": encoding}
    done = api.without_key().request("POST", sent["stop"], content=CLICK + b"\r\n", headers=headers)
    assert "It is done" in done.text
    assert next_article(api) == "opted_out"


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        (b"\x1f\x8b", "gzip", "W105"),
        (b"a=1&" * 1025, "identity", "W106"),
        (b"\xff\xfe", "br", "W108"),
    ],
)
def test_a_form_that_cannot_be_read_is_told_as_described(
    api: Api, sent: dict[str, str], body: bytes, encoding: str, code: str
) -> None:
    headers = {"content-type": FORM, "content-encoding": encoding}
    refused = api.without_key().request("POST", sent["stop"], content=body, headers=headers)
    problem(refused, code)
    described = describe(api.app)["paths"]["/unsubscribe/{receipt_id}"]["post"]["responses"]
    assert code in described[str(refused.status_code)]["description"]


def test_a_form_of_many_fields_that_is_no_click_asks_first(api: Api, sent: dict[str, str]) -> None:
    shown = api.without_key().raw(sent["stop"], b"a=1&" * 1000, FORM)
    assert (shown.status_code, '<button type="submit">' in shown.text) == (200, True)
    assert next_article(api) == "send"


def test_care_that_was_asked_for_still_comes(api: Api, sent: dict[str, str]) -> None:
    api.without_key().raw(sent["stop"], CLICK, FORM)
    booked = message(signal={"id": "sig-3"})
    assert api.post("/v1/messages", booked).json()["outcome"] == "send"


def test_a_stop_is_one_line_however_it_came(
    api: Api, sent: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    who = {"id": "crm-1"}
    stop = {"recipient": who, "channel": "sms"}
    words = {"type": "message.received", "attributes": {}, "subject": None, "text": "STOP"}
    said = message(signal=words | {"id": "w-1"}, channel="sms")
    again = message(signal=words | {"id": "w-2"}, channel="sms")
    calm = message(signal=words | {"id": "w-3", "text": "See you on Tuesday"}, channel="sms")
    logs.set_up()
    capsys.readouterr()
    api.post("/v1/opt-outs", stop)
    api.post("/v1/inbound", {"id": "i-1", "recipient": who, "text": "STOP"})
    api.post("/v1/messages", said)
    api.post("/v1/messages/batch", {"messages": [calm, again]})
    api.without_key().raw(sent["stop"], CLICK, FORM)
    # None of these stops anything.
    api.post("/v1/messages", calm)
    api.post("/v1/messages", said)
    api.post("/v1/messages", said | {"signal": said["signal"] | {"id": "w-4"}, "dry_run": True})
    api.without_key().get(sent["stop"])
    shown = capsys.readouterr().err
    lines = [json.loads(line) for line in shown.splitlines()]
    assert [line.get("change") for line in lines] == ["opt-out"] * 5 + [None] * 4
    assert ["caller" in line for line in lines] == [True] * 4 + [False] + [True] * 3 + [False]
    assert who["id"] not in shown
    assert sent["stop"] not in shown


@pytest.mark.parametrize("body", [b"", b"List-Unsubscribe=No", b"x=1", b"\xff\xfe", b"--"])
def test_another_post_only_asks(api: Api, sent: dict[str, str], body: bytes) -> None:
    shown = api.without_key().raw(sent["stop"], body, FORM)
    assert "Press the button" in shown.text
    assert next_article(api) == "send"


@pytest.mark.parametrize("receipt", ["r_" + "0" * 32, "x", "r_1' OR 1=1"])
def test_an_id_that_nobody_was_given_stops_nothing(api: Api, receipt: str) -> None:
    shown = api.without_key().raw(f"/unsubscribe/{receipt}", CLICK, FORM)
    assert shown.status_code == 404
    assert "call us" in shown.text


@pytest.mark.parametrize("receipt", ["r_" + "0" * 32, "garbage", "r_1' OR 1=1"])
def test_a_link_that_stops_nothing_shows_no_button(api: Api, receipt: str) -> None:
    """A button that looks as if it worked would leave somebody waiting for mail to end."""
    for body in (None, b"x=1"):
        path = f"/unsubscribe/{receipt}"
        shown = api.without_key().get(path) if body is None else api.raw(path, body, FORM)
        assert shown.status_code == 404
        assert "call us" in shown.text
        assert "<button" not in shown.text


def test_the_link_of_a_message_that_was_not_sent_shows_no_button(api: Api) -> None:
    held_back = api.post("/v1/messages", message()).json()
    assert held_back["outcome"] == "suppress"
    assert api.without_key().get(f"/unsubscribe/{held_back['receipt_id']}").status_code == 404


def test_a_form_is_bounded(api: Api, sent: dict[str, str]) -> None:
    assert api.without_key().raw(sent["stop"], b"x" * 5000, FORM).status_code == 413


def test_the_links_of_every_page_lead_on_under_a_path_of_another_site(
    api: Api, sent: dict[str, str]
) -> None:
    """A proxy may put the service under a path that it takes off again; nobody has to say so."""
    site, nobody = "https://example.org/bedside", api.without_key()
    for path in (sent["why"], sent["stop"], "/why/cut-off", "/docs", "/problems/busy"):
        shown = nobody.get(path).text
        links = [
            urljoin(site + path, link)
            for link in re.findall(r'(?:href|action|src)="([^"]+)"', shown)
            if not link.startswith(("#", "tel:"))
        ]
        assert links, path
        for link in links:
            assert link.startswith(f"{site}/"), (path, link)
            assert nobody.get(link.removeprefix(site)).status_code == 200, (path, link)
