"""`python -m tests.bench`: every benchmark, one after the other."""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    "bench_decide",
    "bench_channels",
    "bench_start",
    "bench_guard",
    "bench_emails",
    "bench_library",
    "bench_studio",
)


def main() -> int:
    """Run each in a process of its own, so that none warms up another's caches.

    What the guard takes is kept as a page.
    """
    codes = []
    for name in BENCHES:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", f"tests.bench.{name}"]
        if name == "bench_guard":
            command.append("--write")
        codes.append(subprocess.run(command).returncode)
        sys.stdout.write("\n")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
