# SPDX-License-Identifier: MIT
"""Reading and writing site control files.

The grammar is the one of SMS 1.x: a header line, then blocks `BEGIN_X ... END_X` and item lines
`KEYWORD <v1><v2>...`. Reading keeps every line as it was, so writing an unchanged file gives back
the same bytes. Addresses carry a counted string `#n(...)`; a count that does not fit is tolerated
when the string ends in `)`, because a public sample has one.
"""

HEADER = 'SITE CONTROL FILE '

ACTUAL, PROPOSED, NEWSITE, TRANSACTIONS = 1, 2, 3, 4
LOCAL_TRANSACTIONS = (5, 6)         # the sources disagree: 6 in one, 5 in the other
FILE_TYPES = (ACTUAL, PROPOSED, NEWSITE, TRANSACTIONS) + LOCAL_TRANSACTIONS

PRIMARY, SECONDARY = 6, 9

# Reject codes of the Site Configuration Manager; the extension of a refused .CT1.
CANTREAD, BADLOCALTRANS, BADTRANS, BADFILETYPE, BADSITEINFO = 710, 711, 712, 713, 714
NODOMAIN, BADACCT_NOADDR, NOSQL, NOCOMPONENT = 715, 716, 717, 718

TRANSACTION_TYPES = (
    'Change@', 'SqlChange@', 'InactiveDomains', 'InactiveServers', 'InactiveComponents',
    'InactiveSenders', 'DeinstallSite', 'InitiateDeinstall', 'InitiateUpgrade',
    'DeinstallSiteAck', 'Shutdown', 'ShutdownAck', 'Upgrade', 'DeleteSite', 'SyncParentDetach',
    'ParentDetach', 'Heartbeat', 'RequestNewSCFile', 'TriggerWatchdog', 'TriggerWatchdogHeartbeat',
    'TriggerUserGroupMIF', 'TriggerLogonScriptConfig', 'LogEventForBootstrap', 'SMSBaseID',
    'NoEnumeration')
LOCAL_TRANSACTION_TYPES = ('Shutdown', 'ShutdownAck', 'Upgrade', 'DeinstallSite',
                           'DeinstallSiteAck', 'LogEventForBootstrap')

_BLOCKS = ('FILE_DEFINITION', 'SITE_ACCOUNT', 'PROPERTY_LIST', 'DOMAIN', 'COMPONENT', 'SENDER')
_ITEMS = ('PROPERTY', 'ADDRESS', 'OUTBOX', 'SERVER', 'TRANSACTION')


class ControlFileError(ValueError):
    """The bytes are no site control file; `line` counts from 1."""

    def __init__(self, line, text):
        super().__init__('line %d: %s' % (line, text))
        self.line = line


class Section:
    """One block or item: its keyword, its values, the item lines inside a block, its lines."""

    def __init__(self, keyword, values, items=None, lines=None, text=None):
        self.keyword = keyword
        self.values = list(values)
        self.items = list(items or [])      # (keyword, values) inside DOMAIN and SENDER
        self.lines = list(lines or [])      # as read, each with its own line end
        self.text = text                    # ADDRESS: what stands in the counted brackets

    def __repr__(self):
        return 'Section(%r, %r)' % (self.keyword, self.values)


def values_of(line, number):
    """The `<...>` values of a line. A `>` inside a value is unknown to the format."""
    found, at, line = [], 0, line.strip()
    while at < len(line):
        if line[at] == ' ':
            at += 1
            continue
        if line[at] != '<':
            raise ControlFileError(number, 'a value in angle brackets was expected')
        end = line.find('>', at)
        if end < 0:
            raise ControlFileError(number, 'a value has no closing bracket')
        found.append(line[at + 1:end])
        at = end + 1
    return found


def _item(line, number):
    keyword, _, rest = line.strip().partition(' ')
    if '<' in keyword:                      # TRANSACTION<...> without a blank
        keyword, _, rest = line.strip().partition('<')
        rest = '<' + rest
    if keyword == 'TRANSACTION':
        rest = rest.lstrip(' ')
        if not rest.startswith('<'):        # the type stands without brackets in one description
            word, _, tail = rest.partition('<')
            return keyword, [word.strip()] + values_of('<' + tail, number)
    return keyword, values_of(rest, number)


