# Trace logs: records, filters, several logs on one time line, following.
use strict;
use warnings;
use utf8;
use FindBin;
use File::Temp ();
use lib $FindBin::Bin;
use SMS::Site qw(:all);
use Test::More;
use Support;

sub record {
    my ($text, $second, $component, $thread) = @_;
    return sprintf "%s   \$\$<%s><Tue Jul 15 11:00:%02d 1997~><thread=%s>\r\n", $text, $component // 'SMS_SCHEDULER', $second, $thread // 'C1';
}

sub texts {
    my ($log) = @_;
    my @texts;
    while (my $record = $log->next) {
        push @texts, $record->{text};
    }
    return \@texts;
}

my $one = SMS::Site::parse_trace_record("{12} ERROR SQL: caf\xe9  \$\$<SMS_X><Tue Jul 15 11:00:00.250 1997 GMT><thread=43 (0x2B)>");
is_deeply($one, { form => TRACE_SMS_2, text => '{12} ERROR SQL: café', message => 'café', component => 'SMS_X', level => 'ERROR SQL',
    context => '', file => '', zone => 'GMT', time_local_s => 868964400, time_ms => 250, source_line => 12, thread => 43, log => 0,
    line => 0 }, 'all fields of a record');
is(SMS::Site::trace_form_name($one->{form}), 'SMS_2', 'name of its form');

my $place = File::Temp->newdir('smssite-XXXXXX', TMPDIR => 1);

sub put {
    my ($name, $mode, @records) = @_;
    open my $file, "$mode:raw", "$place/$name" or die;
    print $file @records;
    close $file or die;
}

put('SCHED.LOG', '>', record("caf\xe9", 1), record('two', 2, 'SMS_EXECUTIVE', 'C2'), record('Three', 3, undef, 'C2'), "plain\n");
my $log = SMS::Site::read_log("$place/SCHED.LOG");
is_deeply(texts($log), [ 'café', 'two', 'Three', 'plain' ], 'all records');
is($log->next, undef, 'and no more');
is_deeply([ $log->names ], ['SCHED.LOG'], 'its name');
is($log->tally(0, TRACE_TALLY_LINES), 4, 'lines were counted');
$log->close;
dies_with(INVALID, sub { $log->next }, 'a closed log');

for ([ [ component => 'sms_scheduler' ], [ 'café', 'Three' ] ], [ [ thread => 0xC2 ], [ 'two', 'Three' ] ],
    [ [ since => 868964402, until => 868964402 ], ['two'] ], [ [ until => 868964401 ], ['café'] ], [ [ text => 'fé' ], ['café'] ],
    [ [ pattern => '(?i)^t' ], [ 'two', 'Three' ] ]) {
    my ($filters, $expected) = @$_;
    is_deeply(texts(SMS::Site::read_log("$place/SCHED.LOG", @$filters)), $expected, "@$filters");
}
dies_with(MALFORMED, sub { SMS::Site::read_log("$place/SCHED.LOG", pattern => 'a(b') }, 'a pattern that is none');
dies_with(INVALID, sub { SMS::Site::read_log("$place/SCHED.LOG", componemt => 'x') }, 'a misspelt filter');
dies_with(NOT_FOUND, sub { SMS::Site::read_log("$place/NONE.LOG") }, 'a log that is not there');

put('HMAN.LOG', '>', record('b', 2), record('d', 4));
put('HMAN.LO_', '>', record('a', 1));
$log = SMS::Site::read_log(["$place/HMAN.LOG"]);
$log->add_bytes(record('c', 3), 'bytes');
is_deeply(texts($log), [qw(a b c d)], 'several logs on one time line');
is_deeply([ $log->names ], [ 'HMAN.LO_', 'HMAN.LOG', 'bytes' ], 'their names');

my $tree = SMS::Site::Tree->memory;
$tree->write('X.LOG', record('one', 1));
$log = SMS::Site::TraceLog->new;
$log->add('x.log', $tree);
open my $file, '<', "$place/HMAN.LO_" or die;
$log->add_descriptor(fileno $file);
is_deeply(texts($log), [qw(one a)], 'a tree and a descriptor');

put('DESPOOL.LOG', '>', record('one', 1));
$log = SMS::Site::read_log("$place/DESPOOL.LOG", follow => 1);
is_deeply(texts($log), ['one'], 'what is there');
put('DESPOOL.LOG', '>>', record('two', 2));
is_deeply(texts($log), ['two'], 'what is new');
rename "$place/DESPOOL.LOG", "$place/DESPOOL.LO_" or die;
put('DESPOOL.LOG', '>', record('three', 3));
is_deeply(texts($log), ['three'], 'the next file');
is($log->tally(0, TRACE_TALLY_ROLLED), 1, 'it was rolled over');

done_testing;
