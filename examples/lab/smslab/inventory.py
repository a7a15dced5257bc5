# SPDX-License-Identifier: MIT
"""What the ids of clients leave behind: inventory with its history, requests, package instructions.

The files of the model begin with a mark; those of others in the same boxes are left alone. What the
parent gets of all this is not modelled. That the Client Configuration Manager of the site server
fetches the requests of every logon server, and that each client gets one package, is the model's.
"""

import os

from . import ids, layout, logon_servers, services
from .scman import POLLING

NAME = 'SMS_INVENTORY_PROCESSOR'
MARK = b'; a client of a model site: the real format is not public\r\n'


def new_state(now):
    return {'next': now + 170}


def _is_ours(data):
    return data is not None and data.startswith(MARK)


def report(lab, machine, smsid, place):
    """A client leaves its inventory at its logon server; one with Windows NT a request as well."""
    drive = lab.drive(machine['server'])
    text = 'Machine=%s\r\nSMSID=%s\r\nDomain=%s\r\n' % (
        machine['name'], smsid, logon_servers.domain(lab, machine['server']))
    data = MARK + text.encode('ascii')
    drive.write('%s/INVENTRY.BOX/%s.RAW' % (place, smsid), data)
    if machine['system'] == 4:
        drive.write('%s/CCR.BOX/%s.CCR' % (place, smsid), data)


# -- Maintenance Manager -------------------------------------------------------------------------

def fetch(lab, server, logon_server):
    """Inventory goes from the logon server to the site server."""
    there, here = lab.drive(logon_server), lab.drive(server)
    for name in there.files(layout.LOGON_INVENTRY, '.raw'):
        data = there.read(layout.LOGON_INVENTRY + '/' + name, 65536)
        if _is_ours(data) and here.write(layout.INVENTRY + '/' + name, data):
            there.remove(layout.LOGON_INVENTRY + '/' + name)


def replicate(lab, server, logon_server):
    """Package instructions go from the masters of its domain to the logon server."""
    there, here = lab.drive(logon_server), lab.drive(server)
    source = layout.domain_directories(logon_servers.domain(lab, logon_server))[1]
    known = {name.upper() for name in there.files(layout.PCMINS, '.ins')}
    for name in here.files(source, '.ins'):
        if name.upper() not in known:
            there.write('%s/%s' % (layout.PCMINS, name), here.read(source + '/' + name) or b'')


# -- Inventory Processor, Client Configuration Manager -------------------------------------------

def act(lab, server):
    if not lab.state['clients']['machines']:
        return None
    state = lab.server(server)['inventory']
    if lab.now >= state['next']:
        state['next'] = lab.now + POLLING[lab.response(server)]
        if services.running(lab, server, services.EXECUTIVE):
            _process(lab, server)
        if services.running(lab, server, 'SMS_CLIENT_CONFIG_MANAGER'):
            _answer(lab, server)
    return state['next']


def _process(lab, server):
    drive = lab.drive(server)
    for name in drive.files(layout.INVENTRY, '.raw'):
        path, smsid = layout.INVENTRY + '/' + name, os.path.splitext(name)[0].upper()
        data = drive.read(path, 65536)
        if not _is_ours(data) or not ids.is_id(smsid) \
                or not drive.write('%s/%s.HMS' % (layout.HISTORY, smsid), data):
            continue
        drive.remove(path)
        lab.log(server, NAME, '~Processed inventory of ' + smsid)
        _package(lab, drive, smsid, data)


def _package(lab, drive, smsid, data):
    """The instruction for a client's package, once: who lost it waits for another job."""
    given = lab.state['clients']['packages']
    domain = data.decode('ascii', 'replace').partition('Domain=')[2].split('\r\n')[0]
    if smsid in given:
        return
    box = layout.domain_directories(domain)[1]
    if drive.write('%s/%s.INS' % (box, smsid), MARK + b'Package=C9N00003\r\n'):
        given.append(smsid)


def _answer(lab, server):
    for logon_server in logon_servers.of_site(lab, server):
        drive = lab.drive(logon_server)
        if not logon_servers.within_reach(lab, logon_server):
            continue
        for name in drive.files(layout.REQUESTS, '.ccr'):
            path = layout.REQUESTS + '/' + name
            if _is_ours(drive.read(path, 65536)):
                drive.remove(path)
