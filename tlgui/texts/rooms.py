"""Rooms: joining one, what the host sees, and what is refused in one."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "room.host": Text("Host", "主持人"),
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
    "error.room_person_unknown": Text("This person is not in the room any more.", "房间里已没有此人。"),
    "error.room_host_stays": Text("The host cannot be removed; end the room instead.", "不能移除主持人；可以改为结束房间。"),
}
