# SPDX-License-Identifier: MIT
"""The examples print the same, byte for byte, in every language."""

import os
import re
import shutil
import subprocess
import sys
import time
import unittest

import support

#: Where the C examples were built; where Perl finds its modules, "" without Perl.
C_EXAMPLES = os.environ["SMSSITE_C_EXAMPLES"]
PERL_PATH = os.environ["SMSSITE_PERL_PATH"]


def commands(name):
    found = {"c": [f"{C_EXAMPLES}/example-{name}"], "python": [sys.executable, str(support.SOURCE / "examples/python" / name)]}
    if PERL_PATH:
        path = [word for place in PERL_PATH.split(":") for word in ("-I", place)]
        found["perl"] = ["perl", "-w", *path, str(support.SOURCE / "examples/perl" / name)]
    return found


class ExampleCase(support.LabCase):
    def outputs(self, name, arguments, words=""):
        """What each prints and its exit status; each works on a model of its own."""
        results = {}
        for language, command in commands(name).items():
            shutil.rmtree(self.place / "work", True)
            shutil.copytree(self.model, self.place / "work", symlinks=True)
            done = subprocess.run(command + [str(argument) for argument in arguments], input=words.encode(),
                                  capture_output=True, cwd=self.place / "work", env={**os.environ, "TZ": "UTC"})
            # A plan is named for what was seen and when, and the three look one after another.
            results[language] = (done.returncode, re.sub(rb"\b[0-9a-f]{12}\b", b"<plan>", done.stdout), done.stderr)
        return results

    def same(self, name, *arguments, words=""):
        results = self.outputs(name, arguments, words)
        for language, result in results.items():
            self.assertEqual(result, results["c"], f"{language} {name}")
        return results["c"]


class Examples(ExampleCase):
    def test_show_control_file(self):
        code, out, err = self.same("show-control-file", "EDGE7/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0")
        self.assertEqual((code, err), (0, b""))
        self.assertIn(b"site_code: Q7Z\n", out)
        self.assertIn(b"AS_THREAD", out)

    def test_show_control_file_escapes_what_a_terminal_would_obey(self):
        data = support.CONTROL_FILE.replace(b"\xc9dge", b"\xc9\x1b[31m\x85\x7f")
        (self.model / "odd.ct0").write_bytes(data.replace(b"\r\n", b"\n"))
        code, out, err = self.same("show-control-file", "odd.ct0")
        self.assertEqual(code, 0)
        self.assertIn("site_name: É?[31m…?\n".encode(), out)
        self.assertNotIn(b"\x1b", out)

    def test_show_control_file_tells_what_is_wrong(self):
        code, out, err = self.same("show-control-file", "lab.json")
        self.assertEqual((code, out), (1, b""))
        self.assertIn(b"line 1", err)

    def test_why_stuck(self):
        code, out, err = self.same("why-stuck", "EDGE7", "evidence/EDGE7-sc.txt", "evidence/site-list.txt")
        self.assertEqual((code, err), (0, b""))
        self.assertIn(b"STUCK A01 ", out)
        self.assertIn(b"Advice: force-ct2\n", out)
        self.assertIn(b"site-list.txt:3: ", out)

    def test_why_stuck_with_little_evidence(self):
        code, out, err = self.same("why-stuck", "EDGE7")
        self.assertEqual((code, err), (0, b""))
        self.assertIn(b"missing: ", out)

    def test_force_ct2_on_a_copy(self):
        code, out, err = self.same("force-ct2", "EDGE7", "evidence/EDGE7-sc.txt", "evidence/site-list.txt", "--dry")
        self.assertEqual((code, err), (0, b""))
        self.assertIn(b"    at EDGE7: NET ", out)

    def test_force_ct2_does_not_touch_a_copy_in_earnest(self):
        code, out, err = self.same("force-ct2", "EDGE7", "evidence/EDGE7-sc.txt", "evidence/site-list.txt")
        self.assertEqual((code, out), (1, b""))
        self.assertTrue(err.startswith(b"force-ct2: "))

    def test_read_log(self):
        def record(text, second):
            return f"{text}   $$<SMS_SCHEDULER><Tue Jul 15 11:00:{second:02} 1997~><thread=C1>\r\n".encode("cp1252")

        (self.model / "A.LOG").write_bytes(record("one \x1b\u20ac", 1) + b"plain\n" + record("four", 4) + record("back", 0))
        (self.model / "B.LOG").write_bytes(b"\xff\xfe" + "{3} INFO: three   $$<SMS_C><Tue Jul 15 11:00:03 1997~><thread=C1>\n".encode("utf-16-le"))
        (self.model / "B.LO_").write_bytes(record("two", 2))
        code, out, err = self.same("read-log", "-", "A.LOG", "B.LOG")
        self.assertEqual((code, err), (0, b""))
        self.assertEqual([line.split(b"  ")[-1] for line in out.splitlines()[:6]],
                         ["one ?€".encode(), b"plain", b"two", b"{3} INFO: three", b"four", b"back"])
        self.assertIn(b"A.LOG: 4 lines, the clock put back 1 times\n", out)
        self.assertIn(b"\n1997-07-15 11:00:03  B.LOG:1  SMS_C  ", out)
        code, out, err = self.same("read-log", "sms_c", "A.LOG", "B.LOG")
        self.assertEqual(len(out.splitlines()), 4)
        code, out, err = self.same("read-log", "-", "NONE.LOG")
        self.assertEqual((code, out), (1, b""))

    def test_id_map(self):
        history = self.model / "EDGE7/SMS/SITE.SRV/INVENTRY.BOX/HISTORY"
        (history / "Q7Z04ABC.HMS").write_bytes(b"")
        (self.model / "ids.txt").write_bytes(b"Q7Z00001 PC1\r\nQ7Z00001 PC2\r\nABC00001\r\n")
        code, out, err = self.same("id-map", "EDGE7", "ids.txt")
        self.assertEqual((code, err), (0, b""))
        self.assertIn(b"\nrange 4 nobody Q7Z04ABC 1 in use: SITE.SRV\\INVENTRY.BOX\\HISTORY\\Q7Z04ABC.HMS\n", out)
        self.assertIn(b"GIVEN_TWICE Q7Z00001 is the id of more than one client\n    suspect: Q7Z00001 Q7Z00001\n", out)
        self.assertIn(b"not seen: Next SMS Unique ID\n", out)
        (self.model / "ids.txt").write_bytes(b"no id\n")
        code, out, err = self.same("id-map", "EDGE7", "ids.txt")
        self.assertEqual((code, out), (1, b""))
        self.assertIn(b"ids.txt:1", err)

    def test_usage(self):
        for name in ("show-control-file", "why-stuck", "force-ct2", "activate", "read-log", "id-map", "rebuild"):
            code, out, err = self.same(name)
            self.assertEqual((code, out), (2, b""))
            self.assertIn(f"usage: {name} ".encode(), err)


