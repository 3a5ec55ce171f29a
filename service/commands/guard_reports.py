"""One report of `bedside guard` over several texts, of the guard's report for each.

A text alone is reported as the guard does it (`guardrails/report.py`), so that nothing changes for
who checks one file. What could not be read is in every report that tools read, for it alone may
decide the exit code.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from guardrails.errors import GuardDataError
from guardrails.report import Checked, annotation, as_github, as_json, as_sarif, as_uri
from service.commands.guard_texts import Unread


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


def json_of_unread(unread: Unread) -> str:
    """One file that could not be read: the object that its verdict would have been in."""
    return _printed({"file": unread.name, "passed": False, "findings": [], "problem": unread.what})


def sarif_of_all(checked: Sequence[Checked], unread: Sequence[Unread]) -> str:
    """A SARIF 2.1.0 log with one run over all; a file that could not be read is a notification."""
    logs: list[dict[str, Any]] = [json.loads(as_sarif(one)) for one in checked]
    runs = [log["runs"][0] for log in logs]
    rules = {rule["id"]: rule for run in runs for rule in run["tool"]["driver"]["rules"]}
    told = [_notification(one.name, one.what, one.line, one.column) for one in unread]
    run = {
        "tool": {"driver": {"name": "bedside guard", "rules": list(rules.values())}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not told, "toolExecutionNotifications": told}],
        "results": [result for run in runs for result in run["results"]],
    }
    return _log(run)


def _log(run: dict[str, Any]) -> str:
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return _printed({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _notification(name: str, what: str, line: int, column: int) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": {"uri": as_uri(name)}}
    if line:
        where["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
    place = [{"physicalLocation": where}]
    return {"level": "error", "message": {"text": what}, "locations": place}


def github_of_all(checked: Sequence[Checked], unread: Sequence[Unread]) -> str:
    """The annotations of every text, and one for each file that could not be read."""
    told = (
        annotation("error", one.name, "not read", one.what, one.line, one.column) for one in unread
    )
    return "".join([*map(as_github, checked), *told])


def _json_of_no_guard(error: GuardDataError) -> str:
    return _printed({"passed": False, "files": [], "problem": str(error)})


def _sarif_of_no_guard(error: GuardDataError) -> str:
    told = [_notification(one.path, one.text, one.line, one.column) for one in error.every]
    return _log(
        {
            "tool": {"driver": {"name": "bedside guard"}},
            "invocations": [{"executionSuccessful": False, "toolConfigurationNotifications": told}],
            "results": [],
        }
    )


def _github_of_no_guard(error: GuardDataError) -> str:
    told = (
        annotation("error", one.path, "guard not built", one.text, one.line, one.column)
        for one in error.every
    )
    return "".join(told)


def _printed(data: Any) -> str:
    return json.dumps(data, ensure_ascii=True, indent=2) + "\n"


OF_ALL: Mapping[str, Callable[[Sequence[Checked], Sequence[Unread]], str]] = {
    "json": json_of_all,
    "sarif": sarif_of_all,
    "github": github_of_all,
}

#: Reports where no text could be checked, for a rule, term or policy file has a fault.
OF_NO_GUARD: Mapping[str, Callable[[GuardDataError], str]] = {
    "text": lambda _error: "",
    "json": _json_of_no_guard,
    "sarif": _sarif_of_no_guard,
    "github": _github_of_no_guard,
}
