"""What a signal may be: registered, allow-listed, typed. Every fault has a code, none a value."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from service.domain.content import Attribute, Directory, SignalType
from service.domain.signals import (
    CLOCK_SKEW,
    Moment,
    Signal,
    SignalFault,
    SignalRefused,
    understand,
    which_type,
)
from tests.factories import NOW, TEAM, make_settings, make_signal

SECOND = timedelta(seconds=1)
CANARY = "jane.doe@example.org"

PLACES = Directory(
    id="places",
    title="Places",
    fields={"name": "Its name"},
    entries={"riverbend": {"name": "Riverbend"}, "north": {"name": "North"}},
    **TEAM,
)

EVERYTHING = SignalType(
    type="visit.planned",
    title="A visit",
    source="scheduling system",
    inbound_text=True,
    attributes={
        "day": Attribute(type="date", title="Day"),
        "starts_at": Attribute(type="datetime", title="Start"),
        "kind": Attribute(type="choice", title="Kind", choices={"office": "office visit"}),
        "place": Attribute(type="entry", title="Place", directory="places"),
        "about": Attribute(type="topic", title="Topic"),
        "guests": Attribute(type="integer", title="Guests", minimum=0, maximum=4),
    },
    **TEAM,
)
STRICT = SignalType(
    type="visit.booked",
    title="A booking",
    source="scheduling system",
    attributes={"day": Attribute(type="date", title="Day of the visit", required=True)},
    **TEAM,
)
TYPES = {EVERYTHING.type: EVERYTHING, STRICT.type: STRICT}


def read(attributes: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The typed attributes of a planned visit."""
    values = {"type": "visit.planned", "attributes": attributes, **changes}
    signal = make_signal(**values)
    return dict(understand(signal, TYPES, {"places": PLACES}, make_settings(), NOW))


def faults(attributes: dict[str, Any], **changes: Any) -> tuple[SignalFault, ...]:
    """Everything wrong with a signal."""
    with pytest.raises(SignalRefused) as refused:
        read(attributes, **changes)
    return refused.value.faults


class TestTypedValues:
    def test_every_type_is_read(self) -> None:
        assert read(
            {
                "day": "2026-12-08",
                "starts_at": "2026-12-08T09:30:00-06:00",
                "kind": "office",
                "place": "north",
                "about": "heart",
                "guests": 2,
            }
        ) == {
            "day": date(2026, 12, 8),
            "starts_at": datetime(2026, 12, 8, 15, 30, tzinfo=UTC),
            "kind": "office",
            "place": "north",
            "about": "heart",
            "guests": 2,
        }

    def test_a_time_may_be_written_in_lower_case_as_rfc_3339_allows(self) -> None:
        assert read({"starts_at": "2027-03-14t15:00:00z"}) == {
            "starts_at": datetime(2027, 3, 14, 15, tzinfo=UTC)
        }

    def test_what_is_not_required_may_be_left_out(self) -> None:
        assert read({}) == {}

    def test_leap_day_is_a_date(self) -> None:
        assert read({"day": "2028-02-29"}) == {"day": date(2028, 2, 29)}

    @pytest.mark.parametrize("guests", [0, 4])
    def test_borders_of_a_number_are_inside(self, guests: int) -> None:
        assert read({"guests": guests}) == {"guests": guests}


