#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The lab's clients: how they come by an id, what keeps them off, what they leave, who is told."""

import os
import shutil
import subprocess
import unittest

from lab_support import HOUR, LAB, LabCase, contents

from smslab import LabError, inventory, layout, sms_ini

HISTORY = layout.HISTORY
MINUTE = 60


class ClientCase(LabCase):
    def setUp(self):
        super().setUp()
        self.lab = self.model('healthy', logon_servers=('NT', 'LM', 'NW'))

    def box(self, server, *names):
        return self.path(self.lab, server, 'SMS/LOGON.SRV', *names)

    def uid(self, server):
        return sorted(os.listdir(self.box(server, 'SMSID')))

    def id_of(self, client):
        with open(os.path.join(self.lab.directory, 'clients', client + '.INI'), 'rb') as stream:
            return sms_ini.get(stream.read(), 'SMS', 'SMS Unique ID')

    def handed(self):
        return [(h['id'], h['client'], h['server']) for h in self.lab.ids()['handed']]

    def first_client(self, server):
        """One new client at a server, a minute from now."""
        self.lab.clients(MINUTE, on=server)
        self.lab.run(seconds=MINUTE)
        self.lab.clients(0)


class TakingAnId(ClientCase):
    def test_a_client_takes_the_name_of_the_uid_file_and_renames_it_to_the_next(self):
        before = os.stat(self.box('NTLOG1', 'SMSID', 'Q7Z01007.UID')).st_mtime_ns
        self.first_client('NTLOG1')
        self.assertEqual(self.id_of('CL0001'), 'Q7Z01007')
        self.assertEqual(self.uid('NTLOG1'), ['Q7Z01008.UID'])
        self.assertEqual(os.stat(self.box('NTLOG1', 'SMSID', 'Q7Z01008.UID')).st_mtime_ns, before)
        self.assertEqual(self.handed(), [('Q7Z01007', 'CL0001', 'NTLOG1')])

    def test_clients_come_to_all_logon_servers_by_turns_until_they_are_told_not_to(self):
        self.lab.clients(10)
        self.lab.run(seconds=80)
        self.lab.clients(0)
        self.lab.run(seconds=HOUR)
        self.assertEqual([server for _, _, server in self.handed()],
                         ['EDGE7', 'NTLOG1', 'LMLOG1', 'NWLOG1'] * 2)
        self.assertEqual(self.lab.ids()['twice'], {})

    def test_no_service_has_a_part_in_it(self):
        for service in ('SMS_SITE_CONFIG_MANAGER', 'SMS_EXECUTIVE', 'SMS_CLIENT_CONFIG_MANAGER'):
            self.nt(self.lab, 'EDGE7', 'NET STOP ' + service)
        self.first_client('EDGE7')
        self.assertEqual(self.id_of('CL0001'), 'Q7Z0005K')

    def test_an_id_is_kept_for_life_and_a_lost_sms_ini_is_a_new_client(self):
        self.first_client('NWLOG1')
        self.lab.run(seconds=9 * HOUR)
        self.assertEqual(self.handed(), [('Q7Z0300D', 'CL0001', 'NWLOG1')])
        os.remove(os.path.join(self.lab.directory, 'clients', 'CL0001.INI'))
        self.lab.run(seconds=4 * HOUR)
        self.assertEqual(self.id_of('CL0001'), 'Q7Z0300E')
        self.assertEqual(self.lab.ids()['twice'], {})

    def test_the_ini_of_a_client_says_where_it_logs_on(self):
        self.first_client('NWLOG1')
        self.first_client('LMLOG1')
        netware, lan = [self.text(self.lab, 'clients', 'CL000%d.INI' % n) for n in (1, 2)]
        self.assertIn('UniqueIdPath=\\\\NWLOG1\\SYS\\SMS\\LOGON.SRV\\SMSID\\\r\n', netware)
        self.assertIn('Domain=EDGE_NW\r\n', netware)
        self.assertIn('UniqueIdPath=\\\\LMLOG1\\SMS_SHR\\SMSID\\\r\n', lan)

    def test_the_last_counter_is_not_carried_into_the_range(self):
        os.rename(self.box('NWLOG1', 'SMSID', 'Q7Z0300D.UID'),
                  self.box('NWLOG1', 'SMSID', 'Q7Z03ZZY.UID'))
        for service in ('SMS_SITE_CONFIG_MANAGER', 'SMS_EXECUTIVE'):
            self.nt(self.lab, 'EDGE7', 'NET STOP ' + service)
        self.lab.clients(MINUTE, on='NWLOG1')
        self.lab.run(seconds=5 * MINUTE)
        self.assertEqual([h[0] for h in self.handed()], ['Q7Z03ZZY'])
        self.assertEqual(self.uid('NWLOG1'), ['Q7Z03ZZZ.UID'])


