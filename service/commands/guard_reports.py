"""One report of `bedside guard` over several texts, of the guard's report for each.

A text alone is reported as the guard does it (`guardrails/report.py`), so that nothing changes for
who checks one file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from guardrails.report import Checked, as_github, as_json, as_sarif
from service.commands.guard import Unread


def summary(checked: Sequence[Checked], unread: Sequence[Unread]) -> str:
    """The last line of a report in text: how many texts passed, were rejected, were not read."""
    rejected = sum(not one.verdict.passed for one in checked)
    counts = (
        (len(checked) - rejected, "passed"),
        (rejected, "rejected"),
        (len(unread), "not read"),
    )
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"{len(checked) + len(unread)} files: {told}\n"


def json_of_all(checked: Sequence[Checked], unread: Sequence[Unread]) -> str:
    """One object: whether all passed, the verdict on each text, and the files without one."""
    data = {
        "passed": not unread and all(one.verdict.passed for one in checked),
        "files": [json.loads(as_json(one)) for one in checked],
        "unread": [{"file": one.name, "problem": one.what} for one in unread],
    }
    return _printed(data)


def sarif_of_all(checked: Sequence[Checked], unread: Sequence[Unread]) -> str:
    """A SARIF 2.1.0 log with one run over all; a file that could not be read is a notification."""
    logs: list[dict[str, Any]] = [json.loads(as_sarif(one)) for one in checked]
    runs = [log["runs"][0] for log in logs]
    rules = {rule["id"]: rule for run in runs for rule in run["tool"]["driver"]["rules"]}
    told = [{"level": "error", "message": {"text": one.what}} for one in unread]
    run = {
        "tool": {"driver": {"name": "bedside guard", "rules": list(rules.values())}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not told, "toolExecutionNotifications": told}],
        "results": [result for run in runs for result in run["results"]],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return _printed(log)


def github_of_all(checked: Sequence[Checked], _unread: Sequence[Unread]) -> str:
    """The annotations of every text. What could not be read is told on standard error alone."""
    return "".join(map(as_github, checked))


def _printed(data: Any) -> str:
    return json.dumps(data, ensure_ascii=True, indent=2) + "\n"


OF_ALL: Mapping[str, Callable[[Sequence[Checked], Sequence[Unread]], str]] = {
    "json": json_of_all,
    "sarif": sarif_of_all,
    "github": github_of_all,
}
