"""The `bank/` folder of a content module: other wordings of its renditions, by brand and locale.

`bank/cedar-valley/en-US/email.1.md` is the first one of `en-US/email.md` in that brand's voice. A
rewording is an item of its own: adding one changes nothing of its module's hash or approvals.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from service.domain.content import BankedRewording, ContentModule, RewordingHeader
from service.domain.vocabulary import CHANNELS, Channel
from service.library.files import FileReader
from service.library.hashing import item_hash
from service.library.headers import split_header
from service.library.library import Item, RewordingFile
from service.library.locales import LOCALE, meant_locale
from service.library.naming import CHANNEL, ENDING, channel_of, words_name

BANK = "bank"

_NAME = re.compile(rf"({CHANNEL})(?:\.([a-z][a-z0-9_-]*))?\.([1-9][0-9]{{0,3}})\.({ENDING})")
_BRAND = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_HERE = tuple(words_name(channel, "1") for channel in CHANNELS)


def place_of(
    module: str, brand: str, locale: str, channel: Channel, variant: str, number: int
) -> tuple[str, str]:
    """The key of a banked rewording, and its file in the library."""
    name = ".".join(filter(None, (channel, variant, str(number))))
    file = words_name(channel, variant, str(number))
    return (
        f"rewording:{module}/{brand}/{locale}/{name}",
        f"content/{module}/{BANK}/{brand}/{locale}/{file}",
    )


class BankFiles:
    """The walk over the banks of a library; `files` has its problems afterwards."""

    def __init__(self, library: Path, locales: Collection[str] = ()) -> None:
        self.locales = locales
        self.content = library / "content"
        self.files = FileReader(library)

    def load(self, modules: Mapping[str, Item[ContentModule]]) -> dict[str, RewordingFile]:
        """The banked rewordings of these modules, by key without its sort."""
        found: dict[str, RewordingFile] = {}
        for module_id, module in modules.items():
            for file in self._bank(self.content / module_id / BANK, module.value):
                found[file.item.key.partition(":")[2]] = file
        return found

    def _bank(self, folder: Path, module: ContentModule) -> Iterator[RewordingFile]:
        for brand in self.files.children(folder):
            if not brand.is_dir() or not _BRAND.fullmatch(brand.name):
                self.files.stranger(brand, ("a folder a brand",))
                continue
            for locale in self.files.children(brand):
                if not locale.is_dir() or not LOCALE.fullmatch(locale.name):
                    what, here = "nothing here has this name", "here belong: folders such as en-US"
                    fix = meant_locale(locale.name, self.locales) or here
                    self.files.report(locale, "L007", what, fix)
                    continue
                for path in self.files.children(locale):
                    yield from self._file(path, brand.name, locale.name, module)

    def _file(
        self, path: Path, brand: str, locale: str, module: ContentModule
    ) -> Iterator[RewordingFile]:
        name = _NAME.fullmatch(path.name)
        channel = channel_of(name[1], name[4]) if name is not None else None
        if name is None or channel is None:
            self.files.stranger(path, _HERE)
            return
        variant, number = name[2] or "", int(name[3])
        key, file = place_of(module.id, brand, locale, channel, variant, number)
        self.files.unread.add(key)
        text = self.files.read(path)
        if text is None:
            return
        parts = split_header(text)
        if parts.fault:
            self.files.report_at(file, *parts.fault)
            return
        header, source = self.files.parse(
            RewordingHeader, parts.header, file, first_line=2, part="the header"
        )
        if not parts.body.strip():
            what = "the rewording says nothing"
            self.files.report(path, "L010", what, "make it again, or delete it")
            return
        if header is None:
            return
        self.files.unread.discard(key)
        value = BankedRewording.model_construct(
            **dict(header),
            module=module.id,
            kind=module.kind,
            brand=brand,
            channel=channel,
            locale=locale,
            variant=variant,
            number=number,
            source=parts.body.strip("\n"),
        )
        blank = len(parts.body) - len(parts.body.lstrip("\n"))
        item = Item(key, value, file, item_hash(key, {"": text}), source)
        yield RewordingFile(item, parts.first_line + blank)
