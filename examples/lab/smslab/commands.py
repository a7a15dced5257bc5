# SPDX-License-Identifier: MIT
"""Command lines the model's servers obey: NET, SC, SENDCODE, INSTSRV, PREINST, REGEDIT.

What NET prints is its documented wording; the wording of the others is the model's. Exit status 0
is success and 2 failure, as NET has it; 1 means that there is no such program at that server.
"""

from . import bootstrap
from . import control_file as cf
from . import evidence, layout, registry, scman, services, sites

DONE = '\nThe command completed successfully.\n\n'


def helpmsg(text, number):
    return 2, '%s\n\nMore help is available by typing NET HELPMSG %d.\n\n' % (text, number)


def obey(lab, server, words):
    if len(words) == 1 and ' ' in words[0]:
        words = words[0].split()
    if not words:
        return 2, ''
    program = words[0].replace('/', '\\').rsplit('\\', 1)[-1].upper()
    if program.endswith('.EXE'):
        program = program[:-4]
    action = PROGRAMS.get(program)
    if action is None or program == 'PREINST' \
            and not lab.drive(server).is_file(layout.SERVER_BIN + '/PREINST.EXE'):
        return 1, 'The name specified is not recognized as an\ninternal or external command, ' \
            'operable program or batch file.\n'
    return action(lab, server, words[1:])


# -- NET -----------------------------------------------------------------------------------------

def _net(lab, server, words):
    verb = words[0].upper() if words else ''
    if verb == 'START' and len(words) == 1:
        return 0, evidence.net_start(lab, server)
    if verb in ('START', 'STOP') and len(words) > 1:
        names = [w for w in words[1:] if w.upper() not in ('/Y', '/N')]
        return (_start if verb == 'START' else _stop)(lab, server, ' '.join(names))
    if verb == 'SHARE':
        return _share(lab, server, words[1:])
    return 2, 'The syntax of this command is:\n\nNET [ START | STOP | SHARE ]\n\n'


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
    if not words:
        rows = ''.join('%-12s D:\\%s\n' % (n, shares[n].replace('/', '\\'))
                       for n in sorted(shares))
        return 0, 'Share name   Resource\n%s\n%s%s' % ('-' * 79, rows, DONE.lstrip('\n'))
    name = next((n for n in shares if n.upper() == words[0].upper()), None)
    if name is None:
        return helpmsg('This shared resource does not exist.', 2310)
    if len(words) > 1 and words[1].upper() == '/DELETE':
        del shares[name]
        return 0, '%s was deleted successfully.\n\n' % name
    return 0, '%s D:\\%s\n%s' % (name, shares[name].replace('/', '\\'), DONE)


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
    if name == services.SCMAN and not scman.state_of(lab, server)['hung']:
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
    services.install(lab, server, words[0].upper(), words[1])
    return 0, 'The service was successfully added.\n'


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
    for code in sorted(lab.state['sites']):
        image = sites.control_file(code, lab.state['sites'][code]['stamp'], kind=cf.ACTUAL)
        lab.drive(server).write('%s/%s.SCF' % (layout.SITECFG, code), image.to_bytes())
    return 0, ''


def _delsite(lab, operand):
    if not (operand.startswith('{') and operand.endswith('}')):
        return 2, 'PREINST: /DELSITE wants braces\n'
    child, _, parent = operand[1:-1].replace(' ', '').upper().partition(',')
    site = sites.SITES.get(child)
    if site is None or child not in lab.state['sites'] or not site.parent or site.parent != parent:
        return 2, 'PREINST: %s is no site below %s\n' % (child, parent)
    del lab.state['sites'][child]
    lab.state['plans'] = [p for p in lab.state['plans'] if p['site'] != child]
    return 0, ''


def _order(lab, server, switch, code):
    site = sites.SITES.get(code)
    if site is None or code not in lab.state['sites']:
        return 2, 'PREINST: there is no site %s\n' % code
    if site.server == server:
        return 2, 'PREINST: the model refuses to deinstall the parent by /%s of its own code\n' \
            % switch
    if any(p['site'] == code for p in lab.state['plans']):
        return 2, 'PREINST: site %s is being worked on already\n' % code
    bootstrap.order(lab, code, switch.lower())
    return 0, ''


def _regedit(lab, server, words):
    names = [w for w in words if not w.startswith('/')]
    if len(names) != 1:
        return 2, 'REGEDIT /S <file>\n'
    path = names[0].replace('\\', '/')
    data = lab.drive(server).read(path[2:] if path[1:2] == ':' else path)
    if data is None or not registry.merge(lab.registry(server), data):
        return 2, 'REGEDIT: cannot import %s\n' % names[0]
    return 0, ''


PROGRAMS = {'NET': _net, 'SC': _sc, 'SENDCODE': _sendcode, 'INSTSRV': _instsrv,
            'PREINST': _preinst, 'REGEDIT': _regedit}
