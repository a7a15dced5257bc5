# SPDX-License-Identifier: MIT
"""The second procedure, planned and played on the lab: from an upgrade that hangs to an active site, and the refusals."""
import os
import pathlib
import re
import subprocess
import unittest

from lab_support import BOX, LabCase

TOOL = os.environ["SMSSITE_TOOL"]
REFUSAL = 6
# What each question asks for and only a person can do; everything else is answered "yes".
ACTS = {"cancel the jobs for": ("cancel-jobs", "Q7Z")}
REFUSED = {
    "upgrade-begun": ("too early",),
    "packages-eaten": ("the Despooler has eaten the package (A04)", "PREINST /UPGRADE:Q7Z"),
    "upgrade-restarted": ("the old version has restarted itself (event 388, by its log)", "PREINST /UPGRADE:Q7Z"),
    "sibling-not-active": ("(event 388, by its log)", "A20: M2D 2 (PENDING"),
    "upgrade-nt-reinstalled": ("no service, no share and no registry is left (A15): rebuild the site",),
    "services-lost": ("only the services are lost (A16): install SMS_SITE_CONFIG_MANAGER", "no upgrade of it has failed"),
    "site-never-built": ("(A24): bring the administrative shares back",),
    "primary-deinstalled": ("nothing shows that an upgrade was begun here", "the parent says that the site is active"),
}
PLAYED = {
    "scman-missing": ("INSTSRV SMS_SITE_CONFIG_MANAGER",),
    "receive-busy": ("Waiting until nothing grows in RECEIVE", "made by site X4D (307 bytes"),
}
if os.environ.get("SMSSITE_SOAK"):
    PLAYED["bootstrap-left-over"] = ("INSTSRV SMS_UPGRADE_BOOTSTRAP REMOVE",)
# What `check` says of each: the advice, what it costs, until when one can go back, why not the others, what comes next.
COST = "the site is down until SCMAN has installed its services again; what lies in RECEIVE has to be sent again"
FORBIDDEN = "Not force-ct2: not all services run, and the article forbids it then."
ADVISED = {
    "upgrade-begun": ("Advice: wait. A02: ", "Cost: nothing", "Can be taken back: at any time", FORBIDDEN,
                      "Not activate: the upgrade has 24 hours to finish.",
                      "Next:   smssite snapshot {site} -o Q7Z.before, and later: smssite check {site} --earlier Q7Z.before"),
    "upgrade-hung": ("Advice: activate. A02: ", "Cost: " + COST, "Can be taken back: until the service SMS_UPGRADE_BOOTSTRAP is removed",
                     FORBIDDEN, "Not rebuild: no part of the tree", "Next:   smssite plan activate {site} -o Q7Z.plan"),
    "upgrade-restarted": ("WARN   A02  an upgrade gave up after 48 hours and the old version restarted itself (event 388)",
                          "Advice: other. A02: ", "PREINST /UPGRADE.", "Cost: the site is down until the upgrade is through",
                          "Can be taken back: until PREINST /UPGRADE is run at the parent",
                          "Not force-ct2: the parent lists the site as active.",
                          "Not activate: the site stands; the order alone is enough.", "Next:   smssite explain A02"),
    "upgrade-files-left": ("Advice: activate. A05: ", "Do not start SCMAN with what is in the box", "Cost: " + COST,
                           "Can be taken back: until SMS_SITE_CONFIG_MANAGER is started", "Not force-ct2: a .ct1 waits already.",
                           "Next:   smssite plan activate {site} -o Q7Z.plan"),
    "packages-eaten": ("Advice: other. A04: ", "Not activate: the bootstrap still waits, and the order alone is less."),
    "scman-missing": ("Advice: activate. A16: ", "Next:   smssite plan activate {site} -o Q7Z.plan"),
    "sibling-not-active": ("Advice: other. A20: ", "Not activate: the site stands; the order alone is enough."),
}


