"""Sentences of the page that shows a health report. What a report finds is said in ``tlgui.texts.health``."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.health.title": Text("Health report", "健康报告"),
    "page.health.about": Text("What to know about the pictures before training.", "训练之前值得了解的图片情况。"),
    "page.health.nothing": Text(
        "Choose a source and a target on Adapt, or a dataset on Data, then come back.",
        "请先在“自适应”中选择源域和目标域，或在“数据”中选择数据集，再回到这里。",
    ),
    "page.health.making": Text("Looking at the pictures", "正在查看图片"),
    "page.health.looking": Text(
        "Looking at {done:count} of {total:count} pictures", "正在查看 {done:count} / {total:count} 张图片"
    ),
    "page.health.fine": Text("Nothing stands out. Go on.", "没有发现问题。可以继续。"),
    "page.health.look": Text(
        "{count:count} {count:thing|things} to know. Nothing prevents training.",
        "有 {count:count} 点值得留意，不妨碍训练。",
    ),
    "page.health.blocks": Text(
        "{count:count} {count:thing|things} must be resolved before training.", "训练前需要解决 {count:count} 个问题。"
    ),
    "page.health.adapt": Text("Adapt with these", "用这些图片进行自适应"),
    "page.health.csv": Text("All problems as a table (CSV)", "全部问题的表格（CSV）"),
    "page.health.see": Text("see", "查看"),
    "page.health.link": Text("Check the pictures first", "先检查图片"),
    "page.health.of_dataset": Text("Health report", "健康报告"),
    "page.health.classes": Text("Classes", "类别"),
    "page.health.classes.read": Text(
        "Pictures of each class: source filled, target outlined. A class that is rare in the source is learned poorly.",
        "各类别的图片数：源域为实心，目标域为空心。源域中稀少的类别学不好。",
    ),
    "page.health.classes.sealed": Text(
        "The target's labels are locked away, so its classes are not counted here.", "目标域标签已锁定，因此这里不统计其类别。"
    ),
    "page.health.classes.more": Text("{count:count} more classes in the table.", "另有 {count:count} 个类别。"),
    "page.health.values": Text("Values to learn", "要学习的数值"),
    "page.health.values.unnamed": Text("Value", "数值"),
    "page.health.values.read": Text(
        "Share of pictures at each value. No picture teaches the values in the gaps and beyond the ends.",
        "各数值处的图片比例。空缺处以及两端之外的数值无从学习。",
    ),
    "page.health.values.range": Text(
        "{role}: {labelled:count} values from {low:value} to {high:value}, mean {mean:value}",
        "{role}：{labelled:count} 个数值，从 {low:value} 到 {high:value}，平均 {mean:value}",
    ),
    "page.health.values.sealed": Text(
        "The target's values are locked away, so they are not shown here.", "目标域的数值已锁定，因此这里不显示。"
    ),
    "page.health.look_of": Text("How the domains look", "两个域的外观"),
    "page.health.look_of.read": Text(
        "Share of pictures at each value, the means below: source filled, target outlined. Where the two do not overlap, the "
        "domains differ in a way that has nothing to do with the classes.",
        "各取值处的图片比例，下方为平均值：源域为实心，目标域为空心。两者不重合之处，就是与类别无关的域差异。",
    ),
    "page.health.brightness": Text("Brightness", "亮度"),
    "page.health.contrast": Text("Contrast", "对比度"),
    "page.health.colour": Text("Color", "色彩"),
    "page.health.sharpness": Text("Sharpness", "清晰度"),
    "page.health.red": Text("Red", "红"),
    "page.health.green": Text("Green", "绿"),
    "page.health.blue": Text("Blue", "蓝"),
    "page.health.mean": Text("{role} {mean:percent}", "{role} {mean:percent}"),
    "page.health.means": Text("{name}: {means:list}", "{name}：{means:list}"),
    "page.health.samples": Text("Samples side by side", "样本对照"),
    "page.health.samples.read": Text(
        "Each row is a class: source on the left, target on the right. Would you give both the same name?",
        "每行一个类别：左为源域，右为目标域。您会给两边同样的名称吗？",
    ),
    "page.health.samples.one": Text("Some pictures of each class.", "各类别的部分图片。"),
    "page.health.samples.sealed": Text(
        "The target's labels are locked away: its pictures are shown in no particular order.",
        "目标域标签已锁定：其图片按任意顺序显示。",
    ),
    "page.health.sizes": Text("Sizes and formats", "尺寸与格式"),
    "page.health.size": Text("{width} × {height}", "{width} × {height}"),
    "page.health.size.count": Text("{size}: {count:count} {count:picture|pictures}", "{size}：{count:count} 张图片"),
    "page.health.sizes.different": Text("{count:count} different sizes", "共 {count:count} 种尺寸"),
    "page.health.sizes.stored": Text(
        "Sizes as stored; those of the original files were not kept.", "此处为存储尺寸：未保留原文件尺寸。"
    ),
    "page.health.flags": Text("Pictures to look at", "值得查看的图片"),
    "page.health.flag.dark": Text("Dark", "偏暗"),
    "page.health.flag.bright": Text("Washed out", "过亮"),
    "page.health.flag.flat": Text("Almost empty", "几乎没有内容"),
    "page.health.flag.blurred": Text("Blurred", "模糊"),
    "page.health.flag.narrow": Text("Long and narrow", "狭长"),
    "page.health.flag.odd_size": Text("Of an unusual size", "尺寸异常"),
    "page.health.of_count": Text("{words}: {count:count}", "{words}：{count:count}"),
    "page.health.more": Text("and {count:count} more", "另有 {count:count} 张"),
    "page.health.copies": Text("Copies", "重复图片"),
    "page.health.copies.exact": Text("The same picture several times", "完全相同的图片"),
    "page.health.copies.near": Text("Nearly the same: saved again, resized", "近似重复：重新保存或缩放"),
    "page.health.copies.two_labels": Text("The same picture under different labels", "同一张图片带有不同标签"),
    "page.health.copies.split": Text("Nearly the same in training and validation", "训练集与验证集之间近似重复"),
    "page.health.across.exact": Text("In the source and in the target", "源域与目标域中都有"),
    "page.health.across.near": Text("Nearly the same in source and target", "源域与目标域之间近似重复"),
    "page.health.alike": Text("Class names that look alike", "相似的类别名称"),
    "page.health.split": Text("Training and validation", "训练与验证"),
    "page.health.split.words": Text(
        "{training:count} pictures for training, {validation:count} held out for validation; copies always stay together.",
        "{training:count} 张用于训练，{validation:count} 张留作验证；副本始终在同一侧。",
    ),
    "page.health.refused": Text("Not used", "未使用的文件"),
    "page.health.refused.sealed": Text(
        "File names may give away the class, so they are shown once the labels are revealed.",
        "文件名可能透露类别，因此在揭晓标签之后才显示。",
    ),
    "page.health.refused.more": Text("{count:count} more are in the table.", "另有 {count:count} 个，见表格。"),
    "page.health.failed": Text("The report could not be made.", "无法生成报告。"),
}
