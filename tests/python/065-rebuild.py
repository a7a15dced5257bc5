# SPDX-License-Identifier: MIT
"""Rebuilding a site of the model, clients logging on all the while: no id is given twice, wherever it is interrupted."""

import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

import smssite
import support
from smssite import ActionKind, Answer, Outcome

sys.path.insert(0, str(support.SOURCE / "examples" / "lab"))
sys.path.insert(0, str(support.SOURCE / "tests" / "procedures"))
from rebuild_person import Person, suspects  # noqa: E402
from smslab import Lab  # noqa: E402

PLACE = os.environ.get("TMPDIR") or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)


class Model:
    """A model with clients, and the person and the runner of a plan."""

    def __init__(self, scenario, every=300, logon_servers=None):
        self.place = tempfile.mkdtemp(prefix="smssite-", dir=PLACE)
        self.path = os.path.join(self.place, "model")
        lab = Lab.new(self.path, scenario, None, logon_servers)
        if every:
            lab.clients(every)
        self.somebody = Person(self.path)

    def lab(self):
        return Lab(self.path)

    def close(self):
        shutil.rmtree(self.place, True)

    def now(self):
        return self.lab().now

    def servers(self):
        return list(json.loads(pathlib.Path(self.path, "lab.json").read_text())["servers"].keys() - {"PRIME9"})

    def shares(self):
        servers = json.loads(pathlib.Path(self.path, "lab.json").read_text())["servers"]
        return {server: entry["shares"] for server, entry in servers.items()}

    def plan(self, next_range=None, boot_drive=True):
        case = smssite.Profile.read(self.path + "/q7z.ini").case(taken=self.now(), now=self.now())
        record = smssite.RebuildRecord.of(case, next_range)
        return case.plan_rebuild(record, self.path + "/EDGE7-C" if boot_drive else None)

    def person(self, text):
        """Does what is asked for, and answers as a person would."""
        self.somebody.do(text)
        if text.startswith(("Wait for the site", "Refresh the Sites")):
            return pathlib.Path(self.path, "evidence", "site-list.txt").read_bytes()
        return b""

    def answer(self, action):
        lab = self.lab()
        if action.kind == ActionKind.RUN:
            status, output = lab.exec(action.server, list(action.words))
            action.answer(Answer.DONE, exit_status=status, output=output.encode("cp1252"))
        elif action.kind == ActionKind.WAIT:
            lab.run(seconds=max(1, action.look_again_utc_s - lab.now))
            action.answer()
        elif action.kind == ActionKind.ASK:
            output = self.person(action.text)
            said = self.somebody.is_so(action.text)
            self.lab().run(seconds=60)
            action.answer(Answer.DONE if said else Answer.FAILED, output=output)

    def trees(self, run, plan):
        for index, tree in list(enumerate(plan.trees))[1:]:
            run.add_tree(index, tree.location)

    def begin(self, plan):
        run = smssite.apply(plan, plan.location, now=self.now)
        self.trees(run, plan)
        return run

    def resume(self, plan, journal):
        run = smssite.resume(plan.location, journal, now=self.now)
        self.trees(run, plan)
        return run

    def finish(self, run):
        for action in run:
            self.answer(action)
        return run

    def settle(self):
        """Clients of every server come for two hours more."""
        lab = self.lab()
        lab.clients(200)
        lab.run(seconds=7200)
        return Lab(self.path).ids()


