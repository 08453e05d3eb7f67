"""A run from one machine to another."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "error.run_archive_not_over": Text(
        "Run {run} is still active: stop or pause it first, then archive it.", "运行 {run} 尚未结束：请先停止或暂停，再打包。"
    ),
    "error.import_not_a_run": Text(
        "This is not a run of tlgui ({reason}): choose the zip of a run that was exported, or a run's folder.",
        "这不是 tlgui 的运行（{reason}）：请选择导出的运行（zip），或运行的文件夹。",
    ),
    "error.import_newer": Text(
        "This run was written by a newer version of tlgui ({made_by}; format {version}, supported here up to {known}): update "
        "tlgui to import it.",
        "此运行由更新版本的 tlgui（{made_by}；格式 {version}，此处支持到 {known}）写出：请更新 tlgui 后导入。",
    ),
    "error.import_damaged": Text(
        "{name} has changed since the run was packed: nothing was imported. Pack or copy the run again.",
        "{name} 与打包时不一致：未导入任何内容。请重新打包或复制该运行。",
    ),
    "error.import_pickle": Text(
        "{name} is a kind of file that can run code: nothing was imported. tlgui stores the weights of a run as safetensors.",
        "{name} 属于可执行代码的文件类型：未导入任何内容。tlgui 的运行以 safetensors 保存权重。",
    ),
    "error.import_here_already": Text("This run is already here: {name} ({run}).", "此运行已在本机：{name}（{run}）。"),
    "error.import_in_bin": Text(
        "This run is in the trash: {name}. Restore it there.",
        "此运行在回收站中：{name}。请从回收站恢复。",
    ),
    "error.import_no_space": Text(
        "This run needs {needed:bytes}, but only {free:bytes} of the disk is free: make room first.",
        "此运行需要 {needed:bytes}，磁盘剩余 {free:bytes}：请先腾出空间。",
    ),
    "error.import_not_readable": Text("{file} cannot be read: {reason}.", "无法读取 {file}：{reason}。"),
    "error.imported_not_usable": Text(
        "Run {run} came from another machine, and something in it cannot be used: {reason}. Have it packed again where it was made.",
        "运行 {run} 来自另一台机器，其中有内容无法使用：{reason}。请在原机器上重新打包。",
    ),
    "error.weights_of_another_machine": Text(
        "This run came from another machine and was trained with weights of {backbone} from a file there ({file}), which was "
        "not included. Anything that needs its network cannot be made here.",
        "此运行来自另一台机器，所用的 {backbone} 权重来自那里的文件（{file}），未随运行导入。需要其网络的内容无法在此生成。",
    ),
    "error.weights_not_fetched": Text(
        "This run came from another machine. The weights of its backbone {backbone} are not on this machine, and nothing is "
        "downloaded on behalf of an imported run. Train a run of your own with {backbone} once, or use a run whose backbone is "
        "here: {available:list}.",
        "此运行来自另一台机器。其主干 {backbone} 的权重不在本机，且不会因这样的运行而下载。请先用 {backbone} 自行训练一次，"
        "或使用主干在本机的运行：{available:list}。",
    ),
    "error.checkpoint_of_another_run": Text(
        "Checkpoint {checkpoint} does not fit its run ({what}) and was not used.",
        "检查点 {checkpoint} 与其运行不符（{what}），未使用。",
    ),
    "error.import_reference": Text(
        "This is a reference that other runs are compared with, not a run of its own. Import a run that was compared with it: "
        "the reference comes along.",
        "这是供其他运行对照的参照，本身不是一次运行。请导入与它比较过的运行：它会一并导入。",
    ),
    "error.import_stopped": Text("The import was canceled: nothing was imported.", "导入已取消：未导入任何内容。"),
    "note.import_passed_over": Text(
        "{count:count} {count:file|files} that {count:does|do} not belong to a run {count:was|were} left out.",
        "有 {count:count} 个文件不属于运行，未导入。",
    ),
    "note.import_new_id": Text(
        "Another run here has the id {run}: this one got a new id.", "本机另一个运行已使用编号 {run}：此运行得到了新编号。"
    ),
    "note.import_name_changed": Text(
        "Another run here is called “{was}”: this one is now “{name}”.", "本机另一个运行名为“{was}”：此运行改名为“{name}”。"
    ),
    "note.import_without_baseline": Text(
        "Its source-only network was not included: Try it shows only the run's own network.",
        "其“仅用源域”网络未包含在内：“试一试”只显示该运行自己的网络。",
    ),
    "note.import_source_missing": Text(
        "The source pictures “{name}” are not on this machine: everything that was computed is here, but nothing can be "
        "trained with them.",
        "本机没有源域图片“{name}”：已算出的内容都在，但不能用它们训练。",
    ),
    "note.import_target_missing": Text(
        "The target pictures “{name}” are not on this machine: everything that was computed is here, but they cannot be "
        "predicted again.",
        "本机没有目标域图片“{name}”：已算出的内容都在，但不能查看图片或重新预测。",
    ),
    "cli.imported": Text(
        "{name} is here; `tlgui show {run}` shows its result.", "已导入 {name}；`tlgui show {run}` 可查看结果。"
    ),
    "page.import": Text("Import a run", "导入运行"),
    "page.import.about": Text("The zip of a run that was exported on another machine.", "在另一台机器上导出的运行（zip）。"),
    "page.import.sending": Text("Sending: {bytes:bytes}", "正在发送：{bytes:bytes}"),
    "page.import.cancelled": Text("Canceled: nothing was imported.", "已取消：未导入任何内容。"),
    "page.import.done": Text("“{name}” is here.", "“{name}”已导入。"),
    "page.import.failed": Text("This did not work: try again.", "未成功：请重试。"),
}
