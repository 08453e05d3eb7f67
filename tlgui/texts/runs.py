"""Texts about runs: states, results, scores, and what can be wrong with settings, strategies, backbones and training."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    # -- states ---------------------------------------------------------------------------------------------------------------
    "status.next": Text("Waiting; next in line", "等待中；下一个开始"),
    "status.queued": Text("Waiting; {before:count} {before:job|jobs} ahead", "等待中；前面还有 {before:count} 个任务"),
    "status.waiting": Text("Waiting", "等待中"),
    "status.running": Text("Running", "运行中"),
    "status.stopping": Text("Stopping", "正在停止"),
    "status.not_responding": Text("Not responding", "没有响应"),
    "status.finished": Text("Finished", "已完成"),
    "status.stopped": Text("Stopped", "已停止"),
    "status.paused": Text("Paused", "已暂停"),
    "status.failed": Text("Failed", "失败"),
    "status.interrupted": Text("Interrupted", "已中断"),
    # -- stages ---------------------------------------------------------------------------------------------------------------
    "stage.ingest": Text("reading pictures", "读取图片"),
    "stage.features": Text("computing features", "计算特征"),
    "stage.baseline": Text("training the source-only reference", "训练“仅用源域”参照"),
    "stage.train": Text("training", "训练"),
    "stage.normalisation_alone": Text("making the second reference, normalization alone", "得出第二个参照：仅归一化"),
    "stage.picking": Text("picking the best moment and checking the result", "挑选最好的时刻并检查结果"),
    "stage.maps": Text("drawing the maps", "绘制特征图"),
    # -- results --------------------------------------------------------------------------------------------------------------
    "result.classification.from_to": Text(
        "{baseline:percent} → {target:percent} on {count:count} target {count:picture|pictures}",
        "目标域 {count:count} 张图片：{baseline:percent} → {target:percent}",
    ),
    "result.classification.from_to_near": Text(
        "{baseline:percent1} → {target:percent1} on {count:count} target {count:picture|pictures}",
        "目标域 {count:count} 张图片：{baseline:percent1} → {target:percent1}",
    ),
    "result.classification.target": Text(
        "{target:percent} on {count:count} target {count:picture|pictures}", "目标域 {count:count} 张图片：{target:percent}"
    ),
    "result.classification.gain.source_only": Text(
        "{change:points} points over source-only", "与“仅用源域”相比 {change:points} 个百分点"
    ),
    "result.classification.gain.second": Text(", {change:points} over {second}", "，与“{second}”相比 {change:points} 个百分点"),
    "result.classification.gain.linear_probe": Text(
        "{change:points} points over a linear probe on the untouched backbone",
        "与未改动主干上的线性探针相比 {change:points} 个百分点",
    ),
    "result.regression.from_to": Text(
        "MAE {baseline:value} → {target:value} on {count:count} target {count:picture|pictures}",
        "目标域 {count:count} 张图片：平均绝对误差 {baseline:value} → {target:value}",
    ),
    "result.regression.target": Text(
        "MAE {target:value} on {count:count} target {count:picture|pictures}",
        "目标域 {count:count} 张图片：平均绝对误差 {target:value}",
    ),
    "result.regression.gain.source_only": Text("{change:change} over source-only", "与“仅用源域”相比 {change:change}"),
    "result.regression.gain.second": Text(", {change:change} over {second}", "，与“{second}”相比 {change:change}"),
    "result.regression.gain.linear_probe": Text(
        "{change:change} over a linear probe on the untouched backbone", "与未改动主干上的线性探针相比 {change:change}"
    ),
    "result.regression.sealed": Text("Adapted to the target", "已适应目标域"),
    "result.regression.sealed_alone": Text("Trained; the target was predicted", "训练完成，已对目标域作出预测"),
    "result.regression.source_only_scores_better": Text(
        "Careful: on the source's validation pictures, source-only has a smaller error than any moment of this run. For "
        "values, no score can tell more without target labels.",
        "注意：在源域验证图片上，“仅用源域”的误差比本次运行的任何时刻都小。对于数值，没有目标域标签就无法进一步判断。",
    ),
    "result.classification.sealed": Text(
        "Sure of {confident:percent} of the target pictures ({before:percent} without adapting)",
        "对目标域 {confident:percent} 的图片有把握（不做自适应时 {before:percent}）",
    ),
    "result.classification.sealed_others": Text(
        "Sure of {confident:percent} of the {others:count} target pictures that it did not learn ({before:percent} without adapting)",
        "对没有学习过的 {others:count} 张目标域图片，有把握的占 {confident:percent}（不做自适应时 {before:percent}）",
    ),
    "result.classification.sealed_alone_others": Text(
        "Sure of {confident:percent} of the {others:count} target pictures that it did not learn",
        "对没有学习过的 {others:count} 张目标域图片，有把握的占 {confident:percent}",
    ),
    "result.classification.sealed_alone": Text(
        "Sure of {confident:percent} of the target pictures", "对目标域 {confident:percent} 的图片有把握"
    ),
    "result.learned_average": Text(
        "Agrees with the average of {networks:count} {networks:network|networks} on {agreement:percent1} of the target pictures",
        "目标域图片中，有 {agreement:percent1} 与 {networks:count} 个网络的平均预测一致",
    ),
    "result.learned_average_others": Text(
        "Agrees with the average of {networks:count} {networks:network|networks} on {agreement:percent1} of {others:count} target pictures",
        "目标域 {others:count} 张图片中，有 {agreement:percent1} 与 {networks:count} 个网络的平均预测一致",
    ),
    "result.note.shares_estimated": Text(
        "What the target contains was estimated ({shares:list}) and used; the result is only as good as that.",
        "目标域的类别比例是估计得到的（{shares:list}），并用于训练；结果的好坏取决于这一估计。",
    ),
    "result.note.shares_labels": Text(
        "What the target contains ({shares:list}) was estimated from {labels:count} {labels:label|labels} of its pictures and used; a score on "
        "those pictures would be a little too good.",
        "目标域的类别比例（{shares:list}）由 {labels:count} 张目标域图片的标签估计得到，并用于训练；若用这些图片评分，结果会略偏高。",
    ),
    "result.note.shares": Text(
        "The run was told what the target contains ({shares:list}) and used this knowledge of the target: no picture of it is predicted to "
        "be of a class that it is said to lack. The result is only as good as what was said.",
        "此运行得知并使用了目标域的类别比例（{shares:list}）：不会把目标域的图片预测为据称没有的类别。这是关于目标域的额外信息，若有误，结果也会有误。",
    ),
    "result.note.scores_were_wrong": Text(
        "Chosen without target labels. The scores that need none preferred source-only; the labels show that they were wrong here.",
        "选择模型时未使用目标域标签。不需要标签的分数更看好“仅用源域”；标签表明它们在这里判断错了。",
    ),
    "result.note.distilled": Text(
        "It learned what these networks predict together: {networks:list}.", "它学习了这些网络的共同预测：{networks:list}。"
    ),
    "result.note.teacher": Text("{name} ({weight:percent})", "{name} {weight:percent}"),
    "result.note.given_labels": Text(
        "It learned {labels:count} {labels:label that was|labels that were} given to the target's pictures; its result is about the others.",
        "它学习了为目标域图片给出的 {labels:count} 个标签；结果针对其余图片。",
    ),
    "result.note.taught_labels": Text(
        "Networks among them learned {labels:the label|the labels} of {labels:count} target {labels:picture|pictures}.",
        "其中有网络学习了 {labels:count} 张目标域图片的标签。",
    ),
    "result.note.taught_some_labels": Text(
        "Networks among them learned labels of some target pictures.", "其中有网络学习了部分目标域图片的标签。"
    ),
    "result.note.unseen": Text("Chosen without target labels.", "选择模型时未使用目标域标签。"),
    "result.note.supervised": Text(
        "Learned from the target's training labels; scored on {count:count} of its pictures held out of training.",
        "从目标域训练标签中学习；在未参与训练的 {count:count} 张图片上评分。",
    ),
    "result.classification.source_only_scores_better": Text(
        "Careful: by the scores that need no labels, source-only looks better than any moment of this run.",
        "注意：按照不需要标签的分数，“仅用源域”比本次运行的任何时刻都好。",
    ),
    "result.queued": Text("The result will appear here.", "结果将显示在这里。"),
    "result.running": Text("Training. The result will appear here.", "训练中，结果将显示在这里。"),
    "result.stopping": Text("Stopping after the current step.", "当前步骤结束后停止。"),
    "result.not_responding": Text(
        "The trainer has given no sign of life for ten seconds. Wait, or press Stop.",
        "训练进程已十秒没有响应。请等待，或按“停止”。",
    ),
    "result.stopped": Text(
        "Stopped before there was a result. What was measured so far is kept; press Resume to go on.",
        "在得出结果前已停止。已测得的内容都已保存；按“继续”可接着训练。",
    ),
    "result.paused": Text("Paused. Press Resume to go on.", "已暂停。按“继续”可接着训练。"),
    "result.interrupted": Text(
        "The trainer was killed (signal 9) or the machine restarted; perhaps memory ran out. What was measured so far is kept. "
        "While the page is running, training continues from the last saved state by itself within seconds; otherwise press "
        "Resume.",
        "训练进程被终止（信号 9）或机器重启，也可能是内存不足。已测得的内容都已保存。"
        "页面运行时，它会在数秒内自动从最近保存的状态继续；否则请按“继续”。",
    ),
    "result.failed": Text("The run failed.", "运行失败。"),
    "result.finished": Text("Finished; there was no target to look at.", "已完成，但没有目标域可看。"),
    # -- while a run learns values ---------------------------------------------------------------------------------------------
    "curve.mae.axis": Text("mean absolute error", "平均绝对误差"),
    "page.so_far.regression.both": Text(
        "So far MAE {target:value} on the target; source-only has {baseline:value}",
        "目前目标域平均绝对误差 {target:value}；“仅用源域”为 {baseline:value}",
    ),
    "page.so_far.regression.target": Text("So far MAE {target:value} on the target", "目前目标域平均绝对误差 {target:value}"),
    "page.so_far.regression.source": Text("So far MAE {source:value} on the source", "目前源域平均绝对误差 {source:value}"),
    # -- predicted against true ------------------------------------------------------------------------------------------------
    "predicted.true": Text("true value", "真实数值"),
    "predicted.axis": Text("predicted value", "预测数值"),
    "predicted.predicted": Text("this run", "本次运行"),
    "predicted.baseline": Text("source-only", "仅用源域"),
    "predicted.diagonal": Text("right", "完全正确"),
    # -- training -------------------------------------------------------------------------------------------------------------
    "error.too_little_memory_batch": Text(
        "Training with batches of {batch:count} needs about {needed:bytes} of memory and {free:bytes} are free: try batch_size {fitting}, or "
        "freeze more layers.",
        "批大小 {batch:count} 的训练约需 {needed:bytes} 内存，而空闲 {free:bytes}：请将“批大小”（batch_size）设为 {fitting}，或冻结更多层。",
    ),
    "error.too_little_memory": Text(
        "Training with batches of {batch:count} needs about {needed:bytes} of memory and {free:bytes} are free: freeze more layers, or use a "
        "smaller image_size.",
        "批大小 {batch:count} 的训练约需 {needed:bytes} 内存，而空闲 {free:bytes}：请冻结更多层，或使用更小的“图片边长”（image_size）。",
    ),
    "error.image_size_not_multiple": Text(
        "image_size is {given}, and this backbone cuts pictures into patches of {patch} pixels: use a multiple of it; the nearest is {near}.",
        "“图片边长”（image_size）为 {given}，而此主干把图片切成 {patch} 像素的小块：请用其倍数；最近的是 {near}。",
    ),
    "error.no_gpu": Text(
        "No GPU was found on this machine: set device to cpu or auto.", "本机没有找到 GPU：请把“设备”（device）设为 cpu 或 auto。"
    ),
    "error.loss_not_finite": Text(
        "The loss became NaN or infinite at step {step:count}, after {good:count} good ones (learning rate {rate:.2g}). What was measured "
        "before is kept. Start a new run with a lower learning rate.",
        "第 {step:count} 步损失变为 NaN 或无穷大，此前 {good:count} 步正常（学习率 {rate:.2g}）。之前测得的内容都已保存。"
        "请用更低的学习率重新运行。",
    ),
    "error.out_of_memory": Text(
        "Memory ran out after step {step:count}, with a batch of {batch:count}. Close other programs and resume, or start a new run with "
        "batch_size={smaller}, or freeze more layers.",
        "第 {step:count} 步之后内存不足（批大小 {batch:count}）。请关闭其他程序后继续，"
        "或将“批大小”（batch_size）设为 {smaller} 重新运行，或冻结更多层。",
    ),
    "error.run_disk_full": Text(
        "The disk is full: {free:bytes} free on the disk of {folder}, {needed:bytes} needed, after step {step:count}. Make "
        "room and resume.",
        "磁盘已满：{folder} 所在磁盘空闲 {free:bytes}，需要 {needed:bytes}，在第 {step:count} 步之后。请腾出空间后继续。",
    ),
    "error.disk_error": Text(
        "The disk could not be written or read after step {step:count} ({folder}). Check the disk or its connection, then resume.",
        "第 {step:count} 步之后磁盘读写出错（{folder}）。请检查磁盘或其连接，然后继续。",
    ),
    "error.run_folder_not_writable": Text(
        "Cannot write to the run's folder {folder} ({reason}). Make it writable and resume.",
        "无法写入运行文件夹 {folder}（{reason}）。请使其可写后继续。",
    ),
    "error.run_newer": Text(
        "Run {run} was made by a newer version of tlgui (format {version}; this one supports up to {known}). Use that version "
        "to look at it.",
        "运行 {run} 由更新版本的 tlgui 创建（格式 {version}，此处支持到 {known}）。请使用该版本查看。",
    ),
    "error.stop_reference": Text(
        "Run {run} is the reference that run {by} is compared with, and is trained on its behalf: stop {by} instead.",
        "运行 {run} 是运行 {by} 所对照的参照，由后者启动训练：请停止 {by}。",
    ),
    "error.resume_finished": Text(
        "Run {run} is finished: there is nothing to continue. Start a new run with its settings.",
        "运行 {run} 已完成，没有可以继续的内容。请用它的设置重新运行。",
    ),
    "error.resume_setting_changed": Text(
        "{name} cannot be changed once a run has started: it is {was}, not {now}. Resume the run as it is, or start a new one.",
        "运行开始后不能更改 {name}：它是 {was}，而不是 {now}。请按原样继续，或重新运行。",
    ),
    "error.resume_data_changed": Text(
        "The data that this run learns from ({role}) has changed since the run started. Start a new run.",
        "此运行所学习的内容（{role}）与开始时不同。请重新运行。",
    ),
    "error.changed_program": Text(
        "What decides a run's numbers has changed since this run started (program {was} then, {now} now; {parts:list}), so its "
        "numbers would differ from here on. Start a new run, or confirm that you mean it.",
        "运行开始以来，决定数值的部分已更改（当时程序版本 {was}，现在 {now}；{parts:list}），此后的数值会不同。"
        "请重新运行，或确认继续。",
    ),
    "error.unnumbered_program": Text(
        "This run started with a version of the program ({was}) that did not yet record the version of each part that decides "
        "a run's numbers. There is no way to tell whether they would continue as they started. Start a new run, or confirm "
        "that you mean it.",
        "此运行开始时的程序（{was}）尚未记录决定数值的各部分的版本，因此无法判断继续运行后数值是否与之前一致。"
        "请重新运行，或确认继续。",
    ),
    "error.changed_data": Text(
        "{count:count} of {total:count} files of the {role} folder changed since it was read. The run would continue with the "
        "pictures as they were: confirm that you mean it, or start a new run.",
        "{role} 文件夹读取以来，{total:count} 个文件中有 {count:count} 个发生了变化。继续运行会使用原来的图片："
        "请确认这是有意为之，或重新运行。",
    ),
    "health.checkpoint_damaged": Text(
        "Checkpoint {step:count} is damaged on the disk; another one was kept instead.",
        "检查点 {step:count} 在磁盘上已损坏；改用了另一个。",
    ),
    "error.checkpoint_damaged": Text(
        "Checkpoint {checkpoint} is damaged or incomplete and was not used.", "检查点 {checkpoint} 已损坏或不完整，未使用。"
    ),
    "error.job_crashed": Text(
        "Something unexpected went wrong: {reason}. The traceback is in the run's log.txt.",
        "发生了意料之外的错误：{reason}。详细信息在运行文件夹的 log.txt 中。",
    ),
    "error.features_not_needed": Text(
        "Preparing the pictures was stopped because something else was chosen.", "不再继续准备图片：已选择了其他内容。"
    ),
    "error.map_not_finite": Text(
        "The features of a network of this run are not finite, since its training diverged: there is no map of them.",
        "本次运行中有网络的训练已发散，其特征不是有限值，因此无法绘制图。",
    ),
    "error.maps_stopped": Text(
        "Stopped; no more maps will be drawn. Weights, curves and the maps so far are kept.",
        "已停止，不再绘制图。权重、曲线和已绘制的图都已保存。",
    ),
    "error.job_failed_often": Text(
        "Failed {times:count} times: the process that did this was killed each time before it got any further. Perhaps the "
        "machine ran out of memory: try a smaller batch, image size or network. It will not be retried automatically; what was "
        "done so far is kept.",
        "已失败 {times:count} 次：执行此任务的进程每次都在取得进展前被终止（可能是内存不足，请尝试更小的批大小、"
        "图片边长或网络）。不会再自动重试；已完成的部分都已保存。",
    ),
    "error.job_worker_died": Text(
        "The process that did this was killed (perhaps the machine ran out of memory). Start again.",
        "执行此任务的进程被终止（可能是内存不足）。请重新开始。",
    ),
    "error.run_in_use": Text("Run {run} is already being trained by another process.", "运行 {run} 正由另一个进程训练。"),
    "error.board_unknown": Text("None of these runs exists anymore: open Results again.", "这些运行都已不在：请重新打开“结果”。"),
    "error.run_unknown": Text("There is no run {run}.", "没有运行 {run}。"),
    "error.run_ambiguous": Text(
        "{count:count} runs begin with {run}: write more of the id.", "有 {count:count} 个运行以 {run} 开头：请多写几位编号。"
    ),
    "error.home_not_writable": Text(
        "Cannot write to {folder} ({reason}). Choose a folder that you can write to.",
        "无法写入 {folder}（{reason}）。请指定可写的文件夹。",
    ),
}
