# SPDX-License-Identifier: MIT
"""One drive of one server: files below a directory, under the naming rules of Windows.

Names are looked up without regard to case and one component at a time from an open directory, so
nothing is ever reached through a symbolic link and nothing outside the drive can be reached at all.
Whatever another process moves or removes meanwhile is simply not there: reading answers None,
changing answers False.
"""

import os
import stat

MAX_FILE = 8 << 20      # more than any file the model has a reason to read
MAX_NAMES = 20000       # names looked at in one directory

_DIR_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def parts(path):
    """The components of a path; one that no file can have where it could mislead."""
    if '\0' in path:
        return ['..']
    return [part for part in path.replace('\\', '/').split('/') if part]


class Drive:
    """`clock` is called for the time stamp of every change, `changed` after every change."""

    def __init__(self, root, clock, changed=lambda: None):
        self.root = root
        self.clock = clock
        self.changed = changed

    # -- finding things ----------------------------------------------------------------------

    @staticmethod
    def _match(fd, name):
        """The name on disk that Windows would open for `name`: an exact one first."""
        try:
            os.stat(name, dir_fd=fd, follow_symlinks=False)
            return name
        except OSError:
            pass
        wanted = name.lower()
        try:
            found = sorted(n for n in os.listdir(fd) if n.lower() == wanted)
        except OSError:
            return None
        return found[0] if found else None

    def _child(self, fd, name, create):
        """An open descriptor of a directory in a directory, or None."""
        try:
            return os.open(name, _DIR_FLAGS, dir_fd=fd)
        except FileNotFoundError:
            pass
        except OSError:
            return None
        try:
            real = self._match(fd, name)
            if real is None and create:
                real = name
                os.mkdir(real, 0o755, dir_fd=fd)
                self._stamp_dir(fd)
                self.changed()
            return os.open(real, _DIR_FLAGS, dir_fd=fd) if real else None
        except OSError:
            return None

    def _open_dir(self, names, create=False):
        """An open descriptor of a directory, or None."""
        try:
            fd = os.open(self.root, _DIR_FLAGS)
        except OSError:
            return None
        for name in names:
            child = None if name in ('.', '..') else self._child(fd, name, create)
            os.close(fd)
            if child is None:
                return None
            fd = child
        return fd

    def _at(self, path):
        """(descriptor of the parent directory, last component) or (None, None)."""
        names = parts(path)
        if not names or names[-1] in ('.', '..'):
            return None, None
        fd = self._open_dir(names[:-1])
        return (fd, names[-1]) if fd is not None else (None, None)

    def _stat(self, path):
        fd, name = self._at(path)
        if fd is None:
            return None
        try:
            real = self._match(fd, name)
            return os.stat(real, dir_fd=fd, follow_symlinks=False) if real else None
        except OSError:
            return None
        finally:
            os.close(fd)

    def is_file(self, path):
        st = self._stat(path)
        return st is not None and stat.S_ISREG(st.st_mode)

    def is_dir(self, path):
        fd = self._open_dir(parts(path))
        if fd is None:
            return False
        os.close(fd)
        return True

    def mtime(self, path):
        st = self._stat(path)
        return int(st.st_mtime) if st else None

    def size(self, path):
        st = self._stat(path)
        return st.st_size if st and stat.S_ISREG(st.st_mode) else None

    def files(self, path, *extensions):
        """Sorted names of the regular files in a directory, of the given extensions if any."""
        fd = self._open_dir(parts(path))
        if fd is None:
            return []
        found = []
        try:
            for name in os.listdir(fd)[:MAX_NAMES]:
                if extensions and not name.lower().endswith(extensions):
                    continue
                try:
                    st = os.stat(name, dir_fd=fd, follow_symlinks=False)
                except OSError:
                    continue
                if stat.S_ISREG(st.st_mode):
                    found.append(name)
        except OSError:
            return []
        finally:
            os.close(fd)
        return sorted(found, key=lambda n: (n.lower(), n))

    def names(self, path):
        fd = self._open_dir(parts(path))
        if fd is None:
            return []
        try:
            return sorted(os.listdir(fd)[:MAX_NAMES])
        except OSError:
            return []
        finally:
            os.close(fd)

    # -- reading and changing ----------------------------------------------------------------

    def read(self, path, limit=MAX_FILE):
        fd, name = self._at(path)
        if fd is None:
            return None
        try:
            real = self._match(fd, name)
            if real is None:
                return None
            handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC,
                             dir_fd=fd)
            with os.fdopen(handle, 'rb') as stream:
                st = os.fstat(handle)
                if not stat.S_ISREG(st.st_mode) or st.st_size > limit:
                    return None
                return stream.read(limit)
        except OSError:
            return None
        finally:
            os.close(fd)

    def make_dir(self, path):
        fd = self._open_dir(parts(path), create=True)
        if fd is None:
            return False
        self._stamp_dir(fd)
        os.close(fd)
        return True

    def write(self, path, data, mtime=None, append=False, most=None):
        """Writes a whole file, or adds to its end. Never through a link, never into a device.

        The directory has to be there: a service does not bring back a tree someone removed. False
        as well if the file would be larger than `most` bytes with what is added.
        """
        fd, name = self._at(path)
        if fd is None:
            return False
        try:
            real = self._match(fd, name) or name
            flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            handle = os.open(real, flags | (os.O_APPEND if append else 0), 0o644, dir_fd=fd)
            with os.fdopen(handle, 'wb') as stream:
                st = os.fstat(handle)
                if not stat.S_ISREG(st.st_mode) \
                        or most is not None and st.st_size and st.st_size + len(data) > most:
                    return False
                if not append:
                    os.ftruncate(handle, 0)
                stream.write(data)
            when = self.clock() if mtime is None else mtime
            os.utime(real, (when, when), dir_fd=fd, follow_symlinks=False)
            self._stamp_dir(fd)
        except OSError:
            return False
        finally:
            os.close(fd)
        if not append:                  # a log that grows is news to no service
            self.changed()
        return True

    def _change(self, path, action):
        """Does `action(directory, name)` to what Windows would find at a path."""
        fd, name = self._at(path)
        if fd is None:
            return False
        try:
            real = self._match(fd, name)
            if real is None:
                return False
            action(fd, real)
            self._stamp_dir(fd)
        except OSError:
            return False
        finally:
            os.close(fd)
        self.changed()
        return True

    def rename(self, path, new_name):
        """Renames within its directory; an existing target is replaced, as the services do."""
        if parts(new_name) != [new_name] or new_name in ('.', '..'):
            return False
        return self._change(path, lambda fd, name: os.rename(name, new_name, src_dir_fd=fd,
                                                             dst_dir_fd=fd))

    def remove(self, path):
        return self._change(path, lambda fd, name: os.unlink(name, dir_fd=fd))

    def remove_tree(self, path):
        """Removes a directory and all below it; links themselves are removed, not followed."""
        waiting, found = [path], []
        while waiting:
            place = waiting.pop()
            found.append(place)
            for name in self.names(place):
                below = place + '/' + name
                if self.is_dir(below):
                    waiting.append(below)
                else:
                    self.remove(below)
        return all([self._change(place, lambda fd, name: os.rmdir(name, dir_fd=fd))
                    for place in reversed(found)])

    def _stamp_dir(self, fd):
        when = self.clock()
        try:
            os.utime(fd, (when, when))
        except OSError:
            pass
