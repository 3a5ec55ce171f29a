"""A yes can be taken back at once, and where the library asks for it two roles are two people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain.content import Approval, ApprovalRules, LibrarySettings, Withdrawal
from service.errors import BedsideError
from service.library.approvals import ApprovalState, Lack, approval_state, states
from service.library.approving import approve
from service.library.building import build
from service.library.inventory import details, inventory
from service.library.library import ApprovalLine, Library
from service.library.loader import load_library
from service.library.release_files import read, to_json
from service.library.withdrawing import held_by, withdraw

TODAY = date(2026, 11, 24)
UNTIL = date(2027, 11, 24)
WALKING, HELP = "module:heart/walking", "safety/help"
BANKED = "rewording:heart/walking/small-clinic/en-US/email.1"
WHY = "The pace is too fast for beginners."


def take_back(folder: Path, **changes: Any) -> Any:
    """Withdraw rev.medical's approval of the text about walking, with some changes."""
    words = {"name": "heart/walking", "role": "medical", "reviewer": "rev.medical", "reason": WHY}
    return withdraw(folder, **{**words, "on": TODAY, **changes})


def refusal(folder: Path, **changes: Any) -> list[str]:
    """What a withdrawal is refused with; the file stays as it was."""
    before = (folder / "approvals.jsonl").read_bytes()
    with pytest.raises(BedsideError) as error:
        take_back(folder, **changes)
    assert (folder / "approvals.jsonl").read_bytes() == before
    return [str(problem) for problem in error.value.problems]


def test_withdrawal_is_one_more_line(folder: Path) -> None:
    before = (folder / "approvals.jsonl").read_text()
    done = take_back(folder)
    after = (folder / "approvals.jsonl").read_text()
    library = load_library(folder)
    assert after.startswith(before)
    assert json.loads(after.removeprefix(before)) == {
        "by": "rev.medical",
        "hash": library.modules["heart/walking"].hash,
        "item": WALKING,
        "on": "2026-11-24",
        "role": "medical",
        "withdrawn": WHY,
    }
    assert (done.left_out, done.still, done.stops_all) == ((WALKING, BANKED), None, False)


def test_it_does_not_count_from_that_day_on(folder: Path) -> None:
    take_back(folder)
    library = load_library(folder)
    told = "rev.medical on 2026-11-24: The pace is too fast for beginners"
    for day in (TODAY, TODAY + timedelta(days=400)):
        assert states(library, day)[WALKING].lacks == (Lack("medical", "withdrawn", told),)
    before = states(library, TODAY - timedelta(days=1))[WALKING]
    assert (before.lacks, before.until) == ((), TODAY - timedelta(days=1))


def test_list_and_show_say_it(folder: Path) -> None:
    take_back(folder)
    library = load_library(folder)
    [row] = [row for row in inventory(library, TODAY) if row.key == WALKING]
    assert (row.approved, row.state) == (False, "lacks medical (withdrawn)")
    assert list(details(library, "heart/walking", TODAY, folder))[4:7] == [
        "approval  lacks medical (withdrawn)",
        "  medical by rev.medical, 2026-11-01 to 2028-12-31, for this text",
        f"  medical by rev.medical, withdrawn 2026-11-24, for this text: {WHY}",
    ]


def test_release_leaves_it_out_with_what_leans_on_it(folder: Path) -> None:
    take_back(folder)
    built = build(load_library(folder), TODAY)
    assert [(out.key, out.why) for out in built.left_out] == [
        (WALKING, "approval lacking: medical (withdrawn)"),
        (BANKED, f"needs `{WALKING}`, which is left out"),
    ]


def test_release_built_before_is_as_it_was_and_says_what_it_holds(
    folder: Path, tmp_path: Path
) -> None:
    earlier = build(load_library(folder), TODAY).release
    (tmp_path / "r.json").write_text(to_json(earlier))
    done = take_back(folder)
    assert read(tmp_path / "r.json") == earlier
    assert held_by(earlier, done.key, done.hash) == "holds this text"
    assert held_by(earlier, done.key, "0" * 64) == "holds another text of it"
    now = build(load_library(folder), TODAY).release
    assert held_by(now, done.key, done.hash) == "does not hold it"


