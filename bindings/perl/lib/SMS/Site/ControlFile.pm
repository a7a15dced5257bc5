# SPDX-License-Identifier: MIT
package SMS::Site::ControlFile;

use strict;
use warnings;

use SMS::Site::Object;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    data => 'control_file_data',
    build => 'control_file_build',
    syntax => 'control_file_syntax',
    type => 'control_file_type',
    time_utc_s => 'control_file_time_utc_s',
    section_count => 'control_file_section_count',
    masked => 'control_file_masked',
);

sub parse {
    my ($class, $data) = @_;
    return $class->_of(SMS::Site::Core::control_file_parse($data));
}

sub read {
    my ($class, $path) = @_;
    return $class->parse(SMS::Site::Object::_read_file($path));
}

sub type_name { SMS::Site::Core::control_type_name($_[0]->type) }

sub sections {
    my ($self) = @_;
    return SMS::Site::Section->_parts($self, $self->section_count);
}

sub section {
    my ($self, $index) = @_;
    return SMS::Site::Section->_part($self, SMS::Site::Object::_index($index, $self->section_count, 'section'));
}

sub find {
    my ($self, $kind, $from) = @_;
    my $index = SMS::Site::Core::control_file_find($self->_handle, $kind, $from // 0);
    return defined $index ? SMS::Site::Section->_part($self, $index) : undef;
}

sub find_all {
    my ($self, $kind) = @_;
    return grep { $_->kind == $kind } $self->sections;
}

sub find_property {
    my ($self, $name) = @_;
    my $index = SMS::Site::Core::control_file_find_property($self->_handle, $name);
    return defined $index ? SMS::Site::Section->_part($self, $index) : undef;
}

sub site_account { $_[0]->find($SMS::Site::Core::SECTION_SITE_ACCOUNT) }

sub tolerances {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map {
        my ($text, $line) = SMS::Site::Core::control_file_tolerance($handle, $_);
        { text => $text, line => $line };
    } 0 .. SMS::Site::Core::control_file_tolerance_count($handle) - 1;
}

sub check {
    my ($self, $code, @known) = @_;
    my %known = SMS::Site::Object::_options('check()', [qw(site_code install_directory)], @known);
    my ($verdict, $reason) = SMS::Site::Core::control_file_check($self->_handle, $code, $known{site_code},
        $known{install_directory});
    return wantarray ? ($verdict, $reason) : $verdict;
}

sub service_need {
    my ($self, $name, $server) = @_;
    my $index = SMS::Site::Core::service_catalogue_find($name);
    return defined $index ? SMS::Site::Core::service_need($self->_handle, $index, $server) : $SMS::Site::Core::NEED_UNKNOWN;
}

sub to_json {
    my ($self, @how) = @_;
    my %how = SMS::Site::Object::_options('to_json()', ['show_secrets'], @how);
    return SMS::Site::Core::control_file_to_json($self->_handle, $how{show_secrets} ? 1 : 0);
}

sub edit { SMS::Site::ControlFileEdit->_new($_[0]) }

package SMS::Site::Section;

our @ISA = ('SMS::Site::Part');

__PACKAGE__->_askers(
    kind => 'control_file_section_kind',
    line => 'control_file_section_line',
    data => 'control_file_section_data',
    value_count => 'control_file_value_count',
);

sub file { $_[0]{owner} }

sub kind_name { SMS::Site::Core::section_kind_name($_[0]->kind) }

sub parent {
    my ($self) = @_;
    my $index = SMS::Site::Core::control_file_section_parent($self->_handle, $self->{index});
    return defined $index ? __PACKAGE__->_part($self->{owner}, $index) : undef;
}

sub field_names {
    my ($self) = @_;
    my $kind = $self->kind;
    return map { scalar SMS::Site::Core::section_field_name($kind, $_) } 0 .. $self->value_count - 1;
}

sub values {
    my ($self) = @_;
    return map { SMS::Site::Core::control_file_value_text($self->_handle, $self->{index}, $_) } 0 .. $self->value_count - 1;
}

sub fields {
    my ($self) = @_;
    my @names = $self->field_names;
    return { map { defined $names[$_] ? ($names[$_] => $self->value($_)) : () } 0 .. $#names };
}

sub _place {
    my ($self, $value) = @_;
    my @names = $self->field_names;
    if (defined $value && !ref $value && $value =~ /\A[a-z_]/) {
        for my $place (0 .. $#names) {
            return $place if defined $names[$place] && $names[$place] eq $value;
        }
        SMS::Site::Object::_invalid($self->kind_name . " has no value of the name $value");
    }
    return SMS::Site::Object::_index($value, scalar @names, 'value');
}

sub value {
    my ($self, $value) = @_;
    return SMS::Site::Core::control_file_value_text($self->_handle, $self->{index}, $self->_place($value));
}

sub raw {
    my ($self, $value) = @_;
    return SMS::Site::Core::control_file_value($self->_handle, $self->{index}, $self->_place($value));
}

sub number {
    my ($self, $value) = @_;
    return SMS::Site::Core::control_file_value_number($self->_handle, $self->{index}, $self->_place($value));
}

sub is_secret {
    my ($self, $value) = @_;
    return SMS::Site::Core::control_file_value_is_secret($self->_handle, $self->{index}, $self->_place($value));
}

package SMS::Site::ControlFileEdit;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(finish => 'control_file_edit_finish');

sub _new {
    my ($class, $file) = @_;
    return $class->_of(SMS::Site::Core::control_file_edit_new($file->_handle), file => $file);
}

sub _section {
    my ($self, $section) = @_;
    return $self->{file}->section($section) if !ref $section;
    SMS::Site::Object::_is($section, 'SMS::Site::Section', 'section');
    SMS::Site::Object::_invalid('the section is of another file') if $section->file != $self->{file};
    return $section;
}

sub set {
    my ($self, $section, $value, $text) = @_;
    my $chosen = $self->_section($section);
    SMS::Site::Core::control_file_edit_set($self->_handle, $chosen->index, $chosen->_place($value), $text);
    return $self;
}

sub remove {
    my ($self, $section) = @_;
    SMS::Site::Core::control_file_edit_remove($self->_handle, $self->_section($section)->index);
    return $self;
}

sub insert {
    my ($self, $after, $kind, @values) = @_;
    SMS::Site::Core::control_file_edit_insert($self->_handle, $self->_section($after)->index, $kind, \@values);
    return $self;
}

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::ControlFile - a site control file

=head1 SYNOPSIS

    my $file = SMS::Site::ControlFile->read('SITECTRL.CT0');
    print $file->site_account->value('site_code'), "\n";
    print $_->kind_name, ' on line ', $_->line, "\n" for $file->sections;

    my $data = $file->edit->set($file->site_account, site_name => 'Edge')->finish;

=head1 DESCRIPTION

A parsed file is immutable. Text is in Perl's characters, raw bytes are bytes. Secrets are given out as they are: ask
C<is_secret> before showing a value, or use C<masked>.

=head1 METHODS

=head2 parse($data)

Parses bytes. C<MALFORMED> has line and column in its message; C<UNSUPPORTED> is the dialect of SMS 2.0 or later.

=head2 read($path)

Reads and parses a file of this machine.

=head2 data

The bytes as read.

=head2 build

Build number in the header: 786 is SMS 1.2. undef if it is no number.

=head2 syntax

Syntax version in the header, for example C<1.08>.

=head2 type

One of the constants of C<:control>.

=head2 type_name

Its name, for example C<ACTUAL>.

=head2 time_utc_s

Time stamp in FILE_DEFINITION, in seconds UTC, or undef.

=head2 section_count

How many sections there are.

=head2 sections

All sections in file order, as L</SMS::Site::Section> objects.

=head2 section($index)

One section, from the end if the index is negative.

=head2 find($kind, $from)

The first section of a kind (constants of C<:section>) at or after a position, or undef.

=head2 find_all($kind)

All sections of a kind.

=head2 find_property($name)

The PROPERTY of a name, letter case aside, or undef.

=head2 site_account

The section that says which site it is, or undef.

=head2 tolerances

Irregularities that the reader let pass, each C<< { text => ..., line => ... } >>.

=head2 check($code, site_code => $code, install_directory => $path)

Whether SCMAN would reject the file as a .CT1 with a code (710-718, KB Q121683): one of the constants of C<:verdict>; in list
context also the reason. What the registry says may be given; without it 714 is C<VERDICT_UNKNOWN>.

=head2 service_need($name, $server)

Whether a service or thread of the catalogue must run on a server, the site server unless one is named: a constant of C<:need>.

=head2 masked

The whole file with every secret replaced by its length.

=head2 to_json(show_secrets => 1)

The file as JSON text; secrets as their length unless asked for.

=head2 edit

Begins a set of changes: an L</SMS::Site::ControlFileEdit> object.

=head1 SMS::Site::Section

A place in a control file, which it keeps alive. A value is named by its position from 0, or by its documented name.

=head2 file

The control file.

=head2 kind

One of the constants of C<:section>.

=head2 kind_name

Its keyword, for example C<SITE_ACCOUNT>.

=head2 line

The line it begins on.

=head2 parent

The section it lives in, or undef.

=head2 data

Its bytes.

=head2 value_count

How many values it has.

=head2 values

All values as text.

=head2 value($value)

One value as text.

=head2 raw($value)

One value as the bytes it is in the file (code page 1252).

=head2 number($value)

One value as a decimal number; C<MALFORMED> if it is none.

=head2 is_secret($value)

Whether a value is an encrypted account or key.

=head2 field_names

Names of the values, undef where no source has one.

=head2 fields

The documented values: a reference to a hash by name.

=head1 SMS::Site::ControlFileEdit

Collects changes; what is not changed stays byte for byte. A section is given as an object of the same file or by position.

=head2 set($section, $value, $text)

Replaces one value. C<MALFORMED> if the text cannot stand there. Returns the edit.

=head2 remove($section)

Removes a section and those that live in it. Returns the edit.

=head2 insert($after, $kind, @values)

Puts a new section after another and those that live in it. Returns the edit.

=head2 finish

The new bytes, which parse. The edit stays usable.

=cut
