"""Who said yes to an item's very words, for whoever looks at a message that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from service.domain.content import Approval, LibrarySettings, Value, first_known, when_written
from service.library.approvals import roles_of
from service.library.library import ApprovalLine, Library
from service.library.release import Release
from service.library.signatures import in_order, shortened, signatures_of, taken_back


def approved_by(
    library: Library, key: str, digest: str, at: datetime, release: Release | None = None
) -> Iterator[str]:
    """Each approval of an item's text with this hash that had begun at some time, in words.

    Lines bear days in UTC; an approval ends with its last day where the library is, as it does for
    decisions.

    One that was written after its own day had not begun before it was written: its day is what
    its giver says, and nobody could go by it. One that never counted says why, where the release
    or the library still has the text.
    Lines of earlier texts count too: they stay in the file when the text is edited.
    """
    on = at.astimezone(UTC).date()
    settings = release.settings if release is not None else None
    if settings is None and library.settings is not None:
        settings = library.settings.value
    here = settings.day(at) if settings is not None else on
    lines = in_order([line for line in library.approvals if line.value.item == key])
    known = [line for line in lines if first_known(line.value) <= on]
    flaws = _flaws(library, key, digest, known, release)
    for place, line in enumerate(lines, 1):
        approval = line.value
        if not isinstance(approval, Approval) or approval.hash != digest:
            continue
        if first_known(approval) > on:
            continue
        back = taken_back(approval, lines[place:])
        until = shortened(approval, lines[place:]) or approval.until
        late = " (ended)" if until < here else ""
        if back is not None:
            late = f" (withdrawn {back.value.on}{when_written(back.value)})"
        if id(line) in flaws:
            late += f" ({flaws[id(line)]})"
        day = f"{approval.on} to {until}{when_written(approval)}"
        yield f"{approval.role}: {approval.by}, {day}{late}"


def _flaws(
    library: Library,
    key: str,
    digest: str,
    known: Sequence[ApprovalLine],
    release: Release | None,
) -> Mapping[int, str]:
    """Why lines never counted, by what was known and asked for then; none if the text is gone."""
    found = _text(library, key, digest, release)
    if found is None:
        return {}
    value, settings = found
    given = signatures_of(value, digest, known, settings, roles_of(key, value, settings))
    return {id(one.line): one.flaw for one in given if one.flaw}


def _text(
    library: Library, key: str, digest: str, release: Release | None
) -> tuple[Value, LibrarySettings] | None:
    """What has this hash, and the settings beside it: of the release, or of the library now."""
    sort, _, name = key.partition(":")
    if release is not None and key in release.stamps and release.stamps[key].hash == digest:
        value = release.sorts().get(sort, {}).get(name)
        if value is not None:
            return value, release.settings
    item = next((item for item in library.items() if (item.key, item.hash) == (key, digest)), None)
    if item is None or library.settings is None:
        return None
    return item.value, library.settings.value
