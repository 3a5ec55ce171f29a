"""Features as numbers: one for a template and up to three symbols, and back again."""

from __future__ import annotations

#: Bits of a symbol's number.
BITS = 16
_UNKNOWN = (1 << BITS) - 1

#: The templates, and the name under which `weights.txt` lists each.
TEMPLATES = (
    *("word", "family", "narrow"),  # one word: itself, its family, its narrow family
    "next",  # two families side by side
    "shape",  # three words side by side, by what part they play
    *("order", "close"),  # two telling parts in this order; and close together
    *("before", "after"),  # a word before or after a central part
    *("family_before", "family_after"),
    "where",  # a central part in the main clause, a condition clause, or after one
    "owned",  # "your X": where, and whether X was introduced
    "third",  # a third person and the reader
    *("holds", "context", "carried"),  # reader and condition; what came before; what points back
    *("first", "last", "length"),
)
#: Templates by name.
NUMBER = {name: number for number, name in enumerate(TEMPLATES)}
#: What a template adds to each of its features.
HEAD = {name: number << (3 * BITS) for name, number in NUMBER.items()}
#: Where the number of a sentence goes, on top of a feature: 32 templates, then eleven bits for it.
SENTENCE = 3 * BITS + 5
#: A template that there is not: no table holds it, whatever symbols are put to it.
NO_FEATURE = 31 << 3 * BITS
#: The bits of a feature itself.
FEATURE = (1 << SENTENCE) - 1


class Symbols(dict[str, int]):
    """Numbers for symbols. Training adds to them; a loaded model's are closed."""

    def __init__(self) -> None:
        super().__init__()
        self._open = True

    def __missing__(self, symbol: str) -> int:
        if not self._open or len(self) >= _UNKNOWN:
            return _UNKNOWN
        number = self[symbol] = len(self)
        return number

    def __call__(self, symbol: str) -> int:
        """The number of a symbol."""
        return self[symbol]

    def close(self) -> None:
        """From here on an unseen symbol is unknown, and so weighs nothing."""
        self._open = False

    def names(self) -> list[str]:
        """All symbols, by number."""
        return list(self)


def feature(template: int, a: int, b: int = 0, c: int = 0) -> int:
    """One number for a template and its symbols, the first symbol lowest."""
    return ((template << BITS | c) << BITS | b) << BITS | a


def parts_of(number: int) -> tuple[int, int, int, int]:
    """The template and symbols of a feature."""
    mask = _UNKNOWN
    return (
        number >> (3 * BITS),
        number & mask,
        number >> BITS & mask,
        number >> (2 * BITS) & mask,
    )
