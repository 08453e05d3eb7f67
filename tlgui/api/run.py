"""A run in scripts: waited for, stopped, read, exported."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlgui.api.work import PathLike, done_by_worker
from tlgui.errors import Problem, UserError
from tlgui.home import Home, new_id
from tlgui.service.asking import KEEP_SECONDS, follow

if TYPE_CHECKING:
    from tlgui.export.loggers import Logger
    from tlgui.runs.run import Run as RunFolder


@dataclass(frozen=True)
class Run:
    """A run: wait for it, stop it, read it, export it."""

    home: Home
    run: RunFolder

    @property
    def id(self) -> str:
        return self.run.id

    @property
    def folder(self) -> Path:
        """The folder with everything that was on the screen."""
        return self.run.folder

    @property
    def result(self) -> dict[str, Any]:
        """What ``tlgui show RUN --json`` prints: status, metrics, scores, settings. Unknown or sealed values are ``None``."""
        from tlgui.jobs.queue import JobQueue
        from tlgui.runs.results import summary

        return summary(self.run, JobQueue(self.home))

    def told(self, language: str = "en") -> str:
        """The result in the page's words, what labels that you gave say of it, and, one per line, what looks wrong with the run."""
        from tlgui.views.rounds import rounds_of
        from tlgui.views.run_labels import judgement_of
        from tlgui.views.verdict import told

        facts = {**self.result, "alone_matched": rounds_of(self.home, self.run).alone}
        return "\n".join(told(facts, language, judgement_of(self.home, self.run, language)))

    def wait(self, loggers: Sequence[Logger] = ()) -> Run:
        """Wait until the run and its maps are done.

        Parameters
        ----------
        loggers:
            Receive the run's numbers from its beginning: :class:`tlgui.export.loggers.TensorBoard`, or your own.

        Raises
        ------
        UserError
            What went wrong, when it failed.
        """
        from tlgui.export.loggers import Recorder, about_run

        recorder = Recorder(loggers, about_run(self.result))
        follow(self.home, self.run, recorder)
        recorder.end(self.result)
        problems = self.result["problems"]
        if problems:
            raise UserError.of(Problem(each["code"], each["values"]) for each in problems)
        return self

    def stop(self) -> Run:
        """Stop it within ten seconds. Everything done so far is kept."""
        from tlgui.service.stopping import ask_to_stop, see_it_end

        ask_to_stop(self.home, self.run)
        see_it_end(self.home, self.run)
        return self

    def move(self, place: int = 1) -> Run:
        """Move a waiting run to position ``place`` in the queue (1: next); ``not_waiting`` if it is not waiting."""
        from tlgui.jobs.queue import JobQueue
        from tlgui.runs.waiting import move

        move(JobQueue(self.home), self.run, place)
        return self

    def pause(self) -> Run:
        """Pause it within ten seconds; :meth:`resume` continues from there."""
        from tlgui.service.stopping import ask_to_stop, see_it_end

        ask_to_stop(self.home, self.run, pause=True)
        see_it_end(self.home, self.run)
        return self

    def resume(self, confirm: Collection[str] = (), *, wait: bool = True, loggers: Sequence[Logger] = ()) -> Run:
        """Resume a run that was paused, stopped, interrupted or failed, from its newest saved state, as if it had never stopped.

        Parameters
        ----------
        confirm:
            ``"changed_program"``, ``"unnumbered_program"``, ``"changed_data"``: resume although these have changed, or may have, since the
            run began.
        wait, loggers:
            As in :func:`adapt`.

        Raises
        ------
        UserError
            Everything that has changed since the run began, together; ``resume_finished``; and errors of the resumed run.
        """
        from tlgui.service.resuming import resume_run

        resume_run(self.home, self.run, confirmed=confirm, keep_seconds=KEEP_SECONDS)
        return self.wait(loggers) if wait else self

    def describe(self, **changes: Any) -> Run:
        """Change ``name="first try"`` (``None``: no name), ``notes="…"`` or ``tags=["paper"]``; what is not given stays."""
        from tlgui.runs.store import RunStore

        if unknown := sorted(changes.keys() - {"name", "notes", "tags"}):
            raise TypeError(f"describe() takes name, notes and tags, not {', '.join(unknown)}")
        RunStore(self.home).describe(self.run, **changes)
        return self

    def delete(self) -> None:
        """Move it to the trash; :func:`restore_run` brings it back until :func:`empty_bin`. Datasets and references stay.

        Raises
        ------
        UserError
            Why it cannot be deleted: it is not over, something is being made from it, or other runs need it.
        """
        from tlgui.runs.bin import RunBin

        RunBin(self.home).put(self.run)

    def compare(self, other: Run) -> dict[str, Any]:
        """The settings in which it differs from another run, and their results: :func:`tlgui.runs.differences.differences`."""
        from tlgui.runs.differences import differences

        return differences(self.result, other.result)

    def reveal(self) -> Run:
        """Reveal the target's sealed labels, for the run and the dataset; the time is recorded in both."""
        from tlgui.service.launch import reveal

        if not reveal(self.home, self.run, by="script"):
            raise UserError("nothing_to_reveal")
        return self

    def try_picture(self, picture: PathLike | int) -> dict[str, Any]:
        """One picture through the networks before and after: a file, or the index of a target picture.

        Returns
        -------
        As :func:`tlgui.analysis.explain.try_picture`.

        Raises
        ------
        UserError
            ``picture_file_missing``, and what :func:`tlgui.analysis.explain.try_picture` raises.
        """
        if isinstance(picture, int):
            return done_by_worker(self.home, "try", {"run": self.id, "picture": picture})
        self.home.tries.mkdir(parents=True, exist_ok=True)
        name = f"{new_id()}.img"
        try:
            shutil.copyfile(picture, self.home.tries / name)
        except FileNotFoundError as error:
            raise UserError("picture_file_missing", file=str(picture)) from error
        return done_by_worker(self.home, "try", {"run": self.id, "file": name})

    def export(
        self, to: PathLike | None = None, formats: Sequence[str] = ("safetensors", "onnx", "torch"), language: str = "en"
    ) -> dict[str, Any]:
        """Export the model as files, each checked against the trained network first; unpacked into the new folder ``to`` if given.

        Returns
        -------
        The content of ``model.json``, with ``refused``: the problems of formats that are not offered.
        """
        exported = done_by_worker(
            self.home,
            "export",
            {"run": self.id, "what": "model", "options": {"formats": list(formats)}, "language": language},
        )
        if to is not None:
            unpack_model(self.run, Path(to))
        return exported

    def predictions(self, to: PathLike, sort_into: PathLike | None = None) -> dict[str, Any]:
        """The run's prediction and confidence for each picture of its target, as a table (CSV).

        Parameters
        ----------
        sort_into:
            A new folder to copy the target's pictures into, with a subfolder for each predicted class. The target's folder is only read.

        Returns
        -------
        ``file``, ``pictures``; and ``sorted``: ``folder``, ``copied`` (files as they were) and ``written`` (PNG of what tlgui keeps).
        """
        from tlgui import durable
        from tlgui.export.predictions import predictions_of
        from tlgui.export.predictions import sort_into as sort

        table = predictions_of(self.home, self.run)
        told: dict[str, Any] = {"file": str(Path(to).absolute()), "pictures": len(table.rows)}
        if sort_into is not None:
            told["sorted"] = {"folder": str(Path(sort_into).absolute()), **sort(table, Path(sort_into))}
        durable.write_bytes(Path(to).absolute(), table.csv_bytes())
        return told

    def report(self, to: PathLike, language: str = "en") -> Path:
        """Everything about the run as one self-contained HTML file with interactive maps."""
        from tlgui import durable

        made = done_by_worker(self.home, "export", {"run": self.id, "what": "report", "language": language})
        durable.write_bytes(Path(to).absolute(), Path(made["file"]).read_bytes())
        return Path(to).absolute()

    def archive(self, to: PathLike) -> Path:
        """The whole run as one zip, for :func:`import_run` on another machine. The pictures are not included."""
        from tlgui.moving.archive import write_archive

        write_archive(self.home, self.run, Path(to).absolute())
        return Path(to).absolute()

    def command(self) -> str:
        """The ``tlgui train`` command that gives the same numbers."""
        from tlgui.export.script import command, once_more

        return command(*once_more(self.home, self.run))

    def script(self, language: str = "en") -> str:
        """A Python script that gives the same numbers."""
        from tlgui.export.script import once_more, script

        return script(*once_more(self.home, self.run), language)

    def notebook(self, language: str = "en") -> str:
        """A notebook (JSON) that gives the same numbers."""
        from tlgui.export.script import notebook, once_more

        return notebook(*once_more(self.home, self.run), language)


def unpack_model(run: RunFolder, to: Path) -> Path:
    """Unpack the model that a run exported last into a new or empty folder.

    Raises
    ------
    UserError
        ``export_folder_not_empty``.
    """
    import zipfile

    to = to.expanduser().absolute()
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise UserError("export_folder_not_empty", folder=str(to))
    with zipfile.ZipFile(run.folder / "exports" / "model.zip") as archive:
        archive.extractall(to)  # safe to extract, since we chose every name in it
    return to
