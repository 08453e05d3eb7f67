"""What a run's result means, how sure that is, and what to do next."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.light.worse": Text(
        "Nothing looked wrong during training, but the labels say that the result is worse than {reference}.",
        "训练过程中没有发现异常，但标签表明结果不如{reference}。",
    ),
    # -- better, the same or worse, with open labels ----------------------------------------------------------------------------
    "verdict.better": Text("Better than {reference}.", "优于{reference}。"),
    "verdict.better.sure": Text(
        "Better than {reference}, and hardly by chance: {turned}", "优于{reference}，且几乎不可能出于偶然：{turned}"
    ),
    "verdict.better.unsure": Text(
        "Perhaps better than {reference}, but chance alone could give this too: {turned}",
        "可能优于{reference}，但也可能只是偶然：{turned}",
    ),
    "verdict.same": Text("About the same as {reference}. {turned}", "与{reference}相差无几。{turned}"),
    "verdict.worse": Text("Worse than {reference}.", "不如{reference}。"),
    "verdict.worse.sure": Text(
        "Worse than {reference}, and hardly by chance: {turned}", "不如{reference}，且几乎不可能出于偶然：{turned}"
    ),
    "verdict.worse.unsure": Text(
        "Perhaps worse than {reference}, but chance alone could give this too: {turned}",
        "可能不如{reference}，但也可能只是偶然：{turned}",
    ),
    "verdict.reference.source_only": Text("not adapting", "不做自适应"),
    "verdict.reference.linear_probe": Text("a linear probe on the untouched backbone", "未改动主干上的线性探针"),
    # -- beside it, the second reference ------------------------------------------------------------------------------------------
    "verdict.beside.better": Text(
        "But {second} does better, and hardly by chance ({alone}).",
        "不过，“{second}”的结果更好，且几乎不可能出于偶然（{alone}）。",
    ),
    "verdict.beside.perhaps": Text(
        "But {second} does better ({alone}), though that could be chance.",
        "不过，“{second}”的结果更好（{alone}），但也可能只是偶然。",
    ),
    "verdict.beside.ahead": Text(
        "That it is also ahead of {second} ({alone}) could be chance.",
        "它同时领先“{second}”（{alone}），但这也可能只是偶然。",
    ),
    "verdict.beside.as_well": Text("But {second} does as well ({alone}).", "不过，“{second}”也能达到同样水平（{alone}）。"),
    "verdict.second.accuracy": Text("{alone:percent}", "{alone:percent}"),
    "verdict.second.error": Text("MAE {alone:value}", "平均绝对误差 {alone:value}"),
    "verdict.turned.classes": Text(
        "{right:count} {right:picture|pictures} became right and {wrong:count} wrong ({p:chance}).",
        "{right:count} 张图片由错变对，{wrong:count} 张由对变错（{p:chance}）。",
    ),
    "verdict.turned.values": Text(
        "{right:count} {right:prediction|predictions} came nearer to the true value and {wrong:count} moved away from it ({p:chance}).",
        "{right:count} 个预测更接近真实数值，{wrong:count} 个更远（{p:chance}）。",
    ),
    "verdict.other_classes": Text(
        "{accuracy:percent} of all {of:count} target pictures: {pictures:count} {pictures:is|are} of {classes:a class|classes} that the source "
        "does not have ({names:list}), which the network cannot name.",
        "按全部 {of:count} 张目标域图片计为 {accuracy:percent}：其中 {pictures:count} 张属于源域没有的 {classes:count} 个类别"
        "（{names:list}），网络无法识别。",
    ),
    "verdict.written_differently": Text(
        "The source may only write {count:one|some} of them differently: {pairs:list}. Give {count:it the source’s name|them the source’s "
        "names} on Adapt, under Classes, and start again.",
        "其中{count:一个|几个}可能只是源域的写法不同：{pairs:list}。请在“自适应”页的“类别”中改用源域的名称，然后重新开始。",
    ),
    "verdict.source_only": Text(
        "Nothing was adapted: this is the network that adapted ones are compared with.",
        "没有做自适应：这就是自适应后的网络所对照的参照。",
    ),
    # -- what can be known without labels ----------------------------------------------------------------------------------------
    "verdict.sure_means": Text("Sure means a probability of 90 % or more.", "“有把握”指概率不低于 90 %。"),
    "verdict.sentence": Text("{words}.", "{words}。"),
    "verdict.seldom_sure": Text(
        "A network that learned from few labels, or from an average, is seldom sure; that says nothing of how many are right.",
        "从少量标签或平均预测中学习的网络很少有把握；这并不说明有多少是对的。",
    ),
    "verdict.sealed.classes": Text(
        "Sure means a probability of 90 % or more. We cannot know how many of the predictions are right until you reveal the labels.",
        "“有把握”指概率不低于 90 %。在您揭晓标签之前，无法知道其中有多少是对的。",
    ),
    "verdict.sealed.values": Text(
        "We cannot know how good the predictions are until you reveal the values.",
        "在您揭晓数值之前，无法知道预测得有多准。",
    ),
    "verdict.by_host.classes": Text(
        "Sure means a probability of 90 % or more. How many of the predictions are right is not known until the host reveals the labels.",
        "“有把握”指概率不低于 90 %。在主持人揭晓标签之前，无法知道其中有多少是对的。",
    ),
    "verdict.by_host.values": Text(
        "How good the predictions are is not known until the host reveals the values.",
        "在主持人揭晓数值之前，无法知道预测得有多准。",
    ),
    "verdict.unlabelled.classes": Text(
        "Sure means a probability of 90 % or more. How many of the predictions are right cannot be known without labels.",
        "“有把握”指概率不低于 90 %。没有标签，就无法知道其中有多少是对的。",
    ),
    "verdict.unlabelled.values": Text(
        "How good the predictions are cannot be known without values.", "没有数值，就无法知道预测得有多准。"
    ),
    "verdict.mixing": Text(
        "{after:percent} of a picture's nearest neighbors are now from the other domain ({before:percent} before; 50 %: the network "
        "cannot tell the domains apart).",
        "每张图片的近邻中现在有 {after:percent} 来自另一个域（之前 {before:percent}；50 % 表示网络无法区分两个域）。",
    ),
    # -- what to do next -----------------------------------------------------------------------------------------------------------
    "verdict.next.source_only": Text(
        "Next: train a strategy that adapts on the same pictures, and compare.",
        "下一步：在同一批图片上训练一种自适应策略，再作比较。",
    ),
    "verdict.next.chance": Text(
        "Neither network recognizes this target: guessing would be right on {chance:percent}. Next: check whether the classes of both mean "
        "the same, or take another source.",
        "两个网络都认不出这个目标域：随机猜测也有 {chance:percent} 的正确率。下一步：检查两边的类别含义是否相同，或换一个源域。",
    ),
    "verdict.next.better": Text(
        "Next: look at which pictures are still wrong, or take the network away and use it.",
        "下一步：看看哪些图片仍然出错，或导出网络直接使用。",
    ),
    "verdict.next.adabn": Text("Next: try AdaBN, which does just that.", "下一步：试试 AdaBN，它做的正是这件事。"),
    "verdict.next.compare": Text("Next: compare other strategies on the same pictures.", "下一步：在同一批图片上比较其他策略。"),
    "verdict.next.unsure": Text(
        "Next: train once more with another seed, or get labels for more target pictures, before you rely on either.",
        "下一步：在下结论之前，换一个随机种子再训练一次，或为更多目标域图片取得标签。",
    ),
    "verdict.next.same": Text(
        "Next: keep source-only, which is simpler, or compare another strategy on the same pictures.",
        "下一步：保留更简单的“仅用源域”，或在同一批图片上比较另一种策略。",
    ),
    "verdict.next.worse": Text(
        "This is negative transfer. Often the target lacks some of the source's classes or has different shares of them. Next: leave out "
        "the classes that it does not have, or keep source-only.",
        "这就是负迁移。常见原因是目标域缺少源域的某些类别，或类别比例不同。下一步：去除目标域没有的类别，或保留“仅用源域”。",
    ),
    "verdict.next.worse_per_domain": Text(
        "This is negative transfer. Often the target lacks some of the source's classes or has different shares of them. Next: leave out "
        "the classes that it does not have, try Normalization “shared by both domains”, or keep source-only.",
        "这就是负迁移。常见原因是目标域缺少源域的某些类别，或类别比例不同。下一步：去除目标域没有的类别，尝试将“归一化”设为“两个域共用”，"
        "或保留“仅用源域”。",
    ),
    "verdict.next.worse_alone": Text(
        "This is negative transfer. Normalizing each domain by itself is better than not adapting ({alone:percent}). Often the target lacks "
        "some of the source's classes or has different shares of them. Next: try AdaBN, which only normalizes, or leave out the classes that "
        "the target does not have.",
        "这就是负迁移。只对每个域各自归一化优于不做自适应（{alone:percent}）。常见原因是目标域缺少源域的某些类别，或类别比例不同。"
        "下一步：试试只做归一化的 AdaBN，或去除目标域没有的类别。",
    ),
    "verdict.next.worse_alone_matched": Text(
        "This is negative transfer, and {second} is better than not adapting ({alone:percent}). Next: compare other strategies on the same "
        "pictures.",
        "这就是负迁移，而{second}优于不做自适应（{alone:percent}）。下一步：在同一批图片上比较其他策略。",
    ),
    "verdict.next.worse_values": Text(
        "This is negative transfer. Next: lower the adaptation's weight, or keep source-only.",
        "这就是负迁移。下一步：降低自适应的权重，或保留“仅用源域”。",
    ),
    "verdict.next.worse_supervised": Text(
        "Next: keep the untouched backbone, or train for fewer epochs.", "下一步：保留未改动的主干网络，或减少训练轮数。"
    ),
    "verdict.next.sealed": Text(
        "Next: look at the maps and at what changed, and compare runs; reveal the labels last, since what is chosen after that is no "
        "longer chosen blind.",
        "下一步：查看特征图与发生的变化，并比较各次运行；最后再揭晓标签，因为此后的选择就不再是“盲选”。",
    ),
    "verdict.next.given": Text(
        "Next: look at the maps and at what changed, and compare runs.", "下一步：查看特征图与发生的变化，并比较各次运行。"
    ),
    "verdict.next.unlabelled": Text(
        "Next: look at the maps and at what changed. Labels for some of the target's pictures would tell how many are right.",
        "下一步：查看特征图与发生的变化。为部分目标域图片加上标签，就能知道有多少是对的。",
    ),
    "verdict.next.without_values": Text(
        "Next: look at the maps and at what changed. Values for some of the target's pictures would tell how far off the predictions are.",
        "下一步：查看特征图与发生的变化。为部分目标域图片给出数值，就能知道预测偏差有多大。",
    ),
}
