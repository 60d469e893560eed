// The command line: run, render, shot, list, check, open.
#pragma once

namespace tani {

/// Exit status: 0 done, 1 failed while running, 2 wrong usage, unreadable or wrong experiment.
int run_command_line(int count, char** words);

}  // namespace tani
