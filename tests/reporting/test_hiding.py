"""No number of fewer than eleven people is in a report, nor can all of it together tell one."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from service.reporting.cells import FLOOR, Cell, Count
from service.reporting.facts import Decided
from service.reporting.hiding import Book, at
from service.reporting.page import report_page
from tests.reporting.facts import counted, decided, silent
from tests.reporting.reader import Reader, people_at

_GROUPS = st.lists(
    st.fixed_dictionaries(
        {
            "size": st.sampled_from((1, 2, 3, 8, 10, 11, 12, 14, 16, 40)),
            "first": st.integers(0, 60),
            "day": st.sampled_from((0, 1, 9, 20)),
            "channel": st.sampled_from(("email", "sms", "portal")),
            "kind": st.sampled_from(("known", "anonymous")),
            "trigger": st.sampled_from(("visit-preparation", "reading")),
            "missing": st.sampled_from(((), None)),
            "of": st.sampled_from(
                (
                    ("send", ()),
                    ("escalate", ()),
                    ("suppress", ("opted_out",)),
                    ("hold", ("quiet_hours",)),
                    ("suppress", ("consent_absent",)),
                )
            ),
        }
    ),
    min_size=1,
    max_size=9,
)


@settings(deadline=None, max_examples=60)
@given(_GROUPS)
def test_no_small_number_can_be_worked_out_of_a_whole_report(
    groups: list[dict[str, object]],
) -> None:
    facts: list[Decided] = []
    for group in groups:
        facts += _of(**group)  # type: ignore[arg-type]
    told = counted(*facts)
    reader = Reader(told)
    shown = {key: number for key, number in reader.seen.items() if number}
    for key in (*shown, *reader.worked_out()):
        people = people_at(key, facts, told.step)
        assert people == 0 or people >= FLOOR, sorted(key)
    _nothing_fits_alone(reader)


def _of(
    size: int, first: int, day: int, of: tuple[str, tuple[str, ...]], **where: object
) -> list[Decided]:
    outcome, reasons = of
    return [decided(first + n, day, outcome=outcome, reasons=reasons, **where) for n in range(size)]


def _nothing_fits_alone(reader: Reader) -> None:
    """Hidden parts of a shown whole are more together than one each."""
    for whole, parts in reader.equations:
        known = reader.seen.get(whole)
        hidden = [part for part in parts if part in reader.seen and reader.seen[part] is None]
        if known is None or not hidden or any(part not in reader.seen for part in parts):
            continue
        left = known - sum(reader.seen[part] or 0 for part in parts)
        assert left >= FLOOR
        assert left > len(hidden)


def test_a_chart_does_not_tell_what_its_table_hides() -> None:
    told = counted(
        *(decided(n) for n in range(3)),
        *(silent("consent_absent", n) for n in range(3, 19)),
        *(decided(n, outcome="escalate") for n in range(19, 33)),
    )
    page = report_page(told, {}, datetime(2026, 11, 25, tzinfo=UTC))
    tips = re.findall(r"<title>[^<]*, (\w+): (\d+)</title>", page)
    assert told.decisions == Cell(33)
    assert len(tips) <= 1
    row = next(cells for name, cells, _ in told.outcomes.rows if name == "email")
    assert {outcome for outcome, _ in tips} <= {
        outcome
        for outcome, cell in zip(told.outcomes.columns, row, strict=True)
        if not cell.is_hidden
    }


def test_all_but_a_few_with_a_module_are_not_shown() -> None:
    told = counted(
        *(decided(n) for n in range(40)), *(decided(n, modules=()) for n in range(40, 43))
    )
    assert told.outcomes.rows[0][1][0] == Cell(43)
    assert told.modules_by_kind.rows[0][1][0] == Cell(None)  # 43 less 40 are three people


def test_messages_that_were_not_checked_are_not_told_by_those_that_were() -> None:
    told = counted(*(decided(n) for n in range(40)), decided(41, missing=None))
    assert (told.sends_checked, told.sends_unchecked) == (Cell(None), Cell(None))


def test_a_repeat_of_few_is_not_shown() -> None:
    told = counted(*(decided(n) for n in range(40)), decided(41, repeat=True))
    assert told.repeats == Cell(None)


def test_a_change_from_a_hidden_number_does_not_tell_it_by_its_distance() -> None:
    before = [decided(n, -1) for n in range(4)] + [silent("opted_out", n, -2) for n in range(60)]
    told = counted(*before, *(decided(n, n % 30) for n in range(200)))
    change = next(c for c in told.changes if c.what == "messages of visit-preparation")
    assert (change.now, change.before, change.z, change.went_up) == (200, None, None, True)


def test_twelve_hidden_numbers_of_twelve_in_all_would_be_one_each() -> None:
    book = Book()
    parts = [at(total="t", part=str(n)) for n in range(12)]
    for n, part in enumerate(parts):
        book.put(part, Count(1, {n}))
    book.put(at(total="t"), Count(12, set(range(12))))
    book.tie(at(total="t"), parts)
    assert book.shown().cell(at(total="t")).is_hidden
