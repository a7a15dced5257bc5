"""Process deaths: the tool is killed at its Nth writing system call, model SMS goes on working, then resume (or undo)
must reach a legal end. Every N of every such call. strace kills the process before the call is made."""
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples" / "lab"))
from smslab import Lab  # noqa: E402

TOOL = os.environ["SMSSITE_TOOL"]
CALLS = ["mkdirat", "write", "fsync", "utimensat", "renameat2", "linkat", "unlinkat", "ftruncate"]
# One in so many; 1 is all of them.
STEP = int(os.environ.get("SMSSITE_EVERY", "4"))
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
failures = []
played = 0


def strace_works():
    if not shutil.which("strace"):
        return "strace is not installed"
    probe = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return "" if probe.returncode == 0 else f"strace cannot trace here: {probe.stderr.strip()[:80]}"


class Stand:
    """A stuck model site and a plan for it."""

    def __init__(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(dir=MEMORY))
        self.path = self.scratch / "lab"
        self.lab = Lab.new(str(self.path), "no-ct2")
        self.edge = self.path / "EDGE7"
        self.box = self.edge / "SMS/SITE.SRV/SITECFG.BOX"
        self.master = (self.box / "SITECTRL.CT0").read_bytes()
        # Something for the quarantine.
        (self.box / "OLD.CT0").write_bytes(b"stray")
        os.utime(self.box / "OLD.CT0", (self.lab.now - 7200, self.lab.now - 7200))
        self.plan = self.scratch / "plan"
        made = subprocess.run([TOOL, "plan", "force-ct2", self.edge, "--services", self.path / "evidence/EDGE7-services.txt",
                               "--now", str(self.lab.now), "-o", self.plan], capture_output=True, text=True)
        assert made.returncode == 0, made.stderr

    def world(self):
        return ["--runner", str(self.path / "runner"), "--waiter", str(self.path / "waiter")]

    def apply(self, call=None, number=0):
        words = [TOOL, "apply", str(self.plan), "--yes", *self.world()]
        if call:
            words = ["strace", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"] + words
        return subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=600)

    def go_on(self, command):
        journal = next(iter(self.edge.glob("SMSSITE.WRK/*/JOURNAL")), None)
        if not journal:
            return None
        return subprocess.run([TOOL, command, str(journal), *self.world()], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=600)

    def files(self):
        return {p: p.read_bytes() for p in self.edge.rglob("*") if p.is_file()}

    def close(self):
        shutil.rmtree(self.scratch, ignore_errors=True)


def fail(where, what, *results):
    failures.append(f"{where}: {what}")
    print("failed", where, what)
    for result in results:
        if result is not None:
            print(result.stdout[-1500:], result.stderr[-500:])


def nothing_is_lost(stand, where, *results):
    """The master's bytes, or an answer to them, exist; the stray is in the box or in quarantine."""
    files = stand.files()
    if stand.master not in files.values():
        fail(where, "the master's bytes are nowhere", *results)
    if b"stray" not in files.values():
        fail(where, "the stray file is nowhere", *results)
    box = [p.name.upper() for p in stand.box.iterdir()]
    if "SITECTRL.CT0" not in box and "00000000.CT1" not in box:
        fail(where, f"neither master nor proposed file in the box: {box}", *results)


def play(call, number, life, command):
    """Dies at the call, lets the site live on for so many seconds, goes on. False when there was no such call."""
    global played
    stand = Stand()
    try:
        first = stand.apply(call, number)
        if first.returncode >= 0 and not re.search("killed", first.stderr):
            return False
        played += 1
        where = f"{command} after death at {call} {number}, {life} s later"
        nothing_is_lost(stand, where + " (dead)", first)
        if life:
            stand.lab = Lab(str(stand.path))
            stand.lab.run(seconds=life)
        second = stand.go_on(command)
        if second is None:
            second = stand.apply()
            if command == "undo":
                return True
        # 0 done or undone, 4 changed, 5 stopped with all in place, 6 past the point of no return, 3 the journal's
        # first record never became whole: nothing had begun.
        if second.returncode not in (0, 4, 5, 6, 3):
            fail(where, f"exit status {second.returncode}", first, second)
        nothing_is_lost(stand, where, first, second)
        if command == "resume" and second.returncode in (0, 5):
            if not Lab(str(stand.path)).run(until="active"):
                fail(where, "the site never became active", first, second)
        return True
    finally:
        stand.close()


def main():
    reason = strace_works()
    if reason:
        print("skipped:", reason)
        return 77
    for call in CALLS:
        for number in itertools.count(1, STEP):
            if not play(call, number, 0, "resume"):
                break
            play(call, number, 120, "resume")
            play(call, number, 0, "undo")
            play(call, number, 120, "undo")
    print(f"{played} deaths played, one in {STEP} of each call")
    print(f"{played - len(failures)} passed, {len(failures)} failed")
    return bool(failures) or not played


if __name__ == "__main__":
    sys.exit(main())
