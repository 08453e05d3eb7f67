"""What is said about tables of values and labels: problems (``error.``) and notes in a report (``note.``)."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "error.table_missing": Text(
        "{table} is not a table: there is no such file. Check the spelling.", "{table} 不是表格：没有这个文件。请检查拼写。"
    ),
    "error.table_too_large": Text(
        "{table} is larger than {limit:bytes}. Keep only the columns for the file and the value.",
        "{table} 超过 {limit:bytes}。请只保留文件列和数值列。",
    ),
    "error.table_is_a_workbook": Text(
        "{table} is a workbook of a spreadsheet program, not a CSV file. Save it as “CSV UTF-8”.",
        "{table} 是电子表格工作簿，不是 CSV 文件。请另存为“CSV UTF-8”。",
    ),
    "error.table_encoding": Text(
        "{table} is not text in UTF-8 or UTF-16 (byte {place:count}). Save it as “CSV UTF-8”.",
        "{table} 不是 UTF-8 或 UTF-16 文本（第 {place:count} 字节）。请另存为“CSV UTF-8”（Excel 默认的 CSV 常为 GBK）。",
    ),
    "error.table_empty": Text("{table} is empty: 0 rows.", "{table} 是空的：0 行。"),
    "error.table_columns": Text(
        "Columns not found in {table}: its first row is {columns:list}. Name the columns “file” and “{wanted}”; separate them "
        "with a comma, a semicolon or a tab.",
        "在 {table} 中没有找到所需的列：第一行为 {columns:list}。请把两列命名为“file”和“{wanted}”，用逗号、分号或制表符分隔。",
    ),
    "error.table_not_a_number": Text(
        "Row {row:count}: “{given}” is not a number. Write it like 3.5 or 1e3, with a point, between −1e100 and 1e100.",
        "第 {row:count} 行：“{given}”不是数字。请写成 3.5 或 1e3 的形式，小数点用“.”，范围在 −1e100 到 1e100 之间。",
    ),
    "error.table_holds_classes": Text(
        "No row of the table holds a number: {names:list} look like classes. Read the table as one of classes.",
        "表格中没有一行是数字：{names:list} 看起来是类别。请按类别读取这个表格。",
    ),
    "error.table_rows_disagree": Text(
        "Rows {first:count} and {second:count} disagree about {file}. Remove one of them.",
        "第 {first:count} 行与第 {second:count} 行关于 {file} 的内容不一致。请删去其中一行。",
    ),
    "error.table_row_outside": Text(
        "Row {row:count} points outside the folder: {file}. Write the path relative to the folder of the pictures.",
        "第 {row:count} 行指向文件夹之外：{file}。请写相对于图片文件夹的路径。",
    ),
    "error.table_row_ambiguous": Text(
        "Row {row:count}: several folders hold a picture {file}. Write its folder too.",
        "第 {row:count} 行：有多个文件夹含图片 {file}。请同时写出所在文件夹。",
    ),
    "error.table_more_rows": Text(
        "And {count:count} more {count:row|rows} of this kind.", "另有 {count:count} 行存在同样的问题。"
    ),
    "error.table_matches_nothing": Text(
        "None of the {rows:count} {rows:row|rows} of {table} names a picture in the folder. The table says “{row}”; a picture "
        "is called “{image}”. If the table also names a folder, choose the folder above this one.",
        "{table} 的 {rows:count} 行中没有一行与文件夹中的图片对应。表中写的是“{row}”，而图片名为“{image}”。"
        "如果表中还写了文件夹名，请选择其上一级文件夹。",
    ),
    "error.too_few_values": Text(
        "{values:count} {values:picture|pictures} with a value; {needed} or more needed. Add rows to the table.",
        "{values:count} 张图片有数值；至少需要 {needed} 张。请在表格中添加行。",
    ),
    "note.table_format": Text(
        "{table}: {rows:count} {rows:row|rows}, {encoding}, separated by “{separator}”; files in column {file}, values in column {value}.",
        "{table}：{rows:count} 行，{encoding}，分隔符“{separator}”；文件在 {file} 列，数值在 {value} 列。",
    ),
    "note.table_rows_without_image": Text(
        "{count:count} {count:row|rows} without an image, not used.", "{count:count} 行没有对应的图片，未使用。"
    ),
    "note.table_beside": Text(
        "{table} lies beside the pictures and was not used. If it says what they are, give it as the table and read the pictures again.",
        "图片旁边有 {table}，未被使用。如果它记录了图片的标签，请把它作为表格再次读入图片。",
    ),
    "error.table_beside": Text(
        "{table} lies beside the pictures. If it says what they are, give it as the table of classes or values.",
        "图片旁边有 {table}。如果它记录了图片的标签，请把它作为类别或数值的表格一并给出。",
    ),
    "note.table_rows_without_class": Text(
        "{count:count} {count:picture has|pictures have} a row without a class.",
        "{count:count} 张图片有对应的行，但没有填写类别。",
    ),
    "note.table_decimal_comma": Text(
        "{table} separates its columns with semicolons, so the comma in its numbers is read as the decimal sign.",
        "{table} 用分号分隔各列，因此数字中的逗号按小数点读取。",
    ),
    "note.table_images_without_row": Text(
        "{count:count} {count:image|images} without a row: nothing is known about {count:it|them}.",
        "{count:count} 张图片在表中没有行：其标签未知。",
    ),
    "note.table_row_twice": Text(
        "{count:count} {count:row|rows} written twice with the same value, kept once.",
        "{count:count} 行重复且数值相同，只保留一次。",
    ),
    "note.values_range": Text(
        "{count:count} values, range {low:.6g} to {high:.6g}.", "{count:count} 个数值，范围 {low:.6g} 到 {high:.6g}。"
    ),
    "note.values_far": Text(
        "{count:count} {count:value lies|values lie} far from the others, the furthest at {value:.6g}; half of all lie from {low:.6g} "
        "to {high:.6g}. If that is a slip, or stands for “unknown”, mend or remove {count:the row|the rows} and read the table again: it sets "
        "the scale on which all are learned.",
        "{count:count} 个数值远离其余数值，最远的是 {value:.6g}；其中一半在 {low:.6g} 到 {high:.6g} 之间。"
        "如果是笔误，或表示“未知”，请修改或删除这些行后重新读取表格：它决定所有数值学习时的尺度。",
    ),
    "note.values_constant": Text(
        "All {count:count} {count:value is|values are} {value:.6g}: constant, so R² is n/a.",
        "全部 {count:count} 个数值都是 {value:.6g}：为常数，因此 R² 不适用。",
    ),
}
