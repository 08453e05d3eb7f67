"""What a run is asked to do. The page, the command line and scripts all make the same :class:`RunSpec`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tlgui.errors import Problem
from tlgui.settings import Settings, read_settings, setting, settings_of
from tlgui.specification.target_shares import TargetShares
from tlgui.tasks import DEFAULT_TASK, TASKS, TaskKey
from tlgui.texts import Text, printable

SPEC_VERSION = 2
"""2: pictures are numbered by content. Runs of version 1 numbered them in the order in which files were read."""

SEEDS = 2**32
"""How many seeds there are: 0 and so on."""

DEFAULT_STRATEGY = "mcc"
"""The default for classes; :mod:`tlgui.planning.suggested` has one for each task."""

SOURCE_ONLY = "source-only"
"""The strategy that trains on the source alone: what a run's first reference, its ``baseline``, is."""

Normalisation = Literal["shared", "per_domain"]


def _known_task(key: TaskKey) -> TaskKey:
    if key not in TASKS:
        raise ValueError(f"one of {', '.join(TASKS)}")
    return key


class RunSettings(Settings):
    """Settings of the network and of training, the same for every strategy.

    ``None`` is filled in from the backbone, the strategy and the data when the run is made; the run's spec holds the value.
    """

    epochs: int | None = setting(
        None,
        ge=1,
        le=1000,
        step=1,
        label=Text("Epochs", "训练轮数"),
        help=Text(
            "How often training goes through the labeled pictures. More helps until the curves are flat.",
            "训练遍历带标签图片的次数。曲线变平之前，越多越好。",
        ),
    )
    learning_rate: float | None = setting(
        None,
        ge=1e-6,
        le=1.0,
        label=Text("Learning rate", "学习率"),
        help=Text(
            "Size of each training step for the new layers; pretrained layers use a tenth. Lower it if the loss jumps.",
            "新层每一步更新的幅度；预训练层使用其十分之一。若损失跳动，请调低。",
        ),
        advanced=True,
    )
    weight_decay: float | None = setting(
        None,
        ge=0.0,
        le=0.1,
        label=Text("Weight decay", "权重衰减"),
        help=Text(
            "How strongly each training step pulls the weights toward zero. More keeps new layers on frozen features from "
            "learning the source by heart; a network that is trained as a whole tolerates less.",
            "每一步训练把权重拉向零的力度。较大时，冻结特征之上的新层不易死记源域；整个网络一起训练时应取较小的值。",
        ),
        advanced=True,
    )
    batch_size: int = setting(
        32,
        ge=2,
        le=1024,
        step=1,
        unit=Text("pictures of each domain", "张/域"),
        label=Text("Batch size", "批大小"),
        help=Text(
            "Pictures of each domain in one step. It is lowered automatically when a domain has fewer.",
            "每一步中每个域的图片数。若某个域图片更少，会自动降低。",
        ),
        advanced=True,
    )
    normalisation: Normalisation | None = setting(
        None,
        choices={
            "shared": Text("shared by both domains", "两个域共用"),
            "per_domain": Text("one for each domain", "每个域各一套"),
        },
        label=Text("Normalization", "归一化"),
        help=Text(
            "Whether source and target features are centered and scaled with the same numbers or each with their own. Using "
            "their own often removes a change of style.",
            "源域与目标域的特征是用同一组数值，还是各用各的数值来居中和缩放。各用各的常能消除风格差异。",
        ),
        advanced=True,
    )
    frozen: str | None = setting(
        None,
        label=Text("Frozen layers", "冻结的层"),
        help=Text(
            "The backbone is frozen up to here and trained after it: all, none, or a stage's name. What is frozen is computed "
            "once and kept, so more frozen layers mean faster runs.",
            "主干网络在此之前冻结，之后参与训练：all、none 或某一阶段的名称。冻结部分只计算一次并保存，因此冻结越多，运行越快。",
        ),
        advanced=True,
    )
    bottleneck: int = setting(
        256,
        ge=2,
        le=4096,
        step=1,
        unit=Text("features", "维"),
        label=Text("Bottleneck", "瓶颈层宽度"),
        help=Text(
            "Width of the layer between backbone and head, where the domains are compared and the maps are drawn.",
            "主干与分类头之间那一层的宽度；两个域在此比较，特征图也在此绘制。",
        ),
        advanced=True,
    )
    depths: Literal["one", "two"] | None = setting(
        None,
        choices={
            "one": Text("the last stage", "最后一个阶段"),
            "two": Text("the last and an earlier stage", "最后一个阶段和更早的一个"),
        },
        label=Text("Depths", "特征深度"),
        help=Text(
            "What is read from a pretrained backbone that is frozen as a whole: the features of its last stage, or also those "
            "of an earlier one, which keeps more of texture and shape.",
            "整体冻结的预训练主干提供什么：只有最后一个阶段的特征，或再加上更早一个阶段的特征，后者保留更多纹理与形状。",
        ),
        advanced=True,
    )
    bottleneck_norm: Literal["off", "on"] | None = setting(
        None,
        choices={"off": Text("none", "无"), "on": Text("before its ReLU", "在其 ReLU 之前")},
        label=Text("Normalization in the bottleneck", "瓶颈层内的归一化"),
        help=Text(
            "A second normalization, by each batch. It helps strategies that make predictions on the target sure; those that only align the "
            "domains lose a few points.",
            "按批计算的第二次归一化。有助于让目标域预测更有把握的策略；只对齐两个域的策略则会因此低几个百分点。",
        ),
        advanced=True,
    )
    dropout: float | None = setting(
        None,
        ge=0.0,
        le=0.9,
        label=Text("Dropout", "随机丢弃"),
        help=Text(
            "Share of the bottleneck's features that each training step leaves out. It keeps new layers on frozen features "
            "from relying on a few of them.",
            "每一步训练随机丢弃的瓶颈特征所占的比例。可避免冻结特征之上的新层只依赖其中少数几个。",
        ),
        advanced=True,
    )
    label_smoothing: float | None = setting(
        None,
        ge=0.0,
        le=0.5,
        label=Text("Label smoothing", "标签平滑"),
        help=Text(
            "How much of each class label is spread over all classes. Keeps the network from becoming too sure before the target has had its "
            "say. Values have nothing to smooth.",
            "把每个类别标签的多少平均分给所有类别，以免网络在目标域起作用之前就过于自信。数值任务不受影响。",
        ),
        advanced=True,
    )
    image_size: int | None = setting(
        None,
        ge=32,
        le=1024,
        step=1,
        unit=Text("pixels", "像素"),
        label=Text("Image size", "图片边长"),
        help=Text(
            "Side of the square that the backbone sees. The backbone's own size is the safe choice.",
            "主干网络所看到的正方形边长。使用主干自身的尺寸最稳妥。",
        ),
        advanced=True,
    )
    augmentation: Literal["none", "light", "mirror"] | None = setting(
        None,
        choices={
            "none": Text("none", "无"),
            "light": Text("light: shift, turn, scale", "轻微：平移、旋转、缩放"),
            "mirror": Text("mirror image in every other epoch", "隔轮左右镜像"),
        },
        label=Text("Augmentation", "数据增强"),
        help=Text(
            "Whether training sees slightly changed copies of the pictures. For a network trained from scratch, light is better; mirror "
            "helps where left and right do not matter: photos, not digits or text.",
            "训练时是否使用略有变化的图片副本。从头训练的网络用“轻微”更好；左右无关紧要时（照片，而非数字或文字）镜像有帮助。",
        ),
        advanced=True,
    )
    validation_share: float = setting(
        0.2,
        ge=0.05,
        le=0.5,
        step=0.05,
        label=Text("Validation share", "验证集比例"),
        help=Text(
            "Share of the labeled pictures that is held out of training and used for validation.",
            "不参与训练、留作验证的带标签图片所占的比例。",
        ),
        advanced=True,
    )
    seed: int = setting(
        0,
        ge=0,
        le=SEEDS - 1,
        step=1,
        label=Text("Seed", "随机种子"),
        help=Text(
            "The same seed gives the same run. Try several before you believe a small difference.",
            "相同的种子得到相同的结果。差别很小时，请多试几个种子再下结论。",
        ),
        advanced=True,
    )
    device: Literal["auto", "cpu", "cuda"] = setting(
        "auto",
        choices={
            "auto": Text("GPU if there is one", "有 GPU 则用 GPU"),
            "cpu": Text("processor (CPU)", "处理器（CPU）"),
            "cuda": Text("GPU", "GPU"),
        },
        label=Text("Device", "设备"),
        help=Text("Where training runs.", "训练在哪里进行。"),
        advanced=True,
    )


