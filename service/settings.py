"""The settings of one installation: environment variables `BEDSIDE_*`, or a `.env` file.

With none set everything runs on the starter library.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv.parser import parse_stream
from pydantic import BeforeValidator, Field, PlainValidator, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from service.domain.nearest import did_you_mean
from service.domain.standing import Source
from service.domain.wording import what_would_be_right
from service.errors import BedsideError, Problem, shown

#: Content travels beside the code, in a checkout and in an installed wheel alike.
STARTER_LIBRARY = Path(__file__).resolve().parent.parent / "modules"

#: How other words get into messages, if at all.
RewordingMode = Literal["off", "bank", "live"]

PREFIX = "BEDSIDE_"
_ENV_FILE = Path(".env")
#: The field in pydantic's message about a list that is no JSON.
_NAMED = re.compile(r'field "(\w+)"')
#: Read by the command line itself, before there are settings.
OTHERS = ("BEDSIDE_DEBUG",)


def _network(text: object) -> IPv4Network | IPv6Network:
    try:
        return ip_network(str(text))
    except ValueError:
        raise ValueError("it must be a network such as 10.20.0.0/16, without host bits") from None


_WRITTEN = re.compile(r"(\d{1,6}(?:\.\d{1,6})?) (second|minute|hour|day|week)s?")


def _as_written(value: object) -> object:
    """A period in the words of `docs/settings.md`; other forms are left to pydantic."""
    found = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    return timedelta(**{f"{found[2]}s": float(found[1])}) if found else value


Period = Annotated[timedelta, BeforeValidator(_as_written)]

#: The longest that anything can be kept: a day so long ago must still be one that can be written.
_LONGEST = timedelta(days=36525)

Network = Annotated[IPv4Network | IPv6Network, PlainValidator(_network)]


class Settings(BaseSettings):
    """Typed settings. Each field is documented in `docs/settings.md`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=_ENV_FILE, env_ignore_empty=True, extra="ignore"
    )

    library: Path = Field(
        default=STARTER_LIBRARY, description="The library folder that commands work on."
    )
    release: Path | None = Field(
        default=None, description="A release file to serve instead of building one."
    )
    rewording: RewordingMode = Field(
        default="off",
        description="`bank`: approved rewordings in the library's brand are used where there are "
        "some; no model is asked. `live`: the model makes them on the spot. `off`: every message "
        "goes out in its approved words.",
    )
    model: str | None = Field(
        default=None,
        description="The model that makes other words, as litellm names it, such as "
        "`openai/gpt-5-mini`. Keys come from the variables that its provider has.",
    )
    data: Path = Field(
        default=Path(".bedside"),
        description="The folder of the embedded database and of its secret; made when needed.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="sqlite:///FILE or postgresql://HOST/NAME. Default: a file in the data folder.",
    )
    secret: SecretStr | None = Field(
        default=None,
        description="What pseudonyms are made with, the one in use first, older ones behind it. "
        "Left out: made once, in the data folder. Replicas must share one.",
    )
    keep_answers: Period = Field(
        default=timedelta(hours=24),
        ge=timedelta(minutes=1),
        le=timedelta(days=30),
        description="How long an idempotency key gives the same answer.",
    )
    reservations_last: Period = Field(
        default=timedelta(hours=24),
        ge=timedelta(minutes=1),
        le=timedelta(days=30),
        description="After this a place that a reporting caller said nothing about is free again.",
    )
    deadline: Period = Field(
        default=timedelta(seconds=1.5),
        gt=timedelta(0),
        le=timedelta(seconds=30),
        description="How long a call waits for its decision.",
    )
    keep_log: Period = Field(
        default=timedelta(days=2190),
        ge=timedelta(days=1),
        le=_LONGEST,
        description="How long the decision log is kept; six years, as US rules ask of records.",
    )
    keep_anonymous: Period = Field(
        default=timedelta(days=30),
        ge=timedelta(days=1),
        le=_LONGEST,
        description="An anonymous recipient who was not seen for so long is forgotten.",
    )
    keep_events: Period = Field(
        default=timedelta(days=400),
        ge=timedelta(days=1),
        le=_LONGEST,
        description="How long later events and taken places are kept, if longer than answers are; "
        "as far back as caps of the library count, at the least.",
    )
    sources: tuple[Source, ...] = Field(
        default=(),
        description="Words such as `front_desk` for where consents come from, besides Bedside's "
        "own; a JSON list.",
    )
    host: str = Field(default="127.0.0.1", description="The address that `bedside serve` binds.")
    port: int = Field(default=8080, ge=0, le=65535, description="Its port; 0 takes a free one.")
    workers: int = Field(default=1, ge=1, le=64, description="How many processes answer calls.")
    calls_per_second: float = Field(
        default=500.0,
        gt=0,
        description="How fast one key may call one replica; each worker has its share.",
    )
    burst: int = Field(
        default=1000,
        ge=1,
        description="How many calls a key may make at once to one replica; each worker has its "
        "share, so calls that fall to one of several may be turned away sooner.",
    )
    batch_items: int = Field(default=100, ge=1, le=1000, description="Items that a batch may have.")
    idempotency_required: bool = Field(
        default=False, description="Refuse `POST /v1/messages` without an Idempotency-Key."
    )
    model_fallbacks: tuple[str, ...] = Field(
        default=(), description="Models to ask when the first one cannot; a JSON list."
    )
    model_api_base: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = Field(
        default=None, description="Where the first model is served, if not where its maker does."
    )
    model_temperature: float = Field(
        default=0.5, ge=0, le=2, description="How freely the model chooses its words."
    )
    model_deadline: Period = Field(
        default=timedelta(seconds=0.8),
        gt=timedelta(0),
        le=timedelta(seconds=20),
        description="How long a message waits for words; then it goes out in the approved ones.",
    )
    model_patience: Period = Field(
        default=timedelta(seconds=20),
        gt=timedelta(0),
        le=timedelta(minutes=5),
        description="How long a call to the model may go on for the sake of later messages.",
    )
    model_calls: int = Field(
        default=2, ge=1, le=64, description="Calls to the model at once, in each worker."
    )
    model_tokens_a_day: int | None = Field(
        default=None,
        ge=1,
        description="Tokens that a replica may use in a day (UTC), its workers together.",
    )
    model_dollars_a_day: float | None = Field(
        default=None,
        gt=0,
        description="The same in US dollars; it counts calls whose price litellm knows.",
    )
    webhooks: bool = Field(
        default=True,
        description="Whether `bedside serve` calls webhooks; or else `bedside webhooks send` does.",
    )
    webhook_networks: tuple[Network, ...] = Field(
        default=(),
        description="Networks of your own that webhooks may lead to, though they are not public; "
        'a JSON list such as `["10.20.0.0/16"]`.',
    )
    keep_deliveries: Period = Field(
        default=timedelta(days=30),
        ge=timedelta(days=4),
        le=_LONGEST,
        description="How long ended deliveries to webhooks are kept, to look at or send again.",
    )
    studio_port: int = Field(
        default=8090,
        ge=0,
        le=65535,
        description="The port of `bedside studio`; 0 takes a free one.",
    )
    studio_origin: Annotated[str, Field(pattern=r"^https://[^/\s]+$")] | None = Field(
        default=None,
        description="Where browsers reach the studio through a TLS proxy: https://NAME.",
    )


