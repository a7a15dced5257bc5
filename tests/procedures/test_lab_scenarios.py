#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every scenario of the lab: cured by the right action, and not by the wrong one."""

import os
import shutil
import unittest

from lab_support import BOX, HOUR, LabCase

from smslab import layout, sites

SCMAN, EXECUTIVE = 'SMS_SITE_CONFIG_MANAGER', 'SMS_EXECUTIVE'


class Ct2NotLeaving(LabCase):
    def test_it_lies_there_for_over_half_an_hour_and_says_event_214(self):
        lab = self.model('ct2-not-leaving')
        [name] = [n for n in self.names(lab, 'EDGE7', BOX) if n.endswith('.CT2')]
        stamp = os.stat(self.path(lab, 'EDGE7', BOX, name)).st_mtime
        self.assertGreater(lab.now - stamp, 1800)
        log = self.text(lab, 'EDGE7', 'SCMAN.LOG')
        self.assertIn('Event 214 logged with error 112', log)
        self.assertIn('SiteConfig Mgr code 7113.', log)

    def test_forcing_another_one_does_not_help(self):
        lab = self.model('ct2-not-leaving')
        self.force_ct2(lab)
        lab.run(seconds=4 * HOUR)
        self.assert_not_active(lab)

    def test_a_restart_of_the_services_sends_it(self):
        lab = self.model('ct2-not-leaving')
        self.restart(lab, 'EDGE7', SCMAN)
        self.assertTrue(lab.run(until='active'))


class ScmanHung(LabCase):
    LAST = 'EDGE user groups will be enumerated.'

    def test_the_log_ends_where_the_documented_hang_does(self):
        lab = self.model('scman-hung')
        before = self.text(lab, 'EDGE7', 'SCMAN.LOG')
        self.assertTrue(before.splitlines()[-1].startswith(self.LAST))
        self.assertIn('04711234.CT1', self.names(lab, 'EDGE7', BOX))
        self.nt(lab, 'EDGE7', 'SENDCODE %s 193' % SCMAN)
        lab.run(seconds=4 * HOUR)
        self.assertEqual(self.text(lab, 'EDGE7', 'SCMAN.LOG'), before)
        self.assertIn(SCMAN, self.nt(lab, 'EDGE7', 'NET START'))

    def test_a_restart_of_the_executive_does_not_help(self):
        lab = self.model('scman-hung')
        self.restart(lab, 'EDGE7', EXECUTIVE)
        lab.run(seconds=4 * HOUR)
        self.assert_not_active(lab)

    def test_a_restart_of_scman_helps(self):
        lab = self.model('scman-hung')
        self.restart(lab, 'EDGE7', SCMAN)
        self.assertTrue(lab.run(until='active'))
        self.assertEqual(self.names(lab, 'EDGE7', BOX), ['SITECTRL.CT0'])


class SenderCapacity(LabCase):
    KEY = 'Components\\SMS_LAN_SENDER'

    def test_the_sender_says_so_and_takes_nothing(self):
        lab = self.model('sender-capacity-0')
        self.assertIn('Used 0 out of 0, no sending capacity so not checking for send requests.',
                      self.text(lab, 'EDGE7', layout.LOGS, 'LANSEND.LOG'))
        self.assertIn('"Maximum Concurrent Sendings"=dword:00000000\r\n',
                      self.text(lab, 'evidence', 'EDGE7.reg'))
        self.force_ct2(lab)
        self.restart(lab, 'EDGE7', SCMAN)
        self.restart(lab, 'EDGE7', EXECUTIVE)
        lab.run(seconds=4 * HOUR)
        self.assert_not_active(lab)

    def test_the_registry_and_a_restart_of_the_executive_help(self):
        lab = self.model('sender-capacity-0')
        lab.person('set-registry', 'EDGE7', self.KEY, 'Maximum Concurrent Sendings', '5')
        lab.person('set-registry', 'EDGE7', self.KEY, 'Maximum Concurrent Site Sendings', '3')
        lab.run(seconds=HOUR)
        self.assert_not_active(lab)
        self.restart(lab, 'EDGE7', EXECUTIVE)
        self.assertTrue(lab.run(until='active'))

    def test_an_import_by_regedit_is_as_good(self):
        lab = self.model('sender-capacity-0')
        with open(self.path(lab, 'EDGE7', 'FIX.REG'), 'w', encoding='ascii') as stream:
            stream.write('REGEDIT4\r\n\r\n[%s\\%s]\r\n"maximum concurrent sendings"=dword:5\r\n'
                         '"Maximum Concurrent Site Sendings"=dword:00000003\r\n'
                         % (sites.SMS_KEY, self.KEY))
        self.nt(lab, 'EDGE7', 'REGEDIT /S D:\\FIX.REG')
        self.restart(lab, 'EDGE7', EXECUTIVE)
        self.assertTrue(lab.run(until='active'))

    def test_switching_the_fault_off_helps(self):
        lab = self.model('sender-capacity-0')
        lab.fault('capacity-0', False)
        self.assertTrue(lab.run(until='active'))


