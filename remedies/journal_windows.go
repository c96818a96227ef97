package remedies

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The folders are asked of Windows: a variable could have been set by anyone.

func adminFolder() string {
	dir, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, 0)
	if err != nil {
		return "" // the guard refuses that
	}
	return filepath.Join(dir, "Linecheck")
}

func personFolder() (string, error) {
	dir, err := windows.KnownFolderPath(windows.FOLDERID_LocalAppData, 0)
	return filepath.Join(dir, "Linecheck"), err
}

func guardPerson(dir string, create bool) error {
	if create {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder: %w", dir, fs.ErrPermission)
	}
	return nil
}

// adminsOnly is the folder's security: it belongs to the administrators, they and the system may do everything, people
// may read, and nothing is inherited from ProgramData, where everybody may make files.
const adminsOnly = "O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)"

// guardAdmin makes the administrators' folder, and refuses one that is a junction, that belongs to somebody else, or to
// which others may write: everybody can make a folder in ProgramData before us.
func guardAdmin(dir string, create bool) error {
	if dir == "" {
		return errors.New("Windows does not tell where ProgramData is")
	}
	if create {
		if err := makeAdminFolder(dir); err != nil {
			return err
		}
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0 {
		return fmt.Errorf("%s is not a folder: %w", dir, fs.ErrPermission)
	}
	return onlyAdminsWrite(dir)
}

func makeAdminFolder(dir string) error {
	security, err := windows.SecurityDescriptorFromString(adminsOnly)
	if err != nil {
		return err
	}
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return err
	}
	attributes := windows.SecurityAttributes{SecurityDescriptor: security}
	attributes.Length = uint32(unsafe.Sizeof(attributes))
	if err := windows.CreateDirectory(name, &attributes); err != nil && !errors.Is(err, windows.ERROR_ALREADY_EXISTS) {
		return err
	}
	return nil
}

// onlyAdminsWrite reads the security of a folder that is there already.
func onlyAdminsWrite(dir string) error {
	s, err := windows.GetNamedSecurityInfo(dir, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("reading who may write to %s: %w", dir, err)
	}
	refused := fmt.Errorf("others than administrators may have a hand in %s: %w", dir, fs.ErrPermission)
	holder, _, err := s.Owner()
	if err != nil || !isAdminSID(holder) {
		return refused
	}
	list, _, err := s.DACL()
	if err != nil || list == nil {
		return refused
	}
	for i := range uint32(list.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if windows.GetAce(list, i, &ace) != nil {
			return refused
		}
		sid := (*windows.SID)(unsafe.Pointer(&ace.SidStart))
		if ace.Header.AceType == windows.ACCESS_ALLOWED_ACE_TYPE && !isAdminSID(sid) && ace.Mask&mayWrite != 0 {
			return refused
		}
	}
	return nil
}

// mayWrite are the rights with which somebody could change a folder, what is in it, or these rights.
const mayWrite = windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA | windows.FILE_WRITE_EA | windows.FILE_WRITE_ATTRIBUTES | fileDeleteChild |
	windows.DELETE | windows.WRITE_DAC | windows.WRITE_OWNER | windows.GENERIC_WRITE | windows.GENERIC_ALL

const fileDeleteChild = 0x40

func isAdminSID(sid *windows.SID) bool {
	return sid.IsWellKnown(windows.WinBuiltinAdministratorsSid) || sid.IsWellKnown(windows.WinLocalSystemSid)
}

// adminsOwn: the folder's own security has been looked at, and only administrators can have put a file into it.
func adminsOwn(fs.FileInfo) bool { return true }

// openNoFollow opens a file and no link to one.
func openNoFollow(path string) (*os.File, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fs.ErrInvalid
	}
	return os.Open(path)
}

// lockFile holds a lock for as long as the file is open.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	const all = ^uint32(0)
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, all, all, new(windows.Overlapped))
	if err != nil {
		f.Close()
		if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
			return nil, ErrBusy
		}
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	return f, nil
}

// unlockFile: Windows lets the lock go with the handle, which no other program inherits.
func unlockFile(f *os.File) { _ = f.Close() }

// syncFolder has nothing to do: NTFS writes names to its own journal, and a folder cannot be flushed by its handle.
func syncFolder(string) error { return nil }
