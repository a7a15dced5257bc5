# SPDX-License-Identifier: MIT
"""The states a model can begin in.

Every scenario is first laid out some hours before its start and then lived through by the model
itself, so that logs, times and files agree with each other.
"""

import os
import textwrap

from . import control_file as cf
from . import (clients, despooler, hman, ids, inventory, layout, logon_servers, logs, maintman,
               packages, ruins, scheduler, scman, sender, services, sites, sms_ini, stuck, untidy, upgrades)

HOUR = 3600
BEFORE = 3 * HOUR

README = """\
This directory holds a MODEL of two sites of Microsoft Systems Management Server 1.x.
It is not SMS. It was laid out by smssite-lab, scenario "{scenario}":

{story}

  EDGE7/      drive D: of EDGE7, site server of the secondary site Q7Z "Edge"
  PRIME9/     drive D: of PRIME9, site server of its parent, the central site C9N
  EDGE7-C/    drive C: of EDGE7, with SMS.INI; PRIME9-C/ likewise
{servers}  clients/    SMS.INI of every client machine, if there are any
  evidence/   what one would collect at both: services, registry, the parent's list of sites
  q7z.ini     a profile of Q7Z: it tells smssite where all of this lies
  lab.json    the state of the model; its clock is virtual and moves only when it is told to
  runner      ./runner SERVER WORD...   obeys a command line at a server
  waiter      ./waiter SECONDS          lets the services work that long, prints the new time

Times are GMT, in the logs as well. Wording of log lines and events that no public source shows
is the model's own, and so are the formats of jobs, packages, instructions and send requests.
"""

LAID_OUT = {'NT': 'drive D: of a Windows NT logon server of Q7Z',
            'LM': 'drive D: of a LAN Manager logon server of Q7Z',
            'NW': 'volume SYS: of a NetWare logon server of Q7Z'}


def before(scenario):
    """Seconds that a scenario is laid out before its beginning."""
    return upgrades.HOURS[scenario] * HOUR if scenario in upgrades.HOURS else BEFORE


def empty_state(scenario, start):
    return {'format': 1, 'model': 'smssite-lab models SMS, it is not SMS', 'scenario': scenario,
            'start': start, 'now': start - before(scenario), 'asked': start, 'serial': 0, 'faults': {},
            'locks': [], 'marks': {}, 'plans': [], 'jobs': {}, 'sites': {}, 'servers': {}, 'logon': [],
            'ids': ids.new_state(), 'clients': clients.new_state()}


def build(lab, name, start, kinds):
    """`kinds` are those of the logon servers; None for what the scenario has."""
    story, live = SCENARIOS[name]
    _base(lab, start, LOGON_SERVERS.get(name, ()) if kinds is None else kinds)
    live(lab, start)
    lab.advance(start)
    for server in sites.BY_SERVER:
        lab.drive(server).make_dir('')
        lab.boot_drive(server).make_dir('')
    _own_files(lab, name, story)


KIND_WORDS = {'NT': 'nt', 'LM': 'lanman', 'NW': 'netware'}


def _profile(lab):
    lines = ['; A profile of the secondary of a model of two sites, not of a real one.',
             '[site]', 'tree = EDGE7',
             'boot-drive = EDGE7-C', 'registry = evidence/EDGE7.reg',
             'services = evidence/EDGE7-sc.txt', 'liveness = live', 'parent = PRIME9',
             'site-list = evidence/site-list.txt']
    for found in lab.state['logon']:
        server = found['name']
        lines += ['', '[logon server %s]' % server, 'kind = ' + KIND_WORDS[found['kind']],
                  'domain = ' + logon_servers.domain(lab, server), 'tree = ' + server]
        if found['kind'] == 'NT':
            lines += ['registry = evidence/%s.reg' % server,
                      'services = evidence/%s-sc.txt' % server]
    return '\n'.join(lines) + '\n'


# They are started for every look of a wait: without modules of the machine (-S), and compiled once, beside the model.
PROGRAM = """\
#!/usr/bin/python3 -IS
# Part of a model of SMS sites made by smssite-lab; not SMS.
import os
import sys

directory = os.path.dirname(os.path.abspath(__file__))
sys.pycache_prefix = os.path.join(directory, '.compiled')
sys.path.insert(0, {here!r})
from smslab import cli

sys.exit(cli.{name}(directory, sys.argv[1:]))
"""


def _own_files(lab, name, story):
    text = README.format(scenario=name, story=textwrap.fill(story, 88, initial_indent='  ',
                                                            subsequent_indent='  '),
                         servers=''.join('  %-11s %s\n' % (e['name'] + '/', LAID_OUT[e['kind']])
                                         for e in lab.state['logon']))
    lab.write_own('README.txt', text.encode('ascii'))
    lab.write_own('q7z.ini', _profile(lab).encode('ascii'))
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for program in ('runner', 'waiter'):
        lab.write_own(program, PROGRAM.format(here=here, name=program).encode('ascii'))
        os.chmod(os.path.join(lab.directory, program), 0o755)


