# SPDX-License-Identifier: MIT
"""Scenarios of a .CT2 that stops on its way to the parent, each for one of the documented reasons."""

from . import control_file as cf
from . import hman, layout, logon_servers, packages, scman, sites

HOUR = 3600
PADDING = 7000          # properties that make a control file larger than the parent can hold
AHEAD = 400 * 24 * HOUR


def image(lab, code, stamp, **more):
    return sites.control_file(code, stamp, logon=logon_servers.wanted(lab, code), **more)


def child(lab):
    return lab.drive(sites.CHILD)


def waiting_for_answer(lab):
    """The parent has done its part and waits for the first .CT2."""
    lab.state['sites']['Q7Z'].update(status=hman.PENDING, detail=32, stamp=0)


def first_configuration(lab, change=None):
    """The parent's control file has come; `change` is done to it first."""
    waiting_for_answer(lab)
    scf = image(lab, 'Q7Z', lab.now, comment='First configuration')
    if change:
        scf = scf.edited()
        change(scf)
    child(lab).remove(scman.MASTER)
    child(lab).write(layout.SITECFG + '/_INIT.CT1', scf.to_bytes())


def until(lab, end, come, step=60):
    """Lets the services work until something holds, looked at once a step."""
    while lab.now < end and not come():
        lab.advance(min(lab.now + step, end))
    return lab.now < end


def _arriving(lab):
    return [n for n in lab.drive(sites.PARENT).files(layout.RECEIVE, '.ins')
            if n.upper().endswith('Q7Z.INS')]


# -- at the secondary ------------------------------------------------------------------------------

def ct2_renamed(lab, start):
    lab.server(sites.CHILD)['scman']['job_fails'] = 'renamed'
    first_configuration(lab)


def ct2_not_written(lab, start):
    lab.fault_now('ct2-cannot-be-written', True)
    first_configuration(lab)


def request_damaged(lab, start):
    child(lab).write(layout.SCHEDULE + '/3000BQ7Z.SRQ', packages.request(
        [(packages.INFO, packages.info('C9N', 'Q7Z0000B', '000BQ7Z'))]) + packages.EMPTY_RECORD)
    first_configuration(lab)


def no_address(lab, start):
    keys = lab.registry(sites.CHILD)
    for key in [k for k in keys if k.startswith(sites.SMS_KEY + '\\Sites\\Q7Z\\Addresses\\C9N')]:
        del keys[key]

    def lead_elsewhere(scf):
        for section in scf.all('ADDRESS'):
            section.values[1] = 'X4D'
    first_configuration(lab, lead_elsewhere)


def outbox_closed(lab, start):
    def close(scf):
        for section in scf.all('OUTBOX'):
            if section.values[0] == 'LAN_DEFAULT':
                section.values[3] = '0' * 168
    first_configuration(lab, close)


def instruction_lost(lab, start):
    """Q235837, event 269."""
    lab.fault_now('capacity-0', True)
    first_configuration(lab)
    until(lab, start - HOUR, lambda: child(lab).files(layout.TOSEND, '.p00'))
    for name in child(lab).files(layout.TOSEND, '.p00'):
        child(lab).remove('%s/%s.I00' % (layout.TOSEND, name[:-4]))
    lab.fault_now('capacity-0', False)


def parent_out_of_reach(lab, start):
    lab.fault_now('parent-out-of-reach', True)
    first_configuration(lab)


def parent_disk_full(lab, start):
    lab.fault_now('disk-full-at-parent', True)
    first_configuration(lab)


# -- at the parent ---------------------------------------------------------------------------------

def instruction_locked(lab, start):
    lab.fault_now('sharing-violation', True)
    lab.state['locks'] = [lock for lock in lab.state['locks'] if lock[0] == sites.PARENT]
    first_configuration(lab)


def instruction_of_tomorrow(lab, start):
    first_configuration(lab)
    drive = lab.drive(sites.PARENT)
    until(lab, start - HOUR, lambda: _arriving(lab), 1)
    for name in _arriving(lab):
        path = layout.RECEIVE + '/' + name
        drive.write(path, drive.read(path), lab.now + AHEAD)


def hman_backlog(lab, start):
    lab.fault_now('hman-slow', True)
    drive = lab.drive(sites.PARENT)
    lab.state['sites']['K4R'] = {'status': hman.ACTIVE, 'detail': 0, 'stamp': lab.now - 9 * HOUR}
    data = image(lab, 'Q7Z', lab.now - 9 * HOUR, kind=cf.ACTUAL).to_bytes().replace(b'<Q7Z>', b'<K4R>')
    for number in range(250):
        drive.write('%s/0000%04d.CT2' % (layout.SITECFG, number), data, lab.now + 10 * number)
    first_configuration(lab)


def image_too_large(lab, start):
    def grow(scf):
        at = scf.sections.index(scf.first('PROPERTY'))
        scf.sections[at:at] = [cf.Section('PROPERTY', [
            'Model property that no one asked for %05d' % number, '', '', str(number)])
            for number in range(PADDING)]
    first_configuration(lab, grow)


SCENARIOS = {
    'ct2-renamed': ('SCMAN could make no job for its .CT2 (event 214) and renamed it; the name is the '
                    'model\'s.', ct2_renamed),
    'ct2-not-written': ('The disk of the secondary is full: SCMAN cannot write its .CT2 (event 213).',
                        ct2_not_written),
    'request-damaged': ('A send request with a record of length 0 lies in SCHEDULE.BOX: the Scheduler '
                        'reads it over and over and comes to nothing else.', request_damaged),
    'no-address': ('Neither registry nor control file of the secondary have an address of its parent: '
                   'its job waits.', no_address),
    'outbox-closed': ('The outbox to the parent is closed at all hours.', outbox_closed),
    'instruction-lost': ('The instruction of the packed .CT2 is gone from TOSEND.', instruction_lost),
    'parent-out-of-reach': ('The sender has tried for hours: the share of the parent does not answer.',
                            parent_out_of_reach),
    'parent-disk-full': ('The disk of the parent is full: the sender cannot write there.',
                         parent_disk_full),
    'instruction-locked': ('The .CT2 has come to the parent; its instruction was still open when the '
                           'Despooler looked (error 32), and was given up.', instruction_locked),
    'instruction-of-tomorrow': ('The instruction that came to the parent is dated more than a year '
                                'ahead: the Despooler leaves it until then.', instruction_of_tomorrow),
    'hman-backlog': ('The .CT2 lies at the parent behind hundreds of others.', hman_backlog),
    'image-too-large': ('The .CT2 lies at the parent and is larger than its database takes.',
                        image_too_large),
}
