#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The lab's parts: control files, command lines, evidence, and boxes with anything in them."""

import os
import random
import re
import unittest

from lab_support import BOX, HOUR, LabCase

from smslab import control_file as cf
from smslab import layout, packages, sites


class ControlFiles(unittest.TestCase):
    def good(self, code='Q7Z', **more):
        return sites.control_file(code, 868000000, **more)

    def without(self, keyword):
        scf = self.good()
        scf.sections = [s for s in scf.sections if s.keyword != keyword]
        return scf.to_bytes()

    def with_account(self, index, value, code='Q7Z'):
        scf = self.good(code)
        scf.first('SITE_ACCOUNT').values[index] = value
        return scf.to_bytes()

    def with_definition(self, index, value):
        scf = self.good()
        scf.first('FILE_DEFINITION').values[index] = value
        return scf.to_bytes()

    def test_what_is_written_is_read_and_written_again_the_same(self):
        for code in sites.SITES:
            data = self.good(code).to_bytes()
            scf = cf.ControlFile.parse(data)
            self.assertEqual(scf.to_bytes(), data)
            self.assertEqual(scf.edited().to_bytes(), data)
            self.assertEqual(cf.reject_code(data, code, 'd:\\sms'), 0)

    def test_a_secondary_has_only_components_for_secondaries_and_no_sql(self):
        scf = self.good()
        self.assertEqual(scf.account[0], '9')
        self.assertEqual(scf.account[11:16], ['', '', '', '', ''])
        names = [s.values[1] for s in scf.all('COMPONENT')]
        self.assertIn('SMS_SCHEDULER', names)
        self.assertNotIn('SMS_HIERARCHY_MANAGER', names)
        self.assertEqual([len(scf.account[i]) for i in (8, 9, 10)], [78, 78, 42])

    def test_addresses_count_both_brackets(self):
        data = self.good().to_bytes().decode('ascii')
        count, body = re.search(r'#(\d+)(\(.*\))\r\n', data).groups()
        self.assertEqual(int(count), len(body))
        self.assertEqual(int(count), 163 + len('\\\\PRIME9\\SMS_SITE'))

    def test_every_reject_code_is_earned_by_its_own_defect(self):
        stray = cf.transactions_file(cf.TRANSACTIONS, '', 'Q7Z', 'Q7Z', 1, [('Nonsense', 0, '')])
        local = cf.transactions_file(6, '', 'Q7Z', 'Q7Z', 1, [('Heartbeat', 0, '')])
        for code, data in (
                (710, None), (710, b''), (710, b'SITE CONTROL FILE'), (710, b'\xff' * 100),
                (711, local.to_bytes()), (712, stray.to_bytes()),
                (713, self.with_definition(0, '9')), (714, self.without('SITE_ACCOUNT')),
                (714, self.with_account(1, 'X4D')), (714, self.with_account(6, 'E:\\SMS')),
                (715, self.without('DOMAIN')), (716, self.without('ADDRESS')),
                (716, self.with_account(9, '')), (718, self.without('COMPONENT')),
                (718, self.without('SENDER'))):
            self.assertEqual(cf.reject_code(data, 'Q7Z', 'D:\\SMS'), code)
        self.assertEqual(cf.reject_code(self.with_account(11, '', 'C9N'), 'C9N', 'D:\\SMS'), 717)

    def test_damage_anywhere_is_an_error_and_never_a_crash(self):
        data = self.good().to_bytes()
        chance = random.Random(7)
        for _ in range(300):
            broken = bytearray(data)
            for _ in range(chance.randrange(1, 6)):
                at = chance.randrange(len(broken))
                broken[at:at + chance.randrange(3)] = bytes([chance.randrange(256)])
            try:
                scf = cf.ControlFile.parse(bytes(broken))
                self.assertEqual(scf.to_bytes(), bytes(broken))
            except cf.ControlFileError as problem:
                self.assertGreater(problem.line, 0)
            cf.reject_code(bytes(broken), 'Q7Z', 'D:\\SMS')

    def test_both_spellings_of_a_transaction_are_read(self):
        head = b'SITE CONTROL FILE [786][1.08]\n'
        for line in (b'TRANSACTION Heartbeat<0><2><a><>\n', b'TRANSACTION<Heartbeat><0><2><a><>\n'):
            [section] = cf.ControlFile.parse(head + line).sections
            self.assertEqual(section.values, ['Heartbeat', '0', '2', 'a', ''])


