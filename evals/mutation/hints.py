"""What case would notice a way of breaking the library: a line for whoever has to write it."""

from __future__ import annotations

from typing import Final

#: By the way of breaking. Those of the steps and the guard have none: they are Bedside's to test.
HINTS: Final = {
    "allow-health-fact": "send the signal with a health fact, and expect `refused`",
    "allow-inbound-text": "send the signal with a `text`, and expect `refused`",
    "answer-at-night": "ask by e-mail or text message in quiet hours, and expect `hold`",
    "call-far-near": "ask further ahead than `near`, and expect other words or none",
    "call-old-fresh": "ask when it is older than `fresh`, and expect other words or none",
    "do-not-wait": "ask before `not_before`, and expect `hold`",
    "drop-audience": "ask for somebody of that audience, and expect `send`",
    "drop-excludes": "ask where both could stand, and name one under `without`",
    "drop-lead": "expect the first of the lead's modules where it fits",
    "drop-library-cap": "ask once more than the library's cap allows, and expect `frequency_cap`",
    "drop-margin": "ask when less than `margin` is left, and expect `signal_expired`",
    "drop-near-repeat": "send two alike signals, and expect `near_duplicate` for the second",
    "drop-on-cap": "ask at the cap, and expect `hold`",
    "drop-required": "name every required module under `pinned`, in `always.yaml` or a case",
    "drop-required-attribute": "leave the attribute out, and expect `refused`",
    "drop-requires": "expect both modules under `modules` or `holds`",
    "drop-stop-rule": "let the event happen first, and expect `stop_rule`",
    "drop-unsubscribe": "agree on the words in `texts`, or expect the link under `contains`",
    "empty-slot": "name all `modules` of the message",
    "experiment": "name `experiments` for people of each arm, at its first and last day",
    "forget-end": "ask when what `before` names is over, and expect `signal_expired`",
    "lengthen-lifetime": "ask again when `within` has passed and expect `signal_expired`, or name "
    "`valid_until`",
    "lower-priority": "send a signal that both triggers match, and name the `trigger`",
    "never-at-once": "ask by e-mail or text message in quiet hours, and expect `send`",
    "not-sensitive": "ask without a consent to the topic, and name the module under `without`",
    "open-quiet-hours": "ask a minute before quiet hours end and after they begin",
    "open-topic": "ask with the topic and no consent to it, and expect "
    "`sensitive_topic_consent_absent`",
    "other-clock": "ask in a person's zone that is not the place's, and expect the hour under "
    "`contains`",
    "raise-cap": "ask once more than the cap allows, and expect `frequency_cap`",
    "raise-library-cap": "ask once more than the library's cap allows, and expect `frequency_cap`",
    "report-too-early": "ask before what `after` names, and expect `signal_premature`",
    "retry-unknown-zone": "ask for somebody with `zone: false`, and name `not_before`",
    "shorten-cap-window": "use the cap up, ask on its last day, and expect `frequency_cap`",
    "shorten-library-cap": "use the library's cap up, ask on its last day, and expect "
    "`frequency_cap`",
    "shorten-near-repeat": "send an alike signal on the last day, and expect `near_duplicate`",
    "slow-escalation": "write a call for help as `text`, and name `respond_within_minutes`",
    "soften-words": "agree on the words in `texts`, or expect them under `contains`",
    "stop-on-own-subject-alone": "let the event happen to another `subject`, and expect "
    "`stop_rule`",
    "swap-consent-purpose": "ask somebody who agreed to this purpose alone, and expect `send`",
    "swap-safety-reply": "write a call for help as `text`, and name the module under `holds`",
    "swap-team": "write a call for help as `text`, and name the `team`",
    "widen-funded": "ask for education, and name the module under `without`",
    "widen-trigger": "send values that `when` leaves out, and expect another `trigger` or none",
    "wrong-number": "expect the number under `contains`",
}  # fmt: skip


def hint(operator: str) -> str:
    """What case would notice it, or nothing where this is not the library's matter."""
    return HINTS.get(operator, "")