class Activate(LabCase):
    def plan(self, scenario):
        lab = self.model(scenario, scenario)
        path = pathlib.Path(lab.directory)
        result = subprocess.run([TOOL, "plan", "activate", path / "q7z.ini", "--now", str(lab.now), "-o", path / "PLAN"],
                                text=True, capture_output=True, timeout=600)
        return lab, path, result

    def apply(self, lab, path, runner=None):
        return self.play(path, lab, ["apply", path / "PLAN", "--yes"], runner)

    def resume(self, lab, path):
        return self.play(path, lab, ["resume", next(path.glob("EDGE7/SMSSITE.WRK/*/JOURNAL"))])

    def play(self, path, lab, command, runner=None):
        """Answers as a person would who does what is asked; what was said, and the status."""
        with subprocess.Popen([TOOL, *command, "--runner", runner or path / "runner", "--waiter", path / "waiter",
                               "--site-list", path / "evidence/site-list.txt", "--now", str(lab.now)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            said = b""
            while byte := process.stdout.read(1):
                said += byte
                if not said.endswith(b"[yes/no] "):
                    continue
                process.stdin.write(self.answer(path, said.rpartition(b"\n")[2].decode()))
                process.stdin.flush()
        return said.decode(), process.returncode

    def answer(self, path, question):
        for words, act in ACTS.items():
            if words in question:
                self.person(path, *act)
        return b"yes\n"

    def person(self, path, *words):
        tool = pathlib.Path(__file__).resolve().parents[2] / "examples" / "lab" / "smssite-lab"
        subprocess.run([tool, "person", path, *words], check=True, capture_output=True, timeout=600)

    def test_a_hung_upgrade_is_cleared_away_and_done_again(self):
        lab, path, planned = self.plan("upgrade-hung")
        self.assertEqual(planned.returncode, 0, planned.stderr)
        said, status = self.apply(lab, path)
        self.assertEqual(status, 0, said)
        self.assertIn("Site Q7Z is active and upgraded.", said)
        self.assertIn("Q7Z 1 ", (path / "evidence/site-list.txt").read_text())
        order = [said.index(step) for step in (
            "INSTSRV SMS_UPGRADE_BOOTSTRAP REMOVE", "INSTSRV SMS_SITE_CONFIG_MANAGER", "NET START SMS_SITE_CONFIG_MANAGER",
            "cancel the jobs for", "PREINST /UPGRADE:Q7Z", "The upgrade is through")]
        self.assertEqual(order, sorted(order))
        self.assertEqual(self.names(lab, "EDGE7", BOX), ["SITECTRL.CT0"])

    def test_every_way_an_upgrade_fails_leads_to_an_active_site(self):
        for scenario, pieces in PLAYED.items():
            with self.subTest(scenario):
                lab, path, planned = self.plan(scenario)
                self.assertEqual(planned.returncode, 0, planned.stderr)
                said, status = self.apply(lab, path)
                self.assertEqual(status, 0, said)
                for piece in pieces + ("Site Q7Z is active and upgraded.",):
                    self.assertIn(piece, said)
                self.assert_active(lab)
                self.assertEqual([n for n in self.names(lab, "EDGE7", BOX) if not n.endswith(".NAD")], ["SITECTRL.CT0"])

    def test_the_advice_names_what_fits_its_price_and_the_next_command(self):
        for scenario, pieces in ADVISED.items():
            with self.subTest(scenario):
                lab = self.model(scenario, scenario)
                site = pathlib.Path(lab.directory) / "q7z.ini"
                said = subprocess.run([TOOL, "check", site, "--now", str(lab.now)], text=True, capture_output=True, timeout=60).stdout
                for piece in pieces:
                    self.assertIn(piece.format(site=site), said)

    def test_what_is_not_known_is_asked_for_by_its_option(self):
        lab = self.model("upgrade-hung")
        said = subprocess.run([TOOL, "check", pathlib.Path(lab.directory) / "EDGE7", "--now", str(lab.now), "--live"], text=True,
                              capture_output=True, timeout=60).stdout
        self.assertIn("Advice: unknown.", said)
        self.assertRegex(said, r"(?m)Next:   smssite check \S+ --site-list FILE$")

    def test_a_sibling_that_is_not_active_stops_it_before_the_order(self):
        lab, path, planned = self.plan("upgrade-hung-sibling")
        self.assertEqual(planned.returncode, 0, planned.stderr)
        self.assertIn("the plan stops before PREINST: M2D 3 (FAILED", planned.stdout)
        said, status = self.apply(lab, path)
        self.assertEqual(status, 5, said)
        self.assertIn("after 30 minutes it is not so", said)
        self.assertNotIn("PREINST", said)
        self.person(path, "repair-site", "M2D")
        said, status = self.resume(type(lab)(lab.directory), path)
        self.assertEqual(status, 0, said)
        self.assertIn("PREINST /UPGRADE:Q7Z", said)
        self.assert_active(lab)

    def test_the_order_alone_ends_what_the_despooler_ate(self):
        """The way that the refusal names."""
        lab = self.model("packages-eaten")
        self.nt(lab, "PRIME9", "PREINST /UPGRADE:Q7Z")
        self.assertTrue(lab.run(until="active"))
        self.assertEqual(self.names(lab, "EDGE7", BOX), ["SITECTRL.CT0"])

    def test_an_order_to_shut_down_that_is_left_is_never_obeyed(self):
        """No service had to be installed, so SCMAN has no reason to report: the way on is named."""
        lab, path, planned = self.plan("upgrade-files-left")
        self.assertEqual(planned.returncode, 0, planned.stderr)
        self.assertIn("10000000.NAD is a directory of the Applications Manager", planned.stdout)
        said, status = self.apply(lab, path)
        self.assertEqual(status, 5, said)
        self.assertIn("SENDCODE SMS_SITE_CONFIG_MANAGER 193 at EDGE7", said)
        lab = type(lab)(lab.directory)
        self.nt(lab, "EDGE7", "SENDCODE SMS_SITE_CONFIG_MANAGER 193")
        said, status = self.resume(lab, path)
        self.assertEqual(status, 0, said)
        self.assert_active(lab)
        self.assertEqual(self.names(lab, "EDGE7", BOX), ["10000000.NAD", "SITECTRL.CT0"])
        self.assertEqual(len(list(path.glob("EDGE7/SMSSITE.WRK/*/QUARANTIN/*"))), 4)

    def test_a_parent_that_begins_by_itself_is_left_to_it(self):
        """Seen active, the site is upgraded by the parent while a person looks at its jobs."""
        lab, path, planned = self.plan("parent-upgrades")
        self.assertEqual(planned.returncode, 0, planned.stderr)

        def slow(path, question, answer=self.answer):
            if "cancel the jobs for" not in question:
                return answer(path, question)
            subprocess.run([path / "waiter", "600"], check=True, capture_output=True, timeout=60)
            return b"yes\n"
        self.answer = slow
        said, status = self.apply(lab, path)
        self.assertEqual(status, 0, said)
        self.assertIn("Order the upgrade of Q7Z: passed over. The parent C9N upgrades Q7Z by itself.", said)
        self.assertNotIn("PREINST", said)
        self.assertIn("Site Q7Z is active and upgraded.", said)
        self.assert_active(lab)

    def test_a_parent_that_begins_at_the_last_moment_is_seen_by_resume(self):
        """PREINST meets the upgrade that has begun and fails; resume asks again whether it is needed."""
        lab, path, _ = self.plan("parent-upgrades")
        late = path / "late-runner"
        late.write_text('#!/bin/sh\n[ "$2" != PREINST ] || "%s" 600 >/dev/null\nexec "%s" "$@"\n'
                        % (path / "waiter", path / "runner"))
        late.chmod(0o755)
        said, status = self.apply(lab, path, late)
        self.assertEqual(status, 7, said)
        self.assertIn("exit status 2", said)
        self.assertIn("Resume asks first whether it is still needed.", said)
        said, status = self.resume(type(lab)(lab.directory), path)
        self.assertEqual(status, 0, said)
        self.assertIn("passed over. The parent C9N upgrades Q7Z by itself.", said)
        self.assertIn("Site Q7Z is active and upgraded.", said)
        self.assert_active(lab)

    def test_what_another_way_fits_is_refused_by_name(self):
        for scenario, reasons in REFUSED.items():
            with self.subTest(scenario):
                _, path, planned = self.plan(scenario)
                self.assertEqual(planned.returncode, REFUSAL, planned.stdout)
                for reason in reasons:
                    self.assertIn(reason, planned.stderr)
                self.assertFalse((path / "PLAN").exists())


    def test_a_primary_that_removes_itself_is_refused_by_name(self):
        lab = self.model("primary-deinstalled")
        path = pathlib.Path(lab.directory)
        planned = subprocess.run([TOOL, "plan", "activate", path / "PRIME9", "--services", path / "evidence/PRIME9-sc.txt", "--now",
                                  str(lab.now)], text=True, capture_output=True, timeout=60)
        self.assertEqual(planned.returncode, REFUSAL, planned.stdout)
        self.assertIn("PREINST /UPGRADE was given this primary's own code (A30)", planned.stderr)

    def test_without_a_map_nothing_is_begun(self):
        """An upgrade that brought no SYSTEM.MAP (event 387)."""
        lab = self.model()
        lab.fault("system-map-left-out", True)
        self.nt(lab, "PRIME9", "PREINST /UPGRADE:Q7Z")
        lab.run(seconds=26 * 3600)
        path = pathlib.Path(lab.directory)
        planned = subprocess.run([TOOL, "plan", "activate", path / "q7z.ini", "--now", str(lab.now)], text=True,
                                 capture_output=True, timeout=60)
        self.assertEqual(planned.returncode, REFUSAL, planned.stdout)
        self.assertIn("SYSTEM.MAP is missing (A10): put the released one back first", planned.stderr)

    def unattended(self, path, lab, *command, waiter=None):
        """Nobody answers; the status."""
        done = subprocess.run([TOOL, *command, "--runner", path / "runner", "--waiter", waiter or path / "waiter", "--site-list",
                               path / "evidence/site-list.txt", "--now", str(type(lab)(lab.directory).now)],
                              stdin=subprocess.DEVNULL, text=True, capture_output=True, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def confirm(self, journal, planned, title, *word):
        [number] = re.findall(r"^\[ \] +(\d+)  .*%s" % title, planned.stdout, re.M)[:1]
        subprocess.run([TOOL, "confirm", journal, number, *word], check=True, capture_output=True, timeout=60)

    def test_it_is_taken_back_before_the_point_of_no_return(self):
        lab, path, _ = self.plan("upgrade-hung")
        def files():
            return {p: p.read_bytes() for p in (path / "EDGE7/SMS/SITE.SRV").rglob("*") if p.is_file()}
        before = files()
        stopping = path / "stopping-waiter"
        stopping.write_text('#!/bin/sh\n[ "$1" = 0 ] || kill -INT $PPID\nexec "%s" "$@"\n' % (path / "waiter"))
        stopping.chmod(0o755)
        status, said = self.unattended(path, lab, "apply", path / "PLAN", "--yes", waiter=stopping)
        self.assertEqual(status, 5, said)
        self.assertNotIn("SMS_UPGRADE_BOOTSTRAP", self.nt(lab, "EDGE7", "NET START"))
        journal = next(path.glob("EDGE7/SMSSITE.WRK/*/JOURNAL"))
        status, said = self.unattended(path, lab, "undo", journal)
        self.assertEqual(status, 0, said)
        self.assertEqual(files(), before)
        self.assertIn("SMS_UPGRADE_BOOTSTRAP", self.nt(lab, "EDGE7", "NET START"))

    def test_past_the_point_of_no_return_undo_changes_nothing(self):
        lab, path, _ = self.plan("upgrade-hung")
        status, said = self.unattended(path, lab, "apply", path / "PLAN", "--yes")
        self.assertEqual(status, 5, said)
        self.assertIn("Remove the service SMS_UPGRADE_BOOTSTRAP: done", said)
        self.assertIn("smssite resume", said)
        self.assertNotIn("smssite undo", said)
        journal = next(path.glob("EDGE7/SMSSITE.WRK/*/JOURNAL"))
        before = journal.read_bytes()
        status, said = self.unattended(path, lab, "undo", journal)
        self.assertEqual(status, REFUSAL, said)
        self.assertIn("NOT_UNDONE: Past the point of no return", said)
        self.assertNotIn("  run ", said)
        self.assertEqual(journal.read_bytes(), before)
        status, said = self.unattended(path, lab, "resume", journal)
        self.assertEqual(status, 5, said)
        self.assertNotIn("NOT_UNDONE", said)

    def test_what_a_person_does_is_confirmed_while_no_apply_runs(self):
        lab, path, planned = self.plan("upgrade-hung")
        status, said = self.unattended(path, lab, "apply", path / "PLAN", "--yes")
        self.assertEqual(status, 5, said)
        self.assertIn("cancel the jobs for Q7Z", said)
        journal = next(path.glob("EDGE7/SMSSITE.WRK/*/JOURNAL"))
        self.person(path, "cancel-jobs", "Q7Z")
        self.confirm(journal, planned, "At the parent C9N, cancel", "--done")
        status, said = self.unattended(path, lab, "resume", journal)
        self.assertEqual(status, 5, said)
        self.assertIn("30004C9N.PCK in RECEIVE\\TEMP is a package of request 0004C9N, made by the parent C9N", said)
        stays = []
        while status == 5 and len(stays) < 9:
            self.confirm(journal, planned, "Return files of RECEIVE", "--failed")
            status, said = self.unattended(path, lab, "resume", journal)
            stays += re.findall(r"(\S+) stays where it is", said)
        self.assertEqual(status, 0, said)
        self.assertEqual(stays, ["30004C9N.PCK", "30021X4D.PCK", "30021X4D.INS"])
        self.assert_active(lab)


if __name__ == "__main__":
    unittest.main()
