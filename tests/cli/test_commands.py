"""Each command: what it prints, in which form, and how it ends."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from service.library.loader import load_library
from tests.cli.conftest import Run
from tests.data.sign import sign
from tests.doubles import ScriptedGuard
from tests.factories import NOW

Bedside = Callable[..., Run]
TODAY = "2026-11-24"
DECIDE = (
    *("decide", "signal.json", "--standing", "standing.json", "--channel", "email"),
    *("--now", "2026-11-24T16:00:00Z"),
)


def typed(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Put a file on standard input."""
    raw = Path(path).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


class TestCheck:
    def test_clean_library_ends_with_0(self, bedside: Bedside) -> None:
        run = bedside("check", "--on", TODAY)
        assert run == (0, "library: 0 errors, 0 warnings\n", "")

    def test_warning_ends_with_0(self, bedside: Bedside) -> None:
        run = bedside("check", "--files-only", "--on", "2028-06-15")
        assert run.code == 0
        assert run.out.endswith("library: 0 errors, 6 warnings\n")

    def test_error_ends_with_2(self, bedside: Bedside) -> None:
        run = bedside("check", "library", "--files-only", "--on", "2028-12-25")
        assert run.code == 2
        assert run.out.startswith("claims/walking-mood.yaml:13:1 L402 it expired on 2028-06-30;")

    def test_json_has_every_part(self, bedside: Bedside) -> None:
        Path("library/claims/walking-mood.yaml").write_text("id: [\n")
        run = bedside("check", "--files-only", "--on", TODAY, "--format", "json")
        assert run.code == 2
        assert json.loads(run.out)["problems"][0] == {
            "file": "claims/walking-mood.yaml",
            "line": 2,
            "column": 1,
            "code": "L004",
            "level": "error",
            "what": "not valid YAML: a value is missing, or a list or mapping is not closed",
            "fix": "close it with `]` or `}`, or put the text in quotes",
        }

    def test_github_annotates_the_line(self, bedside: Bedside) -> None:
        path = Path("library/content/heart/walking/module.yaml")
        path.write_text(path.read_text().replace("kind: education", "kind: educatoin"))
        run = bedside("check", "library", "--files-only", "--on", TODAY, "--format", "github")
        assert run.out == (
            "::error file=library/content/heart/walking/module.yaml,line=2,col=1,title=L201::"
            "no kind is called `educatoin`; did you mean `education`?\n"
        )

    def test_github_escapes_what_ends_a_property(self, bedside: Bedside) -> None:
        Path("library/claims/a,b:c.txt").write_text("x")
        run = bedside("check", "library", "--files-only", "--on", TODAY, "--format", "github")
        assert "file=library/claims/a%2Cb%3Ac.txt,line=1,col=1,title=L007::" in run.out

    def test_guard_reads_every_word(self, bedside: Bedside) -> None:
        words = Path("library/content/heart/walking/en-US/email.md")
        words.write_text(
            words.read_text().replace("Ask a friend", "You have diabetes. Ask a friend")
        )
        run = bedside("check", "--on", TODAY)
        assert run.code == 2
        assert "content/heart/walking/en-US/email.md:10:3 L601 " in run.out

    def test_message_that_could_never_go_is_reported(self, bedside: Bedside) -> None:
        Path("library/content/visit/booked/en-US/sms.txt").unlink()
        run = bedside("check", "--on", TODAY)
        assert run.code == 2
        assert "triggers/visit-booked.yaml:21:1 L501 no message by sms (sms, patient" in run.out

    def test_curly_quotes_round_a_value_are_reported(self, bedside: Bedside) -> None:
        trigger = Path("library/triggers/visit-booked.yaml")
        because = "You booked a visit with us."
        trigger.write_text(trigger.read_text().replace(because, f"“{because}”"))
        words = Path("library/content/visit/booked/en-US/email.md")
        subject = "subject: Your visit is booked"
        words.write_text(words.read_text().replace(subject, "subject: “Your visit is booked”"))
        run = bedside("check", "library", "--files-only", "--on", TODAY)
        assert "triggers/visit-booked.yaml:5:1 L229 warning: curly quotes" in run.out
        assert "content/visit/booked/en-US/email.md:2:1 L229 warning: curly quotes" in run.out
        assert run.out.count("L229") == 2

    def test_value_that_may_be_absent_and_is_needed_is_reported(self, bedside: Bedside) -> None:
        signal = Path("library/signals/visit.booked.yaml")
        place = "title: Where the visit is, required: true"
        signal.write_text(signal.read_text().replace(place, "title: Where the visit is"))
        run = bedside("check", "library", "--on", TODAY)
        assert (
            "triggers/visit-booked.yaml:21:1 L506 warning: no message by call, email, portal, sms, "
            "web without `place`, which a signal may lack: variable_missing, "
        ) in run.out
        assert "write `required: true` at it in signals/visit.booked.yaml" in run.out

    def test_value_that_may_be_absent_and_has_another_module_is_not(self, bedside: Bedside) -> None:
        """The other module goes out instead, so nobody waits for a message."""
        signal = Path("library/signals/visit.booked.yaml")
        place = "title: Where the visit is, required: true"
        signal.write_text(signal.read_text().replace(place, "title: Where the visit is"))
        trigger = Path("library/triggers/visit-booked.yaml")
        trigger.write_text(
            trigger.read_text().replace("[visit/booked]", "[visit/booked, visit/plain]")
        )
        shutil.copytree("library/content/visit/booked", "library/content/visit/plain")
        for file in Path("library/content/visit/plain").rglob("*.*"):
            shown = r" at \{\{ place\.name \}\}(, \{\{ place\.address \}\})?"
            plain = re.sub(shown, "", file.read_text())
            file.write_text(plain.replace("id: visit/booked", "id: visit/plain"))
        assert "L506" not in bedside("check", "library", "--on", TODAY).out

    def test_module_that_nothing_reaches_is_reported(self, bedside: Bedside) -> None:
        trigger = Path("library/triggers/article-follow-up.yaml")
        trigger.write_text(trigger.read_text().replace("[walking]", "[sleep]"))
        run = bedside("check", "--on", TODAY)
        assert (
            "content/heart/walking/module.yaml:1:1 L504 warning: no message can hold this module"
            in run.out
        )

    @pytest.mark.parametrize("place", ["nowhere", "signal.json", "."])
    def test_folder_without_a_library_is_reported(self, bedside: Bedside, place: str) -> None:
        run = bedside("check", place)
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(f"{place} L001 ")


