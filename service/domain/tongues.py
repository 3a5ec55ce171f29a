"""Whether a text is plainly in Spanish, by its little words: the guard reads English alone.

A stored language may be a default, or of a family's other member; the words are the better witness.
Only what no English text says counts, so that a name ("de la Cruz") or a "gracias" makes none.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = re.compile(r"[^\W\d_]+")
_MARKS = frozenset("¿¡")


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


#: Words of Spanish alone, without their accents.
_SPANISH = _words(
    "que con para pero porque cuando donde como quien cual desde hasta muy mas ya yo tu usted",
    "ustedes ella ellos nosotros mi mis tus su sus este esta esto ese esa eso una unos unas lo le",
    "les se nos al esta estan estoy estamos estaba soy somos ser tengo tiene tienen tuve hace",
    "hacer quiero quiere queria puedo puede pueden pude debo necesito siento siente duele duelen",
    "dolor sangre sangra sangrando pecho cabeza corazon brazo garganta cara respirar respira",
    "vivir vida morir muero morirme matarme matar suicidarme pastillas medicina tomo tome trago",
    "comio cloro veneno hijo hija nino nina bebe esposo esposa mama papa madre padre",
    "hermano hermana abuela abuelo desmayo desmayada desmayado inconsciente convulsion",
    "convulsiones ahogando ahoga fiebre embarazada golpea pega miedo mucho mucha tambien",
    "nunca siempre ahora hoy manana cita doctora bien mal ambulancia emergencia urgente",
    "hospitalizada alguien ayuda ayudar cerrar abren hora abierto",
)
#: Cries that need no other word.
_CRIES = _words("ayudame ayudenme auxilio socorro ayudeme")
#: They also stand in names.
_PARTICLES = _words("de del la las los el y")
_ENGLISH = _words(
    "the a an and or but is are was were am be been do does did have has had i you he she it we",
    "they my your his her our their this that these those in on at to of for with from what when",
    "where who why how can could will would should not don't please thanks yes about if so there",
)
#: In both languages.
_EITHER = _words("me no es en un doctor hospital si o")


def is_spanish(text: str) -> bool:
    """Whether more of a text's little words are Spanish than English, and two at the least.

    One is enough where every other word may be Spanish too.
    """
    words = [_bare(word) for word in _LETTERS.findall(text)]
    if _MARKS & set(text) or _CRIES & set(words):
        return True
    own = sum(word in _SPANISH for word in words)
    alike = own + sum(word in _PARTICLES for word in words)
    if not own or len(words) < 2:
        return False
    if alike < 2:
        return all(word in _SPANISH or word in _EITHER for word in words)
    return alike > sum(word in _ENGLISH for word in words)


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
