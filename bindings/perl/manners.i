/* SPDX-License-Identifier: MIT */
/* How values and failures look in Perl. The classes people see are in lib/; this module is their inside. */
%{
#define NONE sv_newmortal()
/* A plain blessed pointer; lib/SMS/Site/Object.pm gives each kind its DESTROY. */
#define OWNED 0

/* Puts an SMS::Site::Error into $@. Its class is written in Perl, where it is known who called. */
static void raise_error(int code, const char *message, int os_error)
{
	dTHX;
	dSP;
	SV *error;

	ENTER;
	SAVETMPS;
	PUSHMARK(SP);
	mXPUSHs(newSViv(code));
	mXPUSHs(newSVpvn_utf8(message, strlen(message), is_utf8_string((const U8 *)message, strlen(message))));
	mXPUSHs(newSViv(os_error));
	PUTBACK;
	call_pv("SMS::Site::Error::_new", G_SCALAR);
	SPAGAIN;
	error = newSVsv(POPs);
	PUTBACK;
	FREETMPS;
	LEAVE;
	sv_setsv(get_sv("@", GV_ADD), sv_2mortal(error));
}

static void raise_status(smssite_status status)
{
	raise_error(status, smssite_error_message(), smssite_error_errno());
}

/* What the wrappers themselves refuse is the caller's mistake. */
#undef SWIG_Error
#define SWIG_Error(kind, message) ((void)(kind), raise_error(SMSSITE_INVALID, message, 0))

static bool is_none(SV *value)
{
	dTHX;

	SvGETMAGIC(value);
	return !SvOK(value);
}

/* Site text and names that are not UTF-8 (names on a disk may be anything) come back as the bytes they are. */
static SV *from_text(const char *text)
{
	dTHX;
	size_t size = text ? strlen(text) : 0;

	if (!text)
		return NONE;
	return newSVpvn_flags(text, size, SVs_TEMP | (is_utf8_string((const U8 *)text, size) ? SVf_UTF8 : 0));
}

static bool is_plain(SV *value)
{
	dTHX;

	SvGETMAGIC(value);
	return SvOK(value) && (!SvROK(value) || SvAMAGIC(value));
}

static const char *checked(const char *text, STRLEN size)
{
	if (strlen(text) == size)
		return text;
	raise_error(SMSSITE_INVALID, "a NUL character in a text", 0);
	return NULL;
}

/* Lives until the caller's statement ends. */
static const char *as_text(SV *value)
{
	dTHX;
	const char *text;
	STRLEN size;

	if (!is_plain(value)) {
		raise_error(SMSSITE_INVALID, "a string is needed", 0);
		return NULL;
	}
	text = SvPVutf8(sv_mortalcopy(value), size);
	return checked(text, size);
}

/* A path is taken as open() takes it: a byte string stands for itself. */
static const char *as_path(SV *value)
{
	dTHX;
	const char *text;
	STRLEN size;

	if (!is_plain(value)) {
		raise_error(SMSSITE_INVALID, "a path is needed", 0);
		return NULL;
	}
	text = SvPV(sv_mortalcopy(value), size);
	return checked(text, size);
}

/* The texts live as the values do, the array is the caller's. */
static const char **as_texts(SV *value, size_t *count)
{
	dTHX;
	const char **texts;
	AV *list;

	SvGETMAGIC(value);
	if (!SvROK(value) || SvTYPE(SvRV(value)) != SVt_PVAV) {
		raise_error(SMSSITE_INVALID, "a reference to an array is needed", 0);
		return NULL;
	}
	list = (AV *)SvRV(value);
	*count = (size_t)(av_len(list) + 1);
	texts = calloc(*count + 1, sizeof(*texts));
	if (!texts) {
		raise_error(SMSSITE_NO_MEMORY, "out of memory", 0);
		return NULL;
	}
	for (size_t i = 0; i < *count; i++) {
		SV **element = av_fetch(list, (SSize_t)i, 0);

		texts[i] = as_text(element ? *element : &PL_sv_undef);
		if (!texts[i]) {
			free(texts);
			return NULL;
		}
	}
	return texts;
}

static SV *from_bytes(const void *data, size_t size)
{
	dTHX;

	return newSVpvn_flags(data, size, SVs_TEMP);
}

static bool as_bytes(SV *value, const void **data, size_t *size)
{
	dTHX;
	STRLEN length;

	if (!is_plain(value)) {
		raise_error(SMSSITE_INVALID, "a string of bytes is needed", 0);
		return false;
	}
	if (SvUTF8(value) || SvROK(value)) {
		value = sv_mortalcopy(value);
		SvPV_force(value, length);
		if (!sv_utf8_downgrade(value, TRUE)) {
			raise_error(SMSSITE_INVALID, "a string of bytes is needed, this one has wide characters", 0);
			return false;
		}
	}
	*data = SvPV(value, length);
	*size = length;
	return true;
}

static SV *from_int(int64_t number)
{
	dTHX;

	return sv_2mortal(newSViv(number));
}

static SV *from_stat(const struct smssite_tree_stat *stat)
{
	dTHX;
	AV *list = newAV();

	av_push(list, newSViv(stat->kind));
	av_push(list, newSViv(stat->size));
	av_push(list, stat->mtime_utc_s == SMSSITE_NO_TIME ? newSV(0) : newSViv(stat->mtime_utc_s));
	av_push(list, newSVuv(stat->identity));
	return sv_2mortal(newRV_noinc((SV *)list));
}

static SV *from_part(const struct smssite_trace_record *record, const char *part, size_t size)
{
	dTHX;
	char *text = NULL;
	SV *value;

	if (size)
		smssite_trace_record_text(record, part, size, &text);
	value = newSVpvn_utf8(text ? text : "", text ? strlen(text) : 0, true);
	smssite_free(text);
	return value;
}

static SV *from_number(int64_t number, int64_t none)
{
	dTHX;

	return number == none ? newSV(0) : newSViv(number);
}

static SV *from_record(const struct smssite_trace_record *record)
{
	dTHX;
	AV *list = newAV();

	av_push(list, newSViv(record->form));
	av_push(list, from_part(record, record->text, record->text_size));
	av_push(list, from_part(record, record->message, record->message_size));
	av_push(list, from_part(record, record->component, record->component_size));
	av_push(list, from_part(record, record->level, record->level_size));
	av_push(list, from_part(record, record->context, record->context_size));
	av_push(list, from_part(record, record->file, record->file_size));
	av_push(list, from_part(record, record->zone, record->zone_size));
	av_push(list, from_number(record->time_local_s, SMSSITE_NO_TIME));
	av_push(list, from_number(record->source_line, -1));
	av_push(list, from_number(record->thread, -1));
	av_push(list, from_number(record->time_ms, -1));
	av_push(list, from_number((int64_t)record->log, -1));
	av_push(list, from_number((int64_t)record->line, -1));
	return sv_2mortal(newRV_noinc((SV *)list));
}
%}
%init %{
	STATIC_ASSERT_STMT(sizeof(IV) >= sizeof(int64_t));
%}
%define %set_nothing
%enddef

%typemap(in, noblock=1) const char *path, const char *journal {
	$1 = (char *)as_path($input);
	if (!$1)
		SWIG_fail;
}
%typemap(freearg) const char *path, const char *journal ""
