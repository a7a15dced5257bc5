#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The lab's upgrades: laid out as described, left alone, and played by hand until the site is active."""

import os
import unittest

from lab_support import BOX, HOUR, LabCase, contents

from smslab import LabError, layout, upgrades

SCMAN, EXECUTIVE, HMAN = 'SMS_SITE_CONFIG_MANAGER', 'SMS_EXECUTIVE', 'SMS_HIERARCHY_MANAGER'
BOOTSTRAP = 'SMS_UPGRADE_BOOTSTRAP'
SITEINS = 'D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE'
EATEN = ('Executing instruction of type MICROSOFT|SMS|MINIJOBINSTRUCTION|CONFIG',
         'Cannot find config mini inst specific data',
         'Despooler failed to execute the instruction, error code = c0000001')


class UpgradeCase(LabCase):
    def status(self, lab, code='Q7Z'):
        return lab.site_status(code)

    def runs(self, lab, service, server='EDGE7'):
        return service in self.nt(lab, server, 'NET START')

    def installed(self, lab, server='EDGE7'):
        listed = self.nt(lab, server, 'SC QUERY STATE= ALL')
        return [line.split()[1] for line in listed.splitlines()
                if line.startswith('SERVICE_NAME: SMS_')]

    def hman_log(self, lab):
        """Both parts of it: two days are more than one log holds."""
        logs = self.path(lab, 'PRIME9', layout.LOGS)
        return ''.join(self.text(lab, logs, name) for name in ('HMAN.LO_', 'HMAN.LOG')
                       if os.path.exists(os.path.join(logs, name)))

    def details(self, lab):
        """The detailed status HMAN.LOG shows of the site, one after the other."""
        found = []
        for line in self.hman_log(lab).splitlines():
            words = line.partition('~')[0].split()
            if words[-5:-4] + words[-2:-1] == ['Q7Z', 'detail'] and words[-1] not in found[-1:]:
                found.append(words[-1])
        return found

    # -- what a person or a plan does ---------------------------------------------------------

    def take_bootstrap_away(self, lab, server='EDGE7'):
        self.nt(lab, server, 'NET STOP ' + BOOTSTRAP)
        self.nt(lab, server, 'INSTSRV %s REMOVE' % BOOTSTRAP)

    def clear(self, lab, packages=layout.PACKAGES):
        """SITECFG.BOX to the master alone, RECEIVE to its Temp, the packages of Bootstrap away."""
        box, aside = self.path(lab, 'EDGE7', BOX), self.path(lab, 'EDGE7', 'KEPT')
        os.makedirs(aside, exist_ok=True)
        for name in os.listdir(box):
            if name != 'SITECTRL.CT0':
                os.rename(os.path.join(box, name), os.path.join(aside, name))
        receive = self.path(lab, 'EDGE7', layout.RECEIVE)
        os.makedirs(os.path.join(receive, 'Temp'), exist_ok=True)
        for name in os.listdir(receive):
            if name != 'Temp':
                os.rename(os.path.join(receive, name), os.path.join(receive, 'Temp', name))
        for path in packages:
            if os.path.exists(self.path(lab, 'EDGE7', path)):
                os.rename(self.path(lab, 'EDGE7', path),
                          os.path.join(aside, 'OLD_' + os.path.basename(path)))

    def start_scman(self, lab):
        if SCMAN not in self.installed(lab):
            self.nt(lab, 'EDGE7', 'INSTSRV %s %s -a EDGE\\SMSService -p secret' % (SCMAN, SITEINS))
        self.nt(lab, 'EDGE7', 'NET START ' + SCMAN)

    def activate(self, lab):
        """Steps 2 to 6 of the second procedure of KB Q183347."""
        self.clear(lab)
        self.start_scman(lab)
        self.assertTrue(lab.run(until='active'))
        for service in (EXECUTIVE, 'SMS_INVENTORY_AGENT_NT', 'SMS_PACKAGE_COMMAND_MANAGER_NT'):
            self.assertTrue(self.runs(lab, service), service)

    def upgrade(self, lab):
        """Step 7, until the parent lists the site as active again."""
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z')
        self.assertEqual(self.status(lab), (5, 61))
        self.upgraded(lab)

    def upgraded(self, lab):
        began = lab.now
        self.assertTrue(lab.run(seconds=3 * HOUR, until='active'))
        self.assertTrue(lab.run(until='idle'))
        self.assertGreater(os.stat(self.path(lab, 'EDGE7', 'SMS/SYSTEM.MAP')).st_mtime, began)
        self.assertFalse([n for n in self.installed(lab) if 'BOOTSTRAP' in n])
        self.assertEqual([n for n in self.names(lab, 'EDGE7', BOX)], ['SITECTRL.CT0'])
        self.assertFalse([n for n in os.listdir(self.path(lab, 'EDGE7', 'SMS'))
                          if n.startswith('BOOTSTRP')])

    def foreign(self, lab):
        """Bytes of others that have to be somewhere at the secondary from the first to the last."""
        found = contents(os.path.join(lab.directory, 'EDGE7'))
        return {data for name, (data, _) in found.items()
                if os.path.basename(name)[:5] in ('30004', '30007', '00000', '0000002', 'Q7Z00')
                and data}

    def assert_nothing_lost(self, lab, before):
        after = {data for data, _ in contents(os.path.join(lab.directory, 'EDGE7')).values()}
        self.assertFalse(before - after)
        self.assertEqual(lab.ids()['twice'], {})
        self.assertEqual(self.names(lab, 'EDGE7', layout.SMSID), ['Q7Z0005K.UID'])


