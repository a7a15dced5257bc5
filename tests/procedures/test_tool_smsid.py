# SPDX-License-Identifier: MIT
"""smssite smsid: what it reckons, and the map of a site's ids on the lab."""
import json
import os
import pathlib
import subprocess
import unittest

from lab_support import LabCase

TOOL = os.environ['SMSSITE_TOOL']


def smsid(*words):
    return subprocess.run([TOOL, 'smsid', *map(str, words)], text=True, capture_output=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, 'NO_COLOR': '1'}, timeout=600)


class Reckoning(unittest.TestCase):
    def test_the_counter_stays_in_its_range(self):
        self.assertEqual(smsid('next', 'skz0000z').stdout, 'SKZ00010\n')
        self.assertEqual(smsid('previous', 'SKZ00010').stdout, 'SKZ0000Z\n')
        self.assertEqual(smsid('range', 'SKZ0ZABC').stdout, 'SKZ10000\n')
        for words in (('next', 'SKZ01ZZZ'), ('previous', 'SKZ01000'), ('range', 'SKZZZ000')):
            result = smsid(*words)
            self.assertEqual((result.returncode, result.stdout), (1, ''))
            self.assertTrue(result.stderr)

    def test_an_id_is_taken_apart(self):
        self.assertIn('beyond Y00', smsid('decode', 'SKZ00Y01').stdout)
        self.assertIn('44064 ids were given of the range, 1 are left', smsid('decode', 'SKZ00Y00').stdout)
        told = json.loads(smsid('decode', 'SKZ00Y01', '--json').stdout)
        self.assertEqual((told['site'], told['range'], told['counter'], told['needs_new_range']), ('SKZ', 0, 44065, True))

    def test_wrong_words_are_usage(self):
        for words in (('decode', 'SKZ0'), ('nxt', 'SKZ00000'), ('next',), ('next', 'A', 'B'), ('check',)):
            self.assertEqual(smsid(*words).returncode, 2, words)


class Maps(LabCase):
    def test_a_site_whose_servers_are_all_seen(self):
        lab = self.model('rebuild-mixed').directory
        result = smsid('check', pathlib.Path(lab) / 'q7z.ini')
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn('Lowest Next SMS Unique ID that is safe, as far as was seen: Q7Z04000', result.stdout)
        told = json.loads(smsid('check', pathlib.Path(lab) / 'q7z.ini', '--json').stdout)
        self.assertEqual([server['state'] for server in told['servers']], ['ONE'] * 4)
        self.assertEqual(told['unseen'], [])

    def test_what_was_not_seen_is_said(self):
        lab = self.model('rebuild-mixed').directory
        result = smsid('check', pathlib.Path(lab) / 'EDGE7')
        self.assertEqual(result.returncode, 3)
        self.assertIn('not seen: the .UID file of NTLOG1', result.stdout)
        self.assertIn('not seen: Next SMS Unique ID', result.stdout)

    def test_a_file_that_was_turned_back_is_found(self):
        lab = pathlib.Path(self.model('rebuild-mixed').directory)
        store = lab / 'EDGE7/SMS/LOGON.SRV/SMSID'
        [file] = store.iterdir()
        file.rename(store / 'Q7Z00000.UID')
        result = smsid('check', lab / 'q7z.ini')
        self.assertEqual(result.returncode, 1)
        self.assertIn('UID_TOO_LOW  EDGE7 would give Q7Z00000 next', result.stdout)

    def test_lists_beside_the_site_are_evidence(self):
        lab = pathlib.Path(self.model('rebuild-mixed').directory)
        clients, bad = lab / 'clients.txt', lab / 'bad.txt'
        clients.write_text('# two of one\nQ7Z00001 PC1\nQ7Z00001 PC2\nQ7Z09001\n')
        bad.write_text('Q7Z0\n')
        result = smsid('check', lab / 'q7z.ini', '--client-ids', clients)
        self.assertEqual(result.returncode, 1)
        self.assertIn('Q7Z00001 is the id of more than one client', result.stdout)
        self.assertIn('safe, as far as was seen: Q7Z0A000', result.stdout)
        self.assertIn('NEXT_TOO_LOW', result.stdout)
        result = smsid('check', lab / 'q7z.ini', '--client-ids', bad)
        self.assertEqual(result.returncode, 3)
        self.assertIn('bad.txt:1', result.stderr)
        self.assertEqual(smsid('check', lab / 'q7z.ini', '--client-ids', lab / 'none.txt').returncode, 7)


if __name__ == '__main__':
    unittest.main()
