# SPDX-License-Identifier: MIT
package SMS::Site::Error;

use strict;
use warnings;

use Carp ();
use overload '""' => \&text, bool => sub { 1 }, fallback => 1;

# What went wrong is where the caller is, not in here.
$Carp::Internal{"SMS::Site$_"}++ for '', map { "::$_" } qw(Core Error Object Part Tree Entry ControlFile Section
    ControlFileEdit SMSID Services ParentWord Registry
    RegistryValue RegistryEdit SmsIni Command Snapshot Directory Document Log BoxFile Case Finding Findings Trail Advice
    Plan Step Apply Action);

# Called by the extension, and by the classes for what they refuse themselves.
sub _new {
    my ($code, $message, $errno) = @_;
    return bless { code => $code, message => $message, errno => $errno || undef, where => Carp::shortmess('') }, __PACKAGE__;
}

sub _throw { die _new(@_) }

sub code { $_[0]{code} }

sub message { $_[0]{message} }

sub errno { $_[0]{errno} }

sub name { SMS::Site::Core::status_name($_[0]{code}) }

sub text { $_[0]{message} . $_[0]{where} }

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::Error - what went wrong

=head1 SYNOPSIS

    use SMS::Site qw(:status);
    my $file = eval { SMS::Site::ControlFile->read('SITECTRL.CT0') };
    if (ref $@ && $@->isa('SMS::Site::Error') && $@->code == MALFORMED) {
        warn 'not a control file: ', $@->message, "\n";
    }

=head1 DESCRIPTION

Every failure dies with an object of this class. As a string it is the message and where it happened, as with C<croak>.

=head1 METHODS

=head2 code

The status, one of the constants of C<:status> (L<SMS::Site/CONSTANTS>):

C<INVALID> your mistake: a number out of range, a closed object, a call in the wrong order; C<NO_MEMORY>; C<NOT_FOUND>;
C<EXISTS> something of that name is there, nothing was replaced; C<AMBIGUOUS> two names differ only in case;
C<DENIED> by the operating system; C<BUSY> in use, try again later; C<IO> reading or writing failed; C<MALFORMED> the bytes
are not what they should be; C<LIMIT> larger than a limit of the library; C<UNSUPPORTED> a dialect or format this build
does not have; C<REFUSED> a precondition of the procedure does not hold; C<CHANGED> what a plan relies on is no longer so;
C<UNDECIDED> the evidence does not decide.

=head2 name

The code as it is spelt in C, for example C<SMSSITE_BUSY>.

=head2 message

What, where, and what was expected.

=head2 errno

The operating system's error number, or undef.

=head2 text

The message and where it happened; what the object is as a string.

=cut
