# SPDX-License-Identifier: MIT
"""Lists, logs, snapshots and plans that are not what they are given for."""
import json
import os
import sys
import unittest

sys.dont_write_bytecode = True
from bad_input import HUGE, BadInput, held_to_modes  # noqa: E402
from test_tool import tool  # noqa: E402


class Lists(BadInput):
    """The service list, the site list, and a person who mixes them up."""

    def lists(self, services=None, sites=None):
        evidence = self.site.path / "evidence"
        files = [self.site.scratch / "services.txt", self.site.scratch / "sites.txt"]
        files[0].write_bytes((evidence / "EDGE7-services.txt").read_bytes() if services is None else services)
        files[1].write_bytes((evidence / "site-list.txt").read_bytes() if sites is None else sites)
        with self.unchanged():
            return tool("check", self.site.edge, "--services", files[0], "--site-list", files[1], "--now", self.site.lab.now)

    def bad(self, reason, **lists):
        result = self.lists(**lists)
        self.assertExit(result, 3)
        self.assertIn(reason, result.stderr)
        self.assertIn(".txt: ", result.stderr)
        self.assertEqual(result.stdout, "")

    def test_utf_16_is_read(self):
        services = (self.site.path / "evidence/EDGE7-services.txt").read_text()
        sites = (self.site.path / "evidence/site-list.txt").read_text()
        plain = self.lists()
        for encoding in ("utf-16", "utf-8-sig"):
            result = self.lists(services.encode(encoding), sites.encode(encoding))
            self.assertEqual((result.returncode, result.stdout.split("L05")[0]), (1, plain.stdout.split("L05")[0]))

    def test_other_encodings_and_other_files_are_refused(self):
        services = (self.site.path / "evidence/EDGE7-services.txt").read_text()
        for data in (services.encode("cp500"), b""):
            self.bad("line 1: expected", services=data)
        for data, reason in ((services.encode("utf-16-le"), "UTF-16 without a byte order mark"),
                             (services.encode("utf-16-be"), "UTF-16 with the high byte first"),
                             (bytes(range(256)) * 8, "UTF-16 with the high byte first")):
            self.bad(reason, services=data)
        self.bad("UTF-16 with the high byte first", sites=bytes(range(256)) * 8)
        for data in (b"Q7Z 99 99\n", b"Q7Z\0 2 32\n", b"Q7Z -1 99999999999999999999\n"):
            self.bad("line 1: expected", sites=data)

    def test_a_list_without_the_site_is_no_word_on_it(self):
        for data in (b"", b"C9N 1 0\n"):
            result = self.lists(sites=data)
            self.assertExit(result, 3)
            self.assertIn("does not name this site", result.stdout)

    def test_a_code_twice_contradicts(self):
        self.bad("lines 1 and 2 contradict each other on site Q7Z", sites=b"Q7Z 2 32\nQ7Z 1 0\n")
        self.assertExit(self.lists(sites=b"Q7Z 2 32\nQ7Z 2 32\n"), 1)

    def test_a_service_twice_contradicts(self):
        self.bad("contradict each other: SMS_EXECUTIVE", services=b"SMS_EXECUTIVE running\nSMS_EXECUTIVE stopped\n")

    def test_the_two_lists_exchanged(self):
        evidence = self.site.path / "evidence"
        result = tool("check", self.site.edge, "--services", evidence / "site-list.txt", "--site-list",
                      evidence / "EDGE7-services.txt")
        self.assertExit(result, 3)
        self.assertIn("site-list.txt: line", result.stderr)

    def test_missing_unreadable_huge_or_a_directory(self):
        huge, shut = self.site.scratch / "huge", self.site.scratch / "shut"
        huge.touch()
        os.truncate(huge, HUGE)
        shut.touch(0)
        for option in ("--services", "--site-list"):
            for path, code, reason in (("/nonexistent/list", 7, "No such file"), (self.site.scratch, 7, "Is a directory"),
                                       (shut, 7, "Permission denied"), (huge, 3, "of more than")):
                result = held_to_modes("check", self.site.edge, option, path)
                self.assertExit(result, code)
                self.assertIn(f"{path}: ", result.stderr)
                self.assertIn(reason, result.stderr)


