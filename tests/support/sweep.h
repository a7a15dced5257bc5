/* SPDX-License-Identifier: MIT */
/* Every allocation fails once: run a scenario again and again, the Nth allocation failing, until it comes
 * through; each time the status must say so and nothing may be left allocated. */
#ifndef SWEEP_H
#define SWEEP_H

#include <smssite.h>
#include <stdio.h>
#include <stdlib.h>

struct sweep {
	size_t count, fail_at, live;
};

static void *sweep_resize(void *context, void *memory, size_t size)
{
	struct sweep *sweep = context;
	void *fresh;

	if (++sweep->count == sweep->fail_at)
		return NULL;
	fresh = realloc(memory, size);
	if (fresh && !memory)
		sweep->live++;
	return fresh;
}

static void sweep_release(void *context, void *memory)
{
	struct sweep *sweep = context;

	sweep->live--;
	free(memory);
}

/* Runs scenario(argument) until no allocation is left to fail. The scenario frees what it makes and returns the
 * status of its first failing call. Answers how many allocations were failed; aborts with a message otherwise. */
static inline size_t sweep_allocations(smssite_status (*scenario)(void *argument), void *argument)
{
	struct sweep sweep = { 0 };
	struct smssite_allocator seam = { sweep_resize, sweep_release, &sweep };
	smssite_status status;

	for (size_t n = 1;; n++) {
		sweep = (struct sweep){ .fail_at = n };
		smssite_set_allocator(&seam);
		status = scenario(argument);
		smssite_set_allocator(NULL);
		if (sweep.live) {
			fprintf(stderr, "allocation %zu failing: %zu blocks left\n", n, sweep.live);
			abort();
		}
		if (sweep.count < n) {
			if (status != SMSSITE_OK) {
				fprintf(stderr, "no allocation failing: %s\n", smssite_error_message());
				abort();
			}
			return n - 1;
		}
		if (status != SMSSITE_NO_MEMORY) {
			fprintf(stderr, "allocation %zu failing: status %s\n", n, smssite_status_name(status));
			abort();
		}
	}
}

#endif
