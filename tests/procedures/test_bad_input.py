"""What an administrator may point the tool at by mistake or bad luck: it says so clearly, and nothing is lost or changed."""
import contextlib
import functools
import json
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.dont_write_bytecode = True
from test_tool import TOOL, Model, WithModel, tool  # noqa: E402

HUGE = 100 << 20


def contents(place):
    """Every name below a directory with what is in it; links and special files by what they are. Not the model's clock."""
    found = {}
    for path in sorted(pathlib.Path(place).rglob("*")):
        if path.name == "lab.json":
            continue
        stat = path.lstat()
        if path.is_symlink():
            found[path] = os.readlink(path)
        elif path.is_file():
            found[path] = stat.st_size if stat.st_size > 1 << 20 or not os.access(path, os.R_OK) else path.read_bytes()
        else:
            found[path] = stat.st_mode
    return found


def without_override():
    """What to run the tool under so that file modes count for it: as root, without the right to pass them over."""
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []


def held_to_modes(*words):
    return subprocess.run([*without_override(), TOOL, *map(str, words)], text=True, capture_output=True, input="",
                          env={**os.environ, "NO_COLOR": "1"}, timeout=600)


class BadInput(WithModel):
    maxDiff = 2000

    def setUp(self):
        self.site = self.model("no-ct2")
        self.master = self.site.box / "SITECTRL.CT0"
        self.good = self.master.read_bytes()
        self.time = self.master.stat().st_mtime_ns

    def put(self, data, name="SITECTRL.CT0", site=None):
        """A file of the box: the master with its own time, another as one that came a minute ago."""
        path = os.path.join(os.fsencode((site or self.site).box), os.fsencode(name))
        with open(path, "wb") as stream:
            stream.write(data)
        when = self.time if name == "SITECTRL.CT0" else (int(self.site.lab.now) - 60) * 10**9
        os.utime(path, ns=(when, when))

    def instead(self, make):
        """Something else in the master's place."""
        with contextlib.suppress(FileNotFoundError):
            self.master.unlink()
        make(self.master)

    @contextlib.contextmanager
    def unchanged(self, site=None):
        site = site or self.site
        before = contents(site.path)
        yield
        self.assertEqual(before, contents(site.path))

    def refuses(self, reason, codes, *, finding=None, masked=()):
        """check and plan both say why, no plan is written, and nothing changes."""
        with self.unchanged():
            check = self.site.check("--quiet")
            self.assertIn(check.returncode, codes[0], check.stdout + check.stderr)
            if finding is not None:
                self.assertIn(finding, check.stdout)
                self.assertIn("SITECFG.BOX", check.stdout)
            self.assertNotIn("force-ct2.", check.stdout)
            plan = self.site.plan()
            self.assertExit(plan, codes[1])
            self.assertIn(reason, plan.stderr)
            self.assertEqual(plan.stdout, "")
        self.assertFalse(self.site.plan_file.exists())


