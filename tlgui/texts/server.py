"""What the server says when it refuses something."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "queue.rebuilt": Text(
        "Queue rebuilt: {jobs:count} {jobs:job|jobs}. Its file was damaged; the old one is kept as {kept}. Runs are intact; "
        "pictures that were waiting to be read must be added again.",
        "队列已重建：{jobs:count} 个任务。队列文件已损坏，旧文件保存为 {kept}。运行结果完好；等待读取的图片需要重新提交。",
    ),
    "error.queue_rebuilt": Text(
        "The queue's file was damaged. Queue rebuilt: {jobs:count} {jobs:job|jobs}; no run lost anything. Try again.",
        "队列文件已损坏。队列已重建：{jobs:count} 个任务；所有运行均完好。请再试一次。",
    ),
    "error.port_taken": Text("port {port} in use: try --port {other}", "端口 {port} 已被占用：请试试 --port {other}"),
    "error.host_not_usable": Text("Cannot listen on {host} ({reason}).", "无法监听 {host}（{reason}）。"),
    "error.host_unknown": Text(
        "This server does not go by the name “{host}”. If it should, start it with --allow-host.",
        "此服务器不使用“{host}”这个名称。如需使用，请以 --allow-host 启动。",
    ),
    "error.origin_foreign": Text(
        "A page of another site ({origin}) may not change anything here, where the page is {reached}. If both are the same page behind a "
        "proxy, start the server with --proxy and the proxy's address, or with --allow-host {origin}.",
        "其他网站（{origin}）的页面不能更改这里的内容，本页面的地址是 {reached}。如果两者是代理之后的同一页面，"
        "请以 --proxy 加代理地址，或以 --allow-host {origin} 启动服务器。",
    ),
    "error.allow_host_bad": Text(
        "--allow-host {given}: this is not a host name, host:port or origin. Try demo.lab, demo.lab:8080 or https://demo.lab.",
        "--allow-host {given}：这不是主机名、主机名:端口或来源。请试试 demo.lab、demo.lab:8080 或 https://demo.lab。",
    ),
    "error.proxy_bad": Text(
        "--proxy {given}: this is not an address or network. Try 127.0.0.1 or 10.0.0.0/8.",
        "--proxy {given}：这不是地址或网段。请试试 127.0.0.1 或 10.0.0.0/8。",
    ),
    "error.user_header_bad": Text(
        "--user-header {given}: this cannot be the name of a header of the proxy's own. Try X-Forwarded-User or X-Auth-Request-Email.",
        "--user-header {given}：这不能作为代理自己的请求头名称。请试试 X-Forwarded-User 或 X-Auth-Request-Email。",
    ),
    "error.user_header_unheard": Text(
        "--user-header {given} would be heard from nobody: name the proxy that sends it with --proxy.",
        "没有受信任的代理会发送 --user-header {given}：请用 --proxy 指定发送它的代理。",
    ),
    "error.user_header_without_room": Text(
        "--user-header says who people in a room are. Open one with --room NAME.",
        "--user-header 用于识别房间中的成员。请用 --room 名称 打开房间。",
    ),
    "error.proxy_said_nonsense": Text(
        "The proxy in front of this server sent {header}: {value}, which makes no sense. Fix its configuration.",
        "服务器前的代理发送了 {header}: {value}，该值无效。请修正代理的配置。",
    ),
    "error.origin_missing": Text(
        "Only this server's own page may change something: without an Origin it would need an API token, and those are not offered yet. "
        "Use the command line: tlgui --help.",
        "只有本服务器的页面可以更改内容：没有 Origin 的请求需要 API 令牌，目前尚未提供。请使用命令行：tlgui --help。",
    ),
    "error.request_too_large": Text("The request is too large; limit {limit:bytes}.", "请求过大；上限为 {limit:bytes}。"),
    "error.request_too_slow": Text(
        "The request did not arrive within {seconds:count} {seconds:second|seconds}. Send it again.",
        "请求未在 {seconds:count} 秒内到达。请重新发送。",
    ),
    "error.request_cut_off": Text(
        "The request broke off before all of it arrived. Send it again.", "请求在完全到达之前中断。请重新发送。"
    ),
    "error.address_too_long": Text(
        "The address is longer than {limit:count} characters: no address here is that long.",
        "地址超过 {limit:count} 个字符：这里没有这么长的地址。",
    ),
    "error.unforeseen": Text(
        "Something unexpected went wrong. Try again; if it keeps happening, report it with the number {number}, under which "
        "the server's log has more.",
        "发生了意外错误。请重试；如果仍然出现，请附上编号 {number} 报告问题，服务器日志中此编号下有更多信息。",
    ),
    "error.invalid_value": Text("invalid value: the page sends plain values only.", "无效的值：页面只发送普通的值。"),
    "error.invalid_request": Text("The request was not understood: {names}.", "无法理解该请求：{names}。"),
    "error.spec_invalid": Text("invalid value: {reason}.", "无效的值：{reason}。"),
    "error.not_here": Text("There is nothing here.", "这里没有内容。"),
    "error.file_unknown": Text("The run has no such file.", "该运行没有此文件。"),
    "error.picture_unknown": Text("There is no such picture.", "没有这张图片。"),
    "error.job_unknown": Text("There is no such job; start again.", "没有这个任务；请重新开始。"),
    "error.maps_not_yet": Text("The maps are not drawn yet.", "特征图尚未绘制。"),
    # -- uploads --------------------------------------------------------------------------------------------------------------
    "error.upload_unknown": Text("This upload is no longer in progress; upload again.", "此上传已结束或失效；请重新上传。"),
    "error.upload_too_large": Text(
        "{size:bytes}; limit {limit:bytes}. Upload fewer or smaller pictures, or have the server offer the folder where it is.",
        "{size:bytes}；上限 {limit:bytes}。请上传更少或更小的图片，或让服务器直接提供该文件夹。",
    ),
    "error.upload_too_many_files": Text(
        "{count:count} files; limit {limit:count}. Upload a part of them.",
        "{count:count} 个文件；上限 {limit:count}。请只上传一部分。",
    ),
    "error.upload_too_many_in_request": Text(
        "More than {limit:count} files in one request: send a zip, or several requests.",
        "一次请求超过 {limit:count} 个文件：请上传 zip，或分多次请求。",
    ),
    "error.upload_no_space": Text(
        "The upload needs {size:bytes}, but only {free:bytes} of the server's disk is free.",
        "上传需要 {size:bytes}，服务器磁盘仅剩 {free:bytes}。",
    ),
    "error.upload_busy": Text(
        "Another request is sending this upload right now. Wait for it, or try again in a few seconds.",
        "另一个请求正在传送此上传。请等待其结束，或几秒后重试。",
    ),
    "error.upload_taken_over": Text(
        "Nothing arrived for a while, so another request took over this upload.",
        "有一段时间没有收到数据，另一个请求已接着传送此上传。",
    ),
    "error.upload_handed_over": Text(
        "This upload was declared complete and is being read: nothing can be added.",
        "此上传已标记为完成，正在读取：不能再添加内容。",
    ),
    "error.upload_other_place": Text(
        "{received:count} bytes of the zip have arrived: the upload cannot continue at {offset:count}. Continue at "
        "{received:count}, or start over at 0.",
        "已收到 zip 的 {received:count} 字节：无法从 {offset:count} 处继续。请从 {received:count} 处继续，或从 0 重新开始。",
    ),
    "error.upload_other_kind": Text(
        "This upload was started as a {kind}. Start another one for what you want to send.",
        "此上传开始时的类型是 {kind}。要发送其他内容，请开始新的上传。",
    ),
    "error.server_ends": Text(
        "The server is shutting down. What has arrived is kept; continue once it is back.",
        "服务器正在关闭。已收到的内容会保留；服务器恢复后可继续。",
    ),
    "error.upload_incomplete": Text(
        "The upload is not complete. Continue where it stopped, or upload again.", "上传不完整。请从中断处继续，或重新上传。"
    ),
    "error.upload_not_multipart": Text(
        "The files did not arrive as a form (multipart/form-data). Upload again.",
        "文件未以表单形式（multipart/form-data）到达。请重新上传。",
    ),
    "error.upload_name_bad": Text(
        "A file cannot be stored under its name ({name}). Rename it.", "无法以此名称保存文件（{name}）。请重命名。"
    ),
    "error.paths_not_offered": Text(
        "This server does not accept folders or files by path. Start it with --root FOLDER.",
        "此服务器不接受文件夹或文件的路径。请以 --root 文件夹 启动。",
    ),
    "error.path_not_allowed": Text(
        "{path} is not inside a folder that this server offers: {roots:list}.", "{path} 不在服务器提供的文件夹内：{roots:list}。"
    ),
}
