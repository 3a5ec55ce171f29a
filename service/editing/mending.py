"""Quick fixes: a problem's or a finding's own words for what would be right, as a replacement.

A fix that was made from a suggestion is offered only where the guard no longer raises the rule on
the mended words, so that nobody is sent from one refusal to the next. Pure, but for the guard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

from guardrails.verdict import Finding
from service.errors import Problem
from service.library.yaml_source import read_yaml

_MEANT = re.compile(r"did you mean `([^`]+)`\?")
_VALID = re.compile(r"`([^`\n]+)`")
#: From this share of equal letters on, a word was probably meant to be another.
_ALIKE = 0.5
_QUOTED = re.compile(r"“([^”]+)”")
_WORD = re.compile(r"[\w./-]+")
_PART = re.compile(r"[\w-]+")
#: A key and a text that is in no quotes or brackets and has no comment behind it.
_VALUE = re.compile(
    r"[ \t]*(?:-[ \t]+)?(?P<key>[\w.-]+):[ \t]+(?P<words>(?![\"'\[{|>])(?:(?! #).)+?)[ \t]*"
)
#: A key before its value, on one line: `because: `, `- say: "`.
_KEY = re.compile(r"[ \t]*(?:-[ \t]+)*(?:[\w.-]+:[ \t]+)?[\"']?")
#: The beginning of an address up to where it is looked at: words are no part of one.
_IN_ADDRESS = re.compile(r"(?:://|\}\}[/?#])[^\s\"'()<>]*")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n")


@dataclass(frozen=True, slots=True)
class Fix:
    """A replacement that mends something: which characters, by what, and how it is called."""

    label: str
    start: int
    end: int
    text: str


class Asked(Protocol):
    """Whoever tells whether other words mend a file's text."""

    def mends(self, rule: str, text: str, mended: str) -> bool:
        """Whether the rule stops `mended` less often than `text`, and nothing else is newly wrong.

        Both take the file's place. A text that cannot be read has no findings, and mends nothing.
        """
        ...


def problem_fixes(problem: Problem, text: str, start: int) -> Iterator[Fix]:
    """What a problem of the library itself proposes: the nearest valid word, or quotes."""
    if problem.code == "L004" and ("in quotes" in problem.fix or "as a whole" in problem.fix):
        yield from _quoted(text, start)
        return
    meant = _MEANT.findall(problem.fix)
    if not meant and problem.fix.startswith("use `"):
        meant = _VALID.findall(problem.fix)
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    nearest = _nearest(line, meant)
    if nearest is not None:
        at, word, right = nearest
        yield Fix(f"Write {right}", start + at, start + at + len(word), right)


def _quoted(text: str, start: int) -> Iterator[Fix]:
    """The value of a line in quotes, where all can be read then down to this line."""
    first = text.rfind("\n", 0, start) + 1
    end = text.find("\n", first)
    value = _VALUE.fullmatch(text, first, end if end >= 0 else len(text))
    if value is None:
        return
    words = value["words"].replace("\\", "\\\\").replace('"', '\\"')
    if not read_yaml(f'{text[: value.start("words")]}"{words}"\n', "").problems:
        yield Fix("Put the text in quotes", *value.span("words"), f'"{words}"')


def _nearest(line: str, valid: Sequence[str]) -> tuple[int, str, str] | None:
    """The word of a line that was probably meant to be one of the valid ones, and which."""
    best, score = None, _ALIKE
    for match in (*_WORD.finditer(line), *_PART.finditer(line)):
        for word in valid:
            alike = SequenceMatcher(None, match[0], word).ratio()
            if match[0] not in valid and alike > score:
                best, score = (match.start(), match[0], word), alike
    return best


def guard_fixes(
    text: str, start: int, end: int, finding: Finding, guard: Asked, *, keyed: bool = False
) -> Iterator[Fix]:
    """What a finding suggests, where it can take the place of the words or of their sentence.

    `keyed` says that the words are a value behind a key, which is no part of their sentence.
    """
    first, last = _sentence(text, start, end)
    if keyed and (key := _KEY.match(text, text.rfind("\n", 0, start) + 1, start)):
        first = max(first, key.end())
        if key[0].endswith(('"', "'")) and text[last - 1] == key[0][-1] and last > end:
            last -= 1
    seen = set()

    def mends(a: int, b: int, words: str) -> bool:
        return guard.mends(finding.rule, text, text[:a] + words + text[b:])

    line = text[text.rfind("\n", 0, start) + 1 : start]
    in_address = any(match.end() == len(line) for match in _IN_ADDRESS.finditer(line))
    for words, whole in _proposals(finding.suggestion):
        if in_address and not whole:
            continue
        a, b = (first, last) if whole else (start, end)
        mended = words if whole else _cased(words, text[a:b])
        if mended in seen or not mends(a, b, mended):
            continue
        seen.add(mended)
        yield Fix(f"Write “{mended}”", a, b, mended)
    if not seen:
        if finding.suggestion.startswith(("Remove it", "Leave it out")) and mends(start, end, ""):
            yield Fix("Take these words out", _left(text, first, start), end, "")
        elif _alone(text, first, last) and mends(first, last, ""):
            yield Fix("Take the sentence out", _left(text, 0, first), last, "")


def _proposals(suggestion: str) -> Iterator[tuple[str, bool]]:
    """Words that a suggestion gives in full, and whether each is a whole sentence."""
    quoted = _QUOTED.findall(suggestion)
    plain = suggestion.strip()
    if not quoted and plain and not plain.endswith(".") and ":" not in plain:
        quoted = [plain.removesuffix(" ...")]
    for words in quoted:
        words = words.strip()
        if words.endswith("..."):
            words = words.removesuffix("...").strip().rstrip(",")
            if words:
                yield words, False
        else:
            yield words, words.endswith((".", "!", "?"))


def _cased(words: str, replaced: str) -> str:
    """A suggestion in the case of the words that it replaces."""
    if replaced[:1].isupper():
        return words[:1].upper() + words[1:]
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence, within one line, that holds some characters."""
    first = 0
    for match in _SENTENCE_END.finditer(text, 0, start):
        first = match.end()
    match_after = _SENTENCE_END.search(text, max(end - 1, start))
    if match_after is None:
        last = len(text)
    else:
        last = match_after.start() + (0 if match_after[0] == "\n" else 1)
    while first < start and text[first] in " \t#*->":
        first += 1
    return first, max(last, end)


def _left(text: str, least: int, start: int) -> int:
    """Where to begin taking out so that no double space is left."""
    while start > least and text[start - 1] == " ":
        start -= 1
    return start


def _alone(text: str, first: int, last: int) -> bool:
    """Whether other words are left in the text without a sentence."""
    return bool((text[:first] + text[last:]).strip())
