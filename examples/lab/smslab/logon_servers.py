# SPDX-License-Identifier: MIT
"""The logon servers of the secondary beside its site server: Windows NT, LAN Manager, NetWare.

An NT one has a drive D: with its part of the tree, the two SMS shares, services and a registry. A LAN
Manager one has tree and shares only. A NetWare one has a directory on its volume SYS: and nothing else:
clients come to it without any SMS share. None of them does anything by itself.
"""

import functools
import os

from . import control_file as cf
from . import layout, services, sites

NT, LM, NW = 'NT', 'LM', 'NW'
KINDS = (NT, LM, NW)
MOST = 8
VOLUME = 'SYS'
TREE_SHARE, CLIENT_SHARE = 'SMS_SHRD', 'SMS_SHR'
COMMENT = 'Systems Management Server site Q7Z'    # by it the services know whose share it is; the words are the model's
SERVICES = ('SMS_CLIENT_CONFIG_MANAGER', 'SMS_INVENTORY_AGENT_NT',
            'SMS_PACKAGE_COMMAND_MANAGER_NT')

# Services of an OS/2 server with LAN Manager, as its NET START lists them.
OF_LAN_MANAGER = ('MESSENGER', 'NETLOGON', 'NETPOPUP', 'SERVER', 'WORKSTATION')


def named(kinds):
    """[(name, kind)]: NTLOG1, NTLOG2, LMLOG1 ..."""
    found = []
    for kind in kinds:
        found.append(('%sLOG%d' % (kind, 1 + sum(k == kind for _, k in found)), kind))
    return found


def entry(lab, server):
    """The model's record of a logon server; None for a site server."""
    return next((e for e in lab.state['logon'] if e['name'] == server), None)


def kind(lab, server):
    found = entry(lab, server)
    return found['kind'] if found else NT


def domain(lab, server):
    if server in sites.BY_SERVER:
        return sites.BY_SERVER[server].domain
    return sites.netware_domain(sites.SITES['Q7Z']) if kind(lab, server) == NW \
        else sites.SITES['Q7Z'].domain


def switched_on(lab, server):
    found = entry(lab, server)
    return found is None or found['on']


def wanted(lab, code):
    """[(name, kind)] as the parent has them in the properties of a site."""
    return [(e['name'], e['kind']) for e in lab.state['logon'] if e['wanted']] if code == 'Q7Z' \
        else []


def forget(lab):
    """The parent has removed the site from its database, and its properties with it."""
    for found in lab.state['logon']:
        found['wanted'] = False


@functools.lru_cache(maxsize=8)         # the same master is asked for in every cycle
def _listed_in(master):
    try:
        scf = cf.ControlFile.parse(master)
    except cf.ControlFileError:
        return ()
    return tuple(values[0].upper() for section in scf.all('DOMAIN')
                 for word, values in section.items if word == 'LOGONSERVER' and values)


def of_site(lab, server):
    """The site server, then the other logon servers its master names and the model has."""
    listed = _listed_in(lab.drive(server).read(layout.MASTER) or b'')
    return [server] + [e['name'] for e in lab.state['logon'] if e['name'] in listed]


def within_reach(lab, server):
    """Whether the services of the site can get at the tree of a logon server."""
    if not switched_on(lab, server):
        return False
    return server in sites.BY_SERVER or kind(lab, server) == NW \
        or lab.server(server)['shares'].get(TREE_SHARE) == layout.ROOT \
        and comment(lab, server, TREE_SHARE) == COMMENT


def comment(lab, server, share):
    """The comment of a share of SMS: as the services set it, unless someone has shared it by hand."""
    own = COMMENT.replace('Q7Z', sites.BY_SERVER[server].code) if server in sites.BY_SERVER else COMMENT
    return lab.server(server).get('comments', {}).get(share, own)


def foreign_shares(lab, server):
    """Shares that by their comment are not this site's (event 236)."""
    return [share for share in shares() if share in lab.server(server)['shares']
            and comment(lab, server, share) != COMMENT] if kind(lab, server) != NW else []


def seen_by_clients(lab, server):
    """The directory clients find the boxes in, as a path on the server's drive; None for none."""
    if not switched_on(lab, server):
        return None
    if kind(lab, server) == NW:
        return layout.LOGON if entry(lab, server).get('logins', True) else None
    return lab.server(server)['shares'].get(CLIENT_SHARE)


def lay(lab, installed):
    """All of them as they have been for a while: range 01 and on, some ids given."""
    for number, found in enumerate(lab.state['logon'], 1):
        server = found['name']
        os.mkdir(os.path.join(lab.directory, server))
        lab.state['servers'][server] = {'services': {}, 'registry': {}, 'shares': {}}
        complete(lab, sites.CHILD, server)
        name = 'Q7Z%s%s' % (lab.base36(number, 2), lab.base36(4 + 3 * number, 3))
        lab.drive(server).write('%s/%s.UID' % (layout.SMSID, name), b'', installed)


# -- what SCMAN does at them ---------------------------------------------------------------------

def shares():
    return {TREE_SHARE: layout.ROOT, CLIENT_SHARE: layout.LOGON}


def complete(lab, site_server, server):
    """Makes what is missing at a logon server: tree, shares, services, keys. True if there was any."""
    drive, own, changed = lab.drive(server), lab.server(server), False
    if not all(drive.is_dir(name) for name in layout.logon_directories(kind(lab, server) == NT)):
        layout.build_logon(drive, sites.BY_SERVER[site_server].code, kind(lab, server) == NT, lab.now)
        changed = True
    if kind(lab, server) == NW:
        return changed
    for share, path in shares().items():
        if share not in own['shares']:
            own['shares'][share] = path
            changed = True
    if kind(lab, server) == NT:
        changed = _nt_parts(lab, site_server, server) or changed
    return changed


def _nt_parts(lab, site_server, server):
    changed = False
    if sites.SMS_KEY + '\\Identification' not in lab.registry(server):
        lab.registry(server).update(sites.logon_registry(sites.BY_SERVER[site_server]))
        changed = True
    for name in SERVICES:
        if name not in services.table(lab, server):
            services.install(lab, server, name, 'D:\\SMS\\HELPER.SRV\\X86.BIN\\'
                             + services.PROGRAMS[name])
        if not services.running(lab, server, name):
            services.start(lab, server, name)
            changed = True
    return changed


def remove_services(lab, server):
    for name in list(services.table(lab, server)):
        if services.running(lab, server, name):
            services.stop(lab, server, name)
        services.remove(lab, server, name)


def take_down(lab, server):
    """What the removal of a site does at its other logon servers."""
    if within_reach(lab, server):
        remove_services(lab, server)
        lab.server(server)['shares'] = {}
        lab.server(server)['registry'] = {}
        lab.drive(server).remove_tree(layout.ROOT)
