"""Routes by which pictures and runs come in: an upload (begin, send, finish), a path on the server, the demo; and how far a job is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from tlgui.data.demo_catalogue import DEFAULT_DEMO, demo_named
from tlgui.data.scan import opened
from tlgui.data.seals import Role
from tlgui.errors import UserError
from tlgui.home import Home, is_id
from tlgui.runs.store import RunStore
from tlgui.service.limits import require_disk
from tlgui.storage import FULL
from tlgui.strategies.combination import strategy_name
from tlgui.texts import say
from tlgui.ui.access import LARGEST_NUMBER, Language, Offset, Owner, TheHome, TheQueue
from tlgui.ui.arriving import BROKEN_OFF, only_writer
from tlgui.ui.bodies import drain
from tlgui.ui.multipart import FilesWriter
from tlgui.ui.roots import inside_a_root
from tlgui.ui.uploads import Upload, UploadStore
from tlgui.views.words import sentence, sentences

router = APIRouter(prefix="/api")
LET_PASS_SECONDS = 30.0

STAGES = ("list", "hash", "unpack", "network", "features", "looks", "tests", "classes", "copy", "check")
"""Stages with their own wording: before the first picture is read, the parts of an X-ray, and those of an import."""

WITH_PACE = ("features", "looks")
"""Stages that go through the pictures one by one: how many a second, and how long still."""


def current_uploads(request: Request) -> UploadStore:
    return request.app.state.uploads


TheUploads = Annotated[UploadStore, Depends(current_uploads)]


class Beginning(BaseModel):
    """What a page says before it sends anything."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=1000)
    kind: Literal["folder", "zip"] = "folder"
    role: Role | None = None
    files: int = Field(1, ge=0, le=LARGEST_NUMBER)
    bytes: int = Field(0, ge=0, le=LARGEST_NUMBER)


@router.post("/uploads")
def begin(asked: Beginning, uploads: TheUploads, owner: Owner) -> dict[str, str]:
    """Begin an upload: what is too large is refused before a byte of it is sent."""
    return {"upload": uploads.begin(owner, asked.name, asked.kind, asked.role, asked.bytes, asked.files).id}


@router.get("/uploads/{upload_id}")
def so_far(upload_id: str, uploads: TheUploads, owner: Owner) -> dict[str, int]:
    """What of an upload is here: where to go on after a connection or the server broke off. Files come in the order in which they are sent."""
    upload = uploads.get(upload_id, owner)
    upload.touch()
    return {"files": upload.files, "received": upload.received, "zip": upload.zip_bytes()}


@router.post("/uploads/{upload_id}/files")
async def send_files(upload_id: str, request: Request, uploads: TheUploads, owner: Owner) -> dict[str, int]:
    """A batch of at most 500 files, multipart; each part's filename is its percent-encoded path."""
    async with _bringing(upload_id, request, uploads, owner, kind="folder") as (upload, bring):
        files = FilesWriter(upload, request.headers.get("content-type", ""), uploads.limits)
        try:
            await bring(files.feed)
            return {"files": files.end(), "received": upload.received}
        finally:
            files.close()


@router.post("/uploads/{upload_id}/zip")
async def send_zip(upload_id: str, request: Request, uploads: TheUploads, owner: Owner, offset: Offset = 0) -> dict[str, int]:
    """A zip, or the next piece of it, as the body. ``offset``: the bytes of it that are here already."""
    async with _bringing(upload_id, request, uploads, owner, kind="zip") as (upload, bring):
        with upload.zip_from(offset) as file:

            def write(data: bytes) -> None:
                file.write(data)
                file.flush()  # what has come is kept, also if this process is killed

            await bring(write)
        upload.keep_zip()
        return {"received": upload.received}


@router.post("/uploads/{upload_id}/table")
async def send_table(
    upload_id: str, request: Request, uploads: TheUploads, owner: Owner, holds: Literal["values", "labels"] = "values"
) -> dict[str, int]:
    """A table (CSV or TSV) as the body: for each picture the value to predict, or its class."""
    async with _bringing(upload_id, request, uploads, owner) as (upload, bring):
        with upload.new_table() as file:
            await bring(file.write)
        upload.keep_table(holds)
        return {"received": upload.received}


Bring = Callable[[Callable[[bytes], object]], Awaitable[None]]


@asynccontextmanager
async def _bringing(
    upload_id: str, request: Request, uploads: UploadStore, owner: str, kind: str | None = None
) -> AsyncIterator[tuple[Upload, Bring]]:
    """The only request that adds to an upload, and what writes its body somewhere, piece by piece.

    An interrupted upload can be resumed. An invalid one is removed completely.
    """
    upload = await run_in_threadpool(uploads.get, upload_id, owner)
    if kind not in (None, upload.kind):
        raise UserError("upload_other_kind", kind=upload.kind)
    async with only_writer(upload) as writer:

        async def bring(write: Callable[[bytes], object]) -> None:
            await writer.write_all(request.receive, write, upload.received, uploads.limits.bytes)

        try:
            await run_in_threadpool(require_disk, uploads.home, owner)
            yield upload, bring
        except (UserError, OSError) as error:
            if isinstance(error, UserError) and error.problems[0].code in BROKEN_OFF:
                raise
            ended = writer.reason  # by another request: tell the sender at once
            await run_in_threadpool(uploads.drop, upload.id)
            if writer.more and not ended:
                # The sender reads the answer only after sending the rest.
                await drain(request.receive, LET_PASS_SECONDS)
            if ended and isinstance(error, OSError):  # what it wrote to is gone
                raise UserError(ended) from error
            if isinstance(error, OSError) and error.errno in FULL:
                raise uploads.no_space(upload.announced) from error
            raise


