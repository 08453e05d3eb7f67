"""Where runs are trained: on this machine, on a Ray cluster, by Slurm."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "queue.ray": Text(
        "{count:count} {count:run|runs} at a time on the Ray cluster: {nodes:count} {nodes:node|nodes}, {free:count} of {cores:count} "
        "{cores:core|cores} free now.",
        "Ray 集群上同时进行 {count:count} 个运行：{nodes:count} 个节点，{cores:count} 个核心中现有 {free:count} 个空闲。",
    ),
    "queue.ray.gpus": Text(
        "{count:count} {count:run|runs} at a time on the Ray cluster: {nodes:count} {nodes:node|nodes}, {free_gpus:g} of {gpus:g} "
        "{gpus:GPU|GPUs} and {free:count} of {cores:count} {cores:core|cores} free now.",
        "Ray 集群上同时进行 {count:count} 个运行：{nodes:count} 个节点，{gpus:g} 块 GPU 中现有 {free_gpus:g} 块空闲，"
        "{cores:count} 个核心中现有 {free:count} 个空闲。",
    ),
    "queue.ray.unknown": Text(
        "Runs are trained on a Ray cluster, which has not answered yet.", "运行将在 Ray 集群上训练；集群尚未应答。"
    ),
    "queue.ray.unreachable": Text(
        "The Ray cluster has not been reachable since {since} ({why}). What waits is kept; next try in {wait:seconds}.",
        "自 {since} 起无法连接 Ray 集群（{why}）。排队的运行会保留；{wait:seconds}后重试。",
    ),
    "queue.slurm": Text(
        "{count:count} {count:run|runs} at a time through Slurm: {nodes:count} {nodes:node|nodes}, {free:count} of {cores:count} "
        "{cores:core|cores} free now.",
        "通过 Slurm 同时进行 {count:count} 个运行：{nodes:count} 个节点，{cores:count} 个核心中现有 {free:count} 个空闲。",
    ),
    "queue.slurm.gpus": Text(
        "{count:count} {count:run|runs} at a time through Slurm: {nodes:count} {nodes:node|nodes} with {gpus:g} {gpus:GPU|GPUs}, "
        "{free:count} of {cores:count} {cores:core|cores} free now.",
        "通过 Slurm 同时进行 {count:count} 个运行：{nodes:count} 个节点，共 {gpus:g} 块 GPU，{cores:count} 个核心中现有 {free:count} 个空闲。",
    ),
    "queue.slurm.unknown": Text(
        "Runs are trained through Slurm, which has not answered yet.", "运行将通过 Slurm 训练；Slurm 尚未应答。"
    ),
    "queue.slurm.unreachable": Text(
        "Slurm has not answered since {since} ({why}). What waits is kept; next try in {wait:seconds}.",
        "自 {since} 起 Slurm 没有应答（{why}）。排队的运行会保留；{wait:seconds}后重试。",
    ),
    "page.device.node": Text("on {node}", "在 {node} 上"),
    "error.launcher_unknown": Text(
        "“{given}” is no launcher. Choose one of: {known:list}.", "“{given}”不是可用的启动方式。请选择：{known:list}。"
    ),
    "error.launcher_not_installed": Text(
        "The launcher {launcher} needs a package that is not installed here: in tlgui's folder, pip install '.[{launcher}]'.",
        "启动方式 {launcher} 需要的软件包没有安装：请在 tlgui 的文件夹中运行 pip install '.[{launcher}]'。",
    ),
    "error.ray_address_alone": Text(
        "An address of a Ray cluster was given, but runs are started through {launcher}.",
        "给出了 Ray 集群的地址，但启动方式是 {launcher}。",
    ),
    "cli.type.error.ray_address_alone": Text(
        "Add --launcher ray, or leave the address out.", "请加上 --launcher ray，或去掉该地址。"
    ),
    "error.slurm_not_there": Text(
        "There is no sbatch on this machine. Start tlgui on a machine that can submit jobs to Slurm, such as a login node.",
        "本机没有 sbatch。请在可以向 Slurm 提交作业的机器（如登录节点）上启动 tlgui。",
    ),
    "error.launcher_in_use": Text(
        "Runs of this home are being trained through {before}, so it cannot change to {wanted} now. Let them finish "
        "or stop them, then try again.",
        "此数据文件夹的运行正通过 {before} 训练，现在不能改为 {wanted}。请等它们结束或将其停止，然后再试。",
    ),
    "error.launcher_unreadable": Text(
        "How runs of this home are started cannot be read: {file} is damaged. Remove it: runs are then trained on this machine, and another "
        "launcher can be chosen again.",
        "无法读取此数据文件夹的启动方式：{file} 已损坏。请将其删除：此后运行在本机训练，并可重新选择启动方式。",
    ),
    "error.home_not_shared": Text(
        "Node {node} does not see the data folder {folder} of this machine: nothing was started. Mount the same folder at the same path on "
        "every node (docs/clusters.md).",
        "节点 {node} 看不到本机的数据文件夹 {folder}，因此没有启动任何训练。请在每个节点上以相同路径挂载同一文件夹（见 docs/clusters.md）。",
    ),
    "error.node_other_version": Text(
        "Node {node} has tlgui {there} and this machine {here}: nothing was started. Install the same version on both.",
        "节点 {node} 上的 tlgui 是 {there}，本机是 {here}，因此没有启动任何训练。请在两边安装相同的版本。",
    ),
    "error.node_cannot_begin": Text(
        "A node of the cluster could not begin ({reason}): nothing was trained. Install tlgui there, with the same Python and Ray as here.",
        "集群的一个节点无法开始工作（{reason}），没有进行任何训练。请在该节点上安装 tlgui，并使用与本机相同的 Python 和 Ray。",
    ),
    "error.no_job_there": Text(
        "There is no job in {folder}, or the folder is not seen from this machine.", "{folder} 中没有作业，或本机看不到该文件夹。"
    ),
}
