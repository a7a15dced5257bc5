# SPDX-License-Identifier: MIT
"""A profile stands wherever a SITE does; what is typed counts before it."""
import json
import os
import subprocess
import unittest

from lab_support import LabCase, layout

TOOL = os.environ['SMSSITE_TOOL']


def tool(*words):
    return subprocess.run([TOOL, *map(str, words)], text=True, capture_output=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, 'NO_COLOR': '1'}, timeout=600)


class Profiles(LabCase):
    def lay(self, scenario='no-ct2', **more):
        lab = self.model(scenario, **more)
        return lab, os.path.join(lab.directory, 'q7z.ini')

    def test_a_profile_says_what_the_options_would(self):
        lab, profile = self.lay()
        typed = tool('check', self.path(lab, 'EDGE7'), '--services', self.path(lab, 'evidence', 'EDGE7-services.txt'),
                     '--site-list', self.path(lab, 'evidence', 'site-list.txt'), '--now', lab.now, '--json', '--live')
        told = tool('check', profile, '--now', lab.now, '--json')
        self.assertEqual((told.returncode, told.stderr), (1, ''))
        found = {f['rule']: f['severity'] for f in json.loads(told.stdout)['findings']['findings']}
        self.assertEqual(found['A01'], 'STUCK')
        by_hand = {f['rule']: f['severity'] for f in json.loads(typed.stdout)['findings']['findings']}
        self.assertEqual({rule: by_hand[rule] for rule in ('A01', 'C01')}, {rule: found[rule] for rule in ('A01', 'C01')})

    def test_what_is_typed_counts_before_the_profile(self):
        lab, profile = self.lay()
        result = tool('plan', 'force-ct2', profile, '--parent-status', 'active', '--now', lab.now)
        self.assertEqual(result.returncode, 6)
        self.assertIn('--parent-status', result.stderr)
        none = os.path.join(self.place, 'none.txt')
        with open(none, 'w') as stream:
            stream.write('SMS_EXECUTIVE stopped\nSMS_SITE_CONFIG_MANAGER running\n')
        result = tool('plan', 'force-ct2', profile, '--services', none, '--now', lab.now)
        self.assertEqual(result.returncode, 6)
        self.assertIn('SMS_EXECUTIVE is stopped', result.stderr)

    def test_every_command_takes_it(self):
        lab, profile = self.lay(logon_servers=['NT', 'LM', 'NW'])
        plan, saved = os.path.join(self.place, 'plan'), os.path.join(self.place, 'saved.json')
        self.assertEqual(tool('snapshot', profile, '-o', saved, '--now', lab.now).returncode, 0)
        self.assertEqual(tool('plan', 'force-ct2', profile, '-o', plan, '--now', lab.now).returncode, 0)
        self.assertEqual(tool('apply', plan, '--yes', '--runner', self.path(lab, 'runner'), '--waiter',
                              self.path(lab, 'waiter')).returncode, 0)
        self.assertEqual(tool('follow', profile, '--for', 0, '--now', lab.now).returncode, 1)

    def test_a_logon_server_whose_tree_is_away_does_not_hide_the_site(self):
        lab, profile = self.lay('rebuild-nt')
        os.rename(self.path(lab, 'NTLOG1', 'SMS'), os.path.join(self.place, 'away'))
        tree = self.path(lab, 'NTLOG1')
        said = f'logon server NTLOG1 is not looked at: {tree}: no SMS root: no directory here has SITE.SRV or LOGON.SRV in it\n'
        result = tool('check', profile, '--now', lab.now, '--json')
        self.assertEqual((result.returncode, result.stderr), (1, 'smssite: ' + said))
        found = {f['rule']: f for f in json.loads(result.stdout)['findings']['findings']}
        self.assertEqual(found['C05']['severity'], 'UNKNOWN')
        self.assertIn('NTLOG1', found['C05']['missing'])
        result = tool('check', self.path(lab, 'EDGE7'), '--logon-server', f'NTLOG1={tree}', '--now', lab.now)
        self.assertEqual((result.returncode, result.stderr), (1, 'smssite: ' + said))
        record = os.path.join(self.place, 'q7z.rec')
        result = tool('record', profile, '-o', record, '--now', lab.now)
        self.assertEqual(result.returncode, 0)
        self.assertIn('no evidence of this logon server was given', result.stdout)
        # The site's own tree is another matter: without it nothing can be told.
        result = tool('check', tree, '--now', lab.now)
        self.assertEqual((result.returncode, result.stderr), (3, f'smssite: {tree}: ' + said.split(': ', 2)[2]))

    def test_a_logon_server_at_a_place_that_is_not_there_is_named(self):
        lab, profile = self.lay('rebuild-nt')
        tree = self.path(lab, 'NTLOG1')
        os.rename(tree, os.path.join(self.place, 'away'))
        for words, named in (([profile], profile), ([self.path(lab, 'EDGE7'), '--logon-server', f'NTLOG1={tree}'], '--logon-server')):
            result = tool('check', *words, '--now', lab.now)
            self.assertEqual((result.returncode, result.stdout, result.stderr),
                             (7, '', f'smssite: logon server NTLOG1 ({named}): {tree}: No such file or directory\n'))

    def test_what_a_rebuild_needs_is_recorded(self):
        lab, profile = self.lay('rebuild-mixed')
        record = os.path.join(self.place, 'q7z.rec')
        result = tool('record', profile, '-o', record, '--now', lab.now)
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        self.assertIn('next range         Q7Z04000', result.stdout)
        self.assertIn('NWLOG1  NETWARE, domain EDGE_NW, SYS:SMS', result.stdout)
        for server in ('EDGE7', 'NTLOG1', 'LMLOG1', 'NWLOG1'):
            [uid] = self.names(lab, server, layout.SMSID)
            self.assertIn('\n    ' + uid + '\n', result.stdout)
        shown = tool('show', record)
        self.assertEqual(shown.stdout, result.stdout)
        with open(record, 'a') as stream:
            stream.write('; more\n')
        self.assertEqual(tool('show', record).returncode, 3)

    def test_where_the_registry_is_gone_ids_or_a_person_say_the_next_range(self):
        lab, profile = self.lay('nt-reinstalled')
        result = tool('record', profile, '-o', os.path.join(self.place, 'a.rec'), '--now', lab.now)
        self.assertIn('lost: ', result.stdout)
        self.assertIn('lowest safe      Q7Z02000', result.stdout)
        result = tool('record', profile, '-o', os.path.join(self.place, 'b.rec'), '--next-range', 'q7z07000', '--now', lab.now)
        self.assertIn('next range         Q7Z07000', result.stdout)
        for range_, code in (('C9N07000', 6), ('Q7Z07001', 2), ('7', 2)):
            self.assertEqual(tool('record', profile, '--next-range', range_, '--now', lab.now).returncode, code)

    def test_a_rebuild_is_planned_from_a_record(self):
        lab, profile = self.lay('rebuild-mixed')
        record, plan = os.path.join(self.place, 'q7z.rec'), os.path.join(self.place, 'q7z.plan')
        tool('record', profile, '-o', record, '--now', lab.now)
        result = tool('plan', 'rebuild', profile, '--record', record, '-o', plan, '--now', lab.now)
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        self.assertIn('----- point of no return -----', result.stdout)
        self.assertIn('EDGE7: Set Next SMS Unique ID', result.stdout)
        self.assertIn('C:\\SMS.INI', result.stdout)
        script = tool('show', plan, '--script', 'NTLOG1')
        self.assertEqual(script.returncode, 0)
        self.assertIn('NET SHARE SMS_SHR /DELETE', script.stdout)
        self.assertNotIn('PREINST', script.stdout)
        self.assertEqual(tool('show', plan, '--script', 'NWLOG1').returncode, 7)
        other = os.path.join(self.place, 'other.rec')
        result = tool('record', self.path(lab, 'EDGE7'), '-o', other, '--next-range', 'Q7Z0A000', '--now', lab.now)
        self.assertEqual(result.returncode, 0)
        # Servers of which nothing was given are left alone, and the plan says so.
        result = tool('plan', 'rebuild', self.path(lab, 'EDGE7'), '--record', other, '--parent', self.path(lab, 'PRIME9'),
                      '--live', '--now', lab.now)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('NTLOG1 is not in view', result.stderr)

    def test_mistakes_are_told_by_line(self):
        for text, code, said in (('[site]\ntree = a\nservises = b\n', 3, 'x.ini:3: [site] has no key servises'),
                                 ('[site]\ntree = \\\\EDGE7\\SMS_SHRD\\\n', 3, 'x.ini:2: a line cannot end in \\'),
                                 ('[site]\ntree = nowhere\n', 7, 'nowhere')):
            path = os.path.join(self.place, 'x.ini')
            with open(path, 'w') as stream:
                stream.write(text)
            result = tool('check', path)
            self.assertEqual((result.returncode, result.stdout), (code, ''))
            self.assertIn(said, result.stderr)

    def test_the_parent_may_be_a_profile_too(self):
        lab, profile = self.lay('parent-inbox-not-read')
        with open(os.path.join(lab.directory, 'c9n.ini'), 'w') as stream:
            stream.write('[site]\ntree = PRIME9\nliveness = live\n')
        with open(profile, 'a') as stream:
            stream.write('[logon server EDGE8]\ntree = EDGE7\n')
        with open(profile) as stream:
            text = stream.read()
        with open(profile, 'w') as stream:
            stream.write(text.replace('parent = PRIME9', 'parent = c9n.ini'))
        result = tool('follow', profile, '--for', 0, '--now', lab.now)
        self.assertEqual((result.returncode, result.stderr), (1, ''))
        self.assertIn('DESPOOLED', result.stdout)


if __name__ == '__main__':
    unittest.main()
