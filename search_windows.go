package main

import "golang.org/x/sys/windows"

// onlyWindowsLibraries keeps every library that is loaded from now on to Windows' own folder. Otherwise one beside the
// program would be found first: a download folder is full of files that nobody has looked at, and the program runs with
// admin rights after --apply. Before main, Go itself has loaded only what it needs, from that same folder.
func onlyWindowsLibraries() {
	_ = windows.SetDefaultDllDirectories(windows.LOAD_LIBRARY_SEARCH_SYSTEM32)
	_ = windows.SetDllDirectory("") // the folder the program was started in counts neither
}
