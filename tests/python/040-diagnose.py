# SPDX-License-Identifier: MIT
"""Diagnosing: findings, trail and advice of a case."""

import datetime
import json

import smssite
import support
from smssite import Procedure, Severity, Stage


class Stuck(support.LabCase):
    def test_the_missing_ct2_is_found(self):
        stuck = [f.rule for f in self.case().diagnose() if f.severity is Severity.STUCK]
        self.assertEqual(stuck, ["A01"])

    def test_findings_are_a_sequence_gravest_first(self):
        findings = self.case().diagnose()
        self.assertEqual(findings[0].rule, "A01")
        self.assertEqual(findings.worst, Severity.STUCK)
        self.assertEqual(len(list(findings)), len(findings))
        self.assertEqual(findings[-1].rule, list(findings)[-1].rule)
        self.assertEqual(len(json.loads(findings.to_json())["findings"]), len(findings))
        with self.assertRaises(IndexError):
            findings[len(findings)]

    def test_a_finding_says_what_was_seen_and_where_it_is_from(self):
        finding = self.case().diagnose()[0]
        self.assertIn("Q183347", finding.sources)
        self.assertEqual(finding.about, smssite.rule("A01"))
        self.assertEqual(finding.confidence, finding.about.confidence)
        self.assertTrue(finding.title)
        self.assertTrue(any(piece.path == "site-list.txt" and piece.line == 3 for piece in finding.evidence))

    def test_what_is_missing_is_unknown_and_named(self):
        findings = smssite.Case(self.observe(services=None, site_list=None)).diagnose()
        unknown = [finding for finding in findings if finding.severity is Severity.UNKNOWN]
        self.assertTrue(unknown)
        for finding in unknown:
            self.assertTrue(finding.missing, finding.rule)

    def test_a_saved_snapshot_gives_the_same(self):
        site, parent = self.observe(), self.observe_parent()
        now = smssite.Case(site, parent).diagnose().to_json()
        again = smssite.Case(smssite.Snapshot.load(site.save()), smssite.Snapshot.load(parent.save()))
        self.assertEqual(again.diagnose().to_json(), now)

    def test_advice(self):
        advice = self.case().advise()
        self.assertIs(advice.procedure, Procedure.FORCE_CT2)
        self.assertTrue(advice.reason)
        self.assertTrue(advice.reversible_until)
        self.assertIn(Procedure.REBUILD, [against.procedure for against in advice.against])
        json.loads(advice.to_json())

    def test_a_case_knows_what_it_was_given(self):
        earlier, now = self.observe(), self.now() + 60
        case = smssite.Case(self.observe(), self.observe_parent(), earlier, now, {"LOGON1": self.observe()})
        self.assertEqual((case.site.site_code, case.parent.site_code), ("Q7Z", "C9N"))
        self.assertEqual(case.earlier.taken_utc_s, earlier.taken_utc_s)
        self.assertEqual(list(case.logon_servers), ["LOGON1"])
        self.assertEqual(case.now_utc_s, now)
        self.assertEqual(case.now, datetime.datetime.fromtimestamp(now, datetime.timezone.utc))
        bare = smssite.Case(self.observe())
        self.assertEqual((bare.parent, bare.earlier, bare.logon_servers), (None, None, {}))
        self.assertEqual(bare.now_utc_s, self.now())

    def test_another_sites_parent_is_refused(self):
        with self.assertRaises(smssite.RefusedError):
            smssite.Case(self.observe(), parent=self.observe())


class OnItsWay(support.LabCase):
    scenario = "ct2-not-leaving"

    def test_the_trail_shows_where_it_is(self):
        trail = self.case().trail()
        self.assertIs(trail.stage, Stage.WRITTEN)
        self.assertFalse(trail.inferred)
        self.assertEqual(len(trail.candidates), 1)
        self.assertTrue(trail.candidates[0].path.upper().endswith(".CT2"))
        self.assertGreater(trail.candidates[0].age_s, 1800)
        self.assertEqual(str(trail), trail.text)
        self.assertTrue(trail.blockers)
        self.assertTrue(trail.next_move)
        self.assertFalse(trail.hopeless)
        seen = trail.evidence(Stage.WRITTEN)[0]
        self.assertEqual((seen.path, seen.age_s, seen.inferred), (*trail.candidates[0], False))
        self.assertTrue(seen.value.endswith(" bytes"))
        self.assertEqual(trail.evidence(Stage.UNKNOWN), [])
        found = {blocker.id: blocker for blocker in trail.looked_for}
        self.assertLessEqual({"B22", "C01"}, set(found))
        self.assertIs(found["C01"].severity, Severity.OK)
        for blocker in trail.looked_for:
            self.assertEqual(blocker.severity is Severity.UNKNOWN, bool(blocker.missing))
            self.assertTrue(blocker.title)
        self.assertEqual([said["id"] for said in json.loads(trail.to_json())["looked_for"]],
                         [blocker.id for blocker in trail.looked_for])


class AtRest(support.LabCase):
    scenario = "healthy"

    def test_nothing_is_stuck(self):
        case = self.case()
        self.assertNotIn(Severity.STUCK, [finding.severity for finding in case.diagnose()])
        self.assertIs(case.advise().procedure, Procedure.NONE)


if __name__ == "__main__":
    support.main()
