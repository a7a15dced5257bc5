# SPDX-License-Identifier: MIT
package SMS::Site::Tree;

use strict;
use warnings;

use SMS::Site::Object;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(location => 'tree_location');

sub new {
    my ($class, $path) = @_;
    return $class->_of(SMS::Site::Core::tree_open($path));
}

sub memory {
    my ($class) = @_;
    return $class->_of(SMS::Site::Core::tree_new_memory());
}

# A path of this machine, or a tree.
sub _from {
    my ($place) = @_;
    return Scalar::Util::blessed($place) && $place->isa(__PACKAGE__) ? $place : __PACKAGE__->new($place);
}

sub list {
    my ($self, $path) = @_;
    my $listing = SMS::Site::Core::tree_list($self->_handle, $path // '');
    return map {
        SMS::Site::Entry->_new(SMS::Site::Core::listing_name($listing, $_),
            SMS::Site::Core::listing_stat($listing, $_))
    } 0 .. SMS::Site::Core::listing_count($listing) - 1;
}

sub resolve {
    my ($self, $path) = @_;
    return SMS::Site::Core::tree_resolve($self->_handle, $path);
}

sub read {
    my ($self, $path, $max_size) = @_;
    return SMS::Site::Core::tree_read_file($self->_handle, $path, $max_size // 64 << 20);
}

sub write {
    my ($self, $path, $data) = @_;
    SMS::Site::Core::tree_write_file($self->_handle, $path, $data);
    return;
}

sub make_directory {
    my ($self, $path) = @_;
    SMS::Site::Core::tree_make_directory($self->_handle, $path);
    return;
}

sub set_mtime {
    my ($self, $path, $mtime_utc_s) = @_;
    SMS::Site::Core::tree_set_mtime($self->_handle, $path, $mtime_utc_s);
    return;
}

sub set_clock {
    my ($self, $now_utc_s) = @_;
    SMS::Site::Core::tree_set_clock($self->_handle, $now_utc_s);
    return;
}

package SMS::Site::Entry;

sub _new {
    my ($class, $name, $stat) = @_;
    return bless { name => $name, stat => $stat }, $class;
}

sub name { $_[0]{name} }

sub kind { $_[0]{stat}[0] }

sub size { $_[0]{stat}[1] }

sub mtime_utc_s { $_[0]{stat}[2] }

sub identity { $_[0]{stat}[3] }

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::Tree - a drive of a server, with names as Windows has them

=head1 SYNOPSIS

    my $tree = SMS::Site::Tree->new('/mnt/edge7');
    print $_->name, "\n" for $tree->list('SMS\SITE.SRV');

=head1 DESCRIPTION

Paths are relative to the tree's root; C<\> and C</> separate, letter case does not matter, symbolic links are listed and
never followed. A path that is a byte string stands for itself, as with C<open>; names that are not UTF-8 come back as bytes.

=head1 METHODS

=head2 new($path)

Opens a directory of this machine. Nothing is opened for writing by it.

=head2 memory

A new, empty tree in memory. Its clock stands still.

=head2 location

Where the tree is.

=head2 list($path)

The names in a directory, as L</SMS::Site::Entry> objects, sorted with letter case aside.

=head2 resolve($path)

The path as found on disk. C<AMBIGUOUS> if two names differ only in case.

=head2 read($path, $max_size)

A file's contents; C<LIMIT> if it is larger than max_size bytes (64 MiB unless given).

=head2 write($path, $data)

Writes a new file durably. For setting up trees: repairs are made with L<SMS::Site::Plan>.

=head2 make_directory($path)

Makes a directory and the missing ones above it.

=head2 set_mtime($path, $seconds)

Sets a file's time stamp, in seconds UTC.

=head2 set_clock($seconds)

Sets the time stamp that a tree in memory gives to new files.

=head1 SMS::Site::Entry

One name in a directory, and the size and time stamp of other things that have them.

=head2 name

The name; undef where it is known anyway.

=head2 kind

One of the constants of C<:entry>.

=head2 size

Size in bytes.

=head2 mtime_utc_s

Time stamp in seconds UTC, or undef.

=head2 identity

A number that tells two files of one tree apart; 0 if there is none.

=cut
