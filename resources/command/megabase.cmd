@echo off
rem The `megabase` command of the desktop application, on Windows. A batch file waits for its program,
rem as a prompt does not, and Electron writes to the console that it was started from.
"%~dp0..\..\..\Megabase.exe" --disable-gpu -- %*
exit /b %errorlevel%
