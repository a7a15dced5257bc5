/* SPDX-License-Identifier: MIT */
/* How many SMSIDs a second one core takes through next and compare; the reference is a bare loop that adds. */
#include <smssite.h>

#include <stdio.h>
#include <time.h>

static double seconds(void)
{
	struct timespec now;

	/* Of this process alone, whatever else the machine does. */
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(void)
{
	enum { ROUNDS = 5, RANGES = 1296 };
	double best = 1e9, bare = 1e9, start;
	uint64_t count = 0, id;
	volatile uint64_t sink = 0;

	for (int round = 0; round < ROUNDS; round++) {
		count = 0;
		start = seconds();
		for (uint32_t range = 0; range < RANGES; range++) {
			uint64_t next;

			smssite_smsid_make(12345, range, 0, &id);
			while (count++, smssite_smsid_next(id, &next) == SMSSITE_OK &&
				smssite_smsid_compare(id, next) < 0)
				id = next;
		}
		if (seconds() - start < best)
			best = seconds() - start;
		start = seconds();
		for (uint64_t i = 0; i < count; i++)
			sink = sink + 1;
		if (seconds() - start < bare)
			bare = seconds() - start;
	}
	printf("next and compare: %.0f million a second; %.2f times the bare loop\n", (double)count / best / 1e6, best / bare);
	return 0;
}
