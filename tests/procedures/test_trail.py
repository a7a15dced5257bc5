# SPDX-License-Identifier: MIT
"""Where is my .ct2: each reason for which it stops, from the stuck site to the trail that names it, and on to the parent."""
import json
import os
import sys
import unittest

sys.dont_write_bytecode = True
from lab_support import HOUR, LabCase, layout  # noqa: E402
from test_tool import tool  # noqa: E402
from smslab import stuck  # noqa: E402

OUTBOX, RECEIVE = "LAN_DEFA.000", "C9N: SITE.SRV\\DESPOOLR.BOX\\RECEIVE"

# Scenario: stage, whether it does not pass by itself, blocker that names it with its severity, words of its title, piece of
# the path and of the text of its evidence.
EXPECTED = {
    "ct2-renamed": ("UNKNOWN", False, "B22", "ERROR", "event 214", ".BAD", "perhaps the renamed .ct2"),
    "ct2-not-written": ("UNKNOWN", False, "B22", "ERROR", "event 213", "SCMAN.LOG", "Event 213"),
    "request-damaged": ("JOB", True, "E01", "STUCK", "over and over", "SCHED.LOG", "Got 0, expected 544"),
    "no-address": ("JOB", True, "E13", "ERROR", "no address of its parent C9N", "SITECTRL.CT0", "no ADDRESS to C9N"),
    "outbox-closed": ("REQUEST", True, "", "ERROR", "closed at all hours", "SITECTRL.CT0", "schedule 0000"),
    "instruction-lost": ("SENDING", False, "E09", "WARNING", "gone", OUTBOX, ".I00, which is not there"),
    "parent-out-of-reach": ("SENDING", False, "F07", "WARNING", "the LAN sender has tried for 2 h", OUTBOX, "bytes"),
    "parent-disk-full": ("SENDING", False, "F03", "ERROR", "is full", "LANSEND.LOG", "not enough space"),
    "instruction-locked": ("ARRIVED", True, "G06", "ERROR", "gave up an instruction", "DESPOOL.LOG", "WIN32 ERROR = 32"),
    "instruction-of-tomorrow": ("ARRIVED", False, "G03", "WARNING", "instruction from this site is dated later", RECEIVE, "1998"),
    "hman-backlog": ("DESPOOLED", False, "B04", "WARNING", "fallen behind", "SITECFG.BOX", "the oldest"),
    "image-too-large": ("DESPOOLED", False, "B06", "WARNING", "the limit of 454,000 bytes", "SITECFG.BOX", "ACTUAL"),
    "sender-capacity-0": ("REQUEST", True, "F01", "STUCK", "capacity of 0", "EDGE7.reg", "Maximum Concurrent Sendings = 0"),
}


class Stuck(LabCase):
    def follow(self, lab, *words):
        return tool("follow", os.path.join(lab.directory, "q7z.ini"), "--now", lab.now, "--for", "0", *words)

    def trail(self, lab):
        return json.loads(self.follow(lab, "--json").stdout.splitlines()[-1])

    def blockers(self, trail, title):
        return [b for b in trail["looked_for"] if title in b["title"]]

    def test_each_reason_is_tested(self):
        self.assertLessEqual(set(stuck.SCENARIOS), set(EXPECTED))

    def test_each_reason_is_named(self):
        for scenario, (stage, hopeless, rule, severity, title, path, value) in EXPECTED.items():
            with self.subTest(scenario):
                trail = self.trail(self.model(scenario, scenario))
                self.assertEqual((trail["stage"], trail["hopeless"]), (stage, hopeless))
                found = self.blockers(trail, title)
                self.assertEqual([(b["id"], b["severity"]) for b in found], [(rule, severity)])
                self.assertTrue([e for e in found[0]["evidence"] if path in e["path"] and value in e["value"]], found)

    def test_a_person_reads_the_same(self):
        result = self.follow(self.model("instruction-locked"))
        self.assertEqual(result.returncode, 1)
        self.assertIn("found   G06", result.stdout)
        self.assertIn("Next move: At the parent", result.stdout)

    def test_what_its_request_says_is_told(self):
        trail = self.trail(self.model("parent-out-of-reach"))
        seen = {stage["stage"]: stage["evidence"] for stage in trail["stages"]}["SENDING"]
        said = {e["value"]: e["inferred"] for e in seen if e["value"].startswith("it says")}
        self.assertEqual(sorted(said.values()), [False, True])
        self.assertTrue([v for v in said if "to C9N" in v and "medium priority" in v])
        self.assertTrue([v for v in said if "status NONE" in v and ".P00" in v])


