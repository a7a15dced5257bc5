# SPDX-License-Identifier: MIT
"""Paths as they are typed at a server: `D:\\X`, `C:\\X`, `\\X`, `\\\\SERVER\\SHARE\\X`."""

from . import logon_servers, sites
from .drive import parts


def resolve(lab, server, text):
    """(drive, path on it) or None. A path without a drive is meant on D:."""
    text = text.replace('/', '\\')
    if text.startswith('\\\\'):
        return _unc(lab, *(text[2:].split('\\', 2) + ['', ''])[:3])
    letter, below = (text[0].upper(), text[2:]) if text[1:2] == ':' else ('D', text)
    return _on(lab, server, letter, below)


def _on(lab, server, letter, below):
    path = '/'.join(parts(below))
    if letter == 'D' and logon_servers.kind(lab, server) != logon_servers.NW:
        return lab.drive(server), path
    if letter == 'C' and server in sites.BY_SERVER:
        return lab.boot_drive(server), path
    return None


def _unc(lab, name, share, below):
    server = next((s for s in lab.state['servers'] if s.upper() == name.upper()), None)
    if server is None or not logon_servers.switched_on(lab, server):
        return None
    if logon_servers.kind(lab, server) == logon_servers.NW:
        return (lab.drive(server), '/'.join(parts(below))) \
            if share.upper() == logon_servers.VOLUME else None
    if share[1:] == '$':
        return _on(lab, server, share[0].upper(), below)
    shared = next((path for known, path in lab.server(server)['shares'].items()
                   if known.upper() == share.upper()), None)
    return (lab.drive(server), '/'.join(parts(shared + '/' + below))) if shared is not None \
        else None
