"""What the context changes: policy, bystanders, claims, accepted reviews, own contacts."""

from __future__ import annotations

import pytest

from guardrails import Context


def test_treatment_in_a_signed_in_portal_may_name_the_drug(guard):
    portal = Context(purpose="treatment", channel="portal", authenticated=True)
    verdict = guard.check("Your statin is ready.", portal)
    assert verdict.passed
    assert [(f.rule, f.severity) for f in verdict.findings if f.rule == "DX-05"] == [
        ("DX-05", "info")
    ]
    assert not guard.check("Your statin is ready.", Context(purpose="treatment")).passed


def test_bystander_parts_name_no_condition(stops):
    assert stops("Living with diabetes", part="subject") == {"LK-01"}
    assert stops("Living with diabetes", part="body") == set()
    assert (
        stops("Living with diabetes", part="subject", public_terms=frozenset({"Diabetes"})) == set()
    )
    assert stops("https://example.org/erectile%20dysfunction", part="link_url") == {"LK-01"}


def test_registered_claim_passes_only_word_for_word(stops):
    claim = "Walking is clinically proven to help sleep."
    assert stops(claim) == {"CL-02"}
    assert stops(claim, claims=frozenset({claim})) == set()
    assert stops(claim.replace("help", "cure"), claims=frozenset({claim})) == {"CL-02"}


def test_accepted_review_passes_and_accepted_block_does_not(stops):
    text = "Your diagnosis is in the portal."
    assert stops(text) == {"DX-11"}
    assert stops(text, accepted=frozenset({("DX-11", "Your diagnosis")})) == set()
    accepted = frozenset({("DX-02", "your asthma")})
    assert stops("Manage your asthma.", accepted=accepted) == {"DX-02"}


def test_own_contacts_pass_and_others_do_not(stops):
    own = frozenset({"555-010-0134", "clinic.example.org"})
    assert stops("Call 555-010-0134 or write to us@clinic.example.org.", own_contacts=own) == set()
    assert stops("Call 555-010-0199.", own_contacts=own) == {"PI-01"}
    assert stops("Write to pat@other.example.org.", own_contacts=own) == {"PI-01"}


def test_our_own_variables_pass_in_a_template_unless_they_hold_a_condition(stops):
    assert stops("Hi {{ first_name }}", template=True) == set()
    assert stops("Our page on {{ condition }}", template=True) == {"DX-15"}
    assert stops("Hi {{ first_name }}") == {"TM-01"}


_BROUGHT = ("letter", "card", "bag", "list", "coat", "pen", "phone", "keys", "form", "number")


def test_reading_grade_is_for_patients(stops, guard):
    hard = (
        "Comprehensive preventive interventions administered throughout longitudinal engagements "
        "demonstrate considerable improvements regarding outcomes among participating individuals. "
        "Socioeconomic determinants systematically complicate accessibility and affordability of "
        "recommended pharmaceutical alternatives for underrepresented communities everywhere."
    )
    assert "RD-01" in stops(hard)
    assert "RD-01" not in stops(hard, audience="clinician")


def test_reading_grade_counts_no_address_and_takes_items_of_a_list_as_sentences(stops):
    address = "https://example.org/communication/organization/administration/" * 6
    plain = "Please read what we wrote to you. It is on our page. Here it is. You can read it now. "
    assert "RD-01" not in stops(
        plain + address + " Tell us what you think of it. It helps us a lot."
    )
    items = "\n".join(f"- your {word} and the day that we told you of" for word in _BROUGHT)
    assert "RD-01" not in stops(f"When you come to see us, please bring these along:\n\n{items}")


