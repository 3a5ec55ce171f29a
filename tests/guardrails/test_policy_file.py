"""A policy file names what there is, or each wrong word is told with its line and a better one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from guardrails import Context, Guard
from guardrails.errors import GuardDataError
from guardrails.policy_file import read_policy
from guardrails.verdict import Audience, Channel, Part, Purpose, Severity
from service.commands.guard import guard as command
from service.domain import vocabulary

GUIDE = (Path(__file__).parents[2] / "docs" / "guard.md").read_text(encoding="utf-8")
RULES = {"DX-01", "DX-02", "DX-05", "DX-11", "PI-01", "ST-02"}

WRONG = """\
name: own
nmae: again
settings:
  - when: {purpose: [educaton], channel: [sms, emial], part: body}
    because: tested
    set:
      DX-20: warn
      DX-02: wran
      DX-05: off
      GU-01: info
      PI-01a: info
      DX-11: info
      DX-11: block
  - when: {channel: [], audiense: [patient], authenticated: maybe}
    set: {}
  - because: ""
    set: [DX-02]
  - nothing
"""


def problems(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GuardDataError) as caught:
        read_policy(path, RULES)
    return str(caught.value).replace(f"{path}:", "").splitlines()


def test_every_wrong_word_is_told_at_once_with_its_line(tmp_path):
    assert problems(tmp_path / "own.yaml", WRONG) == [
        "2: nmae: no such field; did you mean `name`?",
        "4: settings.0.when.channel.1: no such channel; did you mean `email`?",
        "4: settings.0.when.part: write a list, as in [body]",
        "4: settings.0.when.purpose.0: no such purpose; did you mean `education`?",
        "7: settings.0.set.DX-20: no such rule; did you mean `DX-05`?",
        "8: settings.0.set.DX-02: no such severity; did you mean `warn`?",
        '9: settings.0.set.DX-05: `off` without quotes is `false` in YAML; write "off"',
        "10: settings.0.set.GU-01: no policy changes the guard's own failures; take it out",
        "11: settings.0.set.PI-01a: a policy sets whole rules; write PI-01",
        "13: settings.0.set.DX-11: stands here again; keep one of the two",
        "14: settings.1.because: missing; say why, in a sentence",
        "14: settings.1.when.audiense: no such field; did you mean `audience`?",
        "14: settings.1.when.authenticated: write true or false",
        "14: settings.1.when.channel: empty; name one, or leave the line out",
        "15: settings.1.set: empty; write a mapping of rules and severities, as in {DX-05: info}",
        "16: settings.2.because: empty; say why, in a sentence",
        "17: settings.2.set: write a mapping of rules and severities, as in {DX-05: info}",
        "18: settings.3: write a mapping with `because:` and `set:`",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["1: a policy is a mapping with `name:` and `settings:`"]),
        ("- a\n", ["1: a policy is a mapping with `name:` and `settings:`"]),
        (
            "name: x\na: : b\n",
            [
                "2:4: not YAML: a `:` makes this a second key of the line above or of this one; "
                "begin the line under its neighbors, or put the text in quotes"
            ],
        ),
        ("name: &a [*a]\n", ["1: name: give the policy a name"]),
        (
            "settings: 5\n",
            [
                "1: name: missing; give the policy a name",
                "1: settings: write a list, each entry with `because:` and `set:`",
            ],
        ),
        (
            "name: x\nsettings:\n  - because: y\n    set:\n      QQ-1: info\n",
            [
                "5: settings.0.set.QQ-1: no such rule; write one of DX-01, DX-02, DX-05, DX-11, "
                "PI-01, ST-02"
            ],
        ),
    ],
)
def test_file_that_is_no_policy_says_so(tmp_path, text, told):
    assert problems(tmp_path / "own.yaml", text) == told


def test_rule_of_ones_own_may_be_set(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "CO-01.yaml").write_text(
        "id: CO-01\nkind: style\nseverity: review\nsubject: none\nmessage: Say patients\nwhy: x\n"
        "source: ours\npatterns: [healthcare consumers]\n"
        "reject: [Our healthcare consumers.]\nallow: [Our patients.]\n",
        encoding="utf-8",
    )
    policy = tmp_path / "own.yaml"
    policy.write_text(
        "name: own\nsettings: [{because: tested, set: {CO-01: warn}}]\n", encoding="utf-8"
    )
    verdict = Guard(rules=[rules], policy=policy).check("Healthcare consumers.", Context())
    assert [(f.rule, f.severity) for f in verdict.findings] == [("CO-01", "warn")]
    with pytest.raises(GuardDataError, match="no such rule"):
        Guard(policy=policy)


def test_command_tells_all_and_annotates_each(tmp_path):
    policy = tmp_path / "own.yaml"
    policy.write_text(
        "name: own\nsettings:\n  - when: {channel: [emial]}\n    because: x\n"
        "    set: {DX-99: warn}\n",
        encoding="utf-8",
    )
    first = f"{policy}:3: settings.0.when.channel.0: no such channel; did you mean `email`?"
    second = f"{policy}:5: settings.0.set.DX-99: no such rule; did you mean `DX-09`?"
    asked = ["-", "--policy", str(policy), "--format"]
    shown = CliRunner().invoke(command, [*asked, "text"], input="Hello.")
    told = [f"bedside guard: {first}", f"bedside guard: {second}"]
    assert (shown.exit_code, shown.output.splitlines()) == (2, told)
    shown = CliRunner().invoke(command, [*asked, "github"], input="Hello.")
    assert shown.stdout.splitlines() == [
        f"::error file={policy},line=3,title=guard not built::{first}",
        f"::error file={policy},line=5,title=guard not built::{second}",
    ]


def test_guide_shows_a_policy_that_is_one_and_every_name(tmp_path):
    part = GUIDE.split("### Set severities of your own\n")[1].split("\n## ")[0]
    file = tmp_path / "ours.yaml"
    file.write_text(part.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    policy = read_policy(file, RULES)
    portal = Context(purpose="treatment", channel="portal", authenticated=True)
    assert policy.severity("DX-11", "block", portal) is None
    assert policy.severity("DX-11", "block", Context()) == "block"
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", part, re.MULTILINE))
    for name, kind in (
        ("purpose", Purpose),
        ("channel", Channel),
        ("audience", Audience),
        ("part", Part),
        ("set", Severity),
    ):
        shown = re.findall(r"`(\w+)`", rows[name].partition(" (")[0])
        assert shown == [*get_args(kind)], name


def test_guard_and_service_have_the_same_names():
    """The guard imports nothing of the service, so both hold them."""
    assert set(get_args(Purpose)) == set(get_args(vocabulary.Purpose))
    assert set(get_args(Channel)) == set(vocabulary.CHANNELS)
    assert set(get_args(Audience)) == set(get_args(vocabulary.Audience))