class Upgrading(ExampleCase):
    """A site whose upgrade has hung for a day."""

    scenario = "upgrade-hung"

    def test_activate_on_a_copy(self):
        code, out, err = self.same("activate", "EDGE7", "evidence/EDGE7-sc.txt", "evidence/site-list.txt", "--dry")
        self.assertEqual((code, err), (0, b""))
        self.assertIn(b"Remove the service SMS_UPGRADE_BOOTSTRAP (point of no return)\n", out)
        self.assertIn(b"    at PRIME9: PREINST /UPGRADE:Q7Z\n".replace(b"PRIME9", b"site server of C9N"), out)
        self.assertTrue(out.splitlines()[-1].startswith(b"DONE Rehearsal: "))

    def test_activate_does_not_touch_a_copy_in_earnest(self):
        code, out, err = self.same("activate", "EDGE7", "evidence/EDGE7-sc.txt", "evidence/site-list.txt")
        self.assertEqual(code, 1)
        self.assertTrue(err.startswith(b"activate: "))

    def test_activate_says_which_way_fits_instead(self):
        (self.model / "one.txt").write_text("Q7Z 4 51\n")
        code, out, err = self.same("activate", "EDGE7", "evidence/EDGE7-sc.txt", "one.txt", "--dry")
        self.assertEqual((code, out), (1, b""))
        self.assertIn(b"the parent is deleting the site", err)


class Rebuild(ExampleCase):
    """A site with a logon server of each kind, as a copy."""

    scenario = "rebuild-mixed"

    @classmethod
    def make(cls, place):
        super().make(place)
        profile = place / "q7z.ini"
        profile.write_text(profile.read_text().replace("liveness = live", "liveness = copy"))

    def test_rebuild_on_a_copy(self):
        code, out, err = self.same("rebuild", "q7z.ini", "q7z.rec", "--dry")
        self.assertEqual((code, err), (0, b""))
        self.assertIn(b"Site Q7Z, next range Q7Z04000\n", out)
        self.assertIn(b"\n-- no way back from here --\n", out)
        self.assertIn(b"    at NTLOG1: NET SHARE SMS_SHR /DELETE /Y\n", out)
        self.assertIn(b"\nDONE Rehearsal: ", out)

    def test_rebuild_from_a_record(self):
        first = self.outputs("rebuild", ["q7z.ini", "q7z.rec", "--dry"])["c"][1]
        shutil.copy(self.place / "work" / "q7z.rec", self.model / "kept.rec")
        code, out, err = self.same("rebuild", "q7z.ini", "kept.rec", "--dry")
        self.assertEqual((code, err), (0, b""))
        self.assertEqual(out, first)

    def test_rebuild_refuses_the_record_of_another_site(self):
        self.outputs("rebuild", ["q7z.ini", "q7z.rec", "--dry"])
        (self.model / "kept.rec").write_bytes((self.place / "work" / "q7z.rec").read_bytes())
        (self.model / "c9n.ini").write_text("[site]\ntree = PRIME9\nliveness = copy\n")
        code, out, err = self.same("rebuild", "c9n.ini", "kept.rec")
        self.assertEqual((code, out), (1, b""))
        self.assertIn(b"rebuild: the record is of site Q7Z, this is C9N", err)
        (self.model / "kept.rec").write_bytes((self.model / "kept.rec").read_bytes()[:-9])
        code, out, err = self.same("rebuild", "q7z.ini", "kept.rec")
        self.assertEqual((code, out), (1, b""))
        self.assertTrue(err.startswith(b"rebuild: kept.rec"), err)


class Asking(ExampleCase):
    """A site at work, whose administrator answers."""

    @classmethod
    def make(cls, place):
        super().make(place, "--start", str(int(time.time())))

    def test_force_ct2_stops_when_a_command_failed(self):
        code, out, err = self.same("force-ct2", "EDGE7", "evidence/EDGE7-sc.txt", "evidence/site-list.txt", words="n\n")
        self.assertEqual((code, err), (0, b""))
        self.assertIn(b"    Done? [y/n] ", out)
        self.assertIn(b"FAILED See that ", out)


if __name__ == "__main__":
    support.main()
