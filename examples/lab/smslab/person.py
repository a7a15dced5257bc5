# SPDX-License-Identifier: MIT
"""What only a person does, in a window: the SMS Administrator and the Registry Editor."""

from . import bootstrap, hman, logon_servers, sites

ACTIONS = {
    'create-site': 'create the secondary Q7Z in the SMS Administrator at the parent',
    'add-logon-server': 'SERVER: add a logon server to the properties of Q7Z at the parent',
    'switch-off': 'SERVER: switch a logon server off',
    'switch-on': 'SERVER: switch it on again',
    'set-registry': 'SERVER KEY VALUE DATA: set a value below the SMS key (a number is a DWORD)',
    'delete-registry': 'SERVER [KEY]: delete the SMS key, or a key below it',
}


def act(lab, action, words):
    """None when it was done, else why not."""
    if action == 'create-site' and not words:
        if 'Q7Z' in lab.state['sites']:
            return 'the Sites window has a site Q7Z already'
        bootstrap.order(lab, 'Q7Z', 'create')
        return None
    if action == 'set-registry' and len(words) == 4:
        return _set(lab.registry(lab.server_name(words[0])), *words[1:])
    if action == 'delete-registry' and len(words) in (1, 2):
        return _delete(lab.registry(lab.server_name(words[0])), *words[1:])
    if action in ('add-logon-server', 'switch-off', 'switch-on') and len(words) == 1:
        return _logon_server(lab, action, lab.server_name(words[0]))
    return '%s is used as: %s' % (action, ACTIONS.get(action, 'no such action'))


def _logon_server(lab, action, server):
    found = logon_servers.entry(lab, server)
    if found is None:
        return '%s is a site server' % server
    if action != 'add-logon-server':
        found['on'] = action == 'switch-on'
        return None
    row = lab.state['sites'].get('Q7Z')
    if row is None or row['status'] != hman.ACTIVE:
        return 'the properties of Q7Z cannot be edited: it is not active'
    found['wanted'] = row['changed'] = True
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
