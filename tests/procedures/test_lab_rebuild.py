#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The lab: a secondary is taken down and made again, carefully and carelessly."""

import os
import shutil
import unittest

from lab_support import BOX, HOUR, LabCase

from smslab import LabError, ids, layout, sites, sms_ini

SCMAN, EXECUTIVE = 'SMS_SITE_CONFIG_MANAGER', 'SMS_EXECUTIVE'
SITEINS = 'D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE'
MAINTMAN = 'Components\\SMS_MAINTENANCE_MANAGER'
KEY_GONE = 'REGEDIT4\r\n\r\n[-%s]\r\n' % sites.SMS_KEY


class RegistryEditor(LabCase):
    """What REGEDIT and the windows of Windows NT do with a registry."""

    def exported(self, lab, name, key):
        self.nt(lab, 'EDGE7', 'REGEDIT /E D:\\%s %s' % (name, key))
        return self.text(lab, 'EDGE7', name)

    def test_a_key_that_was_exported_and_deleted_comes_back_as_it_was(self):
        lab = self.model('healthy')
        saved = self.exported(lab, 'KEY.REG', sites.SMS_KEY)
        self.assertTrue(saved.startswith('REGEDIT4\r\n\r\n[' + sites.SMS_KEY) and saved.endswith('\r\n\r\n'))
        lab.person('delete-registry', 'EDGE7')
        beside = self.exported(lab, 'GONE.REG', sites.SMS_KEY.rpartition('\\')[0])
        self.assertIn('Microsoft\\Windows NT\\CurrentVersion]', beside)
        self.assertNotIn('Microsoft\\SMS', beside)
        self.nt(lab, 'EDGE7', 'REGEDIT /S D:\\KEY.REG')
        self.assertEqual(self.exported(lab, 'AGAIN.REG', sites.SMS_KEY), saved)

    def test_how_a_service_starts_is_set_in_the_control_panel_and_shows_in_the_registry(self):
        lab = self.model('healthy')
        key = sites.SERVICES_KEY + '\\' + SCMAN
        self.assertIn('"Start"=dword:00000002', self.exported(lab, 'A.REG', key))
        lab.person('set-start', 'EDGE7', SCMAN.lower(), 'manual')
        self.assertIn('"Start"=dword:00000003', self.exported(lab, 'B.REG', key))
        lab.person('set-start', 'EDGE7', SCMAN, 'automatic')
        self.assertIn('"Start"=dword:00000002', self.exported(lab, 'C.REG', key))
        for words in (('EDGE7', 'SMS_NONE', 'manual'), ('EDGE7', SCMAN, 'sometimes'), ('EDGE7', SCMAN)):
            self.assertRaises(LabError, lab.person, 'set-start', *words)


