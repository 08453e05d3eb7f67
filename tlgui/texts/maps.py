"""What the map explorer says."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "error.maps_damaged": Text(
        "The maps of this run are damaged: no map can be drawn from {file}. Everything else is intact; copy or import the run "
        "again.",
        "此运行的特征图已损坏：无法根据 {file} 绘图。其他部分不受影响；请重新复制或导入该运行。",
    ),
    "error.nothing_to_draw": Text(
        "There are no maps to draw: they are drawn already, or this run has not finished, or it did not keep the features that maps are drawn "
        "from.",
        "没有可绘制的特征图：图已绘制，或此运行尚未完成，或它没有保留绘图所需的特征。",
    ),
    # -- maps -----------------------------------------------------------------------------------------------------------------
    "page.map.title": Text("The feature map, before and after", "特征图：之前与之后"),
    "page.map.read": Text(
        "Each point is a picture: ● source, ◇ target. Diamonds that gather by circles of their own color have found their place.",
        "每个点是一张图片：● 源域，◇ 目标域。按类别着色时，菱形聚在同色圆点旁，说明目标域找到了自己的类别。",
    ),
    "page.map.colour": Text("Color by", "着色方式"),
    "page.map.colour.class": Text("class", "类别"),
    "page.map.colour.prediction": Text("prediction", "预测"),
    "page.map.colour.domain": Text("domain", "域"),
    "page.map.colour.right": Text("right or wrong", "对错"),
    "page.map.colour.confidence": Text("confidence", "把握"),
    "page.map.right": Text("right", "正确"),
    "page.map.wrong": Text("wrong (larger)", "错误（较大）"),
    "page.map.unsure": Text("unsure", "没把握"),
    "page.map.sure": Text("sure", "有把握"),
    "page.map.drag": Text("What dragging does", "拖动的作用"),
    "page.map.drag.zoom": Text("zoom", "缩放"),
    "page.map.drag.lasso": Text("select", "选取"),
    "page.map.trails": Text("trails", "轨迹"),
    "page.map.keys": Text(
        "Arrow keys go from picture to picture, Enter selects one, Shift and Enter more, Escape clears.",
        "方向键在图片间移动，回车选取，Shift 加回车选取多张，Esc 清除。",
    ),
    "page.map.selected": Text(
        "{count:count} {count:picture|pictures} selected: {target:count} target, {source:count} source",
        "已选 {count:count} 张图片：目标域 {target:count}，源域 {source:count}",
    ),
    "page.map.selected.read": Text(
        "What each one is (or, if unknown, what it was predicted as before) → what it is predicted as on the second map. Least "
        "sure first.",
        "每张图片的类别（未知时为之前的预测）→ 第二张图上的预测。把握最小的在前。",
    ),
    "page.map.selected.more": Text(
        "The {shown:count} least sure of {count:count}: what each one is (or was predicted as before) → what it is predicted "
        "as on the second map.",
        "{count:count} 张中把握最小的 {shown:count} 张：类别（或之前的预测）→ 第二张图上的预测。",
    ),
    "page.map.full": Text("Full screen", "全屏"),
    "page.map.full.leave": Text("Leave full screen (Esc)", "退出全屏（Esc）"),
    "page.map.clear": Text("clear selection", "清除选择"),
    "page.map.sampled": Text(
        "Shown are {source:count} of {source_all:count} source and {target:count} of {target_all:count} target pictures, always the same ones.",
        "显示源域 {source_all:count} 张中的 {source:count} 张、目标域 {target_all:count} 张中的 {target:count} 张，始终是同一批图片。",
    ),
    "page.map.outside": Text(
        "Far from all others, and therefore drawn as triangles at the edge: {names:list}",
        "离其他图片很远，因此在边缘画成三角形：{names:list}",
    ),
    "page.map.outside.one": Text("far beyond the edge of this map", "远在此图边缘之外"),
    "page.map.badge.good": Text("True to the features.", "忠于特征。"),
    "page.map.badge.careful": Text("Careful.", "请谨慎。"),
    "page.map.means.few": Text(
        "A domain has fewer than ten pictures: this map shows no more than these.",
        "某个域的图片少于十张：此图只能展示这些图片，说明不了更多。",
    ),
    "page.map.means.bent": Text(
        "Many neighbors on this map are not neighbors in the features: trust the numbers.",
        "此图上的许多邻居在特征中并不相邻：请以数字为准。",
    ),
    "page.map.means.apart_before": Text(
        "Before adapting, a picture's nearest neighbors are mostly from its own domain.",
        "自适应之前，每张图片的近邻大多来自自己的域。",
    ),
    "page.map.means.together_before": Text(
        "Both domains lie in the same places already before adapting.", "自适应之前，两个域就已处在相同的位置。"
    ),
    "page.map.means.partly_before": Text(
        "Before adapting, the domains are mixed only in part.", "自适应之前，两个域只是部分混合。"
    ),
    "page.map.means.own_domain": Text(
        "A picture's nearest neighbors are still mostly from its own domain.", "每张图片的近邻仍大多来自自己的域。"
    ),
    "page.map.means.own_domain_adversary": Text(
        "A picture's nearest neighbors are still mostly from its own domain. The discriminator compares the domains as a whole, so it can "
        "be fooled long before neighbors mix.",
        "每张图片的近邻仍大多来自自己的域。判别器比较的是两个域的整体，因此早在近邻混合之前就可能被骗过。",
    ),
    "page.map.means.islands": Text(
        "Predicted classes are islands. Mixing the domains is not what this strategy does.",
        "预测的各类别自成岛屿。此策略并不以混合两个域为目标。",
    ),
    "page.map.means.no_islands": Text(
        "Predicted classes run into each other. Mixing the domains is not what this strategy does.",
        "预测的各类别仍彼此相连。此策略并不以混合两个域为目标。",
    ),
    "page.map.means.partly": Text(
        "The domains are mixed only in part; classes are islands.", "两个域只是部分混合；各类别自成岛屿。"
    ),
    "page.map.means.partly_blurred": Text(
        "The domains are mixed only in part, and predicted classes run into each other.",
        "两个域只是部分混合，预测的各类别也彼此相连。",
    ),
    "page.map.means.shared": Text(
        "Both domains share the same places, and classes are islands.",
        "两个域共处一处，各类别自成岛屿。",
    ),
    "page.map.means.blurred": Text(
        "The domains are mixed, but so are predicted classes: mixed is not yet right.",
        "两个域已混合，但预测的类别也混在一起：混合不等于正确。",
    ),
    "page.map.mixing": Text("Domain mixing", "域混合度"),
    "page.map.mixing.means": Text(
        "of neighbors are from the other domain; 50 %: it cannot tell them apart",
        "的邻居来自另一个域；50 % 表示无法区分",
    ),
    # With a soft hyphen: as one word it is wider than its column on a phone.
    "page.map.trustworthiness": Text("Trust\u00adworthiness", "此图可信度"),
    "page.map.trustworthiness.means": Text(
        "how far neighbors on this map are neighbors in the features; 100 %: all are",
        "图上的邻居在多大程度上也是特征中的邻居；100 % 表示全部都是",
    ),
    "page.map.separation": Text("Class separation", "类别分离度"),
    "page.map.separation.means": Text(
        "of neighbors are predicted as the same class; 100 %: islands",
        "的邻居被预测为同一类别；100 % 表示各自成岛",
    ),
    "page.map.numbers.separation": Text(
        "Class separation: of the pictures nearest to a picture, the share that is predicted as the same class. 100 %: every class is an "
        "island. It says nothing about whether the classes are right.",
        "类别分离度：与一张图片最接近的图片中，被预测为同一类别的比例。100 %：每个类别都是一座岛。它不说明类别是否正确。",
    ),
    "page.map.movers": Text("Who left their neighbors", "离开邻居的图片"),
    "page.map.movers.read": Text(
        "Target pictures whose 15 nearest neighbors from before are now farthest away. For the first one, {left:percent} of the target's "
        "pictures have come closer to it than those neighbors are now.",
        "这些目标域图片之前最近的 15 个邻居如今离它们最远。以第一张为例，目标域中有 {left:percent} 的图片如今比这些旧邻居离它更近。",
    ),
    "page.map.unlike": Text("May be of a class that the source does not have", "可能属于源域没有的类别"),
    "page.map.unlike.read": Text(
        "The target pictures that are least like the source's, judged without labels. Some always come first, even where no class is missing: "
        "look at them before you believe it. In trials the source lacked one class on purpose: 40 % of the twelve least alike were of that "
        "class (14 % by chance), and 24 % on the hardest pair of datasets.",
        "在不使用标签的情况下，与源域图片最不相似的目标域图片。即使没有缺少的类别，也总有图片排在最前：请先看图再下结论。"
        "在特意让源域缺少一个类别的试验中，最不相似的十二张图片里有 40 % 属于该类别（随机时为 14 %），在最难的一对数据集上为 24 %。",
    ),
    "page.map.other_classes": Text("Of a class that the source does not have", "属于源域没有的类别"),
    "page.map.other_classes.read": Text(
        "By the labels {count:count} of the target pictures on the map {count:is|are}. Of the {guessed:count} least like the source's, "
        "judged without labels, {right:count} {right:is|are}.",
        "按标签，图上的目标域图片中有 {count:count} 张属于此类。不使用标签时判断为与源域最不相似的 {guessed:count} 张中，"
        "有 {right:count} 张属于此类。",
    ),
    "page.map.alignment": Text("Where the target's clusters landed", "目标域的簇落在哪里"),
    "page.map.alignment.read": Text(
        "The target's features after the run, cut into as many clusters as there are classes (k-means), and what the network "
        "predicts for each cluster. A cluster that is split between classes is where the network is unsure.",
        "将运行后目标域的特征按类别数聚成簇（k-means），以及网络把每个簇当作什么。分属多个类别的簇，就是网络拿不准的地方。",
    ),
    "page.map.split": Text("split", "分裂"),
    "page.map.domains": Text("Domains shown", "显示的域"),
    "page.map.classes": Text("Classes: press one to see it alone", "类别：按一个可单独查看"),
    "page.map.all_classes": Text("all classes", "全部类别"),
    "page.map.before": Text("Before", "之前"),
    "page.map.before.label": Text("Map of the features before adaptation", "自适应之前的特征图"),
    "page.map.before.empty": Text(
        "How the network sees both domains before adaptation; drawn during training.",
        "自适应之前网络眼中的两个域；训练进行时绘制。",
    ),
    "page.map.before.caption": Text("Before", "之前"),
    "page.map.after": Text("After", "之后"),
    "page.map.after.label": Text("Map of the features after adaptation", "自适应之后的特征图"),
    "page.map.after.empty": Text(
        "How it sees them afterward, on the same axes: each class should have found its place.",
        "之后网络眼中的两个域，坐标相同：每个类别都应各就其位。",
    ),
    "page.map.after.caption": Text("After, step {step:count}", "之后，第 {step:count} 步"),
    "page.map.during.caption": Text("While it trains, step {step:count}", "训练中，第 {step:count} 步"),
    "page.map.coming": Text("The map is being drawn.", "正在绘制特征图。"),
    "page.map.none": Text("This map was not drawn.", "未绘制此图。"),
    "page.map.draw": Text("Draw the maps", "绘制特征图"),
    "page.map.draw.search": Text("A search draws maps only of the network that it takes.", "搜索只为其采用的网络绘制特征图。"),
    "page.map.failed": Text("The map could not be drawn: {reason}", "无法绘制特征图：{reason}"),
    "page.map.sealed": Text(
        "The target's labels are locked away: its diamonds are colored by what the network predicts.",
        "目标域标签已锁定：菱形按网络的预测着色。",
    ),
    "page.map.unlabelled": Text(
        "The target has no labels of its own: its diamonds are colored by what the network predicts.",
        "目标域没有自带标签：菱形按网络的预测着色。",
    ),
    "page.map.still": Text(
        "The features themselves hardly moved: this strategy changes what is predicted from them. Below is what changed.",
        "特征本身几乎没有移动：此策略改变的是由特征得出的预测。变化如下。",
    ),
    "page.map.moved": Text("What changed", "发生了什么变化"),
    "page.map.changed": Text(
        "{changed:count} of {of:count} target pictures are predicted differently than before.",
        "{of:count} 张目标域图片中，有 {changed:count} 张的预测与之前不同。",
    ),
    "page.map.group": Text("{count:count} left “{before}” for “{after}”", "{count:count} 张从“{before}”变为“{after}”"),
    "page.map.learned": Text("learned: its label was given", "已学习：标签由人工给出"),
    "page.map.show_group": Text("show on the map", "在图上显示"),
    "page.map.picture.source": Text("source", "源域"),
    "page.map.picture.target": Text("target", "目标域"),
    "page.map.class": Text("class {name}", "类别 {name}"),
    "page.map.prediction": Text("predicted {name}, {confidence:percent} sure", "预测为 {name}，把握 {confidence:percent}"),
    "page.map.value": Text("value {value:value}", "数值 {value:value}"),
    "page.map.prediction.value": Text("predicted {value:value}", "预测为 {value:value}"),
    "page.map.prediction_before.value": Text("before: {value:value}", "之前：{value:value}"),
    "page.map.prediction_before": Text("before: {name}, {confidence:percent} sure", "之前：{name}，把握 {confidence:percent}"),
    "page.map.play": Text("Play from before to after, or pause", "播放（从之前到之后）或暂停"),
    "page.map.scrub": Text("From before to after", "从之前到之后"),
    "page.map.numbers": Text("What do these numbers mean?", "这些数字是什么意思？"),
    "page.map.numbers.mixing": Text(
        "Domain mixing: of the pictures nearest to a picture, the share that comes from the other domain. 0 %: the network sees two separate "
        "worlds. 50 %: it cannot tell them apart.",
        "域混合度：与一张图片最接近的图片中，来自另一个域的比例。0 %：网络看到两个分开的世界。50 %：它无法区分两个域。",
    ),
    "page.map.numbers.trustworthiness": Text(
        "Trustworthiness: features have hundreds of dimensions and a map has two, so every map lies a little. Pictures that are neighbors on "
        "the map but not in the features lower it, the more the farther apart they are there. 100 %: there are none. 50 %: the map is no "
        "better than chance. Neighbors in the features that lie apart on the map do not lower it. Below 90 %, look at the numbers rather "
        "than the picture.",
        "此图可信度（trustworthiness）：特征有数百维，图只有二维，所以任何图都会有些失真。"
        "图上相邻而在特征中不相邻的图片会使它降低，在特征中相距越远，降低越多。100 %：没有这样的图片。50 %：与随机摆放无异。"
        "在特征中相邻而在图上分开的图片不影响它。低于 90 % 时，请多看数字，少看图。",
    ),
    "page.map.numbers.axes": Text(
        "The axes have no unit, only nearness counts. All maps show the same pictures on the same axes, and each begins from "
        "the one before, so what seems to move has really moved. The marks on the scrubber are moments of training that were "
        "actually measured; between two marks the points are only interpolated.",
        "坐标轴没有单位，只看远近。所有图以相同的坐标显示相同的图片，每张从前一张出发，因此看到的移动就是真实的移动。"
        "滑块上的刻度是训练中真实测得的时刻；两个刻度之间的位置只是插值。",
    ),
}
