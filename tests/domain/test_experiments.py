"""Arms by keyed hash: the shares come out, nobody moves, experiments do not lean on each other."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from service.domain.content import Arm
from service.domain.experiments import HOLDOUT, assign, running
from tests.factories import make_experiment

MANY = 20_000
KEYS = [f"p_{number}" for number in range(MANY)]


def shares(experiment_keys: list[str]) -> dict[str, float]:
    """Per cent of each name in a list."""
    return {name: 100 * count / MANY for name, count in Counter(experiment_keys).items()}


class TestShares:
    @pytest.mark.parametrize(
        ("holdout", "arms"),
        [
            (0, {"a": 50, "b": 50}),
            (10, {"plain": 60, "warm": 30}),
            (1, {"a": 1, "b": 98}),
            (50, {"a": 25, "b": 25}),
            (4, {"a": 24, "b": 24, "c": 24, "d": 24}),
        ],
    )
    def test_shares_come_out_as_declared(self, holdout: int, arms: dict[str, int]) -> None:
        """Within one point: four standard errors of a share over 20,000 keys and more."""
        experiment = make_experiment(
            holdout=holdout, arms={name: Arm(share=share) for name, share in arms.items()}
        )
        expected = {name: float(share) for name, share in arms.items()}
        if holdout:
            expected[HOLDOUT] = float(holdout)
        found = shares([assign(experiment, key) for key in KEYS])
        assert found.keys() == expected.keys()
        for name, share in expected.items():
            assert found[name] == pytest.approx(share, abs=1.5)

    def test_everybody_is_somewhere(self) -> None:
        experiment = make_experiment()
        assert {assign(experiment, key) for key in KEYS} == {HOLDOUT, "plain", "warm"}


class TestStability:
    def test_arm_is_the_same_for_ever(self) -> None:
        """Pinned: another hash would move recipients in the middle of an experiment."""
        experiment = make_experiment()
        assert [assign(experiment, f"p_{number}") for number in range(8)] == [
            "warm",
            "warm",
            "plain",
            "warm",
            "warm",
            "plain",
            HOLDOUT,
            HOLDOUT,
        ]

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(st.text("abcdef0123456789._:-", min_size=1, max_size=120))
    def test_arm_depends_on_the_seed_and_the_key_alone(self, key: str) -> None:
        one = make_experiment()
        other = make_experiment(
            id="renamed", title="Other words", starts=date(2020, 1, 1), trigger="another"
        )
        assert assign(one, key) == assign(other, key)

    def test_larger_holdout_only_takes_people_in(self) -> None:
        small = make_experiment(holdout=5, arms={"a": Arm(share=90), "b": Arm(share=5)})
        large = make_experiment(holdout=10, arms={"a": Arm(share=85), "b": Arm(share=5)})
        held_out = {key for key in KEYS[:5000] if assign(small, key) == HOLDOUT}
        assert held_out <= {key for key in KEYS[:5000] if assign(large, key) == HOLDOUT}


class TestIndependence:
    def test_arms_of_two_experiments_do_not_lean_on_each_other(self) -> None:
        """Each arm of one experiment splits as the whole does in the other."""
        halves = {"a": Arm(share=50), "b": Arm(share=50)}
        one = make_experiment(holdout=0, arms=halves, seed="first-seed-2026")
        other = make_experiment(holdout=0, arms=halves, seed="other-seed-2026")
        pairs = shares([assign(one, key) + assign(other, key) for key in KEYS])
        assert pairs.keys() == {"aa", "ab", "ba", "bb"}
        for share in pairs.values():
            assert share == pytest.approx(25, abs=1.5)


class TestRunning:
    EXPERIMENT = make_experiment()

    @pytest.mark.parametrize(
        ("today", "runs"),
        [
            (EXPERIMENT.starts - timedelta(days=1), False),
            (EXPERIMENT.starts, True),
            (EXPERIMENT.ends, True),
            (EXPERIMENT.ends + timedelta(days=1), False),
        ],
    )
    def test_experiment_runs_from_its_first_day_to_its_last(self, today: date, runs: bool) -> None:
        assert running(self.EXPERIMENT, "visit-preparation", today) is runs

    def test_experiment_varies_its_own_trigger_alone(self) -> None:
        assert not running(self.EXPERIMENT, "article-follow-up", self.EXPERIMENT.starts)


class TestFile:
    def test_shares_that_do_not_add_up_are_refused(self) -> None:
        with pytest.raises(ValidationError, match="add up to 90, not 100"):
            make_experiment(holdout=0)

    def test_end_before_the_start_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="it ends before it starts"):
            make_experiment(ends=date(2026, 10, 31))

    def test_arm_called_holdout_is_refused(self) -> None:
        """Its recipients would be taken for those who receive nothing."""
        with pytest.raises(ValidationError, match="name the arm otherwise"):
            make_experiment(arms={"plain": Arm(share=60), "holdout": Arm(share=30)})
