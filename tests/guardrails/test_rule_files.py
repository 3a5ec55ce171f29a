"""Rules, terms and policies are data: broken ones say where, good ones work without Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from guardrails import Context, Guard
from guardrails.build import DATA, refuse_split_terms
from guardrails.docs import pages
from guardrails.errors import GuardDataError
from guardrails.grammar import read_grammar
from guardrails.rules import read_rules
from guardrails.tags import ALSO, TAGS

RULE = """\
id: CO-01
kind: house style
severity: review
subject: none
message: "“{text}” is not how we speak."
why: People are not units of revenue.
source: Our style guide.
patterns:
  - "healthcare consumers"
reject: ["Our healthcare consumers are happy."]
allow: ["Our patients are happy."]
"""


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "CO-01.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_customer_adds_a_rule_and_a_term_without_python(tmp_path):
    terms = tmp_path / "terms.txt"
    terms.write_text("@tag COND\nzorblatt fever | zorb\n", encoding="utf-8")
    guard = Guard(rules=[folder(tmp_path, RULE)], terms=[terms])
    (own,) = guard.check("Our healthcare consumers", Context()).stopping
    assert (own.rule, own.link) == ("CO-01", "")  # no page of ours tells of it
    assert [f.condition for f in guard.check("Manage your zorb.", Context()).stopping] == [
        "zorblatt fever"
    ]
    assert guard.version != Guard().version


@pytest.mark.parametrize(
    ("change", "line", "problem"),
    [
        (("patients are happy", "healthcare consumers"), 11, "should pass, but is rejected"),
        (("Our healthcare consumers are", "We are"), 10, "should be rejected, but passes"),
        (('reject: ["Our healthcare consumers are happy."]\n', ""), 1, "give at least one text"),
        (('healthcare consumers"\nreject', 'NOSUCH consumers"\nreject'), 9, "no word class"),
        (("severity: review", "severity: bad"), 3, "severity"),
        (("kind:", "kinds:"), 2, "kinds"),
        (
            ("why: People", 'suggestion: "{patients}"\nwhy: People'),
            6,
            "suggestion: nothing is put in place of {patients}; write one of {text}, {condition}",
        ),
        (("“{text}”", "{ text }"), 5, "message: nothing is put in place of { text }"),
        (
            ('  - "healthcare consumers"', '  - {match: healthcare consumers, suggestion: "{x}"}'),
            9,
            "patterns: nothing is put in place of {x}",
        ),
        (("why: People", "why: : People"), 6, "not YAML"),
        (('"healthcare consumers"\n', '"healthcare .{3,1} consumers"\n'), 9, "larger number first"),
        (('"healthcare consumers"\n', '"healthcare .{0,40} consumers"\n'), 9, "longer than 24"),
        (('"healthcare consumers"\n', '"( healthcare"\n'), 9, "without its ')'"),
        (
            ('"healthcare consumers"', '"( our|my heart|back attack )"'),
            9,
            "'heart attack' is one term of the lexicons (COND), so its words never meet as "
            "elements; write heart_attack, or COND for any of its kind",
        ),
        (
            ('"healthcare consumers"', '"lung cancer MOD? blind spot"'),
            9,
            "'lung cancer' is one term of the lexicons (COND)",
        ),
        (
            ('"healthcare consumers"', '"blind spot"'),
            9,
            "'blind spot' is one term of the lexicons (NONE), so its words never meet as elements; "
            "write blind_spot",
        ),
    ],
)
def test_broken_rule_does_not_load_and_says_where(tmp_path, change, line, problem):
    with pytest.raises(GuardDataError) as caught:
        Guard(rules=[folder(tmp_path, RULE.replace(*change))])
    assert problem in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'CO-01.yaml'}:{line}:")


#: Patterns that name terms of the lexicons, with words that they find and words that they do not.
NAMING = {
    "our diabetics|asthma": ("our diabetics", "our asthmatics"),
    "our heart_attack|type_2_diabetes": ("our heart attack", "our stroke"),
    "our big_heart_attack_team": ("our big heart attack team", "our big stroke team"),
    "our painless": ("our painless", "our painful"),  # a phrase of stop.txt
    "our .{0,3} !asthma|migraine COND": ("our good new asthma", "our asthma asthma"),
    "our COND|SYMP": ("our migraine", "our inhaler"),  # named by a rule, and still of its tag
    "our quibbet_fever": ("our quibbet fever", "our fever"),  # of a file of one's own
    "our ms": ("our MS", "our asthma"),  # a term in capitals only
    "our PROFESSION": ("our midwife", "our surgeons"),  # a word of a class that is a term too
}


def test_word_of_a_pattern_may_be_a_term_of_the_lexicons(tmp_path):
    """It had the sign of its tag alone once, and a rule that named it never matched."""
    for number, (pattern, (hit, _)) in enumerate(NAMING.items(), start=1):
        rule = RULE.replace("healthcare consumers", pattern, 1).replace("CO-01", f"CO-{number:02}")
        rule = rule.replace("Our healthcare consumers are happy.", f"Say {hit} today.")
        (tmp_path / f"CO-{number:02}.yaml").write_text(rule, encoding="utf-8")
    terms = tmp_path / "terms.txt"
    terms.write_text("@tag COND\nquibbet fever\n", encoding="utf-8")
    guard = Guard(rules=[tmp_path], terms=[terms])

    def found(words: str, rule: str) -> list[str]:
        findings = guard.check(f"Hi, {words} today.", Context()).findings
        return [finding.text for finding in findings if finding.rule == rule]

    for number, (hit, other) in enumerate(NAMING.values(), start=1):
        assert found(hit, f"CO-{number:02}") == [hit]
        assert found(other, f"CO-{number:02}") == []


def test_no_shipped_rule_has_the_words_of_one_term_as_elements(guard):
    grammar = read_grammar(DATA / "lexicons" / "grammar.yaml")
    shipped = [*read_rules(DATA / "rules"), *read_rules(DATA / "urgency")]
    refuse_split_terms(shipped, grammar, guard.parts.lexicon)


def test_term_of_a_customer_never_keeps_a_shipped_rule_from_loading(tmp_path):
    """FE-01 has `or else` as two elements; such a rule of their own they can mend."""
    terms = tmp_path / "terms.txt"
    terms.write_text("@tag COND\nor else\n", encoding="utf-8")
    found = Guard(terms=[terms]).check("Manage your or else.", Context()).findings
    assert [finding.condition for finding in found] == ["or else"]
    with pytest.raises(GuardDataError, match="'or else' is one term of the lexicons"):
        Guard(
            terms=[terms],
            rules=[folder(tmp_path, RULE.replace("healthcare consumers", "or else", 1))],
        )


LETTERS = """\
id: CO-02
kind: house style
severity: review
subject: none
message: "“{text}” is a number of ours."
why: Our numbers stay with us.
source: Our style guide.
detector: text
expressions:
  - match: '(?<!\\w)case no\\. \\d{2,6}'
    needs: [case no]
