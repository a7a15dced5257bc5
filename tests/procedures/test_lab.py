#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The lab itself: every scenario to its end, the clock, the commands, hostile boxes."""

import os
import subprocess
import unittest

from lab_support import BOX, HOUR, LAB, LabCase, contents

from smslab import Lab, LabError, layout, scenarios, world


class StraightPath(LabCase):
    def test_a_healthy_site_is_active_and_its_box_holds_the_master_alone(self):
        lab = self.model('healthy')
        self.assert_active(lab)
        self.assertEqual(self.names(lab, 'EDGE7', BOX), ['SITECTRL.CT0'])
        self.assertTrue(lab.run(until='idle'))

    def test_without_ct2_time_alone_does_not_help_within_a_working_day(self):
        lab = self.model('no-ct2')
        self.assert_not_active(lab)
        self.assertEqual(self.names(lab, 'EDGE7', BOX), ['SITECTRL.CT0'])
        lab.run(seconds=8 * HOUR)
        self.assert_not_active(lab)

    def test_without_ct2_a_restart_of_scman_does_not_help(self):
        lab = self.model('no-ct2')
        self.restart(lab, 'EDGE7', 'SMS_SITE_CONFIG_MANAGER')
        lab.run(seconds=2 * HOUR)
        self.assert_not_active(lab)

    def test_a_forced_ct1_travels_to_the_parent_and_makes_the_site_active(self):
        lab = self.model('no-ct2')
        with open(self.path(lab, 'EDGE7', BOX, 'SITECTRL.CT0'), 'rb') as stream:
            master = stream.read()
        self.force_ct2(lab)
        self.assertTrue(lab.run(until='ct2-written'))
        box = self.names(lab, 'EDGE7', BOX)
        self.assertEqual([os.path.splitext(n)[1] for n in box], ['.CT2', '.CT0'])
        self.assertRegex(box[0], r'^\d{8}\.CT2$')
        with open(self.path(lab, 'EDGE7', BOX, 'SITECTRL.CT0'), 'rb') as stream:
            self.assertEqual(stream.read(), master)
        self.assertTrue(lab.run(until='ct2-left'))
        self.assertEqual(self.names(lab, 'EDGE7', BOX), ['SITECTRL.CT0'])
        packed = [n for n in self.names(lab, 'EDGE7', layout.TOSEND) if n.endswith('.P00')]
        self.assertEqual(len(packed), 1)
        with open(self.path(lab, 'EDGE7', layout.TOSEND, packed[0]), 'rb') as stream:
            self.assertNotIn(b'SITE CONTROL FILE', stream.read())
        self.assertTrue(lab.run(until='ct2-arrived'))
        self.assert_not_active(lab)
        self.assertTrue([n for n in self.names(lab, 'PRIME9', BOX) if n.endswith('.CT2')])
        self.assertTrue(lab.run(until='active'))
        self.assert_active(lab)
        self.assertEqual(self.names(lab, 'PRIME9', BOX), ['SITECTRL.CT0'])
        self.assertTrue(lab.run(until='idle'))

    def test_the_whole_way_takes_less_than_the_documented_half_hour(self):
        lab = self.model('no-ct2')
        self.force_ct2(lab)
        began = lab.now
        self.assertTrue(lab.run(until='active'))
        self.assertLess(lab.now - began, 1800)

    def test_scman_notices_a_ct1_only_while_it_runs(self):
        lab = self.model('no-ct2')
        self.nt(lab, 'EDGE7', 'NET STOP SMS_SITE_CONFIG_MANAGER')
        self.force_ct2(lab)
        lab.run(seconds=HOUR)
        self.assertEqual(self.names(lab, 'EDGE7', BOX), ['00000000.CT1'])
        self.nt(lab, 'EDGE7', 'NET START SMS_SITE_CONFIG_MANAGER')
        self.assertTrue(lab.run(until='active'))

    def test_a_ct1_moved_away_before_it_is_read_leaves_no_trace(self):
        lab = self.model('no-ct2')
        self.force_ct2(lab)
        lab.run(seconds=1)
        box = self.path(lab, 'EDGE7', BOX)
        os.rename(os.path.join(box, '00000000.CT1'), os.path.join(box, 'SITECTRL.CT0'))
        lab.run(seconds=HOUR)
        self.assertEqual(self.names(lab, 'EDGE7', BOX), ['SITECTRL.CT0'])
        self.assert_not_active(lab)

    def test_names_are_found_whatever_their_case(self):
        lab = self.model('no-ct2')
        box = self.path(lab, 'EDGE7', BOX)
        os.rename(os.path.join(box, 'SITECTRL.CT0'), os.path.join(box, '00000000.ct1'))
        self.assertTrue(lab.run(until='active'))


