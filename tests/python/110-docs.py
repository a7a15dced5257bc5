# SPDX-License-Identifier: MIT
"""Everything public has a docstring, and the examples in them name what is there."""

import enum
import inspect
import re
import unittest

import smssite
import support


class Docstrings(unittest.TestCase):
    def test_everything_public_has_one(self):
        bare, count = [], 0
        for name in smssite.__all__:
            value = getattr(smssite, name)
            count += 1
            if not (value.__doc__ or "").strip():
                bare.append(name)
            if not isinstance(value, type) or issubclass(value, (enum.Enum, Exception)):
                continue
            for member in dir(value):
                if member.startswith("_") and member not in ("__len__", "__iter__", "__getitem__", "__enter__", "__exit__"):
                    continue
                attribute = inspect.getattr_static(value, member)
                count += 1
                if not (getattr(attribute, "__doc__", None) or "").strip():
                    bare.append(f"{name}.{member}")
        self.assertEqual(bare, [])
        self.assertGreater(count, 300)

    def test_docstrings_are_each_things_own(self):
        seen = {}
        for name in smssite.__all__:
            value = getattr(smssite, name)
            if isinstance(value, type) and not issubclass(value, enum.Enum):
                self.assertNotIn(value.__doc__, seen, name)
                seen[value.__doc__] = name

    def test_the_package_shows_what_it_is_for(self):
        for name in re.findall(r"smssite\.(\w+)", smssite.__doc__):
            self.assertTrue(hasattr(smssite, name), name)

    def test_references_lead_somewhere(self):
        texts = [getattr(smssite, name).__doc__ for name in smssite.__all__]
        for name in re.findall(r":(?:class|func):`(\w+)`", "".join(texts)):
            self.assertTrue(hasattr(smssite, name), name)

    def test_help_can_be_shown(self):
        import pydoc
        self.assertIn("observe", pydoc.plain(pydoc.render_doc(smssite)))


if __name__ == "__main__":
    support.main()
