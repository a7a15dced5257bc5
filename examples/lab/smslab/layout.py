# SPDX-License-Identifier: MIT
"""The directory trees of the two model sites, and where their boxes are."""

ROOT = 'SMS'
DRIVE = 'D'
DIRECTORY = 'D:\\SMS'
PLATFORM = 'X86.BIN'
LANGUAGE = '00000409'

SITECFG = 'SMS/SITE.SRV/SITECFG.BOX'
MASTER = SITECFG + '/SITECTRL.CT0'
SCHEDULE = 'SMS/SITE.SRV/SCHEDULE.BOX'
TOSEND = 'SMS/SITE.SRV/SENDER.BOX/TOSEND'
OUTBOX = 'SMS/SITE.SRV/SENDER.BOX/REQUESTS/LAN_DEFA.000'
RECEIVE = 'SMS/SITE.SRV/DESPOOLR.BOX/RECEIVE'
STORE = 'SMS/SITE.SRV/DESPOOLR.BOX/STORE'
LOGS = 'SMS/LOGS'
LOGON = 'SMS/LOGON.SRV'
SMSID = LOGON + '/SMSID'
SERVER_BIN = 'SMS/SITE.SRV/' + PLATFORM
SITEREP = 'SMS/SITE.SRV/SITEREP.BOX'
HISTORY = 'SMS/SITE.SRV/INVENTRY.BOX/HISTORY'
INVENTRY = 'SMS/SITE.SRV/INVENTRY.BOX'
LOGON_INVENTRY = LOGON + '/INVENTRY.BOX'
REQUESTS = LOGON + '/CCR.BOX'
PCMINS = LOGON + '/PCMINS.BOX'
DELTAMIF = 'SMS/SITE.SRV/DATALOAD.BOX/DELTAMIF.COL'

OUTBOXES = ('LAN_DEFA.000', 'SNA_BATC.000', 'SNA_INTE.000', 'RAS_ASYN.000', 'RAS_ISDN.000',
            'RAS_X25_.000')

_SITE = """
LOGS
SITE.SRV/APPMGR.BOX
SITE.SRV/DATALOAD.BOX/DELTAMIF.COL/BADMIFS
SITE.SRV/DATALOAD.BOX/DELTAMIF.COL/PROCESS
SITE.SRV/DATALOAD.BOX/FILES.COL
SITE.SRV/DESPOOLR.BOX/RECEIVE
SITE.SRV/DESPOOLR.BOX/STORE
SITE.SRV/INVENTRY.BOX/BADRAWS
SITE.SRV/INVENTRY.BOX/HISTORY
SITE.SRV/ISVMIF.BOX
SITE.SRV/MAINCFG.BOX/APPCTL.SRC/DATABASE
SITE.SRV/MAINCFG.BOX/APPCTL.SRC/INIFILES
SITE.SRV/MAINCFG.BOX/APPCTL.SRC/SCRIPTS
SITE.SRV/MAINCFG.BOX/CLIENT.SRC/X86.BIN/00000409
SITE.SRV/MAINCFG.BOX/INVDOM.BOX/{domain}.000
SITE.SRV/MAINCFG.BOX/MSTEST/X86.BIN/00000409
SITE.SRV/MAINCFG.BOX/PCMDOM.BOX/{domain}.000
SITE.SRV/MAINCFG.BOX/PKGRULE
SITE.SRV/SCHEDULE.BOX
SITE.SRV/SENDER.BOX/TOSEND
SITE.SRV/SITECFG.BOX
SITE.SRV/SITEREP.BOX
SITE.SRV/X86.BIN/00000409
SITE.SRV/X86.BIN/ERRORHIS
HELPER.SRV/X86.BIN/00000409
HELPER.SRV/X86.BIN/ERRORHIS
LOGON.SRV/APPCTL.BOX/DATABASE
LOGON.SRV/APPCTL.BOX/INIFILES
LOGON.SRV/APPCTL.BOX/SCRIPTS
LOGON.SRV/CCR.BOX/RETRY
LOGON.SRV/DESPOOLR.BOX
LOGON.SRV/INVENCFG.BOX
LOGON.SRV/INVENTRY.BOX
LOGON.SRV/ISVMIF.BOX
LOGON.SRV/MSTEST/X86.BIN
LOGON.SRV/PCMINS.BOX
LOGON.SRV/PCMPKG.SRC
LOGON.SRV/SMSID
LOGON.SRV/X86.BIN/00000409
"""

_PRIMARY = """
PRIMSITE.SRV/AUDIT/PACKAGE/X86.BIN/00000409
PRIMSITE.SRV/IMPORT.SRC/ENU
PRIMSITE.SRV/RMOTECFG.BOX
PRIMSITE.SRV/RMOTESRC.BOX
NETMON/X86/CAPTURES
NETMON/X86/PARSERS
"""

RMOTECFG = 'SMS/PRIMSITE.SRV/RMOTECFG.BOX'
RMOTESRC = 'SMS/PRIMSITE.SRV/RMOTESRC.BOX'
PACKAGES = (ROOT + '/BOOTSTRP.PK1', ROOT + '/BOOTSTRP.PK2')

