"""The form of the Adapt page as plain data: from what its controls hold to a :class:`RunSpec` and back, and what the page says of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from pydantic import ValidationError

from tlgui.data.pack import DatasetInfo, Pack
from tlgui.data.seals import may_tell, was_revealed
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.export.script import command, place_of_home, places_of
from tlgui.home import Home
from tlgui.labeling.given import LabelBook
from tlgui.models import catalogue
from tlgui.planning import check, check_alone, needs_labels
from tlgui.planning.divisible import problems_of_division
from tlgui.planning.division import foreseen
from tlgui.planning.suggested import SMALL_BACKBONE, backbone_for, strategy_for
from tlgui.runs.diagnosis import few_pictures
from tlgui.runs.presets import as_text
from tlgui.service.launch import problems_of_sealing, problems_of_start, with_given_labels
from tlgui.service.pairs import facts_for, packs_of
from tlgui.service.taking_back import problems_of_loan
from tlgui.settings import Setting, read_settings, settings_of
from tlgui.specification.run_spec import DEFAULT_STRATEGY, ClassMap, RunSettings, RunSpec
from tlgui.specification.target_shares import read_shares
from tlgui.strategies import CONTRASTIVE, OFFERED, STRATEGIES, Combination, settled
from tlgui.strategies.combination import strategy_name
from tlgui.tasks import TASKS
from tlgui.texts import joined, say
from tlgui.ui.roots import with_own_weights
from tlgui.views.settings import label

AUTOMATIC = ""
"""What a choice holds for "chosen for the data and backbone"."""

FIRST_SETTING = 7
"""Place of the first setting among the controls: after source, target, classes, target shares, strategy, combination and backbone."""

USUAL_SIDE = 224
"""Of the pictures that are shown as training will see them, where only opening the backbone would tell their size."""

DATA_PROBLEMS = ("needs_source", "needs_target", "needs_data")
"""Problems that only say that a dataset is missing: before anything was chosen they are a hint, not an error."""


class Field(NamedTuple):
    """A setting on the form: of the run (``group`` is empty) or of a strategy (its key)."""

    group: str
    setting: Setting

    @property
    def key(self) -> tuple[str, str]:
        return self.group, self.setting.name

    @property
    def automatic(self) -> bool:
        """Whether its value may be left to the program."""
        return not self.group and self.setting.optional


def fields() -> list[Field]:
    """Every setting that the form has, in the order of its values."""
    found = [Field("", item) for item in settings_of(RunSettings)]
    return found + [Field(key, item) for key, strategy in OFFERED.items() for item in settings_of(strategy.Settings)]


def automatic_fields() -> list[Field]:
    """The fields whose value may be left to the program."""
    return [field for field in fields() if field.automatic]


@dataclass(frozen=True)
class Form:
    """What the controls hold: ids of datasets, a :class:`ClassMap` as JSON (empty: no change), what the target contains as
    :func:`tlgui.specification.target_shares.read_shares` takes it (empty: the same as the source), keys, and a value for each of
    :func:`fields`.
    """

    source: str
    target: str
    classes: str
    target_shares: str
    strategy: str
    combination: str
    backbone: str
    values: tuple[Any, ...]

    @classmethod
    def of(cls, given: Sequence[Any]) -> Form:
        """From the values of the page's controls, in the order of the attributes and then of :func:`fields`."""
        names = [each.name for each in dataclasses.fields(cls)][:FIRST_SETTING]
        texts: dict[str, Any] = {name: str(each or "").strip() for name, each in zip(names, given, strict=False)}
        return cls(**texts, values=tuple(given[FIRST_SETTING:]))

    @property
    def whole_strategy(self) -> str:
        """The combination when one was written, else the chosen strategy."""
        return self.combination or self.strategy

    def spec(self) -> tuple[RunSpec, list[Problem]]:
        """The spec, ``sealed`` left open until the data are known, and every problem of the run's settings.

        With problems the spec holds the settings' defaults, so that all else can still be checked.
        """
        keys = Combination.parse(self.whole_strategy).keys
        of_run: dict[str, Any] = {}
        of_strategies: dict[str, dict[str, Any]] = {}
        for field, value in zip(fields(), self.values, strict=True):
            value = value.strip() if isinstance(value, str) else value
            value = None if value == AUTOMATIC else value
            if value is None or (field.group and field.group not in keys):
                continue
            if not field.group:
                of_run[field.setting.name] = value
            elif value != field.setting.default:
                of_strategies.setdefault(field.group, {})[field.setting.name] = value
        settings, problems = read_settings(RunSettings, of_run)
        class_map = ClassMap()
        try:
            class_map = ClassMap.model_validate_json(self.classes or "{}")
        except ValidationError as error:  # only somebody who goes around the page can send this
            problems.append(Problem("spec_invalid", {"reason": f"classes: {error.errors()[0]['msg']}"}))
        shares, wrong = read_shares(self.target_shares or "same")
        problems += [*wrong, *([Problem("shares_estimated")] if shares.estimated else [])]
        spec = RunSpec(
            source=self.source or None,
            target=self.target or None,
            class_map=class_map,
            target_shares=shares,
            strategy=self.whole_strategy,
            backbone=self.backbone,
            settings=settings if isinstance(settings, RunSettings) else RunSettings(),
            strategy_settings=of_strategies,
        )
        return spec, problems


