# make demo   set up everything and show the main job: seeds in, incidents out of a live NATS subject
# make test   everything that CI runs
# make properties   look for counterexamples in random cases, CASES of each kind
# make web   read a simulated web of 200 hosts for three minutes, good and hostile ones
# make baseline   write what the rules reach on all annotated articles as the measure for later changes
# make deny   licences and advisories of dependencies (needs cargo-deny)

CARGO ?= cargo

# One commit, one verdict: what is random in tests begins at this seed, but for `make properties`.
SEED = 1
CASES ?= 50000

.PHONY: demo test build fmt lint unit doc properties web deny schema baseline clean

demo: build
	@tools/get-nats-server
	@tools/demo

build:
	$(CARGO) build --locked

test: fmt lint build
	tools/get-nats-server
	$(MAKE) unit
	$(MAKE) doc

fmt:
	$(CARGO) fmt --all --check

lint:
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings

unit: export PROPTEST_RNG_SEED = $(SEED)
unit:
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
		$(CARGO) nextest run --locked --workspace --no-fail-fast; \
	else \
		$(CARGO) test --locked --workspace --no-fail-fast; \
	fi

doc:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps --quiet

properties:
	PROPTEST_CASES=$(CASES) $(CARGO) nextest run --locked --workspace --no-fail-fast

web: build
	tools/get-nats-server
	RASID_WEB_HOSTS=200 RASID_WEB_HOSTILE=21 RASID_WEB_SECS=180 $(CARGO) test --locked -p tests \
		simulated_web::a_web -- --nocapture

deny:
	$(CARGO) deny check

schema: build
	target/debug/rasid schema docs

# After rules have changed for the better: what `make test` holds later changes to.
baseline: build
	@for folder in seeds/* tests/articles/* tests/incidents*; do \
		if [ -f $$folder/gold.jsonl ]; then \
			target/debug/rasid eval $$folder --worst 0 --save tests/baseline/$$(basename $$folder).json || exit 1; \
		fi; \
	done

clean:
	$(CARGO) clean
	rm -rf tools/bin data
