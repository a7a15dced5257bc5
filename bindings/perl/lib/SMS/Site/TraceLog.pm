# SPDX-License-Identifier: MIT
package SMS::Site::TraceLog;

use strict;
use warnings;

use SMS::Site::Tree;

our @ISA = ('SMS::Site::Object');

sub new {
    my ($class) = @_;
    return $class->_of(SMS::Site::Core::trace_log_new());
}

sub _read {
    my ($logs, @filters) = @_;
    my %filters = SMS::Site::Object::_options('read_log', [qw(component thread since until text pattern follow)], @filters);
    my $self = __PACKAGE__->new;
    $self->add($_) for ref $logs eq 'ARRAY' ? @$logs : $logs;
    $self->follow if delete $filters{follow};
    return $self->only(%filters);
}

sub add {
    my ($self, $path, $tree) = @_;
    if (!$tree) {
        SMS::Site::Object::_invalid('a path is needed') if !defined $path || !length $path;
        my ($directory, $name) = $path =~ m{\A(.*/)?([^/]*)\z}s;
        ($tree, $path) = (SMS::Site::Tree->new($directory // '.'), $name);
    }
    SMS::Site::Core::trace_log_add($self->_handle, SMS::Site::Object::_is($tree, 'SMS::Site::Tree', 'tree')->_handle, $path);
    return;
}

sub add_bytes {
    my ($self, $data, $name) = @_;
    # Kept as they are now for as long as they are read.
    push @{ $self->{kept} }, \"$data";
    SMS::Site::Core::trace_log_add_bytes($self->_handle, ${ $self->{kept}[-1] }, $name // 'log');
    return;
}

sub add_descriptor {
    my ($self, $descriptor, $name) = @_;
    SMS::Site::Core::trace_log_add_descriptor($self->_handle, $descriptor, $name // 'descriptor');
    return;
}

sub follow { SMS::Site::Core::trace_log_follow($_[0]->_handle); return }

sub only {
    my ($self, @filters) = @_;
    my %filters = SMS::Site::Object::_options('only', [qw(component thread since until text pattern)], @filters);
    my $handle = $self->_handle;
    SMS::Site::Core::trace_log_only_component($handle, $filters{component}) if defined $filters{component};
    SMS::Site::Core::trace_log_only_thread($handle, $filters{thread}) if defined $filters{thread};
    SMS::Site::Core::trace_log_only_time($handle, map { $_ // -9223372036854775807 - 1 } @filters{qw(since until)})
        if defined $filters{since} || defined $filters{until};
    SMS::Site::Core::trace_log_only_text($handle, $filters{text}) if defined $filters{text};
    SMS::Site::Core::trace_log_only_pattern($handle, $filters{pattern}) if defined $filters{pattern};
    return $self;
}

sub next {
    my ($self) = @_;
    my $values = SMS::Site::Core::trace_log_next($self->_handle);
    return defined $values ? _record($values) : undef;
}

sub names {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map { scalar SMS::Site::Core::trace_log_name($handle, $_) } 0 .. SMS::Site::Core::trace_log_count($handle) - 1;
}

sub tally {
    my ($self, $log, $which) = @_;
    return SMS::Site::Core::trace_log_tally($self->_handle, $log, $which);
}

sub _record {
    my ($values) = @_;
    my %record;
    @record{qw(form text message component level context file zone time_local_s source_line thread time_ms log line)} = @$values;
    return \%record;
}

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::TraceLog - trace logs of SMS services

=head1 SYNOPSIS

    my $log = SMS::Site::read_log('LOGS/SCHED.LOG', component => 'SMS_SCHEDULER');
    while (my $record = $log->next) {
        print "$record->{text}\n";
    }

=head1 DESCRIPTION

One or several logs, their records on one time line. They are read when they are asked for; memory does not depend on the logs'
size. Nothing waits: of a log that is followed C<next> returns undef where there is nothing more now, and goes on when asked again.

A record is a hash reference C<< { form, text, message, component, level, context, file, zone, time_local_s, time_ms, source_line,
thread, log, line } >>, undef or the empty string for what is not told. C<form> is a constant of C<:trace>; C<message> is the text
without what is split off as C<level> (C<INFO>, C<ERROR SQL>, C<< SQL>>> >>); C<~> stands for a line break; times are local to the
server; C<log> is the number of the file in C<names>, C<line> its line there.

=head1 METHODS

=head2 new

A reader without any log. C<SMS::Site::read_log> is the short way.

=head2 add($path, $tree)

Adds a log of a tree, or without one of this machine; before it what it was renamed to when it was full (C<SCHED.LO_>).

=head2 add_bytes($data, $name)

Adds the bytes of a log.

=head2 add_descriptor($descriptor, $name)

Adds what a descriptor (C<fileno>) gives from where it stands. It stays the caller's and has to stay open.

=head2 follow

From now on logs of trees are followed: truncated, replaced or rolled over, they go on with the new file.

=head2 only(%filters)

Passes only records of a C<component>, of a C<thread>, from C<since> up to C<until> (seconds on the server's wall clock), with a
C<text> in them as it stands, or that a C<pattern> of PCRE2 matches. What is not given is as before. Returns the reader.

=head2 next

The next record, undef if there is none now.

=head2 names

What the files are called.

=head2 tally($log, $which)

What was counted of a file so far: a constant C<TRACE_TALLY_...>, for example C<TRACE_TALLY_CUT> (lines cut at 64 KB),
C<TRACE_TALLY_BACKWARD> (steps of the clock back), C<TRACE_TALLY_ROLLED>.

=cut
