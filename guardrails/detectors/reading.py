"""The Flesch-Kincaid grade of a text: 0.39 words a sentence + 11.8 syllables a word - 15.59.

Syllables are counted by groups of vowels, with a table for the words of health where that fails.
An address is pressed and not read: it does not count. An item of a list is a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guardrails.detectors.base import Find, Place, Reading
from guardrails.rules import RuleSpec

_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
#: Marks before a blank, or a blank line. It begins with one character, so that `re` skips to it.
_SENTENCE = re.compile(r"[.!?\n](?:(?<=\n)\s*\n|(?<!\n)[.!?]*(?:\s|$))")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
#: The mark of an item of a list, at the beginning of a line.
_ITEM = re.compile(r"\n[ \t]*(?:[*\u2022\u2013-]|\d{1,2}[.)])[ \t]+")
_VOWELS = re.compile(r"[aeiouy]+")
#: Where counting vowel groups is wrong, for words that health messages use.
_SYLLABLES = {
    "diabetes": 4, "area": 3, "being": 2, "schedule": 2, "science": 2, "diet": 2, "create": 2,
    "medicine": 3, "medicines": 3, "people": 2, "every": 2, "everyone": 3, "something": 2,
    "someone": 2, "sometimes": 2, "healthcare": 2, "lifestyle": 2, "cases": 2, "exercises": 4,
    "exercise": 3, "disease": 2, "diseases": 3, "asthma": 2, "clinic": 2, "guidelines": 2,
    "vaccine": 2, "vaccines": 2, "nurses": 2, "nurse": 1, "business": 2, "period": 3, "patient": 2,
    "patients": 2, "social": 2, "special": 2, "physician": 3, "physicians": 3, "insulin": 3,
    "violence": 3, "radio": 3, "video": 3, "anxiety": 4, "variety": 4, "society": 4, "quiet": 2,
    "trial": 2, "trials": 2, "ideas": 3, "idea": 3, "reaction": 3, "cardiac": 3, "via": 2,
    "prescription": 3, "evening": 2, "minutes": 2, "minute": 2, "different": 3, "several": 3,
    "family": 3, "somebody": 3, "therefore": 2, "whole": 1, "sore": 1, "safely": 2, "carefully": 3,
    "appointment": 3, "appointments": 3, "question": 2, "questions": 2, "heart": 1, "eyes": 1,
    "breathe": 1, "clothes": 1, "walked": 1, "used": 1, "shoes": 1, "does": 1, "goes": 1,
    "co": 1, "dr": 2, "mr": 2, "mrs": 2, "ms": 2, "fluid": 2, "fluids": 2, "ruin": 2, "lion": 2,
    "biopsy": 3, "dialysis": 4, "influenza": 4, "pneumonia": 4, "leukemia": 4, "anemia": 4,
    "colonoscopy": 5, "mammogram": 3, "hygiene": 2, "caffeine": 2, "protein": 2, "proteins": 2,
}  # fmt: skip


def finder(rule: RuleSpec) -> Find:
    """One place over the whole text when its grade is above the settings."""
    fewest = int(rule.settings["fewest_words"])
    fewest_sentences = int(rule.settings["fewest_sentences"])
    warn, review = float(rule.settings["warn_above"]), float(rule.settings["review_above"])

    def find(reading: Reading) -> Iterator[Place]:
        if reading.context.part not in {"body", "message"}:
            return
        text = reading.text
        grade = flesch_kincaid(text, fewest=fewest, fewest_sentences=fewest_sentences)
        if grade is not None and grade > warn:
            yield Place(
                len(text) - len(text.lstrip()),
                len(text.rstrip()),
                severity="review" if grade > review else "warn",
                detail=f"{grade:.1f}",
            )

    return find


def flesch_kincaid(text: str, *, fewest: int = 1, fewest_sentences: int = 1) -> float | None:
    """The US school grade of a text; None when it is too short for a grade to mean anything."""
    text = _ITEM.sub("\n\n", _ADDRESS.sub("", text))
    words = _WORD.findall(text)
    if len(words) < fewest:
        return None
    sentences = sum(map(bool, map(_WORD.search, _SENTENCE.split(text))))
    if sentences < fewest_sentences:
        return None
    spoken = sum(map(_spoken, words))
    return 0.39 * len(words) / max(sentences, 1) + 11.8 * spoken / len(words) - 15.59


@lru_cache(maxsize=8192)
def _spoken(word: str) -> int:
    return syllables(word.lower())


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """Syllables of a lower-case English word, at least one."""
    known = _SYLLABLES.get(word)
    if known is not None:
        return known
    count = len(_VOWELS.findall(word))
    if (
        (word.endswith("e") and not word.endswith(("le", "ee", "ye")) and count > 1)
        or (
            word.endswith("es")
            and not word.endswith(("ses", "zes", "ces", "ges", "ches", "shes", "xes", "les", "ies"))
            and count > 1
        )
        or (word.endswith("ed") and not word.endswith(("ted", "ded", "ied")) and count > 1)
    ):
        count -= 1
    if word.endswith(
        ("ia", "io", "ium", "ius", "ious", "ian", "ual", "uous", "eous", "iac")
    ) and not (word.endswith(("tious", "cious", "gious", "cian", "tian", "geous"))):
        count += 1
    if word.endswith("ism"):
        count += 1
    return max(count, 1)
