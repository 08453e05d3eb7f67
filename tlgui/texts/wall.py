"""The wall of a room."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "wall.title": Text("The wall", "展示墙"),
    "wall.own_pictures": Text("pictures of one's own", "各自的图片"),
    "wall.count": Text(
        "{runs:count} {runs:run|runs} of {people:count} {people:person|people}", "{people:count} 人的 {runs:count} 个运行"
    ),
    "wall.count.searches": Text(
        "{searches:count} {searches:search|searches} of {people:count} {people:person|people}",
        "{people:count} 人的 {searches:count} 次搜索",
    ),
    "wall.count.both": Text(
        "{runs:count} {runs:run|runs} and {searches:count} {searches:search|searches} of {people:count} {people:person|people}",
        "{people:count} 人的 {runs:count} 个运行和 {searches:count} 次搜索",
    ),
    "wall.search": Text("Find the best · {count:count} {count:network|networks}", "寻找最佳 · {count:count} 个网络"),
    "wall.search.so_far": Text(
        "Find the best · {count:count} {count:network|networks} so far", "寻找最佳 · 目前 {count:count} 个网络"
    ),
    "wall.search.short": Text("search of {count:count}", "搜索 {count:count} 个"),
    "wall.by_score": Text("Places by scores that see no label", "按不看标签的得分排名"),
    "wall.by_truth": Text("Places by what is true: {metric}", "按真实情况排名：{metric}"),
    "wall.metric.classification": Text("accuracy", "准确率"),
    "wall.metric.left_out": Text(
        "{metric}, without the {pictures:count} of {of:count} pictures whose class the source does not have",
        "{metric}（不计 {of:count} 张中类别为源域所没有的 {pictures:count} 张）",
    ),
    "wall.metric.regression": Text("mean absolute error", "平均绝对误差"),
    "wall.score.about": Text(
        "Points (pts): how many of the others here a run beats, in percent, by the mean of three scores that see no label. A tie counts half. "
        "Source-only counts among the others.",
        "分数：按三个不看标签的得分的平均，一个运行胜过此处其他各项（包括“仅用源域”）的百分比；打平算半个。",
    ),
    "wall.score.key": Text(
        "pts: how many of the others here it beats, in percent; a tie counts half.", "分：胜过此处其他各项的百分比，打平算半个。"
    ),
    "wall.search.answer": Text("answer found", "已有结论"),
    "wall.distilled": Text("no points", "不计分"),
    "wall.distilled.key": Text(
        "A distilled network has no points: it is as sure as several networks on average, and the scores reward being sure.",
        "蒸馏网络不计分：它只像多个网络的平均那样确信，而得分看的是确信程度。",
    ),
    "wall.curve.key": Text("Curve: its score in training. ✓: finished.", "曲线：训练过程中的得分。✓：已完成。"),
    "wall.curve.others": Text(
        "Curve: its score in training; thin: others of its search. ✓: finished.",
        "曲线：训练过程中的得分；细线为同一次搜索中的其他网络。✓：已完成。",
    ),
    "wall.points": Text("{score:count} pts", "{score:count} 分"),
    "wall.points.none": Text("no points yet", "暂无分数"),
    "wall.alone": Text("the only run", "唯一的运行"),
    "wall.out": Text("forgot the source", "遗忘了源域"),
    "wall.learned": Text("no place", "不排名"),
    "wall.learned.key": Text(
        "No place (–): it learned labels, so it is measured on the other pictures alone.",
        "不排名（–）：它学习过标签，只能用其余图片衡量。",
    ),
    "wall.labels": Text("learned from labels", "用标签学习"),
    "wall.labels.short": Text("with labels", "用标签"),
    "wall.labels.given": Text("learned from {labels:count} {labels:label|labels}", "学习了 {labels:count} 个标签"),
    "wall.labels.given.short": Text("{labels:count} {labels:label|labels}", "{labels:count} 个标签"),
    "wall.labels.mix": Text("mix by {labels:count} {labels:label|labels}", "比例来自 {labels:count} 个标签"),
    "wall.moved": Text("by scores: {place:count}", "按得分：第 {place:count}"),
    "wall.moved.key": Text("▲▼: places up or down from those by scores.", "▲▼：与按得分的排名相比，上升或下降的名次。"),
    "wall.matched": Text("{name}, matched", "{name}（已匹配）"),
    "wall.matched_again": Text("{name}, rematched", "{name}（再匹配）"),
    "wall.setting": Text("{name}: {value}", "{name}：{value}"),
    "wall.empty": Text(
        "Nothing to show yet. The first run that somebody starts appears here.",
        "还没有可展示的内容。有人开始第一个运行后会出现在这里。",
    ),
    "wall.page": Text("{page:count} of {pages:count}", "第 {page:count} / {pages:count} 页"),
    "wall.board": Text("Which pictures", "哪些图片"),
    "wall.back": Text("Back to the program", "返回程序"),
    "wall.places": Text("Places", "排名"),
    "wall.large": Text("Show the run of {name} large", "放大显示 {name} 的运行"),
    "wall.large.before": Text("before adapting", "适应前"),
    "wall.large.during": Text("while it trains, step {step:count}", "训练中，第 {step:count} 步"),
    "wall.large.after": Text("after adapting", "适应后"),
    "wall.large.none": Text("no map yet", "暂无特征图"),
    "wall.curve": Text("its score while it trained", "训练过程中的得分"),
    # -- the reveal ------------------------------------------------------------------------------------------------------------
    "wall.reveal": Text("Reveal for the room", "为全体揭晓"),
    "wall.reveal.open": Text("Show true results", "显示真实结果"),
    "wall.reveal.open.ask": Text(
        "Show everybody how good each run really is? The labels of these pictures are open already.",
        "向所有人显示每个运行的真实结果？这些图片的标签本来就是公开的。",
    ),
    "wall.reveal.open.yes": Text("Show", "显示"),
    "wall.reveal.more": Text("Reveal {count:count} more {count:run|runs}", "再揭晓 {count:count} 个运行"),
    "wall.reveal.ask": Text(
        "Show everybody how good each run really is? Labels that are still sealed are opened for good, and everybody here may see them.",
        "向所有人公布每个运行的真实结果？仍锁定的标签将就此公开，不能撤销：此后这里的每个人都可以看到。",
    ),
    "wall.reveal.yes": Text("Reveal", "揭晓"),
    "wall.reveal.no": Text("Not yet", "暂不"),
    "wall.reveal.left": Text(
        "{count:count} {count:run|runs} could not be opened: the pictures are not there any more.",
        "有 {count:count} 个运行未能公开：其图片已不存在。",
    ),
    "wall.agree.well": Text("What the scores said and what is true agree well", "得分所说与真实情况相当一致"),
    "wall.agree.partly": Text("What the scores said and what is true agree in part", "得分所说与真实情况部分一致"),
    "wall.agree.well_by_chance": Text(
        "What the scores said and what is true agree well, which so few runs may do by chance",
        "得分所说与真实情况相当一致，但运行这么少，也可能只是巧合",
    ),
    "wall.agree.partly_by_chance": Text(
        "What the scores said and what is true agree in part, which so few runs may do by chance",
        "得分所说与真实情况部分一致，但运行这么少，也可能只是巧合",
    ),
    "wall.agree.chance": Text(
        "What the scores said and what is true: no agreement that chance would not make too",
        "得分所说与真实情况：没有超出巧合的一致",
    ),
    "wall.agree.hardly": Text("What the scores said and what is true hardly agree", "得分所说与真实情况几乎不一致"),
    "wall.agree.against": Text(
        "What the scores said and what is true do not agree: the order is partly turned round",
        "得分所说与真实情况不一致：顺序有一部分反过来了",
    ),
    "wall.agree.not": Text(
        "What the scores said and what is true do not agree at all: the order is turned round",
        "得分所说与真实情况完全不一致：顺序反过来了",
    ),
    "wall.agree.number": Text(
        "Spearman {rho:.2f}, {runs:count} different runs", "斯皮尔曼相关 {rho:.2f}，{runs:count} 个不同的运行"
    ),
    "wall.agree.none": Text("Too few different results to compare the two orders.", "可比较的不同结果太少，无法比较两种顺序。"),
    "wall.openings": Text(
        "{people:count} {people:person has|people have} asked to open them in a run of their own, {times:count} {times:time|times} in all.",
        "已有 {people:count} 人要求在自己的运行中公开标签，共 {times:count} 次。",
    ),
    "wall.attempts": Text("Attempts on sealed labels", "对锁定标签的尝试"),
    "wall.attempts.about": Text(
        "Runs started on a target, deleted ones too, and how often somebody asked for its labels themselves, whatever the answer was.",
        "在目标域上启动的运行数（包括已删除的），以及自行要求公开标签的次数（无论结果如何）。",
    ),
    "wall.attempts.target": Text("Target", "目标域"),
    "wall.attempts.who": Text("Who", "谁"),
    "wall.attempts.starts": Text("Runs", "运行"),
    "wall.attempts.asked": Text("Asked for labels", "要求标签"),
    "wall.doubt.seems": Text(
        "The target seems to have another mix of classes than the source. There these scores mislead.",
        "目标域的类别比例看起来与源域不同，这时这些得分会产生误导。",
    ),
    "wall.doubt.may": Text(
        "The target may have another mix of classes than the source. Then these scores mislead.",
        "目标域的类别比例可能与源域不同；若不同，这些得分会产生误导。",
    ),
    "wall.unlabeled": Text("This target has no labels: there is nothing to reveal.", "该目标域没有标签，没有可揭晓的内容。"),
    "error.wall_no_labels": Text(
        "These pictures have no labels: there is nothing to reveal. Everybody can label some of them and see how good their networks are.",
        "这些图片没有标签，没有可揭晓的内容。每个人都可以标注其中几张，查看自己的网络有多好。",
    ),
    "error.wall_not_the_hosts": Text(
        "These pictures are somebody's own: only they open the labels.", "这些图片属于某位参与者：只有本人可以公开标签。"
    ),
    # -- what one is shown as --------------------------------------------------------------------------------------------------
    "wall.me.link": Text("The wall", "展示墙"),
    "wall.me.shown": Text("On the wall I am", "我在展示墙上显示为"),
    "wall.me.pseudonym": Text("“{name}”, a pseudonym", "化名“{name}”"),
    "wall.me.nothing": Text("not shown", "不显示"),
    "wall.me.about": Text(
        "By your own name, everybody here may open the maps of your runs large.",
        "显示本名时，这里的每个人都可以放大查看您的运行的特征图。",
    ),
    "wall.colors": Text(
        "Blue,Green,Red,Golden,Silver,White,Black,Violet,Orange,Copper", "蓝色,绿色,红色,金色,银色,白色,黑色,紫色,橙色,铜色"
    ),
    "wall.animals": Text(
        "otter,heron,fox,lynx,owl,badger,swift,hare,seal,crane,gecko,marten,raven,trout,beetle,stork,lizard,moth,tern,vole",
        "水獭,苍鹭,狐狸,猞猁,猫头鹰,獾,雨燕,野兔,海豹,鹤,壁虎,貂,渡鸦,鳟鱼,甲虫,白鹳,蜥蜴,飞蛾,燕鸥,田鼠",
    ),
    "wall.pseudonym": Text("{color} {animal}", "{color}{animal}"),
}
