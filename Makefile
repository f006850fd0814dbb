# SPDX-License-Identifier: GPL-2.0-only
# make            the program, and the module for the running kernel where its headers are
# make kmod       the module alone; KDIR=... for another kernel
# make flat       the guest without an OS, build/privbench.flat; make iso: the same to boot from
# make guest      the Linux guest: kernel, module, initramfs; GUEST=... as run's --kernel
# make xen        Xen for the target xen, which takes the Linux guest
# make check      all tests; make bench: how fast privbench itself is
# make check-all  check, and all of the following but check-aa
# make check-boots: 20 boots of each kernel have the same figures in all benches
# make check-aa: the suite against itself, 12 times: how often a difference is found where there is none
# make check-truth: what compare, check and trend say of thousands of folders and histories whose truth is known
# make check-tree: --kernel TREE with small kernels built for it (plain, paravirtual, with the kernel's own
#   checks, by clang with CFI), git bisect, docs/ci's workflow
# make check-distros: ./run.sh and make check in fresh minimal systems of Debian 12 and 13
# make fuzz: hostile input for what reads any, FUZZ_SECONDS=60 a target, found ones in build/fuzz
# make check-bochs: WRMSRNS and its kin where Bochs has them, in a chroot of 215 MB
VERSION := 0.1
B := build
V ?= 0
Q := $(if $(filter 1,$V),,@)
say = $(if $(filter 1,$V),,@printf '  %-7s %s\n' '$1' '$2')

export BUILD := $(CURDIR)/$B
KDIR ?= /lib/modules/$(shell uname -r)/build
GUEST ?= default

CC := gcc
CFLAGS := -O2 -g
WARN := -Wall -Wextra -Werror
FLAGS = -std=gnu11 -D_GNU_SOURCE -DPRIVBENCH_VERSION='"$(VERSION)"' $(WARN) \
	-Ibench -Wa,-I,bench -Istats $(addprefix -I,$(sort $(dir $(harness)))) $(LIBPERF_CFLAGS) -MMD -MP
LIBS = $(LIBPERF_LIBS) -ljansson -lm

