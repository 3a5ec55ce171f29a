"""Reads a policy file, and refuses whatever in it would have no effect, or another than it says.

A channel or a rule that nobody has would be met by no text, and nobody would hear of it. So every
name is compared with those that there are, and all that is wrong is told at once, by line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from guardrails.errors import GuardDataError, one_of, read_data, refuse
from guardrails.failures import FAILURES
from guardrails.grammar import FAST_LOADER
from guardrails.policy import Policy, Setting, When
from guardrails.yaml_faults import NOT_YAML, not_yaml

#: The keys of each mapping, by the number of steps to it; only `set` has keys of one's own.
_FIELDS: dict[int, type[BaseModel]] = {0: Policy, 2: Setting, 3: When}
#: What there is to say of a value of another type than is asked for.
_WANTED = {
    "name": "give the policy a name",
    "settings": "write a list, each entry with `because:` and `set:`",
    "because": "say why, in a sentence",
    "when": "write a mapping, as in {channel: [sms]}",
    "set": "write a mapping of rules and severities, as in {DX-05: info}",
    "authenticated": "write true or false",
    "purpose": "write a list, as in [education]",
    "channel": "write a list, as in [email]",
    "audience": "write a list, as in [patient]",
    "part": "write a list, as in [body]",
}
Place = tuple[str, ...]


def read_policy(path: Path, rules: Collection[str]) -> Policy:
    """The policy of a file; `rules` are the codes of those that there are.

    Raises GuardDataError with every wrong word, its line, and what would be right.
    """
    source = read_data(path)
    try:
        root = yaml.compose(source, Loader=FAST_LOADER)
        data = yaml.load(source, Loader=FAST_LOADER)  # noqa: S506 - safe
    except NOT_YAML as error:
        raise not_yaml(path, error) from None
    if root is None or not isinstance(data, dict):
        raise GuardDataError(path, 1, "a policy is a mapping with `name:` and `settings:`")
    lines: dict[Place, int] = {(): 1}
    problems = list(_noted(root, (), lines))
    policy = None
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        problems += _misfits(error, lines)
    problems += _unknown_rules(data, lines, rules)
    refuse(path, problems)
    assert policy is not None  # or what is wrong with it would have been told
    return policy


def _noted(node: yaml.Node, path: Place, lines: dict[Place, int]) -> Iterator[tuple[int, str]]:
    """Notes the line of every key and entry; gives the keys that stand twice."""
    if isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            yield from _below(entry, (*path, str(number)), entry, lines)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*path, str(key.value))
            if place in lines:
                yield _line(key), f"{'.'.join(place)}: stands here again; keep one of the two"
            yield from _below(value, place, key, lines)


def _below(
    node: yaml.Node, path: Place, at: yaml.Node, lines: dict[Place, int]
) -> Iterator[tuple[int, str]]:
    lines[path] = _line(at)
    if len(path) < 6:  # deeper than any policy; an alias may stand within itself
        yield from _noted(node, path, lines)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _misfits(error: ValidationError, lines: Mapping[Place, int]) -> Iterator[tuple[int, str]]:
    for one in error.errors():
        if one["type"] == "too_short" and one["input"]:
            continue  # of what stands there none is right, which is told of each
        place = tuple(str(step) for step in one["loc"] if step != "[key]")
        yield _nearest_line(place, lines), f"{'.'.join(place)}: {_what(one, place)}"


def _what(error: Mapping[str, Any], place: Place) -> str:
    """What is wrong with a value or a key, and what to write."""
    kind = error["type"]
    if kind == "missing":
        return f"missing; {_WANTED[place[-1]]}"
    if kind == "extra_forbidden":
        fields = list(_FIELDS[len(place) - 1].model_fields)
        return f"no such field; {one_of(place[-1], fields)}"
    if kind == "literal_error" and error["input"] is False:
        return '`off` without quotes is `false` in YAML; write "off"'
    if kind == "literal_error":
        valid = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"no such {_sort(place)}; {one_of(error['input'], valid)}"
    if kind in ("too_short", "string_too_short"):
        leave_out = len(place) == 4  # an empty list of names of a context
        return f"empty; {'name one, or leave the line out' if leave_out else _WANTED[place[-1]]}"
    if len(place) == 2:
        return "write a mapping with `because:` and `set:`"
    return _WANTED.get(place[-1]) or str(error["msg"])


def _sort(place: Place) -> str:
    """What a name is a name of: a channel, a purpose, a severity."""
    return "severity" if place[2:3] == ("set",) else place[3]


def _nearest_line(place: Place, lines: Mapping[Place, int]) -> int:
    while place not in lines:
        place = place[:-1]
    return lines[place]


def _unknown_rules(
    data: Mapping[str, Any], lines: Mapping[Place, int], rules: Collection[str]
) -> Iterator[tuple[int, str]]:
    for number, setting in enumerate(_sequence(data.get("settings"))):
        named = setting.get("set") if isinstance(setting, dict) else None
        for code in named if isinstance(named, dict) else ():
            if code not in rules:
                place = ("settings", str(number), "set", str(code))
                what = f"{'.'.join(place)}: {_of_rule(str(code), rules)}"
                yield _nearest_line(place, lines), what


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _of_rule(code: str, rules: Collection[str]) -> str:
    if code in FAILURES:
        return "no policy changes the guard's own failures; take it out"
    if code[:5] in rules:
        return f"a policy sets whole rules; write {code[:5]}"
    return f"no such rule; {one_of(code, sorted(rules))}"
