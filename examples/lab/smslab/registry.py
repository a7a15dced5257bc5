# SPDX-License-Identifier: MIT
"""Importing a REGEDIT4 export into the registry of a model server. Only the SMS key is kept."""

import re

from . import sites

_VALUE = re.compile(r'^(?:"((?:[^"\\]|\\.)*)"|@)=(.*)$')


def merge(target, data):
    """Adds what a .reg file says to `target`; False when it is no such file."""
    lines = data.decode('cp1252', 'replace').replace('\r\n', '\n').split('\n')
    if lines[0].strip() not in ('REGEDIT4', 'REGEDIT'):
        return False
    known = {key.lower(): key for key in target}
    values = None
    for line in lines[1:]:
        line = line.strip()
        if line.startswith('[') and line.endswith(']'):
            values = _section(target, known, line[1:-1])
        elif values is not None:
            _one(values, _VALUE.match(line))
    return True


def _section(target, known, key):
    gone = key.startswith('-')
    key = key[1:] if gone else key
    if not (key + '\\').lower().startswith((sites.SMS_KEY + '\\').lower()):
        return None
    if gone:
        for name in [n for n in target if (n + '\\').lower().startswith((key + '\\').lower())]:
            del target[name]
        return None
    real = known.setdefault(key.lower(), key)
    return target.setdefault(real, {})


def _one(values, found):
    if not found:
        return
    name = re.sub(r'\\(.)', r'\1', found.group(1) or '')
    name = next((n for n in values if n.lower() == name.lower()), name)
    text = found.group(2)
    if text.startswith('dword:'):
        try:
            values[name] = int(text[6:], 16) & 0xffffffff
        except ValueError:
            pass
    elif len(text) > 1 and text[0] == text[-1] == '"':
        values[name] = re.sub(r'\\(.)', r'\1', text[1:-1])
    elif text == '-':
        values.pop(name, None)
