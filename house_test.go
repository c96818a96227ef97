package main

import (
	"bytes"
	"debug/pe"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linecheck/diag"
	"linecheck/ui/words"
)

const module = "linecheck"

// mayImport is the house's plan: which rooms a room may enter, besides its own sub-rooms as listed. Imports run one way:
// main → ui → remedies → diag; the leaves know nothing of ours.
var mayImport = map[string][]string{
	"":                   {"assets/icons", "diag", "diag/compare", "diag/redact", "diag/watch", "diag/zoom", "policy", "remedies", "remedies/elevate", "ui", "ui/history", "ui/page", "ui/settings", "ui/terminal", "ui/trials", "ui/window", "ui/window/actions", "ui/window/hush", "ui/words"},
	"diag":               {"diag/host", "diag/maker", "diag/pac", "diag/zoom"},
	"diag/compare":       {"diag", "diag/host"},
	"diag/host":          {"diag/host/com"},
	"diag/host/com":      {},
	"diag/maker":         {},
	"diag/pac":           {},
	"diag/redact":        {"diag", "diag/host", "diag/zoom"},
	"diag/watch":         {"diag", "diag/compare", "diag/host"},
	"diag/zoom":          {},
	"remedies":           {"diag", "diag/host", "diag/zoom", "remedies/change", "remedies/elevate"},
	"remedies/change":    {"diag/host/com"},
	"remedies/elevate":   {},
	"remedies/real":      {"remedies", "remedies/change", "remedies/elevate"},
	"policy":             {},
	"ui":                 {"diag", "diag/compare", "diag/watch", "ui/words"},
	"ui/history":         {"diag", "diag/compare", "ui/settings"},
	"ui/settings":        {},
	"ui/trials":          {"diag", "diag/compare", "diag/host", "diag/watch", "ui/settings"},
	"ui/words":           {"assets/words"},
	"ui/page":            {"diag", "diag/host", "diag/redact", "diag/zoom", "ui", "ui/words"},
	"ui/terminal":        {"diag", "diag/compare", "diag/host", "diag/redact", "diag/watch", "diag/zoom", "policy", "remedies", "ui", "ui/history", "ui/page", "ui/settings", "ui/trials", "ui/words"},
	"ui/window":          {"assets/fonts", "assets/icons", "diag", "diag/watch", "remedies", "ui", "ui/page", "ui/trials", "ui/window/actions", "ui/words"},
	"ui/window/actions":  {"diag", "diag/watch", "ui/trials"},
	"ui/window/hush":     {},
	"assets/icons":       {},
	"assets/fonts":       {},
	"assets/words":       {},
	"diag/lab":           {"diag", "diag/zoom"},
	"diag/lab/demo":      {"diag/lab"},
	"diag/lab/figures":   {},
	"diag/lab/accuracy":  {"diag", "diag/lab", "diag/lab/figures"},
	"diag/lab/bench":     {"diag/lab", "diag/lab/figures", "diag/zoom"},
	"diag/lab/real":      {"diag", "diag/lab", "diag/zoom"},
	"assets/gen/icons":   {},
	"ui/window/pictures": nil, // makes pictures for people; part of no build
	"ui/window/real":     nil,

	"ui/window/real/empty": {},
	"ui/window/real/bench": {"diag/lab/figures"},
}

func TestImportsRunOneWay(t *testing.T) {
	eachSource(t, func(path string, f *ast.File) {
		room := filepath.ToSlash(filepath.Dir(path))
		if room == "." {
			room = ""
		}
		allowed, planned := mayImport[room]
		for _, i := range imports(f) {
			ours, isOurs := strings.CutPrefix(i, module+"/")
			if !isOurs || planned && allowed == nil {
				continue
			}
			if !planned {
				t.Errorf("%s: %s is no room of the plan; say in mayImport what it may enter", path, room)
				return
			}
			if !slices.Contains(allowed, ours) {
				t.Errorf("%s enters %s", path, ours)
			}
		}
	})
}

