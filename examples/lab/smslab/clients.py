# SPDX-License-Identifier: MIT
"""Client machines: each logs on at a logon server, takes an SMSID there once and keeps it for life.

No service has a part in that: the machine takes the name of the .UID file as its id and renames the
file to the next one. Its SMS.INI is kept in `clients`; without that file it is a new client again.
"""

import os

from . import ids, inventory, logon_servers, sites, sms_ini

MOST = 5000
RETRIES = 30            # renames that fail before it gives up; a second each is the model's
OFF = 600               # until a machine that got nowhere tries again
AGAIN = 4 * 3600        # until one that has an id logs on again
SYSTEMS = (5, 2, 4)     # Windows 95, Windows 3.x, Windows NT: by turns


def new_state():
    return {'count': 0, 'plans': [], 'machines': [], 'packages': []}


def schedule(lab, every, on):
    """A new client every so many seconds from now on, at one server or at all by turns; 0 ends it."""
    plans = lab.state['clients']['plans']
    ended = [plan for plan in plans if plan['on'] == on or on is None and not every]
    plans[:] = [plan for plan in plans if plan not in ended]
    if every:
        plans.append({'every': every, 'on': on, 'next': lab.now + every})


def act(lab, server):
    if server != sites.CHILD:
        return None
    state = lab.state['clients']
    for plan in state['plans']:
        if lab.now >= plan['next'] and len(state['machines']) < MOST:
            plan['next'] = lab.now + plan['every']
            _arrive(lab, state, plan['on'])
    for machine in state['machines']:
        if lab.now >= machine['at']:
            _log_on(lab, machine)
    due = [machine['at'] for machine in state['machines']]
    if len(state['machines']) < MOST:
        due += [plan['next'] for plan in state['plans']]
    return min(due, default=None)


def _arrive(lab, state, on):
    servers = [on] if on else [sites.CHILD] + [e['name'] for e in lab.state['logon']]
    server = servers[state['count'] % len(servers)]
    state['count'] += 1
    state['machines'].append({'name': 'CL%04d' % state['count'], 'server': server, 'at': lab.now,
                              'tries': 0, 'system': SYSTEMS[state['count'] % len(SYSTEMS)]})


def _log_on(lab, machine):
    place = logon_servers.seen_by_clients(lab, machine['server'])
    drive = lab.drive(machine['server'])
    if place is None or not drive.is_dir(place):
        machine.update(at=lab.now + OFF, tries=0)
        return
    own = 'clients/%s.INI' % machine['name']
    smsid = sms_ini.get(lab.read_own(own), 'SMS', 'SMS Unique ID').upper()
    if not ids.is_id(smsid):
        smsid = _take_id(lab, machine['server'], drive, place + '/SMSID')
        if smsid is None:
            gives_up = machine['tries'] == RETRIES
            machine.update(tries=0 if gives_up else machine['tries'] + 1,
                           at=lab.now + (OFF if gives_up else 1))
            return
        ids.handed_out(lab, smsid, machine['name'], machine['server'])
        lab.write_own(own, _sms_ini(lab, machine, smsid))
    inventory.report(lab, machine, smsid, place)
    machine.update(at=lab.now + AGAIN, tries=0)


def _take_id(lab, server, drive, place):
    """The id, or None: no .UID file, two of them, one that is open elsewhere or used up."""
    found = drive.files(place, '.uid')
    path = '%s/%s' % (place, found[0]) if len(found) == 1 else ''
    smsid = os.path.splitext(found[0])[0].upper() if path else ''
    following = ids.following(lab, smsid)
    if following is None or lab.locked(server, path):
        return None
    return smsid if drive.rename(path, following + '.UID') else None


def _sms_ini(lab, machine, smsid):
    server = machine['server']
    site = sites.BY_SERVER.get(server, sites.SITES['Q7Z'])
    where = {'share': logon_servers.VOLUME, 'root': 'SMS\\LOGON.SRV\\', 'network': 6} \
        if logon_servers.kind(lab, server) == logon_servers.NW else {}
    return sms_ini.machine(machine['name'], smsid, site.code, logon_servers.domain(lab, server),
                           server, system=machine['system'], **where)
