# SPDX-License-Identifier: MIT
"""Bootstrap and Upgrade Bootstrap: they take a site down, or make one of the packages they receive.

The order of the steps, the names of the packages, the events and the 48 hours are documented. That
packages come through RECEIVE, that what was there before is not used, and that packages which were
refused are thrown away is the model's.
"""

import os

from . import control_file as cf
from . import layout, logon_servers, packages, scman, services, sites

GIVE_UP_AFTER = 48 * 3600       # then the old version is started again, event 388
LOOK_EVERY, LATER = 60, 300     # seconds; in the first hour, and from then on


def started(lab, server, name):
    boot = lab.server(server).setdefault('boot', {'since': lab.now, 'what': 'upgrade',
                                                  'received': []})
    boot['next'] = lab.now
    lab.log(server, name, '~Service is starting')


def act(lab, server):
    name = next((n for n in (services.UPGRADE_BOOTSTRAP, services.BOOTSTRAP)
                 if services.running(lab, server, n)), None)
    if name is None:
        return None
    state = lab.server(server)['boot']
    if lab.now >= state['next']:
        state['next'] = lab.now + (LOOK_EVERY if lab.now - state['since'] < 3600 else LATER)
        _look(lab, server, name, state)
    return state['next']


def _look(lab, server, name, state):
    if state['what'] == 'deinstall':
        _take_down(lab, server, name)
        return
    if lab.now - state['since'] >= GIVE_UP_AFTER and state['what'] == 'upgrade':
        _old_version(lab, server, name, state, 388, 'no upgrade within 48 hours')
        return
    if state['what'] != 'create' and services.SCMAN in services.table(lab, server):
        _ask_for_shutdown(lab, server, name)
        return
    _shutdown_acknowledged(lab, server, name)
    if state['what'] == 'itself':
        return                          # nothing will ever come: the one who would send it is gone
    _receive(lab, server, name, state)
    drive = lab.drive(server)
    gone = [n for n in state['received'] if not drive.is_file(layout.PACKAGES[n - 1])]
    if gone:
        _refuse(lab, server, name, state, 381, 'BOOTSTRP.PK%d has disappeared' % gone[0])
    elif set(state['received']) == {1, 2}:
        _unpack(lab, server, name, state)


# -- shutting the site down ----------------------------------------------------------------------

def _ask_for_shutdown(lab, server, name):
    drive = lab.drive(server)
    path = layout.SITECFG + '/' + scman.SHUTDOWN
    if services.running(lab, server, services.SCMAN) and not drive.is_file(path):
        code = sites.BY_SERVER[server].code
        image = cf.transactions_file(cf.LOCAL_TRANSACTIONS[0], 'Upgrade', code, code, lab.now,
                                     [('Shutdown', 0, '')])
        drive.write(path, image.to_bytes())
        lab.log(server, name, '~Site shutdown requested')


def _shutdown_acknowledged(lab, server, name):
    if lab.drive(server).remove(layout.SITECFG + '/' + scman.SHUTDOWN_DONE):
        lab.log(server, name, '~Site shut down')


# -- packages ------------------------------------------------------------------------------------

