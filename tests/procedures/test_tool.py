"""The tool on the lab: each scenario from what check says to where apply ends, and what a new user may get wrong."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples" / "lab"))
from smslab import Lab  # noqa: E402

TOOL = os.environ["SMSSITE_TOOL"]


def tool(*words, answer=None, env=None):
    """Runs the tool as a user would, without a terminal; standard input is empty unless an answer is given."""
    return subprocess.run([TOOL, *map(str, words)], text=True, capture_output=True, input=answer or "",
                          env={**os.environ, "NO_COLOR": "1", **(env or {})}, timeout=600)


class Model:
    """A lab and the options that describe it."""

    def __init__(self, scenario):
        self.scratch = pathlib.Path(tempfile.mkdtemp())
        self.path = self.scratch / "lab"
        self.lab = Lab.new(str(self.path), scenario)
        self.edge, self.prime = self.path / "EDGE7", self.path / "PRIME9"
        self.box = self.edge / "SMS/SITE.SRV/SITECFG.BOX"
        self.plan_file = self.scratch / "q7z.plan"

    def evidence(self, word=True, now=True):
        words = ["--services", self.path / "evidence/EDGE7-services.txt"]
        if word:
            words += ["--site-list", self.path / "evidence/site-list.txt"]
        if now:
            words += ["--now", Lab(str(self.path)).now]
        return words

    def check(self, *words):
        return tool("check", self.edge, *self.evidence(), *words)

    def rules(self, *words):
        """What check says, by rule."""
        result = tool("check", self.edge, *self.evidence(), "--json", *words)
        return {f["rule"]: f for f in json.loads(result.stdout)["findings"]["findings"]}

    def plan(self, *words):
        return tool("plan", "force-ct2", self.edge, *self.evidence(), "-o", self.plan_file, *words)

    def apply(self, *words):
        return tool("apply", self.plan_file, "--yes", *self.world(), *words)

    def world(self):
        return ["--runner", self.path / "runner", "--waiter", self.path / "waiter"]

    def journal(self):
        return next(self.edge.glob("SMSSITE.WRK/*/JOURNAL"))

    def names(self):
        return sorted(p.name.upper() for p in self.box.iterdir())

    def close(self):
        shutil.rmtree(self.scratch, ignore_errors=True)


class WithModel(unittest.TestCase):
    def model(self, scenario):
        model = Model(scenario)
        self.addCleanup(model.close)
        return model

    def assertExit(self, result, code):
        self.assertEqual(result.returncode, code, f"\n{result.stdout[-3000:]}\n{result.stderr[-3000:]}")


class NewUser(WithModel):
    """Wrong arguments, missing files, empty directories."""

    def test_no_arguments_explains_itself_on_stderr(self):
        result = tool()
        self.assertExit(result, 2)
        self.assertEqual(result.stdout, "")
        self.assertIn("smssite check", result.stderr)

    def test_help_and_version_go_to_stdout(self):
        for words in (["--help"], ["help"], ["help", "check"], ["check", "--help"], ["plan", "-h"]):
            result = tool(*words)
            self.assertExit(result, 0)
            self.assertIn("smssite", result.stdout)
            self.assertEqual(result.stderr, "")
        self.assertEqual(tool("--version").stdout, "smssite 0.1.0\n")

    def test_help_begins_with_examples(self):
        for command in ("check", "snapshot", "plan", "apply", "confirm", "resume", "undo", "follow", "show", "explain"):
            text = tool(command, "--help").stdout
            self.assertLess(text.index(f"  smssite {command}"), text.index("Options:"), command)

    def test_a_mistyped_command_is_guessed(self):
        result = tool("chekc", "x")
        self.assertExit(result, 2)
        self.assertIn("did you mean 'check'", result.stderr)

    def test_wrong_options_are_usage_errors(self):
        for words in (["check"], ["check", "a", "b"], ["check", "--nonsense", "x"], ["check", "x", "--services"],
                      ["check", "x", "--now", "yesterday"], ["check", "x", "--require", "Z99"], ["plan", "nothing", "x"],
                      ["check", "x", "--color", "sometimes"], ["snapshot", "x", "--runner", "y"],
                      ["plan", "force-ct2", "x", "--accept-reject", "1"], ["confirm", "j", "1"],
                      ["confirm", "j", "x", "--done"], ["explain", "Z99"]):
            result = tool(*words)
            self.assertExit(result, 2)
            self.assertNotEqual(result.stderr, "", words)

    def test_a_missing_site_is_named(self):
        for command in (["check"], ["snapshot"], ["plan", "force-ct2"], ["follow", "--for", "0"], ["show"], ["apply"]):
            result = tool(*command, "/nonexistent/edge7")
            self.assertExit(result, 7)
            self.assertIn("/nonexistent/edge7", result.stderr)

    def test_an_empty_directory_is_no_site(self):
        with tempfile.TemporaryDirectory() as empty:
            result = tool("check", empty)
            self.assertExit(result, 3)
            self.assertIn("SITE.SRV", result.stderr)

    def test_two_words_of_the_parent_are_refused(self):
        model = self.model("healthy")
        result = model.check("--parent-status", "active")
        self.assertExit(result, 2)

    def test_a_full_stdout_is_a_failure(self):
        model = self.model("healthy")
        with open("/dev/full", "w") as full:
            result = subprocess.run([TOOL, "show", model.box / "SITECTRL.CT0"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(result.returncode, 7)

    def test_output_never_replaces_a_file(self):
        model = self.model("no-ct2")
        model.plan_file.write_text("precious")
        self.assertExit(model.plan(), 7)
        self.assertEqual(model.plan_file.read_text(), "precious")

    def test_explain_knows_rules_and_reject_codes(self):
        self.assertIn("Q183347", tool("explain", "a01").stdout)
        self.assertIn("domain", tool("explain", "715").stdout)

    def test_explain_says_all_that_a_number_means(self):
        said = tool("explain", "214")
        self.assertEqual(said.returncode, 0)
        self.assertIn("event 214: SCMAN could not make", said.stdout)
        self.assertIn("rule A01", said.stdout)
        self.assertIn("SCMAN code 7113: ", tool("explain", "7113").stdout)
        said = tool("explain", "32").stdout
        self.assertIn("detailed site status 32 FIRSTSCJOB_END: ", said)
        self.assertIn("Win32 error 32 ERROR_SHARING_VIOLATION: ", said)
        self.assertIn("Despooler code c0000001: ", tool("explain", "C0000001").stdout)
        self.assertIn("event 145 to 153: ", tool("explain", "150").stdout)

    def test_explain_as_json(self):
        said = json.loads(tool("explain", "714", "--json").stdout)
        self.assertEqual(said["rule"], None)
        self.assertEqual([(m["topic"], m["first"], m["rules"]) for m in said["meanings"]],
                         [("reject code", 714, ["B12"])])
        self.assertEqual(json.loads(tool("explain", "a01", "--json").stdout)["rule"]["id"], "A01")


class Check(WithModel):
    def test_healthy_needs_the_parents_word(self):
        model = self.model("healthy")
        self.assertExit(model.check(), 0)
        result = tool("check", model.edge, *model.evidence(word=False))
        self.assertExit(result, 3)
        self.assertIn("?", result.stdout)

    def test_a_person_may_speak_for_the_parent(self):
        model = self.model("healthy")
        result = tool("check", model.edge, *model.evidence(word=False), "--parent-status", "active")
        self.assertExit(result, 0)
        result = tool("check", model.edge, *model.evidence(word=False), "--parent-status", "sleepy")
        self.assertExit(result, 2)

    def test_the_classic_is_seen_with_its_evidence(self):
        model = self.model("no-ct2")
        result = model.check()
        self.assertExit(result, 1)
        self.assertIn("STUCK", result.stdout)
        self.assertIn("A01", result.stdout)
        self.assertIn("Q183347", result.stdout)
        self.assertIn("site-list.txt:", result.stdout)
        self.assertIn("force-ct2", result.stdout)
        self.assertEqual(model.rules()["A01"]["severity"], "STUCK")

    def test_each_scenario_is_told_apart(self):
        for scenario, rule, words in (
                ("ct2-not-leaving", "A01", []), ("scman-hung", "B01", []), ("bootstrap-left-over", "A02", []),
                ("moves-by-itself", "A01", []), ("rejected-ct1", "A01", [])):
            with self.subTest(scenario):
                model = self.model(scenario)
                self.assertExit(model.check(*words), 1)
                self.assertIn(model.rules(*words)[rule]["severity"], ("STUCK", "ERROR", "WARNING"))

    def test_nothing_is_opened_for_writing(self):
        model = self.model("no-ct2")
        before = {p: p.stat().st_mtime_ns for p in model.path.rglob("*")}
        model.check("--parent", model.prime)
        tool("follow", model.edge, "--parent", model.prime, *model.evidence(), "--for", "0")
        tool("snapshot", model.edge, *model.evidence())
        self.assertEqual(before, {p: p.stat().st_mtime_ns for p in model.path.rglob("*")})

    def test_a_snapshot_says_the_same_as_the_tree(self):
        model = self.model("no-ct2")
        saved = model.scratch / "q7z.snapshot"
        self.assertExit(tool("snapshot", model.edge, *model.evidence(), "-o", saved), 0)
        first = model.check("--json")
        second = tool("check", saved, "--now", Lab(str(model.path)).now, "--json")
        self.assertExit(second, 1)
        # The volume's free space is this machine's, and moves on.
        self.assertEqual(*([f for f in json.loads(result.stdout)["findings"]["findings"] if f["rule"] != "L05"]
                           for result in (first, second)))
        self.assertIn("snapshot", tool("show", saved).stdout.lower())

    def test_the_sms_root_alone_will_do(self):
        model = self.model("no-ct2")
        result = tool("check", model.edge / "SMS", *model.evidence())
        self.assertExit(result, 1)
        self.assertIn("A01", result.stdout)

    def test_directories_that_are_missing_or_do_not_belong_are_named(self):
        model = self.model("healthy")
        self.assertNotRegex(model.check().stdout, r"(?m)^ *tree ")
        shutil.rmtree(model.edge / "SMS/SITE.SRV/DESPOOLR.BOX/STORE")
        (model.edge / "SMS/SITE.SRV/STRANGE.BOX").mkdir()
        # In ANSI, as a disk of NT 3.x may have been copied.
        os.mkdir(os.fsencode(model.edge / "SMS") + b"/M\xFCLL")
        text = model.check().stdout
        self.assertRegex(text, r"missing: .*STORE")
        self.assertRegex(text, r"unexpected: M\\xFCLL, .*STRANGE.BOX")
        layout = json.loads(model.check("--json").stdout)["layout"]
        self.assertEqual(len(layout["missing"]), 1)
        self.assertEqual(layout["unexpected"], ["M\\xFCLL", "SITE.SRV\\STRANGE.BOX"])

    def test_a_master_cut_between_two_sections_is_not_healthy(self):
        model = self.model("healthy")
        master = model.box / "SITECTRL.CT0"
        whole, stat = master.read_bytes(), master.stat()
        end = b"END_COMPONENT\r\n"
        master.write_bytes(whole[:whole.index(end) + len(end)])
        os.utime(master, (stat.st_atime, stat.st_mtime))
        self.assertExit(model.check(), 1)
        self.assertEqual(model.rules()["B13"]["severity"], "ERROR")

    def test_a_stranger_is_not_taken_for_the_parent(self):
        model, other = self.model("no-ct2"), self.model("healthy")
        result = model.check("--parent", other.edge)
        self.assertExit(result, 6)

    def test_secrets_stay_masked(self):
        model = self.model("no-ct2")
        master = (model.box / "SITECTRL.CT0").read_text("latin-1")
        secret = next(line.strip(" <>\r\n") for line in master.splitlines() if len(line.strip(" <>\r\n")) == 78)
        for words in (["show", model.box / "SITECTRL.CT0"], ["show", "--json", model.box / "SITECTRL.CT0"],
                      ["snapshot", model.edge, *model.evidence()], ["check", model.edge, *model.evidence(), "--json"]):
            self.assertNotIn(secret, tool(*words).stdout)
        self.assertIn(secret, tool("show", "--show-secrets", model.box / "SITECTRL.CT0").stdout)

    def test_a_name_cannot_drive_the_terminal(self):
        model = self.model("no-ct2")
        (model.box / "x\x1b[2J.CT1").write_bytes(b"SITE CONTROL FILE [786][1.08]\r\n")
        for words in (["check", model.edge, *model.evidence()], ["snapshot", model.edge], ["plan", "force-ct2", model.edge, *model.evidence()]):
            result = tool(*words)
            self.assertNotIn("\x1b", result.stdout + result.stderr)


class Plan(WithModel):
    def test_the_checklist_shows_the_point_of_no_return(self):
        model = self.model("no-ct2")
        result = model.plan()
        self.assertExit(result, 0)
        self.assertIn("no return", result.stdout.lower())
        self.assertIn("00000000.CT1", result.stdout)
        self.assertIn("Q183347", tool("show", model.plan_file).stdout)

    def test_refusals_name_their_reason(self):
        for scenario, reason in (("scman-hung", "B01"), ("bootstrap-left-over", "SMS_UPGRADE_BOOTSTRAP"),
                                 ("rejected-ct1", "715"), ("healthy", "active")):
            with self.subTest(scenario):
                model = self.model(scenario)
                result = model.plan()
                self.assertExit(result, 6)
                self.assertIn(reason.lower(), result.stderr.lower())
                self.assertFalse(model.plan_file.exists())

    def test_without_services_there_is_no_plan(self):
        model = self.model("no-ct2")
        result = tool("plan", "force-ct2", model.edge, "--now", model.lab.now)
        self.assertExit(result, 3)
        self.assertIn("services", result.stderr)

    def test_a_stopped_service_refuses(self):
        model = self.model("no-ct2")
        model.lab.exec("EDGE7", ["NET", "STOP", "SMS_EXECUTIVE", "/Y"])
        result = model.plan()
        self.assertExit(result, 6)
        self.assertIn("SMS_EXECUTIVE", result.stderr)


class Apply(WithModel):
    def cured(self, model):
        result = tool("follow", model.edge, "--parent", model.prime, "--site-list",
                      model.path / "evidence/site-list.txt", "--waiter", model.path / "waiter")
        self.assertExit(result, 0)
        self.assertExit(model.check(), 0)

    def test_the_classic_is_cured(self):
        model = self.model("no-ct2")
        master = (model.box / "SITECTRL.CT0").read_bytes()
        self.assertExit(model.plan(), 0)
        result = model.apply()
        self.assertExit(result, 0)
        self.assertTrue(result.stdout.startswith("Journal: "))
        self.assertEqual(next(model.edge.glob("SMSSITE.WRK/*/BACKUP/SITECTRL.CT0")).read_bytes(), master)
        self.cured(model)

    def test_a_waiting_ct2_is_cured_by_a_restart(self):
        model = self.model("ct2-not-leaving")
        self.assertExit(model.plan(), 0)
        self.assertExit(model.apply(), 0)
        self.cured(model)

    def test_sendcode_does_it_without_touching_files(self):
        model = self.model("no-ct2")
        self.assertExit(model.plan("--via", "sendcode"), 0)
        self.assertIn("addition", tool("show", model.plan_file).stdout.lower())
        self.assertExit(model.apply(), 0)
        self.cured(model)

    def test_a_site_that_moves_by_itself_is_left_alone(self):
        model = self.model("moves-by-itself")
        self.assertExit(model.plan(), 0)
        model.lab.run(until="ct2-written")
        before = model.names()
        result = model.apply()
        self.assertIn(result.returncode, (0, 4), result.stdout + result.stderr)
        self.assertEqual(model.names(), before)

    def test_a_rejected_file_brings_the_master_back(self):
        model = self.model("rejected-ct1")
        master = (model.box / "SITECTRL.CT0").read_bytes()
        self.assertExit(model.plan("--accept-reject", "715"), 0)
        result = model.apply()
        self.assertExit(result, 7)
        self.assertIn("REJECTED", result.stdout)
        self.assertEqual((model.box / "SITECTRL.CT0").read_bytes(), master)
        self.assertIn("00000000.715", model.names())

    def test_without_a_yes_nothing_starts(self):
        model = self.model("no-ct2")
        self.assertExit(model.plan(), 0)
        for answer in ("", "no\n"):
            self.assertExit(tool("apply", model.plan_file, answer=answer), 6)
        self.assertFalse((model.edge / "SMSSITE.WRK").exists())

    def test_a_stale_plan_is_refused(self):
        model = self.model("no-ct2")
        self.assertExit(model.plan(), 0)
        with open(model.box / "SITECTRL.CT0", "ab") as master:
            master.write(b"\r\n")
        before = model.names()
        self.assertExit(model.apply(), 4)
        self.assertEqual(model.names(), before)

    def test_a_plan_of_another_site_is_refused(self):
        model, other = self.model("no-ct2"), self.model("no-ct2")
        self.assertExit(model.plan(), 0)
        before = sorted(p.name for p in (other.prime / "SMS/SITE.SRV/SITECFG.BOX").iterdir())
        result = tool("apply", model.plan_file, "--yes", "--site", other.prime, *other.world())
        self.assertExit(result, 4)
        self.assertEqual(before, sorted(p.name for p in (other.prime / "SMS/SITE.SRV/SITECFG.BOX").iterdir()))

    def test_a_plan_from_a_copy_is_only_rehearsed(self):
        model = self.model("no-ct2")
        result = tool("plan", "force-ct2", model.edge, *model.evidence(), "--copy", "-o", model.plan_file)
        self.assertExit(result, 0)
        self.assertExit(model.apply(), 6)
        self.assertExit(model.apply("--rehearse"), 0)

    def test_interrupted_and_undone(self):
        model = self.model("no-ct2")
        master = (model.box / "SITECTRL.CT0").read_bytes()
        self.assertExit(model.plan(), 0)
        model.lab.fault("scman-hung", True)
        result = model.apply()
        self.assertIn(result.returncode, (5, 7), result.stdout + result.stderr)
        result = tool("undo", model.journal(), *model.world())
        self.assertIn("end", result.stdout)
        kept = [p for p in model.edge.rglob("*") if p.is_file() and p.read_bytes() == master]
        self.assertTrue(kept)

    def test_what_is_done_stays_done(self):
        model = self.model("no-ct2")
        self.assertExit(model.plan(), 0)
        self.assertExit(model.apply(), 0)
        before = model.journal().read_bytes()
        result = tool("undo", model.journal(), *model.world())
        self.assertExit(result, 6)
        self.assertIn("NOT_UNDONE", result.stdout)
        self.assertEqual(model.journal().read_bytes(), before)
        result = tool("resume", model.journal(), *model.world())
        self.assertExit(result, 0)
        self.assertIn("DONE", result.stdout)

    def test_a_stop_that_also_ends_the_runner_leaves_its_command_in_doubt(self):
        model = self.model("no-ct2")
        ran = model.path / "ran"
        runner = model.path / "runner-stopped"
        runner.write_text(f'#!/bin/sh\n[ "$2" = SENDCODE ] || exec "{model.path}/runner" "$@"\n'
                          f'echo >> "{ran}"\nkill -TERM $PPID\nexit 143\n')
        runner.chmod(0o755)
        self.assertExit(model.plan("--via", "sendcode"), 0)
        self.assertExit(tool("apply", model.plan_file, "--yes", "--runner", runner, "--waiter", model.path / "waiter"), 5)
        result = tool("resume", model.journal(), *model.world())
        self.assertExit(result, 5)
        self.assertIn("Was this run", result.stderr)
        self.assertEqual(ran.read_text(), "\n")

    def test_a_stop_that_also_ends_the_waiter_does_not_blame_it(self):
        model = self.model("no-ct2")
        waiter = model.path / "waiter-stopped"
        waiter.write_text(f'#!/bin/sh\n[ "$1" != 0 ] || exec "{model.path}/waiter" 0\nkill -INT $PPID\nexit 130\n')
        waiter.chmod(0o755)
        self.assertExit(model.plan(), 0)
        result = tool("apply", model.plan_file, "--yes", "--runner", model.path / "runner", "--waiter", waiter)
        self.assertExit(result, 5)
        self.assertNotIn("waiter", result.stderr)
        self.assertExit(tool("resume", model.journal(), *model.world()), 0)

    def test_a_registry_that_contradicts_the_master_is_heeded(self):
        model = self.model("no-ct2")
        export = (model.path / "evidence/EDGE7.reg").read_bytes().replace(b'="D:\\\\SMS"', b'="E:\\\\SMS2"')
        (model.scratch / "moved.reg").write_bytes(export)
        words = [model.edge, *model.evidence(), "--registry", model.scratch / "moved.reg"]
        said = tool("check", *words).stdout
        self.assertIn("Advice: other. A01", said)
        self.assertIn("(B14)", said)
        result = tool("plan", "force-ct2", *words, "-o", model.plan_file)
        self.assertExit(result, 6)
        self.assertIn("714", result.stderr)
        self.assertExit(tool("plan", "force-ct2", *words, "--accept-reject", "714", "-o", model.plan_file), 0)

    def test_a_command_that_is_printed_can_be_given_to_the_shell(self):
        for name in ("plain.plan", "two words.plan", "it's $HOME.plan", "a\nb\u009b'.plan"):
            with self.subTest(name):
                model = self.model("no-ct2")
                model.plan_file = model.scratch / name
                result = model.plan()
                self.assertExit(result, 0)
                command = result.stdout[result.stdout.index("Next:   ") + 8:].rstrip("\n")
                self.assertNotRegex(command, "[\n\u009b]")
                echoed = subprocess.run(["bash", "-c", "printf '%s|' " + command], capture_output=True, text=True)
                self.assertEqual(echoed.stdout, f"smssite|apply|{model.plan_file}|")

    def test_the_journal_refuses_a_second_start(self):
        model = self.model("no-ct2")
        self.assertExit(model.plan(), 0)
        self.assertExit(model.apply(), 0)
        self.assertExit(model.apply(), 6)

    def test_a_damaged_journal_is_refused(self):
        model = self.model("no-ct2")
        self.assertExit(model.plan(), 0)
        self.assertExit(model.apply(), 0)
        data = bytearray(model.journal().read_bytes())
        data[len(data) // 2] ^= 1
        model.journal().write_bytes(data)
        for command in ("resume", "undo"):
            self.assertExit(tool(command, model.journal(), *model.world()), 3)


class Follow(WithModel):
    def stage(self, model):
        result = tool("follow", model.edge, "--parent", model.prime, *model.evidence(), "--for", "0", "--json")
        return json.loads(result.stdout.splitlines()[-1])

    def test_the_place_is_named(self):
        for scenario, stage in (("ct2-not-leaving", "WRITTEN"), ("sender-capacity-0", "REQUEST"),
                                ("parent-inbox-not-read", "DESPOOLED")):
            with self.subTest(scenario):
                self.assertEqual(self.stage(self.model(scenario))["stage"], stage)

    def test_two_candidates_are_either(self):
        trail = self.stage(self.model("two-candidates"))
        self.assertGreater(len(trail["candidates"]), 1)
        self.assertTrue(trail["inferred"])
        seen = {stage["stage"]: stage["evidence"] for stage in trail["stages"]}
        paths = {evidence["path"] for evidence in seen["SENDING"]}
        self.assertLessEqual({candidate["path"] for candidate in trail["candidates"]}, paths)
        self.assertEqual({blocker["id"]: blocker["severity"] for blocker in trail["looked_for"]}["F03"], "ERROR")

    def begin(self, model, *words):
        process = subprocess.Popen([TOOL, *map(str, ("follow", model.edge, "--parent", model.prime, "--services",
                                                     model.path / "evidence/EDGE7-services.txt", "--site-list",
                                                     model.path / "evidence/site-list.txt", *words))],
                                   text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_what_does_not_pass_by_itself_ends_it(self):
        for scenario, said in (("sender-capacity-0", "capacity of 0"), ("no-ct2", "refused a .ct1")):
            with self.subTest(scenario):
                model = self.model(scenario)
                if scenario == "no-ct2":
                    shutil.copyfile(model.box / "SITECTRL.CT0", model.box / "00000000.715")
                result = tool("follow", model.edge, "--parent", model.prime, *model.evidence())
                self.assertExit(result, 1)
                self.assertIn("found", result.stdout)
                self.assertIn(said, result.stdout)

    def test_what_may_still_pass_does_not_end_it(self):
        for scenario in ("ct2-not-leaving", "parent-inbox-not-read", "two-candidates", "scman-hung"):
            with self.subTest(scenario):
                self.assertFalse(self.stage(self.model(scenario))["hopeless"])

    def test_each_step_is_a_line_as_soon_as_it_is_taken(self):
        model = self.model("no-ct2")
        process = self.begin(model, "--json", "--for", "600")
        stages = [json.loads(process.stdout.readline())["stage"]]
        master = model.box / "SITECTRL.CT0"
        outbox = next((model.edge / "SMS/SITE.SRV/SENDER.BOX/REQUESTS").glob("LAN_DEFA.000"))
        receive = model.prime / "SMS/SITE.SRV/DESPOOLR.BOX/RECEIVE"
        for path in (model.box / "12345678.CT2", outbox / "1_0ABQ7Z.SRQ", outbox / "1_0ABQ7Z.SRS", receive / "1_0ABQ7Z.INS"):
            shutil.copyfile(master, path)
            stages.append(json.loads(process.stdout.readline())["stage"])
            path.unlink()
            stages.append(json.loads(process.stdout.readline())["stage"])
        self.assertEqual(stages, ["UNKNOWN", "WRITTEN", "UNKNOWN", "REQUEST", "UNKNOWN", "SENDING", "UNKNOWN", "ARRIVED",
                                  "UNKNOWN"])
        word = model.path / "evidence/site-list.txt"
        fresh = word.with_suffix(".new")
        fresh.write_text("Q7Z 1 0\n")
        fresh.replace(word)
        self.assertEqual(json.loads(process.stdout.readline())["stage"], "DONE")
        self.assertEqual(process.wait(60), 0)

    def test_a_site_that_is_moved_away_ends_it_with_a_word(self):
        for which in ("EDGE7", "PRIME9"):
            with self.subTest(which):
                model = self.model("no-ct2")
                process = self.begin(model, "--for", "600")
                process.stdout.readline()
                os.rename(model.path / which, model.path / "AWAY")
                out, err = process.communicate(timeout=600)
                self.assertEqual(process.returncode, 7, err)
                self.assertIn(which, err)
                self.assertIn("moved or removed", err)

    def test_another_site_in_its_place_is_not_taken_for_it(self):
        model = self.model("no-ct2")
        link, other = model.scratch / "site", model.scratch / "other"
        link.symlink_to(model.edge)
        other.symlink_to(model.prime)
        process = subprocess.Popen([TOOL, "follow", link, "--for", "600"], text=True, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.kill)
        process.stdout.readline()
        os.replace(other, link)
        (model.box / "12345678.TMP").write_text("")
        out, err = process.communicate(timeout=600)
        self.assertEqual(process.returncode, 3, err)
        self.assertIn("site C9N now", err)

    def test_two_parents_and_a_wrong_parent_are_refused(self):
        model = self.model("no-ct2")
        result = tool("follow", model.edge, "--parent", model.prime, "--parent", model.edge, "--for", "0")
        self.assertExit(result, 2)
        self.assertIn("two parents", result.stderr)
        self.assertExit(tool("follow", model.edge, "--parent", model.edge, "--for", "0"), 6)


if __name__ == "__main__":
    unittest.main()