def _base(lab, start, kinds):
    """Two sites at rest: trees, masters, registries, services, and the usual mess."""
    now = lab.now
    installed = now - 90 * 24 * HOUR
    lab.state['logon'] = [{'name': name, 'kind': kind, 'on': True, 'wanted': True}
                          for name, kind in logon_servers.named(kinds)]
    first_range = lab.base36(max(2, len(kinds) + 1), 2)
    for code, site in sites.SITES.items():
        drive = lab.drive(site.server)
        layout.build(drive, site, installed)
        lab.boot_drive(site.server).write(sms_ini.NAME, sms_ini.machine(
            site.server, code + '00000', code, site.domain, site.server), installed)
        stamp = now - 2 * 24 * HOUR
        drive.write(scman.MASTER, _image(lab, code, stamp), stamp + 200)
        lab.state['servers'][site.server] = {
            'services': {}, 'registry': sites.registry(code, first_range), 'response': 2,
            'shares': dict(scman.site_shares()), 'scman': scman.new_state(now),
            'maintman': maintman.new_state(now), 'scheduler': scheduler.new_state(now),
            'sender': sender.new_state(now), 'despooler': despooler.new_state(now),
            'hman': hman.new_state(now), 'inventory': inventory.new_state(now)}
        for service in [services.SCMAN] + services.wanted(site.server):
            services.install(lab, site.server, service)
            services.table(lab, site.server)[service]['state'] = 'running'
        lab.state['sites'][code] = {'status': hman.ACTIVE, 'detail': 0, 'stamp': stamp}
        scman.log(lab, site.server, '~Service is starting')
    untidy.secondary(lab.drive(sites.CHILD), start)
    untidy.primary(lab.drive(sites.PARENT), start)
    logon_servers.lay(lab, installed)
    scman.add_domains(lab, sites.CHILD, 'Q7Z', [logon_servers.domain(lab, e['name'])
                                                for e in lab.state['logon']])
    for found in lab.state['logon']:
        untidy.logon_server(lab.drive(found['name']), start)
    for server in lab.state['servers']:
        ids.remember(lab, server, lab.drive(server).files(layout.SMSID, '.uid')[0])


def _image(lab, code, stamp, **more):
    return stuck.image(lab, code, stamp, **more).to_bytes()


# -- scenarios -----------------------------------------------------------------------------------

def _healthy(lab, start):
    pass


def _lose_the_answer(lab):
    """The .CT2 is gone before the Scheduler comes to pack it: its job fails."""
    lab.advance(lab.now + HOUR, 'ct2-written')
    lab.advance(lab.now + 5)
    for name in stuck.child(lab).files(layout.SITECFG, '.ct2'):
        stuck.child(lab).remove(layout.SITECFG + '/' + name)


def _no_ct2(lab, start):
    stuck.first_configuration(lab)
    _lose_the_answer(lab)


def _ct2_not_leaving(lab, start):
    lab.advance(start - 70 * 60)
    lab.server(sites.CHILD)['scman']['job_fails'] = True
    stuck.first_configuration(lab)


def _scman_hung(lab, start):
    stuck.first_configuration(lab)
    _lose_the_answer(lab)
    lab.advance(start - 40 * 60)
    lab.fault_now('scman-hung', True)
    lab.advance(start - 30 * 60)
    stuck.child(lab).write(layout.SITECFG + '/04711234.CT1', _image(lab, 'Q7Z', lab.now))


def _sender_capacity_0(lab, start):
    lab.fault_now('capacity-0', True)
    stuck.first_configuration(lab)


def _rejected_ct1(lab, start):
    stuck.waiting_for_answer(lab)
    scf = cf.ControlFile.parse(_image(lab, 'Q7Z', lab.now - HOUR)).edited()
    scf.sections = [s for s in scf.sections if s.keyword != 'DOMAIN']
    stuck.child(lab).write(scman.MASTER, scf.to_bytes(), lab.now - HOUR)


