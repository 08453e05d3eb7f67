"""What the page says of datasets: choosing, uploading, their labels and classes, and the place Data."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    # -- data -----------------------------------------------------------------------------------------------------------------
    "page.role.source": Text("Source", "源域"),
    "page.role.source.about": Text(
        "What the network learns from: one folder for each class.", "网络学习所用的图片：每个类别一个文件夹。"
    ),
    "page.role.target": Text("Target", "目标域"),
    "page.role.target.about": Text(
        "What it should work on: the same things, looking different. Labels are optional.",
        "网络要适应的图片：同样的事物，不同的外观。标签可有可无。",
    ),
    "page.role.new": Text("Add pictures", "添加图片"),
    "page.role.new.about": Text(
        "A folder with one sub-folder for each class, or a flat folder without labels; or either as a zip.",
        "每个类别一个子文件夹；或没有标签的单层文件夹；也可以是 zip。",
    ),
    "page.dataset.change": Text("change", "更换"),
    "page.dataset.choose": Text("choose…", "选择…"),
    "page.dataset.classes": Text(
        "{size:count} {size:picture|pictures} · {classes:count} {classes:class|classes}",
        "{size:count} 张图片 · {classes:count} 个类别",
    ),
    "page.dataset.flat": Text("{size:count} {size:picture|pictures}", "{size:count} 张图片"),
    "page.dataset.picture": Text("Picture {n} of {name}", "{name} 的第 {n} 张图片"),
    "page.dataset.same.labels": Text(
        "The same pictures are here already as “{name}”, with {labels:count} {labels:label|labels} that you gave.",
        "相同的图片已作为“{name}”存在，其中有您给出的 {labels:count} 个标签。",
    ),
    "page.dataset.same.runs": Text(
        "The same pictures are here already as “{name}”, with {runs:count} {runs:run|runs}.",
        "相同的图片已作为“{name}”存在，并有 {runs:count} 个运行。",
    ),
    "page.dataset.same.both": Text(
        "The same pictures are here already as “{name}”, with {labels:count} {labels:label|labels} that you gave and {runs:count} "
        "{runs:run|runs}.",
        "相同的图片已作为“{name}”存在，其中有您给出的 {labels:count} 个标签，并有 {runs:count} 个运行。",
    ),
    "page.dataset.same.when": Text("{words} That one was added on {when}.", "{words}那一份添加于 {when}。"),
    "page.dataset.same.go": Text("Go to it", "前往查看"),
    "page.dataset.same.take": Text("Take that one", "改用它"),
    "page.files": Text("{count:count} {count:file|files}", "{count:count} 个文件"),
    "page.dataset.reveal": Text("Reveal its labels", "揭晓其标签"),
    "page.dataset.reveal.sure": Text("Open them for good? Press again", "确定永久公开？请再按一次"),
    "page.data.sealed": Text(
        "Its labels are sealed: it was used as a target. Classes and file names are shown once the labels are revealed.",
        "标签已锁定：它曾用作目标域。揭晓标签之后才会显示类别和文件名。",
    ),
    "picture.sealed": Text("picture {number} · {hash}…", "图片 {number} · {hash}…"),
    "page.dataset.refused": Text("{name} could not be used. {reason}", "{name}无法使用。{reason}"),
    "page.dataset.refused_named": Text("{files} ({names:list})", "{files}（{names:list}）"),
    "page.dataset.left_out_more": Text("and {count:count} more: see Data", "还有 {count:count} 项：见“数据”"),
    "page.dataset.of_host": Text("{words} · from the host", "{words} · 主持人分发"),
    "page.same_pictures": Text(
        "Source and target are the same pictures: a run would show nothing. Choose another target.",
        "源域与目标域是同样的图片：运行不会说明任何问题。请选择其他目标域。",
    ),
    "page.dataset.taken_back": Text(
        "The host has taken this dataset back: nothing new can be trained on it for now.",
        "主持人已收回此数据集：目前不能用它开始新的训练。",
    ),
    "page.labels.none": Text("no labels", "无标签"),
    "page.labels.given": Text("{labels:count} of {size:count} labeled by you", "您已标注 {size:count} 张中的 {labels:count} 张"),
    "page.labels.labelled": Text("labeled", "带标签"),
    "page.labels.open": Text("labels open to everyone", "标签公开"),
    "page.labels.sealed": Text("labels known, locked away for the reveal", "标签已知，锁定至揭晓"),
    "page.labels.lifted": Text(
        "These pictures were first put in as a target, which locked their labels. No run relies on that, so as a source they are "
        "open; the first run with them as a source opens them for good.",
        "这些图片最初作为目标域放入，标签因此被锁定。还没有运行依赖这一锁定，所以用作源域时标签可见；"
        "首次以其为源域的运行会永久公开标签。",
    ),
    "page.labels.opened": Text("labels known, revealed", "标签已知，已揭晓"),
    "page.labels.revealed": Text("labels known, revealed in the run that is shown", "标签已知，已在所示运行中揭晓"),
    "page.uses.learns": Text(
        "Target labels: used for learning, with some held out for scoring.", "目标域标签：用于学习，并留出一部分用于评分。"
    ),
    "page.uses.learns_given": Text(
        "Target labels: it learns the {labels:count} that you gave.", "目标域标签：学习您给出的 {labels:count} 个标签。"
    ),
    "page.uses.sealed": Text(
        "Target labels: not used for learning. The run keeps them locked away until they are revealed.",
        "目标域标签：不用于学习。运行会一直锁定它们，直到揭晓。",
    ),
    "advice.type.inter_domain.unseen": Text(
        "Inter-domain transfer: another domain; the same task if the target has the same classes",
        "域间迁移：域不同；若目标域的类别相同，则任务相同",
    ),
    "page.uses.revealed": Text(
        "Target labels: not used for learning. They are revealed already; the run's page shows what they say once you reveal them there too.",
        "目标域标签：不用于学习。标签已揭晓；在运行页面也揭晓后，即可看到按标签的结果。",
    ),
    "page.uses.open": Text("Target labels: not used for learning, only for scoring.", "目标域标签：不用于学习，只用于评分。"),
    "page.uses.none": Text(
        "The target has no labels, and none are needed. Scores without labels will show how it went.",
        "目标域没有标签，也不需要。结果由无需标签的分数说明。",
    ),
    "page.uses.given": Text(
        "Go to your {labels:count} {labels:label|labels} to search with them", "前往您的 {labels:count} 个标签，用它们搜索"
    ),
    "page.uses.second.source": Text("The second phase learns from the source's labels.", "第二阶段从源域标签中学习。"),
    "page.uses.second.target": Text(
        "The second phase learns from the target's training labels.", "第二阶段从目标域训练标签中学习。"
    ),
    "page.upload.touch": Text("Choose a folder or a zip", "选择文件夹或 zip"),
    "page.upload.drop": Text("Drop a folder or a zip here", "把文件夹或 zip 拖到这里"),
    "page.upload.folder": Text("Choose folder", "选择文件夹"),
    "page.upload.folder.label": Text("Choose a folder of pictures", "选择图片文件夹"),
    "page.upload.zip": Text("Choose zip", "选择 zip"),
    "page.upload.zip.label": Text("Choose a zip of pictures", "选择图片 zip"),
    "page.upload.earlier": Text("or use an earlier one", "或使用之前的"),
    "page.upload.path": Text("or a folder on the server", "或服务器上的文件夹"),
    "page.upload.use": Text("Use", "使用"),
    "page.table": Text("With a table of values or classes", "附带数值或类别的表格"),
    "page.table.about": Text(
        "A CSV or TSV with a column for the file and one for what is to be learned. Choose it first, then the folder or zip. "
        "Pictures that are not in the table stay unlabeled.",
        "CSV 或 TSV：一列为文件名，一列为要学习的内容。请先选择表格，再选择文件夹或 zip。表格中没有的图片视为无标签。",
    ),
    "page.table.choose": Text("Choose table", "选择表格"),
    "page.table.holds": Text("It holds", "内容为"),
    "page.table.values": Text("numbers to predict", "要预测的数值"),
    "page.table.labels": Text("classes", "类别"),
    "page.table.as_classes": Text("Read it as classes", "按类别读取"),
    "page.table.chosen": Text("{name}; now choose the folder or zip", "{name}；现在请选择文件夹或 zip"),
    "page.table.offered": Text("{name} lies beside the pictures. What does it hold?", "图片旁边有 {name}。它的内容是什么？"),
    "page.table.neither": Text("do not use it", "不使用"),
    "page.upload.cancel": Text("cancel", "取消"),
    "page.upload.sending": Text(
        "Sending {done:count} of {total:count} files, {bytes:bytes}",
        "正在发送 {done:count} / {total:count} 个文件，{bytes:bytes}",
    ),
    "page.upload.pace": Text(
        "{words}, {rate:bytes} a second, {left:seconds} left", "{words}，每秒 {rate:bytes}，还需 {left:seconds}"
    ),
    "page.upload.reading_folder": Text("Looking into the folder", "正在查看文件夹"),
    "page.upload.nothing": Text(
        "The browser found no files in it. It is empty, or its files and folders are links (shortcuts), which browsers leave out: choose the "
        "folder that they lead to, or put the files themselves there.",
        "浏览器在其中没有找到文件。它可能是空的，或其中的文件和文件夹都是链接（快捷方式），浏览器会略过链接："
        "请选择链接指向的文件夹，或放入文件本身。",
    ),
    "page.upload.too_large": Text(
        "{size:bytes}; limit {limit:bytes}. Choose fewer or smaller pictures.",
        "{size:bytes}；上限 {limit:bytes}。请选择更少或更小的图片。",
    ),
    "page.upload.too_many": Text(
        "{count:count} files; limit {limit:count}. Choose a part of them.",
        "{count:count} 个文件；上限 {limit:count}。请只选择一部分。",
    ),
    "page.upload.one_thing": Text("Drop one zip at a time.", "一次请只拖入一个 zip。"),
    "page.upload.waiting": Text(
        "The connection was lost. The upload continues by itself where it stopped, as soon as the server answers.",
        "连接中断。服务器恢复响应后，将自动从中断处继续。",
    ),
    "page.upload.failed": Text("The connection was lost. Try again.", "连接中断。请重试。"),
    "page.upload.changed": Text(
        "A file changed or disappeared while it was read. Try again.", "读取时有文件被更改或删除。请重试。"
    ),
    "page.job.queued": Text("Waiting; {before:count} {before:job|jobs} ahead", "等待中；前面还有 {before:count} 个"),
    "page.job.begins": Text("Starting", "正在开始"),
    "page.job.pace": Text(
        "{words}, {rate:.0f} a second, {left:seconds} left", "{words}，每秒 {rate:.0f} 张，还需 {left:seconds}"
    ),
    "page.job.list": Text("Looking through the folder: {done:count} files so far", "正在查看文件夹：目前 {done:count} 个文件"),
    "page.job.hash": Text("Checking the zip: {done:bytes} of {total:bytes}", "正在检查 zip：{done:bytes} / {total:bytes}"),
    "page.job.unpack": Text("Unpacking {done:count} of {total:count} pictures", "正在解压 {done:count} / {total:count} 张图片"),
    "page.job.copy": Text("Importing: {done:bytes} of {total:bytes}", "正在导入：{done:bytes} / {total:bytes}"),
    "page.job.check": Text("Checking: {done:count} of {total:count} files", "正在检查：{done:count} / {total:count} 个文件"),
    "page.job.loads": Text("Loading the libraries this needs (slowest the first time)", "正在加载所需的程序库（首次最慢）"),
    "page.job.network": Text(
        "Loading the network and finding the fastest way to run it on this machine", "正在加载网络，并寻找在本机上最快的运行方式"
    ),
    "page.job.features": Text(
        "The network is looking at the pictures: {done:count} of {total:count}", "网络正在看图片：{done:count} / {total:count}"
    ),
    "page.job.looks": Text(
        "Measuring light, color and sharpness: {done:count} of {total:count} pictures",
        "正在测量亮度、色彩和清晰度：{done:count} / {total:count} 张图片",
    ),
    "page.job.tests": Text(
        "Comparing the domains: {done:count} of {total:count} tests", "正在比较两个域：{done:count} / {total:count} 项检验"
    ),
    "page.job.classes": Text(
        "Comparing class by class: {done:count} of {total:count}", "正在逐类比较：{done:count} / {total:count}"
    ),
    "page.job.reading": Text("Reading {done:count} of {total:count} pictures", "正在读取 {done:count} / {total:count} 张图片"),
    # -- classes --------------------------------------------------------------------------------------------------------------
    "page.classes.same": Text("Classes: {count:count}, the same in both", "类别：{count:count} 个，两边相同"),
    "page.classes.of_one": Text("Classes: {count:count}", "类别：{count:count} 个"),
    "page.classes.sealed": Text(
        "Classes: {count:count}; sealed ones are not shown", "类别：{count:count} 个；已锁定的类别不显示"
    ),
    "page.classes.differ": Text(
        "Classes: {both:count} in both, {source:count} only in the source, {target:count} only in the target",
        "类别：两边共有 {both:count} 个，仅源域 {source:count} 个，仅目标域 {target:count} 个",
    ),
    "page.classes.used": Text("{used:count} of {all:count} used", "{all:count} 个中使用 {used:count} 个"),
    "page.classes.changed": Text("{count:count} changed", "已更改 {count:count} 个"),
    "page.classes.about": Text(
        "Uncheck a class to leave it out. Give two classes the same name to merge them, or give a class the name that the "
        "other folder uses. Your folders are not changed.",
        "取消勾选可排除该类别。把两个类别改成同名即可合并，也可改成另一个文件夹所用的名称。您的文件夹不会被更改。",
    ),
    "page.classes.unseen": Text(
        "Whether the target's class folders have these names is not shown while its labels are sealed. A name counts only if it is the same "
        "letter for letter: if you know that a folder there is called otherwise, write that name here before you start.",
        "标签锁定期间，不显示目标域的类别文件夹是否也用这些名称。名称须逐字相同才算同一类别：若您知道那里的文件夹用了别的名称，请在开始之前写在这里。",
    ),
    "page.classes.head.use": Text("used", "使用"),
    "page.classes.head.class": Text("class", "类别"),
    "page.classes.head.name": Text("name in the run", "运行中的名称"),
    "page.classes.use": Text("Use {name}", "使用 {name}"),
    "page.classes.name": Text("Name of {name} in the run", "{name} 在运行中的名称"),
    "page.classes.more": Text(
        "{count:count} more: rename them with --rename-class on the command line.",
        "另有 {count:count} 个：请在命令行用 --rename-class 重命名。",
    ),
    "page.classes.alike": Text(
        "“{target}” in the target and “{source}” in the source may be one class.",
        "目标域的“{target}”与源域的“{source}”可能是同一类别。",
    ),
    "page.classes.unite": Text("Use the source's names", "使用源域的名称"),
    "page.classes.reset": Text("undo all changes", "撤销所有更改"),
    # -- what the target contains ----------------------------------------------------------------------------------------------
    "page.contains": Text("Class shares of the target: {what}", "目标域的类别比例：{what}"),
    "page.contains.unknown": Text("not told to the run", "未告知运行"),
    "page.contains.same": Text("as in the source", "与源域相同"),
    "page.contains.told": Text(
        "{count:count} of {all:count} classes, told by you", "{all:count} 类中的 {count:count} 类，由您给出"
    ),
    "page.contains.told.as_text": Text("told by you", "由您给出"),
    "page.contains.by_labels": Text("known from {labels:count} {labels:label|labels}", "由 {labels:count} 个标签得知"),
    "page.contains.by_labels.about": Text(
        "Known from {labels:count} {labels:label|labels}. What you change here is told by you instead.",
        "由 {labels:count} 个标签得知。您在这里所作的更改将改为由您给出。",
    ),
    "page.contains.ask": Text("What does the target contain?", "目标域包含什么？"),
    "page.contains.choose.unknown": Text("I do not know", "我不知道"),
    "page.contains.choose.unknown.about": Text(
        "Find the best finds out. Start takes the source’s shares.", "“寻找最佳”会自行估计；“开始”采用源域的比例。"
    ),
    "page.contains.choose.same": Text("The same as the source", "与源域相同"),
    "page.contains.choose.same.about": Text("Each class is about as frequent as there.", "每个类别的比例都与源域大致相同。"),
    "page.contains.choose.told": Text("I know", "我知道"),
    "page.contains.choose.told.about": Text(
        "Uncheck a class that is not there; it is then not predicted. CDAN and DANN make the most of it.",
        "取消勾选目标域没有的类别，这些类别也不会被预测。CDAN 和 DANN 最能利用这一点。",
    ),
    "page.contains.class": Text("The target has {name}", "目标域有 {name}"),
    "page.contains.share": Text("How frequent {name} is", "{name} 的比例"),
    "page.contains.many": Text(
        "{count:count} classes are too many for sliders: write their shares.",
        "共 {count:count} 个类别，滑块放不下：请直接写出比例。",
    ),
    "page.contains.no_class": Text("The run has no class {name}.", "此运行没有类别 {name}。"),
    "page.contains.no_class.near": Text(
        "The run has no class {name}: did you mean {near}?", "此运行没有类别 {name}：是否想用 {near}？"
    ),
    "page.contains.typed": Text(
        "Or as text: shares, as in dog=0.2,horse=80%, or numbers of pictures, as in dog=40,horse=160",
        "或写成文字：比例（如 dog=0.2,horse=80%）或图片数（如 dog=40,horse=160）",
    ),
    # -- the place Data -------------------------------------------------------------------------------------------------------
    "page.data.title": Text("Data", "数据"),
    "page.data.about": Text(
        "The pictures on this machine. They stay here; your own folders are never changed.",
        "本机上的图片。它们留在这里；您自己的文件夹不会被更改。",
    ),
    "page.data.empty": Text(
        "Each dataset that you add appears here with its classes and counts. Add one above, or press “Try the demo” under Adapt.",
        "您添加的每个数据集都会显示在这里，包括类别和数量。请在上面添加，或在“自适应”页按“试用演示”。",
    ),
    "page.shift.make": Text("Make a shifted copy", "制作偏移副本"),
    "page.shift.about": Text(
        "A copy that looks different on purpose: use it as the target, to see what shift does to a network and what adaptation wins back.",
        "一份有意改变外观的副本：用作目标域，看看域偏移对网络的影响，以及自适应能挽回多少。",
    ),
    "page.shift.go": Text("Make it, and use it as the target", "制作并用作目标域"),
    "page.shift.making": Text("Making", "正在制作"),
    "page.shift.picture": Text("Picture {n} with the shift", "带偏移的第 {n} 张图片"),
    "error.dataset_name_missing": Text("A dataset needs a name.", "数据集需要一个名称。"),
    "error.dataset_name_long": Text(
        "The name has {length:count} characters; {limit:count} at most. Shorten it.",
        "名称有 {length:count} 个字符；最多 {limit:count} 个。请缩短。",
    ),
    "error.dataset_needed": Text(
        "“{name}” cannot be deleted yet: {names:list} {count:reads|read} it. Wait until {count:that run is|those runs are} over, or stop "
        "{count:it|them}.",
        "“{name}”暂时不能删除：{names:list}（{count:count} 个运行）正在使用它。请等其结束，或先停止。",
    ),
    "error.dataset_not_moved": Text("“{name}” could not be moved ({reason}).", "无法移动“{name}”（{reason}）。"),
    "page.data.search": Text("Search datasets", "搜索数据集"),
    "page.data.none_found": Text("No dataset has these words.", "没有包含这些词的数据集。"),
    "page.data.rename": Text("Rename", "重命名"),
    "page.data.name": Text("Name of the dataset", "数据集名称"),
    "page.data.bin": Text("Deleted datasets: {count:count}", "已删除的数据集：{count:count} 个"),
    "page.data.bin.about": Text(
        "They stay here unchanged until they are removed for good. Your own folders were never touched.",
        "它们原样保存在这里，直到彻底删除。您自己的文件夹从未改动。",
    ),
    "page.data.bin.sure": Text(
        "Remove {count:count} {count:dataset|datasets} for good? This cannot be undone.",
        "彻底删除 {count:count} 个数据集？删除后无法恢复。",
    ),
    "page.data.bin.emptied": Text("The trash is empty.", "回收站已清空。"),
    "page.data.use_source": Text("Use as source", "用作源域"),
    "page.data.use_target": Text("Use as target", "用作目标域"),
    "page.data.refused": Text("{count:count} {count:file|files} could not be used", "{count:count} 个文件无法使用"),
    "page.data.refused_more": Text("and {count:count} more", "还有 {count:count} 个"),
    "page.data.more_classes": Text("and {count:count} smaller classes", "还有 {count:count} 个较小的类别"),
    "page.data.no_classes": Text(
        "No labels: the folder has no sub-folders. It can be a target.", "没有标签：文件夹没有子文件夹。可用作目标域。"
    ),
    "page.data.details": Text("Classes and files", "类别与文件"),
}
