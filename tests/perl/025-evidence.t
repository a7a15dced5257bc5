# Registry exports, INI files, lists of services and the parent's word.
use strict;
use warnings;
use utf8;
use FindBin;
use JSON::PP ();
use lib $FindBin::Bin;
use SMS::Site qw(:all);
use Test::More;
use Support;

my $key = 'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS';
my $registry = SMS::Site::Registry->parse(join "\r\n", 'REGEDIT4', '', "[$key\\Components\\SMS_LAN_SENDER]", "\"Text\"=\"caf\xe9\"",
    '"Number"=dword:0000000a', '"Gone"=-', '"Bytes"=hex:01,02', '"Odd"=hex(63):05', '');
my $below = 'HKLM\software\Microsoft\SMS\Components\SMS_LAN_SENDER';
my $text = $registry->find($below, 'TEXT');
is_deeply([ $text->text, $text->type, $text->line, $text->name ], [ 'café', REG_SZ, 4, 'TEXT' ], 'a string');
is($text->data, "c\0a\0f\0\xe9\0\0\0", 'its bytes');
is($registry->find($below, 'Number')->number, 10, 'a number');
is($registry->find($below, 'Odd')->type, 0x63, 'another type');
is($registry->find($below, 'Gone'), undef, 'a deletion does not count');
my $listed_key = $registry->list($below);
is_deeply([ $listed_key->{subkeys}, [ sort keys %{ $listed_key->{values} } ] ], [ [], [qw(Bytes Number Odd Text)] ], 'a key');
is($listed_key->{values}{Number}->number, 10, 'its values');
is_deeply($registry->list('HKLM\SOFTWARE')->{subkeys}, ['Microsoft'], 'keys below');
dies_with(NOT_FOUND, sub { $registry->list('HKLM\SYSTEM') }, 'no such key');
ok($registry->has_key('HKLM\SOFTWARE\Microsoft') && !$registry->has_key('HKLM\SYSTEM'), 'keys');
dies_with(MALFORMED, sub { $text->number }, 'no number');
dies_with(UNSUPPORTED, sub { SMS::Site::Registry->parse("REGEDIT5\r\n") }, 'no registry');
my @lost = grep {
    my $one = SMS::Site::Registry->parse("REGEDIT4\r\n\r\n[$key\\$_->{key}]\r\n\"$_->{name}\"=\"5\"\r\n");
    !$one->find_setting($_) || $registry->find_setting($_) || !$_->{meaning} || !$_->{source}
} SMS::Site::settings();
is_deeply(\@lost, [], 'settings are found');
dies_with(INVALID, sub { $registry->find_setting('x') }, 'no setting');

my $edit = SMS::Site::RegistryEdit->new->set_text($key, 'Text', 'Zürich')->set_number($key, 'Number', 2**32 - 1);
like($edit->to_steps, qr/Text/, 'as steps');
$edit->set_data($key, 'Odd', 0x63, "\5")->set_alike("$key\\Components\\SMS_LAN_SENDER", 'Number', $registry, 7)
    ->set_text($key, 'Gone', 'x')->delete($key, 'Gone');
is($edit->count, 5, 'an edit');
my $again = SMS::Site::Registry->parse($edit->to_reg);
dies_with(MALFORMED, sub { $edit->to_steps }, 'a type that nobody can enter by hand');
is($again->find($key, 'Text')->text, 'Zürich', 'a string set');
is($again->find($key, 'Number')->number, 2**32 - 1, 'a number');
is_deeply([ map { $_->type, $_->data } $again->find($key, 'Odd') ], [ 0x63, "\5" ], 'any value');
is($again->find("$key\\Components\\SMS_LAN_SENDER", 'Number')->type, REG_DWORD, 'in the form it has');
is($again->find($key, 'Gone'), undef, 'a value deleted');
dies_with(INVALID, sub { $edit->set_number($key, 'Number', 2**32) }, 'too large a number');
dies_with(MALFORMED, sub { $edit->set_text($key, 'Text', "a\nb") }, 'no string');

