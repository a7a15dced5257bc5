# SPDX-License-Identifier: MIT
"""Observing: what is seen of a site, and that it is kept."""

import datetime
import json
import os
import time
import unittest

import smssite
import support
from smssite import BoxRole, BoxState, Presence, ServiceState, SiteStatus, Status, View


class Trees(unittest.TestCase):
    def test_names_follow_windows(self):
        tree = smssite.Tree.memory()
        tree.set_clock(1000)
        tree.make_directory("Some\\Place")
        tree.write("some/place/File.TXT", b"\0\xff")
        self.assertEqual(tree.resolve("SOME\\PLACE\\file.txt"), "Some/Place/File.TXT")
        self.assertEqual(tree.read("some\\place\\FILE.txt"), b"\0\xff")
        entry, = tree.list("some\\place")
        self.assertEqual((entry.name, entry.kind, entry.size, entry.stat.mtime_utc_s),
                         ("File.TXT", smssite.EntryKind.FILE, 2, 1000))
        self.assertEqual(entry.mtime, datetime.datetime(1970, 1, 1, 0, 16, 40, tzinfo=datetime.timezone.utc))
        tree.set_mtime("some/place/file.txt", entry.mtime + datetime.timedelta(seconds=5))
        self.assertEqual(tree.list("some/place")[0].stat.mtime_utc_s, 1005)

    def test_failures_have_their_class(self):
        tree = support.memory_tree()
        with self.assertRaises(smssite.NotFoundError):
            tree.read("NO.SUCH")
        with self.assertRaises(smssite.ExistsError):
            tree.write("SMS\\SITE.SRV\\SITECFG.BOX\\sitectrl.ct0", b"")
        with self.assertRaises(smssite.LimitError):
            tree.read("SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0", max_size=10)
        for path in ("..", "C:\\X", "\\X", "CON", "a\0b"):
            with self.subTest(path=path), self.assertRaises(ValueError):
                tree.read(path)
        with self.assertRaises(smssite.InvalidError):
            smssite.Tree("/").set_clock(1)


class Names(support.LabCase):
    def test_a_name_that_is_not_utf8_comes_and_goes(self):
        name = b"odd-\xe9-name"
        with open(os.path.join(os.fsencode(self.place), name), "wb") as file:
            file.write(b"here")
        tree = smssite.Tree(self.place)
        entry, = [entry for entry in tree.list() if entry.kind == smssite.EntryKind.FILE]
        self.assertEqual(entry.name, name.decode("utf-8", "surrogateescape"))
        self.assertEqual(tree.read(entry.name), b"here")
        self.assertEqual(tree.read(name), b"here")

    def test_paths_of_any_kind_open_a_tree(self):
        for path in (str(self.drive), os.fsencode(self.drive), self.drive):
            self.assertEqual(smssite.Tree(path).location, str(self.drive))


