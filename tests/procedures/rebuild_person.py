# SPDX-License-Identifier: MIT
"""The person of a rebuild on the lab: does what the steps of the plan ask for, as one would in the windows of the model."""

import json
import pathlib
import re
import signal
import subprocess

from smslab import Lab, LabError


class Person:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        # Says that SMS.INI is written, and has not done it.
        self.careless = False
        # Comments of shares that were taken away, as noted.
        self.noted = {}
        self.asked = []
        # What is said to be done once, and was not.
        self.lie = None
        # The servers have no REGEDIT: a Windows NT 4.0 that is connected to their registry does it.
        self.elsewhere = False

    def remark(self, server):
        """The comment of SMS_SHR, "" where it is not shared."""
        output = Lab(str(self.path)).exec(server, ["NET", "SHARE", "SMS_SHR"])[1]
        return (re.search(r"^Remark +(.*)$", output, re.M) or ["", ""])[1]

    def registry(self, server):
        """What is in the key of SMS at a server."""
        return json.loads((self.path / "lab.json").read_text())["servers"][server]["registry"]

    def do(self, text):
        self.asked.append(text)
        if self.lie and self.lie in text:
            self.lie = None
            return
        lab = Lab(str(self.path))
        for pattern, act in ACTS:
            found = re.search(pattern, text)
            if found:
                try:
                    act(self, lab, *found.groups())
                except LabError:
                    pass                    # it was done before: the caller died and asks again

    def is_so(self, text):
        """Whether what is asked of a command that nobody has reported on, or that failed, is so."""
        lab = Lab(str(self.path))
        share = re.search(r"(Take the share (\w+) away|Share \S+ again as (\w+)).*, at (\w+): .*Is it so", text)
        if share:
            listed = lab.exec(share[4], ["NET", "SHARE", share[2] or share[3]])[0] == 0
            return listed == bool(share[3])
        back = re.search(r"Put the key \S+ of (\w+) back", text)
        if back:
            return bool(self.registry(back[1]))
        export = re.search(r", at (\w+): .*\\(\w+\.REG) is there and holds", text)
        if export:
            return any(self.path.glob(f"{export[1]}/SMSSITE.WRK/*/{export[2]}"))
        if "Next SMS Unique ID is what" in text:
            values = [re.findall(r'"Next SMS Unique ID"="(\w+)"', file.read_text()) for file in
                      (*self.path.glob("EDGE7/SMSSITE.WRK/*/NEXT2.REG"), self.path / "evidence" / "EDGE7.reg")]
            return len(values) == 2 and values[0] == values[1]
        return "Delete Q7Z" not in text or not text.startswith("Was this run at") or lab.site_status("Q7Z") is None

    def bring(self, lab, server, path, key):
        if self.elsewhere:
            lab.exec(server, ["REGEDIT", "/E", path, key])

    def set_next(self, lab, path):
        if self.elsewhere:
            lab.exec("EDGE7", ["REGEDIT", "/S", path])

    def write_ini(self, lab, server, key, value):
        if not self.careless:
            (self.path / (server + "-C") / "SMS.INI").write_bytes(f"[Local]\r\n{key}={value}\r\n".encode())

    def unshare(self, lab, server):
        self.noted.setdefault(server, self.remark(server))
        lab.exec(server, ["NET", "SHARE", "SMS_SHR", "/DELETE", "/Y"])

    def share(self, lab, server, directory):
        lab.exec(server, ["NET", "SHARE", "SMS_SHR=" + directory, "/REMARK:" + self.noted[server]])


ACTS = (
    (r"At (\w+) delete the key", lambda person, lab, server: lab.person("delete-registry", server)),
    (r"At (\w+) set SMS_SITE_CONFIG_MANAGER to start by hand",
     lambda person, lab, server: lab.person("set-start", server, "SMS_SITE_CONFIG_MANAGER", "manual")),
    (r"set SMS_SITE_CONFIG_MANAGER to start with the machine",
     lambda person, lab: lab.person("set-start", "EDGE7", "SMS_SITE_CONFIG_MANAGER", "automatic")),
    (r", at (\w+): .*Is it so: (\S+) is there and holds (\S+)\?", Person.bring),
    (r"Next SMS Unique ID is what (\S+) says", Person.set_next),
    (r"In C:.SMS.INI of (\w+), section \[Local\], set (\w+)=(\w+)", Person.write_ini),
    (r"create the secondary again", lambda person, lab: lab.person("create-site")),
    (r"At \w+ add (\w+) to the domains", lambda person, lab, server: lab.person("add-logon-server", server)),
    (r"Keep clients off (\w+)", lambda person, lab, server: lab.person("disable-logins", server)),
    (r"Let clients log on to (\w+)", lambda person, lab, server: lab.person("enable-logins", server)),
    (r"At (\w+) note the comment and the rights of SMS_SHR", Person.unshare),
    (r"At (\w+) share (\S+) again as SMS_SHR", Person.share),
    (r"cancel the jobs whose target is (\w+)", lambda person, lab, code: lab.person("cancel-jobs", code)),
)


def carry_out(path, person, words, stop_at=None, before=()):
    """Has the tool run on the model; what it asks is done, then answered, or interrupted where stop_at is asked. What it said, and
    its status."""
    path = pathlib.Path(path)
    command = [*before, *words, "--runner", path / "runner", "--waiter", path / "waiter", "--site-list",
               path / "evidence/site-list.txt", "--now", str(Lab(str(path)).now)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        said = b""
        while byte := process.stdout.read(1):
            said += byte
            if not said.endswith(b"[yes/no] "):
                continue
            question = said.rpartition(b"\n")[2].decode()
            if stop_at and stop_at in question:
                process.send_signal(signal.SIGINT)
                process.stdin.close()
                stop_at = None
                continue
            person.do(question)
            answer = b"yes\n" if person.is_so(question) else b"no\n"
            Lab(str(path)).run(seconds=60)
            try:
                process.stdin.write(answer)
                process.stdin.flush()
            except BrokenPipeError:
                pass                        # it died of what it was asking
    return said.decode(), process.returncode


def suspects(said):
    """Every id that the end of a plan tells to look up, as number of range and counter."""
    found = set()
    listed = said.rpartition("each must be of one machine:")[2].partition(". The old trees")[0]
    for first, last in re.findall(r"\b(Q7Z[0-9A-Z]{5})(?:-(Q7Z[0-9A-Z]{5}))?\b", listed):
        numbers = range(int(first[3:], 36), int((last or first)[3:], 36) + 1)
        found.update((number // 36 ** 3, number % 36 ** 3) for number in numbers)
    return found