class Clock(LabCase):
    def test_time_moves_only_when_told_and_starts_at_the_fixed_date(self):
        lab = self.model()
        self.assertEqual(lab.now, 868975200)
        lab.exec('EDGE7', ['NET', 'START'])
        self.assertEqual(lab.now, 868975200)
        lab.run(seconds=90)
        self.assertEqual(lab.now, 868975290)

    def test_another_start_can_be_asked_for(self):
        self.assertEqual(self.model(start=900000000).now, 900000000)

    def test_no_file_carries_a_time_of_this_machine(self):
        lab = self.model('no-ct2')
        self.force_ct2(lab)
        lab.run(until='active')
        for name, (_, stamp) in contents(lab.directory).items():
            self.assertLessEqual(stamp // 10 ** 9, lab.now, name)

    def test_two_models_played_alike_are_the_same_bytes_and_times(self):
        trees = []
        for name in ('one', 'two'):
            lab = self.model('no-ct2', name)
            self.force_ct2(lab)
            lab.run(seconds=777)
            lab.exec('EDGE7', ['SENDCODE', 'SMS_SITE_CONFIG_MANAGER', '193'])
            lab.run(until='active')
            trees.append(contents(lab.directory))
        self.assertEqual(sorted(trees[0]), sorted(trees[1]))
        for name, found in trees[0].items():
            self.assertEqual(found, trees[1][name], name)

    def test_a_run_in_pieces_is_a_run(self):
        trees = []
        for name, pieces in (('one', [3600]), ('two', [1, 59, 1740, 1800])):
            lab = self.model('no-ct2', name)
            self.force_ct2(lab)
            for seconds in pieces:
                lab.run(seconds=seconds)
            found = contents(lab.directory)
            trees.append({n: found[n][0] for n in found if n[:5] in ('EDGE7', 'PRIME')})
        self.assertEqual(trees[0], trees[1])


class Program(LabCase):
    """What the tool's users see: processes, exit statuses, output."""

    def call(self, *words):
        done = subprocess.run(words, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    def lab(self, *words):
        return self.call(os.path.join(LAB, 'smssite-lab'), *words)

    def test_runner_and_waiter_play_the_cure(self):
        place = os.path.join(self.place, 'm')
        self.assertEqual(self.lab('new', place, '--scenario', 'no-ct2')[0], 0)
        self.force_ct2(Lab(place))
        status, output, _ = self.call(os.path.join(place, 'runner'), 'EDGE7', 'NET', 'STOP',
                                      'SMS_SITE_CONFIG_MANAGER', '/Y')
        self.assertEqual(status, 0)
        self.assertIn('was stopped successfully', output)
        status, _, _ = self.call(os.path.join(place, 'runner'), 'EDGE7', 'NET', 'START', 'Nothing')
        self.assertEqual(status, 2)
        self.call(os.path.join(place, 'runner'), 'EDGE7', 'NET', 'START', 'SMS_SITE_CONFIG_MANAGER')
        self.assertEqual(self.call(os.path.join(place, 'waiter'), '1800'),
                         (0, '868977000\n', ''))
        self.assertEqual(self.lab('time', place)[1], '868977000\n')
        self.assert_active(Lab(place))

    def test_programs_that_use_one_model_at_once_take_turns(self):
        lab = self.model()
        waiters = [subprocess.Popen([os.path.join(lab.directory, 'waiter'), '60'],
                                    stdout=subprocess.PIPE, text=True) for _ in range(4)]
        seen = sorted(int(w.communicate()[0]) - world.START for w in waiters)
        self.assertEqual(seen, [60, 120, 180, 240])

    def test_until_gives_up_with_status_1(self):
        place = os.path.join(self.place, 'm')
        self.lab('new', place, '--scenario', 'no-ct2')
        self.assertEqual(self.lab('run', place, '--for', '3600', '--until', 'active')[0], 1)
        self.assertEqual(self.lab('time', place)[1], '868978800\n')

    def test_it_says_that_it_is_a_model(self):
        self.assertIn('not SMS', self.lab('--help')[1])
        lab = self.model()
        self.assertIn('It is not SMS', self.text(lab, 'README.txt'))

    def test_every_scenario_is_listed_with_a_line(self):
        listed = self.lab('--list')[1].splitlines()
        self.assertEqual([line.split()[0] for line in listed], list(scenarios.SCENARIOS))

    def test_wrong_use_is_status_2_with_a_message(self):
        for words in (('run', self.place), ('new', self.place + '/x', '--scenario', 'none'),
                      ('time', self.place + '/absent')):
            status, output, problem = self.lab(*words)
            self.assertEqual((status, output), (2, ''), words)
            self.assertIn('smssite-lab: ', problem)

    def test_a_directory_that_is_not_empty_is_left_alone(self):
        with open(os.path.join(self.place, 'mine'), 'w', encoding='ascii'):
            pass
        self.assertEqual(self.lab('new', self.place)[0], 2)
        self.assertEqual(os.listdir(self.place), ['mine'])


class Misuse(LabCase):
    def test_names_the_model_does_not_have_are_errors(self):
        lab = self.model()
        self.assertRaises(LabError, lab.run, until='happiness')
        self.assertRaises(LabError, lab.fault, 'plague', True)
        self.assertRaises(LabError, lab.exec, 'ELSEWHERE', ['NET', 'START'])
        self.assertEqual(lab.now, world.START)


if __name__ == '__main__':
    unittest.main()
