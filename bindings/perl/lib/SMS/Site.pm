# SPDX-License-Identifier: MIT
package SMS::Site;

use strict;
use warnings;

use constant ();
use Encode ();
use Exporter ();
use SMS::Site::Case;
use SMS::Site::Command;
use SMS::Site::IdMap;
use SMS::Site::Plan;
use SMS::Site::Profile;
use SMS::Site::RebuildRecord;
use SMS::Site::Registry;
use SMS::Site::Snapshot;
use SMS::Site::TraceLog;

our @ISA = ('Exporter');
our $VERSION = SMS::Site::Core::version();
our @EXPORT_OK = qw(observe apply resume undo abandon obstacle confirm parse_trace_record read_log);
our %EXPORT_TAGS = (all => \@EXPORT_OK);

# The constants of the C headers without their prefix; a tag for each first word, and :status for what has none.
{
    no strict 'refs';
    my %constants = map { $_ => ${"SMS::Site::Core::$_"} }
        grep { /\A[A-Z][A-Z0-9_]*\z/ && defined ${"SMS::Site::Core::$_"} } keys %SMS::Site::Core::;
    constant->import(\%constants);
    for my $name (sort keys %constants) {
        my $is_status = SMS::Site::Core::status_name($constants{$name}) eq "SMSSITE_$name";
        push @EXPORT_OK, $name;
        push @{ $EXPORT_TAGS{ $is_status ? 'status' : lc +(split /_/, $name)[0] } }, $name;
    }
}

sub observe { SMS::Site::Snapshot::_observe(@_) }

sub apply { SMS::Site::Apply::_begin(@_) }

sub resume { SMS::Site::Apply::_resume(@_) }

sub undo { SMS::Site::Apply::_undo(@_) }

sub abandon { SMS::Site::Apply::_abandon(@_) }

sub obstacle { SMS::Site::Apply::_obstacle(@_) }

sub confirm { SMS::Site::Apply::_confirm(@_) }

sub version { SMS::Site::Core::version() }

sub has { SMS::Site::Core::has($_[0]) }

sub read_log { SMS::Site::TraceLog::_read(@_) }

sub parse_trace_record { SMS::Site::TraceLog::_record(SMS::Site::Core::trace_record_parse($_[0])) }

sub _rule_at {
    my ($index) = @_;
    return {
        id => scalar SMS::Site::Core::rule_id($index),
        title => scalar SMS::Site::Core::rule_title($index),
        explanation => scalar SMS::Site::Core::rule_explanation($index),
        remedy => scalar SMS::Site::Core::rule_remedy($index),
        sources => scalar SMS::Site::Core::rule_sources($index),
        needs => scalar SMS::Site::Core::rule_needs($index),
        severity => SMS::Site::Core::rule_severity($index),
        confidence => SMS::Site::Core::rule_confidence($index),
        evidence => SMS::Site::Core::rule_evidence($index),
    };
}

sub rules {
    return map { _rule_at($_) } 0 .. SMS::Site::Core::rule_count() - 1;
}

sub rule {
    my ($id) = @_;
    my $index = SMS::Site::Core::rule_find($id);
    return defined $index ? _rule_at($index) : undef;
}

sub evidence_name { SMS::Site::Core::evidence_name($_[0]) }

sub _catalogue_at {
    my ($index) = @_;
    return {
        name => scalar SMS::Site::Core::service_catalogue_name($index),
        title => scalar SMS::Site::Core::service_catalogue_title($index),
        file => scalar SMS::Site::Core::service_catalogue_file($index),
        log => scalar SMS::Site::Core::service_catalogue_log($index),
        kind => SMS::Site::Core::service_catalogue_kind($index),
        roles => SMS::Site::Core::service_catalogue_roles($index),
    };
}

sub service_catalogue {
    return map { _catalogue_at($_) } 0 .. SMS::Site::Core::service_catalogue_count() - 1;
}

sub service_catalogue_find {
    my ($name) = @_;
    my $index = SMS::Site::Core::service_catalogue_find($name);
    return defined $index ? _catalogue_at($index) : undef;
}

sub _meaning_at {
    my ($index) = @_;
    return {
        topic => SMS::Site::Core::meaning_topic($index),
        first => SMS::Site::Core::meaning_first($index),
        last => SMS::Site::Core::meaning_last($index),
        name => scalar SMS::Site::Core::meaning_name($index),
        text => scalar SMS::Site::Core::meaning_text($index),
        rules => scalar SMS::Site::Core::meaning_rules($index),
        sources => scalar SMS::Site::Core::meaning_sources($index),
    };
}

sub meanings {
    return map { _meaning_at($_) } 0 .. SMS::Site::Core::meaning_count() - 1;
}

