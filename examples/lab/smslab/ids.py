# SPDX-License-Identifier: MIT
"""SMSIDs: `SSSRRNNN`, base 36: site that made it, range of one logon server, counter."""

from . import sites

KEY = sites.SMS_KEY + '\\Components\\SMS_MAINTENANCE_MANAGER'
VALUE = 'Next SMS Unique ID'
SAVED = ('Local', 'NextAvailableSiteSMSUniqueID')     # section and key in SMS.INI


def is_id(text):
    return isinstance(text, str) and len(text) == 8 and text.isascii() and text.isalnum()


def next_range(lab, server):
    """The next range to be given away, as the registry of a site server has it; '' for none."""
    return str(lab.registry(server).get(KEY, {}).get(VALUE, '')).upper()
