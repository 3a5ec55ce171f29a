"""The guard in a spaCy pipeline: what it marks, what it keeps; no way round makes a pass."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from guardrails import Context, Guard
from guardrails.component import verdict_of
from guardrails.errors import GuardDataError

CLAIM = "Tips for managing your asthma."
GOOD = "Tips for managing asthma."


def pipeline(lang: str = "en", **config: object) -> Language:
    nlp = spacy.blank(lang)
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("bedside_guard", config=config)
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline()


def test_document_has_the_verdict_and_a_span_for_each_finding(nlp: Language, guard: Guard) -> None:
    doc = nlp(f"Hello. {CLAIM}")
    assert doc._.verdict == guard.check(doc.text, Context())
    assert not doc._.verdict.passed
    (span,) = doc.spans["bedside"]
    assert (span.text, span.label_, span.id_) == ("your asthma", "DX-02", "block")
    assert span.kb_id_ == doc._.verdict.findings[0].link == "docs/rules/DX-02.md"
    assert span.sent.text == CLAIM  # the component before it has its say too


def test_good_text_passes_without_spans(nlp: Language) -> None:
    doc = nlp(GOOD)
    assert doc._.verdict.passed
    assert list(doc.spans["bedside"]) == []


def test_it_is_found_by_its_name_and_says_what_it_sets() -> None:
    meta = Language.get_factory_meta("bedside_guard")
    assert meta.assigns == ["doc.spans", "doc._.verdict"]
    assert pipeline().analyze_pipes()["problems"] == {"sentencizer": [], "bedside_guard": []}


WORDS = st.sampled_from(
    "your asthma diabetes you have y\u200bour asthma's don’t 😀 <b> {{ call 555-0100 ... "
    "a@example.org guaranteed \n \t |".replace(" ", "|").split("|")
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_every_finding_has_a_span_that_covers_it(nlp: Language, text: str) -> None:
    doc = nlp(text)
    spans = list(doc.spans["bedside"])
    if len(doc) == 0:
        assert spans == []
        return
    for span, finding in zip(spans, doc._.verdict.findings, strict=True):
        assert span.label_ == finding.rule
        assert span.start_char <= finding.start + len(finding.text) - len(finding.text.lstrip())
        found = text[finding.start : finding.end].rstrip()
        assert finding.start + len(found) <= span.end_char


# --- it fails closed -----------------------------------------------------------------------------


def test_language_without_rules_is_rejected() -> None:
    verdict = pipeline("es")("Consejos para su asma.")._.verdict
    assert [finding.rule for finding in verdict.stopping] == ["GU-04"]


def test_defect_of_the_guard_is_a_reject(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("guardrails.guard.read", broken)
    doc = nlp("Words that no test has asked about.")
    assert [finding.rule for finding in doc._.verdict.stopping] == ["GU-01"]
    (span,) = doc.spans["bedside"]
    assert span.text == doc.text


def test_document_that_no_guard_read_has_no_verdict() -> None:
    assert spacy.blank("en")(CLAIM)._.verdict is None


def test_part_of_a_document_has_no_verdict_of_the_whole(nlp: Language) -> None:
    doc = nlp(f"{GOOD} {GOOD}")
    assert doc._.verdict.passed
    assert doc[:4].as_doc(copy_user_data=True)._.verdict is None


@pytest.mark.parametrize("order", [("email", "sms"), ("sms", "email")])
def test_two_guards_of_a_pipeline_add_up(order: tuple[str, str]) -> None:
    """Neither a second context nor another pipeline makes a reject a pass."""
    text = "Hi, the oncology clinic has moved."
    nlp = spacy.blank("en")
    parts = {"email": "body", "sms": "first_line"}
    for channel in order:
        config = {"channel": channel, "part": parts[channel]}
        nlp.add_pipe("bedside_guard", name=channel, config=config)
    doc = nlp(text)
    alone = pipeline(channel="email", part="body")(text)
    assert alone._.verdict.passed
    assert "LK-01" in {finding.rule for finding in doc._.verdict.stopping}
    assert "LK-01" in {span.label_ for span in doc.spans["bedside"]}
    assert "LK-01" in {finding.rule for finding in pipeline()(doc)._.verdict.stopping}


# --- it can be saved and sent --------------------------------------------------------------------


def test_saved_pipeline_reads_as_before(tmp_path: Path) -> None:
    """Its config is all that it is: the context, and which rules it reads with."""
    phrase = "your hand on your heart"
    config = {"part": "subject", "claims": ["We cure asthma."], "accepted": [["FE-01", phrase]]}
    nlp = pipeline(**config)
    nlp.to_disk(tmp_path / "saved")
    back = spacy.load(tmp_path / "saved")
    assert back.get_pipe("bedside_guard") == nlp.get_pipe("bedside_guard")
    assert back.get_pipe("bedside_guard").context.accepted == {("FE-01", phrase)}
    assert back(CLAIM)._.verdict == nlp(CLAIM)._.verdict
    assert not (tmp_path / "saved" / "bedside_guard").exists()


def test_document_keeps_its_verdict_when_it_is_saved(nlp: Language) -> None:
    doc = nlp(CLAIM)
    (back,) = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    assert back._.verdict == doc._.verdict
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.verdict == doc._.verdict
    assert [span.label_ for span in again.spans["bedside"]] == ["DX-02"]


def test_component_survives_being_sent_to_a_process(nlp: Language) -> None:
    sent = pickle.loads(pickle.dumps(nlp.get_pipe("bedside_guard")))
    assert not sent(nlp.make_doc(CLAIM))._.verdict.passed


# --- what cannot be used says so -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"channel": "emial"}, "'emial' is not typing.Literal['email', 'sms'"),
        ({"claims": "We cure asthma."}, "bedside_guard -> claims"),
        ({"chanel": "sms"}, "bedside_guard -> chanel"),
        ({"accepted": [["FE-01"]]}, "accepted: give pairs of a rule's id and the exact text"),
    ],
)
def test_config_that_is_wrong_is_refused(config: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match="bedside_guard") as error:
        pipeline(**config)
    assert says in str(error.value)


def test_rules_that_cannot_be_read_are_refused_when_it_is_added(tmp_path: Path) -> None:
    (tmp_path / "CO-01.yaml").write_text("id: CO-01\n", encoding="utf-8")
    with pytest.raises(GuardDataError, match=r"CO-01\.yaml:1: "):
        pipeline(rules=[str(tmp_path)])


def test_extension_of_another_with_its_name_is_refused() -> None:
    ours = Doc.remove_extension("verdict")
    try:
        Doc.set_extension("verdict", default="fine")
        with pytest.raises(ValueError, match=r"doc\._\.verdict is taken"):
            pipeline()
    finally:
        Doc.set_extension("verdict", getter=ours[2], force=True)
    assert ours[2] is verdict_of
