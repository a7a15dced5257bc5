# SPDX-License-Identifier: MIT
package SMS::Site::Object;

# What all classes have in common. An object of a class is a hash whose {handle} owns one object of the C library;
# a part of one (a section, a finding) has the {owner} that keeps it alive and an {index}.

use strict;
use warnings;

use Scalar::Util ();
use SMS::Site::Core;
use SMS::Site::Error;

# Handles are plain blessed pointers. A cloned thread gets none of them: two interpreters would free one object.
for my $kind (qw(tree uid_store id_map control_file services parent_word registry sms_ini command snapshot profile rebuild_record plan listing registry_listing registry_edit control_file_edit sources case findings
        trace_log trail advice apply action system_map send_request)) {
    my $delete = SMS::Site::Core->can("delete_$kind");
    no strict 'refs';
    *{"_p_smssite_${kind}::DESTROY"} = sub {
        my ($handle) = @_;
        return if !$$handle;
        $delete->($handle);
        $$handle = 0;
    };
    *{"_p_smssite_${kind}::CLONE_SKIP"} = sub { 1 };
}

sub CLONE_SKIP { 1 }

# A class of objects that own a handle.
sub _of {
    my ($class, $handle, %more) = @_;
    return bless { handle => $handle, %more }, $class;
}

# A part of an object.
sub _part {
    my ($class, $owner, $index) = @_;
    return bless { owner => $owner, index => $index }, $class;
}

sub _parts {
    my ($class, $owner, $count) = @_;
    return map { $class->_part($owner, $_) } 0 .. $count - 1;
}

sub _handle {
    my ($self) = @_;
    return $self->{owner}->_handle if $self->{owner};
    return $self->{handle} // _invalid('this ' . ref($self) . ' is closed');
}

sub close { delete $_[0]{handle}; return }

sub closed { !defined $_[0]{handle} }

sub _invalid { SMS::Site::Error::_throw($SMS::Site::Core::INVALID, $_[0]) }

sub _is {
    my ($value, $class, $what) = @_;
    return $value if Scalar::Util::blessed($value) && $value->isa($class);
    _invalid("$what is not an object of $class");
}

# Named arguments: a misspelt one is no silent default.
sub _options {
    my ($call, $known, @given) = @_;
    _invalid("$call takes pairs of a name and a value") if @given % 2;
    my %given = @given;
    for my $name (sort keys %given) {
        _invalid("$call knows no $name") if !grep { $_ eq $name } @$known;
    }
    return %given;
}

# An index of a list, from the end if negative, as Perl's own.
sub _index {
    my ($index, $count, $what) = @_;
    _invalid("$what is not a whole number") if !defined $index || ref $index || $index !~ /\A-?[0-9]{1,15}\z/;
    $index += $count if $index < 0;
    _invalid("no $what $_[0] of $count") if $index < 0 || $index >= $count;
    return $index;
}

sub _read_file {
    my ($path) = @_;
    _invalid('a path is needed') if !defined $path || !length $path;
    open my $file, '<:raw', $path or SMS::Site::Error::_throw(
        $!{ENOENT} ? $SMS::Site::Core::NOT_FOUND : $!{EACCES} ? $SMS::Site::Core::DENIED : $SMS::Site::Core::IO,
        "$path: $!", $! + 0);
    local ($/, $!);
    my $data = <$file>;
    SMS::Site::Error::_throw($SMS::Site::Core::IO, "$path: $!", $! + 0) if !defined $data && $!;
    return $data // '';
}

sub _base_name {
    my ($path) = @_;
    my ($name) = $path =~ m{([^/]*)/*\z};
    utf8::decode($name) if !utf8::is_utf8($name);
    return $name;
}

# Methods that ask the C library for one thing: name => function.
sub _askers {
    my ($class, %functions) = @_;
    while (my ($name, $function) = each %functions) {
        my $call = SMS::Site::Core->can($function) or die "no $function";
        no strict 'refs';
        *{"${class}::$name"} = $class->isa('SMS::Site::Part')
            ? sub { $call->($_[0]{owner}->_handle, $_[0]{index}) }
            : sub { $call->($_[0]->_handle) };
    }
    return;
}

package SMS::Site::Part;

our @ISA = ('SMS::Site::Object');

sub index { $_[0]{index} }

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::Object - what all objects of SMS::Site can do

=head1 DESCRIPTION

An object keeps alive what it needs; memory is given back when the last user of the object is gone. Objects cannot be taken
into another thread: there they are undef.

=head1 METHODS

=head2 close

Lets go of the object at once; twice does no harm. Using it after that dies with C<INVALID>.

=head2 closed

Whether it was closed.

=head2 index

Of a part of an object (a section, a finding, a step): its position, from 0.

=head2 CLONE_SKIP

True: see perlmod.

=cut
