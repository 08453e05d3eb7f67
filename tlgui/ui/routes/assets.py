"""Routes of the page's own files and of plotly.js."""

from __future__ import annotations

from pathlib import PurePosixPath

from fastapi import APIRouter, Request, Response

from tlgui.errors import UserError
from tlgui.ui.asset_files import ASSETS, TYPES, encoding_for

router = APIRouter(prefix="/tlgui")
FOREVER = "public, max-age=31536000, immutable"


@router.get("/plotly/{version}.js")
def plotly(version: str, request: Request) -> Response:
    """plotly.js, in one piece. The version is in the address only so that a browser may keep it."""
    encoding = encoding_for(request.headers.get("accept-encoding", ""))
    return _answer(request.app.state.plotly.get(encoding), TYPES[".js"], encoding, FOREVER)


@router.get("/{version}/{name}")
def asset(version: str, name: str, request: Request) -> Response:
    """A file of ``assets/``."""
    encoding = encoding_for(request.headers.get("accept-encoding", ""))
    try:
        data = ASSETS.get(name, encoding)
    except KeyError:
        raise UserError("not_here") from None
    return _answer(data, TYPES[PurePosixPath(name).suffix], encoding, FOREVER if version == ASSETS.version else "no-cache")


def _answer(data: bytes, kind: str, encoding: str, keep: str) -> Response:
    headers = {"cache-control": keep, "vary": "accept-encoding"}
    if encoding != "identity":
        headers["content-encoding"] = encoding
    return Response(data, media_type=kind, headers=headers)
