package host

import "golang.org/x/sys/windows"

// writable asks for the right to add a file to a folder, and uses it for nothing.
func writable(dir string) bool {
	const addFile = 0x2 // FILE_ADD_FILE
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return false
	}
	share := uint32(windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE)
	h, err := windows.CreateFile(path, addFile, share, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS, 0)
	if err != nil {
		return err != windows.ERROR_ACCESS_DENIED // anything else says nothing about the right
	}
	windows.CloseHandle(h) //nolint:errcheck // nothing was done with it
	return true
}