# Programs a site server has in SITE.SRV\X86.BIN; (name, made-up size, primary only).
PROGRAMS = (
    ('SITEINS.EXE', 241, False), ('SMSEXEC.EXE', 97, False), ('SENDER.DLL', 133, False),
    ('SCHED.DLL', 150, False), ('DESPOOL.DLL', 166, False), ('MAINTAIN.DLL', 121, False),
    ('SITEREP.DLL', 88, False), ('INVPROC.DLL', 110, False), ('APPMGR.DLL', 140, False),
    ('BASE.DLL', 535, False), ('PREINST.EXE', 98, True), ('DATALDR.DLL', 180, True),
    ('ALERTER.DLL', 70, True), ('TRAPFLTR.DLL', 60, True),
)


VERSIONS = {'786': '1.2', '692': '1.1'}


def directories(domain, primary):
    text = _SITE.format(domain=domain[:8]) + (_PRIMARY if primary else '')
    listed = [line.strip() for line in text.split('\n') if line.strip()]
    listed += ['SITE.SRV/SENDER.BOX/REQUESTS/' + name for name in OUTBOXES]
    return sorted(ROOT + '/' + name for name in listed)


def logon_directories(helper):
    """The tree of a logon server; `helper` for one that runs services of SMS."""
    roles = ('LOGON.SRV', 'HELPER.SRV') if helper else ('LOGON.SRV',)
    return sorted(ROOT + '/' + line.strip() for line in _SITE.split('\n') if line.startswith(roles))


def domain_directories(domain):
    """The masters a site server keeps for the logon servers of one domain."""
    return ['%s/MAINCFG.BOX/%s.BOX/%s.000' % (ROOT + '/SITE.SRV', box, domain[:8])
            for box in ('INVDOM', 'PCMDOM')]


def system_map(primary, build):
    """A small map in the syntax of the real one; names of programs, sizes made up."""
    lines = [
        'PLATFORMS = "INTEL X86"',
        'LANGUAGES = "ENGLISH"',
        'UNITS = "INTEL SERVER", "INTEL CLIENT", "SCRIPTS"',
        'IDLIST "BUILDNUMBER" = "%s"' % build,
        'IDLIST "SPNUMBER" = ""',
        'IDLIST "SYSMAPVERSION" = "%s", "FINAL", "SMS V%s", "FULL"' % (build, VERSIONS[build]),
        'IDLIST "SMSVERSIONINFO" = "V%s", "712"' % VERSIONS[build],
        'IDLIST "LANGUAGE_DEFAULT" = "ENGLISH"',
        'IDLIST "PLATFORM_DEFAULT" = "INTEL X86"',
        'IDLIST "PLATFORM_DIRECTORY" = "INTEL X86=X86.BIN"',
        'SERVICE "SMS_LAN_SENDER"', 'BEGIN', '   FLAGS = 2765', '   MAIN "SENDER.DLL"', 'END',
        'SERVICE "SMS_SITE_CONFIG_MANAGER"', 'BEGIN', '   FLAGS = 457', '   MAIN "SITEINS.EXE"',
        'END',
        'PACKAGE "SMS_INVENTORY_AGENT_NT"', 'BEGIN', '   FLAGS = 0', '   MAIN "INVWIN32.EXE"',
        'END',
        'DIRECTORY "SITE.SRV\\X86.BIN"',
        'PLATFORM "INTEL X86" LANGUAGE "" SOURCE "X86" FLAGS = 10',
        'UNIT = "INTEL SERVER"',
        'BEGIN',
    ]
    for name, size, only_primary in PROGRAMS:
        if primary or not only_primary:
            packed, size = name[:-1] + '_', size_of(size, build)
            lines.append('   "%s", SIZE(1, %d, %d), "%s", "%s", REMOTE=YES, COPYLISTS(), '
                         'COMPRESS=YES, FLAGS = 1' % (name, size, size, name, packed))
    lines.append('END')
    return ('\r\n'.join(lines) + '\r\n').encode('ascii')


def program(name, size):
    """The bytes that stand for a program: no program, and they say so."""
    text = ('%s of a model site, no program. ' % name).encode('ascii')
    return (text * (size // len(text) + 1))[:size]


def domain_ini(code, build_number):
    return ('[SMS]\r\nBuildNo=%s\r\nSiteCode=%s\r\n' % (build_number, code)).encode('ascii')


def size_of(size, build):
    """Programs of another build have another size."""
    return size if build == '786' else size - 1024


def build(drive, site, mtime, build_number='786', in_part=False):
    """Lays a whole tree with its programs and map; existing files are replaced, if only in part every
    second one."""
    primary = site.primary
    for name in directories(site.domain, primary):
        drive.make_dir(name)
    for name, size, only_primary in PROGRAMS[::2] if in_part else PROGRAMS:
        if primary or not only_primary:
            drive.write(SERVER_BIN + '/' + name, program(name, size_of(size, build_number)), mtime)
    drive.write(ROOT + '/SYSTEM.MAP', system_map(primary, build_number), mtime)
    if primary:
        drive.write('SMS/PRIMSITE.SRV/IMPORT.SRC/ENU/EXCEL50.PDF',
                    b'[PDF]\r\nVersion=1.0\r\n', mtime)
    drive.write(LOGON + '/DOMAIN.INI', domain_ini(site.code, build_number), mtime)


def build_logon(drive, code, helper, mtime):
    for name in logon_directories(helper):
        drive.make_dir(name)
    drive.write(LOGON + '/DOMAIN.INI', domain_ini(code, '786'), mtime)
