# SPDX-License-Identifier: MIT
"""What the tests on the lab share: finding it, and a model in a directory of its own."""

import atexit
import os
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
LAB = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..',
                                    'examples', 'lab'))
sys.path.insert(0, LAB)

from smslab import Lab          # noqa: E402
from smslab import layout      # noqa: E402

# A model is some two hundred small directories: in memory they are laid out several times faster.
PLACE = os.environ.get('TMPDIR') or ('/dev/shm' if os.access('/dev/shm', os.W_OK) else None)
BOX = layout.SITECFG
HOUR = 3600


_laid_out = {}              # scenario and options -> a model that is only copied from


def _template(scenario, options):
    key = (scenario, repr(sorted(options.items())))
    if key not in _laid_out:
        place = tempfile.mkdtemp(prefix='smslab-', dir=PLACE)
        atexit.register(shutil.rmtree, place, True)
        Lab.new(os.path.join(place, 'model'), scenario, **options)
        _laid_out[key] = os.path.join(place, 'model')
    return _laid_out[key]


class LabCase(unittest.TestCase):
    """Makes models and removes them again."""

    def setUp(self):
        self.place = tempfile.mkdtemp(prefix='smslab-', dir=PLACE)
        self.addCleanup(shutil.rmtree, self.place, True)

    def model(self, scenario='healthy', name='model', **more):
        """A model like the one Lab.new() makes; each kind is laid out once."""
        place = os.path.join(self.place, name)
        shutil.copytree(_template(scenario, more), place)
        return Lab(place)

    @staticmethod
    def path(lab, server, *names):
        return os.path.join(lab.directory, server, *names)

    def names(self, lab, server, box):
        return sorted(os.listdir(self.path(lab, server, box)))

    def text(self, lab, *names):
        with open(os.path.join(lab.directory, *names), encoding='cp1252', newline='') as stream:
            return stream.read()

    def force_ct2(self, lab):
        """The documented move: the master becomes the next .CT1."""
        box = self.path(lab, 'EDGE7', BOX)
        os.rename(os.path.join(box, 'SITECTRL.CT0'), os.path.join(box, '00000000.CT1'))

    def assert_active(self, lab):
        self.assertIn('\nQ7Z 1 0\n', self.text(lab, 'evidence', 'site-list.txt'))

    def assert_not_active(self, lab):
        self.assertNotIn('\nQ7Z 1 0\n', self.text(lab, 'evidence', 'site-list.txt'))

    def nt(self, lab, server, line, status=0):
        """Runs a command line at a server and expects its exit status; gives what it printed."""
        result, output = lab.exec(server, line.split())
        self.assertEqual(result, status, output)
        return output

    def restart(self, lab, server, service):
        self.nt(lab, server, 'NET STOP ' + service)
        self.nt(lab, server, 'NET START ' + service)


def contents(directory):
    """Every file below a directory: name -> (bytes, time)."""
    found = {}
    for place, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(place, name)
            with open(path, 'rb') as stream:
                found[os.path.relpath(path, directory)] = (stream.read(),
                                                           os.stat(path).st_mtime_ns)
    return found
