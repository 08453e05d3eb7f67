"""Texts of the page of a search: the race, its buttons, the verdict."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.search.title": Text("Find the best", "寻找最佳"),
    "page.find_best": Text("Find the best", "寻找最佳"),
    "page.find_best.about": Text(
        "Find the best: trains several, chooses without labels, says how sure that is.",
        "寻找最佳：训练多种策略，无需标签即可选出，并说明有多大把握。",
    ),
    "page.second_backbone": Text("Find the best on two backbones", "在两个主干网络上寻找最佳"),
    "page.second_backbone.about": Text(
        "All of it on {backbone} too, and then the average. Takes over half as long again. Without labels it was better in 41 of 64 trials, "
        "worse in 20.",
        "在 {backbone} 上再做一遍，然后取平均，用时为一倍半以上。没有标签时，64 次试验中 41 次更好，20 次更差。",
    ),
    "page.search.about": Text(
        "Several strategies on this pair, side by side, whatever strategy the form has. The first one and its two references decide which "
        "others are worth training. No target label is needed.",
        "在这对数据上并排比较多种策略，与表单中所选的策略无关。先训练第一种策略及其两个参照，再据此决定还值得训练哪些。不需要目标域标签。",
    ),
    "page.search.about.labels": Text(
        "Several strategies on this pair, side by side, with what your labels of the target say.",
        "在这对数据上并排比较多种策略，并利用您给出的目标域标签。",
    ),
    "page.search.none": Text(
        "Your searches will be listed here. Choose a source and a target, then press Find the best.",
        "您的搜索会列在这里。请选择源域和目标域，然后点击“寻找最佳”。",
    ),
    "page.search.gone": Text("There is no such search here.", "这里没有这个搜索。"),
    "page.search.left": Text("about {seconds:seconds} left", "约剩 {seconds:seconds}"),
    "page.search.left.open": Text("at least {seconds:seconds} left", "至少还需 {seconds:seconds}"),
    "page.search.left.between": Text(
        "{seconds:seconds} to about {most:seconds} left", "还需 {seconds:seconds} 至约 {most:seconds}"
    ),
    "page.search.done.open": Text(
        "{done:count} of at most {total:count} done", "已完成 {done:count} 个，最多 {total:count} 个网络"
    ),
    "page.search.done": Text("{done:count} of {total:count} done", "{done:count}/{total:count} 个网络"),
    "page.search.waits.line": Text(
        "Waiting for the line: as many of your runs wait in it as may wait. It goes on when one of them begins",
        "等待队列空位：您排队的运行已达上限，其中一个开始后即会继续",
    ),
    "page.search.waits.room_paused": Text(
        "Waiting: the host has paused the room. It goes on when the room does", "等待中：主持人已暂停房间，恢复后即会继续"
    ),
    "page.search.failed": Text("{count:count} failed", "{count:count} 个失败"),
    "page.search.row.queued": Text("Waiting", "等待中"),
    "page.search.row.foreseen": Text("Likely next", "可能接着训练"),
    "page.search.row.features": Text("Computing features", "计算特征"),
    "page.search.row.running": Text("Training", "训练中"),
    "page.search.row.not_responding": Text("Not responding", "没有响应"),
    "page.search.row.stopping": Text("Stopping", "正在停止"),
    "page.search.row.finished": Text("Done", "完成"),
    "page.search.row.stopped": Text("Stopped", "已停止"),
    "page.search.row.paused": Text("Paused", "已暂停"),
    "page.search.row.failed": Text("Failed", "失败"),
    "page.search.row.interrupted": Text("Interrupted", "已中断"),
    "page.search.candidate": Text("Candidate", "候选"),
    "page.search.reference": Text("reference", "参照"),
    "page.search.after": Text("From the networks on both", "来自两个主干网络上的全部网络"),
    "page.search.state": Text("State", "状态"),
    "page.search.loss": Text("Loss", "损失"),
    "page.search.accuracy": Text("Target accuracy", "目标域正确率"),
    "page.search.weight": Text("Counts", "权重"),
    "page.search.read": Text(
        "The three scores need no target label; larger is better.",
        "三个分数都不需要目标域标签，越大越好。",
    ),
    "page.search.distilled_scores": Text(
        "Larger is not better for the distilled network: it says what several networks say on average, rather than being as sure as it can, so "
        "its scores cannot be compared with the others'.",
        "“越大越好”不适用于蒸馏网络：它给出的是多个网络的平均判断，而不追求尽可能确信，因此其分数不能与其他网络相比。",
    ),
    "page.search.read_weights": Text(
        "Counts: how much each network's predictions weigh in the best guess.",
        "权重：每个网络的预测在最佳判断中所占的比重。",
    ),
    "page.search.read_left_out": Text(
        "They are of all target pictures. Networks that learned labels of the target predict only the others and have none here (–).",
        "分数针对目标域的所有图片。学习过目标域标签的网络只预测其余图片，因此这里没有分数（–）。",
    ),
    "page.search.read_rounds": Text(
        "Round 2: matched to the mix of classes that the networks of the first round see in the target.",
        "第 2 次匹配：按第一轮网络在目标域中判断出的类别比例匹配。",
    ),
    "page.search.how": Text("How to read this", "如何阅读"),
    "page.search.how_references": Text(
        "Source-only learns from the source and adapts nothing; normalization alone normalizes each domain by itself and adapts nothing else. "
        "Whatever is not better than both is not worth its trouble.",
        "“仅用源域”只从源域学习，不做任何自适应；“仅归一化”只让每个域各自归一化，此外不做自适应。不优于这两者的网络就不值得采用。",
    ),
    "page.search.how_matched": Text(
        "With matched classes: trained for the mix of classes that the target is taken to have, by weighing the source’s pictures to it.",
        "按目标域类别匹配：给源域图片加权，使其类别比例与目标域的（估计）比例一致，再以此训练。",
    ),
    "page.search.how_distilled": Text(
        "Distilled network: one network that learned to answer as the counted ones do on average, so that a single one can be taken away.",
        "蒸馏网络：学习给出各个计入网络的平均判断的单个网络，便于只带走一个网络。",
    ),
    "page.search.how_score": Text("{score}: {about}", "{score}：{about}"),
    "page.search.take": Text("Take {network}", "选择“{network}”"),
    "page.search.take.distilled": Text("Take the distilled network", "选择蒸馏网络"),
    "page.search.none_ahead": Text(
        "No adapted network of this search is ahead of source-only", "这次搜索没有自适应网络领先于“仅用源域”"
    ),
    "page.search.source_only_leads": Text(
        "Not sure to be better than source-only: by your {labels:count} labels source-only is right on {value:percent} ({low:percent} to "
        "{high:percent}), and no network of this search that did not learn them is ahead of it. Of this one, which did, they say nothing.",
        "不确定它优于“仅用源域”：根据您的 {labels:count} 个标签，“仅用源域”的正确率为 {value:percent}（{low:percent} 至 {high:percent}），"
        "这次搜索中未学习这些标签的网络都没有超过它；而这个网络学习了这些标签，因此无法用它们评判。",
    ),
    "page.search.chose": Text(
        "Without these labels, the search chose this network: {network}.", "在不知道这些标签时，搜索选择了：{network}。"
    ),
    "page.search.leave": Text("Leave it as it is", "保持原样"),
    "page.search.network.alone": Text(
        "Its predictions agree with the best guess on {agreement:percent} of {of}. The best guess is an average of networks; this one "
        "you can open, try and take away.",
        "它的预测与最佳判断在{of} {agreement:percent} 的图片上一致。最佳判断是多个网络的平均；这一个网络可以打开、试用和带走。",
    ),
    "page.search.network.nearest": Text(
        "Its predictions agree with the best guess, which is an average of networks, on {agreement:percent1} of {of}; those of a network "
        "that learned the best guess do on no more than {distilled_agreement:percent1}. You can open it, try it and take it away.",
        "它的预测与最佳判断（多个网络的平均）在{of} {agreement:percent1} 的图片上一致；由最佳判断蒸馏而成的网络只有 "
        "{distilled_agreement:percent1}。它可以打开、试用和带走。",
    ),
    "page.search.network.alike": Text(
        "Its predictions agree with the best guess, which is an average of networks, on {agreement:percent1} of {of}, as often as those of a "
        "network that learned the best guess. You can open it, try it and take it away.",
        "它的预测与最佳判断（多个网络的平均）在{of} {agreement:percent1} 的图片上一致，与由最佳判断蒸馏而成的网络相同。"
        "它可以打开、试用和带走。",
    ),
    "page.search.network.distilled": Text(
        "It learned the best guess, which is an average of networks, and agrees with it on {agreement:percent1} of {of}; {nearest}, the "
        "closest of the others, does on {nearest_agreement:percent1}. You can open it, try it and take it away.",
        "它学习了最佳判断（多个网络的平均），并在{of} {agreement:percent1} 的图片上与之一致；其余网络中最接近的（{nearest}）为 "
        "{nearest_agreement:percent1}。它可以打开、试用和带走。",
    ),
    "page.search.scores_left_out": Text(
        "It learned labels of the target and predicts only the other pictures: its scores are not comparable with those of all pictures. "
        "They stand on its own page.",
        "它学习过目标域的标签，只预测其余图片：其分数与针对所有图片的分数不可比，可在它自己的页面查看。",
    ),
    "page.search.nearest": Text("closest to the best guess", "最接近最佳判断"),
    "page.search.took": Text(
        "{count:count} networks, {seconds:seconds} from start to end", "{count:count} 个网络，从开始到结束共 {seconds:seconds}"
    ),
    "page.search.open": Text("Open", "打开"),
    "page.search.try": Text("Try it", "试用"),
    "page.search.take_away": Text("Take it away", "带走"),
    "page.search.in_results": Text("Its runs in Results", "结果页中的运行"),
    "page.search.settle": Text("What would settle it", "如何确定"),
    "page.search.settled": Text("What the labels say", "标签给出的答案"),
    "page.search.settled.words": Text(
        "The target's labels are open, and nothing here was chosen by them. Of {count:count} labeled {count:picture|pictures} the network to "
        "take ({network}) has {accuracy:percent1} right, the best guess {guess:percent1}, source-only {baseline:percent1}.",
        "目标域的标签是公开的，但这里的选择没有用到它们。在 {count:count} 张有标签的图片上，所选网络（{network}）的正确率为 "
        "{accuracy:percent1}，最佳判断为 {guess:percent1}，仅用源域为 {baseline:percent1}。",
    ),
    "page.search.settled.revealed": Text(
        "The target's labels were revealed after the search. Of {count:count} labeled {count:picture|pictures} the network to take ({network}) "
        "has {accuracy:percent1} right, source-only {baseline:percent1}.",
        "目标域的标签是在搜索之后揭晓的。在 {count:count} 张有标签的图片上，所选网络（{network}）的正确率为 {accuracy:percent1}，仅用源域为 "
        "{baseline:percent1}。",
    ),
    "page.search.settled.revealed_before": Text(
        "The target's labels had been revealed before the search, which did not use them. Of {count:count} labeled {count:picture|pictures} "
        "the network to take ({network}) has {accuracy:percent1} right, source-only {baseline:percent1}.",
        "目标域的标签在搜索之前已经揭晓，但搜索没有用到它们。在 {count:count} 张有标签的图片上，所选网络（{network}）的正确率为 "
        "{accuracy:percent1}，仅用源域为 {baseline:percent1}。",
    ),
    "page.search.settled.first.more": Text(
        "{network}, which Results puts first by scores, has {accuracy:percent1}: surely more.",
        "结果页按分数排在第一的 {network} 为 {accuracy:percent1}，可以确定更高。",
    ),
    "page.search.settled.first.fewer": Text(
        "{network}, which Results puts first by scores, has {accuracy:percent1}: surely less.",
        "结果页按分数排在第一的 {network} 为 {accuracy:percent1}，可以确定更低。",
    ),
    "page.search.settled.first.unsure": Text(
        "{network}, which Results puts first by scores, has {accuracy:percent1}; the difference may be chance.",
        "结果页按分数排在第一的 {network} 为 {accuracy:percent1}，但差别可能出于偶然。",
    ),
    "page.search.settled.first.same": Text(
        "{network}, which Results puts first by scores, has {accuracy:percent1} too.",
        "结果页按分数排在第一的 {network} 同样为 {accuracy:percent1}。",
    ),
    "page.search.settled.most": Text(
        "Most often right of all that were trained: {networks:list}, {accuracy:percent1}. Only labels could tell that.",
        "训练过的网络中正确率最高的：{networks:list}，{accuracy:percent1}。这只有标签才能告诉我们。",
    ),
    "page.search.settled.ahead": Text(
        "By these labels {network} is ahead, with {value:percent}; that may be chance, and more labels may tell.",
        "按这些标签，{network} 领先，为 {value:percent}；但可能出于偶然，更多标签或许可以区分。",
    ),
    "page.search.settled.ahead.sure": Text(
        "By these labels {network} is surely better: {value:percent}.",
        "按这些标签，可以确定 {network} 更好：{value:percent}。",
    ),
    "page.search.settle.any": Text(
        "Labels of about twenty target pictures, drawn at random, would show about how often each network is right, and often whether the "
        "classes are mixed as in the source. If you know what the target contains, say so on Adapt, under Class shares of the target, and "
        "search again.",
        "随机抽取约二十张目标域图片并标注，可大致看出各网络的正确率，往往也能看出类别比例是否与源域相同。如果知道目标域包含什么，请在“自适应”页的“目标域的类别比例”中填写，然后重新搜索。",
    ),
    "page.search.settle.unsure": Text(
        "Above all, say what the target contains (on Adapt, under Class shares of the target) and search again. Labels of about twenty target "
        "pictures, drawn at random, often show the same.",
        "最有效的办法是说明目标域包含什么（在“自适应”页的“目标域的类别比例”中填写），然后重新搜索。随机抽取约二十张目标域图片并标注，往往也能看出这一点。",
    ),
    "page.search.settle.told": Text(
        "Labels of about twenty target pictures, drawn at random, would show about how often each network is right, and often whether the "
        "classes are mixed as you said.",
        "随机抽取约二十张目标域图片并标注，可大致看出各网络的正确率，往往也能看出类别比例是否如您所说。",
    ),
    "page.search.settle.labels": Text(
        "Labels of about twenty further target pictures, drawn at random, would show about how often each network is right.",
        "再随机抽取约二十张目标域图片并标注，可大致看出各网络的正确率。",
    ),
    "page.search.settle.sealed": Text(
        "The target also has labels, which are sealed. Once you reveal them on the page of one of these networks, they say how good all are.",
        "目标域另有已锁定的标签；在其中任一网络的页面揭晓后，即可知道所有网络有多好。",
    ),
    "page.search.settle.revealed": Text(
        "The target's labels are revealed already. This search did not use them, and its networks keep theirs sealed until you open them here: "
        "then all of them are scored.",
        "目标域的标签已经揭晓。这次搜索没有用到它们，其中的网络仍保持锁定；在这里公开后，所有网络都会得到评分。",
    ),
    "page.search.reveal": Text("Open the revealed labels here", "在这里公开已揭晓的标签"),
    "page.search.settle.few": Text(
        "More pictures of the target. Add them to its folder and search again.",
        "需要更多目标域图片。请将图片加入其文件夹，然后重新搜索。",
    ),
    "page.search.knew.nothing": Text("was told nothing of the target’s classes", "未被告知目标域的类别情况"),
    "page.search.knew.same": Text("was told that the classes are mixed as in the source", "已知类别比例与源域相同"),
    "page.search.knew.shares": Text("was told what the target contains", "已知目标域包含什么"),
    "page.search.knew.given": Text("learns your labels", "学习您的标签"),
    "page.search.knew.labels": Text("knew {labels:count} {labels:label|labels}", "已知 {labels:count} 个标签"),
    "page.search.line.accuracy": Text("{accuracy:percent1} of the target right", "目标域正确率 {accuracy:percent1}"),
    "page.search.settle.learned": Text(
        "The {labels:count} labels that taught the networks cannot also score them. Labels of about ten further pictures would say how "
        "good the network is.",
        "用于训练的 {labels:count} 个标签不能再用来评分。再标注约十张其他图片，就能知道这个网络有多好。",
    ),
    "page.search.settle.unused": Text(
        "A search with the labels that you gave knows more than this one.", "用您给出的标签搜索，会比这次了解得更多。"
    ),
    "page.search.label_more": Text("Label more pictures", "标注更多图片"),
    "page.search.say_so": Text(
        "Say so on Adapt, under Class shares of the target, and search again.",
        "请在“自适应”页的“目标域的类别比例”中说明，然后重新搜索。",
    ),
    "page.search.say_so.fill": Text("Fill it in on Adapt", "在“自适应”页填入"),
    "page.search.estimated": Text(
        "Estimated from what the networks predict: {shares:list}.", "由网络的预测估计：{shares:list}。"
    ),
    "cli.best.revealed": Text(
        "The target’s labels are revealed already, and the search did not use them: `tlgui reveal {run}` opens them for its networks.",
        "目标域的标签已经揭晓，这次搜索没有用到它们：`tlgui reveal {run}` 可为其中的网络公开标签。",
    ),
    "page.search.given": Text(
        "You gave {labels:count} {labels:label|labels} of the target, which this search did not use.",
        "您已给出目标域的 {labels:count} 个标签，这次搜索没有用到。",
    ),
    "page.search.given.since": Text(
        "You gave {labels:count} further {labels:label|labels}, which this search did not use.",
        "您又给出了 {labels:count} 个标签，这次搜索没有用到。",
    ),
    "page.search.given.judge": Text("They say now how good it is.", "现在由它们评判其好坏。"),
    "page.search.mix_given.agree": Text(
        "Your {labels:count} {labels:label says|labels say} the same.", "您的 {labels:count} 个标签与此一致。"
    ),
    "page.search.mix_given.differ": Text(
        "Your {labels:count} {labels:label says|labels say} that it has another mix than the source.",
        "您的 {labels:count} 个标签表明其类别比例与源域不同。",
    ),
    "page.search.mix_given.same": Text(
        "By your {labels:count} {labels:label|labels} its mix is much the same as the source’s.",
        "就您的 {labels:count} 个标签而言，其类别比例与源域大致相同。",
    ),
    "page.search.mix_given.unclear": Text(
        "Your {labels:count} {labels:label is|labels are} too few to tell; more labels tell it more often.",
        "您的 {labels:count} 个标签太少，尚不能判断这一点；标签越多，越容易看出。",
    ),
    "page.search.given.against": Text(
        "Your {labels:count} {labels:label says|labels say} that the target has another mix of classes than this search assumed.",
        "您的 {labels:count} 个标签表明目标域的类别比例与这次搜索的假设不同。",
    ),
    "page.search.given.search": Text("Go to your labels to search with them", "前往您的标签，用它们搜索"),
    "page.search.given.newer": Text("See the newer search, which uses labels", "查看使用标签的较新搜索"),
    "page.search.given.going": Text("See the newer search with labels, not finished yet", "查看尚未完成的、使用标签的较新搜索"),
    "page.results.by_others": Text(
        "Networks that learned labels are judged by later ones alone, and placed as these compare them with the best and with source-only.",
        "学习过标签的网络只由之后给出的标签评判，并按这些标签上与最好的网络和“仅用源域”的比较来排名。",
    ),
    "page.results.searches": Text("Searches for the best network", "寻找最佳网络的搜索"),
    "page.search.again": Text("Change something and search again", "修改后重新搜索"),
}
