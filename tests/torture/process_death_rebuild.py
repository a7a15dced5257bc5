# SPDX-License-Identifier: MIT
"""Process deaths in a rebuild: who carries it out is killed at its Nth writing system call, clients of the model go on taking
ids, then resume (or undo) must reach a legal end and every id given twice be a suspect. Up to three logon servers, in every
order of their kinds by turns. strace kills the process before the call is made; the calls are the library's alone."""
import importlib.util
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "python"))
spec = importlib.util.spec_from_file_location("rebuild_on_the_lab", ROOT / "tests" / "python" / "065-rebuild.py")
on_the_lab = importlib.util.module_from_spec(spec)
spec.loader.exec_module(on_the_lab)
import smssite  # noqa: E402

CALLS = ["fsync", "renameat2", "mkdirat"]
# One in so many; 1 is all of them.
STEP = int(os.environ.get("SMSSITE_EVERY", "29"))
ORDERS = [order for count in range(4) for order in itertools.permutations(("NT", "LM", "NW"), count)]
LEGAL = (smssite.Outcome.DONE, smssite.Outcome.UNDONE, smssite.Outcome.NOT_UNDONE)
failures = []
played = 0


def strace_works():
    if not shutil.which("strace"):
        return "strace is not installed"
    probe = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return "" if probe.returncode == 0 else f"strace cannot trace here: {probe.stderr.strip()[:80]}"


def attach(path):
    """The model at a place, for another process than the one that made it."""
    model = object.__new__(on_the_lab.Model)
    model.place, model.path, model.somebody = os.path.dirname(path), path, on_the_lab.Person(path)
    # What a person noted outlives the process: in this model all comments are the same.
    model.somebody.noted = dict.fromkeys(("LMLOG1", "LMLOG2", "LMLOG3"), "Systems Management Server site Q7Z")
    return model


def child(path, journal):
    model = attach(path)
    plan = smssite.Plan.load(pathlib.Path(path, "PLAN").read_bytes())
    model.finish(model.resume(plan, journal) if journal else model.begin(plan))


def die_at(path, call, number, journal=""):
    """Whether there was such a call."""
    words = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}",
             sys.executable, __file__, "child", path, journal]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600)
    if done.returncode not in (0, -9, 137):
        failures.append(f"{call} {number}: {done.stderr[-600:]}")
    return done.returncode != 0


def check(model, run, where):
    if run.outcome not in LEGAL:
        failures.append(f"{where}: {run.outcome.name}: {run.outcome_text}")
        return
    found = model.settle()
    suspects = model.suspects(run.outcome_text)
    twice = {(int(smsid[3:5], 36), int(smsid[5:], 36)) for smsid in found["twice"]} - suspects
    if twice or found["shared"]:
        failures.append(f"{where}: twice {sorted(twice)}, shared {found['shared']}: {run.outcome_text}")


def go_on(model, plan, back, where):
    journal = next(iter(pathlib.Path(plan.location).glob("SMSSITE.WRK/*/JOURNAL")), None)
    try:
        if journal and back:
            run = smssite.undo(plan.location, os.path.relpath(journal, plan.location), now=model.now)
            model.trees(run, plan)
        elif journal:
            run = model.resume(plan, os.path.relpath(journal, plan.location))
        else:
            run = model.begin(plan)
    except smssite.Error as error:
        # The first record never became whole: nothing had begun.
        if not re.search("journal|not found", str(error), re.I):
            failures.append(f"{where}: {error}")
        return
    for _ in range(4):
        model.finish(run)
        if run.outcome in LEGAL:
            break
        run.close()
        run = model.resume(plan, run.journal)
    check(model, run, where)


def play(call, number, back, order):
    global played
    model = on_the_lab.Model("rebuild-nt", every=200, logon_servers=list(order))
    where = f"{'undo' if back else 'resume'} after death at {call} {number}, servers {order}"
    try:
        plan = model.plan()
        pathlib.Path(model.path, "PLAN").write_text(plan.save())
        if not die_at(model.path, call, number):
            return False
        played += 1
        model.lab().run(seconds=120)
        go_on(attach(model.path), plan, back, where)
        return True
    finally:
        model.close()


def main():
    reason = strace_works()
    if reason:
        print("skipped:", reason)
        return 77
    orders, ways = itertools.cycle(ORDERS[::-1]), itertools.cycle((False, True))
    # That a call is through is a whole rebuild as well: few of them, few calls.
    for call in CALLS if STEP < 50 else CALLS[:1]:
        for number in itertools.count(1 + STEP // 2, STEP):
            if not play(call, number, next(ways), next(orders)):
                break
    print(f"{played} deaths played, one in {STEP} of each call")
    for failure in failures:
        print("failed", failure)
    print(f"{played} played, {len(failures)} failed")
    return bool(failures) or not played


if len(sys.argv) > 1 and sys.argv[1] == "child":
    child(sys.argv[2], sys.argv[3])
    sys.exit(0)
sys.exit(main())
