# SPDX-License-Identifier: MIT
"""Despooler: carries out the instructions that arrive in RECEIVE."""

import os
import time

from . import layout, packages, services
from .scman import POLLING

NAME = 'SMS_DESPOOLER'
SLACK = 600             # seconds that clocks may differ
WORK = 4                # seconds one instruction takes


def new_state(now):
    return {'next': now + 150, 'work': [], 'given_up': []}


def log(lab, server, text):
    lab.log(server, NAME, text)


def started(lab, server):
    """What it had given up, or was working on when it stopped, is taken up again."""
    lab.server(server)['despooler'] = {'next': lab.now + 30, 'work': [], 'given_up': []}


def act(lab, server):
    if not services.running(lab, server, services.EXECUTIVE):
        return None
    state = lab.server(server)['despooler']
    for at, name in list(state['work']):
        if lab.now >= at:
            state['work'].remove([at, name])
            _execute(lab, server, state, name)
    if lab.now >= state['next']:
        _look(lab, server, state)
        state['next'] = lab.now + POLLING[lab.response(server)]
    return min([state['next']] + [at for at, _ in state['work']])


def _look(lab, server, state):
    drive = lab.drive(server)
    busy = [name for _, name in state['work']]
    log(lab, server, '~Waiting for ready instruction file....')
    for name in drive.files(layout.RECEIVE, '.ist'):
        stem = os.path.splitext(name)[0]
        if stem not in busy and stem not in state['given_up']:
            state['work'].append([lab.now + WORK, stem])
    for name in drive.files(layout.RECEIVE, '.ins'):
        stem = os.path.splitext(name)[0]
        path = '%s/%s' % (layout.RECEIVE, name)
        if stem in state['given_up'] or not drive.is_file('%s/%s.PCK' % (layout.RECEIVE, stem)):
            continue
        if drive.mtime(path) > lab.now + SLACK:
            log(lab, server, "Instruction D:\\SMS\\site.srv\\despoolr.box\\receive\\%s won't be processed till %s"
                % (name.lower(), time.strftime('%m/%d/%y %H:%M:%S', time.gmtime(drive.mtime(path)))))
            continue
        log(lab, server, '~Found ready instruction ' + name.lower())
        if lab.locked(server, path):
            log(lab, server, 'failed to open D:\\SMS\\site.srv\\despoolr.box\\receive\\%s '
                'WIN32 ERROR = 32' % name)
            log(lab, server, 'Cannot decompress instruction file')
            state['given_up'].append(stem)
            continue
        if drive.rename(path, stem + '.IST') \
                and drive.rename('%s/%s.PCK' % (layout.RECEIVE, stem), stem + '.PKG'):
            state['work'].append([lab.now + WORK, stem])


def _execute(lab, server, state, stem):
    drive = lab.drive(server)
    instruction = '%s/%s.IST' % (layout.RECEIVE, stem)
    package = '%s/%s.PKG' % (layout.RECEIVE, stem)
    text = packages.unpack(drive.read(instruction))
    if text is None:
        log(lab, server, 'Cannot decompress instruction file')
        state['given_up'].append(stem)
        return
    values = packages.read_instruction(text)
    log(lab, server, '~Executing instruction of type ' + values.get('Type', ''))
    data = packages.unpack(drive.read(package))
    if data is None or not _deliver(lab, server, values, data):
        log(lab, server, '~Despooler failed to execute the instruction, error code = c0000001')
        state['given_up'].append(stem)
        return
    drive.remove(package)
    drive.remove(instruction)
    log(lab, server, '~Despooler successfully executed one instruction.')


def _deliver(lab, server, values, data):
    """Puts what was sent into the inbox of the component it is meant for."""
    drive = lab.drive(server)
    kind, extension = values.get('Type'), values.get('Extension', '').upper()
    if kind == packages.INVENTORY:
        return drive.write('%s/%s.MIF' % (layout.DELTAMIF, lab.digits()), data)
    if kind == packages.PACKAGE_FOR_CLIENTS:
        return drive.write('%s/%s.WKS' % (layout.STORE, lab.digits()), data)
    if kind != packages.CONFIG:
        return False
    if extension not in ('.CT1', '.CT2'):       # the packages of Bootstrap are none of its business
        log(lab, server, '~Cannot find config mini inst specific data')
        return False
    done = drive.write('%s/%s%s' % (layout.SITECFG, lab.digits(), extension), data)
    if done and extension == '.CT2':
        lab.mark('ct2-arrived', 'EDGE7')
    return done