@pytest.mark.parametrize(
    ("context", "told"),
    [
        ({"part": "Subject"}, "part: no such part; did you mean `subject`?"),
        ({"channel": "mail"}, "channel: no such channel; did you mean `email`?"),
        ({"channel": None}, "channel: no such channel; write one of email, sms"),
        ({"format": "HTML"}, "format: no such format; did you mean `html`?"),
        ({"audience": ["patient"]}, "audience: no such audience; did you mean `patient`?"),
        ({"authenticated": "false"}, "authenticated: give True or False"),
        ({"template": 1}, "template: give True or False"),
        ({"purpose": None}, "purpose: give one text"),
        ({"locale": None}, "locale: give one text"),
        ({"claims": "Sleep well."}, "claims: give a set of texts, not one value"),
        ({"claims": [["Sleep well."]]}, "claims: give a set of texts"),
        ({"public_terms": {1}}, "public_terms: give a set of texts"),
        ({"accepted": [("DX-11",)]}, "accepted: give pairs of a rule's id and the exact text"),
        ({"accepted": 7}, "accepted: give a set of pairs, not one value"),
    ],
    ids=str,
)
def test_a_context_that_nobody_knows_is_refused_and_says_why(guard, context, told):
    verdict = guard.check("Spring is here.", Context(**context))
    (finding,) = verdict.findings
    assert (verdict.passed, finding.rule, finding.severity) == (False, "GU-06", "block")
    assert told in finding.message


def test_lists_do_where_sets_are_meant(stops):
    claim = "Walking is clinically proven to help sleep."
    assert stops(claim, claims=[claim]) == set()
    assert stops(claim, claims=iter([claim])) == set()
    text = "Your diagnosis is in the portal."
    assert stops(text, accepted=[["DX-11", "Your diagnosis"]]) == set()


@pytest.mark.parametrize("locale", ["entirely-french", "english", "e", "", "eng-US", "fr-EN"])
def test_a_locale_is_english_by_its_language(stops, locale):
    assert stops("Spring is here.", locale=locale) == {"GU-04"}


@pytest.mark.parametrize("locale", ["en", "EN", "en-GB", "en_US", "en-Latn-US"])
def test_every_english_is_read(stops, locale):
    assert stops("Your asthma", locale=locale) == {"DX-02"}


@pytest.mark.parametrize(
    ("pun", "claim"),
    [
        ("RA sign-up for dorms", "RA clinic sign-up"),
        ("OA membership, half price", "OA pain, and what eases it"),
        ("Transplant your tomatoes", "Transplant: the donor's story"),
        ("Shingles for your roof", "Shingles: know the signs"),
        ("LEEP of faith", "LEEP on Monday"),
        ("Port placement on the router", "Port placement at the hospital"),
        ("Twirla, our new dance class", "Twirla"),
        ("CAD drawing class", "Living with CAD"),
        ("PD ride-along", "PD and you"),
        ("Flare jeans are back", "Flare? Call the nurse"),
        ("MASH reruns at the film club", "Lakeside Transplant"),
        ("T2 parking, half price", "Bayside Infusion Suite"),
    ],
)
@pytest.mark.parametrize("part", ["subject", "sender", "preheader", "first_line", "link_text"])
def test_words_with_two_meanings_name_a_condition_only_beside_health(stops, pun, claim, part):
    assert stops(pun, part=part) == set()
    assert "LK-01" in stops(claim, part=part)


def test_of_two_words_with_two_meanings_each_tells_what_the_other_means(stops):
    assert stops("RA and OA training day", part="subject") == {"LK-01"}
    assert stops("RA training day", part="subject") == set()
    assert stops("RA and gout training day", part="subject") == {"LK-01"}


@pytest.mark.parametrize(
    "subject",
    [
        "Release of information: a form to sign",
        "Spelling bee on Friday",
        "Artistic talent night",
        "Boating safety class",
        "Conclusions of the survey",
        "New in Oklahoma City",
        "Diploma night at the Tacoma campus",
        "Depression glass at the flea market",
        "Butterfly stroke for beginners",
    ],
)
def test_ordinary_words_that_look_like_illnesses_are_none(stops, subject):
    assert stops(subject, part="subject") == set()


@pytest.mark.parametrize("question", ["Do you love boating?", "Tired of spelling?"])
def test_ordinary_words_in_a_question_are_no_illness(stops, question):
    assert stops(question) == set()


def test_a_word_with_a_letter_wrong_still_names_the_illness(stops):
    for wrong in ("relapze", "swelilng", "autitic", "bloatting", "concusion"):
        assert "LK-01" in stops(f"About {wrong}", part="subject"), wrong
