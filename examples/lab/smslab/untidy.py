# SPDX-License-Identifier: MIT
"""What lies about in the boxes of a site that is used: nothing of it concerns the .CT2."""

import hashlib

from . import layout, packages, sites

HOUR = 3600


def _foreign(kind, number):
    """Bytes that are no format of the model, as the services of others would leave them."""
    return (b'\x01\x00\x02\x00' + ('model %s %d' % (kind, number)).encode('ascii')
            + bytes(range(256))) * (1 + number % 3)


def _suspended(drive, stem, job, destination, when):
    """A large package of low priority, set aside by the Scheduler until the night."""
    tosend = 'D:\\SMS\\site.srv\\sender.box\\tosend\\'
    drive.write('%s/%s.S00' % (layout.TOSEND, job), packages.pack(b'model package ' * 900), when)
    drive.write('%s/%s%s.I00' % (layout.TOSEND, job[:5], destination),
                packages.pack(b'Type=MICROSOFT|SMS|PACKAGE\r\n'), when)
    drive.write('%s/%s.SRS' % (layout.OUTBOX, stem), packages.request([
        (packages.INFO, packages.info(destination, job, stem[1:], 3)),
        (packages.ADDRESS, '\\\\%s\\SMS_SITE' % sites.SITES[destination].server),
        (packages.PACKAGE, tosend + job + '.S00'),
        (packages.INSTRUCTION, '%s%s%s.I00' % (tosend, job[:5], destination)),
        (packages.STATUS, b'SREQ_STATUS_SUSPENDED')]), when)


def secondary(drive, now):
    old = now - 5 * 24 * HOUR
    for number in range(3):
        drive.write('%s/0000000%d.MIF' % (layout.SITEREP, number), _foreign('mif', number),
                    now - number * 700 - 60)
        drive.write('%s/0000001%d.RAW' % (layout.INVENTRY, number), _foreign('raw', number),
                    now - number * 300 - 30)
        drive.write('%s/0000002%d.RAW' % (layout.LOGON_INVENTRY, number),
                    _foreign('raw', number + 3), now - number * 200 - 20)
        drive.write('%s/Q7Z0000%d.HMS' % (layout.HISTORY, number), _foreign('history', number),
                    old + number * 60)
        drive.write('%s/Q7Z0000%d.INS' % (layout.PCMINS, number), _foreign('instruction', number),
                    old + number * 90)
    drive.write(layout.HISTORY + '/HISTORY.MAP', b'model history map\r\n', old)
    drive.write(layout.STORE + '/C9N00003.WKS', _foreign('package', 3), old)
    drive.write(layout.STORE + '/C9N00007.SRV', _foreign('package', 7), old + HOUR)
    drive.write(layout.SCHEDULE + '/INV00042.JOB', _foreign('job', 42), now - 20 * 60)
    drive.write(layout.SCHEDULE + '/00000017.JOB', packages.job(
        {'Destination': 'C9N', 'Job': 'Q7Z0000C', 'Request': '3000CQ7Z', 'Hold': '1',
         'Type': packages.INVENTORY, 'File': '00000099.MIF', 'Box': layout.SITEREP}),
        now - 45 * 60)
    _suspended(drive, '30007Q7Z', 'Q7Z00009', 'C9N', now - 9 * HOUR)
    drive.write(layout.SMSID + '/Q7Z0005K.UID', b'', old)


def logon_server(drive, now):
    """Boxes of a logon server: inventory no one has fetched yet, instructions of others."""
    for number in range(2):
        drive.write('%s/0000004%d.RAW' % (layout.LOGON_INVENTRY, number),
                    _foreign('raw', number), now - number * 250 - 25)
        drive.write('%s/Q7Z0000%d.INS' % (layout.PCMINS, number), _foreign('instruction', number),
                    now - 5 * 24 * HOUR + number * 90)


def primary(drive, now):
    old = now - 6 * 24 * HOUR
    for number in range(2):
        drive.write('%s/0000003%d.MIF' % (layout.DELTAMIF, number), _foreign('mif', number),
                    now - number * 400 - 50)
        drive.write('%s/C9N0000%d.HMS' % (layout.HISTORY, number), _foreign('history', number),
                    old)
    drive.write(layout.STORE + '/C9N00003.SRV', _foreign('package', 3), old)
    drive.write(layout.RECEIVE + '/30001C9N.PCK', _foreign('package', 1), now - 15 * 60)
    drive.write(layout.SCHEDULE + '/INV00007.JOB', _foreign('job', 7), now - 33 * 60)
    _suspended(drive, '30005C9N', 'C9N00011', 'Q7Z', now - 7 * HOUR)
    drive.write(layout.SMSID + '/C9N000A2.UID', b'', old)


def transit(drive, now):
    """Transfers for others in RECEIVE of the secondary: one complete, of a site further on, and one
    whose sender gave up long ago."""
    stem = layout.RECEIVE + '/30021X4D'
    drive.write(stem + '.PCK', packages.pack(_foreign('package', 21)), now - 2 * HOUR)
    drive.write(stem + '.INS', packages.pack(packages.instruction(
        (('Type', packages.PACKAGE_FOR_CLIENTS), ('Site', 'X4D'), ('Extension', '.WKS')))),
        now - 2 * HOUR)
    drive.write(layout.RECEIVE + '/30004C9N.PCK', _foreign('package', 4), now - 26 * HOUR)


def large_package(drive, number, size):
    """A job of the parent for the secondary, so large that sending it takes a while."""
    name, job = 'C9N000%d.WKS' % number, 'C9N000%d' % number
    state, noise = b'%d' % number, b''
    while len(noise) < size:            # bytes that no compression makes smaller
        state = hashlib.sha512(state).digest()
        noise += state
    drive.write(layout.STORE + '/' + name, noise)
    drive.write('%s/000000%d.JOB' % (layout.SCHEDULE, number), packages.job(
        {'Destination': 'Q7Z', 'Job': job, 'Request': '300%dC9N' % number, 'File': name,
         'Type': packages.PACKAGE_FOR_CLIENTS, 'Box': layout.STORE, 'As': '.WKS'}))
