# SPDX-License-Identifier: MIT
"""Applying: the loop around the step machine, interruption, undoing."""

import smssite
import support
from smssite import ActionKind, Answer, Outcome


class Repair(support.LabCase):
    def plan(self):
        return self.case().plan_force_ct2()

    def box(self):
        return sorted(path.name.upper() for path in (self.drive / "SMS" / "SITE.SRV" / "SITECFG.BOX").iterdir())

    def test_to_the_end(self):
        kinds = set()
        with smssite.apply(self.plan(), self.drive, now=self.now) as run:
            for action in run:
                kinds.add(action.kind)
                self.answer(action)
        self.assertEqual(run.outcome, Outcome.DONE)
        self.assertTrue(run.outcome_text)
        self.assertLessEqual({ActionKind.STEP, ActionKind.RUN, ActionKind.WAIT}, kinds)
        self.assertNotIn(ActionKind.DONE, kinds)

    def test_what_an_action_says(self):
        with smssite.apply(self.plan(), self.drive, now=self.now) as run:
            self.assertEqual(run.plan.id, run.plan.id)
            self.assertIn(run.plan.id, run.journal)
            for action in run:
                self.assertTrue(action.text)
                if action.kind is ActionKind.RUN:
                    self.assertEqual(action.server, "EDGE7")
                    self.assertTrue(action.words)
                    self.assertEqual(action.line(), " ".join(action.words))
                    self.assertFalse(action.is_rehearsal)
                    self.assertIsInstance(action.step, int)
                if action.kind is ActionKind.WAIT:
                    self.assertIsNotNone(action.look_again)
                    self.assertTrue(action.paths)
                self.answer(action)

    def test_an_action_must_be_answered_before_the_next(self):
        with smssite.apply(self.plan(), self.drive, now=self.now) as run:
            first = next(action for action in run if action.needs_answer)
            with self.assertRaises(smssite.InvalidError):
                next(run)
            again = run.next()
            self.assertEqual((again.kind, again.text), (first.kind, first.text))
            with self.assertRaises(smssite.InvalidError):
                first.answer()
            self.answer(again)
            with self.assertRaises(smssite.InvalidError):
                again.answer()

    def test_answers_are_checked(self):
        with smssite.apply(self.plan(), self.drive, now=self.now) as run:
            action = next(action for action in run if action.needs_answer)
            for wrong in (None, 0, "done"):
                with self.subTest(wrong=wrong), self.assertRaises(TypeError):
                    action.answer(wrong)
            with self.assertRaises(TypeError):
                action.answer(output="text")

    def test_a_step_may_be_answered_to_no_effect(self):
        with smssite.apply(self.plan(), self.drive, now=self.now) as run:
            action = run.next()
            while action.kind is not ActionKind.STEP:
                self.answer(action)
                action = run.next()
            action.answer()

    def test_a_failed_command_ends_it_and_undo_takes_it_back(self):
        before = self.box()
        with smssite.apply(self.plan(), self.drive, now=self.now) as run:
            for action in run:
                if action.kind is ActionKind.RUN:
                    action.answer(Answer.FAILED, exit_status=2, output=b"System error 5 has occurred.")
                else:
                    action.answer(False)
        self.assertEqual(run.outcome, Outcome.FAILED)
        with smssite.undo(self.drive, run.journal, now=self.now) as back:
            for action in back:
                self.answer(action)
        self.assertEqual(back.outcome, Outcome.UNDONE)
        self.assertEqual(self.box(), before)

    def test_an_exception_in_the_block_goes_on_its_way_and_resume_goes_on(self):
        with self.assertRaises(KeyError):
            with smssite.apply(self.plan(), self.drive, now=self.now) as run:
                for action in run:
                    if action.needs_answer:
                        raise KeyError("mine")
        with smssite.resume(self.drive, run.journal, now=self.now) as again:
            for action in again:
                self.answer(action)
        self.assertEqual(again.outcome, Outcome.DONE)

    def test_one_apply_at_a_time(self):
        plan = self.plan()
        with smssite.apply(plan, self.drive, now=self.now):
            with self.assertRaises(smssite.BusyError):
                smssite.apply(plan, self.drive, now=self.now)
            journal = smssite.obstacle(plan, self.drive)
        with self.assertRaises(smssite.ExistsError):
            smssite.apply(plan, self.drive, now=self.now)
        self.assertRegex(journal, r"^SMSSITE\.WRK/\w{12}/JOURNAL$")
        with self.assertRaises(smssite.RefusedError):
            smssite.abandon(self.drive, journal, now=self.now)

    def test_a_site_that_moved_is_not_touched(self):
        plan = self.plan()
        (self.drive / "SMS" / "SITE.SRV" / "SITECFG.BOX" / "00000000.CT1").write_bytes(b"mine")
        with self.assertRaises(smssite.ChangedError):
            smssite.apply(plan, self.drive, now=self.now)

    def test_a_plan_from_a_copy_is_only_rehearsed(self):
        plan = smssite.Case(self.observe(live=False), self.observe_parent()).plan_force_ct2()
        self.assertTrue(plan.from_copy)
        with self.assertRaises(smssite.RefusedError):
            smssite.apply(plan, self.drive, now=self.now)
        with smssite.apply(plan, self.drive, now=self.now, rehearse=True) as run:
            action = next((action for action in run if action.kind is ActionKind.RUN), None)
            self.assertTrue(action is None or action.is_rehearsal)

    def test_a_persons_word_is_kept_for_later(self):
        with smssite.apply(self.plan(), self.drive, now=self.now) as run:
            self.assertIs(next(run).kind, ActionKind.RUN)
        smssite.confirm(self.drive, run.journal, 0, True, now=self.now)
        with smssite.resume(self.drive, run.journal, now=self.now) as again:
            self.assertIs(next(again).kind, ActionKind.STEP)

    def test_confirming_what_does_not_wait_is_refused(self):
        with smssite.apply(self.plan(), self.drive, now=self.now) as run:
            journal = run.journal
        with self.assertRaises(smssite.RefusedError):
            smssite.confirm(self.drive, journal, 3, True, now=self.now)
        with self.assertRaises(smssite.NotFoundError):
            smssite.resume(self.drive, "SMSSITE.WRK\\none", now=self.now)


if __name__ == "__main__":
    support.main()