reject: ["Your Case No. 1234 is open."]
allow: ["Your case is open."]
"""


def test_customer_adds_an_expression_over_characters(tmp_path):
    guard = Guard(rules=[folder(tmp_path, LETTERS)])
    found = guard.check("We wrote of case no. 77.", Context()).stopping
    assert [(f.rule, f.text) for f in found] == [("CO-02", "case no. 77")]


def test_no_expression_matches_without_a_word_that_it_needs():
    root = Path(__file__).parents[2]
    rules = [rule.spec for rule in read_rules(root / "guardrails" / "rules")]
    texts = {case.text for rule in rules for case in (*rule.reject, *rule.allow)}
    for path in (root / "evals" / "golden" / "guard" / "open").glob("[ipt][inm]-*.yaml"):
        texts |= {case["text"] for case in yaml.safe_load(path.read_text("utf-8"))["cases"]}
    matched = 0
    for spec in (spec for rule in rules for spec in rule.expressions if spec.needs):
        for text in texts:
            if re.search(spec.match, text, re.IGNORECASE):
                matched += 1
                assert any(word in text.lower() for word in spec.needs), (spec.match, text)
    assert matched > 25  # or the check would say nothing


@pytest.mark.parametrize(
    ("change", "line", "problem"),
    [
        (("{2,6}'", "{2,6}('"), 10, "missing )"),
        (("needs: [case no]", "needs: [mrn]"), 12, "should be rejected, but passes"),
        (("detector: text", "detector: reading\nsettings:\n  warn_above: 8"), 9, "is missing"),
        (
            ("detector: text", "detector: leak\nsettings:\n  tags: 5"),
            9,
            "detector 'leak' cannot use",
        ),
    ],
)
def test_broken_detector_rule_does_not_load_and_says_where(tmp_path, change, line, problem):
    with pytest.raises(GuardDataError) as caught:
        Guard(rules=[folder(tmp_path, LETTERS.replace(*change))])
    assert problem in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'CO-01.yaml'}:{line}:")


def test_second_rule_of_the_same_id_does_not_load(tmp_path):
    with pytest.raises(GuardDataError, match="DX-01 is taken by"):
        Guard(rules=[folder(tmp_path, RULE.replace("CO-01", "DX-01"))])


def test_policy_turns_a_rule_down(tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        "name: own\nsettings:\n  - because: tested\n    set: {DX-02: warn}\n", encoding="utf-8"
    )
    verdict = Guard(policy=policy).check("Manage your asthma.", Context())
    assert [(f.rule, f.severity) for f in verdict.findings] == [("DX-02", "warn")]


def test_term_before_its_tag_says_where(tmp_path):
    terms = tmp_path / "terms.txt"
    terms.write_text("# ours\nzorb\n", encoding="utf-8")
    with pytest.raises(GuardDataError, match=r"terms\.txt:2: a term before any '@tag' line"):
        Guard(terms=[terms])


def test_what_is_broader_stands_behind_the_first_form(tmp_path):
    terms = tmp_path / "terms.txt"
    terms.write_text("@tag COND\nzorb fever | zorb < fever\n", encoding="utf-8")
    with pytest.raises(GuardDataError, match=r"terms\.txt:2: `<` says what is broader"):
        Guard(terms=[terms])


def test_two_spellings_that_count_in_their_own_case_alone_both_count(tmp_path):
    terms = tmp_path / "ours.txt"
    terms.write_text("@tag COND\nzorblatt fever | =Zorb nine | =ZORB nine\n")
    guard = Guard(terms=[terms])
    found = [
        guard.check(f"The {name} evening", Context(part="subject")).passed
        for name in ("Zorb nine", "ZORB nine", "zorb nine")
    ]
    assert found == [False, False, True]


@pytest.mark.parametrize(
    ("subject", "passes"),
    [
        ("A visit from Dr. Walker", True),
        ("Lunch with Mrs. Cast and Mr Stent", True),
        ("MS Walker for sale", False),  # the disease, or the device, as far as anybody can tell
        ("Dr. Cole on your walker", False),
    ],
)
def test_surname_behind_a_title_is_no_device(guard, subject, passes):
    assert guard.check(subject, Context(part="subject")).passed is passes


def test_every_tag_that_is_none_says_where_and_which_is_near(tmp_path):
    terms = tmp_path / "terms.txt"
    text = "@tag CNOD\nzorb\n@tag COND URGCNOD\nblip\n@tags DRUG\nx |\n@tag cond\n@tag A B C\n"
    terms.write_text(text, encoding="utf-8")
    with pytest.raises(GuardDataError) as caught:
        Guard(terms=[terms])
    assert str(caught.value).replace(f"{terms}:", "").splitlines() == [
        "1: 'CNOD' is no tag; did you mean `COND`?",
        "3: 'URGCNOD' is no label beside a tag; did you mean `URGCOND`?",
        "5: write `@tag` and what the terms below are, as in `@tag COND`",
        "6: an empty form; remove the extra '|'",
        "7: 'cond' is no tag; did you mean `COND`?",
        "8: a tag and one more label at most; give each kind of terms a line `@tag` of its own",
    ]
    terms.write_text("@tag QQQQ\nzorb\n", encoding="utf-8")
    with pytest.raises(GuardDataError, match="is no tag; write one of COND, SYMPMAJ, SYMP, "):
        Guard(terms=[terms])


def test_tag_of_ones_own_is_one_where_a_rule_of_ones_own_asks_for_it(tmp_path):
    terms = tmp_path / "terms.txt"
    terms.write_text("@tag OURTEA\nzorb tea\n", encoding="utf-8")
    rule = RULE.replace("healthcare consumers", "our OURTEA", 1)
    rules = folder(tmp_path, rule.replace("healthcare consumers", "zorb tea"))
    found = Guard(rules=[rules], terms=[terms]).check("Try our zorb tea.", Context()).findings
    assert [finding.rule for finding in found] == ["CO-01"]
    with pytest.raises(GuardDataError, match=r"terms\.txt:1: 'OURTEA' is no tag"):
        Guard(terms=[terms])


def test_term_that_breaks_a_shipped_rule_is_named_and_not_the_rule(tmp_path):
    """DX-11 proves with the made-up name Zorblatt that it needs no list of conditions."""
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("@tag COND\nquibbet fever\n", encoding="utf-8")
    bad.write_text("@tag DRUG\nzorbinol\n@tag COND\nsnee | zorblatt\n", encoding="utf-8")
    with pytest.raises(GuardDataError) as caught:
        Guard(terms=[good, bad])
    assert str(caught.value) == (
        f"{bad}:4: with this term the shipped rule DX-11 gets a case of its own wrong: "
        '"Living with Zorblatt\'s can be hard on you." should be rejected, but passes; '
        "take it out, or write it with more words"
    )


def test_guide_shows_a_file_of_terms_that_is_one_and_every_tag(tmp_path):
    guide = (Path(__file__).parents[2] / "docs" / "guard.md").read_text(encoding="utf-8")
    part = guide.split("## Add a term\n")[1].split("\n## ")[0]
    terms = tmp_path / "terms.txt"
    terms.write_text(part.split("```text\n")[1].split("```")[0], encoding="utf-8")
    guard = Guard(terms=[terms])
    assert [f.condition for f in guard.check("Manage your ZF.", Context()).stopping] == [
        "zorblatt fever"
    ]
    assert guard.check("See you at your zorb festival.", Context()).passed
    rows = dict(re.findall(r"^\| `([A-Z]+)` \| (.*) \|$", part, re.MULTILINE))
    assert rows == {**TAGS, **ALSO}
    lexicon = guard.parts.lexicon
    forms = [form for begun in lexicon.by_first.values() for form in begun]
    assert {label for form in forms for label in form.term.labels.split()} == {*TAGS, *ALSO}
    for tag, meaning in {**TAGS, **ALSO}.items():
        example = lexicon.named(tuple(meaning.split("`")[1].split()))
        assert example is not None, meaning
        assert tag in example.term.labels.split(), meaning


def test_terms_that_are_none_are_refused(tmp_path):
    empty = tmp_path / "terms.txt"
    for text in ("", "# to come\n", "@tag COND\n"):
        empty.write_text(text, encoding="utf-8")
        with pytest.raises(GuardDataError) as caught:
            Guard(terms=[empty])
        assert str(caught.value) == (
            f"{empty}: the file holds no terms; write one a line, below a line such as `@tag COND`"
        )
    with pytest.raises(GuardDataError) as caught:
        Guard(terms=[tmp_path])
    assert str(caught.value) == f"{tmp_path}: this is a folder; name the files of terms in it"
    with pytest.raises(GuardDataError) as caught:
        Guard(terms=[tmp_path / "none.txt"])
    assert str(caught.value) == f"{tmp_path / 'none.txt'}: no such file of terms"


NAMED = "not read, for rules are files `NAME.yaml`; rename it"


@pytest.mark.parametrize(
    ("name", "place", "problem"),
    [
        ("x.yml", "x.yml", f"{NAMED} to `x.yaml`"),
        ("x.YAML", "x.YAML", f"{NAMED} to `x.yaml`"),
        ("x.yaml.bak", "x.yaml.bak", f"{NAMED}, or move it elsewhere"),
        (
            "sub/x.yaml",
            "sub",
            "a folder inside of a folder of rules is not read; name it as one of its own, or move "
            "its rules up",
        ),
    ],
)
def test_rule_that_would_be_left_out_is_refused(tmp_path, name, place, problem):
    folder(tmp_path, RULE)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(RULE.replace("CO-01", "CO-02"), encoding="utf-8")
    with pytest.raises(GuardDataError) as caught:
        Guard(rules=[tmp_path])
    assert str(caught.value) == f"{tmp_path / place}: {problem}"


def test_folder_of_rules_without_a_rule_is_refused(tmp_path):
    empty, full = tmp_path / "empty", tmp_path / "full"
    empty.mkdir()
    full.mkdir()
    file = folder(full, RULE) / "CO-01.yaml"
    for wrong, problem in (
        (empty, "the folder holds no rules; a rule is a file `NAME.yaml`"),
        (file, "this is a file; name the folder that holds the rules"),
        (tmp_path / "none", "no such folder of rules"),
    ):
        with pytest.raises(GuardDataError) as caught:
            Guard(rules=[wrong])
        assert str(caught.value) == f"{wrong}: {problem}"


def test_notes_terms_and_hidden_files_may_lie_beside_rules(tmp_path):
    folder(tmp_path, RULE)
    for name in ("README.md", "terms.txt", ".yamllint.yml", ".DS_Store"):
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    assert [rule.spec.id for rule in read_rules(tmp_path)] == ["CO-01"]


def test_rule_pages_are_current():
    root = Path(__file__).parents[2] / "docs" / "rules"
    written = {path.name: path.read_text(encoding="utf-8") for path in root.glob("*.md")}
    assert written == pages(), "run `python -m guardrails.docs`"


def test_every_kind_of_the_findings_table_has_a_page():
    wanted = (
        [f"DX-{n:02}" for n in range(1, 16)]
        + ["CL-01", "CL-02", "CL-03", "ST-01", "ST-02", "ST-03", "PI-01", "FE-01", "LK-01", "RD-01"]
        + ["EV-01", "EV-02", "IN-01", "TM-01", "GU-01", "GU-02", "GU-03", "GU-04", "GU-05", "GU-06"]
    )
    assert {f"{code}.md" for code in wanted} <= set(pages())


def test_guide_examples_run():
    guide = (Path(__file__).parents[2] / "docs" / "guard.md").read_text(encoding="utf-8")
    examples = [part.split("```")[0] for part in guide.split("```python\n")[1:]]
    assert len(examples) == 2
    for code in examples:
        exec(compile(code, "docs/guard.md", "exec"), {})


def test_no_pickle_is_in_the_package():
    package = Path(__file__).parents[2] / "guardrails"
    assert not [p for p in package.rglob("*") if p.suffix in {".pkl", ".pickle", ".bz2"}]
