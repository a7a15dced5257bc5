# The modules load, say what they are, and export only what is asked for.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Test::More;
use Support;

my ($version) = slurp("$SOURCE/meson.build") =~ /version: '([^']+)'/;
is(SMS::Site::version(), $version, 'version is that of the project');
is($SMS::Site::VERSION, $version, '$VERSION too');
ok(!SMS::Site::has('teleport'), 'unknown features are not there');

my $printed = qx($^X -w @{[ map { "-I$_" } @INC ]} -MSMS::Site -e 'print main->can("observe") ? 1 : 0' 2>&1);
is($printed, '0', 'loading prints nothing and exports nothing unless asked');
is(eval { package Asked; SMS::Site->import(qw(observe :severity)); Asked->can('observe') && SEVERITY_STUCK() }, 5,
    'what is asked for is exported');
is_deeply([ sort @{ $SMS::Site::EXPORT_TAGS{severity} } ],
    [ map { "SEVERITY_$_" } sort qw(OK UNKNOWN NOTE WARNING ERROR STUCK) ], 'a tag has the constants of one kind');
is_deeply([ sort map { SMS::Site->can($_)->() } @{ $SMS::Site::EXPORT_TAGS{status} } ], [ sort map { -$_ } 0 .. 14 ],
    ':status has the statuses');

ok(SMS::Site::rule('a01')->{title}, 'a rule is found by its id');
is(SMS::Site::rule('C12')->{evidence}, SMS::Site::EVIDENCE_PERMISSIONS, 'and says what evidence it wants');
is(SMS::Site::evidence_name(SMS::Site::EVIDENCE_EVENT_LOG), 'event log', 'which has a name');
is(SMS::Site::rule('Z99'), undef, 'or not');
my %ids = map { $_->{id} => 1 } SMS::Site::rules();
is(scalar keys %ids, scalar(my @rules = SMS::Site::rules()), 'rules have ids of their own');
is(SMS::Site::service_catalogue_find('sms_executive')->{kind}, SMS::Site::SERVICE_NT, 'a service of the catalogue');
ok(SMS::Site::service_catalogue_find('SMS_EXECUTIVE')->{roles} & SMS::Site::ROLE_SECONDARY, 'and where it belongs');
ok((SMS::Site::service_catalogue())[0]{name}, 'the catalogue is a list');
is(SMS::Site::layout_find('site.srv/sitecfg.box')->{depth}, SMS::Site::LAYOUT_READ, 'a directory of the layout');
is(SMS::Site::layout_find('NO.SUCH'), undef, 'or none');
ok((SMS::Site::layout())[0]{path}, 'the layout is a list');
is_deeply([ map { $_->{topic} } SMS::Site::explain('32') ], [ SMS::Site::TOPIC_SITE_DETAIL, SMS::Site::TOPIC_WIN32_ERROR ],
    'a number can mean several things');
is((SMS::Site::explain('sc_file_nodomain'))[0]{first}, 715, 'a name is explained too');
is_deeply([ SMS::Site::explain('no such') ], [], 'or not');
ok((SMS::Site::meanings())[0]{text}, 'meanings are a list');
is(SMS::Site::topic_name(SMS::Site::TOPIC_EVENT), 'event', 'topics have names');

my $id = SMS::Site::SMSID->new('skz0100Z');
is("$id", 'SKZ0100Z', 'an id is written in upper case');
is_deeply([ $id->site_code, $id->range, $id->counter ], [ 'SKZ', 1, 35 ], 'its parts');
is($id->next, 'SKZ01010', 'the next');
ok($id->next->previous == $id && $id < $id->next, 'ids compare');
is($id->next_range, 'SKZ02000', 'the next range');
is(SMS::Site::SMSID->make('SKZ', 1, 35), $id, 'put together');
is($id->number, SMS::Site::SMSID->new('SKZ0100Z')->number, 'as a number');
ok(!$id->needs_new_range && $id->remaining > 0, 'ids are left');
dies_with(SMS::Site::LIMIT, sub { SMS::Site::SMSID->new('SKZ01ZZZ')->next }, 'a range ends');
dies_with(SMS::Site::MALFORMED, sub { SMS::Site::SMSID->new('SKZ') }, 'three digits are no id');
ok(SMS::Site::is_reserved_site_code('con') && !SMS::Site::is_reserved_site_code('C9N'), 'reserved codes');

done_testing;
