# SPDX-License-Identifier: MIT
"""What the parent orders for a site - upgrade, creation, removal - and how far it has come with it.

The order of the steps and the status shown meanwhile are documented, the seconds between them are
the model's. At an upgrade main package and control package travel as system jobs of the Scheduler;
at a creation, where there is no RECEIVE yet, they come to Bootstrap in fixed times.
"""

import os

from . import hman, layout, logon_servers, packages, services, sites

AGAIN = 300             # until what could not be done, or is not done yet, is looked at again
NOTICED = 300           # until HMAN draws its conclusion from the build number of a site

# Steps of an order: name, seconds until the next.
ORDERS = {
    'upgrade': (('all-active', 30), ('bootstrap', 900), ('main-package', 300),
                ('control-package', 0)),
    'create': (('bootstrap', 120), ('main-package', 600), ('control-package', 0)),
    'deinstall': (('bootstrap', 120), ('removed', 0)),
    'itself': (('bootstrap', 0),),
}
STATUS = {'upgrade': hman.UPGRADE, 'create': hman.PENDING, 'itself': hman.UPGRADE}
# Detailed status of a step is one of these plus 1 begun, 2 done, 3 failed.
DETAILS = {'bootstrap': 10, 'main-package': 20, 'control-package': 30}
COMMENTS = {'main-package': 'Site Install Job for ', 'control-package': 'Site Control Job for '}
FIRST = {'upgrade': (hman.UPGRADE, 61), 'create': (hman.PENDING, 100),
         'deinstall': (hman.DELETED, 51), 'itself': (hman.UPGRADE, 62)}


def order(lab, code, what):
    """Takes an order. An upgrade of a site that is not active waits until it is."""
    lab.state['plans'].append({'site': code, 'what': what, 'step': 0, 'at': lab.now + 30,
                               'begun': False, 'job': None})
    row = lab.state['sites'].setdefault(code, {'status': 0, 'detail': 0, 'stamp': 0})
    if what != 'upgrade' or row['status'] == hman.ACTIVE:
        row.update(zip(('status', 'detail'), FIRST[what]))
    lab.changed()


def _noticed(lab, code, row, build):
    """HMAN has read which build a site reports: an older one is upgraded without being asked."""
    if sites.SITES[code].parent and build.isdigit() and int(build) < int(sites.BUILD) \
            and not any(plan['site'] == code for plan in lab.state['plans']):
        row['upgrade_at'] = lab.now + NOTICED


def act(lab, server):
    if not sites.BY_SERVER[server].primary or not services.running(lab, server, services.HMAN) \
            or not services.running(lab, server, services.EXECUTIVE):
        return None
    due = []
    for code, row in sorted(lab.state['sites'].items()):
        if 'reported' in row:
            _noticed(lab, code, row, row.pop('reported'))
        if row.get('upgrade_at', lab.now + 1) <= lab.now:
            del row['upgrade_at']
            if any(plan['site'] == code for plan in lab.state['plans']):
                continue            # it was ordered meanwhile
            hman.log(lab, server, '{1020} INFO: (model) Site %s reports an older build, its '
                     'upgrade is required~' % code)
            order(lab, code, 'upgrade')
        if row['detail'] == 41 and not under_way(lab, server, *row['sending']):
            row['detail'] = 42              # new properties have gone down; 0 when the site answers
        due += [row['upgrade_at']] if 'upgrade_at' in row else []
    for plan in list(lab.state['plans']):
        if lab.now >= plan['at']:
            _go_on(lab, server, plan)
    return min(due + [plan['at'] for plan in lab.state['plans']], default=None)


def _go_on(lab, server, plan):
    name, after = ORDERS[plan['what']][plan['step']]
    site = sites.SITES[plan['site']]
    plan['at'] = lab.now + AGAIN
    if not plan['begun']:
        _show(lab, plan, name, 1)
        if not STEPS[name](lab, server, plan, site):
            return
        plan['begun'] = True
    if plan['job'] and under_way(lab, server, *plan['job']):
        return
    _show(lab, plan, name, 2)
    plan.update(step=plan['step'] + 1, begun=False, job=None, at=lab.now + after)
    if plan['step'] == len(ORDERS[plan['what']]):
        lab.state['plans'].remove(plan)


def _show(lab, plan, name, progress):
    """The detailed status of a step, as long as the parent has not heard that the site is active."""
    row = lab.state['sites'].get(plan['site'])
    if row and name in DETAILS and row['status'] == STATUS.get(plan['what']):
        row['detail'] = DETAILS[name] + progress


def waits_for(lab, code):
    """Sites that hold up an upgrade: direct secondaries of the parent that are neither active nor
    being upgraded. One that an upgrade has failed at is neither."""
    def fine(row):
        return row['status'] == hman.ACTIVE \
            or row['status'] == hman.UPGRADE and row['detail'] not in hman.ERRORS
    return [other for other, row in sorted(lab.state['sites'].items())
            if other != sites.BY_SERVER[sites.PARENT].code and not fine(row)]


def _all_active(lab, server, plan, site):
    others = waits_for(lab, site.code)
    if others:
        if plan['job'] != others:           # said once
            hman.log(lab, server, '{1021} INFO: (model) The upgrade of site %s is pending until '
                     'site %s is active~' % (site.code, ', '.join(others)))
        plan['job'] = others
        return False
    plan['job'] = None
    hman.set_status(lab, site.code, hman.UPGRADE, 62)
    return True