class TestDecide:
    def test_text_shows_the_message_and_why(self, bedside: Bedside) -> None:
        run = bedside(*DECIDE)
        assert (run.code, run.err) == (0, "")
        assert run.out.startswith("send  email  visit-booked\n")
        assert "  Subject: Your visit is booked\n" in run.out
        assert "You booked a visit with us." in run.out

    def test_json_is_the_answer_with_its_receipt(self, bedside: Bedside) -> None:
        data = json.loads(bedside(*DECIDE, "--format", "json").out)
        assert data["outcome"] == "send"
        assert data["receipt"]["trigger_id"] == "visit-booked"

    @pytest.mark.parametrize("which", ["signal", "standing"])
    def test_standard_input_is_a_dash(
        self, bedside: Bedside, monkeypatch: pytest.MonkeyPatch, which: str
    ) -> None:
        expected = bedside(*DECIDE, "--format", "json").out
        typed(monkeypatch, f"{which}.json")
        args = ["-" if word == f"{which}.json" else word for word in DECIDE]
        assert bedside(*args, "--format", "json") == (0, expected, "")

    def test_standard_input_has_a_name_in_reports(
        self, bedside: Bedside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path("bad.json").write_text("{")
        typed(monkeypatch, "bad.json")
        run = bedside("decide", "-", *DECIDE[2:])
        assert run == (2, "", "<standard input>:1:2 S111 not valid JSON; mend it here\n")

    def test_no_message_is_an_answer_too(self, bedside: Bedside) -> None:
        standing = Path("standing.json")
        standing.write_text(standing.read_text().replace('"given"', '"withdrawn"'))
        run = bedside(*DECIDE)
        assert run.code == 0
        assert run.out.startswith("suppress  email  visit-booked\n")

    def test_library_that_must_not_be_served_is_reported(self, bedside: Bedside) -> None:
        Path("library/approvals.jsonl").unlink()
        run = bedside(*DECIDE)
        assert run.code == 2
        assert "library.yaml:1:1 L701 the library's settings are not approved" in run.err

    def test_trial_takes_all_as_approved_and_says_so(self, bedside: Bedside) -> None:
        Path("library/approvals.jsonl").unlink()
        trial = "a trial, as if the whole library were approved: not to be sent"
        run = bedside(*DECIDE, "--assume-approved")
        assert run.code == 0
        assert run.out.startswith(f"{trial}\nsend  email  visit-booked\n")
        data = json.loads(bedside(*DECIDE, "--assume-approved", "--format", "json").out)
        assert (data["trial"], data["outcome"]) == (trial, "send")

    def test_trial_is_of_a_library_and_not_of_a_release(self, bedside: Bedside) -> None:
        run = bedside(*DECIDE, "--assume-approved", "--release", "release.json")
        assert run.code == 2
        assert "--assume-approved needs a library" in run.err

    def test_draft_left_out_with_a_fault_is_told_beside_the_decision(
        self, bedside: Bedside
    ) -> None:
        right = bedside(*DECIDE, "--format", "json")
        assert right.err == ""
        email = Path("library/content/heart/walking/en-US/email.md")
        email.write_text(email.read_text().replace("come along.", "come with {{ friend }}."))
        run = bedside(*DECIDE, "--format", "json")
        assert run.code == 0
        assert json.loads(run.out)["outcome"] == json.loads(right.out)["outcome"]
        module, rewording = run.err.splitlines()
        assert module == (
            "left out module:heart/walking: approval lacking: medical (void); to mend: "
            "content/heart/walking/en-US/email.md:10 L371 nobody declares the variable `friend`"
        )
        assert rewording.startswith("left out rewording:heart/walking/small-clinic/en-US/email.1:")
        email.write_text(email.read_text().replace("{{ friend }}", "a friend"))
        assert bedside(*DECIDE).err == ""  # a draft without a fault waits, and is no fault


class TestExplain:
    def test_answer_is_explained_to_both(
        self, bedside: Bedside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path("answer.json").write_text(bedside(*DECIDE, "--format", "json").out)
        assert bedside("explain", "answer.json").out in bedside(*DECIDE).out
        recipient = bedside("explain", "answer.json", "--for", "recipient")
        assert recipient.out.startswith("You booked a visit with us.")
        typed(monkeypatch, "answer.json")
        steps = json.loads(bedside("explain", "-", "--format", "json").out)
        assert {"topic", "text"} == set(steps[0])

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"receipt": 1}', "[" * 100_000])
    def test_what_is_no_receipt_is_reported(self, bedside: Bedside, text: str) -> None:
        Path("x.json").write_text(text)
        run = bedside("explain", "x.json")
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith("x.json S301 not a receipt")

    def test_receipt_by_its_id_is_in_the_log(self, bedside: Bedside) -> None:
        receipt = f"r_{0:032}"
        run = bedside("explain", receipt)
        assert run == (
            2,
            "",
            f"{receipt} S301 this is a receipt's id, and `bedside explain` reads a file; "
            f"`bedside log show {receipt}` explains the decision out of the service's log\n",
        )
        Path(receipt).write_text("{}")  # a file may be called so
        assert "not a receipt" in bedside("explain", receipt).err


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run on the day that is `TODAY`, so that lines of that day are not dated back."""
    monkeypatch.setattr("service.commands.common.now", lambda: NOW)


@pytest.mark.usefixtures("at_noon")
class TestLibrary:
    def test_list_shows_how_items_stand(self, bedside: Bedside) -> None:
        run = bedside("library", "list", "claim", "--on", TODAY)
        assert run.out.splitlines() == [
            "claim:walking-mood  until 2028-06-30  Walking most days can lift your mood.",
            "1 item",
        ]

    @pytest.mark.parametrize(
        ("options", "keys"),
        [
            (["--topic", "walking"], ["claim:walking-mood", "module:heart/walking"]),
            (["module", "--kind", "why"], ["module:legal/why"]),
            (["experiment"], ["experiment:help-line"]),
        ],
    )
    def test_list_filters(self, bedside: Bedside, options: list[str], keys: list[str]) -> None:
        rows = json.loads(bedside("library", "list", *options, "--format", "json").out)
        assert [row["key"] for row in rows] == keys

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (
                ["module", "--topic", "walkin"],
                "--topic C116 the library has no topic `walkin`; did you mean `walking`?\n",
            ),
            (
                ["--kind", "eduction", "--topic", "xyz"],
                "--kind C116 the library has no kind `eduction`; did you mean `education`?\n"
                "--topic C116 the library has no topic `xyz`; "
                "name one of general, sleep, walking\n",
            ),
        ],
    )
    def test_a_filter_that_fits_nothing_by_mistake_is_refused(
        self, bedside: Bedside, options: list[str], said: str
    ) -> None:
        assert bedside("library", "list", *options) == (2, "", said)

    def test_a_known_word_may_fit_nothing(self, bedside: Bedside) -> None:
        run = bedside("library", "list", "signal", "--topic", "walking")
        assert run == (0, "0 items\n", "")

    def test_show_and_where_used_take_short_names(self, bedside: Bedside) -> None:
        assert bedside("library", "show", "heart/walking").out.startswith("module:heart/walking")
        assert bedside("library", "where-used", "walking-mood").out == (
            "module:heart/walking: claims\n1 use\n"
        )

    def test_unknown_item_is_reported(self, bedside: Bedside) -> None:
        run = bedside("library", "show", "heart/waking")
        assert (run.code, run.out) == (2, "")
        assert "did you mean `heart/walking`?" in run.err

    @pytest.mark.parametrize("command", [("list",), ("show", "heart/walking")])
    def test_library_without_settings_is_reported(
        self, bedside: Bedside, command: tuple[str, ...]
    ) -> None:
        Path("library/library.yaml").write_text("id: [")
        run = bedside("library", *command)
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith("library.yaml:2:1 L004 ")

    def test_approve_writes_a_line(self, bedside: Bedside) -> None:
        run = bedside(
            *("library", "approve", "heart/walking", "--role", "medical", "--by", "rev.new"),
            *("--until", "2028-06-30", "--on", TODAY),
        )
        assert run.out == (
            "approved module:heart/walking as medical, until 2028-06-30\n1 approval\n"
        )
        assert '"by":"rev.new"' in Path("library/approvals.jsonl").read_text().splitlines()[-1]

    def test_approve_says_whose_approval_holds_longer(self, bedside: Bedside) -> None:
        """It shortens nothing: only its giver can. A reviewer's own earlier one ends with it."""
        banked = "rewording:heart/walking/small-clinic/en-US/email.1"
        given = ("--role", "medical", "--until", "2027-11-24", "--on", TODAY)
        walking = "approved module:heart/walking as medical, until 2027-11-24\n"
        run = bedside("library", "approve", "heart/walking", *given, "--by", "rev.new")
        assert run.out == (
            f"{walking}"
            "module:heart/walking stays approved as medical until 2028-12-31, by rev.medical\n"
            "1 approval\n"
        )
        run = bedside("reword", "approve", banked, *given, "--by", "rev.new")
        assert run.out == (
            f"approved {banked} as medical, until 2027-11-24\n"
            f"{banked} stays approved as medical until 2028-12-31, by rev.medical\n"
        )
        run = bedside("library", "approve", "heart/walking", *given, "--by", "rev.medical")
        assert run.out == f"{walking}1 approval\n"

    def test_line_of_an_earlier_day_keeps_the_day_it_was_written_and_why(
        self, bedside: Bedside
    ) -> None:
        yes = ("--role", "medical", "--by", "rev.new", "--until", "2027-11-24")
        no = ("--role", "medical", "--by", "rev.new", "--reason", "Too fast.")
        banked = "heart/walking/small-clinic/en-US/email.1"
        commands = (
            ("library", "approve", "heart/walking", *yes),
            ("library", "withdraw", "heart/walking", *no),
            ("reword", "approve", banked, *yes),
        )
        early, why = ("--on", "2026-11-23"), ("--backdated", "On paper.")
        for command in commands:
            refused = bedside(*command, *early)
            assert (refused.code, refused.out) == (2, "")
            assert refused.err.startswith("--on L424 2026-11-23 is before today")
            told = bedside(*command, *early, *why).out
            assert "backdated: each line says when it was written, and why\n" in told
        for command in commands:
            bedside(*command)
        lines = map(json.loads, Path("library/approvals.jsonl").read_text().splitlines()[-6:])
        assert [(line["on"], line.get("written"), line.get("backdated")) for line in lines] == [
            *[("2026-11-23", TODAY, "On paper.")] * 3,
            *[(TODAY, None, None)] * 3,
        ]

    def test_history_tells_who_said_what_of_which_text(self, bedside: Bedside) -> None:
        yes = ("--role", "medical", "--by", "rev.new", "--until", "2027-11-24")
        early = ("--on", "2026-11-23", "--backdated", "On paper.")
        no = ("--role", "medical", "--by", "rev.new", "--reason", "Too fast.")
        bedside("library", "approve", "heart/walking", *yes, *early)
        bedside("library", "withdraw", "heart/walking", *no)
        run = bedside("library", "history", "--from", "2026-11-02")
        digest = load_library(Path("library")).modules["heart/walking"].hash[:12]
        name = "module:heart/walking as medical"
        assert run.out == (
            f"{TODAY}  rev.new approved {name}, 2026-11-23 to 2027-11-24 (backdated: On paper), "
            f"for this text {digest}; withdrawn {TODAY}\n"
            f"{TODAY}  rev.new withdrew {name}, from {TODAY}: Too fast, for this text {digest}\n"
            "2 lines\n"
        )
        data = json.loads(bedside("library", "history", "--by", "rev.new", "--format", "json").out)
        assert [one["what"] for one in data] == ["approved", "withdrew"]
        swapped = bedside("library", "history", "--from", TODAY, "--to", "2026-11-23")
        assert (swapped.code, swapped.out) == (2, "")  # and no history without a line
        assert "give the earlier day first" in swapped.err

    def test_withdraw_writes_a_line_and_says_what_follows(self, bedside: Bedside) -> None:
        bedside("release", "build", "library", "-o", "r.json", "--on", TODAY)
        run = bedside(
            *("library", "withdraw", "heart/walking", "--role", "medical", "--by", "rev.medical"),
            *("--reason", "Too fast.", "--release", "r.json", "--on", TODAY),
        )
        assert run == (
            0,
            "withdrew the approval of module:heart/walking as medical by rev.medical, "
            "from 2026-11-24 on\n"
            "left out until it is approved again: module:heart/walking, "
            "rewording:heart/walking/small-clinic/en-US/email.1\n"
            "a release that is built already is not changed: build a new one "
            "(`bedside release build`), or serve an earlier one that does not hold this text\n"
            "r.json holds this text\n",
            "",
        )
        assert '"withdrawn":"Too fast."' in Path("library/approvals.jsonl").read_text()

    def test_withdraw_of_what_nothing_goes_without(self, bedside: Bedside) -> None:
        run = bedside(
            *("library", "withdraw", "safety/help", "--role", "legal", "--by", "rev.legal"),
            *("--reason", "Wrong number.", "--on", TODAY),
        )
        assert run.out.splitlines()[2] == (
            "nothing can be served without it: no release can be built until then; "
            "serve an earlier one that does not hold this text"
        )

    def test_withdraw_beside_anothers_approval(self, bedside: Bedside) -> None:
        bedside(
            *("library", "approve", "heart/walking", "--role", "medical", "--by", "rev.two"),
            *("--until", "2027-11-24", "--on", TODAY),
        )
        run = bedside(
            *("library", "withdraw", "heart/walking", "--role", "medical", "--by", "rev.two"),
            *("--reason", "Too fast.", "--on", TODAY),
        )
        assert run.out.splitlines()[1:] == [
            "it stays approved as medical: rev.medical, until 2028-12-31"
        ]

    def test_withdraw_names_the_day_that_another_reviewer_shortened_theirs_to(
        self, bedside: Bedside
    ) -> None:
        yes = ("library", "approve", "heart/walking", "--role", "medical", "--by")
        bedside(*yes, "rev.two", "--until", "2027-03-31", "--on", TODAY)
        bedside(*yes, "rev.medical", "--until", "2027-06-30", "--on", "2027-01-01")
        run = bedside(
            *("library", "withdraw", "heart/walking", "--role", "medical", "--by", "rev.two"),
            *("--reason", "Too fast.", "--on", TODAY),
        )
        assert run.out.splitlines()[1:] == [
            "it stays approved as medical: rev.medical, until 2027-06-30"
        ]

    def test_withdraw_with_a_wrong_release_writes_nothing(self, bedside: Bedside) -> None:
        before = Path("library/approvals.jsonl").read_text()
        run = bedside(
            *("library", "withdraw", "heart/walking", "--role", "medical", "--by", "rev.medical"),
            *("--reason", "Too fast.", "--release", "nowhere.json", "--on", TODAY),
        )
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith("nowhere.json L703 ")
        assert Path("library/approvals.jsonl").read_text() == before

    def test_schemas_are_written(self, bedside: Bedside) -> None:
        assert bedside("library", "schemas").code == 0
        assert Path("library/.schemas/trigger.json").is_file()
        assert bedside("check", "--files-only", "--on", TODAY).code == 0


class TestRelease:
    def test_build_and_show(self, bedside: Bedside) -> None:
        built = bedside("release", "build", "library", "-o", "r.json", "--on", TODAY)
        assert (built.code, built.err) == (0, "")
        first = built.out.splitlines()[0]
        shown = bedside("release", "show", "r.json")
        assert shown.out.splitlines()[:3] == [
            first,
            "library small-clinic (Small Clinic)",
            "the first approval in it ends on 2028-06-30",
        ]
        data = json.loads(bedside("release", "show", "r.json", "--format", "json").out)
        assert f"release {data['hash']}" == first
        assert data["triggers"] == ["article-follow-up", "visit-booked"]

    def test_release_is_tried_again_with_the_guard_as_it_is(
        self, bedside: Bedside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        built = bedside("release", "build", "library", "-o", "r.json", "--on", TODAY)
        before = Path("r.json").read_bytes()
        again = bedside("release", "verify", "r.json")
        assert (again.code, again.err) == (0, "")
        first, tried, guard = again.out.splitlines()
        assert first == built.out.splitlines()[0]
        assert tried.endswith(" assemblies tried; none would be blocked")
        assert guard.startswith("guard ")
        stricter = ScriptedGuard(refuses=lambda text, _: "shoes that feel good" in text)
        monkeypatch.setattr("service.wiring.the_guard", lambda: stricter)
        refused = bedside("release", "verify", "r.json")
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith("triggers/article-follow-up.yaml L705 a message would be ")
        assert Path("r.json").read_bytes() == before

    def test_release_decides_like_its_library(self, bedside: Bedside) -> None:
        bedside("release", "build", "library", "-o", "r.json", "--on", TODAY)
        from_library = bedside(*DECIDE, "--format", "json")
        assert bedside(*DECIDE, "--release", "r.json", "--format", "json") == from_library

    def test_two_releases_are_compared(self, bedside: Bedside) -> None:
        bedside("release", "build", "library", "-o", "old.json", "--on", TODAY)
        assert bedside("release", "diff", "old.json", "old.json").out.splitlines()[-1] == (
            "nothing differs"
        )
        path = Path("library/content/heart/walking/en-US/email.md")
        path.write_text(path.read_text().replace("come along.", "come with you."))
        Path("library/triggers/visit-booked.yaml").unlink()
        sign(Path("library"))
        bedside("release", "build", "library", "-o", "new.json", "--on", TODAY)
        told = bedside("release", "diff", "old.json", "new.json")
        assert told.code == 0
        assert told.out.splitlines()[2:] == [
            "changed module:heart/walking (until 2028-06-30)",
            "    en-US/email",
            "     - Wear shoes that feel good.",
            "    -- Ask a friend to come along.",
            "    +- Ask a friend to come with you.",
            "removed rewording:heart/walking/small-clinic/en-US/email.1 (until 2028-06-30)",
            "removed trigger:visit-booked (until 2028-12-31)",
        ]
        data = json.loads(
            bedside("release", "diff", "old.json", "new.json", "--format", "json").out
        )
        assert data["differences"][2] == {
            "item": "trigger:visit-booked",
            "how": "removed",
            "until": ["2028-12-31", None],
            "lines": [],
        }

    def test_what_is_left_out_is_told(self, bedside: Bedside) -> None:
        path = Path("library/content/heart/walking/en-US/email.md")
        path.write_text(path.read_text().replace("come along.", "come with you."))
        run = bedside("release", "build", "library", "-o", "r.json", "--on", TODAY)
        assert "left out module:heart/walking: approval lacking: medical (void)\n" in run.out

    @pytest.mark.parametrize("place", [".", "library", "signal.json/r.json"])
    def test_place_that_cannot_be_written_is_reported(self, bedside: Bedside, place: str) -> None:
        run = bedside("release", "build", "library", "-o", place, "--on", TODAY)
        assert run.code == 2
        assert " C112 cannot be written (" in run.err
        assert [p.name for p in Path().rglob("*.part")] == []

    def test_another_file_is_written_over_only_where_that_is_asked(self, bedside: Bedside) -> None:
        """A release that was served may be in that file alone."""
        build = ("release", "build", "library", "--on", TODAY, "-o")
        first = bedside(*build, "r.json").out.splitlines()[0]
        before = Path("r.json").read_bytes()
        assert bedside(*build, "r.json").code == 0  # the same once more
        path = Path("library/content/heart/walking/en-US/email.md")
        path.write_text(path.read_text().replace("come along.", "come with you."))
        fix = "name another file with `-o`; to write over it, say `--replace`"
        digest = first.removeprefix("release ")[:12]
        assert bedside(*build, "r.json") == (
            *(2, "", f"r.json L707 another release is here already ({digest}); {fix}\n"),
        )
        assert Path("r.json").read_bytes() == before
        notes = Path("notes.json")
        notes.write_text("{}")
        no_release = "a file that is no release, or was altered, is here already"
        assert bedside(*build, "notes.json") == (2, "", f"notes.json L707 {no_release}; {fix}\n")
        assert notes.read_text() == "{}"
        assert bedside(*build, "r.json", "--replace").code == 0
        assert Path("r.json").read_bytes() != before

    def test_library_that_must_not_be_served_writes_nothing(self, bedside: Bedside) -> None:
        Path("library/approvals.jsonl").unlink()
        run = bedside("release", "build", "library", "-o", "r.json", "--on", TODAY)
        assert run.code == 2
        assert not Path("r.json").exists()


class TestInit:
    def test_new_library_checks_clean(self, bedside: Bedside) -> None:
        run = bedside("init", "mine")
        assert run.code == 0
        assert run.out.endswith("next: bedside check mine\n")
        assert bedside("init", "my own/one").out.endswith("next: bedside check 'my own/one'\n")
        today = date(2026, 11, 24).isoformat()
        assert bedside("check", "mine", "--files-only", "--on", today) == (
            *(0, "mine: 0 errors, 0 warnings\n", ""),
        )

    def test_without_approvals_nothing_is_served(self, bedside: Bedside) -> None:
        assert bedside("init", "mine", "--no-approvals").code == 0
        assert not Path("mine/approvals.jsonl").exists()
        assert bedside("check", "mine", "--files-only", "--on", TODAY).code == 2

    def test_folder_in_use_is_reported(self, bedside: Bedside) -> None:
        run = bedside("init", "library")
        assert run == (2, "", "library C113 is there already and not empty; name a new folder\n")
