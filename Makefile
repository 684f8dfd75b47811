# vreward: the product. What tests, measures, documents and packages it has its targets beside it, in the files that are
# included below. `make help` lists every target there is.
#
# Variables: BUILD (build), CC (cc), CFLAGS (-O2 -g), LDFLAGS, OBJCOPY, PREFIX (/usr/local), LIBDIR, INCLUDEDIR, DESTDIR,
# WERROR=1, SECONDS (of fuzzing).

BUILD ?= build
CC ?= cc
OBJCOPY ?= objcopy
PYTHON ?= python3
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include

# Where warnings are errors all is compiled in a folder of its own: what plain make compiled may have warned.
OUT := $(BUILD)$(if $(WERROR),/werror)

VERSION := $(shell awk '/define VREWARD_VERSION_(MAJOR|MINOR|PATCH)/ {v = v s $$3; s = "."} END {print v}' include/vreward.h)
SONAME := libvreward.so.0

PACKAGES := libcjson libpcre2-8 libutf8proc
# Asked once, and only where something is compiled.
PKG_CFLAGS = $(eval PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $(shell pkg-config --libs $(PACKAGES)))$(PKG_LIBS)

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wundef -Wvla $(if $(WERROR),-Werror)
COMMON_FLAGS = -std=c11 -ffp-contract=off $(WARNINGS) -Iinclude -Ilib -I$(OUT)/generated $(PKG_CFLAGS) $(CFLAGS) -MMD -MP
# clang takes INFINITY, which is a float, for a promotion wherever it meets a double.
CLANG := $(findstring clang,$(shell $(CC) --version 2>/dev/null))
LIB_WARNINGS := -Wconversion -Wpedantic $(if $(CLANG),,-Wdouble-promotion)
# gcc clears and copies small structs on x86-64 by `rep`, whose start alone costs some thirty cycles each time.
SMALL := unrolled_loop:256:noalign,libcall:-1:noalign
SMALL_FLAGS := $(if $(CLANG),,$(if $(findstring x86_64,$(shell $(CC) -dumpmachine 2>/dev/null)),-mmemset-strategy=$(SMALL) -mmemcpy-strategy=$(SMALL)))
LIB_FLAGS = $(COMMON_FLAGS) $(LIB_WARNINGS) $(SMALL_FLAGS) -fPIC -fvisibility=hidden


