# SPDX-License-Identifier: MIT
"""The two sites of the model: their control files and registries, all values made up."""

import hashlib

from .control_file import PRIMARY, PROPOSED, SECONDARY, ControlFile, Section

PARENT, CHILD = 'PRIME9', 'EDGE7'
SMS_KEY = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS'
SERVICES_KEY = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services'


class Site:
    def __init__(self, code, name, server, domain, parent, kind):
        self.code = code
        self.name = name
        self.server = server
        self.domain = domain
        self.parent = parent
        self.kind = kind

    @property
    def primary(self):
        return self.kind == PRIMARY


SITES = {
    'C9N': Site('C9N', 'Central', PARENT, 'NORTH', '', PRIMARY),
    'Q7Z': Site('Q7Z', 'Edge', CHILD, 'EDGE', 'C9N', SECONDARY),
}
# Other secondaries of the parent: it has them in its table of sites, the model has nothing else of them.
SIBLINGS = {'K4R': ('Coast', 'COAST3'), 'M2D': ('Delta', 'DELTA5')}
BUILD, OLD_BUILD = '786', '692'
BY_SERVER = {site.server: site for site in SITES.values()}

NT_TYPE = 'Microsoft Windows NT or LAN Manager'
NETWARE_TYPE = 'Novell NetWare'

# Flags (bits AT_SECONDARIES and AS_THREAD below), component, file.
COMPONENTS = (
    (2125, 'SMS_ALERTER', 'ALERTER.DLL'),
    (2125, 'SMS_TRAP_FILTER', 'TRAPFLTR.DLL'),
    (77, 'SMS_HIERARCHY_MANAGER', 'PREINST.EXE'),
    (2253, 'SMS_APPLICATIONS_MANAGER', 'APPMGR.DLL'),
    (457, 'SMS_SITE_CONFIG_MANAGER', 'SITEINS.EXE'),
    (205, 'SMS_EXECUTIVE', 'SMSEXEC.EXE'),
    (2253, 'SMS_MAINTENANCE_MANAGER', 'MAINTAIN.DLL'),
    (2253, 'SMS_SITE_REPORTER', 'SITEREP.DLL'),
    (2253, 'SMS_SCHEDULER', 'SCHED.DLL'),
    (2125, 'SMS_INVENTORY_DATA_LOADER', 'DATALDR.DLL'),
    (2253, 'SMS_INVENTORY_PROCESSOR', 'INVPROC.DLL'),
    (2253, 'SMS_DESPOOLER', 'DESPOOL.DLL'),
)
AT_SECONDARIES = 0x80
AS_THREAD = 0x800


def made_up_hex(label, digits):
    """Hex digits that look like an encrypted value and hide nothing."""
    return hashlib.sha512(('model ' + label).encode('ascii')).hexdigest().upper()[:digits]


def _address(site, target):
    text = '({}{\\\\%s\\SMS_SITE %s%s})' % (
        target.server, made_up_hex('user ' + target.code, 78),
        made_up_hex('password ' + target.code, 78))
    return Section('ADDRESS', [site.code, target.code, 'MS_LAN_SENDER',
                               'LAN_DEFAULT' if site is target else ''], text=text[1:-1])


def _account(site):
    sql = site.primary
    return Section('SITE_ACCOUNT', [
        str(site.kind), site.code, site.parent, site.server, site.domain, site.name,
        'D:\\SMS', site.domain,
        made_up_hex('account ' + site.code, 78), made_up_hex('account password ' + site.code, 78),
        made_up_hex('key ' + site.code, 42),
        site.server if sql else '',
        made_up_hex('sql login ' + site.code, 78) if sql else '',
        made_up_hex('sql password ' + site.code, 78) if sql else '',
        'SMS' if sql else '',
        made_up_hex('sql key ' + site.code, 42) if sql else '',
        '', ''])


