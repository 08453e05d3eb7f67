"""The page of results: boards, their words, rows and what can be done with runs there."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.results.title": Text("Results", "结果"),
    "page.results.about": Text(
        "Runs on the same pictures side by side, ordered by the target's labels where they are revealed or you gave some, else by scores that "
        "need none. Press one to see all of it.",
        "同一批图片上的运行并排比较：目标域标签已揭晓或由您给出时按标签排序，否则按无需标签的分数排序。按一个可查看全部内容。",
    ),
    "page.results.empty": Text(
        "Each run appears here with what it added to source-only. Start the first one under Adapt.",
        "每次运行都会显示在这里，并说明它比“仅用源域”好多少。请在“自适应”页开始第一次。",
    ),
    "page.results.reading": Text(
        "Reading {done:count} of {total:count} runs. The rest will appear by themselves.",
        "正在读取第 {done:count} 个运行，共 {total:count} 个。尚未列出的会自动出现。",
    ),
    "page.results.more_rows": Text("Show {count:count} more", "再显示 {count:count} 个"),
    "page.results.more_boards": Text("Show older runs", "显示更早的运行"),
    "page.results.read": Text(
        "A strategy is worth what it adds to both references: source-only, and the same network with normalization of each domain alone. "
        "A network with matched classes is measured by normalization alone with matched classes. Differences of accuracy are percentage "
        "points, amber where chance alone could give them.",
        "一种策略的价值，在于它比两个参照多出的部分：“仅用源域”，以及只对每个域各自归一化的同一网络。"
        "类别比例已匹配的网络，与类别比例已匹配的“仅归一化”相比。准确率之差为百分点；琥珀色表示也可能只是偶然。",
    ),
    "page.results.place": Text("Place", "名次"),
    "page.results.place.by_scores": Text("Place by scores", "分数名次"),
    "page.results.place.by_labels": Text("Place by labels", "标签名次"),
    "page.results.place.of_scores": Text("by scores: {place:count}", "分数名次 {place:count}"),
    "page.results.order": Text("Where labels are revealed, order by", "标签已揭晓处的排序依据"),
    "page.results.order.labels": Text("the labels", "标签"),
    "page.results.order.scores": Text("the scores", "分数"),
    "page.results.by_truth": Text(
        "Ordered by the revealed labels. Right most often, on {most:percent1}: {best:list}. On new pictures, expect a little less of "
        "whoever came out best here.",
        "按已揭晓的标签排序。正确率最高（{most:percent1}）的是 {best:list}。在新的图片上，这里表现最好的网络多半会略差一些。",
    ),
    "page.results.by_truth.scores_too": Text(
        "The scores, which need no labels, put {first} first too.", "无需标签的分数同样把 {first} 排在第一。"
    ),
    "page.results.by_truth.scores_other": Text(
        "The scores, which need no labels, put {first} first, which is right on {value:percent1}.",
        "无需标签的分数把 {first} 排在第一，其正确率为 {value:percent1}。",
    ),
    "page.results.by_truth.scores_worse": Text(
        "The scores, which need no labels, put {first} first, which is worse than source-only ({value:percent1} against {baseline:percent1}).",
        "无需标签的分数把 {first} 排在第一，而它不如“仅用源域”（{value:percent1} 对 {baseline:percent1}）。",
    ),
    "page.results.by_truth.fewer": Text(
        "No place: {networks:list}. {count:It|They} learned labels of the target, and {count:its|their} accuracy is only of the other "
        "pictures.",
        "{count:count} 个网络没有名次（{networks:list}）：学习过目标域的标签，准确率只针对其余图片。",
    ),
    "page.results.source_only": Text("Source-only (the baseline)", "仅用源域（基线）"),
    "page.results.normalisation_alone": Text("Normalization alone", "仅归一化"),
    "page.results.no_normalisation": Text(
        "The second reference. It is made at the end of each run, and none of these has gotten that far.",
        "第二个参照。每次运行在最后得出它，而这里还没有运行走到那一步。",
    ),
    "page.results.get_normalisation": Text("Train it", "训练它"),
    "page.results.distilled": Text(
        "The distilled network comes from “Find the best”: it says what several networks say on average, rather than being as sure as it can, "
        "which is what the scores ask for. So its place here is no reason against it.",
        "蒸馏网络来自“寻找最佳”：它给出的是多个网络的平均判断，而不追求尽可能确信，而分数衡量的正是确信程度。因此不能凭它在这里的名次否定它。",
    ),
    "page.results.no_place": Text(
        "No place: {networks:list}, since {count:it no longer knows|they no longer know} the source. The scores are easily fooled by such "
        "networks.",
        "{count:count} 个网络没有名次（{networks:list}），因为已不再记得源域，分数容易被这样的网络误导。",
    ),
    "page.results.fewer_pictures": Text(
        "No place: {networks:list}. {count:It|They} learned labels of the target, and {count:its|their} scores are only of the other pictures.",
        "{count:count} 个网络没有名次（{networks:list}）：学习过目标域的标签，分数只针对其余图片。",
    ),
    "page.results.given_labels": Text(
        "Scores do not use labels: for networks that learned yours, the place says little.",
        "分数不使用标签：对于学习过您的标签的网络，名次说明不了多少。",
    ),
    "page.results.taken": Text("taken by the search", "搜索选用的网络"),
    "page.results.labels.run": Text("learned {labels:count} {labels:label|labels}", "学习了 {labels:count} 个标签"),
    "page.results.labels.teachers": Text(
        "its teachers learned {labels:count} {labels:label|labels}", "其教师网络学习了 {labels:count} 个标签"
    ),
    "page.results.labels.some": Text("its teachers learned labels", "其教师网络学习了标签"),
    "page.results.shares.told": Text("told the class shares", "给定了类别比例"),
    "page.results.shares.labels": Text(
        "told the class shares by {labels:count} {labels:label|labels}", "由 {labels:count} 个标签得知类别比例"
    ),
    "page.results.agree": Text("All three scores put {best:list} first.", "三个分数都把 {best:list} 排在第一。"),
    "page.results.truth.too": Text(
        "By the labels, too, nobody is right more often than {first} ({value:percent1}).",
        "按标签也是如此：没有哪个网络的正确率高于 {first}（{value:percent1}）。",
    ),
    "page.results.truth.other": Text(
        "By the labels {first} is right on {value:percent1}; right most often, on {most:percent1}: {best:list}.",
        "按标签，{first} 的正确率为 {value:percent1}；正确率最高（{most:percent1}）的是 {best:list}。",
    ),
    "page.results.truth.worse": Text(
        "By the labels {first} is worse than source-only ({value:percent1} against {baseline:percent1}); right most often, on "
        "{most:percent1}: {best:list}.",
        "按标签，{first} 不如“仅用源域”（{value:percent1} 对 {baseline:percent1}）；正确率最高（{most:percent1}）的是 {best:list}。",
    ),
    "page.results.left_out": Text(
        "Accuracies leave out the {pictures:count} of {of:count} target pictures whose class the source does not have.",
        "准确率不计 {of:count} 张目标域图片中类别为源域所没有的 {pictures:count} 张。",
    ),
    "page.results.placed": Text("{name} (place {place:count})", "{name}（第 {place:count} 名）"),
    "page.results.truth.places": Text(
        "Places stay by the scores, so that one sees what these are worth.", "名次仍按分数排列，由此可以看出分数有多可信。"
    ),
    "page.results.disagree": Text(
        "First by mean rank: {best:list}. But the scores disagree: {others:list}. Look at the maps and the mistakes before you believe one of "
        "them.",
        "{best:list} 的平均名次最好，但各分数并不一致：{others:list}。在相信其中之一之前，请先看特征图和错误。",
    ),
    "page.results.first_by": Text("{strategy} is first by {score}", "按“{score}”，{strategy} 第一"),
    "page.results.mix.counted_same": Text(
        "Counted by its labels, the target's mix of classes is much the same as the source's.",
        "按标签统计，目标域的类别比例与源域大致相同。",
    ),
    "page.results.mix.counted_differs": Text(
        "Counted by its labels, the target's mix of classes differs from the source's by {shift:percent}.",
        "按标签统计，目标域的类别比例与源域相差 {shift:percent}。",
    ),
    "page.results.mix.labels": Text(
        "By labels, the target has another mix of classes than the source.", "从标签看，目标域的类别比例与源域不同。"
    ),
    "page.results.mix.told": Text(
        "You said that the target has another mix of classes than the source.", "您给出的目标域类别比例与源域不同。"
    ),
    "page.results.mix.seems": Text(
        "The target seems to have another mix of classes than the source.", "目标域的类别比例看起来与源域不同。"
    ),
    "page.results.mix.may": Text(
        "The target may have another mix of classes than the source.", "目标域的类别比例可能与源域不同。"
    ),
    "page.results.mix.misleads": Text(
        "Scores reward predictions that are sure and spread over the classes, and mislead where the mix differs.",
        "分数奖励既确信又分布在各类上的预测，在类别比例不同时会产生误导。",
    ),
    "page.results.mix.took": Text("“Find the best” took {network}.", "“寻找最佳”选用了 {network}。"),
    "page.results.mix.leave": Text("“Find the best” says to leave source-only as it is.", "“寻找最佳”建议保持“仅用源域”不变。"),
    "page.results.mix.search": Text("What the search says", "搜索的结论"),
    "page.results.no_weight": Text(
        "no weight in the search: trained for the source's mix of classes", "搜索未计入：按源域的类别比例训练"
    ),
    "page.results.values": Text(
        "For values no score orders networks without labels: the newest stand first. Compare their errors on the target where its values are "
        "open.",
        "对于数值，没有不需要标签即可排序的分数：最新的排在最前。目标域数值公开时，请比较它们在目标域上的误差。",
    ),
    "page.results.of_all": Text(
        "{listed:count} of {runs:count} are listed. Places and what is said here are of all.",
        "共 {runs:count} 个，列出了 {listed:count} 个；名次与此处的说明均针对全部。",
    ),
    "page.results.still_sealed": Text(
        "The labels of {target} are revealed, but {count:count} {count:run|runs} here still {count:keeps|keep} them sealed.",
        "{target} 的标签已揭晓，但这里还有 {count:count} 个运行保持锁定。",
    ),
    "page.results.open_them": Text("Open them here too", "在这里一并揭晓"),
    "page.results.by_labels": Text(
        "Ordered by what the {labels:count} labels that you gave say of the networks.",
        "按您所给的 {labels:count} 个标签对各网络的评判排序。",
    ),
    "page.results.beside_labels": Text(
        "You gave {labels:count} labels. {count:count} of the networks here {count:is|are} not judged by them, so places are by scores.",
        "您给出了 {labels:count} 个标签。这里有 {count:count} 个网络未由它们评判，因此名次按分数排列。",
    ),
    "page.results.unjudged": Text(
        "No place: {networks:list}, since {count:it|they} learned so many of these labels that too few are left to judge {count:it|them}.",
        "{count:count} 个网络没有名次（{networks:list}），因为学习过的标签太多，剩下的不足以评判。",
    ),
    "page.results.again": Text("the same network as an earlier run", "与较早的一次运行是同一个网络"),
    "page.results.id": Text("id {id}", "编号 {id}"),
    "page.results.several": Text("{name} ({count:count})", "{name}（{count:count} 个）"),
    "page.results.labels_lead": Text("In the lead by the labels: {names:list}.", "就这些标签而言领先的：{names:list}。"),
    "page.results.labels_open": Text(
        "Not yet surely worse: {count:count} {count:other|others}.",
        "另有 {count:count} 个尚不能确定是否更差。",
    ),
    "page.results.scores_first": Text(
        "The scores, which do not use labels, put {best} first; by the labels it is right on about {value:percent}.",
        "不使用标签的分数把 {best} 排在第一；而就标签而言，它的正确率约为 {value:percent}。",
    ),
    "page.results.scores_first.worse": Text(
        "The scores, which do not use labels, put {best} first; by the labels it is right on about {value:percent} and surely worse.",
        "不使用标签的分数把 {best} 排在第一；而就标签而言，它的正确率约为 {value:percent}，可以确定更差。",
    ),
    "page.results.scores_first.behind": Text(
        "The scores, which do not use labels, put {best} first; by the labels it is right on about {value:percent} and surely worse than "
        "{judge}.",
        "不使用标签的分数把 {best} 排在第一；而就标签而言，它的正确率约为 {value:percent}，可以确定不如 {judge}。",
    ),
    "page.results.scores_first.too": Text(
        "The scores, which do not use labels, put {best} first too.", "不使用标签的分数同样把 {best} 排在第一。"
    ),
    "page.results.flattered": Text(
        "Networks that these labels told the mix of classes look better than they are.",
        "由这些标签得知类别比例的网络，看起来比实际更好。",
    ),
    "page.results.estimate": Text("≈ {value:percent}", "≈ {value:percent}"),
    "page.results.estimate.by": Text("by {labels:count} {labels:label|labels}", "按 {labels:count} 个标签"),
    "page.results.over_given": Text(
        "By the same {labels:count} {labels:label|labels}: {name} ≈ {value:percent}.",
        "按同样的 {labels:count} 个标签：{name} ≈ {value:percent}。",
    ),
    "page.results.learned": Text(
        "These learned from target labels and are scored on target pictures held out of training. Their numbers cannot be "
        "compared with those of runs without target labels, so they have no places.",
        "这些运行使用目标域标签学习，只在留出的目标域图片上评分；其数值不能与未用目标域标签的运行相比，因此不排名次。",
    ),
    "page.results.scored_on": Text("scored on {count:count} {count:picture|pictures}", "在 {count:count} 张图片上评分"),
    "page.results.without": Text("without {classes:list}", "不含 {classes:list}"),
    "page.results.epochs": Text("{epochs:count} {epochs:epoch|epochs}", "{epochs:count} 轮"),
    "page.results.seeds": Text("mean of {count:count} seeds ({seeds:list})", "{count:count} 个种子（{seeds:list}）的均值"),
    "page.results.seed": Text("seed {seed}", "种子 {seed}"),
    "page.results.seeds.show": Text("show each", "逐个显示"),
    "page.results.seeds.hide": Text("hide each", "合为一行"),
    "page.results.apart": Text("the scores disagree on this run", "各分数对此运行看法不一"),
    "page.results.negative": Text("worse than source-only", "不如“仅用源域”"),
    "page.results.perhaps": Text("perhaps worse than source-only", "可能不如“仅用源域”"),
    "page.results.against_again": Text("that of round 2", "对第 2 次匹配"),
    "page.results.by_chance": Text("Chance alone could give this too.", "也可能只是偶然。"),
    "page.results.doubted": Text("scores without labels prefer source-only", "无标签分数更看好“仅用源域”"),
    "page.results.rank": Text("place {place:count}, score {value:value}", "第 {place:count} 名，分数 {value:value}"),
    "page.results.rank_of": Text("By IM, BNM, AMI", "按 IM、BNM、AMI"),
    "page.results.show": Text("Scores without labels as", "无标签分数显示为"),
    "page.results.show.place": Text("places", "名次"),
    "page.results.show.value": Text("values", "数值"),
    "page.results.show.baseline": Text("over source-only", "比“仅用源域”多"),
    "page.results.show.normalisation_alone": Text("over normalization alone", "比“仅归一化”多"),
    "page.results.how": Text("How to read this", "如何阅读"),
    "page.results.how.scores": Text(
        "Three scores of different kinds look at the predictions on the target, none of them at a label: information maximization and BNM "
        "reward predictions that are sure and spread over the classes, class AMI asks whether classes are clusters in the features. Places "
        "by scores go by their mean rank, among runs that still know the source. No such score is safe alone, so each run's three places stand "
        "side by side.",
        "三种不同的分数考察目标域上的预测，都不看标签：信息最大化与 BNM 奖励既确信又分布在各类上的预测，类别 AMI 考察类别在特征中是否成簇。"
        "分数名次依据的是仍然记得源域的运行中三者的平均名次。任何一种分数单独都不可靠，因此并排列出每个运行的三个名次。",
    ),
    "page.results.strategy": Text("Strategy", "策略"),
    "page.results.status": Text("Status", "状态"),
    "page.results.target": Text("Target", "目标域"),
    "page.results.over_baseline": Text("Over source-only", "超过“仅用源域”"),
    "page.results.over_normalisation": Text("Over normalization alone", "超过“仅归一化”"),
    "page.results.sealed": Text("sealed", "未揭晓"),
}
