"""How a typed value is shown to a recipient: `{{ starts_at }}`, `{{ starts_at.time }}`.

Values are formatted once, before rendering, so that a template has nothing to call. The forms of
each type are listed in `FORMS`, which `bedside check` reads too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale as BabelLocale
from babel.dates import format_date, format_skeleton, format_time

from service.domain.clocks import Clock, Naming, clock_for, zone_words
from service.domain.content import Attribute, Directory, LibrarySettings

#: The fields that a value of each type has besides its plain form. An entry has its directory's.
FORMS: Mapping[str, tuple[str, ...]] = {
    "date": ("short", "short_with_weekday", "weekday"),
    "datetime": ("date", "short", "short_with_weekday", "time", "weekday"),
    "choice": (),
    "topic": (),
    "integer": (),
}


class Shown:
    """A value in words: its plain form as `str()`, its named forms as attributes."""

    __slots__ = ("_fields", "_text")

    def __init__(self, text: str, fields: Mapping[str, str] | None = None) -> None:
        self._text = text
        self._fields = dict(fields or {})

    def __str__(self) -> str:
        return self._text

    def __getattr__(self, name: str) -> str:
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(name) from None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Shown):
            return NotImplemented
        return (self._text, self._fields) == (other._text, other._fields)

    def __hash__(self) -> int:
        return hash((self._text, tuple(sorted(self._fields.items()))))

    def __repr__(self) -> str:
        return f"Shown({self._text!r}, {self._fields!r})"

    def forms(self) -> tuple[tuple[str, str], ...]:
        """Every form in a stable order; what a facts hash is made of."""
        return (("", self._text), *sorted(self._fields.items()))


@lru_cache(maxsize=64)
def _locale(locale: str) -> BabelLocale:
    return BabelLocale.parse(locale.replace("-", "_"))


#: Days from now after which a day is shown with its year: one without may be taken for the next.
_NEAR = 300


def is_far(value: date, on: date) -> bool:
    """Whether a day is so far from another one that its year must be said."""
    return abs((value - on).days) > _NEAR


@lru_cache(maxsize=4096)
def show_date(value: date, locale: str, *, year: bool = False) -> Shown:
    """`Tuesday, December 8`, and with its year `Wednesday, December 8, 2027`."""
    babel = _locale(locale)
    return Shown(
        format_date(value, _in_full(babel, year=year), locale=babel),
        {
            "short": format_skeleton("yMMMd" if year else "MMMd", value, locale=babel),
            "short_with_weekday": format_skeleton(
                "yMMMEd" if year else "MMMEd", value, locale=babel
            ),
            "weekday": format_date(value, "EEEE", locale=babel),
        },
    )


#: The year of a date's pattern, with what joins it on: `, y`, ` 'de' y`, `y年`, `y 'm'. `.
_YEAR = re.compile(
    r"""(?:[\s,،G] | \s'[^']*'\s)* y+ (?:[^A-Za-z'] | '[^']*')* $  # at the end
    | ^ y+ (?:[^A-Za-z'] | '[^']*')*                               # at the beginning
    | [\s,]+ y+ (?:\s'[^']*')? (?=,)                               # amid, before a comma
    | (?<=\s) y+ \.? (?:\s'[^']*')? \s+ (?=[A-Za-z])              # amid, before a field
    """,
    re.VERBOSE,
)


def _in_full(babel: BabelLocale, *, year: bool) -> str:
    """How CLDR writes a day in a locale: the month comes first in the US, the day in Britain."""
    pattern = str(babel.date_formats["full"].pattern)
    return pattern if year else _YEAR.sub("", pattern)


@lru_cache(maxsize=4096)
def show_datetime(
    value: datetime, locale: str, zone: str, *, year: bool = False, naming: Naming = "never"
) -> Shown:
    """`Tuesday, December 8 at 9:30 AM`, in the clocks of `zone`, which `naming` may name."""
    babel = _locale(locale)
    local = value.astimezone(ZoneInfo(zone))
    day = show_date(local.date(), locale, year=year)
    clock = full = _time_of_day(local, babel)
    if naming != "never":
        in_full, in_short = zone_words(local, babel)
        full = f"{clock} {in_full}"
        clock = f"{clock} {in_short}" if naming == "always" else clock
    # CLDR's word for this is English alone in the data that we have; elsewhere a comma is right.
    at = " at " if babel.language == "en" else ", "
    return Shown(
        f"{day}{at}{full}",
        {
            "date": str(day),
            "short": f"{day.short}, {clock}",
            "short_with_weekday": f"{day.short_with_weekday}, {clock}",
            "time": clock,
            "weekday": day.weekday,
        },
    )


def _time_of_day(local: datetime, babel: BabelLocale) -> str:
    """`9:30 AM`; at twelve sharp `noon`: many take `12:00 PM` for the middle of the night."""
    pattern = str(babel.time_formats["short"].pattern)
    if (local.minute, local.hour % 12) == (0, 0) and "a" in pattern and babel.language == "en":
        period = "midnight" if local.hour == 0 else "noon"
        return str(babel.day_periods["format"]["wide"][period])
    # CLDR puts a narrow no-break space before AM; it would make an SMS UCS-2 and cost a part.
    return format_time(local.time(), "short", locale=babel).replace("\u202f", " ")


def show_signal(
    values: Mapping[str, date | datetime | str | int],
    attributes: Mapping[str, Attribute],
    directories: Mapping[str, Directory],
    settings: LibrarySettings,
    locale: str,
    on: date,
    clock: Clock | None = None,
) -> dict[str, Shown]:
    """A signal's typed values in words, on a day; times in a clock, else in the library's."""
    clock = clock or clock_for(settings.zone)
    return {
        name: _show(value, attributes[name], directories, settings, locale, on, clock)
        for name, value in values.items()
    }


def _show(
    value: date | datetime | str | int,
    attribute: Attribute,
    directories: Mapping[str, Directory],
    settings: LibrarySettings,
    locale: str,
    on: date,
    clock: Clock,
) -> Shown:
    if isinstance(value, datetime):
        far, naming = is_far(value.date(), on), clock.naming(value)
        return show_datetime(value, locale, clock.zone.key, year=far, naming=naming)
    if isinstance(value, date):
        return show_date(value, locale, year=is_far(value, on))
    if isinstance(value, int):
        return Shown(str(value))
    match attribute.type:
        case "entry":
            return Shown("", directories[attribute.directory or ""].entries[value])
        case "topic":
            return Shown(settings.topics[value].title)
        case _:
            return Shown(attribute.choices[value])


def show_library(settings: LibrarySettings) -> dict[str, Shown]:
    """What every rendition may show: the organisation, and the groups under `values`."""
    organisation = settings.organisation.model_dump(exclude={"contacts"})
    return {
        "organisation": Shown(settings.organisation.name, organisation),
        **{name: Shown("", fields) for name, fields in settings.values.items()},
    }


#: The variable that holds the trigger's words to the recipient.
WHY = "why"
