# The pages of docs/ that are written from the sources, by programs of this folder.

PAGES := recipes models published
DOCS_PROGRAMS := $(PAGES:%=$(OUT)/pages/%)

.PHONY: docs check-docs

docs: $(DOCS_PROGRAMS) ## docs/recipes.md, models.md and published.md, from where members, terms, recipes and models are defined
	@set -e; for page in $(PAGES); do $(OUT)/pages/$$page >docs/$$page.md; done

check-docs: $(DOCS_PROGRAMS)
	@set -e; for page in $(PAGES); do \
		$(OUT)/pages/$$page | diff docs/$$page.md - || { echo "docs/$$page.md is out of date: make docs"; exit 1; }; done
	@echo "docs: ok"

$(OUT)/pages/%: scripts/%-page.c scripts/markdown.h $(INTERNAL)
	@mkdir -p $(@D)
	$(CC) $(COMMON_FLAGS) $(LDFLAGS) $< $(INTERNAL) -o $@ $(PKG_LIBS) -lm -pthread
