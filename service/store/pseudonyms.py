"""Pseudonyms for recipients, and for the ids that signals carry.

A caller's own id for a person never gets into a table. `lookup` finds their row; the `key` in the
log is an HMAC that also needs the row's random salt, so that deleting the row leaves nobody,
Bedside included, able to tell whose entries those were. Sandbox and live keys never meet.
"""

from __future__ import annotations

import secrets as random
from dataclasses import dataclass
from unicodedata import category

from service.domain.vocabulary import RecipientKind
from service.store.secret import Secret, keyed

#: The two worlds that share no row: what real people get, and what callers try out.
LIVE, SANDBOX = "live", "sandbox"


def chain_of(sandbox: bool) -> str:
    """The world that a caller's rows belong to."""
    return SANDBOX if sandbox else LIVE


#: Marks of format, such as a space without width or a mark of direction, and spaces of all kinds.
_UNSEEN = frozenset({"Cf", "Zs", "Zl", "Zp"})


def own_id(given: str) -> str:
    """A caller's own id for a person, as every way in reads it: its ends are what can be seen.

    Lists, forms and copied numbers bring spaces and marks without width along. With them the id
    would be another person's, on whom no stop stands.
    """
    start, end = 0, len(given)
    while start < end and _is_unseen(given[start]):
        start += 1
    while start < end and _is_unseen(given[end - 1]):
        end -= 1
    return given[start:end]


def _is_unseen(mark: str) -> bool:
    return mark.isspace() or category(mark) in _UNSEEN


@dataclass(frozen=True, slots=True)
class Person:
    """A recipient as a caller names them, on the way to a pseudonym. Never kept or logged.

    Their id is read as `own_id` reads it, whoever names them.
    """

    chain: str
    kind: RecipientKind
    id: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", own_id(self.id))

    def __repr__(self) -> str:
        return f"Person({self.chain}, {self.kind})"


def lookups(secret: Secret, person: Person) -> tuple[str, ...]:
    """Under which tokens a recipient's row may lie: by the secret in use, then by older ones."""
    parts = (person.chain, person.kind, person.id)
    return tuple(digest.hex() for digest in secret.macs("lookup", *parts))


def new_salt() -> bytes:
    """Random bytes that live and die with a recipient's row."""
    return random.token_bytes(16)


def key_for(secret: Secret, person: Person, salt: bytes) -> str:
    """The pseudonym that a new recipient gets, for as long as their row lives."""
    return f"p_{secret.mac('recipient', person.chain, person.kind, person.id, salt).hex()[:32]}"


def signal_token(salt: bytes, signal_id: str) -> str:
    """A recipient's own pseudonym for a signal's id; a caller's id might name somebody."""
    return f"s_{keyed(salt, 'signal', signal_id).hex()[:32]}"


def subject_token(salt: bytes, subject: str) -> str:
    """A recipient's own pseudonym for the thing that a signal was about."""
    return f"t_{keyed(salt, 'subject', subject).hex()[:32]}"