class LaidOut(UpgradeCase):
    # Scenario: status of Q7Z, services of SMS running there, box, packages in the SMS root.
    ALL = ['SMS_CLIENT_CONFIG_MANAGER', EXECUTIVE, 'SMS_INVENTORY_AGENT_NT',
           'SMS_PACKAGE_COMMAND_MANAGER_NT', SCMAN]
    MASTER = ['SITECTRL.CT0']
    EXPECTED = {
        'upgrade-running': ((5, 22), [BOOTSTRAP], MASTER, ['BOOTSTRP.PK1']),
        'upgrade-begun': ((5, 31), [BOOTSTRAP], MASTER, ['BOOTSTRP.PK1']),
        'upgrade-hung': ((5, 31), [BOOTSTRAP], MASTER, ['BOOTSTRP.PK1']),
        'upgrade-restarted': ((1, 0), ALL, MASTER, []),
        'upgrade-files-left': ((5, 32), ALL, ['10000000.NAD', 'BOOTSTRP.PK1', 'BOOTSTRP.PK2',
                                              'SHUTDOWN.CT1', 'SITECTRL.CT0', '_INIT.CT1'], []),
        'packages-eaten': ((5, 32), [BOOTSTRAP], MASTER, ['BOOTSTRP.PK2']),
        'upgrade-hung-sibling': ((5, 31), [BOOTSTRAP], MASTER, ['BOOTSTRP.PK1']),
        'scman-missing': ((5, 33), [], MASTER, ['BOOTSTRP.PK1']),
        'upgrade-nt-reinstalled': ((5, 31), [], MASTER, ['BOOTSTRP.PK1']),
        'sibling-not-active': ((5, 61), ALL, MASTER, []),
        'parent-upgrades': ((5, 33), [BOOTSTRAP], MASTER, ['BOOTSTRP.PK1']),
        'receive-busy': ((5, 31), [BOOTSTRAP], MASTER, ['BOOTSTRP.PK1']),
        'primary-deinstalled': ((1, 0), ALL, MASTER, []),
    }

    def test_each_is_as_its_line_says(self):
        self.assertEqual(list(self.EXPECTED), list(upgrades.SCENARIOS))
        for name, (status, services, box, root) in self.EXPECTED.items():
            with self.subTest(name):
                lab = self.model(name, name)
                self.assertEqual(self.status(lab), status)
                self.assertEqual(self.installed(lab), services)
                self.assertEqual(self.names(lab, 'EDGE7', BOX), box)
                self.assertEqual([n for n in self.names(lab, 'EDGE7', 'SMS')
                                  if n.startswith('BOOTSTRP')], root)

    def test_none_is_tidy(self):
        for name in upgrades.SCENARIOS:
            lab = self.model(name, name)
            for box in (layout.SCHEDULE, layout.TOSEND, layout.OUTBOX, layout.STORE):
                self.assertTrue(self.names(lab, 'EDGE7', box), (name, box))
            self.assertTrue(self.names(lab, 'PRIME9', layout.RECEIVE))
            if name != 'primary-deinstalled':
                self.assertIn('30004C9N.PCK', self.names(lab, 'EDGE7', layout.RECEIVE))
                self.assertIn('\nK4R 1 0\n', self.text(lab, 'evidence', 'site-list.txt'))

    def test_the_logs_tell_when_it_began(self):
        for name, hours in (('upgrade-begun', 2), ('upgrade-hung', 26)):
            lab = self.model(name, name)
            log = self.path(lab, 'EDGE7', 'BOOTSTRP.LOG')
            package = os.stat(self.path(lab, 'EDGE7', 'SMS/BOOTSTRP.PK1')).st_mtime
            self.assertAlmostEqual((lab.now - package) / HOUR, hours, delta=0.5)
            self.assertLess(os.stat(log).st_mtime, lab.now - (hours - 0.7) * HOUR)
            text = self.text(lab, 'EDGE7', 'BOOTSTRP.LOG')
            order = [text.index(word) for word in ('Service is starting', 'shutdown requested',
                                                   'Site shut down', 'Received BOOTSTRP.PK1')]
            self.assertEqual(order, sorted(order))


