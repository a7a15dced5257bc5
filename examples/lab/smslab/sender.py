# SPDX-License-Identifier: MIT
"""LAN sender: takes send requests from its outbox and carries package, then instruction."""

import os

from . import control_file as cf
from . import layout, packages, services, sites

NAME = 'SMS_LAN_SENDER'
KEY = sites.SMS_KEY + '\\Components\\SMS_LAN_SENDER'
PIECE = 8192            # bytes that go at once; a package of the model's services is smaller
PIECE_TAKES = 30        # seconds until the next piece of a large one
CHECK_EVERY = 300       # while nothing can be sent
RETRY_AFTER = 60        # `Retry Delay in Minutes` 1, twice
GIVE_UP_AFTER = 900     # then the Scheduler tries again


def new_state(now):
    return {'check': 0, 'capacity': [5, 3], 'sending': {}}


def log(lab, server, text):
    lab.log(server, NAME, text)


def started(lab, server):
    """Capacity is read when the Executive starts: changing it asks for a restart."""
    values = lab.registry(server).get(KEY, {})
    capacity = [values.get('Maximum Concurrent Sendings', 5),
                values.get('Maximum Concurrent Site Sendings', 3)]
    lab.server(server)['sender'] = {
        'check': 0, 'sending': {},
        'capacity': [c if isinstance(c, int) and c >= 0 else 0 for c in capacity]}


def act(lab, server):
    if not services.running(lab, server, services.EXECUTIVE):
        return None
    if lab.state['faults'].get('parent-cannot-send') and server == sites.PARENT:
        return None
    state = lab.server(server)['sender']
    drive = lab.drive(server)
    for name in sorted(state['sending']):
        entry = state['sending'].get(name)
        if entry and lab.now >= entry['at']:
            STAGES[entry['stage']](lab, server, state, name, entry)
    waiting = [n for n in drive.files(layout.OUTBOX, '.srq', '.srs')
               if os.path.splitext(n)[0].upper() not in state['sending']]
    if waiting and lab.now >= state['check']:
        _check(lab, server, state, waiting)
    due = [e['at'] for e in state['sending'].values()]
    if waiting:
        due.append(state['check'])
    return min(due) if due else None


def _closed(lab, server):
    """Whether the outbox is open at no hour of the week. What single hours mean is not documented."""
    try:
        master = cf.ControlFile.parse(lab.drive(server).read(layout.MASTER) or b'')
    except cf.ControlFileError:
        return False
    return any(len(s.values) > 3 and s.values[0] == 'LAN_DEFAULT' and not s.values[3].strip('0')
               for s in master.all('OUTBOX'))


def _check(lab, server, state, waiting):
    state['check'] = lab.now + CHECK_EVERY
    used, limit = len(state['sending']), min(state['capacity'])
    if limit == 0:
        log(lab, server, 'Checking for sending capacity. Used 0 out of 0, no sending capacity so '
            'not checking for send requests.')
        return
    log(lab, server, 'Checking for sending capacity. Used %d out of %d.'
        % (used, state['capacity'][0]))
    if _closed(lab, server):
        log(lab, server, '(model) The outbox is closed at this hour~')
        return
    log(lab, server, 'Connecting to D:\\SMS\\Site.srv\\sender.box\\requests\\LAN_DEFA.000')
    drive = lab.drive(server)
    for name in waiting:
        if len(state['sending']) >= limit:
            state['check'] = lab.now + 60
            break
        stem, path = os.path.splitext(name)[0].upper(), layout.OUTBOX + '/' + name
        found = packages.read_request(drive.read(path, 65536))
        info = packages.read_info(found.get(packages.INFO, b'')) if found else None
        if info is None or info[1] not in sites.SITES or lab.locked(server, path):
            continue
        if found.get(packages.STATUS) == b'SREQ_STATUS_SUSPENDED':
            continue
        if name.lower().endswith('.srq') and not drive.rename(path, os.path.splitext(name)[0]
                                                              + '.SRS'):
            continue
        log(lab, server, 'Found send request.  ID: %s, Dest Site: %s~' % (stem, info[1]))
        log(lab, server, '~Created sending thread (Thread ID = 110)')
        state['sending'][stem] = {'stage': 'package', 'at': lab.now + 4, 'tries': 0,
                                  'site': info[1], 'job': info[2], 'sent': 0}
    if not state['sending']:
        log(lab, server, 'No (more) send requests found to process')


