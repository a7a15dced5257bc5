# SPDX-License-Identifier: MIT
"""Objects dropped in every order, and nothing raw to be seen."""

import datetime
import enum
import gc
import itertools
import unittest

import smssite
import support


class Order(unittest.TestCase):
    """Everything made from one another, then let go of in every order while the rest is used."""

    def make(self):
        tree = support.memory_tree()
        seen = smssite.observe(tree, services=smssite.Services(b"SMS_EXECUTIVE running\n"))
        case = smssite.Case(seen)
        file = seen.documents[0].control_file
        return {"tree": tree, "seen": seen, "case": case, "findings": case.diagnose(), "file": file, "edit": file.edit()}

    uses = {
        "tree": lambda tree: tree.list("SMS"),
        "seen": lambda seen: (seen.save(), [list(folder.entries) for folder in seen.directories]),
        "case": lambda case: (case.site.site_code, case.diagnose().to_json()),
        "findings": lambda findings: [list(finding.evidence) for finding in findings],
        "file": lambda file: [list(section) for section in file],
        "edit": lambda edit: edit.finish(),
    }

    def test_dropped_in_every_order(self):
        for order in itertools.permutations(self.uses):
            things = self.make()
            for name in order:
                del things[name]
                for left, thing in things.items():
                    self.uses[left](thing)

    def test_closed_in_every_order(self):
        for order in itertools.permutations(self.uses):
            things = self.make()
            for number, name in enumerate(order):
                things[name].close()
                for left in order[number + 1:]:
                    self.uses[left](things[left])

    def test_parts_outlive_what_they_were_taken_from(self):
        seen = smssite.observe(support.memory_tree())
        part = seen.find_directory("SITE.SRV\\SITECFG.BOX")
        finding = smssite.Case(seen).diagnose()[0]
        entries, evidence = part.entries, finding.evidence
        expected = (part.path, list(entries), finding.rule, list(evidence))
        del seen
        gc.collect()
        self.assertEqual((part.path, list(entries), finding.rule, list(evidence)), expected)

    def test_objects_in_a_circle_are_collected(self):
        file = support.control_file()
        edit = file.edit()
        circle = [file, edit]
        circle.append(circle)
        del circle, file, edit
        self.assertGreaterEqual(gc.collect(), 1)


class Plain(support.LabCase):
    """Whatever a public property or call gives back is of a known type."""

    known = (type(None), bool, int, float, str, bytes, datetime.datetime, enum.Enum)
    containers = (list, tuple, dict, smssite.ControlFile, smssite.Findings, smssite.Plan, smssite.Services,
                  smssite.ParentWord, smssite.Section, smssite.SmsIni)

    def walk(self, value, path, depth=0):
        self.assertFalse(hasattr(value, "this"), path)
        self.assertNotIn("Swig", type(value).__name__, path)
        self.assertNotIn("wig", repr(value), path)
        self.seen.add(type(value).__name__)
        if isinstance(value, self.known) or depth > 7:
            return
        kind = type(value)
        self.assertTrue(kind.__module__.startswith("smssite") or isinstance(value, (list, tuple, dict)), (path, kind))
        if isinstance(value, dict):
            value = list(value.items())
        if isinstance(value, self.containers) or kind.__name__ == "Items":
            for number, item in enumerate(value):
                if number < 3:
                    self.walk(item, f"{path}[{number}]", depth + 1)
        for name in dir(kind):
            if name.startswith("_") or name in ("close", "index", "count"):
                continue
            attribute = getattr(kind, name)
            if isinstance(attribute, property):
                self.walk(getattr(value, name), f"{path}.{name}", depth + 1)
            elif name in self.calls and callable(attribute):
                self.walk(getattr(value, name)(), f"{path}.{name}()", depth + 1)

    calls = ("diagnose", "trail", "advise", "plan_force_ct2", "plan_sendcode_ct2", "save", "text", "to_json", "masked",
             "edit", "finish", "next_range")

    def test_walk(self):
        self.seen = set()
        case = smssite.Case(self.observe(), self.observe_parent(), self.observe(), self.now(), {"LOGON1": self.observe()})
        registry = smssite.Registry.read(self.model / "evidence" / "EDGE7.reg")
        self.walk(registry, "registry")
        self.walk(registry.list("HKLM\\SOFTWARE\\Microsoft\\SMS\\Identification"), "key")
        self.walk(smssite.RegistryEdit(), "registry edit")
        self.walk(smssite.SmsIni(b"[SMS]\r\nPath=C:\\\r\n"), "ini")
        self.walk(smssite.SystemMap(support.SYSTEM_MAP), "system map")
        self.walk(smssite.Command.preinst_upgrade("Q7Z"), "command")
        for name in ("rules", "layout", "service_catalogue", "settings"):
            self.walk(getattr(smssite, name)()[:3], name)
        self.walk(smssite.SMSID("SKZ01000"), "id")
        self.walk(smssite.Tree(self.drive), "tree")
        self.walk(smssite.parse_trace_record(b"text $$<SMS_X><Mon Dec 04 15:41:45 1995~><thread=E0>"), "record")
        self.walk(smssite.TraceLog(), "log")
        self.walk(smssite.Profile(b"[site]\ntree=x\n[logon server A]\nkind=nt\ntree=y\n"), "profile")
        map = smssite.IdMap("Q7Z")
        map.add_id(smssite.IdSource.UID_FILE, smssite.SMSID("Q7Z00001"), "EDGE7")
        map.add_list(smssite.IdSource.CLIENT, b"Q7Z00001\nQ7Z00001\n")
        map.finish()
        self.walk([map.servers, map.ranges, map.problems, map.unseen, map.next_range], "id map")
        self.walk(smssite.UidStore.seen(case.site), "store")
        whole = smssite.observe(self.drive, registry=self.model / "evidence" / "EDGE7.reg", taken=self.now())
        self.walk([list(whole.registry_sources)], "registries")
        self.walk(smssite.RebuildRecord.of(smssite.Case(whole), "Q7Z09000"), "rebuild record")
        self.walk(smssite.explain("214"), "meanings")
        self.walk([case.trail().evidence(stage) for stage in smssite.Stage if stage >= 0], "stages")
        self.walk(case, "case")
        with smssite.apply(case.plan_force_ct2(), self.drive, now=self.now) as run:
            self.walk(run, "apply")
            for action in run:
                self.walk(action, "action")
                self.answer(action)
        made = {name for name in smssite.__all__ if isinstance(getattr(smssite, name), type)
                and not issubclass(getattr(smssite, name), (Exception, enum.Enum))}
        self.assertEqual(made - self.seen, {"Candidate", "Tolerance", "Check", "IdMap", "RecordedShare", "RecordedService"}, "types that the walk did not meet")


if __name__ == "__main__":
    support.main()
