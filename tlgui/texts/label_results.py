"""What *Label twenty* says that labels tell: how good each network is, what to do next, and what the target contains."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.label.networks": Text("How good each network is here", "各网络在这里的表现"),
    "page.label.networks.values": Text("How far off each network is here", "各网络在这里的误差"),
    "page.label.networks.possible": Text("How good a network can be here", "网络在这里最多能有多好"),
    "page.label.networks.read": Text(
        "The dot is the estimate, the line the range that holds the truth in 95 of 100 cases.",
        "圆点为估计值，横线为范围：100 次中有 95 次包含真实值。",
    ),
    "page.label.networks.read.values": Text(
        "The number is the mean error: the smaller, the better. The dot is the estimate, the line the range that holds the truth in about 95 "
        "of 100 cases.",
        "数字为平均误差，越小越好。圆点为估计值，横线为范围：100 次中约有 95 次包含真实值。",
    ),
    "page.label.ceiling": Text(
        "{count:count} of {labels:count} labels {count:is|are} of none of these classes, and wrong for every network: at most about "
        "{value:percent} can be right ({low:percent} to {high:percent}).",
        "{labels:count} 个标签中有 {count:count} 个不属于这些类别，对每个网络都算错：正确率最高约为 {value:percent}"
        "（{low:percent} 至 {high:percent}）。",
    ),
    "page.label.ceiling.exact": Text(
        "{count:count} of {labels:count} labels {count:is|are} of none of these classes, and wrong for every network: at most "
        "{value:percent} can be right.",
        "{labels:count} 个标签中有 {count:count} 个不属于这些类别，对每个网络都算错：正确率最高为 {value:percent}。",
    ),
    "page.label.unmoved.agree": Text(
        "The last label is wrong for every network, yet no estimate fell: of the pictures on which the networks agree, none with a label was "
        "right before either. So only the ranges became narrower.",
        "最后一个标签对每个网络都算错，但估计值没有下降：在各网络意见一致、已有标签的图片中，此前也没有一张判对，因此只是范围变窄了。",
    ),
    "page.label.unmoved.differ": Text(
        "The last label is wrong for every network, yet no estimate fell: of the pictures on which the networks differ, none with a label was "
        "right before either. So only the ranges became narrower.",
        "最后一个标签对每个网络都算错，但估计值没有下降：在各网络意见不一、已有标签的图片中，此前也没有一张判对，因此只是范围变窄了。",
    ),
    "page.label.left_out": Text(
        "{count:count} older {count:run|runs} on these pictures {count:is|are} not compared here. What the labels say of a run stands on its "
        "own page.",
        "这些图片上另有 {count:count} 次较早的运行未在这里比较。标签对某次运行的评判，见该运行自己的页面。",
    ),
    "page.label.no_networks": Text(
        "No network has been trained for these pictures yet. Your labels are kept and count as soon as there is one.",
        "还没有为这些图片训练过网络。标签会保存下来，一旦有网络就会用上。",
    ),
    "page.label.range": Text("{low:percent} to {high:percent}", "{low:percent} 至 {high:percent}"),
    "page.label.value_range": Text("{low:value} to {high:value}", "{low:value} 至 {high:value}"),
    "page.label.value_few": Text("range from {needed:count} labels on", "标满 {needed:count} 张后给出范围"),
    "page.label.range_same": Text(
        "{range}, by the same {labels:count} {labels:label|labels}", "{range}，依据同样的 {labels:count} 个标签"
    ),
    "page.label.group.none": Text("Not judged yet", "尚未评判"),
    "page.label.group.all": Text("By all {labels:count} labels", "依据全部 {labels:count} 个标签"),
    "page.label.group.others": Text(
        "By {labels:count} {labels:label|labels} that these networks did not learn",
        "依据 {labels:count} 个这些网络未学习的标签",
    ),
    "page.label.group.revealed": Text(
        "By the revealed labels of {pictures:count} {pictures:picture|pictures}",
        "依据已揭晓的标签（{pictures:count} 张图片）",
    ),
    "page.label.group.revealed.others": Text(
        "By the revealed labels of {pictures:count} {pictures:picture|pictures} that these networks did not learn",
        "依据已揭晓的标签（{pictures:count} 张这些网络未学习的图片）",
    ),
    "page.label.group.sealed": Text(
        "By your labels, since their runs still keep the others sealed", "依据您的标签，因为这些运行中的标签仍然锁定"
    ),
    "page.label.range_revealed.gain": Text("{gain:points} points over source-only", "比“仅用源域”{gain:points} 个百分点"),
    "page.label.range_revealed": Text(
        "of {pictures:count} {pictures:picture|pictures}, known", "{pictures:count} 张图片的真实值"
    ),
    "page.label.range_told": Text(
        "{range}; told the mix of classes by these labels: looks better than it is",
        "{range}；类别比例由这些标签得知：看起来比实际更好",
    ),
    "page.label.range_of_all": Text(
        "of all {labels:count} labeled {labels:picture|pictures}, exactly", "全部 {labels:count} 张已标注图片的精确值"
    ),
    "page.label.learned": Text("learned these labels", "已学习这些标签"),
    "page.label.older": Text("{count:count} older {count:network|networks}", "{count:count} 个较早的网络"),
    "page.label.nothing_yet": Text("no label yet", "尚无标签"),
    "page.label.network_on": Text("{name}, from {source}", "{name}（源域：{source}）"),
    "page.label.network_labels": Text("{name} ({labels:count} {labels:label|labels})", "{name}（{labels:count} 个标签）"),
    "page.label.network_told": Text("{name} (told the class shares)", "{name}，给定了类别比例"),
    "page.label.network_beside": Text("{name} beside {strategy}", "{name}（{strategy} 的参照）"),
    "page.label.network_of": Text("{name} ({run})", "{name}（{run}）"),
    "page.label.verdict": Text("What the labels say", "标签说明了什么"),
    "page.label.verdict.at": Text("{labels:count} labels: what they say", "{labels:count} 个标签说明了什么"),
    "page.label.line": Text(
        "In the lead, {value:percent} by {labels:count} {labels:label|labels}: {names:list}",
        "目前领先（{labels:count} 个标签，{value:percent}）：{names:list}",
    ),
    "page.label.line.value": Text(
        "In the lead, {value:value} by {labels:count} {labels:label|labels}: {names:list}",
        "目前领先（{labels:count} 个标签，{value:value}）：{names:list}",
    ),
    "page.label.line.so_far": Text(
        "In the lead of those judged, {value:percent} by {labels:count} {labels:label|labels}: {names:list}",
        "在已评判的网络中领先（{labels:count} 个标签，{value:percent}）：{names:list}",
    ),
    "page.label.line.value.so_far": Text(
        "In the lead of those judged, {value:value} by {labels:count} {labels:label|labels}: {names:list}",
        "在已评判的网络中领先（{labels:count} 个标签，{value:value}）：{names:list}",
    ),
    "page.label.line.gain": Text(
        "In the lead, {gain:points0} over source-only by {labels:count} {labels:label|labels}: {names:list}",
        "目前领先（{labels:count} 个标签，比“仅用源域”{gain:points0}）：{names:list}",
    ),
    "page.label.revealed": Text("The labels are revealed", "标签已揭晓"),
    "page.label.revealed.none": Text(
        "The labels of these pictures are revealed, so none of yours are needed to judge the networks.",
        "这些图片的标签已经揭晓，不再需要您标注来评判网络。",
    ),
    "page.label.revealed.kept": Text(
        "The labels of these pictures are revealed, so yours are no longer needed to judge the networks. Your {labels:count} "
        "{labels:answer is|answers are} kept.",
        "这些图片的标签已经揭晓，不再需要您的标注来评判网络。您给出的 {labels:count} 个回答会保留。",
    ),
    "page.label.revealed.best": Text(
        "Best by the revealed labels, with {value:percent1} right: {names:list}.",
        "按已揭晓的标签，最好的（正确率 {value:percent1}）：{names:list}。",
    ),
    "page.label.revealed.best.value": Text(
        "Best by the revealed labels, with a mean error of {value:value}: {names:list}.",
        "按已揭晓的标签，最好的（平均误差 {value:value}）：{names:list}。",
    ),
    "page.label.revealed.baseline": Text("Source-only has {value:percent1} right.", "“仅用源域”的正确率为 {value:percent1}。"),
    "page.label.revealed.baseline.value": Text(
        "Source-only has a mean error of {value:value}.", "“仅用源域”的平均误差为 {value:value}。"
    ),
    "page.label.revealed.sealed": Text(
        "{count:count} {count:run keeps|runs keep} the labels sealed until you open them there. On Results one press does that for all.",
        "有 {count:count} 个运行仍保持标签锁定，直到您在那里揭晓。在“结果”页可以一次全部揭晓。",
    ),
    "page.label.revealed.to_results": Text("To Results", "前往“结果”"),
    "page.label.revealed.go_on": Text("Label pictures all the same", "仍要标注图片"),
    "page.label.next.search": Text("Next: search with these labels.", "下一步：用这些标签搜索。"),
    "page.label.next.search_or_more": Text(
        "Next: search with these labels. Or label ten more first: another mix of classes then shows more often.",
        "下一步：用这些标签搜索。也可先再标注十张：类别比例若不同，更容易显现。",
    ),
    "page.label.next.judge": Text(
        "Networks that learned your labels need other labels to judge them. Next: label ten more pictures ({further:count} of {needed:count}).",
        "已学习您的标签的网络要用其他标签来评判。下一步：再标注十张图片（{further:count} / {needed:count}）。",
    ),
    "page.label.next.judged": Text(
        "Judged now: {name}, the network to take, has {right:count} of {labels:count} further labels right. Its accuracy below weights each "
        "label by the number of pictures that it stands for.",
        "推荐的网络是{name}，现已得到评判：另外 {labels:count} 个标签中对了 {right:count} 个。"
        "计算下方的正确率时，每个标签按它代表的图片数加权。",
    ),
    "page.label.next.take": Text("Take it away", "带走该网络"),
    "page.label.next.running": Text("A search with your labels is running.", "使用您的标签的搜索正在进行。"),
    "page.label.next.no_answer": Text(
        "The search that learns your labels has no answer yet.", "学习您的标签的那次搜索还没有结论。"
    ),
    "page.label.next.to_search": Text("To the search", "前往该搜索"),
    "page.label.next.again": Text(
        "Another search with all {labels:count} labels is possible. {further:count} that {further:names|name} a class and that no network "
        "learned then {further:teaches|teach}, and no longer {further:judges|judge}.",
        "也可以用全部 {labels:count} 个标签再搜索一次；其中 {further:count} 个指明了类别、尚未被学习的标签将用于教，不再用于评判。",
    ),
    "page.label.next.more": Text("Next: label ten more to be surer.", "下一步：再标注十张，结论会更可靠。"),
    "page.label.verdict.begin": Text(
        "Name the first picture. Five to ten labels show a direction; twenty tell more.",
        "请标注第一张图片。五到十张能看出方向，二十张能说明更多。",
    ),
    "page.label.verdict.best": Text(
        "{best} is the best: chance alone would hardly give it such a lead over every other network.",
        "{best} 最好：它对其他所有网络的领先很难用偶然解释。",
    ),
    "page.label.verdict.leads": Text("In the lead so far: {names:list}.", "目前领先：{names:list}。"),
    "page.label.verdict.leads.so_far": Text("In the lead of those judged: {names:list}.", "在已评判的网络中领先：{names:list}。"),
    "page.label.verdict.gain": Text(
        "By {labels:count} labels that were not learned: {gain:points0} percentage points over source-only.",
        "依据 {labels:count} 个未被学习的标签：比“仅用源域”{gain:points0} 个百分点。",
    ),
    "page.label.verdict.unjudged": Text(
        "Not judged yet, since they learned these labels: {names:list}.", "学习过这些标签、尚未得到评判的：{names:list}。"
    ),
    "page.label.verdict.open": Text(
        "Not yet surely worse: {names:list}. More labels may tell.", "尚不能确定更差的：{names:list}。更多标签或许可以区分。"
    ),
    "page.label.verdict.open_all": Text(
        "Not surely worse: {names:list}. All pictures are labeled; more pictures may tell.",
        "不能确定更差的：{names:list}。所有图片都已标注；更多图片或许可以区分。",
    ),
    "page.label.and_more": Text("{last}, {count:count} more", "{last}，另有 {count:count} 个"),
    "page.label.verdict.worse": Text("Surely worse: {names:list}.", "可以确定更差的：{names:list}。"),
    "page.label.verdict.beaten": Text(
        "Surely worse than {judge}, which more labels judge: {names:list}.",
        "可以确定不如{judge}（评判它的标签更多）的：{names:list}。",
    ),
    "page.label.verdict.alike": Text(
        "So far nothing tells the networks apart: they are right and wrong on the same pictures.",
        "目前看不出网络之间的差别：它们对错的图片相同。",
    ),
    "page.label.verdict.even": Text(
        "So far no network is ahead: by these labels all are equally good.", "目前没有网络领先：就这些标签而言，它们同样好。"
    ),
    "page.label.verdict.helps": Text(
        "Adapting helps here: {name} is surely better than its source-only.",
        "自适应在这里有帮助：可以确定{name}优于其对照“仅用源域”。",
    ),
    "page.label.verdict.helps_one": Text(
        "{name} is surely better than its source-only, but the source-only of another run is in the lead.",
        "可以确定{name}优于其对照“仅用源域”，但另一次运行的“仅用源域”处于领先。",
    ),
    "page.label.verdict.unsure": Text(
        "It is not yet sure that adapting helps here: of no network do the labels say that it is surely better than its source-only.",
        "还不能确定自适应在这里有帮助：对任何一个网络，标签都还不能确定它优于其对照“仅用源域”。",
    ),
    "page.label.verdict.unsure_told": Text(
        "It is not yet sure that adapting helps here: these labels told {name} the mix of classes, so they cannot judge "
        "its lead over source-only.",
        "还不能确定自适应在这里有帮助：{name}的类别比例由这些标签得知，因此它们不能评判它对“仅用源域”的领先。",
    ),
    "page.label.verdict.not_ahead": Text(
        "So far no adapted network is ahead of source-only.", "目前没有任何自适应网络领先于“仅用源域”。"
    ),
    "page.label.verdict.leave": Text(
        "No adapted network is ahead of source-only: by these labels, leave it as it is.",
        "没有任何自适应网络领先于“仅用源域”：就这些标签而言，保持原样即可。",
    ),
    "page.label.choosing": Text(
        "These labels choose the network, so the chosen one looks a little better than it is. So does a network that was told the mix of "
        "classes from them. Say so where you report such a number as a final score.",
        "网络由这些标签选出，因此被选中的网络看起来会比实际略好。由这些标签得知类别比例的网络也是如此。若把这样的数字用作最终成绩，请说明这一点。",
    ),
    "page.label.choosing.values": Text(
        "These labels choose the network, so the chosen one looks a little better than it is. Say so where you report such a number as a final "
        "score.",
        "网络由这些标签选出，因此被选中的网络看起来会比实际略好。若把这样的数字用作最终成绩，请说明这一点。",
    ),
    "page.label.shares": Text("Which classes the target contains", "目标域包含哪些类别"),
    "page.label.shares.read": Text(
        "By what the networks predict, corrected by your labels and drawn a little toward the source. Outlined: the source.",
        "由各网络的预测估计，用您的标签加以校正，并略向源域靠拢。空心为源域。",
    ),
    "page.label.shares.alone": Text(
        "By your labels alone, drawn a little toward the source. Outlined: the source.",
        "仅由您的标签估计，并略向源域靠拢。空心为源域。",
    ),
    "page.label.shares.read.exact": Text(
        "Counted: every picture that can be named has a label. Outlined: the source.",
        "按标签统计：能够确定类别的图片都已标注。空心为源域。",
    ),
    "page.label.shares.margin": Text(
        "With {labels:count} {labels:label|labels} that name a class, a share may be up to about {points:count} percentage points off.",
        "指明类别的标签有 {labels:count} 个，每个比例的误差最多约 {points:count} 个百分点。",
    ),
    "page.label.shares.few": Text("Shown from {needed:count} labels on.", "标满 {needed:count} 张后显示。"),
    "page.label.shares.too_few": Text(
        "Not estimated for fewer than {needed:count} pictures.", "图片少于 {needed:count} 张时不作估计。"
    ),
    "page.label.shares.differ": Text(
        "Your labels speak for another mix of classes than the source’s. A network that is told so is often much better.",
        "标签表明目标域的类别比例与源域不同。把这一点告诉网络，往往会好得多。",
    ),
    "page.label.shares.same": Text(
        "Your labels do not speak for another mix of classes than the source’s, and a large difference would probably have shown.",
        "标签没有显示类别比例与源域不同；若相差很大，多半已经显现。",
    ),
    "page.label.shares.same.exact": Text(
        "The target has much the same mix of classes as the source: every picture that can be named has a label.",
        "目标域的类别比例与源域大致相同：能够确定类别的图片都已标注。",
    ),
    "page.label.shares.unclear": Text(
        "{labels:count} labels are too few to tell whether the target has another mix of classes than the source.",
        "{labels:count} 个标签太少，尚不能判断目标域的类别比例是否与源域不同。",
    ),
    "page.label.shares.others": Text(
        "The mix counts only pictures of the source’s classes; about {value:percent} of the target ({low:percent} to {high:percent}) is of "
        "none of them.",
        "以上比例只计属于源域类别的图片；另有约 {value:percent}（{low:percent} 至 {high:percent}）的目标域图片不属于其中任何一类。",
    ),
    "page.label.shares.others.exact": Text(
        "The mix counts only pictures of the source’s classes; {value:percent} of the target is of none of them.",
        "以上比例只计属于源域类别的图片；另有 {value:percent} 的目标域图片不属于其中任何一类。",
    ),
    "page.label.shares.counted": Text(
        "Counted by the revealed labels. Outlined: the source.", "按已揭晓的标签统计。空心为源域。"
    ),
    "page.label.shares.told": Text(
        "A search keeps the class shares that you told: your labels do not speak against them.",
        "搜索会保留您给出的类别比例：标签没有显示与之不符。",
    ),
    "page.label.shares.told_against": Text(
        "Your labels speak against the class shares that you told. A search keeps yours; “One run of your own” takes those of your labels.",
        "标签与您给出的类别比例不符。搜索会保留您给出的比例；“自行设置一次运行”采用标签得出的比例。",
    ),
    "page.label.shares.search": Text("Find the best with these labels", "用这些标签寻找最佳"),
    "page.label.shares.learned": Text(
        "The search also trains two networks that learn your labels, by fine-tuning and by TrAdaBoost. It keeps class shares that you "
        "told; where you told none and your labels speak for another mix of classes than the source’s, it trains for that mix. Its results are "
        "of the pictures that you did not label.",
        "搜索还会用微调与 TrAdaBoost 各训练一个学习这些标签的网络。您给出过的类别比例会保留；若未给出，而标签表明类别比例与源域不同，"
        "则按标签的比例训练。结果只针对您没有标注的图片。",
    ),
    "page.label.shares.train": Text("One run of your own", "自行设置一次运行"),
    "page.label.shares.command": Text("On the command line:", "在命令行："),
    "page.label.shares.share": Text(
        "{name}: {target:percent} (source {source:percent})", "{name}：{target:percent}（源域 {source:percent}）"
    ),
}
