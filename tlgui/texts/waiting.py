"""The line of runs: who is trained, who waits, and for how long."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.queue.title": Text("Waiting runs", "排队的运行"),
    "page.queue.next": Text("Next", "下一个"),
    "queue.starts": Text("Starts in about {seconds:seconds}", "约 {seconds:seconds}后开始"),
    "queue.unknown": Text("Nothing similar was trained here yet, so the time is unknown", "此前没有类似的运行，无法估计时间"),
    "queue.place.about": Text(
        "You are {place:ordinal}: about {seconds:seconds}", "您排在第 {place:count} 位：约 {seconds:seconds}"
    ),
    "queue.place.soon": Text("You are {place:ordinal}: starts soon", "您排在第 {place:count} 位：即将开始"),
    "queue.place.unknown": Text(
        "You are {place:ordinal}: nothing similar was trained here yet, so the time is unknown",
        "您排在第 {place:count} 位：此前没有类似的运行，无法估计时间",
    ),
    "queue.before.mine": Text("Before it: {mine:list} (yours)", "排在前面：{mine:list}（您的）"),
    "queue.before.others": Text(
        "Before it: {count:count} {count:run|runs} of others ({others:list})",
        "排在前面：其他人的 {count:count} 个运行（{others:list}）",
    ),
    "queue.before.both": Text(
        "Before it: {mine:list} (yours) and {count:count} {count:run|runs} of others ({others:list})",
        "排在前面：{mine:list}（您的），以及其他人的 {count:count} 个运行（{others:list}）",
    ),
    "queue.more": Text("{count:count} more {count:waits|wait} behind these.", "其后还有 {count:count} 个在排队。"),
    "queue.soon": Text("Starts soon", "即将开始"),
    "page.queue.up": Text("Earlier", "提前"),
    "page.queue.down": Text("Later", "推后"),
    "page.queue.cancel": Text("Do not start", "取消"),
    "queue.one": Text(
        "{count:count} run at a time: a run uses this machine's GPU, or all its cores where there is none, and two would slow "
        "each other down. Maps and reports continue alongside.",
        "同时进行 {count:count} 个运行：一个运行会占用本机的 GPU，没有 GPU 时会用到全部核心，两个会互相拖慢。图和报告会同时进行。",
    ),
    "queue.gpus": Text(
        "{count:count} runs at a time: each has one of this machine's GPUs. Maps and reports continue alongside.",
        "同时进行 {count:count} 个运行：每个使用本机的一块 GPU。图和报告会同时进行。",
    ),
    "queue.several": Text(
        "{count:count} runs at a time: this machine has cores and memory for that many. Maps and reports continue alongside.",
        "同时进行 {count:count} 个运行：本机的核心和内存足够。图和报告会同时进行。",
    ),
    "error.not_waiting": Text(
        "Run {run} is not waiting (or no longer is), so its place cannot be changed.",
        "运行 {run} 没有在排队（或已不再排队），无法更改其次序。",
    ),
    "error.line_full": Text(
        "{waiting:count} {waiting:run|runs} waiting; limit {limit:count}. Try again once one of them has started, or take one out of the line.",
        "您已有 {waiting:count} 个运行在排队，上限为 {limit:count} 个。请等其中一个开始后再试，或取消一个。",
    ),
    "error.line_full_until": Text(
        "{waiting:count} {waiting:run|runs} waiting; limit {limit:count}; the first of them starts in about {seconds:seconds}. Try again then, "
        "or take one out of the line.",
        "您已有 {waiting:count} 个运行在排队，上限为 {limit:count} 个；其中第一个约 {seconds:seconds}后开始。请届时再试，或取消一个。",
    ),
    "error.quota_minutes": Text(
        "{used:seconds} of training in the last {hours:seconds}; limit {limit:seconds}. Try again in about {again:seconds}.",
        "最近 {hours:seconds}内您已训练 {used:seconds}，上限为 {limit:seconds}。请约 {again:seconds}后再试。",
    ),
    "error.quota_disk": Text(
        "Your runs, datasets and uploads take {used:bytes}, this would add {more:bytes}; limit {limit:bytes}. Delete what you no longer need, "
        "empty the trash, and try again.",
        "您的运行、数据集和上传已占用 {used:bytes}，此操作还需 {more:bytes}，上限为 {limit:bytes}。"
        "请删除不再需要的内容并清空回收站，然后再试。",
    ),
    "error.attempts_used": Text(
        "You have started {made:count} {made:run|runs} on “{target}”, whose labels are sealed; limit {limit:count}. You can start more "
        "once the host reveals them, or allows more.",
        "您已在标签已锁定的“{target}”上开始了 {made:count} 个运行，上限为 {limit:count} 个。主持人揭晓标签或放宽上限后，即可继续。",
    ),
    "error.limits_unreadable": Text(
        "The limits of this home cannot be read: {file} is damaged. Mend it, or remove it to have no limits.",
        "无法读取数据文件夹的限额设置：{file} 已损坏。请修复它，或将其删除（即不设限额）。",
    ),
    "error.limits_not_of_host": Text(
        "The host uses this machine without limits. Limits are for the people in a room.",
        "主持人使用本机不受限额约束。限额只适用于房间中的其他人。",
    ),
    "error.limits_no_room": Text(
        "No room is open, so nobody is known by name. Open one with `tlgui serve --room NAME`.",
        "没有开放的房间，因此无法按名字查找。请用 `tlgui serve --room 名称` 打开房间。",
    ),
    "error.limits_person_unknown": Text(
        "Nobody in the room “{room}” is called “{name}”. It has {count:count} {count:person|people} besides the host: {known:list}.",
        "房间“{room}”中没有人叫“{name}”。除主持人外有 {count:count} 人：{known:list}。",
    ),
    "error.limits_room_empty": Text(
        "Nobody has joined the room “{room}” yet, so nobody in it is called “{name}”.",
        "还没有人加入房间“{room}”，因此没有人叫“{name}”。",
    ),
    "cli.limits.none": Text("no limit", "不限"),
    "cli.limits.person": Text("{name}, instead:", "{name} 另行规定："),
    "cli.room.limited": Text(
        "Each person may have {count:count} runs waiting; `tlgui limits` shows and changes that.",
        "每人最多可有 {count:count} 个运行在排队；可用 `tlgui limits` 查看和更改。",
    ),
    "cli.queue.empty": Text("No run is training or waiting.", "没有正在进行或排队的运行。"),
}
