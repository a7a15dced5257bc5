# SPDX-License-Identifier: MIT
"""SMSIDs: `SSSRRNNN`, base 36: site that made it, range of one logon server, counter."""

from . import sites

KEY = sites.SMS_KEY + '\\Components\\SMS_MAINTENANCE_MANAGER'
VALUE = 'Next SMS Unique ID'
SAVED = ('Local', 'NextAvailableSiteSMSUniqueID')     # section and key in SMS.INI



def new_state():
    """What the model remembers of ids, and no site could tell: who was given which, and when."""
    return {'handed': [], 'ranges': [], 'before': []}


def range_given(lab, smsid, server):
    lab.state['ids']['ranges'].append([smsid[:5], server, lab.now])


def remember(lab, server, name):
    """Ids below the name of a .UID file were given before the model began, to no one knows whom."""
    lab.state['ids']['before'].append([name[:5], server, int(name[5:8], 36)])
    lab.state['ids']['ranges'].append([name[:5], server, lab.now])


def is_id(text):
    return isinstance(text, str) and len(text) == 8 and text.isascii() and text.isalnum()


def next_range(lab, server):
    """The next range to be given away, as the registry of a site server has it; '' for none."""
    return str(lab.registry(server).get(KEY, {}).get(VALUE, '')).upper()
