# SPDX-License-Identifier: MIT
"""Memory does not grow: a hundred thousand calls of each kind."""

import unittest

import smssite
import support

CALLS = 100_000
#: Ten bytes a call would be seen.
LIMIT = 1 << 20


class Growing:
    def steady(self, call, calls=CALLS, limit=LIMIT):
        for _ in range(calls // 10):
            call()
        before = support.resident_bytes()
        for _ in range(calls):
            call()
        self.assertLess(support.resident_bytes() - before, limit)

    def failing(self, kind, call):
        def one():
            try:
                call()
            except kind:
                return
            self.fail("it did not fail")

        self.steady(one)


class Growth(Growing, unittest.TestCase):
    def test_values(self):
        account = support.control_file().site_account
        self.steady(lambda: account[5])
        self.steady(lambda: account.raw(5))

    def test_sections(self):
        file = support.control_file()
        self.steady(lambda: file.find_property("Version"))
        self.steady(lambda: file[1].parent)

    def test_files(self):
        self.steady(lambda: smssite.ControlFile(support.CONTROL_FILE))

    def test_two_results_of_one_call(self):
        file = support.control_file()
        self.steady(lambda: file.check(714, "Q7Z", "D:\\SMS"))

    def test_edits(self):
        file = support.control_file()
        self.steady(lambda: file.edit().set(1, 5, "Edge"))
        self.steady(lambda: file.edit().insert(2, smssite.SectionKind.PROPERTY, ["a", "b", "c", "1"]), CALLS // 4)

    def test_evidence(self):
        self.steady(lambda: smssite.Services(b"SMS_EXECUTIVE running\n")[0])
        self.steady(lambda: smssite.ParentWord.site_list(b"Q7Z 2 32\n")[0])
        self.steady(lambda: smssite.parse_trace_record(b"t $$<S><Mon Dec 04 15:41:45 1995~><thread=E0>"))

    def test_borrowed_objects(self):
        seen = smssite.observe(support.memory_tree(), services=smssite.Services(b"SMS_EXECUTIVE running\n"))
        self.steady(lambda: seen.documents[0].control_file)
        self.steady(lambda: seen.services)

    def test_trees(self):
        tree = support.memory_tree()
        self.steady(lambda: tree.list("SMS"), CALLS // 4)
        self.steady(lambda: tree.read("SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0"), CALLS // 4)

    def test_registries_and_commands(self):
        registry = smssite.Registry(b'REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n"B"="text"\r\n')
        self.steady(lambda: registry.find("HKLM\\A", "B").text())
        self.steady(lambda: registry.find("HKLM\\A", "C"), CALLS // 4)
        self.steady(lambda: registry.list("HKLM\\A").values["B"].data, CALLS // 4)
        self.steady(lambda: smssite.Command.preinst_upgrade("Q7Z").line(), CALLS // 4)
        self.steady(lambda: smssite.SmsIni(b"[A]\r\nB=C\r\n").set("A", "B", "D"), CALLS // 4)

    def test_failures(self):
        self.failing(smssite.MalformedError, lambda: smssite.ControlFile(b"x"))
        self.failing(smssite.NotFoundError, lambda: smssite.Tree("/no/such/place"))
        account = support.control_file().site_account
        self.failing(smssite.MalformedError, lambda: account.number(1))
        edit = support.control_file().edit()
        self.failing(smssite.MalformedError, lambda: edit.set(1, 5, "<"))

    def test_wrong_arguments(self):
        file = support.control_file()
        self.failing(ValueError, lambda: file.find_property("a\0b"))
        self.failing(TypeError, lambda: file.edit().insert(1, smssite.SectionKind.PROPERTY, [1]))

    def test_whole_rounds(self):
        def one():
            tree = support.memory_tree()
            seen = smssite.Snapshot.load(smssite.observe(tree).save())
            case = smssite.Case(seen)
            return case.diagnose().to_json(), case.trail().to_json(), case.advise().to_json()

        self.steady(one, 300)


class Plans(Growing, support.LabCase):
    def test_plans(self):
        saved = self.case().plan_force_ct2().save()

        def one():
            plan = smssite.Plan.load(saved)
            return plan.text(), [step.words for step in plan], plan.notes, plan.save()

        self.steady(one, 2000)

    def test_actions(self):
        with smssite.apply(self.case().plan_force_ct2(), self.drive, now=self.now()) as run:
            def one():
                action = run.next()
                return action.words, action.text, action.paths

            self.steady(one, 2000)


if __name__ == "__main__":
    support.main()
