# SPDX-License-Identifier: GPL-2.0-only
# make            the program, the flat guest, and the module for the running kernel where its headers are
# make kmod       the module alone; KDIR=... for another kernel
# make flat       the guest without an OS, build/privbench.flat
# make efi        the same as a UEFI application, build/privbench.efi
# make stick      build/privbench.img, for a USB stick or a disk: boots by UEFI and by BIOS, and takes the samples;
#                 KEY=key.pem CERT=cert.pem sign it for Secure Boot; WORDS='glob passes=2' choose what is measured
# make iso        build/privbench.iso, the same for a CD, which takes no samples: they leave by a serial port
# make guest      the Linux guest: kernel, module, initramfs; GUEST=... takes what run's --kernel takes
# make xen        the same, and Xen, for the target xen
# make uml        User Mode Linux with the benches in it, for the target uml: some minutes the first time
# make docs/instructions.md    the table of privileged instructions, made anew
# make gallery    the pictures of docs/gallery.md, drawn anew
# make install    the program, the flat guest, the manual and what completes command lines, to DESTDIR and PREFIX;
#                 make uninstall removes them
# make check      the tests; make bench: how fast privbench itself is
# make check-all  make check, and everything below but check-aa
#   check-lint    clang's analyzer without a limit
#   check-truth   thousands of folders and histories whose truth is known: what compare, check and trend say
#   check-boots   20 boots of each kernel and of Xen: all benches have the same figures
#   check-tree    --kernel TREE with small kernels built for it, git bisect, the workflow in docs/ci
#   check-bochs   WRMSRNS and its kin under Bochs, in a chroot of 215 MB
#   check-distros ./run.sh and make check in fresh minimal systems of Debian 12 and 13
#   fuzz          hostile input, FUZZ_SECONDS=60 for each fuzzer; what is found is in build/fuzz
# make check-aa   the suite against itself, 12 times: how often it finds a difference where there is none
VERSION := 0.1
B := build
comma := ,
Q := $(if $(filter 1,$V),,@)
say = $(if $(filter 1,$V),,@printf '  %-7s %s\n' '$1' '$2')

export BUILD := $(CURDIR)/$B
KDIR ?= /lib/modules/$(shell uname -r)/build
GUEST ?= default
PREFIX ?= /usr/local

harness := $(filter-out harness/main.c,$(wildcard harness/*.c harness/*/*.c))
bench := $(wildcard bench/*.c)
stats := $(wildcard stats/*.c)
fuzzers := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))

CC := gcc
CFLAGS := -O2 -g
COMMON := -std=gnu11 -DPRIVBENCH_VERSION='"$(VERSION)"' -Wall -Wextra -Werror -Ibench -Wa,-I,bench
FLAGS = $(COMMON) -Wa,-I,$B -D_GNU_SOURCE -Istats $(addprefix -I,$(sort $(dir $(harness)))) $(LIBPERF_CFLAGS)
LIBS = $(LIBPERF_LIBS) -ljansson -lm
# Static, because the program also runs in the guest; PIE, so that each launch moves the bodies.
STATIC := -static-pie
SAN := -fsanitize=address,undefined -fno-sanitize-recover=all
# Without SSE; each body once, because it is never moved.
FLAT_FLAGS := $(COMMON) -Iguest -DPB_LAYOUTS=1 -Os -ffreestanding -fpie -fvisibility=hidden -mno-red-zone -mgeneral-regs-only \
	-fcf-protection=none -fno-stack-protector -fno-asynchronous-unwind-tables
FLAT_LDFLAGS := -static -no-pie -nostdlib -s -Wl,-z,max-page-size=4096,-z,noexecstack,--build-id=none
# A list of benches that misbehave.
BAD := -DPB_LIST='"../tests/bad/list.h"'
bad := bench/list.o tests/bad/bad.o

# $(call objects,TREE,SOURCES): a tree is where in build/ objects with the same flags are.
objects = $(patsubst %,$B/$1%.o,$(2:.c=))
program = $(call objects,$1,$(harness) $(stats) $(bench))
# $(call compile,FLAGS[,COMPILER]) and $(call link,FLAGS,LIBRARIES[,COMPILER]) are recipes.
define compile
	$(call say,CC,$@)
	$Qmkdir -p $(@D) && $(or $2,$(CC)) $(CFLAGS) $1 -MMD -MP -c -o $@ $<
endef
define link
	$(call say,LD,$@)
	$Qmkdir -p $(@D) && $(or $3,$(CC)) $(CFLAGS) $1 -o $@ $(filter %.o,$^) $2
endef

.PHONY: all install uninstall kmod flat efi stick iso always gallery guest xen uml lint bench fuzz clean check $(addprefix check-,aa all bochs boots distros lint tree truth)
all: $B/privbench flat $(if $(wildcard $(KDIR)/include/generated/utsrelease.h),kmod)

ifneq ($(MAKECMDGOALS),clean)
-include $B/libperf/flags.mk
endif
$B/libperf/flags.mk: scripts/libperf.sh
	$Qscripts/deps.sh run && scripts/libperf.sh

$B/%.o: %.c bench/engine.inc | $B/libperf/flags.mk
	$(call compile,$(FLAGS))
$B/test/%.o: %.c bench/engine.inc | $B/libperf/flags.mk
	$(call compile,$(FLAGS) $(BAD))
$B/san/%.o: %.c bench/engine.inc | $B/libperf/flags.mk
	$(call compile,$(FLAGS) $(SAN) -O1 -fno-omit-frame-pointer)
$B/fuzz/%.o: %.c | $B/libperf/flags.mk
	$(call compile,$(FLAGS) -w -fsanitize=fuzzer-no-link $(SAN),clang)
$B/flat/%.o: %.c bench/engine.inc
	$(call compile,$(FLAT_FLAGS))
$B/flat/%.S.o: %.S
	$(call compile,$(FLAT_FLAGS))
$B/flat/test/%.o: %.c bench/engine.inc
	$(call compile,$(FLAT_FLAGS) $(BAD))

-include $(foreach tree,$B $B/test $B/san $B/fuzz $B/flat $B/flat/*,$(wildcard $(tree)/*/*.d $(tree)/*/*/*.d))

