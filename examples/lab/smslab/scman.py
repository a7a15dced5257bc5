# SPDX-License-Identifier: MIT
"""Site Configuration Manager: reads .CT1 files, keeps the master, answers with a .CT2.

The stages are those of the documented watchdog cycle. What a stage takes in seconds, and the words
of log lines that no source shows, are the model's.
"""

import os

from . import control_file as cf
from . import ids, layout, logon_servers, packages, services, sites, sms_ini

NAME = services.SCMAN
MASTER = layout.MASTER

SHUTDOWN, SHUTDOWN_DONE = 'SHUTDOWN.CT1', 'SHUTDOWN.CT2'     # the second name is the model's
EACH_SERVER = 240       # seconds it takes to take the services of one logon server away

READ_AFTER = 2          # a new .CT1 wakes it at once
STAGES = (('stage1', 3), ('stage2', 10), ('stage3', 25), ('stage4', 40), ('job', 42))
POLLING = {1: 60, 2: 300, 3: 900, 4: 1800}


def new_state(now):
    return {'hung': False, 'steps': [], 'image': None, 'ct1': None, 'retry': 0, 'next': now + 7200,
            'last_report': now, 'report_due': False, 'job_fails': False}


def log(lab, server, text):
    lab.log(server, NAME, text)


def event(lab, server, number, error, thing, code):
    log(lab, server, 'Event %d logged with error %d and object (%s); GetLastError %d; '
        'SiteConfig Mgr code %d.' % (number, error, thing, error, code))


def identification(lab, server):
    """The registry's word on which site this is; empty where it was never set up."""
    return lab.registry(server).get(sites.SMS_KEY + '\\Identification', {})


def intervals(lab, server):
    """(watchdog, report) in seconds, from the registry."""
    key = lab.registry(server).get(sites.SMS_KEY + '\\Components\\' + NAME, {})
    minutes = [key.get('Watchdogging Interval', 120),
               key.get('Site Configuration Reporting Interval', 1440)]
    return [60 * m if isinstance(m, int) and m > 0 else 7200 for m in minutes]


def state_of(lab, server):
    return lab.server(server)['scman']


def started(lab, server):
    """The service has been started: it looks for its map and its master before all else."""
    state = state_of(lab, server)
    state.update(image=None, ct1=None, retry=0, job_fails=False)
    log(lab, server, '~Service is starting')
    state['steps'] = [[lab.now + 3, 'startup', ''], [lab.now + 8, 'stage2', ''],
                     [lab.now + 20, 'stage3', ''], [lab.now + 30, 'stage4', ''],
                     [lab.now + 32, 'job', '']]
    state['next'] = lab.now + intervals(lab, server)[0]


def stopped(lab, server):
    state = state_of(lab, server)
    state.update(hung=False, steps=[], image=None)
    log(lab, server, '~Service is stopping')


def act(lab, server):
    if not services.running(lab, server, NAME):
        return None
    state = state_of(lab, server)
    while state['steps'] and not state['hung'] and state['steps'][0][0] <= lab.now:
        _, step, argument = state['steps'].pop(0)
        STEPS[step](lab, server, state, argument)
    if state['hung']:
        return None
    if state['steps']:
        return state['steps'][0][0]
    waiting = lab.drive(server).files(layout.SITECFG, '.ct1')
    if waiting and lab.now >= state['retry']:
        state['steps'] = [[lab.now + READ_AFTER, 'take', waiting[0]]]
        return state['steps'][0][0]
    if lab.now >= state['next']:
        watchdog(lab, server, False)
        return state['steps'][0][0]
    return min(state['next'], state['retry']) if waiting else state['next']


def watchdog(lab, server, report):
    """A cycle without a control file; stage 4 only when a report is due, asked for or not."""
    state = state_of(lab, server)
    every, reporting = intervals(lab, server)
    state['next'] = lab.now + every
    if report or lab.now - state['last_report'] >= reporting:
        state['report_due'] = True
    log(lab, server, '~Watchdog cycle started')
    state['steps'] = [[lab.now + 1, 'startup', ''], [lab.now + 5, 'stage2', ''],
                     [lab.now + 15, 'stage3', ''], [lab.now + 25, 'stage4', ''],
                     [lab.now + 27, 'job', '']]


def hang(lab, server):
    """The documented hang: the last record is the one on user groups, then nothing."""
    state = state_of(lab, server)
    state['hung'] = True
    state['steps'] = []
    domain = sites.BY_SERVER[server].domain
    log(lab, server, domain + ' user groups will be enumerated.')


