"""Builds a guard's parts from its data: grammar, terms, rules, urgency patterns, policy.

Everything that can be wrong with the data is found here, before the first text is read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from guardrails.alphabet import Alphabet
from guardrails.cutting import Cutter, english
from guardrails.detectors import Find, finders
from guardrails.encoder.encoder import CALL, CLAIM, Encoder, shipped
from guardrails.errors import GuardDataError, refuse_all
from guardrails.fuzzy import Speller
from guardrails.grammar import Grammar, read_grammar
from guardrails.learned.families import read_families
from guardrails.learned.model import FILE, INBOUND_FILE, read_model
from guardrails.learned.promising import Promising, read_promising
from guardrails.lexicon import Form, Lexicon, read_terms
from guardrails.matching import WordRules
from guardrails.patterns import Compiler, literals, split_term
from guardrails.policy import Policy
from guardrails.policy_file import read_policy
from guardrails.rules import RuleFile, RuleSpec, read_rules
from guardrails.scopes import Scopes
from guardrails.second import SecondReader
from guardrails.tagger import Tagger
from guardrails.tags import TAGS

DATA = Path(__file__).parent
#: Tags that rules may name even where no list holds a term of them; the guard gives two itself.
_TAGS = (*TAGS, "FUZZY", "XMED")
#: A label, in whatever holds patterns.
_LABEL = re.compile(r"\b[A-Z][A-Z0-9]*\b")
_CODE = re.compile(r"\b[A-Z]{2}-[0-9]{2}")
T = TypeVar("T")
#: Lists whose words are long and rare enough to be recognised when misspelled.
_SPELLED = frozenset({"COND", "PERSC", "DRUG", "SYMPMAJ"})


@dataclass(frozen=True, slots=True)
class Parts:
    """A guard's parts, immutable and shared between threads."""

    tagger: Tagger
    lexicon: Lexicon
    scopes: Scopes
    words: WordRules
    urgent: WordRules
    rules: tuple[RuleFile, ...]
    by_id: Mapping[str, RuleSpec]
    finders: Mapping[str, Find]
    second: SecondReader
    inbound: SecondReader
    promising: Promising
    encoder: Encoder
    policy: Policy
    knows: Callable[[str], str]
    ordinary: Container[str]
    version: str

    def rule(self, rule_id: str) -> RuleSpec | None:
        """The rule of an id, if it was loaded."""
        return self.by_id.get(rule_id)


@dataclass(frozen=True, slots=True)
class Read:
    """What the files say, before a guard is made of it. `own` is not of the package."""

    grammar: Grammar
    forms: Sequence[Form]
    own_forms: Sequence[Form]
    rules: Sequence[RuleFile]
    own_rules: Sequence[RuleFile]
    urgent: Sequence[RuleFile]
    policy: Policy
    version: str


def build(rules: Sequence[Path], terms: Sequence[Path], policy: Path | None) -> Parts:
    """Raises GuardDataError, with file and line, for the first datum that cannot be used."""
    return assemble(read_files(rules, terms, policy))


def read_files(rules: Sequence[Path], terms: Sequence[Path], policy: Path | None) -> Read:
    """All that a guard is made of. Raises GuardDataError with all that is wrong in all files."""
    wrong: list[GuardDataError] = []

    def tried(read: Callable[[], Iterable[T]]) -> list[T]:
        """What could be read; what is wrong with it is told with the faults of the other files."""
        try:
            return list(read())
        except GuardDataError as error:
            wrong.extend(error.every)
            return []

    own_rules = [rule for folder in rules for rule in tried(partial(read_rules, folder))]
    meant = _meant(rules) if wrong else ""
    ours = [_with_page(rule) for rule in read_rules(DATA / "rules")]
    rule_files = [*ours, *own_rules]
    try:
        _no_twins(rule_files)
    except GuardDataError as error:
        wrong.extend(error.every)
    labels = _labels(own_rules) | set(_LABEL.findall(meant))
    own_forms = [form for path in terms for form in tried(partial(_forms, [path], labels))]
    policy_file = policy or DATA / "policies" / "default.yaml"
    codes = {rule.spec.code for rule in rule_files} | set(_CODE.findall(meant))
    policies = tried(lambda: [read_policy(policy_file, codes)])
    refuse_all(wrong)
    return Read(
        grammar=read_grammar(DATA / "lexicons" / "grammar.yaml"),
        forms=list(_forms(sorted((DATA / "lexicons").glob("*.txt")))),
        own_forms=own_forms,
        rules=ours,
        own_rules=own_rules,
        urgent=read_rules(DATA / "urgency"),
        policy=policies[0],
        version=_digest([*_data_files(), *terms, policy_file, *(r.path for r in rule_files)]),
    )