class ControlFile:
    def __init__(self, build='786', syntax='1.08', sections=None):
        self.build = build
        self.syntax = syntax
        self.sections = list(sections or [])
        self.tail = None                    # lines of a read file, header included

    # -- reading -----------------------------------------------------------------------------

    @classmethod
    def parse(cls, data):
        text = data.decode('cp1252', 'surrogateescape') if isinstance(data, bytes) else data
        lines = text.split('\n')
        ends = [line + '\n' for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
        first = ends[0].rstrip('\r\n') if ends else ''
        if not first.startswith(HEADER + '['):
            raise ControlFileError(1, 'not a site control file')
        marks = first[len(HEADER):].strip()
        if not marks.endswith(']') or marks.count('[') != 2 or '][' not in marks:
            raise ControlFileError(1, 'the build and syntax version are damaged')
        build, syntax = marks[1:-1].split('][')
        result = cls(build, syntax)
        result.tail = ends
        number = 1
        while number < len(ends):
            stripped = ends[number].strip()
            number += 1
            if not stripped:
                continue
            if stripped.startswith('BEGIN_'):
                number = result._block(ends, number, stripped[6:])
            else:
                number = result._line(ends, number, stripped)
        return result

    def _block(self, ends, number, name):
        if name not in _BLOCKS:
            raise ControlFileError(number, 'unknown block BEGIN_%s' % name)
        start = number - 1
        values, items = [], []
        while True:
            if number >= len(ends):
                raise ControlFileError(number, 'END_%s is missing' % name)
            line = ends[number].strip()
            number += 1
            if line == 'END_' + name:
                break
            if not line:
                continue
            if line.startswith('<'):
                values.extend(values_of(line, number))
            elif line.startswith(('LOGONSERVER ', 'OUTBOX ')):
                items.append(_item(line, number))
            else:
                raise ControlFileError(number, 'unexpected line in %s' % name)
        self.sections.append(Section(name, values, items, ends[start:number]))
        return number

    def _line(self, ends, number, line):
        start = number - 1
        keyword, values = _item(line, number)
        if keyword not in _ITEMS:
            raise ControlFileError(number, 'unknown keyword %s' % keyword)
        text = None
        if keyword == 'ADDRESS':
            if number >= len(ends):
                raise ControlFileError(number, 'the address string is missing')
            text = _counted(ends[number].strip(), number + 1)
            number += 1
        self.sections.append(Section(keyword, values, None, ends[start:number], text))
        return number

    # -- looking -----------------------------------------------------------------------------

    def all(self, keyword):
        return [s for s in self.sections if s.keyword == keyword]

    def first(self, keyword):
        found = self.all(keyword)
        return found[0] if found else None

    @property
    def definition(self):
        """Type, comment, target site, originating site, GMT stamp, posted; None if damaged."""
        section = self.first('FILE_DEFINITION')
        if section is None or len(section.values) != 6:
            return None
        kind, comment, target, origin, stamp, posted = section.values
        try:
            numbers = int(kind), int(stamp), int(posted)
        except ValueError:
            return None
        if any(abs(n) >= 1 << 63 for n in numbers):
            return None
        return numbers[0], comment, target, origin, numbers[1], numbers[2]

    @property
    def account(self):
        section = self.first('SITE_ACCOUNT')
        return section.values if section is not None and len(section.values) == 18 else None

    def number(self, name, default):
        """The dword of a PROPERTY; names are compared without case."""
        for section in self.all('PROPERTY'):
            if len(section.values) == 4 and section.values[0].lower() == name.lower():
                try:
                    return int(section.values[3])
                except ValueError:
                    return default
        return default

    # -- writing -----------------------------------------------------------------------------

    def to_bytes(self):
        """The file as it was read, or as this model writes one: CRLF, blank lines after blocks."""
        if self.tail is not None:
            text = ''.join(self.tail)
        else:
            text = self._render()
        return text.encode('cp1252', 'surrogateescape')

    def edited(self):
        """A copy that will be written out anew, not from the lines it was read from."""
        return ControlFile(self.build, self.syntax,
                           [Section(s.keyword, s.values, s.items, None, s.text)
                            for s in self.sections])

    def _render(self):
        out = ['%s[%s][%s]' % (HEADER, self.build, self.syntax), '']
        for index, section in enumerate(self.sections):
            after = self.sections[index + 1] if index + 1 < len(self.sections) else None
            out.extend(_render_section(section))
            block = section.keyword in _BLOCKS
            if after is not None and (block or after.keyword in _BLOCKS):
                out.append('')
        return '\r\n'.join(out) + '\r\n'


def _counted(line, number):
    head, bracket, body = line.partition('(')
    if not head.startswith('#') or not head[1:].isdigit() or not bracket or not body.endswith(')'):
        raise ControlFileError(number, 'an address string #n(...) was expected')
    return body[:-1]


def _render_section(section):
    angle = ''.join('<%s>' % v for v in section.values)
    if section.keyword == 'ADDRESS':
        return ['ADDRESS ' + angle, '  #%d(%s)' % (len(section.text) + 2, section.text)]
    if section.keyword == 'TRANSACTION':
        return ['TRANSACTION %s%s' % (section.values[0],
                                      ''.join('<%s>' % v for v in section.values[1:]))]
    if section.keyword in _ITEMS:
        return [section.keyword + ' ' + angle]
    indent = '   ' if section.keyword == 'PROPERTY_LIST' else '  '
    lines = ['BEGIN_' + section.keyword]
    lines.extend('%s<%s>' % (indent, v) for v in section.values)
    lines.extend('%s%s %s' % (indent, k, ''.join('<%s>' % v for v in vs))
                 for k, vs in section.items)
    return lines + ['END_' + section.keyword]


def reject_code(data, registry_code=None, registry_directory=None):
    """The code SCMAN would refuse these bytes with, or 0. The order of checks is the model's."""
    if data is None:
        return CANTREAD
    try:
        scf = ControlFile.parse(data)
    except ControlFileError:
        return CANTREAD
    definition = scf.definition
    if definition is None:
        return CANTREAD
    if definition[0] not in FILE_TYPES:
        return BADFILETYPE
    transactions = scf.all('TRANSACTION')
    known = LOCAL_TRANSACTION_TYPES if definition[0] in LOCAL_TRANSACTIONS else TRANSACTION_TYPES
    for section in transactions:
        if not section.values or section.values[0].lower() not in [k.lower() for k in known]:
            return BADLOCALTRANS if definition[0] in LOCAL_TRANSACTIONS else BADTRANS
    if definition[0] in LOCAL_TRANSACTIONS + (TRANSACTIONS,):
        return 0
    return _reject_full(scf, registry_code, registry_directory)


def _reject_full(scf, registry_code, registry_directory):
    account = scf.account
    if account is None or len(account[1]) != 3:
        return BADSITEINFO
    if registry_code and account[1].upper() != registry_code.upper():
        return BADSITEINFO
    if registry_directory and account[6].lower() != registry_directory.lower():
        return BADSITEINFO
    if not scf.all('DOMAIN'):
        return NODOMAIN
    if not account[8] or not account[9] or not scf.all('ADDRESS'):
        return BADACCT_NOADDR
    if account[0] == str(PRIMARY) and not (account[11] and account[14]):
        return NOSQL
    if not scf.all('COMPONENT') or not scf.all('SENDER'):
        return NOCOMPONENT
    return 0


def transactions_file(kind, comment, target, origin, stamp, transactions):
    """A file that carries nothing but one-time instructions: (type, dword, string1)."""
    sections = [Section('FILE_DEFINITION', [str(kind), comment, target, origin, str(stamp), '0'])]
    for name, dword, string in transactions:
        sections.append(Section('TRANSACTION', [name, '0', str(dword), string, '']))
    return ControlFile(sections=sections)