# What pages have in them, and the script's hash, by which a browser knows it from any other.
$(foreach tree,$B $B/test $B/san $B/fuzz,$(tree)/harness/render/html.o): harness/render/page.css $B/page.js.sha256
$B/page.js.sha256: harness/render/page.js
	$Qmkdir -p $(@D) && env printf "$$(sha256sum <$< | sed 's/ .*//; s/../\\x&/g')" | base64 | tr -d '\n' >$@

# The program, and what the tests run.
$B/privbench: $(call program,) $B/harness/main.o
$B/test/privbench: $(filter-out %/bench/list.o,$(call program,)) $B/harness/main.o $(bad:%=$B/test/%)
$B/test/hostile: $B/tests/guest/hostile.o
$B/stats-r: $B/tests/r/figures.o $(call program,)
$B/truth: $B/tests/folder.o
tools := $(addprefix $B/,simulate store trends truth)
$(tools): $B/%: $B/tests/%.o $(call program,)
programs := $(addprefix $B/,privbench test/privbench test/hostile stats-r) $(tools)
$(programs):
	$(call link,$(STATIC),$(LIBS))

# With sanitizers: the unit tests, the program, and the fuzzers' corpora.
$B/unit: $(call program,san/) $(call objects,san/,$(wildcard tests/test_*.c) tests/unit.c)
$B/san/privbench: $(call program,san/) $B/san/harness/main.o
replays := $(addprefix $B/replay/,$(fuzzers))
$(replays): $B/replay/%: $B/san/tests/fuzz/%.o $B/san/tests/replay.o $(call program,san/)
$B/unit $B/san/privbench $(replays):
	$(call link,$(SAN),$(LIBS) $(if $(filter %/unit,$@),$(shell pkg-config --libs check)))

# clang looks for more to put into the corpora.  Bodies stay gcc's; they are not executed.
$(addprefix $B/fuzz/,$(fuzzers)): $B/fuzz/%: $B/fuzz/tests/fuzz/%.o $(call objects,fuzz/,$(harness) $(stats)) \
		$(call objects,,$(bench))
	$(call link,-fsanitize=fuzzer $(SAN),$(LIBS),clang)

