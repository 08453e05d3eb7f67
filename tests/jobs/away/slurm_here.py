"""A Slurm of one node on this machine, for as long as a test runs. It needs Debian's ``slurm-wlm`` and ``munge``, and root."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import free_port, wait_until

INSTALLED = all(shutil.which(name) for name in ("munged", "slurmctld", "slurmd", "sbatch")) and os.geteuid() == 0

CONFIG = """
ClusterName=here
SlurmctldHost={host}
SlurmctldPort={control}
SlurmdPort={node}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SchedulerParameters=sched_interval=2,defer_batch=0
StateSaveLocation={folder}/control
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/control.pid
SlurmdPidFile={folder}/node.pid
SlurmctldLogFile={folder}/control.log
SlurmdLogFile={folder}/node.log
NodeName={host} NodeHostname={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=4000 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


@contextmanager
def slurm(folder: Path) -> Iterator[dict[str, str]]:
    """Inside, Slurm's commands find it with this environment."""
    for name in ("control", "spool"):
        (folder / name).mkdir(parents=True)
    key = folder / "munge.key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o600)
    folder.chmod(0o755)
    host = socket.gethostname().partition(".")[0]
    (folder / "slurm.conf").write_text(CONFIG.format(folder=folder, host=host, control=free_port(), node=free_port()))
    environment = {**os.environ, "SLURM_CONF": str(folder / "slurm.conf")}
    sockets = [f"--socket={folder}/munge.socket", f"--pid-file={folder}/munge.pid", f"--seed-file={folder}/munge.seed"]
    commands = (
        ["munged", "--foreground", "--force", f"--key-file={key}", f"--log-file={folder}/munge.log", *sockets],
        ["slurmctld", "-D"],
        ["slurmd", "-D", "-N", host],
    )
    running = []
    try:
        for command in commands:
            with open(folder / "printed.txt", "ab") as printed:
                running.append(subprocess.Popen(command, env=environment, stdout=printed, stderr=printed))
            time.sleep(1)

        def idle() -> bool:
            asked = ["sinfo", "--noheader", "--format=%T"]
            return subprocess.run(asked, env=environment, capture_output=True, text=True, check=False).stdout.strip() == "idle"

        wait_until(idle, 60)
        yield environment
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()
