# SPDX-License-Identifier: MIT
"""Failures have a class and a code, and no argument stops the interpreter."""

import copy
import errno
import os
import pickle
import unittest

import smssite
import support
from smssite import Status

CLASSES = {
    Status.INVALID: (smssite.InvalidError, ValueError),
    Status.NO_MEMORY: (smssite.NoMemory, MemoryError),
    Status.NOT_FOUND: (smssite.NotFoundError, LookupError),
    Status.EXISTS: (smssite.ExistsError, smssite.Error),
    Status.AMBIGUOUS: (smssite.AmbiguousError, smssite.Error),
    Status.DENIED: (smssite.DeniedError, PermissionError),
    Status.BUSY: (smssite.BusyError, smssite.Error),
    Status.IO: (smssite.IOFailure, OSError),
    Status.MALFORMED: (smssite.MalformedError, ValueError),
    Status.LIMIT: (smssite.LimitError, smssite.Error),
    Status.UNSUPPORTED: (smssite.UnsupportedError, smssite.Error),
    Status.REFUSED: (smssite.RefusedError, smssite.Error),
    Status.CHANGED: (smssite.ChangedError, smssite.Error),
    Status.UNDECIDED: (smssite.UndecidedError, smssite.Error),
}
#: What scripts pass by mistake.
WRONG = (None, True, -1, 0, 2**31, 2**63, 2**64, -2**70, 1.5, float("nan"), "", "x", "a\0b", "\udcff", b"", b"\0", [], {},
         object(), int, smssite.ControlFile, smssite.Severity.OK)


class Classes(unittest.TestCase):
    def test_every_status_has_its_class(self):
        from smssite import _errors
        self.assertEqual(set(CLASSES) | {Status.OK}, set(Status))
        for status, (kind, also) in CLASSES.items():
            error = _errors.from_status(int(status), "why", 0)
            self.assertIs(type(error), kind)
            self.assertIsInstance(error, smssite.Error)
            self.assertIsInstance(error, also)
            self.assertEqual((error.code, error.message, str(error), error.errno), (status, "why", "why", None))

    def test_the_operating_systems_reason_is_kept(self):
        with self.assertRaises(smssite.NotFoundError) as caught:
            smssite.Tree("/no/such/place")
        self.assertEqual(caught.exception.errno, errno.ENOENT)
        self.assertIn("/no/such/place", caught.exception.message)
        with self.assertRaises(OSError):
            smssite.Tree(os.path.abspath(__file__))

    def test_errors_can_be_pickled(self):
        for kind, _ in CLASSES.values():
            again = pickle.loads(pickle.dumps(kind("why", errno.EIO)))
            self.assertEqual((type(again), again.message, again.errno), (kind, "why", errno.EIO))

    def test_the_message_is_of_this_failure(self):
        with self.assertRaises(smssite.MalformedError) as first:
            smssite.ControlFile(b"x")
        with self.assertRaises(smssite.NotFoundError):
            smssite.Tree("/no/such/place")
        self.assertIn("line 1", first.exception.message)


