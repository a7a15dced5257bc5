# SPDX-License-Identifier: MIT
package SMS::Site::Plan;

use strict;
use warnings;

use SMS::Site::Object;
use SMS::Site::Tree;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    save => 'plan_save',
    text => 'plan_text',
    procedure => 'plan_procedure',
    id => 'plan_id',
    site_code => 'plan_site_code',
    location => 'plan_location',
    from_copy => 'plan_from_copy',
    step_count => 'plan_step_count',
    point_of_no_return => 'plan_point_of_no_return',
);

sub load {
    my ($class, $json) = @_;
    utf8::encode($json) if defined $json && utf8::is_utf8($json);
    return $class->_of(SMS::Site::Core::plan_load($json));
}

sub script {
    my ($self, $server) = @_;
    return SMS::Site::Core::plan_script($self->_handle, $server);
}

sub notes {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map { scalar SMS::Site::Core::plan_note($handle, $_) } 0 .. SMS::Site::Core::plan_note_count($handle) - 1;
}

sub steps {
    my ($self) = @_;
    return SMS::Site::Step->_parts($self, $self->step_count);
}

sub step {
    my ($self, $index) = @_;
    return SMS::Site::Step->_part($self, SMS::Site::Object::_index($index, $self->step_count, 'step'));
}

sub trees {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map {
        +{
            server => scalar SMS::Site::Core::plan_tree_server($handle, $_),
            drive => scalar SMS::Site::Core::plan_tree_drive($handle, $_),
            location => scalar SMS::Site::Core::plan_tree_location($handle, $_),
        }
    } 0 .. SMS::Site::Core::plan_tree_count($handle) - 1;
}

package SMS::Site::Step;

our @ISA = ('SMS::Site::Part');

__PACKAGE__->_askers(
    kind => 'plan_step_kind',
    title => 'plan_step_title',
    actor => 'plan_step_actor',
    relies_on => 'plan_step_relies_on',
    may_lose => 'plan_step_may_lose',
    postcondition => 'plan_step_postcondition',
    source => 'plan_step_source',
    reversal => 'plan_step_reversal',
);

sub kind_name { SMS::Site::Core::step_kind_name($_[0]->kind) }

sub reversal_name { SMS::Site::Core::reversal_name($_[0]->reversal) }

sub words {
    my ($self) = @_;
    my ($handle, $index) = ($self->_handle, $self->{index});
    return map { scalar SMS::Site::Core::plan_step_word($handle, $index, $_) }
        0 .. SMS::Site::Core::plan_step_word_count($handle, $index) - 1;
}

