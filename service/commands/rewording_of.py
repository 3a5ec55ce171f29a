"""What `bedside reword try` looks up, and how it prints what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.domain.content import Rendition
from service.domain.nearest import did_you_mean
from service.errors import BedsideError, shown
from service.library.release import Release
from service.library.served import Served
from service.library.voices import BrandVoice
from service.rewording.proposing import Proposal


def voice_of(release: Release, brand: str) -> BrandVoice:
    """A brand of the release. Raises `BedsideError` with the nearest name."""
    voice = release.voice(brand)
    if voice is None:
        near = did_you_mean(brand, sorted(release.brands))
        fix = near or f"name one of {', '.join(sorted(release.brands)) or 'none there'}"
        what = f"no brand of the release is called `{shown(brand)}`"
        raise BedsideError.at("--brand", "C154", what, fix)
    return voice


def chosen(served: Served, names: Iterable[str]) -> Iterator[tuple[str, Rendition]]:
    """Renditions by MODULE@CHANNEL. Raises `BedsideError` for one that is not there."""
    for name in names:
        module_id, _, channel = name.partition("@")
        found = next(
            (
                rendition
                for rendition in served.release.renditions.get(module_id, ())
                if rendition.channel == (channel or "email") and not rendition.variant
            ),
            None,
        )
        if found is None:
            near = did_you_mean(module_id, sorted(served.release.modules))
            what = f"the release has no `{shown(name)}`"
            fix = near or "write MODULE@CHANNEL, as in visit/upcoming@email"
            raise BedsideError.at(shown(name), "C154", what, fix)
        yield module_id, found


def lines_of(module_id: str, proposal: Proposal) -> Iterator[str]:
    """A proposal in readable lines."""
    tries = f"{proposal.calls} call{'s' if proposal.calls != 1 else ''}"
    yield f"\n{module_id}, {proposal.rendition.channel} ({tries}, {proposal.seconds:.0f} s)"
    for sentence in proposal.sentences:
        yield f"\n  approved  {sentence.before}"
        if sentence.after is None:
            yield "  no answer"
        elif sentence.accepted:
            yield f"  reworded  {sentence.after}"
        elif sentence.after == sentence.before:
            yield "  unchanged"
        else:
            yield f"  refused   {sentence.after}"
        for finding in sentence.findings:
            if sentence.after != sentence.before:
                yield f"            {finding}"
    for finding in proposal.findings:
        if not finding.piece:
            yield f"\n  {finding}"