class RejectedCt1(LabCase):
    def test_the_forced_file_is_refused_and_put_back_it_is_refused_again(self):
        lab = self.model('rejected-ct1')
        for _ in range(2):
            self.force_ct2(lab)
            self.assertTrue(lab.run(until='rejected'))
            self.assertEqual(self.names(lab, 'EDGE7', BOX), ['00000000.715'])
            self.assertIn('Event 211 logged', self.text(lab, 'EDGE7', 'SCMAN.LOG'))
            self.nt(lab, 'EDGE7', 'NET STOP ' + SCMAN)
            os.rename(self.path(lab, 'EDGE7', BOX, '00000000.715'),
                      self.path(lab, 'EDGE7', BOX, 'SITECTRL.CT0'))
            self.nt(lab, 'EDGE7', 'NET START ' + SCMAN)
        self.assert_not_active(lab)

    def test_without_its_master_the_site_asks_the_parent_and_gets_a_good_one(self):
        lab = self.model('rejected-ct1')
        os.remove(self.path(lab, 'EDGE7', BOX, 'SITECTRL.CT0'))
        self.restart(lab, 'EDGE7', SCMAN)
        self.assertTrue(lab.run(until='active'))
        self.assertIn('BEGIN_DOMAIN', self.text(lab, 'EDGE7', BOX, 'SITECTRL.CT0'))
        self.assertIn('(RequestNewSCFile)', self.text(lab, 'EDGE7', 'SCMAN.LOG'))


