"""What is kept on the disk: how much of it, deleted runs and the trash."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    # -- the disk ---------------------------------------------------------------------------------------------------------------
    "storage.bytes": Text("{bytes:bytes}", "{bytes:bytes}"),
    "storage.runs": Text("Runs", "运行"),
    "storage.references": Text("References that runs are compared with", "供运行对照的参照"),
    "storage.exports": Text("Exported models, reports and tables", "导出的模型、报告和表格"),
    "storage.datasets": Text("Datasets", "数据集"),
    "storage.bin": Text("Trash", "回收站"),
    "storage.features": Text("Features of frozen networks", "冻结网络的特征"),
    "storage.reports": Text("Health reports, X-rays, previews", "健康报告、差异透视、预览"),
    "storage.other": Text("Queue, presets and the rest", "队列、预设及其他"),
    "storage.total": Text("{total:bytes} in all; {free:bytes} of the disk is free.", "共 {total:bytes}；磁盘剩余 {free:bytes}。"),
    "storage.left": Text("{left:count} {left:run is|runs are} not counted yet.", "还有 {left:count} 个运行尚未计入。"),
    "error.not_cleanable": Text(
        "“{given}” cannot be cleaned: choose from {known:list}.", "“{given}”不能清理：请从 {known:list} 中选择。"
    ),
    "cli.cleaned": Text(
        "{freed:bytes} freed: {before:bytes} before, {after:bytes} now.",
        "已释放 {freed:bytes}：清理前 {before:bytes}，现在 {after:bytes}。",
    ),
    "cli.cleanable": Text(
        "* can be computed again: `tlgui disk --clean features,reports,exports,references` frees it.",
        "* 可重新计算：`tlgui disk --clean features,reports,exports,references` 可释放。",
    ),
    "page.disk.title": Text("Disk used", "磁盘用量"),
    "page.disk.about": Text(
        "What can be computed again can be cleaned: it is recreated when needed. Runs and datasets are never touched.",
        "可重新计算的内容可以清理：需要时会重新生成，只是要花些时间。运行和数据集不受影响。",
    ),
    "page.disk.clean": Text("Clean", "清理"),
    "page.disk.cleaned": Text(
        "{freed:bytes} freed: {before:bytes} before, {after:bytes} now.",
        "已释放 {freed:bytes}：清理前 {before:bytes}，现在 {after:bytes}。",
    ),
    # -- deleting -------------------------------------------------------------------------------------------------------------
    "error.delete_running": Text(
        "Run {run} is still active: stop it first, then delete it.",
        "运行 {run} 尚未结束：请先停止，再删除。",
    ),
    "error.delete_busy": Text(
        "A map or a file of run {run} is being made right now: delete the run when that is done.",
        "运行 {run} 的特征图或文件正在生成：请等其完成后再删除。",
    ),
    "error.delete_reference": Text(
        "Run {run} is a reference that other runs are compared with: it stays as long as one of them is kept.",
        "运行 {run} 是供其他运行对照的参照：只要还保留着其中任何一个，它就不会被删除。",
    ),
    "error.delete_needed": Text(
        "Run {run} cannot be deleted yet: {names:list} {count:starts|start} from its weights. Wait until they finish, or stop "
        "them.",
        "运行 {run} 暂时不能删除：{names:list}（{count:count} 个）要从它的权重开始训练。请等其结束，或先停止。",
    ),
    "error.delete_failed": Text(
        "Run {run} could not be moved into the trash ({reason}); it was not moved. Close whatever has its files open and try "
        "again.",
        "运行 {run} 无法移入回收站（{reason}），仍在原处。请关闭正在使用其文件的程序后重试。",
    ),
    "error.run_in_bin": Text(
        "“{name}” is in the trash: restore it there to see it again.",
        "“{name}”在回收站中：请先恢复再查看。",
    ),
    "error.not_in_bin_unknown": Text(
        "There is no run “{run}” in the trash.",
        "回收站中没有运行“{run}”。",
    ),
    "error.restore_here_already": Text(
        "Run {run} is already here: delete that one first, or leave the other one in the trash.",
        "运行 {run} 已经存在：请先删除它，或让回收站中的那一个保持不动。",
    ),
    "error.restore_failed": Text(
        "Run {run} could not be brought back ({reason}); it is still in the trash. Try again.",
        "运行 {run} 无法恢复（{reason}），仍在回收站中。请重试。",
    ),
    "error.only_with_empty": Text(
        "--only says which deleted run to remove for good: it needs --empty.", "--only 指定要彻底删除的运行：需与 --empty 同用。"
    ),
    "cli.deleted": Text(
        "{name} is in the trash; `tlgui restore {run}` brings it back.", "{name} 已移入回收站；`tlgui restore {run}` 可恢复。"
    ),
    "cli.restored": Text("{name} is back.", "{name} 已恢复。"),
    "cli.emptied": Text(
        "{count:count} {count:run|runs} removed for good: {bytes:bytes} freed.",
        "已彻底删除 {count:count} 个运行，释放 {bytes:bytes}。",
    ),
    "cli.bin_empty": Text("The trash is empty.", "回收站是空的。"),
    # -- on the page -----------------------------------------------------------------------------------------------------------
    "page.bin.delete": Text("Delete", "删除"),
    "page.bin.deleted": Text("“{name}” is in the trash.", "“{name}”已移入回收站。"),
    "page.bin.undo": Text("Undo", "撤销"),
    "page.bin.close": Text("Close", "关闭"),
    "page.bin.title": Text("Trash: {count:count} {count:run|runs}, {bytes:bytes}", "回收站：{count:count} 个运行，{bytes:bytes}"),
    "page.bin.about": Text(
        "Deleted runs stay here unchanged until the trash is emptied. Datasets and references are not deleted with a run.",
        "删除的运行原样存放在这里，直到清空回收站。数据集和参照不会随运行一起删除。",
    ),
    "page.bin.restore": Text("Restore", "恢复"),
    "page.bin.here": Text("This run is in the trash.", "此运行在回收站中。"),
    "page.bin.restored": Text("“{name}” is back.", "“{name}”已恢复。"),
    "page.bin.older": Text("Show those deleted earlier", "显示更早删除的"),
    "page.bin.empty": Text("Empty the trash", "清空回收站"),
    "page.bin.sure": Text(
        "Remove {count:count} {count:run|runs} for good? This cannot be undone.",
        "彻底删除 {count:count} 个运行？删除后无法恢复。",
    ),
    "page.bin.for_good": Text("Remove for good", "彻底删除"),
    "page.bin.emptied": Text("The trash is empty: {bytes:bytes} freed.", "回收站已清空，释放 {bytes:bytes}。"),
    "page.bin.when": Text("deleted {when}", "删除于 {when}"),
}
