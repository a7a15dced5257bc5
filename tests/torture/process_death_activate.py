# SPDX-License-Identifier: MIT
"""The same for the second procedure: the tool dies at its Nth writing system call, the model lives on or not, and resume
or undo comes to a legal end. Questions of the parent are answered by its site list, the others with yes."""
import itertools
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from process_death import CALLS, MEMORY, TOOL, Lab, strace_works  # noqa: E402

STEP = int(os.environ.get("SMSSITE_EVERY", "1"))
FIRST = int(os.environ.get("SMSSITE_FIRST", "1"))
# What follows a death: the ways out, each with the model asleep or alive for two minutes before. Ordinarily they take turns.
WAYS = [("resume", 0), ("undo", 120), ("resume", 120), ("undo", 0)]
failures = []
played = 0


def template():
    """An upgrade that has hung for a day, its old jobs canceled; only copied from."""
    place = pathlib.Path(tempfile.mkdtemp(dir=MEMORY))
    Lab.new(str(place / "lab"), "upgrade-hung")
    Lab(str(place / "lab")).person("cancel-jobs", "Q7Z")
    return place


class Stand:
    def __init__(self, source):
        self.scratch = pathlib.Path(tempfile.mkdtemp(dir=MEMORY))
        self.path = self.scratch / "lab"
        shutil.copytree(source / "lab", self.path)
        self.now = Lab(str(self.path)).now
        self.edge = self.path / "EDGE7"
        self.receive = self.edge / "SMS/SITE.SRV/DESPOOLR.BOX/RECEIVE"
        self.kept = [(self.edge / "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0").read_bytes()]
        self.kept += [p.read_bytes() for p in self.receive.iterdir() if p.is_file()]
        self.plan = self.scratch / "plan"
        subprocess.run([TOOL, "plan", "activate", self.path / "q7z.ini", "--now", str(self.now), "-o", self.plan], check=True,
                       capture_output=True)

    def run(self, *words, before=()):
        return subprocess.run([*before, TOOL, *words, "--runner", self.path / "runner", "--waiter", self.path / "waiter",
                               "--site-list", self.path / "evidence/site-list.txt"], input="yes\n" * 200, text=True,
                              capture_output=True, timeout=600)

    def apply(self, call, number):
        return self.run("apply", self.plan, "--yes", before=["strace", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                                                             f"inject={call}:signal=KILL:when={number}"])

    def go_on(self, command):
        journal = next(self.edge.glob("SMSSITE.WRK/*/JOURNAL"), None)
        return self.run(command, journal) if journal else None

    def lost(self):
        """Of what must not be lost what is nowhere on the drive any more."""
        there = {p.read_bytes() for p in self.edge.rglob("*") if p.is_file()}
        return [data for data in self.kept if data not in there]

    def close(self):
        shutil.rmtree(self.scratch, ignore_errors=True)


def fail(where, what, *results):
    failures.append(where)
    print("failed", where, what)
    for result in results:
        print(result.stdout[-1500:], result.stderr[-500:])


def end_of(stand, command, where):
    """Its exit status in the end; what never began is begun, or was nothing to take back."""
    result = stand.go_on(command)
    if result is None or result.returncode == 3:
        if command == "undo":
            return 0
        result = stand.run("apply", stand.plan, "--yes")
    # An order that came too late, or something that took too long: resume is the way on.
    if command == "resume" and result.returncode in (5, 7):
        result = stand.go_on("resume")
    # 0 done or undone, 6 past the point of no return.
    if result.returncode not in ((0,) if command == "resume" else (0, 6)):
        fail(where, f"exit status {result.returncode}", result)
    return result.returncode


def play(source, call, number, command, life):
    """False when there was no such call any more."""
    global played
    stand = Stand(source)
    try:
        first = stand.apply(call, number)
        if first.returncode >= 0 and "killed" not in first.stderr:
            return False
        played += 1
        where = f"{command} after death at {call} {number}, {life} s later"
        if stand.lost():
            fail(where, "something is lost (dead)", first)
        if life:
            Lab(str(stand.path)).run(seconds=life)
        status = end_of(stand, command, where)
        if command == "resume" and Lab(str(stand.path)).site_status("Q7Z") != (1, 0):
            fail(where, "the site is not active")
        if command == "undo" and not status and stand.lost():
            fail(where, "something is lost (undone)")
        return True
    finally:
        stand.close()


def main():
    reason = strace_works()
    if reason:
        print("skipped:", reason)
        return 77
    source = template()
    turn = itertools.cycle(WAYS)
    try:
        for call in CALLS:
            for number in itertools.count(FIRST, STEP):
                ways = WAYS if STEP == 1 else [next(turn)]
                if not all([play(source, call, number, *way) for way in ways]):
                    break
    finally:
        shutil.rmtree(source, ignore_errors=True)
    print(f"{played} deaths played, one in {STEP} of each call")
    print(f"{played - len(failures)} passed, {len(failures)} failed")
    return bool(failures) or not played


if __name__ == "__main__":
    sys.exit(main())
