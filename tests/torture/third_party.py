# SPDX-License-Identifier: MIT
"""The libraries this one is built on run out of memory: one allocation of theirs after the other fails in the running tool.
It must say so and stop, or answer as if nothing had been; it must not die, and never answer half."""
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

TOOL, PRELOAD = os.environ["SMSSITE_TOOL"], os.environ["SMSSITE_FAIL_MALLOC"]
# So many failures of each command, spread over all it asks for; 0 is all of them.
MOST = int(os.environ.get("SMSSITE_MOST", "40"))
FAILED, COULD_NOT_TELL = 7, 3
# iniparser 4.1 uses what it did not get; nothing around it can mend that.
KNOWN_TO_DIE = ["libiniparser"]
failures = []
played = 0


def run(words, number, scratch):
    """Runs with that allocation failing; answers the result and how many there were."""
    count = scratch / "count"
    count.unlink(missing_ok=True)
    environment = {**os.environ, "LD_PRELOAD": PRELOAD, "FAIL_AT": str(number), "FAIL_COUNT": str(count),
                   "FAIL_LIBRARY": str(scratch / "library")}
    result = subprocess.run([TOOL, *map(str, words)], capture_output=True, env=environment, stdin=subprocess.DEVNULL,
                            timeout=600)
    return result, int(count.read_text()) if count.exists() else 0


def fail(where, what, result):
    failures.append(where)
    print("failed", where, what, result.stdout[-500:], result.stderr[-500:])


def comparable(output):
    """The disk's free bytes change meanwhile."""
    return re.sub(rb'("free_bytes": ?)\d+', rb"\1", output)


def sweep(name, words, scratch, writes=False):
    """All of one command; of one that writes, its file counts."""
    global played
    output = scratch / "output"
    if writes:
        words = [*words, "-o", output]
    whole, count = run(words, 0, scratch)
    wanted = output.read_bytes() if writes else whole.stdout
    died = 0
    for number in range(1, count + 1, max(1, count // MOST) if MOST else 1):
        output.unlink(missing_ok=True)
        result, _ = run(words, number, scratch)
        played += 1
        where = f"{name}, allocation {number} of {count}"
        got = (output.read_bytes() if output.exists() else b"") if writes else result.stdout
        library = (scratch / "library").read_text()
        if result.returncode < 0 and library in KNOWN_TO_DIE:
            died += 1
        elif result.returncode < 0:
            fail(where, f"in {library}: died of signal {-result.returncode}", result)
        elif result.returncode in (FAILED, COULD_NOT_TELL) and result.returncode != whole.returncode:
            if not result.stderr:
                fail(where, f"in {library}: does not say why", result)
        elif result.returncode != whole.returncode or comparable(got) != comparable(wanted):
            fail(where, f"in {library}: exit status {result.returncode} and another answer", result)
    print(f"{name}: {count} allocations of other libraries" + (f", {died} deaths inside of them" if died else ""))


def play_apply(scratch, number):
    """An apply that stops is resumed with memory enough, and the site becomes active. How many allocations there were."""
    place = scratch / f"lab-{number}"
    lab = Lab.new(str(place), "no-ct2")
    plan = scratch / f"plan-{number}"
    subprocess.run([TOOL, "plan", "force-ct2", place / "EDGE7", "--services", place / "evidence/EDGE7-services.txt",
                    "--now", str(lab.now), "-o", plan], check=True, capture_output=True)
    world = ["--runner", place / "runner", "--waiter", place / "waiter"]
    result, count = run(["apply", plan, "--yes", *world], number, scratch)
    where = f"apply, allocation {number}"
    if result.returncode < 0:
        fail(where, f"died of signal {-result.returncode}", result)
    if result.returncode:
        journal = next(iter((place / "EDGE7").glob("SMSSITE.WRK/*/JOURNAL")), None)
        again = ["resume", journal] if journal else ["apply", plan, "--yes"]
        second = run([*again, *world], 0, scratch)[0]
        if second.returncode:
            fail(where, f"cannot go on: exit status {second.returncode}", second)
    if not Lab(str(place)).run(until="active"):
        fail(where, "the site never became active", result)
    shutil.rmtree(place)
    return count


def sweep_apply(scratch):
    """One of these takes as long as a hundred others."""
    global played
    count = play_apply(scratch, 0)
    step = count // (MOST // 10) if MOST else 20
    for number in range(step // 2 + 1, count + 1, step):
        play_apply(scratch, number)
        played += 1
    print(f"apply: {count} allocations of other libraries, one in {step}")


def main():
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        place = scratch / "lab"
        lab = Lab.new(str(place), "no-ct2")
        profile = place / "q7z.ini"
        master = place / "EDGE7/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0"
        now = ["--now", lab.now]
        sweep("snapshot", ["snapshot", profile, *now], scratch, writes=True)
        snapshot = scratch / "snapshot"
        run(["snapshot", profile, *now, "-o", snapshot], 0, scratch)
        sweep("check", ["check", snapshot, *now], scratch)
        sweep("check --json", ["check", snapshot, "--json", *now], scratch)
        sweep("show --json", ["show", master, "--json"], scratch)
        sweep("plan", ["plan", "force-ct2", place / "EDGE7", "--services", place / "evidence/EDGE7-services.txt", *now],
              scratch, writes=True)
        sweep_apply(scratch)
    print(f"{played} failing allocations of other libraries played")
    print(f"{played - len(failures)} passed, {len(failures)} failed")
    return bool(failures) or not played


if __name__ == "__main__":
    sys.exit(main())
