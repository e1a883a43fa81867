@echo off
rem The `megabase` command of the desktop application, on Windows. A batch file waits for its program,
rem as a prompt does not, and Electron writes to the console that it was started from.
setlocal
rem Nothing is drawn but where the window opens: without words, by `start`, or for a file, which has an ending or
rem a folder before it, as no command has.
set "megabase_switches=--disable-gpu"
if "%~1"=="" set "megabase_switches="
if "%~1"=="start" set "megabase_switches="
if exist "%~1" if not exist "%~1\" if not "%~n1"=="%~1" set "megabase_switches="
"%~dp0..\..\..\Megabase.exe" %megabase_switches% -- %*
exit /b %errorlevel%
