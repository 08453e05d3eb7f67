"""What is said about folders, zips, pictures and datasets: problems (``error.``) and notes in a report (``note.``)."""

from tlgui.texts import Text

_OTHER_FILES = Text(
    "{count:count} other {count:file|files} left out: {names:list}.", "已跳过 {count:count} 个其他文件：{names:list}。"
)

_FOLDERS = {
    "error.path_missing": Text(
        "{path} is not a folder or zip: nothing by that name exists. Check the spelling, or drop the folder here.",
        "{path} 不是文件夹或 zip：不存在这个名称。请检查拼写，或把文件夹拖到这里。",
    ),
    "error.not_a_folder_or_zip": Text(
        "{path} is not a folder or zip. Choose the folder that the pictures are in.",
        "{path} 不是文件夹或 zip。请选择图片所在的文件夹。",
    ),
    "error.place_changed": Text(
        "{path} has changed since it was chosen: a link or something else now stands in its way. Nothing was read; choose it "
        "again.",
        "{path} 在选定之后发生了变化：路径中出现了链接或其他内容。未读取任何内容；请重新选择。",
    ),
    "error.folder_not_readable": Text(
        "{folder} cannot be read ({reason}). Give yourself permission to read it, or copy the pictures elsewhere.",
        "无法读取 {folder}（{reason}）。请为其添加读取权限，或把图片复制到别处。",
    ),
    "error.too_many_files": Text(
        "{folder} holds more than {limit:count} files. Choose the folder that holds only the pictures.",
        "{folder} 中的文件超过 {limit:count} 个。请选择只含图片的文件夹。",
    ),
    "error.no_images": Text(
        "{images} images ({other:count} other {other:file|files}). Expected JPEG, PNG, GIF, BMP, TIFF, WebP, AVIF or HEIC pictures: "
        "one sub-folder per class for a source; a target may also be a plain folder of pictures.",
        "{images} 张图片（另有 {other:count} 个其他文件）。需要 JPEG、PNG、GIF、BMP、TIFF、WebP、AVIF 或 HEIC 图片："
        "源域要求每个类别一个子文件夹；目标域也可以是直接存放图片的文件夹。",
    ),
    "error.source_without_classes": Text(
        "{images:count} {images:image|images}, {classes} class sub-folders. A source needs labels: "
        "put the pictures of each class into a sub-folder with the name of the class, or use this folder as the target.",
        "{images:count} 张图片，{classes} 个类别子文件夹。源域需要标签：请把每个类别的图片放进以类别命名的子文件夹，"
        "或把此文件夹用作目标域。",
    ),
    "error.too_few_class_folders": Text(
        "{classes} class ({name}); {needed} or more needed. Add a sub-folder with pictures of another class.",
        "{classes} 个类别（{name}）；至少需要 {needed} 个。请再添加一个含其他类别图片的子文件夹。",
    ),
    "error.classes_nested": Text(
        "Classes found in {folders:list}, not in the folder itself. Choose one of those folders (or zip it by itself).",
        "类别位于 {folders:list} 中，而不在所选文件夹里。请选择其中一个文件夹（或单独把它压缩成 zip）。",
    ),
    "error.classes_same_name": Text(
        "Two class folders look the same once written as text: {names:list}. Rename one of them.",
        "有两个类别文件夹写成文字后名称相同：{names:list}。请重命名其中一个。",
    ),
    "note.changed_since_ingest": Text(
        "{count:count} of {total:count} files changed since the folder was last read: {changed:count} changed, {added:count} "
        "new, {removed:count} gone. This is a new dataset; earlier runs keep the old one.",
        "自上次读入该文件夹以来，{total:count} 个文件中有 {count:count} 个发生变化：{changed:count} 个被修改，{added:count} 个新增，"
        "{removed:count} 个消失。这是一个新的数据集；之前的运行仍使用原来的数据集。",
    ),
    "note.wrapper_entered": Text("The pictures were found in {folder}.", "图片位于 {folder} 中。"),
    "note.system_files": Text(
        "{count:count} system {count:file|files} ignored (hidden, or put there by the system).",
        "已忽略 {count:count} 个系统文件（隐藏文件或系统自动生成的文件）。",
    ),
    "note.hidden_folders": Text(
        "{count:count} hidden {count:folder|folders} left out: the {count:name begins|names begin} with a dot. Rename "
        "{count:it|them} without the dot to use the pictures inside.",
        "已跳过 {count:count} 个隐藏文件夹：名称以点开头。如需使用其中的图片，请去掉名称开头的点。",
    ),
    "note.hidden_folders_named": Text("Hidden: {names:list}.", "隐藏的文件夹：{names:list}。"),
    "note.links_skipped": Text(
        "{count:count} {count:link|links} skipped: links are not followed. Put the files or folders themselves there, or copies.",
        "已跳过 {count:count} 个链接：不会跟随链接。请放入文件或文件夹本身，或其副本。",
    ),
    "note.links_named": Text("Links: {names:list}.", "链接：{names:list}。"),
    "error.links_not_followed": Text(
        "{count:count} {count:link|links} inside {count:was|were} not followed: {names:list}. Put the files or folders themselves "
        "there, or copies.",
        "未跟随其中的 {count:count} 个链接：{names:list}。请放入文件或文件夹本身，或其副本。",
    ),
    "error.folders_hidden": Text(
        "{count:count} hidden {count:folder was|folders were} left out, since the {count:name begins|names begin} with a dot: "
        "{names:list}. Rename {count:it|them} without the dot to use the pictures inside.",
        "已跳过 {count:count} 个名称以点开头的隐藏文件夹：{names:list}。如需使用其中的图片，请去掉名称开头的点。",
    ),
    "note.special_files": Text(
        "{count:count} special {count:file|files} skipped (pipes, sockets, devices).",
        "已跳过 {count:count} 个特殊文件（管道、套接字、设备）。",
    ),
    "note.folders_unreadable": Text(
        "{count:count} {count:folder|folders} skipped: no permission to read.", "已跳过 {count:count} 个文件夹：没有读取权限。"
    ),
    "note.folders_too_deep": Text(
        "{count:count} {count:folder|folders} too deep, skipped.", "已跳过 {count:count} 个层级过深的文件夹。"
    ),
    "note.archives_inside": Text(
        "{count:count} {count:archive|archives} inside, not opened. Unpack first what you need.",
        "其中有 {count:count} 个压缩包，未打开。如需使用请先解压。",
    ),
    "note.format_left_out": Text(
        "{count:count} {format} {count:file|files} left out: {format} is not supported. Convert to JPEG or PNG.",
        "已跳过 {count:count} 个 {format} 文件：不支持 {format}。请转换为 JPEG 或 PNG。",
    ),
    "note.other_files": _OTHER_FILES,
    "note.pictures_outside_classes": Text(
        "{count:count} {count:picture|pictures} outside the class folders left out.",
        "已跳过 {count:count} 张不在类别文件夹内的图片。",
    ),
    "note.pictures_nested": Text(
        "{count:count} {count:picture|pictures} in deeper folders left out. Move them one level up to use them.",
        "已跳过更深层文件夹中的 {count:count} 张图片。如需使用，请上移一层。",
    ),
    "note.class_empty": Text("{names:list}: 0 images, left out.", "{names:list}：0 张图片，已跳过。"),
    "note.class_unreadable": Text(
        "{names:list}: none of the pictures can be used, left out.", "{names:list}：没有一张图片可用，已跳过。"
    ),
    "note.few_of_every_class": Text(
        "No class has {limit:count} pictures. The smallest ({smallest}) leaves {train:count} to learn from and {check:count} to check with: "
        "from so few a class is learned badly, and source accuracy says little. Add pictures until each class has {limit:count} or more.",
        "每个类别都不足 {limit:count} 张图片。最小的类别（{smallest}）只剩 {train:count} 张用于训练、{check:count} 张用于验证："
        "图片这么少，类别学不好，源域准确率也说明不了什么。请添加图片，使每个类别至少有 {limit:count} 张。",
    ),
    "note.few_of_a_class": Text(
        "Fewer than {limit:count} pictures of {count:count} {count:class|classes} ({names:list}): at the fewest {train:count} to learn from "
        "and {check:count} to check with. From so few a class is learned badly, and its accuracy says little. Add pictures until each class "
        "has {limit:count} or more.",
        "{count:count} 个类别（{names:list}）不足 {limit:count} 张图片：最少的只剩 {train:count} 张用于训练、{check:count} 张用于验证。"
        "图片这么少，类别学不好，其准确率也说明不了什么。请添加图片，使每个类别至少有 {limit:count} 张。",
    ),
    "note.class_of_one": Text(
        "{names:list}: 1 image, used for training, no validation score.",
        "{names:list}：只有 1 张图片，仅用于训练，没有验证分数。",
    ),
    "note.classes_alike": Text(
        "{names:list} differ only by case or in how an accent is written. They stay {count} classes; merge them if they are one.",
        "{names:list} 仅大小写或重音写法不同。目前仍为 {count} 个类别；若为同一类别，请合并。",
    ),
    "note.classes_one_name": Text(
        "{names:list}: the same name, its accents written in {count} ways. A run treats these folders as one class; rename one "
        "of them if they are not.",
        "{names:list}：同一个名称的 {count} 种重音写法。训练时会作为同一个类别；若不是，请重命名其中一个。",
    ),
    "note.one_folder_unlabelled": Text(
        "All pictures are in one folder, {name}. A single class teaches nothing, so they count as unlabeled.",
        "所有图片都在同一个文件夹 {name} 中。只有一个类别，学不到东西，因此按无标签处理。",
    ),
}

