# SPDX-License-Identifier: MIT
package SMS::Site::Registry;

use strict;
use warnings;

use SMS::Site::Object;
use SMS::Site::Tree;

our @ISA = ('SMS::Site::Object');

sub parse {
    my ($class, $data) = @_;
    return $class->_of(SMS::Site::Core::registry_parse($data));
}

sub read {
    my ($class, $path) = @_;
    SMS::Site::Object::_invalid('a path is needed') if !defined $path;
    my ($directory, $name) = $path =~ m{\A(.*/)?(.*)\z}s;
    return $class->open($directory // '.', $name);
}

sub open {
    my ($class, $tree, $path) = @_;
    my $place = SMS::Site::Tree::_from($tree);
    return $class->_of(SMS::Site::Core::registry_open($place->_handle, $path), name => SMS::Site::Object::_base_name($path));
}

sub name { $_[0]{name} // 'registry' }

sub control_set { SMS::Site::Core::registry_control_set($_[0]->_handle) }

sub hive {
    my ($class, $tree, $path, $mount_key) = @_;
    my $place = SMS::Site::Tree::_from($tree);
    return $class->_of(SMS::Site::Core::registry_open_hive($place->_handle, $path, $mount_key // 'HKLM\SOFTWARE'));
}

sub is_dirty { SMS::Site::Core::registry_is_dirty($_[0]->_handle) }

sub covers {
    my ($self, $key) = @_;
    return SMS::Site::Core::registry_covers($self->_handle, $key);
}

sub has_key {
    my ($self, $key) = @_;
    return SMS::Site::Core::registry_has_key($self->_handle, $key);
}

# What the C library calls NOT_FOUND is undef here.
sub _found {
    my ($self, $name, $call) = @_;
    local $@;
    my $number = eval { $call->() };
    return SMS::Site::RegistryValue->_of_number($self, $number, $name) if defined $number;
    die $@ if !ref $@ || $@->code != $SMS::Site::Core::NOT_FOUND;
    return undef;
}

sub find {
    my ($self, $key, $name) = @_;
    my $handle = $self->_handle;
    $name //= '';
    return $self->_found($name, sub { SMS::Site::Core::registry_find($handle, $key, $name) });
}

sub find_setting {
    my ($self, $setting) = @_;
    SMS::Site::Object::_invalid('a setting is one of settings()') if ref $setting ne 'HASH' || !defined $setting->{index};
    my $handle = $self->_handle;
    return $self->_found($setting->{name}, sub { SMS::Site::Core::setting_find($setting->{index}, $handle) });
}

sub list {
    my ($self, $key) = @_;
    my $listing = SMS::Site::Core::registry_list($self->_handle, $key);
    return {
        subkeys => [
            map { scalar SMS::Site::Core::registry_listing_subkey($listing, $_) }
                0 .. SMS::Site::Core::registry_listing_subkey_count($listing) - 1
        ],
        values => {
            map {
                my $name = SMS::Site::Core::registry_listing_name($listing, $_);
                $name => SMS::Site::RegistryValue->_of_number($self, SMS::Site::Core::registry_listing_value($listing, $_), $name);
            } 0 .. SMS::Site::Core::registry_listing_value_count($listing) - 1
        },
    };
}

package SMS::Site::RegistryValue;

our @ISA = ('SMS::Site::Part');

__PACKAGE__->_askers(
    line => 'registry_line',
    type => 'registry_type',
    data => 'registry_data',
    text => 'registry_text',
    number => 'registry_number',
);

sub _of_number {
    my ($class, $registry, $number, $name) = @_;
    my $self = $class->_part($registry, $number);
    $self->{name} = $name;
    return $self;
}

sub name { $_[0]{name} }

sub is_secret { SMS::Site::Core::registry_is_secret($_[0]->_handle, $_[0]{index}, $_[0]{name}) }

package SMS::Site::RegistryEdit;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    count => 'registry_edit_count',
    to_reg => 'registry_edit_to_reg',
    to_steps => 'registry_edit_to_steps',
);

sub new {
    my ($class) = @_;
    return $class->_of(SMS::Site::Core::registry_edit_new());
}

sub set_text {
    my ($self, $key, $name, $text) = @_;
    SMS::Site::Core::registry_edit_set_text($self->_handle, $key, $name, $text);
    return $self;
}

sub set_number {
    my ($self, $key, $name, $number) = @_;
    SMS::Site::Core::registry_edit_set_number($self->_handle, $key, $name, $number);
    return $self;
}

sub set_data {
    my ($self, $key, $name, $type, $data) = @_;
    SMS::Site::Core::registry_edit_set_data($self->_handle, $key, $name, $type, $data);
    return $self;
}

sub set_alike {
    my ($self, $key, $name, $registry, $text) = @_;
    SMS::Site::Object::_is($registry, 'SMS::Site::Registry', 'the registry');
    SMS::Site::Core::registry_edit_set_alike($self->_handle, $key, $name, $registry->_handle, $text);
    return $self;
}

sub delete {
    my ($self, $key, $name) = @_;
    SMS::Site::Core::registry_edit_delete($self->_handle, $key, $name);
    return $self;
}

sub commit_hive {
    my ($self, $tree, $path, $mount_key, $backup) = @_;
    SMS::Site::Object::_is($tree, 'SMS::Site::Tree', 'the tree');
    SMS::Site::Core::registry_edit_commit_hive($self->_handle, $tree->_handle, $path, $mount_key, $backup);
    return;
}

package SMS::Site::SmsIni;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(data => 'sms_ini_data');

sub parse {
    my ($class, $data) = @_;
    return $class->_of(SMS::Site::Core::sms_ini_parse($data));
}

sub read {
    my ($class, $path) = @_;
    return $class->parse(SMS::Site::Object::_read_file($path));
}

sub _entry {
    my ($self, $index) = @_;
    my $handle = $self->_handle;
    return {
        section => scalar SMS::Site::Core::sms_ini_section_text($handle, $index),
        key => scalar SMS::Site::Core::sms_ini_key_text($handle, $index),
        value => scalar SMS::Site::Core::sms_ini_value_text($handle, $index),
        line => SMS::Site::Core::sms_ini_line($handle, $index),
    };
}

sub list {
    my ($self) = @_;
    return map { $self->_entry($_) } 0 .. SMS::Site::Core::sms_ini_count($self->_handle) - 1;
}

sub find {
    my ($self, $section, $key) = @_;
    my $index = SMS::Site::Core::sms_ini_find($self->_handle, $section, $key);
    return defined $index ? $self->_entry($index) : undef;
}

sub raw {
    my ($self, $section, $key) = @_;
    my $index = SMS::Site::Core::sms_ini_find($self->_handle, $section, $key);
    return defined $index ? SMS::Site::Core::sms_ini_value($self->_handle, $index) : undef;
}

sub set {
    my ($self, $section, $key, $value) = @_;
    SMS::Site::Object::_invalid('a value is needed') if !defined $value;
    return SMS::Site::Core::sms_ini_set($self->_handle, $section, $key, $value);
}

sub remove {
    my ($self, $section, $key) = @_;
    return SMS::Site::Core::sms_ini_set($self->_handle, $section, $key, undef);
}

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::Registry - registries and INI files as evidence, and changes to them

=head1 SYNOPSIS

    my $registry = SMS::Site::Registry->read('edge7.reg');
    my $value = $registry->find('HKLM\SOFTWARE\Microsoft\SMS\Identification', 'Site Code');
    print $value->text, "\n" if $value;

=head1 DESCRIPTION

The registry of a server as evidence: an export (C<.reg>) or an offline hive. Keys are written with their root,
C<HKLM\SOFTWARE\Microsoft\SMS>. What it does not hold is unknown, not absent, unless C<covers> says that it would be there.

=head1 METHODS

=head2 parse($data)

Reads bytes.

=head2 read($path)

Opens a file of this machine: an export, or one of the hives SOFTWARE, SYSTEM and that of the key of SMS, told by what is in it.

=head2 open($tree, $path)

The same for a file in a tree.

=head2 hive($tree, $path, $mount_key)

Opens an offline hive for reading: a file in a tree (or in a directory of this machine), and the key that its root is,
C<HKLM\SOFTWARE> unless given. The file must stay as it is meanwhile.

=head2 name

What evidence calls it: the name of its file.

=head2 control_set

The key that CurrentControlSet means here; dies where nothing says so.

=head2 is_dirty

Whether a hive was not closed properly, so that values may be old or missing.

=head2 covers($key)

Whether what this key would hold is all here, so that what is not found does not exist.

=head2 has_key($key)

Whether a key is there, or one below it.

=head2 find($key, $name)

The L</SMS::Site::RegistryValue> that counts for a key and a name (C<''> for the default value), or undef.

=head2 find_setting($setting)

The value of one of C<SMS::Site::settings>, or undef.

=head2 list($key)

What a key holds: C<< { subkeys => [NAME ...], values => { NAME => VALUE } } >>, the values as L</SMS::Site::RegistryValue> objects.
C<NOT_FOUND> if it is not there.

=head1 SMS::Site::RegistryValue

=head2 name

The value's name, C<''> for the default value.

=head2 line

The line it is on, 0 in a hive.

=head2 type

One of the constants of C<:reg>, or another number as found.

=head2 data

Its bytes as the registry would hold them.

=head2 text

A string as text; C<MALFORMED> if it is none.

=head2 number

A DWORD or a string of decimal digits as a number; C<MALFORMED> if it is neither.

=head2 is_secret

Whether it is an account, password or key, by its name or its look.

=head1 SMS::Site::RegistryEdit

Collects changes of registry values, and tells them in the way that fits the server. The name C<''> is the default value; of two
changes of one value the later counts. What sets or deletes returns the edit.

=head2 new

Begins without changes.

=head2 set_text($key, $name, $text)

Sets a string.

=head2 set_number($key, $name, $number)

Sets a number, 0 to 4294967295.

=head2 set_data($key, $name, $type, $data)

Sets any value, as C<type> and C<data> of a L</SMS::Site::RegistryValue> give it.

=head2 set_alike($key, $name, $registry, $text)

Sets a string or a number, in the form in which a registry has the value now.

=head2 delete($key, $name)

Deletes a value.

=head2 count

How many values are to be changed.

=head2 to_reg

The changes as a REGEDIT4 file, for REGEDIT of NT 4.0.

=head2 commit_hive($tree, $path, $mount_key, $backup)

Makes the changes in an offline hive of a tree: the old hive or the new one is there whole at every moment. C<$backup> is
a new name for a copy of the hive as it was. A hive that was not closed properly is refused.

=head2 to_steps

The changes as steps for a person at REGEDT32 of NT 3.5x.

=head1 SMS::Site::SmsIni

SMS.INI or another INI file of a site, read by the rules of Windows.

=head2 parse($data)

Reads bytes.

=head2 read($path)

Reads a file of this machine.

=head2 data

The bytes as read.

=head2 list

The lines C<key=value>, each C<< { section => ..., key => ..., value => ..., line => ... } >>.

=head2 find($section, $key)

The entry that counts, as Windows would find it, or undef.

=head2 raw($section, $key)

Its value as the bytes it is in the file, or undef.

=head2 set($section, $key, $value)

The file's bytes with one key set; all others stay.

=head2 remove($section, $key)

The file's bytes without one key; C<NOT_FOUND> if it is not there.

=cut
