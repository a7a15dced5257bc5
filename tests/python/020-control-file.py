# SPDX-License-Identifier: MIT
"""Site control files: reading, checking, masking, changing."""

import datetime
import gc
import json
import os
import pathlib
import unittest

import smssite
import support
from smssite import ControlType, SectionKind, Verdict


class Read(unittest.TestCase):
    def setUp(self):
        self.file = support.control_file()

    def test_header(self):
        self.assertEqual((self.file.build, self.file.syntax, self.file.type), (786, "1.08", ControlType.ACTUAL))
        self.assertEqual(self.file.time_utc_s, 868900000)
        self.assertEqual(self.file.time, datetime.datetime(1997, 7, 14, 17, 6, 40, tzinfo=datetime.timezone.utc))
        self.assertEqual(self.file.data, support.CONTROL_FILE)

    def test_times_that_are_not_known_or_beyond_all_calendars(self):
        for stamp, seconds in ((b"never", None), (b"%d" % 2**62, 2**62)):
            file = smssite.ControlFile(support.CONTROL_FILE.replace(b"<868900000>", b"<" + stamp + b">"))
            self.assertEqual((file.time_utc_s, file.time), (seconds, None))

    def test_it_is_a_sequence_of_sections(self):
        kinds = [section.kind for section in self.file]
        self.assertEqual(kinds, [SectionKind.FILE_DEFINITION, SectionKind.SITE_ACCOUNT, SectionKind.PROPERTY,
                                 SectionKind.PROPERTY, SectionKind.DOMAIN, SectionKind.LOGONSERVER])
        self.assertEqual(len(self.file), 6)
        self.assertEqual(self.file[-1], self.file[5])
        self.assertEqual([section.index for section in self.file[1:3]], [1, 2])
        self.assertEqual(len(self.file.sections), 6)
        for index in (6, -7, 2**70):
            with self.subTest(index=index), self.assertRaises(IndexError):
                self.file[index]

    def test_section_is_a_sequence_of_values(self):
        account = self.file.site_account
        self.assertEqual((account.line, len(account)), (12, 18))
        self.assertEqual(account[1], "Q7Z")
        self.assertEqual(account["site_code"], "Q7Z")
        self.assertEqual(account["site_name"], "\xc9dge")
        self.assertEqual(account.raw("site_name"), b"\xc9dge")
        self.assertEqual(account.number("site_type"), 9)
        self.assertEqual(list(account)[:4], ["9", "Q7Z", "C9N", "EDGE7"])
        self.assertEqual(account[0:2], ["9", "Q7Z"])
        self.assertEqual(account.fields["install_directory"], "D:\\SMS")
        self.assertTrue(account.data.startswith(b"BEGIN_SITE_ACCOUNT"))
        self.assertIsNone(account.parent)
        with self.assertRaises(KeyError):
            account["site_cod"]
        with self.assertRaises(IndexError):
            account[18]
        with self.assertRaises(smssite.MalformedError):
            account.number("site_code")

    def test_values_without_documented_meaning_have_no_name(self):
        server = self.file.find(SectionKind.LOGONSERVER)
        self.assertEqual(server.field_names, ["name", None, None, "drive"])
        self.assertEqual(server.fields, {"name": "EDGE7", "drive": "D:"})
        self.assertEqual(server.parent.kind, SectionKind.DOMAIN)
        self.assertEqual(smssite.section_field_name(SectionKind.DOMAIN, 0), "name")
        self.assertIsNone(smssite.section_field_name(SectionKind.LOGONSERVER, 1))

    def test_find(self):
        self.assertEqual(self.file.find_property("service RESPONSE").number("dword"), 2)
        self.assertIsNone(self.file.find_property("No Such"))
        self.assertEqual(self.file.find(SectionKind.PROPERTY, 3).index, 3)
        self.assertIsNone(self.file.find(SectionKind.SENDER))
        self.assertEqual(len(self.file.find_all(SectionKind.PROPERTY)), 2)

    def test_iterators_keep_the_file_alive(self):
        sections = iter(smssite.ControlFile(support.CONTROL_FILE))
        account = smssite.ControlFile(support.CONTROL_FILE).site_account
        values = iter(account)
        gc.collect()
        self.assertEqual(next(sections).kind, SectionKind.FILE_DEFINITION)
        self.assertEqual(account["site_code"], "Q7Z")
        del account
        gc.collect()
        self.assertEqual(next(values), "9")

    def test_what_is_irregular_is_told(self):
        self.assertEqual(self.file.tolerances, [])
        folded = smssite.ControlFile(support.CONTROL_FILE.replace(b"\r\n", b"\n"))
        self.assertTrue(folded.tolerances)
        self.assertIsInstance(folded.tolerances[0].text, str)

    def test_bytes_that_are_no_control_file_are_malformed(self):
        for data in (b"", b"\0", b"[SMS]\r\n", support.CONTROL_FILE[:300]):
            with self.subTest(data=data[:10]), self.assertRaises(smssite.MalformedError):
                smssite.ControlFile(data)

    def test_any_kind_of_bytes_is_read(self):
        for data in (bytearray(support.CONTROL_FILE), memoryview(support.CONTROL_FILE)):
            self.assertEqual(smssite.ControlFile(data).site_account["site_code"], "Q7Z")

    def test_nul_in_a_value_does_not_end_it(self):
        file = smssite.ControlFile(support.CONTROL_FILE.replace(b"Status report", b"Status\0report"))
        self.assertEqual(file[0]["comment"], "Status\ufffdreport")
        self.assertEqual(file[0].raw("comment"), b"Status\0report")


