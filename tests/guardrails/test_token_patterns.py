"""Rules in spaCy's token format: they live like all others, and what cannot work says so."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from guardrails import Context, Guard, token_patterns
from guardrails.build import text_parts
from guardrails.cutting import Cutter, english
from guardrails.errors import GuardDataError
from guardrails.grammar import read_grammar
from guardrails.patterns import Compiler
from guardrails.token_patterns import TokenPatterns

GUIDE = (Path(__file__).parents[2] / "docs" / "guard.md").read_text(encoding="utf-8")
GRAMMAR = Path(token_patterns.__file__).with_name("lexicons") / "grammar.yaml"
RULE = GUIDE.split("### In spaCy's token patterns")[1].split("```yaml\n")[1].split("```")[0]
FIRST = '[{LIKE_NUM: true}, {_: {tag: ILL}, OP: "+"}, {LOWER: {IN: [cases, sufferers]}}]'


def written(folder: Path, rule: str) -> Path:
    (folder / "CO-02.yaml").write_text(rule, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def guard(tmp_path_factory) -> Guard:
    return Guard(rules=[written(tmp_path_factory.mktemp("rules"), RULE)])


def hits(guard: Guard, text: str, **context) -> list[str]:
    found = guard.check(text, Context(**context)).findings
    return [finding.text for finding in found if finding.rule == "CO-02"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We saw 12 asthma cases.", ["12 asthma cases"]),
        ("We saw twelve Type 2 Diabetes Sufferers.", ["twelve Type 2 Diabetes Sufferers"]),
        ("We saw\n12  asthma\ncases here.", ["12  asthma\ncases"]),
        ("We saw 12 asthmma cases.", ["12 asthmma cases"]),
        ("There were 12. Asthma cases rose.", []),
        ("We saw 12 book cases.", []),
        ("Our brave victims, and our victim too.", ["Our brave victims", "our victim"]),
        ("When our victims ask, tell them.", []),
        ("Our\n\nvictims", []),
        ("", []),
    ],
)
def test_hits_stand_on_the_original_text(guard, text, expected):
    assert hits(guard, text) == expected


def test_hits_in_html_and_behind_disguise(guard):
    assert hits(guard, "<p>We saw 12 <b>asthma</b> cases</p>", format="html") == [
        "12 <b>asthma</b> cases"
    ]
    verdict = guard.check("We saw 12 asth\u200bma cases.", Context())
    assert {"CO-02", "EV-01"} <= {finding.rule for finding in verdict.stopping}


def test_a_finding_says_what_its_rule_says(guard):
    (finding,) = guard.check("We saw 12 flu cases.", Context()).stopping
    assert (finding.rule, finding.severity, finding.subject) == ("CO-02", "review", "none")
    assert (finding.condition, finding.trigger) == ("flu", "12 cases")
    assert finding.message == "“12 flu cases” counts people."


def test_exceptions_and_severity(tmp_path):
    rule = RULE.replace(
        "    unless: [conditional]\n",
        '    unless: [conditional]\n    severity: warn\nexceptions: ["NUM ILL cases a year"]\n',
    )
    guard = Guard(rules=[written(tmp_path, rule)])
    assert hits(guard, "We saw 12 flu cases a year.") == []
    assert hits(guard, "We saw 12 flu cases.") == ["12 flu cases"]
    verdict = guard.check("Our victims meet.", Context())
    assert [(f.rule, f.severity) for f in verdict.findings] == [("CO-02", "warn")]


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("[{LOWR: asthma}]", "LOWR is no attribute to match"),
        ("[{lower: asthma}]", "lower is no attribute to match"),
        ("[{LEMMA: have}]", "LEMMA needs a trained model"),
        ("[{POS: VERB}, {LOWER: asthma}]", "POS needs a trained model"),
        ("[{ENT_TYPE: PERSON}]", "ENT_TYPE needs a trained model"),
        ("[{TAG: VBZ}]", "TAG needs a trained model"),
        ('[{LOWER: a, OP: "&"}]', "OP '&' is none of"),
        ('[{LOWER: a, OP: "{2,}"}]', "OP '{2,}' is none of"),
        ('[{LOWER: a, OP: "{1,9}"}]', "OP '{1,9}' is none of"),
        ('[{LOWER: a, OP: "{0}"}]', "OP '{0}' is none of"),
        ('[{LOWER: a, OP: "?"}, {OP: "*"}]', "it needs no word at all"),
        ('[{LOWER: a}, {OP: "{0,5}"}, {OP: "{0,5}"}]', "more than 8 words may be missing"),
        ("[{LOWER: 5}]", "LOWER"),
        ("[{LOWER: {INN: [a]}}]", "INN"),
        ('[{LOWER: {REGEX: "(("}}]', "spaCy cannot use it"),
        ('[{LOWER: {REGEX: "(a+)+b"}}]', "repeats a group that repeats within"),
        ("[{_: {tag: NOSUCH}}]", "'NOSUCH' is no lexicon tag"),
        ("[{_: {label: COND}}]", "_ holds one thing"),
        ("[{_: {tag: {IN: []}}}]", "_ holds one thing"),
        ("[{_: COND}]", "_ holds one thing"),
    ],
)
def test_bad_pattern_says_where_and_what(tmp_path, pattern, problem):
    with pytest.raises(GuardDataError) as caught:
        Guard(rules=[written(tmp_path, RULE.replace(FIRST, pattern))])
    assert problem in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'CO-02.yaml'}:9: tokens: ")


def test_second_bad_pattern_has_its_own_line(tmp_path):
    with pytest.raises(GuardDataError, match=r"CO-02\.yaml:10: tokens: LEMMA needs"):
        Guard(rules=[written(tmp_path, RULE.replace("{LOWER: our}", "{LEMMA: our}"))])


@pytest.mark.parametrize(
    "tokens",
    ["tokens: []\n", "tokens: 5\n", "tokens: [[]]\n", "tokens: [[asthma]]\n", "tokens: [asthma]\n"],
)
def test_what_is_no_list_of_patterns_says_where(tmp_path, tokens):
    start, end = RULE.index("tokens:"), RULE.index("reject:")
    with pytest.raises(GuardDataError, match=r"CO-02\.yaml:8: tokens: give a list of patterns"):
        Guard(rules=[written(tmp_path, RULE[:start] + tokens + RULE[end:])])


def test_other_detectors_read_no_tokens(tmp_path):
    rule = RULE.replace("tokens:", "detector: text\ntokens:")
    with pytest.raises(GuardDataError, match="the detector 'text' reads no tokens"):
        Guard(rules=[written(tmp_path, rule)])


def test_cases_prove_a_token_rule(tmp_path):
    with pytest.raises(GuardDataError, match="should pass, but is rejected"):
        Guard(rules=[written(tmp_path, RULE.replace("12 people with asthma", "12 flu cases"))])


def test_shipped_rules_have_none_and_so_cost_nothing(guard):
    assert not any(rule.spec.tokens for rule in guard.parts.rules if rule.spec.id != "CO-02")


@lru_cache(maxsize=1)
def own_parts():
    tagger, alphabet = text_parts()
    return tagger, alphabet, Compiler(alphabet, read_grammar(GRAMMAR).macros).tags


_TOKENS = st.sampled_from(
    [
        {"LOWER": "our"},
        {"ORTH": "Our"},
        {"LOWER": {"IN": ["cases", "victims", "not"]}},
        {"LOWER": "our", "OP": "?"},
        {"LOWER": "asthma", "OP": "!"},
        {"_": {"tag": "ILL"}},
        {"_": {"tag": {"IN": ["DRUG", "COND"]}}, "OP": "+"},
        {"TEXT": {"REGEX": "^v"}},
        {"IS_TITLE": True},
        {"LIKE_NUM": True, "OP": "{1,2}"},
    ]
)


@settings(max_examples=200, deadline=None)
@example([{"LOWER": "our", "OP": "?"}, {"LOWER": "cases"}], ["cases"])
@example([{"LOWER": "asthma", "OP": "!"}, {"ORTH": "cases"}], ["our", "cases"])
@example([{"_": {"tag": "COND"}, "OP": "{0,2}"}, {"ORTH": "Our"}], ["Our"])
@example([{"TEXT": {"REGEX": "^O"}}], ["Our"])
@given(
    st.lists(_TOKENS, min_size=1, max_size=3),
    st.lists(
        st.sampled_from(
            [
                "our",
                "Our",
                "cannot",
                "type",
                "2",
                "diabetes",
                "asthma",
                "insulin",
                "cases",
                "Victims",
                ".",
                "\n",
                "12",
            ]
        )
    ),
)
def test_sentences_that_are_left_out_hold_no_match(pattern, words):
    tagger, alphabet, tags = own_parts()
    assume(any(token.get("OP") not in {"?", "!"} for token in pattern))
    reader = TokenPatterns([pattern], tags, Cutter(english()), alphabet)
    tagged = tagger.tag(" ".join(words))
    found = list(reader.find(tagged, lambda: None))
    reader._any = True  # nothing is left out
    assert found == list(reader.find(tagged, lambda: None))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["our", "12", "asthma", "cases", "victims", ".", "\n", "if", "\u200b", "x" * 90]
        )
        | st.text(max_size=8),
        max_size=150,
    )
)
def test_any_text_gets_a_verdict(guard, words):
    text = " ".join(words)
    for finding in guard.check(text, Context()).findings:
        assert finding.rule != "GU-01"
        assert finding.text == text[finding.start : finding.end]


def test_long_sentences_are_read_in_full(guard):
    text = "and so on " * 100 + "we saw 12 flu cases " + "and so on " * 100
    assert hits(guard, text) == ["12 flu cases"]


def test_words_do_not_gather_without_end(guard, monkeypatch):
    monkeypatch.setattr(token_patterns, "MOST_STRINGS", 0)
    assert hits(guard, "We saw 12 flu cases, again.") == ["12 flu cases"]