my $tree = SMS::Site::Tree->memory;
$tree->write('SOFTWARE', 'regf' . "\0" x 8188);
dies_with(MALFORMED, sub { SMS::Site::Registry->hive($tree, 'SOFTWARE') }, 'a damaged hive');
dies_with(NOT_FOUND, sub { SMS::Site::Registry->hive($tree, 'SYSTEM', 'HKLM\SYSTEM') }, 'no hive');
ok(!$registry->is_dirty && !$registry->covers($key), 'an export is a part of a registry');

my $make = 'SMS::Site::Command';
my $command = $make->preinst_upgrade('q7z', at => 'C9N');
is_deeply([ $command->verb, ($command->words)[0] ], [ 'preinst upgrade', 'PREINST' ], 'a command');
like($command->line, qr/Q7Z/, 'as a line');
ok($command->runs_at && $command->needs && $command->effect && $command->worked_when && $command->sources, 'and what to know of it');
is_deeply([ $command->unchecked, $command->tolerance, $command->password_word ], [ '', '', undef ], 'nothing odd');
is_deeply(JSON::PP->new->decode($command->to_json)->{words}, [ $command->words ], 'as JSON');
like($make->net_stop('SMS_EXECUTIVE')->line(COMMAND_CMD), qr/\ANET STOP SMS_EXECUTIVE/, 'for CMD');
my @made = (
    $make->preinst_deinstall('Q7Z'), $make->preinst_delsite('Q7Z', parent => 'C9N'), $make->preinst_dump,
    $make->preinst_syncparent, $make->preinst_parse('preinst /UPGRADE:Q7Z'), $make->net_start('SMS_EXECUTIVE'),
    $make->net_share_delete('SMS_SHR'), $make->sendcode('SMS_SITE_CONFIG_MANAGER', 193),
    $make->service_remove('SMS_EXECUTIVE'), $make->regedit_import('C:\TEMP\SMS.REG'),
    $make->regedit_export('C:\TEMP\SMS.REG', $key), $make->service_install('SMS_BOOTSTRAP', 'C:\SMS\BOOT.EXE', 'DOM\user'));
is_deeply([ grep { !$_->words || $_->is_instruction || !defined $_->may_lose } @made ], [], 'each is made');
is(($made[-1]->words)[ $made[-1]->password_word ], '<password>', 'no password is in one');
ok($make->preinst_upgrade('Q7Z')->unchecked, 'what nobody checked is told');
my $by_hand = $make->service_remove('SMS_EXECUTIVE', tool => SERVICE_TOOL_SRVINSTW);
ok($by_hand->is_instruction && $by_hand->instruction && !$by_hand->words, 'an instruction');
dies_with(NOT_FOUND, sub { $by_hand->line }, 'has no line');
dies_with(REFUSED, sub { $make->preinst_upgrade('C9N', at => 'C9N') }, 'a parent that would deinstall itself');
dies_with(MALFORMED, sub { $make->net_stop('A & B') }, 'a second command');
dies_with(UNSUPPORTED, sub { $make->preinst_syncparent(product => PRODUCT_CONFIGMGR_2012) }, 'not in that product');
dies_with(INVALID, sub { $make->preinst_dump(at => 'x') }, 'a misspelt argument');
is(SMS::Site::product('1.2'), PRODUCT_SMS_1, 'a product');
is(SMS::Site::product_name(PRODUCT_SMS_1), 'SMS 1.x', 'its name');
is(SMS::Site::service_tool_name(SERVICE_TOOL_SMS_INSTSRV), 'sms-instsrv', 'a tool');