class KeptOff(ClientCase):
    def came_in(self, server):
        """Whether the client that came first got in within a quarter of an hour."""
        before = len(self.handed())
        self.lab.run(seconds=15 * MINUTE)
        return len(self.handed()) > before

    def test_without_the_share_none_comes_in_and_with_it_the_same_ones_do(self):
        for server in ('EDGE7', 'NTLOG1', 'LMLOG1'):
            self.nt(self.lab, server, 'NET SHARE SMS_SHR /DELETE')
            self.first_client(server)
            self.assertFalse(self.came_in(server), server)
            self.nt(self.lab, server, 'NET SHARE SMS_SHR=D:\\SMS\\LOGON.SRV')
            self.assertTrue(self.came_in(server), server)
        self.assertEqual([client for _, client, _ in self.handed()], ['CL0001', 'CL0002', 'CL0003'])

    def test_a_server_that_is_off_keeps_them_off(self):
        for server in ('NTLOG1', 'LMLOG1', 'NWLOG1'):
            self.lab.person('switch-off', server)
            self.first_client(server)
            self.assertFalse(self.came_in(server), server)
            self.lab.person('switch-on', server)
            self.assertTrue(self.came_in(server), server)

    def test_a_tree_that_is_gone_keeps_them_off(self):
        place = self.box('NWLOG1')
        os.rename(place, place + 'X')
        self.first_client('NWLOG1')
        self.assertFalse(self.came_in('NWLOG1'))
        os.rename(place + 'X', place)
        self.assertTrue(self.came_in('NWLOG1'))

    def test_two_uid_files_are_tried_for_half_a_minute_and_again_later(self):
        second = self.box('NTLOG1', 'SMSID', 'Q7Z01000.UID')
        for seconds, came in ((29, True), (31, False)):
            with open(second, 'wb'):
                pass
            self.first_client('NTLOG1')
            self.lab.run(seconds=seconds)
            os.remove(second)
            count = len(self.handed())
            self.lab.run(seconds=5)
            self.assertEqual(len(self.handed()) > count, came, seconds)
        self.assertTrue(self.came_in('NTLOG1'))

    def test_a_uid_file_that_is_open_elsewhere_is_waited_for(self):
        self.lab.fault('uid-locked', True)
        self.first_client('NWLOG1')
        self.assertFalse(self.came_in('NWLOG1'))
        self.lab.fault('uid-locked', False)
        self.assertTrue(self.came_in('NWLOG1'))

    def test_names_that_are_no_id_and_things_that_are_no_file_give_none(self):
        place = self.box('NWLOG1', 'SMSID')
        os.remove(os.path.join(place, 'Q7Z0300D.UID'))
        outside = os.path.join(self.place, 'outside')
        os.mkdir(outside)
        os.symlink(outside, os.path.join(place, 'Q7Z03000.UID'))
        os.mkdir(os.path.join(place, 'Q7Z03001.UID'))
        os.mkfifo(os.path.join(place, 'Q7Z03002.UID'))
        with open(os.path.join(place.encode(), b'Q7Z0300\xe9.UID'), 'wb'):
            pass
        self.lab.clients(MINUTE)
        self.lab.run(seconds=10 * MINUTE)
        self.assertNotIn('NWLOG1', [server for _, _, server in self.handed()])
        self.assertEqual(os.listdir(outside), [])


