"""What is evaluated: one release and one guard, with the versions of everything that shapes them.

Versions are hashes of content: of every item of the release, every rule and data file of the guard,
the prompts and the code. Two runs can so be compared, and a change traced to what moved.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from evals.guard import OwnData, build_guard
from service.deciding.composing import GuardLike
from service.library import building
from service.library.loader import load_library
from service.library.release import Release

#: The day on which the golden sets judge approvals. Cases have clocks of their own.
DAY: Final = date(2026, 11, 24)
ROOT: Final = Path(__file__).resolve().parent.parent
_SHORT: Final = 16
#: What a run that asked no model says in the place of its name.
NO_MODEL: Final = "none"


@dataclass(frozen=True)
class Versions:
    """Everything that could make a result differ, by content."""

    release: str
    items: dict[str, str] = field(default_factory=dict)
    guard: str = ""
    rules: dict[str, str] = field(default_factory=dict)
    guard_data: dict[str, str] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)
    commit: str = ""
    package: str = ""
    python: str = ""
    model: str = NO_MODEL
    names: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The versions as a run keeps them."""
        return asdict(self)


@dataclass(frozen=True)
class System:
    """The release and the guard under evaluation; `left_out` is what the release could not hold,
    `own` what somebody gave the guard besides its own data."""

    release: Release
    guard: GuardLike
    left_out: tuple[str, ...] = ()
    own: OwnData | None = None

    @cached_property
    def own_rules(self) -> frozenset[str]:
        """The ids of rules that the guard has besides the shipped ones."""
        return self.own.rule_ids() if self.own else frozenset()

    @cached_property
    def known(self) -> frozenset[str]:
        """All that a case may name: the keys of the release's items, its topics and events."""
        return self.names.union(self.release.stamps)

    @cached_property
    def names(self) -> frozenset[str]:
        """What a case may name that is no item: topics, and the events on which triggers stop."""
        topics = {f"topic:{name}" for name in self.release.settings.topics}
        triggers = self.release.triggers.values()
        return frozenset(topics | {f"event:{name}" for t in triggers for name in t.stop_when})


def build_system(
    library: Path,
    *,
    assume_approved: bool = False,
    day: date = DAY,
    own: OwnData | None = None,
) -> System:
    """The release of a library on a day, and the shipped guard or one with data of one's own."""
    built = building.build(load_library(library), day, assume_approved=assume_approved)
    left = tuple(f"{item.key}: {item.why}" for item in built.left_out)
    return System(built.release, build_guard(own) if own else build_guard(), left, own)


def versions_of(system: System) -> Versions:
    """The versions of a system and of the code that runs it."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        package = version("bedside")
    except PackageNotFoundError:
        package = ""
    guard_folder = ROOT / "guardrails"
    own = system.own or OwnData()
    items = {key: stamp.hash[:_SHORT] for key, stamp in system.release.stamps.items()}
    return Versions(
        release=system.release.hash,
        items=items,
        guard=system.guard.version,
        rules=_rules(guard_folder / "rules", *own.rules),
        guard_data=_hashes(
            (
                path
                for kind in ("lexicons/*", "urgency/*", "policies/*")
                for path in guard_folder.glob(kind)
            ),
            guard_folder,
        )
        | {str(file): each for file in own.files for each in _hashes([file], file.parent).values()},
        prompts=_hashes((ROOT / "prompts").rglob("*"), ROOT / "prompts"),
        code={
            name: _whole((ROOT / name).rglob("*.py"), ROOT)
            for name in ("service", "guardrails", "evals")
        },
        commit=_commit(ROOT),
        package=package,
        python=platform.python_version(),
        names=sorted(system.names),
    )


def _hashes(files: Iterable[Path], root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:_SHORT]
        for path in sorted(files)
        if path.is_file()
    }


def _rules(*folders: Path) -> dict[str, str]:
    """The hashes of rules by the names of their files, and by the path where a name is taken."""
    rules: dict[str, str] = {}
    for folder in folders:
        for name, each in _hashes(folder.glob("*.yaml"), folder).items():
            rules[(folder / name).as_posix() if name in rules else name] = each
    return rules


def _whole(files: Iterable[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for name, file_hash in _hashes(files, root).items():
        digest.update(f"{name}={file_hash}\n".encode())
    return digest.hexdigest()[:_SHORT]


def _commit(root: Path) -> str:
    """The commit that is checked out, where there is a git repository; no program is run."""
    try:
        head = (root / ".git" / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref: "):
            return head
        reference = head.removeprefix("ref: ")
        loose = root / ".git" / reference
        if loose.is_file():
            return loose.read_text(encoding="utf-8").strip()
        packed = (root / ".git" / "packed-refs").read_text(encoding="utf-8")
        return next((x.split()[0] for x in packed.splitlines() if x.endswith(reference)), "")
    except OSError:
        return ""
