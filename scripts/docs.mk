# The pages of docs/ that are written from the sources, or from recorded rollouts, by programs of this folder.

PAGES := recipes models published
DOCS_PROGRAMS := $(PAGES:%=$(OUT)/pages/%)

# Recorded rollouts of others, which lie beside a checkout.
DATA ?= ../shared/data

.PHONY: docs check-docs same-rollouts manual

docs: $(DOCS_PROGRAMS) ## docs/recipes.md, models.md, published.md, assistants.md and llms.txt, from where members, terms, recipes, models and modules are defined
	@set -e; for page in $(PAGES); do $(OUT)/pages/$$page >docs/$$page.md; done
	@$(PYTHON) scripts/llms.py >$(OUT)/llms.txt && mv $(OUT)/llms.txt llms.txt
	@$(PYTHON) scripts/llms.py assistants >$(OUT)/assistants.md && mv $(OUT)/assistants.md docs/assistants.md

check-docs: $(DOCS_PROGRAMS)
	@set -e; for page in $(PAGES); do \
		$(OUT)/pages/$$page | diff docs/$$page.md - || { echo "docs/$$page.md is out of date: make docs"; exit 1; }; done
	@echo "docs: ok"

# Beside the page until it is whole. tests/python/test_same_rollouts.py asks whether it is up to date.
same-rollouts: lib ## docs/same-rollouts.md, from the recorded rollouts in DATA (../shared/data)
	$(WITH_LIBRARY) $(PYTHON) scripts/same-rollouts.py $(DATA) >$(OUT)/same-rollouts.md
	mv $(OUT)/same-rollouts.md docs/same-rollouts.md

manual: lib $(VENV)/ready ## the manual page of `vreward` and the completions of bash, zsh and fish, into packaging/shell
	rm -rf packaging/shell
	$(WITH_LIBRARY) $(VENV)/bin/python scripts/manual.py packaging/shell

$(OUT)/pages/%: scripts/%-page.c scripts/markdown.h $(INTERNAL)
	@mkdir -p $(@D)
	$(CC) $(COMMON_FLAGS) $(LDFLAGS) $< $(INTERNAL) -o $@ $(PKG_LIBS) -lm -pthread
