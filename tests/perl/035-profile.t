# Profiles: where the evidence lies, told once.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SMS::Site qw(:all);
use Test::More;
use Support;

my $profile = SMS::Site::Profile->parse(<<'END', '/sites/q7z.ini');
[site]
tree = edge7/SMS
drive-root = /mnt/edge7
liveness = copy
[logon server ntlog1]
kind = nt
domain = EDGE
tree = ntlog1%20
[logon server NWLOG1]
tree = /mnt/nw
END
is_deeply($profile->site, { tree => '/sites/edge7/SMS', drive_root => '/mnt/edge7', liveness => LIVENESS_COPY }, 'the site');
is_deeply([ $profile->logon_servers ], [
    { name => 'NTLOG1', kind => SERVER_WINDOWS_NT, domain => 'EDGE', tree => '/sites/ntlog1 ', liveness => LIVENESS_AUTO },
    { name => 'NWLOG1', kind => SERVER_UNKNOWN, tree => '/mnt/nw', liveness => LIVENESS_AUTO } ], 'its logon servers');
is(SMS::Site::server_kind_name(SERVER_NETWARE), 'NETWARE', 'a kind by name');
my $error = dies_with(MALFORMED, sub { SMS::Site::Profile->parse("[site]\ntree = \\\\EDGE7\\SMS_SHRD\\\n", 'q7z.ini') }, 'a trap');
like($error->message, qr/q7z\.ini:2: a line cannot end in/, 'told by line');

my $model = lab('no-ct2');
$profile = SMS::Site::Profile->read("$model/q7z.ini");
my $case = $profile->case(taken => lab_now(), now => lab_now());
is($case->site->site_code, 'Q7Z', 'the site of a case');
ok(!$case->site->is_copy, 'is live');
is($case->parent->site_code, 'C9N', 'its parent');
ok((grep { $_->rule eq 'A01' } $case->diagnose), 'services and the word of the parent are there');
ok($profile->observe(taken => lab_now(), parent_status => 'active', live => 0)->is_copy, 'what is given counts first');

mkdir "$model/away" or die $!;
open my $file, '<', "$model/q7z.ini" or die $!;
my $text = do { local $/; <$file> };
$profile = SMS::Site::Profile->parse("$text\n[logon server NTLOG9]\nkind = nt\ntree = away\n", "$model/q7z.ini");
$case = $profile->case(taken => lab_now(), now => lab_now());
is_deeply($case->logon_servers, { NTLOG9 => undef }, 'a logon server without its tree is not in view');
$profile = SMS::Site::Profile->parse("$text\n[logon server NTLOG9]\ntree = EDGE7\nregistry = none.reg\n", "$model/q7z.ini");
dies_with(NOT_FOUND, sub { $profile->case(taken => lab_now()) }, 'evidence beside it that is missed');

done_testing;
