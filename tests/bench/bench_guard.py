"""Measures the guard: `python -m tests.bench.bench_guard`.

All figures come from one run on one thread, so compare ratios more than milliseconds. What other
tools do with the same texts is measured by `bench_others.py`.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence

BASE = (
    "Hi Sam, thank you for booking {visit} {n} with {us}. A {n}-minute {walk} is a good place to "
    "{start}. If you have asthma, keep your inhaler {n} in your {bag} and ask your doctor about "
    "your plan before you {travel}. People with diabetes often check their {feet} {n} times "
    "{today}. Call us about {room} {n} to move it or to ask about {parking}."
)
#: What may stand in each place, two places a sentence: ordinary words, so that none is in doubt.
WORDS = {
    "visit": "visit class room table tour course place slot lesson seat talk walk swim dance game "
    "concert film boat bike tent desk hall",
    "us": "us Robin Alex Kim Jamie Lee Jordan Casey Morgan Taylor Riley Erin Pat Chris Jo Max Ray "
    "Drew Quinn Sky Sasha Blair",
    "walk": "walk swim ride talk video stretch break class visit lesson game dance tour film song "
    "story climb run call rest sail hike",
    "start": "start begin rest meet learn relax practice try stop wait read sit eat play sing draw "
    "write park shop cook plan talk",
    "bag": "bag garden bike bus office kitchen classroom hall kit luggage suitcase coat desk "
    "jacket backpack car tent gym drawer locker van home",
    "travel": "travel vote play train eat paint sing drive hike walk cook start sleep leave shop "
    "dance climb run swim ski ride sail",
    "feet": "feet shoes socks toes heels boots laces soles skin steps hands nails stairs floors "
    "rugs lamps chairs bags maps clocks phones doors",
    "today": "today weekly daily monthly yearly outside inside together there here now upstairs "
    "downstairs online abroad indoors outdoors nearby twice once alone first",
    "room": "visit class room table tour course place slot lesson seat talk walk swim dance game "
    "concert film boat bike tent desk hall",
    "parking": "parking lunch buses tickets forms maps lockers chairs towels music times prices "
    "doors lifts ramps trains taxis bikes food water shade seats",
}
SIZE = 22


def texts(count: int, first: int = 0) -> list[str]:
    """60-word messages that differ in words and values: no two of 484 share a sentence."""
    return [BASE.format(n=n, **chosen(n)) for n in range(first, first + count)]


def with_other_values(count: int, first: int = 0) -> list[str]:
    """One message with another value in every sentence, as in a campaign."""
    return [BASE.format(n=n, **chosen(0)) for n in range(first, first + count)]


def in_doubt(count: int) -> list[str]:
    """One message in which other words stand before a sentence in doubt: it is read each time."""
    names = WORDS["us"].split()
    return [BASE.format(n=7, **{**chosen(0), "us": name}) for name in names[:count]]


def chosen(n: int) -> dict[str, str]:
    """The words of a message: those of two places of a sentence are never the same two again."""
    steps = (n % SIZE, n // SIZE % SIZE)
    return {name: words.split()[steps[at % 2]] for at, (name, words) in enumerate(WORDS.items())}


def median_ms(read: Callable[[str], object], inputs: Sequence[str]) -> float:
    """The median time of one call, in milliseconds."""
    taken = []
    for text in inputs:
        began = time.perf_counter()
        read(text)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def memory_mb() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows() -> list[tuple[str, str]]:
    """What was measured, as name and figure."""
    import spacy

    from guardrails import Context, Guard

    loaded = memory_mb()
    began = time.perf_counter()
    guard = Guard()
    built = time.perf_counter() - began
    held = memory_mb()
    context, blank = Context(), spacy.blank("en")
    for text in (*texts(50, 400), *with_other_values(50, 9_000), *WORDS.values()):
        guard.check(text, context)
        blank(text)
    new, again = texts(400), with_other_values(400, 500)
    cold = median_ms(lambda text: guard.check(text, context), new)
    cached = median_ms(lambda text: guard.check(text, context), new)
    plain = median_ms(blank, new)
    valued = median_ms(lambda text: guard.check(text, context), again)
    plain_valued = median_ms(blank, again)
    doubted = in_doubt(SIZE)
    first = guard.parts.second.weigh(guard.parts.tagger.tag(doubted[0]), lambda: None)
    in_first = sum(map(guard.parts.second.doubts, first))
    read_anew = median_ms(lambda text: guard.check(text, context), doubted)
    read = (guard.parts.tagger.tag(text) for text in new)
    weighed = [one for tagged in read for one in guard.parts.second.weigh(tagged, lambda: None)]
    out = [
        ("words in one message", str(len(BASE.split()))),
        ("sentences in doubt", f"{sum(map(guard.parts.second.doubts, weighed))} of {len(weighed)}"),
        ("one message, no sentence of it read before", f"{cold:.3f} ms"),
        ('spacy.blank("en") on it', f"{plain:.3f} ms"),
        ("ratio", f"{cold / plain:.1f}"),
        ("one message, read before with other values", f"{valued:.3f} ms"),
        ('spacy.blank("en") on it', f"{plain_valued:.3f} ms"),
        ("ratio", f"{valued / plain_valued:.1f}"),
        (f"one message, {in_first} of its sentences in doubt read anew", f"{read_anew:.3f} ms"),
        ("the same message again", f"{cached * 1000:.1f} us"),
        ("build", f"{built:.2f} s"),
        ("memory, imports alone", f"{loaded:.0f} MB"),
        ("memory, guard built", f"{held:.0f} MB"),
    ]
    return out + [(f"{size:,} characters", f"{seconds:.2f} s") for size, seconds in scaling(guard)]


def scaling(guard: object) -> list[tuple[int, float]]:
    """Seconds for adversarial text of growing length; it should grow in step."""
    from guardrails import Context

    piece = "your if you have diabetes, your mother's and other people like you at risk "
    out = []
    for size in (125_000, 250_000, 500_000, 1_000_000):
        text = piece * (size // len(piece))
        began = time.perf_counter()
        guard.check(text, Context())  # type: ignore[attr-defined]
        out.append((size, time.perf_counter() - began))
    return out


def main() -> int:
    """Prints a Markdown table."""
    lines = ["| what | measured |", "|---|---|"]
    lines += [f"| {name} | {figure} |" for name, figure in rows()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
