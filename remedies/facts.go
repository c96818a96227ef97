package remedies

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"linecheck/diag/host"
	"linecheck/remedies/change"
)

// Facts are what plans depend on. They are found out anew on the far side of the prompt: no fact crosses it.
type Facts struct {
	System32 string // Windows' system folder, as the system itself tells it
	Resolved bool   // Linux: systemd-resolved runs
	NSCD     bool   // Linux: the name service cache daemon runs
	Dnsmasq  int    // Linux: the process id of this computer's own dnsmasq, 0 for none
	Linux    LinuxFacts
	Mac      MacFacts
	Windows  WindowsFacts
	Hosts    HostsFile
	Zoom     ZoomFacts
}

// World is where facts come from. ThisComputer is the real one; tests make up others.
type World struct {
	System32 func() string
	Windows  func() WindowsFacts
	Hosts    func() string                                // where the hosts file is
	Zoom     func() (app host.ZoomApp, programs []string) // nil where it is nobody's business
	ReadFile func(path string) ([]byte, error)
	Glob     func(pattern string) ([]string, error)
	Getenv   func(name string) string // nil where the environment must not decide anything
	// Ask runs a program of the system that only answers, by its absolute path.
	Ask func(program string, args ...string) (string, error)
}

// ThisComputer looks at the computer the program runs on.
func ThisComputer() World {
	return World{
		System32: system32, Windows: windowsFacts, Hosts: host.HostsPath, Zoom: findZoom,
		ReadFile: os.ReadFile, Glob: filepath.Glob, Getenv: os.Getenv, Ask: ask,
	}
}

// askLimit is what a tool that only answers may take. They do in some ten milliseconds; a session bus that hangs must not
// hold up the rest.
const askLimit = 3 * time.Second

// ask lets gsettings, which answers for a desktop, know where that is, and nothing else. Root asks no program that somebody
// else could have put in its place.
func ask(program string, args ...string) (string, error) {
	if os.Geteuid() == 0 && !change.ForRoot(program) {
		return "", fs.ErrPermission
	}
	ctx, cancel := context.WithTimeout(context.Background(), askLimit)
	defer cancel()
	return runStep(ctx, Step{Program: program, Args: args, Session: program == gsettings})
}

// Facts finds out what the plans of one system depend on.
func (w World) Facts(system OS) Facts {
	f := Facts{Hosts: w.hosts(), Zoom: w.zoom(system)}
	switch system {
	case Windows:
		f.System32, f.Windows = w.System32(), w.Windows()
	case Linux:
		running := w.running()
		f.Resolved, f.NSCD, f.Dnsmasq, f.Linux = running["systemd-resolve"], running["nscd"], w.dnsmasq(), w.linux(running)
	case MacOS:
		f.Mac = w.mac()
	}
	return f
}

// running holds the names of all processes, as far as they may be seen. The kernel cuts them to 15 characters.
func (w World) running() map[string]bool {
	names := map[string]bool{}
	files, _ := w.Glob("/proc/[0-9]*/comm")
	for _, f := range files {
		b, _ := w.ReadFile(f)
		names[strings.TrimSpace(string(b))] = true
	}
	return names
}

// dnsmasqPIDs are where the distributions' service, the program by default and NetworkManager write the number.
var dnsmasqPIDs = []string{"/run/dnsmasq/dnsmasq.pid", "/run/dnsmasq.pid", "/run/NetworkManager/dnsmasq.pid"}

// dnsmasq trusts a pid file only when the process of that number is a dnsmasq: numbers are used again.
func (w World) dnsmasq() int {
	for _, path := range dnsmasqPIDs {
		b, err := w.ReadFile(path)
		if err != nil {
			continue
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
		if err != nil || pid <= 1 {
			continue
		}
		name, _ := w.ReadFile("/proc/" + strconv.Itoa(pid) + "/comm")
		if strings.TrimSpace(string(name)) == "dnsmasq" {
			return pid
		}
	}
	return 0
}
