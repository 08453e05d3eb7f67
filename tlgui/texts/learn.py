"""Sentences of the page Learn: the ideas, and what stands around a strategy's own texts."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "learn.title": Text("The ideas behind it", "背后的原理"),
    "learn.lead": Text(
        "What the words on the other pages mean, with four small pictures to play with, and a page for each strategy.",
        "解释其他页面上的用语，配有四幅可以动手操作的小图；每种策略另有单独一页。",
    ),
    "learn.contents": Text("Contents", "目录"),
    "learn.ideas": Text("Ideas", "基本概念"),
    "learn.strategies": Text("Strategies", "策略"),
    # -- domain -----------------------------------------------------------------------------------------------------------------
    "learn.domain": Text("Domain, and what a shift does", "域，以及偏移的后果"),
    "learn.domain.text": Text(
        "A domain is a kind of picture: which features are possible, and how often each occurs. Photographs and paintings of "
        "the same dogs are two domains; so are two microscopes, or summer and winter. The source is the domain in which a "
        "network is taught, the target the one in which it has to work. When the pictures move while the boundary stays where "
        "the source put it, the network begins to fail: this is domain shift.",
        "域就是一类图片：可能有哪些特征，以及各自出现的频率。同样的狗，照片与绘画是两个域；两台显微镜、夏天与冬天也是。"
        "网络在源域上学习，要在目标域上工作。图片移动了，而分界线仍停在源域定下的位置，网络就开始出错：这就是域偏移。",
    ),
    "learn.domain.try": Text(
        "Two classes (green and violet) in the source ● and in the target ◇. The line is learned from the source alone.",
        "源域 ● 与目标域 ◇ 各有两个类别（绿色与紫色）。分界线只从源域学得。",
    ),
    "learn.domain.shift": Text("Shift of the target", "目标域的偏移"),
    "learn.domain.align": Text("Move the target's mean onto the source's", "把目标域的均值移到源域的均值上"),
    "learn.domain.reading": Text(
        "Wrong on the source: {source:percent}. Wrong on the target: {target:percent} (ringed).",
        "源域出错：{source:percent}。目标域出错：{target:percent}（带圈）。",
    ),
    "learn.domain.aligned": Text(
        "Wrong on the target after the means were aligned: {target:percent}. Here only the mean had moved, so this is enough; "
        "with real pictures it rarely is.",
        "均值对齐后目标域出错：{target:percent}。这里只有均值移动了，所以足够；真实图片很少这么简单。",
    ),
    # -- task -------------------------------------------------------------------------------------------------------------------
    "learn.task": Text("Task", "任务"),
    "learn.task.text": Text(
        "A task is what has to be said about a picture: a set of labels, and the rule that gives one to each picture. Telling "
        "ten digits apart is one task, guessing an age is another. Source and target may share their task, share a few "
        "classes, or have nothing in common; what can be carried over depends on it. Here a task is classes, one folder each, "
        "or values in a table.",
        "任务就是要从图片中判断什么：一组标签，以及为每张图片给出标签的规则。区分十个数字是一个任务，估计年龄是另一个。"
        "源域与目标域可以任务相同，可以只有部分类别相同，也可以毫无共同之处；能迁移什么取决于此。在本程序中，"
        "任务是类别（每类一个文件夹）或表格中的数值。",
    ),
    # -- types ------------------------------------------------------------------------------------------------------------------
    "learn.types": Text("Types of transfer", "迁移的类型"),
    "learn.types.text": Text(
        "Ask two questions: is the domain the same, and is the task the same? The answers give the type. The method "
        "article that this program started from has a name for each; papers mostly use another. Both are listed below. “Intra-task” "
        "is the article's word, although its tasks differ.",
        "先问两个问题：域是否相同？任务是否相同？答案决定类型。本程序最初依据的方法文章为每种类型命名，论文中多用另一种名称；下表两者都列出。"
        "“任务内迁移”是文章的用语，尽管其任务并不相同。",
    ),
    "learn.types.name": Text("In the article", "文章用语"),
    "learn.types.field": Text("In the field", "学界通称"),
    "learn.types.the_domain": Text("Domain", "域"),
    "learn.types.the_task": Text("Task", "任务"),
    "learn.types.begin": Text("Begin with", "先试"),
    "learn.types.same": Text("the same", "相同"),
    "learn.types.other": Text("another", "不同"),
    "learn.types.intra_domain": Text("Intra-domain transfer", "域内迁移"),
    "learn.types.intra_domain.field": Text("inductive transfer", "归纳式迁移"),
    "learn.types.inter_domain": Text("Inter-domain transfer", "域间迁移"),
    "learn.types.inter_domain.field": Text("domain adaptation (transductive transfer)", "域适应（直推式迁移）"),
    "learn.types.intra_task": Text("Intra-task transfer", "任务内迁移"),
    "learn.types.intra_task.field": Text("inductive transfer across domains", "跨域的归纳式迁移"),
    # -- families ---------------------------------------------------------------------------------------------------------------
    "learn.families": Text("Four families of strategies", "四类策略"),
    "learn.families.text": Text(
        "What is carried over? The answer sorts the strategies. Families can be joined: “dann+rkd” trains two losses together, “mcc,shot” "
        "runs one strategy after the other.",
        "迁移的是什么？按答案可把策略分为四类。各类可以组合：“dann+rkd”同时训练两种损失，“mcc,shot”依次运行两种策略。",
    ),
    "learn.family.instance": Text(
        "The source's pictures are used again, but not all equally: those that resemble the target, or agree with it, count "
        "more.",
        "再次使用源域的图片，但不一视同仁：与目标域相似或一致的图片权重更大。",
    ),
    "learn.family.feature_representation": Text(
        "Features are changed until both domains look alike to the network, so that what was learned on one holds on the other.",
        "改变特征，直到两个域在网络看来相似，于是在一个域上学到的在另一个域上也成立。",
    ),
    "learn.family.model": Text(
        "The trained network itself is carried over: its weights are the start, and the target's pictures train it further.",
        "迁移训练好的网络本身：以其权重为起点，用目标域的图片继续训练。",
    ),
    "learn.family.relational_knowledge": Text(
        "What is carried over is not single pictures but how they relate to each other: what is near or far for a teacher "
        "stays near or far.",
        "迁移的不是单张图片，而是图片之间的关系：教师眼中的远近得以保持。",
    ),
    "learn.family.none": Text(
        "Trained on the source and used as it is: what every strategy is measured against.",
        "只在源域上训练，直接使用：一切策略都以它为参照。",
    ),
    # -- MMD --------------------------------------------------------------------------------------------------------------------
    "learn.mmd": Text("A distance between domains: MMD", "域之间的距离：MMD"),
    "learn.mmd.text": Text(
        "How far apart are two heaps of features? Put a small bump, the kernel, on each feature and average the bumps of each "
        "domain: this gives two curves. The maximum mean discrepancy is the distance between the curves. A strategy adds it to "
        "its loss, and training moves the features until the curves coincide. The width matters: very wide bumps see little "
        "but the means, very narrow ones only single pictures.",
        "两堆特征相距多远？在每个特征上放一个小鼓包（核），再对每个域的鼓包取平均，就得到两条曲线。最大均值差异就是两条曲线之间的距离。"
        "策略把它加入损失，训练便移动特征，直到两条曲线重合。宽度很重要：鼓包太宽，几乎只看得到均值；太窄，则只看得到单张图片。",
    ),
    "learn.mmd.try": Text(
        "A feature of the source ● and of the target ◇, and above them their averaged bumps. The shaded part is where they differ.",
        "源域 ● 与目标域 ◇ 的一个特征，上方是各自平均后的鼓包。阴影是两者不同之处。",
    ),
    "learn.mmd.shift": Text("Distance between the domains", "两域的距离"),
    "learn.mmd.width": Text("Width of the kernel", "核的宽度"),
    "learn.mmd.reading": Text("MMD = {mmd:value}", "MMD = {mmd:value}"),
    # -- adversary --------------------------------------------------------------------------------------------------------------
    "learn.adversary": Text("A game against a discriminator", "与判别器的博弈"),
    "learn.adversary.text": Text(
        "A discriminator learns to tell the domains apart by their features. On its way back to the features its gradient is "
        "reversed, so they learn the opposite: whatever would help the discriminator is taken away from it. When it is right "
        "only half of the time, the domains look alike. λ sets how hard the features push: with 0 nothing moves, with too much "
        "both sides chase each other. Curves of such strategies show the discriminator as a dashed violet line, and a green "
        "band where it should end.",
        "判别器学习凭特征区分两个域。它的梯度在传回特征时被反转，于是特征学到相反的东西：凡是有助于判别器的，都被拿走。"
        "当它的正确率只有一半时，两个域看起来就相似了。λ 决定对抗的力度：为 0 时什么都不动，过大时双方互相追逐。"
        "此类策略的曲线用紫色虚线表示判别器，绿色带是它应当停留的位置。",
    ),
    "learn.adversary.try": Text(
        "Features of the source ● and of the target ◇, the discriminator's line, and below how often it is right at each step.",
        "源域 ● 与目标域 ◇ 的特征、判别器的分界线，下方是它在每一步答对的比例。",
    ),
    "learn.adversary.strength": Text("Strength λ", "强度 λ"),
    "learn.adversary.step": Text("Step of training", "训练步"),
    "learn.adversary.reading": Text(
        "After {step} steps the discriminator is right for {right:percent} of the features (50 %: it cannot tell).",
        "{step} 步之后，判别器对 {right:percent} 的特征判断正确（50 % 表示无法区分）。",
    ),
    # -- contrast ---------------------------------------------------------------------------------------------------------------
    "learn.contrast": Text("Alike and unlike: the contrastive loss", "相似与相异：对比损失"),
    "learn.contrast.text": Text(
        "Two views of one picture should get similar features, views of other pictures should not. NT-Xent turns the similarities into shares "
        "that add up to one, and asks that the share of the partner be large. The temperature τ sharpens or flattens the shares: a small one "
        "lets only the most similar rival count, a large one all of them almost alike. No label is needed, so the target's pictures take part.",
        "同一张图片的两个视图应得到相似的特征，其他图片的视图则不应。NT-Xent 把相似度变成总和为一的份额，并要求搭档的份额大。"
        "温度 τ 使份额变尖锐或变平坦：小时只有最相似的对手起作用，大时所有对手几乎同等。它不需要标签，因此目标域的图片也能参与。",
    ),
    "learn.contrast.try": Text(
        "Seven views compared with one: above each bar how similar it is, the bar is its share. The first is the partner.",
        "七个视图与同一视图比较：柱上方是相似度，柱高是份额。第一个是搭档。",
    ),
    "learn.contrast.temperature": Text("Temperature τ", "温度 τ"),
    "learn.contrast.partner": Text("partner", "搭档"),
    "learn.contrast.rival": Text("rival {n}", "对手 {n}"),
    "learn.contrast.reading": Text(
        "The partner's share is {share:percent}, so the loss is {loss:value}.",
        "搭档的份额为 {share:percent}，因此损失为 {loss:value}。",
    ),
    # -- measure ----------------------------------------------------------------------------------------------------------------
    "learn.measure": Text("What adaptation is worth", "自适应的价值"),
    "learn.measure.text": Text(
        "Each run is compared with two references on the same pictures: source-only, and normalization of each domain alone. "
        "What a strategy adds to both is its merit; when it makes things worse, that is negative transfer. The step that is "
        "kept is chosen by scores that look at predictions only. Target labels, if there are any, stay sealed until someone "
        "reveals them: otherwise the result would be picked by the very answers it is tested on.",
        "每次运行都与同一批图片上的两个参照比较：仅用源域，以及只对每个域各自归一化。策略比两者多出的部分才是它的价值；"
        "变得更差则是负迁移。保留哪一步，由只看预测的分数决定。目标域已有的标签在揭晓之前一直锁定："
        "否则就是用考题的答案来挑选结果。",
    ),
    # -- a strategy's page --------------------------------------------------------------------------------------------------------
    "learn.strategy.needs": Text("Needs", "需要"),
    "learn.strategy.needs.source_labels": Text("labeled source pictures", "带标签的源域图片"),
    "learn.strategy.needs.target_images": Text("target pictures", "目标域图片"),
    "learn.strategy.needs.target_labels": Text("labels of some target pictures", "部分目标域图片的标签"),
    "learn.strategy.tasks": Text("For", "用于"),
    "learn.strategy.tasks.classification": Text("classes", "类别"),
    "learn.strategy.tasks.regression": Text("values", "数值"),
    "learn.strategy.equation": Text("What it minimizes", "它所最小化的量"),
    "learn.strategy.symbols": Text(
        "f: the network up to its features; h: its head; D: a discriminator; s, t: source and target; ℒs: the loss on labeled source "
        "pictures; ℓ: the loss of one picture; p: predicted probabilities; H: entropy; λ: a weight among the settings.",
        "f：网络的特征部分；h：头部；D：判别器；s、t：源域与目标域；ℒs：带标签源域图片上的损失；ℓ：单张图片的损失；p：预测概率；H：熵；λ：设置中的权重。",
    ),
    "learn.strategy.numbers": Text("What its numbers say", "它的数值说明什么"),
    "learn.strategy.settings": Text("Its settings", "它的设置"),
    "learn.strategy.setting": Text("Setting", "设置"),
    "learn.strategy.default": Text("Default", "默认"),
    "learn.strategy.range": Text("Range", "范围"),
    "learn.strategy.about": Text("What it does", "作用"),
    "learn.strategy.no_settings": Text("None of its own.", "没有自己的设置。"),
    "learn.strategy.command": Text("On the command line", "命令行"),
    "learn.strategy.use": Text("Use it on Adapt", "在“自适应”页使用"),
    "learn.more": Text("With its equation and settings", "查看公式与设置"),
}
