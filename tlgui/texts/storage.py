"""What is said when the disk takes nothing more, or what lies on it is of another version."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "error.disk_full": Text(
        "The disk is full: {free:bytes} free in {folder}. Nothing was changed. Delete runs and empty the trash, or clean what "
        "can be computed again (under Results), then try again.",
        "磁盘已满：{folder} 仅剩 {free:bytes}。没有任何更改。请删除运行并清空回收站，或清理可重新生成的内容"
        "（在“结果”页），然后重试。",
    ),
    "error.disk_read_only": Text(
        "Nothing can be written in {folder} ({reason}). What is there can be read. Make it writable again, then try again.",
        "无法写入 {folder}（{reason}）。已有内容仍可读取。请恢复写入权限后重试。",
    ),
    "error.disk_failing": Text(
        "The disk that holds {folder} is failing ({reason}). Check it or its connection, then try again.",
        "{folder} 所在的磁盘出错（{reason}）。请检查磁盘或其连接后重试。",
    ),
    "error.queue_newer": Text(
        "The queue in this data folder was made by a newer version of tlgui (format {version}; this one supports up to "
        "{known}). Nothing was changed. Use the newer version, or another folder.",
        "此数据文件夹中的队列由更新版本的 tlgui 创建（格式 {version}，此处支持到 {known}）。没有任何更改。"
        "请使用更新的版本，或另选文件夹。",
    ),
    "error.queue_held_up": Text(
        "Another process has held the queue's file for {seconds:seconds}. If it is stuck, it will be ended within a minute: "
        "try again then.",
        "另一个进程占用队列文件已达 {seconds:seconds}。若它已停止响应，将在一分钟内被结束：请稍后重试。",
    ),
}