sub line {
    my ($self, $style) = @_;
    return SMS::Site::Core::plan_step_line($self->_handle, $self->{index}, $style // $SMS::Site::Core::COMMAND_CREATEPROCESS);
}

package SMS::Site::Apply;

our @ISA = ('SMS::Site::Object');

# SMS::Site::apply(), resume(), undo(), abandon(), obstacle(), confirm().
sub _begin {
    my ($plan, $tree, @how) = @_;
    my %how = SMS::Site::Object::_options('apply()', [qw(now rehearse)], @how);
    my $place = SMS::Site::Tree::_from($tree);
    SMS::Site::Object::_is($plan, 'SMS::Site::Plan', 'the plan');
    return __PACKAGE__->_begun(SMS::Site::Core::apply_begin($plan->_handle, $place->_handle, $how{rehearse} ? 1 : 0,
        _clock($how{now})), $how{now});
}

sub _resume {
    my ($tree, $journal, @how) = @_;
    my %how = SMS::Site::Object::_options('resume()', ['now'], @how);
    my $place = SMS::Site::Tree::_from($tree);
    return __PACKAGE__->_begun(SMS::Site::Core::apply_resume($place->_handle, $journal, _clock($how{now})), $how{now});
}

sub _undo {
    my ($tree, $journal, @how) = @_;
    my %how = SMS::Site::Object::_options('undo()', ['now'], @how);
    my $place = SMS::Site::Tree::_from($tree);
    return __PACKAGE__->_begun(SMS::Site::Core::apply_undo($place->_handle, $journal, _clock($how{now})), $how{now});
}

sub _abandon {
    my ($tree, $journal, @how) = @_;
    my %how = SMS::Site::Object::_options('abandon()', ['now'], @how);
    my $place = SMS::Site::Tree::_from($tree);
    return scalar SMS::Site::Core::apply_abandon($place->_handle, $journal, _clock($how{now}));
}

sub _obstacle {
    my ($plan, $tree) = @_;
    my $place = SMS::Site::Tree::_from($tree);
    SMS::Site::Object::_is($plan, 'SMS::Site::Plan', 'the plan');
    return scalar SMS::Site::Core::apply_obstacle($plan->_handle, $place->_handle);
}

sub _confirm {
    my ($tree, $journal, $step, $done, @how) = @_;
    my %how = SMS::Site::Object::_options('confirm()', ['now'], @how);
    my $place = SMS::Site::Tree::_from($tree);
    SMS::Site::Core::apply_confirm($place->_handle, $journal, $step, $done ? 1 : 0, _clock($how{now}));
    return;
}

# A number, a function, or this machine's clock.
sub _clock {
    my ($now) = @_;
    return ref $now eq 'CODE' ? $now->() : $now // time;
}

sub _begun {
    my ($class, $handle, $now) = @_;
    return $class->_of($handle, now => $now, journal => scalar SMS::Site::Core::apply_journal($handle),
        outcome => $SMS::Site::Core::OUTCOME_NONE, outcome_text => '');
}

sub journal { $_[0]{journal} }

sub plan { SMS::Site::Plan->_of(SMS::Site::Core::apply_plan($_[0]->_handle)) }

sub outcome { $_[0]{outcome} }

sub outcome_name { SMS::Site::Core::outcome_name($_[0]{outcome}) }

sub outcome_text { $_[0]{outcome_text} }

sub add_tree {
    my ($self, $index, $tree) = @_;
    SMS::Site::Core::apply_add_tree($self->_handle, $index, SMS::Site::Tree::_from($tree)->_handle);
    return;
}

sub next_action {
    my ($self) = @_;
    SMS::Site::Object::_invalid('the last action has not been answered') if $self->{pending};
    my $action = $self->look;
    return $action->kind == $SMS::Site::Core::ACTION_DONE ? undef : $action;
}

sub look {
    my ($self) = @_;
    my $action = SMS::Site::Action->_of(SMS::Site::Core::apply_next($self->_handle, _clock($self->{now})));
    # The action knows its apply, the apply only that one waits: no circle of references.
    $action->{apply} = $self;
    $self->{pending} = $action->needs_answer ? 0 + ++$self->{turn} : 0;
    $action->{turn} = $self->{pending};
    if ($action->kind == $SMS::Site::Core::ACTION_DONE) {
        @$self{qw(outcome outcome_text)} = ($action->outcome, $action->text);
    }
    return $action;
}

package SMS::Site::Action;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    kind => 'action_get_kind',
    step => 'action_step',
    text => 'action_text',
    server => 'action_server',
    is_rehearsal => 'action_is_rehearsal',
    takes_site_list => 'action_takes_site_list',
    look_again_utc_s => 'action_look_again_utc_s',
    until_utc_s => 'action_until_utc_s',
    outcome => 'action_outcome',
);

sub kind_name { SMS::Site::Core::action_kind_name($_[0]->kind) }

sub words {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map { scalar SMS::Site::Core::action_word($handle, $_) } 0 .. SMS::Site::Core::action_word_count($handle) - 1;
}

