# Memory does not grow: a hundred thousand calls of each kind.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SMS::Site qw(:section);
use Test::More;
use Support;

my $calls = 100_000;
my $limit = 1 << 20;    # ten bytes a call would be seen

sub steady {
    my ($name, $call, $count) = @_;
    $count //= $calls;
    $call->() for 1 .. $count / 10;
    my $before = resident_bytes();
    $call->() for 1 .. $count;
    cmp_ok(resident_bytes() - $before, '<', $limit, $name);
    return;
}

sub failing {
    my ($name, $call) = @_;
    return steady($name, sub { eval { $call->(); 1 } and die 'it did not fail' });
}

my $file = control_file();
my $account = $file->site_account;
my $tree = memory_tree();
my $seen = SMS::Site::observe($tree, services => SMS::Site::Services->parse("SMS_EXECUTIVE running\n"));
steady('values', sub { $account->value(5) });
steady('bytes', sub { $account->raw(5) });
steady('sections', sub { $file->find_property('Version') });
steady('files', sub { SMS::Site::ControlFile->parse($CONTROL_FILE) });
steady('two results', sub { my @both = $file->check(714, site_code => 'Q7Z', install_directory => 'D:\SMS') });
steady('edits', sub { $file->edit->set(1, 5, 'Edge')->insert(2, SECTION_PROPERTY, 'a', 'b', 'c', '1') }, $calls / 4);
steady('services', sub { SMS::Site::Services->parse("SMS_EXECUTIVE running\n")->list });
steady('words', sub { SMS::Site::ParentWord->site_list("Q7Z 2 32\n")->list });
steady('records', sub { SMS::Site::parse_trace_record('t $$<S><Mon Dec 04 15:41:45 1995~><thread=E0>') });
steady('borrowed objects', sub { ($seen->documents)[0]->control_file; $seen->services }, $calls / 2);
steady('directories', sub { my @names = $tree->list('SMS') }, $calls / 4);
steady('contents', sub { $tree->read('SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0') }, $calls / 4);
my $registry = SMS::Site::Registry->parse(qq(REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n"B"="text"\r\n));
steady('registry values', sub { $registry->find('HKLM\A', 'B')->text });
steady('registry values that are not there', sub { $registry->find('HKLM\A', 'C') }, $calls / 4);
steady('registry keys', sub { $registry->list('HKLM\A') }, $calls / 4);
steady('commands', sub { SMS::Site::Command->preinst_upgrade('Q7Z')->line }, $calls / 4);
steady('INI files', sub { SMS::Site::SmsIni->parse("[A]\r\nB=C\r\n")->set('A', 'B', 'D') }, $calls / 4);
my $drive = lab('no-ct2') . '/EDGE7';
my $plan = lab_case()->plan_force_ct2->save;
steady('plans', sub { my $one = SMS::Site::Plan->load($plan); ($one->text, map { $_->words } $one->steps) }, 2000);
my $run = SMS::Site::apply(SMS::Site::Plan->load($plan), $drive, now => \&lab_now);
steady('actions', sub { my $action = $run->look; ($action->text, $action->words, $action->paths) }, 1000);
failing('failing parses', sub { SMS::Site::ControlFile->parse('x') });
failing('failing paths', sub { SMS::Site::Tree->new('/no/such/place') });
failing('failing numbers', sub { $account->number(1) });
failing('wrong text', sub { $file->find_property("a\0b") });
failing('wrong bytes', sub { SMS::Site::ControlFile->parse("\x{263a}") });
failing('wrong lists', sub { $file->edit->insert(1, SECTION_PROPERTY, 'a', undef) });
steady('whole rounds', sub {
    my $case = SMS::Site::Case->new(SMS::Site::Snapshot->load(SMS::Site::observe(memory_tree())->save));
    return ($case->findings->to_json, $case->trail->to_json, $case->advise->to_json);
}, 300);

done_testing;
