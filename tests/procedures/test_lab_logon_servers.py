#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The lab's logon servers: what each kind has and has not, who looks after them, and their ranges."""

import os
import shutil
import unittest

from lab_support import BOX, HOUR, LabCase

from smslab import Lab, LabError, layout, sites

ALL = ('NT', 'LM', 'NW')
SCMAN, EXECUTIVE = 'SMS_SITE_CONFIG_MANAGER', 'SMS_EXECUTIVE'


class LogonServerCase(LabCase):
    def mixed(self, **more):
        return self.model('healthy', logon_servers=ALL, **more)

    def uid(self, lab, server):
        return self.names(lab, server, layout.SMSID)

    def set_uid(self, lab, server, name):
        [now] = self.uid(lab, server)
        place = self.path(lab, server, layout.SMSID)
        os.rename(os.path.join(place, now), os.path.join(place, name))

    def gone(self, lab, server):
        shutil.rmtree(self.path(lab, server, 'SMS'))


class Kinds(LogonServerCase):
    def test_all_have_the_boxes_of_a_logon_server_and_none_those_of_a_site_server(self):
        lab = self.mixed()
        for server in ('NTLOG1', 'LMLOG1', 'NWLOG1'):
            for box in ('CCR.BOX/RETRY', 'DESPOOLR.BOX', 'INVENTRY.BOX', 'PCMINS.BOX', 'SMSID'):
                self.assertTrue(os.path.isdir(self.path(lab, server, 'SMS/LOGON.SRV', box)), box)
            self.assertFalse(os.path.exists(self.path(lab, server, 'SMS/SITE.SRV')))
            self.assertEqual(len(self.uid(lab, server)), 1)

    def test_each_has_a_range_of_its_own_and_the_next_is_free(self):
        lab = self.mixed()
        lab.run(seconds=HOUR)
        found = [self.uid(lab, s)[0] for s in ('EDGE7', 'NTLOG1', 'LMLOG1', 'NWLOG1')]
        self.assertEqual([name[:5] for name in found], ['Q7Z00', 'Q7Z01', 'Q7Z02', 'Q7Z03'])
        self.assertIn('"Next SMS Unique ID"="Q7Z04000"', self.text(lab, 'evidence', 'EDGE7.reg'))

    def test_only_windows_nt_has_services_and_a_registry(self):
        lab = self.mixed()
        self.assertIn('SMS_INVENTORY_AGENT_NT', self.nt(lab, 'NTLOG1', 'NET START'))
        self.assertNotIn(EXECUTIVE, self.nt(lab, 'NTLOG1', 'NET START'))
        self.assertIn('"Site Code"="Q7Z"', self.text(lab, 'evidence', 'NTLOG1.reg'))
        self.assertNotIn('SMS_', self.nt(lab, 'LMLOG1', 'NET START'))
        self.nt(lab, 'LMLOG1', 'NET STOP SMS_INVENTORY_AGENT_NT', 2)
        for line in ('REGEDIT /S D:\\X.REG', 'SC QUERY', 'PREINST /DUMP', 'RD /S /Q D:\\SMS'):
            self.nt(lab, 'LMLOG1', line, 1)
        self.assertEqual([n for n in self.names(lab, '', 'evidence') if n[:2] in ('LM', 'NW')], [])

    def test_netware_knows_no_command_and_has_no_sms_share(self):
        lab = self.mixed()
        for server in ('EDGE7', 'NTLOG1', 'LMLOG1'):
            self.assertIn('SMS_SHR ', self.nt(lab, server, 'NET SHARE'))
            self.assertIn('SMS_SITE' if server == 'EDGE7' else 'SMS_SHRD',
                          self.nt(lab, server, 'NET SHARE'))
        for line in ('NET SHARE', 'NET START', 'RD /S /Q SYS:\\SMS'):
            self.nt(lab, 'NWLOG1', line, 1)

    def test_the_master_names_them_by_domain(self):
        lab = self.mixed()
        master = self.text(lab, 'EDGE7', BOX, 'SITECTRL.CT0')
        self.assertIn('  <EDGE>\r\n  <%s>\r\n  <2>\r\n  LOGONSERVER <EDGE7><><0><D:>\r\n'
                      '  LOGONSERVER <NTLOG1><><0><D:>\r\n  LOGONSERVER <LMLOG1><><0><D:>\r\n'
                      % sites.NT_TYPE, master)
        self.assertIn('  <EDGE_NW>\r\n  <Novell NetWare>\r\n  <2>\r\n'
                      '  LOGONSERVER <NWLOG1><><0><SYS:>\r\n', master)

    def test_kinds_are_asked_for_by_name_and_numbered(self):
        lab = self.model(logon_servers=['NW', 'NT', 'NW'])
        self.assertLess({'NWLOG1', 'NTLOG1', 'NWLOG2'}, set(os.listdir(lab.directory)))
        for wrong in (['XX'], ['NT'] * 9):
            place = os.path.join(self.place, 'wrong')
            self.assertRaises(LabError, Lab.new, place, 'healthy', logon_servers=wrong)
            self.assertFalse(os.path.exists(place))


