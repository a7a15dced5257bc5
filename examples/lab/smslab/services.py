# SPDX-License-Identifier: MIT
"""The NT services of the model's servers: which there are, what starting and stopping them does."""

from . import sites

SCMAN = 'SMS_SITE_CONFIG_MANAGER'
EXECUTIVE = 'SMS_EXECUTIVE'
HMAN = 'SMS_HIERARCHY_MANAGER'
BOOTSTRAP = 'SMS_BOOTSTRAP'
UPGRADE_BOOTSTRAP = 'SMS_UPGRADE_BOOTSTRAP'

SMS_SERVICES = (SCMAN, EXECUTIVE, HMAN, 'SMS_CLIENT_CONFIG_MANAGER', 'SMS_INVENTORY_AGENT_NT',
                'SMS_PACKAGE_COMMAND_MANAGER_NT', BOOTSTRAP, UPGRADE_BOOTSTRAP)

PROGRAMS = {
    SCMAN: 'SITEINS.EXE', EXECUTIVE: 'SMSEXEC.EXE', HMAN: 'PREINST.EXE',
    'SMS_CLIENT_CONFIG_MANAGER': 'CLICFG.EXE', 'SMS_INVENTORY_AGENT_NT': 'INVWIN32.EXE',
    'SMS_PACKAGE_COMMAND_MANAGER_NT': 'PCMSVC32.EXE',
    BOOTSTRAP: 'BOOTSTRP.EXE', UPGRADE_BOOTSTRAP: 'BOOTSTRP.EXE',
}

# Services of Windows NT itself: key, display name, whether it runs. That never changes.
OF_NT = (
    ('Alerter', 'Alerter', True), ('Browser', 'Computer Browser', True),
    ('ClipSrv', 'ClipBook Server', False), ('EventLog', 'EventLog', True),
    ('LicenseService', 'License Logging Service', True), ('Messenger', 'Messenger', True),
    ('NetDDE', 'Network DDE', False), ('Netlogon', 'Net Logon', True),
    ('NtLmSsp', 'NT LM Security Support Provider', True), ('PlugPlay', 'Plug and Play', True),
    ('Replicator', 'Directory Replicator', False),
    ('RpcSs', 'Remote Procedure Call (RPC) Service', True), ('Schedule', 'Schedule', False),
    ('LanmanServer', 'Server', True), ('Spooler', 'Spooler', True),
    ('LmHosts', 'TCP/IP NetBIOS Helper', True), ('UPS', 'UPS', False),
    ('LanmanWorkstation', 'Workstation', True),
)


def wanted(server):
    """The services SCMAN installs and keeps running at this server, itself left out."""
    names = [EXECUTIVE, 'SMS_CLIENT_CONFIG_MANAGER', 'SMS_INVENTORY_AGENT_NT',
             'SMS_PACKAGE_COMMAND_MANAGER_NT']
    return [HMAN] + names if sites.BY_SERVER[server].primary else names


def image_path(name):
    return 'D:\\SMS\\SITE.SRV\\X86.BIN\\' + PROGRAMS.get(name, 'UNKNOWN.EXE')


def table(lab, server):
    return lab.state['servers'][server]['services']


def find(lab, server, name):
    """The installed service of that name in the table's spelling, or None."""
    for known in table(lab, server):
        if known.upper() == name.upper():
            return known
    return None


def running(lab, server, name):
    entry = table(lab, server).get(name)
    return entry is not None and entry['state'] == 'running'


def install(lab, server, name, path=None, account=None):
    """Without an account it is the one the services of the site have."""
    entry = {'state': 'stopped', 'path': path or image_path(name), 'auto': name == SCMAN}
    if account:
        entry['account'] = account
    table(lab, server)[name] = entry
    lab.changed()


def remove(lab, server, name):
    table(lab, server).pop(name, None)
    lab.changed()


def start(lab, server, name):
    """Starts an installed, stopped service."""
    entry = table(lab, server)[name]
    entry['state'] = 'running'
    entry.pop('held', None)
    lab.service_changed(server, name, True)


def stop(lab, server, name):
    entry = table(lab, server)[name]
    lab.service_changed(server, name, False)
    entry['state'] = 'stopped'
    if entry.get('delete'):
        remove(lab, server, name)


def program_there(lab, server, name):
    """Whether the program of a service is on the drive, for those a tree holds."""
    path = table(lab, server)[name]['path']
    if name not in (SCMAN, EXECUTIVE, HMAN):
        return True
    return path[:3].upper() == 'D:\\' and lab.drive(server).is_file(path[3:])
