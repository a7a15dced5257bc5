"""Each public header compiles alone, as C and as C++, with strict flags."""
import pathlib
import subprocess
import sys

include, cc, cxx = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
failed = count = 0
compilers = [[cc, "-x", "c", "-std=c11"]]
if cxx:
    compilers.append([cxx, "-x", "c++", "-std=c++11"])
else:
    print("no C++ compiler: the C++ half is skipped")
for header in sorted(include.rglob("*.h")):
    for compiler in compilers:
        count += 1
        command = compiler + ["-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only", f"-I{include}", "-"]
        source = f"#include <{header.relative_to(include)}>\nint main(void) {{ return 0; }}\n"
        if subprocess.run(command, input=source, text=True).returncode:
            print(f"{header} does not compile alone with {compiler[0]}")
            failed += 1
print(f"{count - failed} passed, {failed} failed")
sys.exit(failed != 0)
