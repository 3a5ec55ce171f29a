"""What stands behind a receipt: its words, out of the release that it names, and who approved them.

A library goes on changing, and what stands round modules (telephone numbers, the sender, layouts)
has no hash in a receipt. So only the release that a receipt names can show what it stands for;
`exact` says whether it was that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.domain.decision import Receipt
from service.errors import BedsideError
from service.library.approved_by import approved_by
from service.library.kept import kept_one, spoiled
from service.library.library import Library
from service.library.release import Release
from service.library.release_files import read
from service.rebuilding import Rebuilt, rebuild


@dataclass(frozen=True, slots=True)
class Evidence:
    """What can be read again of a message: None where neither its release nor a library is there.

    approved: by content module, who had said yes to its very words when it was decided, and of a
    yes that did not count why; where
    `exact`, of its claims, trigger and layout too. Empty where the library's lines do not tell,
    and None where there is no library to read them from.
    spoiled: not `exact`, although a copy of the very release was kept: it was altered or damaged.
    """

    rebuilt: Rebuilt | None
    exact: bool
    approved: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    spoiled: bool = False


def evidence(
    receipt: Receipt, release: Release | None, library: Library | None, data: Path | None = None
) -> Evidence:
    """The words behind a receipt, as far as a release holds them: its own, or one to make do with.

    `library` is whose approvals are read, `data` where a copy of its own release may lie spoiled.
    """
    exact = release is not None and release.hash == receipt.release
    return Evidence(
        rebuild(release, receipt) if release is not None else None,
        exact,
        _approved(receipt, release if exact else None, library) if library is not None else None,
        not exact and data is not None and spoiled(receipt.release, data),
    )


def release_behind(receipt: Receipt, data: Path, *files: Path) -> Release | None:
    """The very release that a receipt names: among these files, or those that were kept.

    A file that cannot be read is passed over.
    """
    for file in files:
        try:
            release = read(file)
        except BedsideError:
            continue
        if release.hash == receipt.release:
            return release
    return kept_one(receipt.release, data)


def _approved(
    receipt: Receipt, release: Release | None, library: Library
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    texts = {f"module:{one.module_id}": one.module_hash for one in receipt.choices}
    texts |= {one.item: one.item_hash for one in receipt.reworded if one.item}
    if release is not None:
        texts |= _leant_on(receipt, release)
    return tuple(
        (key, tuple(approved_by(library, key, digest, receipt.decided_at, release)))
        for key, digest in texts.items()
    )


def _leant_on(receipt: Receipt, release: Release) -> dict[str, str]:
    """What the message rests on besides its modules, whose hashes only the release tells: the
    claims that they cite, the trigger and the layout."""
    cited = (
        f"claim:{claim}"
        for one in receipt.choices
        if one.module_id in release.modules
        for claim in release.modules[one.module_id].claims
    )
    keys = [*cited, f"trigger:{receipt.trigger_id}", f"layout:{receipt.layout_id}"]
    return {key: release.stamps[key].hash for key in keys if key in release.stamps}
