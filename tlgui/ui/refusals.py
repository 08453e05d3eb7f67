"""How a request is refused: every error answer has a code and a sentence in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.home import new_id
from tlgui.storage import fault_of
from tlgui.texts import printable
from tlgui.ui.language import language_of
from tlgui.ui.missing_page import missing_page

log = logging.getLogger(__name__)

STATUS = {
    "upload_too_large": 413,
    "request_too_large": 413,
    "request_too_slow": 408,
    "address_too_long": 414,
    "upload_no_space": 507,
    "disk_full": 507,
    "disk_read_only": 507,
    "disk_failing": 507,
    "queue_held_up": 503,
    "line_full": 429,
    "line_full_until": 429,
    "quota_minutes": 429,
    "quota_disk": 507,
    "queue_newer": 409,
    "upload_busy": 409,
    "upload_handed_over": 409,
    "upload_taken_over": 409,
    "upload_other_place": 409,
    "server_ends": 503,
    "origin_foreign": 403,
    "origin_missing": 403,
    "path_not_allowed": 403,
    "paths_not_offered": 403,
    "maps_not_yet": 404,
    "nothing_to_draw": 409,
    "nothing_to_reveal": 409,
    "run_in_bin": 410,
    "dataset_in_bin": 410,
    "dataset_taken_back": 410,
    "pair_taken_back": 410,
    "delete_running": 409,
    "delete_busy": 409,
    "delete_reference": 409,
    "delete_needed": 409,
    "stop_reference": 409,
    "host_unknown": 400,
    "room_join_first": 401,
    "room_code_wrong": 403,
    "room_pin_wrong": 403,
    "room_removed": 403,
    "room_ended": 403,
    "room_paused": 403,
    "room_wait": 429,
    "dataset_read_only": 403,
    "dataset_handed_out": 409,
    "sealed_by_host": 403,
    "room_name_taken": 409,
    "room_full": 409,
    "not_here": 404,
    "unforeseen": 500,
}
"""Status codes of errors; what is unknown is 404, all else 400."""

NAMES_SHOWN = 5
NAME_LENGTH = 100


def status_of(code: str) -> int:
    return STATUS.get(code, 404 if code.endswith("_unknown") else 400)


def refusal(error: UserError, headers: Mapping[str, str], status: int | None = None) -> Response:
    """Every problem of an error as an answer. ``headers``: those of the request."""
    said = [
        {"code": problem.code, "message": sentence}
        for problem, sentence in zip(error.problems, error.sentences(language_of(headers)), strict=True)
    ]
    # ASCII: half a surrogate pair, which JSON may hold, has no place in UTF-8.
    content = to_json({"problems": said})
    return Response(content, status or status_of(error.problems[0].code), media_type="application/json")


def page_or_refusal(error: UserError, headers: Mapping[str, str], path: str) -> Response:
    """For somebody who looks for a page, a page that says that there is none."""
    if error.problems[0].code == "not_here" and "text/html" in headers.get("accept", ""):
        return HTMLResponse(missing_page(path, language_of(headers)), 404, {"cache-control": "no-store"})
    return refusal(error, headers)


def unforeseen(error: BaseException | None, headers: Mapping[str, str]) -> Response:
    """An unexpected error: a sentence with a number, under which the log has the details."""
    number = new_id()[:8]
    log.error("unforeseen %s", number, exc_info=error)
    return refusal(UserError("unforeseen", number=number), headers)


def on_problems(request: Request, error: Exception) -> Response:
    assert isinstance(error, UserError)
    return refusal(error, request.headers)


def on_disk(request: Request, error: Exception) -> Response:
    """A fault of the home folder's disk, in words. Any other error is unexpected."""
    problem = fault_of(error, request.app.state.home.root)
    if problem is None:
        raise error
    return refusal(UserError.of([problem]), request.headers)


def on_invalid(request: Request, error: Exception) -> Response:
    """A malformed request: which parts are wrong."""
    assert isinstance(error, RequestValidationError)
    names = [_name_of(each) for each in error.errors()[:NAMES_SHOWN]]
    return refusal(UserError("invalid_request", names=", ".join(names)), request.headers, 400)


def _name_of(problem: Mapping[str, Any]) -> str:
    return printable(".".join(str(part) for part in problem["loc"][1:]))[:NAME_LENGTH] or "body"


def on_http(request: Request, error: Exception) -> Response:
    """An address or a method that no route has."""
    assert isinstance(error, HTTPException)
    return refusal(UserError("not_here"), request.headers, error.status_code)