def _properties(site, response, build):
    listed = [
        ('Site Server Platform', 'INTEL X86', '', 0), ('Site Server Language', 'ENGLISH', '', 0),
        ('Last Valid @', '', '', 837600000)]
    if site.primary:
        listed.append(('Last Valid Sql @', '', '', 837600000))
    listed += [
        ('Hardware Scan', '', '', 3), ('Software Scan', '', '', 3),
        ('Hardware Scan Interval', '', '', 7), ('Software Scan Interval', '', '', 14),
        ('User And Organization', 'Model', 'A model of two sites', 1),
        ('SNA Local Address', '', '', 0), ('Service Response', '', '', response),
        ('Slow Net Strategy', '', '', 1), ('CLIENT CONFIG MANAGER ON SERVERS', '', '', 1),
        ('PACKAGE COMMAND MANAGER ON SERVERS', '', '', 1),
        ('INVENTORY AGENT ON SERVERS', '', '', 1), ('PCM Polling', '', '', 60),
        ('Logon Scripts', '', '', 0), ('Client Installation', '', '', 3),
        ('Version', build, '', 0),
        ('Default Package Server', 'Default Package Server', '', 0), ('Account Checking', '', '', 1),
        ('Remote Control Install Video Driver', '', '', 0),
        ('Remote Control Command Line', '-L0', '', 0)]
    return [Section('PROPERTY', [n, a, b, str(d)]) for n, a, b, d in listed]


def netware_domain(site):
    """A domain of NetWare servers is what SMS makes of them; its name is the model's."""
    return site.domain + '_NW'


def _domains(site, logon):
    """The site's own domain and, where it has NetWare servers, theirs; `logon` is [(name, kind)]."""
    own = [(site.server, 'D:')] + [(name, 'D:') for name, kind in logon if kind != 'NW']
    domains = [Section('DOMAIN', [site.domain, NT_TYPE, '2'],
                       [('LOGONSERVER', [name, '', '0', drive]) for name, drive in own])]
    netware = [name for name, kind in logon if kind == 'NW']
    if netware:
        domains.append(Section('DOMAIN', [netware_domain(site), NETWARE_TYPE, '2'],
                               [('LOGONSERVER', [name, '', '0', 'SYS:']) for name in netware]))
    return domains


def _lists(site, domains):
    listed = [
        ['ADRSTRFMT', 'MS_LAN_SENDER', 'MS_ASYNC_RAS_SENDER'],
        ['Remote Control Permitted Viewers', 'Administrators'],
        ['Remote Control Supported Video Drivers', 'S3', 'VGA'],
        ['NET_PROVIDERS', NT_TYPE + ', Dri&ve:,  15, 15, 2, 0x10000109 ,NETMSLM.DLL'],
        [NT_TYPE, 'INVENTORY AGENT ON SERVERS|WINDOWS NT 3.X=SMS_INVENTORY_AGENT_NT'],
        ['DOMAINTYPE'] + [domain.values[1] for domain in domains],
        ['Desktop Services', 'INVENTORY AGENT ON SERVERS|0X00000001',
         'CLIENT CONFIG MANAGER ON SERVERS|0X00000001'],
        ['SoftwareUnits', 'INTEL CLIENT', 'INTEL SERVER', 'SCRIPTS']]
    if site.primary:
        listed.append(['TrapFilter 0', 'Valid 1', 'Active 1', 'IPAddress ', 'EnterpriseOID *',
                       'GenericTrapID 127', 'SpecificTrapID *', 'TrapAction 0',
                       'Description Discard all traps'])
    return [Section('PROPERTY_LIST', values) for values in listed]


def control_file(code, stamp, response=2, kind=PROPOSED, comment='Site properties were changed',
                 logon=(), build=BUILD):
    """The control file of a site in the full grammar; `logon` is [(name, kind)] of logon servers."""
    site = SITES[code]
    domains = _domains(site, logon)
    sections = [Section('FILE_DEFINITION',
                        [str(kind), comment, code, site.parent or code, str(stamp), '1'])]
    sections.append(_account(site))
    sections += _properties(site, response, build) + _lists(site, domains) + domains
    targets = [site] if not site.parent else [SITES[site.parent]]
    targets += [other for other in SITES.values() if other.parent == code]
    sections += [_address(site, target) for target in targets]
    for name, sender in (('LAN_DEFAULT', 'MS_LAN_SENDER'),
                         ('SNA_BATCH_DEFAULT', 'MS_BATCH_SNA_SENDER'),
                         ('SNA_INTER_DEFAULT', 'MS_INTER_SNA_SENDER'),
                         ('RAS_ASYNC_DEFAULT', 'MS_ASYNC_RAS_SENDER'),
                         ('RAS_ISDN_DEFAULT', 'MS_ISDN_RAS_SENDER'),
                         ('RAS_X25_DEFAULT', 'MS_X25_RAS_SENDER')):
        sections.append(Section('OUTBOX', [name, '', sender, 'F' * 168, '1', 'D', site.server]))
    sections.append(Section('SERVER', [site.server, 'Default Package Server', '0', '']))
    for flags, name, file_id in COMPONENTS:
        if site.primary or flags & AT_SECONDARIES:
            sections.append(Section('COMPONENT', [str(flags), name, file_id, site.server, 'D']))
    sections.append(Section('SENDER', ['2765', 'MS_LAN_SENDER', 'SENDER.DLL', 'D', site.server,
                                       'SMS_LAN_SENDER'], [('OUTBOX', ['LAN_DEFAULT'])]))
    return ControlFile(build, sections=sections)


