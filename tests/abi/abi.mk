# The binary interface, see docs/abi.md: what is in the repository is a baseline of abidw and a frozen copy of the header,
# both of the last release (before the first: of today).

ABI := $(BUILD)/abi
ASAN_GCC := $(BUILD)/asan-gcc
ABI_CLIENT = gcc -std=c11 $(ASAN_FLAGS) -Wall -Wextra -Werror tests/abi/client.c -L$(ASAN_GCC) -lvreward

.PHONY: abi abi-baseline abi-builds

abi: lib $(VENV)/ready ## the binary interface: exports, archive, header, abidiff, old programs on new libraries and the reverse
	@scripts/packages.sh require build check sanitize abi
	tests/abi/header.sh $(OUT) gcc clang
	tests/abi/constants.sh gcc
	tests/abi/exports.sh $(SHARED) $(STATIC)
	@$(MAKE) --no-print-directory -s abi-builds
	tests/abi/exports.sh $(ABI)/lto/$(SONAME) $(ABI)/lto/libvreward.a
	tests/abi/compare.sh $(ASAN_GCC)/$(SONAME) $(ABI)/append/$(SONAME) $(ABI)/insert/$(SONAME)
	$(ABI_CLIENT) -Itests/abi/frozen -o $(ABI)/old-client
	$(ABI_CLIENT) -I$(ABI)/append/include -DHAS_GROWN -o $(ABI)/new-client
	LD_LIBRARY_PATH=$(ASAN_GCC) $(ABI)/old-client
	LD_LIBRARY_PATH=$(ABI)/append $(ABI)/old-client
	LD_LIBRARY_PATH=$(ASAN_GCC) $(ABI)/new-client
	@echo "old and new clients: ok"
	$(WITH_LIBRARY) $(VENV)/bin/python -m pytest -q tests/python/test_types.py

# This library under sanitizers, one compiled across its files, and two whose structs have a member more: at the end, as
# a release may, and elsewhere, as none may.
abi-builds: $(ABI)/append/include/vreward.h $(ABI)/insert/include/vreward.h
	$(MAKE) lib BUILD=$(ASAN_GCC) CC=gcc WERROR= CFLAGS="$(ASAN_FLAGS)"
	$(MAKE) lib BUILD=$(ABI)/lto CC=gcc WERROR= CFLAGS="-O2 -flto=auto"
	$(MAKE) lib BUILD=$(ABI)/append CC=gcc WERROR= CFLAGS="$(ASAN_FLAGS) -include $(ABI)/append/include/vreward.h"
	$(MAKE) lib BUILD=$(ABI)/insert CC=gcc WERROR= CFLAGS="-O0 -g -include $(ABI)/insert/include/vreward.h"

$(ABI)/%/include/vreward.h: include/vreward.h tests/abi/grow.py
	@mkdir -p $(@D)
	$(PYTHON) tests/abi/grow.py $* $< >$@

abi-baseline: ## the library and the header of today become what `make abi` compares with: at a release
	@scripts/packages.sh require build abi
	$(MAKE) --no-print-directory lib BUILD=$(ASAN_GCC) CC=gcc WERROR= CFLAGS="$(ASAN_FLAGS)"
	tests/abi/describe.sh $(ASAN_GCC)/$(SONAME) --header-file include/vreward.h --drop-private-types >tests/abi/baseline.abi
	mkdir -p tests/abi/frozen && cp include/vreward.h tests/abi/frozen/vreward.h
