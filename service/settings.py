"""The settings of one installation: environment variables `BEDSIDE_*`, or a `.env` file.

With none set everything runs on the starter library.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import BedsideError, Problem

#: Content travels beside the code, in a checkout and in an installed wheel alike.
STARTER_LIBRARY = Path(__file__).resolve().parent.parent / "modules"


class Settings(BaseSettings):
    """Typed settings. Each field is documented in `docs/settings.md`."""

    model_config = SettingsConfigDict(env_prefix="BEDSIDE_", env_file=".env", extra="ignore")

    library: Path = Field(
        default=STARTER_LIBRARY, description="The library folder that commands work on."
    )
    release: Path | None = Field(
        default=None, description="A release file to serve instead of building one."
    )


def read_settings() -> Settings:
    """The settings, or `BedsideError` naming each variable that does not fit."""
    try:
        return Settings()
    except ValidationError as error:
        raise BedsideError(
            Problem(
                f"BEDSIDE_{'_'.join(str(part) for part in detail['loc']).upper()}",
                0,
                0,
                "C102",
                "the setting does not fit",
                detail["msg"],
            )
            for detail in error.errors(include_url=False, include_input=False)
        ) from None
