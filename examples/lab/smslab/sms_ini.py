# SPDX-License-Identifier: MIT
"""SMS.INI of a client or a site server: reading a line, setting one, writing a first file.

Windows' rules: names without regard to case, the first section and the first key of a name count.
"""

NAME = 'SMS.INI'


def _section(line):
    line = line.strip()
    return line[1:line.index(']')].strip().lower() if line.startswith('[') and ']' in line else None


def _find(lines, section, key):
    """(index of the key's line or None, index behind the section's last line or None)."""
    wanted, at, inside, end = section.lower(), None, False, None
    for index, line in enumerate(lines):
        name = _section(line)
        if name is not None:
            if inside:
                break
            inside = name == wanted and end is None
        if inside and (end is None or line.strip()):
            end = index + 1
        if inside and name is None and '=' in line \
                and line.partition('=')[0].strip().lower() == key.lower():
            return index, end
    return at, end


def get(data, section, key):
    """The value, or '' if there is none."""
    lines = (data or b'').decode('cp1252', 'replace').split('\r\n')
    at, _ = _find(lines, section, key)
    return lines[at].partition('=')[2].strip() if at is not None else ''


def with_value(data, section, key, value):
    """The bytes with one line set; all other lines stay as they are."""
    lines = (data or b'').decode('latin-1').split('\r\n')
    at, end = _find(lines, section, key)
    line = '%s=%s' % (key, value)
    if at is not None:
        lines[at] = line
    elif end is not None:
        lines.insert(end, line)
    else:
        if lines[-1] == '':
            lines.pop()
        lines += ['[%s]' % section, line, '']
    return '\r\n'.join(lines).encode('latin-1', 'replace')


def build(sections):
    """A new file from (section, ((key, value), ...)) pairs."""
    out = []
    for section, values in sections:
        out.append('[%s]\r\n' % section)
        out.extend('%s=%s\r\n' % pair for pair in values)
    return ''.join(out).encode('cp1252', 'replace')


def machine(name, smsid, site, domain, server, share='SMS_SHR', root='', system=4, network=2):
    """What Client Setup leaves on a machine; `share` is the volume on a NetWare server."""
    logon = '\\\\%s\\%s\\%s' % (server, share, root)
    return build((
        ('Servers', (('Domain', domain), ('CurrentLogonServer', server), ('Server1', server))),
        ('Share', (('CurrentLogonServer', share), ('Server1', share))),
        ('WorkstationStatus', (('SysFilesNotModified', ''), ('FilesNotDownloaded', ''),
                               ('FailedHardwareChecks', ''))),
        ('SMS', (('BuildNo', '786'), ('SPNumber', '0'), ('SiteCode', site),
                 ('SMS Unique ID', smsid), ('LogonRoot', root.rstrip('\\')),
                 ('LastLogonServerPath', logon), ('UniqueIdPath', logon + 'SMSID\\'),
                 ('InventoryCollectionPoint', 'inventry.box'),
                 ('ConfigurationRequestPath', 'ccr.box'), ('OS', system),
                 ('NetworkType', network))),
        ('Local', (('SetupPhase', 'INSTALLED'), ('LanguageCode', 'ENU'), ('MachineName', name),
                   ('SystemRole', 'Workstation' if system != 4 else 'Server')))))
