# Perl's threads share no objects; each makes its own, at the same time.
use strict;
use warnings;
use Config;
use FindBin;
use lib $FindBin::Bin;
use Test::More;

BEGIN {
    plan skip_all => 'this perl has no threads' if !$Config{useithreads};
}
use threads;
use Support;

my $expected = SMS::Site::Case->new(SMS::Site::observe(memory_tree(), taken => 868900100))->findings->to_json;
my @threads = map {
    threads->create(sub {
        for (1 .. 30) {
            my $case = SMS::Site::Case->new(SMS::Site::observe(memory_tree(), taken => 868900100));
            return 0 if $case->findings->to_json ne $expected;
            eval { SMS::Site::Tree->new("/no/such/place/of/$_") };
            return 0 if $@->message !~ m{/no/such/place/of/$_\b};
        }
        return 1;
    })
} 1 .. 4;
is(scalar(grep { $_->join } @threads), 4, 'threads come to the same, each with its own messages');

my $kept = SMS::Site::Tree->memory;
threads->create(sub { undef $kept; 1 })->join for 1 .. 3;
is($kept->location, $kept->location, 'what a thread lets go of is not ours');

done_testing;
