"""How typed values are shown, in words that a recipient reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import ClassVar

import pytest

from service.domain.content import Attribute, Directory
from service.domain.variables import (
    FORMS,
    Shown,
    show_date,
    show_datetime,
    show_library,
    show_signal,
)
from tests.factories import TEAM, make_settings

CHICAGO = "America/Chicago"
PLACES = Directory(
    id="places",
    title="Places",
    fields={"name": "Its name", "address": "Where it is"},
    entries={"riverbend": {"name": "Riverbend", "address": "400 Riverbend Road"}},
    **TEAM,
)


class TestDates:
    def test_date_is_shown_in_words_with_its_forms(self) -> None:
        shown = show_date(date(2026, 12, 8), "en-US")
        assert str(shown) == "Tuesday, December 8"
        assert shown.short == "Dec 8"
        assert shown.weekday == "Tuesday"

    @pytest.mark.parametrize(
        ("day", "words", "short"),
        [
            (date(2027, 9, 20), "Monday, September 20", "Sep 20"),
            (date(2027, 9, 21), "Tuesday, September 21, 2027", "Sep 21, 2027"),
            (date(2025, 12, 8), "Monday, December 8, 2025", "Dec 8, 2025"),
        ],
    )
    def test_day_far_from_now_has_its_year(self, day: date, words: str, short: str) -> None:
        shown = show_signal(
            {"day": day},
            {"day": Attribute(type="date", title="Day")},
            {},
            make_settings(),
            "en-US",
            date(2026, 11, 24),
        )["day"]
        assert (str(shown), shown.short) == (words, short)

    def test_time_far_from_now_has_its_year(self) -> None:
        moment = datetime(2027, 12, 8, 15, 30, tzinfo=UTC)
        shown = show_datetime(moment, "en-US", CHICAGO, year=True)
        assert str(shown) == "Wednesday, December 8, 2027 at 9:30 AM"
        assert shown.short == "Dec 8, 2027, 9:30 AM"

    @pytest.mark.parametrize(
        ("locale", "full", "short", "dated"),
        [
            ("en-US", "Tuesday, December 8 at 9:30 AM", "Dec 8, 9:30 AM", "Dec 8, 2026"),
            ("en-GB", "Tuesday, 8 December at 09:30", "8 Dec, 09:30", "8 Dec 2026"),
            ("en-AU", "Tuesday, 8 December at 9:30 am", "8 Dec, 9:30 am", "8 Dec 2026"),
            ("es-US", "martes, 8 de diciembre, 9:30 a.m.", "8 dic, 9:30 a.m.", "8 dic 2026"),
            ("ja-JP", "12月8日火曜日, 9:30", "12月8日, 9:30", "2026年12月8日"),
        ],
    )
    def test_a_day_is_written_as_its_readers_write_it(
        self, locale: str, full: str, short: str, dated: str
    ) -> None:
        """Every locale had the order of the US, and the English word before the time."""
        moment = datetime(2026, 12, 8, 15, 30, tzinfo=UTC)
        shown = show_datetime(moment, locale, CHICAGO)
        assert [str(shown).replace("\xa0", " "), shown.short.replace("\xa0", " ")] == [full, short]
        assert show_date(moment.date(), locale, year=True).short == dated

    @pytest.mark.parametrize(
        ("locale", "short", "dated"),
        [
            ("en-US", "Tue, Dec 8, 9:30 AM", "Wed, Dec 8, 2027"),
            ("en-GB", "Tue 8 Dec, 09:30", "Wed, 8 Dec 2027"),
            ("es-US", "mar, 8 de dic, 9:30 a.m.", "mié, 8 de dic de 2027"),
            ("fr-FR", "mar. 8 déc., 09:30", "mer. 8 déc. 2027"),
            ("ja-JP", "12月8日(火), 9:30", "2027年12月8日(水)"),
        ],
    )
    def test_a_short_day_may_name_its_weekday(self, locale: str, short: str, dated: str) -> None:
        """A text that names a visit says on which day of the week it is."""
        moment = datetime(2026, 12, 8, 15, 30, tzinfo=UTC)
        shown = show_datetime(moment, locale, CHICAGO)
        assert shown.short_with_weekday.replace("\xa0", " ") == short
        far = show_date(date(2027, 12, 8), locale, year=True)
        assert far.short_with_weekday == dated

    @pytest.mark.parametrize(
        ("locale", "full"),
        [
            ("lt-LT", "gruodžio 8 d., antradienis"),
            ("eu-ES", "abenduaren 8(a), asteartea"),
            ("lv-LV", "otrdiena, 8. decembris"),
            ("ru-RU", "вторник, 8 декабря"),
            ("hr-HR", "utorak, 8. prosinca"),
            ("tr-TR", "8 Aralık Salı"),
            ("az-AZ", "8 dekabr, çərşənbə axşamı"),
            ("ur-PK", "منگل، 8 دسمبر"),
        ],
    )
    def test_a_year_is_left_out_wherever_a_locale_has_it(self, locale: str, full: str) -> None:
        """Two locales could show no day at all; others showed the year of each."""
        assert str(show_date(date(2026, 12, 8), locale)) == full

    def test_leap_day_is_shown(self) -> None:
        assert str(show_date(date(2028, 2, 29), "en-US")) == "Tuesday, February 29"

    def test_time_is_shown_in_the_zone_where_it_happens(self) -> None:
        shown = show_datetime(datetime(2026, 12, 8, 15, 30, tzinfo=UTC), "en-US", CHICAGO)
        assert str(shown) == "Tuesday, December 8 at 9:30 AM"
        assert shown.date == "Tuesday, December 8"
        assert shown.short == "Dec 8, 9:30 AM"
        assert shown.time == "9:30 AM"
        assert shown.weekday == "Tuesday"

    def test_zone_is_named_where_it_must_be(self) -> None:
        moment = datetime(2026, 12, 8, 15, 30, tzinfo=UTC)
        shown = show_datetime(moment, "en-US", CHICAGO, naming="always")
        assert str(shown) == "Tuesday, December 8 at 9:30 AM Central Standard Time"
        assert shown.date == "Tuesday, December 8"
        assert shown.short == "Dec 8, 9:30 AM Central"
        assert shown.short_with_weekday == "Tue, Dec 8, 9:30 AM Central"
        assert shown.time == "9:30 AM Central"
        assert shown.weekday == "Tuesday"

    def test_readers_own_zone_is_named_in_full_words_alone(self) -> None:
        moment = datetime(2026, 12, 8, 15, 30, tzinfo=UTC)
        shown = show_datetime(moment, "en-US", CHICAGO, naming="in_full")
        assert str(shown) == "Tuesday, December 8 at 9:30 AM Central Standard Time"
        assert shown.short == "Dec 8, 9:30 AM"
        assert shown.time == "9:30 AM"

    @pytest.mark.parametrize(
        ("locale", "hour", "time"),
        [
            ("en-US", 18, "noon"),
            ("en-AU", 18, "midday"),
            ("en-US", 6, "midnight"),
            ("en-GB", 18, "12:00"),
            ("es-US", 18, "12:00 p.m."),
            ("en-US", 13, "7:00 AM"),
        ],
    )
    def test_twelve_sharp_says_whether_it_is_day(self, locale: str, hour: int, time: str) -> None:
        """`12:00 PM` is taken for midnight, and `12:00 AM` for noon."""
        shown = show_datetime(datetime(2026, 12, 8, hour, tzinfo=UTC), locale, CHICAGO)
        assert shown.time.replace("\xa0", " ") == time
        half = show_datetime(datetime(2026, 12, 8, hour, 30, tzinfo=UTC), locale, CHICAGO)
        assert ":30" in half.time

    def test_day_is_that_of_the_zone_too(self) -> None:
        shown = show_datetime(datetime(2026, 12, 9, 3, 0, tzinfo=UTC), "en-US", CHICAGO)
        assert shown.date == "Tuesday, December 8"
        assert shown.time == "9:00 PM"

    def test_senders_offset_makes_no_difference(self) -> None:
        tokyo = timezone(timedelta(hours=9))
        moment = datetime(2026, 12, 8, 15, 30, tzinfo=UTC)
        assert show_datetime(moment, "en-US", CHICAGO) == show_datetime(
            moment.astimezone(tokyo), "en-US", CHICAGO
        )

    @pytest.mark.parametrize(
        ("moment", "time"),
        [
            (datetime(2026, 3, 8, 7, 59, tzinfo=UTC), "1:59 AM"),
            (datetime(2026, 3, 8, 8, 0, tzinfo=UTC), "3:00 AM"),
            (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "1:30 AM"),
            (datetime(2026, 11, 1, 7, 30, tzinfo=UTC), "1:30 AM"),
        ],
    )
    def test_night_of_a_clock_change_shows_the_clock_on_the_wall(
        self, moment: datetime, time: str
    ) -> None:
        assert show_datetime(moment, "en-US", CHICAGO).time == time

    def test_no_narrow_space_makes_a_text_cost_twice(self) -> None:
        shown = show_datetime(datetime(2026, 12, 8, 15, 30, tzinfo=UTC), "en-US", CHICAGO)
        assert all(text.isascii() for _, text in shown.forms())


class TestSignalValues:
    ATTRIBUTES: ClassVar[dict[str, Attribute]] = {
        "day": Attribute(type="date", title="Day"),
        "starts_at": Attribute(type="datetime", title="Start"),
        "kind": Attribute(type="choice", title="Kind", choices={"office": "office visit"}),
        "place": Attribute(type="entry", title="Place", directory="places"),
        "about": Attribute(type="topic", title="Topic"),
        "guests": Attribute(type="integer", title="Guests", minimum=0, maximum=4),
    }

    def test_every_type_is_shown_in_its_own_words(self) -> None:
        shown = show_signal(
            {
                "day": date(2026, 12, 8),
                "starts_at": datetime(2026, 12, 8, 15, 30, tzinfo=UTC),
                "kind": "office",
                "place": "riverbend",
                "about": "heart",
                "guests": 2,
            },
            self.ATTRIBUTES,
            {"places": PLACES},
            make_settings(),
            "en-US",
            date(2026, 11, 24),
        )
        assert {name: str(value) for name, value in shown.items()} == {
            "day": "Tuesday, December 8",
            "starts_at": "Tuesday, December 8 at 9:30 AM",
            "kind": "office visit",
            "place": "",
            "about": "heart care",
            "guests": "2",
        }
        assert shown["place"].name == "Riverbend"
        assert shown["place"].address == "400 Riverbend Road"

    def test_forms_are_those_that_a_check_knows(self) -> None:
        """`bedside check` reads `FORMS`; a form that is shown and not listed could not be used."""
        assert FORMS["date"] == tuple(
            name for name, _ in show_date(date(2026, 12, 8), "en-US").forms() if name
        )
        moment = datetime(2026, 12, 8, 15, 30, tzinfo=UTC)
        assert FORMS["datetime"] == tuple(
            name for name, _ in show_datetime(moment, "en-US", CHICAGO).forms() if name
        )
        assert FORMS.keys() == {"date", "datetime", "choice", "topic", "integer"}


class TestLibraryValues:
    def test_organisation_and_groups_can_be_shown(self) -> None:
        shown = show_library(make_settings(values={"nurse_line": {"phone": "319-555-0142"}}))
        assert str(shown["organisation"]) == "Clinic"
        assert shown["organisation"].phone == "319-555-0100"
        assert shown["nurse_line"].phone == "319-555-0142"

    def test_list_of_own_contacts_is_not_a_value(self) -> None:
        with pytest.raises(AttributeError):
            _ = show_library(make_settings())["organisation"].contacts


class TestShown:
    def test_unknown_form_is_an_attribute_error(self) -> None:
        with pytest.raises(AttributeError, match="weekday"):
            _ = Shown("Tuesday").weekday

    def test_equal_values_are_equal_and_hash_alike(self) -> None:
        one, other = Shown("x", {"a": "1", "b": "2"}), Shown("x", {"b": "2", "a": "1"})
        assert one == other
        assert hash(one) == hash(other)
        assert one.forms() == other.forms()

    def test_forms_tell_values_apart(self) -> None:
        assert Shown("x", {"a": "1"}) != Shown("x", {"a": "2"})
        assert Shown("x") != "x"
