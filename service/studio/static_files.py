"""The studio's own scripts and styles, each under an address that changes with its content.

So a browser keeps them for good, and still has the new ones after an upgrade. `address` gives
the URL; the route answers from memory, compressed once.
"""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.studio.failing import Refused

FOLDER = Path(__file__).parent / "static"
_SMALL = 500


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file, ready to be sent."""

    body: bytes
    zipped: bytes
    type: str
    digest: str


@lru_cache(maxsize=1)
def files() -> dict[str, StaticFile]:
    """Every static file by its name below `static/`."""
    found = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix in (".css", ".js", ".svg", ".png", ".woff2"):
            body = path.read_bytes()
            kind = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0]
            found[path.relative_to(FOLDER).as_posix()] = StaticFile(
                body,
                gzip.compress(body, 9, mtime=0) if len(body) > _SMALL else b"",
                kind or "application/octet-stream",
                sha256(body).hexdigest()[:12],
            )
    return found


def address(name: str) -> str:
    """The URL of a static file. A name that is not there is a fault of ours, found by any test."""
    return f"/static/{files()[name].digest}/{name}"


async def _send(request: Request) -> Response:
    name, digest = request.path_params["name"], request.path_params["digest"]
    found = files().get(name)
    if found is None or found.digest != digest:
        raise Refused("W601")
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if found.zipped and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(found.zipped, headers=headers, media_type=found.type)
    return Response(found.body, headers=headers, media_type=found.type)


ROUTES = (Route("/static/{digest}/{name:path}", _send),)
