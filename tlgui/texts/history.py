"""Runs as things: names, notes, tags, finding."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "error.name_empty": Text(
        "A name needs at least one letter or digit; leave it out for a run without a name.",
        "名称至少要有一个字母、文字或数字；不需要名称时请不要填写。",
    ),
    "error.name_too_long": Text(
        "This name has {length:count} characters; the limit is {limit}. Put anything longer into the notes.",
        "此名称有 {length:count} 个字符；最多 {limit} 个。更长的内容请写入备注。",
    ),
    "error.name_bad": Text(
        "“{name}” cannot be a name: use letters, digits, spaces and {allowed}; it cannot start with a dot.",
        "“{name}”不能作为名称：请使用字母、文字、数字、空格和 {allowed}；开头不能是点。",
    ),
    "error.name_in_use": Text(
        "Another run is already named “{name}”: choose another name.", "已有名为“{name}”的运行：请换一个名称。"
    ),
    "error.name_or_none": Text(
        "--name and --no-name cannot be used together: choose one.", "--name 与 --no-name 不能同用：请选择其一。"
    ),
    "error.tag_bad": Text(
        "“{tag}” cannot be a tag: use 1 to {limit} letters and digits, with - _ . between them.",
        "“{tag}”不能作为标签：1 到 {limit} 个字母、文字、数字，以及其间的 - _ .",
    ),
    "error.tags_too_many": Text(
        "There are {count:count} tags; the limit is {limit}.", "标签有 {count:count} 个；最多 {limit} 个。"
    ),
    "error.notes_too_long": Text(
        "These notes have {length:count} characters; the limit is {limit:count}.",
        "备注有 {length:count} 个字符；最多 {limit:count} 个。",
    ),
    "cli.none_found": Text("No run matches these words.", "没有找到匹配的运行。"),
    "cli.no_name": Text("(no name)", "（无名称）"),
    # -- the list of results --------------------------------------------------------------------------------------------------
    "page.results.search": Text("Find a run", "查找运行"),
    "page.results.search.about": Text(
        "Words from its name, notes, data, strategy or status. To search one field: #paper, strategy:dann, status:failed, "
        "data:photos.",
        "名称、备注、数据、策略或状态中的词。只查一项：#论文、strategy:dann、status:failed、data:photos。",
    ),
    "page.results.none_found": Text("No run matches these words.", "没有找到匹配的运行。"),
    "page.results.more": Text("More for this run", "此运行的更多操作"),
    "page.remarks": Text("Name, notes, tags", "名称、备注、标签"),
    "page.remarks.name": Text("Name", "名称"),
    "page.remarks.tags": Text("Tags, with spaces between them", "标签，用空格分隔"),
    "page.remarks.notes": Text("Notes", "备注"),
    "page.remarks.save": Text("Save", "保存"),
    "page.remarks.cancel": Text("Cancel", "取消"),
    # -- another one like it, and two side by side -------------------------------------------------------------------------------
    "page.again": Text("Same settings in a new run", "以相同设置新建运行"),
    "page.compare.with": Text("Compare with another run", "与另一运行比较"),
    "page.compare.choose": Text("Choose the run to compare “{name}” with.", "请选择与“{name}”比较的运行。"),
    "page.compare.title": Text("Two runs side by side", "两个运行并排比较"),
    "page.compare.results": Text("Results", "结果"),
    "page.compare.settings": Text("What differs", "不同之处"),
    "page.compare.nothing": Text("Nothing differs.", "没有不同之处。"),
    "page.compare.same": Text("{count:count} {count:setting is|settings are} the same.", "{count:count} 项设置相同。"),
    "page.compare.close": Text("Close", "关闭"),
    "page.compare.status": Text("Status", "状态"),
    "page.compare.target": Text("Target", "目标域"),
    "page.compare.scored_on": Text("… target pictures scored", "……所用目标域图片数"),
    "page.compare.scores_of": Text("… target pictures behind the scores", "……分数所用目标域图片数"),
    "page.compare.scores_of.all": Text("all", "全部"),
    "page.compare.target_labels": Text("Target labels used for", "目标域标签的用途"),
    "page.compare.labels.training": Text("training and scoring", "训练和评分"),
    "page.compare.labels.scoring": Text("scoring", "评分"),
    "page.compare.labels.nothing": Text("nothing", "未使用"),
    "page.compare.labels.given.run": Text("training ({labels:count} given by hand)", "训练（人工给出的 {labels:count} 个）"),
    "page.compare.labels.given.teachers": Text(
        "training of its teachers ({labels:count} given by hand)", "训练其教师网络（人工给出的 {labels:count} 个）"
    ),
    "page.compare.labels.given.some": Text("training of its teachers (given by hand)", "训练其教师网络（人工给出）"),
    "page.compare.labels.given.shares": Text(
        "class shares ({labels:count} given by hand)", "类别比例（人工给出的 {labels:count} 个）"
    ),
    "page.compare.estimate": Text("{value} ({by})", "{value}（{by}）"),
    "page.compare.source": Text("Source validation", "源域验证"),
    "page.compare.over_baseline": Text("Over source-only", "超过“仅用源域”"),
    "page.compare.over_normalisation": Text("Over normalization alone", "超过“仅归一化”"),
    "page.compare.seconds": Text("Training", "训练用时"),
    "page.compare.source_data": Text("Source pictures", "源域图片"),
    "page.compare.target_data": Text("Target pictures", "目标域图片"),
    "page.compare.strategy": Text("Strategy", "策略"),
    "page.compare.backbone": Text("Backbone", "主干网络"),
    "page.compare.sealed": Text("Target labels sealed", "目标域标签锁定"),
    "page.compare.classes": Text("Classes renamed or left out", "重命名或去除的类别"),
    "page.compare.classes.none": Text("none", "无"),
    "page.compare.target_shares": Text("Class shares of the target", "目标域的类别比例"),
    "page.compare.shares_estimated": Text("class shares estimated", "类别比例为估计值"),
    "page.compare.shares.same": Text("taken to be the source's", "视为与源域相同"),
    "page.compare.shares.told": Text("told: {shares:list}", "给定：{shares:list}"),
    "page.compare.shares.labels": Text(
        "told by {labels:count} {labels:label|labels}: {shares:list}", "由 {labels:count} 个标签得知：{shares:list}"
    ),
    "page.compare.shares.estimated": Text("estimated: {shares:list}", "估计：{shares:list}"),
    "page.compare.distilled_from": Text("Learned what these say on average", "所学的是这些网络的平均判断"),
    # -- presets --------------------------------------------------------------------------------------------------------------
    "error.preset_not_one": Text(
        "This is not a preset of tlgui ({reason}): choose a file that was saved as one.",
        "这不是 tlgui 的预设（{reason}）：请选择以预设保存的文件。",
    ),
    "error.preset_too_large": Text(
        "This is not a preset: it is {size:bytes}, and a preset is at most {limit:bytes}.",
        "这不是预设：大小为 {size:bytes}，预设最大 {limit:bytes}。",
    ),
    "error.preset_not_readable": Text("{file} cannot be read: {reason}.", "无法读取 {file}：{reason}。"),
    "error.preset_newer": Text(
        "This preset was made by a newer version of tlgui ({made_by}; format {version}, supported here up to {known}): update "
        "tlgui to use it.",
        "此预设由更新版本的 tlgui（{made_by}；格式 {version}，此处支持到 {known}）保存：请更新 tlgui 后使用。",
    ),
    "note.preset_defaults": Text(
        "{count:count} {count:setting was|settings were} set to {count:its default|their defaults}: {names:list}.",
        "{count:count} 项设置已改为默认值：{names:list}。",
    ),
    "error.preset_unknown": Text("There is no preset or file “{preset}”.", "没有预设或文件“{preset}”。"),
    "error.presets_too_many": Text("There are already {limit} presets: remove one first.", "已有 {limit} 个预设：请先删除一个。"),
    "error.preset_one_thing": Text(
        "--like, --from and --remove cannot be used together: choose one.", "--like、--from 与 --remove 不能同用：请选择其一。"
    ),
    "cli.no_presets": Text(
        "No presets yet: `tlgui preset NAME --like RUN` keeps the settings of a run.",
        "还没有预设：`tlgui preset 名称 --like 运行` 可保存某次运行的设置。",
    ),
    "page.presets": Text("Presets", "预设"),
    "page.presets.about": Text(
        "Saves strategy, backbone and settings under a name, without the pictures. Press a name to fill in the form.",
        "以一个名称保存策略、主干网络和设置，不含图片。点按名称即可填入表单。",
    ),
    "page.presets.name": Text("Name for these settings", "这些设置的名称"),
    "page.presets.save": Text("Save", "保存"),
    "page.presets.add": Text("Add from a file", "从文件添加"),
    "page.presets.file": Text("file", "文件"),
    "page.presets.remove": Text("remove", "删除"),
    "page.presets.settings": Text("{count:count} {count:setting|settings}", "{count:count} 项设置"),
    "page.presets.saved": Text("Saved as “{name}”.", "已保存为“{name}”。"),
    "page.presets.saved_again": Text("Saved as “{name}”, revision {revision}.", "已保存为“{name}”，第 {revision} 版。"),
    "page.presets.added": Text("Added “{name}”.", "已添加“{name}”。"),
    "page.presets.removed": Text("Removed “{name}”.", "已删除“{name}”。"),
}
