# SPDX-License-Identifier: MIT
"""Plans that do not fit, trees that do not let themselves be written, journals that are damaged."""
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
from bad_input import HUGE, BadInput, contents, held_to_modes  # noqa: E402
from test_tool import TOOL, tool  # noqa: E402


class Applying(BadInput):
    def stopped(self, code, reason, *words):
        """apply ends so, and changes nothing but the model's clock."""
        before = contents(self.site.edge)
        result = self.site.apply(*words)
        self.assertEqual(before, contents(self.site.edge))
        self.assertExit(result, code)
        self.assertIn("nothing was changed", result.stderr)
        self.assertIn(reason, result.stderr)

    def test_a_plan_of_another_site(self):
        other = self.model("healthy")
        self.assertExit(self.site.plan(), 0)
        for tree in (other.prime, other.edge, self.site.prime):
            with self.unchanged(other):
                self.stopped(4, "", "--site", tree)

    def test_a_plan_that_the_box_has_outlived(self):
        self.assertExit(self.site.plan(), 0)
        for name, data in (("00000000.CT1", b"precious"), ("12345678.CT1", self.good), ("SITECTRL.CT0", self.good + b"\r\n")):
            with self.subTest(name):
                self.put(data, name)
                self.stopped(4, name)
                (self.site.box / name).unlink()
                self.put(self.good)
        self.instead(lambda path: None)
        self.stopped(4, "SITECTRL.CT0")

    def test_a_name_that_ends_in_a_blank_has_come(self):
        self.assertExit(self.site.plan(), 0)
        self.put(self.good, "12345678.CT1 ")
        self.stopped(4, "12345678.CT1 ")

    def test_links_and_files_where_the_journal_would_lie(self):
        self.assertExit(self.site.plan(), 0)
        outside = self.site.scratch / "outside"
        outside.mkdir()
        work = self.site.edge / "SMSSITE.WRK"
        work.symlink_to(outside)
        self.stopped(6, "SMSSITE.WRK: there, but not a directory")
        self.assertEqual(list(outside.iterdir()), [])
        work.unlink()
        work.write_bytes(b"x")
        self.stopped(6, "SMSSITE.WRK: there, but not a directory")

    def test_a_box_that_became_a_link(self):
        self.assertExit(self.site.plan(), 0)
        aside = self.site.scratch / "aside"
        self.site.box.rename(aside)
        self.site.box.symlink_to(aside)
        self.stopped(4, "SITECFG.BOX")
        self.assertEqual((aside / "SITECTRL.CT0").read_bytes(), self.good)

    def test_without_the_right_to_write(self):
        self.assertExit(self.site.plan(), 0)
        self.site.edge.chmod(0o555)
        result = held_to_modes("apply", self.site.plan_file, "--yes", *self.site.world())
        self.site.edge.chmod(0o755)
        self.assertExit(result, 7)
        self.assertIn("SMSSITE.WRK: Permission denied", result.stderr)
        self.site.box.chmod(0o555)
        self.addCleanup(self.site.box.chmod, 0o755)
        result = held_to_modes("apply", self.site.plan_file, "--yes", *self.site.world())
        self.assertIn(result.returncode, (5, 7), result.stdout + result.stderr)
        self.assertIn("Permission denied", result.stdout + result.stderr)
        self.assertEqual(self.master.read_bytes(), self.good)

    def test_a_second_apply_while_the_first_waits(self):
        self.assertExit(self.site.plan(), 0)
        gate, started = self.site.scratch / "gate", self.site.scratch / "started"
        waiter = self.site.scratch / "waiter"
        waiter.write_text(f'#!/bin/sh\nif [ "$1" -gt 0 ]; then\n\t: > {started}\n\twhile [ ! -e {gate} ]; do sleep 0.05; done\n'
                          f'fi\nexec {self.site.path}/waiter "$@"\n')
        waiter.chmod(0o755)
        first = subprocess.Popen([TOOL, "apply", self.site.plan_file, "--yes", "--runner", self.site.path / "runner",
                                  "--waiter", waiter], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            until = time.monotonic() + 30
            while not started.exists() and time.monotonic() < until:
                self.assertIsNone(first.poll())
                time.sleep(0.02)
            journal = self.site.journal()
            with self.unchanged():
                for words in (["apply", self.site.plan_file, "--yes", *self.site.world()],
                              ["resume", journal, *self.site.world()], ["undo", journal, *self.site.world()],
                              ["confirm", journal, "1", "--done"]):
                    result = tool(*words)
                    self.assertExit(result, 6)
                    self.assertNotEqual(result.stderr, "")
                self.assertIn(self.site.check().returncode, (0, 1, 3))
        finally:
            gate.touch()
            out, err = first.communicate(timeout=600)
        self.assertEqual(first.returncode, 0, out + err)

    def test_a_second_apply_of_a_plan_that_has_renamed_the_master(self):
        self.assertExit(self.site.plan(), 0)
        waiter = self.site.scratch / "waiter"
        waiter.write_text(f'#!/bin/sh\n[ "$1" -gt 0 ] && exit 1\nexec {self.site.path}/waiter "$@"\n')
        waiter.chmod(0o755)
        self.assertExit(tool("apply", self.site.plan_file, "--yes", "--runner", self.site.path / "runner",
                             "--waiter", waiter), 5)
        self.assertIn("00000000.CT1", self.site.names())
        self.stopped(6, "this plan was begun already")
        # What it says to do can be typed as it is, wherever the tree lies.
        moved = self.site.scratch / "EDGE 7's copy"
        shutil.copytree(self.site.edge, moved, symlinks=True)
        result = tool("apply", self.site.plan_file, "--yes", "--site", moved, *self.site.world())
        self.assertExit(result, 6)
        said = dict(re.findall(r"^ +([\w ]+): +smssite (.*)$", result.stderr, flags=re.M))
        self.assertEqual(set(said), {"go on", "take back"})
        self.assertExit(tool(*shlex.split(said["take back"]), *self.site.world()), 0)
        self.assertEqual((moved / "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0").read_bytes(), self.good)

    def test_a_plan_over_one_that_stopped_past_its_point_of_no_return(self):
        self.assertExit(self.site.plan(), 0)
        waiter = self.site.scratch / "waiter"
        waiter.write_text(f'#!/bin/sh\n[ "$1" = 0 ] && exec {self.site.path}/waiter 0\nrm -f {self.site.box}/00000000.CT1\nexit 1\n')
        waiter.chmod(0o755)
        self.assertExit(tool("apply", self.site.plan_file, "--yes", "--runner", self.site.path / "runner",
                             "--waiter", waiter), 5)
        journal = self.site.journal()
        self.put(self.good)
        self.site.plan_file.unlink()
        self.assertExit(self.site.plan("--via", "sendcode"), 0)
        result = self.site.apply()
        self.assertExit(result, 6)
        result = tool("abandon", journal, "--yes")
        self.assertExit(result, 0)
        self.assertIn("Cannot be taken back: Rename SITECTRL.CT0 to 00000000.CT1.", result.stdout)
        self.assertExit(tool("abandon", journal, "--yes"), 6)
        result = self.site.apply()
        self.assertNotIn("not started", result.stderr)

    @unittest.skipUnless(shutil.which("strace"), "strace, which breaks off a call, is not there")
    def test_a_stop_that_breaks_off_a_file_step(self):
        """As on a network file system that can be interrupted."""
        self.assertExit(self.site.plan(), 0)
        stopped = subprocess.run(["strace", "-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e",
                                  "inject=renameat2:error=EINTR:signal=SIGTERM:when=1", TOOL, "apply", self.site.plan_file,
                                  "--yes", *map(str, self.site.world())], text=True, capture_output=True, timeout=600)
        if "ptrace" in stopped.stderr:
            self.skipTest("tracing is not allowed here")
        self.assertExit(stopped, 5)
        self.assertIn("smssite resume", stopped.stderr)
        self.assertExit(tool("resume", self.site.journal(), *self.site.world()), 0)

    def test_a_damaged_journal(self):
        self.assertExit(self.site.plan(), 0)
        self.assertExit(self.site.apply(), 0)
        journal = self.site.journal()
        data = journal.read_bytes()
        flipped = bytearray(data)
        flipped[len(data) // 3] ^= 1
        for damaged in (b"", data[:500], bytes(flipped), b"\0" * 500, b"X" + data, None):
            if damaged is None:
                os.truncate(journal, HUGE)
            else:
                journal.write_bytes(damaged)
            with self.unchanged():
                for words in (["resume", journal], ["undo", journal], ["confirm", journal, "1", "--done"]):
                    result = tool(*words, *(self.site.world() if words[0] != "confirm" else []))
                    self.assertExit(result, 3)
                    self.assertIn("JOURNAL", result.stderr)
                    # What is known of an empty or cut one is only that it tells nothing.
                    if damaged in (b"", data[:500]):
                        self.assertIn("holds no whole record: either the plan never began or its journal was lost",
                                      result.stderr)
                        self.assertIn("nothing was changed", result.stderr)
                        self.assertIn("look at BACKUP and QUARANTIN beside it before beginning again", result.stderr)
        journal.unlink()
        journal.mkdir()
        self.assertExit(tool("resume", journal), 7)
        self.assertExit(tool("resume", "/etc/passwd"), 2)


if __name__ == "__main__":
    unittest.main()
