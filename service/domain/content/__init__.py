"""The library's values: modules, layouts, signal types, triggers, claims, settings, approvals.

Each class is both the file format that an editor writes and the frozen value that the pipeline
reads, so the two cannot drift apart. Cross-references are checked by `service/library/checks`.
"""

from __future__ import annotations

from service.domain.content.approvals import Approval, Withdrawal, first_known, when_written
from service.domain.content.base import (
    Handle,
    Line,
    Locale,
    ModuleId,
    Name,
    Owner,
    Period,
    Reason,
    SignalTypeId,
    Value,
    VariableName,
    Zone,
    parse_period,
    show_period,
)
from service.domain.content.brands import (
    Brand,
    BrandPrompts,
    PromptHeader,
    PromptTemplate,
    ReadingAim,
    VoiceExample,
)
from service.domain.content.experiments import Arm, Experiment
from service.domain.content.facts import Claim, Directory, Reference
from service.domain.content.layouts import Layout, Slot
from service.domain.content.modules import (
    AcceptedFinding,
    Action,
    ContentModule,
    Funding,
    Order,
    Rendition,
    RenditionHeader,
)
from service.domain.content.rewordings import BankedRewording, RewordingHeader
from service.domain.content.settings import (
    ApprovalRules,
    Cap,
    EmailSettings,
    EscalationPath,
    ItemRoles,
    Kind,
    LibrarySettings,
    NearRepeat,
    Organisation,
    QuietHours,
    RewordingRules,
    Topic,
)
from service.domain.content.signals import Attribute, SignalType
from service.domain.content.triggers import SlotChoice, Trigger, TriggerCap

__all__ = [
    "AcceptedFinding",
    "Action",
    "Approval",
    "ApprovalRules",
    "Arm",
    "Attribute",
    "BankedRewording",
    "Brand",
    "BrandPrompts",
    "Cap",
    "Claim",
    "ContentModule",
    "Directory",
    "EmailSettings",
    "EscalationPath",
    "Experiment",
    "Funding",
    "Handle",
    "ItemRoles",
    "Kind",
    "Layout",
    "LibrarySettings",
    "Line",
    "Locale",
    "ModuleId",
    "Name",
    "NearRepeat",
    "Order",
    "Organisation",
    "Owner",
    "Period",
    "PromptHeader",
    "PromptTemplate",
    "QuietHours",
    "ReadingAim",
    "Reason",
    "Reference",
    "Rendition",
    "RenditionHeader",
    "RewordingHeader",
    "RewordingRules",
    "SignalType",
    "SignalTypeId",
    "Slot",
    "SlotChoice",
    "Topic",
    "Trigger",
    "TriggerCap",
    "Value",
    "VariableName",
    "VoiceExample",
    "Withdrawal",
    "Zone",
    "first_known",
    "parse_period",
    "show_period",
    "when_written",
]