def read_settings() -> Settings:
    """The settings, or `BedsideError` naming each variable that does not fit.

    A misspelt variable is refused: it would otherwise do nothing, without a word.
    """
    problems = list(_unknown(os.environ, "the environment"))
    try:
        misread = list(_misread())
        if misread:
            raise BedsideError([*problems, *misread])
        problems += _unknown(DotEnvSettingsSource(Settings).env_vars, ".env")
        settings = Settings()
    except SettingsError as error:
        name = _NAMED.search(str(error))
        what, fix = "the setting does not fit", 'it must be a JSON list, such as `["a", "b"]`'
        where = f"{PREFIX}{name[1]}".upper() if name else "the settings"
        raise BedsideError([*problems, Problem(where, 0, 0, "C104", what, fix)]) from None
    except UnicodeDecodeError:
        what, fix = "the file is not text in UTF-8", "save it as UTF-8"
        raise BedsideError.at(".env", "C103", what, fix) from None
    except OSError as error:
        what, fix = f"the file cannot be read ({error.strerror})", "check its rights"
        raise BedsideError.at(".env", "C103", what, fix) from None
    except ValidationError as error:
        problems += [
            _misfit(detail) for detail in error.errors(include_url=False, include_input=False)
        ]
    if problems:
        raise BedsideError(problems)
    return settings


def _misread() -> Iterator[Problem]:
    """What the `.env` file says in a form that would be passed over, without a word."""
    if _ENV_FILE.is_dir():
        what, fix = "it is a folder, not a file of settings", "take it away, or make it a file"
        yield Problem(str(_ENV_FILE), 0, 0, "C103", what, fix)
    if not _ENV_FILE.is_file():
        return
    with _ENV_FILE.open(encoding="utf-8") as file:
        open_to_all = os.fstat(file.fileno()).st_mode & 0o004
        for found in parse_stream(file):
            # As the secret's own file is refused; a group may have been given the right on purpose.
            if open_to_all and found.value and (found.key or "").upper() == f"{PREFIX}SECRET":
                what, fix = "it holds the secret, and others can read it", "chmod 640 .env"
                yield Problem(str(_ENV_FILE), found.original.line, 1, "D104", what, fix)
            own = (found.key or "").upper().startswith(PREFIX)
            if found.error or (own and found.value is None):
                text = found.original.string
                line = found.original.line + len(text) - len(text.lstrip("\n"))
                what, fix = "the line is no setting", "write NAME=value, or # before a remark"
                yield Problem(str(_ENV_FILE), line, 1, "C103", what, fix)


def _unknown(names: Iterable[str], where: str) -> Iterator[Problem]:
    valid = [f"{PREFIX}{field}".upper() for field in Settings.model_fields]
    for name in names:
        if name.upper().startswith(PREFIX) and name.upper() not in (*valid, *OTHERS):
            ending = name.upper().removeprefix(PREFIX)
            near = did_you_mean(ending, [full.removeprefix(PREFIX) for full in valid])
            fix = near.replace("`", f"`{PREFIX}", 1) or "see docs/settings.md"
            what = f"no setting is called `{shown(name.upper())}`"
            yield Problem(where, 0, 0, "C102", what, fix)


def _misfit(detail: Any) -> Problem:
    field, *inner = detail["loc"]
    entry = next((place + 1 for place in inner if isinstance(place, int)), None)
    what = f"entry {entry} of the list does not fit" if entry else "the setting does not fit"
    name = f"{PREFIX}{field}".upper()
    return Problem(name, 0, 0, "C104", what, what_would_be_right(detail))
