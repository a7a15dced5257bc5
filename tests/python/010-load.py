# SPDX-License-Identifier: MIT
"""The package loads, says what it is, and shows nothing that is not meant to be seen."""

import re
import subprocess
import sys
import unittest

import smssite
import support


class Load(unittest.TestCase):
    def test_version_is_that_of_the_project(self):
        text = (support.SOURCE / "meson.build").read_text()
        self.assertEqual(smssite.version(), smssite.__version__)
        self.assertEqual(smssite.__version__, re.search(r"version: '([^']+)'", text).group(1))

    def test_unknown_features_are_not_there(self):
        self.assertIs(smssite.has("teleport"), False)
        self.assertIs(smssite.has(""), False)

    def test_import_prints_nothing(self):
        done = subprocess.run([sys.executable, "-W", "error", "-c", "import smssite"], capture_output=True, check=True)
        self.assertEqual((done.stdout, done.stderr), (b"", b""))

    def test_star_import_brings_what_is_listed(self):
        names = {}
        exec("from smssite import *", names)
        names.pop("__builtins__")
        self.assertEqual(set(names), set(smssite.__all__))

    def test_public_names_are_listed(self):
        public = {name for name in dir(smssite) if not name.startswith("_")}
        self.assertEqual(public, set(smssite.__all__))

    def test_objects_that_come_from_calls_are_not_made_by_hand(self):
        for kind in (smssite.Snapshot, smssite.Findings, smssite.Trail, smssite.Advice, smssite.Plan, smssite.Apply,
                     smssite.Action, smssite.ParentWord):
            with self.subTest(kind=kind.__name__), self.assertRaises(TypeError):
                kind()

    def test_tables_are_there(self):
        self.assertTrue(smssite.rule("a01").title)
        self.assertIn(smssite.EvidenceKind.PERMISSIONS, smssite.rule("C12").evidence)
        self.assertEqual(smssite.evidence_name(smssite.EvidenceKind.EVENT_LOG), "event log")
        self.assertIsNone(smssite.rule("Z99"))
        self.assertEqual(len({rule.id for rule in smssite.rules()}), len(smssite.rules()))
        self.assertEqual(smssite.service_catalogue_find("sms_executive").kind, smssite.ServiceKind.NT)
        self.assertIn(smssite.Role.SECONDARY, smssite.service_catalogue_find("SMS_EXECUTIVE").roles)
        self.assertIsNone(smssite.service_catalogue_find("SMS_TELEPORTER"))
        self.assertEqual(smssite.layout_find("site.srv/sitecfg.box").depth, smssite.LayoutDepth.READ)
        self.assertIsNone(smssite.layout_find("NO.SUCH"))

    def test_numbers_and_names_are_explained(self):
        self.assertEqual([m.topic for m in smssite.explain("32")],
                         [smssite.Topic.SITE_DETAIL, smssite.Topic.WIN32_ERROR])
        meaning, = smssite.explain("sc_file_nodomain")
        self.assertEqual((meaning.topic, meaning.first, meaning.last, meaning.rules), (smssite.Topic.REJECT_CODE, 715, 715, "B12"))
        self.assertEqual(smssite.explain("no such"), [])
        self.assertIn(meaning, smssite.meanings())
        self.assertEqual(smssite.topic_name(smssite.Topic.EVENT), "event")

    def test_smsids_count_in_base_36(self):
        one = smssite.SMSID("skz0100Z")
        self.assertEqual(str(one), "SKZ0100Z")
        self.assertEqual((one.site_code, one.range, one.counter), ("SKZ", 1, 35))
        self.assertEqual(one.next(), smssite.SMSID("SKZ01010"))
        self.assertEqual(one.next().previous(), one)
        self.assertEqual(str(one.next_range()), "SKZ02000")
        self.assertLess(one, one.next())
        self.assertEqual(smssite.SMSID.make("SKZ", 1, 35), one)
        self.assertEqual(len({one, smssite.SMSID("SKZ0100Z")}), 1)
        with self.assertRaises(smssite.LimitError):
            smssite.SMSID("SKZ01ZZZ").next()
        with self.assertRaises(smssite.MalformedError):
            smssite.SMSID("SKZ")
        self.assertTrue(smssite.is_reserved_site_code("con"))
        self.assertFalse(smssite.is_reserved_site_code("C9N"))


if __name__ == "__main__":
    support.main()