def test_a_later_yes_counts_again_on_the_same_day_too(folder: Path) -> None:
    take_back(folder)
    approve(folder, ["heart/walking"], "medical", "rev.medical", TODAY, UNTIL)
    assert states(load_library(folder), TODAY)[WALKING] == ApprovalState(("medical",), UNTIL)
    take_back(folder)
    assert states(load_library(folder), TODAY)[WALKING].until is None
    approve(folder, ["heart/walking"], "medical", "rev.two", TODAY, UNTIL)
    assert states(load_library(folder), TODAY)[WALKING] == ApprovalState(("medical",), UNTIL)


def test_anothers_yes_still_counts_and_the_doubt_is_said(folder: Path) -> None:
    approve(folder, ["heart/walking"], "medical", "rev.two", TODAY, UNTIL)
    done = take_back(folder)
    assert done.still is not None
    assert (done.still.approval.by, done.left_out) == ("rev.two", ())
    state = states(load_library(folder), TODAY)[WALKING]
    assert (state.until, state.lacks) == (UNTIL, ())
    assert [doubt.cause for doubt in state.doubts] == ["withdrawn"]


def test_withdrawal_to_come_ends_the_approval_the_day_before(folder: Path) -> None:
    take_back(folder, on=TODAY + timedelta(days=10))
    library = load_library(folder)
    assert states(library, TODAY)[WALKING].until == TODAY + timedelta(days=9)
    stamp = build(library, TODAY).release.stamps[WALKING]
    assert stamp.until == TODAY + timedelta(days=9)


def test_answer_to_a_call_for_help_stops_everything(folder: Path) -> None:
    assert take_back(folder, name=HELP).stops_all
    with pytest.raises(BedsideError) as error:
        build(load_library(folder), TODAY)
    assert {problem.code for problem in error.value.problems} == {"L702"}


def test_other_broken_files_are_in_nobodys_way(folder: Path) -> None:
    (folder / "triggers/visit-booked.yaml").write_text("id: [")
    take_back(folder)
    assert states(load_library(folder), TODAY)[WALKING].until is None
    module = folder / "content/safety/help/module.yaml"
    module.write_text("id: [")
    assert [line.split()[1] for line in refusal(folder, name=HELP)] == ["L004", "L004"]


def test_what_stands_is_said_where_there_is_nothing_to_withdraw(folder: Path) -> None:
    where = "content/heart/walking/module.yaml:1:1 L423 `module:heart/walking` has no approval as"
    rest = "rev.medical approved it, until 2028-12-31"
    assert refusal(folder, reviewer="rev.two") == [
        f"{where} medical by rev.two to withdraw; {rest}"
    ]
    assert refusal(folder, role="legal") == [
        f"{where} legal by rev.medical to withdraw; nobody approved this text as legal"
    ]
    late = date(2029, 1, 1)
    assert refusal(folder, on=late) == [
        f"{where} medical by rev.medical to withdraw; theirs ended on 2028-12-31"
    ]
    assert refusal(folder, on=date(2026, 10, 1)) == [
        f"{where} medical by rev.medical to withdraw; "
        "theirs begins on 2026-11-01: say `--on 2026-11-01`"
    ]
    take_back(folder)
    assert refusal(folder) == [
        f"{where} medical by rev.medical to withdraw; they withdrew it on 2026-11-24"
    ]
    words = folder / "content/heart/walking/en-US/email.md"
    words.write_text(words.read_text().replace("come along.", "come with you."))
    assert refusal(folder) == [
        f"{where} medical by rev.medical to withdraw; theirs is of an earlier text, and void"
    ]


def test_words_that_do_not_fit_are_refused(folder: Path) -> None:
    assert refusal(folder, role="medicall") == [
        "--role L418 no role is called `medicall`; did you mean `medical`?"
    ]
    assert refusal(folder, reason="", reviewer="Dr. New") == [
        "--by L104 it does not fit; use a handle such as `ed.heart`",
        "--reason L104 it does not fit; use one line of visible words that is not empty",
    ]
    assert [line.split()[1] for line in refusal(folder, name="heart/waking")] == ["L419"]


# --- two roles, two people -----------------------------------------------------------------------


Said = tuple[str, str, int, int]


