"""A fresh process: time to its first decision, its resident memory, and `bedside --help`.

python -m tests.bench.bench_start
"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

_FIRST = """
import resource, sys, time
start = time.perf_counter()
from datetime import date
from service.pipeline import decide
from service.scenarios import load_scenarios
from service.settings import STARTER_LIBRARY
from service.wiring import release_of, the_guard
release = release_of(STARTER_LIBRARY, date(2026, 11, 24))
guard = the_guard()
scenarios = load_scenarios()
first = scenarios[0]
decide(release, first.signal, first.standing, first.now, channel=first.channel, guard=guard)
spent = time.perf_counter() - start
for scenario in scenarios:
    decide(release, scenario.signal, scenario.standing, scenario.now,
           channel=scenario.channel, guard=guard)
print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Print medians of five processes."""
    firsts, memories, helps = [], [], []
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", _FIRST], capture_output=True, text=True, check=True
        )
        spent, memory = map(float, done.stdout.split())
        firsts.append(spent)
        memories.append(memory)
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "service", "--help"], capture_output=True, check=True)
        helps.append(time.perf_counter() - start)
    sys.stdout.write("a fresh process, medians of five\n")
    sys.stdout.write(f"  first decision      {median(firsts):6.2f} s (bar: under 3)\n")
    sys.stdout.write(f"  peak resident memory {median(memories):5.0f} MB (bar: under 400)\n")
    sys.stdout.write(f"  bedside --help      {median(helps):6.2f} s (bar: under 0.4)\n")


if __name__ == "__main__":
    main()