sub explain {
    my ($word) = @_;
    my @found;
    my $index = SMS::Site::Core::meaning_find($word, 0);
    while (defined $index) {
        push @found, _meaning_at($index);
        $index = SMS::Site::Core::meaning_find($word, $index + 1);
    }
    return @found;
}

sub topic_name { SMS::Site::Core::topic_name($_[0]) }

sub _layout_at {
    my ($index) = @_;
    return {
        path => scalar SMS::Site::Core::layout_path($index),
        purpose => scalar SMS::Site::Core::layout_purpose($index),
        roles => SMS::Site::Core::layout_roles($index),
        depth => SMS::Site::Core::layout_depth_of($index),
        source => scalar SMS::Site::Core::layout_source($index),
    };
}

sub layout {
    return map { _layout_at($_) } 0 .. SMS::Site::Core::layout_count() - 1;
}

sub layout_find {
    my ($path) = @_;
    my $index = SMS::Site::Core::layout_find($path);
    return defined $index ? _layout_at($index) : undef;
}

sub settings {
    return map {
        {
            key => scalar SMS::Site::Core::setting_key($_),
            name => scalar SMS::Site::Core::setting_name($_),
            meaning => scalar SMS::Site::Core::setting_meaning($_),
            unit => scalar SMS::Site::Core::setting_unit($_),
            default => scalar SMS::Site::Core::setting_default($_),
            source => scalar SMS::Site::Core::setting_source($_),
            index => $_,
        }
    } 0 .. SMS::Site::Core::setting_count() - 1;
}

# Names of numbers, and small questions.
{
    no strict 'refs';
    for my $name (qw(service_state_name site_status_name product_name service_tool_name trace_form_name
            server_kind_name reject_code_text section_field_name component_flag_name)) {
        my $call = SMS::Site::Core->can($name);
        *$name = sub { $call->(@_) };
    }
}

sub product { SMS::Site::Core::product_parse($_[0]) }

sub is_reserved_site_code { SMS::Site::Core::site_code_is_reserved(SMS::Site::Core::site_code_parse($_[0])) }

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site - secondary sites of Systems Management Server 1.0-1.2: see what is there, say why one hangs, repair it

=head1 SYNOPSIS

    use SMS::Site qw(:severity);

    my $snapshot = SMS::Site::observe('/mnt/edge7/SMS', services => 'net-start.txt');
    my $case = SMS::Site::Case->new($snapshot);
    print $_->rule, ' ', $_->title, "\n" for grep { $_->severity == SEVERITY_STUCK } $case->diagnose;

    my $run = SMS::Site::apply($case->plan_force_ct2, '/mnt/edge7/SMS');
    while (my $action = $run->next_action) {    # the loop is yours: run, wait, ask
        $action->answer(my_runner($action));
    }

=head1 DESCRIPTION

Data flows one way: C<observe>, L<SMS::Site::Snapshot>, L<SMS::Site::Case>, findings and plan, C<apply>, C<observe> again. Only
C<observe> reads a site, only C<apply> writes to it.

What fails dies with an L<SMS::Site::Error>. Unknown is undef or a constant C<..._UNKNOWN>, never a healthy value. Times are
seconds: C<..._utc_s> since 1970 UTC, C<..._local_s> the same on the server's own wall clock; the two are never compared. Text
is in characters, contents of files are bytes. Objects cannot be taken into another thread.

See also L<SMS::Site::Tree>, L<SMS::Site::ControlFile>, L<SMS::Site::Evidence>, L<SMS::Site::TraceLog>, L<SMS::Site::Registry>, L<SMS::Site::Command>, L<SMS::Site::Profile>, L<SMS::Site::RebuildRecord>, L<SMS::Site::IdMap>, L<SMS::Site::Plan>,
L<SMS::Site::Object>.

=head1 FUNCTIONS

None is exported unless asked for; C<observe>, C<apply>, C<resume>, C<undo>, C<abandon>, C<obstacle>, C<confirm>, C<parse_trace_record> and C<read_log> can be.

=head2 observe($site, %sources)

Reads the evidence of one site and returns an L<SMS::Site::Snapshot>. Nothing is opened for writing. The site is a directory
of this machine or an L<SMS::Site::Tree>. Sources, each optional:

C<path>: the place in a tree that is the drive, the SMS root or a share. C<view>: a constant of C<:view>.

C<services>: a list of the server's services, a path or an C<SMS::Site::Services>.

C<registry>: the server's registry, a path or an L<SMS::Site::Registry>, or an array of them: an export, the hives SOFTWARE and
SYSTEM. Where two hold one value, the later counts.

C<site_list>, C<hman_log> (paths or an C<SMS::Site::ParentWord>) or C<parent_status> (what a person reads in the Sites window:
C<active>, C<phase-4>, C<construction>; the site is then read twice, for its code first): the parent's word, at most one of them.