def logon_registry(site):
    """The keys SMS has at an NT logon server of a site; names of values are the model's."""
    return {SMS_KEY: {}, SMS_KEY + '\\Identification': {
        'Installation Directory': 'D:\\SMS', 'Site Code': site.code, 'Site Server': site.server,
        'Site Server Domain': site.domain}, SMS_KEY + '\\Tracing': {'Enabled': 1, 'SQLEnabled': 0}}


def registry(code, first_range='02', response=2):
    """Key -> {value: data}; str is REG_SZ, int REG_DWORD. Names of values beyond the documented ones are
    the model's."""
    site = SITES[code]
    polling = {1: 1, 2: 5, 3: 15, 4: 30}[response]
    keys = {
        '': {},
        'Components': {},
        'Components\\SMS_DESPOOLER': {'Preferred Drive For Temp Directory': '',
                                      'SMS Drive Minimum Free Space in MBytes': 100},
        'Components\\SMS_EXECUTIVE': {'Working Set Limit': 0},
        'Components\\SMS_LAN_SENDER': {
            'Maximum Concurrent Sendings': 5, 'Maximum Concurrent Site Sendings': 3,
            'Number of Retries': 2, 'Retry Delay in Minutes': 1},
        'Components\\SMS_MAINTENANCE_MANAGER': {
            'Next SMS Unique ID': code + first_range + '000', 'Inventory False Logon Limit': 3},
        'Components\\SMS_SITE_CONFIG_MANAGER': {
            'Logon Script Configuration Interval': 1440, 'Restart After Shutdown Delay': 5,
            'Site Configuration Reporting Interval': 1440, 'User Group Reporting Interval': 1440,
            'Watchdogging Interval': 24 * polling},
        'Compression': {'Compression Level': 1, 'Enable Compression': 'Yes'},
        'Identification': {
            'Installation Directory': 'D:\\SMS', 'Parent Site Code': site.parent,
            'Site Code': code, 'Site Server': site.server, 'Site Server Domain': site.domain},
        'Setup': {'Version': BUILD},
        'Sites': {},
        'Sites\\' + code: {},
        'Sites\\%s\\Domains' % code: {},
        'Sites\\%s\\Domains\\%s' % (code, site.domain): {'Role': 2},
        'Tracing': {'Enabled': 1, 'SQLEnabled': 0},
        'Tracing\\SMS_LAN_SENDER': {'Enabled': 1, 'TraceFilename': 'SMS\\LOGS\\LANSEND.LOG'},
        'Tracing\\SMS_SITE_CONFIG_MANAGER': {'Enabled': 1, 'TraceFilename': 'SCMAN.LOG'},
    }
    if site.primary:
        keys['Components\\SMS_HIERARCHY_MANAGER'] = {}
        keys['SQL Server'] = {'Server': site.server, 'Database': 'SMS'}
    for other in SITES.values():
        if other.code == site.parent or other.parent == code or (site.primary and other is site):
            keys['Sites\\%s\\Addresses' % code] = {}
            keys['Sites\\%s\\Addresses\\%s' % (code, other.code)] = {}
            keys['Sites\\%s\\Addresses\\%s\\0' % (code, other.code)] = {
                'Address': '\\\\%s\\SMS_SITE' % other.server, 'Type': 'MS_LAN_SENDER'}
    return {(SMS_KEY + '\\' + k).rstrip('\\'): v for k, v in keys.items()}
