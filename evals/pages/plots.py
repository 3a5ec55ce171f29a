"""Plots as inline SVG: shares with their intervals, scores over runs, times, reading grades.

They hold text, lines and bars only, take their colours from the page, and each has a title that a
screen reader reads. Numbers are rounded to a tenth of a pixel so that equal runs give equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from evals.scoring import Rate

_ROW = 22
_LEFT, _WIDTH, _RIGHT = 240, 340, 90
#: Room for the names at the end of lines.
_NAMES = 190


def intervals(
    title: str, rates: Mapping[str, Rate], words: Mapping[str, str], *, graded: bool = True
) -> str:
    """One line for each name: the share as a dot, its Wilson 95% interval as a bar.

    `graded` colors a low share as a bad one.
    """
    height = _ROW * len(rates) + 34
    parts = [_open(title, _LEFT + _WIDTH + _RIGHT, height)]
    for tick in (0, 25, 50, 75, 100):
        x = _x(tick / 100)
        parts.append(f'<line class="grid" x1="{x}" y1="4" x2="{x}" y2="{height - 24}"/>')
        parts.append(f'<text class="tick" x="{x}" y="{height - 8}">{tick}%</text>')
    for row, (name, rate) in enumerate(rates.items()):
        y = 4 + row * _ROW + _ROW / 2
        low, high = rate.interval
        whole = rate.count == rate.total or not graded
        kind = "ok" if whole else "low" if rate.share < 0.8 else "mid"
        label = escape(f"{name} {words.get(name, '')}".strip())
        parts.append(f'<text class="label" x="{_LEFT - 10}" y="{y + 4:.1f}">{label}</text>')
        parts.append(
            f'<line class="bar {kind}" x1="{_x(low)}" y1="{y:.1f}" x2="{_x(high)}" y2="{y:.1f}"/>'
        )
        parts.append(f'<circle class="dot {kind}" cx="{_x(rate.share)}" cy="{y:.1f}" r="4"/>')
        count = f"{rate.count} / {rate.total}"
        parts.append(
            f'<text class="count" x="{_LEFT + _WIDTH + 12}" y="{y + 4:.1f}">{count}</text>'
        )
    return "".join([*parts, "</svg>"])


def over_runs(title: str, lines: Mapping[str, Sequence[tuple[str, float]]]) -> str:
    """The share of right cases of each set, run by run, the latest to the right."""
    width, height, left, bottom = 720, 230, 50, 36
    runs = sorted({run for points in lines.values() for run, _ in points})
    parts = [_open(title, width, height)]
    lowest = min((share for points in lines.values() for _, share in points), default=1.0)
    floor = max(0.0, min(0.95, int(lowest * 20) / 20 - 0.05))

    def place(run: str, share: float) -> tuple[float, float]:
        step = (width - left - _NAMES) / max(len(runs) - 1, 1)
        y = 12 + (1 - (share - floor) / (1 - floor)) * (height - bottom - 12)
        return round(left + runs.index(run) * step, 1), round(y, 1)

    for share in (floor, (1 + floor) / 2, 1.0):
        y = place(runs[0], share)[1] if runs else 0
        parts.append(f'<line class="grid" x1="{left}" y1="{y}" x2="{width - _NAMES}" y2="{y}"/>')
        parts.append(f'<text class="label" x="{left - 8}" y="{y + 4:.1f}">{share:.0%}</text>')
    ends: list[float] = []
    for number, (name, points) in enumerate(_from_the_top(lines)):
        spots = [place(run, share) for run, share in points]
        path = " ".join(f"{x},{y}" for x, y in spots)
        parts.append(f'<polyline class="line s{number % 6}" points="{path}"/>')
        parts += [
            f'<circle class="point s{number % 6}" cx="{x}" cy="{y}" r="3"/>' for x, y in spots
        ]
        if spots:
            y = _apart(spots[-1][1], ends)
            ends.append(y)
            x = spots[-1][0] + 10
            text = f"{escape(name)} {points[-1][1]:.1%}"
            parts.append(
                f'<text class="name s{number % 6}" x="{x:.1f}" y="{y + 4:.1f}">{text}</text>'
            )
    if runs:
        first, last = _day(runs[0]), _day(runs[-1])
        parts.append(f'<text class="start" x="{left}" y="{height - 10}">{first}</text>')
        if len(runs) > 1:
            parts.append(f'<text class="tick" x="{width - _NAMES}" y="{height - 10}">{last}</text>')
    return "".join([*parts, "</svg>"])


def bars(title: str, counts: Sequence[tuple[str, int]], marked: int = -1) -> str:
    """A histogram; bars from `marked` on are shown as too much."""
    width, height, bottom = 560, 190, 40
    most = max((count for _, count in counts), default=1) or 1
    step = (width - 20) / max(len(counts), 1)
    parts = [_open(title, width, height)]
    for number, (name, count) in enumerate(counts):
        tall = (height - bottom - 20) * count / most
        x, y = 10 + number * step, height - bottom - tall
        kind = "low" if 0 <= marked <= number else "ok"
        parts.append(
            f'<rect class="{kind}" x="{x + 2:.1f}" y="{y:.1f}" '
            f'width="{step - 4:.1f}" height="{tall:.1f}"/>'
        )
        middle = x + step / 2
        if count:
            parts.append(f'<text class="tick" x="{middle:.1f}" y="{y - 5:.1f}">{count}</text>')
        parts.append(f'<text class="tick" x="{middle:.1f}" y="{height - 22}">{escape(name)}</text>')
    return "".join([*parts, "</svg>"])


def _from_the_top(
    lines: Mapping[str, Sequence[tuple[str, float]]],
) -> list[tuple[str, Sequence[tuple[str, float]]]]:
    """The highest line first, so that the names beside the lines stand in their order."""
    return sorted(lines.items(), key=lambda line: -line[1][-1][1] if line[1] else 0)


def _apart(y: float, taken: Sequence[float]) -> float:
    """A place for a label that no other label stands on."""
    while any(abs(y - other) < 15 for other in taken):
        y += 15
    return y


def _day(run: str) -> str:
    return f"{run[:4]}-{run[4:6]}-{run[6:8]} {run[9:11]}:{run[11:13]}"


def _x(share: float) -> str:
    return f"{_LEFT + share * _WIDTH:.1f}"


def _open(title: str, width: float, height: float) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" aria-label="{escape(title)}"><title>{escape(title)}</title>'
    )
