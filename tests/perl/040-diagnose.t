# Diagnosing: findings, trail and advice of a case.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use JSON::PP ();
use SMS::Site qw(:all);
use Test::More;
use Support;

lab('no-ct2');
my $case = lab_case();
is_deeply([ map { $_->rule } grep { $_->severity == SEVERITY_STUCK } $case->diagnose ], ['A01'], 'the missing .ct2 is found');
my $findings = $case->findings;
is($findings->worst, SEVERITY_STUCK, 'worst');
is($findings->count, scalar(my @list = $findings->list), 'count');
is(scalar @{ JSON::PP->new->decode($findings->to_json)->{findings} }, $findings->count, 'JSON');

my ($finding) = $case->diagnose;
is_deeply([ $finding->rule, $finding->severity_name ], [ 'A01', 'STUCK' ], 'gravest first');
ok((grep { $_ eq 'Q183347' } $finding->sources), 'its sources');
is_deeply($finding->about, SMS::Site::rule('A01'), 'its rule');
is($finding->confidence, $finding->about->{confidence}, 'its confidence');
ok($finding->title, 'its title');
ok((grep { $_->{path} eq 'site-list.txt' && $_->{line} == 3 && $_->{value} } $finding->evidence), 'its evidence');

my @unknown = grep { $_->severity == SEVERITY_UNKNOWN }
    SMS::Site::Case->new(lab_observe(services => undef, site_list => undef))->diagnose;
ok(scalar @unknown, 'what is missing is unknown');
is_deeply([ map { $_->rule } grep { !length $_->missing } @unknown ], [], 'and named');

my ($site, $parent) = (lab_observe(), lab_observe_parent());
is(SMS::Site::Case->new(map { SMS::Site::Snapshot->load($_->save) } $site)->findings->to_json,
    SMS::Site::Case->new($site)->findings->to_json, 'a saved snapshot gives the same');

my $advice = $case->advise;
is_deeply([ $advice->procedure, $advice->procedure_name ], [ PROCEDURE_FORCE_CT2, 'force-ct2' ], 'advice');
ok($advice->reason && $advice->reversible_until && $advice->cost, 'why, until when, at what cost');
ok((grep { $_->{procedure} == PROCEDURE_REBUILD && $_->{reason} && $_->{procedure_name} eq 'rebuild' } $advice->against), 'against');
ok(JSON::PP->new->decode($advice->to_json), 'JSON');

my $full = lab_case(earlier => $site, now => lab_now() + 60, logon_servers => { LOGON1 => $site });
is_deeply([ map { $_->site_code } $full->site, $full->parent, $full->earlier ], [qw(Q7Z C9N Q7Z)], 'a case knows its snapshots');
is_deeply([ keys %{ $full->logon_servers } ], ['LOGON1'], 'its logon servers');
is($full->now_utc_s, lab_now() + 60, 'its time');
my $bare = SMS::Site::Case->new($site);
is_deeply([ $bare->parent, $bare->earlier, $bare->logon_servers ], [ undef, undef, {} ], 'and what it was not given');
dies_with(REFUSED, sub { SMS::Site::Case->new($site, parent => $site) }, q(another site's parent));
dies_with(INVALID, sub { SMS::Site::Case->new($site, parents => $parent) }, 'a misspelt argument');
dies_with(INVALID, sub { SMS::Site::Case->new('x') }, 'no snapshot');

lab('ct2-not-leaving');
my $trail = lab_case()->trail;
is_deeply([ $trail->stage, $trail->stage_name ], [ STAGE_WRITTEN, 'WRITTEN' ], 'where it is');
ok(!$trail->inferred, 'seen');
my @candidates = $trail->candidates;
is(scalar @candidates, 1, 'one candidate');
like($candidates[0]{path}, qr/\.ct2\z/i, 'its path');
cmp_ok($candidates[0]{age_s}, '>', 1800, 'its age');
ok($trail->text && $trail->blockers && $trail->next_move, 'in words');
ok(!$trail->hopeless, 'not hopeless');
my ($seen) = $trail->evidence(STAGE_WRITTEN);
is_deeply([ @{$seen}{qw(path age_s)} ], [ @{ $candidates[0] }{qw(path age_s)} ], 'what shows it');
ok(!$seen->{inferred}, 'and says itself what it is');
is_deeply([ $trail->evidence(STAGE_UNKNOWN) ], [], 'of no stage nothing');
my %found = map { $_->{id} => $_ } $trail->looked_for;
is($found{C01}{severity_name}, 'OK', 'a blocker that is not there');
is_deeply([ grep { ($_->{severity} == SEVERITY_UNKNOWN) != !!length $_->{missing} } values %found ], [], 'what is not known says what to give');
is_deeply([ map { $_->{id} } @{ JSON::PP->new->decode($trail->to_json)->{looked_for} } ], [ map { $_->{id} } $trail->looked_for ],
    'JSON');

lab('healthy');
$case = lab_case();
is_deeply([ grep { $_->severity == SEVERITY_STUCK } $case->diagnose ], [], 'nothing is stuck');
is($case->advise->procedure, PROCEDURE_NONE, 'nothing to do');

done_testing;
