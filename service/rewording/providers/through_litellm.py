"""Any model that litellm knows, by its provider string; imported at its first use and not before.

Keys come from the environment variables that litellm reads for each provider, and are neither kept
nor shown here. A call that hangs is cancelled at its deadline, its connection closed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import threading
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import urlsplit

from service.errors import BedsideError
from service.rewording.asking import Ask
from service.rewording.providers.base import Completion, ProviderFailed

_LOCAL_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "::1"})
#: Seconds before a second attempt; each is drawn anew, so that many callers do not come at once.
_PAUSES: Final = (0.2, 1.0)
#: HTTP statuses of the caller's own that are worth another attempt: late, in the way, too many.
_PASSING: Final = frozenset({408, 409, 425, 429})


def check_installed() -> None:
    """Raises `BedsideError` where litellm is not installed, without importing it."""
    if find_spec("litellm") is None:
        raise _missing()


def _missing() -> BedsideError:
    what = "a model is set, and litellm is not installed"
    fix = "install Bedside's extra; in its own folder: pip install -e '.[llm]'"
    return BedsideError.at("BEDSIDE_MODEL", "C150", what, fix)


@lru_cache(maxsize=1)
def the_litellm() -> Any:
    """litellm, told to fetch and tell nothing. Raises `BedsideError` where it is not installed."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    # With its own log handlers it would print prompts and answers at some levels.
    os.environ.setdefault("LITELLM_LOG", "ERROR")
    try:
        import litellm
    except ImportError:
        raise _missing() from None
    litellm.suppress_debug_info = True
    litellm.drop_params = True
    litellm.turn_off_message_logging = True
    for name in ("success_callback", "failure_callback", "callbacks"):
        setattr(litellm, name, [])
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "httpx", "openai"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return litellm


@dataclass
class LitellmProvider:
    """One model, and others to fall back on. `api_base` is where the first one is served.

    `attempts` is how often a model is asked when it is busy or breaks; `at_once` how many sentences
    it gets together. Safe to call from any thread.
    """

    model: str
    fallbacks: Sequence[str] = ()
    api_base: str | None = None
    attempts: int = 2
    at_once: int = 0
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.at_once and self.api_base is not None and is_local(self.api_base):
            self.at_once = 1

    def warm_up(self) -> None:
        """Import litellm in the background: that takes seconds, and the first call has none."""
        threading.Thread(target=the_litellm, name="bedside-litellm", daemon=True).start()

    def complete(self, ask: Ask, seconds: float) -> Completion:
        """An answer of the first model that has one. Raises `ProviderFailed`."""
        end = time.monotonic() + seconds
        failure = ProviderFailed("RW-61", "no model was asked")
        for model in (self.model, *self.fallbacks):
            for attempt in range(self.attempts):
                left = end - time.monotonic()
                if left <= 0:
                    raise ProviderFailed("RW-60", "no time was left")
                try:
                    return self._once(model, ask, left)
                except ProviderFailed as failed:
                    failure = failed
                if not failure.worth_repeating or attempt + 1 == self.attempts:
                    break
                pause = random.uniform(0.5, 1.5) * _PAUSES[min(attempt, len(_PAUSES) - 1)]  # noqa: S311 - spreads load, hides nothing
                if time.monotonic() + pause >= end:
                    break
                time.sleep(pause)
        raise failure

    def _once(self, model: str, ask: Ask, seconds: float) -> Completion:
        started = time.monotonic()
        litellm = the_litellm()
        seconds -= time.monotonic() - started
        future = asyncio.run_coroutine_threadsafe(
            self._call(litellm, model, ask, max(seconds, 0.001)), self._running_loop()
        )
        try:
            answer = future.result(max(seconds, 0.001))
        except (Late, TimeoutError, CancelledError):
            future.cancel()  # closes the connection, so that no hung call stays behind
            raise ProviderFailed("RW-60", "the model took too long") from None
        except Exception as error:  # noqa: BLE001 - whatever a provider raises means the approved words
            raise _failed(error) from None
        return _completion(litellm, model, answer, time.monotonic() - started)

    def _call(self, litellm: Any, model: str, ask: Ask, seconds: float) -> Coroutine[Any, Any, Any]:
        first = model == self.model
        local = first and self.api_base is not None and is_local(self.api_base)
        request: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": "system", "content": ask.system},
                {"role": "user", "content": ask.prompt},
            ],
            "temperature": ask.temperature,
            "seed": ask.seed,
            "max_tokens": ask.most_tokens,
            "timeout": seconds,
            "num_retries": 0,
            "max_retries": 0,
            "response_format": _form(litellm, model, ask, local=local),
        }
        if first and self.api_base is not None:
            request["api_base"] = self.api_base
        if local:
            # A server on this machine asks for no key, and must not be shown one for another.
            request["api_key"] = "none"
        call: Coroutine[Any, Any, Any] = litellm.acompletion(**request)
        return call

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(
                    target=self._loop.run_forever, name="bedside-models", daemon=True
                ).start()
            return self._loop


def is_local(api_base: str) -> bool:
    """Whether a model is served on this machine."""
    return (urlsplit(api_base).hostname or "") in _LOCAL_HOSTS


def _form(litellm: Any, model: str, ask: Ask, *, local: bool) -> dict[str, Any]:
    """The answer's form: a schema where the model takes one, else any JSON object."""
    if local or litellm.supports_response_schema(model=model):
        schema = {"name": "sentences", "strict": True, "schema": ask.schema(patterns=local)}
        return {"type": "json_schema", "json_schema": schema}
    return {"type": "json_object"}


def _failed(error: Exception) -> ProviderFailed:
    """A failure by its kind. A provider's own words may quote what it was sent: dropped."""
    name = type(error).__name__
    if name in ("Timeout", "APITimeoutError", "TimeoutError"):
        return ProviderFailed("RW-60", "the model took too long", worth_repeating=True)
    status = getattr(error, "status_code", None)
    final = isinstance(status, int) and 400 <= status < 500 and status not in _PASSING
    return ProviderFailed("RW-61", name, worth_repeating=not final)


def _completion(litellm: Any, model: str, answer: Any, seconds: float) -> Completion:
    try:
        text = answer.choices[0].message.content
    except (AttributeError, IndexError, TypeError):
        raise ProviderFailed("RW-61", "an answer without a message") from None
    usage = getattr(answer, "usage", None)
    try:
        cost = float(litellm.completion_cost(completion_response=answer, model=model))
    except Exception:  # noqa: BLE001 - a model without a price
        cost = None
    return Completion(
        text=text if isinstance(text, str) else "",
        model=model,
        seconds=seconds,
        tokens_in=int(getattr(usage, "prompt_tokens", 0) or 0),
        tokens_out=int(getattr(usage, "completion_tokens", 0) or 0),
        cost=cost,
    )
