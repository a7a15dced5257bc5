"""Installs into a fresh prefix; from there builds the C examples, shared and static, with pkg-config, runs the tool,
and imports both modules."""
import os
import pathlib
import subprocess
import sys
import tempfile

root = pathlib.Path(sys.argv[1])
meson = sys.argv[2]
failures = 0


def run(*command, env=None, **options):
    return subprocess.run([str(word) for word in command], env=env, text=True, capture_output=True, **options)


def expect(title, result, wanted=0):
    global failures
    if result.returncode == wanted:
        print("ok     ", title)
        return True
    failures += 1
    print("failed ", title)
    print(result.stdout[-2000:], result.stderr[-2000:])
    return False


with tempfile.TemporaryDirectory() as scratch:
    scratch = pathlib.Path(scratch)
    # What is optional can be left out, all of it at once.
    expect("set up without options", run(meson, "setup", scratch / "bare", root, "-Dtests=false", "-Dpython=disabled",
        "-Dperl=disabled", "-Dhivex=disabled", "-Dman=disabled"))
    prefix, build = scratch / "prefix", scratch / "build"
    setup = run(meson, "setup", build, root, f"--prefix={prefix}", "-Dtests=false", "-Dlibdir=lib")
    if not expect("set up", setup) or not expect("build and install", run(meson, "install", "-C", build)):
        sys.exit(1)

    env = dict(os.environ, PKG_CONFIG_PATH=str(prefix / "lib/pkgconfig"), LC_ALL="C.UTF-8")
    flags = run("pkg-config", "--cflags", "--libs", "smssite", env=env).stdout.split()
    static = run("pkg-config", "--cflags", "--libs", "--static", "smssite", env=env).stdout.split()
    # The library itself statically, the system's libraries as they are.
    static = [str(prefix / "lib/libsmssite.a") if word == "-lsmssite" else word for word in static]
    sources = sorted((root / "examples/c").glob("*.c"))
    if not sources:
        print("failed  no C examples found")
        failures += 1
    for source in sources:
        for kind, words in (("shared", flags), ("static", static)):
            program = scratch / f"{source.stem}-{kind}"
            if expect(f"{source.name} builds ({kind})", run("cc", "-Wall", "-Wextra", "-Werror", source, "-o", program, *words)):
                library = dict(env, LD_LIBRARY_PATH=str(prefix / "lib")) if kind == "shared" else env
                # Without arguments an example explains itself and answers 2.
                expect(f"{source.stem} runs ({kind})", run(program, env=library), 2)

    library = dict(env, LD_LIBRARY_PATH=str(prefix / "lib"))
    expect("smssite --version", run(prefix / "bin/smssite", "--version", env=library))
    expect("smssite-lab --list", run(prefix / "bin/smssite-lab", "--list"))

    def variable(name):
        return run("pkg-config", f"--variable={name}", "smssite", env=env).stdout.strip()

    for language, name, command in (
        ("Python", "python_dir", ["/usr/bin/python3", "-c", "import smssite; print(smssite.version())"]),
        ("Perl", "perl_dir", ["perl", "-e", "use SMS::Site; print SMS::Site::version()"]),
    ):
        place = variable(name)
        if not place:
            print(f"skipped {language}: this build has no module")
            continue
        paths = dict(library, PYTHONPATH=place, PERL5LIB=place)
        result = run(*command, env=paths)
        if expect(f"{language} imports from the prefix", result) and result.stdout.strip() != "0.1.0":
            print("failed ", language, "says version", result.stdout)
            failures += 1
sys.exit(failures != 0)
