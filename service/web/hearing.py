"""A person's own words are heard whatever else is wrong with the call that brings them.

A stop or a call for help needs only whose words they are. So where a call is refused, its words are
handed on alone, with what was wrong as `faults`: words that ask for help, or to stop, are answered
and recorded, and the answer tells the faults. All other words are refused as the call was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args
from uuid import uuid4

from pydantic import TypeAdapter

from service.calling import Answered, Caller, MessageRequest, NotHeard
from service.domain.signals import MOST_TEXT, Moment, Opaque, Signal
from service.domain.vocabulary import Audience, Channel, RecipientKind
from service.web.context import Web
from service.web.formats import BY_DEFAULT, Read
from service.web.lenient import fitting, object_in, one_of, whose
from service.web.models import MessageIn, RecipientId, RecipientIn
from service.web.places import Place, as_sent, placed
from service.web.problems import WebProblem

_REFUSED = ("W115", "W303")
_MOMENT = TypeAdapter[Any](Moment)
_OPAQUE = TypeAdapter[Any](Opaque)
_RECIPIENT = TypeAdapter[Any](RecipientId)
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2})")


def fresh_key() -> str:
    """An idempotency key, or a signal's id, that nobody used."""
    return f"inbound.{uuid4()}"


# --- reading -----------------------------------------------------------------------------------


def heard(web: Web, read: Callable[[], Read], words: Callable[[], Any]) -> Read:
    """What `read` gives; where it refuses, the words in the body, if there are any.

    `words` gives them in a message's shape, unchecked.
    """
    try:
        return read()
    except WebProblem as problem:
        message = alone(words(), web)
        if message is None:
            raise
        return Read(message, as_sent, despite=problem)


def despite(read: Read, problem: WebProblem) -> Read:
    """A message that something beside its body is wrong with. Raises `problem` without words."""
    message = read.incoming
    if not isinstance(message, MessageIn) or message.signal.text is None:
        raise problem
    return replace(read, despite=read.despite or problem)


def alone(data: Any, web: Web) -> MessageIn | None:
    """The words in a message's shape with whose they are, and what else can be read beside them.

    None where the words, or whose they are, cannot be read. What the signal is about is left out:
    it is heard for its words alone.
    """
    if not has_words(data):
        return None
    given = object_in(data)
    signal, who = object_in(given.get("signal")), whose(given)
    text: str = signal["text"]
    recipient = fitting(_RECIPIENT, who.get("id"))
    if recipient is None:
        return None
    return MessageIn(
        signal=Signal(
            id=fitting(_OPAQUE, signal.get("id")) or fresh_key(),
            type=_type(signal.get("type"), web),
            at=fitting(_MOMENT, signal.get("at")) or web.clock(),
            text=text[:MOST_TEXT],
        ),
        channel=one_of(get_args(Channel), given.get("channel"), BY_DEFAULT),
        recipient=RecipientIn(
            id=recipient, kind=one_of(get_args(RecipientKind), who.get("kind"), "known")
        ),
        audience=one_of(get_args(Audience), given.get("audience"), "patient"),
        locale=_language(given.get("locale")),
        dry_run=given.get("dry_run") is True,
    )


def has_words(data: Any) -> bool:
    """Whether there are any words to read, whosever they are."""
    text = object_in(object_in(data).get("signal")).get("text")
    return isinstance(text, str) and bool(text.strip())


def _type(given: Any, web: Web) -> str:
    """The type that was named, where it takes words; of another one, little but they is known."""
    kind = web.service.release.signals.get(given) if isinstance(given, str) else None
    return kind.type if kind is not None and kind.inbound_text else web.inbound_type


def _language(value: Any) -> str | None:
    """A locale that says in which language somebody writes, for that alone is asked here."""
    found = _LANGUAGE.match(value) if isinstance(value, str) else None
    return f"{found[1].lower()}-US" if found else None


# --- answering ---------------------------------------------------------------------------------


async def answer(
    web: Web,
    caller: Caller,
    wanted: MessageRequest,
    problem: WebProblem | None = None,
    *,
    place: Place = as_sent,
    repeats: bool = False,
    deadline: float | None = None,
) -> Answered:
    """The service's answer to a call; `problem` is what was wrong with it already.

    With `repeats`, words under an id that was used before are no fault, and are answered anew.
    """
    if problem is not None:
        wanted = _told(wanted, problem)
    try:
        with placed(place):
            return await web.waiting.decide(caller, wanted, deadline)
    except NotHeard:
        raise problem or WebProblem("W599") from None
    except WebProblem as refused:
        again = _again(web, wanted, refused, repeats=repeats)
        if again is None:
            raise
        first = problem or refused
    try:
        with placed(place):
            return await web.waiting.decide(caller, again, deadline)
    except NotHeard:
        raise first from None


def _again(
    web: Web, wanted: MessageRequest, refused: WebProblem, *, repeats: bool
) -> MessageRequest | None:
    """The words of a refused call as a call of their own; None where that changes nothing."""
    signal, code = wanted.signal, refused.kind.code
    types = web.service.release.signals
    if signal.text is None or code not in _REFUSED:
        return None
    if signal.type not in types:
        signal = signal.model_copy(
            update={"type": web.inbound_type, "attributes": {}, "subject": None}
        )
    elif code == "W115":
        return None  # the words were read, and ask for nothing that is owed
    own = replace(wanted, signal=signal, idempotency_key=fresh_key())
    return own if repeats and code == "W303" else _told(own, refused)


def _told(wanted: MessageRequest, problem: WebProblem) -> MessageRequest:
    """The request with the faults of its call; what a sandbox wishes for is none of its words."""
    faults = tuple(fault.as_json() for fault in problem.told)
    return replace(wanted, faults=(*wanted.faults, *faults), wanted_outcome=None)
