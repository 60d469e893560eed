// tani: chooses a verb.
#include "app/cli/cli.h"

int main(int count, char** words) { return tani::run_command_line(count, words); }
