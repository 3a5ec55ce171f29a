"""The tags of term lists: what kind of thing a term is, and what else rules may call it.

A tag that no rule asks for would hide a term from all of them, and nobody would hear; so a list
may use these, and those that a customer's own rules name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from guardrails.errors import one_of

#: What a term is. The table of `docs/guard.md` says the same.
TAGS: Mapping[str, str] = {
    "COND": "a condition: `diabetes`",
    "SYMPMAJ": "a symptom as telling as a condition: `blood in the urine`",
    "SYMP": "a symptom that anybody may have on any day: `ache`",
    "PERSC": "an adjective or a word for one person that says a condition: `diabetic`",
    "PERSCS": "a word for several such people: `diabetics`",
    "PREG": "pregnancy: `baby bump`",
    "WEIGHT": "weight: `overweight`",
    "DISAB": "disability: `wheelchair users`",
    "DRUG": "a drug by its name: `metformin`",
    "TREAT": "what people are treated with: `insulin`",
    "DEV": "a device: `inhaler`",
    "PROC": "a procedure: `knee replacement`",
    "SPEC": "a specialist: `oncologist`",
    "DEPT": "a department: `cardiology`",
    "PROG": "a program: `cardiac rehab`",
    "LAB": "a test or result that says a condition: `a1c`",
    "MEAS": "what is measured of everybody: `blood pressure`",
    "PREV": "prevention: `flu vaccine`",
    "COMMON": "a test that healthy people have too: `pap test`",
    "UNN": "a condition without its name: `diagnosis`",
    "MEDS": "a medicine without its name: `medication`",
    "RXWORD": "a prescription: `repeat prescription`",
    "NONE": "a phrase that hides the terms inside it: `cold weather`",
}
#: What a term may be called besides, as a second word: `@tag COND URGCOND`.
ALSO: Mapping[str, str] = {
    "URGCOND": "a condition that is a call for help, of who has it now: `heart attack`",
    "URGBODY": "a sign of an emergency in a person's own words: `chest pain`",
    "URGMIND": "a sign of a crisis: `suicidal thoughts`",
    "URGDOSE": "a sign of poisoning: `overdose`",
    "X": "any word, to patterns that ask for one: `blood pressure`",
}


def wrong_tag(tag: str, named: Collection[str] = ()) -> str:
    """What is wrong with what stands behind `@tag`, and what to write; empty where nothing is.

    `named` are labels that rules outside of the package ask for.
    """
    first, *others = tag.split()
    if len(others) > 1:
        return "a tag and one more label at most; give each kind of terms a line `@tag` of its own"
    if first not in {*TAGS, *named}:
        return f"{first!r} is no tag; {one_of(first.upper(), [*TAGS])}"
    if others and others[0] not in {*ALSO, *named}:
        return f"{others[0]!r} is no label beside a tag; {one_of(others[0].upper(), [*ALSO])}"
    return ""