def form_of(spec: RunSpec) -> list[Any]:
    """The values of the controls for a run that exists, in the order of :meth:`Form.of`. Shares that a search estimated are no user's: as if
    nothing were known.
    """
    first = Combination.parse(spec.strategy).keys[0]
    strategy = first if first in OFFERED else DEFAULT_STRATEGY
    chosen = first in OFFERED or first not in STRATEGIES  # else a search alone can train it
    combination = "" if spec.strategy == strategy or not chosen else spec.strategy
    values = []
    for field in fields():
        item = field.setting
        value = spec.strategy_settings.get(field.group, {}).get(item.name, item.default) if field.group else None
        value = value if field.group else getattr(spec.settings, item.name)
        values.append(as_control(item, value))
    shares = str(spec.target_shares) if spec.target_shares.said and not spec.target_shares.estimated else ""
    return [spec.source or "", spec.target or "", spec.class_map.text, shares, strategy, combination, spec.backbone, *values]


def as_query(form: Form) -> str | None:
    """What the page's address says of a form beside its datasets, so that a reload and the way back show it as it was left: the query of an
    address. ``None`` while a setting is wrong, which nothing could be filled with.
    """
    spec, problems = dataclasses.replace(form, target_shares="").spec()
    if problems or check_alone(spec):
        return None
    parts = {"classes": form.classes, "shares": form.target_shares, "settings": as_text(spec)}
    return urlencode({name: value for name, value in parts.items() if value}, errors="replace")


def as_control(item: Setting, value: Any) -> Any:
    """A setting's value as its control holds it: what may be left to the program is a text, empty for that."""
    if value is None:
        return AUTOMATIC
    return str(value) if item.optional else value


@dataclass(frozen=True)
class Considered:
    """What the page says of a form.

    Attributes
    ----------
    spec:
        The run that Start would begin; ``None`` while something stands against it.
    problems:
        Sentences, all together.
    hint:
        What to do next while datasets are missing.
    automatic:
        For each setting that is left to the program the value it would choose, where that is known.
    command:
        The same on the command line; empty while something stands against it, since it would be another run's.
    labels:
        What the target's labels will be used for; empty while there is no target, and where only the host may open them.
    given:
        How many labels its owner gave to the target's pictures on *Label twenty*.
    few:
        That both domains are the same pictures, or that one has too few for anything to follow from a run; else empty.
    views:
        Dataset, image size and seed of the pictures as training will see them; empty while there are none.
    ahead:
        The spec whose features can be prepared before Start, as JSON, without what does not change them; empty while nothing may start, and
        where it learns labels that a person gave, which only its start reads.
    taken_back:
        Whether the host has taken one of the datasets back, so that nothing at all may start on them.
    """

    spec: RunSpec | None
    problems: tuple[str, ...]
    hint: str
    automatic: dict[str, Any]
    command: str
    labels: str = ""
    given: int = 0
    few: str = ""
    views: str = ""
    ahead: str = ""
    taken_back: bool = False