def _source(lab, server, entry, extension):
    return lab.drive(server).read('%s/%s.%s' % (layout.TOSEND, entry['job'], extension))


def _drop(lab, server, state, name, why):
    """The request stays in the outbox; it is looked at again at the next check."""
    log(lab, server, why)
    log(lab, server, '~We have %d active connections' % (len(state['sending']) - 1))
    state['sending'].pop(name, None)


def _package(lab, server, state, name, entry):
    data = _source(lab, server, entry, 'P00')
    target = sites.SITES[entry['site']].server
    remote = '%s/%s.PCK' % (layout.RECEIVE, name)
    if data is None or _source(lab, server, entry, 'I00') is None:
        _drop(lab, server, state, name, 'The package or instruction of %s is missing or empty.~'
              % name)
        return
    if lab.state['faults'].get('disk-full-at-parent') and target == sites.PARENT:
        _retry(lab, server, entry, 'There is not enough space on the disk.')
        return
    if target == sites.PARENT and lab.state['faults'].get('parent-out-of-reach') \
            or 'SMS_SITE' not in lab.server(target)['shares'] \
            or not _piece(lab.drive(target), remote, data, entry):
        _retry(lab, server, entry, 'The network path was not found.')
        return
    if entry['sent'] < len(data):
        entry['at'] = lab.now + PIECE_TAKES
        return
    log(lab, server, '~Wrote %d bytes to \\\\%s\\SMS_SITE\\%s.PCK' % (len(data), target, name))
    log(lab, server, '~Sending completed [D:\\SMS\\site.srv\\sender.box\\tosend\\%s.P00]'
        % entry['job'])
    entry.update(stage='instruction', at=lab.now + 3)


def _piece(drive, remote, data, entry):
    """Writes what comes next; from the beginning if the file is not as it was left."""
    at = entry['sent']
    if at and drive.size(remote) != at:
        at = 0
    entry['sent'] = at
    if not drive.write(remote, data[at:at + PIECE], append=at > 0):
        return False
    entry['sent'] = min(at + PIECE, len(data))
    return True


def _retry(lab, server, entry, why):
    entry['tries'] += 1
    entry['at'] = lab.now + (RETRY_AFTER if entry['tries'] % 3 else GIVE_UP_AFTER)
    log(lab, server, why)


def _instruction(lab, server, state, name, entry):
    data = _source(lab, server, entry, 'I00')
    drive = lab.drive(sites.SITES[entry['site']].server)
    if data is None or not drive.write('%s/%s.TMP' % (layout.RECEIVE, name), data):
        _drop(lab, server, state, name, 'The instruction of %s could not be sent.~' % name)
        return
    entry.update(stage='ready', at=lab.now + 1)


def _ready(lab, server, state, name, entry):
    """Renaming .TMP tells the other side that all of it is there; then the own files go."""
    target = lab.drive(sites.SITES[entry['site']].server)
    if not target.rename('%s/%s.TMP' % (layout.RECEIVE, name), name + '.INS'):
        _drop(lab, server, state, name, 'The instruction of %s could not be sent.~' % name)
        return
    drive = lab.drive(server)
    for path in ('%s/%s.P00' % (layout.TOSEND, entry['job']),
                 '%s/%s.I00' % (layout.TOSEND, entry['job']),
                 '%s/%s.SRS' % (layout.OUTBOX, name)):
        drive.remove(path)
    log(lab, server, '~Sending completed [D:\\SMS\\site.srv\\sender.box\\tosend\\%s.I00]'
        % entry['job'])
    _drop(lab, server, state, name, '~Send request %s is done' % name)


STAGES = {'package': _package, 'instruction': _instruction, 'ready': _ready}
