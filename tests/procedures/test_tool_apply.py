# SPDX-License-Identifier: MIT
"""What apply says and where: questions, failures of commands, how to go on; and what gives a run up."""
import json
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from test_tool import ROOT, TOOL, WithModel, tool  # noqa: E402


class Said(WithModel):
    def setUp(self):
        self.site = self.model("no-ct2")

    def script(self, name, text):
        path = self.site.scratch / name
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)
        return path

    def past(self):
        """A run that stopped past its point of no return; its journal."""
        self.assertExit(self.site.plan(), 0)
        waiter = self.script("past", f'[ "$1" = 0 ] && exec {self.site.path}/waiter 0\n'
                                     f'rm -f {self.site.box}/00000000.CT1\nexit 1\n')
        self.assertExit(tool("apply", self.site.plan_file, "--yes", "--runner", self.site.path / "runner", "--waiter",
                             waiter), 5)
        return self.site.journal()

    def test_a_run_is_given_up_only_when_a_person_says_so(self):
        journal = self.past()
        for answer in ("", "no\n"):
            result = tool("abandon", journal, answer=answer)
            self.assertExit(result, 6)
            self.assertIn("[yes/no]", result.stderr)
            self.assertNotIn("Given up", result.stdout)
        # Without its box nothing can go on.
        away = self.site.box.with_name("AWAY")
        self.site.box.rename(away)
        self.assertIn("resume would not go on", tool("abandon", journal).stderr)
        away.rename(self.site.box)
        result = tool("abandon", journal, answer="yes\n")
        self.assertIn("resume would go on", result.stderr)
        self.assertIn(f"smssite resume {journal}", result.stderr)
        self.assertExit(result, 0)
        self.assertIn("Given up", result.stdout)

    def test_a_plan_that_is_refused_is_not_shown_the_way_to_give_up(self):
        journal = self.past()
        result = self.site.apply()
        self.assertExit(result, 6)
        self.assertIn(f"smssite resume {journal}", result.stderr)
        self.assertNotIn("smssite abandon", result.stderr)

    def test_a_plan_is_written_before_it_is_shown(self):
        words = ["plan", "force-ct2", self.site.edge, *self.site.evidence(), "-o"]
        reading, writing = os.pipe()
        os.close(reading)
        subprocess.run([TOOL, *map(str, words), self.site.plan_file], stdout=writing, stderr=subprocess.DEVNULL,
                       restore_signals=True, timeout=600)
        os.close(writing)
        self.assertEqual(json.loads(self.site.plan_file.read_text())["kind"], "smssite plan")
        result = tool(*words, "/nonexistent/x")
        self.assertExit(result, 7)
        self.assertEqual(result.stdout, "")
        self.assertIn("/nonexistent/x", result.stderr)

    def test_what_a_command_printed_that_failed_is_shown(self):
        self.assertExit(self.site.plan(), 0)
        runner = self.script("runner", "i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo \"line $i\"; done\n"
                                       "printf 'System error 5.\\033[2J\\r\\n\\r\\nAccess is denied.\\r\\n'\nexit 2\n")
        result = tool("apply", self.site.plan_file, "--yes", "--runner", runner, "--waiter", self.site.path / "waiter")
        self.assertExit(result, 5)
        self.assertIn("exit status 2 at EDGE7, it printed:\n", result.stderr)
        self.assertIn("\n           System error 5.\\x1B[2J\n", result.stderr)
        self.assertIn("\n           Access is denied.\n", result.stderr)
        self.assertIn("line 40\n", result.stderr)
        self.assertNotIn("line 20\n", result.stderr)

    def test_a_no_ends_with_how_to_go_on(self):
        self.assertExit(self.site.plan(), 0)
        result = tool("apply", self.site.plan_file, "--waiter", self.site.path / "waiter", answer="yes\nno\nno\n")
        self.assertExit(result, 7)
        self.assertIn("FAILED", result.stdout)
        for command in ("resume", "undo"):
            self.assertIn(f"smssite {command} {self.site.journal()}\n", result.stderr)

    def test_questions_are_seen_where_stdout_is_a_file(self):
        self.assertExit(self.site.plan(), 0)
        result = tool("apply", self.site.plan_file, "--waiter", self.site.path / "waiter", answer="yes\n")
        self.assertIn("no return", result.stderr)
        self.assertIn("Start? [yes/no] ", result.stderr)
        self.assertIn("run    at EDGE7: NET ", result.stderr)
        self.assertIn("Did it succeed? [yes/no] ", result.stderr)
        self.assertTrue(result.stdout.startswith("Journal: "))
        self.assertNotIn("[yes/no]", result.stdout)

    def test_quiet_says_how_it_ended(self):
        self.assertExit(self.site.plan(), 0)
        result = self.site.apply("--quiet")
        self.assertExit(result, 0)
        self.assertRegex(result.stdout, r"\A  end    DONE: .*\n\Z")

    def test_a_waiter_that_prints_nothing_is_named(self):
        self.assertExit(self.site.plan(), 0)
        for text in ("", "echo soon\n"):
            waiter = self.script("mute", text)
            result = tool("apply", self.site.plan_file, "--yes", "--runner", self.site.path / "runner", "--waiter", waiter)
            self.assertExit(result, 7)
            self.assertIn(f"waiter {waiter}", result.stderr)
            self.assertFalse((self.site.edge / "SMSSITE.WRK").exists())
            result = tool("follow", self.site.edge, *self.site.evidence(), "--waiter", waiter)
            self.assertExit(result, 7)


class Moved(WithModel):
    def test_who_looks_for_a_site_that_a_run_has_moved_is_told_of_the_run(self):
        site = self.model("rebuild-mixed")
        place = site.edge / "SMSSITE.WRK/0123456789ab"
        place.mkdir(parents=True)
        self.assertNotIn("resume", tool("check", site.path / "q7z.ini").stderr)
        (site.edge / "SMS").rename(place / "QUARANTIN")
        (place / "JOURNAL").write_text("")
        for words, code in ((("check", site.path / "q7z.ini"), 3), (("follow", site.edge, "--for", "0"), 3),
                            (("plan", "force-ct2", site.edge), 3), (("check", site.edge / "SMS"), 7),
                            (("check", site.edge / "SMS", "--drive-root", site.edge), 7)):
            result = tool(*words)
            self.assertExit(result, code)
            self.assertEqual(result.stderr.count(f"smssite resume {place}/JOURNAL\n"), 1, result.stderr)


class Options(WithModel):
    def test_options_that_contradict_or_lack_a_part_are_named(self):
        for words, said in ((("check", "x", "--live", "--copy"), "--live and --copy"),
                            (("check", "x", "--logon-server", "=DIR"), "--logon-server"),
                            (("check", "x", "--logon-server", "NAME="), "--logon-server"),
                            (("show", "--script", "EDGE7", "--json", "x"), "--script and --json")):
            result = tool(*words)
            self.assertExit(result, 2)
            self.assertIn(said, result.stderr)
            self.assertNotIn("null", result.stderr)

    def test_json_is_given_or_refused(self):
        said = json.loads(tool("smsid", "next", "SKZ0000Z", "--json").stdout)
        self.assertEqual((said["id"], said["site"]), ("SKZ00010", "SKZ"))
        record = self.model("rebuild-mixed")
        path = record.scratch / "q7z.rec"
        self.assertExit(tool("record", record.path / "q7z.ini", "-o", path, "--now", record.lab.now), 0)
        result = tool("show", path, "--json")
        self.assertExit(result, 2)
        self.assertIn("no JSON", result.stderr)


if __name__ == "__main__":
    unittest.main()
