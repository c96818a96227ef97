package remedies

import (
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/sys/windows"
)

// cleanEnvironment leaves out all that the person or a program of theirs could have set. Windows' tools do not start
// without SystemRoot.
func cleanEnvironment() []string {
	root, _ := windows.GetSystemWindowsDirectory()
	return []string{"SystemRoot=" + root, "windir=" + root, "PATH=" + system32()}
}

// system32 is asked of Windows: %SystemRoot% could be set by anyone.
func system32() string {
	dir, _ := windows.GetSystemDirectory()
	return dir
}

// safeFolder keeps libraries beside the program out of the search.
func safeFolder() string { return system32() }

func hideWindow(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
}

// detach lets a program show its own windows, and outlive this one's console.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.DETACHED_PROCESS}
}

// decode makes text of redirected output, which comes in the OEM code page (850, 437, 932 …).
func decode(b []byte) string {
	const oem = 1
	if len(b) == 0 {
		return ""
	}
	n, err := windows.MultiByteToWideChar(oem, 0, &b[0], int32(len(b)), nil, 0)
	if err != nil || n <= 0 {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	wide := make([]uint16, n)
	if _, err := windows.MultiByteToWideChar(oem, 0, &b[0], int32(len(b)), &wide[0], n); err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return windows.UTF16ToString(wide)
}