def _meant(folders: Sequence[Path]) -> str:
    """Whatever stands in folders of rules of which some cannot be read: terms and policies may name
    it, and must not be told that it is not there."""
    files = (path for folder in folders if folder.is_dir() for path in folder.glob("*.yaml"))
    return "\n".join(
        f"{path.stem}\n{path.read_text(encoding='utf-8', errors='replace')}"
        for path in files
        if path.is_file()
    )


def assemble(data: Read) -> Parts:
    """A guard's parts. Raises GuardDataError for the first pattern that cannot be used."""
    families = read_families()
    grammar, forms = data.grammar, [*data.forms, *data.own_forms]
    rule_files = [*data.rules, *data.own_rules]
    lexicon = Lexicon(forms)
    alphabet = _alphabet(grammar, [*rule_files, *data.urgent], forms, lexicon)
    compiler = Compiler(alphabet, grammar.macros)
    scopes = Scopes(compiler, grammar.scopes, lexicon, alphabet.begin, alphabet.paragraph)
    speller = Speller(form for form in forms if form.term.tag in _SPELLED)
    cutter = Cutter(english())
    words = WordRules(rule_files, compiler, scopes, cutter)
    # only these: no term of a customer's keeps a shipped rule, that they cannot mend, from loading
    refuse_split_terms(data.own_rules, grammar, lexicon)
    return Parts(
        tagger=Tagger(alphabet, lexicon, speller, cutter),
        lexicon=lexicon,
        scopes=scopes,
        words=words,
        urgent=WordRules(data.urgent, compiler, scopes, cutter),
        rules=tuple(rule_files),
        by_id={rule.spec.id: rule.spec for rule in rule_files},
        finders=finders(rule_files),
        second=SecondReader(read_model(FILE, families), alphabet, CLAIM, "DX-02"),
        inbound=SecondReader(read_model(INBOUND_FILE, families), alphabet, CALL, "emergency"),
        promising=read_promising(),
        encoder=shipped(),
        policy=data.policy,
        knows=_knower(lexicon, grammar, speller),
        ordinary=families,
        version=data.version,
    )


def text_parts() -> tuple[Tagger, Alphabet]:
    """The shipped tagger and its alphabet alone; what training reads its texts with."""
    grammar = read_grammar(DATA / "lexicons" / "grammar.yaml")
    forms = list(_forms(sorted((DATA / "lexicons").glob("*.txt"))))
    rule_files = [*read_rules(DATA / "rules"), *read_rules(DATA / "urgency")]
    lexicon = Lexicon(forms)
    alphabet = _alphabet(grammar, rule_files, forms, lexicon)
    speller = Speller(form for form in forms if form.term.tag in _SPELLED)
    return Tagger(alphabet, lexicon, speller, Cutter(english())), alphabet


def _labels(rules: Iterable[RuleFile]) -> set[str]:
    """Whatever rules may ask for by a label: a list of terms may use it as a tag."""
    kinds = ("patterns", "tokens", "exceptions", "settings")
    return {
        label
        for rule in rules
        for kind in kinds
        for label in _LABEL.findall(repr(getattr(rule.spec, kind)))
    }


def _forms(files: Iterable[Path], named: Collection[str] = ()) -> Iterable[Form]:
    cut = _cutter()
    for path in files:
        if path.is_dir():
            raise GuardDataError(path, 0, "this is a folder; name the files of terms in it")
        if not path.is_file():  # nor a pipe: it is read once more for the version
            raise GuardDataError(path, 0, "no such file of terms")
        yield from read_terms(path, cut, named)


def cut_words(text: str) -> list[str]:
    """The words of a text as those of terms are cut."""
    return _cutter()(text)