def _bootstrap_left_over(lab, start):
    began = start - 30 * HOUR
    lab.state['sites']['Q7Z'].update(status=hman.UPGRADE, detail=62)
    scman.shut_down(lab, sites.CHILD, itself=True)
    services.install(lab, sites.CHILD, services.UPGRADE_BOOTSTRAP)
    services.table(lab, sites.CHILD)[services.UPGRADE_BOOTSTRAP]['state'] = 'running'
    lab.server(sites.CHILD)['boot'] = {'since': began, 'next': lab.now, 'what': 'upgrade',
                                        'received': [1]}
    drive = stuck.child(lab)
    for text, after in (('~Service is starting', 0), ('~Site shutdown requested', 40),
                        ('~Site shut down', 700), ('~Received BOOTSTRP.PK1', 2400)):
        logs.append(drive, services.UPGRADE_BOOTSTRAP, text, began + after)
    drive.remove('SCMAN.LOG')
    logs.append(drive, scman.NAME, '~Transaction Shutdown', began + 50)
    logs.append(drive, scman.NAME, '~Service is stopping', began + 690)
    drive.write('SMS/BOOTSTRP.PK1', packages.pack(b'main package of a model site\r\n'), began + 2400)
    image = _image(lab, 'Q7Z', began, comment='First configuration')
    drive.write(layout.SITECFG + '/_INIT.CT1', image[:len(image) // 2], began + 3000)
    drive.write(layout.RECEIVE + '/1_0B7C9N.PCK', packages.pack(b'main package'), began + 3100)


def _parent_inbox_not_read(lab, start):
    stuck.waiting_for_answer(lab)
    lab.advance(start - 2 * HOUR)
    lab.fault_now('hman-stopped', True)
    stuck.first_configuration(lab)


def _moves_by_itself(lab, start):
    stuck.waiting_for_answer(lab)
    state = lab.server(sites.CHILD)['scman']
    state['last_report'] = start - 24 * HOUR + 300
    state['next'] = start + 600


def _two_candidates(lab, start):
    lab.fault_now('disk-full-at-parent', True)
    stuck.first_configuration(lab)
    drive = stuck.child(lab)
    drive.write(layout.SITEREP + '/00000077.MIF', b'model inventory\r\n' * 40)
    drive.write(layout.SCHEDULE + '/00000018.JOB', packages.job(
        {'Destination': 'C9N', 'Job': lab.job_id('Q7Z'), 'Request': lab.request_id('Q7Z'),
         'Type': packages.INVENTORY, 'File': '00000077.MIF', 'Box': layout.SITEREP}))


_REBUILD = ('An upgrade of the secondary failed: its services were removed, then its programs and '
            'SYSTEM.MAP. Clients still come for ids to every logon server.')

SCENARIOS = {
    'healthy': ('Both sites are at rest and the parent lists the secondary as active.', _healthy),
    'no-ct2': ('The parent waits at "Phase 4 Complete"; at the secondary all services run, its box '
               'holds the master alone: the .CT2 was lost when its job failed.', _no_ct2),
    'ct2-not-leaving': ('A .CT2 has been in the box of the secondary for over half an hour: no job '
                        'could be made for it (event 214).', _ct2_not_leaving),
    'scman-hung': ('A .CT1 waits, the Site Configuration Manager runs and writes nothing since it '
                   'went to enumerate user groups.', _scman_hung),
    'sender-capacity-0': ('The .CT2 is packed and stays: the LAN sender may send 0 requests at '
                          'once.', _sender_capacity_0),
    'rejected-ct1': ('The parent waits; the master lists no domains and would be refused if it '
                     'were put in again (code 715).', _rejected_ct1),
    'bootstrap-left-over': ('An upgrade has hung for 30 hours: only SMS_UPGRADE_BOOTSTRAP is left, '
                            'with half of what it should have received.', _bootstrap_left_over),
    'parent-inbox-not-read': ('The .CT2 has come to the parent and lies there: the Hierarchy '
                              'Manager is stopped.', _parent_inbox_not_read),
    'moves-by-itself': ('The parent waits; ten minutes from now the next watchdog cycle writes '
                        'the .CT2 that is missing.', _moves_by_itself),
    'two-candidates': ('The parent has no disk space. Two packed jobs wait for it, and either '
                       'could carry the .CT2.', _two_candidates),
    'rebuild-nt': (_REBUILD, ruins.failed_upgrade),
    'rebuild-mixed': (_REBUILD + ' They run Windows NT, LAN Manager and NetWare.',
                      ruins.failed_upgrade),
    'nt-reinstalled': ('Windows NT of the secondary was installed anew: its tree is there, but no '
                       'service, no share, no registry of SMS, and a new drive C:.',
                       ruins.nt_reinstalled),
    'services-lost': ('The service keys of the secondary are gone; its tree, its shares and the '
                      'registry of SMS are whole.', ruins.services_lost),
    'half-restored': ('The secondary came back from a backup some hours old, without services and '
                      'shares, without its master and SMS.INI; its .UID file is that of the '
                      'backup.', ruins.half_restored),
    'half-removed': ('Someone began to remove the secondary by hand: part of the tree and two '
                     'services are left, the parent has forgotten the site.', ruins.half_removed),
    'site-never-built': ('A new secondary whose tree was begun and not built: the administrative share '
                         'of its drive is missing, so there are no services and no shares.',
                         ruins.never_built),
}
SCENARIOS.update(stuck.SCENARIOS)
SCENARIOS.update(upgrades.SCENARIOS)

# Kinds of the logon servers of the secondary beside its site server, where a scenario has any.
LOGON_SERVERS = {'rebuild-nt': ('NT',), 'rebuild-mixed': ('NT', 'LM', 'NW'),
                 'nt-reinstalled': ('NT',), 'half-restored': ('NT',)}
LOGON_SERVERS.update(upgrades.LOGON_SERVERS)
