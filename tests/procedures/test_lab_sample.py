#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The lab's reader on the public sample of a site control file; skipped where it is not at hand."""

import os
import sys

import lab_support  # noqa: F401  finds the lab

from smslab import control_file as cf

SKIPPED = 77


def main():
    place = os.environ.get('SMSSITE_SAMPLES')
    path = os.path.join(place or '', 'sitectrl', 'SITECTRL.CT0')
    if not place or not os.path.isfile(path):
        print('skipped: SMSSITE_SAMPLES names no directory with the sample')
        return SKIPPED
    with open(path, 'rb') as stream:
        data = stream.read()
    scf = cf.ControlFile.parse(data)
    assert scf.to_bytes() == data
    assert (scf.build, scf.syntax) == ('786', '1.08')
    assert scf.definition == (cf.PROPOSED, 'Setup-based site creation', 'SKZ', 'SKZ', 837492602, 1)
    assert scf.account[0] == str(cf.PRIMARY) and scf.account[6] == 'D:\\SMS'
    assert len(scf.all('COMPONENT')) == 12 and len(scf.all('OUTBOX')) == 6
    assert cf.reject_code(data, 'SKZ', 'D:\\SMS') == 0
    assert cf.reject_code(data, 'Q7Z', 'D:\\SMS') == cf.BADSITEINFO
    # Written anew it differs in one place: the count of an address that the sample has wrong.
    mine, theirs = scf.edited().to_bytes().split(b'\r\n'), data.split(b'\r\n')
    different = [(a, b) for a, b in zip(mine, theirs) if a != b]
    assert len(mine) == len(theirs) and len(different) == 1, different
    assert different[0][0].lstrip().startswith(b'#186(')
    assert different[0][1].lstrip().startswith(b'#185(')
    print('the sample reads and writes back byte for byte')
    return 0


if __name__ == '__main__':
    sys.exit(main())
