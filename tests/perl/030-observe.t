# Observing: what is seen of a site, and that it is kept.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use JSON::PP ();
use SMS::Site qw(:all);
use Test::More;
use Support;

my $tree = SMS::Site::Tree->memory;
$tree->set_clock(1000);
$tree->make_directory('Some\Place');
$tree->write('some/place/File.TXT', "\0\xff");
is($tree->resolve('SOME\PLACE\file.txt'), 'Some/Place/File.TXT', 'names follow Windows');
is($tree->read('some\place\FILE.txt'), "\0\xff", 'bytes come back');
my ($entry) = $tree->list('some\place');
is_deeply([ $entry->name, $entry->kind, $entry->size, $entry->mtime_utc_s ], [ 'File.TXT', ENTRY_FILE, 2, 1000 ], 'an entry');
$tree->set_mtime('some/place/file.txt', 1005);
is(($tree->list('some/place'))[0]->mtime_utc_s, 1005, 'another time stamp');
$tree = memory_tree();
dies_with(NOT_FOUND, sub { $tree->read('NO.SUCH') }, 'not there');
dies_with(EXISTS, sub { $tree->write('SMS\SITE.SRV\SITECFG.BOX\sitectrl.ct0', '') }, 'there already');
dies_with(LIMIT, sub { $tree->read('SMS\SITE.SRV\SITECFG.BOX\SITECTRL.CT0', 10) }, 'too large');
for my $path ('..', 'C:\X', '\X', 'CON', "a\0b") {
    dies_with(INVALID, sub { $tree->read($path) }, 'a path that leads elsewhere');
}
dies_with(INVALID, sub { SMS::Site::Tree->new('/')->set_clock(1) }, 'a clock of its own');

my $model = lab('no-ct2');
my $odd = "odd-\xe9-name";
mkdir "$model/odd" or die;
open my $out, '>', "$model/odd/$odd" or die "$odd: $!";
print $out 'here';
close $out;
$tree = SMS::Site::Tree->new("$model/odd");
is(($tree->list)[0]->name, $odd, 'a name that is not UTF-8 comes as bytes');
is($tree->read($odd), 'here', 'and goes');
is(SMS::Site::Tree->new("$model/EDGE7")->location, "$model/EDGE7", 'where a tree is');

my $seen = lab_observe();
is_deeply([ $seen->site_code, $seen->site_name, $seen->parent_site_code, $seen->site_server ], [qw(Q7Z Edge C9N EDGE7)],
    'what the control files say');
is_deeply([ $seen->site_type, $seen->build, $seen->view ], [ SITE_TYPE_SECONDARY, 786, VIEW_DRIVE ], 'of the site');
like($seen->install_directory, qr/SMS/, 'and where it is');
is_deeply([ $seen->location, $seen->root ], [ "$model/EDGE7", 'SMS' ], 'where the tree is');
ok(!$seen->is_copy, 'live');
is($seen->taken_utc_s, lab_now(), 'when it was taken');
cmp_ok($seen->newest_utc_s, '<=', $seen->taken_utc_s, 'newest');
cmp_ok($seen->free_bytes, '>', 0, 'free bytes');

is_deeply([ $seen->box_state, $seen->box_state_name ], [ BOX_STATE_AT_REST, 'AT_REST' ], 'box');
my $master = $seen->find_box_file(BOX_MASTER);
is($master->role_name, 'MASTER', 'the master');
ok((grep { $_->name eq $master->name } $seen->box), 'is in the box');
is($master->document->status, OK, 'was read');
is($master->document->control_file->site_account->value('site_code'), 'Q7Z', 'and parsed');
is_deeply($master->document->stat, $master->stat, 'and is the same file');
is(length $master->document->sha256, 64, 'hash');
is($master->document->message, '', 'nothing to say');
is($seen->find_box_file(BOX_SHUTDOWN), undef, 'no shutdown');

my $box = $seen->find_directory('site.srv/sitecfg.box');
is_deeply([ $box->presence, $box->cut, $box->message ], [ PRESENCE_PRESENT, 0, '' ], 'a directory');
is($box->layout->{depth}, LAYOUT_READ, 'of the layout');
ok((grep { uc $_->name eq 'SITECTRL.CT0' } $box->entries), 'its entries');
is($seen->find_directory('NO.SUCH'), undef, 'or none');
ok((grep { $_->path eq $box->path } $seen->directories), 'directories');
is($seen->find_document(($seen->documents)[0]->path)->index, 0, 'documents');
my $log = $seen->find_log('scman.log');
is($log->status, OK, 'a log');
ok((grep { $_->path eq $log->path } $seen->logs), 'logs');
is(($log->records)[0]{line}, 1, 'its first record');
ok(($log->records)[0]{text}, 'text');
cmp_ok($log->stat->size, '>', 0, 'size');
is($log->backward_steps + $log->cut, 0, 'nothing odd');

