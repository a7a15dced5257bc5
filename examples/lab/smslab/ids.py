# SPDX-License-Identifier: MIT
"""SMSIDs: `SSSRRNNN`, base 36: site that made it, range of one logon server, counter."""

import time

from . import sites

KEY = sites.SMS_KEY + '\\Components\\SMS_MAINTENANCE_MANAGER'
VALUE = 'Next SMS Unique ID'
SAVED = ('Local', 'NextAvailableSiteSMSUniqueID')     # section and key in SMS.INI



def new_state():
    """What the model remembers of ids, and no site could tell: who was given which, and when."""
    return {'handed': [], 'ranges': [], 'before': []}


def range_given(lab, smsid, server):
    lab.state['ids']['ranges'].append([smsid[:5], server, lab.now])


def handed_out(lab, smsid, client, server):
    lab.state['ids']['handed'].append([smsid, client, server, lab.now])


def remember(lab, server, name):
    """Ids below the name of a .UID file were given before the model began, to no one knows whom."""
    lab.state['ids']['before'].append([name[:5], server, int(name[5:8], 36)])
    lab.state['ids']['ranges'].append([name[:5], server, lab.now])


def is_id(text):
    return isinstance(text, str) and len(text) == 8 and text.isascii() and text.isalnum()


def next_range(lab, server):
    """The next range to be given away, as the registry of a site server has it; '' for none."""
    return str(lab.registry(server).get(KEY, {}).get(VALUE, '')).upper()


def following(lab, smsid):
    """The id after one in its range; None for what is no id, and after ZZZ: that is not documented."""
    if not is_id(smsid) or smsid[5:] == 'ZZZ':
        return None
    return smsid[:5] + lab.base36(int(smsid[5:], 36) + 1, 3)


# -- the oracle ----------------------------------------------------------------------------------

def report(state):
    """What no one at a real site could know.

    handed   every id given to a client: id, client, server, at
    before   ranges of which ids were given before the model began: range, server, ids (how many)
    ranges   every range given to a server: range, server, at
    twice    {id: [client, ...]} of ids given more than once; None is a client of before
    shared   {range: [server, ...]} of ranges that are or were of more than one server
    """
    kept = state['ids']
    before = {smsid: count for smsid, _, count in kept['before']}
    given, owners = {}, {}
    for smsid, client, server, _ in kept['handed']:
        seen = int(smsid[5:], 36) < before.get(smsid[:5], 0)
        given.setdefault(smsid, [None] if seen else []).append(client)
        owners.setdefault(smsid[:5], set()).add(server)
    for first, server, _ in kept['ranges']:
        owners.setdefault(first, set()).add(server)
    return {
        'handed': [dict(zip(('id', 'client', 'server', 'at'), row)) for row in kept['handed']],
        'before': [dict(zip(('range', 'server', 'ids'), row)) for row in kept['before']],
        'ranges': [dict(zip(('range', 'server', 'at'), row)) for row in kept['ranges']],
        'twice': {smsid: given[smsid] for smsid in sorted(given) if len(given[smsid]) > 1},
        'shared': {first: sorted(owners[first]) for first in sorted(owners)
                   if len(owners[first]) > 1}}


def text(found):
    """The report in lines, a kind of record each."""
    def when(at):
        return time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(at))
    lines = ['# smssite-lab, a model: SMSIDs handed out, times in UTC']
    lines += ['before %s000 %s %d' % (b['range'], b['server'], b['ids']) for b in found['before']]
    lines += ['range  %s000 %s %s' % (r['range'], r['server'], when(r['at']))
              for r in found['ranges']]
    lines += ['id     %s %s %s %s' % (h['id'], h['server'], h['client'], when(h['at']))
              for h in found['handed']]
    lines += ['shared %s000 %s' % (first, ' '.join(servers))
              for first, servers in found['shared'].items()]
    lines += ['twice  %s %s' % (smsid, ' '.join(client or '(before)' for client in who))
              for smsid, who in found['twice'].items()]
    return '\n'.join(lines) + '\n'
