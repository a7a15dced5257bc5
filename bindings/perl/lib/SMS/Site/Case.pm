# SPDX-License-Identifier: MIT
package SMS::Site::Case;

use strict;
use warnings;

use SMS::Site::Object;
use SMS::Site::Snapshot;
use SMS::Site::Plan;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(now_utc_s => 'case_now_utc_s');

sub new {
    my ($class, $site, @more) = @_;
    my %more = SMS::Site::Object::_options('a case', [qw(parent earlier now logon_servers kinds)], @more);
    my $case = SMS::Site::Core::case_new(SMS::Site::Object::_is($site, 'SMS::Site::Snapshot', 'the site')->_handle);
    for my $other (qw(parent earlier)) {
        next if !defined $more{$other};
        my $handle = SMS::Site::Object::_is($more{$other}, 'SMS::Site::Snapshot', $other)->_handle;
        $other eq 'parent' ? SMS::Site::Core::case_set_parent($case, $handle) : SMS::Site::Core::case_set_earlier($case, $handle);
    }
    SMS::Site::Core::case_set_now($case, $more{now}) if defined $more{now};
    my $servers = $more{logon_servers} // {};
    SMS::Site::Object::_invalid('logon_servers is not a reference to a hash') if ref $servers ne 'HASH';
    for my $name (sort keys %$servers) {
        my $seen = $servers->{$name};
        SMS::Site::Core::case_add_logon_server($case, $name,
            defined $seen ? SMS::Site::Object::_is($seen, 'SMS::Site::Snapshot', $name)->_handle : undef);
    }
    my $kinds = $more{kinds} // {};
    SMS::Site::Object::_invalid('kinds is not a reference to a hash') if ref $kinds ne 'HASH';
    for my $name (sort keys %$kinds) {
        my ($kind, $domain) = @{ $kinds->{$name} };
        SMS::Site::Core::case_describe_logon_server($case, $name, $kind, $domain // '');
    }
    return $class->_of($case);
}

sub _snapshot {
    my ($handle) = @_;
    return defined $handle ? SMS::Site::Snapshot->_of($handle) : undef;
}

sub site { _snapshot(SMS::Site::Core::case_site($_[0]->_handle)) }

sub parent { _snapshot(SMS::Site::Core::case_parent($_[0]->_handle)) }

sub earlier { _snapshot(SMS::Site::Core::case_earlier($_[0]->_handle)) }

sub logon_servers {
    my ($self) = @_;
    my $handle = $self->_handle;
    return {
        map { SMS::Site::Core::case_logon_server_name($handle, $_) => _snapshot(SMS::Site::Core::case_logon_server($handle, $_)) }
            0 .. SMS::Site::Core::case_logon_server_count($handle) - 1
    };
}

sub kinds {
    my ($self) = @_;
    my $handle = $self->_handle;
    return {
        map {
            my $domain = SMS::Site::Core::case_logon_server_domain($handle, $_);
            SMS::Site::Core::case_logon_server_name($handle, $_) =>
                [ SMS::Site::Core::case_logon_server_kind($handle, $_), length $domain ? $domain : undef ]
        } 0 .. SMS::Site::Core::case_logon_server_count($handle) - 1
    };
}

sub findings { SMS::Site::Findings->_of(SMS::Site::Core::case_diagnose($_[0]->_handle)) }

sub diagnose { $_[0]->findings->list }

sub trail { SMS::Site::Trail->_of(SMS::Site::Core::case_trail($_[0]->_handle)) }

sub advise { SMS::Site::Advice->_of(SMS::Site::Core::case_advise($_[0]->_handle)) }

sub plan_activate {
    my ($self) = @_;
    return SMS::Site::Plan->_of(SMS::Site::Core::plan_activate($self->_handle));
}

sub plan_force_ct2 {
    my ($self, @how) = @_;
    my %how = SMS::Site::Object::_options('plan_force_ct2()', ['accept_reject'], @how);
    return SMS::Site::Plan->_of(SMS::Site::Core::plan_force_ct2($self->_handle, $how{accept_reject} // 0));
}

sub plan_sendcode_ct2 { SMS::Site::Plan->_of(SMS::Site::Core::plan_sendcode_ct2($_[0]->_handle)) }

sub plan_rebuild {
    my ($self, $record, @how) = @_;
    my %how = SMS::Site::Object::_options('plan_rebuild()', ['boot_drive'], @how);
    SMS::Site::Object::_is($record, 'SMS::Site::RebuildRecord', 'the record');
    return SMS::Site::Plan->_of(SMS::Site::Core::plan_rebuild($self->_handle, $record->_handle, $how{boot_drive}));
}

package SMS::Site::Findings;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(count => 'findings_count', worst => 'findings_worst', to_json => 'findings_to_json');

sub list {
    my ($self) = @_;
    return SMS::Site::Finding->_parts($self, $self->count);
}

package SMS::Site::Finding;

our @ISA = ('SMS::Site::Part');

__PACKAGE__->_askers(
    severity => 'findings_severity',
    title => 'findings_title',
    missing => 'findings_missing',
);

sub about { SMS::Site::_rule_at(SMS::Site::Core::findings_rule($_[0]->_handle, $_[0]{index})) }

sub rule { $_[0]->about->{id} }

sub severity_name { SMS::Site::Core::severity_name($_[0]->severity) }

sub confidence { $_[0]->about->{confidence} }

sub sources { split ' ', $_[0]->about->{sources} }

sub evidence {
    my ($self) = @_;
    my ($handle, $index) = ($self->_handle, $self->{index});
    return map {
        {
            path => scalar SMS::Site::Core::findings_evidence_path($handle, $index, $_),
            line => SMS::Site::Core::findings_evidence_line($handle, $index, $_),
            value => scalar SMS::Site::Core::findings_evidence_value($handle, $index, $_),
        }
    } 0 .. SMS::Site::Core::findings_evidence_count($handle, $index) - 1;
}

package SMS::Site::Trail;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    stage => 'trail_stage',
    inferred => 'trail_inferred',
    text => 'trail_text',
    blockers => 'trail_blockers',
    next_move => 'trail_next_move',
    hopeless => 'trail_hopeless',
    to_json => 'trail_to_json',
);

sub stage_name { SMS::Site::Core::stage_name($_[0]->stage) }

sub candidates {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map {
        {
            path => scalar SMS::Site::Core::trail_candidate_path($handle, $_),
            age_s => scalar SMS::Site::Core::trail_candidate_age_s($handle, $_),
        }
    } 0 .. SMS::Site::Core::trail_candidate_count($handle) - 1;
}

sub evidence {
    my ($self, $stage) = @_;
    my $handle = $self->_handle;
    return map {
        {
            path => scalar SMS::Site::Core::trail_evidence_path($handle, $stage, $_),
            line => SMS::Site::Core::trail_evidence_line($handle, $stage, $_),
            value => scalar SMS::Site::Core::trail_evidence_value($handle, $stage, $_),
            age_s => scalar SMS::Site::Core::trail_evidence_age_s($handle, $stage, $_),
            inferred => SMS::Site::Core::trail_evidence_inferred($handle, $stage, $_),
        }
    } 0 .. SMS::Site::Core::trail_evidence_count($handle, $stage) - 1;
}

sub looked_for {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map { _blocker($handle, $_) } 0 .. SMS::Site::Core::trail_blocker_count($handle) - 1;
}

sub _blocker {
    my ($handle, $blocker) = @_;
    my @evidence = map {
        {
            path => scalar SMS::Site::Core::trail_blocker_evidence_path($handle, $blocker, $_),
            line => SMS::Site::Core::trail_blocker_evidence_line($handle, $blocker, $_),
            value => scalar SMS::Site::Core::trail_blocker_evidence_value($handle, $blocker, $_),
        }
    } 0 .. SMS::Site::Core::trail_blocker_evidence_count($handle, $blocker) - 1;
    my $severity = SMS::Site::Core::trail_blocker_severity($handle, $blocker);
    return {
        id => scalar SMS::Site::Core::trail_blocker_id($handle, $blocker),
        severity => $severity,
        severity_name => SMS::Site::Core::severity_name($severity),
        title => scalar SMS::Site::Core::trail_blocker_title($handle, $blocker),
        missing => scalar SMS::Site::Core::trail_blocker_missing($handle, $blocker),
        evidence => \@evidence,
    };
}

package SMS::Site::Advice;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    procedure => 'advice_procedure',
    reason => 'advice_reason',
    cost => 'advice_cost',
    reversible_until => 'advice_reversible_until',
    to_json => 'advice_to_json',
);

sub procedure_name { SMS::Site::Core::procedure_name($_[0]->procedure) }

sub against {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map {
        my $procedure = SMS::Site::Core::advice_against_procedure($handle, $_);
        {
            procedure => $procedure,
            procedure_name => scalar SMS::Site::Core::procedure_name($procedure),
            reason => scalar SMS::Site::Core::advice_against_reason($handle, $_),
        };
    } 0 .. SMS::Site::Core::advice_against_count($handle) - 1;
}

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::Case - what one diagnosis needs, and what can be said of it

=head1 SYNOPSIS

    my $case = SMS::Site::Case->new($snapshot, parent => $parent);
    print $_->severity_name, ' ', $_->rule, ' ', $_->title, "\n" for $case->diagnose;
    print $case->advise->procedure_name, "\n";

=head1 METHODS

=head2 new($site, parent => $snapshot, earlier => $snapshot, now => $seconds, logon_servers => { NAME => $snapshot })

A case of a site's snapshot. C<now> is the time against which ages count; without it that is when a live site was taken, and
of a copy the newest time in the evidence. C<REFUSED> if the parent or the earlier snapshot is of another site.

=head2 site

The site's snapshot.

=head2 parent

The parent's, or undef.

=head2 earlier

The earlier one, or undef.

=head2 logon_servers

A reference to a hash of snapshots by name; undef for a server that is known and not in view, which C<new> takes too.

=head2 now_utc_s

The time that counts, or undef.

=head2 diagnose

Applies all rules: a list of L</SMS::Site::Finding> objects, gravest first.

=head2 kinds

What runs on the logon servers, as far as somebody said: C<< { NAME => [ kind, domain ] } >>, the kind a constant C<SERVER_...>. Given
to C<new> as C<kinds>.

=head2 findings

The same as one L</SMS::Site::Findings> object.

=head2 trail

Where the .ct2 is: a L</SMS::Site::Trail> object.

=head2 advise

Which procedure fits: an L</SMS::Site::Advice> object.

=head2 plan_activate

Plans the second procedure of KB Q183347: activate a site whose upgrade has failed, and upgrade it again from its parent.
Dies where another way fits, which the error names.

=head2 plan_force_ct2(accept_reject => $code)

Plans the first procedure of KB Q183347, make SCMAN write a .ct2: a L<SMS::Site::Plan>. C<UNDECIDED> says what evidence is
missing, C<REFUSED> why it must not be done. accept_reject is a reject code (710-718) that SCMAN may give and that you have
decided to risk.

=head2 plan_sendcode_ct2

Plans the same effect without touching files (KB Q168682).

=head2 plan_rebuild($record, boot_drive => $directory)

Plans the third procedure of KB Q183347 from an L<SMS::Site::RebuildRecord>: the site is taken down and created again, and gives out
no id twice. C<boot_drive> is where drive C: of the site server is, for SMS.INI; without it a person edits the file.

=head1 SMS::Site::Findings

=head2 count

How many there are.

=head2 list

The L</SMS::Site::Finding> objects, gravest first.

=head2 worst

The gravest severity present: one of the constants of C<:severity>.

=head2 to_json

All of it as JSON text.

=head1 SMS::Site::Finding

=head2 rule

The rule's id, for example C<A01>.

=head2 about

The rule (L<SMS::Site/rule>).

=head2 severity

One of the constants of C<:severity>. C<SEVERITY_UNKNOWN> is never to be taken for C<SEVERITY_OK>.

=head2 severity_name

Its name, for example C<STUCK>.

=head2 confidence

How sure the rule is: one of the constants of C<:confidence>.

=head2 sources

The articles the rule is from.

=head2 title

One line on this case.

=head2 missing

What to supply so that it can be decided, C<''> if nothing is missing.

=head2 evidence

What was seen, each C<< { path => ..., line => ..., value => ... } >>.

=head1 SMS::Site::Trail

=head2 stage

How far the .ct2 has come: one of the constants of C<:stage>.

=head2 stage_name

Its name, for example C<WRITTEN>.

=head2 inferred

Whether the place is known by inference only.

=head2 candidates

Files that could carry it, each C<< { path => ..., age_s => ... } >>; with more than one it is either.

=head2 text

The stage in words.

=head2 evidence($stage)

What files and logs of both sites show of one stage, each C<< { path => ..., line => ..., value => ..., age_s => ...,
inferred => ... } >>; age_s is undef of records, inferred is true where only names, places and times speak for it.

=head2 looked_for

The usual blockers of the stage that were looked for, each C<< { id => ..., severity => ..., severity_name => ..., title => ...,
missing => ..., evidence => [...] } >>: C<OK> where one is not there, C<UNKNOWN> where that cannot be told. id is the failure
mode it is about.

=head2 hopeless

Whether a blocker was found that does not pass by itself.

=head2 blockers

The usual blockers there.

=head2 next_move

The documented next move.

=head2 to_json

All of it as JSON text.

=head1 SMS::Site::Advice

=head2 procedure

What is advised: one of the constants of C<:procedure>.

=head2 procedure_name

Its name, for example C<force-ct2>.

=head2 reason

Why.

=head2 cost

What it costs and may lose.

=head2 reversible_until

Until when it can be taken back.

=head2 against

The procedures spoken against, each C<< { procedure => ..., procedure_name => ..., reason => ... } >>.

=head2 to_json

All of it as JSON text.

=cut
