"""A pytest plugin: golden cases become tests with readable ids.

`pytest -p evals.pytest_plugin --golden decisions --golden texts` collects the named sets before
whatever else is collected. Each case is one test, with an id such as
`evals/golden/decisions/caps.yaml::place-given-back`.
`golden_tests` gives the same cases to a test file of one's own, as parameters of `parametrize`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evals.places import placed
from evals.suites.base import Item, Suite
from evals.suites.registry import suites
from evals.system import ROOT

if TYPE_CHECKING:
    from evals.system import System


class CaseFailed(AssertionError):
    """A golden case is not as people agreed it should be."""


@lru_cache(maxsize=1)
def shared_system() -> System:
    """The starter library and the shipped guard, built once for all the cases of a session."""
    from evals.system import build_system
    from service.settings import read_settings

    return build_system(read_settings().library)


def check_case(suite: Suite, item: Item, system: System) -> None:
    """Run one case; skip it where there is nothing to ask, fail with every fault otherwise."""
    observed = suite.observe(item.id, system)
    if observed is None:
        pytest.skip("not measured: it has no written answers, and no model is asked")
    faults = suite.judge(item.id, observed, system.known)
    if faults:
        lines = [f"{item.set} {item.id} ({item.where}): {item.reason}"]
        raise CaseFailed("\n".join([*lines, *(f"  {fault.kind}: {fault}" for fault in faults)]))


def golden_tests(names: Iterable[str]) -> list[Any]:
    """One parameter set for each case of the named sets: (suite, item), with a readable id."""
    return [
        pytest.param(suite, item, id=f"{suite.name}-{item.id}")
        for suite in suites(names)
        for item in suite.items()
    ]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden SET`, any number of times."""
    group = parser.getgroup("bedside", "golden cases as tests")
    group.addoption(
        "--golden",
        action="append",
        default=[],
        metavar="SET",
        help="Collect a golden set as tests.",
    )


def pytest_collection(session: pytest.Session) -> None:
    """Load the named sets once; a broken file ends the session with all its problems."""
    names: Sequence[str] = session.config.getoption("--golden")
    if not names:
        return
    from service.errors import BedsideError

    try:
        loaded = suites(names)
        for suite in loaded:
            suite.items()
    except BedsideError as error:
        raise pytest.UsageError(str(error)) from None
    session.config.stash[_LOADED] = loaded


_LOADED = pytest.StashKey[tuple[Suite, ...]]()


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Put the golden cases before the other tests."""
    found: list[pytest.Item] = []
    for suite in config.stash.get(_LOADED, ()):
        for name, group in _by_file(suite).items():
            file = _GoldenFile.from_parent(session, path=ROOT / placed(suite.name, name))
            found += [_GoldenCase.from_parent(file, name=i.id, suite=suite, item=i) for i in group]
    items[:0] = found


def _by_file(suite: Suite) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = {}
    for item in suite.items():
        groups.setdefault(item.where.partition(":")[0], []).append(item)
    return groups


class _GoldenFile(pytest.File):
    """One file of cases; its cases are made by the hook above."""

    def collect(self) -> Iterator[pytest.Item]:
        """Nothing by itself."""
        return iter(())


class _GoldenCase(pytest.Item):
    """One golden case as a test."""

    def __init__(self, *, suite: Suite, item: Item, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.suite, self.case = suite, item
        for tag in item.tags:
            self.user_properties.append(("tag", tag))

    def runtest(self) -> None:
        """Observe and judge."""
        check_case(self.suite, self.case, shared_system())

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The faults alone; a stack says nothing about a case."""
        if isinstance(excinfo.value, CaseFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands."""
        _, _, line = self.case.where.partition(":")
        return self.path, int(line or 1) - 1, f"{self.case.set}: {self.case.id}"
