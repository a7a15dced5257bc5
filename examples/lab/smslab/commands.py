# SPDX-License-Identifier: MIT
"""Command lines the model's servers obey: NET, SC, SENDCODE, INSTSRV, PREINST, REGEDIT, RD, REN.

What NET prints is its documented wording; the wording of the others is the model's. Exit status 0
is success and 2 failure, as NET has it; 1 means that there is no such program at that server.
"""

from . import control_file as cf
from . import evidence, layout, logon_servers, orders, paths, registry, scman, services, sites

DONE = '\nThe command completed successfully.\n\n'


def helpmsg(text, number):
    return 2, '%s\n\nMore help is available by typing NET HELPMSG %d.\n\n' % (text, number)


def obey(lab, server, words):
    if len(words) == 1 and ' ' in words[0]:
        words = words[0].split()
    if not words:
        return 2, ''
    if not logon_servers.switched_on(lab, server):
        return 2, 'System error 53 has occurred.\n\nThe network path was not found.\n\n'
    if [w.upper() for w in words[:2]] in (['CMD', '/C'], ['CMD.EXE', '/C']):
        words = words[2:] or ['']
    program = words[0].replace('/', '\\').rsplit('\\', 1)[-1].upper()
    if program.endswith('.EXE'):
        program = program[:-4]
    if program not in PROGRAMS_OF[logon_servers.kind(lab, server)] or program == 'PREINST' \
            and not lab.drive(server).is_file(layout.SERVER_BIN + '/PREINST.EXE'):
        return 1, 'The name specified is not recognized as an\ninternal or external command, ' \
            'operable program or batch file.\n'
    return PROGRAMS[program](lab, server, words[1:])


# -- NET -----------------------------------------------------------------------------------------

def _net(lab, server, words):
    verb = words[0].upper() if words else ''
    if verb == 'START' and len(words) == 1:
        return 0, _net_start(lab, server)
    if verb in ('START', 'STOP') and len(words) > 1:
        names = [w for w in words[1:] if w.upper() not in ('/Y', '/N')]
        return (_start if verb == 'START' else _stop)(lab, server, ' '.join(names))
    if verb == 'SHARE':
        return _share(lab, server, words[1:])
    return 2, 'The syntax of this command is:\n\nNET [ START | STOP | SHARE ]\n\n'


def _net_start(lab, server):
    if logon_servers.kind(lab, server) == logon_servers.NT:
        return evidence.net_start(lab, server)
    return 'These services are started:\n\n%s%s' % (
        ''.join('   %s\n' % name for name in logon_servers.OF_LAN_MANAGER), DONE)


def _start(lab, server, typed):
    name = services.find(lab, server, typed)
    if name is None:
        return helpmsg('The service name is invalid.', 2185)
    if services.running(lab, server, name):
        return helpmsg('The requested service has already been started.', 2182)
    said = 'The %s service is starting' % name
    if not services.program_there(lab, server, name):
        return 2, said + '.\nSystem error 2 has occurred.\n\nThe system cannot find the file ' \
            'specified.\n\n'
    services.start(lab, server, name)
    return 0, said + '..\nThe %s service was started successfully.\n\n' % name


def _stop(lab, server, typed):
    name = services.find(lab, server, typed)
    if name is None:
        return helpmsg('The service name is invalid.', 2185)
    if not services.running(lab, server, name):
        return helpmsg('The %s service is not started.' % name, 3521)
    services.stop(lab, server, name)
    return 0, 'The %s service is stopping.\nThe %s service was stopped successfully.\n\n' \
        % (name, name)


def _share(lab, server, words):
    shares = lab.server(server)['shares']
    if words and '=' in words[0]:
        comment = next((w[8:] for w in words[1:] if w.upper().startswith('/REMARK:')), '')
        return _new_share(lab, server, *words[0].split('=', 1), comment)
    if not words:
        rows = ''.join('%-12s D:\\%s\n' % (n, shares[n].replace('/', '\\'))
                       for n in sorted(shares))
        return 0, 'Share name   Resource\n%s\n%s%s' % ('-' * 79, rows, DONE.lstrip('\n'))
    name = next((n for n in shares if n.upper() == words[0].upper()), None)
    if name is None:
        return helpmsg('This shared resource does not exist.', 2310)
    if len(words) > 1 and words[1].upper() == '/DELETE':
        del shares[name]
        lab.server(server).get('comments', {}).pop(name, None)
        return 0, '%s was deleted successfully.\n\n' % name
    return 0, '%s D:\\%s\nRemark       %s\n%s' % (name, shares[name].replace('/', '\\'),
                                              logon_servers.comment(lab, server, name), DONE)


