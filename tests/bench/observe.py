"""System calls of smssite_observe() on the two sites of the lab, against the least that reads the same."""
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

program, lab = sys.argv[1:]


def trace(strace, *command, given=""):
    """The names and first lines of the system calls between the two marks."""
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run([strace, "-f", "-o", log.name, program, *command], input=given, text=True, check=True,
                       stdout=subprocess.DEVNULL)
        lines = [line.split(maxsplit=1)[1] for line in log.read().splitlines()]
    marks = [number for number, line in enumerate(lines) if "observe-mark" in line]
    return lines[marks[0] + 1:marks[1]]


def what_was_read(calls):
    for call in calls:
        # SYS_openat2 by its number where strace does not know it.
        found = re.match(r'openat2?\([^,]*, "([^"]*)", (.*)', call)
        if found and not re.search(r"= -1 ", call):
            yield ("d " if "O_DIRECTORY" in found[2] else "f ") + found[1] + "\n"


strace = shutil.which("strace")
if not strace:
    print("skipped: strace is not installed")
    sys.exit(77)
worst = 0.0
with tempfile.TemporaryDirectory() as directory:
    subprocess.run([sys.executable, lab, "new", directory + "/lab"], check=True, stdout=subprocess.DEVNULL)
    sites = pathlib.Path(directory, "lab")
    for site in sorted(path for path in sites.iterdir() if (path / "SMS").is_dir()):
        for place in (site, site / "SMS"):
            calls = trace(strace, "observe", str(place))
            read = list(what_was_read(calls))
            least = trace(strace, "reference", str(place), given="".join(read))
            ratio = len(calls) / len(least)
            worst = max(worst, ratio)
            kinds = collections.Counter(re.match(r"\w+", call)[0] for call in calls)
            print(f"{place.relative_to(sites)}: {len(calls)} system calls, the least is {len(least)}: {ratio:.2f} "
                  f"({sum(line[0] == 'd' for line in read)} directories, {sum(line[0] == 'f' for line in read)} files; "
                  + ", ".join(f"{count} {name}" for name, count in kinds.most_common()) + ")")
print(f"worst {worst:.2f}, wanted at most 1.50")
sys.exit(worst > 1.5)
