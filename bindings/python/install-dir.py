"""Prints where a package installed below a prefix is found by this interpreter.

Debian's own scheme would answer /usr/local/lib/python3/dist-packages for /usr/local, which is on nobody's path.
"""
import sys
import sysconfig

prefix = sys.argv[1].rstrip("/") or "/"
version = "python%d.%d" % sys.version_info[:2]
if prefix == "/usr":
    print(sysconfig.get_path("platlib", "deb_system" if "deb_system" in sysconfig.get_scheme_names() else "posix_prefix"))
elif f"{prefix}/lib/{version}/dist-packages" in sys.path:
    print(f"{prefix}/lib/{version}/dist-packages")
else:
    print(sysconfig.get_path("platlib", "posix_prefix", {"base": prefix, "platbase": prefix}))