@router.post("/uploads/{upload_id}/finish")
def finish(upload_id: str, uploads: TheUploads, owner: Owner, queue: TheQueue) -> dict[str, str]:
    """All was sent: it becomes a dataset."""
    return {"job": uploads.finish(uploads.get(upload_id, owner), queue)}


@router.post("/uploads/{upload_id}/run")
def take_in_run(upload_id: str, uploads: TheUploads, owner: Owner, queue: TheQueue) -> dict[str, str]:
    """All of a run's zip was sent: it is taken in."""
    return {"job": uploads.take_in(uploads.get(upload_id, owner), queue)}


@router.delete("/uploads/{upload_id}")
def give_up(upload_id: str, uploads: TheUploads, owner: Owner) -> dict[str, bool]:
    """The user changed their mind, or left the page."""
    uploads.give_up(uploads.get(upload_id, owner))
    return {"dropped": True}


class PathAsked(BaseModel):
    """A folder or zip that is on the server already."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(min_length=1, max_length=4096)
    role: Role | None = None


@router.post("/datasets/path")
def read_path(asked: PathAsked, request: Request, home: TheHome, owner: Owner, queue: TheQueue) -> dict[str, str]:
    """Make a dataset of a path inside one of the server's ``--root`` folders."""
    require_disk(home, owner)
    with opened(inside_a_root(asked.path, request.app.state.roots), real=True) as given:
        payload = {"path": str(given.place), "name": None, "kind": "folder", "role": asked.role}
    return {"job": queue.submit("ingest", payload, owner=owner).id}


class DemoAsked(BaseModel):
    """Which demo: by its name."""

    model_config = ConfigDict(extra="forbid")

    demo: str = DEFAULT_DEMO


@router.post("/demo")
def demo(home: TheHome, owner: Owner, queue: TheQueue, asked: DemoAsked | None = None) -> dict[str, str]:
    """Make the two datasets of a demo, or find them."""
    require_disk(home, owner)
    name = asked.demo if asked is not None else DEFAULT_DEMO
    demo_named(name)
    return {"job": queue.submit("demo", {"demo": name}, owner=owner).id}


@router.delete("/jobs/{job_id}")
def cancel(job_id: str, owner: Owner, queue: TheQueue) -> dict[str, bool]:
    """Cancel a job of the data: what it had made is removed. A run is stopped by its own route, which keeps it."""
    found = queue.get(job_id, owner) if is_id(job_id) else None
    if found is None or found.run is not None:
        raise UserError("job_unknown")
    return {"cancelled": queue.ask_to_cancel(found.id)}


@router.get("/jobs/{job_id}")
def job(job_id: str, owner: Owner, queue: TheQueue, language: Language, home: TheHome) -> dict[str, Any]:
    """How far a job is, in words and as a share; its result or its problems once it is over."""
    found = queue.get(job_id, owner) if is_id(job_id) else None
    if found is None:
        raise UserError("job_unknown")
    progress = found.progress or {}
    stage, done, total = progress.get("stage"), progress.get("done"), progress.get("total")
    before = queue.waiting_before(found) if found.state == "queued" else 0
    if before:
        words = say("page.job.queued", language, before=before)
    elif stage in STAGES:
        words = say(f"page.job.{stage}", language, done=done, total=total)
    elif done is None or not total:
        words = say("page.job.loads" if found.state == "working" else "page.job.begins", language)
    else:
        words = say("page.job.reading", language, done=done, total=total)
    if stage in (None, *WITH_PACE) and progress.get("rate") and done is not None and done < total:
        words = say("page.job.pace", language, words=words, rate=progress["rate"], left=progress["seconds_left"])
    return {
        "state": found.state,
        "over": found.over,
        "words": words,
        "share": progress.get("share", done / total if done is not None and total else None),
        "result": _imported(home, owner, found.result, language) if found.kind == "import" else found.result,
        "problems": sentences(found.problems or [], language),
    }


def _imported(home: Home, owner: str, result: dict[str, Any] | None, language: str) -> dict[str, Any] | None:
    """The run that was taken in: its id, what it is called, and what should be known of it, in sentences."""
    if result is None:
        return None
    try:
        run = RunStore(home).get(result["run"], owner)
        name = run.remarks.name or strategy_name(run.spec.strategy, language)
    except UserError:  # deleted meanwhile
        name = result["run"][:8]
    return {"run": result["run"], "name": name, "notes": [sentence(note, language, "note") for note in result["notes"]]}