def _receive(lab, server, name, state):
    """Takes its two packages out of RECEIVE; what belongs to others stays there."""
    drive = lab.drive(server)
    for file in drive.files(layout.RECEIVE, '.ins'):
        stem = layout.RECEIVE + '/' + os.path.splitext(file)[0]
        values = packages.read_instruction(packages.unpack(drive.read(stem + '.INS')))
        number = {'.PK1': 1, '.PK2': 2}.get(values.get('Extension', '').upper())
        data = drive.read(stem + '.PCK') if number else None
        if data is None:
            continue
        if lab.state['faults'].get(DAMAGES[number]):
            data = data[:len(data) // 2]
        if not drive.write(layout.PACKAGES[number - 1], data):
            continue
        drive.remove(stem + '.PCK')
        drive.remove(stem + '.INS')
        if number not in state['received']:
            state['received'].append(number)
        lab.log(server, name, '~Received BOOTSTRP.PK%d' % number)


DAMAGES = {1: 'main-package-damaged', 2: 'control-package-damaged'}


def _unpack(lab, server, name, state):
    drive = lab.drive(server)
    main, control = [packages.unpack(drive.read(path)) for path in layout.PACKAGES]
    if main is None:
        _refuse(lab, server, name, state, 382, 'BOOTSTRP.PK1 is not valid')
    elif control is None:
        _refuse(lab, server, name, state, 383, 'BOOTSTRP.PK2 is not valid')
    elif lab.state['faults'].get('disk-full-at-secondary'):
        _refuse(lab, server, name, state, 384, 'not enough space on drive D:')
    else:
        _install(lab, server, name, control)


def _install(lab, server, name, control):
    """Lays the new tree. What goes wrong from here on ends half done (Q122181): old and new programs mixed,
    or the new version with the old control file, or without a map."""
    drive, faults = lab.drive(server), lab.state['faults']
    in_part = faults.get('main-package-unpacks-in-part')
    layout.build(drive, sites.BY_SERVER[server], lab.now, in_part=in_part)
    if in_part:
        _tell(lab, server, name, 385, 'BOOTSTRP.PK1 was decompressed in part, old and new are mixed')
        _hand_over(lab, server, name)
        return
    lab.log(server, name, '~Site files decompressed')
    lab.registry(server).get(sites.SMS_KEY + '\\Setup', {})['Version'] = sites.BUILD
    if faults.get('system-map-left-out'):
        drive.remove(layout.ROOT + '/SYSTEM.MAP')
        _tell(lab, server, name, 387, 'no SYSTEM.MAP was in BOOTSTRP.PK1')
    if faults.get('control-package-does-not-unpack'):
        _tell(lab, server, name, 386, 'BOOTSTRP.PK2 was not decompressed, the old control file stays')
    else:
        drive.write(layout.SITECFG + '/_INIT.CT1', control)
    _hand_over(lab, server, name)


def _refuse(lab, server, name, state, number, why):
    """At an upgrade the old version is started again. A site that is being created has none."""
    if state['what'] == 'upgrade':
        _old_version(lab, server, name, state, number, why)
    else:
        lab.log(server, name, '~Event %d: %s' % (number, why))
        state['received'] = []


# -- ending --------------------------------------------------------------------------------------

def _tell(lab, server, name, number, why):
    """The event; what SCMAN sends next lets the parent log it."""
    code = sites.BY_SERVER[server].code
    lab.log(server, name, '~Event %d: %s' % (number, why))
    lab.drive(server).write('%s/%s.CT2' % (layout.SITECFG, lab.digits()), cf.transactions_file(
        cf.TRANSACTIONS, 'Bootstrap', code, code, lab.now,
        [('LogEventForBootstrap', number, '')]).to_bytes())


def _old_version(lab, server, name, state, number, why):
    """Emergency restart."""
    lab.drive(server).remove(layout.SITECFG + '/' + scman.SHUTDOWN)
    _tell(lab, server, name, number, why + ', the old version is started')
    _hand_over(lab, server, name)


def _hand_over(lab, server, name):
    """Installs and starts SCMAN, then ends and removes itself."""
    if services.running(lab, server, services.SCMAN):
        services.stop(lab, server, services.SCMAN)
    for path in layout.PACKAGES:
        lab.drive(server).remove(path)
    services.install(lab, server, services.SCMAN)
    services.start(lab, server, services.SCMAN)
    lab.log(server, name, '~Service is stopping')
    services.stop(lab, server, name)
    services.remove(lab, server, name)


def _take_down(lab, server, name):
    """Removes the site: services, shares, tree, registry. Its next range is kept in SMS.INI."""
    for other in logon_servers.of_site(lab, server)[1:]:
        logon_servers.take_down(lab, other)
    scman.save_next_range(lab, server)
    for service in list(services.table(lab, server)):
        if services.running(lab, server, service) and service != name:
            services.stop(lab, server, service)
        services.remove(lab, server, service)
    lab.server(server)['shares'] = {}
    lab.server(server)['registry'] = {}
    lab.drive(server).remove_tree(layout.ROOT)
    lab.log(server, name, '~Site removed')
