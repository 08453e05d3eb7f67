"""The built-in demos: their names, what they show, and whose pictures they are."""

from __future__ import annotations

from tlgui.texts import Text

_FLUENT_EMOJI = Text("Fluent Emoji © Microsoft, MIT License", "Fluent Emoji © Microsoft，MIT 许可证")

TEXTS: dict[str, Text] = {
    "demo.try": Text("Try the demo", "试用演示"),
    "demo.others": Text("Other demos:", "其他演示："),
    "demo.dataset.icons_solid": Text("3D icons", "立体图标"),
    "demo.dataset.icons_ink": Text("Ink drawings", "墨线画"),
    "demo.dataset.icons_flat": Text("Flat drawings", "平涂画"),
    "demo.dataset.icons_few": Text("Flat drawings, animals and food only", "平涂画，仅动物和食物"),
    "demo.dataset.icons_sealed": Text("3D icons, sealed at first", "立体图标，标签先锁定"),
    "demo.dataset.printed": Text("Printed digits", "印刷数字"),
    "demo.dataset.handwritten": Text("Handwritten digits", "手写数字"),
    "demo.credit.icons_solid": _FLUENT_EMOJI,
    "demo.credit.icons_ink": _FLUENT_EMOJI,
    "demo.credit.icons_flat": _FLUENT_EMOJI,
    "demo.credit.icons_few": _FLUENT_EMOJI,
    "demo.credit.icons_sealed": _FLUENT_EMOJI,
    "demo.credit.printed": Text(
        "Drawn in the fonts DejaVu, STIX and Computer Modern", "以 DejaVu、STIX 和 Computer Modern 字体绘制"
    ),
    "demo.credit.handwritten": Text(
        "E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, CC BY 4.0",
        "E. Alpaydin 与 C. Kaynak，UCI 机器学习库，CC BY 4.0",
    ),
    "error.demo_or_folders": Text("Give either a demo, or a source and a target, not both.", "请二选一：演示，或源域与目标域。"),
    "error.demo_unknown": Text(
        "There is no demo {given}. Available: {known:list}.", "没有演示 {given}。可用的有：{known:list}。"
    ),
    "error.demo_data_missing": Text(
        "The demo cannot be created: {package} is installed without {file}. Reinstall {package}.",
        "无法生成演示数据：已安装的 {package} 缺少 {file}。请重新安装 {package}。",
    ),
}
