"""Headers, version script and the library's dynamic symbols name the same public calls."""
import pathlib
import re
import subprocess
import sys

root, library = pathlib.Path(sys.argv[1]), sys.argv[2]
declared = set()
for header in (root / "include").rglob("*.h"):
    text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S)
    declared |= set(re.findall(r"SMSSITE_API\s[^;]*?\b(smssite_\w+)\s*\(", text))
script = (root / "libsmssite" / "smssite.map").read_text()
mapped = set(re.findall(r"^\t(smssite_\w+);", script, flags=re.M))
dump = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout
exported = {line.split()[2].split("@")[0] for line in dump.splitlines() if " T " in line}
foreign = {line for line in dump.splitlines() if " T " in line and "smssite_" not in line}
failed = False
for title, names in (
    ("declared in a header, not in the version script", declared - mapped),
    ("in the version script, in no header", mapped - declared),
    ("declared, but the library does not define it", declared - exported),
    ("exported, in no header", exported - declared),
    ("exported without the prefix", foreign),
):
    for name in sorted(names):
        print(f"{title}: {name}")
        failed = True
print(f"{len(declared)} calls declared")
sys.exit(failed)
