package host

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

const uninstall = `Software\Microsoft\Windows\CurrentVersion\Uninstall`

// findZoom looks where the installers put Zoom, for the person first, then for everyone. The program's file version is
// preferred: the MSI's DisplayVersion drops the patch number (zoom-facts §4.1).
func findZoom(context.Context) ZoomApp {
	for _, dir := range zoomFolders() {
		path := filepath.Join(dir, "Zoom.exe")
		if !fileExists(path) {
			continue
		}
		app := ZoomApp{Installed: true, Path: path, Version: fileVersion(path)}
		if app.Version == "" {
			app.Version = versionIn(registryText(registry.CURRENT_USER, uninstall+`\ZoomUMX`, "DisplayVersion"))
		}
		return app
	}
	return ZoomApp{}
}

func zoomFolders() []string {
	dirs := []string{registryText(registry.CURRENT_USER, uninstall+`\ZoomUMX`, "InstallLocation")}
	for _, id := range []*windows.KNOWNFOLDERID{
		windows.FOLDERID_RoamingAppData, windows.FOLDERID_ProgramFiles, windows.FOLDERID_ProgramFilesX86,
	} {
		if base, err := windows.KnownFolderPath(id, windows.KF_FLAG_DEFAULT); err == nil {
			dirs = append(dirs, filepath.Join(base, "Zoom", "bin"))
		}
	}
	return onlySet(append(dirs, installedFolders()...))
}

// installedFolders finds an MSI that was put elsewhere, by its name in the list of programs.
func installedFolders() []string {
	var dirs []string
	for _, list := range []string{uninstall, `Software\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall`} {
		for _, id := range registrySubkeys(registry.LOCAL_MACHINE, list) {
			key := list + `\` + id
			if name := registryText(registry.LOCAL_MACHINE, key, "DisplayName"); strings.HasPrefix(name, "Zoom Workplace") {
				dir := registryText(registry.LOCAL_MACHINE, key, "InstallLocation")
				dirs = append(dirs, dir, filepath.Join(dir, "bin"))
			}
		}
	}
	return dirs
}

// onlySet drops empty and relative folders: a Zoom.exe in the working directory is not the installed one.
func onlySet(dirs []string) []string {
	var set []string
	for _, d := range dirs {
		if filepath.IsAbs(d) {
			set = append(set, d)
		}
	}
	return set
}

// fileVersion reads the version resource, "" when there is none.
func fileVersion(path string) string {
	size, err := windows.GetFileVersionInfoSize(path, nil)
	if err != nil || size == 0 || size > maxFile {
		return ""
	}
	block := make([]byte, size)
	if windows.GetFileVersionInfo(path, 0, size, unsafe.Pointer(&block[0])) != nil {
		return ""
	}
	var info *windows.VS_FIXEDFILEINFO
	n := uint32(0)
	if windows.VerQueryValue(unsafe.Pointer(&block[0]), `\`, unsafe.Pointer(&info), &n) != nil || info == nil {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d.%d", info.FileVersionMS>>16, info.FileVersionMS&0xFFFF, info.FileVersionLS>>16, info.FileVersionLS&0xFFFF)
}