harness := $(wildcard harness/*.c harness/*/*.c)
bench := $(wildcard bench/*.c)
stats := $(wildcard stats/*.c)
tests := $(wildcard tests/test_*.c) tests/unit.c
program := $(patsubst %.c,$B/%.o,$(harness) $(stats) $(bench))
# The unit tests are the program without its main, once more with sanitizers.
checked := $(patsubst %.c,$B/san/%.o,$(filter-out harness/main.c,$(harness)) $(stats) $(bench) $(tests))
SAN := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

.PHONY: all kmod flat iso guest xen check check-aa check-all check-bochs check-boots check-distros check-tree check-truth fuzz lint bench clean
all: $B/privbench flat $(if $(wildcard $(KDIR)/include/generated/utsrelease.h),kmod)

ifneq ($(MAKECMDGOALS),clean)
-include $B/libperf/flags.mk
endif
$B/libperf/flags.mk: scripts/libperf.sh
	$Qscripts/deps.sh run && scripts/libperf.sh

# Static, because it is also what runs in the guest; PIE, so that each launch puts
# the bodies elsewhere: a layout.
STATIC := -static-pie
$B/privbench: $(program)
	$(call say,LD,$@)
	$Q$(CC) $(STATIC) $(CFLAGS) -o $@ $^ $(LIBS)

$B/%.o: %.c | $B/libperf/flags.mk
	$(call say,CC,$@)
	$Qmkdir -p $(@D) && $(CC) $(FLAGS) $(CFLAGS) -c -o $@ $<

$B/san/%.o: %.c | $B/libperf/flags.mk
	$(call say,CC,$@)
	$Qmkdir -p $(@D) && $(CC) $(FLAGS) $(CFLAGS) $(SAN) -c -o $@ $<

$B/unit: $(checked)
	$(call say,LD,$@)
	$Q$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(LIBS) $(shell pkg-config --libs check)

# The program itself with them, for what reads records.
sanitized := $(patsubst %.c,$B/san/%.o,$(harness) $(stats) $(bench))
$B/san/privbench: $(sanitized)
	$(call say,LD,$@)
	$Q$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(LIBS)

$(program) $(checked) $(sanitized): bench/engine.inc
-include $(program:.o=.d) $(checked:.o=.d) $B/san/harness/main.d

# Targets of fuzzers: with gcc for their corpora alone, with clang to look for more.
# Bodies stay gcc's, and are not executed.
fuzzers := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
replays := $(addprefix $B/replay/,$(fuzzers))
replayed := $(filter-out $B/san/harness/main.o,$(sanitized)) $B/san/tests/replay.o
FUZZ_SECONDS ?= 60
FUZZ_SAN := -fsanitize=address,undefined -fno-sanitize-recover=all
fuzzed := $(patsubst %.c,$B/fuzz/%.o,$(filter-out harness/main.c,$(harness)) $(stats)) $(patsubst %.c,$B/%.o,$(bench))

$(replays): $B/replay/%: $B/san/tests/fuzz/%.o $(replayed)
	$(call say,LD,$@)
	$Qmkdir -p $(@D) && $(CC) $(CFLAGS) $(SAN) -o $@ $^ $(LIBS)

$(addprefix $B/fuzz/,$(fuzzers)): $B/fuzz/%: $B/fuzz/tests/fuzz/%.o $(fuzzed)
	$(call say,LD,$@)
	$Qclang $(CFLAGS) -fsanitize=fuzzer $(FUZZ_SAN) -o $@ $^ $(LIBS)

$B/fuzz/%.o: %.c | $B/libperf/flags.mk
	$(call say,CLANG,$@)
	$Qmkdir -p $(@D) && clang $(FLAGS) -w $(CFLAGS) -fsanitize=fuzzer-no-link $(FUZZ_SAN) -c -o $@ $<

-include $(replayed:.o=.d) $(fuzzed:.o=.d) $(patsubst %,$B/san/tests/fuzz/%.d,$(fuzzers)) \
	$(patsubst %,$B/fuzz/tests/fuzz/%.d,$(fuzzers))

fuzz:
	$Qscripts/deps.sh fuzz
	$Q$(MAKE) --no-print-directory $(addprefix $B/fuzz/,$(fuzzers))
	$Qfor target in $(fuzzers); do mkdir -p $B/fuzz/found/$$target && \
		$B/fuzz/$$target -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix=$B/fuzz/$$target- $B/fuzz/found/$$target tests/fuzz/corpus/$$target || exit; done

# Freestanding, without SSE; each body once, since it is never moved.
flat := $(patsubst %.c,$B/flat/%.o,$(wildcard guest/*.c) $(filter-out bench/claims.c,$(bench))) \
	$(patsubst %.S,$B/flat/%.S.o,$(wildcard guest/*.S))
FLAT_FLAGS = -std=gnu11 -DPRIVBENCH_VERSION='"$(VERSION)"' -DPB_LAYOUTS=1 $(WARN) -Ibench -Wa,-I,bench -MMD -MP \
	-Os -ffreestanding -fno-pic -mno-red-zone -mgeneral-regs-only -fcf-protection=none \
	-fno-stack-protector -fno-asynchronous-unwind-tables
FLAT_LDFLAGS = -static -no-pie -nostdlib -Wl,-z,max-page-size=4096,-z,noexecstack,--build-id=none

# Its monitor starts another image for each layout: the same, but for where the bodies begin.
SHIFTS := 1 2 3
flat: $B/privbench.flat $(addprefix $B/privbench.flat.,$(SHIFTS))
$B/privbench.flat: $B/flat/privbench.elf
	$Qobjcopy --strip-all $< $@

$B/flat/privbench.elf: guest/flat.lds $(flat)
	$(call say,LD,$B/privbench.flat)
	$Q$(CC) $(FLAT_LDFLAGS) -o $@ -T $^

$B/flat/%.o: %.c
	$(call say,CC,$@)
	$Qmkdir -p $(@D) && $(CC) $(CFLAGS) $(FLAT_FLAGS) -c -o $@ $<

define shifted
shifted-$1 := $(patsubst $B/flat/bench/%,$B/flat/shift-$1/bench/%,$(flat))
$B/privbench.flat.$1: guest/flat.lds $$(shifted-$1)
	$$(call say,LD,$$@)
	$Q$(CC) $(FLAT_LDFLAGS) -s -o $$@ -T $$^

$B/flat/shift-$1/%.o: %.c
	$$(call say,CC,$$@)
	$Qmkdir -p $$(@D) && $(CC) $(CFLAGS) $(FLAT_FLAGS) -DPB_SHIFT=$1 -c -o $$@ $$<

$$(shifted-$1): bench/engine.inc
-include $$(shifted-$1:.o=.d)
endef
$(foreach shift,$(SHIFTS),$(eval $(call shifted,$(shift))))

$B/flat/%.S.o: %.S
	$(call say,AS,$@)
	$Qmkdir -p $(@D) && $(CC) $(FLAT_FLAGS) -c -o $@ $<

$(flat): bench/engine.inc
-include $(flat:.o=.d)

iso: $B/privbench.iso
$B/privbench.iso: $B/privbench.flat scripts/iso.sh
	$(call say,ISO,$@)
	$Qscripts/iso.sh $< $@

# Program and flat guest with bodies that misbehave, to see that the rest does not.
BAD := -DPB_LIST='"../tests/bad/list.h"'
bad := $B/test/privbench $B/test/privbench.flat
bad_objects = $(patsubst $1/bench/list.o,$1/test/list.o,$2) $1/test/bad.o
$B/test/privbench: $(call bad_objects,$B,$(program))
	$(call say,LD,$@)
	$Q$(CC) $(STATIC) $(CFLAGS) -o $@ $^ $(LIBS)

$B/test/privbench.flat: guest/flat.lds $(call bad_objects,$B/flat,$(flat))
	$(call say,LD,$@)
	$Q$(CC) $(FLAT_LDFLAGS) -s -o $@ -T $^

$B/test/list.o $B/flat/test/list.o: bench/list.c bench/list.h bench/bench.h tests/bad/list.h
$B/test/bad.o $B/flat/test/bad.o: tests/bad/bad.c bench/bench.h bench/engine.inc
$B/test/%.o:
	$(call say,CC,$@)
	$Qmkdir -p $(@D) && $(CC) $(FLAGS) $(BAD) $(CFLAGS) -c -o $@ $<
$B/flat/test/%.o:
	$(call say,CC,$@)
	$Qmkdir -p $(@D) && $(CC) $(CFLAGS) $(FLAT_FLAGS) $(BAD) -c -o $@ $<

# Mathematics alone: figures to compare with R's, and data whose truth is known.
maths := $(patsubst %.c,$B/%.o,$(stats)) $B/harness/base/util.o
$B/stats-r: $B/tests/r/figures.o $(maths)
$B/simulate: $B/tests/simulate.o $(maths)
$B/stats-r $B/simulate:
	$(call say,LD,$@)
	$Q$(CC) $(CFLAGS) -o $@ $^ -lm
# Histories whose truth is known; and records, with what the program says of them.
$B/trends: $B/tests/trends.o $(filter-out $B/harness/main.o,$(program))
$B/truth: $B/tests/truth.o $B/tests/folder.o $(filter-out $B/harness/main.o,$(program))
$B/trends $B/truth:
	$(call say,LD,$@)
	$Q$(CC) $(STATIC) $(CFLAGS) -o $@ $^ $(LIBS)

-include $B/tests/r/figures.d $B/tests/simulate.d $B/tests/trends.d $B/tests/truth.d $B/tests/folder.d

# Writers of records, to be killed.
$B/store: $B/tests/store.o $(filter-out $B/harness/main.o,$(program))
	$(call say,LD,$@)
	$Q$(CC) $(STATIC) $(CFLAGS) -o $@ $^ $(LIBS)
-include $B/tests/store.d

# For the guests of the tests: a program that misbehaves, a module that looks.
$B/test/hostile: tests/guest/hostile.c bench/abi.h
	$(call say,CC,$@)
	$Qmkdir -p $(@D) && $(CC) $(FLAGS) $(CFLAGS) -static -o $@ $<

$B/test/state/Kbuild: $(wildcard tests/guest/state/*)
	$Qmkdir -p $(@D) && cp $^ $(@D)

# Kbuild writes beside its sources, so each kernel gets a folder of links to them.
# CHROOT=... to build in, for headers that are too new for this system.  Without
# BTF it does not matter which pahole there is.
# A tree where only bzImage was made has no Module.symvers yet.
release = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h)
KMOD = $(BUILD)/kmod/$(release)
symvers = $(if $(wildcard $(KDIR)/Module.symvers),,$(wildcard $(abspath $(KDIR))/vmlinux.symvers))
kmod:
	$Qtest -e $(KDIR)/include/generated/utsrelease.h || { echo "no kernel headers at $(KDIR); install linux-headers-$$(uname -r), or say KDIR=" >&2; exit 1; }
	$(call say,KMOD,$(KMOD:$(CURDIR)/%=%)/privbench.ko)
	$Qmkdir -p $(KMOD)/bench
	$Qln -sf $(CURDIR)/kmod/* $(KMOD)/
	$Qln -sf $(CURDIR)/bench/* $(KMOD)/bench/
	$Q$(if $(CHROOT),scripts/in-chroot.sh $(CHROOT) $(CURDIR)) $(MAKE) $(if $(filter 1,$V),,-s) \
		-C $(realpath $(KDIR)) M=$(abspath $(KMOD)) $(if $(symvers),KBUILD_EXTRA_SYMBOLS=$(symvers)) \
		CONFIG_DEBUG_INFO_BTF_MODULES= 'PAHOLE_VERSION=$$(CONFIG_PAHOLE_VERSION)' \
		$(shell scripts/kernel-cc.sh $(KDIR)) $(KFLAGS) modules

guest: $B/privbench
	$Qscripts/guest.sh $(GUEST) >/dev/null

xen: guest
	$Qscripts/xen.sh >/dev/null

check:
	$Qscripts/deps.sh check
	$Q$(MAKE) --no-print-directory $B/unit $B/san/privbench $(replays) $B/stats-r $B/simulate $B/trends $B/truth $B/store $(bad) $B/test/hostile $B/test/state/Kbuild flat guest iso
	$Q$(MAKE) --no-print-directory guest GUEST=backports
	$Qscripts/xen.sh >/dev/null || echo "check: going on without Xen" >&2
	$Qtests/check.sh

check-all: check check-truth check-boots check-tree check-bochs check-distros fuzz

check-boots: $B/privbench guest
	tests/boots.sh 20 '*'

check-bochs: $B/privbench iso
	$Qtests/bochs.sh

check-distros:
	$Qtests/distros.sh

check-aa: $B/privbench
	$Qtests/aa.sh

check-truth: $B/privbench $B/truth $B/stats-r $B/simulate $B/trends
	tests/stats.sh 2000
	tests/truth.sh many

check-tree: $B/privbench flat $B/test/hostile $B/test/state/Kbuild
	$Qscripts/deps.sh tree
	$Qtests/tree.sh

bench: guest $B/simulate $B/trends $B/truth
	$Qtests/bench.sh

lint:
	$Qtests/lint.sh

clean:
	rm -rf $B
