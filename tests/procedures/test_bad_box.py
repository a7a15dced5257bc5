# SPDX-License-Identifier: MIT
"""A site-control box, and a master in it, as nobody means them to be: check and plan say why, and nothing changes."""
import contextlib
import json
import os
import pathlib
import socket
import sys
import threading
import unittest

sys.dont_write_bytecode = True
from bad_input import HUGE, BadInput, held_to_modes  # noqa: E402
from test_tool import tool  # noqa: E402


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


if __name__ == "__main__":
    unittest.main()
