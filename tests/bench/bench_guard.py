"""Measures the guard: `python -m tests.bench.bench_guard [--write]`.

All figures come from one run on one thread, so compare ratios more than milliseconds. What other
tools do with the same texts is measured by `bench_others.py`.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reports" / "guard-speed.md"
ABOUT = """# How fast the guard is

Made by `make bench`; do not edit. All times are from one run on one thread of one machine, so
compare their ratios. Why each is what it is, and what else was measured, stands in
[performance](../performance.md).

"""
BASE = (
    "Hi Sam, thank you for booking {visit} {n} with {us}. A {n}-minute {walk} is a good place to "
    "{start}. If you have asthma, keep your inhaler {n} in your {bag} and ask your doctor about "
    "your plan before you {travel}. People with diabetes often check their {feet} {n} times "
    "{today}. Call us about {room} {n} to move it or to ask about {parking}."
)
#: What may stand in each place, two places a sentence: ordinary words, so that few are in doubt.
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


def chosen(n: int) -> dict[str, str]:
    """The words of a message: those of two places of a sentence are never the same two again."""
    steps = (n % SIZE, n // SIZE % SIZE)
    return {name: words.split()[steps[at % 2]] for at, (name, words) in enumerate(WORDS.items())}


def each_ms(read: Callable[[str], object], inputs: Sequence[str]) -> list[float]:
    """The time of each call, in milliseconds."""
    taken = []
    for text in inputs:
        began = time.perf_counter()
        read(text)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def median_ms(read: Callable[[str], object], inputs: Sequence[str]) -> float:
    """The median time of one call, in milliseconds."""
    return statistics.median(each_ms(read, inputs))


def memory_mb() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows() -> list[tuple[str, str, str]]:
    """What was measured, as name, figure, and what is asked for."""
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
    cold = each_ms(lambda text: guard.check(text, context), new)
    cached = median_ms(lambda text: guard.check(text, context), new)
    plain = median_ms(blank, new)
    valued = median_ms(lambda text: guard.check(text, context), again)
    plain_valued = median_ms(blank, again)
    second, tag = guard.parts.second, guard.parts.tagger.tag
    doubts = [sum(map(second.doubts, second.weigh(tag(text), lambda: None))) for text in new]
    sure = statistics.median(ms for ms, count in zip(cold, doubts, strict=True) if not count)
    unsure = [ms for ms, count in zip(cold, doubts, strict=True) if count]
    every = statistics.median(cold)
    return [
        ("the guard's version", f"`{guard.version}`", ""),
        ("words in one message", str(len(BASE.split())), "60"),
        (f"one of {len(new)} messages, no sentence read before", f"{every:.3f} ms", "under 2 ms"),
        ("messages of them with a sentence in doubt", str(len(unsure)), ""),
        ("median of those", f"{statistics.median(unsure or [0.0]):.3f} ms", "under 2 ms"),
        ("median of the others", f"{sure:.3f} ms", "under 2 ms"),
        ('`spacy.blank("en")` on all', f"{plain:.3f} ms", ""),
        ("ratio, all", f"{every / plain:.1f}", "under 10"),
        ("ratio, without a sentence in doubt", f"{sure / plain:.1f}", "under 10"),
        ("one message, read before with other values", f"{valued:.3f} ms", ""),
        ('`spacy.blank("en")` on it', f"{plain_valued:.3f} ms", ""),
        ("ratio", f"{valued / plain_valued:.1f}", ""),
        ("the same message again", f"{cached * 1000:.1f} µs", "under 20 µs"),
        ("build", f"{built:.2f} s", "under 1.5 s"),
        ("memory, imports alone", f"{loaded:.0f} MB", ""),
        ("memory, guard built", f"{held:.0f} MB", "under 250 MB"),
        *scaling(lambda text: guard.check(text, context)),
    ]


#: Adversarial texts, each a piece that is repeated: one sentence without an end, many claims,
#: many names, letters that hide in every sentence.
PIECES = {
    "one sentence": "your if you have diabetes, your mother's and other people like you at risk ",
    "claims": "if you have diabetes, your mother's and other people like you. You have asthma. ",
    "names": "Mr. Keller takes insulin and Maria Lopez has asthma. ",
    "hidden letters": "Tips for managing your dia\u200bbetes. ",
}


def adversarial(size: int) -> dict[str, str]:
    """Long texts of about so many characters. In the last all sentences are in doubt, and no two
    are the same."""
    out = {name: piece * (size // len(piece)) for name, piece in PIECES.items()}
    words = [word for listed in WORDS.values() for word in listed.split()]
    places = [(first, last) for first in dict.fromkeys(words) for last in dict.fromkeys(words)]
    places = places[size // 200 :]  # no text holds what a shorter one was read closely for
    doubts = (
        f"If you {one} past the {two}, you have asthma near the {one}. " for one, two in places
    )
    return {**out, "all in doubt": "".join(doubts)[:size]}


def scaling(read: Callable[[str], object]) -> list[tuple[str, str, str]]:
    """Seconds for adversarial text of growing length; it should grow in step."""
    out = []
    for size, asked in ((250_000, ""), (500_000, ""), (1_000_000, "under 5 s")):
        for name, text in adversarial(size).items():
            began = time.perf_counter()
            read(text)
            took = time.perf_counter() - began
            out.append((f"{size:,} characters, {name}", f"{took:.2f} s", asked))
    return out


def main() -> int:
    """Prints a Markdown table; `--write` keeps it as a page."""
    lines = ["| what | measured | asked |", "| --- | --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in rows()]
    table = "\n".join(lines) + "\n"
    sys.stdout.write(table)
    if "--write" in sys.argv[1:]:
        PAGE.write_text(ABOUT + table, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