class SavedRange(LabCase):
    """What a removal leaves for the next site of the same code."""

    def removed(self, before=None):
        lab = self.model('healthy')
        if before:
            before(lab)
        self.nt(lab, 'PRIME9', 'PREINST /DEINSTALL:Q7Z')
        lab.run(seconds=HOUR)
        return lab

    def saved(self, lab):
        with open(self.path(lab, 'EDGE7-C', 'SMS.INI'), 'rb') as stream:
            return sms_ini.get(stream.read(), *ids.SAVED)

    def next_range(self, lab):
        return self.text(lab, 'evidence', 'EDGE7.reg').partition('"Next SMS Unique ID"="')[2][:8]

    def created(self, lab):
        lab.person('create-site')
        self.assertTrue(lab.run(until='active'))
        lab.run(seconds=600)
        return self.next_range(lab)

    def test_a_removal_saves_the_next_range_in_sms_ini_and_creation_goes_on_from_it(self):
        lab = self.removed()
        self.assertEqual(self.saved(lab), 'Q7Z02000')
        self.assertEqual(self.created(lab), 'Q7Z03000')
        self.assertEqual(os.listdir(self.path(lab, 'EDGE7', 'SMS/LOGON.SRV/SMSID')),
                         ['Q7Z02000.UID'])

    def test_without_sms_ini_ids_begin_anew(self):
        lab = self.removed()
        os.remove(self.path(lab, 'EDGE7-C', 'SMS.INI'))
        self.assertEqual(self.created(lab), 'Q7Z01000')

    def test_what_is_no_id_of_the_site_is_not_gone_on_from(self):
        for wrong in ('X4D05000', 'Q7Z05', '', 'Q7Z 5000'):
            lab = self.removed()
            with open(self.path(lab, 'EDGE7-C', 'SMS.INI'), 'wb') as stream:
                stream.write(sms_ini.with_value(b'', *ids.SAVED, wrong))
            self.assertEqual(self.created(lab), 'Q7Z01000', wrong)
            shutil.rmtree(lab.directory)

    def test_a_value_in_the_registry_comes_before_the_saved_one(self):
        lab = self.removed()
        with open(self.path(lab, 'EDGE7', 'NEXT.REG'), 'w', encoding='ascii') as stream:
            stream.write('REGEDIT4\r\n\r\n[%s]\r\n"%s"="q7z0k000"\r\n' % (ids.KEY, ids.VALUE))
        self.nt(lab, 'EDGE7', 'REGEDIT /S D:\\NEXT.REG')
        self.assertEqual(self.created(lab), 'Q7Z0L000')

    def test_a_value_that_cannot_be_saved_is_event_241(self):
        lab = self.removed(lambda lab: shutil.rmtree(self.path(lab, 'EDGE7-C')))
        log = self.text(lab, 'EDGE7', 'SCMAN.LOG')
        self.assertIn('Event 241 logged', log)
        self.assertIn('(NextAvailableSiteSMSUniqueID = Q7Z02000)', log)
        self.assertIn('code 7105.', log)

    def test_the_other_lines_of_sms_ini_stay_as_they_are(self):
        with_odd = b'; mine\r\n[local]\r\nA = \xe9\r\n\r\n[Local]\r\nA=2\r\n'
        self.assertEqual(sms_ini.with_value(with_odd, 'Local', 'B', '1'),
                         b'; mine\r\n[local]\r\nA = \xe9\r\nB=1\r\n\r\n[Local]\r\nA=2\r\n')
        self.assertEqual(sms_ini.with_value(with_odd, 'LOCAL', 'a', '1'),
                         b'; mine\r\n[local]\r\na=1\r\n\r\n[Local]\r\nA=2\r\n')
        self.assertEqual(sms_ini.with_value(b'[X]', 'Y', 'K', 'v'), b'[X]\r\n[Y]\r\nK=v\r\n')
        self.assertEqual(sms_ini.get(with_odd, 'Local', 'a'), '\xe9')


class RebuildCase(LabCase):
    """The third procedure of KB Q183347, by its numbers, with what a runner and a person can do."""

    def begin(self, scenario, *kinds):
        self.lab = self.model(scenario, logon_servers=kinds or None)
        self.servers = ['EDGE7'] + [n for n in sorted(os.listdir(self.lab.directory))
                                    if n[2:5] == 'LOG']

    def uid(self, server):
        [name] = self.names(self.lab, server, layout.SMSID)
        return name

    def next_range(self):
        return self.text(self.lab, 'evidence', 'EDGE7.reg').partition(ids.VALUE + '"="')[2][:8]

    def record(self):                                                           # 1
        return {server: self.uid(server) for server in self.servers}

    def stop_services(self):                                                    # 2
        for server in self.servers:
            if server[:2] in ('ED', 'NT'):
                listed = self.nt(self.lab, server, 'NET START').split()
                for service in sorted(listed, reverse=True):
                    if service.startswith('SMS_'):
                        self.nt(self.lab, server, 'NET STOP ' + service)

    def delete_shares(self):                                                    # 3
        for server in self.servers:
            if server[:2] != 'NW':
                listed = self.nt(self.lab, server, 'NET SHARE').split()
                for share in [word for word in listed if word.startswith('SMS_S')]:
                    self.nt(self.lab, server, 'NET SHARE %s /DELETE' % share)

    def delete_trees(self):                                                     # 4
        for server in self.servers:
            volume = 'SYS' if server[:2] == 'NW' else 'D$'
            self.nt(self.lab, 'EDGE7', 'RD /S /Q \\\\%s\\%s\\SMS' % (server, volume))

    def delete_keys(self):                                                      # 5
        for server in self.servers:
            if server[:2] in ('ED', 'NT'):
                with open(self.path(self.lab, server, 'GONE.REG'), 'w', newline='') as stream:
                    stream.write(KEY_GONE)
                self.nt(self.lab, server, 'REGEDIT /S D:\\GONE.REG')

    def clear(self):
        self.stop_services()
        self.delete_shares()
        self.delete_trees()
        self.delete_keys()

    def make_again(self, without=()):                                           # 6, 7, 8
        if '\nQ7Z ' in self.text(self.lab, 'evidence', 'site-list.txt'):
            self.nt(self.lab, 'PRIME9', 'PREINST /DELSITE:{Q7Z,C9N}')
        self.lab.person('create-site')
        self.assertTrue(self.lab.run(until='active'))
        for server in self.servers[1:]:
            if server not in without:
                self.lab.person('add-logon-server', server)
        self.lab.run(seconds=1800)

    def rename_back(self, recorded):                                            # 9
        for server, name in recorded.items():
            self.nt(self.lab, 'EDGE7', 'REN \\\\%s\\%s\\SMSID\\%s %s' % (
                server, 'SYS\\SMS\\LOGON.SRV' if server[:2] == 'NW' else 'SMS_SHR',
                self.uid(server), name))

    def set_next(self, recorded):                                               # 10
        if self.next_range() < recorded:
            self.lab.person('set-registry', 'EDGE7', MAINTMAN, ids.VALUE, recorded)

    def save_next(self, value):
        """An addition to the article: what a removal would have left in SMS.INI."""
        path = self.path(self.lab, 'EDGE7-C', 'SMS.INI')
        with open(path, 'rb') as stream:
            data = sms_ini.with_value(stream.read(), *ids.SAVED, value)
        with open(path, 'wb') as stream:
            stream.write(data)

    def clients_go_on(self, seconds=600):
        """More new clients than NTLOG1 had before, on each server of four."""
        self.lab.clients(10)
        self.lab.run(seconds=seconds)
        self.lab.clients(0)

    def assert_none_twice(self):
        self.assertEqual(self.lab.ids()['twice'], {})