class OnItsWay(UpgradeCase):
    def test_a_healthy_upgrade_ends_active_and_shows_each_phase(self):
        lab = self.model('upgrade-running')
        self.upgraded(lab)
        shown = self.details(lab)
        self.assertEqual(shown, [d for d in ('0', '62', '11', '12', '21', '22', '31', '32', '63', '0')
                                 if d in shown])
        self.assertLessEqual({'12', '22', '32', '63'}, set(shown))
        self.assertIn('Transaction Shutdown', self.text(lab, 'EDGE7', 'SCMAN.LOG'))

    def test_one_that_was_begun_stands_still_and_may_not_be_ordered_twice(self):
        lab = self.model('upgrade-begun')
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z', 2)
        lab.run(seconds=6 * HOUR)
        self.assertEqual(self.status(lab), (5, 31))

    def test_after_48_hours_the_old_version_is_back_and_the_parent_hears_of_it(self):
        lab = self.model('upgrade-hung')
        began = os.stat(self.path(lab, 'EDGE7', 'SMS/SYSTEM.MAP')).st_mtime
        lab.run(seconds=21 * HOUR)
        self.assert_not_active(lab)
        self.assertTrue(lab.run(seconds=2 * HOUR, until='active'))
        self.assertIn('Event 388', self.text(lab, 'EDGE7', 'BOOTSTRP.LOG'))
        self.assertTrue('Event 388' in self.hman_log(lab))
        self.assertEqual(os.stat(self.path(lab, 'EDGE7', 'SMS/SYSTEM.MAP')).st_mtime, began)
        self.assertNotIn(BOOTSTRAP, self.installed(lab))

    def fails(self, fault, number):
        lab = self.model('healthy', fault)
        lab.fault(fault, True)
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z')
        self.assertFalse(lab.run(seconds=600, until='active'))
        self.assertTrue(lab.run(seconds=3 * HOUR, until='active'))
        self.assertIn('Event %d' % number, self.text(lab, 'EDGE7', 'BOOTSTRP.LOG'))
        self.assertTrue('Event %d' % number in self.hman_log(lab))
        self.assertTrue(self.runs(lab, EXECUTIVE))
        lab.fault(fault, False)
        self.upgrade(lab)

    def test_packages_that_are_no_good_bring_the_old_version_back(self):
        self.fails('main-package-damaged', 382)
        self.fails('control-package-damaged', 383)

    def test_a_full_disk_brings_the_old_version_back(self):
        self.fails('disk-full-at-secondary', 384)

    def test_an_upgrade_that_ends_half_done_says_so_and_is_ordered_again(self):
        self.fails('main-package-unpacks-in-part', 385)
        self.fails('control-package-does-not-unpack', 386)

    def test_a_new_version_without_its_map_installs_nothing(self):
        lab = self.model('healthy')
        lab.fault('system-map-left-out', True)
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z')
        lab.run(seconds=600)
        self.assertFalse(lab.run(seconds=6 * HOUR, until='active'))
        self.assertIn('Event 387', self.text(lab, 'EDGE7', 'BOOTSTRP.LOG'))
        self.assertIn('Event 225', self.text(lab, 'EDGE7', 'SCMAN.LOG'))
        self.assertEqual(self.installed(lab), [SCMAN])

    def test_a_bootstrap_that_cannot_be_installed_is_tried_again(self):
        lab = self.model('healthy')
        lab.fault('bootstrap-not-installable', True)
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z')
        lab.run(seconds=HOUR)
        self.assertEqual(self.status(lab), (5, 13))
        self.assertTrue('Event 378' in self.hman_log(lab))
        lab.fault('bootstrap-not-installable', False)
        self.assertTrue(lab.run(until='active'))

    def test_a_package_that_disappears_brings_the_old_version_back(self):
        lab = self.model('upgrade-running')
        os.remove(self.path(lab, 'EDGE7', 'SMS/BOOTSTRP.PK1'))
        self.assertTrue(lab.run(seconds=2 * HOUR, until='active'))
        self.assertIn('Event 381', self.text(lab, 'EDGE7', 'BOOTSTRP.LOG'))

    def test_a_shutdown_waits_for_scman_and_goes_on_where_it_was_stopped(self):
        lab = self.model('healthy', logon_servers=['NT', 'NT'])
        self.nt(lab, 'EDGE7', 'NET STOP ' + SCMAN)
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z')
        lab.run(seconds=2 * HOUR)
        self.assertNotIn('SHUTDOWN.CT1', self.names(lab, 'EDGE7', BOX))
        self.nt(lab, 'EDGE7', 'NET START ' + SCMAN)
        lab.run(seconds=400)
        self.assertIn('SHUTDOWN.CT1', self.names(lab, 'EDGE7', BOX))
        self.assertFalse(self.runs(lab, 'SMS_INVENTORY_AGENT_NT', 'NTLOG1'))
        self.assertTrue(self.runs(lab, 'SMS_INVENTORY_AGENT_NT', 'NTLOG2'))
        self.restart(lab, 'EDGE7', SCMAN)
        lab.run(seconds=1200)
        self.assertEqual(self.installed(lab), [BOOTSTRAP])


