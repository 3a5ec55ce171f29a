"""Whether a text is plainly not in English, by its letters and little words.

The guard reads English alone. A stored language may be a default, or of a family's other member;
the words are the better witness. Only what no English text says counts, so that a name ("de la
Cruz") or a "gracias" makes none. A language that is neither in another script nor listed here is
not told from English: no list can hold them all.
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
#: They also stand in names, and in English sentences.
_PARTICLES = _words("de del la las los el y por favor")
_ENGLISH = _words(
    "the a an and or but is are was were am be been do does did have has had i you he she it we",
    "they my your his her our their this that these those in on at to of for with from what when",
    "where who why how can could will would should not don't please thanks yes about if so there",
)
#: English words that are none elsewhere.
_ENGLISH_ALONE = _words(
    "the and is was were been have has had he she it we they my your his her our their this that",
    "with from what when where who why how could will would should not please thanks about there",
)
#: In both languages.
_EITHER = _words("me no es en un doctor hospital si o")
#: Words of other languages that many patients in the US speak, bare, and of none of English.
_OTHERS = _words(
    # Portuguese
    "nao voce voces estou meu minha meus minhas obrigado obrigada muito muita terca quero preciso",
    "ajuda consigo dor peito isso tambem sinto tenho filho filha bom dia noite hoje amanha morrer",
    "viver remedio doi cabeca tomei comprimidos ola quando onde coracao parou",
    "respira desmaiou caiu sangrando bebe engoliu acorda",
    # French
    "je suis vous nous merci bonjour bonsoir avec dans tres poitrine peux respirer aidez veux",
    "mourir lundi mardi mercredi jeudi vendredi samedi dimanche rendez demain elle tete pourquoi",
    "oui mais cette votre notre ils aux moi suicider docteur hopital coeur est saigne sang respire",
    "reveille inconscient inconsciente bebe avale medicaments",
    # Haitian Creole
    "mwen vle mouri ede edem tanpri mesi anpil doule pitit malad anmwe respire madi kisa poukisa",
    "sispann senyen tonbe pran grenn tansyon",
    # Vietnamese
    "toi muon chet khong nguc duoc cuu xin nhieu cua benh vien thuoc uong ngay hom",
    # Tagalog
    "ako hindi ang mga ko ikaw salamat tulong masakit dibdib gusto mamatay makahinga nang siya",
    "anak nanay tatay kita tayo opo paano saan kailan ngayon bukas gamot wala ayaw martes lunes",
    "tumigil puso niya nahulog dumudugo nalunok humihinga gumigising",
    # German
    "ich nicht mehr leben habe ist und mein meine wir danke bitte hilfe schmerzen kann atmen",
    "dienstag montag mittwoch donnerstag freitag sterben termin arzt brust sich keine herz atmet",
    "blutet bewusstlos aufwachen verschluckt tabletten",
    # Italian
    "sono riesco respirare grazie dolore petto aiuto voglio morire molto che della anche questo",
    "oggi domani figlio figlia buongiorno",
    # Polish
    "nie moge jestem dziekuje prosze boli mnie chce umrzec oddychac pomoc moj moja jest czy bardzo",
    "dzien dobry wtorek wtorku sroda srody czwartek czwartku piatek piatku poniedzialek zyc",
)
#: Words that English writes with their marks.
_BORROWED = _words(
    "cafe fiance fiancee resume naive cliche decor jalapeno senor senora nino nina pina puree",
    "saute entree protege touche creme brulee deja nee sauteed manana ano meniere menieres sjogren",
    "guillain barre raynaud",
)
#: Letters of faces.
_FACES = frozenset("\u30c4\u0ca0\u76ca")


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


def is_english(text: str) -> bool:
    """Whether at least two of a text's little words are of English alone."""
    return sum(_bare(word) in _ENGLISH_ALONE for word in _LETTERS.findall(text)) > 1


def is_foreign(text: str) -> bool:
    """Whether a text is plainly in no language with an English reader: another script's, Spanish,
    or one whose words show it."""
    return in_another_script(text) or is_spanish(text) or _in_another_tongue(text)


def in_another_script(text: str) -> bool:
    """Whether more of a text's letters are of other scripts than of the Latin one.

    One letter is a sign more than a word ("5 \u03bcg"), unless it may be a whole one.
    """
    letters = [sign for sign in unicodedata.normalize("NFKC", text) if sign.isalpha()]
    others = [sign for sign in letters if not _is_latin(sign) and sign not in _FACES]
    words = len(others) > 1 or any(unicodedata.name(sign, "").startswith("CJK") for sign in others)
    return words and len(others) * 2 > len(letters)


def _in_another_tongue(text: str) -> bool:
    """Whether more of a text's words show another language than English, and two at the least.

    Beside listed words, those with marks on their letters do, in small letters: in capitals they
    may be names.
    """
    words = _LETTERS.findall(unicodedata.normalize("NFKC", text))
    shouted = text.isupper()
    own = [
        bare
        for word in words
        if (bare := _bare(word)) in _OTHERS
        or (_is_marked(word, shouted=shouted) and bare not in _BORROWED)
    ]
    # "9 EST or 10 EST" is of a time zone.
    return len(own) > max(1, sum(_bare(word) in _ENGLISH for word in words)) and set(own) != {"est"}


def _is_marked(word: str, *, shouted: bool) -> bool:
    return (word.islower() or shouted) and not word.isascii()


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith(("LATIN", "MODIFIER"))


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
