"""Lessons: the list, a step, the bar that goes along, and what is wrong with a lesson's file."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "page.lesson.title": Text("Lesson", "课程"),
    "page.lesson.list": Text("Lessons", "课程"),
    "page.lesson.list.about": Text(
        "Each is a row of steps beside the work: read, press, answer, and the program checks it on your own runs.",
        "每门课由若干步骤组成，边做边学：阅读、操作、回答，程序会在您自己的运行上检查结果。",
    ),
    "page.lesson.minutes": Text("about {minutes:count} min", "约 {minutes:count} 分钟"),
    "page.lesson.state.new": Text("{steps:count} steps", "共 {steps:count} 步"),
    "page.lesson.state.begun": Text("at step {step:count} of {steps:count}", "进行到第 {step:count} 步，共 {steps:count} 步"),
    "page.lesson.state.done": Text("done ✓", "已完成 ✓"),
    "page.lesson.own": Text("from this home", "本机课程"),
    "page.lesson.problems": Text("Lesson files that cannot be used", "无法使用的课程文件"),
    "page.lesson.of": Text("Step {step:count} of {steps:count}", "第 {step:count} 步，共 {steps:count} 步"),
    "page.lesson.steps": Text("Steps of this lesson", "本课步骤"),
    "page.lesson.press": Text("Open {page}", "打开{page}"),
    "page.lesson.no_dataset": Text(
        "There is no dataset called “{name}” yet: bring it on the Data page.", "还没有名为“{name}”的数据集：请在“数据”页添加。"
    ),
    "page.lesson.open_yet": Text("not yet", "尚未完成"),
    "page.lesson.done": Text("done ✓", "完成 ✓"),
    "page.lesson.looks_for": Text("{what}: {which}", "{what}：{which}"),
    "page.lesson.by_points": Text("by more than {points:value} points", "超过 {points:value} 个百分点"),
    "page.lesson.at_least": Text("at least {count:count}", "至少 {count:count} 个"),
    "page.lesson.count": Text("Found: {count:count}.", "已找到：{count:count}。"),
    "page.lesson.run.goes_on": Text("{name}: no result yet.", "{name}：尚无结果。"),
    "page.lesson.run.sealed": Text("{name}: finished. How many it recognizes is sealed.", "{name}：已完成。认出多少张仍被锁定。"),
    "page.lesson.run.alone": Text("{name}: {target} on the target.", "{name}：目标域 {target}。"),
    "page.lesson.run.baseline": Text(
        "{name}: {target} on the target, source-only {baseline}.", "{name}：目标域 {target}，“仅用源域” {baseline}。"
    ),
    "page.lesson.run.both": Text(
        "{name}: {target} on the target, source-only {baseline}, normalization alone {normalisation_alone}.",
        "{name}：目标域 {target}，“仅用源域” {baseline}，“仅归一化” {normalisation_alone}。",
    ),
    "page.lesson.right": Text("Right.", "正确。"),
    "page.lesson.not_right": Text("Not quite: the marked answer is right.", "不完全对：正确答案已标出。"),
    "page.lesson.back": Text("Back", "上一步"),
    "page.lesson.next": Text("Next", "下一步"),
    "page.lesson.skip": Text("Go on without it", "跳过"),
    "page.lesson.finish": Text("Finish", "完成"),
    "page.lesson.waits": Text(
        "The lesson goes on when everybody has done this step, or when the host goes on.",
        "所有人完成此步，或主持人继续后，课程继续。",
    ),
    "page.lesson.leave": Text("Leave the lesson", "退出课程"),
    "page.lesson.all": Text("All lessons", "所有课程"),
    "page.lesson.over": Text("The end", "课程结束"),
    "page.lesson.over.about": Text("You have been through all steps. What it was about:", "您已完成所有步骤。本课内容："),
    "page.lesson.again": Text("From the beginning", "从头开始"),
    "page.lesson.to_lesson": Text("Read the step", "查看步骤"),
    "page.lesson.none": Text("Which lesson? Choose one from the list.", "哪门课程？请从列表中选择。"),
    "error.lesson_unknown": Text(
        "There is no lesson {lesson}. The page Learn lists those there are.", "没有课程 {lesson}。“学习”页列出所有课程。"
    ),
    "error.lesson_no_step": Text(
        "The lesson has {steps:count} steps, no step {step:count}.", "本课共 {steps:count} 步，没有第 {step:count} 步。"
    ),
    "error.lesson_no_answer": Text(
        "This step has no such answer. Load the page again: the lesson may have changed.",
        "此步骤没有这个答案。请重新加载页面：课程可能已更改。",
    ),
    "error.lesson_waits": Text(
        "Step {step:count} waits for everybody. It goes on when all who are here have done it, or when the host goes on.",
        "第 {step:count} 步要等所有人。在场的人都完成此步，或主持人继续后，即可继续。",
    ),
    "error.lesson_not_readable": Text(
        "{file} cannot be read: {reason}. Check its permissions.", "无法读取 {file}：{reason}。请检查其权限。"
    ),
    "error.lesson_too_large": Text(
        "{file} has {size:bytes}; a lesson has at most {limit:bytes}. Make two lessons of it.",
        "{file} 大小为 {size:bytes}；课程最多 {limit:bytes}。请分成两门课程。",
    ),
    "error.lesson_not_text": Text(
        "{file} is not text in UTF-8, or nested too deeply. Save it as UTF-8.",
        "{file} 不是 UTF-8 文本，或嵌套过深。请另存为 UTF-8。",
    ),
    "error.lesson_not_json": Text(
        "{file}, line {line:count}, column {column:count}: this is not JSON. Often a comma or a quotation mark is missing just before.",
        "{file} 第 {line:count} 行第 {column:count} 列：不是 JSON。常见原因是前面缺少逗号或引号。",
    ),
    "error.lesson_name": Text(
        "{file}: a lesson's file is named with small letters, digits and hyphens, such as my-lesson.json.",
        "{file}：课程文件名只能用小写字母、数字和连字符，例如 my-lesson.json。",
    ),
    "error.lesson_missing": Text("{file}: {where} is missing. Add it.", "{file}：缺少 {where}。请补上。"),
    "error.lesson_unknown_key": Text(
        "{file}: {where} is not known here. Check the spelling.", "{file}：此处没有 {where}。请检查拼写。"
    ),
    "error.lesson_empty": Text("{file}: {where} is empty. Write a text.", "{file}：{where} 是空的。请填写内容。"),
    "error.lesson_too_long": Text(
        "{file}: {where} is longer than {limit:count} characters. Make two steps of it.",
        "{file}：{where} 超过 {limit:count} 个字符。请分成两步。",
    ),
    "error.lesson_too_few": Text("{file}: {where} needs at least {limit:count}.", "{file}：{where} 至少需要 {limit:count} 项。"),
    "error.lesson_too_many": Text("{file}: {where} holds at most {limit:count}.", "{file}：{where} 最多 {limit:count} 项。"),
    "error.lesson_too_small": Text("{file}: {where} must be at least {limit:g}.", "{file}：{where} 不能小于 {limit:g}。"),
    "error.lesson_too_big": Text("{file}: {where} must be at most {limit:g}.", "{file}：{where} 不能大于 {limit:g}。"),
    "error.lesson_no_page": Text(
        "{file}: {where} is “{given}”, which is not a page. Pages: {known:list}.",
        "{file}：{where} 为“{given}”，没有这个页面。可用页面：{known:list}。",
    ),
    "error.lesson_wrong": Text(
        "{file}: {where} cannot be “{given}”. Compare it with the example in docs/adding-a-lesson.md.",
        "{file}：{where} 不能是“{given}”。请对照 docs/adding-a-lesson.md 中的示例。",
    ),
    "error.lesson_one_right": Text(
        '{file}: {where} has {count:count} answers with `"right": true`; exactly one is needed.',
        '{file}：{where} 中有 {count:count} 个答案标了 `"right": true`；必须恰好一个。',
    ),
    "error.lesson_not_taken": Text(
        "{file}: {where} does not go with {of}. It takes: {known:list}.", "{file}：{of} 不能使用 {where}。可用：{known:list}。"
    ),
    "error.lesson_not_there": Text(
        "{file}: {where} is “{given}”, which there is not. There are: {known:list}.",
        "{file}：{where} 为“{given}”，不存在。可用：{known:list}。",
    ),
    "error.lesson_shares": Text(
        "{file}: {where} is “{given}”, which is not read as class shares. Write dog=20%,horse=80%.",
        "{file}：{where} 为“{given}”，无法读作类别占比。请写成 dog=20%,horse=80%。",
    ),
    "error.lesson_after_alone": Text(
        "{file}: {where} is shown once a check is done, and this step has no check. Add one, or move the text.",
        "{file}：{where} 在检查通过后显示，但此步骤没有检查。请添加检查，或移动这段文字。",
    ),
    "error.lesson_setting_alone": Text(
        "{file}: {where} needs both a setting and its value, or neither.",
        "{file}：{where} 需要同时给出 setting 与 value，或都不给。",
    ),
    "error.lesson_demo_or_datasets": Text(
        "{file}: {where} names a demo and datasets. Name one or the other.", "{file}：{where} 同时给出了演示和数据集。请二选一。"
    ),
}
