# SPDX-License-Identifier: MIT
"""What only a person does, in a window: the SMS Administrator and the Registry Editor."""

from . import bootstrap, sites

ACTIONS = {
    'create-site': 'create the secondary Q7Z in the SMS Administrator at the parent',
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
    return '%s is used as: %s' % (action, ACTIONS.get(action, 'no such action'))


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