class LookedAfter(LogonServerCase):
    def test_scman_puts_back_what_is_missing(self):
        lab = self.mixed()
        for server in ('NTLOG1', 'LMLOG1', 'NWLOG1'):
            self.gone(lab, server)
        self.nt(lab, 'NTLOG1', 'NET SHARE SMS_SHR /DELETE')
        self.nt(lab, 'LMLOG1', 'NET SHARE SMS_SHRD /DELETE')
        lab.run(seconds=5 * HOUR)
        self.assertIn('Server NWLOG1 status Pending Install', self.text(lab, 'EDGE7', 'SCMAN.LOG'))
        self.assertIn('SMS_SHR ', self.nt(lab, 'NTLOG1', 'NET SHARE'))
        for number, server in enumerate(('NTLOG1', 'LMLOG1', 'NWLOG1'), 4):
            self.assertEqual(self.uid(lab, server), ['Q7Z0%d000.UID' % number])

    def test_with_scman_and_executive_stopped_nothing_comes_back(self):
        lab = self.mixed()
        self.nt(lab, 'EDGE7', 'NET STOP ' + SCMAN)
        self.nt(lab, 'EDGE7', 'NET STOP ' + EXECUTIVE)
        self.gone(lab, 'NWLOG1')
        lab.run(seconds=5 * HOUR)
        self.assertEqual(os.listdir(self.path(lab, 'NWLOG1')), [])

    def test_a_server_that_is_off_is_left_out_and_answers_nobody(self):
        lab = self.mixed()
        self.gone(lab, 'NTLOG1')
        lab.person('switch-off', 'NTLOG1')
        self.assertIn('error 53', self.nt(lab, 'NTLOG1', 'NET SHARE', 2))
        self.nt(lab, 'EDGE7', 'RD /S /Q \\\\NTLOG1\\D$\\SMS', 2)
        lab.run(seconds=5 * HOUR)
        self.assertEqual(os.listdir(self.path(lab, 'NTLOG1')), [])
        self.assertIn('Event 221 logged with error 53 and object (NTLOG1)',
                      self.text(lab, 'EDGE7', 'SCMAN.LOG'))
        lab.person('switch-on', 'NTLOG1')
        lab.run(seconds=5 * HOUR)
        self.assertEqual(self.uid(lab, 'NTLOG1'), ['Q7Z04000.UID'])

    def test_used_up_ranges_are_followed_by_the_next_free_ones(self):
        lab = self.mixed()
        self.set_uid(lab, 'LMLOG1', 'Q7Z02Y01.UID')
        self.set_uid(lab, 'NWLOG1', 'Q7Z03Y00.UID')
        self.set_uid(lab, 'EDGE7', 'q7z00zzz.uid')
        lab.run(seconds=HOUR)
        self.assertEqual(self.uid(lab, 'EDGE7'), ['Q7Z04000.UID'])
        self.assertEqual(self.uid(lab, 'LMLOG1'), ['Q7Z05000.UID'])
        self.assertEqual(self.uid(lab, 'NWLOG1'), ['Q7Z03Y00.UID'])
        self.assertIn('"Next SMS Unique ID"="Q7Z06000"', self.text(lab, 'evidence', 'EDGE7.reg'))

    def test_a_server_out_of_reach_gets_no_range(self):
        lab = self.mixed()
        self.nt(lab, 'EDGE7', 'NET STOP ' + SCMAN)
        self.set_uid(lab, 'NTLOG1', 'Q7Z01Y01.UID')
        self.set_uid(lab, 'LMLOG1', 'Q7Z02Y01.UID')
        self.nt(lab, 'LMLOG1', 'NET SHARE SMS_SHRD /DELETE')
        lab.person('switch-off', 'NTLOG1')
        lab.run(seconds=HOUR)
        self.assertEqual(self.uid(lab, 'NTLOG1') + self.uid(lab, 'LMLOG1'),
                         ['Q7Z01Y01.UID', 'Q7Z02Y01.UID'])

    def test_a_server_whose_share_has_another_comment_is_not_served(self):
        lab = self.mixed()
        self.set_uid(lab, 'NTLOG1', 'Q7Z01Y01.UID')
        self.nt(lab, 'NTLOG1', 'NET SHARE SMS_SHRD /DELETE')
        self.assertEqual(lab.exec('NTLOG1', ['NET', 'SHARE', 'SMS_SHRD=D:\\SMS', '/REMARK:of X1Y'])[0], 0)
        self.assertIn('Remark       of X1Y', self.nt(lab, 'NTLOG1', 'NET SHARE SMS_SHRD'))
        lab.run(seconds=3 * HOUR)
        self.assertEqual(self.uid(lab, 'NTLOG1'), ['Q7Z01Y01.UID'])
        self.assertIn('Event 236 logged', self.text(lab, 'EDGE7', 'SCMAN.LOG'))

    def test_two_uid_files_are_left_for_a_person(self):
        lab = self.mixed()
        with open(self.path(lab, 'NWLOG1', layout.SMSID, 'Q7Z03Y01.UID'), 'wb'):
            pass
        lab.run(seconds=HOUR)
        self.assertEqual(len(self.uid(lab, 'NWLOG1')), 2)

    def test_the_last_range_is_not_followed_by_the_first(self):
        lab = self.mixed()
        lab.person('set-registry', 'EDGE7', 'Components\\SMS_MAINTENANCE_MANAGER',
                   'Next SMS Unique ID', 'Q7ZZZ000')
        self.set_uid(lab, 'NTLOG1', 'Q7Z01Y01.UID')
        lab.run(seconds=HOUR)
        self.assertEqual(self.uid(lab, 'NTLOG1'), ['Q7Z01Y01.UID'])

    def test_an_upgrade_takes_the_services_at_nt_away_and_brings_them_back(self):
        lab = self.mixed()
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z')
        lab.run(seconds=600)
        self.assertNotIn('SMS_', self.nt(lab, 'NTLOG1', 'NET START'))
        self.assertTrue(lab.run(until='active'))
        self.assertIn('SMS_INVENTORY_AGENT_NT', self.nt(lab, 'NTLOG1', 'NET START'))

    def test_a_removal_clears_all_logon_servers(self):
        lab = self.mixed()
        self.nt(lab, 'PRIME9', 'PREINST /DEINSTALL:Q7Z')
        lab.run(seconds=HOUR)
        for server in ('NTLOG1', 'LMLOG1', 'NWLOG1'):
            self.assertEqual(os.listdir(self.path(lab, server)), [])
        self.assertNotIn('SMS_', self.nt(lab, 'NTLOG1', 'NET START'))
        self.assertNotIn('SMS_', self.nt(lab, 'LMLOG1', 'NET SHARE'))

    def test_none_is_added_while_the_site_is_not_active(self):
        lab = self.model('no-ct2', logon_servers=['NW'])
        self.assertRaises(LabError, lab.person, 'add-logon-server', 'NWLOG1')
        self.assertRaises(LabError, lab.person, 'add-logon-server', 'EDGE7')


