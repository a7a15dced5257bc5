# SPDX-License-Identifier: MIT
package SMS::Site::Command;

use strict;
use warnings;

use SMS::Site::Object;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    verb => 'command_verb',
    password_word => 'command_password_word',
    is_instruction => 'command_is_instruction',
    instruction => 'command_instruction',
    runs_at => 'command_runs_at',
    needs => 'command_needs',
    effect => 'command_effect',
    may_lose => 'command_may_lose',
    worked_when => 'command_worked_when',
    sources => 'command_sources',
    unchecked => 'command_unchecked',
    tolerance => 'command_tolerance',
    to_json => 'command_to_json',
);

sub _options { return SMS::Site::Object::_options('a command', @_) }

sub _product {
    my ($more) = @_;
    return $more->{product} // $SMS::Site::Core::PRODUCT_SMS_1;
}

# A path of NT is text, none of this machine's.
sub _text {
    my ($text) = @_;
    utf8::upgrade($text) if defined $text && !ref $text;
    return $text;
}

sub preinst_upgrade {
    my ($class, $code, @more) = @_;
    my %more = _options([qw(at product)], @more);
    return $class->_of(SMS::Site::Core::command_preinst_upgrade(_product(\%more), $code, $more{at}));
}

sub preinst_deinstall {
    my ($class, $code, @more) = @_;
    my %more = _options([qw(at product)], @more);
    return $class->_of(SMS::Site::Core::command_preinst_deinstall(_product(\%more), $code, $more{at}));
}

sub preinst_delsite {
    my ($class, $child, @more) = @_;
    my %more = _options([qw(parent product)], @more);
    return $class->_of(SMS::Site::Core::command_preinst_delsite(_product(\%more), $child, $more{parent}));
}

sub preinst_dump {
    my ($class, @more) = @_;
    my %more = _options(['product'], @more);
    return $class->_of(SMS::Site::Core::command_preinst_dump(_product(\%more)));
}

sub preinst_syncparent {
    my ($class, @more) = @_;
    my %more = _options(['product'], @more);
    return $class->_of(SMS::Site::Core::command_preinst_syncparent(_product(\%more)));
}

sub preinst_parse {
    my ($class, $line, @more) = @_;
    my %more = _options([qw(at product)], @more);
    utf8::encode($line) if defined $line && !ref $line;
    return $class->_of(SMS::Site::Core::command_preinst_parse(_product(\%more), $line, $more{at}));
}

sub net_start {
    my ($class, $service) = @_;
    return $class->_of(SMS::Site::Core::command_net_start($service));
}

sub net_stop {
    my ($class, $service) = @_;
    return $class->_of(SMS::Site::Core::command_net_stop($service));
}

sub net_share_delete {
    my ($class, $share) = @_;
    return $class->_of(SMS::Site::Core::command_net_share_delete($share));
}

sub sendcode {
    my ($class, $service, $code) = @_;
    return $class->_of(SMS::Site::Core::command_sendcode($service, $code));
}

sub service_install {
    my ($class, $service, $path, $account, @more) = @_;
    my %more = _options(['tool'], @more);
    return $class->_of(SMS::Site::Core::command_service_install($more{tool} // $SMS::Site::Core::SERVICE_TOOL_INSTSRV,
        $service, _text($path), $account));
}

sub service_remove {
    my ($class, $service, @more) = @_;
    my %more = _options(['tool'], @more);
    return $class->_of(SMS::Site::Core::command_service_remove($more{tool} // $SMS::Site::Core::SERVICE_TOOL_INSTSRV,
        $service));
}

sub regedit_import {
    my ($class, $path) = @_;
    return $class->_of(SMS::Site::Core::command_regedit_import(_text($path)));
}

sub regedit_export {
    my ($class, $path, $key) = @_;
    return $class->_of(SMS::Site::Core::command_regedit_export(_text($path), $key));
}

sub words {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map { scalar SMS::Site::Core::command_word($handle, $_) } 0 .. SMS::Site::Core::command_word_count($handle) - 1;
}

sub line {
    my ($self, $style) = @_;
    return SMS::Site::Core::command_line($self->_handle, $style // $SMS::Site::Core::COMMAND_CREATEPROCESS);
}

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::Command - the commands that people run at servers of SMS, as data

=head1 SYNOPSIS

    my $command = SMS::Site::Command->preinst_upgrade('Q7Z', at => 'C9N');
    print $command->line, "\nAt: ", $command->runs_at, "\nMay lose: ", $command->may_lose, "\n";

=head1 DESCRIPTION

Nothing is run here. What has no command line is an instruction to a person, without words. Every operand is checked:
C<MALFORMED>, C<REFUSED> or C<UNSUPPORTED> says why a command would do harm or does not exist. No password is ever in one.

C<product> is one of the constants of C<:product>, C<PRODUCT_SMS_1> (SMS 1.0, 1.1, 1.2) unless given; C<tool> is one of
C<SERVICE_TOOL_...>; C<at> is the code of the site at whose server the command will run.

=head1 METHODS

=head2 preinst_upgrade($code, at => $code, product => $product)

PREINST /UPGRADE of a secondary site. Its own code (C<at>) is refused.

=head2 preinst_deinstall($code, at => $code, product => $product)

PREINST /DEINSTALL of a secondary site.

=head2 preinst_delsite($child, parent => $code, product => $product)

PREINST /DELSITE: takes a site out of its parent's database.

=head2 preinst_dump(product => $product)

PREINST /DUMP: site control images of all sites as files.

=head2 preinst_syncparent(product => $product)

PREINST /SYNCPARENT: the site reports itself and all below to its parent.

=head2 preinst_parse($line, at => $code, product => $product)

Reads a PREINST line as typed or documented; a wrong form is refused, and the message says what is right.

=head2 net_start($service)

NET START.

=head2 net_stop($service)

NET STOP of a service, and of those that depend on it.

=head2 net_share_delete($share)

NET SHARE /DELETE of a share of SMS.

=head2 sendcode($service, $code)

SENDCODE: one of the documented codes to a service that takes it.

=head2 service_install($service, $path, $account, tool => $tool)

Installs a service; the path is full and local to the server, the account C<DOMAIN\user>.

=head2 service_remove($service, tool => $tool)

Removes a service.

=head2 regedit_import($path)

REGEDIT /S: merges a .reg file.

=head2 regedit_export($path, $key)

REGEDIT /E: saves a key and all below it.

=head2 verb

What it is, for programs: C<preinst upgrade>, C<net stop>.

=head2 words

The words, the program's name first; none for an instruction.

=head2 password_word

Index of the word that stands for a password, or undef.

=head2 line($style)

The words as one line of NT: C<COMMAND_CREATEPROCESS> (the default) or C<COMMAND_CMD>.

=head2 is_instruction

Whether it is for a person's hands.

=head2 instruction

What the person does.

=head2 runs_at

Where it must be run.

=head2 needs

What must be true before.

=head2 effect

What it does.

=head2 may_lose

What it may lose, C<''> if nothing is known.

=head2 worked_when

What is seen when it worked.

=head2 sources

Where all this is from.

=head2 unchecked

What could not be checked and a person must.

=head2 tolerance

In what a line that was read differs from how it should be written.

=head2 to_json

All of it as JSON text.

=cut