class ClassMap(BaseModel):
    """How a run sees the classes of its datasets; the datasets themselves never change.

    ``rename`` gives a class another name; two classes with the same new name are merged. ``leave_out`` drops a class.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rename: dict[str, str] = Field(default_factory=dict)
    leave_out: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As JSON; empty where it changes nothing."""
        return "" if self == ClassMap() else self.model_dump_json()

    def name_of(self, class_name: str) -> str | None:
        """The run's name for a dataset's class, or ``None`` when it is left out.

        Names are compared in Unicode's composed form (NFC): the same word typed on a Mac and on Linux is the same class.
        """
        if class_name in self.leave_out:
            return None
        return unicodedata.normalize("NFC", self.rename.get(class_name, class_name))

    def label_space(self, classes: list[str]) -> list[str]:
        """The run's classes for a source with ``classes``, sorted."""
        return sorted({name for each in classes if (name := self.name_of(each)) is not None})

    def indices(self, classes: list[str], label_space: list[str]) -> list[int]:
        """For each of a dataset's ``classes`` its index in ``label_space``, or -1 if it is not there."""
        return [label_space.index(name) if (name := self.name_of(each)) in label_space else -1 for each in classes]

    def pictures(self, classes: Sequence[str], counts: Sequence[int], label_space: list[str]) -> list[int]:
        """How many pictures of each class of ``label_space`` a dataset has, with so many (``counts``) of each of its ``classes``."""
        found = [0] * len(label_space)
        for place, count in zip(self.indices(list(classes), label_space), counts, strict=True):
            if place >= 0:
                found[place] += count
        return found