# -- steps ---------------------------------------------------------------------------------------

def _startup(lab, server, state, _):
    drive = lab.drive(server)
    if not drive.is_file(layout.ROOT + '/SYSTEM.MAP'):
        event(lab, server, 237, 2, 'D:\\SMS\\SYSTEM.MAP', 7408)
    known = identification(lab, server)
    if drive.is_file(MASTER) and known.get('Site Code'):
        log(lab, server, '~Found the master site control file')
        return
    if drive.files(layout.SITECFG, '.ct1'):
        state['steps'] = []              # what waits there comes first
        return
    if not drive.is_dir(layout.SITECFG) or not known.get('Site Code'):
        event(lab, server, 209, 2, 'Identification', 7110)
        state['steps'] = []
        return
    event(lab, server, 242, 2, 'SITECTRL.CT0', 7107)
    if any(b'RequestNewSCFile' in (drive.read(layout.SITECFG + '/' + name) or b'')
           for name in drive.files(layout.SITECFG, '.ct2')):
        state['steps'] = [[lab.now + 2, 'job', '']]      # asked already; it may still want a job
        return
    site = sites.BY_SERVER[server]
    request = cf.transactions_file(cf.TRANSACTIONS, 'Master site control file not found',
                                   site.code, site.code, lab.now, [('RequestNewSCFile', 0, '')])
    state['steps'] = []
    _send(lab, server, state, request.to_bytes(), 'RequestNewSCFile')


def _take(lab, server, state, name):
    drive = lab.drive(server)
    path = layout.SITECFG + '/' + name
    if not drive.is_file(path):
        return                                  # moved away before it was read
    if lab.locked(server, path):
        log(lab, server, '~Cannot open %s, Win32 Error = 32' % name)
        state['retry'] = lab.now + POLLING[lab.response(server)]
        return
    data = drive.read(path)
    known = identification(lab, server)
    code = cf.reject_code(data, known.get('Site Code'), known.get('Installation Directory'))
    if code:
        stem = os.path.splitext(name)[0]
        if not drive.rename(path, '%s.%d' % (stem, code)):
            state['retry'] = lab.now + POLLING[lab.response(server)]
        event(lab, server, 211, 0, 'D:\\SMS\\site.srv\\sitecfg.box\\%s.%d' % (stem, code), code)
        return
    log(lab, server, '~Processing site control file ' + name)
    state.update(image=data.decode('latin-1'), ct1=name)
    scf = cf.ControlFile.parse(data)
    if scf.definition[0] in cf.LOCAL_TRANSACTIONS + (cf.TRANSACTIONS,):
        _obey(lab, server, state, scf)
        return
    state['steps'] = [[lab.now + after, step, ''] for step, after in STAGES]


def _obey(lab, server, state, scf):
    """One-time instructions. Those the model has no use for are taken and forgotten. That a Shutdown
    stays in the box until it is carried out is the model's reading of a file that lies there long."""
    words = [section.values[0] for section in scf.all('TRANSACTION')]
    state['image'] = None
    if 'shutdown' in (word.lower() for word in words):
        log(lab, server, '~Transaction Shutdown')
        others = logon_servers.of_site(lab, server)[1:]
        state['steps'] = [[lab.now + EACH_SERVER * at, 'clear', other]
                          for at, other in enumerate(others, 1)]
        state['steps'].append([lab.now + EACH_SERVER * len(others) + 20, 'end', ''])
        return
    lab.drive(server).remove(layout.SITECFG + '/' + state['ct1'])
    for name in words:
        word = name.lower()
        log(lab, server, '~Transaction ' + name)
        if word == 'deinstallsite':
            shut_down(lab, server, itself=True)
            return
        if word in ('triggerwatchdog', 'triggerwatchdogheartbeat'):
            watchdog(lab, server, word.endswith('heartbeat'))


def shut_down(lab, server, itself):
    """Stops and removes the services of the site; at an upgrade the service itself as well."""
    for name in services.wanted(server):
        if name in services.table(lab, server):
            log(lab, server, '~Service %s is stopped and removed' % name)
            if services.running(lab, server, name):
                services.stop(lab, server, name)
            services.remove(lab, server, name)
    for other in logon_servers.of_site(lab, server)[1:]:
        if logon_servers.within_reach(lab, other):
            logon_servers.remove_services(lab, other)
    if itself:
        services.stop(lab, server, NAME)
        services.remove(lab, server, NAME)
    else:
        key = lab.registry(server).get(sites.SMS_KEY + '\\Components\\' + NAME, {})
        delay = key.get('Restart After Shutdown Delay', 5)
        state = state_of(lab, server)
        state['steps'] = []
        state['next'] = lab.now + 60 * (delay if isinstance(delay, int) else 5)


