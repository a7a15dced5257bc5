# SPDX-License-Identifier: MIT
package SMS::Site::SystemMap;

use strict;
use warnings;

use SMS::Site::Object;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    data => 'system_map_data',
    build => 'system_map_build',
    skipped => 'system_map_skipped',
);

sub parse {
    my ($class, $data) = @_;
    return $class->_of(SMS::Site::Core::system_map_parse($data));
}

sub read {
    my ($class, $path) = @_;
    return $class->parse(SMS::Site::Object::_read_file($path));
}

sub _list {
    my ($self, $index) = @_;
    my $handle = $self->_handle;
    return [ map { scalar SMS::Site::Core::system_map_list_value($handle, $index, $_) }
            0 .. SMS::Site::Core::system_map_list_size($handle, $index) - 1 ];
}

sub lists {
    my ($self) = @_;
    my $handle = $self->_handle;
    my %lists;
    for my $index (0 .. SMS::Site::Core::system_map_list_count($handle) - 1) {
        $lists{ SMS::Site::Core::system_map_list_name($handle, $index) } //= $self->_list($index);
    }
    return \%lists;
}

sub find_list {
    my ($self, $name) = @_;
    my $index = SMS::Site::Core::system_map_find_list($self->_handle, $name);
    return defined $index ? $self->_list($index) : undef;
}

sub components {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map {
        my $index = $_;
        {
            name => scalar SMS::Site::Core::system_map_component_name($handle, $index),
            kind => SMS::Site::Core::system_map_component_kind($handle, $index),
            flags => scalar SMS::Site::Core::system_map_component_flags($handle, $index),
            files => [ map { scalar SMS::Site::Core::system_map_component_file($handle, $index, $_) }
                    0 .. SMS::Site::Core::system_map_component_file_count($handle, $index) - 1 ],
        };
    } 0 .. SMS::Site::Core::system_map_component_count($handle) - 1;
}

sub files {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map {
        {
            name => scalar SMS::Site::Core::system_map_file_name($handle, $_),
            directory => scalar SMS::Site::Core::system_map_file_directory($handle, $_),
            platform => scalar SMS::Site::Core::system_map_file_platform($handle, $_),
            language => scalar SMS::Site::Core::system_map_file_language($handle, $_),
            unit => scalar SMS::Site::Core::system_map_file_unit($handle, $_),
            size => scalar SMS::Site::Core::system_map_file_size($handle, $_),
            other_size => scalar SMS::Site::Core::system_map_file_other_size($handle, $_),
            flags => scalar SMS::Site::Core::system_map_file_flags($handle, $_),
            line => SMS::Site::Core::system_map_file_line($handle, $_),
        }
    } 0 .. SMS::Site::Core::system_map_file_count($handle) - 1;
}

package SMS::Site::SendRequest;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    priority => 'send_request_priority',
    destination => 'send_request_destination',
    job => 'send_request_job',
    id => 'send_request_id',
    outbox => 'send_request_outbox',
    package_file => 'send_request_package_file',
    instruction_file => 'send_request_instruction_file',
    status => 'send_request_status',
    action => 'send_request_action',
    is_cancelled => 'send_request_is_cancelled',
);

sub parse {
    my ($class, $data) = @_;
    return $class->_of(SMS::Site::Core::send_request_parse($data));
}

sub read {
    my ($class, $path) = @_;
    return $class->parse(SMS::Site::Object::_read_file($path));
}

sub records {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map {
        my $type = SMS::Site::Core::send_request_record_type($handle, $_);
        { type => $type, name => scalar SMS::Site::Core::send_record_name($type),
            size => SMS::Site::Core::send_request_record_size($handle, $_) };
    } 0 .. SMS::Site::Core::send_request_record_count($handle) - 1;
}

sub record_data {
    my ($self, $index) = @_;
    return SMS::Site::Core::send_request_record_data($self->_handle, $index);
}

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::SiteFiles - SYSTEM.MAP and send requests

=head1 SYNOPSIS

    my $map = SMS::Site::SystemMap->read('/mnt/edge7/SMS/SYSTEM.MAP');
    print "$_->{directory}\\$_->{name}\n" for $map->files;

=head1 DESCRIPTION

Files of a site in which no control file stands.

=head1 SMS::Site::SystemMap

=head2 parse($data)

Reads bytes.

=head2 read($path)

Reads a file of this machine.

=head2 data

The bytes as read.

=head2 build

The build that it is of, or undef.

=head2 skipped

How many statements were passed over.

=head2 lists

PLATFORMS, LANGUAGES, UNITS, and those of IDLIST: a reference to a hash of arrays.

=head2 find_list($name)

One of them, letter case aside, or undef.

=head2 components

Services and packages, each C<< { name, kind, flags, files } >>; kind is a constant of C<:map>.

=head2 files

The files, each C<< { name, directory, platform, language, unit, size, other_size, flags, line } >>.

=head1 SMS::Site::SendRequest

=head2 parse($data)

Reads bytes.

=head2 read($path)

Reads a file of this machine.

=head2 priority

1 high, 2 medium, 3 low, or undef.

=head2 destination

Code of the site it goes to; "" unknown, as below.

=head2 job

Id of the job.

=head2 id

Id of the request: the file's name without its first character.

=head2 outbox

Path of the outbox.

=head2 package_file

Path of the package.

=head2 instruction_file

Path of the instruction.

=head2 status

The word behind SREQ_STATUS_.

=head2 action

0 nothing, 1 retry, 2 delete, or undef.

=head2 is_cancelled

Whether it has a CANCEL record.

=head2 records

The chain of records, each C<< { type, name, size } >>; type is a constant of C<:send>, name undef where it is not documented.

=head2 record_data($index)

The data of a record, which may hold secrets; dies in a snapshot that was saved.

=cut
