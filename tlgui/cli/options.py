"""Options and arguments that several commands have, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tlgui.data.demo_catalogue import DEMOS

SourceArgument = Annotated[Path | None, typer.Argument(help="Source: a folder, a zip, or the id of a dataset.")]
TargetArgument = Annotated[Path | None, typer.Argument(help="Target: the same.")]
SourceValuesOption = Annotated[
    Path | None, typer.Option(help="CSV or TSV with a column for the file and one for the value to learn.")
]
TargetValuesOption = Annotated[Path | None, typer.Option(help="The same for the target: some or all of its pictures.")]
SourceLabelsOption = Annotated[Path | None, typer.Option(help="CSV or TSV with file and class, instead of class folders.")]
TargetLabelsOption = Annotated[Path | None, typer.Option(help="The same for the target: some or all of its pictures.")]
DemoOption = Annotated[str | None, typer.Option(help=f"A demo instead of folders: {', '.join(DEMOS)}.")]
BackboneOption = Annotated[str | None, typer.Option(help="Key from `tlgui backbones` (default: by the pictures' size).")]
SecondBackboneOption = Annotated[
    str | None,
    typer.Option(
        help="Key of a second backbone: all is done on it too, and the answer is the average of both. Takes over half as long again; without "
        "labels it was better in 41 of 64 trials, worse in 20.",
        metavar="KEY",
    ),
]
RenameClassOption = Annotated[
    list[str] | None, typer.Option("--rename-class", help="OLD=NEW; the same NEW twice merges; repeatable.")
]
LeaveOutOption = Annotated[list[str] | None, typer.Option("--leave-out", help="A class to leave out; repeatable.")]
SeedOption = Annotated[str | None, typer.Option(help="Random seed.", metavar="NUMBER")]
ConfirmOption = Annotated[
    list[str] | None,
    typer.Option(help="The code of a question to answer with yes before the start, such as same_folder; repeatable."),
]
LauncherOption = Annotated[
    str | None,
    typer.Option(
        help="Where runs are trained: local (this machine), ray or slurm; kept for the data folder.", metavar="local|ray|slurm"
    ),
]
RayAddressOption = Annotated[
    str | None, typer.Option(help="With --launcher ray: HOST:PORT of the cluster's head, or ray://HOST:10001.", metavar="ADDRESS")
]
GivenLabelsOption = Annotated[
    bool,
    typer.Option("--given-labels", help="Learn the labels that you gave to the target's pictures (tlgui label, or the page)."),
]
SealedOption = Annotated[bool, typer.Option("--sealed", help="Keep target labels locked: no target accuracy.")]
