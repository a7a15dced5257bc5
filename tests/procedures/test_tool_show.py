# SPDX-License-Identifier: MIT
"""`smssite show` of what lies beside the site control file: registry, SMS.INI, SYSTEM.MAP, send requests; as text and as JSON."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples" / "lab"))
from smslab import layout, packages, sms_ini  # noqa: E402

TOOL, MAKE_HIVE = os.environ["SMSSITE_TOOL"], os.environ["SMSSITE_MAKE_HIVE"]
SMS = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"
HISTORY = SMS + "\\Components\\SMS_MAINTENANCE_MANAGER"


class Show(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.scratch, True)

    def put(self, name, data):
        path = self.scratch / name
        path.write_bytes(data if isinstance(data, bytes) else data.replace("\n", "\r\n").encode("cp1252"))
        return path

    def hive(self, kind, name="HIVE"):
        path = self.scratch / name
        subprocess.run([MAKE_HIVE, kind, path], check=True)
        return path

    def run_show(self, *words, code=0, stderr=""):
        result = subprocess.run([TOOL, "show", *map(str, words)], capture_output=True, timeout=60,
                                env={**os.environ, "NO_COLOR": "1"})
        said, complaints = result.stdout.decode(), result.stderr.decode()
        self.assertEqual(result.returncode, code, said + complaints)
        self.assertIn(stderr, complaints)
        if not stderr:
            self.assertEqual(complaints, "")
        return said

    def text_and_json(self, path, *words, stderr=""):
        """The same file both ways; JSON has to be whole."""
        return self.run_show(path, *words, stderr=stderr), json.loads(self.run_show("--json", path, *words, stderr=stderr))


def values(said):
    """{key: {name: value}} of a registry in JSON."""
    return {key["key"]: {v["name"]: v.get("text", v.get("number", v.get("data", v.get("masked")))) for v in key["values"]}
            for key in said["registry"]}


class Registry(Show):
    EXPORT = ("REGEDIT4\n\n[%s\\Identification]\n\"Site Code\"=\"Q7Z\"\n\"Installation Directory\"=\"D:\\\\SMS\"\n\n"
              "[%s]\n\"Next SMS Unique ID\"=\"Q7Z02000\"\n\"Inventory False Logon Limit\"=dword:00000003\n"
              "\"Blob\"=hex:01,\\\n  ff\n\n[%s\\SQL Server]\n\"SQL Login Password\"=\"secret\"\n" % (SMS, HISTORY, SMS))

    def check(self, path, *words, stderr="", blob=False):
        text, said = self.text_and_json(path, *words, stderr=stderr)
        self.assertIn("[%s\\Identification]\n  Site Code = Q7Z\n" % SMS, text)
        self.assertIn("  Next SMS Unique ID = Q7Z02000\n  Inventory False Logon Limit = 3\n", text)
        found = values(said)
        self.assertEqual(found[SMS + "\\Identification"], {"Site Code": "Q7Z", "Installation Directory": "D:\\SMS"})
        self.assertEqual(found[HISTORY]["Inventory False Logon Limit"], 3)
        self.assertEqual(found[HISTORY].get("Blob"), "01ff" if blob else None)
        return text, said

    def test_an_export(self):
        self.check(self.put("edge7.reg", self.EXPORT), blob=True)

    def test_an_export_of_later_systems(self):
        text = self.EXPORT.replace("REGEDIT4", "Windows Registry Editor Version 5.00").replace("\n", "\r\n")
        self.check(self.put("edge7.reg", b"\xff\xfe" + text.encode("utf-16-le")), blob=True)

    def test_a_hive_of_software(self):
        self.check(self.hive("SOFTWARE"))

    def test_a_hive_that_was_not_closed_is_shown_with_a_warning(self):
        self.check(self.hive("DIRTY"), stderr="was not closed properly")

    def test_a_hive_of_system(self):
        text, said = self.text_and_json(self.hive("SYSTEM"))
        key = "HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\Services\\SMS_SITE_CONFIG_MANAGER"
        self.assertIn("[%s]\n  Start = 2\n  ImagePath = D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE\n" % key, text)
        self.assertEqual(values(said)[key], {"Start": 2, "ImagePath": "D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE"})

    def test_one_key(self):
        for path in (self.hive("SOFTWARE"), self.put("edge7.reg", self.EXPORT)):
            for key in (SMS + "\\Identification", "hklm\\software\\microsoft\\sms\\identification"):
                text, said = self.text_and_json(path, key)
                self.assertIn("Site Code = Q7Z", text)
                self.assertNotIn("Next SMS Unique ID", text)
                self.assertEqual([list(v) for v in values(said).values()], [["Site Code", "Installation Directory"]])

    def test_secrets_are_masked_unless_they_are_asked_for(self):
        for path in (self.hive("SOFTWARE"), self.put("edge7.reg", self.EXPORT)):
            text, said = self.text_and_json(path)
            self.assertNotIn("secret", text + json.dumps(said))
            self.assertIn("SQL Login Password = (6 characters, masked)", text)
            self.assertIn("SQL Login Password = secret", self.run_show("--show-secrets", path))

    def test_what_is_none_says_so(self):
        whole = self.hive("SOFTWARE").read_bytes()
        self.run_show(self.put("cut", whole[:700]), code=3, stderr="not a hive")
        self.run_show(self.put("odd.reg", b"\xff\xfe" + "Windows Registry Editor Version 5.00\r\n".encode("utf-16-le") + b"\r"),
                      code=3, stderr="odd number")
        self.run_show(self.put("nul.reg", b"REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n\"x\"=\"\0\"\r\n"), code=3, stderr="NUL")


class Files(Show):
    def test_sms_ini(self):
        text, said = self.text_and_json(self.put("SMS.INI", sms_ini.machine("EDGE7", "Q7Z00003", "Q7Z", "EDGE", "EDGE7")))
        self.assertIn("[SMS]\n", text)
        self.assertIn("  SMS Unique ID = Q7Z00003\n", text)
        self.assertIn("  UniqueIdPath = \\\\EDGE7\\SMS_SHR\\SMSID\\\n", text)
        entry = next(e for e in said["ini"] if e["key"] == "SMS Unique ID")
        self.assertEqual((entry["section"], entry["value"]), ("SMS", "Q7Z00003"))
        self.assertEqual(said["ini"][0]["line"], 2)

    def test_an_ini_file_may_begin_with_a_comment(self):
        path = self.put("A.INI", "; of the model\n\n[Local]\nA=b\n")
        self.assertIn("A", self.run_show(path))

    def test_sms_ini_with_letters_of_its_code_page_and_control_characters(self):
        path = self.put("SMS.INI", b"[Local]\r\nMachineName=K\xd6LN\x1b[2J\r\n")
        text, said = self.text_and_json(path)
        self.assertIn("K\u00d6LN", text)
        self.assertNotIn("\x1b", text)
        self.assertEqual(said["ini"][0]["value"], "K\u00d6LN\x1b[2J")

    def test_system_map(self):
        text, said = self.text_and_json(self.put("SYSTEM.MAP", layout.system_map(False, "786")))
        self.assertTrue(text.startswith("System map, build 786: 3 components, "), text)
        self.assertIn("SITE.SRV\\X86.BIN\\SENDER.DLL", text)
        self.assertEqual(said["system_map"]["build"], 786)
        sender = next(f for f in said["system_map"]["files"] if f["name"] == "SENDER.DLL")
        self.assertEqual((sender["directory"], sender["unit"], sender["size"]), ("SITE.SRV\\X86.BIN", "INTEL SERVER", 133))

    def request(self, status=b"SREQ_STATUS_SENDING"):
        tosend = "D:\\SMS\\site.srv\\sender.box\\tosend\\"
        return packages.request([
            (packages.INFO, packages.info("C9N", "Q7Z00009", "0007Q7Z", 3)), (packages.ADDRESS, "account and key"),
            (packages.PACKAGE, tosend + "Q7Z00009.P00"), (packages.INSTRUCTION, tosend + "Q7Z00009.I00"),
            (packages.STATUS, status)])

    def test_send_requests(self):
        for name in ("30007Q7Z.SRQ", "30007Q7Z.SRS"):
            text, said = self.text_and_json(self.put(name, self.request()))
            self.assertTrue(text.startswith("Send request, priority 3\n"), text)
            for piece in ("destination  C9N", "job          Q7Z00009", "tosend\\Q7Z00009.P00", "SENDING", "ADDRESS"):
                self.assertIn(piece, text)
            request = said["send_request"]
            self.assertEqual((request["destination"], request["job"], request["status"]), ("C9N", "Q7Z00009", "SENDING"))
            self.assertEqual([record["type"] for record in request["records"]], [3, 5, 7, 8, 15])
            # What an ADDRESS holds is nobody's business.
            self.assertNotIn("account and key", text + json.dumps(said))

    def test_a_damaged_send_request_is_refused_with_its_place(self):
        whole = self.request()
        self.run_show(self.put("A.SRQ", whole[:40]), code=3, stderr="the record at 0x")
        self.run_show(self.put("B.SRS", whole + b"\x12\0\0\0\0\0\0\0"), code=3, stderr="has length 0")



class Lists(Show):
    def test_services(self):
        text, said = self.text_and_json(self.put("sc.txt", "SMS_EXECUTIVE running\nSMS_SITE_CONFIG_MANAGER stopped\n"))
        self.assertRegex(text, r"(?m)^running +SMS_EXECUTIVE$")
        self.assertEqual(said["services"][0], {"name": "SMS_EXECUTIVE", "state": "running"})
        self.assertEqual(len(said["services"]), 2)

    def test_the_parents_list(self):
        text, said = self.text_and_json(self.put("sites.txt", "Q7Z 2 32\n"))
        self.assertRegex(text, r"(?m)^Q7Z  PENDING  32 ")
        self.assertEqual(said["sites"], [{"site_code": "Q7Z", "status": "PENDING", "detail": 32}])

    def test_a_log_that_begins_with_a_brace_is_no_json(self):
        path = self.put("HMAN.LOG", "{6534} INFO: one  $$<SMS_HIERARCHY_MANAGER><Tue Jul 15 14:00:00 1997~><thread=C1>\n")
        text, said = self.text_and_json(path)
        self.assertIn("SMS_HIERARCHY_MANAGER", text)
        self.assertEqual(said["component"], "SMS_HIERARCHY_MANAGER")

    def test_a_script_says_what_cannot_be_taken_back_and_runs_no_placeholder(self):
        plan = pathlib.Path(__file__).resolve().parents[1] / "fuzz/corpus/plan/activate.plan"
        script = self.run_show(plan, "--script", "PRIME9")
        order = script[:script.index("\nPREINST /UPGRADE:Q7Z")]
        warning = order[order.index("cannot be taken back"):]
        self.assertIn("ECHO It relies on: run in SITE.SRV\\X86.BIN, the platform directory of the parent", warning)
        self.assertIn("\nPAUSE", warning)
        script = self.run_show(plan, "--script", "EDGE7")
        self.assertIn("Step 9, the point of no return, cannot be taken back.", script[:script.index("\nINSTSRV SMS_UPGRADE_BOOTSTRAP REMOVE")])
        self.assertIn("INSTSRV SMS_SITE_CONFIG_MANAGER D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE -a [domain\\user] -p [password]",
                      script)
        self.assertNotIn("\nINSTSRV SMS_SITE_CONFIG_MANAGER", script)
        self.assertNotIn("<password>", script)

    def test_a_script_is_of_a_plan_only(self):
        path = self.put("sites.txt", "Q7Z 2 32\n")
        self.run_show(path, "--script", "EDGE7", code=2, stderr="--script is for a plan")


if __name__ == "__main__":
    unittest.main()