class Rebuild(unittest.TestCase):
    def model(self, *arguments, **more):
        model = Model(*arguments, **more)
        self.addCleanup(model.close)
        return model

    def check(self, model, run, twice=False):
        """Every id given twice is among the suspects; the rest of what must hold for ids holds."""
        self.assertEqual(run.outcome, Outcome.DONE, run.outcome_text)
        found = model.settle()
        told = suspects(run.outcome_text)
        given_twice = {(int(smsid[3:5], 36), int(smsid[5:], 36)) for smsid in found["twice"]}
        self.assertEqual(given_twice - told, set(), run.outcome_text)
        if not twice:
            self.assertEqual(found["twice"], {})
            self.assertEqual(found["shared"], {})
        # One file and one range each; the counter never carried, so every id is of a range its server was given.
        names = {server: os.listdir(f"{model.path}/{server}/SMS/LOGON.SRV/SMSID") for server in model.servers()}
        self.assertTrue(all(len(found) == 1 for found in names.values()), names)
        self.assertEqual(len({name[:5] for [name] in names.values()}), len(names), names)
        owners = {(given["range"], given["server"]) for given in found["ranges"]}
        self.assertLessEqual({(given["id"][:5], given["server"]) for given in found["handed"]}, owners)
        return found

    def test_a_site_with_servers_of_three_kinds(self):
        model = self.model("rebuild-mixed")
        before = {server: os.listdir(f"{model.path}/{server}/SMS/LOGON.SRV/SMSID")[0][:5]
                  for server in ("EDGE7", "NTLOG1", "LMLOG1", "NWLOG1")}
        remarks, shares = {server: model.somebody.remark(server) for server in before}, model.shares()
        plan = model.plan()
        self.assertEqual(smssite.Plan.load(plan.save()).text(), plan.text())
        run = model.finish(model.begin(plan))
        for server, range_ in before.items():
            [name] = os.listdir(f"{model.path}/{server}/SMS/LOGON.SRV/SMSID")
            self.assertEqual(name[:5], range_)
        self.assertIn("Suspects", run.outcome_text)
        # What services read in the comments of shares is what it was.
        self.assertEqual({server: model.somebody.remark(server) for server in before}, remarks)
        self.assertEqual(model.shares(), shares)
        self.check(model, run)
        # A window is never opened twice for the same thing, and nobody is asked for a password.
        self.assertFalse([text for text in model.somebody.asked if "-p " in text])

    def test_nothing_but_the_site_server(self):
        model = self.model("rebuild-nt", logon_servers=[])
        self.check(model, model.finish(model.begin(model.plan())))

    def test_windows_nt_was_installed_anew(self):
        model = self.model("nt-reinstalled")
        self.check(model, model.finish(model.begin(model.plan("Q7Z0A000", boot_drive=False))))

    def test_ids_given_twice_are_suspects(self):
        """Without its SMS.INI the new site begins at range 00 again, and clients log on meanwhile."""
        for scenario, servers in (("rebuild-mixed", None), ("nt-reinstalled", ["NT", "NT"]), ("rebuild-nt", [])):
            with self.subTest(scenario):
                model = self.model(scenario, every=120, logon_servers=servers)
                model.somebody.careless = True
                plan = model.plan("Q7Z0A000" if scenario == "nt-reinstalled" else None, boot_drive=False)
                found = self.check(model, model.finish(model.begin(plan)), twice=True)
                self.assertTrue(found["twice"], "the test shows nothing")

    def test_the_caller_dies_at_every_action(self):
        model = self.model("rebuild-nt", every=600)
        plan = model.plan()
        run = model.begin(plan)
        journal, deaths, died_at = run.journal, 0, set()
        while True:
            action = run.next()
            if action.kind == ActionKind.DONE:
                break
            at = (action.kind, action.step, action.text)
            if at not in died_at and action.kind != ActionKind.WAIT:
                # Once before its answer: a command was obeyed, and nobody came to report it.
                died_at.add(at)
                if action.kind == ActionKind.RUN:
                    model.lab().exec(action.server, list(action.words))
                elif action.kind == ActionKind.ASK:
                    model.person(action.text)
                run.close()
                deaths += 1
                run = model.resume(plan, journal)
                continue
            if action.needs_answer:
                model.answer(action)
        self.assertGreater(deaths, 60)
        self.check(model, run)

    def test_before_the_site_is_deleted_it_is_taken_back(self):
        model = self.model("rebuild-nt", every=600)
        shares = model.shares()
        plan = model.plan()
        run = model.begin(plan)
        while not ((action := run.next()).kind == ActionKind.ASK and "delete the key" in action.text):
            if action.needs_answer:
                model.answer(action)
        self.assertFalse(os.path.exists(model.path + "/EDGE7/SMS"))
        run.close()
        run = smssite.undo(plan.location, run.journal, now=model.now)
        model.trees(run, plan)
        model.finish(run)
        self.assertEqual(run.outcome, Outcome.UNDONE, run.outcome_text)
        for server in ("EDGE7", "NTLOG1"):
            self.assertTrue(os.path.exists(f"{model.path}/{server}/SMS/LOGON.SRV/SMSID"))
        self.assertEqual(model.shares(), shares)


if __name__ == "__main__":
    support.main()