class Manners(unittest.TestCase):
    def test_a_misspelt_attribute_is_refused(self):
        file = support.control_file()
        for thing in (file, file[0], file.edit(), file.sections, smssite.Tree.memory(), smssite.SMSID("SKZ01000"),
                      smssite.Services(b"A running\n"), smssite.observe(support.memory_tree()).box[0]):
            with self.subTest(thing=thing), self.assertRaises(AttributeError):
                thing.sitecode = "Q7Z"

    def test_what_is_known_cannot_be_overwritten(self):
        with self.assertRaises(AttributeError):
            support.control_file().build = 5

    def test_with_closes_and_lets_exceptions_pass(self):
        with self.assertRaises(KeyError):
            with support.control_file() as file:
                raise KeyError("mine")
        self.assertTrue(file.closed)
        with self.assertRaises(smssite.InvalidError):
            with file:
                self.fail("a closed file was entered")

    def test_close_twice_does_no_harm_and_use_after_it_is_an_error(self):
        file = support.control_file()
        section = file[1]
        values = iter(section)
        file.close()
        file.close()
        uses = [lambda: file.build, lambda: len(file), lambda: file[0], lambda: list(file), lambda: file.masked(),
                lambda: file.edit(), lambda: section.kind, lambda: section["site_code"], lambda: next(values)]
        for number, use in enumerate(uses):
            with self.subTest(use=number), self.assertRaises(smssite.InvalidError):
                use()
        self.assertIn("closed", repr(file))
        self.assertIn("closed", repr(section))

    def test_closed_objects_are_refused_as_arguments(self):
        seen = smssite.observe(support.memory_tree())
        seen.close()
        with self.assertRaises(smssite.InvalidError):
            smssite.Case(seen)
        tree = support.memory_tree()
        tree.close()
        with self.assertRaises(smssite.InvalidError):
            smssite.observe(tree)

    def test_objects_are_neither_copied_nor_pickled(self):
        for use in (copy.copy, copy.deepcopy, pickle.dumps):
            with self.assertRaises(TypeError):
                use(support.control_file())

    def test_an_object_that_was_never_made_is_an_error(self):
        for kind in (smssite.ControlFile, smssite.Snapshot, smssite.Plan, smssite.Findings):
            with self.subTest(kind=kind), self.assertRaises(smssite.InvalidError):
                len(kind.__new__(kind).save()) if hasattr(kind, "save") else len(kind.__new__(kind))


class NothingCrashes(unittest.TestCase):
    """Every public call with every wrong argument: an exception or an answer, never the end of the process."""

    def calls(self):
        file = support.control_file()
        tree = support.memory_tree()
        seen = smssite.observe(tree, services=smssite.Services(b"SMS_EXECUTIVE running\n"))
        case = smssite.Case(seen)
        edit = file.edit()
        functions = [getattr(smssite, name) for name in smssite.__all__ if callable(getattr(smssite, name))]
        things = [file, file[1], edit, tree, seen, seen.services, case, case.diagnose(), case.diagnose()[0], case.trail(),
                  case.advise(), seen.directories[0], seen.documents[0], seen.box[0], smssite.SMSID("SKZ01000"),
                  smssite.ParentWord.phrase("Q7Z", "active"), smssite.Registry(b"REGEDIT4\r\n"),
                  smssite.SmsIni(b"[SMS]\r\nPath=C:\\\r\n")]
        methods = [getattr(thing, name) for thing in things for name in dir(thing)
                   if not name.startswith("__") and name not in ("close", "_of") and callable(getattr(thing, name))
                   and not name.startswith("_")]
        items = [thing.__getitem__ for thing in things if hasattr(thing, "__getitem__")]
        return functions + methods + items

    def test_wrong_arguments(self):
        tried = 0
        for call in self.calls():
            for wrong in WRONG:
                for arguments in ((wrong,), (wrong, wrong), (0, wrong), (wrong, 0), (wrong, wrong, wrong)):
                    tried += 1
                    try:
                        call(*arguments)
                    except Exception:
                        pass
        self.assertGreater(tried, 5000)

    def test_wrong_arguments_of_the_inside(self):
        """The extension module itself, which the classes stand before."""
        from smssite import _core
        names = [name for name in dir(_core) if callable(getattr(_core, name)) and not name.startswith("_")
                 and not isinstance(getattr(_core, name), type)]
        file = support.control_file()._handle
        for name in names:
            if name.startswith("delete_") or name.endswith("_swigregister"):
                continue
            for arguments in ((), (None,), (None, None), (None, 0), (None, 0, 0), (file,), (file, 2**64 - 1), (file, -1),
                              (file, 0, 2**64 - 1), (file, None, None), ("x", "x"), (file, file, file), (b"", b"", b""),
                              (None, None, 0, 0), (None, 0, 0, None, 0), (file, 0, 0, b"", 0), (None, b"", True, 0)):
                try:
                    getattr(_core, name)(*arguments)
                except Exception:
                    pass


if __name__ == "__main__":
    support.main()