class Secrets(unittest.TestCase):
    def setUp(self):
        self.file = support.control_file()

    def test_secrets_are_known(self):
        account = self.file.site_account
        self.assertEqual([i for i in range(len(account)) if account.is_secret(i)], [8, 9, 10, 12, 13, 15])
        self.assertTrue(account.is_secret("service_password"))
        self.assertEqual(account["service_password"], support.SECRETS[1])

    def test_masked_file_parses_and_holds_none(self):
        masked = self.file.masked()
        for secret in support.SECRETS:
            self.assertNotIn(secret.encode(), masked)
        self.assertEqual(smssite.ControlFile(masked).site_account["site_code"], "Q7Z")

    def test_json_shows_them_only_when_asked(self):
        json.loads(self.file.to_json())
        self.assertNotIn(support.SECRETS[0], self.file.to_json())
        self.assertIn(support.SECRETS[0], self.file.to_json(show_secrets=True))

    def test_repr_shows_none(self):
        for thing in (self.file, self.file.site_account, self.file.sections):
            for secret in support.SECRETS:
                self.assertNotIn(secret, repr(thing))


class Judge(unittest.TestCase):
    def test_check_says_what_scman_would_do(self):
        file = support.control_file()
        passes = file.check(711)
        self.assertEqual(passes.verdict, Verdict.PASSES)
        self.assertEqual(file.check(714).verdict, Verdict.UNKNOWN)
        self.assertEqual(file.check(714, site_code="XXX", install_directory="D:\\SMS").verdict, Verdict.REJECTED)
        self.assertTrue(smssite.reject_code_text(715))
        self.assertIsNone(smssite.reject_code_text(700))
        with self.assertRaises(smssite.InvalidError):
            file.check(700)


class Edit(unittest.TestCase):
    def setUp(self):
        self.file = support.control_file()

    def test_without_changes_the_bytes_are_the_same(self):
        self.assertEqual(self.file.edit().finish(), support.CONTROL_FILE)

    def test_changes_change_only_what_they_say(self):
        with self.file.edit() as edit:
            edit.set(self.file.site_account, "site_name", "Zürich \u20ac")
            edit.set(0, 1, "changed")
            edit.remove(self.file.find_property("Version"))
            edit.insert(self.file[2], SectionKind.PROPERTY, ["New", "", "", "7"])
            data = edit.finish()
        after = smssite.ControlFile(data)
        self.assertEqual(after.site_account["site_name"], "Zürich \u20ac")
        self.assertIn("Zürich \u20ac".encode("cp1252"), data)
        self.assertEqual(after[0]["comment"], "changed")
        self.assertIsNone(after.find_property("Version"))
        self.assertEqual(after.find_property("New").number("dword"), 7)
        self.assertEqual(self.file.data, support.CONTROL_FILE)

    def test_text_that_cannot_stand_there_is_refused(self):
        edit = self.file.edit()
        for text in ("a<b", "a\nb", "\u263a"):
            with self.subTest(text=text), self.assertRaises(smssite.MalformedError):
                edit.set(self.file.site_account, "site_name", text)
        self.assertEqual(edit.finish(), support.CONTROL_FILE)

    def test_sections_of_another_file_are_refused(self):
        with self.assertRaises(smssite.InvalidError):
            self.file.edit().remove(support.control_file()[2])

    def test_edit_keeps_the_file_alive(self):
        edit = support.control_file().edit()
        gc.collect()
        self.assertEqual(edit.finish(), support.CONTROL_FILE)


class Records(unittest.TestCase):
    def test_trace_record(self):
        record = smssite.parse_trace_record(b"caf\xe9~ $$<SMS_EXECUTIVE><Mon Dec 04 15:41:45 1995~><thread=E0>")
        self.assertEqual((record.component, record.thread), ("SMS_EXECUTIVE", 0xE0))
        self.assertIn("café~", record.text)
        self.assertEqual(record.time_local, datetime.datetime(1995, 12, 4, 15, 41, 45))
        self.assertIsNone(record.time_local.tzinfo)
        with self.assertRaises(smssite.MalformedError):
            smssite.parse_trace_record(b"no trailer")


class Sample(unittest.TestCase):
    def test_the_guides_sample(self):
        samples = os.environ.get("SMSSITE_SAMPLES")
        if not samples:
            self.skipTest("SMSSITE_SAMPLES is not set")
        file = smssite.ControlFile.read(pathlib.Path(samples) / "sitectrl" / "SITECTRL.CT0")
        self.assertEqual(file.site_account["site_code"], "SKZ")
        self.assertEqual(file.edit().finish(), file.data)


if __name__ == "__main__":
    support.main()