_ARCHIVES = {
    "error.archive_not_a_zip": Text(
        "This is not a zip, despite its name. If it should be one, the upload is incomplete: upload it again.",
        "这不是 zip 文件（尽管名称如此）。如果原本是 zip，则上传不完整：请重新上传。",
    ),
    "error.archive_incomplete": Text(
        "The zip is incomplete: its end is missing. Upload it again, or create it again.",
        "zip 不完整：缺少结尾部分。请重新上传，或重新压缩。",
    ),
    "error.archive_other_kind": Text(
        "{kind} is not supported: send a zip, or the folder itself.", "不支持 {kind}：请使用 zip，或直接使用文件夹。"
    ),
    "error.archive_not_readable": Text("{path} cannot be read ({reason}).", "无法读取 {path}（{reason}）。"),
    "error.archive_too_many_entries": Text(
        "The zip has {entries:count} entries; limit {limit:count}. Zip fewer pictures, or give the path of the folder.",
        "zip 中有 {entries:count} 个条目；上限为 {limit:count} 个。请减少图片后再压缩，或直接给出文件夹路径。",
    ),
    "error.archive_directory_damaged": Text(
        "The zip has a damaged directory. Create it again with your system's zip program.",
        "zip 的目录已损坏。请用系统自带的压缩工具重新压缩。",
    ),
    "error.archive_encrypted": Text(
        "{name} is password-protected: make a zip without a password.", "{name} 有密码保护：请制作不带密码的 zip。"
    ),
    "error.archive_method": Text(
        "{name} is packed with method {method}: use normal zip (deflate, or no compression).",
        "{name} 使用了压缩方法 {method}：请使用普通 zip（deflate 或不压缩）。",
    ),
    "error.archive_link": Text(
        "Entry {entry} ({name}) is a link entry or a special file; only files and folders are accepted. Zip the pictures themselves.",
        "第 {entry} 个条目（{name}）是链接或特殊文件；只接受文件和文件夹。请压缩图片本身。",
    ),
    "error.archive_unsafe_path": Text(
        "Unsafe path in entry {entry}: {name}. Names must stay inside the zip and use “/”. Zip the folder with your system's own program.",
        "第 {entry} 个条目的路径不安全：{name}。名称必须位于 zip 之内并使用“/”。请用系统自带的工具压缩该文件夹。",
    ),
    "error.archive_bad_name": Text(
        "Bad name in entry {entry}: {name}. Rename the file and zip again.",
        "第 {entry} 个条目的名称无效：{name}。请重命名后重新压缩。",
    ),
    "error.archive_name_unreadable": Text(
        "The name of entry {entry} is not readable: {name}. It is not UTF-8. Use names in plain English letters, choose UTF-8 in the "
        "zip program, or drop the folder itself.",
        "第 {entry} 个条目的名称无法读取：{name}，它不是 UTF-8 编码。请改用英文名称，或在压缩软件中选择 UTF-8，"
        "或直接拖入文件夹。",
    ),
    "note.archive_names_guessed": Text(
        "{count:count} {count:name is|names are} not UTF-8 and {count:was|were} read as Chinese (GBK): {names:list}. If that looks wrong, "
        "choose UTF-8 in the zip program, or drop the folder itself.",
        "{count:count} 个名称不是 UTF-8 编码，已按中文（GBK）读取：{names:list}。若显示有误，请在压缩软件中选择 UTF-8，或直接拖入文件夹。",
    ),
    "error.archive_duplicate_name": Text(
        "2 entries named {name}. Create the zip again.", "有 2 个条目同名：{name}。请重新压缩。"
    ),
    "error.archive_names_collide": Text(
        "Names collide: {other} and {name} are the same name on many systems. Rename one of them and zip again.",
        "名称冲突：{other} 与 {name} 在许多系统上是同一个名称。请重命名其中一个后重新压缩。",
    ),
    "error.archive_overlap": Text(
        "Overlapping entries: entry {entry} shares bytes with another part of the zip. Create the zip again.",
        "条目重叠：第 {entry} 个条目与 zip 的其他部分共用数据。请重新压缩。",
    ),
    "error.archive_ratio": Text(
        "{name} expands {ratio:count}:1 to {size:bytes}; limit {limit}:1. Save BMP pictures as PNG.",
        "{name} 的压缩比为 {ratio:count}:1，解压后 {size:bytes}；上限为 {limit}:1。请把 BMP 图片另存为 PNG。",
    ),
    "error.archive_ratio_total": Text(
        "The zip expands {ratio:count}:1 to {size:bytes}; limit {limit}:1. Save BMP pictures as PNG.",
        "zip 的压缩比为 {ratio:count}:1，解压后 {size:bytes}；上限为 {limit}:1。请把 BMP 图片另存为 PNG。",
    ),
    "error.archive_too_large": Text(
        "The zip holds {size:bytes} unpacked; limit {limit:bytes}. Make it smaller, or give the path of the folder.",
        "zip 解压后为 {size:bytes}；上限为 {limit:bytes}。请减小体积，或直接给出文件夹路径。",
    ),
    "error.archive_sizes_differ": Text(
        "The sizes of {name} do not match: the zip says one thing and holds another. Create the zip again.",
        "{name} 的大小不一致：zip 中的记录与实际内容不符。请重新压缩。",
    ),
    "error.archive_entry_damaged": Text(
        "{name} is damaged inside the zip. Upload again, or create the zip again.",
        "zip 中的 {name} 已损坏。请重新上传，或重新压缩。",
    ),
    "error.archive_no_space": Text(
        "Unpacking failed: {needed:bytes} needed, {free:bytes} free. Make room on the disk, then try again.",
        "解压失败：需要 {needed:bytes}，可用 {free:bytes}。请清理磁盘空间后重试。",
    ),
}

