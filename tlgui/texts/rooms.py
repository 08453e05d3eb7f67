"""Rooms: joining one, what the host sees, and what is refused in one."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "room.host": Text("Host", "主持人"),
    # -- the command line ------------------------------------------------------------------------------------------------------
    "cli.room": Text(
        "Room “{name}”. Everybody joins at {join} (code {code}). Your own link, which makes whoever opens it the host: {host_link}",
        "房间“{name}”。大家在 {join} 加入（代码 {code}）。您自己的链接（打开它的人就是主持人）：{host_link}",
    ),
    "cli.open_to_all": Text(
        "On {host}, everybody who reaches this machine sees, changes and deletes everything on the page, and nobody is asked who they are. "
        "With --room NAME everybody joins by name and has things of their own.",
        "监听 {host} 时，所有能访问本机的人都能查看、更改和删除页面上的一切，且不会询问身份。"
        "使用 --room 名称，则每个人以名字加入，各自管理自己的内容。",
    ),
    "cli.open_to_all.ask": Text("Serve it all the same?", "仍要这样提供服务吗？"),
    "error.open_to_all": Text(
        "On {host}, everybody who reaches this machine sees, changes and deletes everything on the page, and nobody is asked who they are. "
        "Open a room with --room NAME, or say with --confirm open_to_all that it is meant.",
        "监听 {host} 时，所有能访问本机的人都能查看、更改和删除页面上的一切，且不会询问身份。"
        "请用 --room 名称 打开房间，或以 --confirm open_to_all 表示这是有意的。",
    ),
    # -- joining -------------------------------------------------------------------------------------------------------------
    "room.join.room": Text("A room on this server", "此服务器上的一个房间"),
    "room.join.about": Text(
        "Join with a name that the others know you by. What you do here is yours: the others cannot open, change or delete it. The host sees "
        "what you do, can stop your runs, and can download all of them with their results.",
        "请用大家认识的名字加入。您在这里做的一切都属于您：其他参与者不能打开、更改或删除。主持人能看到您在做什么，可以停止您的运行，"
        "也可以下载您的全部运行及其结果。",
    ),
    "room.join.ended": Text(
        "This room has ended. The host has what was done in it.", "此房间已结束。房间里的成果保存在主持人处。"
    ),
    "room.join.name": Text("Your name", "您的名字"),
    "room.join.code": Text("Code of the room", "房间代码"),
    "room.join.pin": Text("A PIN of your own", "您自己的 PIN"),
    "room.join.pin.about": Text(
        "Choose any 4 characters or more. With your name and this PIN you come back, also on another device.",
        "任选至少 4 个字符。凭名字和 PIN 可以随时回来，换一台设备也可以。",
    ),
    "room.join.press": Text("Join", "加入"),
    # -- in the room ---------------------------------------------------------------------------------------------------------
    "room.me": Text("You are {name}", "您是 {name}"),
    "room.me.leave": Text("Leave on this device", "在此设备上退出"),
    "room.me.leave.about": Text("Your runs go on. Your name and PIN bring you back.", "您的运行会继续。凭名字和 PIN 可以回来。"),
    "room.me.room": Text("The room", "房间"),
    "room.me.paused": Text(
        "The host has paused the room: nothing new can be started.", "主持人已暂停房间：暂时不能开始新的任务。"
    ),
    "room.me.handed": Text("From the host: {words}", "主持人分发：{words}"),
    "room.me.handed.several": Text("From the host: {count:count} pairs", "主持人分发：{count:count} 对数据集"),
    "room.me.use": Text("Use it", "使用"),
    "room.me.use_of": Text("Use it. {words}", "使用。{words}"),
    "room.me.attempts": Text(
        "{left:count} of {limit:count} {limit:attempt|attempts} left while the labels are sealed",
        "标签锁定期间还剩 {left:count} 次尝试，共 {limit:count} 次",
    ),
    "room.me.taken_back": Text(
        "The host has taken back what a search would train on. You can go on labeling, and search with your labels once it is handed out "
        "again.",
        "主持人已收回搜索要用来训练的数据。您可以继续标注，再次分发后即可用您的标签搜索。",
    ),
    "room.me.take_home": Text("My runs as a zip", "把我的运行下载为 zip"),
    # -- the host's page -------------------------------------------------------------------------------------------------------
    "room.page": Text("The room", "房间"),
    "room.lead": Text(
        "Show this page on the wall until everybody is in. They scan the code, or type the address and the code of the room.",
        "请投影此页面，直到所有人都加入。大家可以扫描二维码，或输入地址和房间代码。",
    ),
    "room.qr": Text("QR code of the joining page", "加入页面的二维码"),
    "room.address": Text("Address", "地址"),
    "room.code": Text("Code of the room", "房间代码"),
    "room.pause": Text("Pause the room", "暂停房间"),
    "room.go_on": Text("Go on", "继续"),
    "room.end": Text("End the room …", "结束房间…"),
    "room.end.ask": Text(
        "End the room for everybody? Nothing is deleted, but nobody can come back; what is training goes on.",
        "为所有人结束房间？不会删除任何内容，但无法再回来；正在训练的会继续。",
    ),
    "room.end.yes": Text("End the room", "结束房间"),
    "room.close": Text("Close", "关闭"),
    "room.cancel": Text("Cancel", "取消"),
    "room.state.open": Text("The room is open.", "房间已开放。"),
    "room.state.paused": Text("Paused: only you can start something.", "已暂停：只有您可以开始任务。"),
    "room.state.ended": Text(
        "The room has ended: nobody but you can come in. What is training goes on, and results and runs can still be downloaded here.",
        "房间已结束：除您之外无法再进入。正在训练的会继续，结果和运行仍可在此下载。",
    ),
    "room.results": Text("Results (CSV)", "结果（CSV）"),
    "room.everything": Text("Everything (zip)", "全部内容（zip）"),
    "room.hand": Text("Hand out data", "分发数据"),
    "room.hand.about": Text(
        "A pair of your datasets appears on everybody's page. They can use it, not change it, and nothing is copied. Labels of its target are "
        "sealed until you reveal them, on the wall or on the Data page, unless everybody knows them already, as those of the demos.",
        "您的一对数据集会出现在每个人的页面上。大家可以使用但不能更改，也不会复制。目标域的标签会锁定，直到您在展示墙或“数据”页面揭晓；"
        "像演示数据那样本已公开的标签除外。",
    ),
    "room.hand.source": Text("Source", "源域"),
    "room.hand.target": Text("Target", "目标域"),
    "room.hand.begin": Text("Begin with", "初始设置"),
    "room.hand.presets": Text("Your presets", "您的预设"),
    "room.hand.strategies": Text("Strategies", "策略"),
    "room.hand.any": Text("any", "任意"),
    "room.hand.choose": Text("choose …", "请选择…"),
    "room.hand.press": Text("Hand out", "分发"),
    "room.hand.all_the_same": Text("Hand out all the same", "仍要分发"),
    "room.hand.names": Text("Show the names (not while this page is on the wall)", "显示名称（投影此页面时请勿打开）"),
    "room.hand.back": Text("Take back", "收回"),
    "room.hand.back.ask": Text(
        "Take “{words}” back? {people:count} {people:person has|people have} {runs:count} {runs:run|runs} and {labels:count} "
        "{labels:label|labels} on it. They can still see these and go on labeling, but train nothing new on these pictures until you hand "
        "them out again.",
        "收回“{words}”？{people:count} 人在其上共有 {runs:count} 次运行和 {labels:count} 个标签。这些仍可查看，也可以继续标注，"
        "但在您再次分发之前，不能用这些图片开始新的训练。",
    ),
    "room.people": Text("People", "成员"),
    "room.count": Text("{here:count} of {count:count} here", "{count:count} 人中有 {here:count} 人在线"),
    "room.count.ended": Text("{count:count} {count:person was|people were} here", "共有 {count:count} 人参加"),
    "room.people.none": Text("Nobody has joined yet.", "还没有人加入。"),
    "room.people.name": Text("Name", "名字"),
    "room.people.seen": Text("Seen", "最近出现"),
    "room.people.runs": Text("Runs", "运行"),
    "room.people.doing": Text("Now", "当前"),
    "room.people.lesson": Text("Lesson", "课程"),
    "room.rename": Text("Rename", "改名"),
    "room.rename.ask": Text("Another name for {name}", "{name} 的新名字"),
    "room.limits": Text("Limits", "限额"),
    "room.limits.of": Text("What {name} may use", "{name} 的使用限额"),
    "room.limits.empty": Text(
        "Empty means no limit. What holds for everybody is set on the command line.",
        "留空即不限。适用于所有人的限额在命令行中设置。",
    ),
    "room.limits.keep": Text("Keep", "保存"),
    "room.remove": Text("Remove", "移除"),
    "room.remove.ask": Text(
        "Remove {name}? They are signed out and cannot come back under this name. Their runs stay.",
        "移除 {name}？对方会退出，且不能再用此名字回来。其运行会保留。",
    ),
    "room.pin": Text("New PIN", "新 PIN"),
    "room.pin.told": Text("The new PIN of {name}: {pin}", "{name} 的新 PIN：{pin}"),
    "room.stop": Text("Stop", "停止"),
    "room.seen.now": Text("now", "刚刚"),
    "room.seen.ago": Text("{seconds:seconds} ago", "{seconds:seconds}前"),
    "room.seen.never": Text("not yet", "尚未"),
    "room.doing.trains": Text("trains {strategy}", "正在训练 {strategy}"),
    "room.doing.waits": Text("{count:count} {count:run waits|runs wait}", "{count:count} 个运行在等待"),
    "room.doing.on": Text("looks at: {page}", "正在看：{page}"),
    "room.lesson.open": Text(
        "{lesson} · step {step:count} of {steps:count}", "{lesson} · 第 {step:count} 步，共 {steps:count} 步"
    ),
    "room.lesson.done": Text(
        "{lesson} · step {step:count} of {steps:count}, done ✓", "{lesson} · 第 {step:count} 步，共 {steps:count} 步，已完成 ✓"
    ),
    "room.lesson.over": Text("{lesson} · at the end ✓", "{lesson} · 已到结尾 ✓"),
    # -- refused -------------------------------------------------------------------------------------------------------------
    "error.room_join_first": Text("This page belongs to a room. Join it first.", "此页面属于一个房间。请先加入。"),
    "error.room_name_empty": Text("Enter a name with at least one letter.", "请输入至少含一个文字的名字。"),
    "error.room_name_long": Text(
        "The name has {length:count} characters; at most {limit} are allowed.",
        "名字有 {length:count} 个字符；最多允许 {limit} 个。",
    ),
    "error.room_name_taken": Text(
        "Somebody here is called “{name}” already. Choose another name.", "这里已经有人叫“{name}”。请换一个名字。"
    ),
    "error.room_pin_length": Text("Choose a PIN of {least} to {most} characters.", "请选择 {least} 到 {most} 个字符的 PIN。"),
    "error.room_pin_wrong": Text(
        "Somebody here is called “{name}” already, and this is not their PIN. If it is you, enter the PIN that you chose; the host can "
        "give you a new one. If not, choose another name.",
        "这里已经有人叫“{name}”，而这不是对方的 PIN。如果是您本人，请输入您当初选择的 PIN；主持人可以给您新的 PIN。如果不是，请换一个名字。",
    ),
    "error.room_code_wrong": Text(
        "This is not the code of the room. The host can show it to you again.", "这不是房间的代码。可以请主持人再出示一次。"
    ),
    "error.room_wait": Text(
        "Too many wrong attempts: wait {seconds:count} s, then try again.", "错误次数过多：请等待 {seconds:count} 秒后再试。"
    ),
    "error.room_full": Text("The room is full: {limit:count} people are in it.", "房间已满：已有 {limit:count} 人。"),
    "error.room_removed": Text("The host has removed you from the room.", "主持人已将您移出房间。"),
    "error.room_ended": Text("The room “{name}” has ended.", "房间“{name}”已结束。"),
    "error.room_paused": Text(
        "The host has paused the room: nothing new can be started. What is running goes on.",
        "主持人已暂停房间：暂时不能开始新的任务。正在运行的会继续。",
    ),
    "error.dataset_read_only": Text(
        "“{name}” was handed to the room: it can be used, and only the host can change it.",
        "“{name}”是分发给房间的：可以使用，但只有主持人能更改。",
    ),
    "error.dataset_handed_out": Text(
        "“{name}” is handed to a room. Take it back on the page of the room, then delete it.",
        "“{name}”已分发给房间。请先在房间页面收回，再删除。",
    ),
    "error.dataset_taken_back": Text(
        "The host has taken “{name}” back: nothing new is trained on it until it is handed out again. Whoever has runs or labels on it keeps "
        "them and can go on labeling.",
        "主持人已收回“{name}”：在再次分发之前，不能用它开始新的训练。已有运行或标签的人会保留这些内容，也可以继续标注。",
    ),
    "error.pair_taken_back": Text(
        "The host has taken “{source}” and “{target}” back: nothing new is trained on them until they are handed out again. Whoever has runs "
        "or labels on them keeps them and can go on labeling.",
        "主持人已收回“{source}”和“{target}”：在再次分发之前，不能用它们开始新的训练。已有运行或标签的人会保留这些内容，也可以继续标注。",
    ),
    "error.sealed_by_host": Text(
        "The labels of “{name}” are sealed until the host reveals them for all. Use it as a target, with a strategy that needs no labels.",
        "“{name}”的标签已锁定，直到主持人为所有人揭晓。请把它用作目标域，并选择不需要标签的策略。",
    ),
    "error.room_person_unknown": Text("This person is not in the room any more.", "房间里已没有此人。"),
    "error.handed_same_dataset": Text(
        "“{name}” is chosen as the source and as the target. Choose two different datasets.",
        "“{name}”既被选为源域，又被选为目标域。请选择两个不同的数据集。",
    ),
    "error.handed_source_unlabeled": Text(
        "“{name}” has no labels, so nothing could be learned from it as the source. Choose a source with labels.",
        "“{name}”没有标签，作为源域学不到东西。请选择有标签的源域。",
    ),
    "error.handed_written_differently": Text(
        "Not handed out yet. The target seems to write {count:count} of the source's classes differently. For a run these are other classes, "
        "so their pictures could never come out right. Best rename the folders in one of the two, add that dataset again and hand that out. "
        "Everybody else sees the target's names only after the reveal, and can then rename classes on Adapt.",
        "尚未分发。目标域中似乎有 {count:count} 个源域类别写法不同。对运行来说它们是不同的类别，这些图片永远不可能判断正确。"
        "最好在其中一个数据集中重命名文件夹，重新添加该数据集后再分发。其他人在揭晓后才会看到目标域的类别名，"
        "届时可在“自适应”页重命名类别。",
    ),
    "error.handed_names": Text("In the target and in the source: {names:list}.", "目标域与源域中的写法：{names:list}。"),
    "error.room_host_stays": Text("The host cannot be removed; end the room instead.", "不能移除主持人；可以改为结束房间。"),
}