@lru_cache(maxsize=1)
def _cutter() -> Callable[[str], list[str]]:
    """Cuts a term into words exactly as texts are cut."""
    tokenizer = english().tokenizer

    def cut(text: str) -> list[str]:
        low = text.lower()
        if low.isalpha():
            return [low]
        if low.replace(" ", "").isalpha() and "cannot" not in low:
            return low.split()
        return [token.lower_ for token in tokenizer(text) if not token.is_space]

    return cut


def _alphabet(
    grammar: Grammar, rules: Iterable[RuleFile], forms: Iterable[Form], lexicon: Lexicon
) -> Alphabet:
    named: set[tuple[str, ...]] = set()
    texts = [pattern for lines in grammar.scopes.values() for pattern in lines]
    for rule in rules:
        texts += [spec.match for spec in rule.spec.patterns]
        texts += rule.spec.exceptions
    for text in texts:
        try:
            named |= literals(text, grammar.macros)
        except ValueError:
            continue  # the compiler says what is wrong, and where
    in_classes = {(word,) for words in grammar.classes.values() for word in words}
    return Alphabet(
        grammar.classes,
        named,
        {
            *_TAGS,
            *(form.term.labels for form in forms),
            *(f"FUZZY {form.term.also}".strip() for form in forms),
        }
        - {"NONE"},
        {
            words: "" if form.term.tag == "NONE" else form.term.labels
            for words in named | in_classes
            if (form := lexicon.named(words)) is not None
        },
    )


def refuse_split_terms(rules: Iterable[RuleFile], grammar: Grammar, lexicon: Lexicon) -> None:
    """Raises GuardDataError for a pattern with the words of one term as elements of their own."""
    for rule in rules:
        for pattern in (*(spec.match for spec in rule.spec.patterns), *rule.spec.exceptions):
            wrong = split_term(pattern, grammar.macros, lexicon)
            if wrong:
                raise GuardDataError(rule.path, rule.line_of(pattern), f"{pattern!r}: {wrong}")


def _with_page(rule: RuleFile) -> RuleFile:
    """A shipped rule, with the page that says why it is there; one of your own has no such page."""
    link = rule.spec.link or f"docs/rules/{rule.spec.code}.md"
    return replace(rule, spec=rule.spec.model_copy(update={"link": link}))


def _no_twins(rules: Iterable[RuleFile]) -> None:
    seen: dict[str, Path] = {}
    for rule in rules:
        if rule.spec.id in seen:
            raise GuardDataError(rule.path, 1, f"{rule.spec.id} is taken by {seen[rule.spec.id]}")
        seen[rule.spec.id] = rule.path


def _knower(lexicon: Lexicon, grammar: Grammar, speller: Speller) -> Callable[[str], str]:
    """Which word some letters stand for, if the guard has a reason to care."""
    readers = frozenset().union(
        *(grammar.classes[name] for name in ("YOU", "YOUR", "MANAGE", "DIAGNOSE", "HAVE", "HARM"))
    )

    def knows(letters: str) -> str:
        if len(letters) > 3 and (letters in readers or _single(lexicon, letters)):
            return letters
        if letters in {"you", "your", "have"}:
            return letters
        meant = speller.correct(letters) if len(letters) > 5 else None
        return meant.name if meant is not None else ""

    return knows


def _single(lexicon: Lexicon, letters: str) -> bool:
    return any(
        len(form.words) == 1 and form.term.tag != "NONE"
        for form in lexicon.by_first.get(letters, ())
    )


def _data_files() -> list[Path]:
    kinds = (
        "lexicons/*",
        "urgency/*.yaml",
        "*.py",
        "detectors/*.py",
        "learned/*.py",
        "learned/*.txt",
        "encoder/*.py",
        "encoder/*.txt",
        "encoder/*.onnx",
    )
    return sorted(path for kind in kinds for path in DATA.glob(kind) if path.is_file())


def _digest(files: Iterable[Path]) -> str:
    """A hash of content, not of places, so that two machines agree."""
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.name.encode())
        with path.open("rb") as content:
            whole.update(hashlib.file_digest(content, "sha256").digest())
    return whole.hexdigest()[:16]
