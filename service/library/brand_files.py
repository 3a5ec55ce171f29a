"""`prompts/` to brands and prompt templates; `shared` holds the templates that brands share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.domain.content import Brand, PromptHeader, PromptTemplate
from service.errors import shown
from service.library.approval_lines import read_approvals
from service.library.files import FileReader
from service.library.hashing import item_hash
from service.library.headers import split_header
from service.library.library import ApprovalLine, Item, PromptFile
from service.library.prompt_templates import faults_of
from service.library.yaml_source import Sourced

#: The folder of templates that belong to no brand.
SHARED = "shared"
_PROMPT = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*/[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_IN_PROMPTS = ("README.md", "approvals.jsonl", "a folder a brand", SHARED)
_IN_BRAND = ("brand.yaml", "templates such as reword.j2")


@dataclass(frozen=True, slots=True)
class BrandsRead:
    """Everything of `prompts/` that could be read."""

    brands: dict[str, Item[Brand]]
    prompts: dict[str, PromptFile]
    approvals: tuple[ApprovalLine, ...]


class BrandFiles:
    """The walk over a `prompts/` folder; `files` has its problems afterwards.

    `texts` are files, such as `prompts/shared/reword.j2`, that are taken to say this.
    """

    def __init__(self, folder: Path, texts: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.files = FileReader(folder.parent, texts)

    def load(self) -> BrandsRead:
        """The brands by id, the templates by id, and the approvals of both."""
        if not self.files.is_folder(self.folder):
            self.files.report(self.folder, "L007", "this must be a folder", "move the file")
            return BrandsRead({}, {}, ())
        brands: dict[str, Item[Brand]] = {}
        prompts: dict[str, PromptFile] = {}
        approvals: tuple[ApprovalLine, ...] = ()
        for path in self.files.children(self.folder):
            if self.files.is_folder(path):
                brand = None if path.name == SHARED else self._brand(path)
                if brand is not None:
                    brands[path.name] = brand
                prompts.update(self._prompts(path))
            elif path.name == "approvals.jsonl":
                approvals = self._approvals(path)
            elif path.name != "README.md":
                self.files.stranger(path, _IN_PROMPTS)
        return BrandsRead(brands, prompts, approvals)

    def _brand(self, folder: Path) -> Item[Brand] | None:
        key = f"brand:{folder.name}"
        path = folder / "brand.yaml"
        if not self.files.is_file(path) and not path.exists():
            self.files.unread.add(key)
            what = "a brand's folder lacks `brand.yaml`"
            self.files.report(folder, "L009", what, f"describe the brand there, or use `{SHARED}`")
            return None
        text = self.files.read(path)
        name = self.files.name(path)
        value, source = (
            self.files.parse(Brand, text, name) if text is not None else (None, Sourced(None, {}))
        )
        if text is None or value is None:
            self.files.unread.add(key)
            return None
        item = Item(key, value, name, item_hash(key, {"": text}), source)
        if value.id != folder.name:
            self.files.unread.add(key)
            what, fix = "`id` differs from the file's place", f"write `{shown(folder.name)}`"
            self.files.problems.append(item.problem(("id",), "L008", what, f"{fix}, or move it"))
            return None
        return item

    def _prompts(self, folder: Path) -> Iterator[tuple[str, PromptFile]]:
        for path in self.files.children(folder):
            if path.suffix == ".j2" and self.files.is_file(path):
                prompt = self._prompt(path, f"{folder.name}/{path.stem}")
                if prompt is not None:
                    yield prompt.item.value.id, prompt
            elif path.name != "brand.yaml" or folder.name == SHARED:
                self.files.stranger(path, _IN_BRAND if folder.name != SHARED else _IN_BRAND[1:])

    def _prompt(self, path: Path, prompt_id: str) -> PromptFile | None:
        key = f"prompt:{prompt_id}"
        name = self.files.name(path)
        if not _PROMPT.fullmatch(prompt_id):
            what, fix = "a template's name does not fit", "join lower-case words with `-`"
            self.files.report(path, "L008", what, fix)
            return None
        text = self.files.read(path)
        self.files.unread.add(key)
        if text is None:
            return None
        parts = split_header(text)
        if parts.fault:
            line, column, code, what, fix = parts.fault
            self.files.report_at(name, line, column, code, what, fix)
            return None
        header, source = self.files.parse(
            PromptHeader, parts.header, name, first_line=2, part="the header"
        )
        faults = faults_of(parts.body)
        for fault in faults:
            line = parts.first_line + fault.line - 1
            self.files.report_at(name, line, 1, fault.code, fault.what, fault.fix)
        if header is None or faults:
            return None
        self.files.unread.discard(key)
        value = PromptTemplate.model_construct(**dict(header), id=prompt_id, text=parts.body)
        item = Item(key, value, name, item_hash(key, {"": text}), source)
        return PromptFile(item, parts.first_line)

    def _approvals(self, path: Path) -> tuple[ApprovalLine, ...]:
        name = self.files.name(path)
        lines, problems = read_approvals(self.files.read(path) or "", name)
        self.files.problems.extend(problems)
        return lines