def _new_share(lab, server, name, path, comment):
    shares = lab.server(server)['shares']
    if name.upper() in [n.upper() for n in shares]:
        return helpmsg('The name has already been shared.', 2118)
    place = paths.resolve(lab, server, path)
    if not name or place is None or place[0] is not lab.drive(server) \
            or not place[0].is_dir(place[1]):
        return helpmsg('The device or directory does not exist.', 2116)
    shares[name] = place[1]
    lab.server(server).setdefault('comments', {})[name] = comment
    return 0, '%s was shared successfully.\n\n' % name


# -- RD, REN -------------------------------------------------------------------------------------

def _rd(lab, server, words):
    names = [w for w in words if w[:1] != '/']
    switches = {w.upper() for w in words} - {w.upper() for w in names}
    if len(names) != 1 or switches != {'/S', '/Q'}:
        return 2, 'The model knows RD /S /Q <directory>\n'
    place = paths.resolve(lab, server, names[0])
    if place is None or not place[1] or not place[0].is_dir(place[1]):
        return 2, 'The system cannot find the file specified.\n'
    return (0, '') if place[0].remove_tree(place[1]) \
        else (2, 'The directory is not empty.\n')


def _ren(lab, server, words):
    place = paths.resolve(lab, server, words[0]) if len(words) == 2 else None
    if place is None or not place[1]:
        return 2, 'The syntax of the command is incorrect.\n'
    drive, path = place
    folder = path.rpartition('/')[0]
    taken = words[1].upper() in [n.upper() for n in drive.names(folder)]
    if taken and words[1].upper() != path.rpartition('/')[2].upper() \
            or not drive.rename(path, words[1]):
        return 2, 'A duplicate file name exists, or the file\ncannot be found.\n'
    return 0, ''


# -- SC, SENDCODE, INSTSRV -----------------------------------------------------------------------

def _sc(lab, server, words):
    if not words or words[0].upper() != 'QUERY':
        return 2, 'SC: only QUERY is modelled\n'
    rest = ''.join(words[1:]).lower()
    if rest in ('', 'state=all'):
        return 0, evidence.sc_query(lab, server, rest != '')
    name = services.find(lab, server, words[1])
    if name is None:
        return 2, '[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\n\nThe specified service ' \
            'does not exist as an installed service.\n\n'
    return 0, '\n' + evidence.sc_entry(name, name, services.running(lab, server, name))


def _sendcode(lab, server, words):
    if len(words) != 2 or not words[1].isdigit():
        return 2, 'SENDCODE <service> <code>\n'
    name = services.find(lab, server, words[0])
    if name is None or not services.running(lab, server, name):
        return 2, 'SENDCODE: %s is not running\n' % words[0]
    code = int(words[1])
    if name == services.SCMAN and server in sites.BY_SERVER and not scman.state_of(lab, server)['hung']:
        if code in (192, 193, 194, 195, 196):
            scman.watchdog(lab, server, code == 193)
        elif code == 234:
            scman.shut_down(lab, server, itself=False)
        elif code in (235, 255):
            return 2, 'SENDCODE: the model does not deinstall a site by this code\n'
    return 0, 'Code %d was sent to %s\n' % (code, name)


def _instsrv(lab, server, words):
    if len(words) < 2:
        return 2, 'INSTSRV <service> ( <path of program> [-a account] [-p password] | REMOVE )\n'
    name = services.find(lab, server, words[0])
    if words[1].upper() == 'REMOVE':
        if name is None:
            return 2, 'The service %s is not installed.\n' % words[0]
        if services.running(lab, server, name):
            services.table(lab, server)[name]['delete'] = True
            return 0, 'The service %s is marked for deletion; it goes when it stops.\n' % name
        services.remove(lab, server, name)
        return 0, 'The service was successfully deleted.\n'
    if name is not None:
        return 2, 'The service %s is installed already.\n' % name
    services.install(lab, server, words[0].upper(), words[1], _option(words[2:], '-A'))
    return 0, 'The service was successfully added.\n'