is($seen->services->name, 'EDGE7-sc.txt', 'services');
is($seen->services->find('sms_executive'), SERVICE_RUNNING, 'by name');
is($seen->services->form, SERVICES_SC_QUERY, 'shape');
is(SMS::Site::service_state_name((grep { $_->{name} eq 'SMS_EXECUTIVE' } $seen->services->list)[0]{state}), 'running', 'listed');
my $word = $seen->parent_word->find('q7z');
is_deeply([ @$word{qw(status detail detail_name line)} ], [ SITE_PENDING, 32, 'FIRSTSCJOB_END', 3 ], q(the parent's word));
is(scalar(my @words = $seen->parent_word->list), 2, 'on two sites');
is(SMS::Site::site_status_name($word->{status}), 'PENDING', 'in words');
my $bare = lab_observe(services => undef, site_list => undef);
is($bare->services // $bare->parent_word, undef, 'nothing given');

my $given = lab_observe(site => SMS::Site::Tree->new("$model/EDGE7"),
    services => SMS::Site::Services->parse("SMS_EXECUTIVE running\n", 'mine'),
    site_list => SMS::Site::ParentWord->site_list("Q7Z 1 0\n", 'word'));
is_deeply([ $given->services->name, $given->parent_word->name ], [ 'mine', 'word' ], 'objects are taken where files are');
my $phrase = lab_observe(site_list => undef, parent_status => 'phase-4');
is($phrase->parent_word->form, WORD_PHRASE, q(a person's word));
is(($phrase->parent_word->list)[0]{site_code}, 'Q7Z', 'is on the site that is seen');
dies_with(INVALID, sub { lab_observe(parent_status => 'active') }, 'the parent has one word');
dies_with(INVALID, sub { lab_observe(service => 'x') }, 'a misspelt source');
my $drive = lab_observe(site => "$model/EDGE7/SMS", drive_root => "$model/EDGE7");
is_deeply([ $drive->location, $drive->root ], [ "$model/EDGE7", 'SMS' ], 'the drive above the root becomes the tree');
ok(lab_observe(live => 0)->is_copy, 'a copy as told');
ok(SMS::Site::observe("$model/EDGE7")->is_copy, 'a copy by its age');

is($bare->registry, undef, 'no registry');
my $setup = SMS::Site::Registry->parse(qq(REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Setup]\n"Version"="692"\n"SQL Login"="sa"\n));
open my $reg, '>:raw', "$model/setup.reg" or die $!;
print $reg qq(REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Setup]\n"Version"="786"\n);
close $reg or die $!;
my $registered = lab_observe(registry => [ $setup, "$model/setup.reg" ]);
my $version = $registered->registry->find('HKLM\SOFTWARE\Microsoft\SMS\Setup', 'Version');
is($version->text, '786', 'of two registries the later counts');
is($registered->registry_source($version)->{name}, 'setup.reg', 'which is named');
is_deeply([ map { [ @$_{qw(name status dirty cut)} ] } $registered->registry_sources ],
    [ [ 'registry', OK, '', 0 ], [ 'setup.reg', OK, '', 0 ] ], 'the registries');
is($registered->registry->find('HKLM\SOFTWARE\Microsoft\SMS\Setup', 'SQL Login')->text, '*2*', 'no secret is kept');
dies_with(NOT_FOUND, sub { $setup->control_set }, 'no control set');

cmp_ok(SMS::Site::observe("$model/EDGE7")->taken_utc_s, '>=', $^T, 'taken now unless told');
my $saved = $seen->save;
ok(JSON::PP->new->decode($saved), 'saved as JSON');
is(SMS::Site::Snapshot->load($saved)->save, $saved, 'a saved snapshot is the same');
dies_with(MALFORMED, sub { SMS::Site::Snapshot->load('{}') }, 'something else is not');
is(SMS::Site::observe(memory_tree(), taken => 868900100, live => 1)->site_code, 'Q7Z', 'a tree in memory');
is(SMS::Site::observe(memory_tree(), path => 'SMS', taken => 868900100)->view, VIEW_ROOT, 'a place in it');
dies_with(NOT_FOUND, sub { lab_observe(site => "$model/evidence") }, 'no site there');
dies_with(NOT_FOUND, sub { lab_observe(site => "$model/no-such") }, 'nothing there');
dies_with(NOT_FOUND, sub { lab_observe(services => "$model/no-such") }, 'no such list');

done_testing;
