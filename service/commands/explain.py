"""`bedside explain`: a receipt in words."""

from __future__ import annotations

import re
from pathlib import Path

import click

from service.commands.common import echo_json, form_option, read_input
from service.errors import BedsideError

_ID = re.compile(r"r_[0-9a-f]{32}")


@click.command()
@click.argument("receipt", default="-")
@click.option(
    "--for",
    "reader",
    type=click.Choice(["auditor", "recipient"]),
    default="auditor",
    show_default=True,
)
@form_option
def explain(receipt: str, reader: str, form: str) -> int:
    """Explain the receipt in RECEIPT (a JSON file, or `-` for standard input).

    Takes a receipt, or the answer of `bedside decide --format json`. A decision of the service is
    explained out of its log, by its receipt's id: `bedside log show`.
    """
    from service.answers import receipt_from_json
    from service.commands.showing import show_receipt
    from service.domain.explanation import for_auditor, for_recipient

    if _ID.fullmatch(receipt) and not Path(receipt).exists():
        what = "this is a receipt's id, and `bedside explain` reads a file"
        fix = f"`bedside log show {receipt}` explains the decision out of the service's log"
        raise BedsideError.at(receipt, "S301", what, fix)
    try:
        held = receipt_from_json(read_input(receipt))
    except ValueError as error:
        name = "<standard input>" if receipt == "-" else receipt
        fix = "use the output of `bedside decide --format json`"
        raise BedsideError.at(name, "S301", str(error), fix) from None
    if reader == "recipient":
        sentence = for_recipient(held) or "Nothing was sent."
        echo_json({"why": sentence}) if form == "json" else click.echo(sentence)
    elif form == "json":
        echo_json([{"topic": s.topic, "text": s.text} for s in for_auditor(held)])
    else:
        show_receipt(held)
    return 0