class BootstrapLeftOver(LabCase):
    BOOTSTRAP = 'SMS_UPGRADE_BOOTSTRAP'
    SITEINS = 'D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE'

    def test_only_the_bootstrap_is_installed(self):
        lab = self.model('bootstrap-left-over')
        listed = self.nt(lab, 'EDGE7', 'NET START')
        self.assertIn(self.BOOTSTRAP, listed)
        self.assertNotIn(SCMAN, listed)
        self.assertNotIn(SCMAN, self.text(lab, 'evidence', 'EDGE7-sc.txt'))
        self.assertIn('_INIT.CT1', self.names(lab, 'EDGE7', BOX))
        stamp = os.stat(self.path(lab, 'EDGE7', 'SMS', 'BOOTSTRP.PK1')).st_mtime
        self.assertGreater(lab.now - stamp, 24 * HOUR)

    def clear(self, lab):
        os.remove(self.path(lab, 'EDGE7', BOX, '_INIT.CT1'))
        receive = self.path(lab, 'EDGE7', layout.RECEIVE)
        os.mkdir(os.path.join(receive, 'Temp'))
        for name in os.listdir(receive):
            if name != 'Temp':
                os.rename(os.path.join(receive, name), os.path.join(receive, 'Temp', name))

    def test_the_documented_steps_bring_the_services_back_and_make_it_active(self):
        lab = self.model('bootstrap-left-over')
        self.nt(lab, 'EDGE7', 'NET STOP ' + self.BOOTSTRAP)
        self.nt(lab, 'EDGE7', 'INSTSRV %s REMOVE' % self.BOOTSTRAP)
        self.clear(lab)
        self.nt(lab, 'EDGE7', 'INSTSRV %s %s' % (SCMAN, self.SITEINS))
        self.nt(lab, 'EDGE7', 'NET START ' + SCMAN)
        self.assertTrue(lab.run(until='active'))
        listed = self.nt(lab, 'EDGE7', 'NET START')
        for service in (EXECUTIVE, 'SMS_INVENTORY_AGENT_NT', 'SMS_CLIENT_CONFIG_MANAGER'):
            self.assertIn(service, listed)

    def test_with_the_bootstrap_still_there_scman_is_shut_down_again(self):
        lab = self.model('bootstrap-left-over')
        self.clear(lab)
        self.nt(lab, 'EDGE7', 'INSTSRV %s %s' % (SCMAN, self.SITEINS))
        self.nt(lab, 'EDGE7', 'NET START ' + SCMAN)
        lab.run(seconds=4 * HOUR)
        self.assertNotIn(SCMAN, self.nt(lab, 'EDGE7', 'NET START'))
        self.assert_not_active(lab)

    def test_without_its_program_the_service_does_not_start(self):
        lab = self.model('bootstrap-left-over')
        self.nt(lab, 'EDGE7', 'INSTSRV %s D:\\SMS\\SITEINS.EXE' % SCMAN)
        self.assertIn('System error 2', self.nt(lab, 'EDGE7', 'NET START ' + SCMAN, 2))

    def test_after_48_hours_the_old_version_is_started(self):
        lab = self.model('bootstrap-left-over')
        lab.run(seconds=17 * HOUR)
        self.assert_not_active(lab)
        lab.run(seconds=3 * HOUR)
        self.assertIn('Event 388', self.text(lab, 'EDGE7', 'BOOTSTRP.LOG'))
        self.assertNotIn(self.BOOTSTRAP, self.nt(lab, 'EDGE7', 'NET START'))


class ParentInbox(LabCase):
    def test_the_ct2_lies_at_the_parent_and_starting_hman_reads_it(self):
        lab = self.model('parent-inbox-not-read')
        self.assertTrue([n for n in self.names(lab, 'PRIME9', BOX) if n.endswith('.CT2')])
        lab.run(seconds=4 * HOUR)
        self.assert_not_active(lab)
        self.nt(lab, 'PRIME9', 'NET START SMS_HIERARCHY_MANAGER')
        self.assertTrue(lab.run(until='active'))

    def test_the_whole_way_is_of_no_use_while_hman_is_stopped(self):
        lab = self.model('parent-inbox-not-read')
        self.force_ct2(lab)
        self.restart(lab, 'EDGE7', EXECUTIVE)
        lab.run(seconds=4 * HOUR)
        self.assert_not_active(lab)


class MovesByItself(LabCase):
    def test_it_writes_its_ct2_ten_minutes_on(self):
        lab = self.model('moves-by-itself')
        self.assertFalse(lab.run(seconds=590, until='ct2-written'))
        self.assertTrue(lab.run(seconds=120, until='ct2-written'))
        self.assertTrue(lab.run(until='active'))


class TwoCandidates(LabCase):
    def test_two_packed_jobs_wait_and_neither_shows_what_it_carries(self):
        lab = self.model('two-candidates')
        packed = [n for n in self.names(lab, 'EDGE7', layout.TOSEND) if n.endswith('.P00')]
        self.assertEqual(len(packed), 2)
        stamps = {os.stat(self.path(lab, 'EDGE7', layout.TOSEND, n)).st_mtime for n in packed}
        self.assertEqual(len(stamps), 1)
        self.assertIn('There is not enough space on the disk.',
                      self.text(lab, 'EDGE7', layout.LOGS, 'LANSEND.LOG'))

    def test_space_at_the_parent_lets_both_go(self):
        lab = self.model('two-candidates')
        lab.fault('disk-full-at-parent', False)
        self.assertTrue(lab.run(until='active'))
        self.assertTrue(lab.run(until='idle'))


