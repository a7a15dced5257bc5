# Failures are objects with a code, and no argument stops the interpreter.
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use SMS::Site qw(:all);
use Test::More;
use Support;

my $error = dies_with(NOT_FOUND, sub { SMS::Site::Tree->new('/no/such/place') }, 'a code');
is($error->name, 'SMSSITE_NOT_FOUND', 'its name');
like($error->message, qr{/no/such/place}, 'a message');
is($error->errno, 2, 'the reason of the operating system');
like("$error", qr{/no/such/place.* at \Q@{[ __FILE__ ]}\E line \d+}s, 'as a string: where the caller is');
is($error->text, "$error", 'the same');
ok($error, 'it is true');
$error = dies_with(MALFORMED, sub { SMS::Site::ControlFile->parse('x') }, 'another');
is($error->errno, undef, 'no reason of the operating system');
eval { SMS::Site::ControlFile->parse('x'); 1 } or like($@, qr/line 1/, '$@ can be matched');
{
    local $@ = 'before';
    eval { SMS::Site::ControlFile->parse($CONTROL_FILE) };
    is($@, '', 'success leaves no error');
}

my $file = control_file();
my $section = $file->section(1);
dies_with(INVALID, sub { SMS::Site::ControlFile->parse("wide \x{263a}") }, 'wide characters are no bytes');
dies_with(INVALID, sub { $file->find_property("a\0b") }, 'NUL in a text');
is(SMS::Site::ControlFile->parse(do { my $up = $CONTROL_FILE; utf8::upgrade($up); $up })->data, $CONTROL_FILE,
    'bytes are bytes, however Perl keeps them');
{
    my $latin = "\xc9dge";
    utf8::downgrade($latin);
    is(SMS::Site::ControlFile->parse($file->edit->set(1, site_name => $latin)->finish)->site_account->value('site_name'), 'Édge',
        'characters are characters, however Perl keeps them');
}
ok(!eval { $file->sitecode; 1 }, 'a misspelt method is refused');

$file->close;
$file->close;
ok($file->closed, 'closed twice');
my %uses = (
    build => sub { $file->build }, sections => sub { $file->sections }, masked => sub { $file->masked },
    edit => sub { $file->edit }, kind => sub { $section->kind }, value => sub { $section->value('site_code') },
);
for my $use (sort keys %uses) {
    like(dies_with(INVALID, $uses{$use}, "$use after close")->message, qr/closed/, 'says so');
}
my $seen = SMS::Site::observe(memory_tree());
$seen->close;
dies_with(INVALID, sub { SMS::Site::Case->new($seen) }, 'a closed argument');

# Every public method with every wrong argument: an error or an answer, never the end of the process.
local $SIG{__WARN__} = sub { };
my @wrong = (undef, -1, 0, 2**31, 2**63, 2**64, -2**70, 1.5, 'nan' + 0, '', 'x', "a\0b", "\x{263a}", [], {}, sub { 1 }, \1,
    bless([], 'Other'), 'SMS::Site', SMS::Site::SMSID->new('SKZ01000'));
$file = control_file();
my $tree = memory_tree();
$seen = SMS::Site::observe($tree, services => SMS::Site::Services->parse("SMS_EXECUTIVE running\n"));
my $case = SMS::Site::Case->new($seen);
my @things = (
    $file, $file->section(1), $file->edit, $tree, $seen, $seen->services, $case, $case->findings, $case->diagnose,
    $case->trail, $case->advise, ($seen->directories)[0], $seen->documents, $seen->box, SMS::Site::SMSID->new('SKZ01000'),
    SMS::Site::ParentWord->phrase('Q7Z', 'active'), SMS::Site::Registry->parse("REGEDIT4\r\n"),
    SMS::Site::SmsIni->parse("[SMS]\r\nPath=C:\\\r\n"));
my $tried = 0;
my %done;
for my $thing (@things) {
    my $class = ref $thing;
    next if $done{$class}++;
    no strict 'refs';
    for my $name (sort grep { defined &{"${class}::$_"} } keys %{"${class}::"}) {
        next if $name =~ /\A_|\A[A-Z]|\A\(/;
        for my $wrong (@wrong) {
            for my $invocant ($thing, $class) {
                for my $arguments ([], [$wrong], [ $wrong, $wrong ], [ 0, $wrong ], [ $wrong, $wrong, $wrong ]) {
                    no warnings;
                    $tried++;
                    eval { my @answer = $invocant->$name(@$arguments) };
                }
            }
        }
    }
}
cmp_ok($tried, '>', 5000, 'wrong arguments of methods');

# The extension itself, which the classes stand before.
my $handle = control_file()->_handle;
my @inside = do { no strict 'refs'; sort grep { defined &{"SMS::Site::Core::$_"} && /\A[a-z]/ && !/\Adelete_/ } keys %SMS::Site::Core:: };
for my $name (@inside) {
    my $call = SMS::Site::Core->can($name);
    for my $arguments ([], [undef], [ undef, undef ], [ undef, 0 ], [ undef, 0, 0 ], [$handle], [ $handle, 2**63 ], [ $handle, -1 ],
        [ $handle, undef, undef ], [ 'x', 'x' ], [ $handle, $handle, $handle ], [ '', '', '' ], [ $handle, 0, 0, '', 0 ],
        [ undef, '', 1, 0 ], [ bless({}, 'Other') ], [ {}, [] ]) {
        no warnings;
        eval { my @answer = $call->(@$arguments) };
    }
}
cmp_ok(scalar @inside, '>', 250, 'wrong arguments of the inside');

done_testing;
