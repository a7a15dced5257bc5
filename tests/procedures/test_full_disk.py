# SPDX-License-Identifier: MIT
"""A disk that is full, and one that may only be read."""
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from bad_input import BadInput  # noqa: E402
from test_tool import tool  # noqa: E402


def namespace():
    """What runs a program where it may mount file systems of its own; None where that is not allowed."""
    words = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-rm"]
    with tempfile.TemporaryDirectory() as place:
        try:
            done = subprocess.run([*words, "mount", "-t", "tmpfs", "tmpfs", place], capture_output=True, timeout=20)
        except OSError:
            return None
    return words if done.returncode == 0 else None


NAMESPACE = None if "SMSSITE_MAY_MOUNT" in os.environ else namespace()


def with_mounts(test):
    """Runs the test in a process of its own that may mount."""
    @functools.wraps(test)
    def run(self):
        if "SMSSITE_MAY_MOUNT" in os.environ:
            test(self)
            return
        if not NAMESPACE:
            self.skipTest("mounting is not allowed here, not even in a namespace of one's own")
        result = subprocess.run([*NAMESPACE, sys.executable, __file__, f"{type(self).__name__}.{test.__name__}"], text=True,
                                capture_output=True, env={**os.environ, "SMSSITE_MAY_MOUNT": "1"}, stdin=subprocess.DEVNULL, timeout=600)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
    return run


class Disks(BadInput):
    """A disk that is full, and one that may only be read."""

    def disk(self, size):
        place = self.site.scratch / "disk"
        place.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", place])
        return place

    def moved(self, size):
        """The site on a disk of its own, and a plan for it that lies elsewhere."""
        place = self.disk(size)
        shutil.copytree(self.site.edge, place / "EDGE7", symlinks=True)
        shutil.rmtree(self.site.edge)
        self.site.edge.symlink_to(place / "EDGE7")
        return place

    @staticmethod
    def fill(place, leave):
        free = os.statvfs(place)
        (place / "fill").write_bytes(b"\0" * max(0, free.f_bavail * free.f_frsize - leave))

    @with_mounts
    def test_no_half_plan_or_snapshot_is_left(self):
        place = self.disk("16k")
        self.fill(place, 0)
        for words in (["plan", "force-ct2", self.site.edge, *self.site.evidence(), "-o", place / "out"],
                      ["snapshot", self.site.edge, *self.site.evidence(), "-o", place / "out"]):
            with self.unchanged():
                result = tool(*words)
            self.assertExit(result, 7)
            self.assertIn(f"{place}/out: No space left", result.stderr)
            self.assertEqual(os.listdir(place), ["fill"])

    @with_mounts
    def test_a_full_disk_stops_apply_and_space_lets_it_go_on(self):
        place = self.moved("4m")
        self.assertExit(self.site.plan("--live"), 0)
        for leave in (0, 4096, 8192, 12288):
            self.fill(place, leave)
            result = self.site.apply()
            self.assertExit(result, 7)
            self.assertIn("No space left", result.stderr)
            self.assertEqual(self.site.names(), ["SITECTRL.CT0"])
            self.assertEqual((self.site.box / "SITECTRL.CT0").read_bytes(), self.good)
            (place / "fill").unlink()
            if leave == 8192:
                self.assertExit(tool("undo", self.site.journal(), *self.site.world()), 0)
            elif leave:
                shutil.rmtree(self.site.edge / "SMSSITE.WRK")
            self.assertEqual((self.site.box / "SITECTRL.CT0").read_bytes(), self.good)
            shutil.rmtree(self.site.edge / "SMSSITE.WRK", ignore_errors=True)
        self.fill(place, 4096)
        self.assertExit(self.site.apply(), 7)
        (place / "fill").unlink()
        result = tool("resume", self.site.journal(), *self.site.world())
        self.assertIn(result.returncode, (0, 5), result.stdout + result.stderr)
        self.assertEqual(next(self.site.edge.glob("SMSSITE.WRK/*/BACKUP/SITECTRL.CT0")).read_bytes(), self.good)

    @with_mounts
    def test_a_disk_that_may_only_be_read(self):
        place = self.moved("4m")
        self.assertExit(self.site.plan("--live"), 0)
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        with self.unchanged():
            self.assertExit(self.site.check("--live"), 1)
            result = tool("snapshot", self.site.edge, *self.site.evidence(), "-o", place / "out")
            self.assertExit(result, 7)
            self.assertIn("Read-only file system", result.stderr)
        result = self.site.apply()
        self.assertExit(result, 7)
        self.assertIn("SMSSITE.WRK: Read-only file system", result.stderr)
        self.assertEqual((self.site.box / "SITECTRL.CT0").read_bytes(), self.good)


if __name__ == "__main__":
    unittest.main()
