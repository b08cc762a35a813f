# serve: build the site and serve it while you write; prints the address; PORT=8001 for another port
# site:  write the static site to site/
# offline: write a copy to read from a disk to offline/, and a zip of it
# test:  check types, style and imports, and run every test
# check: check types, style and imports, and run the tests that need neither a browser nor builds of their own
# lint:  check types, style and imports
# report: count what is proven on the pages, for the page that shows it; refuses while a number is typed
# words: count words, figures, questions, mistakes and lines of code, chapter by chapter
# mutate: make gdcore wrong in one place at a time, and see that the tests or the build notice
# mutate-article: make the article wrong in one place at a time, and count what the build stops
# axe:   have axe judge every page in every scheme, width and state, in some minutes
# lighthouse: ask Lighthouse what a phone sees of the first page
# bench: measure what it costs: builds, live reload, growth, and gdcore beside its peers
# lock:  write the pinned, hashed requirements anew from pyproject.toml
# clean: remove the environment, the site and what builds have kept

PYTHON ?= python3
BIN := .venv/bin
export NO_MKDOCS_2_WARNING := 1
.PHONY: serve site offline test check lint report words mutate mutate-article axe lighthouse bench lock clean

serve: .venv/site
	$(BIN)/mkdocs serve $(if $(PORT),--dev-addr 127.0.0.1:$(PORT))

site: .venv/site
	$(BIN)/mkdocs build

offline: .venv/site
	$(BIN)/mkdocs build -f offline.yml
	$(BIN)/python -m gdsite.site.archive offline/gradient-descent

test: .venv/test lint
	$(BIN)/python -m pytest

check: .venv/test lint
	$(BIN)/python -m pytest --fast

lint: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

report: .venv/test site
	$(BIN)/python tests/report.py

words: .venv/test site
	$(BIN)/python tests/words.py

mutate: .venv/test
	$(BIN)/python tests/mutate.py

mutate-article: .venv/test
	$(BIN)/python tests/mutate_article.py

axe: .venv/test
	$(BIN)/python -m pytest tests/readers/axe.py

lighthouse: .venv/test site
	$(BIN)/python tests/lighthouse.py

bench: .venv/test
	for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

# Without dependencies, for each is in the file itself; only Django CMS is left out.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps

.venv/bin/python:
	$(PYTHON) -m venv .venv

# The project itself is installed editable: an edit of gdcore or gdsite needs no new installation.
.venv/site: requirements.txt pyproject.toml | .venv/bin/python
	$(INSTALL) -r $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test: requirements-test.txt tests/package-lock.json .venv/site
	$(INSTALL) -r $<
	NODE_USE_SYSTEM_CA=1 $(BIN)/npm ci --prefix tests --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

LOCK = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --upgrade

lock: | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) --group build --output-file requirements.txt
	$(LOCK) --group build --group test --constraints requirements.txt --output-file requirements-test.txt
	NODE_USE_SYSTEM_CA=1 $(BIN)/npm update --save --prefix tests --package-lock-only --omit-lockfile-registry-resolved

clean:
	rm -rf .venv site .site.* offline .cache
