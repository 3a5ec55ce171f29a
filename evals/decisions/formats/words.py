"""Words that the formats of cases share: names, tags, instants and pauses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from service.domain.vocabulary import Channel

CaseId = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
Tag_ = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
AnyChannel = Channel | Literal["any"]

#: `2026-11-24 10:00` on a wall clock of the case's zone, or with an offset of its own.
Moment = Annotated[
    str | datetime | date, Field(description="Wall clock in the case's zone: 2026-11-24 10:00")
]
#: `3 days`, `90 minutes`: days are days of the calendar, hours are hours that pass.
Pause = Annotated[str, Field(pattern=r"^\d{1,4} (minute|hour|day|week)s?$")]
