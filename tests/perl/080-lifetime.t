# Objects dropped in every order, threads that get none, and nothing raw to be seen.
use strict;
use warnings;
use Config;
use FindBin;
use lib $FindBin::Bin;
use Scalar::Util qw(blessed reftype weaken);
use SMS::Site qw(:all);
use Test::More;
use Support;

sub permutations {
    my @items = @_;
    return [] if !@items;
    return map {
        my $first = $_;
        map { [ $items[$first], @$_ ] } permutations(@items[ grep { $_ != $first } 0 .. $#items ]);
    } 0 .. $#items;
}

sub make {
    my $tree = memory_tree();
    my $seen = SMS::Site::observe($tree, services => SMS::Site::Services->parse("SMS_EXECUTIVE running\n"));
    my $case = SMS::Site::Case->new($seen);
    my $file = ($seen->documents)[0]->control_file;
    return (tree => $tree, seen => $seen, case => $case, findings => $case->findings, file => $file, edit => $file->edit);
}

my %uses = (
    tree => sub { my @names = $_[0]->list('SMS') },
    seen => sub { $_[0]->save; map { $_->entries } $_[0]->directories },
    case => sub { $_[0]->site->site_code; $_[0]->findings->to_json },
    findings => sub { map { $_->evidence } $_[0]->list },
    file => sub { map { $_->values } $_[0]->sections },
    edit => sub { $_[0]->finish },
);
my $rounds = 0;
for my $order (permutations(sort keys %uses)) {
    my %things = make();
    for my $name (@$order) {
        $rounds % 2 ? $things{$name}->close : ();
        delete $things{$name};
        $uses{$_}->($things{$_}) for keys %things;
    }
    $rounds++;
}
is($rounds, 720, 'dropped and closed in every order');

my $finding = (SMS::Site::Case->new(SMS::Site::observe(memory_tree()))->diagnose)[0];
ok($finding->rule && defined $finding->title, 'a part outlives what it was taken from');

{
    my $watched;
    {
        my $file = control_file();
        my $section = $file->section(1);
        weaken($watched = $file);
        undef $file;
        ok($watched, 'a part keeps its object');
    }
    is($watched, undef, 'and no longer');
}

SKIP: {
    skip 'this perl has no threads', 1 if !$Config{useithreads};
    require threads;
    my ($file, $section) = (control_file(), undef);
    $section = $file->section(1);
    my $inside = threads->create(sub { blessed($file) || blessed($section) ? 'object' : 'nothing' })->join;
    is($inside, 'nothing', 'a thread gets no objects');
    is($section->value('site_code'), 'Q7Z', 'and leaves ours alone');
}

# Whatever a public method gives back is plain, or an object of these modules.
my %seen_class;

sub walk {
    my ($value, $path, $depth) = @_;
    return if !ref $value || $depth > 6;
    if (blessed $value) {
        my $class = ref $value;
        unlike($class, qr/\A_p_/, $path) if $class !~ /\ASMS::Site::/;
        like($class, qr/\ASMS::Site::\w+\z/, "$path is an object of ours") if !$seen_class{$class}++;
        no strict 'refs';
        my %names;
        for my $package ($class, @{"${class}::ISA"}) {
            $names{$_}++ for grep { defined &{"${package}::$_"} } keys %{"${package}::"};
        }
        for my $name (sort keys %names) {
            next if $name =~ /\A_|\A[A-Z]|\A\(|\A(?:close|new|parse|read|load|memory|answer|next_action|look|set|remove|insert|write
                |make|make_directory|set_mtime|set_clock|resolve|value|raw|number|is_secret|section|step|check|site_list|hman_log
                |phrase)\z/x;
            next if $name =~ /\Afind(?:_|\z)/;
            my @answers = eval { $value->$name };
            splice @answers, 3;
            walk($_, "$path->$name", $depth + 1) for @answers;
        }
    } elsif (reftype($value) eq 'HASH') {
        walk($value->{$_}, "$path\{$_}", $depth + 1) for keys %$value;
    } elsif (reftype($value) eq 'ARRAY') {
        walk($_, "$path\[]", $depth + 1) for @$value;
    } else {
        fail("$path is a reference to " . reftype($value));
    }
    return;
}

my $drive = lab('no-ct2') . '/EDGE7';
my $case = lab_case(earlier => lab_observe());
walk($case, 'case', 0);
walk(control_file(), 'file', 0);
walk(SMS::Site::Tree->new($drive), 'tree', 0);
my $registry = SMS::Site::Registry->read("$drive/../evidence/EDGE7.reg");
walk($registry->list('HKLM\SOFTWARE\Microsoft\SMS\Identification'), 'key', 0);
walk(SMS::Site::SmsIni->parse("[SMS]\r\nPath=C:\\\r\n"), 'ini', 0);
walk(SMS::Site::Command->preinst_upgrade('Q7Z'), 'command', 0);
walk($_, 'table', 0) for SMS::Site::settings(), SMS::Site::rules(), SMS::Site::layout(), SMS::Site::service_catalogue();
my $run = SMS::Site::apply($case->plan_force_ct2, $drive, now => \&lab_now);
walk($run, 'apply', 0);
while (my $action = $run->next_action) {
    walk($action, 'action', 4);
    answer($action);
}
is_deeply([ grep { !$seen_class{"SMS::Site::$_"} } qw(Case Snapshot Directory Entry Document ControlFile Section ControlFileEdit
    Log BoxFile Services ParentWord RegistryValue SmsIni Command
    Findings Finding Trail Advice Plan Step Tree Apply Action) ], [], 'all classes were met');

done_testing;
