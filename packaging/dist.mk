# What is published, into dist/: the source, the source distribution for pip, and a wheel for each platform, the same bytes
# for the same commit on the same release of Debian. A wheel holds no extension module, so that one serves every Python 3;
# cJSON, PCRE2 and utf8proc are in its library.

DIST := $(BUILD)/dist
DIST_TOOLS := $(BUILD)/venv-dist
CARRIED := $(DIST)/carried
WHEELS := manylinux_2_17_x86_64.manylinux2014_x86_64 manylinux_2_17_aarch64.manylinux2014_aarch64 musllinux_1_2_x86_64
EPOCH = $(shell git log -1 --format=%ct)
RELEASE := vreward-$(VERSION)

# Nothing of the C compiler's own is linked, so that each instruction is compiled with these; the C library is that of libc.sh.
HARDENED := -O2 -fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffunction-sections -ffile-prefix-map=$(CURDIR)=.
HARDENED_LINK := -nostartfiles -nodefaultlibs -Wl,--gc-sections,-z,noexecstack,-s
COMPILER_manylinux_2_17_x86_64 := x86_64-linux-gnu-gcc
COMPILER_manylinux_2_17_aarch64 := aarch64-linux-gnu-gcc
COMPILER_musllinux_1_2_x86_64 := musl-gcc
FLAGS_x86_64 := -fcf-protection=full
FLAGS_aarch64 := -mbranch-protection=standard -mno-outline-atomics
LIBC_aarch64 := -l:ld-linux-aarch64.so

# make dist REPOSITORY=https://...: where the package's page leads. Without it that page has no pictures and leads nowhere.
export VREWARD_REPOSITORY = $(REPOSITORY)

.PHONY: dist wheel wheel-library dist-source check-dist

dist: dist-source ## source archive, sdist and wheels (x86-64, ARM, musl) into dist/
	@$(MAKE) --no-print-directory $(WHEELS:%=$(DIST)/%.built)
	rm -rf dist && mkdir dist
	cp $(DIST)/$(RELEASE)-source.tar.gz $(DIST)/sdist/*.tar.gz $(DIST)/wheels/*.whl dist
	cd dist && sha256sum * >SHA256SUMS && cat SHA256SUMS

wheel: dist-source ## the wheel for x86-64, into dist/
	@$(MAKE) --no-print-directory $(DIST)/$(firstword $(WHEELS)).built
	mkdir -p dist && cp $(DIST)/wheels/*-$(firstword $(WHEELS)).whl dist

# A clean tree of what is committed: nothing else that lies in the checkout gets into a package.
dist-source: $(DIST_TOOLS)/ready
	@git rev-parse HEAD >/dev/null || { echo "what is published is made of a git checkout" && exit 1; }
	rm -rf $(DIST)/$(RELEASE) $(DIST)/sdist $(DIST)/wheels $(DIST)/*.built && mkdir -p $(DIST)/sdist $(DIST)/wheels
	umask 022 && git archive --prefix=$(RELEASE)/ HEAD >$(DIST)/source.tar && tar -xf $(DIST)/source.tar -C $(DIST)
	@$(MAKE) --no-print-directory -s lib
	rm -rf packaging/shell
	$(WITH_LIBRARY) SOURCE_DATE_EPOCH=$(EPOCH) $(DIST_TOOLS)/bin/python scripts/manual.py packaging/shell
	umask 022 && mkdir -p $(DIST)/$(RELEASE)/packaging && cp -r packaging/shell $(DIST)/$(RELEASE)/packaging
	gzip -9n <$(DIST)/source.tar >$(DIST)/$(RELEASE)-source.tar.gz
	packaging/sdist.sh $(abspath $(DIST_TOOLS))/bin/python $(DIST)/$(RELEASE) $(DIST)/sdist $(EPOCH)

$(CARRIED)/ready: packaging/libraries.sh
	@scripts/packages.sh require build dist
	rm -rf $(CARRIED)
	packaging/libraries.sh fetch $(CARRIED) mended cjson pcre2 utf8proc
	touch $@

$(DIST)/%.built: $(CARRIED)/ready
	$(MAKE) --no-print-directory -s wheel-library PLATFORM=$(basename $*) ARCH=$(lastword $(subst _2_17_, ,$(subst _1_2_, ,$(basename $*))))
	packaging/wheel.sh $(abspath $(DIST_TOOLS))/bin/python $(DIST)/$(RELEASE) $(DIST)/$(basename $*) $* $(DIST)/wheels $(EPOCH)
	touch $@

# PLATFORM and ARCH are told: the library of one wheel, what it carries, and who wrote that.
PREBUILT = $(abspath $(DIST))/$(PLATFORM)
wheel-library:
	rm -rf $(PREBUILT)
	packaging/libc.sh $(PLATFORM) $(PREBUILT)/libc $(COMPILER_$(PLATFORM))
	packaging/libraries.sh compile $(CARRIED) $(PREBUILT)/carried $(COMPILER_$(PLATFORM)) $(HARDENED) $(FLAGS_$(ARCH))
	$(MAKE) --no-print-directory -C $(DIST)/$(RELEASE) $(PREBUILT)/library/libvreward.so.$(VERSION) BUILD=$(PREBUILT)/library WERROR= \
		CC=$(COMPILER_$(PLATFORM)) CFLAGS="$(HARDENED) $(FLAGS_$(ARCH))" LDFLAGS="$(HARDENED_LINK) -L$(PREBUILT)/libc -L$(PREBUILT)/carried" \
		PKG_CFLAGS="-DUTF8PROC_STATIC -DPCRE2_STATIC -isystem $(PREBUILT)/carried/include" \
		PKG_LIBS="-lcjson -lpcre2-8 -lutf8proc -lc -lpthread $(LIBC_$(ARCH)) -lgcc"

$(DIST_TOOLS)/ready: packaging/requirements.txt
	@scripts/packages.sh require build check
	$(PYTHON) -m venv $(DIST_TOOLS)
	$(DIST_TOOLS)/bin/$(PIP_INSTALL) -r packaging/requirements.txt
	touch $@

check-dist: ## make dist in two clones of what is committed: the same bytes
	packaging/check-same.sh $(BUILD)/check-dist
