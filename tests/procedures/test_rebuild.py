# SPDX-License-Identifier: MIT
"""The third procedure from the tool alone: recorded, planned and carried out on the lab, clients logging on all the while; a
person who does what is asked, a runner for the commands. And what is refused."""
import os
import pathlib
import shutil
import subprocess
import unittest

from lab_support import LabCase
from rebuild_person import Person, carry_out
from smslab import Lab

TOOL = os.environ["SMSSITE_TOOL"]
CHANGED, INTERRUPTED, REFUSED = 4, 5, 6
SERVERS = ("EDGE7", "NTLOG1", "LMLOG1", "NWLOG1")


def tool(*words):
    return subprocess.run([TOOL, *map(str, words)], text=True, capture_output=True, timeout=300)


def files_in(path):
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


class Rebuild(LabCase):
    def planned(self, scenario, **more):
        lab = self.model(scenario, **more)
        path = pathlib.Path(lab.directory)
        record = tool("record", path / "q7z.ini", "-o", path / "Q7Z.rec", "--now", lab.now)
        self.assertEqual(record.returncode, 0, record.stderr)
        plan = tool("plan", "rebuild", path / "q7z.ini", "--record", path / "Q7Z.rec", "-o", path / "PLAN", "--now", lab.now)
        self.assertEqual(plan.returncode, 0, plan.stderr)
        return lab, path, Person(path)

    @staticmethod
    def play(path, person, words, stop_at=None):
        return carry_out(path, person, [TOOL, *map(str, words)], stop_at)

    def names(self, lab):
        return {server: os.listdir(self.path(lab, server, "SMS/LOGON.SRV/SMSID")) for server in SERVERS}

    def test_a_site_with_servers_of_three_kinds_is_rebuilt(self):
        lab, path, person = self.planned("rebuild-mixed")
        ranges = {server: name[:5] for server, [name] in self.names(lab).items()}
        lab.clients(300)
        said, status = self.play(path, person, ["apply", path / "PLAN", "--yes"], stop_at="Read the notes")
        self.assertEqual(status, INTERRUPTED, said)
        journal = next((path / "EDGE7").glob("SMSSITE.WRK/*/JOURNAL"))
        said, status = self.play(path, person, ["resume", journal], stop_at="add NTLOG1 to the domains")
        self.assertEqual(status, INTERRUPTED, said)
        said, status = self.play(path, person, ["resume", journal])
        self.assertEqual(status, 0, said)
        self.assertIn("Q7Z is rebuilt. Suspects", said)
        lab = Lab(str(path))
        lab.run(seconds=7200)
        found = Lab(str(path)).ids()
        self.assertEqual((found["twice"], found["shared"]), ({}, {}))
        self.assertEqual({server: name[:5] for server, [name] in self.names(lab).items()}, ranges)
        self.assert_active(lab)
        checked = tool("check", path / "q7z.ini", "--now", Lab(str(path)).now)
        self.assertNotIn("STUCK", checked.stdout)
        # Every question that names something to do was put once in each life of the tool, and none asks for a password.
        self.assertTrue([text for text in person.asked if "the password is known" in text])
        self.assertFalse([text for text in person.asked if "password:" in text.lower()])

    def test_it_is_taken_back_until_the_site_is_deleted(self):
        lab, path, person = self.planned("rebuild-nt")
        ini = (path / "EDGE7-C" / "SMS.INI").read_bytes()
        before = {server: person.registry(server) for server in ("EDGE7", "NTLOG1")}
        # The key of EDGE7 is gone by then.
        said, status = self.play(path, person, ["apply", path / "PLAN", "--yes"], stop_at="At NTLOG1 delete the key")
        self.assertEqual(status, INTERRUPTED, said)
        self.assertFalse((path / "EDGE7" / "SMS").exists())
        self.assertEqual(person.registry("EDGE7"), {})
        journal = next((path / "EDGE7").glob("SMSSITE.WRK/*/JOURNAL"))
        said, status = self.play(path, person, ["undo", journal])
        self.assertEqual(status, 0, said)
        self.assertTrue((path / "EDGE7" / "SMS" / "SITE.SRV").is_dir())
        self.assertEqual((path / "EDGE7-C" / "SMS.INI").read_bytes(), ini)
        self.assertEqual({server: person.registry(server) for server in before}, before)

    def test_a_wrong_yes_is_noticed_and_without_regedit_it_goes_on(self):
        """Windows NT 3.51: whatever REGEDIT would do is done elsewhere; and the key was not deleted at first."""
        _, path, person = self.planned("rebuild-nt", logon_servers=[])
        (path / "runner").rename(path / "runner-nt4")
        (path / "runner").write_text(f'#!/bin/sh\n[ "$2" = REGEDIT ] && exit 1\nexec "{path}/runner-nt4" "$@"\n')
        (path / "runner").chmod(0o755)
        person.elsewhere, person.lie = True, "delete the key"
        said, status = self.play(path, person, ["apply", path / "PLAN", "--yes"])
        self.assertEqual(status, CHANGED, said)
        self.assertIn("EDGE7 has the key HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS still. Resume asks for it again.", said)
        self.assertIn("in REGEDT32 and save it", said)
        journal = next((path / "EDGE7").glob("SMSSITE.WRK/*/JOURNAL"))
        said, status = self.play(path, person, ["resume", journal])
        self.assertEqual(status, 0, said)
        self.assertIn("Q7Z is rebuilt", said)

    def test_that_scman_starts_with_the_machine_is_noticed(self):
        _, path, person = self.planned("healthy")
        person.lie = "to start by hand"
        said, status = self.play(path, person, ["apply", path / "PLAN", "--yes"])
        self.assertEqual(status, CHANGED, said)
        self.assertIn("SMS_SITE_CONFIG_MANAGER starts with the machine still. Resume asks for it again.", said)
        journal = next((path / "EDGE7").glob("SMSSITE.WRK/*/JOURNAL"))
        said, status = self.play(path, person, ["resume", journal], stop_at="delete the key")
        self.assertEqual(status, INTERRUPTED, said)
        self.assertIn('"Start"=dword:00000003', (journal.parent / "SCMAN.REG").read_text())
        said, status = self.play(path, person, ["undo", journal])
        self.assertEqual(status, 0, said)

    def test_past_the_deletion_undo_asks_nothing_and_it_goes_on(self):
        lab, path, person = self.planned("rebuild-nt")
        said, status = self.play(path, person, ["apply", path / "PLAN", "--yes"], stop_at="create the secondary again")
        self.assertEqual(status, INTERRUPTED, said)
        self.assertIn("go on:     smssite resume", said)
        self.assertNotIn("smssite undo", said)
        journal = next((path / "EDGE7").glob("SMSSITE.WRK/*/JOURNAL"))
        before, asked = journal.read_bytes(), len(person.asked)
        for _ in range(2):
            said, status = self.play(path, person, ["undo", journal])
            self.assertEqual(status, REFUSED, said)
            self.assertIn("NOT_UNDONE: Past the point of no return", said)
        self.assertEqual((journal.read_bytes(), len(person.asked)), (before, asked))
        said, status = self.play(path, person, ["resume", journal])
        self.assertEqual(status, 0, said)
        self.assertIn("Q7Z is rebuilt", said)
        said, status = self.play(path, person, ["undo", journal])
        self.assertEqual(status, REFUSED, said)
        said, status = self.play(path, person, ["resume", journal])
        self.assertIn("DONE: Q7Z is rebuilt", said)
        self.assertEqual(status, 0, said)

    def copied(self, path):
        """The servers' trees, copied elsewhere; the plan knows nothing of it."""
        copy = path / "copy"
        for name in ("EDGE7", "EDGE7-C", "NTLOG1"):
            shutil.copytree(path / name, copy / name)
        return copy

    def test_a_rehearsal_touches_no_live_tree(self):
        _, path, person = self.planned("rebuild-nt")
        copy = self.copied(path)
        live = {name: files_in(path / name) for name in ("EDGE7", "EDGE7-C", "NTLOG1")}
        rehearse = ["apply", path / "PLAN", "--yes", "--rehearse", "--site", copy / "EDGE7"]
        for more in ([], ["--logon-server", f"NTLOG1={copy / 'NTLOG1'}"], ["--boot-drive", copy / "EDGE7-C"]):
            said, status = self.play(path, person, rehearse + more)
            self.assertEqual(status, REFUSED, said)
            self.assertEqual("--logon-server NTLOG1=DIR" in said, "--logon-server" not in more, said)
            self.assertEqual("--boot-drive DIR" in said, "--boot-drive" not in more, said)
            self.assertFalse((copy / "EDGE7" / "SMSSITE.WRK").exists())
        others = ["--logon-server", f"NTLOG1={copy / 'NTLOG1'}", "--boot-drive"]
        said, status = self.play(path, person, rehearse + others + [path / "EDGE7-C"])
        self.assertEqual(status, REFUSED, said)
        self.assertIn("live tree", said)
        journal = next((copy / "EDGE7").glob("SMSSITE.WRK/*/JOURNAL"))
        said, status = self.play(path, person, ["resume", journal])
        self.assertEqual(status, REFUSED, said)
        self.assertIn("--boot-drive DIR", said)
        others += [copy / "EDGE7-C"]
        said, status = self.play(path, person, ["resume", journal] + others)
        self.assertEqual(status, 0, said)
        self.assertFalse((copy / "NTLOG1" / "SMS").exists())
        said, status = self.play(path, person, ["undo", journal] + others)
        self.assertEqual(status, 0, said)
        self.assertTrue((copy / "NTLOG1" / "SMS").exists())
        self.assertEqual({name: files_in(path / name) for name in live}, live)

    def test_half_of_the_trees_elsewhere_is_refused(self):
        _, path, person = self.planned("rebuild-nt")
        copy = self.copied(path)
        said, status = self.play(path, person, ["apply", path / "PLAN", "--yes", "--site", copy / "EDGE7"])
        self.assertEqual(status, REFUSED, said)
        self.assertIn("NTLOG1", said)
        self.assertFalse((copy / "EDGE7" / "SMSSITE.WRK").exists())
        said, status = self.play(path, person, ["apply", path / "PLAN", "--yes", "--site", path / "PRIME9",
                                                  "--logon-server", f"NTLOG1={path / 'NTLOG1'}", "--boot-drive", path / "EDGE7-C"])
        self.assertEqual(status, CHANGED, said)
        self.assertIn("master of site C9N", said)
        self.assertFalse((path / "PRIME9" / "SMSSITE.WRK").exists())

    def profile_with(self, lab, old, new):
        profile = pathlib.Path(lab.directory, "q7z.ini")
        text = profile.read_text()
        self.assertIn(old, text)
        profile.write_text(text.replace(old, new))
        return tool("plan", "rebuild", profile, "-o", pathlib.Path(lab.directory, "PLAN"), "--now", lab.now)

    def test_sms_on_drive_c_is_one_drive(self):
        lab = self.model("rebuild-nt")
        path = pathlib.Path(lab.directory)
        ini = b"[Local]\r\nA=1\r\n"
        (path / "EDGE7/SMS.INI").write_bytes(ini)
        plan = self.profile_with(lab, "boot-drive = EDGE7-C", "boot-drive = EDGE7")
        self.assertEqual(plan.returncode, 0, plan.stderr)
        person = Person(path)
        said, status = self.play(path, person, ["apply", path / "PLAN", "--yes"], stop_at="create the secondary again")
        self.assertEqual(status, INTERRUPTED, said)
        self.assertIn(b"NextAvailableSiteSMSUniqueID=Q7Z0", (path / "EDGE7/SMS.INI").read_bytes())
        self.assertFalse((path / "EDGE7/SMS").exists())

    def test_a_drive_is_one_server_s(self):
        refused = self.profile_with(self.model("rebuild-nt"), "boot-drive = EDGE7-C", "boot-drive = PRIME9-C")
        self.assertEqual(refused.returncode, REFUSED, refused.stdout)
        self.assertIn("SMS.INI of the drive that is given as C: of EDGE7 is of site C9N", refused.stderr)
        refused = self.profile_with(self.model("rebuild-nt", "other"), "tree = NTLOG1", "tree = EDGE7")
        self.assertEqual(refused.returncode, REFUSED, refused.stdout)
        self.assertIn("EDGE7 and NTLOG1 cannot have the same drive", refused.stderr)

    def test_a_record_of_another_site_is_refused(self):
        _, path, _ = self.planned("rebuild-nt")
        other = self.model("healthy", "other")
        profile = pathlib.Path(other.directory, "c9n.ini")
        profile.write_text("[site]\ntree = PRIME9\n")
        refused = tool("plan", "rebuild", profile, "--record", path / "Q7Z.rec", "--now", other.now)
        self.assertEqual(refused.returncode, REFUSED, refused.stdout)
        self.assertIn("the record is of site Q7Z, this is C9N", refused.stderr)

    def test_a_server_of_another_site_is_refused_with_the_evidence(self):
        lab = self.model("rebuild-mixed")
        path = pathlib.Path(lab.directory)
        lab.exec("NTLOG1", ["NET", "SHARE", "SMS_SHR", "/DELETE"])
        lab.exec("NTLOG1", ["NET", "SHARE", "SMS_SHR=D:\\SMS\\LOGON.SRV", "/REMARK:Systems Management Server site X1Y"])
        (path / "LMLOG1/SMS/LOGON.SRV/DOMAIN.INI").write_bytes(b"[SMS]\r\nSiteCode=X1Y\r\n")
        refused = tool("plan", "rebuild", path / "q7z.ini", "--now", lab.now)
        self.assertEqual(refused.returncode, REFUSED, refused.stdout)
        self.assertIn('NTLOG1 belongs to site X1Y (the comment of its share SMS_SHR, "Systems Management Server site X1Y")', refused.stderr)
        self.assertIn("LMLOG1 belongs to site X1Y (its LOGON.SRV\\DOMAIN.INI, [SMS] SiteCode)", refused.stderr)

    def test_what_would_keep_it_from_being_created_again_is_refused(self):
        lab = self.model("rebuild-nt")
        path = pathlib.Path(lab.directory)
        plan = tool("plan", "rebuild", path / "q7z.ini", "--now", lab.now)
        self.assertEqual(plan.returncode, 0, plan.stderr)
        self.assertRegex(plan.stderr, r"note: Seen: C9N has an address of Q7Z, MS_LAN_SENDER \(C9N: SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0:\d+\)")
        self.assertRegex(plan.stderr, r"(?s)Check at the parent C9N what a creation of Q7Z needs.*Stop SMS_SITE_CONFIG_MANAGER")
        self.assertIn("a step asks for it: SMS_HIERARCHY_MANAGER runs at C9N", plan.stderr)
        parent = path / "c9n.ini"
        parent.write_text("[site]\ntree = PRIME9\nregistry = evidence/PRIME9.reg\nservices = evidence/PRIME9-sc.txt\n")
        plan = tool("plan", "rebuild", path / "q7z.ini", "--parent", parent, "--now", lab.now)
        self.assertEqual(plan.returncode, 0, plan.stderr)
        self.assertNotIn("SMS_HIERARCHY_MANAGER runs at C9N", plan.stderr)
        file = path / "PRIME9/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0"
        whole = file.read_bytes()
        self.assertIn(b"ADDRESS <C9N><Q7Z>", whole)
        file.write_bytes(whole.replace(b"ADDRESS <C9N><Q7Z>", b"ADDRESS <C9N><K4R>"))
        refused = tool("plan", "rebuild", path / "q7z.ini", "--now", lab.now)
        self.assertEqual(refused.returncode, REFUSED, refused.stdout)
        self.assertIn("C9N has no address of Q7Z (C9N: SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0, none of its", refused.stderr)
        file.write_bytes(whole.replace(b"<Central>", b"<Edge>"))
        refused = tool("plan", "rebuild", path / "q7z.ini", "--now", lab.now)
        self.assertEqual(refused.returncode, REFUSED, refused.stdout)
        self.assertIn('site C9N has the name "Edge" too', refused.stderr)


if __name__ == "__main__":
    unittest.main()
