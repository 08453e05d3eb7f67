"""Texts of *Find the best*: what was tried, the verdict, what would settle it."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "best.source_only": Text("source-only", "仅用源域"),
    "best.normalisation_alone": Text("normalization alone", "仅归一化"),
    "best.matched": Text("{name} with matched classes", "{name}（类别比例已匹配）"),
    "best.matched_again": Text("{name} with matched classes, round 2", "{name}（类别比例第 2 次匹配）"),
    "best.on_backbone": Text("{name} on {backbone}", "{backbone} · {name}"),
    "best.of_second": Text("{count:count} {count:network|networks} on {backbone}", "{backbone} 上的 {count:count} 个网络"),
    "best.begins_second": Text("The same on {backbone}", "在 {backbone} 上同样训练"),
    "best.begins": Text("Training {strategies:list}", "训练 {strategies:list}"),
    "best.begins_matched": Text(
        "Training {strategies:list}, with the source matched to the classes that the target seems to contain",
        "训练 {strategies:list}，并使源域的类别比例与目标域估计的比例一致",
    ),
    "best.begins_again": Text(
        "Training {strategies:list} again, with the source matched to the classes that the networks before seem to see in the target",
        "再次训练 {strategies:list}，并使源域的类别比例与前一轮网络在目标域中判断出的比例一致",
    ),
    "best.begins_told": Text(
        "Training {strategies:list}, with the source matched to the classes that the target contains",
        "训练 {strategies:list}，并使源域的类别比例与目标域一致",
    ),
    "best.tried": Text("{strategy}: done", "{strategy}：完成"),
    "best.tried_scored": Text("{strategy}: target accuracy {accuracy:percent1}", "{strategy}：目标域准确率 {accuracy:percent1}"),
    "best.answer": Text("Best guess: {guess}.", "最佳判断：{guess}。"),
    "best.answer_scored": Text(
        "Best guess: {guess}. The best guess is right on {accuracy:percent1} of {count:count} labeled target "
        "{count:picture|pictures}; without adapting it would be {baseline:percent1}.",
        "最佳判断：{guess}。在 {count:count} 张有标签的目标域图片上，最佳判断的正确率为 {accuracy:percent1}；"
        "不做自适应则为 {baseline:percent1}。",
    ),
    "best.guess": Text("the averaged predictions of {networks:list}", "预测的平均（{networks:list}）"),
    "best.guess_alike": Text(
        "the averaged predictions of {networks:list}, where each picture’s is drawn to those of pictures that look like it ({count:count} at "
        "most)",
        "预测的平均（{networks:list}），每张图片的预测再向与它相似的图片（至多 {count:count} 张）的预测靠拢",
    ),
    "best.why.equal": Text(
        "The search saw no sign that the target has another mix of classes than the source.",
        "这次搜索没有发现目标域的类别比例与源域不同。",
    ),
    "best.unnoticed": Text(
        "A different mix of classes can go unnoticed: on trial it did for 7 of 72 such targets. Twenty labels often tell.",
        "目标域的类别比例与源域不同时，也可能看不出来（试验中 72 个这样的目标域有 7 个如此）：标注二十张图片往往可以得知。",
    ),
    "best.few": Text(
        "All of this rests on {count:count} target {count:picture|pictures}: too few to tell one network from another.",
        "以上结论只基于 {count:count} 张目标域图片，不足以区分各网络的好坏。",
    ),
    "best.few_of_a_class": Text(
        "The source has {count:count} {count:picture|pictures} of {name}, from which all networks learned this class: that they agree does "
        "not show that they are right.",
        "源域中“{name}”只有 {count:count} 张图片，所有网络都由此学习这一类别：它们一致并不说明它们正确。",
    ),
    "best.of.target": Text("the target", "目标域"),
    "best.of.others": Text("the target pictures whose labels no network learned", "目标域中未学习过标签的部分"),
    "best.counted.same": Text("Counted by its labels, its mix is much the same.", "按标签统计，其类别比例与源域大致相同。"),
    "best.counted.others": Text(
        "Counted by its labels, {pictures:count} of its {of:count} pictures are of {classes:a class|classes} that the source does not have "
        "({names:list}).",
        "按标签统计，其 {of:count} 张图片中有 {pictures:count} 张属于源域没有的 {classes:count} 个类别（{names:list}）。",
    ),
    "best.counted.alike": Text(
        "The source may only write {count:one|some} of them differently: {pairs:list}. Give {count:it the source’s name|them the source’s "
        "names} on Adapt, under Classes, and search again.",
        "其中{count:一个|几个}可能只是源域的写法不同：{pairs:list}。请在“自适应”页的“类别”中改用源域的名称，然后重新搜索。",
    ),
    "best.counted.same_of_others": Text("The mix of its other pictures is much the same.", "其余图片的类别比例与源域大致相同。"),
    "best.counted.absent_of_others": Text(
        "Its other pictures have another mix: {classes:list} {count:is|are} not among them.",
        "其余图片的类别比例与源域不同：没有 {classes:list} 这 {count:count} 类。",
    ),
    "best.counted.differ_of_others": Text(
        "Its other pictures have another mix: {target:percent} of them are {name}, and {source:percent} of the source.",
        "其余图片的类别比例与源域不同：{name} 占 {target:percent}，在源域中占 {source:percent}。",
    ),
    "best.counted.absent": Text(
        "Counted by its labels, it has another mix: {classes:list} {count:is|are} not in it.",
        "按标签统计，其类别比例与源域不同：没有 {classes:list} 这 {count:count} 类。",
    ),
    "best.counted.differ": Text(
        "Counted by its labels, it has another mix: {target:percent} of it are {name}, and {source:percent} of the source.",
        "按标签统计，其类别比例与源域不同：{name} 占 {target:percent}，在源域中占 {source:percent}。",
    ),
    "best.counted.mistold": Text(
        "Counted by its labels, it contains something else than you said: {target:percent} of it are {name}, you said {told:percent}.",
        "按标签统计，其类别比例与您给出的不同：{name} 占 {target:percent}，您给出的是 {told:percent}。",
    ),
    "best.why.unclear": Text(
        "Whether the target has another mix of classes than the source cannot be told from its pictures: networks that assume the same mix and "
        "networks that are matched to the one that it seems to have count half each.",
        "仅凭图片无法判断目标域的类别比例是否与源域不同：假定比例相同的网络与按估计比例匹配的网络各计一半。",
    ),
    "best.why.unclear_weighted": Text(
        "Whether the target has another mix of classes than the source cannot be told from its pictures: networks that assume the same mix "
        "count {same:percent}, networks that are matched to the one that it seems to have {matched:percent}.",
        "仅凭图片无法判断目标域的类别比例是否与源域不同：假定比例相同的网络共计 {same:percent}，按估计比例匹配的网络共计 {matched:percent}。",
    ),
    "best.why.unclear_same": Text(
        "Whether the target has another mix of classes than the source cannot be told from its pictures. Training failed for networks that are "
        "matched to the one that it seems to have: those that assume the same mix count alone.",
        "仅凭图片无法判断目标域的类别比例是否与源域不同。按估计比例匹配的网络训练失败，因此只计入假定比例相同的网络。",
    ),
    "best.why.said_equal": Text(
        "You said that the target has the same mix of classes as the source.",
        "您说明目标域的类别比例与源域相同。",
    ),
    "best.why.differ": Text(
        "The target seems to have a different mix of classes than the source, which was matched to what the target seems to contain.",
        "目标域的类别比例看起来与源域不同，源域已按估计的目标域比例匹配。",
    ),
    "best.why.differ_late": Text(
        "The target was first taken to have the same mix of classes as the source. But even networks that assume so predict a different one, "
        "so the source was matched to what the target seems to contain.",
        "起初假定目标域的类别比例与源域相同，但即使是以此为前提的网络，也预测出不同的比例，因此源域已按估计的目标域比例匹配。",
    ),
    "best.why.alike_equal": Text(
        "Networks that assume the source's mix of classes predict a different one, so others were matched to that. But those that assume the "
        "same mix give pictures that look alike the same class more often than the matched ones do: they count.",
        "假定类别比例与源域相同的网络预测出不同的比例，因此另外训练了按该比例匹配的网络；但前者把相似图片归为同一类的情况更多，因此采用前者。",
    ),
    "best.why.told": Text(
        "You said what the target contains, and the source was matched to it. Other runs do not have this knowledge of the "
        "target.",
        "您给出了目标域的类别比例，源域已与之匹配；这是其他运行没有的目标域信息。",
    ),
    "best.why.told_labels": Text(
        "What the target contains is estimated from {labels:count} {labels:label|labels} of its pictures, and the source was matched to it. "
        "Other runs do not have this knowledge; a score on those pictures would be a little too good.",
        "目标域的类别比例由 {labels:count} 张目标域图片的标签估计，源域已与之匹配。其他运行没有这一信息；若用这些图片评分，结果会略偏高。",
    ),
    "best.why.labels_equal": Text(
        "By its labels, the target has the same mix of classes as the source.",
        "从标签看，目标域的类别比例与源域相同。",
    ),
    "best.why.labels_differ": Text(
        "By its labels, the target has a different mix of classes than the source. The source was matched to it.",
        "从标签看，目标域的类别比例与源域不同，源域已与之匹配。",
    ),
    "best.network.alone": Text(
        "If you need a single network, take {nearest} (run {run}): it agrees with the best guess on {agreement:percent} of {of}.",
        "如果只需要一个网络，请选 {nearest}（运行 {run}）：它与最佳判断在{of} {agreement:percent} 的图片上一致。",
    ),
    "best.network.distilled": Text(
        "If you need a single network, take the one distilled from the best guess (run {run}): it agrees with it on {agreement:percent1} of "
        "{of}, and {nearest}, the closest of the others, on {nearest_agreement:percent1}.",
        "如果只需要一个网络，请选由最佳判断蒸馏而成的网络（运行 {run}）：它与最佳判断在{of} {agreement:percent1} 的图片上一致，"
        "而其余网络中最接近的（{nearest}）为 {nearest_agreement:percent1}。",
    ),
    "best.network.nearest": Text(
        "If you need a single network, take {nearest} (run {run}): it agrees with the best guess on {agreement:percent1} of {of}. One "
        "that was distilled from the best guess agrees with it on no more than {distilled_agreement:percent1}.",
        "如果只需要一个网络，请选 {nearest}（运行 {run}）：它与最佳判断在{of} {agreement:percent1} 的图片上一致；"
        "由最佳判断蒸馏而成的网络只有 {distilled_agreement:percent1}。",
    ),
    "best.network.alike": Text(
        "If you need a single network, take {nearest} (run {run}): it agrees with the best guess on {agreement:percent1} of {of}, as often as "
        "the one that was distilled from the best guess.",
        "如果只需要一个网络，请选 {nearest}（运行 {run}）：它与最佳判断在{of} {agreement:percent1} 的图片上一致，"
        "与由最佳判断蒸馏而成的网络相同。",
    ),
    "best.left_out": Text("Left out because their training failed: {networks:list}.", "因训练失败而未计入：{networks:list}。"),
    "best.alike": Text("All adapted networks count alike.", "所有自适应网络同等计入。"),
    "best.alike_but_one": Text(
        "Fine-tuning, which learned the labels, counts as much as all other adapted networks together, which count alike.",
        "学习了标签的微调网络所占权重，等于其余自适应网络之和；其余网络同等计入。",
    ),
    "best.learned": Text(
        "{labels:count} labels that you gave were learned by {networks:list}, so everything is said of the target's other pictures.",
        "学习了您给出的 {labels:count} 个标签的网络：{networks:list}。因此这里的结论只针对目标域的其余图片。",
    ),
    "best.sure": Text(
        "How sure: all networks that count predict the same for {unanimous:percent} of {of}. The best guess differs from "
        "source-only on {changed:percent1}.",
        "把握：计入的各网络对{of} {unanimous:percent} 的图片预测完全一致；最佳判断与仅用源域在 {changed:percent1} 的图片上不同。",
    ),
    "best.sure.told": Text(
        "How sure: that the networks agree says nothing, since they were told that all of the target is {name}. The best guess differs from "
        "source-only on {changed:percent1}.",
        "把握：各网络一致并不说明什么，因为已告知目标域全部为“{name}”；最佳判断与仅用源域在 {changed:percent1} 的图片上不同。",
    ),
    "best.surely_better": Text(
        "By the labels better than the best guess, and hardly by chance: {networks:list}.",
        "按标签优于最佳判断，且几乎不可能出于偶然：{networks:list}。",
    ),
    "best.unpredicted.told": Text(
        "You said that the target contains {classes:list}, but the network to take predicts none of {count:it|them}.",
        "您给出的目标域包含 {classes:list}，但所选的网络没有把任何图片归入{count:该类别|这些类别}。",
    ),
    "best.unpredicted.told_labels": Text(
        "By the labels that it was told, the target contains {classes:list}, but the network to take predicts none of {count:it|them}.",
        "按给出的标签估计，目标域包含 {classes:list}，但所选的网络没有把任何图片归入{count:该类别|这些类别}。",
    ),
    "best.uncounted.source_only": Text(
        "No weight: {networks:list}. Source-only does not adapt; it counts only where the mix of classes is a guess.",
        "未计入：{networks:list}。仅用源域的网络不做自适应，只有在类别比例只是推测时才计入。",
    ),
    "best.uncounted.alone": Text(
        "No weight: {networks:list}, since the mix of classes is known.", "未计入：{networks:list}，因为类别比例已知。"
    ),
    "best.uncounted.unmatched": Text(
        "No weight: {networks:list}, trained for the source's mix of classes, which the target does not seem to have.",
        "未计入：{networks:list}，按源域的类别比例训练，而目标域看起来并非如此。",
    ),
    "best.uncounted.unmatched_there": Text(
        "No weight: {networks:list}, trained for the source's mix of classes, which the target does not seem to have by what their backbone "
        "sees.",
        "未计入：{networks:list}，按源域的类别比例训练，而从其主干网络来看，目标域并非如此。",
    ),
    "best.uncounted.round": Text(
        "No weight: {networks:list}, matched to another estimate of the mix of classes than the one that was taken.",
        "未计入：{networks:list}，所匹配的类别比例不是最终采用的估计。",
    ),
    "best.uncounted.alike": Text(
        "No weight: {networks:list}, matched to a mix of classes that pictures which look alike speak against.",
        "未计入：{networks:list}，所匹配的类别比例与相似图片的预测不符。",
    ),
    "best.uncounted.tradaboost": Text(
        "No weight: {networks:list}. On trial, with twenty labels, it was nearly always the worst of the networks that learned any: it aligns "
        "nothing. Fine-tuning goes on from a network that aligned the domains.",
        "未计入：{networks:list}。试验中使用二十个标签时，它几乎总是学习过标签的网络中最差的：它不对齐两个域；微调则从已对齐两个域的网络继续训练。",
    ),
    "best.uncounted.distilled": Text(
        "No weight: {networks:list}, which learned the best guess itself.", "未计入：{networks:list}，它学习的就是最佳判断。"
    ),
    "best.leave.little": Text(
        "Leave it as it is: adapting changes the predictions of only {changed:percent1} of the target.",
        "保持原样即可：自适应只改变目标域 {changed:percent1} 的预测。",
    ),
    "best.leave.unsure": Text(
        "Leave it as it is for now: nothing here is surely better than source-only.",
        "暂且保持原样：没有哪个结果确定优于仅用源域。",
    ),
    "best.unsure.guess": Text(
        "What the target contains is a guess: source-only recognizes too little of it to be believed, so its mix of classes was taken from "
        "normalization alone.",
        "目标域的类别比例只是推测：仅用源域的识别能力太弱，不足为凭，因此采用仅归一化所预测的比例。",
    ),
    "best.unsure.late": Text(
        "What the target contains is a guess: only networks that assume the source's mix of classes gave away that it is another one.",
        "目标域的类别比例只是推测：只有假定与源域比例相同的网络才显露出它并不相同。",
    ),
    "best.unsure.unclear": Text(
        "Whether the target has another mix of classes is open; twenty labels often tell.",
        "目标域的类别比例是否不同尚无定论：标注二十张图片往往可以得知。",
    ),
    "best.unsure.differ": Text(
        "This is unsure: source-only and normalization alone disagree on {disagreement:percent} of the target.",
        "这一判断并不可靠：仅用源域与仅归一化在目标域 {disagreement:percent} 的图片上不一致。",
    ),
    "cli.best.take_away": Text("Take it away with: tlgui export {run} --to model", "导出该网络：tlgui export {run} --to model"),
    "cli.best.rename": Text(
        "`tlgui best` unites a pair with --rename-class {example}.", "`tlgui best` 可用 --rename-class {example} 统一一对名称。"
    ),
    "cli.best.say_so": Text("Say so with --target-shares, and search again.", "请用 --target-shares 说明，然后重新搜索。"),
    "cli.best.given_labels": Text(
        "`tlgui best` learns them with --given-labels, and `tlgui label` says what they tell.",
        "`tlgui best` 加上 --given-labels 会学习它们，`tlgui label` 会说明它们表明了什么。",
    ),
    "cli.best.settle": Text(
        "If you know which classes the target contains, say so with --target-shares.",
        "如果知道目标域包含哪些类别，请用 --target-shares 给出。",
    ),
    "error.search_of_values": Text(
        "A search compares networks for classes, and these are values. A single run learns values.",
        "寻找最佳比较的是分类网络，而这里是数值。数值可用单次运行来学习。",
    ),
    "error.labels_look_like_values": Text(
        "The {count:count} classes of the source are all numbers ({names:list}): they look like values, which a search does not learn.",
        "源域的 {count:count} 个类别全是数字（{names:list}）：看起来是数值，而寻找最佳不学习数值。",
    ),
    "error.search_needs_source": Text(
        "A search needs a source and a target; the source is missing.", "寻找最佳需要源域和目标域；缺少源域。"
    ),
    "error.search_needs_target": Text(
        "A search needs a source and a target; the target is missing.", "寻找最佳需要源域和目标域；缺少目标域。"
    ),
    "error.best_too_few_labels": Text(
        "{wanted:count} labels were asked for, but only {known:count} are known. Give a smaller number, or a target whose "
        "labels are open.",
        "需要 {wanted:count} 个标签，而已知的只有 {known:count} 个。请给出更小的数，或使用标签已公开的目标域。",
    ),
    "cli.sweep.begins": Text(
        "{number:count} of {total:count}: {name}, seed {seed}", "{number:count}/{total:count}：{name}，种子 {seed}"
    ),
    "cli.sweep.share": Text(
        "{name} ({count:count} {count:seed|seeds}): {measured} of the target right",
        "{name}（{count:count} 个种子）：目标域正确率 {measured}",
    ),
    "cli.sweep.share.gain": Text(
        "compared with source-only: {measured} points",
        "与“仅用源域”相比：{measured} 个百分点",
    ),
    "cli.runs.seeds": Text("{name} ({count:count} {count:seed|seeds})", "{name}（{count:count} 个种子）"),
    "cli.sweep.value": Text(
        "{name} ({count:count} {count:seed|seeds}): off by {measured} on average",
        "{name}（{count:count} 个种子）：平均误差 {measured}",
    ),
    "cli.sweep.value.gain": Text("compared with source-only: {measured}", "与“仅用源域”相比：{measured}"),
    "cli.sweep.exact": Text(
        "{name} ({count:count} {count:seed|seeds}): {measured} of the target right, by your labels of all {labels:count} pictures",
        "{name}（{count:count} 个种子）：目标域正确率 {measured}，依据您对全部 {labels:count} 张图片的标注",
    ),
    "cli.sweep.estimate": Text(
        "{name} ({count:count} {count:seed|seeds}): ≈ {measured} of the target right; by the {labels:count} labels that you gave, 95 % sure: "
        "{low:percent} to {high:percent}",
        "{name}（{count:count} 个种子）：目标域正确率 ≈ {measured}；依据您给出的 {labels:count} 个标签，95 % 置信区间：{low:percent} 至 "
        "{high:percent}",
    ),
    "cli.sweep.sealed": Text(
        "{name} ({count:count} {count:seed|seeds}): the labels are sealed", "{name}（{count:count} 个种子）：标签已锁定"
    ),
    "cli.sweep.sealed.score": Text(
        "{name} ({count:count} {count:seed|seeds}): the labels are sealed; information maximization {measured}",
        "{name}（{count:count} 个种子）：标签已锁定；信息最大化 {measured}",
    ),
    "cli.sweep.unlabelled": Text(
        "{name} ({count:count} {count:seed|seeds}): the target came without labels",
        "{name}（{count:count} 个种子）：目标域不带标签",
    ),
    "cli.sweep.unlabelled.score": Text(
        "{name} ({count:count} {count:seed|seeds}): the target came without labels; information maximization {measured}",
        "{name}（{count:count} 个种子）：目标域不带标签；信息最大化 {measured}",
    ),
    "cli.sweep.failed": Text("{name}, seed {seed}: failed. {problems}", "{name}，种子 {seed}：失败。{problems}"),
    "error.sweep_stopped": Text(
        "Run {run} was stopped before it had a result. The same command goes on from there.",
        "运行 {run} 在得出结果前被停止。再次执行同一命令即可继续。",
    ),
    "error.teaching_unusable": Text(
        "What this run was to learn is missing from its folder, or damaged. Search for the best network again.",
        "本次运行所要学习的预测已从其文件夹中丢失或损坏。请重新寻找最佳网络。",
    ),
    "error.best_stopped": Text(
        "A run of the search was stopped before it had a result. Resume the search: what was already computed is reused.",
        "搜索中的一个运行在得出结果前被停止。请继续该搜索；已算好的部分会直接复用。",
    ),
    "error.search_unknown": Text(
        "There is no search {search}. The list at /search has those that you started.",
        "没有搜索 {search}。/search 列出了您开始的搜索。",
    ),
}
