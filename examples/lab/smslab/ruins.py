# SPDX-License-Identifier: MIT
"""Scenarios in which a site server has lost too much for a .CT2 to help.

Each lives through some hours with clients that log on, then something goes wrong. Clients need no
service, so they go on taking ids wherever share and .UID file are left.
"""

from . import clients, hman, layout, logon_servers, scman, services, sites, sms_ini

HOUR = 3600
COME_EVERY = 400        # seconds between new clients in the hours before
SETTLING = 1200         # until what the last of them left has come to every server


def _clients_come(lab, until):
    clients.schedule(lab, COME_EVERY, None)
    lab.advance(until - SETTLING)
    clients.schedule(lab, 0, None)
    lab.advance(until)


def _lose_services(lab):
    """The service keys are gone, whatever ran has stopped."""
    table = services.table(lab, sites.CHILD)
    for name in list(table):
        if services.running(lab, sites.CHILD, name):
            services.stop(lab, sites.CHILD, name)
        services.remove(lab, sites.CHILD, name)


def failed_upgrade(lab, start):
    """The site was shut down, its programs and map are gone; the other servers were not reached."""
    _clients_come(lab, start - HOUR)
    drive = lab.drive(sites.CHILD)
    _lose_services(lab)
    drive.remove_tree(layout.SERVER_BIN)
    drive.remove(layout.ROOT + '/SYSTEM.MAP')
    lab.state['sites']['Q7Z'].update(status=hman.PENDING, detail=32, stamp=0)


def nt_reinstalled(lab, start):
    """A15: the drive with the tree was kept; services, shares, registry and drive C: are new."""
    _clients_come(lab, start - HOUR)
    _lose_services(lab)
    lab.server(sites.CHILD).update(shares={}, registry={})
    lab.boot_drive(sites.CHILD).remove(sms_ini.NAME)


def services_lost(lab, start):
    """A16."""
    _clients_come(lab, start - HOUR)
    _lose_services(lab)


def half_restored(lab, start):
    """A17: files from a backup of three hours ago, without the master and without drive C:."""
    drive = lab.drive(sites.CHILD)
    [uid] = drive.files(layout.SMSID, '.uid')
    boxes = [layout.HISTORY, layout.PCMINS] + layout.domain_directories(
        logon_servers.domain(lab, sites.CHILD))
    before = {box: set(drive.names(box)) for box in boxes}
    _clients_come(lab, start - HOUR)
    _lose_services(lab)
    lab.server(sites.CHILD)['shares'] = {}
    drive.rename('%s/%s' % (layout.SMSID, drive.files(layout.SMSID, '.uid')[0]), uid)
    for box in boxes:
        for name in set(drive.names(box)) - before[box]:
            drive.remove(box + '/' + name)
    drive.remove(scman.MASTER)
    lab.boot_drive(sites.CHILD).remove(sms_ini.NAME)


def half_removed(lab, start):
    """A18: a removal by hand that stopped half way. The next range was saved before."""
    _clients_come(lab, start - HOUR)
    scman.save_next_range(lab, sites.CHILD)
    for name in (services.SCMAN, services.EXECUTIVE):
        services.stop(lab, sites.CHILD, name)
    services.remove(lab, sites.CHILD, services.SCMAN)
    lab.server(sites.CHILD).update(shares={}, registry={})
    lab.drive(sites.CHILD).remove_tree(layout.LOGON)
    lab.drive(sites.CHILD).remove_tree(layout.SITECFG)
    del lab.state['sites']['Q7Z']
    logon_servers.forget(lab)


def never_built(lab, start):
    """A24: without the administrative share of its drive SCMAN laid little of the tree and gave up."""
    lab.advance(start - HOUR)
    drive = lab.drive(sites.CHILD)
    scman.event(lab, sites.CHILD, 220, 67, 'D:\\SMS\\SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.000',
                7411)
    _lose_services(lab)
    lab.server(sites.CHILD)['shares'] = {}
    for name in ('LOGON.SRV', 'HELPER.SRV'):
        drive.remove_tree(layout.ROOT + '/' + name)
    for name in drive.names(layout.ROOT + '/SITE.SRV'):
        if name not in ('SITECFG.BOX', 'X86.BIN'):
            drive.remove_tree(layout.ROOT + '/SITE.SRV/' + name)
    lab.state['sites']['Q7Z'].update(status=hman.PENDING, detail=32, stamp=0)
