# SPDX-License-Identifier: MIT
"""The state of a model, its virtual clock, and the loop that lets its services work.

All of it is kept in lab.json in the directory of the model, read before and written after every
call, so that several programs can use one model by turns. Nothing here looks at the machine's
clock or draws random numbers: the same calls give the same bytes.
"""

import contextlib
import fcntl
import hashlib
import json
import os

from . import (bootstrap, clients, commands, despooler, evidence, hman, ids, inventory, layout, logs,
               maintman, orders, person, scheduler, scman, sender, services, sites)
from .drive import Drive
from .logon_servers import KINDS, MOST

START = 868975200           # 1997-07-15 14:00:00 UTC
VIRTUAL_LIMIT = 36 * 3600   # how long `until` is waited for
FORMAT = 1
ROUNDS = 50                 # of settling at one moment; more would be a loop of the model

COMPONENTS = (orders, bootstrap, scman, maintman, scheduler, sender, despooler, hman, inventory, clients)
PARTS = tuple((component, server) for component in COMPONENTS for server in sites.BY_SERVER)
CONDITIONS = ('ct2-written', 'ct2-left', 'ct2-arrived', 'active', 'rejected', 'idle')
FAULTS = ('executive-stopped', 'scman-stopped', 'scman-hung', 'capacity-0', 'hman-stopped',
          'disk-full-at-parent', 'sharing-violation', 'uid-locked',
          'parent-cannot-send', 'parent-out-of-reach', 'ct2-cannot-be-written', 'hman-slow',
          'disk-full-at-secondary', 'main-package-damaged', 'control-package-damaged',
          'main-package-unpacks-in-part', 'control-package-does-not-unpack', 'system-map-left-out',
          'bootstrap-not-installable')

BOOT_DRIVE = '-C'          # what the directory of drive C: has behind the server's name
BASE36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'


class LabError(Exception):
    """The model was asked for something it does not have."""


