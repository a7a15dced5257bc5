# SPDX-License-Identifier: MIT
"""The person of a rebuild on the lab: does what the steps of the plan ask for, as one would in the windows of the model."""

import pathlib
import re

from smslab import Lab, LabError


class Person:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        # Says that SMS.INI is written, and has not done it.
        self.careless = False
        # Comments of shares that were taken away, as noted.
        self.noted = {}
        self.asked = []

    def remark(self, server):
        """The comment of SMS_SHR, "" where it is not shared."""
        output = Lab(str(self.path)).exec(server, ["NET", "SHARE", "SMS_SHR"])[1]
        return (re.search(r"^Remark +(.*)$", output, re.M) or ["", ""])[1]

    def do(self, text):
        self.asked.append(text)
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
        if not text.startswith("Was this run at"):
            return True
        if "Delete Q7Z" in text:
            return lab.site_status("Q7Z") is None
        name = "NEXT1" if "Export the new" in text else "NEXT3" if "Export" in text else "NEXT2"
        values = [re.findall(r'"Next SMS Unique ID"="(\w+)"', file.read_text()) for file in
                  (*self.path.glob(f"EDGE7/SMSSITE.WRK/*/{name}.REG"), self.path / "evidence" / "EDGE7.reg")]
        return len(values) == 2 and values[0] == values[1]

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
    (r"In C:.SMS.INI of (\w+), section \[Local\], set (\w+)=(\w+)", Person.write_ini),
    (r"create the secondary again", lambda person, lab: lab.person("create-site")),
    (r"At \w+ add (\w+) to the domains", lambda person, lab, server: lab.person("add-logon-server", server)),
    (r"Keep clients off (\w+)", lambda person, lab, server: lab.person("disable-logins", server)),
    (r"Let clients log on to (\w+)", lambda person, lab, server: lab.person("enable-logins", server)),
    (r"At (\w+) note the comment and the rights of SMS_SHR", Person.unshare),
    (r"At (\w+) share (\S+) again as SMS_SHR", Person.share),
    (r"cancel the jobs whose target is (\w+)", lambda person, lab, code: lab.person("cancel-jobs", code)),
)
