"""Texts of the command line alone."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "cli.reading": Text("Reading {name}: {done:count} of {total:count}", "读取 {name}：{done:count} / {total:count}"),
    "cli.reading_runs": Text("Reading runs: {done:count} of {total:count}", "读取运行：{done:count} / {total:count}"),
    "cli.read.classification": Text(
        "{name}: {size:count} {size:picture|pictures}, {classes:count} {classes:class|classes}, {refused:count} refused",
        "{name}：{size:count} 张图片，{classes:count} 个类别，拒收 {refused:count} 个文件",
    ),
    "error.picture_not_there": Text(
        "There is no picture “{given}”: give a number below {pictures:count}, or how a hash begins.",
        "没有图片“{given}”：请给出小于 {pictures:count} 的编号，或哈希值的开头。",
    ),
    "cli.revealed": Text("The labels of {name} are open.", "{name} 的标签已公开。"),
    "cli.sealed_still": Text(
        "The labels of its target are open by now. This run began without them: `tlgui reveal {run}` opens them here too.",
        "其目标域的标签现已公开。此运行开始时标签仍锁定：用 `tlgui reveal {run}` 可在此运行中一并公开。",
    ),
    "cli.reveal_here": Text("`tlgui reveal {run}` opens them in this run.", "用 `tlgui reveal {run}` 可在此运行中公开标签。"),
    "cli.read.pictures": Text(
        "{name}: {size:count} {size:picture|pictures}, {refused:count} refused",
        "{name}：{size:count} 张图片，拒收 {refused:count} 个文件",
    ),
    "cli.settings_of_any_run": Text(
        "For every run (where no value is shown, the data, the network and the strategy decide)",
        "适用于所有运行（未列出默认值的，由数据、网络和策略决定）",
    ),
    "cli.labels_opened": Text(
        "The labels of {name} score this run, so they are open from now on. With --sealed they stay locked until you reveal them.",
        "{name} 的标签用于为本次运行评分，因此从现在起公开。加上 --sealed 则保持锁定，直到您揭晓。",
    ),
    "cli.classes_alike": Text(
        "The target may only write {count:one class|some classes} differently than the source: {pairs:list}. If so, stop (Ctrl-C) and start "
        "again with {options}: else {count:it counts as one|they count as some} that the other does not have.",
        "目标域与源域可能只是写法不同的类别有 {count:count} 个：{pairs:list}。如果确实相同，请停止（Ctrl-C），"
        "加上 {options} 重新开始：否则会当作对方没有的类别。",
    ),
    "cli.classes_only_source": Text(
        "Only the source has {names:list}: target pictures may be mistaken for {count:it|them}. It is better to leave out what "
        "the target does not have (--leave-out).",
        "只有源域有这 {count:count} 个类别：{names:list}。目标域图片可能被误认为这些类别。目标域中没有的类别最好去除（--leave-out）。",
    ),
    "cli.classes_only_target": Text(
        "Only the target has {names:list}: a network trained on the source cannot name {count:it|them}; those pictures are not "
        "scored.",
        "只有目标域有这 {count:count} 个类别：{names:list}。源域训练的网络无法识别；这些图片不计分。",
    ),
    "error.target_without_health": Text(
        "--target only works with --health: add --health to compare two folders.",
        "--target 需要与 --health 同用：比较两个文件夹请加上 --health。",
    ),
    "cli.read.regression": Text(
        "{name}: {size:count} {size:picture|pictures}, {labelled:count} with a value, {refused:count} refused",
        "{name}：{size:count} 张图片，其中 {labelled:count} 张有数值，拒收 {refused:count} 个文件",
    ),
    "cli.scan.classes": Text(
        "{pictures:count} {pictures:picture|pictures} in {classes:count} {classes:class|classes}",
        "{pictures:count} 张图片，{classes:count} 个类别",
    ),
    "cli.scan.flat": Text(
        "{pictures:count} {pictures:picture|pictures} without labels: can be a target, not a source",
        "{pictures:count} 张无标签图片：可作目标域，不能作源域",
    ),
    "cli.scan.names_only": Text(
        "No picture was opened: files that cannot be read as one are found with --health.",
        "没有打开任何图片：用 --health 可找出无法读取的文件。",
    ),
    "cli.scan.refused": Text("{name}: {reason}", "{name}：{reason}"),
    "cli.scan.refused_more": Text("and {count:count} more, all in {file}", "另有 {count:count} 个，全部列在 {file} 中"),
    "cli.scan.problems": Text("What was found, file by file: {file}", "逐个文件的检查结果：{file}"),
    "cli.scan.values": Text(
        "{pictures:count} {pictures:picture|pictures} with a table of values", "{pictures:count} 张图片，附数值表格"
    ),
    "cli.features": Text("Features: {done:count} of {total:count}", "特征：{done:count} / {total:count}"),
    "cli.evaluation.regression": Text(
        "step {step:count}: source MAE {source:value}", "第 {step:count} 步：源域平均绝对误差 {source:value}"
    ),
    "cli.evaluation.classification": Text(
        "step {step:count}: source {source:percent1}, confident {confident:percent}",
        "第 {step:count} 步：源域 {source:percent1}，有把握 {confident:percent}",
    ),
    "cli.run": Text("Run {run}", "运行 {run}"),
    "cli.resumed": Text("Resumed at step {step:count}", "从第 {step:count} 步继续"),
    "cli.resumed.damaged": Text(
        "Saved state {steps:list} is damaged; step {step:count} was used.",
        "保存的状态 {steps:list} 已损坏；使用了第 {step:count} 步。",
    ),
    "cli.resumed.differs": Text(
        "This is not the same machine as before ({names:list}): from here on, the last digits of the numbers may differ.",
        "机器与之前不同（{names:list}）：此后数值的末几位可能有差异。",
    ),
    "cli.result.stopped": Text(
        "Stopped before there was a result. What was measured so far is kept; `tlgui resume {run}` continues it.",
        "在得出结果前已停止。已测得的内容都已保存；用 `tlgui resume {run}` 可以继续。",
    ),
    "cli.result.paused": Text("Paused. `tlgui resume {run}` continues it.", "已暂停。用 `tlgui resume {run}` 可以继续。"),
    "cli.result.interrupted": Text(
        "The trainer was killed (signal 9) or the machine restarted; perhaps memory ran out. What was measured so far is kept; "
        "`tlgui resume {run}` continues it from the last saved state.",
        "训练进程被终止（信号 9）或机器重启，也可能是内存不足。已测得的内容都已保存；用 `tlgui resume {run}` 可从最近保存的状态继续。",
    ),
    "cli.result.not_responding": Text(
        "The trainer has given no sign of life for ten seconds. Wait, or end it with `tlgui stop {run}`.",
        "训练进程已十秒没有响应。请等待，或用 `tlgui stop {run}` 停止它。",
    ),
    "cli.resumed.search": Text("Search {search} goes on.", "搜索 {search} 继续进行。"),
    "cli.stopped": Text("{status}. The run's folder: {folder}", "{status}。运行文件夹：{folder}"),
    "cli.interrupted": Text("Interrupted: nothing is left half done.", "已中断：没有留下半成品。"),
    "cli.interrupted.run": Text(
        "Interrupted. {status}: run {run}. `tlgui resume {run}` continues it.",
        "已中断。运行 {run}：{status}；用 `tlgui resume {run}` 可以继续。",
    ),
    "cli.interrupted.finished": Text(
        "Interrupted. {status}: run {run}. `tlgui show {run}` shows its result.",
        "已中断。运行 {run}：{status}；用 `tlgui show {run}` 查看结果。",
    ),
    "cli.interrupted.stop": Text(
        "Interrupted. Run {run} was asked to stop and is about to; `tlgui resume {run}` continues it.",
        "已中断。已要求运行 {run} 停止，它即将停下；用 `tlgui resume {run}` 可以继续。",
    ),
    "cli.interrupted.search": Text(
        "Interrupted. {status}: search {search}. `tlgui resume {search}` continues it.",
        "已中断。搜索 {search}：{status}；用 `tlgui resume {search}` 可以继续。",
    ),
    "cli.interrupted.search_finished": Text(
        "Interrupted. {status}: search {search}. `tlgui resume {search}` shows its result.",
        "已中断。搜索 {search}：{status}；用 `tlgui resume {search}` 查看结果。",
    ),
    "cli.interrupted.search_stop": Text(
        "Interrupted. Search {search} was asked to stop and is about to; `tlgui resume {search}` continues it.",
        "已中断。已要求搜索 {search} 停止，它即将停下；用 `tlgui resume {search}` 可以继续。",
    ),
    "error.resume_set_of_search": Text(
        "--set is for a single run: a search goes on with the settings that it was started with.",
        "--set 只用于单次运行：搜索会沿用开始时的设置。",
    ),
    "cli.interrupted.follow": Text("Interrupted. Run {run} continues.", "已中断。运行 {run} 仍在继续。"),
    "cli.interrupted.serve": Text("The page is closed; what was started continues.", "页面已关闭；已经开始的工作会继续。"),
    "cli.serving": Text("tlgui is at {address}", "tlgui 已启动：{address}"),
    "cli.runs.round": Text("round {round}", "第 {round} 次匹配"),
    "cli.no_runs": Text("No runs yet: try `tlgui train --demo icons`.", "还没有运行：试试 `tlgui train --demo icons`。"),
    "error.nothing_to_reveal": Text("There are no sealed labels.", "没有已锁定的标签。"),
    "cli.anything_else": Text(
        "and any timm or torchvision classification model: timm:NAME, torchvision:NAME; your own weights: KEY@FILE.safetensors",
        "以及任何 timm 或 torchvision 分类模型：timm:名称、torchvision:名称；自己的权重：KEY@文件.safetensors",
    ),
    "error.values_or_labels": Text(
        "The {role} has both a table of values and a table of labels: give only one.",
        "{role} 同时有数值表格和标签表格：请只给出一个。",
    ),
    "error.table_without_pictures": Text(
        "There is a table for the {role} but no {role}: give the folder of its pictures with --{role}.",
        "为 {role} 提供了表格但没有图片：请用 --{role} 给出图片所在的文件夹。",
    ),
}