class Traces(ClientCase):
    def test_inventory_comes_to_the_history_of_the_site_server_from_every_server(self):
        self.lab.clients(MINUTE)
        self.lab.run(seconds=30 * MINUTE)
        found = self.names(self.lab, 'EDGE7', HISTORY)
        for smsid in ('Q7Z0005K', 'Q7Z01007', 'Q7Z0200A', 'Q7Z0300D'):
            self.assertIn(smsid + '.HMS', found)

    def test_instructions_come_to_all_logon_servers_of_the_domain(self):
        self.lab.clients(MINUTE)
        self.lab.run(seconds=30 * MINUTE)
        for server in ('EDGE7', 'NTLOG1', 'LMLOG1'):
            found = os.listdir(self.box(server, 'PCMINS.BOX'))
            self.assertLess({'Q7Z0005K.INS', 'Q7Z01007.INS', 'Q7Z0200A.INS'}, set(found))
            self.assertNotIn('Q7Z0300D.INS', found)
        self.assertIn('Q7Z0300D.INS', os.listdir(self.box('NWLOG1', 'PCMINS.BOX')))

    def test_an_instruction_that_was_lost_is_not_written_again(self):
        self.first_client('EDGE7')
        self.lab.run(seconds=HOUR)
        for server in ('EDGE7', 'NTLOG1', 'LMLOG1'):
            os.remove(self.box(server, 'PCMINS.BOX', 'Q7Z0005K.INS'))
        os.remove(self.path(self.lab, 'EDGE7',
                            'SMS/SITE.SRV/MAINCFG.BOX/PCMDOM.BOX/EDGE.000/Q7Z0005K.INS'))
        self.lab.run(seconds=4 * HOUR)
        self.assertNotIn('Q7Z0005K.INS', os.listdir(self.box('EDGE7', 'PCMINS.BOX')))

    def test_machines_with_windows_nt_leave_requests_that_a_running_service_fetches(self):
        self.nt(self.lab, 'EDGE7', 'NET STOP SMS_SITE_CONFIG_MANAGER')
        self.nt(self.lab, 'EDGE7', 'NET STOP SMS_CLIENT_CONFIG_MANAGER')
        self.lab.clients(MINUTE, on='NWLOG1')
        self.lab.run(seconds=10 * MINUTE)
        self.lab.clients(0)
        requests = [n for n in os.listdir(self.box('NWLOG1', 'CCR.BOX')) if n.endswith('.CCR')]
        self.assertEqual(len(requests), 3)
        self.nt(self.lab, 'EDGE7', 'NET START SMS_CLIENT_CONFIG_MANAGER')
        self.lab.run(seconds=10 * MINUTE)
        self.assertEqual(os.listdir(self.box('NWLOG1', 'CCR.BOX')), ['RETRY'])

    def test_what_others_left_in_the_boxes_stays(self):
        hostile = inventory.MARK + b'Domain=../../../..\r\n'
        for name in ('Q7Z0009A.RAW', 'NOID.RAW'):
            with open(self.box('NWLOG1', 'INVENTRY.BOX', name), 'wb') as stream:
                stream.write(hostile)
        before = {s: os.listdir(self.box(s, 'INVENTRY.BOX')) for s in ('EDGE7', 'NTLOG1', 'LMLOG1')}
        self.assertEqual([len(names) for names in before.values()], [3, 2, 2])
        self.lab.clients(MINUTE)
        self.lab.run(seconds=10 * MINUTE)
        self.lab.clients(0)
        self.lab.run(seconds=20 * MINUTE)
        for server, names in before.items():
            self.assertEqual(sorted(os.listdir(self.box(server, 'INVENTRY.BOX'))), sorted(names))
        self.assertIn('NOID.RAW', self.names(self.lab, 'EDGE7', layout.INVENTRY))
        found = [name for name in contents(self.lab.directory) if 'Q7Z0009A' in name]
        self.assertEqual(found, ['EDGE7/SMS/SITE.SRV/INVENTRY.BOX/HISTORY/Q7Z0009A.HMS'])


