# SPDX-License-Identifier: MIT
package SMS::Site::UidStore;

use strict;
use warnings;

use SMS::Site::Object;
use SMS::Site::Evidence;
use SMS::Site::Tree;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(state => 'uid_store_state', highest => 'uid_store_highest');

sub _number { ${ SMS::Site::Object::_is($_[0], 'SMS::Site::SMSID', 'the id') } }

sub read {
    my ($class, $tree, $directory) = @_;
    SMS::Site::Object::_is($tree, 'SMS::Site::Tree', 'the tree');
    return $class->_of(SMS::Site::Core::uid_store_read($tree->_handle, $directory // 'LOGON.SRV/SMSID'));
}

sub seen {
    my ($class, $snapshot) = @_;
    SMS::Site::Object::_is($snapshot, 'SMS::Site::Snapshot', 'the snapshot');
    return $class->_of(SMS::Site::Core::uid_store_from_snapshot($snapshot->_handle));
}

sub names {
    my ($self) = @_;
    return map { scalar SMS::Site::Core::uid_store_name($self->_handle, $_) }
        0 .. SMS::Site::Core::uid_store_count($self->_handle) - 1;
}

sub id {
    my ($self, $index) = @_;
    $index = SMS::Site::Object::_index($index, SMS::Site::Core::uid_store_count($self->_handle), 'name');
    return SMS::Site::SMSID->_of(SMS::Site::Core::uid_store_id($self->_handle, $index));
}

sub next_id { SMS::Site::SMSID->_of(SMS::Site::Core::uid_store_next_id($_[0]->_handle)) }

sub rename {
    my ($class, $tree, $directory, $expected, $wanted) = @_;
    SMS::Site::Object::_is($tree, 'SMS::Site::Tree', 'the tree');
    SMS::Site::Core::uid_store_rename($tree->_handle, $directory, _number($expected), _number($wanted));
    return;
}

package SMS::Site::IdMap;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    id_count => 'id_map_id_count',
    foreign_count => 'id_map_foreign_count',
    next_range_text => 'id_map_next_range_text',
    remaining => 'id_map_remaining',
    problems_cut => 'id_map_problem_cut',
    to_json => 'id_map_to_json',
);

sub new {
    my ($class, $site_code) = @_;
    return $class->_of(SMS::Site::Core::id_map_new($site_code));
}

sub of {
    my ($class, $case) = @_;
    SMS::Site::Object::_is($case, 'SMS::Site::Case', 'the case');
    my $self = $class->new($case->site->site_code);
    $self->add_case($case);
    return $self->finish;
}

sub add_case {
    my ($self, $case) = @_;
    SMS::Site::Object::_is($case, 'SMS::Site::Case', 'the case');
    SMS::Site::Core::id_map_add_case($self->_handle, $case->_handle);
    return;
}

sub add_id {
    my ($self, $source, $id, $server, $path, $line) = @_;
    SMS::Site::Core::id_map_add_id($self->_handle, $source, $server, SMS::Site::UidStore::_number($id), $path // '', $line // 0);
    return;
}

sub add_uid_store {
    my ($self, $server, $store, $path) = @_;
    SMS::Site::Object::_is($store, 'SMS::Site::UidStore', 'the store');
    SMS::Site::Core::id_map_add_uid_store($self->_handle, $server, $store->_handle, $path // '');
    return;
}

sub add_earlier {
    my ($self, $server, $store, $seconds_before) = @_;
    SMS::Site::Object::_is($store, 'SMS::Site::UidStore', 'the store');
    SMS::Site::Core::id_map_add_earlier($self->_handle, $server, $store->_handle, $seconds_before);
    return;
}

sub add_snapshot {
    my ($self, $snapshot, $server) = @_;
    SMS::Site::Object::_is($snapshot, 'SMS::Site::Snapshot', 'the snapshot');
    SMS::Site::Core::id_map_add_snapshot($self->_handle, $server, $snapshot->_handle);
    return;
}

sub add_unreachable { SMS::Site::Core::id_map_add_unreachable($_[0]->_handle, $_[1]); return }

sub add_next {
    my ($self, $source, $value, $path, $line) = @_;
    SMS::Site::Core::id_map_add_next($self->_handle, $source, $value, $path // '', $line // 0);
    return;
}

sub add_registry {
    my ($self, $registry, $path) = @_;
    SMS::Site::Object::_is($registry, 'SMS::Site::Registry', 'the registry');
    SMS::Site::Core::id_map_add_registry($self->_handle, $registry->_handle, $path // 'registry');
    return;
}

sub add_sms_ini {
    my ($self, $ini, $path) = @_;
    SMS::Site::Object::_is($ini, 'SMS::Site::SmsIni', 'SMS.INI');
    SMS::Site::Core::id_map_add_sms_ini($self->_handle, $ini->_handle, $path // 'SMS.INI');
    return;
}

sub add_list {
    my ($self, $source, $data, $path) = @_;
    return SMS::Site::Core::id_map_add_list($self->_handle, $source, $data, $path // 'list');
}

sub add_unseen { SMS::Site::Core::id_map_add_unseen($_[0]->_handle, $_[1]); return }

sub finish { SMS::Site::Core::id_map_finish($_[0]->_handle); return $_[0] }

sub next_range { SMS::Site::SMSID->_of(SMS::Site::Core::id_map_next_range($_[0]->_handle)) }

# What is not found is undef.
sub _id_or_undef {
    my ($call, @arguments) = @_;
    my $number = eval { $call->(@arguments) };
    return defined $number ? SMS::Site::SMSID->_of($number) : undef if !$@;
    die $@ if !ref $@ || $@->code != $SMS::Site::Core::NOT_FOUND;
    return undef;
}

sub _server_name {
    my ($self, $server) = @_;
    return defined $server ? SMS::Site::Core::id_map_server_name($self->_handle, $server) : undef;
}

sub servers {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map { +{
        name => scalar SMS::Site::Core::id_map_server_name($handle, $_),
        state => scalar SMS::Site::Core::id_map_server_state($handle, $_),
        next_id => scalar _id_or_undef(\&SMS::Site::Core::id_map_server_next_id, $handle, $_),
        remaining => scalar SMS::Site::Core::id_map_server_remaining($handle, $_),
        lasts_s => scalar SMS::Site::Core::id_map_server_lasts_s($handle, $_),
        path => scalar SMS::Site::Core::id_map_server_path($handle, $_),
    } } 0 .. SMS::Site::Core::id_map_server_count($handle) - 1;
}

sub ranges {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map { +{
        number => scalar SMS::Site::Core::id_map_range_number($handle, $_),
        owner => scalar $self->_server_name(SMS::Site::Core::id_map_range_owner($handle, $_)),
        used => scalar SMS::Site::Core::id_map_range_used($handle, $_),
        highest => scalar _id_or_undef(\&SMS::Site::Core::id_map_range_highest, $handle, $_),
        path => scalar SMS::Site::Core::id_map_range_path($handle, $_),
    } } 0 .. SMS::Site::Core::id_map_range_count($handle) - 1;
}

sub problems {
    my ($self) = @_;
    my $handle = $self->_handle;
    return map {
        my $kind = SMS::Site::Core::id_map_problem_kind($handle, $_);
        +{
            kind => $kind,
            name => scalar SMS::Site::Core::id_problem_name($kind),
            server => scalar $self->_server_name(SMS::Site::Core::id_map_problem_server($handle, $_)),
            text => scalar SMS::Site::Core::id_map_problem_text($handle, $_),
            path => scalar SMS::Site::Core::id_map_problem_path($handle, $_),
            line => scalar SMS::Site::Core::id_map_problem_line($handle, $_),
            first_id => scalar _id_or_undef(\&SMS::Site::Core::id_map_problem_first_id, $handle, $_),
            last_id => scalar _id_or_undef(\&SMS::Site::Core::id_map_problem_last_id, $handle, $_),
        }
    } 0 .. SMS::Site::Core::id_map_problem_count($handle) - 1;
}

sub unseen {
    my ($self) = @_;
    return map { scalar SMS::Site::Core::id_map_unseen($self->_handle, $_) }
        0 .. SMS::Site::Core::id_map_unseen_count($self->_handle) - 1;
}

sub check_uid {
    my ($self, $server, $id) = @_;
    SMS::Site::Core::id_map_check_uid($self->_handle, $server, SMS::Site::UidStore::_number($id));
    return;
}

sub check_next {
    my ($self, $id) = @_;
    SMS::Site::Core::id_map_check_next($self->_handle, SMS::Site::UidStore::_number($id));
    return;
}

sub state_name { SMS::Site::Core::uid_state_name($_[1]) }

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::IdMap - which SMSIDs of a site are in use, and what may be given next

=head1 SYNOPSIS

    my $map = SMS::Site::IdMap->of($case);
    print $map->next_range, "\n";
    print "$_->{text}\n" for $map->problems;

=head1 SMS::Site::UidStore

The directory F<LOGON.SRV/SMSID> of one logon server: one file whose name is the next id (KB Q127052).

=head2 read($tree, $directory)

Reads the directory as it is now; F<LOGON.SRV/SMSID> unless another is given.

=head2 seen($snapshot)

What a snapshot has seen of it.

=head2 state

One of the constants C<UID_...>.

=head2 names

Names that end in C<.UID>, as found.

=head2 id($index)

The id that a name stands for.

=head2 next_id

The next id of the server; dies with the reason if there is none.

=head2 highest

Position of the highest id; files with lower ones are to be removed (KB Q269774).

=head2 rename($tree, $directory, $expected, $wanted)

Renames the one file, never replacing another; dies with C<CHANGED> if a client was faster.

=head1 SMS::Site::IdMap

Evidence is added first, then C<finish> answers; after that the map does not change.

=head2 new($site_code)

An empty map.

=head2 of($case)

The finished map of a case.

=head2 add_case($case)

The C<.UID> files and file names of a site, its logon servers and the earlier look, and the registry's next range.

=head2 add_id($source, $id, $server, $path, $line)

One id, seen at one of the constants C<ID_...>; those of other sites are only counted.

=head2 add_uid_store($server, $store, $path)

The C<.UID> files of a logon server.

=head2 add_earlier($server, $store, $seconds_before)

The same server's files at an earlier time.

=head2 add_snapshot($snapshot, $server)

The C<.UID> files of that server (not without a name), and all file names that carry ids.

=head2 add_unreachable($server)

A logon server that cannot be reached: no range it may have had is used again.

=head2 add_next($source, $value, $path, $line)

The value of the next range, of the registry or saved.

=head2 add_registry($registry, $path)

C<Next SMS Unique ID> of the site server.

=head2 add_sms_ini($ini, $path)

A client's own id, and on the site server the saved range.

=head2 add_list($source, $bytes, $path)

A list of ids, one a line, of records with the logon server behind it; returns how many.

=head2 add_unseen($what)

Something nobody could look at.

=head2 finish

Makes the answers and returns the map.

=head2 id_count

Ids of the site that were added.

=head2 foreign_count

Ids of other sites.

=head2 next_range

The lowest C<Next SMS Unique ID> that is safe; dies with C<UNDECIDED> if what was seen does not tell.

=head2 next_range_text

Why it is this range, with the evidence, or why it is not known; empty before C<finish>.

=head2 remaining

Ids that the site can still hand out.

=head2 servers

The logon servers: hashes of C<name>, C<state>, C<next_id>, C<remaining>, C<lasts_s>, C<path>.

=head2 ranges

Ranges of which something was seen: hashes of C<number>, C<owner>, C<used>, C<highest>, C<path>.

=head2 problems

What is wrong, or will be: hashes of C<kind>, C<name>, C<server>, C<text>, C<path>, C<line>, and C<first_id> and
C<last_id>, the first and the last of the ids that two clients have, or will get (undefined if there are none).

=head2 problems_cut

Problems that are only counted.

=head2 unseen

What could not be seen.

=head2 check_uid($server, $id)

Dies with C<REFUSED> if the C<.UID> file of a server must not be set to an id.

=head2 check_next($id)

Dies with C<REFUSED> if C<Next SMS Unique ID> must not be set to an id.

=head2 state_name($state)

The name of a constant C<UID_...>.

=head2 to_json

All of it as JSON.

=cut
