# Site control files: reading, checking, masking, changing.
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use JSON::PP ();
use SMS::Site qw(:all);
use Test::More;
use Support;

my $file = control_file();
is_deeply([ $file->build, $file->syntax, $file->type, $file->type_name ], [ 786, '1.08', CONTROL_ACTUAL, 'ACTUAL' ], 'header');
is($file->time_utc_s, 868900000, 'time');
is($file->data, $CONTROL_FILE, 'bytes');
is(SMS::Site::ControlFile->parse($CONTROL_FILE =~ s/<868900000>/<never>/r)->time_utc_s, undef, 'a time that is none');
is(SMS::Site::ControlFile->parse($CONTROL_FILE =~ s/<868900000>/<4611686018427387904>/r)->time_utc_s, 4611686018427387904,
    'numbers have 64 bits');

is_deeply([ map { $_->kind_name } $file->sections ],
    [qw(FILE_DEFINITION SITE_ACCOUNT PROPERTY PROPERTY DOMAIN LOGONSERVER)], 'sections are a list');
is($file->section_count, 6, 'counted');
is($file->section(-1)->kind, SECTION_LOGONSERVER, 'from the end');
for my $index (6, -7, 2**70, 'x', undef) {
    dies_with(INVALID, sub { $file->section($index) }, 'no section out of range');
}

my $account = $file->site_account;
is_deeply([ $account->line, $account->value_count, $account->index ], [ 12, 18, 1 ], 'where a section is');
is($account->value(1), 'Q7Z', 'a value by position');
is($account->value('site_code'), 'Q7Z', 'by name');
is($account->value('site_name'), 'Édge', 'in characters');
ok(utf8::is_utf8($account->value('site_name')), 'marked as such');
is($account->raw('site_name'), "\xc9dge", 'in bytes');
is($account->number('site_type'), 9, 'as a number');
is_deeply([ ($account->values)[0 .. 3] ], [ 9, 'Q7Z', 'C9N', 'EDGE7' ], 'all values');
is($account->fields->{install_directory}, 'D:\SMS', 'by documented name');
like($account->data, qr/\ABEGIN_SITE_ACCOUNT/, 'its bytes');
is($account->parent, undef, 'at top level');
dies_with(INVALID, sub { $account->value('site_cod') }, 'a misspelt name');
dies_with(INVALID, sub { $account->value(18) }, 'no nineteenth value');
dies_with(MALFORMED, sub { $account->number('site_code') }, 'no number');

my $server = $file->find(SECTION_LOGONSERVER);
is_deeply([ $server->field_names ], [ 'name', undef, undef, 'drive' ], 'values without documented meaning have no name');
is_deeply($server->fields, { name => 'EDGE7', drive => 'D:' }, 'and are no fields');
is($server->parent->kind, SECTION_DOMAIN, 'the section it lives in');
is(SMS::Site::section_field_name(SECTION_DOMAIN, 0), 'name', 'name of a field');
is($file->find_property('service RESPONSE')->number('dword'), 2, 'a property, letter case aside');
is($file->find_property('No Such'), undef, 'or none');
is($file->find(SECTION_PROPERTY, 3)->index, 3, 'from a position on');
is($file->find(SECTION_SENDER), undef, 'none of a kind');
is(scalar(my @found = $file->find_all(SECTION_PROPERTY)), 2, 'all of a kind');

{
    my $alone = SMS::Site::ControlFile->parse($CONTROL_FILE)->site_account;
    is($alone->value('site_code'), 'Q7Z', 'a section keeps its file alive');
    is($alone->file->build, 786, 'and knows it');
}

