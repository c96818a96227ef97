package change

import (
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/sys/windows"
)

// placesOfPrograms are what stands for Windows' own folder and for that of programs. They are asked of Windows: a variable
// of that name could have been set by anyone.
func placesOfPrograms() map[string]string {
	root, _ := windows.GetSystemWindowsDirectory()
	files, _ := windows.KnownFolderPath(windows.FOLDERID_ProgramFiles, windows.KF_FLAG_DEFAULT)
	return map[string]string{"%SystemRoot%": root, "%ProgramFiles%": files}
}

// place is where a program is. What cannot be found out stays as it is, so that nothing is found there.
func place(program string) string {
	for variable, folder := range placesOfPrograms() {
		if rest, ok := strings.CutPrefix(program, variable); ok && folder != "" {
			return folder + rest
		}
	}
	return program
}

// prepare gives a program no window, and an environment without anything that the person or a program of theirs has set.
func prepare(cmd *exec.Cmd) {
	system, _ := windows.GetSystemDirectory()
	for variable, folder := range placesOfPrograms() {
		cmd.Env = append(cmd.Env, strings.Trim(variable, "%")+"="+folder)
	}
	for name, id := range map[string]*windows.KNOWNFOLDERID{"ProgramData": windows.FOLDERID_ProgramData, "LOCALAPPDATA": windows.FOLDERID_LocalAppData, "APPDATA": windows.FOLDERID_RoamingAppData, "USERPROFILE": windows.FOLDERID_Profile} {
		if dir, err := windows.KnownFolderPath(id, windows.KF_FLAG_DEFAULT); err == nil {
			cmd.Env = append(cmd.Env, name+"="+dir)
		}
	}
	cmd.Env = append(cmd.Env, "PATH="+system)
	cmd.Dir = system
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
}
