# SPDX-License-Identifier: MIT
"""The second procedure, planned and played on the lab: from an upgrade that hangs to an active site, and the refusals."""
import os
import pathlib
import subprocess
import unittest

from lab_support import BOX, LabCase

TOOL = os.environ["SMSSITE_TOOL"]
REFUSAL = 6
# What each question asks for and only a person can do; everything else is answered "yes".
ACTS = {"cancel old jobs": ("cancel-jobs", "Q7Z")}
REFUSED = {
    "upgrade-begun": ("too early",),
    "packages-eaten": ("the Despooler has eaten the package (A04)", "PREINST /UPGRADE:Q7Z"),
    "primary-deinstalled": ("nothing shows that an upgrade was begun here", "the parent says that the site is active"),
}


class Activate(LabCase):
    def plan(self, scenario):
        lab = self.model(scenario, scenario)
        path = pathlib.Path(lab.directory)
        result = subprocess.run([TOOL, "plan", "activate", path / "q7z.ini", "--now", str(lab.now), "-o", path / "PLAN"],
                                text=True, capture_output=True, timeout=60)
        return lab, path, result

    def apply(self, lab, path):
        """Answers as a person would who does what is asked; what was said, and the status."""
        with subprocess.Popen([TOOL, "apply", path / "PLAN", "--yes", "--runner", path / "runner", "--waiter", path / "waiter",
                               "--site-list", path / "evidence/site-list.txt", "--now", str(lab.now)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            said = b""
            while byte := process.stdout.read(1):
                said += byte
                if not said.endswith(b"[yes/no] "):
                    continue
                question = said.rpartition(b"\n")[2].decode()
                for words, act in ACTS.items():
                    if words in question:
                        self.person(path, *act)
                process.stdin.write(b"yes\n")
                process.stdin.flush()
        return said.decode(), process.returncode

    def person(self, path, *words):
        tool = pathlib.Path(__file__).resolve().parents[2] / "examples" / "lab" / "smssite-lab"
        subprocess.run([tool, "person", path, *words], check=True, capture_output=True, timeout=60)

    def test_a_hung_upgrade_is_cleared_away_and_done_again(self):
        lab, path, planned = self.plan("upgrade-hung")
        self.assertEqual(planned.returncode, 0, planned.stderr)
        said, status = self.apply(lab, path)
        self.assertEqual(status, 0, said)
        self.assertIn("Site Q7Z is active and upgraded.", said)
        self.assertIn("Q7Z 1 ", (path / "evidence/site-list.txt").read_text())
        order = [said.index(step) for step in (
            "INSTSRV SMS_UPGRADE_BOOTSTRAP REMOVE", "INSTSRV SMS_SITE_CONFIG_MANAGER", "NET START SMS_SITE_CONFIG_MANAGER",
            "cancel old jobs", "PREINST /UPGRADE:Q7Z", "The upgrade is through")]
        self.assertEqual(order, sorted(order))
        self.assertEqual(self.names(lab, "EDGE7", BOX), ["SITECTRL.CT0"])

    def test_what_another_way_fits_is_refused_by_name(self):
        for scenario, reasons in REFUSED.items():
            with self.subTest(scenario):
                _, path, planned = self.plan(scenario)
                self.assertEqual(planned.returncode, REFUSAL, planned.stdout)
                for reason in reasons:
                    self.assertIn(reason, planned.stderr)
                self.assertFalse((path / "PLAN").exists())


if __name__ == "__main__":
    unittest.main()
