"""Texts of what can go wrong while a network is trained, and what to do then."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "health.diverged": Text(
        "The loss rose {times:count} times, from {first:.2g} to {now:.2g}: the training diverges.",
        "损失升高了 {times:count} 倍（从 {first:.2g} 到 {now:.2g}）：训练正在发散。",
    ),
    "health.diverged.over": Text("Start again with a learning rate ten times lower.", "请用十分之一的学习率重新开始。"),
    "health.diverged.advice": Text(
        "Press Stop (the best evaluation so far is kept) and start again with a learning rate ten times lower.",
        "请按“停止”（目前最好的评估会保留），并用十分之一的学习率重新开始。",
    ),
    "health.few_pictures": Text(
        "The source has {source:count} {source:picture|pictures} and the target {target:count}: with fewer than ten of either, neither numbers "
        "nor maps tell whether a network is any good.",
        "源域有 {source:count} 张图片，目标域有 {target:count} 张：任一域少于十张时，数字和特征图都无法说明网络的好坏。",
    ),
    "health.few_pictures.advice": Text("Add pictures first.", "请先增加图片。"),
    "health.collapsed": Text(
        "{share:percent} of the target is put into one class: the predictions have collapsed.",
        "目标域 {share:percent} 的图片被归为同一类别：预测已坍缩。",
    ),
    "health.collapsed.advice": Text(
        "Lower the adaptation's weight or train for fewer epochs; an earlier evaluation may be the better one.",
        "请降低自适应权重或减少训练轮数；较早的评估可能更好。",
    ),
    "health.few_classes": Text(
        "The predictions use only about {share:percent} of the classes. Unless the target really has so few, they have collapsed.",
        "预测只用到约 {share:percent} 的类别。除非目标域确实只有这些，否则预测已坍缩。",
    ),
    "health.few_classes.advice": Text(
        "Lower the adaptation's weight, or leave out the classes that the target lacks.",
        "请降低自适应权重，或去除目标域没有的类别。",
    ),
    "health.class_lost": Text(
        "Source-only puts {before:count} of {pictures:count} target pictures into {lost:a class|classes} that the adapted network no longer "
        "predicts: {classes:list}.",
        "“仅用源域”把目标域 {pictures:count} 张图片中的 {before:count} 张归入 {classes:list}，而自适应后的网络一张也没有归入"
        "{lost:该类别|这些类别}。",
    ),
    "health.class_lost.advice": Text(
        "Either adaptation merged {lost:it|them} into other classes, or the target has no such pictures. Look at what changed, and label a few "
        "of these pictures (Label twenty); if you know the class shares of the target, tell them; and compare strategies (Find the best).",
        "要么自适应把{lost:它|它们}并入了其他类别，要么目标域没有这类图片。请查看发生了什么变化，并为其中几张图片标注（“标注二十张图片”）；"
        "若您知道目标域的类别比例，请填写；并比较各种策略（“寻找最佳”）。",
    ),
    "health.class_lost.told": Text(
        "By what the run was told, the target has such pictures, so adaptation has probably merged {lost:it|them} into other classes. Look at "
        "what changed, and label a few of these pictures (Label twenty).",
        "按照告知此运行的信息，目标域有这类图片，因此自适应很可能把{lost:它|它们}并入了其他类别。请查看发生了什么变化，"
        "并为其中几张图片标注（“标注二十张图片”）。",
    ),
    "health.class_lost.searched": Text(
        "Either adaptation merged {lost:it|them} into other classes, or the target has no such pictures. Look at what changed, and label a few "
        "of these pictures (Label twenty); if you know the class shares of the target, tell the next search.",
        "要么自适应把{lost:它|它们}并入了其他类别，要么目标域没有这类图片。请查看发生了什么变化，并为其中几张图片标注（“标注二十张图片”）；"
        "若您知道目标域的类别比例，请在下一次搜索时填写。",
    ),
    "health.class_lost.known": Text(
        "The labels tell which of them are now wrong: see what is still wrong.",
        "标签说明其中哪些现在是错的：请查看仍然出错的图片。",
    ),
    "health.discriminator_won": Text(
        "The discriminator won: at full strength (λ {strength:.2f}) it still tells the domains apart {accuracy:percent} of the time.",
        "判别器赢了：在全强度（λ {strength:.2f}）下区分两个域的正确率仍有 {accuracy:percent}。",
    ),
    "health.discriminator_won.advice": Text(
        "Raise its weight, make it narrower, or let more layers learn.", "请提高权重、缩小判别器，或让更多层参与学习。"
    ),
    "health.discriminator_idle": Text(
        "The discriminator never told the domains apart ({accuracy:percent}, chance is 50 %): there is nothing to fool, so this strategy "
        "adds nothing here.",
        "判别器从未能区分两个域（{accuracy:percent}，随机为 50 %）：没有对抗的余地，此策略在这里不起作用。",
    ),
    "health.class_shares": Text(
        "A suspicion, formed without any label, and often wrong where source-only is bad: the target seems to have different class shares "
        "than the source (by a rough estimate they differ by {shift:percent}), and {share:percent} of the pictures that source-only was "
        "surest of are now put into another class. On the pairs where this was measured, most such runs had become worse.",
        "仅为推测，未用任何标签，在“仅用源域”本身不准时往往有误：目标域的类别比例似乎与源域不同（粗略估计相差 {shift:percent}），"
        "而“仅用源域”最有把握的图片中有 {share:percent} 现在被归入了其他类别。在已测量的数据上，此类运行多半变差。",
    ),
    "health.class_shares.advice": Text(
        "Compare with source-only. Twenty labels often tell (Label twenty); if you know what the target contains, say so on Adapt, under "
        "Class shares of the target.",
        "请与“仅用源域”比较。标注二十张图片往往便可得知（“标注二十张图片”）；若您知道目标域包含什么，请在“自适应”页的“目标域的类别比例”中说明。",
    ),
    "health.class_shares.by_host": Text(
        "Compare with source-only. Twenty labels often tell (Label twenty).",
        "请与“仅用源域”比较。标注二十张图片往往便可得知（“标注二十张图片”）。",
    ),
    "health.class_shares.against.given": Text(
        "But by the labels that you gave, the class shares are much the same.", "但按您所给的标签，类别比例大致相同。"
    ),
    "health.class_shares.against.search": Text(
        "But “Find the best”, which looked closer, goes by the source's class shares.",
        "但看得更仔细的“寻找最佳”采用了源域的类别比例。",
    ),
    "health.class_shares.against.xray": Text(
        "But the shift X-ray, which estimates it too, found no sign of other class shares.",
        "但同样作出估计的域差异透视没有发现类别比例不同的迹象。",
    ),
    "health.class_shares.raised": Text(
        "During training a suspicion was raised that the target has other class shares than the source (by roughly {shift:percent}).",
        "训练时曾推测目标域的类别比例与源域不同（大约相差 {shift:percent}）。",
    ),
    "health.class_shares.false": Text(
        "The labels show that it was false: the shares are much the same (they differ by {counted:percent}).",
        "标签表明推测有误：比例大致相同（相差 {counted:percent}）。",
    ),
    "health.class_shares.true": Text(
        "The labels show that it was true: they differ by {counted:percent}.", "标签表明推测属实：两者相差 {counted:percent}。"
    ),
    "health.class_shares.too_large": Text(
        "The labels show that they do differ, but by far less: {counted:percent}.",
        "标签表明两者确有不同，但远没有那么大：{counted:percent}。",
    ),
    "health.class_shares.shared": Text(
        "That is counted over the classes that both have; {others:count} target {others:picture is|pictures are} of classes that the source "
        "does not have.",
        "这只按两边共有的类别统计；另有 {others:count} 张目标域图片属于源域没有的类别。",
    ),
    "health.class_shares.better": Text(
        "This run lost nothing by it: {gain:points} points over source-only.",
        "此运行并未因此变差：与“仅用源域”相比 {gain:points} 个百分点。",
    ),
    "health.class_shares.same": Text(
        "This run lost nothing by it: it is about as good as source-only ({gain:points} points).",
        "此运行并未因此变差：与“仅用源域”相差无几（{gain:points} 个百分点）。",
    ),
    "health.class_shares.worse": Text(
        "This run came out worse than source-only ({gain:points} points).",
        "此运行的结果不如“仅用源域”（{gain:points} 个百分点）。",
    ),
    "health.class_shares.instead": Text(
        "SHOT and MCC do not align whole domains, and suffer less from this.", "SHOT 与 MCC 不做整体对齐，受此影响较小。"
    ),
    "health.no_effect": Text(
        "The adaptation has no effect: only {changed:percent} of the target's predictions differ from source-only.",
        "自适应没有效果：与“仅用源域”相比，只有 {changed:percent} 的预测不同。",
    ),
    "health.no_effect.advice": Text("Raise its weight, train longer, or freeze less.", "请提高权重、延长训练，或少冻结一些层。"),
}
