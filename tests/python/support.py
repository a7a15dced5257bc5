# SPDX-License-Identifier: MIT
"""What the tests of the Python package share."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import smssite

SOURCE = pathlib.Path(__file__).resolve().parents[2]
LAB = SOURCE / "examples" / "lab" / "smssite-lab"
SKIPPED = 77

SECRETS = ("C0FFEE01", "C0FFEE02", "C0FFEE03", "C0FFEE04", "C0FFEE05", "C0FFEE06")

#: A service and a file.
SYSTEM_MAP = (b'IDLIST "BUILDNUMBER" = "786"\nSERVICE "S"\nBEGIN\nFLAGS = 5\nMAIN "S.DLL"\nEND\n'
              b'DIRECTORY "SITE.SRV\\X86.BIN"\nBEGIN\n"A.EXE", SIZE(1, 2, 3)\nEND\n')

CONTROL_FILE = ("""SITE CONTROL FILE [786][1.08]

BEGIN_FILE_DEFINITION
  <1>
  <Status report>
  <Q7Z>
  <Q7Z>
  <868900000>
  <0>
END_FILE_DEFINITION

BEGIN_SITE_ACCOUNT
  <9>
  <Q7Z>
  <C9N>
  <EDGE7>
  <EDGEDOM>
  <\xc9dge>
  <D:\\SMS>
  <EDGEDOM>
  <%s>
  <%s>
  <%s>
  <>
  <%s>
  <%s>
  <>
  <%s>
  <>
  <>
END_SITE_ACCOUNT

PROPERTY <Service Response><><><2>
PROPERTY <Version><786><><0>

BEGIN_DOMAIN
  <EDGEDOM>
  <Microsoft Windows NT or LAN Manager>
  <2>
  LOGONSERVER <EDGE7><><0><D:>
END_DOMAIN

""" % SECRETS).replace("\n", "\r\n").encode("cp1252")


def control_file():
    return smssite.ControlFile(CONTROL_FILE)


def memory_tree():
    """A secondary at rest on a drive in memory."""
    tree = smssite.Tree.memory()
    tree.set_clock(868900000)
    for name in ("SITE.SRV\\SITECFG.BOX", "SITE.SRV\\SCHEDULE.BOX", "LOGON.SRV"):
        tree.make_directory("SMS\\" + name)
    tree.write("SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0", CONTROL_FILE)
    return tree



class LabCase(unittest.TestCase):
    """Tests on the model of two sites; it is a program of its own, written without these bindings."""

    scenario = "no-ct2"

    @classmethod
    def setUpClass(cls):
        cls.template = pathlib.Path(tempfile.mkdtemp(prefix="smssite-"))
        cls.addClassCleanup(shutil.rmtree, cls.template, True)
        cls.make(cls.template / "model")

    @classmethod
    def make(cls, place, *more):
        subprocess.run([sys.executable, str(LAB), "new", str(place), "--scenario", cls.scenario, *more], check=True,
                       stdout=subprocess.DEVNULL)

    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="smssite-"))
        self.addCleanup(shutil.rmtree, self.place, True)
        self.model = self.place / "model"
        shutil.copytree(self.template / "model", self.model, symlinks=True)

    def now(self):
        """The model's own time."""
        return json.loads((self.model / "lab.json").read_text())["now"]

    @property
    def drive(self):
        return self.model / "EDGE7"

    def observe(self, site=None, **sources):
        """The secondary with all its evidence; what is given as None is left out."""
        given = dict(services=self.model / "evidence" / "EDGE7-sc.txt", site_list=self.model / "evidence" / "site-list.txt",
                     live=True, taken=self.now())
        given.update(sources)
        return smssite.observe(site or self.drive, **{name: value for name, value in given.items() if value is not None})

    def observe_parent(self):
        return smssite.observe(self.model / "PRIME9", services=self.model / "evidence" / "PRIME9-sc.txt", live=True,
                               taken=self.now())

    def case(self, **more):
        return smssite.Case(self.observe(), self.observe_parent(), **more)

    def run_words(self, action):
        """A command at a server of the model: exit status and output."""
        done = subprocess.run([str(self.model / "runner"), action.server, *action.words], stdout=subprocess.PIPE)
        return done.returncode, done.stdout

    def wait(self, action):
        """Lets the model work until one of the paths changes, or it is time to look again."""
        def look():
            return [sorted(os.listdir(self.drive / path.replace("\\", "/"))) for path in action.paths]

        before, left = look(), max(1, (action.look_again_utc_s or 0) - self.now())
        while left > 0 and look() == before:
            subprocess.run([str(self.model / "waiter"), "5"], check=True, stdout=subprocess.DEVNULL)
            left -= 5

    def answer(self, action):
        kind = smssite.ActionKind
        if action.kind == kind.RUN:
            code, output = self.run_words(action)
            action.answer(code == 0, exit_status=code, output=output)
        elif action.kind == kind.WAIT:
            self.wait(action)
            action.answer()
        elif action.kind == kind.ASK:
            action.answer(True)


def resident_bytes():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main():
    unittest.main()
