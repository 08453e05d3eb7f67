"""What the health report tells (``note.health_…``) and the rows of its table of problems (``note.table_…``)."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "error.health_needs_data": Text(
        "The health report needs a dataset: choose a source, a target, or both.", "健康报告需要数据集：请选择源域、目标域或两者。"
    ),
    "error.health_stopped": Text(
        "The health report was stopped; nothing was kept. Start again whenever you like.",
        "健康报告已停止；没有保留任何内容。可随时重新开始。",
    ),
    "note.health_same_folder": Text(
        "Same folder: {count:count} of {total:count} files. Adapting a folder to itself shows nothing; choose another target, or "
        "confirm that you mean it.",
        "同一个文件夹：{total:count} 个文件中有 {count:count} 个相同。把文件夹适应到它自身没有意义；请选择其他目标域，或确认这是有意为之。",
    ),
    "note.health_overlap": Text(
        "{count:count} of {total:count} target pictures are in the source. Scores on the target will look better than they are; remove "
        "them from one side.",
        "{total:count} 张目标域图片中有 {count:count} 张也在源域中。目标域分数会偏高；请从其中一侧移除。",
    ),
    "note.health_near_overlap": Text(
        "{count:count} of {total:count} target pictures are near copies of source pictures (saved again or resized). Look at "
        "them: scores on the target may look too good.",
        "{total:count} 张目标域图片中有 {count:count} 张与源域图片近似重复（重新保存或缩放）。请查看：目标域分数可能偏高。",
    ),
    "note.health_made_from_source": Text(
        "The target was made from this source, so each of its pictures has a copy in it. That is fine for a demonstration.",
        "目标域由此源域生成，因此每张图片在源域中都有副本。用于演示没有问题。",
    ),
    "note.health_classes_shared": Text(
        "The class sets differ; {count:count} {count:class is|classes are} in both. Merge, rename or leave out classes on Adapt.",
        "两边的类别集合不同；共有 {count:count} 个类别。可在“自适应”中合并、重命名或去除类别。",
    ),
    "note.health_classes_disjoint": Text(
        "No class is in both datasets, so the target cannot be scored. Rename the classes that are the same, or choose another target.",
        "两个数据集没有共同的类别，因此无法为目标域评分。请重命名相同的类别，或选择其他目标域。",
    ),
    "note.health_only_source": Text(
        "Only in the source: {names:list}. Such a class can attract target pictures; leave it out if the target does not have "
        "it.",
        "仅在源域中：{names:list}。这些类别可能吸走目标域图片；若目标域没有，请去除。",
    ),
    "note.health_only_target": Text(
        "Only in the target: {names:list}. Pictures of these classes cannot be recognized; the result is told with and without them.",
        "仅在目标域中：{names:list}。这些图片无法被识别；结果会分别按包含与不包含它们给出。",
    ),
    "note.health_alike": Text(
        "{names:list} may be one class, only written differently: merge into {into}?",
        "{names:list} 可能是同一类别的不同写法：合并为 {into}？",
    ),
    "note.health_darker": Text(
        "The target is darker: mean brightness {target:percent} against {source:percent}.",
        "目标域更暗：平均亮度 {target:percent}，源域为 {source:percent}。",
    ),
    "note.health_brighter": Text(
        "The target is brighter: mean brightness {target:percent} against {source:percent}.",
        "目标域更亮：平均亮度 {target:percent}，源域为 {source:percent}。",
    ),
    "note.health_less_contrast": Text(
        "The target has less contrast: {target:percent} against {source:percent}.",
        "目标域对比度更低：{target:percent}，源域为 {source:percent}。",
    ),
    "note.health_more_contrast": Text(
        "The target has more contrast: {target:percent} against {source:percent}.",
        "目标域对比度更高：{target:percent}，源域为 {source:percent}。",
    ),
    "note.health_less_colour": Text(
        "The target has less color: {target:percent} against {source:percent}.",
        "目标域色彩更淡：{target:percent}，源域为 {source:percent}。",
    ),
    "note.health_more_colour": Text(
        "The target has more color: {target:percent} against {source:percent}.",
        "目标域色彩更浓：{target:percent}，源域为 {source:percent}。",
    ),
    "note.health_less_sharp": Text(
        "The target is less sharp: {target:percent} against {source:percent}.",
        "目标域更模糊：清晰度 {target:percent}，源域为 {source:percent}。",
    ),
    "note.health_sharper": Text(
        "The target is sharper: {target:percent} against {source:percent}.",
        "目标域更清晰：清晰度 {target:percent}，源域为 {source:percent}。",
    ),
    "note.health_two_labels": Text(
        "{count:count} {count:picture|pictures} with 2 labels or more: the same picture lies in different class folders. Keep one.",
        "{count:count} 张图片带有 2 个以上标签：同一张图片位于不同类别的文件夹中。请只保留一份。",
    ),
    "note.health_two_values": Text(
        "{count:count} {count:picture|pictures} with 2 values or more: equal pictures have different values in the table. Keep one.",
        "{count:count} 张图片带有 2 个以上数值：相同的图片在表格中数值不同。请只保留一个。",
    ),
    "note.health_copies": Text(
        "{count:count} of {total:count} pictures are copies of another picture. Copies never end up on both sides of the "
        "split; remove them to save time.",
        "{total:count} 张图片中有 {count:count} 张是副本。副本不会同时出现在训练和验证两侧；移除可节省时间。",
    ),
    "note.health_near_copies": Text(
        "{count:count} of {total:count} pictures are near copies of another picture (saved again or resized).",
        "{total:count} 张图片中有 {count:count} 张与其他图片近似重复（重新保存或缩放）。",
    ),
    "note.health_near_across_split": Text(
        "{count:count} {count:group of near copies is|groups of near copies are} on both sides of the split: validation will look better "
        "than it is. Remove the copies.",
        "{count:count} 组近似重复的图片同时出现在训练和验证两侧：验证分数会偏高。请移除副本。",
    ),
    "note.health_imbalanced": Text(
        "{ratio:,.0f}:1 from the largest class ({largest}) to the smallest ({smallest}). Try class weights, and look at "
        "balanced accuracy instead of accuracy.",
        "最大类别（{largest}）与最小类别（{smallest}）之比为 {ratio:,.0f}:1。请尝试类别权重，并查看平衡准确率而非准确率。",
    ),
    "note.health_dark": Text(
        "{count:count} of {total:count} pictures are dark: even their lightest parts are below {limit:percent}.",
        "{total:count} 张图片中有 {count:count} 张偏暗：最亮处也低于 {limit:percent}。",
    ),
    "note.health_bright": Text(
        "{count:count} of {total:count} pictures are washed out: even their darkest parts are above {limit:percent}.",
        "{total:count} 张图片中有 {count:count} 张过亮：最暗处也高于 {limit:percent}。",
    ),
    "note.health_flat": Text(
        "{count:count} of {total:count} pictures show almost nothing: their contrast is below {limit:percent}.",
        "{total:count} 张图片中有 {count:count} 张几乎没有内容：对比度低于 {limit:percent}。",
    ),
    "note.health_blurred": Text(
        "{count:count} of {total:count} pictures are blurred (more than {limit:percent} of the blur scale).",
        "{total:count} 张图片中有 {count:count} 张模糊（模糊度超过 {limit:percent}）。",
    ),
    "note.health_narrow": Text(
        "{count:count} of {total:count} pictures are more than {limit:g} times as long as wide: their ends are cut off when they are made "
        "square.",
        "{total:count} 张图片中有 {count:count} 张的长宽比超过 {limit:g}：裁成正方形时两端会被截掉。",
    ),
    "note.health_odd_size": Text(
        "{count:count} of {total:count} pictures differ from the usual number of pixels here by more than a factor of {limit:g}.",
        "{total:count} 张图片中有 {count:count} 张的像素数是此数据集中位数的 {limit:g} 倍以上或不足其 {limit:g} 分之一。",
    ),
    "note.table_dark": Text("Dark: its lightest parts are below {limit:percent}.", "偏暗：最亮处低于 {limit:percent}。"),
    "note.table_bright": Text("Washed out: its darkest parts are above {limit:percent}.", "过亮：最暗处高于 {limit:percent}。"),
    "note.table_flat": Text(
        "Shows almost nothing: contrast below {limit:percent}.", "几乎没有内容：对比度低于 {limit:percent}。"
    ),
    "note.table_blurred": Text("Blurred: above {limit:percent} of the blur scale.", "模糊：模糊度高于 {limit:percent}。"),
    "note.table_narrow": Text("More than {limit:g} times as long as wide.", "长宽比超过 {limit:g}。"),
    "note.table_odd_size": Text(
        "More than a factor of {limit:g} away from the usual number of pixels in this dataset.",
        "像素数为此数据集中位数的 {limit:g} 倍以上或不足其 {limit:g} 分之一。",
    ),
    "note.table_two_labels": Text("The same picture under another label.", "同一张图片位于另一个标签下。"),
    "note.table_copy": Text("A copy of another picture.", "另一张图片的副本。"),
    "note.table_near_copy": Text("A near copy of another picture.", "与另一张图片近似重复。"),
    "note.table_across_split": Text("Near copies on both sides of the default split.", "近似重复的图片分处默认划分的两侧。"),
    "note.table_overlap": Text("This target picture is in the source.", "此目标域图片也在源域中。"),
    "note.table_near_overlap": Text(
        "This target picture is a near copy of a source picture.", "此目标域图片与源域图片近似重复。"
    ),
}
