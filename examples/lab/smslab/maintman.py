# SPDX-License-Identifier: MIT
"""Maintenance Manager, as far as ids go: every logon server has one .UID file with ids left."""

import os

from . import ids, inventory, layout, logon_servers, services
from .scman import POLLING

NAME = 'SMS_MAINTENANCE_MANAGER'
LAST_BEFORE_NEW_RANGE = 'Y00'       # a counter above this gets its server a new range
LAST_RANGE = 'ZZ'                   # what comes after it is not documented: the model gives none


def new_state(now):
    return {'next': now + 100}


def started(lab, server):
    lab.server(server)['maintman'] = {'next': lab.now + 40}


def act(lab, server):
    if not services.running(lab, server, services.EXECUTIVE):
        return None
    state = lab.server(server)['maintman']
    if lab.now >= state['next']:
        state['next'] = lab.now + POLLING[lab.response(server)]
        _cycle(lab, server)
    return state['next']


def _cycle(lab, server):
    for logon_server in logon_servers.of_site(lab, server):
        lab.log(server, NAME, '~Working on logon server ' + logon_server)
        if logon_servers.within_reach(lab, logon_server):
            _give_range(lab, server, logon_server)
            inventory.fetch(lab, server, logon_server)
            inventory.replicate(lab, server, logon_server)


def _give_range(lab, server, logon_server):
    drive = lab.drive(logon_server)
    found = drive.files(layout.SMSID, '.uid')
    if len(found) > 1 or not drive.is_dir(layout.SMSID):
        return                      # two files are trouble for a person
    stem = os.path.splitext(found[0])[0].upper() if found else ''
    if found and (len(stem) != 8 or stem[5:] <= LAST_BEFORE_NEW_RANGE):
        return
    first = ids.next_range(lab, server)
    if not ids.is_id(first) or first[3:5] == LAST_RANGE:
        return
    name = first + '.UID'
    done = drive.rename(layout.SMSID + '/' + found[0], name) if found \
        else drive.write(layout.SMSID + '/' + name, b'')
    if done:
        lab.registry(server)[ids.KEY][ids.VALUE] = \
            first[:3] + lab.base36(int(first[3:5], 36) + 1, 2) + '000'
        ids.range_given(lab, first, logon_server)
        lab.log(server, NAME, '~Range %s is given to logon server %s' % (first[:5], logon_server))
