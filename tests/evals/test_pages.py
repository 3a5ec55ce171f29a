"""A run on paper: the HTML page, JUnit XML, annotations, and the Markdown pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from evals.coverage import coverage
from evals.faults import Fault
from evals.pages.annotations import annotation_lines
from evals.pages.html_page import html_page
from evals.pages.junit import junit_xml
from evals.pages.markdown import coverage_page, sets_page
from evals.runs.log import Header, Run
from evals.runs.running import run_cases
from evals.runs.summary import summarise
from evals.suites.base import Result
from evals.suites.decisions import DecisionSuite
from evals.suites.rewordings import RewordingSuite
from evals.system import System, versions_of
from guardrails import Guard
from service.library.release import Release


@pytest.fixture(scope="module")
def suites() -> tuple[Any, ...]:
    return DecisionSuite(), RewordingSuite()


@pytest.fixture(scope="module")
def system(release: Release, guard: Guard) -> System:
    return System(release, guard)


@pytest.fixture(scope="module")
def made(suites: tuple[Any, ...], system: System) -> Run:
    items = [*suites[0].items()[:6], *suites[1].items()[:3]]
    results = list(run_cases(suites, items[:6], system))
    results += [Result(item, None, (), measured=False) for item in items[6:]]
    bad = Fault("missed", "it says <script>alert(1)</script>\n% and\x00 more", "a", "b", 1)
    results[0] = Result(results[0].item, results[0].observed, (bad,), 1.0)
    header = Header(
        "20261124T100000000",
        datetime(2026, 11, 24, 10, tzinfo=UTC).isoformat(),
        ("decisions", "rewordings"),
        (),
        len(items),
        versions_of(system),
    )
    return Run(header, tuple(results), "2026-11-24T10:00:01+00:00", 1.0)


def test_html_page_is_one_file_with_failed_cases_first(
    made: Run, suites: tuple[Any, ...], system: System
) -> None:
    summaries = [summarise(suite, made.of(suite.name)) for suite in suites]
    page = html_page(made, summaries, suites, [made], coverage(made.results, system.release))
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "<script>alert" not in page
    ways = re.findall(r'data-way="([^"]+)"', page)
    assert ways[0] == "missed"
    assert page.count("<svg") >= 3
    assert "not measured" in page
    assert page == html_page(
        made, summaries, suites, [made], coverage(made.results, system.release)
    )


def test_a_right_history_shows_what_came_too(
    made: Run, suites: tuple[Any, ...], system: System
) -> None:
    summaries = [summarise(suite, made.of(suite.name)) for suite in suites]
    page = html_page(made, summaries, suites, [made])
    right = made.results[1]
    assert right.ok
    (case,) = re.findall(
        rf"<article[^>]*>(?:(?!</article>).)*?{right.item.id}.*?</article>", page, re.DOTALL
    )
    assert "What came" in case
    assert "# step 1: " in case


def test_a_long_history_says_how_to_see_the_rest_of_it(
    made: Run, suites: tuple[Any, ...], system: System
) -> None:
    right = made.results[1]
    step = {**right.observed[0], "text": "word " * 2000}
    long = replace(right, observed=[step, *right.observed[1:]])
    own = replace(made, results=(long,), header=replace(made.header, golden="our golden"))
    for run, more in (
        (replace(own, header=made.header), ""),
        (own, " --golden &#39;our golden&#39;"),
    ):
        page = html_page(run, [summarise(suites[0], run.results)], suites, [run])
        assert f"(and more: bedside eval show {right.item.id}{more})" in page


def test_junit_can_be_parsed(made: Run) -> None:
    root = ET.fromstring(junit_xml(made))
    first = root.find("testsuite")
    assert first is not None
    assert (first.get("tests"), first.get("failures")) == ("6", "1")
    skipped = root.findall(".//skipped")
    assert len(skipped) == len(made.of("rewordings"))


def test_annotations_are_one_line_each(made: Run) -> None:
    (line,) = annotation_lines(made)
    assert line.startswith("::error file=evals/golden/decisions/")
    assert "%0A%25 and" in line


def test_markdown_has_no_times(made: Run, suites: tuple[Any, ...], system: System) -> None:
    summaries = [summarise(suite, made.of(suite.name)) for suite in suites]
    text = sets_page(made, summaries)
    assert "Not measured" in text
    assert " ms" not in text
    assert "No case touches" in coverage_page(coverage(made.results, system.release))
