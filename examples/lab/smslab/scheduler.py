# SPDX-License-Identifier: MIT
"""Scheduler: turns system jobs into a package, an instruction and a send request."""

from . import layout, packages, services, sites
from .scman import POLLING

NAME = 'SMS_SCHEDULER'


def new_state(now):
    return {'next': now + 60}


def log(lab, server, text):
    lab.log(server, NAME, text)


def started(lab, server):
    lab.server(server)['scheduler'] = {'next': lab.now + 20}


def act(lab, server):
    if not services.running(lab, server, services.EXECUTIVE):
        return None
    state = lab.server(server)['scheduler']
    if lab.now >= state['next']:
        _cycle(lab, server)
        state['next'] = lab.now + POLLING[lab.response(server)]
    return state['next']


def _cycle(lab, server):
    log(lab, server, '========  Processing cycle ( %s )  ========~' % lab.stamp())
    drive = lab.drive(server)
    for name in drive.files(layout.SCHEDULE, '.srq'):
        if packages.loops(drive.read(layout.SCHEDULE + '/' + name, 65536)):
            for _ in range(3):          # it would loop for ever; a few records of that will do
                log(lab, server, 'Size mismatch in RoutingInfo record.  Got 0, expected 544.~')
            return
    for name in drive.files(layout.SCHEDULE, '.job'):
        values = packages.read_job(drive.read(layout.SCHEDULE + '/' + name, 65536))
        if values is None or values.get('Hold') or lab.locked(server, layout.SCHEDULE + '/' + name):
            continue
        if _pack(lab, server, values):
            drive.remove(layout.SCHEDULE + '/' + name)
    log(lab, server, '========  Sleeping for %d seconds  ========~'
        % POLLING[lab.response(server)])


def _safe(name):
    """A name that stays inside its directory: jobs may have been written by anyone."""
    return name and not set(name) & set('/\\:*?"<>|') and name not in ('.', '..')


def _pack(lab, server, values):
    """True when the job needs no further try."""
    drive = lab.drive(server)
    name, job = values.get('File', ''), values.get('Job', '')
    request, target = values.get('Request', ''), values.get('Destination', '')
    if not (_safe(name) and _safe(job) and _safe(request)):
        return False
    box = values.get('Box', layout.SITECFG)
    data = drive.read(box + '/' + name)
    if data is None:
        log(lab, server, '~Package source %s does not exist or we failed to access it, '
            'Win32 Error = 2' % name)
        log(lab, server, 'Creation of compressed package file failed!~')
        return True
    own = sites.BY_SERVER[server].code
    address = '%s\\Sites\\%s\\Addresses\\%s' % (sites.SMS_KEY, own, target)
    if target not in sites.SITES or address not in lab.registry(server):
        log(lab, server, '~No address for site %s' % target)
        return False
    log(lab, server, "Creating package file '\\\\%s\\SMS_SHRD\\site.srv\\sender.box\\tosend\\%s.P00'.~"
        % (server, job))
    instruction = packages.instruction((
        ('Type', values.get('Type', '')), ('Site', own),
        ('Extension', values.get('As', name[-4:]))))
    tosend = 'D:\\SMS\\site.srv\\sender.box\\tosend\\'
    records = packages.request([
        (packages.INFO, packages.info(target, job, request[1:])),
        (packages.ADDRESS, '\\\\%s\\SMS_SITE' % sites.SITES[target].server),
        (packages.PACKAGE, tosend + job + '.P00'), (packages.INSTRUCTION, tosend + job + '.I00'),
        (packages.STATUS, packages.PENDING)])
    if not (drive.write(layout.TOSEND + '/%s.P00' % job, packages.pack(data))
            and drive.write(layout.TOSEND + '/%s.I00' % job,
                            packages.pack(instruction))
            and drive.write(layout.OUTBOX + '/%s.SRQ' % request, records)):
        log(lab, server, 'Creation of compressed package file failed!~')
        return False
    drive.remove(box + '/' + name)
    if values.get('Comment'):
        lab.state['jobs'][job] = [values['Comment'], target, request]
    log(lab, server, '~Send Request %s~    Job:        %s  DestSite:  %s~' % (request, job, target))
    if values.get('Type') == packages.CONFIG and name.lower().endswith('.ct2'):
        lab.mark('ct2-left', server)
    return True
