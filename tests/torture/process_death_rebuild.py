# SPDX-License-Identifier: MIT
"""Process deaths in a rebuild: the tool is killed at its Nth writing system call, clients of the model go on taking ids, then
resume (or undo) must reach a legal end and every id given twice be a suspect. Up to three logon servers, in every order of
their kinds by turns."""
import itertools
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from process_death import CALLS, MEMORY, ROOT, TOOL, Lab, strace_works  # noqa: E402

sys.path.insert(0, str(ROOT / "tests" / "procedures"))
from rebuild_person import Person, carry_out, suspects  # noqa: E402

# One in so many; 1 is all of them.
STEP = int(os.environ.get("SMSSITE_EVERY", "40"))
FIRST = int(os.environ.get("SMSSITE_FIRST", "1"))
ORDERS = [order for count in range(4) for order in itertools.permutations(("NT", "LM", "NW"), count)]
DONE, NOT_BEGUN, INTERRUPTED, NOT_UNDONE = 0, 3, 5, 6
templates = {}
failures = []
played = 0


def template(order):
    """A ruined site with clients; only copied from."""
    if order not in templates:
        place = pathlib.Path(tempfile.mkdtemp(dir=MEMORY))
        lab = Lab.new(str(place / "lab"), "rebuild-nt", None, list(order))
        lab.clients(200)
        templates[order] = place
    return templates[order] / "lab"


class Stand:
    def __init__(self, order):
        self.scratch = pathlib.Path(tempfile.mkdtemp(dir=MEMORY))
        self.path, self.plan, record = self.scratch / "lab", self.scratch / "plan", self.scratch / "record"
        shutil.copytree(template(order), self.path)
        self.person = Person(self.path)
        now = str(Lab(str(self.path)).now)
        for words in (["record", self.path / "q7z.ini", "-o", record], ["plan", "rebuild", self.path / "q7z.ini", "--record", record,
                      "-o", self.plan]):
            subprocess.run([TOOL, *words, "--now", now], check=True, capture_output=True)

    def apply(self, before=()):
        return carry_out(self.path, self.person, [TOOL, "apply", self.plan, "--yes"], before=before)

    def die_at(self, call, number):
        return self.apply(["strace", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"])

    def counts(self):
        """How often each call is made in a whole rebuild."""
        table = self.scratch / "calls"
        said, status = self.apply(["strace", "-c", "-o", table, "-e", "trace=" + ",".join(CALLS)])
        assert status == DONE, said
        # Share, seconds, each, calls, errors where there are any, name.
        rows = [line.split() for line in table.read_text().splitlines()]
        return {row[-1]: int(row[3]) for row in rows if row and row[-1] in CALLS}

    def go_on(self, command):
        journal = next((self.path / "EDGE7").glob("SMSSITE.WRK/*/JOURNAL"), None)
        return carry_out(self.path, self.person, [TOOL, command, journal]) if journal else ("", NOT_BEGUN)

    def settle(self):
        """Clients of every server come for two hours more."""
        lab = Lab(str(self.path))
        lab.clients(200)
        lab.run(seconds=7200)
        return Lab(str(self.path)).ids()

    def close(self):
        shutil.rmtree(self.scratch, ignore_errors=True)


def way_out(stand, command):
    """What was said last, and the status. What never began is begun, or was nothing to take back."""
    said, status = stand.go_on(command)
    if status == NOT_BEGUN and command == "resume":
        said, status = stand.apply()
    for _ in range(4):
        if status in (DONE, NOT_BEGUN, NOT_UNDONE):
            break
        said, status = stand.go_on("resume")
    return said, status


def most_calls():
    """The most servers make the most calls."""
    stand = Stand(ORDERS[-1])
    try:
        return stand.counts()
    finally:
        stand.close()


def play(call, number, command, order):
    """Nothing is played where fewer servers make no such call."""
    global played
    stand = Stand(order)
    where = f"{command} after death at {call} {number}, servers {order}"
    try:
        said, status = stand.die_at(call, number)
        if status in range(0, 7):
            return
        played += 1
        Lab(str(stand.path)).run(seconds=120)
        said, status = way_out(stand, command)
        if status not in ((DONE,) if command == "resume" else (DONE, NOT_BEGUN, NOT_UNDONE)):
            failures.append(f"{where}: status {status}: {said[-1500:]}")
        found = stand.settle()
        twice = {(int(smsid[3:5], 36), int(smsid[5:], 36)) for smsid in found["twice"]} - suspects(said)
        if twice or found["shared"]:
            failures.append(f"{where}: twice {sorted(twice)}, shared {found['shared']}: {said[-1500:]}")
    finally:
        stand.close()


def main():
    reason = strace_works()
    if reason:
        print("skipped:", reason)
        return 77
    orders, ways = itertools.cycle(ORDERS[::-1]), itertools.cycle(("resume", "undo"))
    try:
        for call, count in most_calls().items():
            for number in range(FIRST, count + 1, STEP):
                play(call, number, next(ways), next(orders))
    finally:
        for place in templates.values():
            shutil.rmtree(place, ignore_errors=True)
    print(f"{played} deaths played, one in {STEP} of each call")
    for failure in failures:
        print("failed", failure)
    print(f"{played - len(failures)} passed, {len(failures)} failed")
    return bool(failures) or not played


if __name__ == "__main__":
    sys.exit(main())