class TestWrongValues:
    @pytest.mark.parametrize(
        ("name", "value", "fix"),
        [
            ("day", "2027-02-29", "a date such as 2026-12-08"),
            ("day", "next Tuesday", "a date such as 2026-12-08"),
            ("day", 20261208, "a date such as 2026-12-08"),
            ("day", None, "a date such as 2026-12-08"),
            ("day", "9999-12-31", "a date in the years 1900 to 2199"),
            ("day", "0001-01-01", "a date in the years 1900 to 2199"),
            (
                "starts_at",
                "2026-12-08T09:30:00",
                "a time with its zone, such as 2026-12-08T09:30:00-06:00",
            ),
            (
                "starts_at",
                "2026-12-08",
                "a time with its zone, such as 2026-12-08T09:30:00-06:00",
            ),
            (
                "starts_at",
                1_780_000_000,
                "a time with its zone, such as 2026-12-08T09:30:00-06:00",
            ),
            (
                "starts_at",
                "0001-01-01T00:00:00+14:00",
                "a time in the years 1900 to 2199",
            ),
            ("starts_at", "2226-01-01T00:00:00Z", "a time in the years 1900 to 2199"),
            ("kind", "video", "one of office"),
            ("kind", ["office"], "one of office"),
            ("kind", {"office": 1}, "one of office"),
            ("place", "south", "one of north, riverbend"),
            ("about", "knees", "one of general, heart, mind"),
            ("about", True, "one of general, heart, mind"),
            ("guests", 5, "a whole number from 0 to 4"),
            ("guests", -1, "a whole number from 0 to 4"),
            ("guests", 2.0, "a whole number from 0 to 4"),
            ("guests", True, "a whole number from 0 to 4"),
            ("guests", "2", "a whole number from 0 to 4"),
        ],
    )
    def test_wrong_value_is_named_by_its_field(self, name: str, value: Any, fix: str) -> None:
        assert faults({name: value}) == (
            SignalFault("S103", f"/attributes/{name}", f"`{name}` has a wrong value", fix),
        )


class TestFaults:
    def test_type_that_is_not_registered(self) -> None:
        assert faults({}, type="payroll.run") == (
            SignalFault(
                "S101",
                "/type",
                "this signal type is not registered",
                "use one of visit.booked, visit.planned; or have it registered in `signals/` of "
                "the library",
            ),
        )

    def test_of_very_many_types_not_all_are_named(self) -> None:
        said = which_type("xyz", [f"visit.kind_{number:02}" for number in range(50)])
        assert said.startswith("use one of visit.kind_00, visit.kind_01, ")
        assert said.endswith(
            ", visit.kind_39 and 10 more; or have it registered in `signals/` of the library"
        )
        assert which_type("xyz", []) == "register it in `signals/` of the library"

    def test_mistyped_type_is_told_the_nearest(self) -> None:
        assert faults({}, type="visit.bokked")[0].fix == "did you mean `visit.booked`?"

    def test_attribute_that_is_not_allow_listed(self) -> None:
        assert faults({"diagnosis": "asthma"}) == (
            SignalFault(
                "S102",
                "/attributes",
                "an attribute is not allow-listed for `visit.planned`",
                "allowed: about, day, guests, kind, place, starts_at",
            ),
        )

    def test_mistyped_attribute_is_told_the_nearest(self) -> None:
        assert faults({"start_at": "x"})[0].fix == "did you mean `starts_at`?"

    def test_required_attribute_that_is_missing(self) -> None:
        assert faults({}, type="visit.booked") == (
            SignalFault("S104", "/attributes", "`day` is missing", "send day of the visit"),
        )

    def test_signal_from_the_future(self) -> None:
        assert read({}, at=NOW + CLOCK_SKEW) == {}
        assert faults({}, at=NOW + CLOCK_SKEW + SECOND) == (
            SignalFault("S105", "/at", "it happened in the future", "check the sender's clock"),
        )

    def test_words_where_none_are_taken(self) -> None:
        found = faults({"day": "2026-12-08"}, type="visit.booked", text="hello")
        assert found == (
            SignalFault(
                "S106",
                "/text",
                "`visit.booked` does not take a person's own words",
                "leave `text` out, or set `inbound_text: true` for the type",
            ),
        )

    def test_every_fault_is_reported_at_once(self) -> None:
        found = faults(
            {"diagnosis": 1, "day": "x"}, type="visit.booked", text="x", at=NOW + timedelta(days=1)
        )
        assert [fault.code for fault in found] == ["S105", "S106", "S102", "S103"]


