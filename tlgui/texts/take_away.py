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
    "export.file": Text("{name}: {file}, {bytes:bytes};", "{name}：{file}，{bytes:bytes}；"),
    "error.export_format_unknown": Text(
        "There is no format {given}: choose from {known:list}.", "没有格式 {given}：可选 {known:list}。"
    ),
    "error.export_needs_a_finished_run": Text(
        "This run has kept no weights yet: export it once it has finished.", "此运行尚未保留权重：请在完成后导出。"
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
        "The {format} file agrees with what the run reported on {count:count} of {total:count} pictures only. It is not offered: were the "
        "weights or the dataset changed since?",
        "{format} 文件只在 {total:count} 张图片中的 {count:count} 张上与运行的报告一致，因此不提供：权重或数据集后来是否改动过？",
    ),
    "error.export_folder_not_empty": Text(
        "{folder} is not empty: name a new folder, so that nothing is overwritten.",
        "{folder} 不是空文件夹：请指定新文件夹，以免覆盖文件。",
    ),
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
    # -- the same run elsewhere -----------------------------------------------------------------------------------------------
    "script.about": Text(
        "The same run with tlgui as a library: on the machine of the first one it gives the same numbers.",
        "用 tlgui 库重做同一次运行：在原来的机器上得到相同的数值。",
    ),
    # -- the model card -------------------------------------------------------------------------------------------------------
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
    "card.output.classes": Text(
        "Out: `predictions`, a probability for each class, (n, k), in this order:",
        "输出：`predictions`，各类别的概率 (n, k)，顺序如下：",
    ),
    "card.output.value": Text(
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
        "Inside the model: divided by 255, less {mean}, divided by {std} (red, green, blue).",
        "在模型内部：除以 255，减去 {mean}，再除以 {std}（红、绿、蓝）。",
    ),
    "card.made": Text("How it was made", "如何得到"),
    "card.made.by": Text(
        "tlgui {version}, run `{run}`, backbone `{backbone}`.", "tlgui {version}，运行 `{run}`，主干 `{backbone}`。"
    ),
    "card.statistics.target": Text(
        "For pictures that look like the target: its statistics of normalisation are fixed in the model.",
        "用于与目标域相似的图片：目标域的归一化统计量已固定在模型中。",
    ),
    "card.statistics.source": Text(
        "For pictures that look like the source: the run had no target.", "用于与源域相似的图片：此运行没有目标域。"
    ),
    "card.head.counts": Text(
        "The last layer counts neighbours or votes: a probability is a share of them.",
        "最后一层统计近邻或投票：概率即其所占比例。",
    ),
    "card.head.margins": Text(
        "The last layer is a support vector machine: its probabilities say which pictures are clearer, not how likely it is right.",
        "最后一层是支持向量机：其概率只表示图片的清晰程度排序，并非正确的可能性。",
    ),
    "card.head.other": Text(
        "Its probabilities are a softmax and tend to be too sure, above all on pictures unlike those it saw.",
        "其概率为 softmax，往往过于自信，对与训练图片不同的图片尤其如此。",
    ),
}