def _clear(lab, server, state, other):
    """A shutdown has come to one logon server."""
    if logon_servers.within_reach(lab, other):
        logon_servers.remove_services(lab, other)
        log(lab, server, '~Services at logon server %s are stopped and removed' % other)
    else:
        event(lab, server, 221, 53, other, 7404)


def _end(lab, server, state, _):
    """The shutdown has come to the site server itself; this service goes last."""
    drive, code = lab.drive(server), sites.BY_SERVER[server].code
    drive.remove(layout.SITECFG + '/' + state['ct1'])
    drive.write(layout.SITECFG + '/' + SHUTDOWN_DONE, cf.transactions_file(
        cf.LOCAL_TRANSACTIONS[0], 'Shutdown done', code, code, lab.now,
        [('ShutdownAck', 0, '')]).to_bytes())
    shut_down(lab, server, itself=True)


def _stage1(lab, server, state, _):
    scf = cf.ControlFile.parse(state['image'])
    account = scf.account
    site = sites.BY_SERVER[server]
    known = identification(lab, server)
    if not known.get('Site Code'):
        _first_registry(lab, server, site.code)
    elif known.get('Parent Site Code', '').upper() != account[2].upper():
        event(lab, server, 226, 0, account[2], 7202)
    lab.registry(server)[sites.SMS_KEY + '\\Identification'].update({
        'Site Code': account[1], 'Parent Site Code': account[2], 'Site Server': account[3],
        'Site Server Domain': account[4], 'Installation Directory': account[6]})
    polling = POLLING.get(scf.number('Service Response', 2), 300)
    lab.server(server)['response'] = scf.number('Service Response', 2)
    lab.registry(server)[sites.SMS_KEY + '\\Components\\' + NAME]['Watchdogging Interval'] = \
        24 * polling // 60
    drive = lab.drive(server)
    drive.write(MASTER, state['image'].encode('latin-1'))
    drive.remove(layout.SITECFG + '/' + state['ct1'])
    add_domains(lab, server, account[1], [s.values[0] for s in scf.all('DOMAIN') if s.values])
    state['report_due'] = True
    log(lab, server, '~Identification of site %s written to the registry' % account[1])


def add_domains(lab, server, code, names):
    """Keys and master directories of domains the site did not have before."""
    for name in names:
        key = '%s\\Sites\\%s\\Domains\\%s' % (sites.SMS_KEY, code, name)
        if key not in lab.registry(server):
            lab.registry(server)[key] = {'Role': 2}
        for path in layout.domain_directories(name):
            if not lab.drive(server).is_dir(path):
                lab.drive(server).make_dir(path)


def _first_registry(lab, server, code):
    """The keys of a site that was not there before. Ids begin at range 00, unless SMS.INI keeps where
    a site of the same code left off, or someone has put a value into the registry already."""
    known = (ids.next_range(lab, server),
             sms_ini.get(lab.boot_drive(server).read(sms_ini.NAME), *ids.SAVED).upper())
    found = next((n for n in known if ids.is_id(n) and n[:3] == code), code + '00000')
    for key, values in sites.registry(code).items():
        lab.registry(server).setdefault(key, {}).update(values)
    lab.registry(server)[ids.KEY][ids.VALUE] = found


def save_next_range(lab, server):
    """What a removal leaves in SMS.INI for the next site of the same code on this server."""
    first = ids.next_range(lab, server)
    if not ids.is_id(first):
        return
    drive = lab.boot_drive(server)
    data = sms_ini.with_value(drive.read(sms_ini.NAME), *ids.SAVED, first)
    if not drive.write(sms_ini.NAME, data):
        event(lab, server, 241, 5, '%s = %s' % (ids.SAVED[1], first), 7105)