is_deeply([ $file->tolerances ], [], 'nothing irregular');
my $folded = SMS::Site::ControlFile->parse($CONTROL_FILE =~ s/\r\n/\n/gr);
ok(($folded->tolerances)[0]{text}, 'what is irregular is told');
dies_with(MALFORMED, sub { SMS::Site::ControlFile->parse('') }, 'nothing is malformed');
dies_with(MALFORMED, sub { SMS::Site::ControlFile->parse("[SMS]\r\n") }, 'something else is malformed');
my $nul = SMS::Site::ControlFile->parse($CONTROL_FILE =~ s/Status report/Status\0report/r);
is($nul->section(0)->value('comment'), "Status\x{fffd}report", 'a NUL does not end a value');
is($nul->section(0)->raw('comment'), "Status\0report", 'and is there');

is_deeply([ grep { $account->is_secret($_) } 0 .. 17 ], [ 8, 9, 10, 12, 13, 15 ], 'secrets are known');
is($account->value('service_password'), $SECRETS[1], 'and given out as they are');
my $masked = $file->masked;
ok(!(grep { index($masked, $_) >= 0 } @SECRETS), 'a masked file holds none');
is(SMS::Site::ControlFile->parse($masked)->site_account->value('site_code'), 'Q7Z', 'and parses');
ok(JSON::PP->new->decode($file->to_json), 'JSON');
unlike($file->to_json, qr/$SECRETS[0]/, 'without secrets');
like($file->to_json(show_secrets => 1), qr/$SECRETS[0]/, 'unless asked');

is($file->check(711), VERDICT_PASSES, 'passes');
is(($file->check(714))[0], VERDICT_UNKNOWN, 'cannot be told');
is(scalar $file->check(714, site_code => 'XXX', install_directory => 'D:\SMS'), VERDICT_REJECTED, 'would be rejected');
ok(SMS::Site::reject_code_text(715), 'a reject code in words');
is(SMS::Site::reject_code_text(700), undef, 'no reject code');
dies_with(INVALID, sub { $file->check(700) }, 'no such code');

is($file->edit->finish, $CONTROL_FILE, 'without changes the bytes are the same');
my $edit = $file->edit->set($account, site_name => "Zürich \x{20ac}")->set(0, 1, 'changed')
    ->remove($file->find_property('Version'))->insert($file->section(2), SECTION_PROPERTY, 'New', '', '', '7');
my $after = SMS::Site::ControlFile->parse($edit->finish);
is($after->site_account->value('site_name'), "Zürich \x{20ac}", 'a value was changed');
is($after->section(0)->value('comment'), 'changed', 'another');
is($after->find_property('Version'), undef, 'a section removed');
is($after->find_property('New')->number('dword'), 7, 'one inserted');
is($file->data, $CONTROL_FILE, 'the file itself is as it was');
for my $text ('a<b', "a\nb", "\x{263a}") {
    dies_with(MALFORMED, sub { $file->edit->set(1, site_name => $text) }, 'text that cannot stand there');
}
dies_with(INVALID, sub { $file->edit->remove(control_file()->section(2)) }, 'a section of another file');
is(control_file()->edit->finish, $CONTROL_FILE, 'an edit keeps its file alive');

my $record = SMS::Site::parse_trace_record("caf\xe9~ \$\$<SMS_EXECUTIVE><Mon Dec 04 15:41:45 1995~><thread=E0>");
is_deeply([ @$record{qw(component thread time_local_s)} ], [ 'SMS_EXECUTIVE', 0xE0, 818091705 ], 'a trace record');
like($record->{text}, qr/café~/, 'its text in characters');
dies_with(MALFORMED, sub { SMS::Site::parse_trace_record('no trailer') }, 'no record');

SKIP: {
    skip 'SMSSITE_SAMPLES is not set', 2 if !$ENV{SMSSITE_SAMPLES};
    my $sample = SMS::Site::ControlFile->read("$ENV{SMSSITE_SAMPLES}/sitectrl/SITECTRL.CT0");
    is($sample->site_account->value('site_code'), 'SKZ', q(the guide's sample));
    is($sample->edit->finish, $sample->data, 'comes out as it went in');
}

done_testing;
