"""What a result leaned on: the items of the release and the rules of the guard that it shows."""

from __future__ import annotations

from typing import Any

from evals.suites.base import Result


def touched(result: Result) -> frozenset[str]:
    """Keys such as `module:heart/booking`, `trigger:after-visit`, `rule:DX-02`."""
    match result.item.set:
        case "decisions":
            return frozenset(key for seen in result.observed or () for key in of_decision(seen))
        case "texts":
            seen = (result.observed or {}).get("seen")
            return frozenset(of_decision(seen)) if seen else frozenset()
        case "guard" | "guard-held-back":
            return frozenset(f"rule:{hit[0]}" for hit in result.observed or ())
        case "urgency" | "urgency-held-back":
            return frozenset({f"urgency:{result.observed}"} if result.observed else ())
        case "rewordings" if result.observed and "module" in result.observed:
            seen = result.observed
            place = f"{seen['module']}@{seen['channel']}"
            return frozenset(
                {f"module:{seen['module']}", f"rendition:{place}", f"brand:{seen['brand']}"}
            )
    return frozenset()


def of_decision(seen: dict[str, Any]) -> set[str]:
    """What one decision shows that it used."""
    if "refused" in seen:
        return {f"fault:{code}" for code in seen["refused"]}
    keys = {f"module:{name}" for name in (*seen["modules"], *seen["pinned"])}
    keys |= {f"trigger:{name}" for name, _ in seen["considered"]}
    keys |= {f"rule:{name}" for name in seen["rules"]}
    keys |= {f"reason:{name}" for name in seen["reasons"]}
    keys |= {f"experiment:{name}" for name in seen["experiments"]}
    keys |= {f"outcome:{seen['outcome']}", f"channel:{seen['channel']}"}
    keys |= {f"audience:{seen['audience']}", f"signal:{seen['receipt']['signal_type']}"}
    if seen["layout"]:
        keys.add(f"layout:{seen['layout']}")
    for module in (*seen["modules"], *seen["pinned"]):
        variant = seen["variants"].get(module, "")
        keys.add(f"rendition:{module}@{seen['channel']}{'.' + variant if variant else ''}")
    return keys