def _bootstrap(lab, server, plan, site):
    drive, what = lab.drive(site.server), plan['what']
    if what == 'create' and drive.names(layout.ROOT):
        if lab.state['sites'][site.code]['detail'] != 13:
            hman.log(lab, server, '{1010} ERROR: (model) Event 379: the directory D:\\SMS at %s is '
                     'not empty~' % site.server)
        _show(lab, plan, 'bootstrap', 3)
        plan['at'] = lab.now + 900
        return False
    if lab.state['faults'].get('bootstrap-not-installable'):
        hman.log(lab, server, '{1012} ERROR: (model) Event 378: no bootstrap can be installed at %s~'
                 % site.server)
        _show(lab, plan, 'bootstrap', 3)
        plan['at'] = lab.now + 900
        return False
    if what == 'create':
        drive.make_dir(layout.ROOT)
    name = services.BOOTSTRAP if what in ('create', 'deinstall') else services.UPGRADE_BOOTSTRAP
    if name not in services.table(lab, site.server):
        services.install(lab, site.server, name)
    lab.server(site.server)['boot'] = {'since': lab.now, 'next': lab.now, 'what': what,
                                       'received': []}
    if not services.running(lab, site.server, name):
        services.start(lab, site.server, name)
    hman.log(lab, server, '{1011} INFO: (model) Bootstrap Job for %s~' % site.code)
    return True


def _main_package(lab, server, plan, site):
    return _package(lab, server, plan, site, 'main-package', b'main package of a model site\r\n')


def _control_package(lab, server, plan, site):
    image = sites.control_file(site.code, lab.now, comment='First configuration',
                               logon=logon_servers.wanted(lab, site.code)).to_bytes()
    return _package(lab, server, plan, site, 'control-package', image)


def _package(lab, server, plan, site, name, content):
    comment = COMMENTS[name] + site.code
    number = DETAILS[name] // 10 - 1                # BOOTSTRP.PK1, BOOTSTRP.PK2
    if plan['what'] == 'create':
        done = lab.drive(site.server).write(layout.PACKAGES[number - 1], packages.pack(content))
        if done:
            lab.server(site.server)['boot']['received'].append(number)
    else:
        done = _job(lab, server, plan, site, comment, '%s.PK%d' % (lab.digits(), number), content)
    if done:
        hman.log(lab, server, '{%d} INFO: (model) %s~' % (1011 + number, comment))
    return done


def _job(lab, server, plan, site, comment, name, data):
    """A system job to the site; its files are gone from here when it has been sent."""
    own, drive = sites.BY_SERVER[server].code, lab.drive(server)
    job, request = lab.job_id(own), lab.request_id(own)
    plan['job'] = [job, request]
    if drive.write(layout.RMOTESRC + '/' + name, data) and drive.write(
            '%s/%s.JOB' % (layout.SCHEDULE, lab.digits()), packages.job({
                'Destination': site.code, 'Job': job, 'Request': request, 'Type': packages.CONFIG,
                'File': name, 'Box': layout.RMOTESRC, 'Comment': comment})):
        return True
    hman.log(lab, server, '{1018} ERROR: (model) Event 351: the send request for site %s failed~'
             % site.code)
    return False


def _removed(lab, server, plan, site):
    if site.code in lab.state['sites'] and not services.table(lab, site.server):
        del lab.state['sites'][site.code]
        logon_servers.forget(lab)
        return True
    return False


STEPS = {'all-active': _all_active, 'bootstrap': _bootstrap, 'main-package': _main_package,
         'control-package': _control_package, 'removed': _removed}


# -- jobs ----------------------------------------------------------------------------------------

def files_of(lab, server, job, request):
    """What is left at a site of a job that has not been sent."""
    drive = lab.drive(server)
    found = ['%s/%s' % (layout.SCHEDULE, name) for name in drive.files(layout.SCHEDULE, '.job')
             if (packages.read_job(drive.read(layout.SCHEDULE + '/' + name)) or {}).get('Job') == job]
    found += ['%s/%s' % (layout.TOSEND, name) for name in drive.files(layout.TOSEND)
              if os.path.splitext(name)[0].upper() == job]
    return found + ['%s/%s' % (layout.OUTBOX, name) for name in drive.files(layout.OUTBOX)
                    if os.path.splitext(name)[0].upper() == request]


def under_way(lab, server, job, request):
    return bool(files_of(lab, server, job, request))


def cancel(lab, server, code):
    """Cancels the system jobs of an order for a site, as one would in the Jobs window; how many."""
    known = lab.state['jobs']
    count = 0
    for job, (comment, destination, request) in sorted(known.items()):
        found = files_of(lab, server, job, request) if destination == code else []
        if found:
            count += 1
            hman.log(lab, server, '{1022} INFO: (model) Job %s (%s) is canceled~' % (job, comment))
        for path in found:
            lab.drive(server).remove(path)
        lab.server(server)['sender']['sending'].pop(request, None)
    if lab.state['sites'][code]['detail'] == 41:
        lab.state['sites'][code]['detail'] = 43
    for plan in [p for p in lab.state['plans'] if p['site'] == code and p['what'] != 'deinstall'
                 and (p['begun'] or p['step'] > 1)]:
        name = ORDERS[plan['what']][plan['step']][0]
        _show(lab, plan, name, 3)
        lab.state['plans'].remove(plan)
    lab.changed()
    return count

