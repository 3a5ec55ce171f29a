"""JUnit XML of a run: a suite for each set, a test for each case."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from evals.runs.log import Run
from evals.runs.repeats import by_case
from evals.suites.base import Result

#: Characters that XML 1.0 cannot hold.
_UNFIT: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(run: Run) -> str:
    """The whole document."""
    root = ET.Element("testsuites", name="bedside eval", time=f"{run.seconds:.3f}")
    for name in run.header.sets:
        results = by_case(run.of(name))
        suite = ET.SubElement(
            root,
            "testsuite",
            name=name,
            tests=str(len(results)),
            failures=str(sum(bool(r.faults) and not r.has("crashed") for r in results)),
            errors=str(sum(r.has("crashed") for r in results)),
            skipped=str(sum(not r.measured and not r.faults for r in results)),
            time=f"{sum(r.ms for r in results) / 1000:.3f}",
            timestamp=run.header.started[:19],
        )
        for result in results:
            _case(suite, result)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _case(suite: ET.Element, result: Result) -> None:
    item = result.item
    case = ET.SubElement(
        suite,
        "testcase",
        name=item.id,
        classname=f"{item.set}.{item.where.partition('.')[0].replace('/', '.')}",
        time=f"{result.ms / 1000:.4f}",
    )
    if result.faults:
        tag = "error" if result.has("crashed") else "failure"
        text = "\n".join(f"{fault.kind}: {fault}" for fault in result.faults)
        fault = ET.SubElement(
            case, tag, type=result.faults[0].kind, message=_fit(str(result.faults[0]))
        )
        fault.text = _fit(f"{text}\n{item.where}\n{item.reason}")
    elif not result.measured:
        ET.SubElement(case, "skipped", message="not measured: nothing was asked")


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
