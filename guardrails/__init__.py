"""The guard: reads finished text and says whether it claims something about a reader's health.

Text and a context in, a verdict out. It knows nothing of the service that sends messages, so it
can be used as a library on its own. Start at `guard.py`; `docs/guard.md` explains the whole.
"""

from guardrails.guard import Guard
from guardrails.verdict import Context, Finding, Urgency, Verdict

#: The distribution that these files belong to. Other packages on PyPI are named `guardrails` too,
#: and the wrong one answering must be impossible: callers compare this before they trust a pass.
__distribution__ = "bedside"

__all__ = ["Context", "Finding", "Guard", "Urgency", "Verdict"]
