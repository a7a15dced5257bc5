# SPDX-License-Identifier: MIT
"""Scenarios of an upgrade of the secondary: on its way, hung, given up, held up, or of the wrong site.

Each begins with the order at the parent and lives through all that follows, up to two days of it.
"""

from . import (hman, layout, logon_servers, orders, packages, scman, services, sites, sms_ini,
               untidy)

HOUR = 3600
UPGRADE = services.UPGRADE_BOOTSTRAP


def _ordered(lab, sibling=(hman.ACTIVE, 0)):
    """The parent has another secondary, and is told to upgrade this one."""
    lab.state['sites']['K4R'] = {'status': hman.ACTIVE, 'detail': 0, 'stamp': lab.now - 9 * HOUR}
    lab.state['sites']['M2D'] = {'status': sibling[0], 'detail': sibling[1], 'stamp': 0}
    untidy.transit(lab.drive(sites.CHILD), lab.now)
    orders.order(lab, 'Q7Z', 'upgrade')


def _until(lab, end, come):
    """Lets the services work until something holds, looked at once a minute."""
    while lab.now < end and not come():
        lab.advance(lab.now + 60)
    return lab.now < end


def _detail(lab):
    return lab.state['sites']['Q7Z']['detail']


def _lose_instruction(lab):
    """The control package never leaves the parent: its instruction is gone from TOSEND (Q235837)."""
    _until(lab, lab.now + 6 * HOUR, lambda: _detail(lab) == 31)
    drive = lab.drive(sites.PARENT)
    job = next(p['job'][0] for p in lab.state['plans'])
    lab.fault_now('parent-cannot-send', True)
    _until(lab, lab.now + HOUR, lambda: drive.remove('%s/%s.I00' % (layout.TOSEND, job)))
    lab.fault_now('parent-cannot-send', False)


def running(lab, start):
    lab.advance(start - 25 * 60)
    _ordered(lab)


def begun(lab, start):
    lab.advance(start - 2 * HOUR)
    _ordered(lab)
    _lose_instruction(lab)


def hung(lab, start):
    lab.advance(start - 26 * HOUR)
    _ordered(lab)
    _lose_instruction(lab)


def restarted(lab, start):
    lab.advance(start - 51 * HOUR)
    _ordered(lab)
    _lose_instruction(lab)


def sibling_not_active(lab, start):
    """A20: the site is back after 48 hours, asked to be upgraded again, and waits for another."""
    restarted(lab, start - HOUR)
    lab.advance(start - HOUR)
    orders.cancel(lab, sites.PARENT, 'Q7Z')
    hman.set_status(lab, 'M2D', hman.PENDING, 13)
    orders.order(lab, 'Q7Z', 'upgrade')


def parent_upgrades(lab, start):
    """The secondary has an older build: once it is active the parent upgrades it without being asked."""
    drive, site = lab.drive(sites.CHILD), sites.SITES['Q7Z']
    stamp = lab.state['sites']['Q7Z']['stamp']
    layout.build(drive, site, lab.now - 90 * 24 * HOUR, sites.OLD_BUILD)
    drive.write(scman.MASTER, sites.control_file('Q7Z', stamp, build=sites.OLD_BUILD,
                                               logon=logon_servers.wanted(lab, 'Q7Z')).to_bytes(),
                stamp + 200)
    lab.registry(sites.CHILD)[sites.SMS_KEY + '\\Setup']['Version'] = sites.OLD_BUILD
    hung(lab, start)
    orders.cancel(lab, sites.PARENT, 'Q7Z')


def packages_eaten(lab, start):
    """A04: shutting down six logon servers takes longer than the main package needs to come."""
    lab.advance(start - 3 * HOUR)
    _ordered(lab)


def files_left(lab, start):
    """SCMAN was stopped before it obeyed, Bootstrap taken away; both packages met the Despooler."""
    lab.advance(start - 28 * HOUR)
    _ordered(lab)
    drive = lab.drive(sites.CHILD)
    _until(lab, start, lambda: drive.is_file(layout.SITECFG + '/' + scman.SHUTDOWN))
    services.stop(lab, sites.CHILD, services.SCMAN)
    lab.advance(start - 2 * HOUR)
    services.stop(lab, sites.CHILD, UPGRADE)
    services.remove(lab, sites.CHILD, UPGRADE)
    for name, data in (('_INIT.CT1', b'SITE CONTROL FILE [786][1.08]\r\n\r\nBEGIN_FILE_DEF'),
                       ('BOOTSTRP.PK1', packages.pack(b'main package of a model site\r\n')),
                       ('BOOTSTRP.PK2', b'')):
        drive.write(layout.SITECFG + '/' + name, data)
    drive.make_dir(layout.SITECFG + '/10000000.NAD')        # as NADRESET leaves it (Q122201)
    drive.write(layout.SITECFG + '/10000000.NAD/TRANSLOG.CLR', b'')