class Observe(support.LabCase):
    def test_what_the_control_files_say(self):
        seen = self.observe()
        self.assertEqual((seen.site_code, seen.site_name, seen.parent_site_code, seen.site_server),
                         ("Q7Z", "Edge", "C9N", "EDGE7"))
        self.assertEqual((seen.site_type, seen.build, seen.view), (smssite.SiteType.SECONDARY, 786, View.DRIVE))
        self.assertEqual((seen.location, seen.root), (str(self.drive), "SMS"))
        self.assertEqual((seen.is_copy, seen.taken_utc_s), (False, self.now()))
        self.assertEqual(seen.taken, datetime.datetime.fromtimestamp(self.now(), datetime.timezone.utc))
        self.assertLessEqual(seen.newest, seen.taken)
        self.assertGreater(seen.free_bytes, 0)

    def test_box(self):
        seen = self.observe()
        self.assertEqual(seen.box_state, BoxState.AT_REST)
        master = seen.find_box_file(BoxRole.MASTER)
        self.assertIn(master, list(seen.box))
        self.assertEqual(master.document.status, Status.OK)
        self.assertEqual(master.document.control_file.site_account["site_code"], "Q7Z")
        self.assertEqual(master.document.stat, master.stat)
        self.assertEqual(len(master.document.sha256), 64)
        self.assertIsNone(seen.find_box_file(BoxRole.SHUTDOWN))

    def test_directories_documents_and_logs(self):
        seen = self.observe()
        box = seen.find_directory("site.srv/sitecfg.box")
        self.assertEqual(box.presence, Presence.PRESENT)
        self.assertEqual(box.layout.depth, smssite.LayoutDepth.READ)
        self.assertIn("SITECTRL.CT0", [entry.name.upper() for entry in box.entries])
        self.assertEqual((box.cut, box.message), (0, ""))
        self.assertIsNone(seen.find_directory("NO.SUCH"))
        self.assertEqual(seen.find_document(seen.documents[0].path), seen.documents[0])
        log = seen.find_log("scman.log")
        self.assertEqual(log.status, Status.OK)
        self.assertTrue(log.records[0].text)
        self.assertEqual(log.records[0].line, 1)
        self.assertIsNone(log.records[0].time_local.tzinfo)

    def test_services_and_the_parents_word(self):
        seen = self.observe()
        self.assertEqual(seen.services.name, "EDGE7-sc.txt")
        self.assertEqual(seen.services.find("sms_executive"), ServiceState.RUNNING)
        word = seen.parent_word.find("q7z")
        self.assertEqual((word.status, word.detail, word.detail_name), (SiteStatus.PENDING, 32, "FIRSTSCJOB_END"))
        self.assertEqual(seen.parent_word.name, "site-list.txt")
        bare = self.observe(services=None, site_list=None)
        self.assertIsNone(bare.services)
        self.assertIsNone(bare.parent_word)

    def test_objects_are_taken_where_files_are(self):
        seen = self.observe(
            smssite.Tree(self.drive), services=smssite.Services(b"SMS_EXECUTIVE running\n", "mine"),
            site_list=smssite.ParentWord.site_list(b"Q7Z 1 0\n", "word"))
        self.assertEqual((seen.services.name, seen.parent_word.name), ("mine", "word"))

    def test_a_persons_word_is_on_the_site_that_is_seen(self):
        seen = self.observe(site_list=None, parent_status="phase-4")
        self.assertEqual(seen.parent_word.form, smssite.WordForm.PHRASE)
        self.assertEqual(seen.parent_word[0].site_code, "Q7Z")

    def test_the_parent_has_one_word(self):
        with self.assertRaises(smssite.InvalidError):
            self.observe(parent_status="active")

    def test_the_drive_above_the_root_becomes_the_tree(self):
        seen = self.observe(self.drive / "SMS", drive_root=self.drive)
        self.assertEqual((seen.location, seen.root), (str(self.drive), "SMS"))

    def test_live_or_copy_as_told(self):
        self.assertFalse(self.observe(live=True).is_copy)
        self.assertTrue(self.observe(live=False).is_copy)
        self.assertTrue(smssite.observe(self.drive).is_copy)

    def test_a_saved_snapshot_is_the_same(self):
        seen = self.observe()
        saved = seen.save()
        json.loads(saved)
        again = smssite.Snapshot.load(saved)
        self.assertEqual(again.save(), saved)
        self.assertEqual(again.site_code, "Q7Z")
        self.assertEqual(smssite.Snapshot.load(saved.encode()).save(), saved)
        with self.assertRaises(smssite.MalformedError):
            smssite.Snapshot.load("{}")

    def test_a_tree_in_memory_is_observed(self):
        seen = smssite.observe(support.memory_tree(), taken=868900100, live=True)
        self.assertEqual((seen.site_code, seen.box_state), ("Q7Z", BoxState.AT_REST))
        self.assertEqual(smssite.observe(support.memory_tree(), path="SMS", taken=868900100).view, View.ROOT)

    def test_the_clock_is_this_machines_unless_told(self):
        before = int(time.time())
        self.assertLessEqual(before, smssite.observe(self.drive).taken_utc_s)
        told = datetime.datetime(1997, 7, 15, 16, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
        self.assertEqual(self.observe(taken=told).taken_utc_s, 868975200)
        self.assertEqual(self.observe(taken=868975200.9).taken_utc_s, 868975200)
        for wrong in (datetime.datetime(1997, 7, 15), float("nan"), 2**63, True, "now"):
            with self.subTest(wrong=wrong), self.assertRaises((ValueError, TypeError)):
                self.observe(taken=wrong)

    def test_registries_are_kept(self):
        one = smssite.Registry(b'REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Setup]\n"Version"="692"\n')
        path = self.model / "setup.reg"
        path.write_bytes(b'REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Setup]\n"Version"="786"\n"SQL Login"="sa"\n')
        self.assertIsNone(self.observe().registry)
        self.assertEqual(list(self.observe().registry_sources), [])
        seen = self.observe(registry=[one, path])
        self.assertEqual([source.name for source in seen.registry_sources], ["registry", "setup.reg"])
        version = seen.registry.find(r"HKLM\SOFTWARE\Microsoft\SMS\Setup", "Version")
        self.assertEqual((version.text(), version.line, seen.registry_source(version)),
                         ("786", 3, smssite.RegistrySource("setup.reg", smssite.Status.OK, "", False, 0)))
        self.assertEqual(seen.registry.find(r"HKLM\SOFTWARE\Microsoft\SMS\Setup", "SQL Login").text(), "*2*")
        self.assertFalse(seen.registry.covers(r"HKLM\SOFTWARE\Microsoft\SMS\Setup"))
        again = smssite.Snapshot.load(seen.save())
        self.assertEqual(again.registry.list(r"HKLM\SOFTWARE\Microsoft\SMS\Setup").values.keys(), {"Version", "SQL Login"})
        self.assertEqual(self.observe(registry=path).registry_sources[0].name, "setup.reg")
        self.assertIsNone(one.control_set)

    def test_where_no_site_is_that_is_told(self):
        with self.assertRaises(smssite.NotFoundError):
            smssite.observe(self.model / "evidence")
        with self.assertRaises(smssite.NotFoundError):
            smssite.observe(self.model / "no-such")
        with self.assertRaises(FileNotFoundError):
            self.observe(services=self.model / "no-such")
        with self.assertRaises(TypeError):
            smssite.observe(self.drive, service="x")


if __name__ == "__main__":
    support.main()
