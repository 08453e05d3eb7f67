"""What events of a run's log look like: the single definition for code that writes, reads, imports or documents them.

Each event is a JSON object with its kind in ``event``. Fields without ``NotRequired`` are required to read it; the others are written by
today's trainers and may be missing in the log of an earlier version. ``docs/run-log.md`` is generated from here, and the tests check every
event that their trainings write.

Readers skip kinds and fields that are not described here, and events of a known kind that do not fit: another version of tlgui may have
written them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, with_config
from typing_extensions import NotRequired, TypedDict, get_type_hints

from tlgui.home import is_id
from tlgui.runs.forms import LARGEST, LATEST, LONGEST, Form, are_settings_of_a_run, can_be_said, is_plain

VERSION = 1
"""Version of these types; each ``started`` event records the one its trainer used. Raised when a reader of the previous version could not read
an event of a known kind, or would misread it. A new kind or field needs no new version."""


def _that(form: Form) -> AfterValidator:
    def check(value: Any) -> Any:
        if not form(value):
            raise ValueError("it cannot be read")
        return value

    return AfterValidator(check)


Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Count = Annotated[int, Field(ge=0, lt=2**40)]
Words = Annotated[str, Field(max_length=LONGEST)]
Plain = Annotated[Any, _that(is_plain)]
Time = Annotated[float, Field(ge=0, lt=LATEST)]
Truth = bool
Numbers = dict[Words, Number | None]
Values = dict[Words, Plain]
RunId = Annotated[Words, _that(is_id)]
RunSettingsOf = Annotated[dict[str, Any], _that(are_settings_of_a_run)]
Reference = Literal["baseline", "normalisation_alone"]
REFERENCE_KINDS = get_args(Reference)
BaselineKind = Literal["source_only", "linear_probe"]

MEANINGS = {
    "Number": "a number, neither infinite nor NaN",
    "Count": "a whole number, 0 or more",
    "Words": "text",
    "Plain": "text, a number, true, false or null, or a list of them",
    "Time": "seconds since 1970",
    "Truth": "true or false",
    "Numbers": "numbers by name, null where one is not defined",
    "Values": "values of type Plain by name",
    "RunId": "the id of a run",
    "RunSettingsOf": "settings of a run by name",
    "Reference": "`baseline` or `normalisation_alone`",
    "BaselineKind": "`source_only` or `linear_probe`",
    "Identity": "which process it is: `pid`, when it was `created`, and the `boot` of the machine",
    "Said": "a `code` and its `values`; the sentence comes from `tlgui.texts`",
    "Mixing": "how well the domains mix on the map `before` and `after`, null where one of them is missing",
}
"""The types above, as the document explains them."""

_OPEN = ConfigDict(strict=True, allow_inf_nan=False, extra="allow")
"""Nothing is converted, and unknown fields are allowed."""


@with_config(ConfigDict(strict=True, allow_inf_nan=False, extra="forbid"))
class Identity(TypedDict):
    """A process, unique even when its process id is reused."""

    pid: Count
    created: Number
    boot: Words


@with_config(_OPEN)
class _Said(TypedDict):
    code: Words
    values: NotRequired[Values]


Said = Annotated[_Said, _that(can_be_said("error"))]


@with_config(_OPEN)
class Mixing(TypedDict):
    """Domain mixing before and after training."""

    before: Number | None
    after: Number | None


# -- what happens to the run ----------------------------------------------------------------------------------------------------


@with_config(_OPEN)
class Started(TypedDict):
    """A trainer starts. `attempt` 2 or higher: an earlier one was killed. `launcher`: what brought it to the `node` (docs/clusters.md)."""

    event: Literal["started"]
    identity: Identity
    version: NotRequired[Count]
    time: NotRequired[Time]
    attempt: NotRequired[Count]
    threads: NotRequired[Count]
    launcher: NotRequired[str]
    node: NotRequired[str]
    versions: NotRequired[Values]


@with_config(_OPEN)
class Resumed(TypedDict):
    """Training resumes from a saved state (`step` 0: from the beginning). `damaged` states were skipped. `differs`: what has changed, before
    and now."""

    event: Literal["resumed"]
    step: Count
    damaged: NotRequired[list[Count]]
    differs: NotRequired[Values]
    time: NotRequired[Time]


@with_config(_OPEN)
class Finished(TypedDict):
    """The run ended with everything done."""

    event: Literal["finished"]
    time: NotRequired[Time]


@with_config(_OPEN)
class Stopped(TypedDict):
    """The run ended or paused because somebody asked for it."""

    event: Literal["stopped"]
    step: NotRequired[Count]
    paused: NotRequired[Truth]
    time: NotRequired[Time]


@with_config(_OPEN)
class Failed(TypedDict):
    """The run ended because of problems."""

    event: Literal["failed"]
    problems: list[Said]
    time: NotRequired[Time]


# -- where it is ----------------------------------------------------------------------------------------------------------------


@with_config(_OPEN)
class Stage(TypedDict):
    """A stage begins: `features`, `baseline`, `train`, `picking` or `normalisation_alone`."""

    event: Literal["stage"]
    name: Words


@with_config(_OPEN)
class Progress(TypedDict):
    """How much of a stage is done."""

    event: Literal["progress"]
    name: Words
    done: Count
    total: Count


@with_config(_OPEN)
class Seconds(TypedDict):
    """How long a stage took."""

    event: Literal["seconds"]
    name: Words
    seconds: Number | None


@with_config(_OPEN)
class Outlook(TypedDict):
    """The estimated number of seconds `left` for the whole run at that `time`."""

    event: Literal["outlook"]
    left: Number
    time: Time


@with_config(_OPEN)
class SettingsChosen(TypedDict):
    """All choices left to the program are made: complete settings, the device, the engine, the classes (none for values)."""

    event: Literal["settings"]
    settings: RunSettingsOf
    classes: list[Words]
    device: NotRequired[Words]
    engine: NotRequired[Words]
    baseline_kind: NotRequired[BaselineKind | None]


@with_config(_OPEN)
class Phase(TypedDict):
    """A phase of training starts after `step` and takes `steps` steps."""

    event: Literal["phase"]
    index: Count
    step: Count
    steps: Count
    kind: NotRequired[Words]
    strategy: NotRequired[Words]


@with_config(_OPEN)
class Joined(TypedDict):
    """From this step on, one more stage of the backbone is trained."""

    event: Literal["joined"]
    step: Count
    stage: Plain


# -- its numbers ----------------------------------------------------------------------------------------------------------------


@with_config(_OPEN)
class Step(TypedDict):
    """Losses by part and health numbers, averaged over the steps since the last `step` event."""

    event: Literal["step"]
    step: Count
    parts: Numbers
    health: Numbers
    learning_rate: NotRequired[Number | None]


@with_config(_OPEN)
class Evaluation(TypedDict):
    """Metrics on the source's validation pictures and label-free scores of the target. There is never a metric of the target."""

    event: Literal["evaluation"]
    step: Count
    source: Numbers
    scores: Numbers