C<logs>: a directory of trace logs saved elsewhere. C<drive_root>: the root of the drive, where the site is the SMS root.

C<boot_drive>: the server's drive C:, or its SMS.INI.

C<live>: true for a server at work, false for a copy; not given: live if something changed within 24 hours. C<taken>: when the
evidence is taken, in seconds UTC; now unless given.

=head2 apply($plan, $tree, now => $clock, rehearse => $bool)

Begins to carry out a plan on the drive or SMS root it was made for and returns an L<SMS::Site::Plan/SMS::Site::Apply>. Nothing
in the site is changed yet. The clock is a number, a function, or this machine's. C<rehearse> plays the plan on a copy.

=head2 resume($tree, $journal, now => $clock)

Goes on after an interruption.

=head2 undo($tree, $journal, now => $clock)

Takes back what can be taken back, as far as the point of no return. Past it the outcome is C<NOT_UNDONE> at once: nothing is
handed out or written, and C<resume> goes on.

=head2 abandon($tree, $journal, now => $clock)

Gives up a run that has not ended and cannot be taken back, so that another plan can be begun, and returns what it leaves.
C<REFUSED> if it has ended, or C<undo> can take it back.

=head2 obstacle($plan, $tree)

Path of the journal that keeps the plan from being begun: its own, or one of another plan that has not ended. C<NOT_FOUND>
if there is none.

=head2 confirm($tree, $journal, $step, $done, now => $clock)

Records a person's word on a step of theirs while no apply is open.

=head2 parse_trace_record($line)

Parses one line of a trace log (bytes without line end) into a record, see L<SMS::Site::TraceLog>. C<MALFORMED> if the line is
nothing but text.

=head2 read_log($path, %filters)

Reads trace logs, one path or a reference to an array of them, and returns an L<SMS::Site::TraceLog>. Filters, each optional:
C<component>, C<thread>, C<since>, C<until>, C<text>, C<pattern>, see there. C<follow>: true to follow the logs.

=head2 trace_form_name($form)

Name of a record's form (constants of C<:trace>), for example C<SMS_1>.

=head2 rules

The rules by which a case is diagnosed: C<< { id, title, explanation, remedy, sources, needs, severity, confidence,
evidence } >>; evidence are bits of C<:evidence>.

=head2 rule($id)

One of them, or undef.

=head2 evidence_name($kind)

One kind of evidence in words, for example C<event log>.

=head2 explain($word)

All that a number (in decimal, or in hexadecimal with 0x) or a name means, as a list of C<< { topic, first, last, name, text, rules,
sources } >>; topic is a constant of C<:topic>, rules are ids joined by blanks. Rules are explained by L</rule($id)>.

=head2 meanings

All of them.

=head2 topic_name($topic)

A topic in words, for example C<event>.

=head2 service_catalogue

The services and threads of SMS 1.x: C<< { name, title, file, log, kind, roles } >>; kind is a constant of C<:service>, roles are bits
of C<:role>.

=head2 service_catalogue_find($name)

One of them, or undef.

=head2 layout

The directories of a site: C<< { path, purpose, roles, depth, source } >>; depth is a constant of C<:layout>.

=head2 layout_find($path)

The one that a path below the SMS root stands for, or undef.

=head2 settings

The registry values of SMS that concern a site: C<< { key, name, meaning, unit, default, source } >>; the key is below
HKLM\SOFTWARE\Microsoft\SMS. See L<SMS::Site::Registry>.

=head2 service_state_name($state)

A service's state as lists of services say it.

=head2 site_status_name($status)

Name of a site's status, for example C<ACTIVE>.

=head2 component_flag_name($bit)

Name of an installation flag, or undef.

=head2 product($version)

The product of a version (C<1.2>, C<2007>): one of the constants of C<:product>; C<UNSUPPORTED> for others.

=head2 product_name($product)

Its name, for example C<SMS 1.x>.

=head2 service_tool_name($tool)

Name of what installs services, for example C<sms-instsrv>.

=head2 server_kind_name($kind)

Name of a kind of server, for example C<NETWARE>.

=head2 section_field_name($kind, $value)

Name of a documented value of a kind of section, or undef.

=head2 reject_code_text($code)

What a reject code of SCMAN means; undef outside 710-718.

=head2 is_reserved_site_code($code)

Whether a code cannot be a site's because Windows reserves the name (KB Q182420).

=head2 version

The library's version.

=head2 has($feature)

Whether this build has an optional feature.

=head1 CONSTANTS

Those of the C headers without C<SMSSITE_>, exported on request, one by one or by tag: the first word in lower case, for example
C<:severity> for C<SEVERITY_STUCK>, C<:action>, C<:answer>, C<:outcome>, C<:section>; C<:status> for the statuses (C<OK>, C<INVALID>,
C<BUSY> ...); C<:all> for everything.

=cut