class ByHand(UpgradeCase):
    """From stuck to active, and upgraded."""

    def test_hung(self):
        lab = self.model('upgrade-hung')
        before = self.foreign(lab)
        self.take_bootstrap_away(lab)
        self.activate(lab)
        lab.person('refresh-sites')
        self.assert_active(lab)
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z', 2)       # the old job still counts as one
        lab.person('cancel-jobs', 'Q7Z')
        self.assert_active(lab)
        self.assertEqual(self.names(lab, 'PRIME9', layout.OUTBOX), ['30005C9N.SRS'])
        self.upgrade(lab)
        self.assert_nothing_lost(lab, before)

    def test_hung_with_bootstrap_left_alone_it_is_shut_down_again(self):
        lab = self.model('upgrade-hung')
        self.clear(lab, packages=())
        self.start_scman(lab)
        lab.run(seconds=4 * HOUR)
        self.assertNotIn(SCMAN, self.installed(lab))

    def test_restarted_by_itself_it_wants_the_old_job_canceled_and_the_upgrade_again(self):
        lab = self.model('upgrade-restarted')
        self.assertIn('Event 388', self.text(lab, 'EDGE7', 'BOOTSTRP.LOG'))
        before = self.foreign(lab)
        lab.person('cancel-jobs', 'Q7Z')
        self.upgrade(lab)
        self.assert_nothing_lost(lab, before)

    def test_files_left_are_to_be_cleared_before_scman_starts(self):
        lab = self.model('upgrade-files-left')
        before = self.foreign(lab)
        self.nt(lab, 'EDGE7', 'NET STOP ' + EXECUTIVE)
        self.activate(lab)
        self.upgrade(lab)
        self.assert_nothing_lost(lab, before)

    def test_files_left_where_they_are_shut_the_site_down(self):
        lab = self.model('upgrade-files-left')
        self.start_scman(lab)
        lab.run(seconds=HOUR)
        self.assertEqual(self.installed(lab), [])
        self.assert_not_active(lab)

    def test_packages_eaten_are_sent_again(self):
        lab = self.model('packages-eaten')
        log = self.text(lab, 'EDGE7', layout.LOGS, 'DESPOOL.LOG')
        at = [log.index(record) for record in EATEN]
        self.assertEqual(at, sorted(at))
        self.assertTrue(self.runs(lab, BOOTSTRAP))
        lab.run(seconds=HOUR)
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z')
        self.upgraded(lab)

    def test_a_missing_scman_is_installed_in_the_window(self):
        lab = self.model('scman-missing')
        self.assertIn('does not exist', self.nt(lab, 'EDGE7', 'SC QUERY ' + SCMAN, 2))
        self.assertRaises(LabError, lab.person, 'install-service', 'EDGE7', SCMAN)
        lab.person('install-service', 'EDGE7', SCMAN, SITEINS, 'EDGE\\other')
        self.assertIn('"ObjectName"="EDGE\\\\other"', self.text(lab, 'evidence', 'EDGE7.reg'))
        self.assertRaises(LabError, lab.person, 'install-service', 'EDGE7', SCMAN, SITEINS)
        self.activate(lab)
        self.upgrade(lab)

    def test_with_windows_nt_installed_anew_scman_alone_does_not_help(self):
        lab = self.model('upgrade-nt-reinstalled')
        self.clear(lab)
        self.start_scman(lab)
        lab.run(seconds=6 * HOUR)
        self.assertIn('Event 209', self.text(lab, 'EDGE7', 'SCMAN.LOG'))
        self.assertEqual(self.installed(lab), [SCMAN])
        self.assert_not_active(lab)

    def test_a_sibling_that_is_not_active_holds_it_up(self):
        for word in ('repair', 'delete'):
            lab = self.model('sibling-not-active', word)
            lab.run(seconds=8 * HOUR)
            self.assertEqual(self.status(lab), (5, 61))
            self.assertTrue('pending until site M2D is active' in self.hman_log(lab))
            if word == 'repair':
                lab.person('repair-site', 'M2D')
            else:
                self.nt(lab, 'PRIME9', 'PREINST /DELSITE:{M2D,C9N}')
            self.upgraded(lab)

    def test_a_parent_upgrades_an_older_build_without_being_asked(self):
        lab = self.model('parent-upgrades')
        self.assertIn('"Version"="692"', self.text(lab, 'evidence', 'EDGE7.reg'))
        self.take_bootstrap_away(lab)
        self.activate(lab)
        lab.run(seconds=310)
        self.assertEqual(self.status(lab)[0], 5)
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z', 2)
        self.upgraded(lab)
        self.assertIn('"Version"="786"', self.text(lab, 'evidence', 'EDGE7.reg'))
        lab.run(seconds=2 * HOUR)
        self.assert_active(lab)

    def test_transfers_for_others_grow_are_set_aside_and_come_back(self):
        lab = self.model('receive-busy')
        before = self.foreign(lab)
        receive = self.path(lab, 'EDGE7', layout.RECEIVE)
        growing = os.path.join(receive, '30012C9N.PCK')
        size = os.stat(growing).st_size
        lab.run(seconds=60)
        self.assertGreater(os.stat(growing).st_size, size)
        self.take_bootstrap_away(lab)
        lab.run(seconds=HOUR)
        self.assertIn('30012C9N.INS', self.names(lab, 'EDGE7', layout.RECEIVE))
        self.activate(lab)
        store = len(self.names(lab, 'EDGE7', layout.STORE))
        for name in os.listdir(os.path.join(receive, 'Temp')):
            if name.startswith(('30012', '30021')):
                os.rename(os.path.join(receive, 'Temp', name), os.path.join(receive, name))
        lab.run(seconds=HOUR)
        self.assertEqual(len(self.names(lab, 'EDGE7', layout.STORE)), store + 2)
        lab.person('cancel-jobs', 'Q7Z')
        self.upgrade(lab)
        self.assert_nothing_lost(lab, before)

    def test_a_transfer_set_aside_while_it_grows_begins_anew(self):
        lab = self.model('receive-busy')
        self.take_bootstrap_away(lab)
        self.clear(lab)
        lab.run(seconds=90)
        self.assertLess(os.stat(self.path(lab, 'EDGE7', layout.RECEIVE, '30012C9N.PCK')).st_size,
                        50000)


