# The ids of a site: .UID files, the map, what may be set.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SMS::Site qw(:all);
use Test::More;
use Support;

sub id { SMS::Site::SMSID->new($_[0]) }

sub tree_with {
    my $tree = SMS::Site::Tree->memory;
    $tree->make_directory('LOGON.SRV/SMSID');
    $tree->write("LOGON.SRV/SMSID/$_", '') for @_;
    return $tree;
}

my $store = SMS::Site::UidStore->read(tree_with('Q7Z01ABC.UID'));
is_deeply([ $store->state, "@{[ $store->next_id ]}", [ $store->names ], $store->highest, '' . $store->id(0) ],
    [ UID_ONE, 'Q7Z01ABC', ['Q7Z01ABC.UID'], 0, 'Q7Z01ABC' ], 'the file is the next id');
dies_with(NOT_FOUND, sub { SMS::Site::UidStore->read(tree_with())->next_id }, 'no file');
dies_with(AMBIGUOUS, sub { SMS::Site::UidStore->read(tree_with('Q7Z01ABC.UID', 'Q7Z01ABD.UID'))->next_id }, 'two files');
my $tree = tree_with('Q7Z05003.UID');
SMS::Site::UidStore->rename($tree, 'LOGON.SRV/SMSID', id('Q7Z05003'), id('Q7Z01ABC'));
is('' . SMS::Site::UidStore->read($tree)->next_id, 'Q7Z01ABC', 'renamed');
dies_with(CHANGED, sub { SMS::Site::UidStore->rename($tree, 'LOGON.SRV/SMSID', id('Q7Z05003'), id('Q7Z01ABD')) }, 'moved on');

my $map = SMS::Site::IdMap->new('Q7Z');
$map->add_id(ID_UID_FILE, id('Q7Z00005'), 'EDGE7');
$map->add_next(ID_NEXT_RANGE, 'Q7Z02000', 'edge7.reg', 3);
is($map->add_list(ID_CLIENT, "Q7Z00005\nABC00001\n"), 2, 'a list');
$map->add_unseen('something');
is(scalar(my @none = $map->servers), 0, 'no answer before the end');
is($map->finish, $map, 'finished');
is('' . $map->next_range, 'Q7Z02000', 'the next range');
is_deeply([ $map->id_count, $map->foreign_count, $map->problems_cut ], [ 3, 1, 0 ], 'counts');
my ($server) = $map->servers;
is_deeply([ $server->{name}, '' . $server->{next_id}, $server->{remaining}, $server->{lasts_s} ], [ 'EDGE7', 'Q7Z00005', 44060, undef ],
    'a server');
my ($range) = $map->ranges;
is_deeply([ $range->{number}, $range->{owner}, $range->{used}, '' . $range->{highest} ], [ 0, 'EDGE7', 1, 'Q7Z00005' ], 'a range');
my ($problem) = $map->problems;
is_deeply([ $problem->{kind}, $problem->{name}, $problem->{server} ], [ ID_UID_TOO_LOW, 'UID_TOO_LOW', 'EDGE7' ], 'a problem');
is_deeply([ map { "$_" } @$problem{qw(first_id last_id)} ], [ 'Q7Z00005', 'Q7Z00005' ], 'suspects');
like($map->next_range_text, qr/Q7Z02000 \(edge7\.reg:3\)/, 'why it is the next range');
is($server->{path}, '', 'where the file was seen');
is_deeply([ $map->unseen ], ['something'], 'unseen');
dies_with(REFUSED, sub { $map->check_uid('EDGE7', id('Q7Z00005')) }, 'in use');
$map->check_uid('EDGE7', id('Q7Z00006'));
dies_with(REFUSED, sub { $map->check_next(id('Q7Z01000')) }, 'lowered');
dies_with(INVALID, sub { $map->add_unseen('later') }, 'finished is finished');
like($map->to_json, qr/"next_range": "Q7Z02000"/, 'JSON');
my $unknown = SMS::Site::IdMap->new('Q7Z');
$unknown->add_unreachable('NTLOG1');
dies_with(UNDECIDED, sub { $unknown->finish->next_range }, 'not known');
dies_with(INVALID, sub { $unknown->add_id(0, 'Q7Z00001') }, 'no id');
dies_with(INVALID, sub { SMS::Site::IdMap->of(undef) }, 'no case');
is(SMS::Site::IdMap->state_name(UID_SEVERAL), 'SEVERAL', 'a name');

done_testing;
