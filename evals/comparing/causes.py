"""What moved between two runs, and which of it a changed case leaned on.

The cause is read from recorded hashes: an item of the release, a rule, a list of the guard, a
prompt, the case itself, what holds in every case, the code. Where several moved, all that the case
touches are named; where none that it touches did, what is left is named plainly, and never guessed
at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evals.comparing.touched import touched
from evals.suites.base import Result
from evals.system import Versions


@dataclass(frozen=True, slots=True)
class Moved:
    """Everything with another hash, by key: `module:...`, `rule:DX-02`, `lexicons/care.txt`."""

    items: frozenset[str]
    rules: frozenset[str]
    guard_data: frozenset[str]
    prompts: frozenset[str]
    code: frozenset[str]
    model: bool

    @property
    def anything(self) -> bool:
        """Whether the two runs are of different systems at all."""
        return bool(
            self.items or self.rules or self.guard_data or self.prompts or self.code or self.model
        )

    def words(self) -> list[str]:
        """One line for each family."""
        families = (
            ("library", self.items),
            ("rules", self.rules),
            ("guard data", self.guard_data),
            ("prompts", self.prompts),
            ("code", self.code),
        )
        lines = [f"{name}: {_some(keys)}" for name, keys in families if keys]
        return [*lines, *(["model: another"] if self.model else [])]


def moved(one: Versions, other: Versions) -> Moved:
    """What has another hash in two runs."""
    return Moved(
        items=_differ(one.items, other.items),
        rules=frozenset(
            f"rule:{name.removesuffix('.yaml')}" for name in _differ(one.rules, other.rules)
        ),
        guard_data=_differ(one.guard_data, other.guard_data),
        prompts=_differ(one.prompts, other.prompts),
        code=_differ(one.code, other.code),
        model=one.model != other.model,
    )


def causes(before: Result, after: Result, what: Moved) -> list[str]:
    """Why a case changed, as far as the recorded hashes say."""
    found: list[str] = []
    found += _edited(before, after)
    leaned = touched(before) | touched(after)
    found += sorted(key for key in what.items if key in leaned)
    found += sorted(rule for rule in what.rules if _names(rule, leaned))
    if before.item.set == "rewordings":
        found += sorted(key for key in what.items if key.startswith("prompt:"))
        found += ["another model"] if what.model else []
    if found:
        return found
    settings = [key for key in sorted(what.items) if key.split(":")[0] in ("settings", "claim")]
    if settings and before.item.set in ("decisions", "texts"):
        return settings
    if what.items and before.item.set in ("decisions", "texts"):
        # A new rival, or one that is gone: it stands in neither message.
        return [f"{key} (in neither message)" for key in sorted(what.items)[:3]]
    if what.rules or what.guard_data:
        return [f"guard: {key}" for key in sorted({*what.guard_data, *what.rules})[:3]]
    if what.code:
        return [f"code: {name}" for name in sorted(what.code)]
    return ["nothing that is recorded moved: the result is not deterministic"]


def _edited(before: Result, after: Result) -> Iterator[str]:
    """What moved on the side of the golden set; a run from before it was recorded tells less."""
    then, _, held_then = before.item.hash.partition(".")
    now, _, held_now = after.item.hash.partition(".")
    if then != now:
        yield "the case itself was edited"
    # It is asked of what came out, and changes nothing of that.
    if held_then and held_then != held_now and before.faults != after.faults:
        yield "what holds in every case was edited (always.yaml)"


def _names(rule: str, leaned: frozenset[str]) -> bool:
    """Whether a rule's file is of a kind that the case met: `PI-01a` is a part of `PI-01`."""
    return rule in leaned or rule[: len("rule:XX-00")] in leaned


def _differ(one: Mapping[str, str], other: Mapping[str, str]) -> frozenset[str]:
    return frozenset(key for key in {*one, *other} if one.get(key) != other.get(key))


def _some(keys: frozenset[str], most: int = 6) -> str:
    shown = sorted(keys)[:most]
    more = f" and {len(keys) - most} more" if len(keys) > most else ""
    return ", ".join(shown) + more