class DeinstalledPrimary(UpgradeCase):
    def test_all_that_is_left_is_bootstrap_and_nothing_comes_by_itself(self):
        lab = self.model('primary-deinstalled')
        self.assertEqual(self.installed(lab, 'PRIME9'), [BOOTSTRAP])
        self.assertEqual(self.status(lab, 'C9N')[0], 5)
        self.nt(lab, 'PRIME9', 'PREINST /UPGRADE:Q7Z', 2)
        self.assertRaises(LabError, lab.person, 'cancel-jobs', 'Q7Z')
        lab.run(seconds=8 * HOUR)
        self.assertEqual(self.installed(lab, 'PRIME9'), [BOOTSTRAP])

    def test_a_reset_helps_once_bootstrap_is_gone_and_hman_was_started_again(self):
        lab = self.model('primary-deinstalled')
        self.take_bootstrap_away(lab, 'PRIME9')
        lab.person('reset-site')
        lab.run(seconds=HOUR)
        self.assertTrue(self.runs(lab, HMAN, 'PRIME9'))
        self.assertEqual(self.status(lab, 'C9N')[0], 5)
        self.restart(lab, 'PRIME9', HMAN)
        lab.run(seconds=HOUR)
        self.assertEqual(self.status(lab, 'C9N'), (1, 0))

    def test_a_reset_under_bootstrap_is_shut_down_again(self):
        lab = self.model('primary-deinstalled')
        lab.person('reset-site')
        lab.run(seconds=HOUR)
        self.assertEqual(self.installed(lab, 'PRIME9'), [BOOTSTRAP])