class Master(BadInput):
    """SITECTRL.CT0 is not what it should be."""

    def damaged(self, data, reason):
        self.put(data)
        self.refuses("SITECTRL.CT0 cannot be read as a control file (710)", ([1], 6), finding=reason)
        self.assertIn("B13", self.site.rules())
        self.assertEqual(self.site.rules()["B13"]["severity"], "ERROR")
        show = tool("show", self.master)
        self.assertExit(show, 3)
        self.assertIn(str(self.master), show.stderr)

    def test_empty(self):
        self.damaged(b"", "expected SITE CONTROL FILE")

    def test_nothing_but_its_first_line(self):
        for size in (17, 31):
            self.put(self.good[:size])
            self.refuses("SCMAN would refuse the master with 713", ([1], 6))

    def test_truncated(self):
        for size in (1, 16, 200, len(self.good) // 2, len(self.good) - 20):
            with self.subTest(size=size):
                self.damaged(self.good[:size], "SITECTRL.CT0  line ")

    def test_binary(self):
        self.damaged(bytes((i * 197 + i // 256 * 31) & 255 for i in range(5000)), "expected SITE CONTROL FILE")

    def test_a_begin_without_its_end(self):
        self.damaged(self.good.replace(b"END_SITE_ACCOUNT", b"", 1), "expected END_SITE_ACCOUNT")

    def test_a_later_dialect_is_refused_by_name(self):
        self.put(self.good.replace(b"[1.08]", b"[2.00]"))
        self.refuses("belongs to SMS 2.0 and later", ([3], 6), finding="belongs to SMS 2.0 and later")
        self.assertIn("SMS 2.0", tool("show", self.master).stderr)

    def test_a_hundred_megabytes(self):
        for head in (b"", self.good):
            self.put(head)
            os.truncate(self.master, HUGE)
            os.utime(self.master, ns=(self.time, self.time))
            self.refuses("104857600 bytes, more than", ([1], 3), finding="104,857,600 bytes")

    def test_a_site_code_of_two_letters(self):
        self.put(self.good.replace(b"<Q7Z>", b"<Q7>"))
        self.refuses("714", ([1], 6))

    def test_a_nul_in_the_site_code(self):
        self.put(self.good.replace(b"<Q7Z>", b"<Q\0Z>"))
        self.refuses("no control file in view says which site this is", ([1, 3], 6))
        self.assertNotIn("\0", tool("show", self.master).stdout)

    def test_line_ends_and_letters_of_other_systems_are_read(self):
        for data in (self.good.replace(b"\r\n", b"\r"), self.good.replace(b"\r\n", b"\n"), self.good.rstrip(b"\r\n"),
                     self.good.replace(b"<Edge>", b"<Edg\xe9\xff>")):
            self.put(data)
            with self.unchanged():
                self.assertEqual(self.site.rules()["B13"]["severity"], "OK")
                result = tool("show", self.master)
            self.assertExit(result, 0)
            self.assertNotIn("\0", result.stdout)

    def test_a_nul_byte_in_a_value_is_shown_and_refused(self):
        self.put(self.good.replace(b"<Edge>", b"<E\0dge>"))
        with self.unchanged():
            self.assertEqual(self.site.rules()["B13"]["severity"], "ERROR")
            result = tool("show", self.master)
        self.assertExit(result, 0)
        self.assertNotIn("\0", result.stdout)
        self.assertExit(self.site.plan(), 6)

    def test_what_was_read_with_lone_cr_goes_through_apply_untouched(self):
        data = self.good.replace(b"\r\n", b"\r")
        self.put(data)
        self.assertExit(self.site.plan(), 0)
        self.site.apply()
        self.assertEqual(next(self.site.edge.glob("SMSSITE.WRK/*/BACKUP/SITECTRL.CT0")).read_bytes(), data)

    def test_a_directory_in_its_place(self):
        self.instead(pathlib.Path.mkdir)
        self.refuses("SITECTRL.CT0 is no file", ([1], 6), finding="SITECTRL.CT0")
        self.assertExit(tool("show", self.master), 7)

    def test_a_pipe_in_its_place_is_not_waited_for(self):
        self.instead(os.mkfifo)
        self.refuses("SITECTRL.CT0 is no file", ([1], 6), finding="is no file")

    def test_a_socket_in_its_place(self):
        self.instead(lambda path: None)
        with socket.socket(socket.AF_UNIX) as server, contextlib.chdir(self.site.box) if hasattr(
                contextlib, "chdir") else contextlib.nullcontext():
            server.bind("SITECTRL.CT0" if hasattr(contextlib, "chdir") else str(self.master))
            self.refuses("SITECTRL.CT0 is no file", ([1], 6), finding="is no file")

    def test_a_link_out_of_the_tree_is_not_followed(self):
        outside = self.site.scratch / "outside.ct0"
        outside.write_bytes(self.good.replace(b"<Edge>", b"<Elsewhere>"))
        for target in (outside, "/etc/passwd", "/nonexistent", "SITECTRL.CT0"):
            self.instead(lambda path, target=target: path.symlink_to(target))
            self.refuses("SITECTRL.CT0 is no file", ([1], 6), finding="is a link, which is not followed")
            self.assertNotIn("Elsewhere", self.site.check().stdout)

    def test_two_that_differ_only_in_case(self):
        self.put(self.good, "sitectrl.ct0")
        self.refuses('"SITECTRL.CT0" and "sitectrl.ct0" differ only in case', ([3], 6), finding="sitectrl.ct0")

    def test_unreadable(self):
        self.master.chmod(0)
        with self.unchanged():
            result = held_to_modes("check", self.site.edge, *self.site.evidence(), "--quiet")
            self.assertExit(result, 3)
            self.assertIn("Permission denied", result.stdout)
            result = held_to_modes("plan", "force-ct2", self.site.edge, *self.site.evidence(), "-o", self.site.plan_file)
            self.assertExit(result, 3)
            self.assertIn("SITECTRL.CT0 could not be read", result.stderr)
            self.assertIn("Permission denied", result.stderr)
            result = held_to_modes("show", self.master)
            self.assertExit(result, 7)
            self.assertIn("Permission denied", result.stderr)

    def test_a_persons_word_does_not_make_an_unreadable_site_healthy(self):
        words = ["--services", self.site.path / "evidence/EDGE7-services.txt", "--now", self.site.lab.now,
                 "--parent-status", "active", "--quiet"]
        for data, code in ((b"", 1), (self.good.replace(b"[1.08]", b"[2.00]"), 3), (self.good.replace(b"<Q7Z>", b"<Q7>"), 1)):
            self.put(data)
            result = tool("check", self.site.edge, *words)
            self.assertExit(result, code)
            self.assertIn("says which site this is", result.stderr)


class Box(BadInput):
    """The site-control box and the directories above it."""

    def test_a_file_in_its_place(self):
        self.site.box.rename(self.site.scratch / "box")
        self.site.box.write_bytes(b"x")
        os.utime(self.site.box, ns=(self.time, self.time))
        self.refuses("no directory", ([3], 3), finding="no directory")

    def test_a_link_in_its_place_is_not_followed(self):
        for place, said in ((self.site.box, "not followed"), (self.site.box.parent, "what is above it could not be read")):
            aside = self.site.scratch / "aside"
            place.rename(aside)
            place.symlink_to(aside)
            self.refuses(said, ([3], 3), finding=said)
            place.unlink()
            aside.rename(place)

    def test_unreadable(self):
        self.site.box.chmod(0)
        self.addCleanup(self.site.box.chmod, 0o755)
        result = held_to_modes("check", self.site.edge, *self.site.evidence(), "--quiet")
        self.assertExit(result, 3)
        self.assertIn("Permission denied", result.stdout)
        self.assertExit(held_to_modes("plan", "force-ct2", self.site.edge, *self.site.evidence()), 3)

    def test_a_tree_that_may_not_be_entered_is_named(self):
        self.site.edge.chmod(0)
        self.addCleanup(self.site.edge.chmod, 0o755)
        result = held_to_modes("check", self.site.edge, *self.site.evidence())
        self.assertExit(result, 7)
        self.assertIn(f"{self.site.edge}: Permission denied", result.stderr)

    def test_a_00000000_ct1_that_is_there_is_never_replaced(self):
        self.put(b"precious", "00000000.CT1")
        self.refuses("00000000.CT1 is in the box already", ([0, 1, 3], 6))

    def test_names_that_windows_lacks_stop_the_plan_by_name(self):
        for name, said in (("a\nb.CT1", "a\\x0Ab.CT1"), ("it's \"x\".CT1", "it's \"x\".CT1"), ("aux.ct1", "aux.ct1"),
                           ("x\x1b[2J.CT1", "x\\x1B[2J.CT1"), ("..\\..\\evil.CT1", "evil.CT1")):
            with self.subTest(name):
                self.put(self.good + b"\r\n", name)
                self.refuses("Windows has no such name", ([0, 1, 3], 6))
                self.assertIn(said, self.site.plan().stderr)
                self.assertNotIn("\x1b", self.site.check().stdout)
                os.unlink(self.site.box / name)

    def test_names_that_would_be_read_as_control_files_elsewhere_are_not_left_unsaid(self):
        for name, said in (("x.CT1 ", '"x.CT1 "'), ("x.ct1.", '"x.ct1."'), ("x.CT2. .", '"x.CT2. ."'), (".CT1", '".CT1"'),
                           ("00000000.713 ", '"00000000.713 "'), ("\x1b.CT1 ", '"\\x1B.CT1 "'),
                           ("SITECTRL.CT0.", '"SITECTRL.CT0."')):
            with self.subTest(name):
                self.put(self.good + b"\r\n", name)
                with self.unchanged():
                    plan = self.site.plan()
                    self.assertExit(plan, 6)
                    self.assertIn(f"{said} is in the box", plan.stderr)
                self.assertFalse(self.site.plan_file.exists())
                os.unlink(self.site.box / name)

    def test_odd_names_are_kept_whole_in_quarantine(self):
        for i, name in enumerate(("--yes.CT1", "-o.ct1", "$(touch pwn).ct1", "'; rm -rf ~;.CT1", "\udcff.ct1",
                                  "x" * 251 + ".ct1", "e.ct5")):
            with self.subTest(ascii(name)):
                site = self.model("no-ct2")
                data = self.good + b"\r\n" * (i + 1)
                self.put(data, name, site)
                self.assertExit(site.plan(), 0)
                self.assertExit(site.apply(), 0)
                kept = [p.read_bytes() for p in site.edge.glob("SMSSITE.WRK/*/QUARANTIN/*")]
                self.assertEqual(kept, [data])

    def test_a_tree_that_changes_while_it_is_read(self):
        done = threading.Event()

        def stir():
            names = [self.site.box / f"{i:08}.CT1" for i in range(1, 9)]
            while not done.is_set():
                for path in names:
                    path.write_bytes(self.good)
                for path in names:
                    with contextlib.suppress(OSError):
                        path.rename(path.with_suffix(".CT2"))
                for path in names:
                    path.with_suffix(".CT2").unlink(missing_ok=True)

        thread = threading.Thread(target=stir)
        thread.start()
        try:
            for _ in range(50):
                result = self.site.check("--json")
                self.assertIn(result.returncode, (0, 1, 3), result.stderr)
                self.assertEqual(result.stderr, "")
                found = {f["rule"]: f["severity"] for f in json.loads(result.stdout)["findings"]["findings"]}
                if result.returncode == 0:
                    self.assertNotEqual(found["A01"], "UNKNOWN")
                    self.assertFalse({"WARNING", "ERROR", "STUCK"} & set(found.values()))
                self.assertNotEqual(found["B13"], "ERROR")
        finally:
            done.set()
            thread.join()
        self.assertEqual(self.master.read_bytes(), self.good)


class Lists(BadInput):
    """The service list, the site list, and a person who mixes them up."""

    def lists(self, services=None, sites=None):
        evidence = self.site.path / "evidence"
        files = [self.site.scratch / "services.txt", self.site.scratch / "sites.txt"]
        files[0].write_bytes((evidence / "EDGE7-services.txt").read_bytes() if services is None else services)
        files[1].write_bytes((evidence / "site-list.txt").read_bytes() if sites is None else sites)
        with self.unchanged():
            return tool("check", self.site.edge, "--services", files[0], "--site-list", files[1], "--now", self.site.lab.now)

    def bad(self, reason, **lists):
        result = self.lists(**lists)
        self.assertExit(result, 3)
        self.assertIn(reason, result.stderr)
        self.assertIn(".txt: ", result.stderr)
        self.assertEqual(result.stdout, "")

    def test_utf_16_is_read(self):
        services = (self.site.path / "evidence/EDGE7-services.txt").read_text()
        sites = (self.site.path / "evidence/site-list.txt").read_text()
        plain = self.lists()
        for encoding in ("utf-16", "utf-8-sig"):
            result = self.lists(services.encode(encoding), sites.encode(encoding))
            self.assertEqual((result.returncode, result.stdout.split("L05")[0]), (1, plain.stdout.split("L05")[0]))

    def test_other_encodings_and_other_files_are_refused(self):
        services = (self.site.path / "evidence/EDGE7-services.txt").read_text()
        for data in (services.encode("cp500"), b""):
            self.bad("line 1: expected", services=data)
        for data, reason in ((services.encode("utf-16-le"), "UTF-16 without a byte order mark"),
                             (services.encode("utf-16-be"), "UTF-16 with the high byte first"),
                             (bytes(range(256)) * 8, "UTF-16 with the high byte first")):
            self.bad(reason, services=data)
        self.bad("UTF-16 with the high byte first", sites=bytes(range(256)) * 8)
        for data in (b"Q7Z 99 99\n", b"Q7Z\0 2 32\n", b"Q7Z -1 99999999999999999999\n"):
            self.bad("line 1: expected", sites=data)

    def test_a_list_without_the_site_is_no_word_on_it(self):
        for data in (b"", b"C9N 1 0\n"):
            result = self.lists(sites=data)
            self.assertExit(result, 3)
            self.assertIn("does not name this site", result.stdout)

    def test_a_code_twice_contradicts(self):
        self.bad("lines 1 and 2 contradict each other on site Q7Z", sites=b"Q7Z 2 32\nQ7Z 1 0\n")
        self.assertExit(self.lists(sites=b"Q7Z 2 32\nQ7Z 2 32\n"), 1)

    def test_a_service_twice_contradicts(self):
        self.bad("contradict each other: SMS_EXECUTIVE", services=b"SMS_EXECUTIVE running\nSMS_EXECUTIVE stopped\n")

    def test_the_two_lists_exchanged(self):
        evidence = self.site.path / "evidence"
        result = tool("check", self.site.edge, "--services", evidence / "site-list.txt", "--site-list",
                      evidence / "EDGE7-services.txt")
        self.assertExit(result, 3)
        self.assertIn("site-list.txt: line", result.stderr)

    def test_missing_unreadable_huge_or_a_directory(self):
        huge, shut = self.site.scratch / "huge", self.site.scratch / "shut"
        huge.touch()
        os.truncate(huge, HUGE)
        shut.touch(0)
        for option in ("--services", "--site-list"):
            for path, code, reason in (("/nonexistent/list", 7, "No such file"), (self.site.scratch, 7, "Is a directory"),
                                       (shut, 7, "Permission denied"), (huge, 3, "of more than")):
                result = held_to_modes("check", self.site.edge, option, path)
                self.assertExit(result, code)
                self.assertIn(f"{path}: ", result.stderr)
                self.assertIn(reason, result.stderr)


class Logs(BadInput):
    """Of a log that is larger than is read whole the newest counts, and what was left out is told."""

    def large(self, name):
        log = self.site.edge / "SMS/LOGS" / name
        end = log.read_bytes()
        with open(log, "r+b") as stream:
            stream.seek(300 << 20)
            stream.write(b"\r\n" + end)

    def test_what_was_not_read_of_a_large_log_is_told(self):
        self.large("SCHED.LOG")
        with self.unchanged():
            result = self.site.check()
            self.assertIn("LOGS\\SCHED.LOG  its first 46", result.stdout)
            said = json.loads(tool("check", self.site.edge, *self.site.evidence(), "--json").stdout)
        self.assertEqual([(log["path"], log["status"]) for log in said["logs"]], [("LOGS\\SCHED.LOG", "SMSSITE_OK")])
        self.assertGreater(said["logs"][0]["skipped"], 44 << 20)
        self.assertEqual(self.site.rules()["E01"]["severity"], "OK")

    def test_logs_that_were_read_whole_are_not_mentioned(self):
        self.assertEqual(json.loads(tool("check", self.site.edge, *self.site.evidence(), "--json").stdout)["logs"], [])


class Saved(BadInput):
    """Plans and snapshots that are not what this version wrote."""

    def apply(self, data, reason, code=3):
        self.site.plan_file.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        with self.unchanged():
            result = self.site.apply()
            show = tool("show", self.site.plan_file)
        self.assertExit(result, code)
        self.assertIn(f"{self.site.plan_file}: ", result.stderr)
        self.assertIn(reason, result.stderr)
        self.assertExit(show, 3)
        self.assertNotIn("not a snapshot", show.stderr)
        self.assertEqual(result.stdout + show.stdout, "")

    def test_a_hostile_plan_is_refused(self):
        self.assertExit(self.site.plan(), 0)
        text = self.site.plan_file.read_text()
        self.assertEqual(self.apply(text.encode()[:2000], "premature end"), None)
        for data in (b"", b"\0" * 300, text.encode("utf-16"), text.encode() + b"{}", b"[" * 100000,
                     text.replace('"format": 1', '"format": 1, "format": 1').encode()):
            self.apply(data, "plan: line ")
        for step, change in ((2, {"to": "..\\..\\..\\x"}), (2, {"to": "/etc/x"}), (2, {"from": "..\\x"}), (3, {"to": "C:\\x"}),
                             (3, {"to": "../../x"}), (2, {"kind": "DELETE"}), (2, {"kind": None}), (0, {"actor": "../x"}),
                             (0, {"words": ["rm", "-rf", "/"]})):
            plan = json.loads(text)
            plan["steps"][step].update(change)
            self.apply(plan, f"step {step + 1} is not the procedure's")
        for steps in ([], json.loads(text)["steps"][3:4] * 2):
            self.apply({**json.loads(text), "steps": steps}, "steps: not those of the procedure")
        for change, reason in (({"root": ".."}, "root: not a path in the tree"), ({"root": "/etc"}, "root: not a path"),
                               ({"server": "--x"}, "server: not a server's name"), ({"copy": "no"}, "copy: expected"),
                               ({"master": {"name": "..\\x"}}, "name: "),
                               ({"location": "/elsewhere"}, "does not name these premises")):
            plan = json.loads(text)
            plan["premises"].update(change)
            self.apply(plan, reason)
        self.apply({**json.loads(text), "format": 2}, "format 2 is newer than this library's 1")
        self.apply({**json.loads(text), "id": "../../../x"}, "does not name these premises")

    def test_a_huge_plan(self):
        self.site.plan_file.touch()
        os.truncate(self.site.plan_file, HUGE)
        result = self.site.apply()
        self.assertExit(result, 3)
        self.assertIn("larger than", result.stderr)

    def test_a_newer_or_damaged_snapshot(self):
        saved = self.site.scratch / "q7z.snapshot"
        self.assertExit(tool("snapshot", self.site.edge, *self.site.evidence(), "-o", saved), 0)
        text = saved.read_text()
        for data, reason in ((json.dumps({**json.loads(text), "format": 99}), "a snapshot of format 99"),
                             (text[:300], "line "), ("", "line 1"), ("[]", "snapshot")):
            saved.write_text(data)
            for words in (["check", saved], ["plan", "force-ct2", saved], ["follow", saved, "--for", "0"],
                          ["check", self.site.edge, "--parent", saved], ["check", self.site.edge, "--earlier", saved]):
                result = tool(*words)
                self.assertExit(result, 3)
                self.assertIn(f"{saved}: ", result.stderr)
                self.assertIn(reason, result.stderr)


class Applying(BadInput):
    def stopped(self, code, reason, *words):
        """apply ends so, and changes nothing but the model's clock."""
        before = contents(self.site.edge)
        result = self.site.apply(*words)
        self.assertEqual(before, contents(self.site.edge))
        self.assertExit(result, code)
        self.assertIn("nothing was changed", result.stderr)
        self.assertIn(reason, result.stderr)

    def test_a_plan_of_another_site(self):
        other = self.model("healthy")
        self.assertExit(self.site.plan(), 0)
        for tree in (other.prime, other.edge, self.site.prime):
            with self.unchanged(other):
                self.stopped(4, "", "--site", tree)

    def test_a_plan_that_the_box_has_outlived(self):
        self.assertExit(self.site.plan(), 0)
        for name, data in (("00000000.CT1", b"precious"), ("12345678.CT1", self.good), ("SITECTRL.CT0", self.good + b"\r\n")):
            with self.subTest(name):
                self.put(data, name)
                self.stopped(4, name)
                (self.site.box / name).unlink()
                self.put(self.good)
        self.instead(lambda path: None)
        self.stopped(4, "SITECTRL.CT0")

    def test_a_name_that_ends_in_a_blank_has_come(self):
        self.assertExit(self.site.plan(), 0)
        self.put(self.good, "12345678.CT1 ")
        self.stopped(4, "12345678.CT1 ")

    def test_links_and_files_where_the_journal_would_lie(self):
        self.assertExit(self.site.plan(), 0)
        outside = self.site.scratch / "outside"
        outside.mkdir()
        work = self.site.edge / "SMSSITE.WRK"
        work.symlink_to(outside)
        self.stopped(6, "SMSSITE.WRK: there, but not a directory")
        self.assertEqual(list(outside.iterdir()), [])
        work.unlink()
        work.write_bytes(b"x")
        self.stopped(6, "SMSSITE.WRK: there, but not a directory")

    def test_a_box_that_became_a_link(self):
        self.assertExit(self.site.plan(), 0)
        aside = self.site.scratch / "aside"
        self.site.box.rename(aside)
        self.site.box.symlink_to(aside)
        self.stopped(4, "SITECFG.BOX")
        self.assertEqual((aside / "SITECTRL.CT0").read_bytes(), self.good)

    def test_without_the_right_to_write(self):
        self.assertExit(self.site.plan(), 0)
        self.site.edge.chmod(0o555)
        result = held_to_modes("apply", self.site.plan_file, "--yes", *self.site.world())
        self.site.edge.chmod(0o755)
        self.assertExit(result, 7)
        self.assertIn("SMSSITE.WRK: Permission denied", result.stderr)
        self.site.box.chmod(0o555)
        self.addCleanup(self.site.box.chmod, 0o755)
        result = held_to_modes("apply", self.site.plan_file, "--yes", *self.site.world())
        self.assertIn(result.returncode, (5, 7), result.stdout + result.stderr)
        self.assertIn("Permission denied", result.stdout + result.stderr)
        self.assertEqual(self.master.read_bytes(), self.good)

    def test_a_second_apply_while_the_first_waits(self):
        self.assertExit(self.site.plan(), 0)
        gate, started = self.site.scratch / "gate", self.site.scratch / "started"
        waiter = self.site.scratch / "waiter"
        waiter.write_text(f'#!/bin/sh\nif [ "$1" -gt 0 ]; then\n\t: > {started}\n\twhile [ ! -e {gate} ]; do sleep 0.05; done\n'
                          f'fi\nexec {self.site.path}/waiter "$@"\n')
        waiter.chmod(0o755)
        first = subprocess.Popen([TOOL, "apply", self.site.plan_file, "--yes", "--runner", self.site.path / "runner",
                                  "--waiter", waiter], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            until = time.monotonic() + 30
            while not started.exists() and time.monotonic() < until:
                self.assertIsNone(first.poll())
                time.sleep(0.02)
            journal = self.site.journal()
            with self.unchanged():
                for words in (["apply", self.site.plan_file, "--yes", *self.site.world()],
                              ["resume", journal, *self.site.world()], ["undo", journal, *self.site.world()],
                              ["confirm", journal, "1", "--done"]):
                    result = tool(*words)
                    self.assertExit(result, 6)
                    self.assertNotEqual(result.stderr, "")
                self.assertIn(self.site.check().returncode, (0, 1, 3))
        finally:
            gate.touch()
            out, err = first.communicate(timeout=600)
        self.assertEqual(first.returncode, 0, out + err)

    def test_a_second_apply_of_a_plan_that_has_renamed_the_master(self):
        self.assertExit(self.site.plan(), 0)
        waiter = self.site.scratch / "waiter"
        waiter.write_text(f'#!/bin/sh\n[ "$1" -gt 0 ] && exit 1\nexec {self.site.path}/waiter "$@"\n')
        waiter.chmod(0o755)
        self.assertExit(tool("apply", self.site.plan_file, "--yes", "--runner", self.site.path / "runner",
                             "--waiter", waiter), 5)
        self.assertIn("00000000.CT1", self.site.names())
        self.stopped(6, "this plan was begun already")
        # What it says to do can be typed as it is, wherever the tree lies.
        moved = self.site.scratch / "EDGE 7's copy"
        shutil.copytree(self.site.edge, moved, symlinks=True)
        result = tool("apply", self.site.plan_file, "--yes", "--site", moved, *self.site.world())
        self.assertExit(result, 6)
        said = dict(re.findall(r"^ +([\w ]+): +smssite (.*)$", result.stderr, flags=re.M))
        self.assertEqual(set(said), {"go on", "take back", "too late"})
        self.assertExit(tool(*shlex.split(said["too late"])), 6)
        self.assertExit(tool(*shlex.split(said["take back"]), *self.site.world()), 0)
        self.assertEqual((moved / "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0").read_bytes(), self.good)

    def test_a_plan_over_one_that_stopped_past_its_point_of_no_return(self):
        self.assertExit(self.site.plan(), 0)
        waiter = self.site.scratch / "waiter"
        waiter.write_text(f'#!/bin/sh\nset -- "$1"\nrm -f {self.site.box}/00000000.CT1\nexit 1\n')
        waiter.chmod(0o755)
        self.assertExit(tool("apply", self.site.plan_file, "--yes", "--runner", self.site.path / "runner",
                             "--waiter", waiter), 5)
        journal = self.site.journal()
        self.put(self.good)
        self.site.plan_file.unlink()
        self.assertExit(self.site.plan("--via", "sendcode"), 0)
        result = self.site.apply()
        self.assertExit(result, 6)
        self.assertIn(f"too late:  smssite abandon {journal}\n", result.stderr)
        result = tool("abandon", journal)
        self.assertExit(result, 0)
        self.assertIn("Cannot be taken back: Rename SITECTRL.CT0 to 00000000.CT1.", result.stdout)
        self.assertExit(tool("abandon", journal), 6)
        result = self.site.apply()
        self.assertNotIn("not started", result.stderr)

    @unittest.skipUnless(shutil.which("strace"), "strace, which breaks off a call, is not there")
    def test_a_stop_that_breaks_off_a_file_step(self):
        """As on a network file system that can be interrupted."""
        self.assertExit(self.site.plan(), 0)
        stopped = subprocess.run(["strace", "-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e",
                                  "inject=renameat2:error=EINTR:signal=SIGTERM:when=1", TOOL, "apply", self.site.plan_file,
                                  "--yes", *map(str, self.site.world())], text=True, capture_output=True, timeout=600)
        if "ptrace" in stopped.stderr:
            self.skipTest("tracing is not allowed here")
        self.assertExit(stopped, 5)
        self.assertIn("smssite resume", stopped.stderr)
        self.assertExit(tool("resume", self.site.journal(), *self.site.world()), 0)

    def test_a_damaged_journal(self):
        self.assertExit(self.site.plan(), 0)
        self.assertExit(self.site.apply(), 0)
        journal = self.site.journal()
        data = journal.read_bytes()
        flipped = bytearray(data)
        flipped[len(data) // 3] ^= 1
        for damaged in (b"", data[:500], bytes(flipped), b"\0" * 500, b"X" + data, None):
            if damaged is None:
                os.truncate(journal, HUGE)
            else:
                journal.write_bytes(damaged)
            with self.unchanged():
                for words in (["resume", journal], ["undo", journal], ["confirm", journal, "1", "--done"]):
                    result = tool(*words, *(self.site.world() if words[0] != "confirm" else []))
                    self.assertExit(result, 3)
                    self.assertIn("JOURNAL", result.stderr)
                    # What is known of an empty or cut one is only that it tells nothing.
                    if damaged in (b"", data[:500]):
                        self.assertIn("holds no whole record: either the plan never began or its journal was lost",
                                      result.stderr)
                        self.assertIn("nothing was changed", result.stderr)
                        self.assertIn("look at BACKUP and QUARANTIN beside it before beginning again", result.stderr)
        journal.unlink()
        journal.mkdir()
        self.assertExit(tool("resume", journal), 7)
        self.assertExit(tool("resume", "/etc/passwd"), 2)


def namespace():
    """What runs a program where it may mount file systems of its own; None where that is not allowed."""
    words = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-rm"]
    with tempfile.TemporaryDirectory() as place:
        try:
            done = subprocess.run([*words, "mount", "-t", "tmpfs", "tmpfs", place], capture_output=True, timeout=20)
        except OSError:
            return None
    return words if done.returncode == 0 else None


NAMESPACE = None if "SMSSITE_MAY_MOUNT" in os.environ else namespace()


def with_mounts(test):
    """Runs the test in a process of its own that may mount."""
    @functools.wraps(test)
    def run(self):
        if "SMSSITE_MAY_MOUNT" in os.environ:
            test(self)
            return
        if not NAMESPACE:
            self.skipTest("mounting is not allowed here, not even in a namespace of one's own")
        result = subprocess.run([*NAMESPACE, sys.executable, __file__, f"{type(self).__name__}.{test.__name__}"], text=True,
                                capture_output=True, env={**os.environ, "SMSSITE_MAY_MOUNT": "1"}, stdin=subprocess.DEVNULL, timeout=600)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
    return run


class Disks(BadInput):
    """A disk that is full, and one that may only be read."""

    def disk(self, size):
        place = self.site.scratch / "disk"
        place.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", place])
        return place

    def moved(self, size):
        """The site on a disk of its own, and a plan for it that lies elsewhere."""
        place = self.disk(size)
        shutil.copytree(self.site.edge, place / "EDGE7", symlinks=True)
        shutil.rmtree(self.site.edge)
        self.site.edge.symlink_to(place / "EDGE7")
        return place

    @staticmethod
    def fill(place, leave):
        free = os.statvfs(place)
        (place / "fill").write_bytes(b"\0" * max(0, free.f_bavail * free.f_frsize - leave))

    @with_mounts
    def test_no_half_plan_or_snapshot_is_left(self):
        place = self.disk("16k")
        self.fill(place, 0)
        for words in (["plan", "force-ct2", self.site.edge, *self.site.evidence(), "-o", place / "out"],
                      ["snapshot", self.site.edge, *self.site.evidence(), "-o", place / "out"]):
            with self.unchanged():
                result = tool(*words)
            self.assertExit(result, 7)
            self.assertIn(f"{place}/out: No space left", result.stderr)
            self.assertEqual(os.listdir(place), ["fill"])

    @with_mounts
    def test_a_full_disk_stops_apply_and_space_lets_it_go_on(self):
        place = self.moved("4m")
        self.assertExit(self.site.plan("--live"), 0)
        for leave in (0, 4096, 8192, 12288):
            self.fill(place, leave)
            result = self.site.apply()
            self.assertExit(result, 7)
            self.assertIn("No space left", result.stderr)
            self.assertEqual(self.site.names(), ["SITECTRL.CT0"])
            self.assertEqual((self.site.box / "SITECTRL.CT0").read_bytes(), self.good)
            (place / "fill").unlink()
            if leave == 8192:
                self.assertExit(tool("undo", self.site.journal(), *self.site.world()), 0)
            elif leave:
                shutil.rmtree(self.site.edge / "SMSSITE.WRK")
            self.assertEqual((self.site.box / "SITECTRL.CT0").read_bytes(), self.good)
            shutil.rmtree(self.site.edge / "SMSSITE.WRK", ignore_errors=True)
        self.fill(place, 4096)
        self.assertExit(self.site.apply(), 7)
        (place / "fill").unlink()
        result = tool("resume", self.site.journal(), *self.site.world())
        self.assertIn(result.returncode, (0, 5), result.stdout + result.stderr)
        self.assertEqual(next(self.site.edge.glob("SMSSITE.WRK/*/BACKUP/SITECTRL.CT0")).read_bytes(), self.good)

    @with_mounts
    def test_a_disk_that_may_only_be_read(self):
        place = self.moved("4m")
        self.assertExit(self.site.plan("--live"), 0)
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        with self.unchanged():
            self.assertExit(self.site.check("--live"), 1)
            result = tool("snapshot", self.site.edge, *self.site.evidence(), "-o", place / "out")
            self.assertExit(result, 7)
            self.assertIn("Read-only file system", result.stderr)
        result = self.site.apply()
        self.assertExit(result, 7)
        self.assertIn("SMSSITE.WRK: Read-only file system", result.stderr)
        self.assertEqual((self.site.box / "SITECTRL.CT0").read_bytes(), self.good)


if __name__ == "__main__":
    unittest.main()
