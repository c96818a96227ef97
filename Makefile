# Linecheck. The two commands a stranger needs: make run, make test.
# What is missing for the window (C headers for OpenGL and X11) is installed where apt-get is; elsewhere it is named.

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT   ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)
# One set of flags for every command: another one would compile OpenGL's C code again, for minutes.
export GOFLAGS := $(strip $(shell go env GOFLAGS) -trimpath)
BUILD    := go build -ldflags '$(LDFLAGS)'
CLI      := CGO_ENABLED=0 $(BUILD) -tags nogui
SCENARIO ?= hotel

HEADERS  := gcc libc6-dev pkg-config libgl1-mesa-dev libx11-dev libxcursor-dev libxrandr-dev libxinerama-dev libxi-dev libxxf86vm-dev
SCREEN   := xvfb openbox xdotool imagemagick libgl1-mesa-dri
WINE     := wine wine64 gcc-mingw-w64-x86-64
WINE_HERE := { command -v x86_64-w64-mingw32-gcc && { command -v wine64 || [ -x /usr/lib/wine/wine64 ]; }; } >/dev/null 2>&1
SUDO     := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
TARGETS  := linux/amd64 linux/arm64 windows/amd64 windows/arm64 darwin/amd64 darwin/arm64

.PHONY: run test build cli demo pictures fonts accuracy bench bench-window cases vet cross headers screen unit lab lab-real remedies-real window windows wine wine-get clean

# The run counts as good whenever the check itself could be made: 0 clear, 1 a cause was found, 3 could not tell.
run: build
	@./bin/linecheck; status=$$?; case $$status in 0|1|3) ;; *) exit $$status ;; esac

build: headers
	$(BUILD) -o bin/linecheck .

# The small program for terminals: no cgo, no Fyne, no OpenGL.
cli:
	$(CLI) -o bin/linecheck-cli .

test: headers screen vet cross unit lab window windows

unit:
	CGO_ENABLED=0 go test -tags nogui $$(go list -tags nogui ./... | grep -v /diag/lab)

# Real kernel, real sockets, the real program: every broken world once.
lab:
	go test -count=1 ./diag/lab/...

# How often the program is right: every scenario five times and WORLDS random ones; writes docs/accuracy.md.
WORLDS ?= 1000
accuracy:
	$(CLI),lab -o bin/linecheck-lab-cli .
	go build -o bin/accuracy ./diag/lab/accuracy
	@mkdir -p docs
	./bin/accuracy -program bin/linecheck-lab-cli -n $(WORLDS) -keep bin/wrong -o docs/accuracy.md

# What a run costs; writes docs/performance.md.
bench:
	$(CLI),lab -o bin/linecheck-lab-cli .
	go build -o bin/bench ./diag/lab/bench
	@mkdir -p docs
	./bin/bench -program bin/linecheck-lab-cli -o docs/performance.md

# What the window costs, against an empty one; writes docs/window.md.
bench-window: headers screen
	$(BUILD) -tags lab -o bin/linecheck-lab .
	go build -o bin/lab ./diag/lab/demo
	go build -o bin/empty ./ui/window/real/empty
	go build -o bin/windowbench ./ui/window/real/bench
	./bin/lab -scenario healthy -- $(CURDIR)/bin/windowbench -program $(CURDIR)/bin/linecheck-lab -empty $(CURDIR)/bin/empty -o $(CURDIR)/docs/window.md

# Every report of the lab becomes a replay case, where it says something new. Read the difference before you commit it.
cases:
	LAB_REPORTS=$(CURDIR)/bin/reports go test -count=1 -run TestScenarios ./diag/lab/
	CGO_ENABLED=0 go test -tags nogui -count=1 -run TestAdoptReports ./ui -adopt $(CURDIR)/bin/reports
	CGO_ENABLED=0 go test -tags nogui -count=1 -run TestReplay ./ui -update

# The same with other people's servers and filters, as root: squid, unbound, dnsmasq, nginx, coturn, OpenVPN, WireGuard, iptables.
lab-real:
	@diag/lab/real/install; case $$? in 0) ;; 3) exit 0 ;; *) exit 1 ;; esac; \
	remedies/real/fetch $(CURDIR)/bin/borrowed; case $$? in 0|3) ;; *) exit 1 ;; esac; \
	CGO_ENABLED=0 go test -tags labreal -c -o bin/lab-real ./diag/lab/real && cd diag/lab/real && \
	LINECHECK_BORROWED=$(CURDIR)/bin/borrowed ../../../bin/lab-real -test.parallel 2

