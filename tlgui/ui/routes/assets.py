"""Routes of the page's own files and of plotly.js."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tlgui.errors import UserError
from tlgui.ui.asset_files import ASSETS, FOREVER, encoding_for, file_answer

router = APIRouter(prefix="/tlgui")


@router.get("/plotly/{version}.js")
def plotly(version: str, request: Request) -> Response:
    """plotly.js, in one piece. The version is in the address only so that a browser may keep it."""
    encoding = encoding_for(request.headers.get("accept-encoding", ""))
    return file_answer(request.app.state.plotly.get(encoding), "plotly.js", encoding, FOREVER)


@router.get("/{version}/{name}")
async def asset(version: str, name: str, request: Request) -> Response:
    """A file of ``assets/``. It lies in memory: to hand it to another thread would take longer than to send it."""
    encoding = encoding_for(request.headers.get("accept-encoding", ""))
    try:
        data = ASSETS.get(name, encoding)
    except KeyError:
        raise UserError("not_here") from None
    return file_answer(data, name, encoding, FOREVER if version == ASSETS.version else "no-cache")
