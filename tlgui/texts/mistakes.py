"""What the view of mistakes says."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.mistakes.title": Text(
        "What is still wrong: {wrong:count} of {pictures:count}", "仍然出错的：{pictures:count} 张中的 {wrong:count} 张"
    ),
    "page.mistakes.title.sealed": Text(
        "What adaptation changed: {wrong:count} of {pictures:count}", "自适应改变的预测：{pictures:count} 张中的 {wrong:count} 张"
    ),
    "page.mistakes.read": Text(
        "Each row is a true class, each column what the pictures were predicted as. Press a number to see its pictures.",
        "每行是一个真实类别，每列是图片被判成的类别。点击数字查看图片。",
    ),
    "page.mistakes.read.sealed": Text(
        "The labels are locked away, so rows are what source-only predicted. Press a number to see its pictures. Reveal the labels to see "
        "what is wrong.",
        "标签已锁定，因此每行是“仅用源域”模型的预测。点击数字查看图片。揭晓标签后即可看到错误之处。",
    ),
    "page.mistakes.read.unlabelled": Text(
        "The target has no labels, so rows are what source-only predicted. Press a number to see its pictures. Labels of about twenty of them "
        "would tell what is wrong.",
        "目标域没有标签，因此每行是“仅用源域”模型的预测。点击数字查看图片。为其中约二十张标注，即可了解错误之处。",
    ),
    "page.mistakes.read.given": Text(
        "The target has no labels of its own, so rows are what source-only predicted. Press a number to see its pictures.",
        "目标域没有自带标签，因此每行是“仅用源域”模型的预测。点击数字查看图片。",
    ),
    "page.mistakes.left_out": Text(
        "The {count:count} {count:picture|pictures} whose labels it learned {count:is|are} left out here.",
        "它学习过标签的 {count:count} 张图片不计入此处。",
    ),
    "page.mistakes.worst": Text(
        "The {shown:count} classes with the most mistakes are shown, of {count:count}.",
        "共 {count:count} 个类别，显示错误最多的 {shown:count} 个。",
    ),
    "page.mistakes.of": Text("Predictions of", "预测来自"),
    "page.mistakes.of.run": Text("adapted", "自适应后"),
    "page.mistakes.of.baseline": Text("source-only", "仅用源域"),
    "page.mistakes.corner": Text("true ↓ predicted →", "真实 ↓ 预测 →"),
    "page.mistakes.corner.sealed": Text("before ↓ after →", "之前 ↓ 之后 →"),
    "page.mistakes.cell": Text(
        "{count:count} {count:picture|pictures} of {row} predicted as {column} ({share:percent} of {row})",
        "{row} 中有 {count:count} 张被判为 {column}（占 {row} 的 {share:percent}）",
    ),
    "page.mistakes.cell.sealed": Text(
        "{count:count} {count:picture|pictures}: {row} before, {column} after ({share:percent} of {row} before)",
        "{count:count} 张：之前判为 {row}，之后判为 {column}（占之前 {row} 的 {share:percent}）",
    ),
    "page.mistakes.classes": Text("Each class before and after", "各类别前后对比"),
    "page.mistakes.classes.sealed": Text("How often each class is predicted", "各类别被预测的比例"),
    "page.mistakes.turned": Text(
        "Compared with the baseline, {right:count} {right:picture|pictures} became right and {wrong:count} wrong. If both were "
        "equally good, chance alone would give a split this uneven with {p:chance}.",
        "与基线相比，{right:count} 张图片变对，{wrong:count} 张变错。若两者一样好，偶然出现如此悬殊结果的概率为 {p:chance}。",
    ),
    "page.mistakes.classes.read": Text(
        "Share of the class that is right: the ring is source-only, the dot is adapted. Red classes got worse.",
        "该类别判对的比例：圆环为“仅用源域”，圆点为自适应后。红色的类别变差了。",
    ),
    "page.mistakes.classes.read.sealed": Text(
        "Share of these target pictures: the ring is source-only, the dot is adapted. A class that swallows the others is a "
        "collapse.",
        "占这些目标域图片的比例：圆环为“仅用源域”，圆点为自适应后。某一类吞掉其他类即为坍缩。",
    ),
    "page.mistakes.change": Text(
        "{before:percent} before, {after:percent} after, {count:count} pictures",
        "之前 {before:percent}，之后 {after:percent}，{count:count} 张",
    ),
    "page.mistakes.sure": Text("The surest mistakes", "最自信的错误"),
    "page.mistakes.sure.sealed": Text("The surest changes", "最自信的改变"),
    "page.mistakes.back": Text("Back to the surest ones", "返回最自信的那些"),
    "page.mistakes.none": Text(
        "Not a single mistake: every labeled target picture is right.", "没有一个错误：所有带标签的目标域图片都判对了。"
    ),
    "page.mistakes.none.sealed": Text("Adaptation did not change a single prediction.", "自适应没有改变任何预测。"),
    "page.mistakes.opened": Text("{row} predicted as {column}: {count:count}", "{row} 被判为 {column}：{count:count} 张"),
    "page.mistakes.opened.sealed": Text(
        "{row} before, {column} after: {count:count}", "之前 {row}，之后 {column}：{count:count} 张"
    ),
    "page.mistakes.picture": Text(
        "Actually {first}, predicted as {after} ({confidence:percent} sure)",
        "实际为 {first}，被判为 {after}（把握 {confidence:percent}）",
    ),
    "page.mistakes.picture.sealed": Text(
        "{first} before, {after} after ({confidence:percent} sure)", "之前 {first}，之后 {after}（把握 {confidence:percent}）"
    ),
    "page.mistakes.more": Text("What this tells you", "如何理解"),
    "page.mistakes.more.matrix": Text(
        "Green cells are right, red ones wrong; the stronger the color, the larger the share of the row. A red cell that "
        "stands out means two classes look alike in the target's style. Compare with source-only: a cell that was pale and is "
        "now red is what adaptation broke.",
        "绿色格子是正确的，红色是错误的；颜色越深，占该行的比例越大。"
        "突出的红色格子说明两个类别在目标域风格下很像。与“仅用源域”对比：原来浅、现在红的格子就是自适应弄坏的。",
    ),
    "page.mistakes.more.matrix.sealed": Text(
        "The stronger a cell's color, the larger the share of its row. On the diagonal are the pictures whose prediction stayed; a "
        "cell beside it that stands out is where adaptation moved many pictures from one class to another. Whether that was right, "
        "only labels can tell.",
        "颜色越深，占该行的比例越大。对角线上是预测未变的图片；旁边突出的格子，是自适应把许多图片从一类改判为另一类的地方。"
        "改得对不对，只有标签才能说明。",
    ),
    "page.mistakes.more.sure": Text(
        "A mistake that the model is sure of is worth a look first: it may be a wrong label, two classes in one picture, or a "
        "class that moved to the wrong place on the map.",
        "模型很自信的错误最值得先看：可能是标签错误、一张图里有两个类别，或某个类别在特征图上移到了错误的位置。",
    ),
    "page.mistakes.more.sure.sealed": Text(
        "A change that the model is sure of is worth a look first: it shows what adaptation has learned, rightly or wrongly.",
        "模型很有把握的改变最值得先看：它显示自适应学到了什么，无论对错。",
    ),
}
