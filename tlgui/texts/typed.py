"""What to type on the command line where the page has something to press.

``cli.type.<key>`` is said behind the sentence ``<key>`` in a terminal, and nowhere else (:func:`tlgui.texts.say_in_terminal`).
"""

from tlgui.texts import Text

CONFIRMED = (
    *("same_folder", "no_shared_class", "few_shared_classes", "few_target_pictures", "shares_spread", "sealed_source"),
    *("changed_program", "unnumbered_program", "changed_data"),
)
"""Codes of what a command can be told to do all the same."""

TEXTS: dict[str, Text] = {
    **{
        f"cli.type.error.{code}": Text(f"To confirm: --confirm {code}.", f"如需确认：--confirm {code}。")
        for code in CONFIRMED
        if code != "sealed_source"
    },
    "cli.type.error.sealed_source": Text(
        "To confirm: --confirm sealed_source. To reveal them: `tlgui reveal {dataset}`.",
        "如需确认：--confirm sealed_source。如需揭晓：`tlgui reveal {dataset}`。",
    ),
    "cli.type.error.written_differently": Text(
        "`tlgui train` unites a pair with --rename-class {example}.",
        "`tlgui train` 可用 --rename-class {example} 统一一对名称。",
    ),
    **{
        f"cli.type.error.search_needs_{role}": Text("`tlgui best SOURCE TARGET`.", "`tlgui best 源域 目标域`。")
        for role in ("source", "target")
    },
    "cli.type.error.search_of_values": Text(
        "`tlgui train --source DIR --target DIR --source-values FILE`.",
        "`tlgui train --source 文件夹 --target 文件夹 --source-values 文件`。",
    ),
    "cli.type.error.labels_look_like_values": Text(
        "`tlgui train --source DIR --target DIR --source-values FILE` learns them. If they are classes: "
        "--confirm labels_look_like_values.",
        "`tlgui train --source 文件夹 --target 文件夹 --source-values 文件` 可学习数值。如果确实是类别："
        "--confirm labels_look_like_values。",
    ),
    "cli.type.error.table_holds_classes": Text(
        "That is --source-labels or --target-labels (`tlgui scan`: --labels) in place of the option that ends in values.",
        "即用 --source-labels 或 --target-labels（`tlgui scan` 用 --labels）代替以 values 结尾的选项。",
    ),
    "cli.type.error.source_without_classes": Text(
        "`tlgui train`, `best` and `sweep` also take a table with the class of each picture (--source-labels FILE), or the id of a dataset "
        "that has labels; `train` also one with the value of each (--source-values FILE).",
        "`tlgui train`、`best` 和 `sweep` 也接受列出每张图片类别的表格（--source-labels 文件），或有标签的数据集的编号；"
        "`train` 还接受列出每张图片数值的表格（--source-values 文件）。",
    ),
    "cli.type.error.backbone_unknown": Text("`tlgui backbones` lists them.", "`tlgui backbones` 可列出主干网络。"),
    "cli.type.error.run_unknown": Text("`tlgui runs` lists those that there are.", "`tlgui runs` 可列出现有的运行。"),
    "cli.type.error.best_stopped": Text("`tlgui resume {search}` does that.", "`tlgui resume {search}` 可继续。"),
    "cli.type.error.shares_not_readable": Text(
        "`tlgui best` finds out by itself with auto, or without --target-shares.",
        "`tlgui best` 可用 auto，或不写 --target-shares，由它自行判断。",
    ),
    "cli.type.error.best_too_few_labels": Text(
        "--labels draws from the labels that the target came with; those that you gave (`tlgui label`, or Label twenty) are learned with "
        "--given-labels.",
        "--labels 从目标域自带的标签中抽取；您给出的标签（`tlgui label` 或“标注二十张图片”）用 --given-labels 学习。",
    ),
    "cli.type.error.home_not_writable": Text("It is chosen with --home DIR.", "可用 --home 目录 指定。"),
    "cli.type.error.queue_newer": Text("It is chosen with --home DIR.", "可用 --home 目录 指定。"),
    "cli.type.error.delete_running": Text("`tlgui stop {run}` stops it.", "`tlgui stop {run}` 可停止它。"),
    "cli.type.error.run_in_bin": Text("`tlgui restore {run}` does that.", "`tlgui restore {run}` 可恢复。"),
    "cli.type.error.import_in_bin": Text("`tlgui restore {run}` does that.", "`tlgui restore {run}` 可恢复。"),
    "cli.type.error.not_in_bin_unknown": Text("`tlgui trash` lists what is there.", "`tlgui trash` 可列出其中内容。"),
    "cli.type.error.import_not_a_run": Text("`tlgui archive` writes such a zip.", "`tlgui archive` 可生成这样的 zip。"),
    "cli.type.error.disk_full": Text("`tlgui disk --clean` cleans it.", "`tlgui disk --clean` 可清理。"),
    "cli.type.health.class_lost": Text(
        "`tlgui label` takes labels, --target-shares takes class shares, and `tlgui best` compares strategies.",
        "`tlgui label` 接受标签，--target-shares 接受类别比例，`tlgui best` 比较各种策略。",
    ),
    "cli.type.health.class_lost.told": Text("`tlgui label` takes labels.", "`tlgui label` 接受标签。"),
    "cli.type.health.class_lost.searched": Text(
        "`tlgui label` takes labels, and --target-shares takes class shares.",
        "`tlgui label` 接受标签，--target-shares 接受类别比例。",
    ),
    "cli.type.health.class_shares": Text(
        "It is said with --target-shares, as in --target-shares dog=0.2,horse=0.8.",
        "用 --target-shares 说明，例如 --target-shares dog=0.2,horse=0.8。",
    ),
}