def state_of_help(library: Library, said: Sequence[Said], ahead: int = 0) -> ApprovalState:
    """The answer to a call for help, some days ahead, with these approvals.

    Each is a role, a reviewer, and the first and last day, counted from today.
    """
    item = library.modules[HELP]
    lines = [
        ApprovalLine(
            Approval(
                item=item.key,
                hash=item.hash,
                role=role,
                by=by,
                on=TODAY + timedelta(days=first),
                until=TODAY + timedelta(days=last),
            ),
            number,
        )
        for number, (role, by, first, last) in enumerate(said, 1)
    ]
    return approval_state(item, lines, strict(library), TODAY + timedelta(days=ahead))


def strict(library: Library) -> LibrarySettings:
    """The library's settings, asking for one role each."""
    assert library.settings is not None
    rules = ApprovalRules(one_role_each=True)
    return library.settings.value.model_copy(update={"approvals": rules})


def test_second_role_of_one_person_does_not_count(small: Library) -> None:
    one = state_of_help(small, [("medical", "rev.a", -1, 9), ("legal", "rev.a", 0, 9)])
    assert one.lacks == (Lack("legal", "same person", "rev.a, who gave medical too"),)
    two = state_of_help(small, [("medical", "rev.a", -1, 9), ("legal", "rev.b", 0, 9)])
    assert two.until == TODAY + timedelta(days=9)


def test_first_in_the_file_counts_where_days_are_equal(small: Library) -> None:
    state = state_of_help(small, [("legal", "rev.a", 0, 9), ("medical", "rev.a", 0, 9)])
    assert [lack.role for lack in state.lacks] == ["medical"]


def test_role_that_ended_before_is_in_nobodys_way(small: Library) -> None:
    said = [("legal", "rev.a", -9, -5), ("medical", "rev.a", -4, 9), ("legal", "rev.b", -4, 9)]
    assert state_of_help(small, said).lacks == ()


def test_writer_is_bound_by_no_role(small: Library) -> None:
    said = [("medical", "ed.safety", -1, 9), ("legal", "ed.safety", -1, 9)]
    assert [lack.cause for lack in state_of_help(small, said).lacks] == ["own", "own"]


ROLES, PEOPLE = st.sampled_from(["medical", "legal"]), st.sampled_from(["rev.a", "rev.b"])
SAID = st.tuples(ROLES, PEOPLE, st.integers(-9, 3), st.integers(3, 9))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(SAID, max_size=6), st.integers(0, 9))
def test_what_is_promised_until_a_day_holds_until_that_day(
    small: Library, said: list[Said], ahead: int
) -> None:
    """No approval that ends later, or begins later, may break what was promised before."""
    promised = state_of_help(small, said).until
    if promised is not None and TODAY + timedelta(days=ahead) <= promised:
        assert state_of_help(small, said, ahead).lacks == ()


def ask_for_one_role_each(folder: Path) -> None:
    path = folder / "library.yaml"
    text = path.read_text()
    path.write_text(text.replace("topics:\n", "approvals: {one_role_each: true}\ntopics:\n", 1))


@pytest.mark.parametrize(
    "mark", ["\r", "\x1b[2K", "\x08", "\x85", "\u202e", "\u2066", "\u200b", "\u2028", "\ufeff"]
)
def test_reason_hides_nothing_from_whoever_reads_it_in_a_terminal(folder: Path, mark: str) -> None:
    """A carriage return, or an escape, would write another line over the one that is true."""
    fix = "--reason L104 it does not fit; use one line of visible words that is not empty"
    assert refusal(folder, reason=f"Wrong.{mark}All is well.") == [fix]
    assert refusal(folder, reason=f"{mark}Wrong.")[0].startswith("--reason L104 ")
    path = folder / "approvals.jsonl"
    take_back(folder, reason="Nicht für Anfänger 👩\u200d⚕️\t(siehe S. 3).")
    path.write_text(path.read_text().replace("Nicht", f"Nicht{json.dumps(mark)[1:-1]}"))
    assert [one.code for one in load_library(folder).problems] == ["L104"]


