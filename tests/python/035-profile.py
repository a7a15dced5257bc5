# SPDX-License-Identifier: MIT
"""Profiles: where the evidence lies, told once."""

import unittest

import smssite
import support
from smssite import Liveness, ProfileItem, ServerKind, ServiceState

TEXT = b"""[site]
tree = edge7/SMS
drive-root = /mnt/edge7
liveness = copy
parent = c9n.ini
[logon server ntlog1]
kind = nt
domain = EDGE
tree = ntlog1%20
[logon server NWLOG1]
tree = /mnt/nw
"""


class Profiles(unittest.TestCase):
    def test_it_says_where_things_lie(self):
        profile = smssite.Profile(TEXT, "/sites/q7z.ini")
        self.assertEqual(profile[ProfileItem.TREE], "/sites/edge7/SMS")
        self.assertEqual(profile[ProfileItem.DRIVE_ROOT], "/mnt/edge7")
        self.assertIsNone(profile[ProfileItem.SERVICES])
        self.assertEqual(profile.liveness, Liveness.COPY)
        first, second = profile.logon_servers
        self.assertEqual((first.name, first.kind, first.domain, first.tree, first.services),
                         ("NTLOG1", ServerKind.WINDOWS_NT, "EDGE", "/sites/ntlog1 ", None))
        self.assertEqual((second.kind, second.domain, second.liveness), (ServerKind.UNKNOWN, None, Liveness.AUTO))

    def test_mistakes_are_told_by_line(self):
        with self.assertRaisesRegex(smssite.MalformedError, r"q7z\.ini:2: a line cannot end in"):
            smssite.Profile(b"[site]\ntree = \\\\EDGE7\\SMS_SHRD\\\n", "q7z.ini")


class OfAModel(support.LabCase):
    def test_a_case_is_made_of_all_it_names(self):
        profile = smssite.Profile.read(self.model / "q7z.ini")
        case = profile.case(taken=self.now(), now=self.now())
        self.assertEqual(case.site.site_code, "Q7Z")
        self.assertFalse(case.site.is_copy)
        self.assertEqual(case.parent.site_code, "C9N")
        self.assertEqual(case.site.services.find("SMS_EXECUTIVE"), ServiceState.RUNNING)
        self.assertIn("A01", [finding.rule for finding in case.diagnose()])
        seen = profile.observe(taken=self.now(), parent_status="active", live=False)
        self.assertTrue(seen.is_copy)

    def test_a_logon_server_without_its_tree_is_not_in_view(self):
        text = (self.model / "q7z.ini").read_bytes()
        (self.model / "away").mkdir()
        more = b"\n[logon server NTLOG9]\nkind = nt\ntree = away\n"
        case = smssite.Profile(text + more, self.model / "q7z.ini").case(taken=self.now(), now=self.now())
        self.assertEqual(case.logon_servers, {"NTLOG9": None})
        self.assertEqual(case.kinds["NTLOG9"], (ServerKind.WINDOWS_NT, None))
        for wrong in (b"registry = none.reg\n", b"tree = nowhere\n"):
            profile = smssite.Profile(text + b"[logon server NTLOG9]\n" + wrong + (b"tree = EDGE7\n" if b"reg" in wrong else b""),
                                      self.model / "q7z.ini")
            with self.assertRaises(Exception):
                profile.case(taken=self.now())


if __name__ == "__main__":
    support.main()