class Rebuild(RebuildCase):
    def test_at_the_start_clients_still_come_in_and_only_a_rebuild_is_left(self):
        for scenario in ('rebuild-nt', 'rebuild-mixed'):
            self.begin(scenario)
            self.assertNotIn('SMS_', self.nt(self.lab, 'EDGE7', 'SC QUERY state= all'))
            self.assertIn('SMS_', self.nt(self.lab, 'NTLOG1', 'NET START'))
            self.nt(self.lab, 'EDGE7', 'INSTSRV %s %s' % (SCMAN, SITEINS))
            self.assertIn('error 2', self.nt(self.lab, 'EDGE7', 'NET START ' + SCMAN, 2))
            self.assertIn('\nQ7Z 2 32\n', self.text(self.lab, 'evidence', 'site-list.txt'))
            count = len(self.lab.ids()['handed'])
            self.assertGreater(count, 10)
            self.clients_go_on()
            self.assertEqual(len(self.lab.ids()['handed']), count + 60)
            shutil.rmtree(self.lab.directory)

    def test_who_records_nothing_gives_ids_twice_on_every_kind_of_server(self):
        self.begin('rebuild-mixed')
        self.clear()
        self.make_again()
        self.assertEqual(self.record(), {'EDGE7': 'Q7Z00000.UID', 'LMLOG1': 'Q7Z02000.UID',
                                         'NTLOG1': 'Q7Z01000.UID', 'NWLOG1': 'Q7Z03000.UID'})
        self.clients_go_on()
        twice = self.lab.ids()['twice']
        self.assertEqual({smsid[:5] for smsid in twice}, {'Q7Z00', 'Q7Z01', 'Q7Z02', 'Q7Z03'})
        by_name = [who for who in twice.values() if None not in who]
        self.assertTrue(by_name)

    def test_by_the_article_with_no_client_meanwhile_none_is_given_twice(self):
        self.begin('rebuild-mixed')
        recorded, following = self.record(), self.next_range()
        self.clear()
        self.make_again()
        self.rename_back(recorded)
        self.set_next(following)
        self.lab.run(seconds=HOUR)
        self.assertEqual(self.record(), recorded)
        self.clients_go_on()
        self.assert_none_twice()

    def test_by_the_article_with_clients_meanwhile_ids_are_given_twice(self):
        self.begin('rebuild-mixed')
        recorded, following = self.record(), self.next_range()
        self.lab.clients(20)
        self.lab.run(seconds=60)
        self.clear()
        self.make_again()
        self.rename_back(recorded)
        self.set_next(following)
        self.clients_go_on()
        self.assertTrue(self.lab.ids()['twice'])

    def test_read_once_clients_are_off_and_begun_at_a_free_range_none_is_given_twice(self):
        """The order that holds with clients all the time: shares first, then the names; the new
        site begins where no range was given before, so what it hands out meanwhile is new."""
        self.begin('healthy', 'NT', 'LM', 'NW')
        self.lab.clients(20)
        self.lab.run(seconds=60)
        self.stop_services()
        self.delete_shares()
        self.nt(self.lab, 'EDGE7', 'REN \\\\NWLOG1\\SYS\\SMS SMS.OLD')
        recorded = {s: self.uid(s) for s in self.servers if s != 'NWLOG1'}
        [recorded['NWLOG1']] = self.names(self.lab, 'NWLOG1', 'SMS.OLD/LOGON.SRV/SMSID')
        following = self.next_range()
        self.lab.run(seconds=600)
        self.assertEqual({s: self.uid(s) for s in self.servers if s != 'NWLOG1'},
                         {s: recorded[s] for s in self.servers if s != 'NWLOG1'})
        self.save_next(following)
        for server in self.servers[:3]:
            self.nt(self.lab, 'EDGE7', 'RD /S /Q \\\\%s\\D$\\SMS' % server)
        self.delete_keys()
        self.make_again()
        self.rename_back(recorded)
        self.set_next(following)
        self.assertEqual(self.next_range(), 'Q7Z08000')
        self.clients_go_on()
        self.assert_none_twice()
        self.assertEqual(self.lab.ids()['shared'], {})

    def test_a_netware_server_forgotten_gives_its_ids_on_and_its_range_to_another(self):
        self.begin('rebuild-mixed')
        self.stop_services()
        self.delete_shares()
        for server in self.servers[:3]:
            self.nt(self.lab, 'EDGE7', 'RD /S /Q \\\\%s\\D$\\SMS' % server)
        self.delete_keys()
        self.make_again(without=('NWLOG1',))
        self.clients_go_on()
        os.rename(self.path(self.lab, 'NTLOG1', layout.SMSID, self.uid('NTLOG1')),
                  self.path(self.lab, 'NTLOG1', layout.SMSID, 'Q7Z01Y01.UID'))
        self.clients_go_on()
        self.assertIn('NWLOG1', self.lab.ids()['shared']['Q7Z03'])
        self.assertIn('NTLOG1', self.lab.ids()['shared']['Q7Z03'])

    def test_a_registry_value_left_low_gives_a_range_to_a_second_server(self):
        self.begin('rebuild-nt', 'NT', 'NW')
        recorded = self.record()
        self.clear()
        self.make_again(without=('NWLOG1',))
        del recorded['NWLOG1']
        self.rename_back(recorded)
        self.assertEqual(self.next_range(), 'Q7Z02000')         # it was Q7Z03000
        self.lab.person('add-logon-server', 'NWLOG1')
        self.lab.run(seconds=HOUR)
        self.clients_go_on()
        self.assertTrue(all(who[0] is None or len(who) == 2 for who in
                            self.lab.ids()['twice'].values()))
        self.assertEqual({smsid[:5] for smsid in self.lab.ids()['twice']}, {'Q7Z02'})

    def test_a_stopped_server_keeps_its_ids_and_its_clients_until_it_is_back(self):
        self.begin('rebuild-mixed')
        recorded, following = self.record(), self.next_range()
        self.lab.person('switch-off', 'NTLOG1')
        self.servers.remove('NTLOG1')
        self.clear()
        self.save_next(following)
        self.make_again()
        self.lab.person('switch-on', 'NTLOG1')
        self.assertEqual(self.uid('NTLOG1'), recorded['NTLOG1'])
        self.lab.person('add-logon-server', 'NTLOG1')
        self.lab.run(seconds=HOUR)
        self.clients_go_on()
        self.assert_none_twice()

    def test_delsite_wants_braces_and_the_right_parent(self):
        self.begin('rebuild-nt')
        for operand in ('Q7Z,C9N', '{Q7Z,X4D}', '{C9N,Q7Z}', '{Q7Z}'):
            self.nt(self.lab, 'PRIME9', 'PREINST /DELSITE:' + operand, 2)
        self.assertRaises(LabError, self.lab.person, 'create-site')
        self.nt(self.lab, 'PRIME9', 'PREINST /DELSITE:{Q7Z,C9N}')
        self.lab.person('create-site')
        self.lab.run(seconds=HOUR)
        self.assertIn('\nQ7Z 2 13\n', self.text(self.lab, 'evidence', 'site-list.txt'))
        self.clear()
        self.assertTrue(self.lab.run(until='active'))

    def test_package_instructions_are_lost_and_history_comes_again(self):
        self.begin('rebuild-nt')
        self.assertIn('Q7Z0005K.INS', self.names(self.lab, 'NTLOG1', layout.PCMINS))
        recorded, following = self.record(), self.next_range()
        self.clear()
        self.make_again()
        self.rename_back(recorded)
        self.set_next(following)
        self.lab.run(seconds=4 * HOUR)
        self.assertNotIn('Q7Z0005K.INS', self.names(self.lab, 'NTLOG1', layout.PCMINS))
        self.assertIn('Q7Z0005K.HMS', self.names(self.lab, 'EDGE7', layout.HISTORY))