# The flat guest; an image for each other layout: the same, but for where the bodies begin.
SHIFTS := 1 2 3
flat_bodies := $(filter-out bench/claims.c bench/instructions.c bench/questions.c,$(bench))
flat := $(call objects,flat/,$(wildcard guest/*.c guest/*.S) bench/questions.c)
# Last, so that their stack is above the others, as entry-stack.c counts on.
by_pc := $(call objects,flat/,$(wildcard guest/pc/*.c guest/pc/*.S))
flat: $B/privbench.flat $(addprefix $B/privbench.flat.,$(SHIFTS))
$B/privbench.flat: $(flat) $(call objects,flat/,$(flat_bodies)) $(by_pc)
$B/test/privbench.flat: $(flat) $(call objects,flat/,$(filter-out bench/list.c,$(flat_bodies))) $(bad:%=$B/flat/test/%) $(by_pc)
define shifted
$B/privbench.flat.$1: $(flat) $(call objects,flat/shift-$1/,$(flat_bodies)) $(by_pc)
$B/flat/shift-$1/%.o: %.c bench/engine.inc
	$$(call compile,$$(FLAT_FLAGS) -DPB_SHIFT=$1)
endef
$(foreach shift,$(SHIFTS),$(eval $(call shifted,$(shift))))
$B/privbench.flat $(addprefix $B/privbench.flat.,$(SHIFTS)) $B/test/privbench.flat: guest/pc/flat.lds
	$(call link,$(FLAT_LDFLAGS) -T guest/pc/flat.lds)

# The same objects as a UEFI application: unpacked by a small one, wherever there is room.
EFI_FLAGS = -I/usr/include/efi -I/usr/include/efi/x86_64 -DGNU_EFI_USE_MS_ABI -fshort-wchar
efi := $(call objects,flat/,$(wildcard guest/efi/*.c guest/efi/*.S))
$(efi): FLAT_FLAGS += $(EFI_FLAGS)
define efi_link
	$(call say,EFI,$@)
	$Qld -shared -Bsymbolic -nostdlib -znocombreloc -znoexecstack -T /usr/lib/elf_x86_64_efi.lds -o $(<:.o=.so) \
		/usr/lib/crt0-efi-x86_64.o $(filter %.o,$^) /usr/lib/libefi.a /usr/lib/libgnuefi.a
	$Qobjcopy -j .text -j .sdata -j .data -j .rodata -j .dynamic -j .dynsym -j .rel -j .rela -j .reloc \
		-O efi-app-x86_64 $(<:.o=.so) $@
endef
# $(call application,TREE,OBJECTS)
define application
$B/$1efi/payload.elf: guest/efi/payload.lds $(flat) $2 $(efi)
	$$(call link,$$(filter-out -no-pie -static,$$(FLAT_LDFLAGS)) -static-pie -Wl$$(comma)--no-dynamic-linker$$(comma)--no-warn-rwx-segments -T guest/efi/payload.lds)
$B/$1efi/payload.lz4: $B/$1efi/payload.elf
	$$Qobjcopy -O binary $$< $B/$1efi/payload && lz4 -qf -l -12 $B/$1efi/payload $$@
$B/$1efi/stub.o: guest/efi/stub/stub.c guest/efi/payload.h $B/$1efi/payload.lz4
	$$(call compile,$$(FLAT_FLAGS) $$(EFI_FLAGS) -fpic -DPAYLOAD='"$B/$1efi/payload.lz4"')
$B/$1privbench.efi: $B/$1efi/stub.o
	$$(efi_link)
endef
$(eval $(call application,,$(call objects,flat/,$(flat_bodies))))
$(eval $(call application,test/,$(call objects,flat/,$(filter-out bench/list.c,$(flat_bodies))) $(bad:%=$B/flat/test/%)))
$(efi) $B/efi/stub.o $B/test/efi/stub.o: | $B/efi/tools
$B/efi/tools: scripts/deps.sh
	$Qmkdir -p $(@D) && scripts/deps.sh stick && touch $@
efi: $B/privbench.efi
$B/test/state.efi: $B/test/state.o $B/test/five-levels.o
	$(efi_link)
$B/test/%.o: tests/efi/%.c | $B/efi/tools
	$(call compile,$(FLAT_FLAGS) $(EFI_FLAGS) -fpic)
$B/test/%.o: tests/efi/%.S | $B/efi/tools
	$(call compile,$(FLAT_FLAGS) $(EFI_FLAGS) -fpic)
# Made anew each time: KEY and WORDS are no files.
stick: $B/privbench.img
iso: $B/privbench.iso
$B/privbench.img $B/privbench.iso: $B/privbench.efi $B/privbench.flat always
	$(call say,IMAGE,$@)
	$Qset -f; KEY='$(KEY)' CERT='$(CERT)' scripts/stick.sh $(wordlist 1,2,$^) $@ $(WORDS)

# Kbuild writes beside its sources, so each kernel gets a folder of links to them.  CHROOT is where to build with
# headers that are too new for this system.  A tree where only bzImage was made has no Module.symvers.
KMOD = $(BUILD)/kmod/$(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h)
symvers = $(if $(wildcard $(KDIR)/Module.symvers),,$(wildcard $(abspath $(KDIR))/vmlinux.symvers))
kmod:
	$Qtest -e $(KDIR)/include/generated/utsrelease.h || { \
		echo "no kernel headers at $(KDIR); install linux-headers-$$(uname -r), or say KDIR=" >&2; exit 1; }
	$(call say,KMOD,$(KMOD:$(CURDIR)/%=%)/privbench.ko)
	$Qmkdir -p $(KMOD)/bench && find $(KMOD) -xtype l -delete
	$Qln -sf $(CURDIR)/kmod/* $(KMOD)/ && ln -sf $(CURDIR)/bench/* $(KMOD)/bench/
	$Q$(if $(CHROOT),scripts/in-chroot.sh $(CHROOT) $(CURDIR)) $(MAKE) $(if $(filter 1,$V),,-s) \
		-C $(realpath $(KDIR)) M=$(abspath $(KMOD)) $(if $(symvers),KBUILD_EXTRA_SYMBOLS=$(symvers)) \
		CONFIG_DEBUG_INFO_BTF_MODULES= 'PAHOLE_VERSION=$$(CONFIG_PAHOLE_VERSION)' \
		$(shell scripts/kernel-cc.sh $(KDIR)) $(KFLAGS) modules

# What is measured, what cannot be, and where it ran, by the records of references and Bochs.
.PHONY: docs/instructions.md
docs/instructions.md: $B/privbench
	$(call say,DOC,$@)
	$Q$< instructions --format md results/reference/*.json results/bochs/*.json results/nested/*.json >$@.new && mv $@.new $@

gallery: $B/privbench
	$(call say,PLOT,docs/gallery)
	$Qscripts/gallery.sh $< docs/gallery

guest: $B/privbench
	+$Qscripts/guest.sh $(GUEST) >/dev/null
xen: guest
	$Qscripts/xen.sh >/dev/null

# The program's own objects, in one; the kernel has another table where faults go on.
in_uml := $(call objects,,$(flat_bodies) harness/targets/process.c uml/serve.c)
table = __ex_table=pb_ex_table $(foreach end,start stop,--redefine-sym __$(end)___ex_table=__$(end)_pb_ex_table)
$B/uml/bodies.o: $(in_uml)
$B/test/uml/bodies.o: $(filter-out %/bench/list.o,$(in_uml)) $(bad:%=$B/test/%)
$B/uml/bodies.o $B/test/uml/bodies.o:
	$(call say,LD,$@)
	$Qmkdir -p $(@D) && ld -r -o $@ $^ && objcopy --strip-debug --rename-section $(table) $@
uml: $B/uml/bodies.o
	$Qscripts/deps.sh uml && scripts/uml.sh $< $B/uml/linux

# The program finds what is in its own folder by where it is.  The module is of one kernel, and a Linux guest has the
# module: both stay in build/, where the sources are that make them anew for the next kernel.
installed := $(DESTDIR)$(PREFIX)
own := $(installed)/lib/privbench
completions := share/bash-completion/completions/privbench share/zsh/site-functions/_privbench \
	share/fish/vendor_completions.d/privbench.fish
install: $B/privbench flat
	$(call say,INSTALL,$(installed))
	$Qinstall -D -t $(own)/bin $B/privbench
	$Qinstall -D -m 644 -t $(own)/bin $B/privbench.flat $(addprefix $B/privbench.flat.,$(SHIFTS))
	$Qinstall -D -m 644 -t $(own)/plots plots/*
	$Qinstall -D -m 644 -t $(installed)/share/man/man1 docs/privbench.1
	$Qinstall -d $(installed)/bin $(addprefix $(installed)/,$(dir $(completions)))
	$Qln -sf ../lib/privbench/bin/privbench $(installed)/bin/privbench
	$Qset -e; for file in $(completions); do \
		$< completion $$(echo $$file | cut -d/ -f2 | cut -d- -f1) >$(installed)/$$file; done
uninstall:
	$Qrm -rf $(own)
	$Qrm -f $(addprefix $(installed)/,bin/privbench share/man/man1/privbench.1 $(completions))

check:
	$Qscripts/deps.sh check
	$Q$(MAKE) --no-print-directory -j$(shell nproc) $(programs) $B/unit $B/san/privbench $(replays) \
		$B/test/privbench.flat $B/test/uml/bodies.o flat stick iso $B/test/state.efi $B/test/privbench.efi
	$Qtests/check.sh
check-all: check check-lint check-truth check-boots check-tree check-bochs check-distros fuzz
check-boots: args := all 20
check-lint: args := deep
check-truth: args := many
fuzz: args := more
bench: guest
bench check-truth: $(programs)
check-aa check-bochs check-boots check-tree: $B/privbench
check-bochs: flat efi $B/test/privbench $B/test/privbench.flat
check-tree: flat $B/test/hostile
lint bench fuzz check-aa check-bochs check-boots check-distros check-lint check-tree check-truth:
	$Qtests/$(@:check-%=%).sh $(args)

clean:
	rm -rf $B