class Commands(LabCase):
    def setUp(self):
        super().setUp()
        self.lab = self.model('no-ct2')

    def test_net_start_and_stop_answer_as_nt_does(self):
        service = 'SMS_EXECUTIVE'
        self.assertIn('NET HELPMSG 2182', self.nt(self.lab, 'EDGE7', 'NET START ' + service, 2))
        self.nt(self.lab, 'EDGE7', 'net stop sms_executive /y')
        self.assertIn('NET HELPMSG 3521', self.nt(self.lab, 'EDGE7', 'NET STOP ' + service, 2))
        self.assertNotIn(service, self.nt(self.lab, 'EDGE7', 'NET START'))
        self.assertIn('1  STOPPED', self.nt(self.lab, 'EDGE7', 'SC QUERY ' + service))
        self.assertNotIn(service, self.nt(self.lab, 'EDGE7', 'SC QUERY'))
        self.assertIn(service, self.nt(self.lab, 'EDGE7', 'SC QUERY state= all'))
        self.nt(self.lab, 'EDGE7', 'NET.EXE START ' + service)
        self.assertIn('4  RUNNING', self.nt(self.lab, 'EDGE7', 'SC QUERY ' + service))
        self.assertIn('NET HELPMSG 2185', self.nt(self.lab, 'EDGE7', 'NET START SMS_NOTHING', 2))
        self.assertIn('1060', self.nt(self.lab, 'EDGE7', 'SC QUERY SMS_NOTHING', 2))

    def test_threads_are_no_services(self):
        self.nt(self.lab, 'EDGE7', 'NET STOP SMS_SCHEDULER', 2)
        self.assertNotIn('SMS_SCHEDULER', self.nt(self.lab, 'EDGE7', 'NET START'))

    def test_sendcode_193_makes_a_ct2_and_192_does_not(self):
        self.nt(self.lab, 'EDGE7', 'SENDCODE SMS_SITE_CONFIG_MANAGER 192')
        self.assertFalse(self.lab.run(seconds=HOUR, until='ct2-written'))
        self.nt(self.lab, 'EDGE7', 'SENDCODE SMS_SITE_CONFIG_MANAGER 193')
        self.assertTrue(self.lab.run(seconds=HOUR, until='active'))

    def test_sendcode_234_removes_the_services_and_scman_brings_them_back(self):
        self.nt(self.lab, 'EDGE7', 'SENDCODE SMS_SITE_CONFIG_MANAGER 234')
        self.assertNotIn('SMS_EXECUTIVE', self.nt(self.lab, 'EDGE7', 'NET START'))
        self.nt(self.lab, 'EDGE7', 'NET START SMS_EXECUTIVE', 2)
        self.lab.run(seconds=HOUR)
        self.assertIn('SMS_EXECUTIVE', self.nt(self.lab, 'EDGE7', 'NET START'))

    def test_sendcode_needs_a_running_service(self):
        self.nt(self.lab, 'EDGE7', 'NET STOP SMS_SITE_CONFIG_MANAGER')
        self.nt(self.lab, 'EDGE7', 'SENDCODE SMS_SITE_CONFIG_MANAGER 193', 2)

    def test_instsrv_adds_and_removes(self):
        name = 'SMS_SITE_CONFIG_MANAGER'
        self.nt(self.lab, 'EDGE7', 'INSTSRV %s D:\\X.EXE' % name, 2)
        self.nt(self.lab, 'EDGE7', 'INSTSRV %s REMOVE' % name)
        self.assertIn(name, self.nt(self.lab, 'EDGE7', 'NET START'))
        self.nt(self.lab, 'EDGE7', 'NET STOP ' + name)
        self.nt(self.lab, 'EDGE7', 'SC QUERY ' + name, 2)
        self.nt(self.lab, 'EDGE7',
                'INSTSRV %s D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE -a EDGE\\x -p y' % name)
        self.nt(self.lab, 'EDGE7', 'NET START ' + name)

    def test_preinst_lives_at_the_parent_and_minds_the_braces(self):
        self.nt(self.lab, 'EDGE7', 'PREINST /DUMP', 1)
        for line in ('/DELSITE:(Q7Z,C9N)', '/UPGRADE:{Q7Z}', '/DEINSTALL:{Q7Z}', '/UPGRADE:X4D',
                     '/DELSITE:{Q7Z,X4D}', '/DEINSTALL:C9N', '/NOTHING', 'UPGRADE:Q7Z', ''):
            self.nt(self.lab, 'PRIME9', 'PREINST ' + line, 2)
        self.assertIn('Q7Z 2 32', self.text(self.lab, 'evidence', 'site-list.txt'))
        self.assertEqual(self.lab.exec('PRIME9', ['PREINST', '/delsite:{q7z, c9n}'])[0], 0)
        self.assertNotIn('Q7Z', self.text(self.lab, 'evidence', 'site-list.txt'))

    def test_preinst_needs_a_running_hierarchy_manager(self):
        self.nt(self.lab, 'PRIME9', 'NET STOP SMS_HIERARCHY_MANAGER')
        self.nt(self.lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z', 2)

    def test_what_no_server_has_is_status_1(self):
        self.nt(self.lab, 'EDGE7', 'FORMAT D:', 1)


class Evidence(LabCase):
    def test_only_the_list_of_sites_says_active_and_only_after_hman_read_the_ct2(self):
        lab = self.model('no-ct2')
        self.force_ct2(lab)
        for _ in range(200):
            before = self.text(lab, 'evidence', 'site-list.txt')
            there = [n for n in self.names(lab, 'PRIME9', BOX) if n.endswith('.CT2')]
            lab.run(seconds=10)
            if '\nQ7Z 1 0\n' in self.text(lab, 'evidence', 'site-list.txt'):
                break
            self.assertIn('\nQ7Z 2 32\n', before)
        self.assertEqual(len(there), 1)
        self.assertIn('Event 358', self.text(lab, 'PRIME9', layout.LOGS, 'HMAN.LOG'))

    def test_it_follows_every_change(self):
        lab = self.model()
        self.assertIn('   SMS_EXECUTIVE\r\n', self.text(lab, 'evidence', 'EDGE7-services.txt'))
        self.nt(lab, 'EDGE7', 'NET STOP SMS_EXECUTIVE')
        self.assertNotIn('SMS_EXECUTIVE', self.text(lab, 'evidence', 'EDGE7-services.txt'))
        self.assertIn('SERVICE_NAME: SMS_EXECUTIVE', self.text(lab, 'evidence', 'EDGE7-sc.txt'))
        lab.person('set-registry', 'EDGE7', 'Setup', 'Version', '786b')
        self.assertIn('"Version"="786b"', self.text(lab, 'evidence', 'EDGE7.reg'))

    def test_every_line_of_a_registry_export_is_one_regedit_writes(self):
        for server in ('EDGE7', 'PRIME9'):
            lines = self.text(self.model(name=server), 'evidence', server + '.reg').split('\r\n')
            self.assertEqual(lines[0], 'REGEDIT4')
            for line in lines[1:]:
                self.assertRegex(line, r'^$|^\[HKEY_LOCAL_MACHINE[^]]*\]$|^"[^"]+"="([^"\\]|\\.)*"$'
                                       r'|^"[^"]+"=dword:[0-9a-f]{8}$|^"[^"]+"=hex\([27]\):'
                                       r'|^  ([0-9a-f]{2},?)+\\?$')
                if 'hex' in line or line.startswith('  '):
                    self.assertLessEqual(len(line), 80)

    def test_every_parent_of_a_key_is_exported_before_it(self):
        lines = self.text(self.model(), 'evidence', 'EDGE7.reg').split('\r\n')
        seen = {sites.SMS_KEY.rpartition('\\')[0]}
        for key in [line[1:-1] for line in lines if line.startswith('[' + sites.SMS_KEY)]:
            self.assertIn(key.rpartition('\\')[0], seen)
            seen.add(key)

    def test_log_records_have_the_shape_of_the_real_ones(self):
        lab = self.model('two-candidates')
        shape = re.compile(r'^[^$\r\n]*   \$\$<SMS_[A-Z_]+><(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2}'
                           r' \d\d \d\d:\d\d:\d\d 1997~><thread=[0-9A-F]+>\r\n$')
        for server, names in (('EDGE7', ('SCHED', 'LANSEND', 'DESPOOL', 'MAINTMAN')),
                              ('PRIME9', ('HMAN', 'SCHED', 'DESPOOL'))):
            for name in names:
                for line in self.text(lab, server, layout.LOGS, name + '.LOG') \
                        .splitlines(keepends=True):
                    self.assertRegex(line, shape)
        for line in self.text(lab, 'EDGE7', 'SCMAN.LOG').splitlines(keepends=True):
            self.assertRegex(line, shape)

    def test_a_full_log_becomes_a_backup(self):
        lab = self.model()
        lab.run(seconds=72 * HOUR)
        logs = self.names(lab, 'EDGE7', layout.LOGS)
        self.assertIn('SCHED.LO_', logs)
        for name in logs:
            self.assertLessEqual(os.stat(self.path(lab, 'EDGE7', layout.LOGS, name)).st_size,
                                 128 * 1024)


class Boxes(LabCase):
    """The services meet what no service wrote, and what moves away while they work."""

    def test_strange_things_in_every_box_harm_nobody(self):
        lab = self.model('no-ct2')
        outside = os.path.join(self.place, 'outside')
        os.mkdir(outside)
        with open(os.path.join(outside, 'SECRET.CT2'), 'wb') as stream:
            stream.write(sites.control_file('Q7Z', lab.now + 9, kind=cf.ACTUAL).to_bytes())
        chance = random.Random(3)
        job = packages.job({'Destination': 'C9N', 'Job': '../../X', 'Request': '../Y',
                            'Type': packages.CONFIG, 'File': '../../../../etc/passwd\0.CT2',
                            'Box': '../../..'})
        request = packages.request([(packages.INFO, b'2 C9N ../../../Z _AAQ7Z ')])
        for server in ('EDGE7', 'PRIME9'):
            for box in (BOX, layout.SCHEDULE, layout.TOSEND, layout.OUTBOX, layout.RECEIVE,
                        layout.SMSID):
                for extension in ('CT1', 'ct2', 'JOB', 'P00', 'I00', 'SRQ', 'SRS', 'INS', 'PCK',
                                  'IST', 'PKG', 'TMP', '710', 'UID'):
                    place = self.path(lab, server, box)
                    data = chance.choice([b'', b'\0' * 9, bytes(range(256)), job, request,
                                          packages.PACK_MARK + b'x', packages.pack(b'Type=\xff')])
                    with open(os.path.join(place, 'ODD.' + extension), 'wb') as stream:
                        stream.write(data)
                    os.mkdir(os.path.join(place, 'DIR.' + extension))
                    os.mkfifo(os.path.join(place, 'PIPE.' + extension))
                    os.symlink(os.path.join(outside, 'SECRET.CT2'),
                               os.path.join(place, 'LINK.' + extension))
                    with open(os.path.join(place.encode(), b'\xff\x81.' + extension.encode()),
                              'wb') as stream:
                        stream.write(data)
        lab.run(seconds=3 * HOUR)
        self.restart(lab, 'EDGE7', 'SMS_SITE_CONFIG_MANAGER')
        self.restart(lab, 'PRIME9', 'SMS_EXECUTIVE')
        lab.run(seconds=3 * HOUR)
        self.assert_not_active(lab)
        self.assertEqual(os.listdir(outside), ['SECRET.CT2'])
        self.force_ct2(lab)
        self.assertTrue(lab.run(until='active'))

    def test_links_and_directories_are_no_ct2(self):
        lab = self.model('no-ct2')
        box = self.path(lab, 'EDGE7', BOX)
        os.mkdir(os.path.join(box, '00000001.CT2'))
        os.symlink('SITECTRL.CT0', os.path.join(box, '00000002.CT2'))
        self.assertFalse(lab.run(seconds=HOUR, until='ct2-written'))

    def test_a_linked_directory_is_not_gone_into(self):
        lab = self.model('no-ct2')
        outside = os.path.join(self.place, 'outside')
        box = self.path(lab, 'EDGE7', BOX)
        os.rename(box, outside)
        os.symlink(outside, box)
        os.rename(os.path.join(outside, 'SITECTRL.CT0'), os.path.join(outside, '00000000.CT1'))
        lab.run(seconds=HOUR)
        self.assertEqual(os.listdir(outside), ['00000000.CT1'])

    def test_the_file_is_lost_at_every_step_and_nothing_breaks(self):
        for seconds in (0, 1, 3, 10, 43, 45, 70, 75, 79, 200):
            lab = self.model('no-ct2', 'at-%d' % seconds)
            self.force_ct2(lab)
            lab.run(seconds=seconds)
            for server in ('EDGE7', 'PRIME9'):
                for box in (BOX, layout.SCHEDULE, layout.TOSEND, layout.OUTBOX, layout.RECEIVE):
                    place = self.path(lab, server, box)
                    for name in os.listdir(place):
                        os.remove(os.path.join(place, name))
            lab.run(seconds=HOUR)
            self.restart(lab, 'EDGE7', 'SMS_SITE_CONFIG_MANAGER')
            self.assertTrue(lab.run(until='active'), seconds)

    def test_without_its_trees_the_model_still_runs(self):
        lab = self.model('no-ct2')
        for server in ('EDGE7', 'PRIME9'):
            os.rename(self.path(lab, server, 'SMS'), os.path.join(self.place, server))
        lab.run(seconds=6 * HOUR)
        self.nt(lab, 'EDGE7', 'NET STOP SMS_EXECUTIVE')
        self.assertIn('System error 2', self.nt(lab, 'EDGE7', 'NET START SMS_EXECUTIVE', 2))
        self.assertNotIn('SMS', os.listdir(self.path(lab, 'EDGE7')))

    def test_a_future_image_in_the_database_wins(self):
        lab = self.model('healthy')
        box = self.path(lab, 'PRIME9', BOX)
        with open(os.path.join(box, '00000001.CT2'), 'wb') as stream:
            stream.write(sites.control_file('Q7Z', lab.now + 10 * HOUR, kind=cf.ACTUAL).to_bytes())
        lab.run(seconds=600)
        self.nt(lab, 'EDGE7', 'SENDCODE SMS_SITE_CONFIG_MANAGER 193')
        lab.run(seconds=HOUR)
        self.assertIn('Site Control Image in the database is newer',
                      self.text(lab, 'PRIME9', layout.LOGS, 'HMAN.LOG'))


if __name__ == '__main__':
    unittest.main()
