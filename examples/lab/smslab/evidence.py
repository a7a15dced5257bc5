# SPDX-License-Identifier: MIT
"""What an administrator would have collected at the two servers, written anew after each change."""

import time

from . import logon_servers, services, sites

DIRECTORY = 'evidence'


def _servers_of_nt(lab):
    return list(sites.BY_SERVER) + [e['name'] for e in lab.state['logon']
                                    if e['kind'] == logon_servers.NT]


def export(lab):
    for server in _servers_of_nt(lab):
        if not logon_servers.switched_on(lab, server):
            continue                    # what was collected before stays
        for name, text in (('-services.txt', net_start(lab, server)),
                           ('-sc.txt', sc_query(lab, server)), ('.reg', regedit(lab, server))):
            lab.write_own('%s/%s%s' % (DIRECTORY, server, name),
                          text.replace('\n', '\r\n').encode('cp1252', 'replace'))
    lab.write_own(DIRECTORY + '/site-list.txt', site_list(lab).encode('ascii'))


def _all(lab, server):
    """(key, display name, running) of every installed service of a server."""
    found = list(services.OF_NT)
    if server == sites.PARENT:
        found.append(('MSSQLServer', 'MSSQLServer', True))
    return found + [(name, name, entry['state'] == 'running')
                    for name, entry in services.table(lab, server).items()]


def net_start(lab, server):
    """Running services only, by display name, as NET START lists them."""
    shown = sorted((display for _, display, running in _all(lab, server) if running),
                   key=str.lower)
    return 'These Windows NT services are started:\n\n%s\nThe command completed successfully.\n\n' \
        % ''.join('   %s\n' % name for name in shown)


def sc_entry(key, display, running):
    state, stoppable, shutdown = ('4  RUNNING', 'STOPPABLE', 'ACCEPTS_SHUTDOWN') if running \
        else ('1  STOPPED', 'NOT_STOPPABLE', 'IGNORES_SHUTDOWN')
    return ('SERVICE_NAME: %s\nDISPLAY_NAME: %s\n'
            '        TYPE               : 10  WIN32_OWN_PROCESS\n'
            '        STATE              : %s\n'
            '                                (%s,NOT_PAUSABLE,%s)\n'
            '        WIN32_EXIT_CODE    : 0  (0x0)\n'
            '        SERVICE_EXIT_CODE  : 0  (0x0)\n'
            '        CHECKPOINT         : 0x0\n'
            '        WAIT_HINT          : 0x0\n' % (key, display, state, stoppable, shutdown))


def sc_query(lab, server, every=True):
    """As `sc query state= all`, or the running ones as `sc query`."""
    return ''.join('\n' + sc_entry(*found)
                   for found in sorted(_all(lab, server), key=lambda f: f[0].lower())
                   if every or found[2])


def site_list(lab):
    """The parent's table of sites: code, status, detail. Only this may say that a site is active."""
    rows = lab.state['sites']
    when = time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(lab.now))
    return '# smssite-lab, a model: Sites table of C9N at %s UTC\n' % when \
        + ''.join('%s %d %d\n' % (c, rows[c]['status'], rows[c]['detail']) for c in sorted(rows))


# -- registry ------------------------------------------------------------------------------------

def _quote(text):
    return '"%s"' % text.replace('\\', '\\\\').replace('"', '\\"')


def _hex(kind, name, raw):
    """A value in hexadecimal, in lines of at most 80 characters that end in a backslash."""
    line, lines = '%s=hex(%d):' % (name, kind), []
    for index, byte in enumerate(raw):
        piece = '%02x%s' % (byte, ',' if index + 1 < len(raw) else '')
        if len(line) + len(piece) > 77:
            lines.append(line + '\\\n')
            line = '  '
        line += piece
    return ''.join(lines) + line + '\n'


def _value(name, data):
    name = _quote(name) if name else '@'
    if isinstance(data, int):
        return '%s=dword:%08x\n' % (name, data & 0xffffffff)
    if isinstance(data, (list, tuple)):
        kind, text = data
        end = '\0' if kind == 2 else '\0\0'
        return _hex(kind, name, (text + end).encode('cp1252', 'replace'))
    return '%s=%s\n' % (name, _quote(data))


def _of_nt(server):
    """What Windows NT has there whether SMS is installed or not: an export holds it as well, and shows
    by it that a key of SMS is gone and not merely left out."""
    control = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName'
    software = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft'
    return {control: {}, control + '\\ComputerName': {'ComputerName': server}, software: {},
            software + '\\Windows NT\\CurrentVersion': {
                'CurrentBuildNumber': '1381', 'CurrentVersion': '4.0', 'SystemRoot': 'C:\\WINNT'},
            sites.SERVICES_KEY: {}}


def keys(lab, server):
    """The registry of a server: what NT has, the SMS key, the services of SMS, all shares."""
    found = dict(_of_nt(server), **lab.registry(server))
    for name, entry in services.table(lab, server).items():
        found[sites.SERVICES_KEY + '\\' + name] = {
            'DisplayName': name, 'ErrorControl': 1, 'ImagePath': (2, entry['path']),
            'ObjectName': entry.get('account')
            or '%s\\SMSService' % logon_servers.domain(lab, server),
            'Start': 2 if entry.get('auto') else 3, 'Type': 16}
    found[sites.SERVICES_KEY + '\\LanmanServer\\Shares'] = {
        share: (7, 'CSCFlags=0\0MaxUses=4294967295\0Path=D:\\%s\0Permissions=0\0Remark=%s\0Type=0'
                % (path.replace('/', '\\'), logon_servers.comment(lab, server, share)))
        for share, path in lab.server(server)['shares'].items()}
    found[sites.SERVICES_KEY + '\\LanmanServer\\Shares']['NETLOGON'] = (
        7, 'CSCFlags=0\0MaxUses=4294967295\0Path=C:\\WINNT\\System32\\Repl\\Import\\Scripts\0'
        'Permissions=0\0Remark=Logon server share \0Type=0')
    return found


def regedit(lab, server, below=''):
    out = ['REGEDIT4\n']
    found = keys(lab, server)
    for key in sorted(found, key=str.lower):
        if below and not (key + '\\').lower().startswith(below.lower() + '\\'):
            continue
        out.append('\n[%s]\n' % key)
        out.extend(_value(name, found[key][name]) for name in sorted(found[key], key=str.lower))
    return ''.join(out) + '\n'
