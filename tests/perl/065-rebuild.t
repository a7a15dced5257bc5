# The rebuild of a site of the model, recorded, planned and carried out from Perl.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SMS::Site qw(:all);
use Test::More;
use Support;

my $model = lab('rebuild-nt');

sub smslab { return system('/usr/bin/python3', "$SOURCE/examples/lab/smssite-lab", @_) }

# What only a person does, in the windows of the model.
sub person {
    my ($text) = @_;
    if ($text =~ /\AAt (\w+) delete the key/) {
        smslab('person', $model, 'delete-registry', $1);
    } elsif ($text =~ /\AAt (\w+) set SMS_SITE_CONFIG_MANAGER to start by hand/) {
        smslab('person', $model, 'set-start', $1, 'SMS_SITE_CONFIG_MANAGER', 'manual');
    } elsif ($text =~ /create the secondary again/) {
        smslab('person', $model, 'create-site');
    } elsif ($text =~ /\AAt \w+ add (\w+) to the domains/) {
        smslab('person', $model, 'add-logon-server', $1);
    } elsif ($text =~ /\A(?:Wait for the site|Refresh the Sites)/) {
        smslab('run', $model, '--for', 60);
        return slurp("$model/evidence/site-list.txt");
    }
    return;
}

sub uid {
    my ($server) = @_;
    my @found = glob "$model/$server/SMS/LOGON.SRV/SMSID/*";
    return @found == 1 ? $found[0] =~ s{.*/}{}r : scalar @found;
}

my $profile = SMS::Site::Profile->read("$model/q7z.ini");
my $case = $profile->case(taken => lab_now(), now => lab_now());
my $record = SMS::Site::RebuildRecord->new($case);
is($record->next_range, 'Q7Z02000', 'the next range');
is($record->lowest_range, 'Q7Z02000', 'which is safe by all that was seen');
is_deeply([ map { $_->{name} } $record->servers ], [ 'EDGE7', 'NTLOG1' ], 'servers');
my ($first) = $record->servers;
my ($share) = grep { $_->{name} eq 'SMS_SHR' } @{ $first->{shares} };
like($share->{comment}, qr/Q7Z/, 'the comment of a share');

my $text = $record->save;
my $again = SMS::Site::RebuildRecord->parse($text, 'q7z.rec');
is($again->save, $text, 'a record is read as it was saved');
$again->fits($case);
dies_with(MALFORMED, sub { SMS::Site::RebuildRecord->parse($text =~ s/Q7Z/Q7X/r, 'q7z.rec') }, 'not one that was changed');
my $other = SMS::Site::Case->new(lab_observe_parent());
like(dies_with(REFUSED, sub { $again->fits($other) }, 'nor that of another site')->message, qr/of site Q7Z, this is C9N/, 'by name');
dies_with(REFUSED, sub { $other->plan_rebuild($again) }, 'for which nothing is planned');
dies_with(REFUSED, sub { SMS::Site::RebuildRecord->new($case, next_range => 'C9N02000') }, 'nor a range of another');

my $plan = $case->plan_rebuild($again, boot_drive => $profile->site->{boot_drive});
my @steps = $plan->steps;
is($steps[ $plan->point_of_no_return ]->title, 'Delete Q7Z from the hierarchy', 'the point of no return');
like($plan->script('NTLOG1'), qr{NET SHARE SMS_SHR /DELETE}, 'a script for each server');

my %before = map { $_ => uid($_) } 'EDGE7', 'NTLOG1';
smslab('clients', $model, '--every', 900);
my $run = SMS::Site::apply($plan, $plan->location, now => \&lab_now);
my @trees = $plan->trees;
$run->add_tree($_, $trees[$_]{location}) for 1 .. $#trees;
my $asked = 0;
while (my $action = $run->next_action) {
    if ($action->kind == ACTION_ASK) {
        $asked++;
        my $list = person($action->text);
        $action->answer(ANSWER_DONE, defined $list ? (output => $list) : ());
    } elsif ($action->kind == ACTION_WAIT) {
        my $left = ($action->look_again_utc_s // 0) - lab_now();
        $left = 1 if $left < 1;
        system("$model/waiter $left >/dev/null") == 0 or die 'waiter failed';
        $action->answer;
    } else {
        answer($action);
    }
}
is($run->outcome_name, 'DONE', 'rebuilt') or diag($run->outcome_text);
like($run->outcome_text, qr/Q7Z is rebuilt\. Suspects/, 'with its suspects');
cmp_ok($asked, '>', 8, 'people were asked');
for my $server (sort keys %before) {
    is(substr(uid($server), 0, 5), substr($before{$server}, 0, 5), "$server has its range back");
    cmp_ok(uid($server), 'ge', $before{$server}, 'and gives no id again');
}
smslab('run', $model, '--for', 3600);
is(smslab('ids', $model), 0, 'no id was given twice');

done_testing;