class Ruins(RebuildCase):
    def test_after_nt_was_installed_anew_only_names_of_files_tell_the_ids(self):
        self.begin('nt-reinstalled')
        self.assertNotIn('SMS_', self.text(self.lab, 'evidence', 'EDGE7-sc.txt'))
        self.assertNotIn('SMS', self.text(self.lab, 'evidence', 'EDGE7.reg'))
        self.assertFalse(os.path.exists(self.path(self.lab, 'EDGE7-C', 'SMS.INI')))
        self.assert_active(self.lab)                # the parent has not noticed
        recorded = self.record()
        self.clear_nothing_but_trees()
        self.make_again()
        self.rename_back(recorded)
        highest = max(recorded.values())[:5]
        self.assertEqual(highest, 'Q7Z01')
        self.set_next('Q7Z02000')
        self.clients_go_on()
        self.assert_none_twice()

    def clear_nothing_but_trees(self):
        self.servers, here = ['NTLOG1'], self.servers
        self.stop_services()
        self.delete_shares()
        self.delete_keys()
        self.servers = here
        self.delete_trees()

    def test_lost_service_keys_take_one_service_to_mend(self):
        self.begin('services-lost')
        self.assertNotIn('SMS_', self.nt(self.lab, 'EDGE7', 'NET START'))
        self.assertIn('SMS_SHR', self.nt(self.lab, 'EDGE7', 'NET SHARE'))
        self.nt(self.lab, 'EDGE7', 'INSTSRV %s %s' % (SCMAN, SITEINS))
        self.nt(self.lab, 'EDGE7', 'NET START ' + SCMAN)
        self.lab.run(seconds=600)
        self.assertIn(EXECUTIVE, self.nt(self.lab, 'EDGE7', 'NET START'))
        self.clients_go_on()
        self.assert_none_twice()

    def restored(self):
        self.nt(self.lab, 'EDGE7', 'INSTSRV %s %s' % (SCMAN, SITEINS))
        self.nt(self.lab, 'EDGE7', 'NET START ' + SCMAN)
        self.lab.run(seconds=HOUR)
        self.assertFalse(os.path.exists(self.path(self.lab, 'EDGE7', BOX, 'SITECTRL.CT0')))
        self.nt(self.lab, 'PRIME9', 'PREINST /DUMP')
        shutil.copy(self.path(self.lab, 'PRIME9', BOX, 'Q7Z.SCF'),
                    self.path(self.lab, 'EDGE7', BOX, '00000000.CT1'))
        self.lab.run(seconds=HOUR)
        self.assertIn(EXECUTIVE, self.nt(self.lab, 'EDGE7', 'NET START'))
        self.clients_go_on()

    def test_a_restored_uid_file_gives_ids_twice(self):
        self.begin('half-restored')
        self.restored()
        self.assertEqual(sorted(self.lab.ids()['twice'])[0], 'Q7Z0005K')

    def test_a_restored_uid_file_set_above_what_other_servers_show_does_not(self):
        self.begin('half-restored')
        seen = [n[:8] for n in self.names(self.lab, 'NTLOG1', layout.PCMINS) if n[:5] == 'Q7Z00']
        self.assertGreater(max(seen) + '.UID', self.uid('EDGE7'))
        handed = [h['id'] for h in self.lab.ids()['handed'] if h['server'] == 'EDGE7']
        self.assertEqual(max(seen), max(handed))
        self.rename_back_here(max(seen))
        self.restored()
        self.assert_none_twice()

    def rename_back_here(self, smsid):
        place = self.path(self.lab, 'EDGE7', layout.SMSID)
        os.rename(os.path.join(place, self.uid('EDGE7')),
                  os.path.join(place, ids.following(self.lab, smsid) + '.UID'))

    def test_a_half_removed_site_is_in_the_way_until_it_is_removed_whole(self):
        self.begin('half-removed')
        self.lab.person('create-site')
        self.lab.run(seconds=HOUR)
        self.assertIn('\nQ7Z 2 13\n', self.text(self.lab, 'evidence', 'site-list.txt'))
        for service in (EXECUTIVE, 'SMS_INVENTORY_AGENT_NT'):
            self.nt(self.lab, 'EDGE7', 'INSTSRV %s REMOVE' % service)
        self.nt(self.lab, 'EDGE7', 'RD /S /Q D:\\SMS')
        self.assertTrue(self.lab.run(until='active'))
        self.lab.run(seconds=600)
        self.assertEqual(self.uid('EDGE7'), 'Q7Z02000.UID')
        self.clients_go_on()
        self.assert_none_twice()


if __name__ == '__main__':
    unittest.main()
