# SPDX-License-Identifier: MIT
package SMS::Site::Profile;

use strict;
use warnings;

use SMS::Site::Object;
use SMS::Site::Snapshot;
use SMS::Site::Case;

our @ISA = ('SMS::Site::Object');

# What observe() takes under the same name.
my @WORDS = qw(site_list hman_log parent_status);
my @SOURCES = (qw(drive_root boot_drive services registry logs), @WORDS);

sub parse {
    my ($class, $data, $path) = @_;
    return $class->_of(SMS::Site::Core::profile_parse($data, $path // 'profile.ini'));
}

sub read {
    my ($class, $path) = @_;
    return $class->parse(SMS::Site::Object::_read_file($path), $path);
}

# All that is said of a server, undef for the site: a hash.
sub _said {
    my ($self, $server) = @_;
    my %said = (liveness => SMS::Site::Core::profile_liveness($self->_handle, $server));
    for my $item ($SMS::Site::Core::PROFILE_TREE .. $SMS::Site::Core::PROFILE_EARLIER) {
        my $value = SMS::Site::Core::profile_value($self->_handle, $server, $item);
        $said{ SMS::Site::Core::profile_item_name($item) =~ tr/-/_/r } = $value if length $value;
    }
    return \%said;
}

sub site { $_[0]->_said(undef) }

sub logon_servers {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map {
        my $domain = SMS::Site::Core::profile_logon_server_domain($handle, $_);
        +{
            %{ $self->_said($_) },
            name => scalar SMS::Site::Core::profile_logon_server_name($handle, $_),
            kind => SMS::Site::Core::profile_logon_server_kind($handle, $_),
            length $domain ? (domain => $domain) : (),
        }
    } 0 .. SMS::Site::Core::profile_logon_server_count($handle) - 1;
}

# A tree may be a saved snapshot, which already holds what was told of it.
sub _observe_said {
    my ($said, %sources) = @_;
    return SMS::Site::Snapshot->load(SMS::Site::Object::_read_file($said->{tree})) if -f $said->{tree};
    my %told = map { defined $said->{$_} ? ($_ => $said->{$_}) : () } @SOURCES;
    delete @told{@WORDS} if grep { defined $sources{$_} } @WORDS;
    my $liveness = $said->{liveness} // $SMS::Site::Core::LIVENESS_AUTO;
    $told{live} = $liveness == $SMS::Site::Core::LIVENESS_LIVE if $liveness != $SMS::Site::Core::LIVENESS_AUTO;
    return SMS::Site::Snapshot::_observe($said->{tree}, %told, %sources);
}

# undef where the tree has no SMS root. Evidence beside the tree that is missed is another matter.
sub _observe_server {
    my ($said, %sources) = @_;
    my $seen = eval { _observe_said($said, %sources) };
    return $seen if $seen;
    my $error = $@;
    die $error if !ref $error || $error->code != $SMS::Site::Core::NOT_FOUND || !-d $said->{tree};
    die $error if eval { _observe_said({ tree => $said->{tree} }) };
    return undef;
}

sub observe {
    my ($self, %sources) = @_;
    return _observe_said($self->site, %sources);
}

sub case {
    my ($self, %sources) = @_;
    my ($said, $now) = ($self->site, delete $sources{now});
    my %taken = exists $sources{taken} ? (taken => $sources{taken}) : ();
    my %others = (logon_servers => { map { $_->{name} => _observe_server($_, %taken) } $self->logon_servers });
    $others{kinds} = { map { $_->{name} => [ $_->{kind}, $_->{domain} ] } $self->logon_servers };
    if (defined $said->{parent}) {
        $others{parent} = $said->{parent} =~ /\.ini\z/i ? SMS::Site::Profile->read($said->{parent})->observe(%taken)
            : _observe_said({ tree => $said->{parent} }, %taken);
    }
    $others{earlier} = SMS::Site::Snapshot->load(SMS::Site::Object::_read_file($said->{earlier})) if defined $said->{earlier};
    return SMS::Site::Case->new($self->observe(%sources), %others, now => $now);
}

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::Profile - where the evidence of one site lies, so that nobody types it again

=head1 SYNOPSIS

    my $case = SMS::Site::Profile->read('q7z.ini')->case;
    print $_->rule, "\n" for $case->diagnose;

=head1 DESCRIPTION

An INI file with a section C<[site]> and one C<[logon server NAME]> for each logon server; smssite(1) shows the keys. A path
that is not absolute counts from the profile's directory. Nothing that it names is opened before C<observe> or C<case>.

=head1 METHODS

=head2 parse($bytes, $path)

Reads the bytes of a profile that lies at a path.

=head2 read($path)

Reads a file of this machine.

=head2 site

What the profile says of the site: a hash with C<tree>, C<liveness>, and C<drive_root>, C<boot_drive>, C<registry>, C<services>,
C<logs>, C<parent>, C<site_list>, C<hman_log>, C<parent_status>, C<earlier> as far as it says them.

=head2 logon_servers

The same of each logon server, with C<name>, C<kind> (a constant C<SERVER_...>) and C<domain>.

=head2 observe(%sources)

Reads the evidence of the site and returns an L<SMS::Site::Snapshot>; sources as for L<SMS::Site/observe> count before the
profile.

=head2 case(%sources)

Reads the evidence of the site, its parent, its logon servers and an earlier look, as far as the profile names them, and
returns an L<SMS::Site::Case>. Sources as above, and C<now>. A logon server whose tree has no SMS root is not in view: undef in
C<logon_servers> of the case.

=cut