class Cured(LabCase):
    """The documented remedy lets it go on to the parent, and the trail says so."""
    follow, trail = Stuck.follow, Stuck.trail

    def arrives(self, lab):
        self.assertTrue(lab.run(until="active"))
        self.assertEqual(self.trail(lab)["stage"], "DONE")

    def test_when_the_fault_ends(self):
        for scenario, fault in (("parent-out-of-reach", "parent-out-of-reach"), ("parent-disk-full", "disk-full-at-parent"),
                                ("hman-backlog", "hman-slow"), ("sender-capacity-0", "capacity-0")):
            with self.subTest(scenario):
                lab = self.model(scenario, scenario)
                lab.fault(fault, False)
                self.arrives(lab)

    def test_a_locked_instruction_after_a_restart_of_the_executive(self):
        lab = self.model("instruction-locked")
        lab.fault("sharing-violation", False)
        lab.run(seconds=HOUR)
        self.assertEqual(self.trail(lab)["stage"], "ARRIVED")
        lab.exec("PRIME9", ["NET", "STOP", "SMS_EXECUTIVE", "/Y"])
        lab.exec("PRIME9", ["NET", "START", "SMS_EXECUTIVE"])
        self.arrives(lab)

    def test_a_renamed_ct2_that_is_given_its_name_back(self):
        lab = self.model("ct2-renamed")
        renamed = next(n for n in self.names(lab, "EDGE7", layout.SITECFG) if n.endswith(".BAD"))
        path = self.path(lab, "EDGE7", layout.SITECFG, renamed)
        os.rename(path, path[:-4] + ".CT2")
        lab.exec("EDGE7", ["NET", "STOP", "SMS_SITE_CONFIG_MANAGER"])
        lab.exec("EDGE7", ["NET", "START", "SMS_SITE_CONFIG_MANAGER"])
        self.arrives(lab)

    def test_a_damaged_request_that_is_taken_away(self):
        lab = self.model("request-damaged")
        os.unlink(self.path(lab, "EDGE7", layout.SCHEDULE, "3000BQ7Z.SRQ"))
        self.arrives(lab)

    def test_an_instruction_whose_date_is_put_right(self):
        lab = self.model("instruction-of-tomorrow")
        for name in self.names(lab, "PRIME9", layout.RECEIVE):
            os.utime(self.path(lab, "PRIME9", layout.RECEIVE, name), (lab.now, lab.now))
        self.arrives(lab)


class FollowEnds(LabCase):
    """follow ends when the file has arrived, when the time is up, and when the stage is hopeless; the clock is the model's."""

    def follow(self, lab, *words):
        return tool("follow", os.path.join(lab.directory, "q7z.ini"), "--waiter", os.path.join(lab.directory, "waiter"), *words)

    def test_it_has_arrived(self):
        lab = self.model("moves-by-itself")
        result = self.follow(lab)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("stage 7 DONE", result.stdout)

    def test_the_time_is_up(self):
        lab = self.model("parent-out-of-reach")
        begun = lab.now
        result = self.follow(lab, "--for", "600")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(lab.now - begun, 600)
        self.assertEqual(result.stdout.count("stage 4 SENDING"), 1)
        self.assertIn("found   F07", result.stdout)
        self.assertIn("Next move: ", result.stdout)

    def test_the_time_is_up_and_nothing_was_seen(self):
        lab = self.model("no-ct2")
        result = self.follow(lab, "--for", "60")
        self.assertEqual(result.returncode, 3)
        self.assertIn("stage UNKNOWN", result.stdout)

    def test_of_a_snapshot_one_look_is_all_and_its_own_time_counts(self):
        lab = self.model("no-ct2")
        saved = os.path.join(lab.directory, "saved")
        self.assertEqual(tool("snapshot", os.path.join(lab.directory, "q7z.ini"), "--now", lab.now, "-o", saved).returncode, 0)
        result = tool("follow", saved)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertRegex(result.stdout, "^1997-.* stage UNKNOWN")
        self.assertIn("Next move: Give the parent's boxes (--parent SITE).", result.stdout)

    def test_it_becomes_hopeless_on_the_way(self):
        lab = self.model("moves-by-itself")
        lab.fault("sharing-violation", True)
        begun = lab.now
        result = self.follow(lab, "--for", "7200")
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertLess(lab.now - begun, 3600)
        self.assertIn("found   G06", result.stdout)


if __name__ == "__main__":
    unittest.main()
