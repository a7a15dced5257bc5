# Planning: a procedure as steps, bound to what was seen.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use JSON::PP ();
use SMS::Site qw(:all);
use Test::More;
use Support;

my $model = lab('no-ct2');
my $case = lab_case();
my $plan = $case->plan_force_ct2;
is_deeply([ $plan->procedure, $plan->site_code, $plan->location ], [ 'force-ct2', 'Q7Z', "$model/EDGE7" ], 'a plan');
ok(!$plan->from_copy, 'of a live site');
like($plan->id, qr/\A[0-9a-f]{12}\z/, 'its id');
is_deeply([ map { $_->index } $plan->steps ], [ 0 .. $plan->step_count - 1 ], 'steps');
ok((grep { $_->kind_name eq 'RENAME' } $plan->steps), 'one renames');
my $last = $plan->step($plan->point_of_no_return);
is_deeply([ $last->reversal, $last->reversal_name ], [ REVERSAL_UNTIL_TAKEN, 'UNTIL_TAKEN' ], 'point of no return');
is_deeply([ grep { !($_->title && $_->actor && $_->source && defined $_->relies_on && defined $_->may_lose
                && defined $_->postcondition) } $plan->steps ], [], 'each says all');
my ($command) = grep { $_->kind == STEP_COMMAND } $plan->steps;
is_deeply([ $command->actor, ($command->words)[0] ], [ 'EDGE7', 'NET' ], 'a command');
is($command->line, join(' ', $command->words), 'as one line');
my @notes = $plan->notes;
is_deeply([ grep { !length } @notes ], [], 'notes');
dies_with(INVALID, sub { $plan->step(1000) }, 'no such step');

like($plan->text, qr/\Q@{[ $plan->step(0)->title ]}/, 'a checklist');
my $saved = $plan->save;
ok(JSON::PP->new->decode($saved), 'saved as JSON');
is($case->plan_force_ct2->save, $saved, 'the same case gives the same plan');
is(SMS::Site::Plan->load($saved)->save, $saved, 'a saved plan is the same');
dies_with(MALFORMED, sub { SMS::Site::Plan->load('[]') }, 'something else is not');

my $without = $case->plan_sendcode_ct2;
is($without->procedure, 'sendcode-ct2', 'the plan without files');
ok((grep { join(' ', $_->words) eq 'SENDCODE SMS_SITE_CONFIG_MANAGER 193' } $without->steps), 'is one command');

my $error = dies_with(UNDECIDED, sub { SMS::Site::Case->new(lab_observe(services => undef))->plan_force_ct2 }, 'missing evidence');
like($error->message, qr/service/, 'is named');
dies_with(INVALID, sub { $case->plan_force_ct2(accept_reject => 5) }, 'codes are checked');

lab('healthy');
dies_with(REFUSED, sub { lab_case()->plan_force_ct2 }, 'an active site is refused');

done_testing;