class Faults(LabCase):
    def test_a_stopped_executive_stays_stopped_until_it_is_started(self):
        lab = self.model('no-ct2')
        lab.fault('executive-stopped', True)
        self.force_ct2(lab)
        lab.run(seconds=4 * HOUR)
        self.assertTrue([n for n in self.names(lab, 'EDGE7', BOX) if n.endswith('.CT2')])
        self.assertTrue([n for n in self.names(lab, 'EDGE7', layout.SCHEDULE)
                         if n.endswith('.JOB')])
        self.nt(lab, 'EDGE7', 'NET START ' + EXECUTIVE)
        self.assertTrue(lab.run(until='active'))

    def test_stopped_services_are_started_by_switching_the_fault_off(self):
        for fault in ('executive-stopped', 'scman-stopped', 'hman-stopped', 'scman-hung'):
            lab = self.model('no-ct2', fault)
            lab.fault(fault, True)
            self.force_ct2(lab)
            lab.run(seconds=HOUR)
            self.assert_not_active(lab)
            lab.fault(fault, False)
            self.assertTrue(lab.run(until='active'), fault)

    def test_starting_a_service_by_hand_ends_its_fault(self):
        lab = self.model('healthy')
        lab.fault('executive-stopped', True)
        self.executive_runs_after(lab, 3 * HOUR, False)
        self.nt(lab, 'EDGE7', 'NET START ' + EXECUTIVE)
        self.nt(lab, 'EDGE7', 'NET STOP ' + EXECUTIVE)
        self.executive_runs_after(lab, 3 * HOUR, True)

    def executive_runs_after(self, lab, seconds, expected):
        lab.run(seconds=seconds)
        self.assertEqual(EXECUTIVE in self.nt(lab, 'EDGE7', 'NET START'), expected)

    def test_scman_starts_an_executive_that_is_merely_stopped(self):
        lab = self.model('healthy')
        self.nt(lab, 'EDGE7', 'NET STOP ' + EXECUTIVE)
        lab.run(seconds=3 * HOUR)
        self.assertIn(EXECUTIVE, self.nt(lab, 'EDGE7', 'NET START'))

    def test_a_ct1_that_is_open_elsewhere_is_read_when_it_is_closed(self):
        lab = self.model('no-ct2')
        lab.fault('sharing-violation', True)
        self.force_ct2(lab)
        lab.run(seconds=HOUR)
        self.assertEqual(self.names(lab, 'EDGE7', BOX), ['00000000.CT1'])
        lab.fault('sharing-violation', False)
        self.assertTrue(lab.run(until='active'))

    def test_an_instruction_that_was_open_is_given_up_until_the_executive_restarts(self):
        lab = self.model('no-ct2')
        self.force_ct2(lab)
        lab.run(until='ct2-left')
        lab.fault('sharing-violation', True)
        lab.run(seconds=HOUR)
        self.assertIn('WIN32 ERROR = 32', self.text(lab, 'PRIME9', layout.LOGS, 'DESPOOL.LOG'))
        lab.fault('sharing-violation', False)
        lab.run(seconds=HOUR)
        self.assert_not_active(lab)
        self.restart(lab, 'PRIME9', EXECUTIVE)
        self.assertTrue(lab.run(until='active'))


