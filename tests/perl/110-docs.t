# Every method has POD, POD is well formed, and names only what is there.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Pod::Checker ();
use Test::More;
use Support;

my %documented;
for my $path ("$SOURCE/bindings/perl/lib/SMS/Site.pm", glob "$SOURCE/bindings/perl/lib/SMS/Site/*.pm") {
    my ($name) = $path =~ m{lib/(.*)\.pm\z};
    my $package = $name =~ s{/}{::}gr;
    my $checker = Pod::Checker->new(-warnings => 1, -quiet => 1);
    open my $null, '>', \my $messages or die;
    $checker->parse_from_file($path, $null);
    is($checker->num_errors . ' ' . $checker->num_warnings, '0 0', "POD of $package") or diag($messages);
    for (split /\n/, slurp($path)) {
        $package = $1 if /\A=head1 (SMS::Site::\w+)/;
        $documented{$package}{$1} = 1 if /\A=head2 (\w+)/;
    }
}
# The objects' common methods are told once.
my %common = map { $_ => 1 } keys %{ $documented{'SMS::Site::Object'} };

my ($count, @bare, @gone) = (0);
my @packages = ('SMS::Site', map { "SMS::Site::$_" } map { /\A(\w+)::\z/ } sort keys %SMS::Site::);
for my $package (@packages) {
    next if $package =~ /::(?:Core|Part|Evidence)\z/;
    no strict 'refs';
    my @methods = grep { defined &{"${package}::$_"} && /\A[a-z]\w*\z/ } keys %{"${package}::"};
    for my $name (sort @methods) {
        $count++;
        push @bare, "$package->$name" if !$documented{$package}{$name} && !$common{$name};
    }
    push @gone, map { "$package->$_" } grep { !$package->can($_) } keys %{ $documented{$package} };
}
cmp_ok($count, '>', 150, 'methods were looked at');
is_deeply(\@bare, [], 'every method has POD');
is_deeply([ grep { !/Object->index\z/ } @gone ], [], 'POD tells of methods that are there');
like($documented{'SMS::Site'} && slurp("$SOURCE/bindings/perl/lib/SMS/Site.pm"), qr/=head1 SYNOPSIS/, 'the module shows its use');

done_testing;
