# SPDX-License-Identifier: MIT
"""smssite preinst: the lines it prints, what it refuses, and that the lab's parent obeys them."""
import json
import os
import subprocess
import unittest

from lab_support import LabCase

TOOL = os.environ['SMSSITE_TOOL']


def preinst(*words):
    return subprocess.run([TOOL, 'preinst', *words], text=True, capture_output=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, 'NO_COLOR': '1'}, timeout=600)


def line(*words):
    result = preinst(*words, '--quiet')
    assert result.returncode == 0, result
    return result.stdout


class Lines(unittest.TestCase):
    def test_each_action_prints_the_line_of_its_version(self):
        self.assertEqual(line('upgrade', 'q7z', '--at', 'c9n'), 'PREINST /UPGRADE:Q7Z\n')
        self.assertEqual(line('deinstall', 'Q7Z', '--at', 'C9N'), 'PREINST /DEINSTALL:Q7Z\n')
        self.assertEqual(line('delsite', 'Q7Z', 'C9N'), 'PREINST /DELSITE:{Q7Z,C9N}\n')
        self.assertEqual(line('dump'), 'PREINST /DUMP\n')
        self.assertEqual(line('syncparent'), 'PREINST /SYNCPARENT\n')
        self.assertEqual(line('delsite', 'Q7Z', 'C9N', '--product', '2.0'), 'PREINST /DELSITE:{Q7Z,C9N}\n')
        self.assertEqual(line('delsite', 'Q7Z', 'C9N', '--product', '2007'), 'PREINST /DELSITE Q7Z C9N\n')
        self.assertEqual(line('delsite', 'Q7Z', '--product', '2012'), 'PREINST /DELSITE Q7Z\n')

    def test_a_reader_is_told_what_to_know(self):
        result = preinst('delsite', 'Q7Z', 'C9N')
        self.assertEqual(result.returncode, 0)
        self.assertEqual(result.stdout.splitlines()[0], 'PREINST /DELSITE:{Q7Z,C9N}')
        for name in ('Run it', 'Needs', 'Does', 'May lose', 'Worked when', 'Sources'):
            self.assertIn('\n  ' + name + ' ', result.stdout)
        self.assertIn('Q192471', result.stdout)
        self.assertLessEqual(max(map(len, result.stdout.splitlines())), 100)
        self.assertEqual(result.stderr, '')

    def test_json_is_the_same_for_programs(self):
        result = preinst('upgrade', 'Q7Z', '--at', 'C9N', '--json')
        told = json.loads(result.stdout)
        self.assertEqual(told['format'], 1)
        self.assertEqual(told['words'], ['PREINST', '/UPGRADE:Q7Z'])
        self.assertEqual(told['line'], 'PREINST /UPGRADE:Q7Z')
        self.assertEqual(told['unchecked'], '')

    def test_where_it_will_run_must_be_told_or_nobody_checked(self):
        for action in ('upgrade', 'deinstall'):
            result = preinst(action, 'Q7Z')
            self.assertEqual(result.returncode, 3)
            self.assertIn(':Q7Z\n', result.stdout)
            self.assertIn('not checked', result.stderr)

    def test_a_primary_is_never_told_to_deinstall_itself(self):
        result = preinst('upgrade', 'C9N', '--at', 'c9n')
        self.assertEqual(result.returncode, 6)
        self.assertEqual(result.stdout, '')
        self.assertIn('Q165876', result.stderr)

    def test_slips_are_usage_errors_that_say_what_is_right(self):
        for words, said in ((('upgrade',), 'CODE'), (('upgrade', 'Q7'), "'Q7'"), (('upgrade', 'Q7Z', 'C9N'), 'usage'),
                            (('delsite', 'Q7Z'), 'CHILD PARENT'), (('delsite', 'Q7Z', 'Q7Z'), 'own parent'),
                            (('deinstall', 'NUL'), 'Q182420'), (('dump', 'Q7Z'), 'usage'), (('stopsite',), 'upgrade'),
                            (('upgrade', 'Q7Z', '--at', 'C9'), "'C9'"), (('upgrade', 'Q7Z', '--product', '3.0'), '3.0'),
                            (('syncparent', '--product', '2012'), 'SMS 1.x'), ((), 'usage')):
            with self.subTest(words):
                result = preinst(*words)
                self.assertEqual(result.returncode, 2, result)
                self.assertEqual(result.stdout, '')
                self.assertIn(said, result.stderr)

    def test_a_misprinted_line_is_explained(self):
        result = preinst('explain', 'PREINST /UPGRADE:{Q7Z}')
        self.assertEqual(result.returncode, 2)
        self.assertIn('/UPGRADE:code', result.stderr)
        self.assertIn('Q192471', result.stderr)
        result = preinst('explain', 'preinst /delsite:{chl, par}')
        self.assertEqual(result.returncode, 0)
        self.assertTrue(result.stdout.startswith('PREINST /DELSITE:{CHL,PAR}\n'))
        self.assertIn('blank after the comma', result.stdout)
        result = preinst('explain', 'PREINST /STOPSITE')
        self.assertEqual(result.returncode, 2)
        self.assertIn('SMS 2.0', result.stderr)


class AtTheModelsParent(LabCase):
    """The lab reads PREINST lines by itself: what the library writes, the lab's parent obeys."""

    def test_the_parent_obeys(self):
        lab = self.model()
        self.nt(lab, 'PRIME9', line('dump'))
        self.nt(lab, 'PRIME9', line('syncparent'))
        self.nt(lab, 'PRIME9', line('upgrade', 'Q7Z', '--at', 'C9N'))

    def test_the_parent_removes(self):
        lab = self.model()
        self.nt(lab, 'PRIME9', line('deinstall', 'Q7Z', '--at', 'C9N'))

    def test_the_parent_forgets_a_site(self):
        lab = self.model()
        self.nt(lab, 'PRIME9', line('delsite', 'Q7Z', 'C9N'))
        self.nt(lab, 'PRIME9', line('delsite', 'Q7Z', 'C9N'), status=2)

    def test_the_parent_refuses_what_the_tool_refuses(self):
        lab = self.model()
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:{Q7Z}', status=2)
        self.nt(lab, 'PRIME9', 'PREINST /DELSITE:Q7Z,C9N', status=2)

    def test_a_parent_told_to_upgrade_itself_takes_itself_down(self):
        """KB Q165876: nothing but the tool refuses this."""
        lab = self.model()
        self.assertIn('SMS_EXECUTIVE', self.nt(lab, 'PRIME9', 'NET START'))
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:C9N')
        lab.run(seconds=3600)
        self.assertNotIn('SMS_EXECUTIVE', self.nt(lab, 'PRIME9', 'NET START'))


if __name__ == '__main__':
    unittest.main()
