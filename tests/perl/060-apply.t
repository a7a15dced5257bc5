# Applying: the loop around the step machine, interruption, undoing.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SMS::Site qw(:all);
use Test::More;
use Support;

my $drive;

sub fresh {
    $drive = lab('no-ct2') . '/EDGE7';
    return lab_case()->plan_force_ct2;
}

sub begin { SMS::Site::apply($_[0], $drive, now => \&lab_now) }

sub box {
    opendir my $folder, "$drive/SMS/SITE.SRV/SITECFG.BOX" or die;
    return [ sort map { uc } grep { !/\A\./ } readdir $folder ];
}

my $run = begin(fresh());
my %kinds;
while (my $action = $run->next_action) {
    $kinds{ $action->kind_name }++;
    answer($action);
}
is_deeply([ $run->outcome, $run->outcome_name ], [ OUTCOME_DONE, 'DONE' ], 'to the end');
ok($run->outcome_text, 'in words');
ok($kinds{STEP} && $kinds{RUN} && $kinds{WAIT} && !$kinds{DONE}, 'steps, commands, waits');

$run = begin(fresh());
like($run->journal, qr/@{[ $run->plan->id ]}/, 'a journal of the plan');
my $action;
while ($action = $run->next_action) {
    last if $action->kind == ACTION_RUN;
    answer($action);
}
is($action->server, 'EDGE7', 'a command at a server');
ok($action->words && $action->text && !$action->is_rehearsal && defined $action->step, 'its words');
is($action->line(COMMAND_CMD), join(' ', $action->words), 'as they are typed');
dies_with(INVALID, sub { $run->next_action }, 'it must be answered before the next');
my $again = $run->look;
is_deeply([ $again->kind, $again->text ], [ $action->kind, $action->text ], 'it is handed out again');
dies_with(INVALID, sub { $action->answer }, 'the older one is not answered any more');
dies_with(INVALID, sub { $again->answer(17) }, 'answers are checked');
dies_with(INVALID, sub { $again->answer(ANSWER_DONE, exitstatus => 1) }, 'misspelt');
answer($again);
dies_with(INVALID, sub { $again->answer }, 'once');
while ($action = $run->next_action) {
    last if $action->kind == ACTION_WAIT;
    answer($action);
}
ok($action->look_again_utc_s && $action->paths, 'a wait says how long and what for');
cmp_ok($action->until_utc_s // lab_now() + 1, '>', lab_now(), 'and until when');
is($action->outcome, OUTCOME_NONE, 'no outcome yet');

my $plan = fresh();
my $before = box();
$run = begin($plan);
while ($action = $run->next_action) {
    $action->kind == ACTION_RUN ? $action->answer(ANSWER_FAILED, exit_status => 2, output => 'System error 5')
        : $action->answer(ANSWER_FAILED);
}
is($run->outcome, OUTCOME_FAILED, 'a failed command ends it');
my $journal = $run->journal;
$run->close;
my $back = SMS::Site::undo($drive, $journal, now => \&lab_now);
while ($action = $back->next_action) { answer($action) }
is($back->outcome, OUTCOME_UNDONE, 'undo takes it back');
is_deeply(box(), $before, 'the box is as it was');

$run = begin(fresh());
while ($action = $run->next_action) { last if $action->needs_answer }
$journal = $run->journal;
undef $run;
undef $action;
$run = SMS::Site::resume($drive, $journal, now => \&lab_now);
while ($action = $run->next_action) { answer($action) }
is($run->outcome, OUTCOME_DONE, 'resume goes on');

$plan = fresh();
$run = begin($plan);
dies_with(BUSY, sub { begin($plan) }, 'one apply at a time');
$run->close;
dies_with(EXISTS, sub { begin($plan) }, 'begun already');
$journal = SMS::Site::obstacle($plan, $drive);
like($journal, qr{\ASMSSITE\.WRK/\w{12}/JOURNAL\z}, 'by this journal');
dies_with(REFUSED, sub { SMS::Site::abandon($drive, $journal, now => \&lab_now) }, 'what can be undone is not given up');

$plan = fresh();
open my $mine, '>', "$drive/SMS/SITE.SRV/SITECFG.BOX/00000000.CT1" or die;
close $mine;
dies_with(CHANGED, sub { begin($plan) }, 'a site that moved is not touched');

fresh();
$plan = SMS::Site::Case->new(lab_observe(live => 0), parent => lab_observe_parent())->plan_force_ct2;
ok($plan->from_copy, 'a plan from a copy');
dies_with(REFUSED, sub { begin($plan) }, 'is not carried out');
$run = SMS::Site::apply($plan, $drive, now => \&lab_now, rehearse => 1);
while ($action = $run->next_action) { last if $action->kind == ACTION_RUN; answer($action) }
ok(!$action || $action->is_rehearsal, 'only rehearsed');

$run = begin(fresh());
$journal = $run->journal;
is($run->next_action->kind, ACTION_RUN, 'a command');
$run->close;
SMS::Site::confirm($drive, $journal, 0, 1, now => \&lab_now);
is(SMS::Site::resume($drive, $journal, now => \&lab_now)->next_action->kind, ACTION_STEP, q(a person's word is kept for later));
dies_with(REFUSED, sub { SMS::Site::confirm($drive, $journal, 3, 1, now => \&lab_now) }, 'nothing to confirm');
dies_with(NOT_FOUND, sub { SMS::Site::resume($drive, 'SMSSITE.WRK\none', now => \&lab_now) }, 'no such journal');
dies_with(INVALID, sub { SMS::Site::apply('x', $drive) }, 'no plan');

done_testing;
