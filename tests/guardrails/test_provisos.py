"""What a reader may have none of ("your inhaler, if you use one"), and what only sounds like it.

Read by the whole guard: the second reader may lower what a rule hits, or ask for what it lets go.
"""

from __future__ import annotations

import pytest

from guardrails import Context, Guard


@pytest.mark.parametrize(
    "text",
    [
        "Wear your hearing aids to the talk, if you have them.",
        "Your CPAP machine, if you have one, may travel in the cabin.",
        "Please bring your glucose meter, if you use one, and a list of any medicines.",
        "Our clinic for people with heart failure is on the second floor.",
        "Do you qualify for our program for people with heart failure? Ask your doctor.",
    ],
)
def test_what_a_reader_may_have_none_of_is_no_claim(guard: Guard, text: str) -> None:
    assert guard.check(text, Context()).passed


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Keep taking your insulin, and call us if you have any questions.", "DX-05"),
        ("Your metformin refill is due; call if you have any concerns about it.", "DX-05"),
        ("Your CPAP works best if you use it every night.", "DX-05"),
        ("Your inhaler helps only if you use it.", "DX-05"),
        ("Please refill your insulin if you need some.", "DX-05"),
        ("You qualify for our program for people with heart failure.", "DX-07"),
        ("You are enrolled in our program for adults with diabetes.", "DX-07"),
        ("Welcome to the Maple Ridge oncology family.", "DX-07"),
    ],
)
def test_another_if_grants_nothing_and_a_place_in_a_group_is_a_claim(
    guard: Guard, text: str, rule: str
) -> None:
    found = guard.check(text, Context()).findings
    assert (rule, "block") in {(finding.rule, finding.severity) for finding in found}
