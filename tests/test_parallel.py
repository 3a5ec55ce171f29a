"""One function over many items: the same results, in order, whatever the number of cores."""

from __future__ import annotations

import os

import pytest

from service import parallel
from service.errors import BedsideError, Problem
from service.parallel import WORTH_IT, each


@pytest.mark.parametrize("count", [0, 1, WORTH_IT - 1, WORTH_IT, WORTH_IT * 3 + 1])
@pytest.mark.parametrize("cores", [1, 2])
def test_results_come_in_the_order_of_the_items(
    count: int, cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: cores)
    assert each(lambda number: number * 2, range(count)) == [2 * n for n in range(count)]


def test_many_items_are_shared_between_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: 2)
    assert os.getpid() not in each(lambda _: os.getpid(), range(WORTH_IT))
    assert set(each(lambda _: os.getpid(), range(WORTH_IT - 1))) == {os.getpid()}


def test_progress_ends_with_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: 2)
    told: list[tuple[int, int]] = []
    each(abs, range(WORTH_IT), lambda done, of: told.append((done, of)))
    assert told[-1] == (WORTH_IT, WORTH_IT)
    assert told == sorted(told)


@pytest.mark.parametrize("cores", [1, 2])
def test_error_of_one_item_comes_through(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem("x.yaml", 1, 2, "L104", "what", "fix")

    def fail(number: int) -> int:
        if number == WORTH_IT - 1:
            raise BedsideError([problem])
        return number

    monkeypatch.setattr(parallel, "_cores", lambda: cores)
    with pytest.raises(BedsideError) as error:
        each(fail, range(WORTH_IT))
    assert error.value.problems == (problem,)