class Teacher(BaseModel):
    """A network whose predictions a run learned: what it was among the candidates of a search (:class:`tlgui.finding.verdict.Contender`), its
    run, and how much it counted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    strategy: str
    matched: int
    run: str
    weight: float
    backbone: str = ""


class RunSpec(BaseModel):
    """What a run was asked to do.

    Attributes
    ----------
    version:
        Version of the spec, so that later programs know what to expect.
    source, target:
        Ids of datasets. A supervised strategy may do without a source.
    task:
        What is predicted. :func:`tlgui.service.launch.start_run` fills it in from the data.
    class_map:
        Which classes are renamed, merged or left out.
    target_shares:
        The target's class shares, and how they are known.
    strategy:
        Keys of strategies: ``+`` joins the objectives of two into one phase, ``,`` puts one after the other.
    backbone:
        Key of a backbone, or ``KEY@FILE`` for weights from a file.
    settings:
        Of the network and of training.
    sealed:
        The target has labels that stay sealed until somebody reveals them.
    strategy_settings:
        For each strategy's key its settings.
    distilled_from:
        Whose averaged predictions it learns; these lie in its folder (:mod:`tlgui.runs.teaching`), so that it needs none of the runs any more.
    given_labels:
        How many labels that a person gave to the target's pictures it learns, in the place of the dataset's own; they lie in its folder
        (:mod:`tlgui.runs.teaching`). Asked for with 0. ``None``: it learns the dataset's own, if its strategy learns any.
    reference:
        ``None`` for a run that a user asked for; else which of the two references this run is.
    reference_seed:
        The seed of its references, where it is not the run's own: the networks of a search begin differently, and are compared with the same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = SPEC_VERSION
    source: str | None = None
    target: str | None = None
    task: Annotated[TaskKey, AfterValidator(_known_task)] = DEFAULT_TASK
    class_map: ClassMap = ClassMap()
    target_shares: TargetShares = TargetShares()
    strategy: str = DEFAULT_STRATEGY
    backbone: str = "efficientnet-lite0"
    settings: RunSettings = RunSettings()
    strategy_settings: dict[str, dict[str, Any]] = Field(default_factory=dict)
    sealed: bool = False
    distilled_from: tuple[Teacher, ...] = ()
    given_labels: int | None = None
    reference: Literal["baseline", "normalisation_alone"] | None = None
    reference_seed: int | None = None


def chosen(spec: RunSpec) -> dict[str, Any]:
    """All settings that the user chose, by their names in commands and scripts: ``epochs``, ``mcc.temperature``."""
    of_run = {item.name: (getattr(spec.settings, item.name), item.default) for item in settings_of(RunSettings)}
    found = {name: value for name, (value, default) in of_run.items() if value != default}
    return found | {f"{key}.{name}": value for key, of in spec.strategy_settings.items() for name, value in of.items()}


def _without_halves(value: Any) -> Any:
    """Plain data with non-UTF-8 bytes escaped, as in class names of datasets, since JSON files cannot hold them raw."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", lambda half: printable(half[0]), value)
    if isinstance(value, dict):
        return {_without_halves(name): _without_halves(each) for name, each in value.items()}
    return [_without_halves(each) for each in value] if isinstance(value, (list, tuple)) else value


def read_spec(given: dict[str, Any]) -> tuple[RunSpec, list[Problem]]:
    """A spec from plain data of any origin, and every problem with it.

    Invalid values are replaced by their defaults in the spec, so that the rest can still be checked.
    """
    given = _without_halves(given)
    settings, problems = read_settings(RunSettings, given["settings"] if isinstance(given.get("settings"), dict) else {})
    if not isinstance(given.get("settings", {}), dict):
        problems.append(Problem("spec_invalid", {"reason": "settings"}))
    others = {name: value for name, value in given.items() if name != "settings"}
    try:
        spec = RunSpec.model_validate(others)
    except ValidationError as error:
        reasons = {str(each["loc"][0]): f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()}
        problems.append(Problem("spec_invalid", {"reason": "; ".join(list(reasons.values())[:5])}))
        spec = RunSpec.model_validate({name: value for name, value in others.items() if name not in reasons})
    return (spec if settings is None else spec.model_copy(update={"settings": settings})), problems
