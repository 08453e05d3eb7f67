"""Texts about what one takes away from a run: models, predictions, reports, scripts."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    # -- models ---------------------------------------------------------------------------------------------------------------
    "export.difference": Text(
        "read back, it differs from the trained network by at most {difference:value} (on {pictures:count} {pictures:picture|pictures}).",
        "重新读取后，与训练所得网络最多相差 {difference:value}（{pictures:count} 张图片）。",
    ),
    "export.agrees.classification": Text(
        "It names the class that the run reported for {count:count} of {pictures:count}, probabilities within {difference:value}.",
        "{pictures:count} 张中有 {count:count} 张与运行所报告的类别一致，概率相差不超过 {difference:value}。",
    ),
    "export.agrees.regression": Text(
        "It gives the value that the run reported for {count:count} of {pictures:count}, within {difference:value} standard deviations.",
        "{pictures:count} 张中有 {count:count} 张与运行所报告的数值一致，相差不超过 {difference:value} 个标准差。",
    ),
    "export.pair": Text("{source}-to-{target}", "{source}-到-{target}"),
    "error.export_unknown": Text(
        "{given} cannot be exported: choose from {known:list}.", "无法导出 {given}：可选 {known:list}。"
    ),
    "error.export_stopped": Text("Canceled: nothing was written.", "已取消：没有写出任何文件。"),
    "export.file": Text("{name}: {file}, {bytes:bytes};", "{name}：{file}，{bytes:bytes}；"),
    "error.export_format_unknown": Text(
        "There is no format {given}: choose from {known:list}.", "没有格式 {given}：可选 {known:list}。"
    ),
    "error.export_needs_a_finished_run": Text(
        "This run has saved no weights yet: export it once it has finished.", "此运行尚未保留权重：请在完成后导出。"
    ),
    "error.export_not_possible": Text(
        "The network cannot be written as {format}: {reason}. Choose another format; safetensors always works.",
        "无法将网络写为 {format}：{reason}。请选择其他格式；safetensors 总是可用。",
    ),
    "error.export_differs": Text(
        "The {format} file computes something else: largest difference {difference:value}, limit {limit:value}. It is not offered; choose "
        "another format.",
        "{format} 文件的计算结果不同：最大差异 {difference:value}，上限 {limit:value}。因此不提供；请选择其他格式。",
    ),
    "error.export_differs_from_run": Text(
        "The {format} file agrees with what the run reported on {count:count} of {total:count} pictures only. It is not offered: have the "
        "weights or the dataset changed since?",
        "{format} 文件只在 {total:count} 张图片中的 {count:count} 张上与运行的报告一致，因此不提供：权重或数据集后来是否改动过？",
    ),
    "error.export_folder_not_empty": Text(
        "{folder} is not empty: name a new folder, so that nothing is overwritten.",
        "{folder} 不是空文件夹：请指定新文件夹，以免覆盖文件。",
    ),
    "error.model_file_missing": Text("There is no file {file}.", "没有文件 {file}。"),
    "error.model_file_damaged": Text(
        "{file} is not a model that tlgui exported, or it is damaged: export it again.",
        "{file} 不是 tlgui 导出的模型，或已损坏：请重新导出。",
    ),
    # -- predictions ----------------------------------------------------------------------------------------------------------
    "error.predictions_need_the_target": Text(
        "The target's pictures are not on this machine: read the folder again and repeat the run.",
        "本机上没有目标域图片：请重新读取该文件夹并重做运行。",
    ),
    "error.sort_needs_classes": Text(
        "This run predicts values: there are no classes to sort pictures into. The table holds the values.",
        "此运行预测的是数值，没有可供归类的类别。数值在表格中。",
    ),
    "cli.predictions": Text("{rows:count} {rows:picture|pictures}: {file}", "{rows:count} 张图片：{file}"),
    "cli.sorted": Text(
        "{folder}: {copied:count} {copied:file|files} copied, {written:count} written as PNG of at most 256 pixels (no original at hand).",
        "{folder}：复制了 {copied:count} 个文件；{written:count} 个以不超过 256 像素的 PNG 写出（原文件不可用）。",
    ),
    # -- loggers ---------------------------------------------------------------------------------------------------------------
    "cli.logged": Text("Written: tensorboard --logdir {folder}", "已写出：tensorboard --logdir {folder}"),
    "error.tensorboard_missing": Text(
        "TensorBoard is not installed here: pip install tensorboard.",
        "此处没有安装 TensorBoard：请运行 pip install tensorboard。",
    ),
    # -- the same run elsewhere -----------------------------------------------------------------------------------------------
    "script.about": Text(
        "The same run with tlgui as a library: on the same machine it gives the same numbers.",
        "用 tlgui 库重做同一次运行：在原来的机器上得到相同的数值。",
    ),
    "script.home": Text(
        "The folder that holds the data of this run. Elsewhere, leave it out and name folders of pictures.",
        "保存此次运行数据的文件夹。在别处请删去此行，并改为写出图片文件夹。",
    ),
    # -- on the page ----------------------------------------------------------------------------------------------------------
    "page.take": Text("Export", "导出"),
    "page.take.make": Text("Download", "下载"),
    "page.take.fetch": Text("Download ({bytes:bytes})", "下载（{bytes:bytes}）"),
    "page.take.busy": Text("Being made; it downloads by itself when ready.", "正在生成，完成后自动下载。"),
    "page.take.done": Text("Downloaded.", "已下载。"),
    "page.take.failed": Text("This did not work: try again.", "未成功：请重试。"),
    "page.take.model": Text("Model", "模型"),
    "page.take.model.about": Text(
        "For your own programs: safetensors, ONNX and torch.export, each checked against the trained network, with an example that runs.",
        "供自己的程序使用（safetensors、ONNX、torch.export）：每个文件都与训练所得网络核对过，并附可运行的示例。",
    ),
    "page.take.predictions": Text("Predictions", "预测"),
    "page.take.predictions.about": Text(
        "A table: each target picture with what the network says of it.",
        "一张表格：网络对每张目标域图片的判断。",
    ),
    "page.take.report": Text("Report", "报告"),
    "page.take.report.about": Text(
        "All of this in one file that opens anywhere, even offline, with the maps still interactive.",
        "以上全部内容汇成一个文件，无需联网即可打开，特征图仍可交互。",
    ),
    "page.take.run": Text("The run itself", "运行本身"),
    "page.take.run.about": Text(
        "All of it in one zip, for another machine: import it there under Results. The pictures stay here.",
        "全部内容打包为一个 zip，供另一台机器使用：在其“结果”页导入。图片留在本机。",
    ),
    "report.data.missing": Text(
        "Not on the machine that wrote this report: {names:list}. What needs the pictures themselves is left out.",
        "写此报告的机器上没有：{names:list}。需要图片本身的内容已省略。",
    ),
    "page.take.same": Text("The same run", "同一次运行"),
    "page.take.same.about": Text(
        "Trains it once more, from a terminal, Python or a notebook: the same numbers on this machine.",
        "在终端、Python 或笔记本中再训练一次：在本机上得到相同的数值。",
    ),
    "page.take.script": Text("Python script", "Python 脚本"),
    "page.take.notebook": Text("Notebook", "笔记本"),
    "page.take.copy": Text("Copy the command", "复制命令"),
    "page.take.copied": Text("copied", "已复制"),
    "page.take.checks": Text("How the model was checked", "模型如何核对"),
    # -- the report -----------------------------------------------------------------------------------------------------------
    "cli.exported": Text("{file}: {bytes:bytes}", "{file}：{bytes:bytes}"),
    "report.kicker": Text("{when} · {backbone}", "{when} · {backbone}"),
    "report.metric": Text("On", "指标"),
    "report.metric.accuracy": Text("Accuracy", "准确率"),
    "report.metric.mae": Text("Mean absolute error", "平均绝对误差"),
    "report.metric.r2": Text("R²", "R²"),
    "report.who.target": Text("this run, target", "此运行，目标域"),
    "report.who.baseline": Text("source-only, target", "仅用源域，目标域"),
    "report.who.normalisation_alone": Text("{second}, target", "{second}，目标域"),
    "report.who.source": Text("this run, source", "此运行，源域"),
    "report.caveats": Text("Before you believe it", "相信之前请看"),
    "report.caveat.seed": Text(
        "One run with seed {seed}: repeat it with other seeds before you trust a difference of a few points.",
        "这是种子为 {seed} 的一次运行：相差几个百分点时，请换种子重复后再下结论。",
    ),
    "report.caveat.labels.training": Text(
        "It learned from part of the target's labels; the numbers are from the part that it did not see.",
        "它用部分目标域标签训练；数值来自未参与训练的部分。",
    ),
    "report.caveat.labels.scoring": Text(
        "The target's labels only scored the result; neither training nor the choice of the step saw them.",
        "目标域标签只用于评分；训练和选取步数都没有使用。",
    ),
    "report.caveat.labels.nothing": Text(
        "No target label was used: how many pictures are right is unknown.",
        "未使用任何目标域标签：因此不知道有多少图片判断正确。",
    ),
    "report.caveat.labels.judged": Text(
        "No target label was used; labels that a person gave to some of the pictures say how good it is.",
        "未使用任何目标域标签；有人给部分图片标注的标签说明了它有多好。",
    ),
    "report.caveat.labels.told_judged": Text(
        "Labels that a person gave to some of the target's pictures told it the mix of classes, and say how good it is: it looks better than "
        "it is.",
        "有人给部分目标域图片标注的标签告诉了它类别比例，也用来评判它，因此它看起来比实际更好。",
    ),
    "report.caveat.labels.given": Text(
        "Labels that a person gave to some of the target's pictures were used, and no others: how many of the rest are right is unknown.",
        "只使用了有人为部分目标域图片给出的标签：因此不知道其余图片有多少判断正确。",
    ),
    "report.caveat.labels.given_judged": Text(
        "Labels that a person gave to some of the target's pictures were used; others, which it did not learn, say how good it is.",
        "使用了有人为部分目标域图片给出的标签；它没有学习过的另一些标签说明了它有多好。",
    ),
    "report.caveat.labels.given_scoring": Text(
        "Labels that a person gave to some of the target's pictures were used; the dataset's own only scored the result.",
        "使用了有人为部分目标域图片给出的标签；数据集自带的标签只用于评分。",
    ),
    "report.caveat.overlap": Text(
        "{count:count} of the target's pictures are in the source too.", "目标域中有 {count:count} 张图片也在源域中。"
    ),
    "report.caveat.revealed": Text("Sealed labels were opened on {when}, {by}.", "锁定的标签已于 {when} {by}揭晓。"),
    "report.scores": Text("Scores without labels", "无需标签的分数"),
    "report.score": Text("Score", "分数"),
    "report.curves": Text("Curves", "曲线"),
    "report.chart.losses": Text("Losses", "损失"),
    "report.chart.accuracy": Text("Accuracy or error", "准确率或误差"),
    "report.chart.scores": Text("Scores without labels, and learning rate", "无需标签的分数与学习率"),
    "report.maps": Text("Maps of the features", "特征图"),
    "report.maps.about": Text(
        "Each dot is a picture; nearby dots are alike to the network. Move the slider to see adaptation; point at a dot to see "
        "its picture.",
        "每个点是一张图片；相近的点对网络而言相似。拖动滑块看自适应过程；指向圆点看图片。",
    ),
    "report.map.stop": Text("Moment", "时刻"),
    "report.map.before": Text("before", "之前"),
    "report.map.after": Text("after", "之后"),
    "report.map.step": Text("step {step:count}", "第 {step:count} 步"),
    "report.map.colour": Text("Color", "颜色"),
    "report.map.domain": Text("domain", "域"),
    "report.map.class": Text("class", "类别"),
    "report.map.source": Text("Source", "源域"),
    "report.map.target": Text("Target", "目标域"),
    "report.map.label": Text("Label", "标签"),
    "report.map.predicted": Text("Predicted", "预测"),
    "report.mistakes.open": Text("What is still wrong", "仍然错在哪里"),
    "report.mistakes.sealed": Text("What adaptation changed", "自适应改变了什么"),
    "report.mistakes.open.about": Text(
        "{wrong:count} of {pictures:count} target {pictures:picture|pictures} wrong.",
        "{pictures:count} 张目标域图片中有 {wrong:count} 张判断错误。",
    ),
    "report.mistakes.sealed.about": Text(
        "{wrong:count} of {pictures:count} target {pictures:picture|pictures} with another prediction than source-only.",
        "{pictures:count} 张目标域图片中有 {wrong:count} 张的预测与“仅用源域”不同。",
    ),
    "report.values": Text("Predicted against true values", "预测值与真实值"),
    "report.values.about": Text(
        "Across: the true value; up: the predicted one. On the line both are the same.",
        "横轴：真实值；纵轴：预测值。线上两者相同。",
    ),
    "report.class": Text("Class", "类别"),
    "report.count": Text("pictures", "图片数"),
    "report.before.open": Text("right before", "之前正确"),
    "report.after.open": Text("right after", "之后正确"),
    "report.before.sealed": Text("share before", "之前占比"),
    "report.after.sealed": Text("share after", "之后占比"),
    "report.matrix.open": Text("Rows: true class. Columns: predicted.", "行：真实类别。列：预测类别。"),
    "report.matrix.sealed": Text(
        "Rows: source-only's prediction. Columns: this run's.", "行：“仅用源域”的预测。列：此运行的预测。"
    ),
    "report.looked": Text("Where both networks looked", "两个网络看的是哪里"),
    "report.looked.about": Text(
        "The picture, source-only, adapted: yellow areas speak for the answer (Grad-CAM). Shown are the mistakes that the run "
        "is surest of, or its surest changes where no labels are open.",
        "依次为原图、仅用源域、自适应后：黄色处支持其答案（Grad-CAM）。所选为错误中把握最大的图片；"
        "没有公开的标签时为变化中把握最大的图片。",
    ),
    "report.says.baseline": Text("source-only: {name}, {share:percent}", "仅用源域：{name}，{share:percent}"),
    "report.says.run": Text("adapted: {name}, {share:percent}", "自适应后：{name}，{share:percent}"),
    "report.data": Text("Data", "数据"),
    "report.data.name": Text("Dataset", "数据集"),
    "report.data.pictures": Text("pictures", "图片数"),
    "report.data.classes": Text("classes", "类别数"),
    "report.data.refused": Text("refused files", "拒收文件"),
    "report.data.not_examined": Text(
        "No health report was made of these datasets on this machine.", "本机上没有为这些数据集做过健康报告。"
    ),
    "report.findings": Text("Findings of the health report", "健康报告的发现"),
    "report.settings": Text("Settings", "设置"),
    "report.times": Text("Times", "用时"),
    "report.made": Text("Made with", "生成环境"),
    "report.made.device": Text("Device", "设备"),
    "report.made.engine": Text("Engine", "计算方式"),
    "report.made.run": Text("Run", "运行"),
    "report.made.report": Text("Report", "报告"),
    "report.again": Text("The same run once more: as a command and as a script", "重做同一次运行：命令与脚本"),
    # -- the model card -------------------------------------------------------------------------------------------------------
    "card.title": Text("{strategy}: {names}", "{strategy}：{names}"),
    "card.use": Text("How to use it", "如何使用"),
    "card.use.how": Text(
        "Each file holds the whole model and has an example that runs: `python example_onnx.py PICTURE`.",
        "每个文件都包含完整模型，并附可直接运行的示例：`python example_onnx.py PICTURE`。",
    ),
    "card.bytes": Text("{bytes:bytes}", "{bytes:bytes}"),
    "card.input": Text(
        "In: `pictures`, bytes (n, {size:count}, {size:count}, 3), RGB, as `pictures.py` prepares them.",
        "输入：`pictures`，字节型 (n, {size:count}, {size:count}, 3)，RGB，由 `pictures.py` 准备。",
    ),
    "card.output.classification": Text(
        "Out: `predictions`, a probability for each class, (n, k), in this order:",
        "输出：`predictions`，各类别的概率 (n, k)，顺序如下：",
    ),
    "card.output.regression": Text(
        "Out: `predictions`, (n, 1), the value in its own units.", "输出：`predictions`，(n, 1)，以原单位表示的数值。"
    ),
    "card.preparing": Text("What pictures go through", "图片的处理"),
    "card.step.stored": Text(
        "Upright, RGB, transparent parts white, the short side reduced to 256 pixels (`stored`, Pillow).",
        "转正、转为 RGB、透明处置白、短边缩至 256 像素（`stored`，Pillow）。",
    ),
    "card.step.square": Text(
        "The central square, resized to {size:count} pixels, bilinear and antialiased, in whole numbers (`square`, numpy).",
        "取中央正方形，缩放至 {size:count} 像素，双线性、抗锯齿、整数运算（`square`，numpy）。",
    ),
    "card.step.scaled": Text(
        "Inside the model: divided by 255, minus {mean}, divided by {std} (red, green, blue).",
        "在模型内部：除以 255，减去 {mean}，再除以 {std}（红、绿、蓝）。",
    ),
    "card.made": Text("How it was made", "如何生成"),
    "card.made.by": Text(
        "tlgui {version}, run `{run}`, backbone `{backbone}`.", "tlgui {version}，运行 `{run}`，主干 `{backbone}`。"
    ),
    "card.statistics.target": Text(
        "For pictures that look like the target: the target's normalization statistics are fixed in the model.",
        "用于与目标域相似的图片：目标域的归一化统计量已固定在模型中。",
    ),
    "card.statistics.source": Text(
        "For pictures that look like the source: the run had no target.", "用于与源域相似的图片：此运行没有目标域。"
    ),
    "card.head.counts": Text(
        "The last layer counts neighbors or votes: a probability is a share of them.",
        "最后一层统计近邻或投票：概率即其所占比例。",
    ),
    "card.head.margins": Text(
        "The last layer is a support vector machine: its probabilities say which pictures are clearer, not how likely a "
        "prediction is right.",
        "最后一层是支持向量机：其概率只表示图片的清晰程度排序，并非正确的可能性。",
    ),
    "card.head.average": Text(
        "Its probabilities are those of an average of networks, which it learned, and seldom high: a low one does not mean that the prediction "
        "is wrong.",
        "其概率学自多个网络的平均预测，很少接近 1：概率低并不表示预测错误。",
    ),
    "card.head.other": Text(
        "Its probabilities are a softmax and tend to be too sure, above all on pictures unlike those it saw.",
        "其概率为 softmax，往往过于自信，对与训练图片不同的图片尤其如此。",
    ),
}