@with_config(_OPEN)
class Health(TypedDict):
    """Something looks wrong; the sentence is `health.CODE` in `tlgui.texts`."""

    event: Literal["health"]
    code: Words
    values: NotRequired[Values]
    step: NotRequired[Count | None]


@with_config(_OPEN)
class Picked(TypedDict):
    """The state that is `kept`; `step` is null when the reference was better. `ranks`: the mean rank of each candidate."""

    event: Literal["picked"]
    kept: Count
    step: NotRequired[Count | None]
    ranks: NotRequired[Numbers]
    rule: NotRequired[Words]


@with_config(_OPEN)
class Result(TypedDict):
    """How good the kept state is. `better_than_baseline`: whether scores that need no labels choose it over the baseline."""

    event: Literal["result"]
    source: Numbers
    scores: Numbers
    step: NotRequired[Count | None]
    better_than_baseline: NotRequired[Truth | None]
    mixing: NotRequired[Mixing]
    target_scored: NotRequired[Count | None]
    validation: NotRequired[Count | None]
    baseline_kind: NotRequired[BaselineKind | None]


# -- what it is compared with ---------------------------------------------------------------------------------------------------


@with_config(_OPEN)
class ReferenceResult(TypedDict):
    """A reference is finished: which run it is, and how good it is."""

    event: Literal["reference"]
    kind: Reference
    run: RunId
    step: Count
    source: Numbers
    scores: Numbers
    classes: NotRequired[list[Words]]


@with_config(_OPEN)
class ReferencePhase(TypedDict):
    """A reference's `phase`, while it is trained for this run. (`kind` is the kind of reference.)"""

    event: Literal["reference_phase"]
    kind: Reference
    index: Count
    step: Count
    steps: Count
    strategy: NotRequired[Words]


@with_config(_OPEN)
class ReferenceStep(TypedDict):
    """A reference's `step`."""

    event: Literal["reference_step"]
    kind: Reference
    step: Count
    parts: Numbers
    health: Numbers
    learning_rate: NotRequired[Number | None]


@with_config(_OPEN)
class ReferenceEvaluation(TypedDict):
    """A reference's `evaluation`."""

    event: Literal["reference_evaluation"]
    kind: Reference
    step: Count
    source: Numbers
    scores: Numbers


Event = Annotated[
    Started
    | Resumed
    | Finished
    | Stopped
    | Failed
    | Stage
    | Progress
    | Seconds
    | Outlook
    | SettingsChosen
    | Phase
    | Joined
    | Step
    | Evaluation
    | Annotated[Health, _that(can_be_said("health"))]
    | Picked
    | Result
    | ReferenceResult
    | ReferencePhase
    | ReferenceStep
    | ReferenceEvaluation,
    Discriminator("event"),
]


def _kinds() -> Iterator[tuple[str, Any]]:
    union, _ = get_args(Event)
    for each in get_args(union):
        described = get_args(each)[0] if get_args(each) else each
        (kind,) = get_args(get_type_hints(described)["event"])
        yield kind, described


KINDS: Mapping[str, Any] = dict(_kinds())
"""For each kind of event its description."""