# Remedies against real caches, desktops, NetworkManager and pkexec, as root. The packages are fetched and laid over, not installed.
remedies-real:
	@remedies/real/fetch $(CURDIR)/bin/borrowed; case $$? in 0) ;; 3) exit 0 ;; *) exit 1 ;; esac; \
	CGO_ENABLED=0 go test -tags labreal -c -o bin/remedies-real ./remedies/real && cd remedies/real && \
	LINECHECK_BORROWED=$(CURDIR)/bin/borrowed ../../bin/remedies-real

# The real window, on a screen in memory, inside the made-up internet.
window: headers screen
	$(BUILD) -tags lab -o bin/linecheck-lab .
	go build -o bin/lab ./diag/lab/demo
	LINECHECK_WINDOW_BIN=$(CURDIR)/bin/linecheck-lab LINECHECK_LAB_BIN=$(CURDIR)/bin/lab go test -count=1 -tags window ./ui/window/real/...

# The Windows tests without the lab's worlds, where Wine is there or can be had, and starts.
windows:
	@if $(WINE_HERE) || { [ "$$(uname -sm)" = "Linux x86_64" ] && $(MAKE) --no-print-directory wine-get; }; then \
	  echo assets/packaging/windows/wine/test; assets/packaging/windows/wine/test; status=$$?; \
	  if [ $$status = 3 ]; then echo "Wine does not start here: the Windows tests are left out."; else exit $$status; fi; \
	else echo "There is no Wine here, and none to be had: the Windows tests are left out."; fi

# The Windows build's own tests, the program with settings that it changes and puts back, and the program in the lab's worlds,
# under Wine. No Windows needed, and no proof of what Windows' own tools repair.
wine:
	@$(WINE_HERE) || $(MAKE) --no-print-directory wine-get
	assets/packaging/windows/wine/test worlds

wine-get:
	@if command -v apt-get >/dev/null; then $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $(WINE) >/dev/null; \
	else echo "Please install: $(WINE)" >&2; exit 1; fi

vet: headers
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	go vet ./...
	GOOS=linux CGO_ENABLED=0 go vet -tags labreal ./diag/lab/real ./remedies/real
	GOOS=windows CGO_ENABLED=0 go vet -tags ci ./...
	GOOS=darwin CGO_ENABLED=0 go vet -tags nogui . ./diag/... ./remedies/... ./policy/... ./ui ./ui/words ./ui/terminal ./ui/page

cross:
	@for t in $(TARGETS); do echo "build $$t"; GOOS=$${t%/*} GOARCH=$${t#*/} CGO_ENABLED=0 go build -tags nogui -o /dev/null . || exit 1; done

# A broken network to look at: make demo SCENARIO=hotel (make demo SCENARIO=help lists them).
demo: headers
	@mkdir -p bin
	$(BUILD) -tags lab -o bin/linecheck-lab .
	go build -o bin/lab ./diag/lab/demo
	@if [ "$(SCENARIO)" = help ]; then ./bin/lab -list; else ./bin/lab -scenario $(SCENARIO) -- ./bin/linecheck-lab; \
	  status=$$?; case $$status in 0|1|3) ;; *) exit $$status ;; esac; fi

# The README's pictures, taken of the real window in the made-up internet.
pictures: headers screen
	$(BUILD) -tags lab -o bin/linecheck-lab .
	go build -o bin/lab ./diag/lab/demo
	@mkdir -p docs/pictures
	ui/window/pictures/all docs/pictures

# The Japanese and Chinese letters that our own words use. To be run when those words have changed: a test says so.
fonts:
	@if [ ! -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || ! command -v pyftsubset >/dev/null; then \
	  $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends fonts-noto-cjk fonttools >/dev/null; fi
	/usr/bin/python3 assets/gen/cjk.py /usr/share/fonts/opentype/noto

headers:
	@if [ "$$(uname -s)" = Linux ] && ! { command -v gcc && pkg-config --exists gl x11 xcursor xrandr xinerama xi xxf86vm; } >/dev/null 2>&1; then \
	  if command -v apt-get >/dev/null; then $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $(HEADERS) >/dev/null; \
	  else echo "Please install a C compiler and the headers of OpenGL and X11 (on Debian: $(HEADERS)), or use: make cli" >&2; exit 1; fi; fi

screen:
	@if [ "$$(uname -s)" = Linux ] && ! { command -v Xvfb && command -v openbox && command -v xdotool && command -v import; } >/dev/null 2>&1; then \
	  if command -v apt-get >/dev/null; then $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $(SCREEN) >/dev/null; \
	  else echo "Please install: $(SCREEN)" >&2; exit 1; fi; fi

clean:
	rm -rf bin