class UpgradeAndRebuild(LabCase):
    def test_preinst_upgrade_takes_the_site_down_and_up_again(self):
        lab = self.model('healthy')
        self.nt(lab, 'PRIME9', 'D:\\SMS\\SITE.SRV\\X86.BIN\\PREINST.EXE /UPGRADE:Q7Z')
        lab.run(seconds=600)
        self.assert_not_active(lab)
        self.assertNotIn(EXECUTIVE, self.nt(lab, 'EDGE7', 'NET START'))
        self.assertTrue(lab.run(until='active'))
        listed = self.nt(lab, 'EDGE7', 'NET START')
        self.assertIn(EXECUTIVE, listed)
        self.assertNotIn('BOOTSTRAP', listed)
        self.assertEqual(self.names(lab, 'EDGE7', BOX), ['SITECTRL.CT0'])

    def tear_down_site(self, lab):
        for service in (SCMAN, EXECUTIVE, 'SMS_INVENTORY_AGENT_NT'):
            self.nt(lab, 'EDGE7', 'NET STOP ' + service)
        for share in ('SMS_SHR', 'SMS_SHRD', 'SMS_SITE'):
            self.nt(lab, 'EDGE7', 'NET SHARE %s /DELETE' % share)
        shutil.rmtree(self.path(lab, 'EDGE7', 'SMS'))
        lab.person('delete-registry', 'EDGE7')

    def test_a_rebuilt_site_is_active_and_its_ids_begin_anew(self):
        lab = self.model('no-ct2')
        self.tear_down_site(lab)
        self.nt(lab, 'PRIME9', 'PREINST /DELSITE:{Q7Z,C9N}')
        self.assertNotIn('Q7Z', self.text(lab, 'evidence', 'site-list.txt'))
        lab.person('create-site')
        self.assertTrue(lab.run(until='active'))
        lab.run(seconds=600)
        self.assertEqual(self.names(lab, 'EDGE7', layout.SMSID), ['Q7Z00000.UID'])
        self.assertIn('"Next SMS Unique ID"="Q7Z01000"', self.text(lab, 'evidence', 'EDGE7.reg'))
        os.rename(self.path(lab, 'EDGE7', layout.SMSID, 'Q7Z00000.UID'),
                  self.path(lab, 'EDGE7', layout.SMSID, 'Q7Z0005K.UID'))
        lab.person('set-registry', 'EDGE7', 'Components\\SMS_MAINTENANCE_MANAGER',
                   'Next SMS Unique ID', 'Q7Z02000')
        lab.run(seconds=HOUR)
        self.assertEqual(self.names(lab, 'EDGE7', layout.SMSID), ['Q7Z0005K.UID'])

    def test_a_root_that_is_not_empty_stops_the_creation(self):
        lab = self.model('no-ct2')
        self.nt(lab, 'PRIME9', 'PREINST /DELSITE:{Q7Z,C9N}')
        lab.person('create-site')
        lab.run(seconds=HOUR)
        self.assertIn('Q7Z 2 13', self.text(lab, 'evidence', 'site-list.txt'))
        self.assertIn('Event 379', self.text(lab, 'PRIME9', layout.LOGS, 'HMAN.LOG'))

    def test_preinst_deinstall_removes_the_site(self):
        lab = self.model('healthy')
        self.nt(lab, 'PRIME9', 'PREINST /DEINSTALL:Q7Z')
        lab.run(seconds=HOUR)
        self.assertNotIn('Q7Z', self.text(lab, 'evidence', 'site-list.txt'))
        self.assertFalse(os.path.exists(self.path(lab, 'EDGE7', 'SMS')))

    def test_an_exhausted_range_gets_its_server_the_next(self):
        lab = self.model('healthy')
        uid = self.path(lab, 'EDGE7', layout.SMSID)
        os.rename(os.path.join(uid, 'Q7Z0005K.UID'), os.path.join(uid, 'Q7Z00Y00.UID'))
        lab.run(seconds=HOUR)
        self.assertEqual(os.listdir(uid), ['Q7Z00Y00.UID'])
        os.rename(os.path.join(uid, 'Q7Z00Y00.UID'), os.path.join(uid, 'Q7Z00Y01.UID'))
        lab.run(seconds=HOUR)
        self.assertEqual(os.listdir(uid), ['Q7Z02000.UID'])
        self.assertIn('"Next SMS Unique ID"="Q7Z03000"', self.text(lab, 'evidence', 'EDGE7.reg'))


if __name__ == '__main__':
    unittest.main()
