# SPDX-License-Identifier: MIT
"""What the tests share on what an administrator may point the tool at by mistake or bad luck: it says so clearly, and nothing
is lost or changed."""
import contextlib
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
from test_tool import TOOL, WithModel  # noqa: E402

HUGE = 100 << 20


def contents(place):
    """Every name below a directory with what is in it; links and special files by what they are. Not the model's clock."""
    found = {}
    for path in sorted(pathlib.Path(place).rglob("*")):
        if path.name == "lab.json":
            continue
        stat = path.lstat()
        if path.is_symlink():
            found[path] = os.readlink(path)
        elif path.is_file():
            found[path] = stat.st_size if stat.st_size > 1 << 20 or not os.access(path, os.R_OK) else path.read_bytes()
        else:
            found[path] = stat.st_mode
    return found


def without_override():
    """What to run the tool under so that file modes count for it: as root, without the right to pass them over."""
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []


def held_to_modes(*words):
    return subprocess.run([*without_override(), TOOL, *map(str, words)], text=True, capture_output=True, input="",
                          env={**os.environ, "NO_COLOR": "1"}, timeout=600)


class BadInput(WithModel):
    maxDiff = 2000

    def setUp(self):
        self.site = self.model("no-ct2")
        self.master = self.site.box / "SITECTRL.CT0"
        self.good = self.master.read_bytes()
        self.time = self.master.stat().st_mtime_ns

    def put(self, data, name="SITECTRL.CT0", site=None):
        """A file of the box: the master with its own time, another as one that came a minute ago."""
        path = os.path.join(os.fsencode((site or self.site).box), os.fsencode(name))
        with open(path, "wb") as stream:
            stream.write(data)
        when = self.time if name == "SITECTRL.CT0" else (int(self.site.lab.now) - 60) * 10**9
        os.utime(path, ns=(when, when))

    def instead(self, make):
        """Something else in the master's place."""
        with contextlib.suppress(FileNotFoundError):
            self.master.unlink()
        make(self.master)

    @contextlib.contextmanager
    def unchanged(self, site=None):
        site = site or self.site
        before = contents(site.path)
        yield
        self.assertEqual(before, contents(site.path))

    def refuses(self, reason, codes, *, finding=None, masked=()):
        """check and plan both say why, no plan is written, and nothing changes."""
        with self.unchanged():
            check = self.site.check("--quiet")
            self.assertIn(check.returncode, codes[0], check.stdout + check.stderr)
            if finding is not None:
                self.assertIn(finding, check.stdout)
                self.assertIn("SITECFG.BOX", check.stdout)
            self.assertNotIn("force-ct2.", check.stdout)
            plan = self.site.plan()
            self.assertExit(plan, codes[1])
            self.assertIn(reason, plan.stderr)
            self.assertEqual(plan.stdout, "")
        self.assertFalse(self.site.plan_file.exists())