// Fyne stays in the window; its app package, which pulls in cgo and OpenGL, only in the file of main that nogui leaves out.
func TestFyneStaysInTheWindow(t *testing.T) {
	eachSource(t, func(path string, f *ast.File) {
		path = filepath.ToSlash(path)
		for _, i := range imports(f) {
			switch {
			case i == "fyne.io/fyne/v2/app" && strings.HasPrefix(path, "ui/window/real/"), strings.HasPrefix(path, "ui/window/pictures/"):
			case i == "fyne.io/fyne/v2/app" && path != "gui.go":
				t.Errorf("%s imports %s", path, i)
			case strings.HasPrefix(i, "fyne.io/") && path != "gui.go" && path != "gui_frames.go" && !strings.HasPrefix(path, "ui/window/") && !strings.HasPrefix(path, "assets/"):
				t.Errorf("%s imports %s", path, i)
			case i == "C":
				t.Errorf("%s needs cgo", path)
			}
		}
	})
	b, err := os.ReadFile("gui.go")
	if err != nil || !bytes.HasPrefix(b, []byte("//go:build !nogui\n")) {
		t.Errorf("gui.go must begin with its build tag: %v", err)
	}
}

// A rule of the privilege line: only these start programs, and nothing in the house starts a shell.
func TestWhoStartsPrograms(t *testing.T) {
	starters := []string{"remedies", "remedies/change", "remedies/elevate", "diag/host", "."}
	shell := regexp.MustCompile(`"(?:/bin/|/usr/bin/)?(?:sh|bash|zsh|cmd|cmd\.exe|powershell|powershell\.exe|pwsh)"`)
	eachSource(t, func(path string, f *ast.File) {
		room := filepath.ToSlash(filepath.Dir(path))
		if strings.HasPrefix(room, "diag/lab") || strings.HasPrefix(room, "remedies/real") || strings.HasPrefix(room, "ui/window/real") || strings.HasPrefix(room, "assets/") {
			return
		}
		if slices.Contains(imports(f), "os/exec") && !slices.Contains(starters, room) {
			t.Errorf("%s starts programs", path)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if m := shell.Find(b); m != nil {
			t.Errorf("%s names the shell %s", path, m)
		}
	})
}

func TestNothingIsLeftToDoInComments(t *testing.T) {
	mark := regexp.MustCompile(`\b(?:TO` + `DO|FIX` + `ME|X` + `XX|HA` + `CK)\b`)
	eachFile(t, []string{".go", ".json", ".md", ".html", ".toml", "Makefile"}, func(path string, b []byte) {
		if m := mark.FindIndex(b); m != nil {
			t.Errorf("%s: %s", path, b[m[0]:min(len(b), m[0]+80)])
		}
	})
}

// Nothing in the house tells where it was built.
func TestNoMachineInTheSources(t *testing.T) {
	place := regexp.MustCompile(`/(?:work/(?:main|shared)|root/|tmp/bash_jobs)`)
	eachFile(t, []string{".go", ".json", ".txt", ".md", ".html", ".toml", "Makefile"}, func(path string, b []byte) {
		if m := place.FindIndex(b); m != nil {
			t.Errorf("%s: %s", path, b[m[0]:min(len(b), m[0]+60)])
		}
	})
}

// Every problem is declared beside the one check that finds it, and can be put to a person. This computer's firewall shows
// itself in three checks, a slow line in two; what a person has tried can show some of them, too.
func TestProblemsHaveWordsAndAFinder(t *testing.T) {
	book, err := words.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	found := map[*diag.Problem]int{}
	for _, c := range diag.Checklist() {
		if !book.Has("check."+c.ID) || !book.Has("group."+c.Group) {
			t.Errorf("check %s has no words", c.ID)
		}
		for _, p := range c.Finds {
			if c.ID != "join" {
				found[p]++
			}
		}
	}
	for _, p := range diag.Problems() {
		finders := map[*diag.Problem]int{diag.ComputerFirewall: 3, diag.Slow: 2, diag.VPN: 2, diag.SecuritySoftware: 2, diag.ZoomDamaged: 2}
		if found[p] != max(1, finders[p]) {
			t.Errorf("%s is found by %d checks", p.Cause, found[p])
		}
		for _, part := range []string{"title", "headline", "meaning", "next"} {
			if !book.Has("cause." + string(p.Cause) + "." + part) {
				t.Errorf("%s has no %s", p.Cause, part)
			}
		}
	}
}

// The names of contract.md: adding is free, none may go.
func TestContractNamesStay(t *testing.T) {
	book, err := words.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, cause := range strings.Fields(`none unknown no-network router-down no-internet weak-wifi captive-portal clock-wrong hosts-file stale-dns
		dns-down dns-blocks dns-tampered tcp-blocked name-blocked udp-blocked tls-inspection security-software computer-firewall proxy-down
		proxy-login proxy-blocks vpn ipv6-broken mtu lossy slow winsock zoom-outdated zoom-damaged zoom-outage`) {
		if !book.Has("cause." + cause + ".headline") {
			t.Errorf("the cause %s has gone", cause)
		}
	}
	for _, p := range diag.Problems() {
		if !book.Has("cause." + string(p.Cause) + ".headline") {
			t.Errorf("%s is not in the contract", p.Cause)
		}
	}
	var ids []string
	for _, c := range diag.Checklist() {
		ids = append(ids, c.ID)
	}
	if want := strings.Fields("network wifi clock vpn security firewall winsock names hosts-file internet sign-in-page proxy tcp server-name tls mtu udp ipv6 quality bandwidth zoom-app join zoom-status trials"); !slices.Equal(ids, want) {
		t.Errorf("the checks are %v, want %v", ids, want)
	}
}

// The switch that lets a made-up internet own zoom.us must not exist in what people run.
func TestOnlyLabBuildsTrustLabRoots(t *testing.T) {
	for tags, want := range map[string]bool{"nogui": false, "nogui,lab": true} {
		out := filepath.Join(t.TempDir(), "linecheck")
		build := exec.Command("go", "build", "-buildvcs=false", "-ldflags", "-s -w", "-tags", tags, "-o", out, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if text, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building with %s: %v\n%s", tags, err, text)
		}
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Contains(b, []byte("LINECHECK_LAB_"+"ROOTS")); got != want {
			t.Errorf("a build with %s knows the lab's switch: %v", tags, got)
		}
	}
}

// What a Windows program names as its libraries is loaded before its first line runs, from beside the program if it lies
// there. kernel32 is one of those that Windows only ever takes from its own folder (KnownDLLs). All others are loaded later,
// by code that looks nowhere else.
func TestWindowsLibrariesComeFromWindows(t *testing.T) {
	for _, arch := range []string{"amd64"} {
		out := filepath.Join(t.TempDir(), "linecheck.exe")
		build := exec.Command("go", "build", "-buildvcs=false", "-ldflags", "-s -w", "-tags", "nogui", "-o", out, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=windows", "GOARCH="+arch)
		if text, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building for %s: %v\n%s", arch, err, text)
		}
		f, err := pe.Open(out)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		symbols, err := f.ImportedSymbols()
		if err != nil || len(symbols) == 0 {
			t.Fatalf("%d symbols, %v", len(symbols), err)
		}
		for _, s := range symbols {
			if _, library, _ := strings.Cut(s, ":"); !strings.EqualFold(library, "kernel32.dll") {
				t.Errorf("%s: %s is loaded before the program can say from where", arch, s)
			}
		}
	}
	lazily := regexp.MustCompile(`\b(?:NewLazyDLL|LoadDLL|MustLoadDLL|LoadLibrary)\(`)
	eachFile(t, []string{".go"}, func(path string, b []byte) {
		if m := lazily.Find(b); m != nil && path != "house_test.go" && !strings.HasPrefix(filepath.ToSlash(path), "assets/") {
			t.Errorf("%s: %s looks beside the program; NewLazySystemDLL does not", path, m)
		}
	})
}

// eachSource visits every Go file that is no test.
func eachSource(t *testing.T, see func(path string, f *ast.File)) {
	t.Helper()
	n := 0
	eachFile(t, []string{".go"}, func(path string, b []byte) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, b, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		n++
		see(path, f)
	})
	if n < 50 {
		t.Fatalf("only %d sources seen", n)
	}
}

// eachFile visits the files that end in one of these, but none that is hidden, built or downloaded.
func eachFile(t *testing.T, ends []string, see func(path string, b []byte)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "dist" || d.Name() == "vendor"):
			return fs.SkipDir
		case d.IsDir() || !slices.ContainsFunc(ends, func(e string) bool { return strings.HasSuffix(path, e) }):
			return nil
		}
		b, err := os.ReadFile(path)
		if err == nil {
			see(path, b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func imports(f *ast.File) []string {
	var list []string
	for _, i := range f.Imports {
		if path, err := strconv.Unquote(i.Path.Value); err == nil {
			list = append(list, path)
		}
	}
	return list
}