def _stage2(lab, server, state, _):
    domain = sites.BY_SERVER[server].domain
    log(lab, server, '~Domain (%s) user groups previously enumerated' % domain)
    log(lab, server, 'Server %s has %d shares' % (server, len(lab.server(server)['shares'])))
    log(lab, server, 'Server %s status Active role 0x12' % server)
    for other in logon_servers.of_site(lab, server)[1:]:
        if not logon_servers.switched_on(lab, other):
            event(lab, server, 221, 53, other, 7404)
            continue
        log(lab, server, 'Server %s has %d shares' % (other, len(lab.server(other)['shares'])))
        for share in logon_servers.foreign_shares(lab, other):
            event(lab, server, 236, 0, '\\\\%s\\%s' % (other, share), 7412)
        there = lab.drive(other).is_dir(layout.LOGON)
        log(lab, server, 'Server %s status %s role 0x12'
            % (other, 'Active' if there else 'Pending Install'))


def _stage3(lab, server, state, _):
    drive = lab.drive(server)
    mapped = drive.is_file(layout.ROOT + '/SYSTEM.MAP')
    for share, path in site_shares().items():
        if drive.is_dir(path):
            lab.server(server)['shares'].setdefault(share, path)
    for name in services.wanted(server):
        entry = services.table(lab, server).get(name)
        if entry is None:
            if not mapped:
                event(lab, server, 225, 2, name, 7408)
                continue
            services.install(lab, server, name)
            services.start(lab, server, name)
            log(lab, server, '~Service %s installed and started' % name)
            state['report_due'] = True
        elif entry['state'] != 'running' and not entry.get('held'):
            services.start(lab, server, name)
            log(lab, server, '~Service %s started' % name)


    for other in logon_servers.of_site(lab, server)[1:]:
        if logon_servers.switched_on(lab, other) and logon_servers.complete(lab, server, other):
            log(lab, server, '~Logon server %s installed' % other)
            state['report_due'] = True


def site_shares():
    return dict(logon_servers.shares(), SMS_SITE=layout.RECEIVE)


def _stage4(lab, server, state, _):
    drive = lab.drive(server)
    if not state['report_due']:
        return
    source = state['image'].encode('latin-1') if state['image'] else drive.read(MASTER)
    if cf.reject_code(source):
        return
    site = sites.BY_SERVER[server]
    actual = cf.ControlFile.parse(source).edited()
    actual.sections = [s for s in actual.sections if s.keyword != 'TRANSACTION']
    actual.first('FILE_DEFINITION').values = [
        str(cf.ACTUAL), 'Actual state of site ' + site.code, site.code, site.code, str(lab.now),
        '0']
    state['image'] = None
    if _send(lab, server, state, actual.to_bytes(), 'ACTUAL'):
        state['report_due'] = False
        state['last_report'] = lab.now


def _send(lab, server, state, data, what):
    """Writes a .CT2; the step `job` gives it to the Scheduler, or HMAN finds it at a primary."""
    name = lab.digits() + '.CT2'
    full = server == sites.CHILD and lab.state['faults'].get('ct2-cannot-be-written')
    if full or not lab.drive(server).write(layout.SITECFG + '/' + name, data):
        event(lab, server, 213, 112, name, 7112)
        return False
    log(lab, server, '~Wrote site control file %s (%s)' % (name, what))
    lab.mark('ct2-written', server)
    if not any(step == 'job' for _, step, _ in state['steps']):
        state['steps'].append([lab.now + 2, 'job', ''])
    return True


def _job(lab, server, state, _):
    """A system job to the parent for every .CT2 that has none yet."""
    site = sites.BY_SERVER[server]
    if site.primary:
        return
    drive = lab.drive(server)
    under_way = set()
    for name in drive.files(layout.SCHEDULE, '.job'):
        values = packages.read_job(drive.read(layout.SCHEDULE + '/' + name))
        if values:
            under_way.add(values.get('File', '').upper())
    for name in drive.files(layout.SITECFG, '.ct2'):
        if name.upper() in under_way:
            continue
        job = packages.job({'Destination': site.parent, 'Job': lab.job_id(site.code),
                            'Request': lab.request_id(site.code), 'Type': packages.CONFIG,
                            'File': name})
        if state['job_fails'] or not drive.write(layout.SCHEDULE + '/%s.JOB' % lab.digits(), job):
            event(lab, server, 214, 112, 'D:\\SMS\\site.srv\\sitecfg.box\\' + name, 7113)
            if state['job_fails'] == 'renamed':
                drive.rename(layout.SITECFG + '/' + name, name[:-4] + '.BAD')
            continue
        log(lab, server, '~Created a system job to site %s for %s' % (site.parent, name))


STEPS = {'clear': _clear, 'end': _end, 'startup': _startup, 'take': _take, 'stage1': _stage1, 'stage2': _stage2,
         'stage3': _stage3, 'stage4': _stage4, 'job': _job}
