"""Recognises a long condition word with one letter wrong: "diabetis", "asthema", "migrane".

Every known word is stored under itself and under each of itself with one letter left out, so that
a look-up needs no comparison with the whole list. Short words are left alone: one letter changes
them into other words. Whether a near miss matters is for the rules: they ask for a reader cue.
"""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.lexicon import Form, Term

_SHORTEST = 6
_LONGEST = 30
#: Ordinary words that stand one letter from a condition.
_ORDINARY = frozenset([
    "allergic", "allergist", "depressed", "depressing", "depressive", "strokes", "stroked",
    "asthmatic", "diabetic", "seizure", "anxious", "anxiously", "migration", "migrate",
    "migrates", "cancers", "canceled", "cancel", "cancels", "dancer", "lancer", "concern",
    "concerns", "infection", "infections", "infective", "inflection", "injection", "ejection",
    "election", "affection", "autistic", "atherosclerotic", "arthritic", "obese", "obscene",
    "dementias", "epileptic", "pneumonic", "hepatic", "herpetic", "hypertensive", "hypotensive",
    "menopausal", "psoriatic", "rheumatic", "tremor", "addition", "additions", "additive",
    "edition", "audition", "affliction", "addictive", "addict", "addicts", "tension", "tensions",
    "intension", "extension", "mention", "abortive", "absorption", "adoption", "option",
    "options", "insulin", "fracture", "factures", "structure", "acnes", "corns", "warms", "worms",
    "shingle", "single", "singles", "measle", "measures", "measured", "measure", "muscles",
    "sciatic", "chronic", "bronchial", "bronchus", "tonsil", "tonsils", "glaucomas", "eczemas",
    "lupine", "pox", "aids", "ads", "ache", "aches", "gouty", "gout", "scabies", "babies",
    "rabbis", "stress", "stressed", "stresses", "stressor", "bruises", "cruises", "bruise",
    "fatigue", "fatigued", "autumn", "autism's", "vertigo", "constipated", "consultation",
    "constitution", "consultations", "hernial", "hernias", "eating", "heating", "earache",
    "burnout", "turnout", "dehydrated", "fainting", "painting", "itching", "pitching",
    "stitching", "dizzy", "drowsy", "nausea", "numbness", "dumbness", "bloated", "floated",
    "vomit", "snoring", "scoring", "storing", "coughing", "laughing", "fever", "fevers", "never",
    "lever", "sever", "ulcers", "ulcer", "tumors", "tumor", "tumour", "rumor", "rumors", "humor",
    "artistic", "aristocrat", "aristocrats", "antagonise", "antagonised", "antagonises",
    "antagonism", "antagonisms", "antagonist", "antagonists", "antagonize", "ascription",
    "ascriptions", "badness", "blandness", "blasting", "bleating", "blondness", "blotting",
    "boasting", "boating", "boldness", "carvings", "celtics", "conclusion", "conclusions",
    "concession", "concessions", "constants", "deadness", "deftness", "daftness", "adduction",
    "alpinism", "dystopia", "dystopias", "dwarfish", "flatters", "floaties", "gaiters", "gaiter",
    "inflections", "mandarins", "millipedes", "mealies", "melisma", "overdone", "plaques",
    "principles", "principes", "rackets", "rickety", "rockets", "release", "released", "releases",
    "selling", "shelling", "shoring", "shutter", "shutters", "shuttering", "singlets",
    "singulars", "smelling", "snaring", "snorting", "snowing", "soaring", "soring", "sorting",
    "souring", "spelling", "springs", "sprints", "sputter", "sputtering", "sputters", "stokers",
    "stokes", "stouter", "strobes", "strakes", "sublimates", "sunburst", "sunbury", "swilling",
    "symmetries", "torches", "triceps", "thrashes", "wheeling", "hydroxides", "chlorides",
    "promethium", "cowlick", "clicky", "sprinter", "strained",
])  # fmt: skip


class Speller:
    """Near misses of known words. Empty by default, so that nothing is guessed."""

    def __init__(self, forms: Iterable[Form] = ()) -> None:
        self._near: dict[str, Term] = {}
        self._known: dict[str, Term] = {}
        for form in forms:
            word = form.words[0]
            if (
                len(form.words) == 1
                and not form.exact
                and len(word) > _fewest(form.term)
                and word.isalpha()
            ):
                self._known[word] = form.term
                self._near.setdefault(word, form.term)
                for shorter in _shortened(word):
                    self._near.setdefault(shorter, form.term)

    def correct(self, word: str) -> Term | None:
        """The concept that a word was meant to be, or None."""
        if (
            not _SHORTEST <= len(word) <= _LONGEST
            or word in _ORDINARY
            or not (word.isascii() and word.isalpha())
        ):
            return None
        if word in self._near:
            return self._near[word]
        for shorter in _shortened(word):
            if len(shorter) >= _SHORTEST and shorter in self._near:
                return self._near[shorter]
        return None


def _fewest(term: Term) -> int:
    """Drug names are many and odd: shorter ones lie one letter from ordinary words."""
    return 9 if term.tag == "DRUG" else _SHORTEST


def _shortened(word: str) -> list[str]:
    """A word with one letter left out; the first letter stays, because people get it right."""
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))]