class TestNothingIsEchoed:
    @pytest.mark.parametrize(
        "changes",
        [
            {"type": CANARY},
            {"attributes": {CANARY: "x"}},
            {"attributes": {"day": CANARY, "starts_at": CANARY, "guests": CANARY}},
            {"attributes": {"kind": CANARY, "place": CANARY, "about": CANARY}},
            {"type": "visit.booked", "text": CANARY},
        ],
    )
    def test_refusal_repeats_no_value(self, changes: dict[str, Any]) -> None:
        with pytest.raises(SignalRefused) as refused:
            read(changes.pop("attributes", {}), **changes)
        said = [str(refused.value), repr(refused.value), repr(refused.value.faults)]
        assert all(CANARY not in text for text in said)

    def test_own_words_are_not_part_of_a_signals_repr(self) -> None:
        assert "hurts" not in repr(make_signal(text="my chest hurts"))

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(
        st.dictionaries(
            st.sampled_from(sorted(EVERYTHING.attributes)) | st.text(max_size=20),
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text()
            | st.lists(st.text()),
            max_size=8,
        )
    )
    def test_hostile_attributes_are_typed_or_refused(self, attributes: dict[str, Any]) -> None:
        """Whatever comes, the answer is typed values or a refusal with the faults of values."""
        found: tuple[SignalFault, ...] = ()
        values: dict[str, Any] = {}
        try:
            values = read(attributes)
        except SignalRefused as refused:
            found = refused.faults
        assert {fault.code for fault in found} <= {"S102", "S103"}
        assert bool(found) == (values.keys() != attributes.keys())


class TestEnvelope:
    @pytest.mark.parametrize(
        "changes",
        [
            {"id": CANARY},
            {"id": ""},
            {"id": "x" * 121},
            {"id": "sig-1\n"},
            {"subject": "Jane Doe"},
            {"at": datetime(2026, 11, 24)},  # noqa: DTZ001 - the point of the test
            {"at": datetime(1, 1, 1, tzinfo=UTC)},
            {"at": datetime(9999, 12, 31, tzinfo=UTC)},
            {"at": 1_795_786_200},
            {"at": True},
            {"text": "x" * 20_001},
            {"attributes": {str(number): number for number in range(41)}},
            {"name": "Jane"},
        ],
    )
    def test_envelope_that_does_not_fit_is_refused(self, changes: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            make_signal(**changes)

    @pytest.mark.parametrize(
        "at",
        ["1795786200", "1795786200.5", "-5", "+5", " 1795786200", "1795786200000", "20261124", ""],
    )
    def test_digits_are_no_time(self, at: str) -> None:
        said = make_signal().model_dump(mode="json") | {"at": at}
        with pytest.raises(ValidationError, match="a time with its zone"):
            Signal.model_validate_json(json.dumps(said))

    @given(st.integers(-(10**15), 10**15), st.integers(0, 999))
    def test_no_number_is_a_time_however_it_is_written(self, whole: int, part: int) -> None:
        for at in (whole, float(whole), str(whole), f"{whole}.{part}", f"{whole:+}"):
            with pytest.raises(ValidationError):
                TypeAdapter[Any](Moment).validate_json(json.dumps(at))

    @pytest.mark.parametrize(
        "at", ["2026-11-24T15:55:00Z", "2026-11-24t15:55:00.250z", "2026-11-24 09:55:00-06:00"]
    )
    def test_a_time_that_is_written_out_is_read(self, at: str) -> None:
        said = make_signal().model_dump(mode="json") | {"at": at}
        read = Signal.model_validate_json(json.dumps(said)).at
        assert read.replace(microsecond=0) == datetime(2026, 11, 24, 15, 55, tzinfo=UTC)

    def test_signal_is_a_frozen_value(self) -> None:
        with pytest.raises(ValidationError):
            make_signal().id = "another"

    def test_signal_from_json_is_the_signal(self) -> None:
        signal = make_signal()
        assert Signal.model_validate_json(signal.model_dump_json()) == signal
