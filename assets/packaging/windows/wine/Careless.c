/* A program that loads a library as most do: it shows that the planted ones are found. */
#include <windows.h>

int main(void) { return LoadLibraryA("wininet.dll") == NULL; }
