"""Kept answers open for the call that they belong to, whole, and for nobody else."""

from __future__ import annotations

import os
import zlib

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from service.store.sealing import Unsealable, seal, unseal

KEY, DIGEST = b"k" * 32, b"d" * 32
PIECE = st.binary(max_size=300)


@given(before=PIECE, message=PIECE, after=PIECE)
def test_an_answer_comes_back_as_it_was(before: bytes, message: bytes, after: bytes) -> None:
    sealed = seal(KEY, DIGEST, (before, message, after))
    assert unseal(KEY, sealed) == (DIGEST, before + message + after)


def test_the_same_answer_is_never_sealed_alike() -> None:
    body = (b"a", b"b" * 500, b"c")
    assert seal(KEY, DIGEST, body) != seal(KEY, DIGEST, body)


def test_an_answer_of_an_earlier_version_opens() -> None:
    nonce = os.urandom(12)
    old = nonce + AESGCM(KEY).encrypt(nonce, DIGEST + zlib.compress(b'{"a": 1}', 1), None)
    assert unseal(KEY, old) == (DIGEST, b'{"a": 1}')


@pytest.mark.parametrize("place", [0, 12, 50, -1])
def test_a_changed_bit_is_found(place: int) -> None:
    sealed = bytearray(seal(KEY, DIGEST, (b"a", b"b" * 500, b"c")))
    sealed[place] ^= 1
    with pytest.raises(Unsealable):
        unseal(KEY, bytes(sealed))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Unsealable):
        unseal(b"x" * 32, seal(KEY, DIGEST, (b"a", b"b", b"c")))
