"""Finds a receipt: by its id in the store of this installation, in a file, or on standard input."""

from __future__ import annotations

import json
import re
from typing import Final

from service.answers import receipt_from_json
from service.commands.common import read_input
from service.domain.decision import Receipt
from service.errors import BedsideError, Problem

_ID: Final = re.compile(r"^r_[0-9a-f]{32}$")
STDIN: Final = "<standard input>"


def find(name: str) -> Receipt:
    """The receipt of an id, a file, or `-`. Raises `BedsideError` when there is none."""
    if _ID.match(name):
        return _stored(name)
    try:
        return receipt_from_json(_out_of_the_log(read_input(name)))
    except ValueError as error:
        place = STDIN if name == "-" else name
        fix = "give what `bedside decide --format json` or `bedside log show --format json` prints"
        raise BedsideError([Problem(place, 0, 0, "E170", str(error), fix)]) from None


def _out_of_the_log(text: str) -> str:
    """What `bedside log show` prints holds the receipt in the text of its entry."""
    try:
        return json.dumps(json.loads(json.loads(text)["entry"])["body"]["receipt"])
    except (ValueError, KeyError, TypeError):
        return text


def _stored(receipt_id: str) -> Receipt:
    """Out of the decision log; the store is opened only when an id asks for it."""
    from service.hosting import the_store_there, where_the_store_is
    from service.store.receipts import find_receipt

    with the_store_there().reading() as connection:
        held = find_receipt(connection, receipt_id)
    if held is None:
        what = f"the decision log in {where_the_store_is()} has no receipt of this id"
        fix = "it may have been tidied away, mistyped, or be in another database: see BEDSIDE_DATA"
        raise BedsideError([Problem(receipt_id, 0, 0, "E171", what, fix)])
    return held.receipt
