# SPDX-License-Identifier: MIT
package SMS::Site::Snapshot;

use strict;
use warnings;

use Cwd ();
use SMS::Site::Object;
use SMS::Site::Tree;
use SMS::Site::ControlFile;
use SMS::Site::Evidence;
use SMS::Site::Registry;
use SMS::Site::SiteFiles;

our @ISA = ('SMS::Site::Object');

__PACKAGE__->_askers(
    site_code => 'snapshot_site_code',
    site_name => 'snapshot_site_name',
    parent_site_code => 'snapshot_parent_site_code',
    site_server => 'snapshot_site_server',
    install_directory => 'snapshot_install_directory',
    build => 'snapshot_build',
    documents_cut => 'snapshot_document_cut',
    location => 'snapshot_location',
    root => 'snapshot_root',
    view => 'snapshot_view',
    is_copy => 'snapshot_is_copy',
    taken_utc_s => 'snapshot_taken_utc_s',
    newest_utc_s => 'snapshot_newest_utc_s',
    free_bytes => 'snapshot_free_bytes',
    box_state => 'snapshot_box_state',
);

# SMS::Site::observe().
sub _observe {
    my ($site, @sources) = @_;
    my %how = SMS::Site::Object::_options('observe()',
        [qw(path view services registry site_list hman_log parent_status logs drive_root boot_drive live taken)], @sources);
    my @words = grep { defined $how{$_} } qw(site_list hman_log parent_status);
    SMS::Site::Object::_invalid('the parent has one word: give one of site_list, hman_log and parent_status')
        if @words > 1;
    my $sources = SMS::Site::Core::sources_new();
    _set_site($sources, $site, \%how);
    SMS::Site::Core::sources_set_logs($sources, SMS::Site::Tree::_from($how{logs})->_handle, '') if defined $how{logs};
    if (defined $how{services}) {
        my $services = ref $how{services} ? $how{services} : SMS::Site::Services->read($how{services});
        SMS::Site::Object::_is($services, 'SMS::Site::Services', 'services');
        SMS::Site::Core::sources_set_services($sources, $services->_handle, $services->name);
    }
    _set_boot_drive($sources, $how{boot_drive}) if defined $how{boot_drive};
    for my $given (ref $how{registry} eq 'ARRAY' ? @{ $how{registry} } : grep { defined } $how{registry}) {
        my $registry = ref $given ? $given : SMS::Site::Registry->read($given);
        SMS::Site::Object::_is($registry, 'SMS::Site::Registry', 'registry');
        SMS::Site::Core::sources_add_registry($sources, $registry->_handle, $registry->name);
    }
    _set_word($sources, $words[0], $how{ $words[0] }) if @words && $words[0] ne 'parent_status';
    SMS::Site::Core::sources_set_liveness($sources,
        $how{live} ? $SMS::Site::Core::LIVENESS_LIVE : $SMS::Site::Core::LIVENESS_COPY) if defined $how{live};
    SMS::Site::Core::sources_set_taken($sources, $how{taken} // time);
    if (defined $how{parent_status}) {
        my $code = SMS::Site::Core::snapshot_site_code(SMS::Site::Core::observe($sources));
        my $word = SMS::Site::ParentWord->phrase($code, $how{parent_status});
        SMS::Site::Core::sources_set_parent_word($sources, $word->_handle, $word->name);
    }
    return __PACKAGE__->_of(SMS::Site::Core::observe($sources));
}

# The drive C:, or SMS.INI itself.
sub _set_boot_drive {
    my ($sources, $place) = @_;
    my $name = '';
    if (!ref $place && !-d $place) {
        my $directory;
        ($directory, $name) = $place =~ m{\A(.*/)?(.*)\z}s;
        $place = $directory // '.';
    }
    SMS::Site::Core::sources_set_boot_drive($sources, SMS::Site::Tree::_from($place)->_handle, $name);
    return;
}

sub _set_word {
    my ($sources, $kind, $word) = @_;
    $word = SMS::Site::ParentWord->$kind(SMS::Site::Object::_read_file($word), SMS::Site::Object::_base_name($word))
        if !ref $word;
    SMS::Site::Object::_is($word, 'SMS::Site::ParentWord', $kind);
    SMS::Site::Core::sources_set_parent_word($sources, $word->_handle, $word->name);
    return;
}

# Where drive_root names a directory above the site, the drive is the tree: a journal finds its place there.
sub _set_site {
    my ($sources, $site, $how) = @_;
    my ($path, $drive) = ($how->{path} // '', $how->{drive_root});
    if (defined $drive && !ref $drive && defined $site && !ref $site) {
        my ($real_site, $real_drive) = map { Cwd::realpath($_) // $_ } $site, $drive;
        if ("$real_site/" =~ m{\A\Q$real_drive\E/+(.*?)/*\z}s) {
            $path = join '/', grep { length } $1, $path;
            $site = $drive = SMS::Site::Tree->new($drive);
        }
    }
    my $tree = SMS::Site::Tree::_from($site);
    SMS::Site::Core::sources_set_tree($sources, $tree->_handle, $path, $how->{view} // $SMS::Site::Core::VIEW_AUTO);
    SMS::Site::Core::sources_set_drive($sources, SMS::Site::Tree::_from($drive)->_handle, '') if defined $drive;
    return;
}

sub load {
    my ($class, $json) = @_;
    utf8::encode($json) if defined $json && utf8::is_utf8($json);
    return $class->_of(SMS::Site::Core::snapshot_load($json));
}

sub save { SMS::Site::Core::snapshot_save($_[0]->_handle) }

sub site_type { SMS::Site::Core::snapshot_site_type($_[0]->_handle) || undef }

sub box_state_name { SMS::Site::Core::box_state_name($_[0]->box_state) }

sub directories { SMS::Site::Directory->_parts($_[0], SMS::Site::Core::snapshot_directory_count($_[0]->_handle)) }

sub documents { SMS::Site::Document->_parts($_[0], SMS::Site::Core::snapshot_document_count($_[0]->_handle)) }

sub logs { SMS::Site::Log->_parts($_[0], SMS::Site::Core::snapshot_log_count($_[0]->_handle)) }

sub box { SMS::Site::BoxFile->_parts($_[0], SMS::Site::Core::snapshot_box_count($_[0]->_handle)) }

sub find_directory {
    my ($self, $path) = @_;
    my $index = SMS::Site::Core::snapshot_find_directory($self->_handle, $path);
    return defined $index ? SMS::Site::Directory->_part($self, $index) : undef;
}

sub find_document {
    my ($self, $path) = @_;
    my $index = SMS::Site::Core::snapshot_find_document($self->_handle, $path);
    return defined $index ? SMS::Site::Document->_part($self, $index) : undef;
}

sub find_log {
    my ($self, $name) = @_;
    my $index = SMS::Site::Core::snapshot_find_log($self->_handle, $name);
    return defined $index ? SMS::Site::Log->_part($self, $index) : undef;
}

sub find_box_file {
    my ($self, $role) = @_;
    my $index = SMS::Site::Core::snapshot_box_find($self->_handle, $role, 0);
    return defined $index ? SMS::Site::BoxFile->_part($self, $index) : undef;
}

sub services {
    my ($self) = @_;
    my $handle = SMS::Site::Core::snapshot_services($self->_handle);
    return defined $handle
        ? SMS::Site::Services->_of($handle, name => scalar SMS::Site::Core::snapshot_services_name($self->_handle))
        : undef;
}

sub registry {
    my ($self) = @_;
    my $handle = SMS::Site::Core::snapshot_registry($self->_handle);
    return defined $handle ? SMS::Site::Registry->_of($handle, name => 'snapshot') : undef;
}

sub installed {
    my ($self) = @_;
    my $handle = SMS::Site::Core::snapshot_installed($self->_handle);
    return defined $handle ? SMS::Site::Services->_of($handle, name => 'registry') : undef;
}

sub service {
    my ($self, $name) = @_;
    return SMS::Site::Core::snapshot_service($self->_handle, $name);
}

sub _registry_source {
    my ($self, $index) = @_;
    my $handle = $self->_handle;
    return {
        name => scalar SMS::Site::Core::snapshot_registry_source_name($handle, $index),
        status => SMS::Site::Core::snapshot_registry_source_status($handle, $index),
        message => scalar SMS::Site::Core::snapshot_registry_source_message($handle, $index),
        dirty => SMS::Site::Core::snapshot_registry_source_is_dirty($handle, $index),
        cut => SMS::Site::Core::snapshot_registry_source_cut($handle, $index),
    };
}

sub registry_sources {
    my ($self) = @_;
    return map { $self->_registry_source($_) } 0 .. SMS::Site::Core::snapshot_registry_source_count($self->_handle) - 1;
}

sub registry_source {
    my ($self, $value) = @_;
    SMS::Site::Object::_is($value, 'SMS::Site::RegistryValue', 'a value of the registry');
    my $index = SMS::Site::Core::snapshot_registry_source($self->_handle, $value->{index});
    return defined $index ? $self->_registry_source($index) : undef;
}

sub parent_word {
    my ($self) = @_;
    my $handle = SMS::Site::Core::snapshot_parent_word($self->_handle);
    return defined $handle
        ? SMS::Site::ParentWord->_of($handle, name => scalar SMS::Site::Core::snapshot_parent_word_name($self->_handle))
        : undef;
}

package SMS::Site::Directory;

our @ISA = ('SMS::Site::Part');

__PACKAGE__->_askers(
    path => 'snapshot_directory_path',
    presence => 'snapshot_directory_presence',
    message => 'snapshot_directory_message',
    cut => 'snapshot_entry_cut',
);

sub layout {
    my ($self) = @_;
    my $index = SMS::Site::Core::snapshot_directory_layout($self->_handle, $self->{index});
    return defined $index ? SMS::Site::_layout_at($index) : undef;
}

sub entries {
    my ($self) = @_;
    my ($handle, $index) = ($self->_handle, $self->{index});
    return map {
        SMS::Site::Entry->_new(
            scalar SMS::Site::Core::snapshot_entry_name($handle, $index, $_),
            SMS::Site::Core::snapshot_entry_stat($handle, $index, $_))
    } 0 .. SMS::Site::Core::snapshot_entry_count($handle, $index) - 1;
}

package SMS::Site::Document;

our @ISA = ('SMS::Site::Part');

__PACKAGE__->_askers(
    path => 'snapshot_document_path',
    status => 'snapshot_document_status',
    message => 'snapshot_document_message',
    sha256 => 'snapshot_document_sha256',
);

sub stat {
    my ($self) = @_;
    return SMS::Site::Entry->_new(undef, SMS::Site::Core::snapshot_document_stat($self->_handle, $self->{index}));
}

sub control_file {
    my ($self) = @_;
    my $handle = SMS::Site::Core::snapshot_document_control_file($self->_handle, $self->{index});
    return defined $handle ? SMS::Site::ControlFile->_of($handle) : undef;
}

sub system_map {
    my ($self) = @_;
    my $handle = SMS::Site::Core::snapshot_document_system_map($self->_handle, $self->{index});
    return defined $handle ? SMS::Site::SystemMap->_of($handle) : undef;
}

sub ini {
    my ($self) = @_;
    my $handle = SMS::Site::Core::snapshot_document_ini($self->_handle, $self->{index});
    return defined $handle ? SMS::Site::SmsIni->_of($handle) : undef;
}

sub send_request {
    my ($self) = @_;
    my $handle = SMS::Site::Core::snapshot_document_send_request($self->_handle, $self->{index});
    return defined $handle ? SMS::Site::SendRequest->_of($handle) : undef;
}

package SMS::Site::Log;

our @ISA = ('SMS::Site::Part');

__PACKAGE__->_askers(
    name => 'snapshot_log_name',
    path => 'snapshot_log_path',
    status => 'snapshot_log_status',
    cut => 'snapshot_record_cut',
    backward_steps => 'snapshot_log_backward_steps',
    skipped => 'snapshot_log_skipped',
);

sub stat {
    my ($self) = @_;
    return SMS::Site::Entry->_new(undef, SMS::Site::Core::snapshot_log_stat($self->_handle, $self->{index}));
}

sub records {
    my ($self) = @_;
    my ($handle, $index) = ($self->_handle, $self->{index});
    return map {
        {
            text => scalar SMS::Site::Core::snapshot_record_text($handle, $index, $_),
            line => SMS::Site::Core::snapshot_record_line($handle, $index, $_),
            time_local_s => scalar SMS::Site::Core::snapshot_record_time_local_s($handle, $index, $_),
        }
    } 0 .. SMS::Site::Core::snapshot_record_count($handle, $index) - 1;
}

package SMS::Site::BoxFile;

our @ISA = ('SMS::Site::Part');

__PACKAGE__->_askers(name => 'snapshot_box_name', role => 'snapshot_box_role');

sub role_name { SMS::Site::Core::box_role_name($_[0]->role) }

sub stat {
    my ($self) = @_;
    return SMS::Site::Entry->_new(undef, SMS::Site::Core::snapshot_box_stat($self->_handle, $self->{index}));
}

sub document {
    my ($self) = @_;
    my $index = SMS::Site::Core::snapshot_box_document($self->_handle, $self->{index});
    return defined $index ? SMS::Site::Document->_part($self->{owner}, $index) : undef;
}

1;

__END__

=encoding UTF-8

=head1 NAME

SMS::Site::Snapshot - what was seen of a site

=head1 SYNOPSIS

    my $snapshot = SMS::Site::observe('/mnt/edge7/SMS', services => 'net-start.txt');
    print $snapshot->site_code, ' ', $snapshot->box_state_name, "\n";

=head1 DESCRIPTION

A snapshot comes from L<SMS::Site/observe> and is immutable. Times are seconds, undef is unknown.

=head1 METHODS

=head2 load($json)

A snapshot that was saved.

=head2 save

The snapshot as JSON text, secrets replaced by their length. The same snapshot gives the same text.

=head2 site_code

The site's code. Like the next four it is what the control files say, C<''> where none does.

=head2 site_name

Its name.

=head2 parent_site_code

Its parent's code.

=head2 site_server

The site server's name.

=head2 install_directory

The SMS root in the server's own notation.

=head2 site_type

One of the constants of C<:type>, another number as found, undef unknown.

=head2 build

Build number in the control file's header, undef unknown.

=head2 location

Where the tree was.

=head2 root

The SMS root's path in the tree.

=head2 view

What of the site the tree showed: one of the constants of C<:view>.

=head2 is_copy

Whether it is of a copy: then ages count from the newest time in the evidence.

=head2 taken_utc_s

When it was taken.

=head2 newest_utc_s

Newest file time in the evidence.

=head2 free_bytes

Free bytes of the volume, undef unknown.

=head2 directories

The directories looked at, as L</SMS::Site::Directory> objects.

=head2 find_directory($path)

One of them by its path below the SMS root, spelling variants matched, or undef.

=head2 documents

The files whose contents were read, as L</SMS::Site::Document> objects.

=head2 find_document($path)

One of them by its path, or undef.

=head2 logs

The trace logs that were found, as L</SMS::Site::Log> objects.

=head2 find_log($name)

The first log of a name, or undef.

=head2 box

The names in the site-control box, as L</SMS::Site::BoxFile> objects.

=head2 find_box_file($role)

The first name of a role (constants of C<:box>), or undef.

=head2 box_state

What the box as a whole says: one of the constants of C<:box>.

=head2 box_state_name

Its name, for example C<AT_REST>.

=head2 services

The list of services that was given, or undef.

=head2 documents_cut

Control files and send requests beyond the limits, which are only names.

=head2 registry

What is kept of the registries that were given, an L<SMS::Site::Registry> that answers as they would, secrets replaced by their
length; undef if none was given.

=head2 installed

The services that the registry says are installed, an L<SMS::Site::Evidence/SMS::Site::Services>; undef where it tells of none.

=head2 service($name)

State of a service (constants of C<:service>): what the list says, and where that leaves open whether it is installed, the registry.

=head2 registry_sources

The registries that were given: C<< { name, status, message, dirty, cut } >>, cut being how many keys and values of interest are only
counted.

=head2 registry_source($value)

The one that a value of C<registry> is from.

=head2 parent_word

The parent's word that was given, or undef.

=head1 SMS::Site::Directory

=head2 path

Path below the SMS root; C<..> is the drive's root.

=head2 layout

What it is in the layout (L<SMS::Site/layout>), or undef.

=head2 presence

How it was found: one of the constants of C<:presence>.

=head2 message

Why it could not be read.

=head2 entries

The names kept, as L<SMS::Site::Tree/SMS::Site::Entry> objects.

=head2 cut

How many more there were, which are only counted.

=head1 SMS::Site::Document

=head2 path

Path below the SMS root.

=head2 status

C<OK> or why it could not be read or parsed: one of the constants of C<:status>.

=head2 message

The message that goes with the status.

=head2 sha256

SHA-256 of the bytes in hex, C<''> if they could not be read.

=head2 stat

Its size and time stamp, as a L<SMS::Site::Tree/SMS::Site::Entry>.

=head2 control_file

The parsed L<SMS::Site::ControlFile>, or undef.

=head2 system_map

The parsed L<SMS::Site::SiteFiles/SMS::Site::SystemMap>, or undef if the document is none.

=head2 ini

SMS.INI or DOMAIN.INI, an L<SMS::Site::Registry/SMS::Site::SmsIni>, or undef.

=head2 send_request

The L<SMS::Site::SiteFiles/SMS::Site::SendRequest>, or undef.

=head1 SMS::Site::Log

=head2 name

File name as in the catalogue of services.

=head2 path

Where it was found.

=head2 status

C<OK> if it was read to its end, else why not.

=head2 stat

Its size and time stamp, as a L<SMS::Site::Tree/SMS::Site::Entry>.

=head2 records

Records kept, each C<< { text => ..., line => ..., time_local_s => ... } >>. The time is the server's wall clock.

=head2 cut

How many records of interest more there were.

=head2 backward_steps

How often a record's time was before that of the record before it.

=head2 skipped

Bytes at the front of a log of more than 256 MiB that were not read; its records then have no line numbers.

=head1 SMS::Site::BoxFile

=head2 name

The name as found.

=head2 role

What it is, by its name: one of the constants of C<:box>.

=head2 role_name

Its name, for example C<MASTER>.

=head2 stat

Its size and time stamp, as a L<SMS::Site::Tree/SMS::Site::Entry>.

=head2 document

Its contents as a L</SMS::Site::Document>, or undef.

=cut
