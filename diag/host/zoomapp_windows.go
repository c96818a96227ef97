package host

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

const (
	uninstall   = `Software\Microsoft\Windows\CurrentVersion\Uninstall`
	uninstall32 = `Software\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall`
	zoomMSIKey  = `Software\Zoom\MSI` // written by the MSI alone
)

// findZoom looks where the installers put Zoom, for the person first, then for everyone.
func findZoom(context.Context) ZoomApp {
	places := zoomPlaces()
	for _, p := range places {
		if exists(filepath.Join(p.dir, "Zoom.exe")) {
			return zoomAt(p)
		}
	}
	// The list of programs names it and the program is gone: deleted by hand, by a cleaner, or by security software.
	for _, p := range places {
		if p.listed && exists(p.dir) {
			return zoomAt(p)
		}
	}
	return ZoomApp{}
}

// place is a folder in which Zoom may be.
type place struct {
	dir    string
	how    ZoomInstall
	listed bool // the list of programs names it
}

// zoomPlaces are the folders of zoom-facts §4.2. The per-user updater works on a second folder and then swaps them, so
// that the program may be in bin_00.
func zoomPlaces() []place {
	places := []place{{registryText(registry.CURRENT_USER, uninstall+`\ZoomUMX`, "InstallLocation"), ZoomPerUser, true}}
	add := func(id *windows.KNOWNFOLDERID, how ZoomInstall) {
		if base, err := windows.KnownFolderPath(id, windows.KF_FLAG_DEFAULT); err == nil {
			places = append(places, place{filepath.Join(base, "Zoom", "bin"), how, false})
		}
	}
	add(windows.FOLDERID_RoamingAppData, ZoomPerUser)
	if base, err := windows.KnownFolderPath(windows.FOLDERID_RoamingAppData, windows.KF_FLAG_DEFAULT); err == nil {
		places = append(places, place{filepath.Join(base, "Zoom", "bin_00"), ZoomPerUser, false})
	}
	forAll := ZoomMachine
	if registryHas(registry.LOCAL_MACHINE, zoomMSIKey) {
		forAll = ZoomMSI
	}
	add(windows.FOLDERID_ProgramFiles, forAll)
	add(windows.FOLDERID_ProgramFilesX86, forAll)
	// A relative folder is dropped: a Zoom.exe in the working directory is not the installed one.
	return slices.DeleteFunc(append(places, listedPlaces()...), func(p place) bool { return !filepath.IsAbs(p.dir) })
}

// listedPlaces finds an installation for everybody that was put elsewhere, by its name in the list of programs.
func listedPlaces() []place {
	var places []place
	for _, list := range []string{uninstall, uninstall32} {
		for _, id := range registrySubkeys(registry.LOCAL_MACHINE, list) {
			key := list + `\` + id
			if !strings.HasPrefix(registryText(registry.LOCAL_MACHINE, key, "DisplayName"), "Zoom Workplace") {
				continue
			}
			how := ZoomMachine
			if n, ok := registryNumber(registry.LOCAL_MACHINE, key, "WindowsInstaller"); ok && n == 1 {
				how = ZoomMSI
			}
			dir := registryText(registry.LOCAL_MACHINE, key, "InstallLocation")
			places = append(places, place{filepath.Join(dir, "bin"), how, true}, place{dir, how, false})
		}
	}
	return places
}

// zoomAt looks at one folder. The program's file version is preferred: the MSI's DisplayVersion drops the patch number
// (zoom-facts §4.1).
func zoomAt(p place) ZoomApp {
	path := filepath.Join(p.dir, "Zoom.exe")
	app := ZoomApp{Installed: true, How: p.how, Path: path, Version: fileVersion(path)}
	app.Damage = append(windowsLayout.flaws(p.dir), otherRelease(app.Version, pieceVersions(p.dir))...)
	if app.Version == "" {
		app.Version = versionIn(registryText(registry.CURRENT_USER, uninstall+`\ZoomUMX`, "DisplayVersion"))
	}
	if base, err := windows.KnownFolderPath(windows.FOLDERID_RoamingAppData, windows.KF_FLAG_DEFAULT); err == nil {
		app.lookAtData(time.Now(), filepath.Join(base, "Zoom", "data"))
		app.UpdateLeftovers = exists(filepath.Join(base, "Zoom", "tmp_bin"))
	}
	app.AutoUpdate = zoomAutoUpdate()
	app.Managed = p.how == ZoomMSI || registryHas(registry.LOCAL_MACHINE, zoomPolicies)
	return app
}

// pieceVersions reads the versions of libraries that are Zoom's own work, not another maker's: the names are those that
// the client of 2020 and the SDK of 2026, which shares its code, have in common.
func pieceVersions(dir string) map[string]string {
	versions := map[string]string{}
	for _, name := range []string{"zVideoApp.dll", "zVideoUI.dll", "zWebService.dll", "zWinRes.dll", "zzhost.dll"} {
		if v := fileVersion(filepath.Join(dir, name)); v != "" {
			versions[name] = v
		}
	}
	return versions
}

const zoomPolicies = `SOFTWARE\Policies\Zoom\Zoom Meetings`

// zoomAutoUpdate reads the policies that switch updates on or off (zoom-facts §4.4), newer names first, and last what the
// MSI was told when it was installed; nil when nothing is set.
func zoomAutoUpdate() *bool {
	for _, v := range []struct{ key, name string }{
		{zoomPolicies + `\Updates`, "AU2_EnableAutoUpdate"}, {zoomPolicies + `\AU2`, "AU2_EnableAutoUpdate"},
		{zoomPolicies + `\General`, "AU2_EnableAutoUpdate"}, {zoomPolicies + `\General`, "EnableClientAutoUpdate"},
		{zoomMSIKey, "EnableClientAutoUpdate"},
	} {
		var value any = registryText(registry.LOCAL_MACHINE, v.key, v.name)
		if n, ok := registryNumber(registry.LOCAL_MACHINE, v.key, v.name); ok {
			value = n
		}
		if on, ok := switchValue(value); ok {
			return &on
		}
	}
	return nil
}

// zoomRunning goes by the file a process was started from.
func zoomRunning(ctx context.Context, app ZoomApp) *bool {
	return running(ctx, "Zoom.exe", func(path string) bool { return strings.EqualFold(path, app.Path) })
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
