"""`decide` is pure: the same arguments give the same bytes, whenever and wherever."""

from __future__ import annotations

import ast
import builtins
import io
import json
import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from service.answers import answer, receipt_to_json
from service.domain.standing import Consent
from service.domain.vocabulary import CHANNELS, Channel
from service.library import release_files
from service.library.release import Release
from service.scenarios import load_scenarios
from tests.doubles import ScriptedGuard, altered, call
from tests.factories import BOOKING, NOW, make_consent, make_signal, make_standing
from tests.pipeline.fresh_process import decisions, digest

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = load_scenarios()


class TestSameBytes:
    def test_same_arguments_give_the_same_bytes(self, release: Release) -> None:
        assert digest(decisions(release, SCENARIOS)) == digest(decisions(release, SCENARIOS))

    def test_what_was_decided_before_makes_no_difference(self, release: Release) -> None:
        """Caches are filled by other calls in between."""
        first = call(release)
        for channel in CHANNELS:
            call(release, channel=channel, standing=make_standing(reading_level="simple"))
        assert call(release) == first

    def test_topic_that_somebody_switched_off_is_not_written_about_for_others_sake(
        self, release: Release
    ) -> None:
        """The choice of modules is kept for the next recipient who wants the same."""
        name = "heart/walking-basics"
        two = release.modules[name].model_copy(update={"topics": ("heart", "nutrition")})
        of_two = altered(release, modules={**release.modules, name: two})
        read = make_signal(type="article.read", attributes={"topic": "heart"})
        yes = make_consent("education")
        off = make_consent("education", topic="nutrition", status="withdrawn")

        def chosen(*consents: Consent) -> set[str]:
            decision = call(of_two, signal=read, standing=make_standing(consents=consents))
            assert decision.outcome == "send"
            return {choice.module_id for choice in decision.receipt.choices}

        assert name in chosen(yes)
        assert name not in chosen(yes, off)
        assert name in chosen(yes)

    def test_release_read_from_its_file_gives_the_same_bytes(
        self, release: Release, tmp_path: Path
    ) -> None:
        file = tmp_path / "release.json"
        file.write_text(release_files.to_json(release), encoding="utf-8")
        assert digest(decisions(release_files.read(file), SCENARIOS)) == digest(
            decisions(release, SCENARIOS)
        )

    def test_order_of_a_standings_records_makes_no_difference(self, release: Release) -> None:
        words = (make_consent(), make_consent("education"), make_consent("marketing"))
        one = call(release, standing=make_standing(consents=words))
        other = call(release, standing=make_standing(consents=words[::-1]))
        assert one == other

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", ["0", "4242"])
    def test_fresh_process_with_another_hash_seed_gives_the_same_bytes(
        self, seed: str, release: Release
    ) -> None:
        """It also opens no file, socket or process once the first call has warmed it up."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.pipeline.fresh_process"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
            capture_output=True,
            text=True,
            check=True,
        )
        expected = digest(decisions(release, SCENARIOS))
        assert json.loads(done.stdout) == {"first": expected, "again": expected, "touched": []}


class TestNoWorldOutside:
    @pytest.mark.parametrize("channel", CHANNELS)
    def test_decision_touches_no_file_clock_socket_or_chance(
        self, channel: Channel, release: Release, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        near = {**BOOKING, "starts_at": "2026-11-26T09:30:00-06:00"}
        signal = make_signal(type="appointment.upcoming", attributes=near)
        before = call(release, signal=signal, channel=channel)

        def refuse(*_: Any, **__: Any) -> Any:
            raise AssertionError("the world outside was touched")

        with monkeypatch.context() as patched:
            for module, name in (
                (builtins, "open"),
                (io, "open"),
                (os, "open"),
                (os, "urandom"),
                (socket, "socket"),
                (time, "time"),
                (time, "time_ns"),
                (time, "monotonic"),
                (time, "perf_counter"),
                (random, "random"),
                (random, "getrandbits"),
            ):
                patched.setattr(module, name, refuse)
            after = call(release, signal=signal, channel=channel, guard=ScriptedGuard())
        assert after == before

    @pytest.mark.parametrize(
        "file",
        sorted(
            [
                *(ROOT / "service" / "domain").glob("*.py"),
                *(ROOT / "service" / "deciding").glob("*.py"),
                ROOT / "service" / "pipeline.py",
                ROOT / "service" / "library" / "served.py",
            ]
        ),
        ids=lambda file: file.name,
    )
    def test_code_asks_no_clock_and_imports_nothing_that_could(self, file: Path) -> None:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        asked = {
            node.func.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert asked.isdisjoint({"now", "utcnow", "today"})
        imported = {
            name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
            )
        }
        assert imported.isdisjoint(
            {"os", "random", "secrets", "socket", "subprocess", "time", "uuid", "logging", "io"}
        )


class TestNothingIsChanged:
    def test_arguments_are_as_they_were(self, release: Release) -> None:
        signal, standing, hash_before = make_signal(), make_standing(), release.hash
        copies = signal.model_copy(deep=True), standing.model_copy(deep=True)
        decision = call(release, signal=signal, standing=standing)
        assert (signal, standing) == copies
        assert release_files.to_json(release).count(hash_before) == 1
        assert decision.receipt.release == hash_before

    def test_decision_is_ready_for_json(self, release: Release) -> None:
        decision = call(release, now=NOW)
        assert json.loads(json.dumps(answer(decision)))["outcome"] == "send"
        assert json.loads(json.dumps(receipt_to_json(decision.receipt)))["id"].startswith("r_")
