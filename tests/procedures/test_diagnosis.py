# SPDX-License-Identifier: MIT
"""What the library says of each scenario of the lab: which rules find something, where the .ct2 is, what is advised."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples" / "lab"))
from smslab import Lab  # noqa: E402

TOOL = os.environ["SMSSITE_TOOL"]

# Scenario: findings above UNKNOWN by rule, stage of the trail, whether inferred, advice.
EXPECTED = {
    "healthy": ({}, "DONE", False, "none"),
    "no-ct2": ({"A01": "STUCK", "E05": "NOTE"}, "UNKNOWN", False, "force-ct2"),
    "ct2-not-leaving": ({"A01": "STUCK", "C03": "NOTE"}, "WRITTEN", False, "other"),
    "scman-hung": ({"B01": "STUCK", "B02": "STUCK", "E05": "NOTE", "A01": "NOTE"}, "NOT_ANSWERED", False, "other"),
    "sender-capacity-0": ({"A01": "STUCK", "F01": "STUCK"}, "REQUEST", True, "other"),
    "rejected-ct1": ({"A01": "STUCK", "B13": "ERROR"}, "UNKNOWN", False, "other"),
    "bootstrap-left-over": ({"A02": "STUCK", "A01": "WARNING", "B01": "WARNING", "A03": "NOTE", "A06": "NOTE",
                             "C01": "NOTE"}, "NOT_ANSWERED", False, "activate"),
    "parent-inbox-not-read": ({"A01": "STUCK"}, "DESPOOLED", False, "other"),
    "moves-by-itself": ({"A01": "STUCK"}, "UNKNOWN", False, "force-ct2"),
    "two-candidates": ({"A01": "STUCK", "F03": "ERROR", "F07": "WARNING"}, "SENDING", True, "other"),
}

# Sites that lost a part, looked at with the list of all services and the registry: the same.
RUINS = {
    "healthy": ({}, "none"),
    "rebuild-nt": ({"A10": "ERROR", "A16": "ERROR", "C01": "ERROR", "A01": "WARNING"}, "rebuild"),
    # The export goes on behind the place where the key of SMS would be.
    "nt-reinstalled": ({"A15": "ERROR", "B15": "ERROR", "C01": "ERROR"}, "rebuild"),
    "services-lost": ({"A16": "ERROR", "C01": "ERROR"}, "other"),
    "half-restored": ({"A17": "ERROR", "B13": "ERROR", "C01": "ERROR"}, "other"),
    "site-never-built": ({"A17": "ERROR", "A18": "ERROR", "A24": "ERROR", "C01": "ERROR", "A01": "WARNING", "C03": "NOTE"}, "other"),
    "half-removed": ({"A18": "ERROR", "B13": "ERROR", "B15": "ERROR", "C01": "ERROR"}, "other"),
}


def check(path, *words, services="services"):
    command = [TOOL, "check", path / "EDGE7", "--parent", path / "PRIME9", "--json", "--live",
               "--services", path / f"evidence/EDGE7-{services}.txt", "--site-list", path / "evidence/site-list.txt",
               "--now", Lab(str(path)).now, *words]
    result = subprocess.run([str(word) for word in command], text=True, capture_output=True, timeout=600)
    return json.loads(result.stdout)


def found(said):
    return {f["rule"]: f["severity"] for f in said["findings"]["findings"] if f["severity"] not in ("OK", "UNKNOWN")}


class Diagnosis(unittest.TestCase):
    def lab(self, scenario):
        scratch = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, scratch, True)
        path = scratch / "lab"
        Lab.new(str(path), scenario)
        return path

    def test_each_scenario(self):
        for scenario, (findings, stage, inferred, procedure) in EXPECTED.items():
            with self.subTest(scenario):
                said = check(self.lab(scenario))
                self.assertEqual(found(said), findings)
                self.assertEqual((said["trail"]["stage"], said["trail"]["inferred"]), (stage, inferred))
                self.assertEqual(said["advice"]["procedure"], procedure)

    def test_sites_that_lost_a_part(self):
        for scenario, (findings, procedure) in RUINS.items():
            with self.subTest(scenario):
                path = self.lab(scenario)
                said = check(path, "--registry", path / "evidence/EDGE7.reg", services="sc")
                # Which SMSIDs are in danger is told apart.
                self.assertEqual({r: s for r, s in found(said).items() if r[0] != "D"}, findings)
                self.assertEqual(said["advice"]["procedure"], procedure)

    def test_no_moment_of_the_procedure_asks_for_it_again(self):
        """From the renamed master to the parent's word: each stage is seen, and nothing is forced twice."""
        path = self.lab("no-ct2")
        box = path / "EDGE7/SMS/SITE.SRV/SITECFG.BOX"
        os.rename(box / "SITECTRL.CT0", box / "00000000.CT1")
        stages = []
        for _ in range(160):
            said = check(path)
            if said["trail"]["stage"] not in stages[-1:]:
                stages.append(said["trail"]["stage"])
            if stages[-1] == "DONE":
                break
            self.assertIn(said["advice"]["procedure"], ("wait", "unknown"), said["advice"]["reason"])
            self.assertNotIn("STUCK", found(said).values())
            Lab(str(path)).run(seconds=5)
        order = ["NOT_ANSWERED", "UNKNOWN", "WRITTEN", "JOB", "REQUEST", "SENDING", "ARRIVED", "DESPOOLED", "DONE"]
        self.assertEqual(stages, [stage for stage in order if stage in stages])
        self.assertTrue({"NOT_ANSWERED", "JOB", "REQUEST", "ARRIVED", "DONE"} <= set(stages), stages)


if __name__ == "__main__":
    unittest.main()
