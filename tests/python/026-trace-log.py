# SPDX-License-Identifier: MIT
"""Trace logs: records, filters, several logs on one time line, following."""

import datetime
import os
import pathlib
import tempfile
import threading
import unittest

import smssite
import support
from smssite import TraceForm, TraceTally


def record(text, second, component="SMS_SCHEDULER", thread="C1"):
    return f"{text}   $$<{component}><Tue Jul 15 11:00:{second:02} 1997~><thread={thread}>\r\n"


class Records(unittest.TestCase):
    def test_all_fields(self):
        one = smssite.parse_trace_record("{12} ERROR SQL: caf\xe9 \x81  $$<SMS_X><Tue Jul 15 11:00:00.250 1997 GMT><thread=43 (0x2B)>"
                                         .encode("latin-1"))
        self.assertEqual(one[:8], (TraceForm.SMS_2, "{12} ERROR SQL: café \ufffd", "café \ufffd", "SMS_X", "ERROR SQL", "", "", "GMT"))
        self.assertEqual((one.time_local_s, one.time_ms, one.source_line, one.thread), (868964400, 250, 12, 43))
        self.assertEqual(one.time_local, datetime.datetime(1997, 7, 15, 11, 0, 0, 250000))
        self.assertEqual((one.log, one.line), (0, 0))


class Logs(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        self.log = self.place / "SCHED.LOG"

    def write(self, path, *records, mode="w"):
        with open(path, mode, encoding="cp1252", newline="") as file:
            file.writelines(records)

    def texts(self, log):
        return [one.text for one in log]

    def test_a_log_is_read_lazily(self):
        self.write(self.log, record("one", 1), record("café", 2), "plain\n")
        with smssite.read_log(self.log) as log:
            first = next(log)
            self.assertEqual((first.text, first.component, first.thread, first.log, first.line),
                             ("one", "SMS_SCHEDULER", 0xC1, 0, 1))
            self.assertEqual(self.texts(log), ["café", "plain"])
            self.assertEqual(list(log), [])
            self.assertEqual(log.names, ["SCHED.LOG"])
            self.assertEqual(log.tally(0, TraceTally.LINES), 3)
            self.assertEqual(log.tally(0, TraceTally.TEXT), 1)
            self.assertIn("SCHED.LOG", repr(log))
        self.assertTrue(log.closed)
        self.assertEqual(repr(log), "<smssite.TraceLog, closed>")
        for call in (lambda: next(log), lambda: iter(log), lambda: log.names, log.follow):
            self.assertRaises(smssite.InvalidError, call)

    def test_filters(self):
        self.write(self.log, record("one", 1), record("two", 2, "SMS_EXECUTIVE", "C2"), record("Three", 3, thread="C2"))
        noon = datetime.datetime(1997, 7, 15, 11, 0, 2)
        for filters, expected in (
            ({"component": "sms_scheduler"}, ["one", "Three"]), ({"thread": 0xC2}, ["two", "Three"]),
            ({"since": noon}, ["two", "Three"]), ({"until": 868964402}, ["one", "two"]), ({"text": "hr"}, ["Three"]),
            ({"pattern": "(?i)^t"}, ["two", "Three"]), ({"component": "SMS_SCHEDULER", "thread": 0xC2}, ["Three"]),
        ):
            with self.subTest(filters), smssite.read_log(str(self.log), **filters) as log:
                self.assertEqual(self.texts(log), expected)
        with self.assertRaises(smssite.MalformedError):
            smssite.read_log(self.log, pattern="a(b")
        with self.assertRaises(ValueError):
            smssite.read_log(self.log, since=noon.replace(tzinfo=datetime.timezone.utc))
        with self.assertRaises(TypeError):
            smssite.read_log(self.log, component=b"x")

    def test_several_logs_and_what_was_rolled_over(self):
        self.write(self.log, record("b", 2), record("d", 4))
        self.write(self.place / "SCHED.LO_", record("a", 1))
        log = smssite.read_log(self.log, bytearray(record("c", 3).encode()))
        self.assertEqual([(one.text, log.names[one.log]) for one in log],
                         [("a", "SCHED.LO_"), ("b", "SCHED.LOG"), ("c", "log"), ("d", "SCHED.LOG")])

    def test_trees_and_descriptors(self):
        tree = smssite.Tree.memory()
        tree.make_directory("LOGS")
        tree.write("LOGS/HMAN.LOG", record("one", 1).encode())
        log = smssite.TraceLog()
        log.add("logs\\hman.log", tree)
        self.write(self.log, record("two", 2))
        descriptor = os.open(self.log, os.O_RDONLY)
        log.add_descriptor(descriptor, "two")
        self.assertEqual(self.texts(log), ["one", "two"])
        os.close(descriptor)
        with self.assertRaises(smssite.NotFoundError):
            log.add("LOGS/NONE.LOG", tree)

    def test_a_log_is_followed(self):
        self.write(self.log, record("one", 1))
        with smssite.read_log(self.log, follow=True) as log:
            self.assertEqual(self.texts(log), ["one"])
            self.write(self.log, record("two", 2)[:10], mode="a")
            self.assertEqual(self.texts(log), [])
            self.write(self.log, record("two", 2)[10:], mode="a")
            self.assertEqual(self.texts(log), ["two"])
            self.log.rename(self.place / "SCHED.LO_")
            self.write(self.log, record("three", 3))
            self.assertEqual(self.texts(log), ["three"])
            self.assertEqual(log.tally(0, TraceTally.ROLLED), 1)

    def test_threads_share_a_log(self):
        data = "".join(record(str(i), i % 60) for i in range(20000)).encode()
        log, seen = smssite.read_log(bytearray(data)), []
        threads = [threading.Thread(target=lambda: seen.extend(one.line for one in log)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(seen), list(range(1, 20001)))


if __name__ == "__main__":
    support.main()
