# SPDX-License-Identifier: MIT
"""Registries, .UID files, records and profiles that are not what they should be: a clear word, nothing lost, nothing changed."""
import json
import os
import pathlib
import random
import subprocess
import unittest

from lab_support import LabCase, layout

TOOL, MAKE_HIVE = os.environ['SMSSITE_TOOL'], os.environ['SMSSITE_MAKE_HIVE']
MAINTENANCE = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_MAINTENANCE_MANAGER]\r\n'
CODES = (0, 1, 3)


def contents(place):
    return {path: path.read_bytes() if path.is_file() else None
            for path in sorted(pathlib.Path(place).rglob('*')) if path.name != 'lab.json'}


class Bad(LabCase):
    def setUp(self):
        super().setUp()
        self.lab = self.model()
        self.given = pathlib.Path(self.place, 'given')

    def tool(self, *words):
        """Runs it; whatever it says, it neither crashes nor changes a byte of what it was given."""
        before = contents(self.place)
        result = subprocess.run([TOOL, *map(str, words)], text=True, capture_output=True, stdin=subprocess.DEVNULL,
                                env={**os.environ, 'NO_COLOR': '1'}, timeout=120)
        self.assertGreaterEqual(result.returncode, 0, result.stderr)
        self.assertEqual(before, contents(self.place))
        return result

    def check(self, *words):
        return self.tool('check', self.path(self.lab, 'EDGE7'), '--live', '--now', self.lab.now, '--json', *words)

    def with_registry(self, data):
        """What check makes of the site with this for a registry: findings by rule, or None and what it complains of."""
        self.given.write_bytes(data)
        result = self.check('--registry', self.given)
        if not result.stdout:
            self.assertIn(result.returncode, (3, 7))
            self.assertIn('given', result.stderr)
            return None, result.stderr
        found = json.loads(result.stdout)['findings']['findings']
        return {f['rule']: f for f in found}, result.stderr

    def hive(self, kind='SOFTWARE'):
        subprocess.run([MAKE_HIVE, kind, self.given], check=True)
        return self.given.read_bytes()

    def uid(self, name, count=0):
        place = pathlib.Path(self.path(self.lab, 'EDGE7', layout.SMSID))
        for path in place.iterdir():
            path.unlink()
        for i in range(count):
            (place / ('Q7Z%02d%03d.UID' % (i // 1000, i % 1000))).touch()
        if name:
            (place / name).touch()

    def rules(self):
        result = self.check()
        self.assertIn(result.returncode, CODES, result.stderr)
        return {f['rule']: f for f in json.loads(result.stdout)['findings']['findings']}


class Hives(Bad):
    def test_cut_at_every_512_bytes(self):
        whole = self.hive()
        self.assertIn(self.with_registry(whole)[0]['D06']['severity'], ('OK', 'ERROR'))
        for size in range(512, len(whole), 512):
            found, said = self.with_registry(whole[:size])
            self.assertIsNone(found)
            self.assertIn('not a hive' if size < 4096 else 'given', said)

    def test_random_bytes(self):
        whole, dice = self.hive(), random.Random(7)
        for _ in range(25):
            data = bytearray(whole)
            for _ in range(dice.randint(1, 40)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            found, _ = self.with_registry(bytes(data))
            # What could not be read is never the reason to call something well.
            if found and 'D06' in found:
                self.assertIn(found['D06']['severity'], ('OK', 'ERROR', 'WARNING', 'UNKNOWN'))
        found, said = self.with_registry(random.Random(8).randbytes(8192))
        self.assertIsNone(found)

    def test_one_that_was_not_closed_does_not_tell_what_is_absent(self):
        found, said = self.with_registry(self.hive('DIRTY'))
        # Neither address nor capacity are in it; in one that was closed that says that they are not there.
        self.assertEqual(found['E13']['severity'], 'OK')
        self.assertEqual(self.with_registry(self.hive())[0]['E13']['severity'], 'ERROR')


class Exports(Bad):
    def whole(self):
        return ('REGEDIT4\r\n\r\n' + MAINTENANCE + '"Next SMS Unique ID"="Q7Z02000"\r\n"Blob"=hex:01,02,\\\r\n  03\r\n').encode()

    def test_cut_anywhere(self):
        whole = self.whole()
        for size in range(1, len(whole), 7):
            found, said = self.with_registry(whole[:size])
            if found is None:
                self.assertNotEqual(said, '')
            else:
                self.assertIn(found['D06']['severity'], ('OK', 'UNKNOWN', 'ERROR', 'WARNING'))
                self.assertNotEqual(found['A15']['severity'], 'ERROR')

    def test_utf_16_of_an_odd_length(self):
        wide = b'\xff\xfe' + self.whole().decode().replace('REGEDIT4', 'Windows Registry Editor Version 5.00').encode('utf-16-le')
        self.assertEqual(self.with_registry(wide)[0]['D06']['severity'], 'OK')
        found, said = self.with_registry(wide[:-1])
        self.assertIsNone(found)
        self.assertIn('odd number of bytes', said)

    def test_values_of_the_wrong_type(self):
        for value in ('dword:00000007', 'hex:01,02', 'hex(7):51,00', 'hex(1):51', '"?"', '"C9N02000"', '""'):
            found, said = self.with_registry(('REGEDIT4\r\n' + MAINTENANCE + '"Next SMS Unique ID"=%s\r\n' % value).encode())
            self.assertIn(found['D06']['severity'], ('WARNING', 'UNKNOWN'), value)
        sender = MAINTENANCE.replace('SMS_MAINTENANCE_MANAGER', 'SMS_LAN_SENDER')
        for value in ('"0 or so"', 'hex:00,00,00,00', '""'):
            found, said = self.with_registry(('REGEDIT4\r\n' + sender + '"Maximum Concurrent Sendings"=%s\r\n' % value).encode())
            self.assertNotEqual(found['F01']['severity'], 'STUCK', value)


class Ids(Bad):
    def test_a_uid_in_lower_case_is_one(self):
        self.uid('q7z0005k.uid')
        rules = self.rules()
        self.assertEqual([rules[rule]['severity'] for rule in ('D01', 'D02', 'D03', 'D04')], ['OK'] * 4)

    def test_behind_range_zz_there_is_none(self):
        self.uid('Q7ZZZ001.UID')
        rules = self.rules()
        self.assertEqual(rules['D04']['severity'], 'WARNING')
        self.assertIn('all ranges', json.dumps(rules['D04']))
        result = self.tool('smsid', 'range', 'Q7ZZZ001')
        self.assertIn('ZZ', result.stdout + result.stderr)

    def test_ten_thousand_uid_files(self):
        self.uid('Q7Z10000.UID', count=10000)
        rules = self.rules()
        self.assertEqual(rules['D02']['severity'], 'ERROR')


class Records(Bad):
    def test_a_record_of_another_site_is_refused_by_name(self):
        other, record = self.model(name='other'), pathlib.Path(self.place, 'x7z.rec')
        master = pathlib.Path(self.path(other, 'EDGE7', layout.SITECFG, 'SITECTRL.CT0'))
        master.write_bytes(master.read_bytes().replace(b'Q7Z', b'X7Z'))
        made = subprocess.run([TOOL, 'record', self.path(other, 'EDGE7'), '--next-range', 'X7Z02000', '--live', '--now',
                               str(other.now), '-o', record], text=True, capture_output=True)
        self.assertEqual(made.returncode, 0, made.stderr)
        result = self.tool('plan', 'rebuild', self.path(self.lab, 'EDGE7'), '--record', record, '--live', '--now', self.lab.now)
        self.assertEqual(result.returncode, 6, result.stderr)
        self.assertIn('X7Z', result.stderr)
        self.assertEqual(result.stdout, '')


class Profiles(Bad):
    # What libiniparser would read otherwise than it stands there.
    TRAPS = ('[site]\ntree = D:\\SMS\\\nname = x\n', '[site]\ntree = a;b\n', '[site]\ntree = a#b\n', '[site]\ntree = "a"\n',
             "[site]\ntree = 'a'\n", '[site] ; x\n', '[site\n', '[]\n', '[a:b]\n', '[site]\n=x\n', '[site]\nx\n', 'tree = a\n',
             '[site]\ntree = a\nTREE = b\n', '[site]\n[SITE]\n', '[site]\ntree = %zz\n', '\ufeff[site]\ntree = a\n',
             '[site]\ntree = %s\n' % ('x' * 1100), '[site]\ntree = a\0b\n', '[site]\ntree = a\rb\n', '[site]\n' + 'x' * 70000 + '\n')

    def test_every_trap_is_told_with_its_line(self):
        for text in self.TRAPS:
            with self.subTest(text[:40]):
                path = pathlib.Path(self.place, 'x.ini')
                path.write_bytes(text.encode())
                result = self.tool('check', path)
                self.assertEqual((result.returncode, result.stdout), (3, ''), result.stderr)
                self.assertRegex(result.stderr, r'x\.ini:[0-9]+: ')


if __name__ == '__main__':
    unittest.main()
