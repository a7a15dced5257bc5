# SPDX-License-Identifier: MIT
"""Registry exports, INI files, lists of services and the parent's word."""

import json
import unittest

import smssite
import support
from smssite import RegistryType, ServicesForm, ServiceState, SiteStatus, WordForm

KEY = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"
REGISTRY = ("REGEDIT4\r\n\r\n[%s\\Components\\SMS_LAN_SENDER]\r\n\"Text\"=\"caf\xe9\"\r\n\"Number\"=dword:0000000a\r\n"
            "\"Gone\"=-\r\n\"Bytes\"=hex:01,02\r\n\"Odd\"=hex(63):05\r\n" % KEY).encode("cp1252")
INI = b"[SMS]\r\nSMS Unique ID=SKZ01000\r\nPath=C:\\SMS\\\r\n[Sight]\r\nName=\"caf\xe9\"\r\nName=second\r\n"


class Registries(unittest.TestCase):
    def setUp(self):
        self.registry = smssite.Registry(REGISTRY)

    def test_system_maps_and_send_requests(self):
        map = smssite.SystemMap(support.SYSTEM_MAP)
        self.assertEqual((map.build, map.skipped, map.lists, map.find_list("buildnumber")), (786, 0, {"BUILDNUMBER": ["786"]}, ["786"]))
        self.assertEqual(list(map.components), [("S", smssite.MapComponentKind.SERVICE, 5, ["S.DLL"])])
        self.assertEqual(list(map.files), [("A.EXE", "SITE.SRV\\X86.BIN", "", "", "", 2, 3, None, 9)])
        request = smssite.SendRequest(b"\3\0\0\0\x16\0\0\0002 C9N Q7Z000AE 00008Q7")
        self.assertEqual((request.priority, request.destination, request.job, request.id, request.action, request.status),
                         (2, "C9N", "Q7Z000AE", "00008Q7", None, ""))
        self.assertEqual(list(request.records), [(smssite.SendRecordType.INFO, "INFO", 22)])
        self.assertEqual(request.record_data(0), b"2 C9N Q7Z000AE 00008Q7")
        with self.assertRaises(smssite.MalformedError):
            smssite.SendRequest(b"\3\0\0\0\0\0\0\0")

    def test_installed_services_come_from_a_registry(self):
        registry = smssite.Registry(b'REGEDIT4\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SMS_EXECUTIVE]\n'
                                    b'"Start"=dword:2\n"ImagePath"="D:\\\\X.EXE"\n"ObjectName"="EDGE\\\\sms"\n')
        self.assertEqual(registry.control_set, r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet")
        services = smssite.Services.from_registry(registry)
        self.assertEqual(list(services), [("SMS_EXECUTIVE", ServiceState.INSTALLED, 0, 2, "D:\\X.EXE", "EDGE\\sms", False)])
        self.assertEqual((services.form, services.name), (ServicesForm.REGISTRY, "registry"))
        with self.assertRaises(smssite.NotFoundError):
            smssite.Services.from_registry(self.registry)

    def test_values(self):
        key = "HKLM\\software\\Microsoft\\SMS\\Components\\SMS_LAN_SENDER"
        text = self.registry.find(key, "TEXT")
        self.assertEqual((text.text(), text.type, text.line), ("café", RegistryType.SZ, 4))
        self.assertEqual(text.data, "café\0".encode("utf-16-le"))
        self.assertEqual(text.name, "TEXT")
        self.assertEqual(self.registry.find(key, "Number").number(), 10)
        self.assertEqual(self.registry.find(key, "Bytes").data, b"\1\2")
        self.assertEqual(self.registry.find(key, "Odd").type, 0x63)
        self.assertIsNone(self.registry.find(key, "Gone"))
        self.assertIsNone(self.registry.find(key))
        listed = self.registry.list("HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_LAN_SENDER")
        self.assertEqual((listed.subkeys, list(listed.values)), ([], ["Text", "Number", "Bytes", "Odd"]))
        self.assertEqual(listed.values["Number"].number(), 10)
        self.assertEqual(self.registry.list("HKLM\\SOFTWARE").subkeys, ["Microsoft"])
        with self.assertRaises(smssite.NotFoundError):
            self.registry.list("HKLM\\SYSTEM")
        self.assertTrue(self.registry.has_key("HKLM\\SOFTWARE\\Microsoft"))
        self.assertFalse(self.registry.has_key("HKLM\\SYSTEM"))
        with self.assertRaises(smssite.MalformedError):
            text.number()
        with self.assertRaises(smssite.UnsupportedError):
            smssite.Registry(b"REGEDIT5\r\n")

    def test_settings(self):
        for setting in smssite.settings():
            self.assertTrue(setting.name and setting.meaning and setting.source, setting)
            data = f'REGEDIT4\r\n\r\n[{KEY}\\{setting.key}]\r\n"{setting.name}"="5"\r\n'.encode()
            self.assertEqual(setting.find(smssite.Registry(data)).name, setting.name)
            self.assertIsNone(setting.find(self.registry))


    def test_edits(self):
        with smssite.RegistryEdit() as edit:
            edit.set_text(KEY, "Text", "Zürich")
            edit.set_number(KEY, "Number", 2**32 - 1)
            self.assertIn("Text", edit.to_steps())
            edit.set_data(KEY, "Odd", 0x63, b"\5")
            edit.set_alike(KEY + "\\Components\\SMS_LAN_SENDER", "Number", self.registry, "7")
            edit.set_text(KEY, "Gone", "x")
            edit.delete(KEY, "Gone")
            self.assertEqual(len(edit), 5)
            again = smssite.Registry(edit.to_reg())
            with self.assertRaises(smssite.MalformedError):
                edit.to_steps()
            for wrong in (-1, 2**32):
                with self.assertRaises(smssite.InvalidError):
                    edit.set_number(KEY, "Number", wrong)
            with self.assertRaises(smssite.MalformedError):
                edit.set_text(KEY, "Text", "a\nb")
        self.assertEqual(again.find(KEY, "Text").text(), "Zürich")
        self.assertEqual(again.find(KEY, "Number").number(), 2**32 - 1)
        self.assertEqual((again.find(KEY, "Odd").type, again.find(KEY, "Odd").data), (0x63, b"\5"))
        self.assertEqual(again.find(KEY + "\\Components\\SMS_LAN_SENDER", "Number").type, RegistryType.DWORD)
        self.assertIsNone(again.find(KEY, "Gone"))

    def test_hives(self):
        """The library's own tests read hives; here it is the way in and out."""
        tree = smssite.Tree.memory()
        tree.write("SOFTWARE", b"regf" + bytes(8188))
        with self.assertRaises(smssite.MalformedError):
            smssite.Registry.hive(tree, "SOFTWARE")
        with self.assertRaises(smssite.NotFoundError):
            smssite.Registry.hive(tree, "SYSTEM", "HKLM\\SYSTEM")
        self.assertFalse(self.registry.is_dirty)
        self.assertFalse(self.registry.covers(KEY))


class Commands(unittest.TestCase):
    def test_words_and_line(self):
        command = smssite.Command.preinst_upgrade("q7z", at="C9N")
        self.assertEqual((command.verb, command.words[0]), ("preinst upgrade", "PREINST"))
        self.assertIn("Q7Z", command.line())
        self.assertTrue(command.runs_at and command.effect and command.worked_when and command.sources)
        self.assertEqual((command.unchecked, command.tolerance, command.is_instruction, command.password_word),
                         ("", "", False, None))
        self.assertEqual(json.loads(command.to_json())["words"], command.words)
        self.assertEqual(smssite.Command.net_stop("SMS_EXECUTIVE").line(smssite.CommandStyle.CMD).split()[:3],
                         ["NET", "STOP", "SMS_EXECUTIVE"])

    def test_each_is_made(self):
        make = smssite.Command
        made = [
            make.preinst_deinstall("Q7Z"), make.preinst_delsite("Q7Z", "C9N"), make.preinst_dump(), make.preinst_syncparent(),
            make.preinst_parse("preinst /UPGRADE:Q7Z"), make.net_start("SMS_EXECUTIVE"), make.net_share_delete("SMS_SHR"),
            make.sendcode("SMS_SITE_CONFIG_MANAGER", 193), make.service_remove("SMS_EXECUTIVE"),
            make.regedit_import("C:\\TEMP\\SMS.REG"), make.regedit_export("C:\\TEMP\\SMS.REG", KEY),
            make.service_install("SMS_BOOTSTRAP", "C:\\SMS\\BOOT.EXE", "DOM\\user")]
        for command in made:
            self.assertTrue(command.words, command)
        self.assertEqual(made[-1].words[made[-1].password_word], "<password>")
        self.assertTrue(make.preinst_upgrade("Q7Z").unchecked)
        by_hand = make.service_remove("SMS_EXECUTIVE", smssite.ServiceTool.SRVINSTW)
        self.assertTrue(by_hand.is_instruction and by_hand.instruction)
        self.assertEqual(by_hand.words, [])
        with self.assertRaises(smssite.NotFoundError):
            by_hand.line()

    def test_what_would_do_harm_is_refused(self):
        with self.assertRaises(smssite.RefusedError):
            smssite.Command.preinst_upgrade("C9N", at="C9N")
        with self.assertRaises(smssite.MalformedError):
            smssite.Command.net_stop("A & B")
        with self.assertRaises(smssite.RefusedError):
            smssite.Command.net_share_delete("C$")
        with self.assertRaises(smssite.UnsupportedError):
            smssite.Command.preinst_syncparent(smssite.Product.CONFIGMGR_2012)

    def test_names(self):
        self.assertIs(smssite.Product.of("1.2"), smssite.Product.SMS_1)
        self.assertEqual(smssite.Product.SMS_1.title, "SMS 1.x")
        self.assertEqual(smssite.ServiceTool.SMS_INSTSRV.word, "sms-instsrv")
        with self.assertRaises(smssite.UnsupportedError):
            smssite.Product.of("3.0")


class IniFiles(unittest.TestCase):
    def test_read_as_windows_does(self):
        ini = smssite.SmsIni(INI)
        self.assertEqual(len(ini), 4)
        self.assertEqual(ini[0], smssite.IniEntry("SMS", "SMS Unique ID", "SKZ01000", 2))
        self.assertEqual(ini.find("sms", "path").value, "C:\\SMS\\")
        self.assertEqual(ini.find("SIGHT", "name").value, "café")
        self.assertEqual(ini.raw("SIGHT", "name"), b"caf\xe9")
        self.assertIsNone(ini.find("SMS", "none"))
        self.assertIsNone(ini.raw("SMS", "none"))
        self.assertEqual(ini.data, INI)

    def test_only_one_key_changes(self):
        ini = smssite.SmsIni(INI)
        self.assertEqual(ini.set("sms", "path", "D:\\"), INI.replace(b"C:\\SMS\\", b"D:\\"))
        self.assertEqual(ini.remove("sms", "path"), INI.replace(b"Path=C:\\SMS\\\r\n", b""))
        with self.assertRaises(smssite.NotFoundError):
            ini.remove("SMS", "none")
        with self.assertRaises(smssite.MalformedError):
            ini.set("SMS", "Path", "a\r\nb")
        with self.assertRaises(TypeError):
            ini.set("SMS", "Path", None)
        self.assertEqual(ini.data, INI)


class Lists(unittest.TestCase):
    def test_services(self):
        listed = smssite.Services(b"SMS_EXECUTIVE running\nSMS_HIERARCHY_MANAGER stopped\n", "mine")
        self.assertEqual((listed.form, listed.name, len(listed)), (ServicesForm.LINES, "mine", 2))
        self.assertEqual(listed[0], smssite.Service("SMS_EXECUTIVE", ServiceState.RUNNING, 1))
        self.assertEqual(listed.find("sms_hierarchy_manager"), ServiceState.STOPPED)
        self.assertEqual(listed.find("SMS_DESPOOLER"), ServiceState.RUNNING)
        self.assertEqual(listed.find("SMS_OTHER"), ServiceState.UNKNOWN)
        self.assertEqual(ServiceState.NOT_INSTALLED.word, "not-installed")
        with self.assertRaises(smssite.MalformedError):
            smssite.Services(b"\x01\x02")

    def test_the_parents_word(self):
        word = smssite.ParentWord.site_list(b"# sites\nC9N 1 0\nQ7Z 2 0x40000020\n")
        self.assertEqual((word.form, len(word), word.name), (WordForm.SITE_LIST, 2, "site list"))
        self.assertEqual(word.find("q7z"), smssite.SiteWord("Q7Z", SiteStatus.PENDING, 32, 0x4000, 3))
        self.assertIsNone(word[0].detail)
        self.assertIsNone(word.find("XXX"))
        self.assertEqual(smssite.ParentWord.phrase("Q7Z", "active")[0].status, SiteStatus.ACTIVE)
        self.assertEqual(len(smssite.ParentWord.hman_log(b"nothing of use\n")), 0)
        with self.assertRaises(smssite.InvalidError):
            smssite.ParentWord.phrase("Q7Z", "perhaps")


if __name__ == "__main__":
    support.main()
