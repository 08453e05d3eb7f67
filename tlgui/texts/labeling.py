"""What the page *Label twenty* and ``tlgui label`` say."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.label.title": Text("Label twenty pictures", "标注二十张图片"),
    "page.label.about": Text(
        "Name pictures of the target one by one. After each, you see how good every network is here, and how sure that is.",
        "逐张给目标域图片标注类别。每标一张，都能看到各个网络在这里有多好，以及这一结论有多可靠。",
    ),
    "page.label.way_in": Text("Label twenty pictures to be sure", "标注二十张图片，确认结果"),
    "page.label.of_dataset": Text("Label pictures", "标注图片"),
    "page.label.none_chosen": Text(
        "Which pictures? Choose a dataset on the Data page, or finish a run first.",
        "要标注哪些图片？请在“数据”页面选择数据集，或先完成一次运行。",
    ),
    "page.label.to_data": Text("Go to Data", "前往“数据”"),
    "page.label.picture": Text("Picture {number} of {name}", "{name} 的第 {number} 张图片"),
    "page.label.picture_failed": Text(
        "This picture did not load. Reload the page, or press “Don’t know”.", "这张图片未能加载。请重新加载页面，或点击“不确定”。"
    ),
    "page.label.progress": Text("{labels:count} of {goal:count}", "{labels:count} / {goal:count}"),
    "page.label.progress.more": Text("{labels:count} {labels:label|labels}", "已标注 {labels:count} 张"),
    "page.label.unknown_count": Text("{count:count} not known", "{count:count} 张不确定"),
    "page.label.question": Text("What is it?", "这是什么？"),
    "page.label.question.value": Text("Which value?", "数值是多少？"),
    "page.label.unknown": Text("Don’t know", "不确定"),
    "page.label.other": Text("None of these", "都不是"),
    "page.label.undo": Text("Undo", "撤销"),
    "page.label.keep_value": Text("Keep", "确定"),
    "page.label.value_bad": Text("Write a number such as 3.5, with a point.", "请输入数字，例如 3.5，小数点用“.”。"),
    "page.label.keys": Text(
        "Keys: 1–9 a class, 0 or ? don’t know, – none of these, Backspace undo.",
        "按键：1–9 选择类别，0 或 ? 表示不确定，- 表示都不是，退格键撤销。",
    ),
    "page.label.elsewhere": Text(
        "Another window had already labeled that picture, so your answer was not kept. This is the next one.",
        "另一个窗口已标注过那张图片，您的回答没有保留。这是下一张。",
    ),
    "page.label.elsewhere.back": Text(
        "Pictures were labeled in another window. This is the next one.", "另一个窗口已标注了图片，这是下一张。"
    ),
    "page.label.all": Text("Every picture has an answer: the results are exact.", "所有图片都已标注，结果是精确值。"),
    "page.label.source": Text("Which classes can it be? Those of", "可能是哪些类别？采用以下数据集的类别："),
    "page.label.source.choose": Text("Choose a dataset …", "选择数据集……"),
    "page.label.no_source": Text(
        "No run says which classes these pictures may show, and there is no dataset with open labels to take them from.",
        "没有运行说明这些图片可能属于哪些类别，也没有标签公开的数据集可以借用其类别。",
    ),
    "page.label.networks": Text("How good each network is here", "各网络在这里的表现"),
    "page.label.networks.read": Text(
        "The dot is the estimate, the line the range that holds the truth in 95 of 100 cases.",
        "圆点为估计值，横线为范围：100 次中有 95 次包含真实值。",
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
    "page.label.and_more.after": Text("{last}, {count:count} more", "{last}等，另有 {count:count} 个"),
    "page.label.and_more": Text("{count:count} more", "另外 {count:count} 个"),
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
    "page.label.shares": Text("Which classes the target contains", "目标域包含哪些类别"),
    "page.label.shares.read": Text(
        "By what the networks predict, corrected by your labels and drawn a little toward the source. Outlined: the source.",
        "由各网络的预测估计，用您的标签加以校正，并略向源域靠拢。空心为源域。",
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
    "page.label.keep": Text("Your labels", "您的标签"),
    "page.label.export": Text("Download as CSV", "下载 CSV"),
    "page.label.import": Text("Take in a CSV …", "导入 CSV……"),
    "page.label.imported": Text("{count:count} {count:label|labels} taken in.", "已导入 {count:count} 个标签。"),
    "page.label.changed": Text(
        "{count:count} {count:label|labels} that you had given before {count:is|are} changed: {changes:list}.",
        "其中 {count:count} 个改变了您先前给出的标签：{changes:list}。",
    ),
    "page.label.change": Text("{picture} from {before} to {after}", "{picture} 由{before}改为{after}"),
    "page.label.change.class": Text("“{name}”", "“{name}”"),
    "page.label.changed.undo": Text("“Undo” above takes the whole table back.", "上方的“撤销”可撤回整个表格。"),
    "cli.label.changed.undo": Text(
        "`tlgui label` with --undo takes the whole table back.", "运行 `tlgui label` 并加上 --undo 可撤回整个表格。"
    ),
    "cli.label.undone": Text("The last label, or table of labels, was taken back.", "已撤回最近一次标注或导入的表格。"),
    "page.label.waiting": Text(
        "{count:count} more {count:label is|labels are} kept. Pictures are asked for in a random order; {count:it counts|they count} in "
        "estimates once that order has come to {count:it|them}.",
        "另有 {count:count} 个标签已保存。图片按随机顺序提问，轮到这些图片时，估计才会计入它们的标签。",
    ),
    "page.label.kept": Text(
        "They are kept beside the dataset, which never changes, and you can go on at any time.",
        "标签保存在数据集旁边，数据集本身不变，您可以随时继续。",
    ),
    "page.label.kept.locked": Text(
        "Labels of the dataset itself that are locked away stay locked: they are not looked at here.",
        "数据集自带的、已锁定的标签仍然锁定，这里不会查看。",
    ),
    "page.label.how": Text("How this is worked out", "如何计算"),
    "page.label.how.draw": Text(
        "Pictures come in a random order that nobody chose. Where networks disagree more are asked for, and each label is weighed by how many "
        "pictures it stands for, so the estimate stays fair (stratified sampling, Horvitz–Thompson).",
        "图片按随机顺序出现，不由任何人挑选。网络意见不一致的图片会问得更多，每个标签按它代表的图片数加权，因此估计仍然公平（分层抽样，Horvitz–Thompson）。",
    ),
    "page.label.how.interval": Text(
        "The range is exact (Clopper–Pearson; Wendell and Schmee for two groups of pictures): whatever the networks are, it holds the truth "
        "in at least 95 of 100 labelings of this length. Who stops just when it looks good sees it a little too narrow.",
        "范围是精确的（Clopper–Pearson；两组图片时为 Wendell–Schmee）：无论网络如何，同样长度的标注重复 100 次，至少有 95 次包含真实值。"
        "若恰好在结果好看时停下，范围会略微偏窄。",
    ),
    "page.label.how.lead": Text(
        "A lead is called sure where a sign test over the pictures that only one of both gets right says so, at 5 % shared out over all "
        "comparisons. Whether a network is better than source-only is asked beside that of its own run, of all networks together. “Don’t "
        "know” counts for nothing; “none of these” counts as wrong for every network. What learned labels "
        "is compared with the best of the other networks, and with source-only, by labels that came later. Earlier ones that it could not "
        "learn are no fair sample: they count for their own pictures alone.",
        "只有当符号检验（只看两个网络中恰有一个判对的图片）在 5 % 水平（按比较次数分摊）下显著时，领先才称为确定。"
        "网络是否优于“仅用源域”，与其所属运行的“仅用源域”比较，并计入所有这样比较的网络。"
        "“不确定”不计入；“都不是”对每个网络都算错。学习过标签的网络，只用之后给出的标签与其余网络中最好的和“仅用源域”比较；更早的、它无法学习的标签不是公平的样本，只计入它们自己的图片。",
    ),
    "cli.label.left_out": Text(
        "`tlgui label RUN` compares the run that you name in any case.", "`tlgui label RUN` 总会比较您指定的运行。"
    ),
    "cli.label.search": Text(
        "`tlgui best {source} {target} --given-labels` searches with these labels.",
        "`tlgui best {source} {target} --given-labels` 会用这些标签搜索。",
    ),
    "cli.label.coming": Text(
        "To label next, in this order (as {column} in a table for --import):",
        "接下来请按此顺序标注（用于 --import 的表格中的 {column} 列）：",
    ),
    "cli.label.share": Text("{name}: {value:percent} ({range})", "{name}：{value:percent}（{range}）"),
    "cli.label.value": Text("{name}: {value:value} ({range})", "{name}：{value:value}（{range}）"),
    "error.given_labels_too_few": Text(
        "{labels:count} {labels:label|labels} that you gave to the target's pictures can be learned, of {classes:count} "
        "{classes:class|classes} of the source. Label pictures of at least two classes (Label twenty), or go on without your labels.",
        "您为目标域图片给出的标签中可供学习的有 {labels:count} 个，涉及源域的 {classes:count} 个类别。请至少标注两个类别的图片"
        "（“标注二十张”），或不使用这些标签。",
    ),
    "error.given_labels_all": Text(
        "All pictures of the target have a label ({labels:count}), so there is none left to predict. Search without these labels, or add "
        "pictures.",
        "目标域的图片都已有标签（{labels:count} 张），没有可供预测的图片。请不使用这些标签进行寻找，或添加图片。",
    ),
    "error.given_labels_elsewhere": Text(
        "You gave no label to this dataset, but {labels:count} to “{name}”, which has the same pictures. Give its id in the folder's place: "
        "{dataset}",
        "您没有为这个数据集给出标签，但为图片相同的“{name}”给出了 {labels:count} 个。请用它的编号代替文件夹：{dataset}",
    ),
    "error.given_labels_need_classes": Text(
        "Labels that you gave name classes of the source: they can be learned where source and target are both given and have classes.",
        "您给出的标签对应源域的类别：只有同时给出源域与目标域、且任务为分类时才能学习。",
    ),
    "error.given_labels_idle": Text(
        "{strategy} learns no labels of the target, so the labels that you gave would do nothing. Choose fine-tuning or tradaboost, or leave "
        "them out.",
        "{strategy} 不学习目标域标签，您给出的标签不会起作用。请选择 fine-tuning 或 tradaboost，或不使用这些标签。",
    ),
    "error.given_labels_unusable": Text(
        "The labels that this run was to learn are missing from its folder, or damaged. Start it again.",
        "本次运行所要学习的标签已从其文件夹中丢失或损坏。请重新启动运行。",
    ),
    "error.label_class_unknown": Text(
        "“{given}” is none of the classes here: {known:list}. Press one of them, “don’t know” or “none of these”.",
        "“{given}”不是这里的类别：{known:list}。请选择其中之一，或“不确定”“都不是”。",
    ),
    "error.label_kind": Text(
        "A label is a class where the runs learn classes, and a number where they learn values. Reload the page.",
        "运行学习类别时标签为类别，学习数值时标签为数字。请重新加载页面。",
    ),
    "error.label_nothing_to_undo": Text("There is nothing to undo: no label is kept.", "没有可撤销的内容：尚未保存任何标签。"),
    "error.label_table_too_large": Text(
        "The table is larger than {limit:bytes}. Keep the columns “hash” and “label” only, or split it.",
        "表格超过 {limit:bytes}。请只保留“hash”和“label”两列，或拆分后导入。",
    ),
    "error.label_table_hashes": Text(
        "The labels of these pictures are locked away, so pictures are known here by their hash, not by “{column}”. Name a column “hash”; "
        "“Download as CSV” shows how.",
        "这些图片的标签已锁定，因此这里只按哈希识别图片，而不是“{column}”。请使用“hash”列，可参考“下载 CSV”得到的文件。",
    ),
    "error.label_table_empty": Text(
        "No row of the table has a label. Fill in the second column.", "表格中没有任何一行带有标签。请填写标签列。"
    ),
    "error.label_row_picture": Text(
        "Row {row:count}: no picture here is called “{given}”.", "第 {row:count} 行：这里没有名为“{given}”的图片。"
    ),
    "error.label_row_twice": Text(
        "Row {row:count}: several pictures are called “{given}”. Use the column “hash”, which tells them apart.",
        "第 {row:count} 行：有多张图片名为“{given}”。请改用能区分它们的“hash”列。",
    ),
    "error.label_row_contradicts": Text(
        "Row {row:count}: “{given}” has the label “{label}”, but “{before}” in row {first:count}. Keep one of the two rows.",
        "第 {row:count} 行：“{given}”标为“{label}”，而第 {first:count} 行标为“{before}”。请只保留其中一行。",
    ),
    "error.label_row_class": Text(
        "Row {row:count}: “{given}” is none of the classes here: {known:list}.",
        "第 {row:count} 行：“{given}”不是这里的类别：{known:list}。",
    ),
}