_REFUSED = {
    "error.picture_empty": Text("Empty file (0 bytes). Copy it again.", "空文件（0 字节）。请重新复制。"),
    "error.picture_not_an_image": Text(
        "Not an image, despite its name. Remove it, or export it again.",
        "不是图片（尽管名称如此）。请删除，或重新导出。",
    ),
    "error.picture_format_unsupported": Text(
        "{format} is not supported: convert to JPEG or PNG.", "不支持 {format}：请转换为 JPEG 或 PNG。"
    ),
    "error.picture_cut_short": Text(
        "Cut short: the end of the file is missing. Copy it again.", "文件不完整：缺少结尾。请重新复制。"
    ),
    "error.picture_damaged": Text(
        "Damaged: it cannot be decoded. Copy or export it again.", "文件已损坏，无法解码。请重新复制或导出。"
    ),
    "error.picture_too_large": Text(
        "{megapixels:,g} megapixels; limit {limit:g}. Make it smaller.",
        "{megapixels:,g} MP（百万像素），上限为 {limit:g} MP。请缩小图片。",
    ),
    "error.pictures_too_large": Text(
        "Up to {megapixels:,g} megapixels; limit {limit:g}. Make them smaller.",
        "最大 {megapixels:,g} MP（百万像素），上限为 {limit:g} MP。请缩小图片。",
    ),
    "error.picture_too_narrow": Text(
        "{width:count} × {height:count} pixels: aspect {aspect:count}:1; limit {limit}:1. Cut it into pieces.",
        "{width:count} × {height:count} 像素：长宽比 {aspect:count}:1；上限为 {limit}:1。请裁剪成小块。",
    ),
    "error.picture_too_small": Text(
        "{width} × {height} pixels: under {limit} pixels. Use a larger copy.",
        "{width} × {height} 像素：小于 {limit} 像素。请使用更大的图片。",
    ),
    "error.picture_float_pixels": Text(
        "32-bit float pixels, whose range is unknown: save as 8 or 16 bit.",
        "32 位浮点像素，取值范围未知：请保存为 8 位或 16 位。",
    ),
    "error.picture_integer_pixels": Text(
        "Signed or 32-bit integer pixels, whose range is unknown: save as plain 8 or 16 bit.",
        "有符号或 32 位整数像素，取值范围未知：请保存为普通的 8 位或 16 位。",
    ),
    "error.picture_colour_mode": Text(
        "Color mode {mode} is not supported: save as RGB or grayscale.", "不支持颜色模式 {mode}：请保存为 RGB 或灰度。"
    ),
    "error.picture_needs_memory": Text(
        "Needs more memory than one picture may take (512 MiB). Make it smaller, or save it as JPEG or PNG.",
        "所需内存超过单张图片的上限（512 MiB）。请缩小图片，或另存为 JPEG 或 PNG。",
    ),
    "error.picture_too_slow": Text(
        "Took more than {seconds:seconds} to decode. Save it again as JPEG or PNG.",
        "解码超过 {seconds:seconds}。请重新另存为 JPEG 或 PNG。",
    ),
    "error.picture_crashed": Text(
        "The decoder crashed on it. Save it again as JPEG or PNG.", "解码该图片时解码器崩溃。请重新另存为 JPEG 或 PNG。"
    ),
    "error.picture_no_permission": Text(
        "No permission to read it. Give yourself permission, then try again.", "没有读取权限。请添加权限后重试。"
    ),
    "error.picture_not_a_file": Text(
        "A link or special file, not a picture file. Put a copy of the picture in its place.",
        "这是链接或特殊文件，而不是图片文件本身。请换成图片的副本。",
    ),
    "error.picture_gone": Text("It was deleted after the scan.", "扫描之后该文件被删除。"),
    "error.picture_not_readable": Text(
        "It cannot be read ({reason}). Check the disk, then try again.", "无法读取（{reason}）。请检查磁盘后重试。"
    ),
    "error.other_files": _OTHER_FILES,
    "error.nothing_readable": Text(
        "0 of {total:count} {total:picture|pictures} can be used. For example:",
        "{total:count} 张图片中没有一张可用。例如：",
    ),
    "error.pictures_refused": Text(
        "{count:count} of {total:count} pictures cannot be used. For example:",
        "{total:count} 张图片中有 {count:count} 张不可用。例如：",
    ),
}

