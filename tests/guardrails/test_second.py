"""The second reader: what it adds, what it may never do, and how it was made."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails import Context, Guard
from guardrails.build import build, text_parts
from guardrails.encoder.asking import Asking
from guardrails.encoder.encoder import CLAIM
from guardrails.errors import GuardDataError
from guardrails.learned.families import read_families
from guardrails.learned.model import FILE, read_model
from guardrails.learned.numbering import TEMPLATES, feature, parts_of
from guardrails.second import SecondReader
from guardrails.training.examples import Example, own_examples
from guardrails.training.linear import CLAIMS, Corpus, train
from guardrails.training.solver import solve
from guardrails.verdict import STOPPING

MAIL = Context(channel="email")
#: No rule has words for it.
UNSPOKEN = "You were four when asthma came into your life."


def _second(guard: Guard, text: str) -> list:
    return [f for f in guard.check(text, MAIL).findings if f.why.startswith("Weighed as a whole")]


def test_a_claim_that_no_rule_has_words_for_goes_to_review(guard):
    (finding,) = _second(guard, UNSPOKEN)
    assert finding.severity == "review"
    assert finding.rule.startswith("DX-")
    assert finding.trigger
    assert UNSPOKEN[finding.start : finding.end] == finding.text
    assert finding.link.startswith("docs/rules/")


def test_its_finding_can_be_accepted_for_this_exact_text(guard):
    (finding,) = _second(guard, UNSPOKEN)
    accepted = replace(MAIL, accepted=frozenset({(finding.rule, finding.text)}))
    assert guard.check(UNSPOKEN, accepted).passed


def test_it_is_silent_where_a_rule_has_stopped_the_sentence(guard):
    findings = guard.check("You have diabetes and your feet know it.", MAIL).findings
    assert findings
    assert not any(f.why.startswith("Weighed as a whole") for f in findings)


def test_a_wide_pattern_only_notes_where_the_sentence_weighs_too_little(guard):
    verdict = guard.check("Do you treat varicose veins? Yes, on Tuesdays.", MAIL)
    assert verdict.passed
    assert any(f.severity == "info" and f.rule == "DX-02" for f in verdict.findings)


@pytest.mark.parametrize(
    "text",
    [
        "You have diabetes.",
        "Now, as we said last week about lot B, you have lupus, and soup is on.",
    ],
)
def test_plain_words_are_never_confirmed_away(guard, text):
    assert not guard.check(text, MAIL).passed


@pytest.mark.parametrize("example", list(own_examples())[:60:3], ids=lambda e: e.text[:40])
def test_it_never_blocks(guard, example):
    assert {f.severity for f in _second(guard, example.text)} <= {"review", "info"}


_SENTENCES = st.lists(
    st.sampled_from(
        [
            UNSPOKEN, "Gout hates beer.", "Yours does too.", "Parking is free.", "Ask a nurse.",
            "If you have asthma, carry your inhaler.", "Your visit is on Friday.", "Migraine?",
        ]
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@pytest.fixture(scope="module")
def forgetful():
    """A model of its own, whose memory the test empties."""
    return read_model(FILE)


@given(sentences=_SENTENCES, gap=st.sampled_from([" ", "\n", "\n\n"]))
@settings(max_examples=40, deadline=None)
def test_what_it_remembers_never_changes_what_it_says(guard, forgetful, sentences, gap):
    """Sentences shared between texts are weighed once; a reader without memory says the same."""
    parts = guard.parts
    tagged = parts.tagger.tag(gap.join(sentences))
    forgetful._memory.known.clear()
    fresh = SecondReader(forgetful, parts.second._alphabet, CLAIM, "DX-02")
    weighed = fresh.weigh(tagged, lambda: None)
    assert parts.second.weigh(tagged, lambda: None) == weighed
    claims = list(fresh.claims(tagged, weighed, Asking(parts.encoder)))
    assert list(parts.second.claims(tagged, weighed, Asking(parts.encoder))) == claims


def test_a_sentence_with_another_value_is_no_other_sentence(guard, forgetful, monkeypatch):
    reader = SecondReader(forgetful, guard.parts.second._alphabet, CLAIM, "DX-02")

    def weights(text: str) -> list[float]:
        return [one.linear for one in reader.weigh(guard.parts.tagger.tag(text), lambda: None)]

    forgetful._memory.known.clear()
    first = weights("Your visit is on May 3 at 9:30. Bring $25, please.")
    monkeypatch.setattr(type(forgetful.eyes), "raw", None)
    assert weights("Your visit is on May 14 at 8:15. Bring $40, please.") == first


def test_the_encoder_reads_only_where_the_linear_model_leaves_a_doubt(guard, monkeypatch):
    parts, asked = guard.parts, []
    read = parts.encoder.read
    monkeypatch.setattr(
        type(parts.encoder), "read", lambda self, *text: asked.append(text[1]) or read(*text)
    )
    tagged = parts.tagger.tag("Call us about visit 3 to ask about parking. Yours is quiet in May.")
    weighed = parts.second.weigh(tagged, lambda: None)
    list(parts.second.claims(tagged, weighed, Asking(parts.encoder)))
    assert asked == ["Yours is quiet in May."]


def test_the_name_of_a_sender_says_nothing_of_the_reader(guard):
    second, tagger = guard.parts.second, guard.parts.tagger
    letter = "{}\n\nBegin with ten minutes\n\nWalking most days can lift your mood."

    def before(name):
        return second.weigh(tagger.tag(letter.format(name)), lambda: None)[-1].earlier

    assert before("Lakeside Family Practice") == "Begin with ten minutes"
    assert before("The Clinic of St Mary's Hospital") == "Begin with ten minutes"
    assert before("Eastside Diabetes Clinic") == "Eastside Diabetes Clinic Begin with ten minutes"
    assert before("Your results are at the Clinic") != "Begin with ten minutes"


def test_a_rule_has_stopped_the_sentence_so_nobody_is_asked(guard, monkeypatch):
    parts = guard.parts
    monkeypatch.setattr(type(parts.encoder), "read", None)
    tagged = parts.tagger.tag("Yours is quiet in May.")
    weighed = parts.second.weigh(tagged, lambda: None)
    assert list(parts.second.claims(tagged, weighed, Asking(parts.encoder), [(0, 9)])) == []


def test_a_book_is_read_to_its_end_without_the_encoder(guard, monkeypatch):
    monkeypatch.setattr("guardrails.encoder.asking.MOST_READ", 2)
    parts = guard.parts
    tagged = parts.tagger.tag(" ".join(f"Yours was quiet in 19{n}." for n in range(10, 30)))
    weighed = parts.second.weigh(tagged, lambda: None)
    asked = []
    read = parts.encoder.read
    monkeypatch.setattr(
        type(parts.encoder), "read", lambda self, *text: asked.append(text[1]) or read(*text)
    )
    list(parts.second.claims(tagged, weighed, Asking(parts.encoder)))
    assert len(asked) == 2
    monkeypatch.setattr(parts.second._model, "stop", -99.0)
    unread = list(parts.second.claims(tagged, weighed, Asking(parts.encoder)))[2:]
    assert len(unread) == 18
    assert {claim.kind for claim in unread} == {"DX-02"}


@pytest.mark.parametrize(
    "text",
    [
        "Your seizure of the moment won the chess game.",
        "Your stroke is strong, says the swim coach.",
    ],
)
def test_a_pun_on_a_narrow_pattern_only_notes(guard, text):
    verdict = guard.check(text, MAIL)
    assert verdict.passed
    assert any(f.severity == "info" and f.rule == "DX-02" for f in verdict.findings)


def test_features_come_apart_as_they_were_put_together():
    assert parts_of(feature(3, 7, 65_000, 12)) == (3, 7, 65_000, 12)
    assert len(set(TEMPLATES)) == len(TEMPLATES)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("bias 0\nstop 1\nlift 0\nbare 0\nw word ask heavy\n", 5),
        ("bias 0\nstop 1\nlift 0\nbare 0\nw nowhere ask 1.0\n", 5),
        ("bias 0\nw word ask 1.0\n", 1),
        ("bias 0\nk DX-01 word ask 1.0\n", 2),
        ("", 1),
    ],
)
def test_weights_that_cannot_be_read_stop_the_start_and_say_where(tmp_path, text, line):
    file = tmp_path / "weights.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GuardDataError) as error:
        read_model(file)
    assert f"weights.txt:{line}" in str(error.value)


def test_missing_weights_stop_the_start(tmp_path):
    with pytest.raises(GuardDataError, match="cannot be read"):
        read_model(tmp_path / "none.txt")


def test_a_family_line_that_is_none_says_where(tmp_path):
    file = tmp_path / "families.txt"
    file.write_text("1 2\tsoup stew\nsoup\n", encoding="utf-8")
    with pytest.raises(GuardDataError, match=r"families\.txt:2"):
        read_families(file)


def test_a_text_without_a_kind_says_where(tmp_path):
    (tmp_path / "texts.txt").write_text("# ours\n- | Fine.\nNo kind here\n", encoding="utf-8")
    with pytest.raises(GuardDataError, match=r"texts\.txt:3"):
        list(own_examples(tmp_path))


def test_the_weights_are_part_of_the_version(guard):
    assert FILE.is_file()
    assert build([], [], None).version == guard.version


def test_the_solver_finds_what_sets_two_kinds_apart():
    rows = [[0, 2], [0, 1, 2], [1, 2], [2]]
    weights = solve(rows, [1, 1, 0, 0], [10.0] * 4, 3, None)
    scores = [sum(weights[at] for at in row) for row in rows]
    assert min(scores[:2]) > 0 > max(scores[2:])


def test_training_is_repeatable_and_its_file_loads(tmp_path):
    names = [f"{kind} {what}" for kind in ("gout", "lupus", "asthma") for what in ("one", "two")]
    names = [*names, "gout", "lupus", "asthma", "eczema"] * 3
    claims = [f"Your {name} is back." for name in names]
    asserted = [f"You have {name}." for name in names]
    good = ("Gout is common.", "The bus is back.", "Your bus is late.", "Soup took an hour.")
    examples = [Example(text, "DX-02", "own", text) for text in claims]
    examples += [Example(text, "DX-01", "own", text) for text in asserted]
    examples += [Example(text, "", "own", text) for text in good]
    files = []
    for name in ("one.txt", "two.txt"):
        task = replace(CLAIMS, out=tmp_path / name)
        assert train(Corpus(task, examples), folds=False) == ["64 texts, 64 sentences."]
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]
    tagger, alphabet = text_parts()
    reader = SecondReader(read_model(Path(tmp_path / "one.txt")), alphabet, CLAIM, "DX-02")

    def score(text: str) -> float:
        return reader.weigh(tagger.tag(text), lambda: None)[0].linear

    assert score("Your gout is back.") > score("Soup took an hour.")


def test_a_policy_that_lowers_its_rule_lowers_what_it_finds(guard):
    portal = Context(channel="portal", purpose="treatment", authenticated=True)
    findings = guard.check(UNSPOKEN, portal).findings
    assert not any(f.severity in STOPPING for f in findings)


@pytest.mark.parametrize(
    "text",
    [
        "Your test results are in. Please ask at the desk for the paper copy. Larch Hill Health.",
        "Thank you for coming in on Monday.\n\nFern Road Medical Group.",
    ],
)
def test_the_senders_name_at_the_foot_of_a_message_is_no_claim(guard, text):
    assert _second(guard, text) == []


def test_a_name_at_the_foot_that_tells_of_the_reader_is_one(guard):
    assert not guard.check("Your next visit is on Monday. Hope Recovery Center.", MAIL).passed


def test_an_item_of_a_list_is_read_with_the_line_that_leads_it_in(guard):
    items = "\n\n- a sore arm\n- feeling tired\n- a mild fever"
    assert guard.check(f"Common side effects:{items}", MAIL).passed
    assert not guard.check(f"You have these symptoms:{items}", MAIL).passed


@pytest.mark.parametrize(
    "text",
    [
        "Your free consult is tomorrow at 10.",
        "Larch Clinic: Your lab results are ready.",
        "You have a visit with Dr. Okafor on Friday at the front desk.",
    ],
)
def test_a_sentence_of_words_of_the_front_desk_is_no_claim(guard, text):
    assert guard.check(text, MAIL).passed


@pytest.mark.parametrize(
    "text",
    [
        "Your dialysis is tomorrow at 10.",
        "Larch Clinic: Your lab results are back and we need you in today.",
        "You have a visit with Dr. Okafor on Friday on the stroke ward.",
    ],
)
def test_one_word_more_than_those_of_the_front_desk_may_be_one(guard, text):
    assert not guard.check(text, MAIL).passed


def test_an_exception_may_begin_in_the_sentence_before(guard):
    told = "Protects against meningitis and septicaemia. Reply 1 to book."
    assert guard.check(f"Birch Clinic: MenB vaccine. {told}", MAIL).passed
    assert not guard.check(f"Birch Clinic: Elder syrup. {told}", MAIL).passed


@pytest.mark.parametrize(
    "text",
    [
        "See you then, warrior.",
        "Your weight was noted as too high.",
        "We have seen your results and you need to come in now.",
        "Your daughter is behind on speech and on her measles vaccine dose.",
    ],
)
def test_a_claim_beside_freed_words_is_found(guard, text):
    assert not guard.check(text, MAIL).passed