class Oracle(ClientCase):
    def program(self, *words):
        done = subprocess.run((os.path.join(LAB, 'smssite-lab'),) + words, capture_output=True,
                              text=True)
        return done.returncode, done.stdout

    def turn_back(self, server, name):
        [now] = self.uid(server)
        os.rename(self.box(server, 'SMSID', now), self.box(server, 'SMSID', name))

    def test_a_uid_file_turned_back_gives_ids_twice_and_the_oracle_tells(self):
        self.first_client('NTLOG1')
        self.assertEqual(self.program('ids', self.lab.directory)[0], 0)
        self.turn_back('NTLOG1', 'Q7Z01007.UID')
        self.first_client('NTLOG1')
        self.assertEqual(self.lab.ids()['twice'], {'Q7Z01007': ['CL0001', 'CL0002']})
        status, output = self.program('ids', self.lab.directory)
        self.assertEqual(status, 1)
        self.assertIn('id     Q7Z01007 NTLOG1 CL0002 1997-07-15 14:02:00\n', output)
        self.assertTrue(output.endswith('\ntwice  Q7Z01007 CL0001 CL0002\n'))

    def test_ids_from_before_the_model_began_count_too(self):
        self.turn_back('EDGE7', 'Q7Z0005J.UID')
        self.first_client('EDGE7')
        self.first_client('EDGE7')
        self.assertEqual(self.lab.ids()['twice'], {'Q7Z0005J': [None, 'CL0001']})
        self.assertIn('twice  Q7Z0005J (before) CL0001\n',
                      self.program('ids', self.lab.directory)[1])

    def test_a_range_of_two_servers_is_named_with_both(self):
        self.assertEqual(self.lab.ids()['shared'], {})
        self.turn_back('NWLOG1', 'Q7Z01ABC.UID')
        self.first_client('NWLOG1')
        self.assertEqual(self.lab.ids()['shared'], {'Q7Z01': ['NTLOG1', 'NWLOG1']})

    def test_ranges_are_listed_with_their_owner_and_time(self):
        self.turn_back('LMLOG1', 'Q7Z02Y01.UID')
        self.lab.run(seconds=HOUR)
        [last] = self.lab.ids()['ranges'][-1:]
        self.assertEqual((last['range'], last['server']), ('Q7Z04', 'LMLOG1'))
        self.assertIn('range  Q7Z04000 LMLOG1 ', self.program('ids', self.lab.directory)[1])

    def test_clients_are_asked_for_on_the_command_line(self):
        place = self.lab.directory
        self.assertEqual(self.program('clients', place, '--every', '60', '--on', 'nwlog1')[0], 0)
        self.program('run', place, '--for', '120')
        self.assertEqual(len(self.handed()), 2)
        self.assertEqual(self.program('clients', place, '--every', '60', '--on', 'NONE')[0], 2)
        self.assertRaises(LabError, self.lab.clients, -1)


class Determinism(LabCase):
    def test_pieces_and_repetition_give_the_same_bytes(self):
        trees = []
        for name, pieces in (('one', [3600]), ('two', [3600]), ('three', [1, 59, 1740, 1800])):
            lab = self.model('healthy', name, logon_servers=('NT', 'LM', 'NW'))
            lab.clients(90)
            lab.clients(100, on='NWLOG1')
            for seconds in pieces:
                lab.run(seconds=seconds)
            trees.append((contents(lab.directory), lab.ids()))
            shutil.rmtree(lab.directory)
        self.assertEqual(trees[0], trees[1])
        self.assertEqual(trees[0][1], trees[2][1])
        data = [{n: found[n][0] for n in found if n.partition('/')[0] not in ('lab.json', 'evidence')}
                for found, _ in trees]
        self.assertEqual(data[0], data[2])
        self.assertGreater(len(trees[0][1]['handed']), 70)


if __name__ == '__main__':
    unittest.main()
