# SPDX-License-Identifier: MIT
"""Trace logs in the shape the services write: `text   $$<COMPONENT><time~><thread=HEX>`, CRLF.

The model's servers keep GMT, so log times are GMT. Names of days and months are written out here
because they must not depend on the locale of the machine.
"""

import time

from .layout import LOGS

MAX_SIZE = 128 * 1024       # then the log is renamed: the last letter becomes `_`

_DAYS = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
_MONTHS = ('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')

# Component -> log and a made-up thread id. SCMAN.LOG lies in the drive's root.
FILES = {
    'SMS_SITE_CONFIG_MANAGER': ('SCMAN.LOG', '8B'),
    'SMS_EXECUTIVE': (LOGS + '/SMSEXEC.LOG', 'A1'),
    'SMS_SCHEDULER': (LOGS + '/SCHED.LOG', 'C1'),
    'SMS_LAN_SENDER': (LOGS + '/LANSEND.LOG', '10E'),
    'SMS_DESPOOLER': (LOGS + '/DESPOOL.LOG', 'E0'),
    'SMS_HIERARCHY_MANAGER': (LOGS + '/HMAN.LOG', '126'),
    'SMS_MAINTENANCE_MANAGER': (LOGS + '/MAINTMAN.LOG', '12D'),
    'SMS_SITE_REPORTER': (LOGS + '/SITEREPT.LOG', '9E'),
    'SMS_INVENTORY_PROCESSOR': (LOGS + '/INVPROC.LOG', 'B4'),
    'SMS_BOOTSTRAP': ('BOOTSTRP.LOG', '6F'),
    'SMS_UPGRADE_BOOTSTRAP': ('BOOTSTRP.LOG', '6F'),
}


def asctime(now):
    t = time.gmtime(now)
    return '%s %s %02d %02d:%02d:%02d %04d' % (
        _DAYS[t.tm_wday], _MONTHS[t.tm_mon - 1], t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec,
        t.tm_year)


def stamp(now):
    """The time as the Scheduler prints it inside its text."""
    t = time.gmtime(now)
    return '%02d/%02d/%02d %02d:%02d:%02d' % (t.tm_mon, t.tm_mday, t.tm_year % 100, t.tm_hour,
                                              t.tm_min, t.tm_sec)


def record(component, text, now):
    clean = text.replace('\r', '').replace('\n', '~')
    return '%s   $$<%s><%s~><thread=%s>\r\n' % (clean, component, asctime(now),
                                                FILES[component][1])


def append(drive, component, text, now):
    path = FILES[component][0]
    line = record(component, text, now).encode('cp1252', 'replace')
    if not drive.write(path, line, now, append=True, most=MAX_SIZE) \
            and drive.rename(path, path.rpartition('/')[2][:-1] + '_'):
        drive.write(path, line, now, append=True)
