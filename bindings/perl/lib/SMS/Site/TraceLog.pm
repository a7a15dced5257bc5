# SPDX-License-Identifier: MIT
package SMS::Site::TraceLog;

use strict;
use warnings;

use SMS::Site::Object;

our @ISA = ('SMS::Site::Object');

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

=head1 DESCRIPTION

A record is a hash reference C<< { form, text, message, component, level, context, file, zone, time_local_s, time_ms, source_line,
thread, log, line } >>, undef or the empty string for what is not told. C<form> is a constant of C<:trace>; C<message> is the text
without what is split off as C<level> (C<INFO>, C<ERROR SQL>, C<< SQL>>> >>); C<~> stands for a line break; times are local to the server.

=cut
