# SPDX-License-Identifier: MIT
"""Upgrade, removal and creation of the secondary: what the parent orders and Bootstrap does there.

Much simplified: the packages travel in fixed times, not as jobs of the Scheduler. What is kept is
the order of the steps, the files they leave, and the status the parent shows meanwhile.
"""

from . import control_file as cf
from . import hman, layout, logon_servers, scman, services, sites

GIVE_UP_AFTER = 48 * 3600       # then the old version is started again, event 388
LOOK_EVERY = 60

# Steps of an order at the parent: name, seconds until the next, (status, detail) once it is done.
ORDERS = {
    'upgrade': (('bootstrap', 120, (5, 62)), ('main-package', 600, (5, 22)),
                ('control-package', 300, (5, 32))),
    'create': (('bootstrap', 120, (2, 12)), ('main-package', 600, (2, 22)),
               ('control-package', 300, (2, 32))),
    'deinstall': (('bootstrap', 120, (4, 51)), ('removed', 900, None)),
}


def order(lab, code, what):
    lab.state['plans'].append({'site': code, 'what': what, 'step': 0, 'at': lab.now + 30})
    first = {'upgrade': (5, 61), 'create': (2, 100), 'deinstall': (4, 51)}[what]
    row = lab.state['sites'].setdefault(code, {'status': 0, 'detail': 0, 'stamp': 0})
    row.update(status=first[0], detail=first[1])


def act(lab, server):
    if sites.BY_SERVER[server].primary:
        return _parent(lab, server)
    return _child(lab, server)


# -- at the parent -------------------------------------------------------------------------------

def _parent(lab, server):
    if not services.running(lab, server, services.HMAN) \
            or not services.running(lab, server, services.EXECUTIVE):
        return None
    for plan in list(lab.state['plans']):
        if lab.now < plan['at']:
            continue
        name, seconds, status = ORDERS[plan['what']][plan['step']]
        if not STEPS[name](lab, sites.SITES[plan['site']], plan['what']):
            plan['at'] = lab.now + 900
            continue
        plan['step'] += 1
        plan['at'] = lab.now + seconds
        if status:
            hman.set_status(lab, plan['site'], *status)
        if plan['step'] == len(ORDERS[plan['what']]):
            lab.state['plans'].remove(plan)
    return min((plan['at'] for plan in lab.state['plans']), default=None)


def _install(lab, site, what):
    drive = lab.drive(site.server)
    if what == 'create' and drive.names(layout.ROOT):
        lab.log(sites.PARENT, services.HMAN, '{1010} ERROR: (model) Event 379: the directory '
                'D:\\SMS at %s is not empty~' % site.server)
        hman.set_status(lab, site.code, 2, 13)
        return False
    if what == 'create':
        drive.make_dir(layout.ROOT)
    name = services.UPGRADE_BOOTSTRAP if what == 'upgrade' else services.BOOTSTRAP
    if name not in services.table(lab, site.server):
        services.install(lab, site.server, name)
    lab.server(site.server)['boot'] = {'since': lab.now, 'next': lab.now, 'what': what}
    if not services.running(lab, site.server, name):
        services.start(lab, site.server, name)
    lab.log(sites.PARENT, services.HMAN, '{1011} INFO: (model) Bootstrap Job for %s~' % site.code)
    return True


def _main_package(lab, site, _):
    lab.log(sites.PARENT, services.HMAN, '{1012} INFO: (model) Site Install Job for %s~'
            % site.code)
    return lab.drive(site.server).write(layout.ROOT + '/BOOTSTRP.PK1',
                                        b'main package of a model site\r\n')


def _control_package(lab, site, _):
    lab.log(sites.PARENT, services.HMAN, '{1013} INFO: (model) Site Control Job for %s~'
            % site.code)
    image = sites.control_file(site.code, lab.now, comment='First configuration',
                               logon=logon_servers.wanted(lab, site.code)).to_bytes()
    return lab.drive(site.server).write(layout.ROOT + '/BOOTSTRP.PK2', image)


def _removed(lab, site, _):
    if site.code in lab.state['sites'] and not services.table(lab, site.server):
        del lab.state['sites'][site.code]
        logon_servers.forget(lab)
        return True
    return False


STEPS = {'bootstrap': _install, 'main-package': _main_package,
         'control-package': _control_package, 'removed': _removed}


# -- at the secondary ----------------------------------------------------------------------------

def started(lab, server, name):
    lab.server(server).setdefault('boot', {'since': lab.now, 'what': 'upgrade'})
    lab.server(server)['boot']['next'] = lab.now
    lab.log(server, name, '~Service is starting')


def _child(lab, server):
    name = next((n for n in (services.UPGRADE_BOOTSTRAP, services.BOOTSTRAP)
                 if services.running(lab, server, n)), None)
    if name is None:
        return None
    state = lab.server(server)['boot']
    if lab.now >= state['next']:
        state['next'] = lab.now + LOOK_EVERY
        _look(lab, server, name, state)
    return state['next']


def _look(lab, server, name, state):
    if state['what'] == 'deinstall':
        _take_down(lab, server, name)
        return
    if state['what'] == 'upgrade' and services.SCMAN in services.table(lab, server):
        _ask_for_shutdown(lab, server, name)
        return
    drive = lab.drive(server)
    packages = [layout.ROOT + '/BOOTSTRP.PK1', layout.ROOT + '/BOOTSTRP.PK2']
    if all(drive.is_file(p) for p in packages):
        image = drive.read(packages[1])
        site = sites.BY_SERVER[server]
        layout.build(drive, site.domain, False, lab.now)
        lab.log(server, name, '~Site files decompressed')
        drive.write(layout.SITECFG + '/_INIT.CT1', image or b'')
        for path in packages:
            drive.remove(path)
        _hand_over(lab, server, name)
    elif lab.now - state['since'] >= GIVE_UP_AFTER:
        lab.log(server, name, '~Event 388: no packages in 48 hours, the old version is started')
        _hand_over(lab, server, name)


def _hand_over(lab, server, name):
    """Installs and starts SCMAN, then ends and removes itself."""
    if services.running(lab, server, services.SCMAN):
        services.stop(lab, server, services.SCMAN)
    services.install(lab, server, services.SCMAN)
    services.start(lab, server, services.SCMAN)
    lab.log(server, name, '~Service is stopping')
    services.stop(lab, server, name)
    services.remove(lab, server, name)


def _ask_for_shutdown(lab, server, name):
    drive = lab.drive(server)
    path = layout.SITECFG + '/SHUTDOWN.CT1'
    if services.running(lab, server, services.SCMAN) and not drive.is_file(path):
        code = sites.BY_SERVER[server].code
        image = cf.transactions_file(cf.LOCAL_TRANSACTIONS[0], 'Upgrade', code, code, lab.now,
                                     [('Shutdown', 0, '')])
        drive.write(path, image.to_bytes())
        lab.log(server, name, '~Site shutdown requested')


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
