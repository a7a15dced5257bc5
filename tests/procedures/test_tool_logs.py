# SPDX-License-Identifier: MIT
"""smssite show of trace logs: recognised, merged, filtered, followed; and logs that are broken."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

TOOL = os.environ['SMSSITE_TOOL']


def record(text, second, component='SMS_SCHEDULER', thread='C1'):
    return f'{text}   $$<{component}><Tue Jul 15 11:00:{second:02} 1997~><thread={thread}>\r\n'


class LogCase(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)

    def put(self, name, *records, mode='wb'):
        with open(self.place / name, mode) as file:
            for data in records:
                file.write(data if isinstance(data, bytes) else data.encode('cp1252'))
        return self.place / name

    def show(self, *words, expect=0, **keywords):
        result = subprocess.run([TOOL, 'show', *map(str, words)], capture_output=True, stdin=keywords.pop('stdin', subprocess.DEVNULL),
                                timeout=600, **keywords)
        result.stdout, result.stderr = result.stdout.decode(), result.stderr.decode()
        self.assertEqual(result.returncode, expect, result.stderr)
        return result

    def texts(self, *words):
        return [json.loads(line)['text'] for line in self.show('--json', *words).stdout.splitlines()]


class Show(LogCase):
    def test_a_log_is_recognised_and_shown(self):
        log = self.put('SCHED.LOG', record('caf\xe9 \x1b[31m', 1), 'plain\n')
        result = self.show(log)
        self.assertEqual(result.stdout.splitlines(), [
            '1997-07-15 11:00:01  SMS_SCHEDULER              C1  café \\x1B[31m',
            '-                    -                           -  plain'])
        self.assertEqual(result.stderr, '')
        link = self.place / 'link.log'
        link.symlink_to(log)
        self.assertEqual(self.show(link).stdout, result.stdout)
        with open(log, 'rb') as file:
            self.assertEqual(self.show('-', stdin=file).stdout, result.stdout)
        with open(log, 'rb') as file:
            self.assertIn('plain', self.show('-', '--text', 'plain', stdin=file).stdout)

    def test_every_kind_of_log_is_recognised(self):
        for name, data in (
            ('CCM.LOG', b'<![LOG[Begin]LOG]!><time="07:29:22.340+300" date="08-27-1998" component="Exec" thread="3">\n'),
            ('SMSSETUP.LOG', b'<08-27-1998 07:29:22> Script ended\r\n'),
            ('PCMWIN.LOG', b'[08/27/98 07:29:22] Package Command Manager ==> Polling\r\n'),
            ('SNMPELEA.TRC', b'08/27/1998 07:29:22 SnmpEvLogProc: Allocating\r\n'),
            ('WIDE.LOG', b'\xff\xfe' + record('wide', 1).encode('utf-16-le')),
        ):
            with self.subTest(name):
                self.assertIn('19', self.show(self.put(name, data)).stdout[:2])

    def test_filters(self):
        log = self.put('SCHED.LOG', record('one', 1), record('two', 2, 'SMS_EXECUTIVE', 'C2'), record('Three', 3, thread='C2'))
        for words, expected in (
            (['--component', 'sms_scheduler'], ['one', 'Three']), (['--thread', 'c2'], ['two', 'Three']),
            (['--from', '1997-07-15T11:00:02'], ['two', 'Three']), (['--to', '1997-07-15 11:00:02'], ['one', 'two']),
            (['--text', 'hr'], ['Three']), (['--match', '(?i)^t'], ['two', 'Three']),
            (['--component', 'SMS_SCHEDULER', '--thread', 'C2'], ['Three']),
        ):
            with self.subTest(words):
                self.assertEqual(self.texts(log, *words), expected)
        self.assertIn('missing closing', self.show(log, '--match', '(', expect=2).stderr)
        self.show(log, '--thread', 'xyz', expect=2)
        self.show(log, '--from', 'yesterday', expect=2)

    def test_several_logs_come_on_one_time_line(self):
        self.put('A.LOG', record('a', 1), record('c', 3))
        self.put('B.LOG', record('{12} INFO: b', 2))
        self.put('B.LO_', record('older', 0))
        lines = self.show(self.place / 'A.LOG', self.place / 'B.LOG').stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines], ['B.LO_', 'A.LOG', 'B.LOG', 'A.LOG'])
        first, _, third, _ = map(json.loads, self.show('--json', self.place / 'A.LOG', self.place / 'B.LOG').stdout.splitlines())
        self.assertEqual(first, {'log': 'B.LO_', 'line': 1, 'form': 'SMS_1', 'time_local': '1997-07-15T11:00:00',
                                 'component': 'SMS_SCHEDULER', 'thread': 0xC1, 'text': 'older'})
        self.assertEqual((third['level'], third['source_line']), ('INFO', 12))

    def test_a_log_that_cannot_be_read_is_named(self):
        self.assertIn('NONE.LOG', self.show(self.place / 'NONE.LOG', '--text', 'x', expect=7).stderr)
        self.assertIn('DIR', self.show(self.place, '--text', 'x', expect=7).stderr.replace(self.place.name, 'DIR'))


class Follow(LogCase):
    def follow(self, *words):
        process = subprocess.Popen([TOOL, 'show', '--follow', '--for', '60', *map(str, words)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        return process

    def test_a_log_is_followed_through_roll_over_and_truncation(self):
        log = self.put('SCHED.LOG', record('one', 1))
        process = self.follow(log)
        self.assertIn('one', process.stdout.readline())
        self.put('SCHED.LOG', record('two', 2)[:9], mode='ab')
        self.put('SCHED.LOG', record('two', 2)[9:], mode='ab')
        self.assertIn('two', process.stdout.readline())
        log.rename(self.place / 'SCHED.LO_')
        self.put('SCHED.LOG', record('three', 3))
        self.assertIn('three', process.stdout.readline())
        self.assertIn('SCHED.LOG was full and renamed', process.stderr.readline())
        self.put('SCHED.LOG', 'x\n')
        self.assertIn('x', process.stdout.readline())
        self.assertIn('SCHED.LOG was truncated', process.stderr.readline())
        log.unlink()
        self.put('SCHED.LOG', record('other', 4))
        self.assertIn('other', process.stdout.readline())
        self.assertIn('SCHED.LOG was replaced', process.stderr.readline())
        process.terminate()
        self.assertEqual(process.wait(60), 0)

    def test_one_look_ends_at_once(self):
        log = self.put('SCHED.LOG', record('one', 1), 'not whole')
        self.assertEqual(len(self.show(log, '--follow', '--for', '0').stdout.splitlines()), 1)


class Broken(LogCase):
    """What the world does to logs; none of it is fatal."""

    def test_a_line_of_100_megabytes(self):
        log = self.put('BIG.LOG', record('first', 0), b'x' * (100 << 20), record('', 1), record('next', 2))
        result = self.show(log)
        self.assertIn('lines of more than 64 KB', result.stderr)
        lines = result.stdout.splitlines()[1:]
        self.assertTrue(lines[0].startswith('1997-07-15 11:00:01  SMS_SCHEDULER'))
        self.assertLess(len(lines[0]), 70000)
        self.assertTrue(lines[1].endswith('next'))

    def test_no_line_end_nul_bytes_and_cut_utf_16(self):
        self.assertEqual(self.texts(self.put('A.LOG', record('one', 1), 'no end')), ['one', 'no end'])
        self.assertEqual(self.texts(self.put('B.LOG', b'\0' * 5000, record('one', 1), b'\0' * 5000)), ['one'])
        self.assertEqual(self.texts(self.put('C.LOG', record('o\0e', 1))), ['o\ufffde'])
        wide = self.put('D.LOG', b'\xff\xfe' + record('wide', 1).encode('utf-16-le') + b'x\0y')
        result = self.show(wide)
        self.assertIn('wide', result.stdout)
        self.assertIn('characters of UTF-16', result.stderr)

    def test_utf_16_needs_no_mark(self):
        for encoding in ('utf-16-le', 'utf-16-be'):
            log = self.put('W.LOG', (record('wide', 1) + record('caf\xe9', 2)).encode(encoding))
            self.assertEqual(self.texts(log), ['wide', 'caf\xe9'])
            self.assertEqual(self.show(log).stderr, '')

    def test_clocks_that_jump_and_late_years(self):
        log = self.put('A.LOG', record('late', 1).replace('1997', '2037'), record('back', 0), record('on', 2))
        result = self.show(log)
        self.assertEqual(self.texts(log), ['late', 'back', 'on'])
        self.assertIn('clock was put back (1)', result.stderr)
        self.assertIn('2037 or later', result.stderr)
        self.assertEqual(self.show(log, '--quiet').stderr, '')

    def test_bytes_of_all_kinds(self):
        self.show(self.put('A.LOG', record('x', 1), bytes(range(256)) * 300, b'\n', record('y', 2)))


if __name__ == '__main__':
    unittest.main()
