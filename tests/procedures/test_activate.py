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
ACTS = {"cancel the jobs for": ("cancel-jobs", "Q7Z")}
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
                                text=True, capture_output=True, timeout=600)
        return lab, path, result

    def apply(self, lab, path, runner=None):
        return self.play(path, lab, ["apply", path / "PLAN", "--yes"], runner)

    def resume(self, lab, path):
        return self.play(path, lab, ["resume", next(path.glob("EDGE7/SMSSITE.WRK/*/JOURNAL"))])

    def play(self, path, lab, command, runner=None):
        """Answers as a person would who does what is asked; what was said, and the status."""
        with subprocess.Popen([TOOL, *command, "--runner", runner or path / "runner", "--waiter", path / "waiter",
                               "--site-list", path / "evidence/site-list.txt", "--now", str(lab.now)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            said = b""
            while byte := process.stdout.read(1):
                said += byte
                if not said.endswith(b"[yes/no] "):
                    continue
                process.stdin.write(self.answer(path, said.rpartition(b"\n")[2].decode()))
                process.stdin.flush()
        return said.decode(), process.returncode

    def answer(self, path, question):
        for words, act in ACTS.items():
            if words in question:
                self.person(path, *act)
        return b"yes\n"

    def person(self, path, *words):
        tool = pathlib.Path(__file__).resolve().parents[2] / "examples" / "lab" / "smssite-lab"
        subprocess.run([tool, "person", path, *words], check=True, capture_output=True, timeout=600)

    def test_a_hung_upgrade_is_cleared_away_and_done_again(self):
        lab, path, planned = self.plan("upgrade-hung")
        self.assertEqual(planned.returncode, 0, planned.stderr)
        said, status = self.apply(lab, path)
        self.assertEqual(status, 0, said)
        self.assertIn("Site Q7Z is active and upgraded.", said)
        self.assertIn("Q7Z 1 ", (path / "evidence/site-list.txt").read_text())
        order = [said.index(step) for step in (
            "INSTSRV SMS_UPGRADE_BOOTSTRAP REMOVE", "INSTSRV SMS_SITE_CONFIG_MANAGER", "NET START SMS_SITE_CONFIG_MANAGER",
            "cancel the jobs for", "PREINST /UPGRADE:Q7Z", "The upgrade is through")]
        self.assertEqual(order, sorted(order))
        self.assertEqual(self.names(lab, "EDGE7", BOX), ["SITECTRL.CT0"])

    def test_a_parent_that_begins_by_itself_is_left_to_it(self):
        """Seen active, the site is upgraded by the parent while a person looks at its jobs."""
        lab, path, planned = self.plan("parent-upgrades")
        self.assertEqual(planned.returncode, 0, planned.stderr)

        def slow(path, question, answer=self.answer):
            if "cancel the jobs for" not in question:
                return answer(path, question)
            subprocess.run([path / "waiter", "600"], check=True, capture_output=True, timeout=60)
            return b"yes\n"
        self.answer = slow
        said, status = self.apply(lab, path)
        self.assertEqual(status, 0, said)
        self.assertIn("Order the upgrade of Q7Z: passed over. The parent C9N upgrades Q7Z by itself.", said)
        self.assertNotIn("PREINST", said)
        self.assertIn("Site Q7Z is active and upgraded.", said)
        self.assert_active(lab)

    def test_a_parent_that_begins_at_the_last_moment_is_seen_by_resume(self):
        """PREINST meets the upgrade that has begun and fails; resume asks again whether it is needed."""
        lab, path, _ = self.plan("parent-upgrades")
        late = path / "late-runner"
        late.write_text('#!/bin/sh\n[ "$2" != PREINST ] || "%s" 600 >/dev/null\nexec "%s" "$@"\n'
                        % (path / "waiter", path / "runner"))
        late.chmod(0o755)
        said, status = self.apply(lab, path, late)
        self.assertEqual(status, 7, said)
        self.assertIn("exit status 2", said)
        self.assertIn("Resume asks first whether it is still needed.", said)
        said, status = self.resume(type(lab)(lab.directory), path)
        self.assertEqual(status, 0, said)
        self.assertIn("passed over. The parent C9N upgrades Q7Z by itself.", said)
        self.assertIn("Site Q7Z is active and upgraded.", said)
        self.assert_active(lab)

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
