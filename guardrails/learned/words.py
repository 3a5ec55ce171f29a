"""What one word is to the second reader: the part it plays in a sentence, and its rough stem."""

from __future__ import annotations

from typing import NamedTuple

from guardrails.learned.parts import read_parts

_ILL = {"COND", "FUZZY", "PERSC", "PERSCS", "XMED", "SYMP", "SYMPMAJ", "SYMPLAY"}
_TX = {"DRUG", "TREAT", "DEV", "PROC", "MEDS", "RXWORD"}
_PARTS = read_parts()
_READER = {word: name for name in ("YOU", "YOUR", "YOURS") for word in _PARTS[name]}
_KIN, _OWN = _PARTS["KIN"], _PARTS["OWN"]
_ENDINGS = ("ing", "ed", "es", "s", "ly")

#: Parts by what they tell; `parts.txt` says what each is.
THIRD, TELLING, CENTRAL = _PARTS["THIRD"], _PARTS["TELLING"], _PARTS["CENTRAL"]
OPENS, BREAKS, RESUMES = _PARTS["OPENS"], _PARTS["BREAKS"], _PARTS["RESUMES"]
READER = frozenset({"YOU", "YOUR", "YOURS"})
POINTING = _OWN | READER | {"KIN"}
#: Parts of which it counts in which clause they stand.
PLACED = CENTRAL | {"we"}


class Word(NamedTuple):
    """One word or term as the tagger found it: how it is written, its tag, what it names."""

    text: str
    tag: str = ""
    name: str = ""
    is_name: bool = False


def part(word: Word) -> str:
    """The part that a word plays: reader, condition, a grammar word ... or just a WORD."""
    if word.tag:
        tag = word.tag.split()[0]
        return "ILL" if tag in _ILL else "TX" if tag in _TX else tag
    text = word.text
    found = _READER.get(text)
    if found is not None:
        return found
    if text in _KIN:
        return "KIN"
    if text in _OWN:
        return text
    first = text[:1]
    if not first.isalnum():
        return "." if text == "!" else "_".join(text.split())
    if first.isdigit():
        return "NUM"
    return "NAME" if word.is_name else "WORD"


def stem(word: str) -> str:
    """A word without its commonest endings; rough, and the same everywhere."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            root = word[: -len(ending)]
            if ending in {"ing", "ed"} and len(root) > 3 and root[-1] == root[-2]:
                root = root[:-1]
            return root.rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word