def hung_with_sibling(lab, start):
    """A20 beside A02: another secondary has failed since, so that a new order would wait for it."""
    hung(lab, start)
    hman.set_status(lab, 'M2D', hman.FAILED, 13)


def scman_missing(lab, start):
    """A16: like the hung one, but someone has taken Bootstrap away and cleared the box since."""
    hung(lab, start)
    lab.advance(start - HOUR)
    services.stop(lab, sites.CHILD, UPGRADE)
    services.remove(lab, sites.CHILD, UPGRADE)
    orders.cancel(lab, sites.PARENT, 'Q7Z')


def nt_reinstalled(lab, start):
    """A15 in the midst of an upgrade: services, shares, registry and drive C: are new."""
    hung(lab, start)
    lab.advance(start - HOUR)
    services.stop(lab, sites.CHILD, UPGRADE)
    services.remove(lab, sites.CHILD, UPGRADE)
    lab.server(sites.CHILD).update(shares={}, registry={})
    lab.boot_drive(sites.CHILD).remove(sms_ini.NAME)


def receive_busy(lab, start):
    """The hung one with transfers for others: two that came before, and a large one that still grows."""
    hung(lab, start)
    lab.advance(start - 15 * 60)
    untidy.large_package(lab.drive(sites.PARENT), 12, 400000)


def deinstalled_primary(lab, start):
    """A30."""
    lab.advance(start - 2 * HOUR)
    orders.order(lab, 'C9N', 'itself')


_HUNG = 'An upgrade has hung for 26 hours: SMS_UPGRADE_BOOTSTRAP has the main package and waits for the other, '

SCENARIOS = {
    'upgrade-running': ('An upgrade is on its way, 25 minutes old, and nothing is wrong with it.',
                        running),
    'upgrade-begun': ('An upgrade has stood still for some time, but was begun only 2 hours ago.',
                      begun),
    'upgrade-hung': (_HUNG + 'whose job at the parent never ends.', hung),
    'upgrade-restarted': ('An upgrade failed: after 48 hours the old version was started again and '
                          'the parent lists the site as active. Its old job is still there.',
                          restarted),
    'upgrade-files-left': ('An upgrade failed 28 hours ago: Bootstrap was taken away, SCMAN is '
                           'stopped, the box is full of bootstrap files, one of them an order to '
                           'shut down.', files_left),
    'packages-eaten': ('Shutting down six logon servers took so long that the Despooler of the '
                       'secondary ate the main package of the upgrade; Bootstrap waits in vain.',
                       packages_eaten),
    'upgrade-hung-sibling': (_HUNG + 'whose job at the parent never ends; and another secondary of '
                             'the parent is not active.', hung_with_sibling),
    'scman-missing': ('After a failed upgrade the Site Configuration Manager is not installed, nor '
                      'is any other service of SMS.', scman_missing),
    'upgrade-nt-reinstalled': ('Windows NT of the secondary was installed anew in the midst of an '
                               'upgrade: tree and master are there, services, shares and registry '
                               'are not.', nt_reinstalled),
    'sibling-not-active': ('The old version restarted after a failed upgrade. Another was asked for; '
                           'it is pending, for another secondary of the parent is not active.',
                           sibling_not_active),
    'parent-upgrades': (_HUNG + 'which was canceled. The site has an older build: when it is active '
                        'the parent will upgrade it by itself.', parent_upgrades),
    'receive-busy': (_HUNG + 'while packages for others lie in RECEIVE and one is still coming.',
                     receive_busy),
    'primary-deinstalled': ('PREINST /UPGRADE was given the code of the parent itself two hours ago, '
                            'which took its services away.', deinstalled_primary),
}

# Hours that a scenario is laid out before its beginning, where it needs more than the others.
HOURS = {'upgrade-hung': 27, 'upgrade-hung-sibling': 27, 'upgrade-restarted': 52, 'upgrade-files-left': 29, 'scman-missing': 27,
         'upgrade-nt-reinstalled': 27, 'sibling-not-active': 53, 'parent-upgrades': 27,
         'receive-busy': 27, 'packages-eaten': 4}
LOGON_SERVERS = {'packages-eaten': ('NT', 'NT', 'NT', 'NT', 'LM', 'NW')}
