# SPDX-License-Identifier: MIT
"""Hierarchy Manager of the parent: reads .CT2 files and keeps the status of every site.

Its table of sites is the only thing in the model that says whether a site is active.
"""

from . import control_file as cf
from . import layout, logon_servers, packages, services, sites
from .scman import POLLING

NAME = services.HMAN

ACTIVE, PENDING, FAILED, DELETED, UPGRADE = 1, 2, 3, 4, 5
SLOW = 2                            # files of one cycle, while it is slow
IMAGE_MOST = 454000                 # bytes, unless SiteControlImageSize says otherwise (Q255262)
ERRORS = (13, 23, 33, 43, 64)       # detailed status of a step that failed


def new_state(now):
    return {'next': now + 200}


def log(lab, server, text):
    lab.log(server, NAME, text)


def started(lab, server):
    state = lab.server(server)['hman']
    state['next'] = lab.now + 15
    state['idle'] = state.pop('after_reset', False)


def stopped(lab, server):
    log(lab, server, '{1006} INFO: (model) Service is stopping~')


def act(lab, server):
    if not sites.BY_SERVER[server].primary or not services.running(lab, server, NAME):
        return None
    state = lab.server(server)['hman']
    if state.get('idle'):               # after a reset of the site it has to be started once more
        return None
    if lab.now >= state['next']:
        _cycle(lab, server, state)
        state['next'] = lab.now + POLLING[lab.response(server)]
    return state['next']


def set_status(lab, code, status, detail):
    lab.state['sites'][code].update(status=status, detail=detail)


def _cycle(lab, server, state):
    log(lab, server, '{6534} INFO: Beginning processing cycle~')
    log(lab, server, '{6562} INFO: Checking access to SQL Server')
    drive = lab.drive(server)
    most = SLOW if lab.state['faults'].get('hman-slow') else None
    for name in drive.files(layout.SITECFG, '.ct2')[:most]:
        path = layout.SITECFG + '/' + name
        if not lab.locked(server, path) and _read(lab, server, name, drive.read(path)):
            drive.remove(path)
    for code in sorted(lab.state['sites']):
        row = lab.state['sites'][code]
        if row.pop('changed', False):
            _send_down(lab, server, code)
        log(lab, server, '{1000} INFO: (model) Site %s status %d detail %d~'
            % (code, row['status'], row['detail']))
    log(lab, server, '{6354} INFO: Work cycle completed: sleeping %d milliseconds~'
        % (1000 * POLLING[lab.response(server)]))


def _read(lab, server, name, data):
    """True when the file needs no further look. The event texts are the model's."""
    most = lab.registry(server).get(sites.SMS_KEY + '\\Components\\' + services.SCMAN, {}).get(
        'SiteControlImageSize', IMAGE_MOST)
    if len(data or b'') > most:
        log(lab, server, '{1009} ERROR: (model) Event 336: site control image %s of %d bytes is too large~'
            % (name, len(data)))
        return False
    try:
        scf = cf.ControlFile.parse(data or b'')
    except cf.ControlFileError:
        scf = None
    definition = scf.definition if scf else None
    if definition is None:
        log(lab, server, '{1001} ERROR: (model) Event 340: cannot read site control file %s~'
            % name)
        return False
    kind, _, code, origin, stamp, _ = definition
    if kind not in cf.FILE_TYPES:
        log(lab, server, '{1002} ERROR: (model) Event 339: bad type of site control file %s~'
            % name)
        return False
    row = lab.state['sites'].get(code)
    if row is None:
        log(lab, server, '{1003} ERROR: (model) Event 341: site %s is not in the Sites table~'
            % code)
        return True
    if kind == cf.ACTUAL:
        if stamp < row['stamp']:
            log(lab, server, 'Site Control Image in the database is newer, reuse that database '
                'copy.')
            return True
        row['stamp'] = stamp
        if row['status'] == UPGRADE:
            log(lab, server, '{1000} INFO: (model) Site %s status 5 detail 63~' % code)
        set_status(lab, code, ACTIVE, 0)
        row.pop('sending', None)
        if code in sites.SITES:
            row['reported'] = scf.build
        log(lab, server, '{1004} INFO: (model) Event 358: ACTUAL site control image of site %s '
            'received from site %s~' % (code, origin))
        return True
    for section in scf.all('TRANSACTION'):
        word = section.values[0].lower() if section.values else ''
        if word == 'requestnewscfile':
            _send_down(lab, server, code)
        elif word == 'logeventforbootstrap':
            log(lab, server, '{1007} ERROR: (model) Event %s logged for Bootstrap of site %s~'
                % (section.values[2], code))
            if row['status'] == UPGRADE:
                set_status(lab, code, UPGRADE, 64)
    return True


def _send_down(lab, server, code):
    """The wanted state of a site, as a Site Control Job; to itself without a job."""
    if code not in sites.SITES:
        return
    site = sites.SITES[code]
    drive = lab.drive(server)
    image = sites.control_file(code, lab.now, lab.response(site.server),
                               logon=logon_servers.wanted(lab, code)).to_bytes()
    name = lab.digits() + '.CT1'
    if site.server == server:
        drive.write(layout.SITECFG + '/' + name, image)
        return
    own, row = sites.BY_SERVER[server].code, lab.state['sites'][code]
    job, request = lab.job_id(own), lab.request_id(own)
    if row['status'] == ACTIVE:
        row.update(detail=41, sending=[job, request])
    drive.write(layout.RMOTECFG + '/' + name, image)
    drive.write('%s/%s.JOB' % (layout.SCHEDULE, lab.digits()), packages.job({
        'Destination': code, 'Job': job, 'Request': request, 'Type': packages.CONFIG, 'File': name,
        'Box': layout.RMOTECFG, 'Comment': 'Site Control Job for ' + code}))
    log(lab, server, '{1005} INFO: (model) Site Control Job for %s~' % code)
