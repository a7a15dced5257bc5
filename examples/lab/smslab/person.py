# SPDX-License-Identifier: MIT
"""What only a person does, in a window: the SMS Administrator and the Registry Editor."""

from . import hman, logon_servers, orders, scman, services, sites

ACTIONS = {
    'create-site': 'create the secondary Q7Z in the SMS Administrator at the parent',
    'refresh-sites': 'refresh the Sites window at the parent: evidence/site-list.txt is what it shows',
    'cancel-jobs': 'CODE: cancel the system jobs of the parent for a site in the Jobs window',
    'repair-site': 'CODE: see to another secondary of the parent, so that it is active again',
    'reset-site': 'reset the site of the parent: Setup, Operations, Reset Site',
    'install-service': 'SERVER NAME PATH [ACCOUNT]: install a service with SRVINSTW',
    'remove-service': 'SERVER NAME: remove a service with SRVINSTW',
    'set-start': 'SERVER NAME automatic|manual: how a service starts, in Services of the Control Panel',
    'add-logon-server': 'SERVER: add a logon server to the properties of Q7Z at the parent',
    'switch-off': 'SERVER: switch a logon server off',
    'switch-on': 'SERVER: switch it on again',
    'disable-logins': 'SERVER: let no client log in to a NetWare server',
    'enable-logins': 'SERVER: let clients log in to it again',
    'set-registry': 'SERVER KEY VALUE DATA: set a value below the SMS key (a number is a DWORD)',
    'delete-registry': 'SERVER [KEY]: delete the SMS key, or a key below it',
}


def act(lab, action, words):
    """None when it was done, else why not."""
    if action == 'create-site' and not words:
        if 'Q7Z' in lab.state['sites']:
            return 'the Sites window has a site Q7Z already'
        orders.order(lab, 'Q7Z', 'create')
        return None
    if action == 'refresh-sites' and not words:
        return None                     # the list is written anew whenever the model was touched
    if action in ('cancel-jobs', 'repair-site') and len(words) == 1:
        return (_cancel if action == 'cancel-jobs' else _repair)(lab, words[0].upper())
    if action == 'reset-site' and not words:
        return _reset(lab)
    if action == 'install-service' and len(words) in (3, 4) \
            or action == 'remove-service' and len(words) == 2:
        return _service(lab, lab.server_name(words[0]), *words[1:])
    if action == 'set-start' and len(words) == 3 and words[2] in ('automatic', 'manual'):
        return _set_start(lab, lab.server_name(words[0]), *words[1:])
    if action == 'set-registry' and len(words) == 4:
        return _set(lab.registry(lab.server_name(words[0])), *words[1:])
    if action == 'delete-registry' and len(words) in (1, 2):
        return _delete(lab.registry(lab.server_name(words[0])), *words[1:])
    if action in ('add-logon-server', 'switch-off', 'switch-on', 'disable-logins', 'enable-logins') \
            and len(words) == 1:
        return _logon_server(lab, action, lab.server_name(words[0]))
    return '%s is used as: %s' % (action, ACTIONS.get(action, 'no such action'))


def _logon_server(lab, action, server):
    found = logon_servers.entry(lab, server)
    if found is None:
        return '%s is a site server' % server
    if action.endswith('logins'):
        found['logins'] = action == 'enable-logins'
        return None if found['kind'] == logon_servers.NW else '%s is no NetWare server' % server
    if action != 'add-logon-server':
        found['on'] = action == 'switch-on'
        return None
    row = lab.state['sites'].get('Q7Z')
    if row is None or row['status'] != hman.ACTIVE:
        return 'the properties of Q7Z cannot be edited: it is not active'
    found['wanted'] = row['changed'] = True
    return None


def _cancel(lab, code):
    if not services.running(lab, sites.PARENT, services.HMAN):
        return 'without the Hierarchy Manager no job is canceled'
    if code not in lab.state['sites']:
        return 'the Sites window has no site %s' % code
    orders.cancel(lab, sites.PARENT, code)
    return None


def _repair(lab, code):
    if code not in sites.SIBLINGS or code not in lab.state['sites']:
        return '%s is none of the other secondaries' % code
    hman.set_status(lab, code, hman.ACTIVE, 0)
    return None


def _reset(lab):
    """Documented for a primary that took itself down: SCMAN is put back and brings back the rest."""
    server = sites.PARENT
    if services.SCMAN not in services.table(lab, server):
        services.install(lab, server, services.SCMAN)
    lab.server(server)['hman']['after_reset'] = True
    if services.running(lab, server, services.SCMAN):
        services.stop(lab, server, services.SCMAN)
    services.start(lab, server, services.SCMAN)
    scman.state_of(lab, server)['report_due'] = True
    return None


def _service(lab, server, typed, path=None, account=None):
    """SRVINSTW: local and remote, on Windows NT alone. A running service is not removed."""
    if logon_servers.kind(lab, server) != logon_servers.NT or not logon_servers.switched_on(lab, server):
        return 'no Windows NT is reached at %s' % server
    name = services.find(lab, server, typed)
    if path is not None:
        if name is not None:
            return 'the service %s is installed already' % name
        services.install(lab, server, typed.upper(), path, account)
        return None
    if name is None:
        return 'there is no service %s' % typed
    if services.running(lab, server, name):
        return 'the service %s runs: stop it first' % name
    services.remove(lab, server, name)
    return None


def _set_start(lab, server, typed, how):
    name = services.find(lab, server, typed)
    if name is None:
        return 'there is no service %s' % typed
    services.table(lab, server)[name]['auto'] = how == 'automatic'
    lab.changed()
    return None


def _full(key):
    return (sites.SMS_KEY + '\\' + key).rstrip('\\')


def _set(registry, key, value, data):
    wanted = _full(key).lower()
    found = next((k for k in registry if k.lower() == wanted), None)
    if found is None:
        return 'there is no key %s' % key
    registry[found][value] = int(data) if data.isdigit() else data
    return None


def _delete(registry, key=''):
    below = _full(key).lower() + '\\'
    gone = [k for k in registry if (k + '\\').lower().startswith(below)]
    for name in gone:
        del registry[name]
    return None if gone else 'there is no key %s' % (key or sites.SMS_KEY)
