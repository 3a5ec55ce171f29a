"""The terms that the guard knows: conditions, treatments, devices, departments and the rest.

Terms live in plain text files that diff well, one concept a line::

    @tag COND
    type 2 diabetes < diabetes | type ii diabetes | =T2D

The first form names the concept, `<` names what is broader, `=` marks a form that counts only in
exactly this case (`=MS`). Plurals and hyphenated spellings follow by rule. A second word after the
tag is one more label for rules to ask for. `@tag NONE` lists phrases that hide the terms inside
them ("cold weather"). `tags.py` says which tags there are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from guardrails.errors import read_data, refuse
from guardrails.tags import wrong_tag

#: Tags whose terms count and so take a plural: "your migraines", "two inhalers".
_COUNTABLE = {"COND", "SYMP", "DRUG", "TREAT", "DEV", "PROC", "SPEC", "LAB", "PREV", "UNN", "MEDS"}
#: Stands for a tag that was not one, so that the terms below it are read all the same.
_UNREAD = "NONE"
#: A file and a line of it.
Place = tuple[Path, int]


@dataclass(frozen=True, slots=True)
class Term:
    """One concept: what it is called, what kind of thing it is, and what is broader than it."""

    name: str
    tag: str
    broader: str = ""
    also: str = ""

    @property
    def labels(self) -> str:
        """Its tag and what else rules may call it, in one string."""
        return f"{self.tag} {self.also}".strip()


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a concept. `exact` holds the only spelling that counts, if case matters;
    `place` is the line that says it."""

    words: tuple[str, ...]
    term: Term
    exact: str = ""
    place: Place | None = field(default=None, compare=False)


class Lexicon:
    """Finds the longest known term that starts at a word."""

    def __init__(self, forms: Iterable[Form]) -> None:
        table: dict[str, dict[tuple[str, ...], list[Form]]] = {}
        self.broader: dict[str, str] = {}
        for form in forms:
            entry = table.setdefault(form.words[0], {})
            held = entry.setdefault(form.words, [])
            if not form.exact:
                held[:] = [form]  # a later file, or a customer's, wins; any case beats one
            elif not held or held[0].exact:
                held[:] = [*(one for one in held if one.exact != form.exact), form]
            if form.term.broader:
                self.broader[form.term.name] = form.term.broader
        self.by_first = {
            first: tuple(sorted(chain(*entry.values()), key=lambda form: len(form.words)))
            for first, entry in table.items()
        }
        #: Forms of several words by their first two, the longest first: "a" begins hundreds.
        self._long: dict[tuple[str, ...], list[Form]] = {}
        for form in chain.from_iterable(map(reversed, self.by_first.values())):
            if len(form.words) > 1:
                self._long.setdefault(form.words[:2], []).append(form)

    def named(self, words: tuple[str, ...]) -> Form | None:
        """The form of exactly these words. One of several words that counts in one case only is
        left out: else its words stand by themselves."""
        forms = self.by_first.get(words[0], ())
        found = next((form for form in forms if form.words == words), None)
        return None if found is None or (found.exact and len(words) > 1) else found

    def split_over(self, choices: Sequence[frozenset[str]]) -> Form | None:
        """A term of several words, each of which stands in its own of these sets in a row."""
        for at, choice in enumerate(choices):
            for form in (f for first in choice for f in self.by_first.get(first, ())):
                row = choices[at : at + len(form.words)]
                if len(form.words) != len(row) or len(row) < 2 or form.exact:
                    continue
                if all(word in some for word, some in zip(form.words, row, strict=True)):
                    return form
        return None

    def longest(self, words: list[str], at: int, spelled: Callable[[int, int], str]) -> Form | None:
        """The longest form at a position; `spelled` gives the original text between two words."""
        for form in self._long.get(tuple(words[at : at + 2]), ()):
            size = len(form.words)
            if tuple(words[at : at + size]) == form.words and (
                not form.exact or spelled(at, at + size) == form.exact
            ):
                return form
        for form in self.by_first.get(words[at], ()):
            if len(form.words) > 1:
                return None
            if not form.exact or spelled(at, at + 1) == form.exact:
                return form
        return None

    def covers(self, wide: str, narrow: str) -> bool:
        """Whether one concept is the same as another, or broader: cancer covers breast cancer."""
        for _ in range(6):
            if narrow == wide or narrow.endswith(" " + wide):
                return True
            narrow = self.broader.get(narrow, "")
            if not narrow:
                return False
        return False


def read_terms(
    path: Path, cut: Callable[[str], list[str]], named: Collection[str] = ()
) -> Iterator[Form]:
    """The forms of one file; `cut` splits a form into words, `named` are labels that rules of
    one's own ask for. Raises GuardDataError, at its end, with all that is wrong in it."""
    tag, terms = "", 0
    problems: list[tuple[int, str]] = []
    for number, raw in enumerate(read_data(path).splitlines(), start=1):
        line = raw.split(" # ")[0].strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            tag, wrong = _tag(line, named)
        else:
            terms += 1
            wrong = _wrong_term(line, tag)
            if not wrong:
                yield from _forms(line, tag, cut, (path, number))
        if wrong:
            problems.append((number, wrong))
    if not terms:
        what = "the file holds no terms; write one a line, below a line such as `@tag COND`"
        problems.append((0, what))
    refuse(path, problems)


def _tag(line: str, named: Collection[str]) -> tuple[str, str]:
    """The tag of a line `@tag ...`, and what is wrong with it."""
    head, _, tag = line.partition(" ")
    if head != "@tag" or not tag.strip():
        return _UNREAD, "write `@tag` and what the terms below are, as in `@tag COND`"
    wrong = wrong_tag(tag, named)
    return (_UNREAD, wrong) if wrong else (" ".join(tag.split()), "")


def _wrong_term(line: str, tag: str) -> str:
    if not tag:
        return "a term before any '@tag' line; say what it is first"
    head, *others = (part.strip() for part in line.split("|"))
    if not head.partition("<")[0].strip() or not all(others):
        return "an empty form; remove the extra '|'"
    if any("<" in other for other in others):
        return "`<` says what is broader, and follows a line's first form alone; move it there"
    return ""


def _forms(line: str, tag: str, cut: Callable[[str], list[str]], place: Place) -> Iterator[Form]:
    head, *others = (part.strip() for part in line.split("|"))
    name, _, broader = (part.strip() for part in head.partition("<"))
    tag, _, also = tag.partition(" ")
    term = Term(name.lstrip("=").lower(), tag, broader.lower(), also)
    for spelling in (name, *others):
        exact = spelling[1:] if spelling.startswith("=") else ""
        if exact:
            yield Form(tuple(cut(exact)), term, exact, place)
            continue
        for written in _spellings(spelling, tag):
            yield Form(tuple(cut(written)), term, place=place)


def _spellings(spelling: str, tag: str) -> Iterator[str]:
    yield spelling
    if "-" in spelling:
        yield spelling.replace("-", " ")
    if tag in _COUNTABLE and spelling[-1:].isalpha():
        plural = _plural(spelling)
        if plural:
            yield plural
            if "-" in plural:
                yield plural.replace("-", " ")


def _plural(word: str) -> str:
    if word.endswith(("s", "ics", "pox", "x")) or word[-2:-1] == " ":  # no "bipolar is", "hep as"
        return ""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("ch", "sh")) else "s")
