#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The lab: a secondary is taken down and made again, carefully and carelessly."""

import os
import shutil
import unittest

from lab_support import HOUR, LabCase

from smslab import ids, sms_ini


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


if __name__ == '__main__':
    unittest.main()
