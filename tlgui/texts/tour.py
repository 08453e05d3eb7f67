"""The tour for newcomers: six steps, whose sentences follow what the run shows."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.tour.offer": Text(
        "First time here? Six steps show what happens with these pictures.",
        "第一次使用？六步了解这些图片会经历什么。",
    ),
    "page.tour.take": Text("Take the tour", "开始导览"),
    "page.tour.no": Text("No, thanks", "不用了"),
    "page.tour.again": Text(
        "A tour of six steps runs the demo and explains what it shows.", "六步导览：运行演示，并解释看到的内容。"
    ),
    "page.tour.progress": Text("{step:count} of {steps:count}", "第 {step:count} 步，共 {steps:count} 步"),
    "page.tour.next": Text("Next", "下一步"),
    "page.tour.back": Text("Back", "上一步"),
    "page.tour.start": Text("Start the run", "开始运行"),
    "page.tour.done": Text("Done", "完成"),
    # -- steps ----------------------------------------------------------------------------------------------------------------
    "page.tour.data": Text("Two sets of pictures", "两组图片"),
    "page.tour.data.text": Text(
        "A network learns from “{source}”: {source_count:count} pictures of {classes:count} classes. It should then recognize "
        "“{target}”, {target_count:count} pictures that look different.",
        "网络从“{source}”中学习：{source_count:count} 张图片，{classes:count} 个类别。然后它应能认出“{target}”的 "
        "{target_count:count} 张图片，而它们看起来不同。",
    ),
    "page.tour.method": Text("A way to adapt", "一种适应方法"),
    "page.tour.method.text": Text(
        "The strategy says how the network gets used to “{target}”. Chosen is {strategy}; below it stands its idea. Leave it "
        "for now.",
        "策略决定网络如何适应“{target}”。当前选择：{strategy}，下方是它的思路。现在不必更改。",
    ),
    "page.tour.start.title": Text("Start", "开始"),
    "page.tour.start.text": Text(
        "Press Start. For comparison, a network learns from “{source}” alone; then another one adapts to “{target}”.",
        "按“开始”。先有一个网络只学习“{source}”作为对照，再有一个网络适应“{target}”。",
    ),
    "page.tour.start.waits": Text(
        "Start cannot be pressed yet: what is missing stands beside it.", "还不能开始：旁边写着缺少什么。"
    ),
    "page.tour.start.began": Text("The run began. {words}.", "运行已开始。{words}。"),
    "page.tour.in_line": Text(
        "The run was sent and begins when it is its turn. {words}.", "运行已提交，轮到它时就开始。{words}。"
    ),
    "page.tour.start.over": Text("This run is over. {words}.", "此运行已结束。{words}。"),
    "page.tour.curves": Text("Is it working?", "有效果吗？"),
    "page.tour.curves.coming": Text("The first points come in a moment. {words}.", "第一批数据点即将出现。{words}。"),
    "page.tour.curves.both": Text(
        "At step {step:count}, {target:percent} of “{name}” are recognized (orange). The network that did not adapt gets "
        "{baseline:percent} (dotted). What lies between them is what adapting is worth.",
        "第 {step:count} 步时，认出了“{name}”的 {target:percent}（橙色）。未适应的网络为 {baseline:percent}（点线）。两者之差就是适应的价值。",
    ),
    "page.tour.curves.kept": Text(
        "At step {step:count}, which was kept, {target:percent} of “{name}” are recognized (orange). The dotted line is the "
        "network that did not adapt.",
        "在保留的第 {step:count} 步，认出了“{name}”的 {target:percent}（橙色）。点线是未适应的网络。",
    ),
    "page.tour.curves.target": Text(
        "At step {step:count}, {target:percent} of “{name}” are recognized (orange).",
        "第 {step:count} 步时，认出了“{name}”的 {target:percent}（橙色）。",
    ),
    "page.tour.curves.source": Text(
        "At step {step:count}, {source:percent} of the source's held-out pictures are recognized (blue). The labels of “{name}” are "
        "locked away, so nobody can see yet how many of them are.",
        "第 {step:count} 步时，认出了源域预留图片的 {source:percent}（蓝色）。“{name}”的标签已锁定，暂时无法知道认出了多少。",
    ),
    "page.tour.maps": Text("What the network sees", "网络看到了什么"),
    "page.tour.maps.coming": Text(
        "Here the pictures become points: near each other if the network finds them alike. {words}.",
        "图片在这里变成点：网络认为相似的点彼此靠近。{words}。",
    ),
    "page.tour.maps.read": Text(
        "Each point is a picture, ● of “{source}”, ◇ of “{target}”. Colors are classes, near means alike.",
        "每个点是一张图片：● 来自“{source}”，◇ 来自“{target}”。颜色表示类别，靠近表示相似。",
    ),
    "page.tour.maps.changed": Text(
        "From the first map to the second, {changed:count} of {count:count} ◇ were put into another class.",
        "从第一张图到第二张图，{count:count} 个 ◇ 中有 {changed:count} 个被归入另一类别。",
    ),
    "page.tour.result": Text("Was it worth it?", "值得吗？"),
    "page.tour.result.waits": Text("The result will stand here. {words}.", "结果将出现在这里。{words}。"),
    "page.tour.result.next": Text(
        "Now try a picture, compare another strategy, or bring your own folders. This tour is also found under Learn.",
        "现在可以试一张图片、比较另一种策略，或使用自己的文件夹。在“学习”页可再次打开此导览。",
    ),
}
