"""What waits for whom: items that lack a role's approval, who asked for it, who sent it back.

What reviewers and editors say to each other is kept as lines in the data folder: to one item as it
stood (its hash), so that words about an earlier text are never taken for words about this one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from service.domain.content import Value
from service.errors import BedsideError
from service.library.approvals import ApprovalState, lines_by_item, states
from service.library.approving import other_role_of
from service.library.hashing import canonical_json
from service.library.library import Item, Library
from service.library.signatures import authors
from service.library.writing import one_writer, write_whole

What = Literal["asked", "sent back", "approved", "withdrew", "said"]

#: Why a role's approval is lacking, in the order in which a reviewer sees it.
_CAUSES = ("withdrawn", "void", "missing", "expired", "own", "same person", "later")

#: Characters of one comment.
MOST = 4_000


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that somebody said or did about an item as it stood."""

    item: str
    hash: str
    what: What
    by: str
    role: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that a role has yet to approve. `own` says that this reviewer wrote it.

    `cause` and `told` are those of the lack; `remarks` are about its text as it stands.
    """

    item: Item[Value]
    role: str
    cause: str
    told: str
    own: bool
    asked: bool
    sent_back: bool
    remarks: tuple[Remark, ...]
    others: tuple[str, ...]


class Remarks:
    """Everything that was said, in one file; whole lines only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "remarks.jsonl"

    def all(self) -> tuple[Remark, ...]:
        """Every remark, the oldest first. A line that cannot be read is passed over."""
        try:
            # Words may hold U+2028 or U+0085, at which `splitlines` would break a line in two.
            lines = self._file.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            return ()
        return tuple(remark for line in lines if (remark := _read(line)) is not None)

    def of(self, key: str) -> tuple[Remark, ...]:
        """What was said about an item, about earlier texts too."""
        return tuple(remark for remark in self.all() if remark.item == key)

    def add(self, remarks: Sequence[Remark]) -> None:
        """Keep remarks. Raises `BedsideError`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with one_writer(self._folder):
            try:
                before = self._file.read_text(encoding="utf-8")
            except FileNotFoundError:
                before = ""
            lines = [
                canonical_json(
                    asdict(replace(remark, text=remark.text[:MOST])) | {"at": remark.at.isoformat()}
                )
                for remark in remarks
            ]
            write_whole(self._file, before + "".join(f"{line}\n" for line in lines))


def _read(line: str) -> Remark | None:
    try:
        data = json.loads(line)
        return Remark(**{**data, "at": datetime.fromisoformat(data["at"])})
    except (ValueError, TypeError, KeyError):
        return None


def inbox(
    library: Library, remarks: Sequence[Remark], roles: Sequence[str], reviewer: str, on: date
) -> list[Waiting]:
    """What waits for a reviewer's roles: asked for first, then by how it came to wait.

    Where nobody may approve a text in two roles, one that they approved in another is left out.
    Raises `BedsideError` when the library's settings cannot be read: then nobody knows who must
    approve what.
    """
    if library.settings is None:
        raise BedsideError(library.problems)
    said: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        said.setdefault((remark.item, remark.hash), []).append(remark)
    state = states(library, on)
    grouped = lines_by_item(library.approvals)
    waiting = [
        waits
        for item in library.items()
        for waits in _waiting(item, state[item.key], said, roles, reviewer)
        if not other_role_of(item, grouped.get(item.key, ()), library, waits.role, reviewer, on)
    ]
    order = {cause: place for place, cause in enumerate(_CAUSES)}
    return sorted(waiting, key=lambda w: (w.sent_back, w.own, not w.asked, order[w.cause]))


def _waiting(
    item: Item[Value],
    state: ApprovalState,
    said: dict[tuple[str, str], list[Remark]],
    roles: Sequence[str],
    reviewer: str,
) -> Iterator[Waiting]:
    about = said.get((item.key, item.hash), [])
    back = _last_word(about, state) is not None
    for lack in state.lacks:
        if lack.role not in roles:
            continue
        yield Waiting(
            item=item,
            role=lack.role,
            cause=lack.cause,
            told=lack.told,
            own=reviewer in authors(item.value),
            asked=any(remark.what == "asked" for remark in about),
            sent_back=back,
            remarks=tuple(about),
            others=tuple(other.role for other in state.lacks if other.role != lack.role),
        )


def _last_word(about: Iterable[Remark], state: ApprovalState) -> Remark | None:
    """The remark by which a text lies with its writer; None when it lies with its reviewers.

    A role's later yes settles what that role sent back or withdrew, and nothing of another role.
    """
    back: dict[str, Remark] = {}
    for remark in about:
        if remark.what in ("sent back", "withdrew"):
            back.pop(remark.role, None)  # to the end: the last word is the one that is shown
            back[remark.role] = remark
        elif remark.what == "asked":
            back.clear()
        elif remark.what == "approved":
            back.pop(remark.role, None)
    # A yes that was given at the command line leaves no remark; the library knows it all the same.
    open_ = {each.role for each in (*state.lacks, *state.doubts)}
    return next((back[role] for role in reversed(back) if role in open_), None)


def returned(
    library: Library, remarks: Sequence[Remark], editor: str, on: date
) -> list[tuple[str, Remark]]:
    """Items of an editor that a reviewer sent back, or withdrew a yes to, as they stand."""
    items = {item.key: item for item in library.items()}
    about: dict[str, list[Remark]] = {}
    for remark in remarks:
        item = items.get(remark.item)
        if item is not None and item.hash == remark.hash and editor in authors(item.value):
            about.setdefault(remark.item, []).append(remark)
    state = states(library, on) if about else {}
    last = {key: _last_word(said, state[key]) for key, said in about.items() if key in state}
    return [(key, remark) for key, remark in last.items() if remark is not None]
