"""The stage: a run, or two of them, for a projector."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.stage": Text("Stage", "投影"),
    "page.stage.about": Text("Show it large, for a projector (S)", "放大显示，适合投影（S）"),
    "page.stage.leave.key": Text("Esc leaves", "按 Esc 退出"),
    "page.stage.leave.touch": Text("Tap here to leave", "点按此处退出"),
    "page.stage.run": Text("A run on the stage", "投影显示的运行"),
    "page.stage.steps": Text("steps", "步"),
    "page.stage.ringed": Text("in the headline", "标题中的数值"),
    "page.stage.rows": Text("Rows: what it is. Columns: what it is taken for.", "行：真实类别。列：预测类别。"),
    "page.stage.rows.sealed": Text(
        "Rows: source-only's prediction. Columns: this run's.", "行：“仅用源域”的预测。列：此运行的预测。"
    ),
    "page.stage.yardsticks": Text(
        "Not to be compared: the number with ≈ is an estimate {by}, the other counts all labels of the target.",
        "不宜直接比较：带 ≈ 的数字是{by}估计的，另一个按目标域的全部标签统计。",
    ),
    "page.stage.pictures": Text("{count:count} target {count:picture|pictures}", "{count:count} 张目标域图片"),
    "page.stage.pictures.left": Text(
        "{count:count} of {all:count} target pictures; it learned the labels of the others",
        "{all:count} 张目标域图片中的 {count:count} 张；其余图片的标签已被学习",
    ),
    "page.stage.draw": Text(
        "{none} {why} “Draw the maps” on the run's page draws them.", "{none}{why}可在运行页面点击“绘制特征图”。"
    ),
    "page.stage.other_axes": Text(
        "Different networks before adapting: each map has axes of its own.", "两个运行适应前的网络不同：每张图使用各自的坐标轴。"
    ),
    "page.stage.none": Text(
        "No run to show yet. Start one on Adapt, then press S again.",
        "还没有可以投影的运行。请先在“自适应”页启动一个运行，再按 S。",
    ),
    "page.stage.gone": Text("This run is not here any more.", "此运行已不存在。"),
}
