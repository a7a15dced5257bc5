# SPDX-License-Identifier: MIT
"""Jobs, packages, instructions and send requests of the model.

Their real formats are not public (records of a send request are listed by type only), so these are
the model's own. Packages and instructions are compressed: a control file inside one cannot be
found by its name or text any more, as in the real thing.
"""

import struct
import zlib

JOB_MARK = b'; system job of a model site: the real format is not public\r\n'
PACK_MARK = b'SMSSITE-LAB PACKAGE\x1a'
MAX_UNPACKED = 4 << 20

# Types of send request records, by the numbers DUMPSEND shows.
TRANSMISSION, INFO, ADDRESS, PACKAGE, INSTRUCTION, BOOTSTRAP, STATUS, ROUTING = 1, 3, 5, 7, 8, 13, 15, 18
EMPTY_RECORD = struct.pack('<II', ROUTING, 0)     # it loops a reader (Q159201)
PENDING, SENDING, RETRYING = b'SREQ_STATUS_NONE', b'SREQ_STATUS_SENDING', b'SREQ_STATUS_ERROR'

CONFIG = 'MICROSOFT|SMS|MINIJOBINSTRUCTION|CONFIG'
PACKAGE_FOR_CLIENTS = 'MICROSOFT|SMS|PACKAGE'
INVENTORY = 'MICROSOFT|SMS|MINIJOBINSTRUCTION|INVENTORY'


def job(values):
    """The bytes of a .JOB: a dictionary of short strings."""
    lines = ''.join('%s=%s\r\n' % (k, values[k]) for k in sorted(values))
    return JOB_MARK + lines.encode('cp1252', 'replace')


def read_job(data):
    """The dictionary of a job, or None for anything the model did not write."""
    if not data or not data.startswith(JOB_MARK):
        return None
    values = {}
    for line in data[len(JOB_MARK):].decode('cp1252', 'replace').split('\r\n'):
        key, sep, value = line.partition('=')
        if sep:
            values[key] = value
    return values


def pack(data):
    return PACK_MARK + zlib.compress(data, 6)


def unpack(data):
    """What was packed, or None if it is damaged, foreign or too large."""
    if not data or not data.startswith(PACK_MARK):
        return None
    engine = zlib.decompressobj()
    try:
        plain = engine.decompress(data[len(PACK_MARK):], MAX_UNPACKED)
    except zlib.error:
        return None
    return plain if engine.eof else None


def instruction(values):
    return ''.join('%s=%s\r\n' % pair for pair in values).encode('ascii', 'replace')


def read_instruction(data):
    """The dictionary of an instruction, empty for what is none of the model's."""
    return dict(line.partition('=')[::2] for line in
                (data or b'').decode('ascii', 'replace').split('\r\n') if '=' in line)


def request(values):
    """The bytes of a send request: records of type, length, data (little-endian words)."""
    out = []
    for kind, data in values:
        raw = data if isinstance(data, bytes) else data.encode('cp1252', 'replace')
        raw = raw or b'\0'                      # a record of length 0 would loop a reader
        out.append(struct.pack('<II', kind, len(raw)) + raw)
    return b''.join(out)


def read_request(data):
    """{type: bytes} of a send request, or None if the chain of records is damaged."""
    if not data:
        return None
    found, at = {}, 0
    while at < len(data):
        if at + 8 > len(data):
            return None
        kind, length = struct.unpack_from('<II', data, at)
        if length == 0 or length > len(data) - at - 8:
            return None
        found[kind] = data[at + 8:at + 8 + length]
        at += 8 + length
    return found


def loops(data):
    """Whether a reader that follows the chain comes to a ROUTING record of length 0."""
    at = 0
    while data and at + 8 <= len(data):
        kind, length = struct.unpack_from('<II', data, at)
        if length == 0:
            return kind == ROUTING
        at += 8 + length
    return False


def info(destination, job_id, request_id, priority=2):
    return ('%d %-3s %-8s %-7s' % (priority, destination, job_id, request_id)).encode(
        'ascii', 'replace')


def read_info(data):
    """(priority, destination, job id, request id) or None."""
    try:
        fields = data.decode('ascii').split()
        return (int(fields[0]),) + tuple(fields[1:4]) if len(fields) == 4 else None
    except (UnicodeDecodeError, ValueError):
        return None
