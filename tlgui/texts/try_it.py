"""What the page Try it says."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.place.try": Text("Try it", "试一试"),
    "page.try.title": Text("Try a picture", "试一张图片"),
    "page.try.about": Text(
        "One picture, two networks: trained on the source only, and adapted. See what each says and where it looked.",
        "一张图片，两个网络：只在源域上训练的，和自适应之后的。看看各自的判断，以及它们看的是哪里。",
    ),
    "page.try.none": Text(
        "Once a run has finished, its networks can be tried here. Start one under Adapt.",
        "有运行完成后，就可以在这里试用它的网络。请先在“自适应”页开始一次。",
    ),
    "page.try.run": Text("Run", "运行"),
    "page.try.which": Text("{data}: {strategy}, {backbone}, {when}", "{data}：{strategy}，{backbone}，{when}"),
    "page.try.upload.touch": Text("Choose a picture", "选择一张图片"),
    "page.try.upload": Text("Choose or drop a picture", "选择或拖入一张图片"),
    "page.try.camera": Text("Use the camera", "使用摄像头"),
    "page.try.take": Text("Take the picture", "拍照"),
    "page.try.close": Text("Close", "关闭"),
    "page.try.no_camera": Text(
        "The camera cannot be used: allow it in the browser. It only works on this machine or over https.",
        "无法使用摄像头：请在浏览器中允许。仅在本机或通过 https 访问时可用。",
    ),
    "page.try.unreadable": Text(
        "The browser cannot read this file as a picture: it may be of another format, damaged or far too large. Save it as a JPEG or PNG of "
        "less than 50 megapixels.",
        "浏览器无法将该文件作为图片读取：格式可能不支持，文件可能已损坏或过大。请另存为不超过 50 MP（百万像素）的 JPEG 或 PNG。",
    ),
    "page.try.target": Text("Or press a picture of the target", "或点击一张目标域图片"),
    "page.try.target.picture": Text("Try target picture {n}", "试用目标域图片 {n}"),
    "page.try.target.learned": Text(
        "Try target picture {n} (learned: its label was given)", "试用目标域图片 {n}（已学习：标签由人工给出）"
    ),
    "page.try.learned.strip": Text(
        "Framed: pictures whose labels this network learned ({count:count} here). Its answers there show memory, not adaptation.",
        "此处带框的 {count:count} 张图片，其标签已被此网络学习：对它们的回答体现的是记忆，而不是自适应。",
    ),
    "page.try.learned": Text(
        "The adapted network learned this picture: its label was given. A right answer shows memory, not adaptation.",
        "自适应后的网络学习过这张图片，其标签由人工给出。答对体现的是记忆，而不是自适应。",
    ),
    "page.try.never": Text(
        "It was told that the target has none of these, and never names them, whatever a picture shows: {names:list}.",
        "训练时已告知它目标域没有这些类别，因此无论图片中是什么，它都不会给出它们：{names:list}。",
    ),
    "page.try.picture": Text("The picture as the networks see it", "网络看到的图片"),
    "page.try.thinking": Text("The networks are looking…", "网络正在查看……"),
    "page.try.same": Text("Both say the same.", "两者判断相同。"),
    "page.try.other": Text("They disagree: adaptation changed the answer.", "两者判断不同：自适应改变了答案。"),
    "page.try.truth": Text("It is: {truth}.", "实际为：{truth}。"),
    "page.try.one": Text(
        "This run has no baseline on this machine: only its own network is shown.", "本机上没有此运行的基线：只显示它自己的网络。"
    ),
    "page.try.baseline": Text("Source-only", "仅用源域"),
    "page.try.run_network": Text("Adapted", "自适应后"),
    "page.try.says": Text("{name}, {share:percent} sure", "{name}，把握 {share:percent}"),
    "page.try.value": Text("Predicts {value:value}", "预测值 {value:value}"),
    "page.try.looked": Text("Yellow: what speaks for {name}", "黄色处：支持“{name}”的部分"),
    "page.try.looked.value": Text("Yellow: what raises the value", "黄色处：使预测值升高的部分"),
    "page.try.not_looked": Text(
        "No single place in the last feature map speaks for it.", "最后的特征图中没有哪个位置单独支持该判断。"
    ),
    "page.try.nearest": Text("Nearest source pictures", "最相近的源域图片"),
    "page.try.near": Text("Source picture {n}", "源域图片 {n}"),
    "page.try.read": Text(
        "Source-only is before adaptation, Adapted after it. A right answer for the wrong reason gives itself away: is the "
        "yellow part the thing itself, or its background?",
        "“仅用源域”是自适应之前，“自适应后”是之后。答案对而理由错也看得出来：黄色处是物体本身，还是背景？",
    ),
    "page.try.more": Text("How this works", "如何得出"),
    "page.try.more.looked": Text(
        "Grad-CAM (Selvaraju et al. 2017): how much each place in the last feature map raises the output for the class. The map is coarse (7 × "
        "7 for most networks), so it says where, not what.",
        "Grad-CAM（Selvaraju 等，2017）：最后一层特征图中每个位置使该类别输出升高的程度。该图很粗（多数网络为 7 × 7），"
        "只说明在哪里，不说明是什么。",
    ),
    "page.try.more.nearest": Text(
        "Nearest by the cosine of the features in front of the classifier, among the run's sample of source pictures. After a good adaptation "
        "the neighbors are of the right class.",
        "按分类器之前特征的余弦相似度，在此运行的源域样本中最相近。自适应良好时，近邻应属于正确的类别。",
    ),
    "error.try_needs_a_finished_run": Text(
        "This run has not saved a network yet. Wait until it has finished, or choose another one.",
        "此运行尚未保留网络。请等待其完成，或选择其他运行。",
    ),
    "error.picture_file_missing": Text("{file}: there is no such file.", "{file}：没有这个文件。"),
    "error.picture_file_unusable": Text(
        "{file} cannot be read as a picture. Export it again as JPEG or PNG.",
        "{file} 无法作为图片读取。请重新导出为 JPEG 或 PNG。",
    ),
    "error.model_backbone_differs": Text(
        "The network was trained with other weights of {backbone} than this machine has: its predictions would be wrong. Install the version "
        "it was trained with.",
        "训练该网络所用的 {backbone} 权重与本机不同：预测会出错。请安装训练时的版本。",
    ),
}