def consider(home: Home, owner: str, form: Form, language: str, roots: Sequence[Path] = ()) -> Considered:
    """Look at a form as it is: may it start, and what would be chosen for it? A file of weights must lie below one of the ``roots``."""
    spec, problems = form.spec()
    try:
        backbone = with_own_weights(spec.backbone, roots)
    except UserError as error:  # do not reveal whether the file exists
        problems += error.problems
        backbone = catalogue.split_file(spec.backbone)[0]
    spec = spec.model_copy(update={"backbone": backbone})
    try:
        return _considered(home, owner, form, spec, problems, language)
    except UserError as error:  # a dataset of an old address that is gone, or one that is damaged
        taken_back = any(each.code == "dataset_taken_back" for each in error.problems)
        return Considered(None, tuple(error.sentences(language)), "", {}, "", taken_back=taken_back)


def _considered(home: Home, owner: str, form: Form, spec: RunSpec, problems: list[Problem], language: str) -> Considered:
    packs = packs_of(home, spec, owner)
    lent, given = problems_of_loan(home, packs, owner), 0 if packs[1] is None else _given(home, packs[1], owner)
    handed = packs
    spec, packs = _with_given(home, spec, packs, owner) if given else (spec, packs)
    facts = facts_for(home, *packs)
    spec = settled(spec, facts)
    spec = spec.model_copy(update={"sealed": sealed_by_default(spec, packs[1])})
    unopened = spec.model_copy(update={"sealed": True})  # so that only learning from labels would open them
    shut = problems_of_sealing(home, unopened, *handed, owner)
    problems = (
        lent + shut + problems + check(spec, facts) + problems_of_division(spec, *packs) + problems_of_start(home, spec, owner)
    )
    if not form.source or not form.target:
        problems = [each for each in problems if each.code not in DATA_PROBLEMS]
    hint = _hint(form, language)
    infos = tuple(pack.info if pack is not None else None for pack in packs)
    return Considered(
        spec=None if problems or hint else spec,
        problems=tuple(UserError.of([as_labeled(each, language) for each in problems]).sentences(language)) if problems else (),
        hint=hint,
        automatic=foreseen(spec, *packs, told=packs[1] is None or may_tell(home, packs[1].info, "target")),
        command="" if problems else _command(home, form, spec, packs, owner, language),
        labels="" if packs[1] is None or shut else labels_use(home, spec, packs[1].info, language, given),
        given=given,
        few=_same(*packs, language) or _few(*packs, language),
        views=_views(spec, infos),
        ahead="" if problems or hint or spec.given_labels is not None else _ahead(spec),
        taken_back=bool(lent),
    )


def _with_given(
    home: Home, spec: RunSpec, packs: tuple[Pack | None, Pack | None], owner: str
) -> tuple[RunSpec, tuple[Pack | None, Pack | None]]:
    """A run that learns labels of a target which came without any learns those that its owner gave."""
    source, target = packs
    known = all(key in STRATEGIES for key in Combination.parse(spec.strategy).keys)
    if source is None or target is None or target.info.labels != "none" or not (known and needs_labels(spec)):
        return spec, packs
    if not TASKS[source.info.task].one_class:
        return spec, packs
    spec, learned, _ = with_given_labels(home, spec.model_copy(update={"given_labels": 0}), source, target, owner)
    return spec, (source, learned)


def as_labeled(problem: Problem, language: str) -> Problem:
    """A problem of a setting or a strategy, which is called here as the form calls it, and not as it is typed in a command."""
    called: dict[str, Any] = {}
    for key in ("strategy", "strategies", "suggested"):
        given = problem.values.get(key)
        if isinstance(given, str) and given in STRATEGIES:
            called[key] = strategy_name(given, language)
        elif isinstance(given, list):
            called[key] = [strategy_name(each, language) for each in given]
    problem = Problem(problem.code, {**problem.values, **called})
    labels = {f"{each.group}.{each.setting.name}".lstrip("."): label(each.setting, language) for each in fields()}
    name = problem.values.get("name")
    return Problem(problem.code, {**problem.values, "name": labels[name]}) if name in labels else problem


def _views(spec: RunSpec, infos: Sequence[DatasetInfo | None]) -> str:
    info, card = next((each for each in infos if each is not None), None), catalogue.card_of(spec.backbone)
    size = spec.settings.image_size or (card.image_size if card is not None else USUAL_SIDE)
    return "" if info is None else f"{info.id} {size} {spec.settings.seed}"