GENERATED := $(OUT)/generated/builtin_recipes.c
SOURCES := $(sort $(wildcard lib/*/*.c lib/*/*/*.c))
OBJECTS := $(SOURCES:%.c=$(OUT)/obj/%.o) $(GENERATED:$(OUT)/%.c=$(OUT)/obj/%.o)
SHARED := $(OUT)/libvreward.so.$(VERSION)
STATIC := $(OUT)/libvreward.a
INTERNAL := $(OUT)/internal.a

.PHONY: help lib packages demo install uninstall check clean FORCE
.DEFAULT_GOAL := lib

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' $(filter Makefile %.mk,$(MAKEFILE_LIST))

# ---- build ----------------------------------------------------------------------------------------------------------

lib: $(SHARED) $(STATIC) ## the static and the shared library, into build/

# What the objects were compiled with: another compiler or other flags compile them again.
$(OUT)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(WARNINGS) $(LIB_WARNINGS) $(SMALL_FLAGS) $(CFLAGS) $(LDFLAGS)' >$@.new; cmp -s $@.new $@ || mv $@.new $@

$(OUT)/obj/lib/%.o: lib/%.c $(OUT)/flags
	@mkdir -p $(@D)
	$(CC) $(LIB_FLAGS) -c $< -o $@

$(OUT)/obj/generated/%.o: $(OUT)/generated/%.c $(OUT)/flags
	@mkdir -p $(@D)
	$(CC) $(LIB_FLAGS) -c $< -o $@

$(GENERATED): scripts/embed-recipes.sh $(wildcard lib/recipe/builtin/*.json lib/recipe/published/*.json lib/recipe/models/*.json)
	@mkdir -p $(@D)
	scripts/embed-recipes.sh builtin_recipes=lib/recipe/builtin builtin_published=lib/recipe/published builtin_models=lib/recipe/models > $@.new && mv $@.new $@

# It calls its own functions, whatever another copy of it in the same process exports: -Bsymbolic. And none is
# looked up later, so that what the loader wrote is read-only from then on: -z now.
$(SHARED): $(OBJECTS) lib/exports.map Makefile
	$(CC) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=lib/exports.map -Wl,--no-undefined-version \
		-Wl,-Bsymbolic,-z,relro,-z,now $(if $(findstring -fsanitize,$(CFLAGS)),,-Wl,--no-undefined) $(CFLAGS) $(LDFLAGS) $(OBJECTS) -o $@ $(PKG_LIBS) -lm -pthread
	ln -sf $(@F) $(OUT)/$(SONAME)
	ln -sf $(SONAME) $(OUT)/libvreward.so

# One object whose hidden names are made local, so that no internal name meets one of the program that links it. Under
# -flto gcc compiles here; a sanitizer's runtime stays out.
NO_LTO_OUTPUT := $(if $(CLANG),,$(if $(findstring -flto,$(CFLAGS)),-flinker-output=nolto-rel))
$(STATIC): $(OBJECTS) Makefile
	$(CC) -r -nostdlib $(NO_LTO_OUTPUT) $(filter-out -fsanitize% --coverage,$(CFLAGS)) $(OBJECTS) -o $(OUT)/vreward.o
	$(OBJCOPY) --localize-hidden $(OUT)/vreward.o
	rm -f $@
	$(AR) rcs $@ $(OUT)/vreward.o

# The same objects with their internal names, for the unit tests and the pages of docs/.
$(INTERNAL): $(OBJECTS)
	rm -f $@
	$(AR) rcs $@ $(OBJECTS)

# ---- use ------------------------------------------------------------------------------------------------------------

packages: ## install what building and testing need (Debian, Ubuntu; elsewhere the names are printed)
	@scripts/packages.sh install build check

demo: ## install what building needs, build, score the sample rollouts, print why each scored what it scored; report.html
	@scripts/packages.sh install build report
	@$(MAKE) --no-print-directory -s lib
	@VREWARD_LIBRARY=$(OUT)/$(SONAME) PYTHONPATH=bindings/python $(PYTHON) examples/demo.py
	@echo
	@for python in $(PYTHON) /usr/bin/python3; do if $$python -c 'import jinja2' 2>/dev/null; then \
		VREWARD_LIBRARY=$(OUT)/$(SONAME) PYTHONPATH=bindings/python \
			$$python -m vreward report examples/rollouts.jsonl -o $(BUILD)/report.html; exit; fi; done; \
	echo "The same as a page, build/report.html, needs Jinja2: pip install jinja2"

check: ## build and pass every test; says what is missing where the machine lacks something
	@scripts/packages.sh require build check
	@$(MAKE) --no-print-directory check-c check-examples check-python

# The templates of packaging/ as files of this installation.
FILLED = sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' \
	-e 's|@SONAME@|$(SONAME)|' -e 's|@REQUIRES@|$(PACKAGES)|' -e 's|@LIBS@|$(strip $(PKG_LIBS)) -lm -lpthread|'
CMAKE_FILES := vreward-config.cmake vreward-config-version.cmake

install: lib ## into PREFIX what packaging/installed.txt lists: libraries, header, files for pkg-config and CMake
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(LIBDIR)/cmake/vreward $(DESTDIR)$(INCLUDEDIR)
	install -m 644 include/vreward.h $(DESTDIR)$(INCLUDEDIR)/vreward.h
	install -m 644 $(STATIC) $(DESTDIR)$(LIBDIR)/libvreward.a
	install -m 755 $(SHARED) $(DESTDIR)$(LIBDIR)/libvreward.so.$(VERSION)
	ln -sf libvreward.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libvreward.so
	$(FILLED) packaging/vreward.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/vreward.pc
	for file in $(CMAKE_FILES); do $(FILLED) packaging/$$file.in >$(DESTDIR)$(LIBDIR)/cmake/vreward/$$file; done

uninstall: ## what install put there
	$(FILLED) packaging/installed.txt | while read -r file; do rm -f "$(DESTDIR)$$file"; done
	rmdir $(DESTDIR)$(LIBDIR)/cmake/vreward

clean: ## all that was built
	rm -rf $(BUILD)

# A source distribution holds none of the tests.
include $(wildcard tests/*.mk tests/*/*.mk scripts/*.mk packaging/*.mk)
-include $(shell find $(OUT)/obj $(OUT)/tests $(OUT)/pages -name '*.d' 2>/dev/null)
.SECONDARY:
