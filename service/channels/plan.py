"""One rendition's parts as a single Jinja2 template, and that template rendered.

Rendering a template costs some microseconds before its first word. A rendition has up to a dozen
parts (subject, HTML, text, each link), so they are rendered as one template with a separator
that no source or value may hold, and are parted again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jinja2 import UndefinedError

from service.channels.call_script import Script
from service.channels.errors import UnsafeUrl, VariableMissing
from service.channels.gsm7 import fold
from service.channels.rendered import RenderedAction, RenderedModule
from service.channels.syntax import refuse_foreign
from service.channels.templating import (
    LONGEST_OUTPUT,
    Built,
    Segments,
    Show,
    build_template,
)
from service.channels.values import Values, bind, is_safe_url
from service.domain.message import MessageTooLong
from service.domain.vocabulary import Channel

#: Refused in every source and value as a control character, so it parts nothing else.
_SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a module shows, as segments. What the channel lacks is empty."""

    channel: Channel
    text: Segments
    html: Segments = ()
    heading: Segments = ()
    heading_html: Segments = ()
    subject: Segments = ()
    preheader: Segments = ()
    title: Segments = ()
    action: tuple[Segments, Segments, Segments, Segments] | None = None
    links: tuple[tuple[Segments, Segments], ...] = ()
    script: Script = ()
    sms_parts: int = 1

    def parts(self) -> Iterator[Segments]:
        """All parts in one order, which `Renderer` takes apart again."""
        yield from (self.text, self.html, self.heading, self.heading_html)
        yield from (self.subject, self.preheader, self.title)
        yield from self.action or ()
        for label, address in self.links:
            yield from (label, address)
        for _, lines in self.script:
            yield from lines


class Renderer:
    """Renders one plan, again and again. The template is compiled when it is first needed.

    A library of thousands of renditions is checked without compiling one of them. A rendition
    that shows no value is rendered once.
    """

    __slots__ = ("_built", "_constant", "plan")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._built: Built | None = None
        self._constant: RenderedModule | None = None

    def __reduce__(self) -> tuple[type[Renderer], tuple[Plan]]:
        return Renderer, (self.plan,)

    def __eq__(self, other: object) -> bool:
        return self.plan == other.plan if isinstance(other, Renderer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.plan)

    def built(self) -> Built:
        """The compiled template and what its names show."""
        if self._built is None:
            segments: list[str | Show] = []
            for part in self.plan.parts():
                segments += (*part, _SEPARATOR)
            self._built = build_template(segments)
        return self._built

    def context(self, values: Values) -> dict[str, str]:
        """The template's variables: each value looked up, checked and escaped for its place."""
        return bind(values, self.built().bindings)

    def __call__(self, values: Values) -> RenderedModule:
        """The module with these values; raises what `renditions.render` names."""
        if self._constant is not None:
            return self._constant
        built = self.built()
        try:
            # What `Template.render` does, without its two copies of the variables.
            context = built.template.new_context(bind(values, built.bindings), shared=True)
            output = "".join(built.template.root_render_func(context))
        except UndefinedError as error:  # `context` binds every name; this guards the guard
            raise VariableMissing((str(error.message),)) from None
        if len(output) > LONGEST_OUTPUT:
            raise MessageTooLong("rendered characters of one module", len(output), LONGEST_OUTPUT)
        # The parts are joined with nothing that could be half of a mark, here or in a message.
        refuse_foreign(output, "text")
        module = self._take_apart(output.split(_SEPARATOR))
        if not built.bindings:
            self._constant = module
        return module

    def _take_apart(self, parts: list[str]) -> RenderedModule:
        plan = self.plan
        text, html, heading, heading_html, subject, preheader, title = parts[:7]
        at = 7
        action = None
        if plan.action is not None:
            action = RenderedAction(*parts[at : at + 4])
            at += 4
        links = []
        for _ in plan.links:
            if not is_safe_url(parts[at + 1]):
                raise UnsafeUrl("link_url")
            links.append((parts[at], parts[at + 1]))
            at += 2
        script = []
        for key, lines in plan.script:
            script.append((key, tuple(parts[at : at + len(lines)])))
            at += len(lines)
        if plan.channel == "sms":
            text = fold(text)
        return RenderedModule(
            plan.channel,
            text,
            html,
            heading,
            heading_html,
            subject,
            preheader,
            title,
            action,
            tuple(links),
            tuple(script),
            plan.sms_parts,
        )