my $bytes = "[SMS]\r\nSMS Unique ID=SKZ01000\r\nPath=C:\\SMS\\\r\n[Sight]\r\nName=\"caf\xe9\"\r\nName=second\r\n";
my $ini = SMS::Site::SmsIni->parse($bytes);
is_deeply(($ini->list)[0], { section => 'SMS', key => 'SMS Unique ID', value => 'SKZ01000', line => 2 }, 'an entry');
is($ini->find('sms', 'path')->{value}, 'C:\SMS\\', 'a value that ends in \\');
is($ini->find('SIGHT', 'name')->{value}, 'café', 'the first counts, in characters');
is($ini->raw('SIGHT', 'name'), "caf\xe9", 'in bytes');
is($ini->find('SMS', 'none') // $ini->raw('SMS', 'none'), undef, 'not there');
is($ini->set('sms', 'path', 'D:\\'), $bytes =~ s/C:\\SMS\\/D:\\/r, 'only one key changes');
is($ini->remove('sms', 'path'), $bytes =~ s/Path=C:\\SMS\\\r\n//r, 'or goes');
is($ini->data, $bytes, 'the file is as it was');
dies_with(NOT_FOUND, sub { $ini->remove('SMS', 'none') }, 'nothing to remove');
dies_with(MALFORMED, sub { $ini->set('SMS', 'Path', "a\r\nb") }, 'no value');
dies_with(INVALID, sub { $ini->set('SMS', 'Path', undef) }, 'undef does not remove by accident');

my $listed = SMS::Site::Services->parse("SMS_EXECUTIVE running\nSMS_HIERARCHY_MANAGER stopped\n", 'mine');
is_deeply([ $listed->form, $listed->name ], [ SERVICES_LINES, 'mine' ], 'services');
is_deeply(($listed->list)[0], { name => 'SMS_EXECUTIVE', state => SERVICE_RUNNING, line => 1, start => undef, image_path => '', account => '',
    deleted => '' }, 'one');
is_deeply([ map { $listed->find($_) } qw(sms_hierarchy_manager SMS_DESPOOLER SMS_OTHER) ],
    [ SERVICE_STOPPED, SERVICE_RUNNING, SERVICE_UNKNOWN ], 'states');
is(SMS::Site::service_state_name(SERVICE_NOT_INSTALLED), 'not-installed', 'in words');
dies_with(MALFORMED, sub { SMS::Site::Services->parse("\1\2") }, 'no list');

my $word = SMS::Site::ParentWord->site_list("# sites\nC9N 1 0\nQ7Z 2 0x40000020\n");
is_deeply([ $word->form, $word->name ], [ WORD_SITE_LIST, 'site list' ], q(the parent's word));
is_deeply($word->find('q7z'), { site_code => 'Q7Z', status => SITE_PENDING, detail => 32, detail_name => 'FIRSTSCJOB_END',
    flags => 0x4000, line => 3 }, 'on a site');
is(($word->list)[0]{detail}, undef, 'no detail');
is($word->find('XXX'), undef, 'no word');
is((SMS::Site::ParentWord->phrase('Q7Z', 'active')->list)[0]{status}, SITE_ACTIVE, 'a person said so');
is_deeply([ SMS::Site::ParentWord->hman_log("nothing of use\n")->list ], [], 'a log that says nothing');
dies_with(INVALID, sub { SMS::Site::ParentWord->phrase('Q7Z', 'perhaps') }, 'no phrase');

my $map = SMS::Site::SystemMap->parse(qq(IDLIST "BUILDNUMBER" = "786"\nDIRECTORY "SITE.SRV"\nBEGIN\n"A.EXE", SIZE(1, 2, 3)\nEND\n));
is($map->build, 786, 'build of a map');
is_deeply($map->lists, { BUILDNUMBER => ['786'] }, 'its lists');
is_deeply([ map { "$_->{directory} $_->{name} $_->{size} $_->{line}" } $map->files ], ['SITE.SRV A.EXE 2 4'], 'its files');
my $request = SMS::Site::SendRequest->parse("\3\0\0\0\x16\0\0\0002 C9N Q7Z000AE 00008Q7");
is_deeply([ $request->priority, $request->destination, $request->job, $request->action ], [ 2, 'C9N', 'Q7Z000AE', undef ], 'a send request');
is_deeply([ $request->records ], [ { type => SEND_INFO, name => 'INFO', size => 22 } ], 'its records');

my $system = SMS::Site::Registry->parse(qq(REGEDIT4\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SMS_EXECUTIVE]\n"Start"=dword:2\n));
my ($installed) = SMS::Site::Services->from_registry($system)->list;
is_deeply([ @$installed{qw(name state start image_path account)} ], [ 'SMS_EXECUTIVE', SERVICE_INSTALLED, 2, '', '' ], 'installed');
is($system->control_set, 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet', 'control set');

done_testing;
