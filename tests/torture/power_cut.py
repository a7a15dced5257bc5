# SPDX-License-Identifier: MIT
"""Power cuts: the tool is killed at its Nth writing system call on an XFS image, and the file system forgets all it was not
made to keep (xfs_io's shutdown; ext4 hides a missing fsync). Then resume, or undo, must reach a legal end.

What model SMS did is kept: its own writes are not what is tried here."""
import itertools
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import process_death as death  # noqa: E402

STEP = int(os.environ.get("SMSSITE_EVERY", "1"))


class Disk:
    def __init__(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp())
        self.image, self.place = self.scratch / "image", self.scratch / "disk"
        self.place.mkdir()
        with open(self.image, "wb") as file:
            file.truncate(512 << 20)
        run("mkfs.xfs", "-q", self.image)
        self.mount()

    def mount(self):
        run("mount", "-o", "loop", self.image, self.place)

    def cut(self):
        run("xfs_io", "-x", "-c", "shutdown", self.place)
        run("umount", self.place)
        self.mount()

    def close(self):
        subprocess.run(["umount", self.place], capture_output=True)
        shutil.rmtree(self.scratch)


# All the model has is on the disk when its command ends, and with it all names; not what is in the tool's own files.
KEEP = """#!/bin/sh
"{lab}/{program}" "$@"
status=$?
find "{lab}" -name SMSSITE.WRK -prune -o -type f -print0 | xargs -0 sync
exit $status
"""


class Stand(death.Stand):
    """On the disk, with a world that keeps what it does."""

    def world(self):
        words = []
        for program in "runner", "waiter":
            kept = self.path / f"{program}-kept"
            kept.write_text(KEEP.format(lab=self.path, program=program))
            kept.chmod(0o755)
            words += [f"--{program}", str(kept)]
        subprocess.run(["sync", "-f", self.path], check=True)
        return words


def run(*words):
    subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True)


def box_of(stand):
    return {path.name: path.read_bytes() for path in stand.box.iterdir()}


def play(disk, call, number, command):
    """False when there was no such call."""
    stand = Stand()
    begin = box_of(stand)
    try:
        first = stand.apply(call, number)
        if first.returncode >= 0:
            return False
        where = f"{command} after a power cut at {call} {number}"
        disk.cut()
        death.nothing_is_lost(stand, where + " (cut)", first)
        second = stand.go_on(command) or stand.apply()
        if second.returncode not in (0, 3, 4, 5, 6):
            death.fail(where, f"exit status {second.returncode}", first, second)
        if second.returncode == 3 and box_of(stand) != begin:
            death.fail(where, "the journal of what has begun is not whole", first, second)
        death.nothing_is_lost(stand, where, first, second)
        if command == "resume" and second.returncode in (0, 5):
            if not death.Lab(str(stand.path)).run(until="active"):
                death.fail(where, "the site never became active", first, second)
        return True
    finally:
        stand.close()


def main():
    reason = death.strace_works()
    for program in "mkfs.xfs", "xfs_io":
        reason = reason or ("" if shutil.which(program) else f"{program} is not installed")
    if not reason:
        try:
            disk = Disk()
        except subprocess.CalledProcessError as error:
            reason = f"{' '.join(map(str, error.cmd))}: {error.stderr.strip()[:80]}"
    if reason:
        print("skipped:", reason)
        return 77
    death.MEMORY = str(disk.place)
    played = 0
    try:
        for call in death.CALLS:
            for number in itertools.count(1, STEP):
                if not play(disk, call, number, "resume"):
                    break
                play(disk, call, number, "undo")
                played += 2
    finally:
        disk.close()
    print(f"{played} power cuts played, one in {STEP} of each call")
    print(f"{played - len(death.failures)} passed, {len(death.failures)} failed")
    return bool(death.failures) or not played


if __name__ == "__main__":
    sys.exit(main())
