// On Windows Node-API is imported from node.exe by name. In Electron, and where Node is called otherwise,
// the program itself has it: the first call to each function finds it there.
#include <windows.h>

#include <cstring>

#include <delayimp.h>

static FARPROC WINAPI hostProgram(unsigned event, DelayLoadInfo* info) {
  if (event != dliNotePreLoadLibrary || _stricmp(info->szDll, "node.exe") != 0) return nullptr;
  return reinterpret_cast<FARPROC>(GetModuleHandleW(nullptr));
}

extern "C" PfnDliHook __pfnDliNotifyHook2 = hostProgram;