def _ahead(spec: RunSpec) -> str:
    felt = {name: getattr(spec.settings, name) for name in ("image_size", "frozen", "augmentation", "device")}
    asked = spec.model_copy(update={"settings": RunSettings(**felt), "strategy_settings": {}})
    return to_json(asked.model_dump(mode="json", exclude_defaults=True))


def _same(source: Pack | None, target: Pack | None, language: str) -> str:
    """Whoever has the same pictures in both boxes learns it here, and not only from what a start asks."""
    same = source is not None and target is not None and source.content == target.content
    return say("page.same_pictures", language) if same else ""


def _few(source: Pack | None, target: Pack | None, language: str) -> str:
    found = None if source is None or target is None else few_pictures(len(source), len(target))
    if found is None:
        return ""
    return joined([say(found.key, language, **found.values), say(f"{found.key}.advice", language)], language)


def _given(home: Home, target: Pack, owner: str) -> int:
    """How many labels the owner gave to the target's pictures, where a class is among them to search with."""
    given = LabelBook(home, target.info.id, len(target), owner).read()
    return sum(each.known for each in given.answers.values()) if given.named else 0


def labels_use(home: Home, spec: RunSpec, target: DatasetInfo, language: str, given: int) -> str:
    """What a run will use the target's labels for. Empty when it needs labels that are not there: a problem says so; and where it does not use
    the only ones, which were ``given`` on *Label twenty*.
    """
    if spec.given_labels is not None:
        return say("page.uses.learns_given", language, labels=spec.given_labels)
    known = all(key in STRATEGIES for key in Combination.parse(spec.strategy).keys)
    learns = known and needs_labels(spec)
    if target.labels == "none":
        use = "" if learns or given else say("page.uses.none", language)
    else:
        sealed = "revealed" if was_revealed(home, target.id) else "sealed"
        use = say(f"page.uses.{'learns' if learns else sealed if spec.sealed else 'open'}", language)
    return f"{use} {second_phase(spec, language)}".strip()


def second_phase(spec: RunSpec, language: str) -> str:
    """Which labels contrastive learning's second phase learns from; empty for other strategies."""
    if spec.strategy not in CONTRASTIVE:
        return ""
    return say("page.uses.second.source" if spec.strategy == CONTRASTIVE[0] else "page.uses.second.target", language)


def sealed_by_default(spec: RunSpec, target: Pack | None) -> bool:
    """Labels that nobody needs stay locked away, unless everybody knows them anyway."""
    if target is None or target.info.labels == "none" or target.info.labels_open:
        return False
    known = all(key in STRATEGIES for key in Combination.parse(spec.strategy).keys)
    return known and not needs_labels(spec)


def _hint(form: Form, language: str) -> str:
    """What is still missing. A strategy that learns from the target alone may do without a source."""
    keys = [key for key in Combination.parse(form.whole_strategy).keys if key in STRATEGIES]
    needs_source = any(STRATEGIES[key].needs.source_labels for key in keys) or not keys
    if not form.source and not form.target:
        return say("page.hint.both", language)
    if not form.source and needs_source:
        return say("page.hint.source", language)
    if not form.target:
        return say("page.hint.target", language)
    return ""


def fitting_backbone(current: str, infos: Sequence[DatasetInfo]) -> str:
    """The backbone that suits the pictures, as long as the user has not asked for one by name."""
    if current not in (catalogue.DEFAULT, SMALL_BACKBONE) or not infos:
        return current
    return backbone_for([info.short_side for info in infos])


def fitting_strategy(current: str, infos: Sequence[DatasetInfo], *, shares_told: bool = False) -> str:
    """The strategy that suits what is to be learned and whether class shares are told, as long as the user has not chosen another than the
    page's own.
    """
    return strategy_for([info.task for info in infos], shares_told=shares_told) if current == DEFAULT_STRATEGY else current


def _command(home: Home, form: Form, spec: RunSpec, packs: tuple[Pack | None, Pack | None], owner: str, language: str) -> str:
    """The command that starts the same run, with a word in the place of a folder that is still to be chosen."""
    places = places_of(*packs, owner)
    if "demo" not in places and _hint(form, language):
        missing = [role for role in ("source", "target") if role not in places]
        places |= {role: say("page.command.folder", language) for role in missing}
    ordered: dict[str, str] = {role: places[role] for role in ("demo", "source", "target") if role in places}
    return command(spec, {**ordered, **place_of_home(home, owner)})
