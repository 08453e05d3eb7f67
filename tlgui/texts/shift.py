"""Sentences of the shift X-ray and of the adviser."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    # -- the adviser ----------------------------------------------------------------------------------------------------------
    "advice.type.intra_domain": Text("Intra-domain transfer: the same domain, another task", "域内迁移：域相同，任务不同"),
    "advice.type.inter_domain": Text("Inter-domain transfer: another domain, the same task", "域间迁移：域不同，任务相同"),
    "advice.type.intra_task": Text("Intra-task transfer: domain and task both differ", "任务内迁移：域与任务都不同"),
    "advice.type.none": Text("Nothing to transfer: the same domain, the same task", "无需迁移：域相同，任务也相同"),
    "advice.field.intra_domain": Text("In the field: inductive transfer learning.", "学界通称：归纳式迁移学习。"),
    "advice.field.inter_domain": Text(
        "In the field: domain adaptation, a kind of transductive transfer learning.", "学界通称：域适应，属于直推式迁移学习。"
    ),
    "advice.field.intra_task": Text(
        "In the field: inductive transfer across domains; “intra-task” is the article's word.",
        "学界通称：跨域的归纳式迁移；“任务内迁移”是文章用语。",
    ),
    "advice.field.none": Text("In the field: ordinary supervised learning.", "学界通称：普通的监督学习。"),
    "advice.classes_differ": Text(
        "The class sets differ: {shared:count} in both, {source:count} in the source, {target:count} in the target.",
        "类别集合不同：共有 {shared:count} 个，源域 {source:count} 个，目标域 {target:count} 个。",
    ),
    "advice.written_differently": Text(
        "The target may only write {count:one class|some classes} differently: {pairs:list}. If so, use the source’s names first, on Adapt "
        "under Classes: until then {count:it counts|they count} as not in the source.",
        "目标域与源域可能只是写法不同的类别有 {count:count} 个：{pairs:list}。如果确实相同，请先在“自适应”页的“类别”中改用源域的名称："
        "在此之前会当作源域没有的类别。",
    ),
    "advice.classes_extra": Text(
        "{extra:count} of the target's {target:count} classes {extra:is|are} not in the source. The network cannot name "
        "{extra:it|them}; the result is told with and without {extra:its|their} pictures.",
        "目标域的 {target:count} 个类别中有 {extra:count} 个不在源域中。网络无法识别这些类别；结果会分别按包含与不包含其图片给出。",
    ),
    "advice.measured": Text(
        "Measured: a classifier tells the domains apart with an area under the curve of {auc:.2f} (0.5: by chance).",
        "实测：分类器区分两个域的曲线下面积为 {auc:.2f}（0.5 为随机）。",
    ),
    "advice.looks_explain": Text(
        "Brightness, contrast, color and sharpness explain most of it: without them {auc:.2f} falls to {without:.2f}.",
        "亮度、对比度、色彩和清晰度解释了大部分差异：去除后 {auc:.2f} 降到 {without:.2f}。",
    ),
    "advice.looks_identify": Text(
        "Brightness, contrast, color and sharpness alone tell the domains apart (area under the curve {alone:.2f}): whether style or content "
        "differ too cannot be told from features.",
        "仅凭亮度、对比度、色彩和清晰度就能区分两个域（曲线下面积 {alone:.2f}）：无法从特征判断风格或内容是否也不同。",
    ),
    "advice.uneven_by_search": Text(
        "“Find the best” took other class shares than the source's for the target's (they differ by about {shift:percent}): then aligning "
        "whole domains mixes classes. Take the network that it found, or label twenty pictures and tell the shares. Of the strategies that are "
        "told nothing AFN harms least.",
        "“寻找最佳”认为目标域的类别比例与源域不同（相差约 {shift:percent}）：此时整体对齐会混淆类别。请采用它找到的网络，"
        "或标注二十张图片并告知比例。在不告知比例的策略中，AFN 造成的损害最小。",
    ),
    "advice.same_pictures": Text(
        "All {total:count} target pictures are in the source: there is no shift to adapt to. Choose another target, or make a shifted copy "
        "under Data.",
        "目标域的 {total:count} 张图片全部在源域中：没有可适应的差异。请选择其他目标域，或在“数据”页制作一份变化后的副本。",
    ),
    "advice.no_source": Text(
        "Without a source, the backbone's pretraining is what is transferred.", "没有源域时，迁移的是主干网络的预训练知识。"
    ),
    "advice.no_target": Text("There is no target: train on the source and see.", "没有目标域：先在源域上训练。"),
    "advice.labels_many": Text(
        "The target has labels (the smallest class has {fewest:count}): learn from them.",
        "目标域有标签（最小的类别有 {fewest:count} 张）：直接从中学习。",
    ),
    "advice.labels_few": Text(
        "The target has few labels of at least one class (the smallest has {fewest:count}): let them decide which source pictures to believe.",
        "目标域至少有一个类别的标签很少（最小的类别有 {fewest:count} 张）：由它们决定相信哪些源域图片。",
    ),
    "advice.labels_many_sealed": Text(
        "The target has labels (about {fewest:count} per class if spread evenly; the counts are sealed): learn from them.",
        "目标域有标签（若平均分配，每类约 {fewest:count} 张；各类数量已锁定）：直接从中学习。",
    ),
    "advice.labels_few_sealed": Text(
        "The target has few labels (about {fewest:count} per class if spread evenly; the counts are sealed): let them decide "
        "which source pictures to believe.",
        "目标域标签很少（若平均分配，每类约 {fewest:count} 张；各类数量已锁定）：由它们决定相信哪些源域图片。",
    ),
    "advice.labels_many_values": Text(
        "{fewest:count} {fewest:picture|pictures} of the target have a value: learn from them.",
        "目标域有 {fewest:count} 张图片带数值：直接从中学习。",
    ),
    "advice.labels_few_values": Text(
        "Only {fewest:count} {fewest:picture|pictures} of the target have a value: start from what the source taught and "
        "fine-tune it.",
        "目标域只有 {fewest:count} 张图片带数值：从源域学到的知识出发，再做微调。",
    ),
    "advice.other_classes_unlabelled": Text(
        "The target has other classes and no labels to learn from: nobody can name its classes. Label a few pictures of each.",
        "目标域类别不同且没有可学习的标签：无法得知其类别名称。请为每类标注几张图片。",
    ),
    "advice.nothing_to_adapt": Text(
        "Nothing needs to be adapted: a network trained on the source will do.", "无需自适应：源域上的网络就够用。"
    ),
    "advice.values": Text(
        "For values, a stable distance is the safest first choice.", "对于数值，训练稳定的距离类策略是最稳妥的首选。"
    ),
    "advice.partial": Text(
        "The target has only {shared:count} of the source's {source:count} classes (partial domain adaptation): aligning whole "
        "domains would pull it toward the others, and so would MCC, which spreads predictions over all classes. BA3US gives the "
        "source's classes the weights that the target seems to have. Better still, leave out the classes that it does not have.",
        "目标域只有源域 {source:count} 个类别中的 {shared:count} 个（部分域适应）：整体对齐会把它拉向其他类别，"
        "使预测分散到所有类别的 MCC 也会。"
        "BA3US 按目标域看来拥有的类别为源域类别加权。更好的做法是去除目标域没有的类别。",
    ),
    "advice.uneven": Text(
        "The shares of the classes differ by {shift:percent}: aligning whole domains would mix classes, and MCC spreads predictions "
        "evenly over them; AFN does neither. Better still, say what the target contains: then aligning helps.",
        "类别比例相差 {shift:percent}：整体对齐会混淆类别，MCC 会使预测平均分散到各类别；AFN 两者都不做。"
        "更好的做法是说明目标域包含什么，这样对齐就有帮助。",
    ),
    "advice.seems_uneven": Text(
        "This advice rests on an estimate: the target seems to have different class shares than the source (estimated without labels, so "
        "roughly: they differ by {shift:percent}). Of 27 trial pairs with equal shares three seemed so too; twenty labels often tell. If it "
        "is so, aligning whole domains would mix classes, and MCC spreads predictions evenly over them; AFN does neither. If you know what "
        "the target contains, say so: then aligning helps. If you do not, “Find the best” looks closer as it trains.",
        "此建议以估计为依据：目标域的类别比例似乎与源域不同（不用标签的粗略估计：相差 {shift:percent}）。在比例相同的 27 组试验数据中，"
        "有 3 组看来也是如此；标注二十张图片往往便可得知。若确实如此，整体对齐会混淆类别，MCC 会使预测平均分散到各类别；AFN 两者都不做。"
        "若您知道目标域包含什么，请说明，这样对齐就有帮助；若不知道，“寻找最佳”会在训练时进一步判断。",
    ),
    "advice.shares_alike": Text(
        "No target labels are used to learn. The X-ray found no sign of other class shares, though it can miss even large differences. On "
        "trial pairs where it found none, CDAN and MCC, the usual choice, gained about as much, and CDAN fell below source-only "
        "more seldom. “Find the best” trains both.",
        "学习时不使用目标域标签。透视没有发现类别比例不同的迹象（较大的差异也可能被漏掉）。在同样没有发现迹象的试验数据上，"
        "CDAN 与常用的 MCC 提升相当，而 CDAN 更少低于“仅用源域”。“寻找最佳”会两者都训练。",
    ),
    "advice.shares_known_same": Text(
        "No target labels are used to learn. As the target's open labels tell, the class shares are the same. On trial pairs where that was "
        "so, CDAN and MCC, the usual choice, gained about as much, and CDAN fell below source-only more seldom. “Find the best” trains both.",
        "学习时不使用目标域标签。由目标域已公开的标签可知，类别比例相同。在这样的试验数据上，CDAN 与常用的 MCC 提升相当，"
        "而 CDAN 更少低于“仅用源域”。“寻找最佳”会两者都训练。",
    ),
    "advice.shares_known_alike": Text(
        "No target labels are used to learn. As the target's open labels tell, the class shares differ by only {shift:percent}. On trial pairs "
        "with the same shares, CDAN and MCC, the usual choice, gained about as much, and CDAN fell below source-only more seldom. “Find the "
        "best” trains both.",
        "学习时不使用目标域标签。由目标域已公开的标签可知，类别比例只相差 {shift:percent}。在比例相同的试验数据上，"
        "CDAN 与常用的 MCC 提升相当，而 CDAN 更少低于“仅用源域”。“寻找最佳”会两者都训练。",
    ),
    "advice.unlabelled": Text(
        "No target labels are used: on the pairs that were measured, which have the same classes, MCC gained the most in the least time.",
        "不使用目标域标签：在已测量的、类别相同的数据上，MCC 用时最少而提升最大。",
    ),
    "advice.uneven_by_labels": Text(
        "By your {labels:count} labels, the target's class shares differ from the source's by {shift:percent}. Told these shares, CDAN and "
        "DANN gained the most on trial pairs whose shares differed; MCC spreads predictions evenly over the classes. “Find the best” can "
        "learn the labels themselves.",
        "按您给出的 {labels:count} 个标签，目标域的类别比例与源域相差 {shift:percent}。在比例不同的试验数据上，"
        "告知比例后 CDAN 与 DANN 提升最大；MCC 会使预测平均分散到各类别。“寻找最佳”还能学习这些标签本身。",
    ),
    "advice.uneven_told": Text(
        "The class shares that you gave differ from the source's by {shift:percent}. Told these shares, CDAN and DANN gained the most on "
        "trial pairs whose shares differed; MCC spreads predictions evenly over the classes.",
        "您给出的类别比例与源域相差 {shift:percent}。在比例不同的试验数据上，告知比例后 CDAN 与 DANN 提升最大；"
        "MCC 会使预测平均分散到各类别。",
    ),
    "advice.before_xray": Text(
        "Without this X-ray the advice would be {strategy}.",
        "若无此透视，建议会是 {strategy}。",
    ),
    "page.advice": Text("What to do", "怎么做"),
    "page.advice.begin.by_data": Text("Begin with {strategy}", "先试 {strategy}"),
    "page.advice.begin.usual": Text("The usual choice: {strategy}", "通常的选择：{strategy}"),
    "page.advice.begin.told": Text(
        "Begin with {strategy}, and tell it the class shares by your labels", "先试 {strategy}，并告知它由您的标签得出的类别比例"
    ),
    "page.advice.use_told": Text("Use both", "两者都用"),
    "page.advice.begin.nothing": Text("Nothing can be learned from this data as it is.", "以目前的数据无法学习。"),
    "page.advice.use": Text("Use this strategy", "使用此策略"),
    "page.advice.later": Text(
        "What to use is offered once both domains are measured.", "测量完两个域之后，会提供可直接使用的建议。"
    ),
    # What is a link in the sentences of the adviser and of the X-ray, as it stands there
    "page.advice.ways.contains": Text("say what the target contains|say so", "说明目标域包含什么|请说明"),
    "page.advice.ways.find": Text(
        "“Find the best” looks closer|“Find the best” trains both", "“寻找最佳”会在训练时进一步判断|“寻找最佳”会两者都训练"
    ),
    "page.advice.ways.label": Text("Twenty labels|twenty labels|label twenty pictures", "标注二十张图片"),
    "page.advice.use_named": Text("Use {strategy}", "使用 {strategy}"),
    "page.advice.how": Text("How {strategy} works", "{strategy} 的原理"),
    "page.advice.possible": Text("Also possible with what you have: {names:list}", "以现有数据还可以用：{names:list}"),
    "page.advice.labels": Text("The target's labels", "目标域标签"),
    "page.advice.labels.keep": Text("keep for scoring", "只用于评分"),
    "page.advice.labels.use": Text("learn from them", "用于学习"),
    "page.advice.short": Text("{type}. Begin with {strategy}.", "{type}。建议先试 {strategy}。"),
    "page.advice.short_usual": Text(
        "{type}. {strategy} is the usual choice; how these two differ was not measured yet.",
        "{type}。通常选择 {strategy}；尚未测量这两个域的差异。",
    ),
    "page.advice.short_measured": Text(
        "{type}. By the shift X-ray, begin with {strategy}.", "{type}。根据域差异透视，建议先试 {strategy}。"
    ),
    "page.advice.short_told": Text(
        "{type}. By your labels the target has other class shares: begin with {strategy}, and tell it these shares.",
        "{type}。按您的标签，目标域的类别比例不同：建议先试 {strategy}，并告知它这些比例。",
    ),
    "page.advice.short_told_against": Text(
        "{type}. You chose “The same as the source”, but by your labels the target has other class shares: begin with {strategy}, and tell "
        "it these shares.",
        "{type}。您选择了“与源域相同”，但按您的标签，目标域的类别比例不同：建议先试 {strategy}，并告知它这些比例。",
    ),
    "page.advice.short_as_told": Text(
        "{type}. The class shares that you gave differ from the source's: begin with {strategy}.",
        "{type}。您给出的类别比例与源域不同：建议先试 {strategy}。",
    ),
    "page.advice.short_nothing": Text("{type}.", "{type}。"),
    "page.advice.why": Text("Why? See the shift X-ray", "为什么？查看域差异透视"),
    "page.advice.closer": Text(
        "The shift X-ray looks closer, and may advise otherwise", "域差异透视会看得更仔细，建议可能因此不同"
    ),
    # -- the X-ray ------------------------------------------------------------------------------------------------------------
    "error.xray_stopped": Text(
        "The X-ray was stopped; nothing was kept. Start again whenever you like.",
        "透视已停止；没有保留任何内容。可随时重新开始。",
    ),
    "error.xray_needs_pretrained": Text(
        "{backbone} is not pretrained: its features would be random. Use efficientnet-lite0.",
        "{backbone} 未经预训练，其特征是随机的。请使用 efficientnet-lite0。",
    ),
    "xray.apart": Text(
        "A simple classifier tells the domains apart {accuracy:percent} of the time.",
        "简单的分类器区分两个域的正确率为 {accuracy:percent}。",
    ),
    "xray.alike": Text(
        "A simple classifier cannot tell the domains apart: it is right {accuracy:percent} of the time.",
        "简单的分类器无法区分两个域：正确率只有 {accuracy:percent}。",
    ),
    "xray.too_few": Text(
        "Too few different pictures to compare: each domain needs ten, and copies of a picture count as one.",
        "不同的图片太少，无法比较：每个域至少需要十张，相同的图片只算一张。",
    ),
    "xray.looks.most": Text(
        "Brightness, contrast, color and sharpness explain most of it: without them the area under the curve falls from "
        "{auc:.2f} to {without:.2f}.",
        "亮度、对比度、色彩和清晰度解释了大部分差异：去除后曲线下面积从 {auc:.2f} 降到 {without:.2f}。",
    ),
    "xray.looks.identify": Text(
        "Brightness, contrast, color and sharpness alone tell the domains apart (area under the curve {alone:.2f}). So nothing is left once "
        "they are taken out ({without:.2f}), and whether style or content differ too cannot be told.",
        "仅凭亮度、对比度、色彩和清晰度就能区分两个域（曲线下面积 {alone:.2f}）。因此去除后几乎不剩差异（{without:.2f}），"
        "无法判断风格或内容是否也不同。",
    ),
    "xray.looks.part": Text(
        "Brightness, contrast, color and sharpness explain a part of it: without them the area under the curve falls from "
        "{auc:.2f} to {without:.2f}.",
        "亮度、对比度、色彩和清晰度解释了一部分差异：去除后曲线下面积从 {auc:.2f} 降到 {without:.2f}。",
    ),
    "xray.looks.little": Text(
        "Brightness, contrast, color and sharpness explain almost none of it: without them the area under the curve is still "
        "{without:.2f} ({auc:.2f} before). The difference is one of style or content.",
        "亮度、对比度、色彩和清晰度几乎不能解释差异：去除后曲线下面积仍为 {without:.2f}（之前 {auc:.2f}）。差异在于风格或内容。",
    ),
    "page.xray.title": Text("Shift X-ray", "域差异透视"),
    "page.xray.about": Text(
        "How different the two domains look to a network that was trained on neither, before anything is adapted.",
        "在任何自适应之前，两个域在一个未用它们训练过的网络眼中有多不同。",
    ),
    "page.xray.nothing": Text(
        "Choose a source and a target on Adapt, then come back.", "请先在“自适应”中选择源域和目标域，再回到这里。"
    ),
    "page.xray.making": Text("Looking at both domains", "正在查看两个域"),
    "page.xray.failed": Text("The X-ray could not be made.", "无法生成透视。"),
    "page.xray.chance": Text("by chance", "随机"),
    "page.xray.always": Text("always", "总能区分"),
    "page.xray.numbers": Text(
        "Area under the curve {auc:.3f} · proxy A-distance {proxy_a_distance:.2f} of 2 · MMD {mmd:.3f}, {mmd_p:chance} · "
        "each domain normalized by itself {mmd_normalised:.3f}, {mmd_normalised_p:chance}",
        "曲线下面积 {auc:.3f} · 代理 A 距离 {proxy_a_distance:.2f}（最大 2）· MMD {mmd:.3f}，{mmd_p:chance} · "
        "各域单独归一化后 {mmd_normalised:.3f}，{mmd_normalised_p:chance}",
    ),
    "page.xray.numbers.what": Text("What do these numbers mean?", "这些数字是什么意思？"),
    "page.xray.numbers.about": Text(
        "A logistic regression on the features of a frozen {backbone} learns which domain a picture is from, and is asked about "
        "pictures that it "
        "has not seen. Area under the curve: how often a target picture looks more like the target to it than a source picture does; 0.5 is "
        "guessing. Proxy A-distance: the same from its errors, 0 to 2. MMD: a distance between the two clouds of features; p is "
        "how often mixing "
        "the domains at random gives as large a one, so below 0.05 the difference is no accident. Each domain normalized by itself: MMD "
        "once every feature has mean 0 and spread 1 in each domain; what is gone then, AdaBN takes out. Near 0 with "
        "p near 1: nothing is left.",
        "在冻结的 {backbone} 特征上，用逻辑回归学习图片属于哪个域，再用它没见过的图片提问。曲线下面积："
        "目标域图片比源域图片看起来更像目标域的频率，0.5 相当于瞎猜。代理 A 距离：由其错误率得出，0 到 2。MMD："
        "两团特征之间的距离；p 是随机混合两个域也能得到这么大距离的频率，低于 0.05 说明差异并非偶然。各域单独归一化："
        "让每个特征在各域内均值为 0、标准差为 1 后的 MMD；由此消失的差异，AdaBN 就能去除。接近 0 且 p 接近 1："
        "差异已全部消失。",
    ),
    "page.xray.galleries": Text("Where it shows", "差异表现在哪里"),
    "page.xray.galleries.read": Text(
        "The classifier sorted pictures that it had not seen. What do the typical pictures of one domain have that those of the other lack?",
        "分类器对它没见过的图片排序。一个域的典型图片有什么是另一个域没有的？",
    ),
    "page.xray.source.own": Text("Most typical of the source", "最典型的源域图片"),
    "page.xray.source.other": Text("Source pictures that look like the target", "像目标域的源域图片"),
    "page.xray.target.own": Text("Most typical of the target", "最典型的目标域图片"),
    "page.xray.target.other": Text("Target pictures that look like the source", "像源域的目标域图片"),
    "page.xray.looks": Text("What explains it", "什么能解释差异"),
    "page.xray.looks.read": Text(
        "How well each of these tells the domains apart by itself: an empty bar is guessing, a full one is never wrong.",
        "每一项单独区分两个域的能力：空条为瞎猜，满条为从不出错。",
    ),
    "page.xray.together": Text("all four together", "四项合起来"),
    "page.xray.features": Text("the network's features", "网络特征"),
    "page.xray.without": Text("features without the four", "去除四项后的特征"),
    "page.xray.shares": Text("Does the target have other class shares?", "目标域的类别比例不同吗？"),
    "page.xray.shares.read": Text(
        "An estimate uses features, and no label of the target. Where a class looks different in the two domains it can be far off for single "
        "classes, so only the difference as a whole is told.",
        "估计只用特征，不使用目标域的任何标签。同一类别在两个域中外观不同时，单个类别的估计可能相差很远，因此只给出总体差异。",
    ),
    "xray.labels_sealed": Text(
        "The target's labels in the table are sealed, so that they can judge a result: the X-ray does not look at them.",
        "表格中的目标域标签已锁定，以便日后评判结果：透视不会查看它们。",
    ),
    "xray.shares.alike": Text(
        "Nothing suggests that the target has other class shares than the source. But this is a rough estimate without its labels: of 35 trial "
        "pairs whose shares differed by 30 % or more it missed nine, one of them by 57 %. Twenty labels tell.",
        "没有迹象表明目标域的类别比例与源域不同。但这只是不用其标签的粗略估计：在比例相差 30 % 及以上的 35 组试验数据中，有 9 组未被察觉，"
        "其中一组相差 57 %。标注二十张图片便可得知。",
    ),
    "xray.shares.other": Text(
        "The target seems to have different class shares than the source: by a rough estimate without its labels, they differ by about "
        "{shift:percent} (so many of its pictures would have to be of another class for the shares to be equal). Of 27 trial pairs with equal "
        "shares three seemed so too. Twenty labels often tell.",
        "目标域的类别比例看起来与源域不同：按不用其标签的粗略估计，相差约 {shift:percent}（须有这么多图片换成其他类别，比例才会相同）。"
        "在比例相同的 27 组试验数据中，有 3 组也是如此。标注二十张图片往往便可得知。",
    ),
    "xray.shares.same": Text(
        "The target's labels are open: counted by them, its class shares are the same as the source's.",
        "目标域标签已公开：按标签统计，其类别比例与源域相同。",
    ),
    "xray.shares.known": Text(
        "The target's labels are open: counted by them, its class shares differ from the source's by {shift:percent} (so many of its pictures "
        "would have to be of another class for the shares to be equal).",
        "目标域标签已公开：按标签统计，其类别比例与源域相差 {shift:percent}（须有这么多图片换成其他类别，比例才会相同）。",
    ),
    "xray.shares.by_labels": Text(
        "By your {labels:count} labels, the target has other class shares than the source: they differ by {shift:percent} (so many of its "
        "pictures would have to be of another class for the shares to be equal).",
        "按您给出的 {labels:count} 个标签，目标域的类别比例与源域不同：相差 {shift:percent}（须有这么多图片换成其他类别，比例才会相同）。",
    ),
    "xray.shares.by_search": Text(
        "“Find the best” took other class shares than the source's for the target's, without a label: they differ by about {shift:percent} (so "
        "many of its pictures would have to be of another class for the shares to be equal).",
        "“寻找最佳”在不用标签的情况下认为目标域的类别比例与源域不同：相差约 {shift:percent}（须有这么多图片换成其他类别，比例才会相同）。",
    ),
    "xray.shares.missed": Text(
        "The X-ray's own estimate did not notice it; it is rough.", "透视自身的估计没有察觉到这一点；这种估计很粗略。"
    ),
    "xray.shares.estimate.right": Text(
        "Without them one would have had to estimate it: about {shift:percent}, which leads to the same advice.",
        "若没有标签，只能估计：约 {shift:percent}，得出的建议相同。",
    ),
    "xray.shares.estimate.wrong": Text(
        "Without them one would have had to estimate it: about {shift:percent}, which would have misled here. Such an estimate is rough.",
        "若没有标签，只能估计：约 {shift:percent}，在这里会造成误导。这种估计很粗略。",
    ),
    "page.xray.classes": Text("Class by class", "逐类比较"),
    "page.xray.classes.read": Text(
        "How well the domains are told apart within one class, the farthest apart first. Known only where the target's labels are open.",
        "在同一类别内区分两个域的能力，差异最大的在前。仅在目标域标签公开时可知。",
    ),
}