class Logs(BadInput):
    """Of a log that is larger than is read whole the newest counts, and what was left out is told."""

    def large(self, name):
        log = self.site.edge / "SMS/LOGS" / name
        end = log.read_bytes()
        with open(log, "r+b") as stream:
            stream.seek(300 << 20)
            stream.write(b"\r\n" + end)

    def test_what_was_not_read_of_a_large_log_is_told(self):
        self.large("SCHED.LOG")
        with self.unchanged():
            result = self.site.check()
            self.assertIn("LOGS\\SCHED.LOG  its first 46", result.stdout)
            said = json.loads(tool("check", self.site.edge, *self.site.evidence(), "--json").stdout)
        self.assertEqual([(log["path"], log["status"]) for log in said["logs"]], [("LOGS\\SCHED.LOG", "SMSSITE_OK")])
        self.assertGreater(said["logs"][0]["skipped"], 44 << 20)
        self.assertEqual(self.site.rules()["E01"]["severity"], "OK")

    def test_logs_that_were_read_whole_are_not_mentioned(self):
        self.assertEqual(json.loads(tool("check", self.site.edge, *self.site.evidence(), "--json").stdout)["logs"], [])


class Saved(BadInput):
    """Plans and snapshots that are not what this version wrote."""

    def apply(self, data, reason, code=3):
        self.site.plan_file.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        with self.unchanged():
            result = self.site.apply()
            show = tool("show", self.site.plan_file)
        self.assertExit(result, code)
        self.assertIn(f"{self.site.plan_file}: ", result.stderr)
        self.assertIn(reason, result.stderr)
        self.assertExit(show, 3)
        self.assertNotIn("not a snapshot", show.stderr)
        self.assertEqual(result.stdout + show.stdout, "")

    def test_a_hostile_plan_is_refused(self):
        self.assertExit(self.site.plan(), 0)
        text = self.site.plan_file.read_text()
        self.assertEqual(self.apply(text.encode()[:2000], "premature end"), None)
        for data in (b"", b"\0" * 300, text.encode("utf-16"), text.encode() + b"{}", b"[" * 100000,
                     text.replace('"format": 1', '"format": 1, "format": 1').encode()):
            self.apply(data, "plan: line ")
        for step, change in ((2, {"to": "..\\..\\..\\x"}), (2, {"to": "/etc/x"}), (2, {"from": "..\\x"}), (3, {"to": "C:\\x"}),
                             (3, {"to": "../../x"}), (2, {"kind": "DELETE"}), (2, {"kind": None}), (0, {"actor": "../x"}),
                             (0, {"words": ["rm", "-rf", "/"]})):
            plan = json.loads(text)
            plan["steps"][step].update(change)
            self.apply(plan, f"step {step + 1} is not the procedure's")
        for steps in ([], json.loads(text)["steps"][3:4] * 2):
            self.apply({**json.loads(text), "steps": steps}, "steps: not those of the procedure")
        for change, reason in (({"root": ".."}, "root: not a path in the tree"), ({"root": "/etc"}, "root: not a path"),
                               ({"server": "--x"}, "server: not a server's name"), ({"copy": "no"}, "copy: expected"),
                               ({"master": {"name": "..\\x"}}, "name: "),
                               ({"location": "/elsewhere"}, "does not name these premises")):
            plan = json.loads(text)
            plan["premises"].update(change)
            self.apply(plan, reason)
        self.apply({**json.loads(text), "format": 2}, "format 2 is newer than this library's 1")
        self.apply({**json.loads(text), "id": "../../../x"}, "does not name these premises")

    def test_a_huge_plan(self):
        self.site.plan_file.touch()
        os.truncate(self.site.plan_file, HUGE)
        result = self.site.apply()
        self.assertExit(result, 3)
        self.assertIn("larger than", result.stderr)

    def test_a_newer_or_damaged_snapshot(self):
        saved = self.site.scratch / "q7z.snapshot"
        self.assertExit(tool("snapshot", self.site.edge, *self.site.evidence(), "-o", saved), 0)
        text = saved.read_text()
        for data, reason in ((json.dumps({**json.loads(text), "format": 99}), "a snapshot of format 99"),
                             (text[:300], "line "), ("", "line 1"), ("[]", "snapshot")):
            saved.write_text(data)
            for words in (["check", saved], ["plan", "force-ct2", saved], ["follow", saved, "--for", "0"],
                          ["check", self.site.edge, "--parent", saved], ["check", self.site.edge, "--earlier", saved]):
                result = tool(*words)
                self.assertExit(result, 3)
                self.assertIn(f"{saved}: ", result.stderr)
                self.assertIn(reason, result.stderr)


if __name__ == "__main__":
    unittest.main()