_NOTED = {
    "note.pictures_refused": Text(
        "{count:count} of {total:count} {total:picture|pictures} cannot be used and {count:is|are} left out.",
        "{total:count} 张图片中有 {count:count} 张不可用，已跳过。",
    ),
    "note.picture_misnamed": Text(
        "{count:count} misnamed: the content does not match the file extension. The content decides.",
        "{count:count} 张扩展名有误：内容与扩展名不符。已按内容识别。",
    ),
    "note.picture_on_white": Text(
        "{count:count} with transparency, placed on white.", "{count:count} 张含透明部分，已置于白色背景上。"
    ),
    "note.picture_first_frame": Text("{count:count} multi-frame: first frame used.", "{count:count} 张含多帧：仅使用第一帧。"),
    "note.picture_profile_ignored": Text(
        "{count:count} with a damaged color profile, which was ignored.", "{count:count} 张的颜色配置文件已损坏，已忽略该配置。"
    ),
}

_DATASETS = {
    "error.dataset_unknown": Text(
        "There is no dataset {dataset}. Choose one from the list.", "没有数据集 {dataset}。请从列表中选择。"
    ),
    "error.dataset_in_bin": Text(
        "The dataset “{name}” is in the trash: restore it to use it again.", "数据集“{name}”在回收站中：请先恢复再使用。"
    ),
    "error.dataset_damaged": Text(
        "A file of the dataset {name} is damaged or missing: {file}. Add the pictures again; the other datasets and all runs "
        "are intact.",
        "数据集 {name} 的一个文件已损坏或缺失：{file}。请重新读入图片；其他数据集和所有运行均完好。",
    ),
    "error.dataset_newer": Text(
        "Dataset {dataset} was made by a newer version of tlgui (format {version}; this one supports up to {known}). Use that "
        "version, or add the pictures again.",
        "数据集 {dataset} 由更新版本的 tlgui 创建（格式 {version}，此处支持到 {known}）。请使用该版本，或重新读入图片。",
    ),
    "error.ingest_stopped_early": Text(
        "Stopped before the first picture was read; nothing was kept. Start again whenever you like.",
        "在读取第一张图片之前已停止；没有保留任何内容。可随时重新开始。",
    ),
    "error.ingest_stopped": Text(
        "Stopped after {done:count} of {total:count} pictures; nothing was kept. Start again whenever you like.",
        "已在处理 {done:count} / {total:count} 张图片后停止；没有保留任何内容。可随时重新开始。",
    ),
}

TEXTS: dict[str, Text] = {**_FOLDERS, **_ARCHIVES, **_REFUSED, **_NOTED, **_DATASETS}
