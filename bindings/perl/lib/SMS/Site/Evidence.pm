# SPDX-License-Identifier: MIT
package SMS::Site::Services;

use strict;
use warnings;

use SMS::Site::Object;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(form => 'services_get_form');

sub parse {
    my ($class, $data, $name) = @_;
    return $class->_of(SMS::Site::Core::services_parse($data), name => $name // 'services');
}

sub read {
    my ($class, $path) = @_;
    return $class->parse(SMS::Site::Object::_read_file($path), SMS::Site::Object::_base_name($path));
}

sub from_registry {
    my ($class, $registry) = @_;
    SMS::Site::Object::_is($registry, 'SMS::Site::Registry', 'registry');
    return $class->_of(SMS::Site::Core::services_from_registry($registry->_handle), name => $registry->name);
}

sub name { $_[0]{name} }

sub find {
    my ($self, $name) = @_;
    return SMS::Site::Core::services_find($self->_handle, $name);
}

sub list {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map {
        {
            name => scalar SMS::Site::Core::services_name($handle, $_),
            state => SMS::Site::Core::services_state($handle, $_),
            line => SMS::Site::Core::services_line($handle, $_),
            start => scalar SMS::Site::Core::services_start($handle, $_),
            image_path => scalar SMS::Site::Core::services_image_path($handle, $_),
            account => scalar SMS::Site::Core::services_account($handle, $_),
            deleted => SMS::Site::Core::services_is_deleted($handle, $_),
        }
    } 0 .. SMS::Site::Core::services_count($handle) - 1;
}

package SMS::Site::ParentWord;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(form => 'parent_word_form');

sub site_list {
    my ($class, $data, $name) = @_;
    return $class->_of(SMS::Site::Core::parent_word_parse_site_list($data), name => $name // 'site list');
}

sub hman_log {
    my ($class, $data, $name) = @_;
    return $class->_of(SMS::Site::Core::parent_word_parse_hman_log($data), name => $name // 'HMAN.LOG');
}

sub phrase {
    my ($class, $site_code, $phrase, $name) = @_;
    return $class->_of(SMS::Site::Core::parent_word_new_phrase($site_code, $phrase), name => $name // 'parent status');
}

sub name { $_[0]{name} }

sub _word {
    my ($self, $index) = @_;
    my $handle = $self->_handle;
    my $detail = SMS::Site::Core::parent_word_detail($handle, $index) || undef;
    return {
        site_code => scalar SMS::Site::Core::parent_word_site_code($handle, $index),
        status => SMS::Site::Core::parent_word_status($handle, $index),
        detail => $detail,
        detail_name => defined $detail ? scalar SMS::Site::Core::site_detail_name($detail) : undef,
        flags => SMS::Site::Core::parent_word_flags($handle, $index),
        line => SMS::Site::Core::parent_word_line($handle, $index),
    };
}

sub find {
    my ($self, $site_code) = @_;
    my $index = SMS::Site::Core::parent_word_find($self->_handle, $site_code);
    return defined $index ? $self->_word($index) : undef;
}

sub list {
    my ($self) = @_;
    return map { $self->_word($_) } 0 .. SMS::Site::Core::parent_word_count($self->_handle) - 1;
}

package SMS::Site::SMSID;

use overload
    '""' => \&text,
    '<=>' => sub { my ($one, $two, $swapped) = @_; ($$one <=> (ref $two ? $$two : $two)) * ($swapped ? -1 : 1) },
    'cmp' => sub { my ($one, $two, $swapped) = @_; (text($one) cmp "$two") * ($swapped ? -1 : 1) },
    'bool' => sub { 1 };

sub new {
    my ($class, $text) = @_;
    return $class->_of(SMS::Site::Core::smsid_parse($text));
}

sub make {
    my ($class, $site_code, $range, $counter) = @_;
    return $class->_of(SMS::Site::Core::smsid_make(SMS::Site::Core::site_code_parse($site_code), $range, $counter));
}

sub _of {
    my ($class, $number) = @_;
    return bless \$number, $class;
}

sub number { ${ $_[0] } }

sub text { SMS::Site::Core::smsid_format(${ $_[0] }) }

sub site_code { SMS::Site::Core::site_code_format(SMS::Site::Core::smsid_site_code(${ $_[0] })) }

sub range { SMS::Site::Core::smsid_range(${ $_[0] }) }

sub counter { SMS::Site::Core::smsid_counter(${ $_[0] }) }

sub needs_new_range { SMS::Site::Core::smsid_needs_new_range(${ $_[0] }) }

sub remaining { SMS::Site::Core::smsid_remaining(${ $_[0] }) }

sub next { __PACKAGE__->_of(SMS::Site::Core::smsid_next(${ $_[0] })) }

sub previous { __PACKAGE__->_of(SMS::Site::Core::smsid_previous(${ $_[0] })) }

sub next_range { __PACKAGE__->_of(SMS::Site::Core::smsid_next_range(${ $_[0] })) }

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::Evidence - what else can be asked: services, the parent's word, SMSIDs

=head1 SYNOPSIS

    my $services = SMS::Site::Services->read('net-start.txt');
    my $word = SMS::Site::ParentWord->site_list($lines);
    print SMS::Site::SMSID->new('SKZ01000')->next, "\n";

=head1 SMS::Site::Services

A list of services as saved from a server: C<NAME state> lines, C<net start>, C<sc query>, C<sclist>, recognised by content; or what a
registry says is installed.

=head2 parse($data, $name)

Reads bytes. The name is what evidence calls the list.

=head2 read($path)

Reads a file of this machine; evidence calls it by its base name.

=head2 from_registry($registry)

What an L<SMS::Site::Registry> says is installed: an export, an offline hive SYSTEM, or what a snapshot keeps.

=head2 name

What evidence calls the list.

=head2 form

One of the constants of C<:services>.

=head2 find($name)

State of a service (constants of C<:service>); for one not listed what the list's shape implies.

=head2 list

The lines, each C<< { name, state, line, start, image_path, account, deleted } >>; the last four only a registry tells: start is 2 for
automatic, 3 by hand, 4 disabled, else undef.

=head1 SMS::Site::ParentWord

What the parent says of its sites.

=head2 site_list($data, $name)

Reads lines C<CODE status detail>, as kept in the parent's Sites table (KB Q137376).

=head2 hman_log($data, $name)

Reads the parent's HMAN.LOG; the last word on each site counts.

=head2 phrase($site_code, $phrase, $name)

What a person read in the Sites window: C<active>, C<phase-1> ... C<phase-4>, C<construction>, C<failed>, C<deleted>.

=head2 name

What evidence calls it.

=head2 form

One of the constants of C<:word>.

=head2 find($site_code)

The word on one site, letter case aside, or undef.

=head2 list

All words, each C<< { site_code => ..., status => ..., detail => ..., detail_name => ..., flags => ..., line => ... } >>. The status is
one of the constants of C<:site>; detail is undef if none was given, detail_name where no source has one.

=head1 SMS::Site::SMSID

Eight base-36 digits: site code, range, counter (KB Q127052). Compares as a number or a string. The counter never carries
into the range.

=head2 new($text)

Reads one.

=head2 make($site_code, $range, $counter)

Puts one together: range 0-1295, counter 0-46655.

=head2 number

Its number, 0 to 36**8 - 1.

=head2 text

As it is written; what the object is as a string.

=head2 site_code

The code of the site that created it.

=head2 range

The range, which belongs to one logon server.

=head2 counter

The counter in the range.

=head2 next

The id after it; C<LIMIT> if the range is used up.

=head2 previous

The id before it; C<LIMIT> if there is none.

=head2 next_range

The first id of the site's next range.

=head2 needs_new_range

Whether a logon server whose next id this is gets a new range.

=head2 remaining

Ids left to hand out up to the threshold, this one counted.

=cut
