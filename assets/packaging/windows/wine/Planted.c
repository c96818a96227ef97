/* A library that somebody has put beside the program: it leaves a mark when it is loaded. */
#include <windows.h>

BOOL WINAPI DllMain(HINSTANCE self, DWORD why, LPVOID reserved)
{
	DWORD n;
	char name[MAX_PATH];
	HANDLE f;
	(void)reserved;
	if (why != DLL_PROCESS_ATTACH) return TRUE;
	GetModuleFileNameA(self, name, sizeof name);
	f = CreateFileA("C:\\planted.txt", FILE_APPEND_DATA, FILE_SHARE_READ, NULL, OPEN_ALWAYS, 0, NULL);
	WriteFile(f, name, lstrlenA(name), &n, NULL);
	WriteFile(f, "\r\n", 2, &n, NULL);
	CloseHandle(f);
	return TRUE;
}
