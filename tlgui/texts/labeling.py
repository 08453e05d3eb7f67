"""What the page *Label twenty* and ``tlgui label`` say while pictures are named; what that tells is in ``label_results``."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.label.title": Text("Label twenty pictures", "标注二十张图片"),
    "page.label.about": Text(
        "Say of pictures of the target, one by one, what they are. After each, you see how good every network is here, and how sure that is.",
        "逐张标注目标域图片。每标一张，都能看到各个网络在这里有多好，以及这一结论有多可靠。",
    ),
    "page.label.way_in": Text("Label twenty pictures to be sure", "标注二十张图片，确认结果"),
    "page.label.of_dataset": Text("Label pictures", "标注图片"),
    "page.label.none_chosen": Text(
        "Which pictures? Choose a dataset on the Data page, or finish a run first.",
        "要标注哪些图片？请在“数据”页面选择数据集，或先完成一次运行。",
    ),
    "page.label.to_data": Text("Go to Data", "前往“数据”"),
    "page.label.picture": Text("Picture {number} of {name}", "{name} 的第 {number} 张图片"),
    "page.label.picture_failed": Text(
        "This picture did not load. Reload the page, or press “Don’t know”.", "这张图片未能加载。请重新加载页面，或点击“不确定”。"
    ),
    "page.label.progress": Text("{labels:count} of {goal:count}", "{labels:count} / {goal:count}"),
    "page.label.progress.more": Text("{labels:count} {labels:label|labels}", "已标注 {labels:count} 张"),
    "page.label.unknown_count": Text("{count:count} not known", "{count:count} 张不确定"),
    "page.label.nameable": Text(
        "{count:count} {count:picture|pictures} could not be named: estimates are of the pictures that can be named.",
        "{count:count} 张图片无法确定，因此估计只针对能够确定的图片。",
    ),
    "page.label.question": Text("What is it?", "这是什么？"),
    "page.label.question.value": Text("Which value?", "数值是多少？"),
    "page.label.find": Text("Find a class", "查找类别"),
    "page.label.unknown": Text("Don’t know", "不确定"),
    "page.label.other": Text("None of these", "都不是"),
    "page.label.undo": Text("Undo", "撤销"),
    "page.label.undo.none": Text("Nothing that was answered in this window is left to undo.", "此窗口给出的回答已没有可撤销的。"),
    "page.label.keep_value": Text("Keep", "确定"),
    "page.label.value_bad": Text("Write a number such as 3.5, with a point.", "请输入数字，例如 3.5，小数点用“.”。"),
    "page.label.keys": Text(
        "Keys: 1–9 a class, 0 or ? don’t know, – none of these, Backspace undo.",
        "按键：1–9 选择类别，0 或 ? 表示不确定，- 表示都不是，退格键撤销。",
    ),
    "page.label.elsewhere": Text(
        "Another window had already labeled that picture, so your answer was not kept. This is the next one.",
        "另一个窗口已标注过那张图片，您的回答没有保留。这是下一张。",
    ),
    "page.label.elsewhere.back": Text(
        "Pictures were labeled in another window. This is the next one.", "另一个窗口已标注了图片，这是下一张。"
    ),
    "page.label.all": Text("Every picture has an answer: the results are exact.", "所有图片都已标注，结果是精确值。"),
    "page.label.source": Text("Which classes can it be? Those of", "可能是哪些类别？采用以下数据集的类别："),
    "page.label.source.choose": Text("Choose a dataset …", "选择数据集……"),
    "page.label.no_source": Text(
        "No run says which classes these pictures may show, and there is no dataset with open labels to take them from.",
        "没有运行说明这些图片可能属于哪些类别，也没有标签公开的数据集可以借用其类别。",
    ),
    "page.label.keep": Text("Your labels", "您的标签"),
    "page.label.answered": Text(
        "Look through your {count:count} {count:answer|answers}, or change one", "查看您的 {count:count} 个回答，或修改其中一个"
    ),
    "page.label.answered.newest": Text(
        "The newest {shown:count} are shown; the table holds all.", "只显示最近的 {shown:count} 个，全部都在表格中。"
    ),
    "page.label.answered.change": Text("{said}: answer picture {number} again", "{said}：重新回答第 {number} 张图片"),
    "page.label.said_value": Text("{value:value}", "{value:value}"),
    "page.label.revisit": Text("You answered “{said}”. Answer again, or", "您回答的是“{said}”。请重新回答，或"),
    "page.label.revisit.leave": Text("leave it as it is", "保持不变"),
    "page.label.export": Text("Download as CSV", "下载 CSV"),
    "page.label.import": Text("Take in a CSV …", "导入 CSV……"),
    "page.label.imported": Text("{count:count} {count:label|labels} taken in.", "已导入 {count:count} 个标签。"),
    "page.label.changed": Text(
        "{count:count} {count:label|labels} that you had given before {count:is|are} changed: {changes:list}.",
        "其中 {count:count} 个改变了您先前给出的标签：{changes:list}。",
    ),
    "page.label.change": Text("{picture} from {before} to {after}", "{picture} 由{before}改为{after}"),
    "page.label.change.class": Text("“{name}”", "“{name}”"),
    "page.label.changed.undo": Text("“Undo” above takes the whole table back.", "上方的“撤销”可撤回整个表格。"),
    "cli.label.changed.undo": Text(
        "`tlgui label` with --undo takes the whole table back.", "运行 `tlgui label` 并加上 --undo 可撤回整个表格。"
    ),
    "cli.label.undone": Text("The label of {picture} was taken back.", "已撤回 {picture} 的标签。"),
    "cli.label.undone.table": Text(
        "The last table, with {count:count} {count:label|labels}, was taken back.",
        "已撤回最近导入的表格（{count:count} 个标签）。",
    ),
    "page.label.waiting": Text(
        "{count:count} more {count:label is|labels are} kept. Pictures are asked for in a random order; {count:it counts|they count} in "
        "estimates once that order has come to {count:it|them}.",
        "另有 {count:count} 个标签已保存。图片按随机顺序提问，轮到这些图片时，估计才会计入它们的标签。",
    ),
    "page.label.kept": Text(
        "They are kept beside the dataset, which never changes, and you can go on at any time.",
        "标签保存在数据集旁边，数据集本身不变，您可以随时继续。",
    ),
    "page.label.kept.locked": Text(
        "Labels of the dataset itself that are locked away stay locked: they are not looked at here.",
        "数据集自带的、已锁定的标签仍然锁定，这里不会查看。",
    ),
    "page.label.how": Text("How this is worked out", "如何计算"),
    "page.label.how.draw": Text(
        "Pictures come in a random order that nobody chose. Where networks disagree more are asked for, and each label is weighed by how many "
        "pictures it stands for, so the estimate stays fair (stratified sampling, Horvitz–Thompson).",
        "图片按随机顺序出现，不由任何人挑选。网络意见不一致的图片会问得更多，每个标签按它代表的图片数加权，因此估计仍然公平（分层抽样，Horvitz–Thompson）。",
    ),
    "page.label.how.draw.values": Text(
        "Pictures come in a random order that nobody chose.",
        "图片按随机顺序出现，不由任何人挑选。",
    ),
    "page.label.how.interval": Text(
        "The range is exact (Clopper–Pearson; Wendell and Schmee for two groups of pictures): whatever the networks are, it holds the truth "
        "in at least 95 of 100 labelings of this length. Who stops just when it looks good sees it a little too narrow. “Don’t know” says that "
        "others of those pictures cannot be named either: estimates are of those that can be, whose number is then an estimate itself.",
        "范围是精确的（Clopper–Pearson；两组图片时为 Wendell–Schmee）：无论网络如何，同样长度的标注重复 100 次，至少有 95 次包含真实值。"
        "若恰好在结果好看时停下，范围会略微偏窄。“不确定”意味着同类图片中还有别的也无法确定类别：估计只针对能确定的图片，其数量此时也是估计值。",
    ),
    "page.label.how.interval.values": Text(
        "The range comes from the errors on your labels (Student’s interval, with their skewness transformed away: Hall, 1992), from ten "
        "labels on: with fewer it would promise too much. It holds the truth in about 95 of 100 labelings of this length. “Don’t know” says "
        "that other pictures cannot be told either: estimates are of those that can be.",
        "范围由您标注的图片上的误差算出（Student 区间，先消除偏度：Hall，1992），从 10 个标签起给出：更少时会显得过于确定。"
        "同样长度的标注重复 100 次，约有 95 次包含真实值。“不确定”意味着还有别的图片也无法确定数值：估计只针对能确定的图片。",
    ),
    "page.label.how.lead.values": Text(
        "A lead is called sure where a sign test over the labeled pictures (which of both is closer) says so, at 5 % shared out over all "
        "comparisons. Whether a network is better than source-only is asked beside that of its own run, of all networks together, and apart "
        "from that whether it is worse.",
        "只有当符号检验（在已标注的图片上看哪一个网络更接近）在 5 % 水平（按比较次数分摊）下显著时，领先才称为确定。"
        "网络是否优于“仅用源域”，与其所属运行的“仅用源域”比较，并计入所有这样比较的网络；是否更差则另行判断。",
    ),
    "page.label.how.lead": Text(
        "A lead is called sure where a sign test over the pictures that only one of both gets right says so, at 5 % shared out over all "
        "comparisons. Whether a network is better than source-only is asked beside that of its own run, of all networks together, and apart "
        "from that whether it is worse. “None of these” counts as wrong for every network. What learned labels "
        "is compared with the best of the other networks, and with source-only, by labels that came later. Earlier ones that it could not "
        "learn are no fair sample: they count for their own pictures alone.",
        "只有当符号检验（只看两个网络中恰有一个判对的图片）在 5 % 水平（按比较次数分摊）下显著时，领先才称为确定。"
        "网络是否优于“仅用源域”，与其所属运行的“仅用源域”比较，并计入所有这样比较的网络；是否更差则另行判断。"
        "“都不是”对每个网络都算错。学习过标签的网络，只用之后给出的标签与其余网络中最好的和“仅用源域”比较；更早的、它无法学习的标签不是公平的样本，只计入它们自己的图片。",
    ),
    "cli.label.left_out": Text(
        "`tlgui label RUN` compares the run that you name in any case.", "`tlgui label RUN` 总会比较您指定的运行。"
    ),
    "cli.label.search": Text(
        "`tlgui best {source} {target} --given-labels` searches with these labels.",
        "`tlgui best {source} {target} --given-labels` 会用这些标签搜索。",
    ),
    "cli.label.coming": Text(
        "To label next, in this order (as {column} in a table for --import):",
        "接下来请按此顺序标注（用于 --import 的表格中的 {column} 列）：",
    ),
    "cli.label.share": Text("{name}: {value:percent} ({range})", "{name}：{value:percent}（{range}）"),
    "cli.label.value": Text("{name}: {value:value} ({range})", "{name}：{value:value}（{range}）"),
    "error.given_labels_too_few": Text(
        "{labels:count} {labels:label|labels} that you gave to the target's pictures can be learned, of {classes:count} "
        "{classes:class|classes} of the source. Label pictures of at least two classes (Label twenty), or go on without your labels.",
        "您为目标域图片给出的标签中可供学习的有 {labels:count} 个，涉及源域的 {classes:count} 个类别。请至少标注两个类别的图片"
        "（“标注二十张”），或不使用这些标签。",
    ),
    "error.given_labels_all": Text(
        "All pictures of the target have a label ({labels:count}), so there is none left to predict. Search without these labels, or add "
        "pictures.",
        "目标域的图片都已有标签（{labels:count} 张），没有可供预测的图片。请不使用这些标签进行寻找，或添加图片。",
    ),
    "error.given_labels_elsewhere": Text(
        "You gave no label to this dataset, but {labels:count} to “{name}”, which has the same pictures. Give its id in the folder's place: "
        "{dataset}",
        "您没有为这个数据集给出标签，但为图片相同的“{name}”给出了 {labels:count} 个。请用它的编号代替文件夹：{dataset}",
    ),
    "error.given_labels_need_classes": Text(
        "Labels that you gave name classes of the source: they can be learned where source and target are both given and have classes.",
        "您给出的标签对应源域的类别：只有同时给出源域与目标域、且任务为分类时才能学习。",
    ),
    "error.given_labels_idle": Text(
        "{strategy} learns no labels of the target, so the labels that you gave would do nothing. Choose fine-tuning or tradaboost, or leave "
        "them out.",
        "{strategy} 不学习目标域标签，您给出的标签不会起作用。请选择 fine-tuning 或 tradaboost，或不使用这些标签。",
    ),
    "error.given_labels_unusable": Text(
        "The labels that this run was to learn are missing from its folder, or damaged. Start it again.",
        "本次运行所要学习的标签已从其文件夹中丢失或损坏。请重新启动运行。",
    ),
    "error.label_class_unknown": Text(
        "“{given}” is none of the classes here: {known:list}. Press one of them, “don’t know” or “none of these”.",
        "“{given}”不是这里的类别：{known:list}。请选择其中之一，或“不确定”“都不是”。",
    ),
    "error.label_kind": Text(
        "A label is a class where the runs learn classes, and a number where they learn values. Reload the page.",
        "运行学习类别时标签为类别，学习数值时标签为数字。请重新加载页面。",
    ),
    "error.label_source_sealed": Text(
        "The labels of “{name}” are sealed, so its classes are not offered. Reveal them on its page, or choose another dataset.",
        "“{name}”的标签已锁定，因此不提供它的类别。请先在其页面上揭晓，或选择另一个数据集。",
    ),
    "error.label_nothing_to_undo": Text("There is nothing to undo: no label is kept.", "没有可撤销的内容：尚未保存任何标签。"),
    "error.label_nothing_of_window": Text(
        "There is nothing to undo: nothing that was answered in this window is left. Another window takes back its own.",
        "没有可撤销的内容：此窗口给出的回答已全部撤销。其他窗口只撤销自己的回答。",
    ),
    "error.label_table_too_large": Text(
        "The table is larger than {limit:bytes}. Keep the columns “hash” and “label” only, or split it.",
        "表格超过 {limit:bytes}。请只保留“hash”和“label”两列，或拆分后导入。",
    ),
    "error.label_table_hashes": Text(
        "The labels of these pictures are locked away, so pictures are known here by their hash, not by “{column}”. Name a column “hash”; "
        "“Download as CSV” shows how.",
        "这些图片的标签已锁定，因此这里只按哈希识别图片，而不是“{column}”。请使用“hash”列，可参考“下载 CSV”得到的文件。",
    ),
    "error.label_table_empty": Text(
        "No row of the table has a label. Fill in the second column.", "表格中没有任何一行带有标签。请填写标签列。"
    ),
    "error.label_row_picture": Text(
        "Row {row:count}: no picture here is called “{given}”.", "第 {row:count} 行：这里没有名为“{given}”的图片。"
    ),
    "error.label_row_twice": Text(
        "Row {row:count}: several pictures are called “{given}”. Use the column “hash”, which tells them apart.",
        "第 {row:count} 行：有多张图片名为“{given}”。请改用能区分它们的“hash”列。",
    ),
    "error.label_row_contradicts": Text(
        "Row {row:count}: “{given}” has the label “{label}”, but “{before}” in row {first:count}. Keep one of the two rows.",
        "第 {row:count} 行：“{given}”标为“{label}”，而第 {first:count} 行标为“{before}”。请只保留其中一行。",
    ),
    "error.label_row_class": Text(
        "Row {row:count}: “{given}” is none of the classes here: {known:list}.",
        "第 {row:count} 行：“{given}”不是这里的类别：{known:list}。",
    ),
}
