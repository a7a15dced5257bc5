"""How soon smssite follow says that a file has come, and what waiting costs; beside one look by a process of its own."""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

tool, lab = sys.argv[1:]
# Two of the looks that are taken without an event fall into the wait.
ROUNDS, WAIT_S = 20, 65


def cpu_s(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


with tempfile.TemporaryDirectory() as directory:
    subprocess.run([sys.executable, lab, "new", directory + "/lab", "--scenario", "no-ct2"], check=True,
                   stdout=subprocess.DEVNULL)
    sites = pathlib.Path(directory, "lab")
    words = [tool, "follow", str(sites / "EDGE7"), "--parent", str(sites / "PRIME9"), "--site-list",
             str(sites / "evidence/site-list.txt"), "--live"]
    looks = []
    for _ in range(ROUNDS):
        begun = time.monotonic()
        subprocess.run([*words, "--for", "0"], stdout=subprocess.DEVNULL, check=False)
        looks.append(1000 * (time.monotonic() - begun))
    master = sites / "EDGE7/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0"
    places = {"the secondary's site-control box": master.parent / "12345678.CT2",
              "the parent's RECEIVE": sites / "PRIME9/SMS/SITE.SRV/DESPOOLR.BOX/RECEIVE/1_0ABQ7Z.INS"}
    process = subprocess.Popen([*words, "--json", "--for", "600"], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    spare = sites / "spare"
    worst = 0.0
    for name, path in places.items():
        taken = []
        for _ in range(ROUNDS):
            shutil.copyfile(master, spare)
            begun = time.monotonic()
            # A rename into place, as a service does it: the file is whole when it comes.
            os.rename(spare, path)
            process.stdout.readline()
            taken.append(1000 * (time.monotonic() - begun))
            path.unlink()
            process.stdout.readline()
        worst = max(worst, max(taken))
        print(f"from a file's arrival in {name} to the line that says so: median {statistics.median(taken):.1f} ms, "
              f"worst {max(taken):.1f} ms; one look by a process of its own {statistics.median(looks):.1f} ms: "
              f"{statistics.median(taken) / statistics.median(looks):.2f}")
    before = cpu_s(process.pid)
    time.sleep(WAIT_S)
    used = cpu_s(process.pid) - before
    process.kill()
    process.wait()
print(f"waiting: {100 * used / WAIT_S:.2f} % of a core over {WAIT_S} s")
print(f"worst {worst:.1f} ms, wanted under 100; waiting wanted under 1 %")
