"""Logistic regression by L-BFGS over sparse rows of ones, in plain Python."""

from __future__ import annotations

import math
from collections.abc import Sequence

_MEMORY = 8
_STEPS = 90
_ENOUGH = 1e-4


def solve(
    rows: Sequence[Sequence[int]],
    labels: Sequence[int],
    strengths: Sequence[float],
    width: int,
    start: Sequence[float] | None,
) -> list[float]:
    """Weights that make labels of 1 likely and of 0 unlikely, none larger than it must be.

    strengths: how much each row counts against the penalty on large weights.
    """
    weights = list(start) if start is not None else [0.0] * width
    loss, slope = _loss(rows, labels, strengths, weights)
    steps: list[tuple[list[float], list[float], float]] = []
    for _ in range(_STEPS):
        direction = _direction(slope, steps)
        downhill = sum(map(float.__mul__, direction, slope))
        if downhill >= 0 or -downhill < _ENOUGH * (1 + abs(loss)):
            break
        size = 1.0 if steps else min(1.0, 1.0 / max(1.0, math.sqrt(-downhill)))
        for _ in range(20):
            tried = [w + size * d for w, d in zip(weights, direction, strict=True)]
            new_loss, new_slope = _loss(rows, labels, strengths, tried)
            if new_loss <= loss + 1e-4 * size * downhill:
                break
            size /= 2
        else:
            break
        moved = [a - b for a, b in zip(tried, weights, strict=True)]
        turned = [a - b for a, b in zip(new_slope, slope, strict=True)]
        curve = sum(map(float.__mul__, moved, turned))
        if curve > 1e-10:
            steps = [*steps[-_MEMORY + 1 :], (moved, turned, 1.0 / curve)]
        weights, loss, slope = tried, new_loss, new_slope
    return weights


def _loss(
    rows: Sequence[Sequence[int]],
    labels: Sequence[int],
    strengths: Sequence[float],
    weights: list[float],
) -> tuple[float, list[float]]:
    slope = list(weights)
    loss = 0.5 * sum(w * w for w in weights)
    weigh = weights.__getitem__
    for row, label, strength in zip(rows, labels, strengths, strict=True):
        score = sum(map(weigh, row))
        signed = score if label else -score
        if signed > -30:
            loss += strength * math.log1p(math.exp(-signed))
            pull = strength / (1.0 + math.exp(signed)) if signed < 30 else 0.0
        else:
            loss -= strength * signed
            pull = strength
        if pull > 1e-9:
            push = -pull if label else pull
            for at in row:
                slope[at] += push
    return loss, slope


def _direction(
    slope: list[float], steps: Sequence[tuple[list[float], list[float], float]]
) -> list[float]:
    direction = [-s for s in slope]
    shares = []
    for moved, turned, scale in reversed(steps):
        share = scale * sum(map(float.__mul__, moved, direction))
        shares.append(share)
        direction = [d - share * t for d, t in zip(direction, turned, strict=True)]
    if steps:
        moved, turned, scale = steps[-1]
        gain = 1.0 / (scale * sum(map(float.__mul__, turned, turned)))
        direction = [d * gain for d in direction]
    for (moved, turned, scale), share in zip(steps, reversed(shares), strict=True):
        back = scale * sum(map(float.__mul__, turned, direction))
        direction = [d + (share - back) * m for d, m in zip(direction, moved, strict=True)]
    return direction