class Window(UpgradeCase):
    def test_new_properties_show_as_41_and_42_until_the_site_answers(self):
        lab = self.model('healthy', logon_servers=['NT'])
        lab.person('add-logon-server', 'NTLOG1')
        seen = []
        for _ in range(120):
            lab.run(seconds=20)
            if self.status(lab) not in seen[-1:]:
                seen.append(self.status(lab))
        self.assertEqual(seen, [(1, 0), (1, 41), (1, 42), (1, 0)])

    def test_new_properties_whose_job_is_canceled_show_as_43(self):
        lab = self.model('healthy', logon_servers=['NT'])
        lab.fault('parent-cannot-send', True)
        lab.person('add-logon-server', 'NTLOG1')
        lab.run(seconds=HOUR)
        self.assertEqual(self.status(lab), (1, 41))
        lab.person('cancel-jobs', 'Q7Z')
        self.assertEqual(self.status(lab), (1, 43))

    def test_srvinstw_removes_what_is_stopped_anywhere_but_not_what_runs(self):
        lab = self.model('upgrade-hung')
        self.assertRaises(LabError, lab.person, 'remove-service', 'EDGE7', BOOTSTRAP)
        self.nt(lab, 'EDGE7', 'NET STOP ' + BOOTSTRAP)
        lab.person('remove-service', 'EDGE7', BOOTSTRAP)
        self.assertEqual(self.installed(lab), [])
        self.assertRaises(LabError, lab.person, 'remove-service', 'EDGE7', BOOTSTRAP)

    def test_a_scman_at_a_logon_server_takes_codes_and_does_nothing(self):
        lab = self.model('healthy', logon_servers=['NT'])
        self.nt(lab, 'NTLOG1', 'SENDCODE %s 193' % SCMAN, 2)
        lab.person('install-service', 'NTLOG1', SCMAN, 'D:\\X.EXE')
        self.assertIn('System error 2', self.nt(lab, 'NTLOG1', 'NET START ' + SCMAN, 2))
        with open(self.path(lab, 'NTLOG1', 'X.EXE'), 'wb'):
            pass
        self.nt(lab, 'NTLOG1', 'NET START ' + SCMAN)
        for code in (192, 193, 234, 255):
            self.nt(lab, 'NTLOG1', 'SENDCODE %s %d' % (SCMAN, code))
        lab.run(seconds=HOUR)
        self.assert_active(lab)

    def test_only_the_parents_own_jobs_for_the_site_are_canceled(self):
        lab = self.model('receive-busy')
        lab.person('cancel-jobs', 'q7z')
        self.assertEqual(self.names(lab, 'PRIME9', layout.OUTBOX), ['30005C9N.SRS', '30012C9N.SRS'])
        self.assertEqual(self.status(lab), (5, 33))
        self.assertRaises(LabError, lab.person, 'cancel-jobs', 'X4D')


if __name__ == '__main__':
    unittest.main()
