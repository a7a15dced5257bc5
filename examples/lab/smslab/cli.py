# SPDX-License-Identifier: MIT
"""The command line of smssite-lab, and the runner and waiter it puts into every model."""

import argparse
import sys

from . import ids, person, scenarios, world
from .world import Lab, LabError

ABOUT = ('A model of SMS 1.x, not SMS: two sites as directories, and services that work on their '
         'files in virtual time as public documents describe it.')


def _parser():
    parser = argparse.ArgumentParser(prog='smssite-lab', description=ABOUT)
    parser.add_argument('--list', action='store_true', help='name the scenarios and leave')
    sub = parser.add_subparsers(dest='command', metavar='COMMAND')

    new = sub.add_parser('new', help='lay out a model in an empty or new directory')
    new.add_argument('dir')
    new.add_argument('--scenario', default='healthy', metavar='NAME')
    new.add_argument('--logon-servers', metavar='KINDS', type=lambda text: text.upper().split(','),
                     help='logon servers of the secondary, as NT,LM,NW (%s)'
                          % 'Windows NT, LAN Manager, NetWare')
    new.add_argument('--start', type=int, metavar='EPOCH', help='virtual time to begin at (UTC)')

    run = sub.add_parser('run', help='let the services work')
    run.add_argument('dir')
    run.add_argument('--for', type=int, dest='seconds', metavar='SECONDS')
    run.add_argument('--until', choices=world.CONDITIONS, metavar='COND',
                     help=', '.join(world.CONDITIONS))

    clock = sub.add_parser('time', help='print the virtual time in seconds since 1970 (UTC)')
    clock.add_argument('dir')

    command = sub.add_parser('exec', help='obey a command line at a server')
    command.add_argument('dir')
    command.add_argument('server')
    command.add_argument('words', nargs=argparse.REMAINDER, metavar='WORD')

    fault = sub.add_parser('fault', help='switch a fault: ' + ', '.join(world.FAULTS))
    fault.add_argument('dir')
    fault.add_argument('name', choices=world.FAULTS, metavar='NAME')
    fault.add_argument('switch', choices=('on', 'off'))

    machines = sub.add_parser('clients', help='let new clients log on as time goes by')
    machines.add_argument('dir')
    machines.add_argument('--every', type=int, required=True, metavar='SECONDS',
                          help='0: no more of them')
    machines.add_argument('--on', metavar='SERVER', help='instead of all logon servers by turns')

    handed = sub.add_parser('ids', help='list the ids that were handed out; status 1 if any was '
                                        'given twice')
    handed.add_argument('dir')

    human = sub.add_parser('person', help='do what only a person does, in a window')
    human.add_argument('dir')
    human.add_argument('action', choices=person.ACTIONS, metavar='ACTION',
                       help='; '.join('%s (%s)' % item for item in person.ACTIONS.items()))
    human.add_argument('words', nargs=argparse.REMAINDER, metavar='WORD')
    return parser


def _guarded(action):
    try:
        return action()
    except (LabError, OSError, ValueError) as problem:
        print('smssite-lab: %s' % problem, file=sys.stderr)
        return 2


def _exec(directory, server, words):
    status, output = Lab(directory).exec(server, words)
    sys.stdout.write(output)
    return status


def runner(directory, arguments):
    """runner SERVER WORD..."""
    if len(arguments) < 2:
        print('runner SERVER WORD...   (a model of SMS, not SMS)', file=sys.stderr)
        return 2
    return _guarded(lambda: _exec(directory, arguments[0], arguments[1:]))


def waiter(directory, arguments):
    """waiter SECONDS"""
    if len(arguments) != 1 or not arguments[0].isdigit():
        print('waiter SECONDS   (a model of SMS, not SMS)', file=sys.stderr)
        return 2

    def wait():
        lab = Lab(directory)
        lab.run(seconds=int(arguments[0]))
        print(lab.left_at)      # another program may have moved the clock on by now
        return 0
    return _guarded(wait)


def _obey(options):
    if options.command == 'new':
        Lab.new(options.dir, options.scenario, options.start, options.logon_servers)
        return 0
    if options.command == 'time':
        print(Lab(options.dir).now)
        return 0
    if options.command == 'exec':
        return _exec(options.dir, options.server, options.words)
    if options.command == 'fault':
        Lab(options.dir).fault(options.name, options.switch == 'on')
        return 0
    if options.command == 'clients':
        Lab(options.dir).clients(options.every, options.on)
        return 0
    if options.command == 'ids':
        found = Lab(options.dir).ids()
        sys.stdout.write(ids.text(found))
        return 1 if found['twice'] else 0
    if options.command == 'person':
        Lab(options.dir).person(options.action, *options.words)
        return 0
    return 0 if Lab(options.dir).run(options.seconds, options.until) else 1


def main(arguments=None):
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.list:
        for name, (story, _) in scenarios.SCENARIOS.items():
            print('%-22s %s' % (name, story))
        return 0
    if options.command is None:
        parser.print_help(sys.stderr)
        return 2
    return _guarded(lambda: _obey(options))