def _option(words, name):
    """The word after an option, or None."""
    upper = [word.upper() for word in words]
    at = upper.index(name) + 1 if name in upper else len(words)
    return words[at] if at < len(words) else None


# -- PREINST -------------------------------------------------------------------------------------

def _preinst(lab, server, words):
    """Passes a command to the running Hierarchy Manager; braces for /DELSITE alone."""
    if len(words) != 1 or not words[0].startswith('/'):
        return 2, 'PREINST: /DUMP /SYNCPARENT /DELSITE:{child,parent} /DEINSTALL:code /UPGRADE:code\n'
    if not services.running(lab, server, services.HMAN):
        return 2, 'PREINST: SMS_HIERARCHY_MANAGER is not running\n'
    switch, _, operand = words[0][1:].partition(':')
    switch = switch.upper()
    if switch == 'DUMP':
        return _dump(lab, server)
    if switch == 'SYNCPARENT':
        return 0, ''
    if switch == 'DELSITE':
        return _delsite(lab, operand)
    if switch not in ('UPGRADE', 'DEINSTALL') or len(operand) != 3:
        return 2, 'PREINST: %s is not understood\n' % words[0]
    return _order(lab, server, switch, operand.upper())


def _dump(lab, server):
    for code in sorted(set(lab.state['sites']) & set(sites.SITES)):
        image = sites.control_file(code, lab.state['sites'][code]['stamp'], kind=cf.ACTUAL,
                                   logon=logon_servers.wanted(lab, code))
        lab.drive(server).write('%s/%s.SCF' % (layout.SITECFG, code), image.to_bytes())
    return 0, ''


def _delsite(lab, operand):
    if not (operand.startswith('{') and operand.endswith('}')):
        return 2, 'PREINST: /DELSITE wants braces\n'
    child, _, parent = operand[1:-1].replace(' ', '').upper().partition(',')
    above = sites.SITES[child].parent if child in sites.SITES else sites.BY_SERVER[sites.PARENT].code
    if child not in lab.state['sites'] or not above or above != parent:
        return 2, 'PREINST: %s is no site below %s\n' % (child, parent)
    del lab.state['sites'][child]
    if child in sites.SITES:
        logon_servers.forget(lab)
    lab.state['plans'] = [p for p in lab.state['plans'] if p['site'] != child]
    return 0, ''


def _order(lab, server, switch, code):
    site = sites.SITES.get(code)
    if code not in lab.state['sites']:
        return 2, 'PREINST: there is no site %s\n' % code
    if site is None:
        return 2, 'PREINST: of site %s the model has its status alone\n' % code
    if site.server == server:
        if switch != 'UPGRADE':
            return 2, 'PREINST: the model does not remove the parent\n'
        orders.order(lab, code, 'itself')       # the documented way to lose a primary
        return 0, ''
    if any(p['site'] == code for p in lab.state['plans']):
        return 2, 'PREINST: site %s is being worked on already\n' % code
    orders.order(lab, code, switch.lower())
    return 0, ''


def _regedit(lab, server, words):
    names = [w for w in words if not w.startswith('/')]
    if [w.upper() for w in words if w.startswith('/')] == ['/E'] and len(names) == 2:
        return _regedit_export(lab, server, *names)
    if len(names) != 1:
        return 2, 'REGEDIT /S <file>, REGEDIT /E <file> <key>\n'
    place = paths.resolve(lab, server, names[0])
    data = place[0].read(place[1]) if place else None
    if data is None or not registry.merge(lab.registry(server), data):
        return 2, 'REGEDIT: cannot import %s\n' % names[0]
    return 0, ''


def _regedit_export(lab, server, name, key):
    place = paths.resolve(lab, server, name)
    if place is None or not place[1]:
        return 2, 'REGEDIT: cannot write %s\n' % name
    text = evidence.regedit(lab, server, key).replace('\n', '\r\n')
    place[0].write(place[1], text.encode('cp1252', 'replace'))
    return 0, ''


PROGRAMS = {'NET': _net, 'SC': _sc, 'SENDCODE': _sendcode, 'INSTSRV': _instsrv,
            'PREINST': _preinst, 'REGEDIT': _regedit, 'RD': _rd, 'RMDIR': _rd,
            'REN': _ren}
PROGRAMS_OF = {logon_servers.NT: tuple(PROGRAMS), logon_servers.LM: ('NET',), logon_servers.NW: ()}
