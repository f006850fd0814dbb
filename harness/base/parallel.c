// SPDX-License-Identifier: GPL-2.0-only
#include "parallel.h"

#include <pthread.h>
#include <sched.h>

#include "util.h"

#define THREADS_MOST 16

struct job {
	size_t n, next;
	void (*work)(void *arg, size_t i);
	void *arg;
};

static void *work_on(void *data)
{
	struct job *job = data;
	size_t i;

	while ((i = __atomic_fetch_add(&job->next, 1, __ATOMIC_RELAXED)) < job->n)
		job->work(job->arg, i);
	return NULL;
}

static size_t cpus(void)
{
	cpu_set_t set;
	size_t n;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	n = (size_t)CPU_COUNT(&set);
	return n > THREADS_MOST ? THREADS_MOST : n;
}

/* This thread works, too: perhaps no other can be started. */
void parallel(size_t n, void (*work)(void *arg, size_t i), void *arg)
{
	struct job job = { n, 0, work, arg };
	pthread_t threads[THREADS_MOST];
	size_t more = cpus() - 1, i, started = 0;

	for (i = 0; i < more && i + 1 < n; i++)
		started += !pthread_create(&threads[started], NULL, work_on, &job);
	work_on(&job);
	for (i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}
