# SPDX-License-Identifier: MIT
"""Threads: others run while the library reads, and sharing does no harm."""

import sys
import threading
import time
import unittest

import smssite
import support


class Beside(support.LabCase):
    """With a switch interval that never comes, another thread runs only if the call lets go of the interpreter."""

    def beside(self, call):
        for _ in range(200):
            started, done, seen = threading.Event(), [], []

            def work():
                started.set()
                call()
                done.append(True)

            thread = threading.Thread(target=work)
            thread.start()
            started.wait()
            seen.append(not done)
            thread.join()
            if seen[0]:
                return True
        return False

    def setUp(self):
        super().setUp()
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1000)
        self.addCleanup(sys.setswitchinterval, interval)

    def test_a_call_that_holds_the_interpreter_is_noticed(self):
        self.assertFalse(self.beside(lambda: sum(range(200000))))

    def test_parsing(self):
        data = support.CONTROL_FILE + b"PROPERTY <Name><a><b><1>\r\n" * 200000
        self.assertTrue(self.beside(lambda: smssite.ControlFile(data)))

    def test_observing(self):
        tree = smssite.Tree(self.drive)
        self.assertTrue(self.beside(lambda: smssite.observe(tree)))


class Shared(unittest.TestCase):
    def together(self, *works, seconds=1.0):
        """Runs the works in a loop, each in two threads, for a while; what they raise comes out."""
        failures, until = [], time.monotonic() + seconds

        def loop(work):
            try:
                while time.monotonic() < until:
                    work()
            except BaseException as failure:
                failures.append(failure)

        threads = [threading.Thread(target=loop, args=(work,)) for work in works for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def test_what_is_immutable(self):
        seen = smssite.observe(support.memory_tree())
        case = smssite.Case(seen)
        expected = case.diagnose().to_json()
        file = seen.documents[0].control_file
        self.together(
            lambda: self.assertEqual(case.diagnose().to_json(), expected),
            lambda: self.assertEqual(smssite.Case(seen).diagnose().to_json(), expected),
            lambda: [list(section) for section in file],
            lambda: seen.documents[0].control_file.masked())

    def test_a_tree_is_entered_by_one_at_a_time(self):
        tree = support.memory_tree()
        numbers = iter(range(10**9))
        self.together(
            lambda: tree.write(f"SMS\\{next(numbers)}.TMP", b"x" * 1000) if len(tree.list("SMS")) < 300 else None,
            lambda: smssite.observe(tree).site_code,
            lambda: tree.list("SMS"))

    def test_every_call_on_a_tree_enters_it(self):
        class Door:
            entered = 0

            def __enter__(self):
                self.entered += 1

            def __exit__(self, *exception):
                pass

        tree, door = support.memory_tree(), Door()
        tree._lock = door
        file = "SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0"
        tree.write("HIVE", b"no hive")
        calls = [lambda: tree.list("SMS"), lambda: tree.read(file), lambda: tree.resolve(file), lambda: tree.write("X", b""),
                 lambda: tree.make_directory("Y"), lambda: tree.set_mtime("X", 1), lambda: tree.set_clock(1),
                 lambda: smssite.observe(tree), lambda: smssite.observe(support.memory_tree(), logs=tree),
                 lambda: smssite.Registry.hive(tree, "HIVE"), lambda: smssite.resume(tree, "SMSSITE.WRK/x/JOURNAL"),
                 lambda: smssite.undo(tree, "SMSSITE.WRK/x/JOURNAL"),
                 lambda: smssite.confirm(tree, "SMSSITE.WRK/x/JOURNAL", 0, True)]
        for number, call in enumerate(calls):
            before = door.entered
            try:
                call()
            except smssite.Error:
                pass
            self.assertEqual(door.entered, before + 1, number)

    def test_an_edit(self):
        edit = support.control_file().edit()
        self.together(lambda: edit.set(1, "site_name", "Edge"), edit.finish, lambda: edit.remove(2))

    def test_closing_while_another_is_inside(self):
        def one():
            case = smssite.Case(smssite.observe(support.memory_tree()))
            other = threading.Thread(target=case.close)
            other.start()
            try:
                case.diagnose()
            except smssite.InvalidError:
                pass
            other.join()

        self.together(one)

    def test_messages_stay_with_their_thread(self):
        def fail(place):
            try:
                smssite.Tree(place)
            except smssite.NotFoundError as error:
                self.assertIn(place, error.message)

        self.together(lambda: fail("/no/such/one"), lambda: fail("/no/such/two"))


class OneApply(support.LabCase):
    def test_threads_take_turns_in_an_apply(self):
        plan = self.case().plan_force_ct2()
        failures = []
        with smssite.apply(plan, self.drive, now=self.now()) as run:
            def look():
                try:
                    for _ in range(50):
                        run.next()
                except Exception as failure:
                    failures.append(failure)

            threads = [threading.Thread(target=look) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(failures, [])


if __name__ == "__main__":
    support.main()
