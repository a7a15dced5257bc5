# SPDX-License-Identifier: MIT
"""Nothing is forgotten: every public call of C is used, every enumeration mirrored, every signature annotated."""

import enum
import inspect
import pathlib
import re
import typing
import unittest

import smssite
import support
from smssite import _core

#: Calls that have no use in Python, and why.
NOT_USED = {
    "free": "memory belongs to objects", "set_allocator": "C only", "set_log_sink": "C only",
    "tree_new": "a table of C functions", "rules_interest": "observe() passes it",
    "error_message": "told by the exception", "error_errno": "told by the exception", "status_name": "Status has names",
    "section_kind_name": "SectionKind has names", "control_type_name": "ControlType has names",
    "component_flag_name": "ComponentFlag has names", 
    "site_status_name": "SiteStatus has names", "box_role_name": "BoxRole has names",
    "box_state_name": "BoxState has names", "severity_name": "Severity has names", "stage_name": "Stage has names",
    "step_kind_name": "StepKind has names", "trace_form_name": "TraceForm has names",
    "trace_record_text": "TraceRecord has str",
    "reversal_name": "Reversal has names", "action_kind_name": "ActionKind has names",
    "outcome_name": "Outcome has names", "need_name": "Need has names", "server_kind_name": "ServerKind has names", "box_role_of": "BoxFile.role", "smsid_compare": "SMSIDs compare as numbers",
    "uid_state_name": "UidState has names", "id_problem_name": "IdProblem has names",
}


def headers():
    folder = support.SOURCE / "include" / "smssite"
    return {path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S) for path in sorted(folder.glob("*.h"))}


def declared():
    calls = set()
    for text in headers().values():
        calls |= set(re.findall(r"SMSSITE_API\s[^;]*?\bsmssite_(\w+)\s*\(", text))
    return calls


class Calls(unittest.TestCase):
    def test_every_public_call_is_used(self):
        package = pathlib.Path(smssite.__file__).parent
        text = "".join(path.read_text() for path in package.glob("*.py") if path.name != "_core.py")
        used = set(re.findall(r"\b_core\.(\w+)", text))
        references = {name for name in declared() if re.search(r"_(ref|free)$", name)}
        self.assertEqual(declared() - used - references - set(NOT_USED), set(), "calls of C that Python does not use")
        self.assertEqual(set(NOT_USED) - declared(), set(), "listed as not used, but no call of C")
        self.assertEqual(set(NOT_USED) & used, set(), "listed as not used, but used")
        self.assertEqual({name for name in used if not hasattr(_core, name)}, set(), "used, but not there")

    def test_calls_that_take_long_let_others_run(self):
        """Named here once more, so that a call that is forgotten there is noticed."""
        text = (support.SOURCE / "bindings" / "python" / "manners.i").read_text()
        threaded = set(re.findall(r"^%thread smssite_(\w+);", text, flags=re.M))
        long = {name for name in declared()
                if re.search(r"_parse|observe|open_hive|_load$|_save$|to_json|diagnose|case_trail|advise|masked|rebuild_record_new|"
                             r"plan_(activate|force|sendcode|rebuild|text)|apply_(abandon|add_tree|begin|resume|undo|confirm|next|obstacle|report)|"
                             r"tree_(open|resolve|read|write|make|set_m|list)|"
                             r"trace_log_(add|next)|"
                             r"from_registry|registry_(open|control_set|has|find|list$|data|text|number)|setting_find", name)}
        long -= {"trace_record_parse", "site_code_parse", "smsid_parse", "product_parse", "command_preinst_parse",
                 "trail_to_json", "advice_to_json", "command_to_json"}
        self.assertEqual(threaded, long)


class Enumerations(unittest.TestCase):
    def classes(self):
        return [value for name, value in vars(smssite).items()
                if isinstance(value, type) and issubclass(value, enum.Enum)]

    def test_every_enumeration_is_mirrored(self):
        """By values: a class of Python has the names of one enumeration of C without their common beginning."""
        mirrored = {}
        for kind in self.classes():
            mirrored[frozenset((name, int(member)) for name, member in kind.__members__.items())] = kind.__name__
        missing = []
        for file, text in headers().items():
            for body, name in re.findall(r"enum(?:\s+\w+)?\s*\{(.*?)\}\s*(?:smssite_(\w+))?;", text, flags=re.S):
                items = re.findall(r"^\s*SMSSITE_(\w+) = (-?\w+)", body, flags=re.M)
                if name in ("field", "log_level", "open_mode") or items[0][0] == "SITE_CODES":
                    continue
                shortest = min((item[0].split("_") for item in items), key=len)
                fits = [frozenset(("_".join(item.split("_")[cut:]), int(value, 0)) for item, value in items)
                        for cut in range(len(shortest))]
                if not any(fit in mirrored for fit in fits):
                    missing.append((file, name or items[0][0]))
        self.assertEqual(missing, [])

    def test_numbers_are_those_of_c(self):
        for name, member in smssite.Status.__members__.items():
            self.assertEqual(int(member), getattr(_core, name))


class Annotations(unittest.TestCase):
    def check(self, thing, path, bound):
        signature = inspect.signature(thing)
        self.assertIsNot(signature.return_annotation, inspect.Signature.empty, path)
        for name, parameter in list(signature.parameters.items())[1 if bound else 0:]:
            self.assertIsNot(parameter.annotation, inspect.Parameter.empty, f"{path}({name})")

    def test_everything_public_is_annotated(self):
        count = 0
        for name in smssite.__all__:
            value = getattr(smssite, name)
            if inspect.isfunction(value):
                self.check(value, name, False)
                count += 1
            if not isinstance(value, type) or issubclass(value, enum.Enum):
                continue
            for member, attribute in vars(value).items():
                if member.startswith("_") and member not in ("__init__", "__len__", "__iter__", "__getitem__"):
                    continue
                if isinstance(attribute, property):
                    self.check(attribute.fget, f"{name}.{member}", True)
                elif isinstance(attribute, classmethod):
                    self.check(attribute.__func__, f"{name}.{member}", True)
                elif inspect.isfunction(attribute):
                    self.check(attribute, f"{name}.{member}", True)
                else:
                    continue
                count += 1
        self.assertGreater(count, 200)

    def test_annotations_can_be_resolved(self):
        for name in smssite.__all__:
            value = getattr(smssite, name)
            if inspect.isfunction(value):
                typing.get_type_hints(value)

    def test_the_package_says_that_it_is_typed(self):
        self.assertTrue((pathlib.Path(smssite.__file__).parent / "py.typed").exists())


if __name__ == "__main__":
    support.main()
