"""What all pages say, and Adapt; datasets (``data_page``), their health (``health_page``), results (``results_page``) and others have files of
their own.
"""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.title": Text("tlgui: transfer learning that people can see", "tlgui：看得见的迁移学习"),
    "page.places": Text("Places", "页面"),
    "page.place.data": Text("Data", "数据"),
    "page.place.shift": Text("Shift", "域差异"),
    "page.place.adapt": Text("Adapt", "自适应"),
    "page.place.results": Text("Results", "结果"),
    "page.place.learn": Text("Learn", "学习"),
    "page.missing.title": Text("There is no such page", "没有这个页面"),
    "page.missing.about": Text(
        "There is nothing at this address; perhaps it was cut short. Your runs and datasets are still here.",
        "此地址没有内容，也许网址不完整。运行和数据集仍在原处。",
    ),
    "page.to_adapt": Text("Go to Adapt", "前往“自适应”"),
    "page.language": Text("Change the language / 切换语言", "切换语言 / Change the language"),
    "page.theme": Text("Light or dark", "浅色或深色"),
    "page.yes": Text("yes", "是"),
    "page.no": Text("no", "否"),
    "page.automatic": Text("automatic", "自动"),
    "page.automatic_is": Text("automatic: {value}", "自动：{value}"),
    "page.range": Text("{low:limit} to {high:limit}.", "范围 {low:limit} 到 {high:limit}。"),
    "page.with_unit": Text("{name} ({unit})", "{name}（{unit}）"),
    "page.seconds": Text("{seconds:seconds}", "{seconds:seconds}"),
    "page.offline": Text("The server does not answer. Is it still running?", "服务器没有响应。它还在运行吗？"),
    # -- welcome --------------------------------------------------------------------------------------------------------------
    "page.run.coming": Text("Reading the run…", "正在读取运行……"),
    "page.welcome": Text("Teach a network to see your pictures", "让网络学会看您的图片"),
    "page.welcome.about": Text(
        "A network that was trained on one kind of picture often fails on another: printed digits and handwritten ones, photographs and "
        "paintings. Here you adapt it, and see what changes while it happens.",
        "在一类图片上训练的网络，换成另一类往往就会出错：印刷数字与手写数字，照片与绘画。在这里您可以让它适应，并亲眼看到变化。",
    ),
    "page.step.data": Text(
        "Choose a source folder with labels and a target folder that looks different.",
        "选择带标签的源域文件夹，和外观不同的目标域文件夹。",
    ),
    "page.step.strategy": Text(
        "Pick a strategy: the advice below your pictures names a first one. Or press Find the best, which tries several.",
        "选择一种策略，图片下方会建议先试哪一种；或按“寻找最佳”，逐一试过多种。",
    ),
    "page.step.start": Text(
        "Press Start: curves grow below, then two maps show the pictures as the network sees them, before and after.",
        "按“开始”：下方的曲线会逐步画出，随后两张特征图显示自适应前后网络眼中的图片。",
    ),
    "page.welcome.demo": Text(
        "No pictures at hand? Press “Try the demo”: a network learns from 3D icons and then has to name ink drawings. Nothing is downloaded.",
        "手头没有图片？请按“试用演示”：网络在立体图标上学习，再去辨认墨线画。无需下载。",
    ),
    # -- method ---------------------------------------------------------------------------------------------------------------
    "page.strategy": Text("Strategy", "策略"),
    "page.how": Text("How it works", "工作原理"),
    "page.how.helps": Text("Helps when", "适合"),
    "page.how.fails": Text("Fails when", "不适合"),
    "page.how.watch": Text("Watch", "留意"),
    "page.how.family": Text("Family", "所属类别"),
    "page.how.paper": Text("Paper", "论文"),
    "page.backbone": Text("Backbone", "主干网络"),
    "page.backbone.other": Text(
        "A timm or torchvision model by name; its weights are downloaded on first use.",
        "按名称使用 timm 或 torchvision 的模型；首次使用时下载权重。",
    ),
    "page.augmentation": Text("What the network will see", "网络将看到的图片"),
    "page.augmentation.about": Text(
        "Three pictures, four epochs: cropped square, resized, and changed exactly as in this run.",
        "三张图片、四个轮次：裁成正方形、缩放，并按本次运行的方式变化。",
    ),
    "page.augmentation.strong": Text(
        "strong: other colors, a covered square (only for strategies that compare two views)",
        "强：改变颜色并遮住一块方形区域（仅用于比较两个视图的策略）",
    ),
    "page.augmentation.making": Text("Changing a few pictures as training will", "正在按训练时的方式处理几张图片"),
    "page.augmentation.view": Text("The picture in epoch {n}", "第 {n} 轮中的图片"),
    "page.more_settings": Text("More settings", "更多设置"),
    "page.combination": Text("Combine strategies", "组合策略"),
    "page.combination.about": Text(
        "Strategies joined with + train together (dann+mmd), with a comma one after the other (source-only,fine-tuning). "
        "Empty: the strategy above.",
        "用 + 连接的策略一起训练（dann+mmd），用逗号连接的依次训练（source-only,fine-tuning）。留空则使用上面的策略。",
    ),
    "page.frozen.all": Text("all of the backbone", "整个主干网络"),
    "page.frozen.none": Text("nothing: train everything", "不冻结：全部训练"),
    "page.frozen.up_to": Text("up to {stage}", "到 {stage} 为止"),
    "page.confirm": Text("I mean it: start", "确认无误，开始"),
    "page.confirm.search": Text("I mean it: search", "确认无误，开始搜索"),
    "page.hint.both": Text("Choose a source and a target above, or try the demo.", "请在上面选择源域和目标域，或试用演示。"),
    "page.hint.source": Text("Now choose a source above.", "现在请在上面选择源域。"),
    "page.hint.target": Text("Now choose a target above.", "现在请在上面选择目标域。"),
    "page.settings_unused": Text("The settings in the address could not be used.", "地址中的设置无法使用。"),
    "page.start": Text("Start", "开始"),
    "page.stop": Text("Stop", "停止"),
    "page.pause": Text("Pause", "暂停"),
    "page.resume": Text("Resume", "继续"),
    "page.resume.confirm": Text("I mean it: resume", "确认无误，继续"),
    "page.command": Text("The same on the command line", "等效的命令行"),
    "page.command.copy": Text("copy", "复制"),
    "page.command.copied": Text("copied", "已复制"),
    "page.command.folder": Text("FOLDER", "文件夹"),
    "page.command.not_this_run": Text(
        "Only “Find the best” trains the network that is shown. This command trains what the form says.",
        "当前显示的网络只由“寻找最佳”训练。此命令训练的是表单中的设置。",
    ),
    "page.command.mend": Text("First mend what stands above Start.", "请先处理“开始”上方所列的问题。"),
    "page.command.empty": Text("tlgui train --source FOLDER --target FOLDER", "tlgui train --source 文件夹 --target 文件夹"),
    # -- status ---------------------------------------------------------------------------------------------------------------
    "page.status.begins": Text("Getting ready", "准备中"),
    "page.status.step": Text("{stage}: step {done:count}", "{stage}：第 {done:count} 步"),
    "page.status.step_of": Text("{stage}: step {done:count} of {total:count}", "{stage}：第 {done:count} / {total:count} 步"),
    "page.status.pictures_of": Text(
        "{stage}: {done:count} of {total:count} pictures", "{stage}：{done:count} / {total:count} 张图片"
    ),
    "page.status.network": Text("Network {place} of {networks} ({name})", "第 {place} / {networks} 个网络（{name}）"),
    "page.status.linear_probe": Text("linear probe", "线性探针"),
    "page.ahead.now": Text(
        "Preparing in the background, so that Start only has to train. {words}.", "正在后台准备，按“开始”后只需训练。{words}。"
    ),
    "page.ahead.cancel": Text("Cancel", "取消"),
    "page.ahead.cancelled": Text(
        "Canceled: Start prepares the pictures itself. Another choice is prepared again.",
        "已取消：按“开始”后再准备图片。更改选择会重新准备。",
    ),
    "page.ahead.ready": Text("The pictures are ready: Start only has to train.", "图片已准备好：按“开始”后只需训练。"),
    "page.status.scoring": Text(
        "{stage}: all {total:count} steps done, now looking at every picture",
        "{stage}：{total:count} 步已全部完成，正在评估每张图片",
    ),
    "page.status.left": Text("about {left:count} s left in all", "全部还需约 {left:count} 秒"),
    "page.status.left.minutes": Text("about {left:seconds} left in all", "全部还需约 {left:seconds}"),
    "page.status.overdue": Text("takes longer than expected", "比预计的时间长"),
    "page.status.so_far": Text("{seconds} so far", "已用 {seconds}"),
    "page.status.took": Text("took {seconds}", "用时 {seconds}"),
    "page.status.starting": Text("Starting", "正在开始"),
    "page.status.again": Text(
        "{words} (attempt {attempt:count} of {of:count} after the trainer was killed, from step {step:count})",
        "{words}（训练进程曾被终止，第 {attempt:count} / {of:count} 次尝试，从第 {step:count} 步开始）",
    ),
    "page.status.finished": Text("Finished, step {step:count} kept", "已完成，保留第 {step:count} 步"),
    "page.status.drawing": Text("{words}; the last maps are being drawn", "{words}；正在绘制最后的特征图"),
    "page.status.resumable": Text("{state}; can continue from step {step:count}", "{state}；可从第 {step:count} 步继续"),
    "page.status.from_the_beginning": Text("{state}; can continue from the beginning", "{state}；可从头继续"),
    "page.status.gone": Text("There is no such run on this machine.", "本机没有这个运行。"),
    "page.stopping_now": Text("Stopping", "正在停止"),
    "page.reconnecting": Text("Reconnecting", "正在重新连接"),
    # -- result ---------------------------------------------------------------------------------------------------------------
    "page.so_far.classification.both": Text(
        "So far {target:percent} on the target; source-only {baseline:percent}; {source:percent} on the source",
        "目前目标域准确率 {target:percent}；“仅用源域” {baseline:percent}；源域准确率 {source:percent}",
    ),
    "page.so_far.classification.target": Text("So far {target:percent} on the target", "目前目标域准确率 {target:percent}"),
    "page.so_far.classification.source": Text("So far {source:percent} on the source", "目前源域准确率 {source:percent}"),
    "page.reveal": Text("Reveal the target's labels", "揭晓目标域标签"),
    "page.reveal.about": Text(
        "The labels were not used. Opening them shows how right the predictions are, at every moment of this run; it is "
        "recorded that you did.",
        "标签未被使用。揭晓后可看到本次运行每一时刻的预测有多准；揭晓这一操作会被记录。",
    ),
    "page.reveal.elsewhere": Text("Open the revealed labels here", "在此运行中公开已揭晓的标签"),
    "page.reveal.elsewhere.about": Text(
        "They were revealed elsewhere. Opening them here shows how right the predictions are, at every moment of this run.",
        "标签已在别处揭晓。在此公开后，可看到本次运行每一时刻的预测有多准。",
    ),
    "page.reveal.sure": Text(
        "This cannot be undone: the labels stay open in this run, and it is recorded who opened them and when. What you choose after looking, "
        "a strategy or a setting, is no longer chosen without labels.",
        "此操作无法撤销：标签将在本次运行中一直公开，并会记录揭晓者与时间。看过之后再选择的策略或设置，就不再是“不看标签”的选择。",
    ),
    "page.reveal.sure.search": Text(
        "This cannot be undone: the labels stay open in this run and its search, whose page then says how good all of its networks are. It is "
        "recorded who opened them and when. What you choose after looking, a strategy or a setting, is no longer chosen without labels.",
        "此操作无法撤销：标签将在本次运行及其所属搜索中一直公开，搜索页面会显示其中所有网络的好坏；并会记录揭晓者与时间。"
        "看过之后再选择的策略或设置，就不再是“不看标签”的选择。",
    ),
    "page.reveal.now": Text("Reveal for good", "确认揭晓"),
    "page.reveal.keep": Text("Keep them sealed", "保持锁定"),
    "page.revealed": Text("Labels revealed {when}, {by}.", "标签已于 {when} {by}揭晓。"),
    "page.revealed.page": Text("in the browser", "在浏览器中"),
    "page.revealed.command_line": Text("on the command line", "在命令行"),
    "page.revealed.asked_for": Text("by the command that started the run", "由启动运行的命令"),
    "page.device.cpu": Text("on the CPU", "在 CPU 上"),
    "page.device.gpu": Text("on the GPU ({name})", "在 GPU（{name}）上"),
    "page.revealing": Text("Opening the labels", "正在揭晓"),
    "page.log": Text("Download the log", "下载日志"),
    # -- light --------------------------------------------------------------------------------------------------------------
    "page.light": Text("Health of this training", "训练健康状况"),
    "page.light.early": Text("Too early to tell whether it is going well.", "还太早，无法判断是否正常。"),
    "page.light.ok": Text("Nothing looks wrong so far.", "目前没有发现异常。"),
    "page.light.over": Text("Nothing looked wrong during training.", "训练过程中没有发现异常。"),
    "page.light.watch": Text("Worth a look.", "值得留意。"),
    "page.light.problem": Text("This training has a problem.", "训练出现了问题。"),
    "page.light.confident_share": Text("confident", "有把握"),
    "page.light.largest_class_share": Text("largest class", "最大类别"),
    # -- details --------------------------------------------------------------------------------------------------------------
    "page.details": Text("Details", "详细信息"),
    "page.details.watch": Text("What to watch", "留意什么"),
    "page.details.times": Text("Time", "用时"),
    "page.details.scores": Text("Scores without labels", "无需标签的分数"),
    "page.details.scores.about": Text(
        "What can be said about the target without its labels. The first three choose the step that is kept; trust no single "
        "one.",
        "不看目标域标签所能知道的。前三个分数决定保留哪一步；单独一个都不可信。",
    ),
    "page.details.scores.of": Text(
        "The scores below are of the {pictures:count} target pictures whose labels it did not learn.",
        "以下分数只针对它没有学习过标签的 {pictures:count} 张目标域图片。",
    ),
    "page.details.run": Text("this run", "本次运行"),
    "page.details.baseline": Text("source-only", "仅用源域"),
    "page.details.settings": Text("Settings", "设置"),
    "page.details.files": Text("Files", "文件"),
    # -- the place Results ----------------------------------------------------------------------------------------------------
    "page.to_form": Text("Change data or settings", "更改数据或设置"),
    "page.next.try": Text("Try a picture", "试一张图片"),
    "page.next.compare": Text("Compare with other runs", "与其他运行比较"),
}