def test_withdrawal_of_another_day_says_when_it_was_written(folder: Path) -> None:
    before = TODAY - timedelta(days=9)
    take_back(folder, on=before, written=TODAY, backdated="By telephone.")
    library = load_library(folder)
    told = "2026-11-15, written 2026-11-24 (backdated: By telephone)"
    said = f"withdrawn {told}, for this text: {WHY}"
    assert f"  medical by rev.medical, {said}" in list(
        details(library, "heart/walking", TODAY, folder)
    )
    assert states(library, TODAY)[WALKING].lacks == (
        Lack(
            "medical",
            "withdrawn",
            f"rev.medical on {told}: {WHY.removesuffix('.')}",
        ),
    )
    assert refusal(folder)[0].endswith(f"they withdrew it on {told}")


def test_second_role_is_refused_when_it_is_given(folder: Path) -> None:
    approve(folder, [HELP], "legal", "rev.medical", TODAY, UNTIL)  # the library does not ask
    ask_for_one_role_each(folder)
    with pytest.raises(BedsideError) as error:
        approve(folder, [HELP], "legal", "rev.medical", TODAY, UNTIL)
    assert str(error.value) == (
        "content/safety/help/module.yaml:1:1 L422 nobody approves it in two roles: "
        "rev.medical did as medical; ask somebody else"
    )
    approve(folder, ["settings:library"], "legal", "rev.two", TODAY, UNTIL)
    given = approve(folder, [], "privacy", "rev.two", TODAY, UNTIL, everything=True)
    assert "settings:library" not in given


def test_who_withdraws_one_role_may_give_the_other(folder: Path) -> None:
    ask_for_one_role_each(folder)
    take_back(folder, name=HELP)
    approve(folder, [HELP], "legal", "rev.medical", TODAY, UNTIL)
    approve(folder, [HELP], "medical", "rev.two", TODAY, UNTIL)
    assert states(load_library(folder), TODAY)[f"module:{HELP}"].lacks == ()
    assert list(details(load_library(folder), HELP, TODAY, folder))[4] == (
        "approval  until 2027-11-24"
    )


def test_show_says_which_line_does_not_count(folder: Path) -> None:
    approve(folder, [HELP], "legal", "rev.medical", TODAY, UNTIL)
    ask_for_one_role_each(folder)
    assert (
        "  legal by rev.medical, 2026-11-24 to 2027-11-24, for this text; "
        "does not count: rev.medical gave medical too"
    ) in list(details(load_library(folder), HELP, TODAY, folder))


def test_show_says_that_a_writer_s_own_yes_does_not_count(folder: Path) -> None:
    approve(folder, [HELP], "legal", "rev.new", TODAY, UNTIL)
    lines = folder / "approvals.jsonl"
    lines.write_text(lines.read_text().replace('"by":"rev.new"', '"by":"ed.safety"'))
    assert (
        "  legal by ed.safety, 2026-11-24 to 2027-11-24, for this text; "
        "does not count: ed.safety wrote it"
    ) in list(details(load_library(folder), HELP, TODAY, folder))


def test_release_from_before_the_setting_keeps_its_hash(small: Library) -> None:
    release = build(small, TODAY).release
    assert "approvals" not in json.loads(to_json(release))["release"]["settings"]
    asking = release.model_copy(update={"settings": strict(small)})
    assert asking.settings.model_dump()["approvals"] == {"one_role_each": True}


def test_withdrawal_is_no_approval_of_an_earlier_text(small: Library) -> None:
    """A line that only withdraws leaves the role as never approved."""
    assert small.settings is not None
    item = small.modules["heart/walking"]
    line = Withdrawal(
        item=item.key, hash="0" * 64, role="medical", by="rev.a", on=TODAY, withdrawn=WHY
    )
    state = approval_state(item, [ApprovalLine(line, 1)], small.settings.value, TODAY)
    assert state.lacks == (Lack("medical", "missing"),)


def test_days_decide_before_places(small: Library) -> None:
    """Two branches that were merged may bring an earlier line below a later one."""
    assert small.settings is not None
    item = small.modules["heart/walking"]
    [given] = [line for line in small.approvals if line.value.item == item.key]
    again = replace(given, value=given.value.model_copy(update={"on": TODAY}))
    back = Withdrawal(
        item=item.key,
        hash=item.hash,
        role="medical",
        by="rev.medical",
        on=TODAY - timedelta(days=1),
        withdrawn=WHY,
    )
    lines = [again, ApprovalLine(back, 2), given]
    assert approval_state(item, lines, small.settings.value, TODAY).lacks == ()
