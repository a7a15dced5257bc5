# SPDX-License-Identifier: MIT
package SMS::Site::RebuildRecord;

use strict;
use warnings;

use SMS::Site::Object;
use SMS::Site::ControlFile;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    site_code => 'rebuild_record_site_code',
    parent_site_code => 'rebuild_record_parent_site_code',
    site_name => 'rebuild_record_site_name',
    site_server => 'rebuild_record_site_server',
    install_directory => 'rebuild_record_install_directory',
    taken_utc_s => 'rebuild_record_taken_utc_s',
    next_range => 'rebuild_record_next_range',
    registry_lost => 'rebuild_record_registry_lost',
);

sub parse {
    my ($class, $data, $name) = @_;
    utf8::encode($data) if defined $data && utf8::is_utf8($data);
    return $class->_of(SMS::Site::Core::rebuild_record_parse($data, $name // 'record'));
}

sub read {
    my ($class, $path) = @_;
    return $class->parse(SMS::Site::Object::_read_file($path), SMS::Site::Object::_base_name($path));
}

sub new {
    my ($class, $case, @how) = @_;
    my %how = SMS::Site::Object::_options('a record', ['next_range'], @how);
    SMS::Site::Object::_is($case, 'SMS::Site::Case', 'the case');
    return $class->_of(SMS::Site::Core::rebuild_record_new($case->_handle, $how{next_range}));
}

sub save { SMS::Site::Core::rebuild_record_save($_[0]->_handle) }

sub fits {
    my ($self, $case) = @_;
    SMS::Site::Core::rebuild_record_fits($self->_handle, SMS::Site::Object::_is($case, 'SMS::Site::Case', 'the case')->_handle);
    return;
}

sub _or_undef { length $_[0] ? $_[0] : undef }

sub registry_range { _or_undef(SMS::Site::Core::rebuild_record_registry_range($_[0]->_handle)) }

sub lowest_range { _or_undef(SMS::Site::Core::rebuild_record_lowest_range($_[0]->_handle)) }

sub given_range { _or_undef(SMS::Site::Core::rebuild_record_given_range($_[0]->_handle)) }

sub control_file {
    my ($self) = @_;
    my $handle = SMS::Site::Core::rebuild_record_control_file($self->_handle);
    return defined $handle ? SMS::Site::ControlFile->_of($handle) : undef;
}

sub _server {
    my ($handle, $server) = @_;
    return {
        name => scalar SMS::Site::Core::rebuild_record_server_name($handle, $server),
        kind => SMS::Site::Core::rebuild_record_server_kind($handle, $server),
        domain => scalar SMS::Site::Core::rebuild_record_server_domain($handle, $server),
        directory => scalar SMS::Site::Core::rebuild_record_server_directory($handle, $server),
        uid => _or_undef(SMS::Site::Core::rebuild_record_server_uid($handle, $server)),
        uid_lost => scalar SMS::Site::Core::rebuild_record_server_uid_lost($handle, $server),
        shares => [ map { {
            name => scalar SMS::Site::Core::rebuild_record_share_name($handle, $server, $_),
            path => scalar SMS::Site::Core::rebuild_record_share_path($handle, $server, $_),
            comment => scalar SMS::Site::Core::rebuild_record_share_comment($handle, $server, $_),
            permissions => scalar SMS::Site::Core::rebuild_record_share_permissions($handle, $server, $_),
        } } 0 .. SMS::Site::Core::rebuild_record_share_count($handle, $server) - 1 ],
        services => [ map { {
            name => scalar SMS::Site::Core::rebuild_record_service_name($handle, $server, $_),
            account => scalar SMS::Site::Core::rebuild_record_service_account($handle, $server, $_),
        } } 0 .. SMS::Site::Core::rebuild_record_service_count($handle, $server) - 1 ],
    };
}

sub servers {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map { _server($handle, $_) } 0 .. SMS::Site::Core::rebuild_record_server_count($handle) - 1;
}

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::RebuildRecord - what a rebuild needs, and what is gone with the site

=head1 SYNOPSIS

    my $record = SMS::Site::RebuildRecord->new(SMS::Site::Profile->read('q7z.ini')->case);
    print $_->{name}, ' ', $_->{uid} // $_->{uid_lost}, "\n" for $record->servers;

=head1 DESCRIPTION

Written down before a site is rebuilt. A saved one that was cut or changed dies with C<MALFORMED>. What nothing says is C<''>.

=head1 METHODS

=head2 new($case, next_range => $id)

Writes down what an L<SMS::Site::Case> shows; C<next_range> is the range that a person wants to be the next (C<Q7Z03000>).

=head2 parse($bytes, $name)

Reads a record that was saved.

=head2 read($path)

Reads a file of this machine.

=head2 save

The record as a file.

=head2 fits($case)

Dies with C<REFUSED> if the case is of another site.

=head2 site_code

The site's code.

=head2 parent_site_code

The parent's.

=head2 site_name

The site's name.

=head2 site_server

The site server.

=head2 install_directory

The SMS root on the site server.

=head2 taken_utc_s

When the evidence was taken.

=head2 next_range

The first id of the range that is the next to be given: the highest of the three that follow.

=head2 registry_range

C<Next SMS Unique ID> as the registry has it; undef if it is lost.

=head2 registry_lost

Why it is lost.

=head2 lowest_range

The lowest range that is safe by all that was seen, the registry included; undef if that does not decide.

=head2 given_range

What a person gave, or undef.

=head2 control_file

The master as an L<SMS::Site::ControlFile>, its secrets masked; undef if it was lost.

=head2 servers

The site server first, then the logon servers by name: C<< { name, kind, domain, directory, uid, uid_lost, shares, services } >>. The
kind is a constant C<SERVER_...>; uid is undef where it is lost, for the reason uid_lost; shares are C<< { name, path, comment,
permissions } >>, services C<< { name, account } >>.

=cut
