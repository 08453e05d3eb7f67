"""What labels that a person gave say of a run, beside its own numbers: on its page, in a search, in a terminal and in a report."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.label.headline.some": Text(
        "About {value:percent} right ({low:percent} to {high:percent}), by {labels:count} {labels:label|labels} given by hand",
        "根据人工给出的 {labels:count} 个标签，正确率约为 {value:percent}（{low:percent} 至 {high:percent}）",
    ),
    "page.label.headline.all": Text(
        "Right on all {labels:count} {labels:label|labels} given by hand", "对人工给出的 {labels:count} 个标签全部判断正确"
    ),
    "page.label.source_only.some": Text(
        "Source-only: about {value:percent} by the same labels", "“仅用源域”：按同样的标签约为 {value:percent}"
    ),
    "page.label.source_only.values": Text(
        "Source-only: off by about {value:value} by the same values", "“仅用源域”：按同样的数值，平均误差约为 {value:value}"
    ),
    "page.label.headline.values.some": Text(
        "Off by about {value:value} on average ({low:value} to {high:value}), by {labels:count} {labels:value|values} given by hand",
        "根据人工给出的 {labels:count} 个数值，平均误差约为 {value:value}（{low:value} 至 {high:value}）",
    ),
    "page.label.headline.values.few": Text(
        "Off by about {value:value} on average, by {labels:count} {labels:value|values} given by hand",
        "根据人工给出的 {labels:count} 个数值，平均误差约为 {value:value}",
    ),
    "page.label.headline.values.exact": Text(
        "Off by {value:value} on average, by values given by hand to all {labels:count} pictures",
        "根据人工为全部 {labels:count} 张图片给出的数值，平均误差为 {value:value}",
    ),
    "page.label.says.values.some": Text(
        "By {labels:count} {labels:value|values} given by hand, its mean error on the target is {value:value}; 95 % sure: {low:value} to "
        "{high:value}.",
        "根据人工给出的 {labels:count} 个数值，它在目标域的平均误差为 {value:value}（95 % 置信区间：{low:value} 至 {high:value}）。",
    ),
    "page.label.says.values.few": Text(
        "By {labels:count} {labels:value|values} given by hand, its mean error on the target is about {value:value}; a range is told from "
        "{needed:count} on.",
        "根据人工给出的 {labels:count} 个数值，它在目标域的平均误差约为 {value:value}；标满 {needed:count} 张后给出范围。",
    ),
    "page.label.says.values.exact": Text(
        "All {labels:count} pictures that the network predicts have a value given by hand: its mean error is {value:value}.",
        "该网络预测的 {labels:count} 张图片都有人工给出的数值：平均误差为 {value:value}。",
    ),
    "page.label.source_only.all": Text("Source-only: right on all of them too", "“仅用源域”：同样全部判断正确"),
    "page.label.beside.better": Text(
        "By these labels it is surely better than its source-only.", "按这些标签，可以确定它优于其对照“仅用源域”。"
    ),
    "page.label.beside.worse": Text(
        "By these labels it is surely worse than its source-only.", "按这些标签，可以确定它不如其对照“仅用源域”。"
    ),
    "page.label.beside.open": Text(
        "These labels do not yet say whether it is better than its source-only.",
        "这些标签尚不足以确定它是否优于其对照“仅用源域”。",
    ),
    "page.label.beside.many": Text(
        "This allows for the {networks:count} networks that these labels compare in this way.",
        "判断时已考虑到：这些标签共这样比较了 {networks:count} 个网络。",
    ),
    "page.label.says.some": Text(
        "By {labels:count} {labels:label|labels} given by hand that the network did not learn, it is right on {value:percent} of the target; "
        "95 % sure: {low:percent} to {high:percent}.",
        "根据人工给出而该网络没有学习过的 {labels:count} 个标签，它在目标域的正确率为 {value:percent}（95 % 置信区间：{low:percent} 至 "
        "{high:percent}）。",
    ),
    "page.label.says.some_others": Text(
        "By {labels:count} {labels:label|labels} given by hand that the network did not learn, it is right on {value:percent} of the pictures "
        "that it did not learn; 95 % sure: {low:percent} to {high:percent}.",
        "根据人工给出而该网络没有学习过的 {labels:count} 个标签，它在未学习过的图片上的正确率为 {value:percent}"
        "（95 % 置信区间：{low:percent} 至 {high:percent}）。",
    ),
    "page.label.says.all_others": Text(
        "The network is right on all {labels:count} {labels:label|labels} given by hand that it did not learn; 95 % sure that it is right on "
        "{low:percent} to {high:percent} of the pictures that it did not learn.",
        "对于人工给出而该网络没有学习过的 {labels:count} 个标签，它全部判断正确；它在未学习过的图片上的正确率有 95 % 的把握在 {low:percent} 至 "
        "{high:percent} 之间。",
    ),
    "page.label.says.all": Text(
        "The network is right on all {labels:count} {labels:label|labels} given by hand that it did not learn; 95 % sure that it is right on "
        "{low:percent} to {high:percent} of the target.",
        "对于人工给出而该网络没有学习过的 {labels:count} 个标签，它全部判断正确；它在目标域的正确率有 95 % 的把握在 {low:percent} 至 "
        "{high:percent} 之间。",
    ),
    "page.label.says.exact": Text(
        "All {labels:count} pictures that the network predicts have a label given by hand: it is right on {value:percent} of them.",
        "该网络预测的 {labels:count} 张图片都有人工给出的标签：正确率为 {value:percent}。",
    ),
    "page.label.headline.exact": Text(
        "Right on {value:percent} of all {labels:count} pictures, by labels given by hand",
        "根据人工给出的标签，在全部 {labels:count} 张图片上的正确率为 {value:percent}",
    ),
    "page.label.says.source_only_exact": Text(
        "By the same labels, source-only is right on {value:percent}.", "根据同样的标签，“仅用源域”的正确率为 {value:percent}。"
    ),
    "page.label.says.earlier": Text(
        "{labels:count} earlier {labels:label|labels}, which it could not learn, {labels:counts|count} for {labels:its own picture|their own "
        "pictures} alone.",
        "另有 {labels:count} 个更早给出、它无法学习的标签，只计入这些图片本身。",
    ),
    "page.label.says.told": Text(
        "It was told the mix of classes by such labels, so it looks better than it is.",
        "它的类别比例由这样的标签得知，因此看起来比实际更好。",
    ),
    "page.label.says.revealed": Text(
        "The target's labels are revealed already, but this run keeps its own sealed until they are opened in it: then it is known how good "
        "the network is.",
        "目标域的标签已经揭晓，但本次运行仍保持锁定；在本次运行中公开后，即可知道这个网络有多好。",
    ),
    "page.label.says.source_only": Text(
        "By the same labels, source-only is right on {value:percent} ({low:percent} to {high:percent}).",
        "根据同样的标签，“仅用源域”的正确率为 {value:percent}（{low:percent} 至 {high:percent}）。",
    ),
    "page.label.says.none_ahead": Text(
        "So far no adapted network of this search is ahead of source-only.", "目前这次搜索没有任何自适应网络领先于“仅用源域”。"
    ),
}
