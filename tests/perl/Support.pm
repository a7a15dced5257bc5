# SPDX-License-Identifier: MIT
package Support;

# What the tests of the Perl modules share.

use strict;
use warnings;

use Cwd ();
use Exporter 'import';
use File::Basename ();
use File::Temp ();
use JSON::PP ();
use SMS::Site qw(:all);
use Test::More;

our @EXPORT = qw($CONTROL_FILE @SECRETS $SOURCE control_file memory_tree dies_with lab lab_now lab_observe lab_observe_parent
    lab_case answer resident_bytes slurp);

our $SOURCE = Cwd::realpath(File::Basename::dirname(__FILE__) . '/../..');
our @SECRETS = map { "C0FFEE0$_" } 1 .. 6;

my $account = join '', map { "  <$_>\r\n" } 9, 'Q7Z', 'C9N', 'EDGE7', 'EDGEDOM', "\xc9dge", 'D:\SMS', 'EDGEDOM',
    @SECRETS[0 .. 2], '', @SECRETS[3, 4], '', $SECRETS[5], '', '';
our $CONTROL_FILE = join "\r\n", 'SITE CONTROL FILE [786][1.08]', '', 'BEGIN_FILE_DEFINITION', '  <1>', '  <Status report>',
    '  <Q7Z>', '  <Q7Z>', '  <868900000>', '  <0>', 'END_FILE_DEFINITION', '', 'BEGIN_SITE_ACCOUNT',
    "${account}END_SITE_ACCOUNT", '', 'PROPERTY <Service Response><><><2>', 'PROPERTY <Version><786><><0>', '',
    'BEGIN_DOMAIN', '  <EDGEDOM>', '  <Microsoft Windows NT or LAN Manager>', '  <2>', '  LOGONSERVER <EDGE7><><0><D:>',
    'END_DOMAIN', '', '';

sub control_file { SMS::Site::ControlFile->parse($CONTROL_FILE) }

# A secondary at rest on a drive in memory.
sub memory_tree {
    my $tree = SMS::Site::Tree->memory;
    $tree->set_clock(868900000);
    $tree->make_directory("SMS\\$_") for 'SITE.SRV\SITECFG.BOX', 'SITE.SRV\SCHEDULE.BOX', 'LOGON.SRV';
    $tree->write('SMS\SITE.SRV\SITECFG.BOX\SITECTRL.CT0', $CONTROL_FILE);
    return $tree;
}

sub dies_with {
    my ($code, $call, $name) = @_;
    local $@;
    my $lived = eval { $call->(); 1 };
    my $error = $@;
    if ($lived || !ref $error || !$error->isa('SMS::Site::Error')) {
        return fail($name) || diag($lived ? 'it lived' : "it died with: $error");
    }
    is($error->code, $code, $name) or diag("$error");
    return $error;
}

my ($place, $model);

# A new model of two sites; it is a program of its own, written without these bindings. Returns its directory.
sub lab {
    my ($scenario) = @_;
    $place = File::Temp->newdir('smssite-XXXXXX', TMPDIR => 1);
    $model = "$place/model";
    $scenario //= 'no-ct2';
    system('/usr/bin/python3', "$SOURCE/examples/lab/smssite-lab", 'new', $model, '--scenario', $scenario) == 0 or die 'no model';
    return $model;
}

sub lab_now { JSON::PP->new->decode(slurp("$model/lab.json"))->{now} }

# The secondary with all its evidence; what is given as undef is left out.
sub lab_observe {
    my (%sources) = @_;
    my $site = delete $sources{site} // "$model/EDGE7";
    return SMS::Site::observe($site, services => "$model/evidence/EDGE7-sc.txt", site_list => "$model/evidence/site-list.txt",
        live => 1, taken => lab_now(), %sources);
}

sub lab_observe_parent {
    return SMS::Site::observe("$model/PRIME9", services => "$model/evidence/PRIME9-sc.txt", live => 1, taken => lab_now());
}

sub lab_case { SMS::Site::Case->new(lab_observe(), parent => lab_observe_parent(), @_) }

# Does what an action asks, in the model.
sub answer {
    my ($action) = @_;
    if ($action->kind == ACTION_RUN) {
        open my $pipe, '-|', "$model/runner", $action->server, $action->words or die "runner: $!";
        local $/;
        my $output = <$pipe>;
        close $pipe;
        my $status = $? >> 8;
        $action->answer($status ? ANSWER_FAILED : ANSWER_DONE, exit_status => $status, output => $output);
    } elsif ($action->kind == ACTION_WAIT) {
        # Lets the model work until one of the paths changes, or it is time to look again.
        my $look = sub { join "\n", map { glob "$model/EDGE7/$_/*" } map { s{\\}{/}gr } $action->paths };
        my $before = $look->();
        for (my $left = ($action->look_again_utc_s // 0) - lab_now(); $left > 0 && $look->() eq $before; $left -= 5) {
            system("$model/waiter 5 >/dev/null") == 0 or die 'waiter failed';
        }
        $action->answer;
    } else {
        $action->answer;
    }
    return;
}

sub resident_bytes {
    my ($pages) = (split ' ', slurp('/proc/self/statm'))[1];
    return $pages * 4096;
}

sub slurp {
    my ($path) = @_;
    open my $file, '<:raw', $path or die "$path: $!";
    local $/;
    return scalar <$file>;
}

1;