sub line {
    my ($self, $style) = @_;
    return SMS::Site::Core::action_line($self->_handle, $style // $SMS::Site::Core::COMMAND_CREATEPROCESS);
}

sub paths {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map { scalar SMS::Site::Core::action_path($handle, $_) } 0 .. SMS::Site::Core::action_path_count($handle) - 1;
}

sub needs_answer {
    my ($self) = @_;
    my $kind = $self->kind;
    return $kind == $SMS::Site::Core::ACTION_RUN || $kind == $SMS::Site::Core::ACTION_WAIT
        || $kind == $SMS::Site::Core::ACTION_ASK;
}

sub answer {
    my ($self, $answer, @more) = @_;
    my %more = SMS::Site::Object::_options('answer()', [qw(exit_status output)], @more);
    return if !$self->needs_answer;
    my $apply = $self->{apply};
    SMS::Site::Object::_invalid('this action does not wait for an answer any more')
        if !$apply->{pending} || $apply->{pending} != $self->{turn};
    SMS::Site::Core::apply_report($apply->_handle, $answer // $SMS::Site::Core::ANSWER_DONE, $more{exit_status} // 0,
        $more{output} // '', SMS::Site::Apply::_clock($apply->{now}));
    $apply->{pending} = 0;
    return;
}

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::Plan - a procedure as a list of steps, and carrying it out

=head1 SYNOPSIS

    my $plan = $case->plan_force_ct2;
    print $plan->text;
    my $run = SMS::Site::apply($plan, '/mnt/edge7/SMS');
    while (my $action = $run->next_action) {
        $action->answer(my_runner($action));
    }
    print $run->outcome_name, ': ', $run->outcome_text, "\n";

=head1 DESCRIPTION

A plan is immutable and bound to what was seen; making one changes nothing.

=head1 METHODS

=head2 load($json)

A plan that was saved.

=head2 save

The plan as JSON text. The same case gives the same text.

=head2 text

The plan as a checklist to read or print.

=head2 script($server)

The commands of one server as a batch file for CMD.EXE of Windows NT; C<NOT_FOUND> if there are none.

=head2 procedure

C<force-ct2> or C<sendcode-ct2>.

=head2 id

Twelve hex digits that name the plan.

=head2 site_code

The site it is for.

=head2 location

Where the tree was when the plan was made.

=head2 from_copy

Whether it was made from a copy: then it can only be rehearsed.

=head2 notes

What a person must know before it starts.

=head2 step_count

How many steps it has.

=head2 steps

The steps, as L</SMS::Site::Step> objects.

=head2 step($index)

One of them.

=head2 trees

Drives that the plan has steps on, as hashes of server, drive (C<''> for the one with the SMS root) and location. The first
is the one C<apply()> takes, the others go to C<add_tree()>.

=head2 point_of_no_return

Index of the step after which the whole cannot be taken back, or undef.

=head1 SMS::Site::Step

=head2 kind

One of the constants of C<:step>.

=head2 kind_name

Its name, for example C<COMMAND>.

=head2 title

What it does.

=head2 actor

Who does it: C<smssite>, a server's name (a command there), C<person>.

=head2 relies_on

What it relies on.

=head2 may_lose

What it may lose, C<''> for nothing.

=head2 postcondition

How it is known to have worked.

=head2 source

The article's step it carries out, or that it is an addition.

=head2 reversal

Whether it can be taken back: one of the constants of C<:reversal>. C<REVERSAL_UNTIL_TAKEN>: until a service takes the file,
which may be at once.

=head2 reversal_name

Its name, for example C<FINAL>.

=head2 words

The words of a command.

=head2 line($style)

The words as one line of NT: C<COMMAND_CREATEPROCESS> (the default) or C<COMMAND_CMD>.

=head1 SMS::Site::Apply

What L<SMS::Site/apply>, C<resume> and C<undo> return. Letting go of it early keeps everything as the journal says.

=head2 add_tree($index, $tree)

Gives another tree of the plan, by its index in C<trees>; before the first action.

=head2 next_action

The next L</SMS::Site::Action>, undef when it is over. C<INVALID> if the last one waits for its answer.

=head2 look

The same, but hands out the waiting action again, and the last one (C<ACTION_DONE>) as well.

=head2 journal

Path of the journal in the tree.

=head2 plan

The plan.

=head2 outcome

How it ended: one of the constants of C<:outcome>.

=head2 outcome_name

Its name, for example C<DONE>.

=head2 outcome_text

How it ended, in words.

=head1 SMS::Site::Action

=head2 kind

One of the constants of C<:action>.

=head2 kind_name

Its name: C<STEP> has been done, C<RUN> this, C<WAIT> for that, C<ASK> a person, C<DONE> it is over.

=head2 step

Index of the plan's step, or undef.

=head2 text

What was done, is to be done, is asked or came out.

=head2 server

RUN: the server, else C<''>.

=head2 words

RUN: the words of the command.

=head2 line($style)

RUN: the words as one line of NT: C<COMMAND_CREATEPROCESS> (the default), or C<COMMAND_CMD> for who types them.

=head2 is_rehearsal

RUN: the words need not be run; answer that it is done.

=head2 takes_site_list

ASK: the answer may be a site list of the parent's, given as output; what it says counts then.

=head2 look_again_utc_s

WAIT: look again at this time at the latest, in seconds UTC.

=head2 until_utc_s

WAIT: when the wait as a whole is up, or undef.

=head2 paths

WAIT: paths in the tree to watch.

=head2 outcome

DONE: how it ended.

=head2 needs_answer

Whether the apply waits for an answer.

=head2 answer($answer, exit_status => $number, output => $bytes)

Reports what came of it: one of the constants of C<:answer>, C<ANSWER_DONE> unless given. exit_status and output are a
command's. A STEP needs no answer, and answering it does nothing.

=cut
