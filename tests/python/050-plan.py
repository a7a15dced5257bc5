# SPDX-License-Identifier: MIT
"""Planning: a procedure as steps, bound to what was seen."""

import json

import smssite
import support
from smssite import Reversal, StepKind


class Plans(support.LabCase):
    def test_steps(self):
        plan = self.case().plan_force_ct2()
        self.assertEqual((plan.procedure, plan.site_code, plan.from_copy), ("force-ct2", "Q7Z", False))
        self.assertEqual(plan.location, str(self.drive))
        self.assertRegex(plan.id, r"\A[0-9a-f]{12}\Z")
        self.assertEqual([step.index for step in plan], list(range(len(plan))))
        self.assertIn(StepKind.RENAME, [step.kind for step in plan])
        self.assertIs(plan[plan.point_of_no_return].reversal, Reversal.UNTIL_TAKEN)
        for step in plan.steps:
            self.assertTrue(step.title and step.actor and step.source, step)
            self.assertIsInstance(step.relies_on + step.may_lose + step.postcondition, str)
        command = next(step for step in plan if step.kind is StepKind.COMMAND)
        self.assertEqual(command.actor, "EDGE7")
        self.assertEqual(command.words[0], "NET")
        self.assertEqual(command.line(smssite.CommandStyle.CMD), " ".join(command.words))
        self.assertIsInstance(plan.notes, list)

    def test_the_text_is_a_checklist(self):
        plan = self.case().plan_force_ct2()
        self.assertEqual(str(plan), plan.text())
        self.assertIn(plan[0].title, plan.text())

    def test_a_saved_plan_is_the_same(self):
        case = self.case()
        plan = case.plan_force_ct2()
        saved = plan.save()
        json.loads(saved)
        self.assertEqual(case.plan_force_ct2().save(), saved)
        self.assertEqual(smssite.Plan.load(saved).save(), saved)
        with self.assertRaises(smssite.MalformedError):
            smssite.Plan.load(b"[]")

    def test_the_plan_without_files(self):
        plan = self.case().plan_sendcode_ct2()
        self.assertEqual(plan.procedure, "sendcode-ct2")
        words = [step.words for step in plan if step.kind is StepKind.COMMAND]
        self.assertIn(["SENDCODE", "SMS_SITE_CONFIG_MANAGER", "193"], words)

    def test_missing_evidence_leaves_it_undecided(self):
        case = smssite.Case(self.observe(services=None))
        with self.assertRaises(smssite.UndecidedError) as caught:
            case.plan_force_ct2()
        self.assertIn("service", caught.exception.message)

    def test_codes_are_checked(self):
        with self.assertRaises(smssite.InvalidError):
            self.case().plan_force_ct2(accept_reject=5)


class NotStuck(support.LabCase):
    scenario = "healthy"

    def test_an_active_site_is_refused(self):
        with self.assertRaises(smssite.RefusedError):
            self.case().plan_force_ct2()


if __name__ == "__main__":
    support.main()
