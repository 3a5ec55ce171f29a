"""`bedside studio accounts`: who may sign in; and what `bedside studio` refuses at its start."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Bedside = Callable[..., Any]


@pytest.fixture(autouse=True)
def password(bedside: Bedside) -> None:
    """A file with a good password, in the folder where commands run."""
    Path("password.txt").write_text("a pond with slow fish\n")


def add(bedside: Bedside, name: str, *roles: str) -> Any:
    options = [option for role in roles for option in ("--role", role)]
    return bedside("studio", "accounts", "add", name, *options, "--password-file", "password.txt")


def test_an_account_from_its_first_day_to_its_last(bedside: Bedside) -> None:
    empty = bedside("studio", "accounts", "list")
    assert empty.out == "no accounts yet; `bedside studio` makes one for you\n"
    assert add(bedside, "jo.rivera", "medical", "editor").out == "jo.rivera  editor medical\n"
    assert add(bedside, "sam.ortiz").out == "sam.ortiz  looks only\n"
    changed = bedside("studio", "accounts", "roles", "sam.ortiz", "--role", "compliance")
    assert changed.out == "sam.ortiz  compliance\n"
    new = bedside("studio", "accounts", "password", "jo.rivera", "--password-file", "password.txt")
    assert new.out == "jo.rivera has a new password\n"
    listed = bedside("studio", "accounts", "list", "--format", "json")
    assert json.loads(listed.out) == [
        {"name": "jo.rivera", "roles": ["editor", "medical"], "has_password": True},
        {"name": "sam.ortiz", "roles": ["compliance"], "has_password": True},
    ]
    assert bedside("studio", "accounts", "remove", "jo.rivera").out == "jo.rivera is removed\n"
    assert bedside("studio", "accounts", "list").out == "sam.ortiz  compliance\n"


def test_all_that_is_wrong_with_a_new_account_comes_at_once(bedside: Bedside) -> None:
    Path("password.txt").write_text("short\n")
    refused = add(bedside, "Jo", "medcal")
    assert refused.code == 2
    assert refused.err.splitlines() == [
        "--role C134 there is no such role; did you mean `medical`?",
        "NAME C130 the name does not fit; a handle such as `jo.rivera`",
        "the password C135 it has not 12 to 200 characters; three or four words make a good one",
    ]
    assert "no accounts yet" in bedside("studio", "accounts", "list").out


def test_a_misspelt_account_is_suggested(bedside: Bedside) -> None:
    add(bedside, "jo.rivera")
    refused = bedside("studio", "accounts", "remove", "jo.rivero")
    assert (refused.code, refused.err) == (
        2,
        "NAME C133 no account has this name; did you mean `jo.rivera`?\n",
    )


def test_nobody_types_a_password_into_a_pipe(bedside: Bedside) -> None:
    refused = bedside("studio", "accounts", "add", "jo.rivera")
    assert (refused.code, refused.err) == (
        2,
        "the password C135 nobody can type it here; name a file with --password-file\n",
    )


def test_the_studio_does_not_open_itself_to_others_without_tls(bedside: Bedside) -> None:
    refused = bedside("studio", "--host", "0.0.0.0", "--port", "0")
    assert refused.code == 2
    assert refused.err.startswith("--host C136 pages and passwords would travel in the open")