class Lab:
    """One model below one directory."""

    def __init__(self, directory):
        self.directory = os.path.abspath(directory)
        self.state = None
        self.left_at = None     # the virtual time at which this object's last call ended
        self.changes = 0
        self._own = Drive(self.directory, self._clock)
        self._drives = {}
        if not os.path.isfile(self._file):
            raise LabError('%s holds no model' % directory)

    @classmethod
    def new(cls, directory, scenario='healthy', start=None, logon_servers=None):
        """`logon_servers` are kinds, as ('NT', 'LM', 'NW'); without it they are the scenario's."""
        from . import scenarios
        if scenario not in scenarios.SCENARIOS:
            raise LabError('no scenario is called %s' % scenario)
        kinds = logon_servers or ()
        if len(kinds) > MOST or set(kinds) - set(KINDS):
            raise LabError('logon servers are up to %d of %s' % (MOST, ', '.join(KINDS)))
        os.makedirs(directory, exist_ok=True)
        if os.listdir(directory):
            raise LabError('%s is not empty' % directory)
        for name in sites.BY_SERVER:
            os.mkdir(os.path.join(directory, name))
            os.mkdir(os.path.join(directory, name + BOOT_DRIVE))
        begin = START if start is None else int(start)
        with open(os.path.join(directory, 'lab.json'), 'w', encoding='ascii') as stream:
            json.dump(scenarios.empty_state(scenario, begin), stream)
        lab = cls(directory)
        with lab._session():
            scenarios.build(lab, scenario, begin, logon_servers)
        return lab

    # -- what callers use --------------------------------------------------------------------

    @property
    def now(self):
        """Virtual time, in seconds since 1970 (UTC)."""
        return self.state['now'] if self.state else self._load()['now']

    def run(self, seconds=None, until=None):
        """Lets the services work. True when `until` came, or when there was none."""
        if until is not None and until not in CONDITIONS:
            raise LabError('no condition is called %s' % until)
        if seconds is None:
            seconds = VIRTUAL_LIMIT if until else 0
        with self._session():
            return self.advance(self.now + max(0, int(seconds)), until)

    def exec(self, server, argv):
        """Obeys a command line at a server: (exit status, what it prints)."""
        with self._session():
            return commands.obey(self, self.server_name(server), list(argv))

    def fault(self, name, on):
        with self._session():
            self.fault_now(name, bool(on))

    def person(self, action, *words):
        """Does what a person would do in a window; see person.ACTIONS."""
        with self._session():
            problem = person.act(self, action, words)
            if problem:
                raise LabError(problem)

    def clients(self, every, on=None):
        """From now on a new client logs on every so many seconds, at `on` or at all logon servers of
        the secondary by turns. 0 ends it."""
        if every < 0:
            raise LabError('clients come every 1 or more seconds')
        with self._session():
            clients.schedule(self, int(every), self.server_name(on) if on else None)

    def ids(self):
        """Who was given which SMSID, and what was given twice; see ids.report()."""
        return ids.report(self.state or self._load())

    def site_status(self, code):
        """(status, detail) of the parent's table of sites, or None."""
        state = self.state or self._load()
        row = state['sites'].get(code)
        return (row['status'], row['detail']) if row else None

    # -- for the components ------------------------------------------------------------------

    def server_name(self, server):
        known = list(sites.BY_SERVER) + [e['name'] for e in self.state['logon']]
        for name in known:
            if name.upper() == server.upper().lstrip('\\'):
                return name
        raise LabError('no server is called %s' % server)

    def server(self, name):
        return self.state['servers'][name]

    def drive(self, server):
        """Drive D: of a server."""
        if server not in self._drives:
            self._drives[server] = Drive(os.path.join(self.directory, server), self._clock,
                                         self.changed)
        return self._drives[server]

    def boot_drive(self, server):
        """Drive C: of a site server; it holds SMS.INI."""
        return self.drive(server + BOOT_DRIVE)

    def registry(self, server):
        return self.server(server)['registry']

    def response(self, server):
        value = self.server(server)['response']
        return value if value in scman.POLLING else 2

    def log(self, server, component, text):
        logs.append(self.drive(server), component, text, self.now)

    def stamp(self):
        return logs.stamp(self.now)

    def mark(self, what, server):
        """Remembers when something last happened to the secondary's .CT2."""
        if server == sites.CHILD:
            self.state['marks'][what] = self.now

    def locked(self, server, path):
        """A file of which the model pretends that someone has it open."""
        folder, _, name = path.rpartition('/')
        extension = os.path.splitext(name)[1].lower()
        return [server, folder.upper(), extension] in self.state['locks']

    def _serial(self):
        self.state['serial'] += 1
        return self.state['serial']

    def digits(self):
        """Eight digits that look random and never are."""
        text = '%s %d' % (self.state['scenario'], self._serial())
        return '%08d' % (int(hashlib.sha256(text.encode('ascii')).hexdigest(), 16) % 10 ** 8)

    @staticmethod
    def base36(number, width):
        out = ''
        for _ in range(width):
            number, digit = divmod(number, 36)
            out = BASE36[digit] + out
        return out

    def job_id(self, code):
        return code + self.base36(self._serial() + 1000, 5)

    def request_id(self, code):
        return '1_' + self.base36(self._serial() + 2000, 3) + code

    def service_changed(self, server, name, on):
        """Called by services.start and services.stop."""
        self.changed()
        if server not in sites.BY_SERVER:
            return                      # what runs at a logon server is not modelled
        if name == services.SCMAN:
            (scman.started if on else scman.stopped)(self, server)
            if on:
                self.state['faults']['scman-hung'] = False
        elif name == services.EXECUTIVE and on:
            self.log(server, name, '~Going through the thread list...')
            for component in (maintman, scheduler, sender, despooler):
                component.started(self, server)
        elif name == services.HMAN:
            (hman.started if on else hman.stopped)(self, server)
        elif name in (services.BOOTSTRAP, services.UPGRADE_BOOTSTRAP) and on:
            bootstrap.started(self, server, name)

    # -- the loop ----------------------------------------------------------------------------

    def _settle(self, known):
        """Lets everything happen that is due now; answers when something is due next.

        `known` keeps when each part is due and how many changes it has seen: one that is not due
        and has missed nothing would do nothing, and is left alone.
        """
        for _ in range(ROUNDS):
            before = self.changes
            for part in PARTS:
                due, seen = known.get(part, (None, -1))
                if seen != self.changes or due is not None and due <= self.now:
                    seen = self.changes
                    known[part] = (part[0].act(self, part[1]), seen)
            if self.changes == before:
                break
        ahead = [due for due, _ in known.values() if due is not None]
        return max(min(ahead), self.now + 1) if ahead else None

    def advance(self, end, until=None):
        known = {}
        while True:
            due = self._settle(known)
            if until is not None and self.holds(until):
                return True
            if due is None or due > end:
                break
            self.state['now'] = due
        self.state['now'] = max(end, self.now)
        return until is None or self.holds(until)

    def holds(self, condition):
        """Whether one of CONDITIONS holds now. What is over counts until it happens again."""
        marks = self.state['marks']
        child = self.drive(sites.CHILD)
        written, left = marks.get('ct2-written', -1), marks.get('ct2-left', -1)
        arrived = marks.get('ct2-arrived', -1)
        if condition == 'ct2-written':
            return bool(child.files(layout.SITECFG, '.ct2')) or written > self.state['asked']
        if condition == 'ct2-left':
            return left >= 0 and left >= written
        if condition == 'ct2-arrived':
            return arrived >= 0 and arrived >= left >= written
        if condition == 'active':
            return (self.site_status('Q7Z') or (0,))[0] == hman.ACTIVE
        if condition == 'rejected':
            return bool(child.files(layout.SITECFG, *['.%d' % n for n in range(710, 719)]))
        return self._idle()

    def _idle(self):
        for server in sites.BY_SERVER:
            drive, own = self.drive(server), self.server(server)
            if own['scman']['steps'] or own['sender']['sending'] or own['despooler']['work'] \
                    or drive.files(layout.SITECFG, '.ct1', '.ct2') \
                    or drive.files(layout.TOSEND, '.p00') or drive.files(layout.RECEIVE, '.ins'):
                return False
        return not self.state['plans']

    # -- faults ------------------------------------------------------------------------------

    def fault_now(self, name, on):
        if name not in FAULTS:
            raise LabError('no fault is called %s' % name)
        self.state['faults'][name] = on
        self.changed()
        stopping = {'executive-stopped': (sites.CHILD, services.EXECUTIVE),
                    'scman-stopped': (sites.CHILD, services.SCMAN),
                    'hman-stopped': (sites.PARENT, services.HMAN)}
        if name in stopping:
            server, service = stopping[name]
            self._hold(server, service, on)
        elif name == 'scman-hung':
            if on and services.running(self, sites.CHILD, services.SCMAN):
                scman.hang(self, sites.CHILD)
            elif not on:
                self.server(sites.CHILD)['scman']['hung'] = False
        elif name == 'capacity-0':
            self.set_capacity(0 if on else 5, 0 if on else 3)
        elif name in ('sharing-violation', 'uid-locked'):
            faults, self.state['locks'] = self.state['faults'], []
            if faults.get('sharing-violation'):
                self.state['locks'] += [[sites.CHILD, layout.SITECFG.upper(), '.ct1'],
                                        [sites.PARENT, layout.RECEIVE.upper(), '.ins']]
            if faults.get('uid-locked'):
                self.state['locks'] += [[server, layout.SMSID.upper(), '.uid']
                                        for server in sorted(self.state['servers'])]

    def _hold(self, server, service, on):
        """Stops a service so that SCMAN leaves it stopped; NET START ends that."""
        entry = services.table(self, server).get(service)
        if entry is None:
            return
        if on:
            if entry['state'] == 'running':
                services.stop(self, server, service)
            entry['held'] = True
        elif entry['state'] != 'running':
            services.start(self, server, service)

    def set_capacity(self, sending, site_sending):
        values = self.registry(sites.CHILD).get(sender.KEY)
        if values is not None:
            values['Maximum Concurrent Sendings'] = sending
            values['Maximum Concurrent Site Sendings'] = site_sending
        self.server(sites.CHILD)['sender']['capacity'] = [sending, site_sending]
        self.server(sites.CHILD)['sender']['check'] = self.now

    # -- keeping it --------------------------------------------------------------------------

    @property
    def _file(self):
        return os.path.join(self.directory, 'lab.json')

    def _clock(self):
        return self.state['now']

    def changed(self):
        """Something is not as it was: every part of the model may have to do with it."""
        self.changes += 1

    def _load(self):
        with open(self._file, encoding='ascii') as stream:
            state = json.load(stream)
        if state.get('format') != FORMAT:
            raise LabError('lab.json has format %s, not %d' % (state.get('format'), FORMAT))
        return state

    @contextlib.contextmanager
    def _session(self):
        """The state, for this process alone; written back when all went well."""
        handle = os.open(self.directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self.state = self._load()
            self.state['asked'] = self.state['now']
            yield
            evidence.export(self)
            self.write_own('lab.json', (json.dumps(self.state, indent=1, sort_keys=True)
                                        + '\n').encode('ascii'))
            os.utime(handle, (self.state['now'],) * 2)
            self.left_at = self.state['now']
        finally:
            self.state = None
            os.close(handle)

    def read_own(self, name):
        return self._own.read(name)

    def write_own(self, name, data):
        """A file of the model itself, replaced in one move."""
        folder = name.rpartition('/')[0]
        if not self._own.is_dir(folder):
            self._own.make_dir(folder)
        self._own.write(name + '.new', data)
        if not self._own.rename(name + '.new', name.rpartition('/')[2]):
            raise LabError('cannot write %s' % name)
