"""Asking a model for other words from a page: beside, one sample after the other, nothing written.

What comes back is kept in this process until somebody puts it up for approval or the studio stops.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from service.bank.asking import Asked, ModelMaker
from service.bank.filing import Made, Question, kept, put
from service.bank.generating import Order, questions
from service.errors import BedsideError, Problem
from service.library.library import Library
from service.library.writing import one_writer

#: Asks that run at once, and asks that are remembered.
_AT_ONCE, _REMEMBERED = 2, 40


@dataclass(slots=True)
class Answer:
    """One proposal, the checks it was put to, and the key of its file once there is one."""

    asked: Asked
    checks: tuple[str, ...]
    key: str = ""


@dataclass(slots=True)
class Ask:
    """One order for one rendition, and what has come of it so far."""

    id: str
    order: Order
    variant: str
    question: Question | None = None
    answers: list[Answer] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    is_done: bool = False


class Asks:
    """Everybody's asks in one process."""

    def __init__(self) -> None:
        self._held: dict[str, Ask] = {}
        self._turn = threading.Semaphore(_AT_ONCE)
        self._lock = threading.Lock()

    def begin(
        self, order: Order, variant: str, read: Callable[[], Library], maker: ModelMaker
    ) -> Ask:
        """Begin to ask, beside. Whoever is waiting for an answer gets that ask, and no second."""
        with self._lock:
            for ask in self._held.values():
                if ask.order.by == order.by and not ask.is_done:
                    return ask
            made = Ask(secrets.token_urlsafe(9), order, variant)
            done = [key for key, ask in self._held.items() if ask.is_done]
            for key in done[: max(0, len(self._held) + 1 - _REMEMBERED)]:
                del self._held[key]
            self._held[made.id] = made
        threading.Thread(target=self._run, args=(made, read, maker), daemon=True).start()
        return made

    def of(self, editor: str, ask_id: str) -> Ask | None:
        """An ask by its id, for nobody but whoever began it."""
        found = self._held.get(ask_id)
        return found if found is not None and found.order.by == editor else None

    def _run(self, ask: Ask, read: Callable[[], Library], maker: ModelMaker) -> None:
        try:
            with self._turn:
                ask.question = question = _question(read(), ask)
                for sample in range(ask.order.samples):
                    asked = maker.propose(
                        question.served,
                        question.module_id,
                        question.rendition,
                        question.voice,
                        sample,
                    )
                    ask.answers.append(Answer(asked, maker.checks))
        except BedsideError as error:
            ask.problems = error.problems
        finally:
            ask.is_done = True


def put_up(folder: Path, read: Callable[[], Library], ask: Ask, answer: Answer) -> Made:
    """File an answer in the bank, its asker as its writer.

    Raises `BedsideError` where approved words or brand have changed since they were asked about.
    """
    with one_writer(folder):
        library = read()
        now, then = _question(library, ask), ask.question
        if (
            then is None
            or now.rendition.source != then.rendition.source
            or now.voice.hash != then.voice.hash
        ):
            what = "the approved words or the brand were changed since you asked"
            raise BedsideError([Problem(now.module_id, 0, 0, "C143", what, "ask again")])
        made = put(
            folder,
            kept(library, now),
            now,
            answer.asked,
            checks=answer.checks,
            by=ask.order.by,
            on=ask.order.on,
        )
    answer.key = made.key
    return made


def _question(library: Library, ask: Ask) -> Question:
    """The one rendition that was asked for. Raises `BedsideError`."""
    for question in questions(library, ask.order):
        if question.rendition.variant == ask.variant:
            return question
    what = "the module has no approved words in this channel and the brand's language"
    raise BedsideError([Problem(ask.order.modules[0], 0, 0, "C161", what, "choose others")])
