"""The plots of a report as SVG. A hidden number is a hatched stub of one size, never a height."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from service.reporting.cells import Cell, Table

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 190, 44, 26, 12
_STUB = 7
_ROW, _LABEL, _BAR = 26, 230, 330


def over_time(title: str, table: Table) -> Markup:
    """Stacked bars: one for each column, which is a part of the period, a layer for each row."""
    bars = [[row[place] for _, row, _ in table.rows] for place in range(len(table.columns))]
    top = _nice(max((_shown_sum(bar) for bar in bars), default=0))
    step = (_WIDTH - _LEFT - 8) / max(len(bars), 1)
    parts = [_open(title, _WIDTH, _HEIGHT), _HATCH]
    for tick in (0, top // 2, top):
        y = _y(tick, top)
        parts.append(
            f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - 8}" y2="{y:.1f}"/>'
        )
        parts.append(f'<text class="label" x="{_LEFT - 6}" y="{y + 4:.1f}">{tick}</text>')
    layers = [name for name, _, _ in table.rows]
    for place, (name, bar) in enumerate(zip(table.columns, bars, strict=True)):
        wide = min(max(step * 0.76, 1.5), 46)
        parts += _stack(_LEFT + (place + 0.5) * step - wide / 2, wide, top, name, layers, bar)
    for place in _ticks(len(bars)):
        x = _LEFT + (place + 0.5) * step
        day = table.columns[place][5:]
        parts.append(f'<text class="tick" x="{x:.1f}" y="{_HEIGHT - 8}">{day}</text>')
    return _close(parts)


def _stack(
    x: float, wide: float, top: int, name: str, layers: Sequence[str], bar: Sequence[Cell]
) -> list[str]:
    """One bar: a layer for each number that is shown, and a stub for those that are not."""
    parts, base = [], 0
    for layer, cell in zip(layers, bar, strict=True):
        if cell.decisions:
            y, low = _y(base + cell.decisions, top), _y(base, top)
            parts.append(
                f'<rect class="o-{layer}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" '
                f'height="{low - y:.1f}"><title>{name}, {layer}: {words_of(cell)}</title></rect>'
            )
            base += cell.decisions
    hidden = [layer for layer, cell in zip(layers, bar, strict=True) if cell.is_hidden]
    if hidden:
        parts.append(
            f'<rect fill="url(#hatch)" class="stub" x="{x:.1f}" y="{_y(base, top) - _STUB:.1f}" '
            f'width="{wide:.1f}" height="{_STUB}">'
            f"<title>{name}, {', '.join(hidden)}: not shown</title></rect>"
        )
    return parts


def across(title: str, bars: Sequence[tuple[str, Cell]], kind: str = "plain") -> Markup:
    """Lying bars, one for each name, its number beside it."""
    height = _ROW * len(bars) + 6
    most = max((cell.decisions or 0 for _, cell in bars), default=0) or 1
    parts = [_open(title, _LABEL + _BAR + 110, height), _HATCH]
    for place, (name, cell) in enumerate(bars):
        y = 3 + place * _ROW
        parts.append(f'<text class="label" x="{_LABEL - 8}" y="{y + 16}">{escape(name)}</text>')
        if cell.is_hidden:
            parts.append(
                f'<rect fill="url(#hatch)" class="stub" x="{_LABEL}" y="{y + 4}" width="14" '
                f'height="16"/>'
            )
            wide = 14.0
        else:
            wide = _BAR * (cell.decisions or 0) / most
            parts.append(
                f'<rect class="{kind}" x="{_LABEL}" y="{y + 4}" width="{wide:.1f}" height="16"/>'
            )
        parts.append(
            f'<text class="count" x="{_LABEL + wide + 8:.1f}" y="{y + 16}">{words_of(cell)}</text>'
        )
    return _close(parts)


def spark(title: str, cells: Sequence[Cell]) -> Markup:
    """A row of small bars, for one line of a table."""
    wide, tall = max(4, min(9, 150 // max(len(cells), 1))), 22
    most = max((cell.decisions or 0 for cell in cells), default=0) or 1
    parts = [_open(title, wide * len(cells), tall), _HATCH]
    for place, cell in enumerate(cells):
        x = place * wide
        if cell.is_hidden:
            parts.append(
                f'<rect fill="url(#hatch)" class="stub" x="{x}" y="{tall - 5}" '
                f'width="{wide - 1}" height="5"/>'
            )
        elif cell.decisions:
            high = max(1.5, tall * cell.decisions / most)
            parts.append(
                f'<rect class="o-send" x="{x}" y="{tall - high:.1f}" width="{wide - 1}" '
                f'height="{high:.1f}"/>'
            )
    return _close(parts)


def words_of(cell: Cell) -> str:
    """A number, or that it is not shown."""
    return "not shown" if cell.decisions is None else f"{cell.decisions:,}"


_HATCH = (
    '<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="hatch" width="1.6" height="4"/></pattern></defs>'
)


def _shown_sum(row: Sequence[Cell]) -> int:
    return sum(cell.decisions or 0 for cell in row)


def _nice(most: int) -> int:
    """A round, even number for the top of an axis: at least `most`."""
    step = 1
    while step * 10 < most:
        step *= 10
    return next(part * step for part in (2, 4, 6, 8, 10) if part * step >= most)


def _y(value: float, top: int) -> float:
    return _TOP + (1 - value / top) * (_HEIGHT - _BOTTOM - _TOP)


def _ticks(count: int) -> list[int]:
    """Which parts get a name: about eight, evenly."""
    every = max(1, -(-count // 8))
    return list(range(0, count, every))


def _open(title: str, width: float, height: float) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" aria-label="{escape(title)}"><title>{escape(title)}</title>'
    )


def _close(parts: Sequence[str]) -> Markup:
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - its words are escaped above
