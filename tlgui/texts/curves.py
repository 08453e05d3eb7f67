"""The charts of a run: what they are called, what their lines are, and how to read them."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "curve.between": Text(", ", "、"),
    "page.chart.losses": Text("Losses", "损失"),
    "page.chart.losses.read": Text("What training makes smaller.", "训练要减小的量。"),
    "page.chart.losses.empty": Text(
        "What training makes smaller is drawn here, step by step.", "训练中不断减小的量会逐步画在这里。"
    ),
    "page.chart.error": Text("Error", "误差"),
    "page.chart.error.read": Text(
        "Mean absolute error, in the units of your values: lower is better.", "平均绝对误差，单位与您的数值相同：越低越好。"
    ),
    "page.chart.error.worth": Text(
        "How far the orange line is below the dotted gray one is what adaptation is worth.",
        "橙线低于灰色点线的部分，就是自适应的价值。",
    ),
    "page.chart.error.read_sealed": Text(
        "Mean absolute error on the source, in the units of your values. For the target it is hidden until its values are "
        "revealed.",
        "源域上的平均绝对误差，单位与您的数值相同。目标域的误差在揭晓之前是隐藏的。",
    ),
    "page.chart.error.read_unlabelled": Text(
        "Mean absolute error on the source, in the units of your values; without target values nobody knows it there.",
        "源域上的平均绝对误差，单位与您的数值相同；目标域没有数值，误差无从得知。",
    ),
    "page.predicted": Text("Predicted against true values", "预测值与真实值"),
    "page.predicted.read": Text(
        "Each point is a target picture: on the diagonal the prediction is right, above it too large, below it too small. Gray: source-only.",
        "每个点是一张目标域图片：在对角线上表示预测正确，在上方偏大，在下方偏小。灰色：仅用源域。",
    ),
    "page.chart.accuracy": Text("Accuracy", "准确率"),
    "page.chart.accuracy.read": Text("How often the network is right.", "网络答对的比例。"),
    "page.chart.accuracy.worth": Text(
        "How far the orange line is above the dotted gray one is what adaptation is worth.",
        "橙线高出灰色点线的部分，就是自适应的价值。",
    ),
    "page.chart.accuracy.read_sealed": Text(
        "How often the network is right on the source. On the target it is hidden until its labels are revealed.",
        "网络在源域上答对的比例。目标域的准确率在揭晓标签之前是隐藏的。",
    ),
    "page.chart.accuracy.read_unlabelled": Text(
        "How often the network is right on the source. The target has no labels of its own, so its curve is not known.",
        "网络在源域上答对的比例。目标域没有自带标签，因此无法画出它的曲线。",
    ),
    "page.chart.accuracy.empty": Text(
        "Source and target accuracy appear here, next to source-only, which is trained separately for comparison.",
        "这里会显示源域与目标域的准确率，以及用作对照的“仅用源域”。",
    ),
    "page.chart.more": Text("How to read this", "如何阅读"),
    "page.help.losses.baseline_loss": Text("The dotted gray line is the source-only reference.", "灰色点线是“仅用源域”的参照。"),
    "page.help.losses.domain_loss": Text(
        "The dashed line is the discriminator's: it need not fall, and near 0.69 the domains cannot be told apart.",
        "虚线是判别器的损失：它不必下降，接近 0.69 时两个域无法区分。",
    ),
    "page.help.losses.parts": Text(
        "Each of the other lines is a part of what is minimized, its weight included. Look at the direction, not at the height: parts have "
        "different units.",
        "其余每条线是被最小化的量中的一项，已乘权重。看方向而不是高低：各项单位不同。",
    ),
    "page.help.losses.source_part": Text(
        "If the source labels' line rises while another part falls, the other part's weight is too large.",
        "若“源域标签”一线上升而另一项下降，说明另一项的权重过大。",
    ),
    "page.help.losses.jumpy": Text(
        "Jumpy lines are normal with small batches; smoothing shows the trend.",
        "小批量时线会跳动，属正常现象，平滑可显示其走势。",
    ),
    "page.help.accuracy.source": Text(
        "Blue is the source, measured at each evaluation on pictures that were not trained on.",
        "蓝线是源域，每次评估时在未参与训练的图片上测得。",
    ),
    "page.help.accuracy.target": Text("Orange is the target.", "橙线是目标域。"),
    "page.help.accuracy.baseline": Text(
        "The dotted gray line is source-only on the target.", "灰色点线是“仅用源域”在目标域上的结果。"
    ),
    "page.help.accuracy.baseline_on_source": Text(
        "The dotted gray line is source-only on the source.", "灰色点线是“仅用源域”在源域上的结果。"
    ),
    "page.help.accuracy.normalisation_alone": Text(
        "The dash-dotted line is normalization alone: what lies between it and the target's line is the strategy's own merit.",
        "点划线是“仅归一化”：它与目标域的线之间才是策略本身的贡献。",
    ),
    "page.help.accuracy.discriminator": Text(
        "The dashed violet line shows how often the discriminator tells the domains apart.",
        "紫色虚线表示判别器区分两个域的正确率。",
    ),
    "page.help.accuracy.band": Text("In the green band it hardly can.", "落在绿色带内时，判别器几乎无法区分。"),
    "page.help.accuracy.kept": Text("The vertical line marks the step that was kept.", "竖线标出保留的那一步。"),
    "page.help.accuracy.rings": Text(
        "Rings mark the numbers of the result: each network's where it was kept, which need not be the same step.",
        "圆环标出结果中的数值：各网络取自各自保留的那一步，步数不一定相同。",
    ),
    "page.chart.scores": Text("Scores without labels, and learning rate", "无需标签的分数与学习率"),
    "page.chart.scores.read": Text(
        "The first three choose the step that is kept: higher is better.", "前三个分数决定保留哪一步：越高越好。"
    ),
    "page.help.scores.sure_and_spread": Text(
        "Information maximization and the batch nuclear norm rise when predictions on the target are sure and spread over the classes.",
        "目标域上的预测既有把握又分布在各类别时，信息最大化与批核范数上升。",
    ),
    "page.help.scores.class_ami": Text(
        "Class AMI rises when the classes are clusters in the features.", "类别在特征中成簇时，类别 AMI 上升。"
    ),
    "page.help.scores.largest_class": Text(
        "If “largest predicted class” climbs far above its real share, the predictions collapse, and the other scores no longer mean much.",
        "如果“占比最大的预测类别”远高于真实比例，说明预测坍缩，其他分数便没有多大意义。",
    ),
    "page.help.scores.strength": Text(
        "λ is the strength of the reversed gradient; it grows during training.", "λ 是反转梯度的强度，随训练增大。"
    ),
    "page.help.scores.rate": Text("The learning rate has its axis on the right.", "学习率的坐标轴在右侧。"),
    "page.chart.scores.empty": Text(
        "At each evaluation the scores of the target's predictions are drawn here.", "每次评估时，目标域预测的分数会画在这里。"
    ),
    "page.predicted.more": Text(
        "A cloud along the diagonal but above or below it is a constant error, which a shift of brightness or scale can cause. "
        "A flat cloud means that the network predicts almost the same for every picture. Compare it with the gray one: what "
        "came nearer to the diagonal is what adaptation did.",
        "沿对角线但整体偏上或偏下，是恒定误差，可能由亮度或尺度的偏移引起。平坦的点云说明网络对每张图片的预测几乎相同。"
        "与灰色点云比较：更靠近对角线的部分就是自适应的作用。",
    ),
    "page.gauges": Text("Is it working?", "它起作用了吗？"),
    "page.gauges.save": Text("Save these numbers as CSV", "将这些数值保存为 CSV"),
    "page.chart.smooth": Text("Smooth the lines", "平滑曲线"),
    "page.chart.save": Text("Save {chart} as {form}", "将{chart}保存为 {form}"),
    "page.chart.compare": Text("Compare with other runs on these pictures", "与同一批图片上的其他运行比较"),
    "page.chart.compare.read": Text(
        "Their lines are thin, in the colors of this run's. At most four.", "它们的线较细，颜色与本次运行相同。最多四个。"
    ),
    "page.chart.compare.none": Text("There is no other run on these pictures yet.", "这批图片上还没有其他运行。"),
    "page.chart.compare.run": Text("{strategy}, {when}", "{strategy}，{when}"),
    "curve.axis": Text("step", "步"),
    "curve.scores.axis": Text("score, λ", "分数、λ"),
    "curve.rate": Text("learning rate", "学习率"),
    "curve.losses.axis": Text("loss", "损失"),
    "curve.accuracy.axis": Text("accuracy", "准确率"),
    "curve.source": Text("source", "源域"),
    "curve.target": Text("target", "目标域"),
    "curve.baseline": Text("source-only", "仅用源域"),
    "curve.baseline_on_source": Text("source-only, on the source", "仅用源域（在源域上）"),
    "curve.normalisation_alone": Text("normalization alone", "仅归一化"),
    "curve.phase": Text("phase {n} ", "阶段 {n} "),
    "curve.joined": Text("trains {stage} ", "开始训练 {stage} "),
    "curve.kept": Text("kept ", "保留 "),
    "curve.target.kept": Text("target, as in the result", "目标域，即结果中的数值"),
    "curve.baseline.kept": Text("source-only, as in the result", "仅用源域，即结果中的数值"),
    "curve.normalisation_alone.kept": Text("normalization alone, as in the result", "仅归一化，即结果中的数值"),
}
