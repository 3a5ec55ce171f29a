"""Rewording from the bank: other words that people approved ahead, with no model on the way."""

from __future__ import annotations

from datetime import date

from service.domain.content import BankedRewording
from service.domain.rewording import Origin, Rewording, RewordingRequest
from service.library.hashing import words_hash
from service.library.release import Release


class BankReworder:
    """The approved rewordings of one release in one brand's voice. Pure: same request, same words.

    Of several for the same words it gives the one with the lowest number that is in date.
    """

    def __init__(self, release: Release, brand: str) -> None:
        self._offers: dict[tuple[str, str, str, str], list[tuple[date, Rewording]]] = {}
        approved = {
            (module_id, rendition.channel, rendition.locale, rendition.variant): words_hash(
                rendition.source
            )
            for module_id, renditions in release.renditions.items()
            for rendition in renditions
        }
        banked = sorted(release.rewordings.items(), key=lambda pair: (pair[1].number, pair[0]))
        for name, one in banked:
            key = (one.module, one.channel, one.locale, one.variant)
            if one.brand == brand and approved.get(key) == one.rewords:
                stamp = release.stamps[f"rewording:{name}"]
                offer = Rewording(one.source, origin=_origin(name, stamp.hash, one))
                self._offers.setdefault(key, []).append((stamp.until, offer))

    def reword(self, request: RewordingRequest) -> Rewording | None:
        """The banked words for a rendition; None where there are none in date."""
        rendition = request.rendition
        key = (request.module_id, rendition.channel, rendition.locale, rendition.variant)
        for until, offer in self._offers.get(key, ()):
            if request.on <= until:
                return offer
        return None


def _origin(name: str, item_hash: str, one: BankedRewording) -> Origin:
    return Origin(
        mode="banked",
        brand=one.brand,
        brand_hash=one.brand_hash,
        prompt_hash=one.prompt_hash,
        model=one.model,
        item=f"rewording:{name}",
        item_hash=item_hash,
    )