class FileCommands(LogonServerCase):
    def setUp(self):
        super().setUp()
        self.lab = self.mixed()

    def test_rd_removes_a_tree_here_and_at_others(self):
        self.nt(self.lab, 'NTLOG1', 'CMD /C RD /S /Q D:\\SMS')
        self.nt(self.lab, 'EDGE7', 'RMDIR \\\\LMLOG1\\D$\\sms /s /q')
        self.nt(self.lab, 'EDGE7', 'RD /S /Q \\\\NWLOG1\\SYS\\SMS')
        for server in ('NTLOG1', 'LMLOG1', 'NWLOG1'):
            self.assertEqual(os.listdir(self.path(self.lab, server)), [])

    def test_rd_refuses_what_is_not_there_the_whole_drive_and_other_ways_of_asking(self):
        for line in ('RD D:\\SMS', 'RD /S /Q D:\\NONE', 'RD /S /Q D:\\', 'RD /S /Q D:\\SMS\\..',
                     'RD /S /Q \\\\NWLOG1\\D$\\SMS', 'RD /S /Q \\\\NONE\\D$\\SMS', 'RD /S /Q',
                     'RD /S /Q E:\\SMS', 'RD /S /Q \\\\'):
            self.nt(self.lab, 'EDGE7', line, 2)
        self.assertTrue(os.path.isdir(self.path(self.lab, 'EDGE7', 'SMS')))

    def test_ren_renames_and_never_replaces(self):
        place = '\\\\NTLOG1\\SMS_SHR\\SMSID\\'
        [name] = self.uid(self.lab, 'NTLOG1')
        self.nt(self.lab, 'EDGE7', 'REN %s%s Q7Z0102A.UID' % (place, name))
        self.assertEqual(self.uid(self.lab, 'NTLOG1'), ['Q7Z0102A.UID'])
        self.nt(self.lab, 'NTLOG1', 'REN D:\\SMS\\LOGON.SRV\\SMSID\\Q7Z0102A.UID q7z0102a.uid')
        self.assertEqual(self.uid(self.lab, 'NTLOG1'), ['q7z0102a.uid'])
        with open(self.path(self.lab, 'NTLOG1', layout.SMSID, 'B.UID'), 'wb'):
            pass
        for line in ('REN %sB.UID Q7Z0102A.UID' % place, 'REN %sB.UID ..\\X' % place,
                     'REN %sC.UID D.UID' % place, 'REN C.UID', 'REN'):
            self.nt(self.lab, 'EDGE7', line, 2)
        self.assertEqual(self.uid(self.lab, 'NTLOG1'), ['B.UID', 'q7z0102a.uid'])

    def test_net_share_makes_a_share_of_a_directory_that_is_there(self):
        self.nt(self.lab, 'LMLOG1', 'NET SHARE SMS_SHR /DELETE')
        for line in ('SMS_SHR=D:\\NONE', 'SMS_SHR=\\\\NTLOG1\\D$\\SMS', '=D:\\SMS',
                     'sms_shrd=D:\\SMS'):
            self.nt(self.lab, 'LMLOG1', 'NET SHARE ' + line, 2)
        self.nt(self.lab, 'LMLOG1', 'NET SHARE SMS_SHR=D:\\SMS\\LOGON.SRV')
        self.assertIn('D:\\SMS\\LOGON.SRV', self.nt(self.lab, 'LMLOG1', 'NET SHARE SMS_SHR'))


if __name__ == '__main__':
    unittest.main()
