# SPDX-License-Identifier: MIT
"""A trace log of 100 MB into all fields of every record, beside grep, lnav and Python's re in the same run; all rules' patterns
in it beside that; and memory, which must not depend on the size. Every figure is the best of some runs of a whole process."""

import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

SIZE = 100_000_000
TEXTS = ("~Waiting for an instruction", "Used {} out of 5 threads of this sender", "~Found instruction {}.ins~", "Sleeping for {} seconds~",
         "~Wrote {} bytes to D:\\SMS\\SITE.SRV\\DESPOOLR.BOX\\RECEIVE\\{}.PCK", "{{{}}} INFO: Looking at the database",
         "SQL>>>select * from Jobs where id = {}~", "ERROR: no answer from \\\\EDGE{}", "<JOB Q7Z{}>  is active~",
         "~Looked at outbox \\\\EDGE7\\SMS_SHRD\\SITE.SRV\\SCHEDULE.BOX for {} jobs, none of which is ready")
RECORD = re.compile(rb"^(.*?) *\$\$<([^>]*)><(\w{3}) (\w{3}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})~?><thread=([0-9A-Fa-f]+)>\r?$", re.M)
LNAV = {"sms_trace": {
    "title": "trace log", "description": "trace log", "url": "",
    "regex": {"one": {"pattern": r"^(?<body>.*?)\s*\$\$<(?<component>[^>]*)><(?<timestamp>\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})~?>"
                                 r"<thread=(?<thread>[0-9A-Fa-f]+)>"}},
    "timestamp-format": ["%a %b %d %H:%M:%S %Y"], "body-field": "body",
    "value": {"component": {"kind": "string", "identifier": True}, "thread": {"kind": "string", "identifier": True}},
    "sample": [{"line": "x   $$<SMS_SCHEDULER><Tue Jul 15 11:00:00 1997~><thread=C1>"}]}}


def generate(path, size):
    rng = random.Random(1)
    when, written = 868_964_400, 0
    with open(path, "wb") as file:
        while written < size:
            lines = []
            for _ in range(10_000):
                when += rng.randrange(3)
                number = rng.randrange(10 ** rng.randrange(1, 9))
                component = "SMS_SCHEDULER" if rng.randrange(40) else "SMS_EXECUTIVE"
                stamp = time.strftime("%a %b %d %H:%M:%S %Y", time.gmtime(when))
                lines.append(f"{rng.choice(TEXTS).format(number, number)}   $$<{component}><{stamp}~><thread={rng.randrange(0x80, 0x200):X}>\r\n")
            data = "".join(lines).encode()
            file.write(data)
            written += len(data)


def run(command, runs=5, **keywords):
    """Milliseconds of the best run, and what it printed."""
    best, printed = None, b""
    for _ in range(runs):
        with tempfile.TemporaryFile() as out:
            begin = time.perf_counter()
            process = subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL, **keywords)
            took = (time.perf_counter() - begin) * 1000
            out.seek(0)
            printed = out.read()
        if process.returncode:
            return None, printed
        if best is None or took < best:
            best = took
    return best, printed


def parse_with_re(path):
    count = 0
    with open(path, "rb") as file:
        for match in RECORD.finditer(file.read()):
            match.groups()
            count += 1
    print(count)


def lnav(log, home):
    if not shutil.which("lnav"):
        return None
    place = pathlib.Path(home) / "lnav" / "formats" / "sms"
    place.mkdir(parents=True)
    (place / "sms.json").write_text(json.dumps({"$schema": "https://lnav.org/schemas/format-v1.schema.json", **LNAV}))
    environment = dict(os.environ, XDG_CONFIG_HOME=home, HOME=home, TERM="dumb")
    took, printed = run(["lnav", "-n", "-c", ";select component, count(*) from sms_trace group by component", log], runs=2,
                           env=environment)
    return took if b"SMS_SCHEDULER" in printed else None


def main(bench):
    with tempfile.TemporaryDirectory() as place:
        log, small = os.path.join(place, "SCHED.LOG"), os.path.join(place, "HMAN.LOG")
        generate(log, SIZE)
        generate(small, SIZE // 100)
        size = os.path.getsize(log)
        ours, printed = run([bench, "parse", log])
        grep, _ = run(["grep", "-c", "ERROR", log], env=dict(os.environ, LC_ALL="C"))
        ours = min(ours, run([bench, "parse", log])[0])
        patterns, matched = run([bench, "patterns", log])
        _, least = run([bench, "parse", small])
        by_re, counted = run([sys.executable, __file__, "--re", log], runs=2)
        records = int(printed.split()[0])
        print(f"{size / 1e6:.0f} MB, {records} records: {ours:.0f} ms, {size / ours / 1e6:.2f} GB/s")
        print(f"  {ours / grep:.2f} x the time of grep -c ERROR ({grep:.0f} ms)")
        print(f"  {by_re / ours:.1f} x as fast as Python's re ({by_re:.0f} ms, {int(counted)} records)")
        by_lnav = lnav(log, place)
        print(f"  {by_lnav / ours:.1f} x as fast as lnav ({by_lnav:.0f} ms)" if by_lnav else "  lnav is not there, or did not read the log")
        print(f"  {int(matched.split()[3])} patterns of rules: {patterns:.0f} ms, {patterns / ours:.2f} x the bare parse")
        print(f"  memory {int(printed.split()[4])} KB; of a log of {os.path.getsize(small) / 1e6:.0f} MB {int(least.split()[4])} KB")


if __name__ == "__main__":
    if sys.argv[1] == "--re":
        parse_with_re(sys.argv[2])
    else:
        main(sys.argv[1])
