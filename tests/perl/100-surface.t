# Nothing is forgotten: every public call of C is used, every constant is there.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Test::More;
use Support;

my %not_used = (
    free => 'memory belongs to objects', set_allocator => 'C only', set_log_sink => 'C only',
    tree_new => 'a table of C functions', rules_interest => 'observe() passes it',
    error_message => 'told by the error', error_errno => 'told by the error', box_role_of => 'the method role',
    smsid_compare => 'ids compare as numbers', trace_record_text => 'records have text',
    need_name => 'constants have names',
);
my $headers = join '', map { slurp($_) =~ s{/\*.*?\*/}{}gsr } glob "$SOURCE/include/smssite/*.h";
my %declared = map { $_ => 1 } $headers =~ /SMSSITE_API\s[^;]*?\bsmssite_(\w+)\s*\(/g;
cmp_ok(scalar keys %declared, '>', 250, 'calls are declared');
my $modules = join '', map { slurp($_) =~ s/^__END__.*//smr }
    "$SOURCE/bindings/perl/lib/SMS/Site.pm", glob "$SOURCE/bindings/perl/lib/SMS/Site/*.pm";
my %used = map { $_ => 1 } $modules =~ /\bSMS::Site::Core::(\w+)/g;
$used{$_} = 1 for grep { $declared{$_} } $modules =~ /=> '(\w+)'/g;
$used{$_} = 1 for grep { $declared{$_} } map { split ' ' } $modules =~ /qw\(([^)]*)\)/g;
is_deeply([ sort grep { !$used{$_} && !$not_used{$_} && !/_(?:ref|free)\z/ } keys %declared ], [],
    'every public call of C is used');
is_deeply([ sort grep { !$declared{$_} } keys %not_used ], [], 'what is not used is a call of C');
is_deeply([ sort grep { $used{$_} } keys %not_used ], [], 'and is not used');
is_deeply([ sort grep { /\A[a-z]/ && !SMS::Site::Core->can($_) } keys %used ], [], 'what is used is there');

my %constants;
while ($headers =~ /^\s*SMSSITE_([A-Z][A-Z0-9_]*) = (-?\w+),/mg) {
    my ($name, $value) = ($1, $2);
    $constants{$name} = $value =~ /\A0x/ ? hex $value : $value;
}
cmp_ok(scalar keys %constants, '>', 200, 'constants are declared');
is_deeply([ sort grep { !SMS::Site->can($_) || SMS::Site->can($_)->() != $constants{$_} } keys %constants ], [],
    'every constant of C is there with its number');
my %tagged = map { $_ => 1 } map { @$_ } map { $SMS::Site::EXPORT_TAGS{$_} } grep { $_ ne 'all' } keys %SMS::Site::EXPORT_TAGS;
is_deeply([ sort grep { !$tagged{$_} } keys %constants ], [], 'every constant has a tag');

done_testing;
