"""A year later a message is read out of its own release, whatever the library became meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from service.domain.content import ApprovalRules, Withdrawal
from service.domain.decision import Receipt
from service.evidence import evidence, release_behind
from service.library.kept import FOLDER, keep
from service.library.library import ApprovalLine, Library
from service.library.release import Release
from service.library.release_files import to_json
from service.pipeline import decide
from service.rebuilding import rebuild
from service.wiring import the_guard
from tests.doubles import ScriptedGuard
from tests.factories import NOW, make_signal, make_standing


def sent(release: Release) -> Receipt:
    made = decide(
        release,
        make_signal(),
        make_standing(),
        NOW,
        channel="email",
        guard=ScriptedGuard(),
    )
    assert made.outcome == "send"
    return made.receipt


def with_phone(release: Release, phone: str) -> Release:
    """The release as it would be had the organisation another telephone number."""
    ours = release.settings.organisation.model_copy(update={"phone": phone})
    changed = release.model_copy(
        update={"settings": release.settings.model_copy(update={"organisation": ours})}
    )
    changed.__dict__.pop("hash", None)
    return changed


def test_what_stood_round_the_modules_is_of_the_release_that_was_served(
    release: Release, starter: Library, tmp_path: Path
) -> None:
    receipt = sent(release)
    keep(release, tmp_path)
    today = with_phone(release, "319-555-0199")
    keep(today, tmp_path)
    found = evidence(receipt, release_behind(receipt, tmp_path), starter)
    assert found.exact
    assert found.rebuilt is not None
    assert found.rebuilt.message is not None
    assert "call 319-555-0100" in (found.rebuilt.message.text or "")
    other = evidence(receipt, today, starter)
    assert not other.exact
    assert other.rebuilt is not None
    assert other.rebuilt.message is not None
    assert "call 319-555-0199" in (other.rebuilt.message.text or "")


def test_release_is_found_in_a_file_too_and_never_taken_for_another(
    release: Release, tmp_path: Path
) -> None:
    receipt = sent(release)
    file, other = tmp_path / "kept-apart.json", tmp_path / "other.json"
    other.write_text(to_json(with_phone(release, "319-555-0199")))
    assert release_behind(receipt, tmp_path, other, tmp_path / "none.json") is None
    file.write_text(to_json(release))
    assert release_behind(receipt, tmp_path, other, file) == release
    (tmp_path / FOLDER).mkdir()
    other.rename(tmp_path / FOLDER / f"{release.hash}.json")  # a file that is not what it is called
    assert release_behind(receipt, tmp_path) is None
    assert release_behind(replace(receipt, release="../../kept-apart"), tmp_path) is None


def test_an_approval_ends_with_its_last_day_where_the_library_is(
    release: Release, starter: Library
) -> None:
    """In the evening of that day in Chicago it is the next one in UTC."""
    receipt = sent(release)
    first = receipt.choices[0]
    last = release.stamps[f"module:{first.module_id}"].until
    evening = datetime.combine(last, time(20), ZoneInfo(release.settings.zone))
    for at, ended in ((evening, False), (evening + timedelta(hours=5), True)):
        found = evidence(replace(receipt, decided_at=at.astimezone(UTC)), release, starter)
        assert found.approved is not None
        said = dict(found.approved)[f"module:{first.module_id}"]
        ending = [line for line in said if f"to {last}" in line]
        assert ending
        assert all(("(ended)" in line) == ended for line in ending)


def test_it_names_who_had_approved_these_very_words(release: Release, starter: Library) -> None:
    receipt = sent(release)
    first = receipt.choices[0]
    key = f"module:{first.module_id}"
    back = Withdrawal(
        item=key,
        hash=first.module_hash,
        role="operations",
        by="rev.operations",
        on=NOW.date() + timedelta(days=300),
        withdrawn="No longer so.",
    )
    day = NOW.date() + timedelta(days=1)
    early = starter.approvals[0].value.model_copy(
        update={"item": key, "hash": first.module_hash, "role": "legal", "by": "rev.x", "on": day}
    )
    lines = (ApprovalLine(back, 0), ApprovalLine(early, 0))
    library = replace(starter, approvals=(*starter.approvals, *lines))
    told = dict(evidence(receipt, release, library).approved)
    assert told[key] == (
        "medical: rev.medical, 2026-11-20 to 2029-01-31",
        f"operations: rev.operations, 2026-11-20 to 2029-01-31 (withdrawn {back.on})",
    )
    assert set(told["trigger:visit-preparation"]) == {
        f"{role}: rev.{role}, 2026-11-20 to 2029-01-31" for role in ("privacy", "medical", "legal")
    }
    assert [name.partition(":")[2] for name in [*told][-2:]] == ["visit-preparation", "email-care"]
    cites = next(one for one in release.modules.values() if one.claims)
    claim = replace(first, module_id=cites.id)
    assert f"claim:{cites.claims[0]}" in dict(
        evidence(replace(receipt, choices=(claim,)), release, library).approved
    )
    changed = replace(receipt, release="", choices=(replace(first, module_hash="0" * 64),))
    assert evidence(changed, release, library).approved == ((key, ()),)
    assert evidence(receipt, None, None).rebuilt is None
    assert evidence(receipt, None, None).approved is None


def test_approval_counts_for_no_message_before_it_was_written(
    release: Release, starter: Library
) -> None:
    """A day that a line only says is nothing that a message could have gone by."""
    receipt = sent(release)
    first, today = receipt.choices[0], NOW.date()
    back = {"item": f"module:{first.module_id}", "hash": first.module_hash}

    def told(written: date) -> list[str]:
        dated = {"role": "operations", "by": "rev.other", "on": date(2020, 1, 1)}
        line = starter.approvals[0].value.model_copy(update={**back, **dated, "written": written})
        library = replace(starter, approvals=(*starter.approvals, ApprovalLine(line, 0)))
        lines = dict(evidence(receipt, release, library).approved or ())[back["item"]]
        return [line for line in lines if "rev.other" in line]

    assert told(today + timedelta(days=1)) == []
    assert told(today) == [f"operations: rev.other, 2020-01-01 to 2029-01-31, written {today}"]


def test_yes_that_never_counted_says_why(release: Release, starter: Library) -> None:
    """As nobody approves what they wrote, nor, where the library asks for it, in two roles."""
    receipt = sent(release)
    key = f"module:{receipt.choices[0].module_id}"
    module = release.modules[receipt.choices[0].module_id]
    [writer, *_] = module.written_by
    day, late = date(2026, 11, 22), NOW.date() + timedelta(days=1)
    again = [
        {"role": "operations", "by": writer, "on": day},
        {"role": "operations", "by": "rev.medical", "on": day},
        # Written since, so what counted then did not depend on it.
        {"role": "medical", "by": "rev.operations", "on": date(2020, 1, 1), "written": late},
    ]
    named = {"item": key, "hash": receipt.choices[0].module_hash}
    like = starter.approvals[0].value
    lines = (ApprovalLine(like.model_copy(update=named | one), 0) for one in again)
    library = replace(starter, approvals=(*starter.approvals, *lines))

    def told(release: Release | None, library: Library) -> list[str]:
        behind = replace(receipt, release=release.hash) if release else receipt
        return list(dict(evidence(behind, release, library).approved or ())[key])

    first = [
        "medical: rev.medical, 2026-11-20 to 2029-01-31",
        "operations: rev.operations, 2026-11-20 to 2029-01-31",
    ]
    own = f"operations: {writer}, 2026-11-22 to 2029-01-31 (does not count: {writer} wrote it)"
    second = "operations: rev.medical, 2026-11-22 to 2029-01-31"
    assert told(release, library) == [*first, own, second]
    asks = {"approvals": ApprovalRules(one_role_each=True)}
    asking = release.model_copy(update={"settings": release.settings.model_copy(update=asks)})
    asking.__dict__.pop("hash", None)
    second += " (does not count: rev.medical gave medical too)"
    assert told(asking, library) == [*first, own, second]
    # Of a text that is gone nobody knows who wrote it.
    assert told(None, library)[2] == own
    assert told(None, replace(library, modules={}))[2] == own.partition(" (")[0]


def two_languages(release: Release) -> Release:
    """The release with other words for each module in a language that comes first."""
    both = release.settings.model_copy(update={"locales": ("en-GB", "en-US")})
    british = {"locale": "en-GB", "source": "x"}
    renditions = {
        name: (*files, *(one.model_copy(update=british) for one in files))
        for name, files in release.renditions.items()
    }
    two = release.model_copy(update={"settings": both, "renditions": renditions})
    two.__dict__.pop("hash", None)
    return two


def test_words_come_back_in_the_locale_that_they_were_written_in(release: Release) -> None:
    rebuilt = rebuild(two_languages(release), sent(release))
    assert rebuilt.locale == "en-US"
    assert "x" not in {piece.words for piece in rebuilt.pieces}


def test_reply_to_a_call_for_help_is_in_its_own_language_or_not_shown(release: Release) -> None:
    """Its receipt holds no check of its language; the hash of its text tells it."""
    two = two_languages(release)
    words = make_signal(type="message.received", attributes={}, text="I want to die")
    made = decide(two, words, make_standing(), NOW, channel="email", guard=the_guard())
    assert (made.outcome, made.receipt.checks) == ("escalate", ())
    rebuilt = rebuild(two, made.receipt)
    assert (rebuilt.locale, rebuilt.message) == ("en-US", made.message)
    other = rebuild(two, replace(made.receipt, text_hash="0" * 64))
    assert other.message is None
    assert {piece.gone for piece in other.pieces} == {"in which language it went out is not kept"}
