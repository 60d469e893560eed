// tani: chooses a verb.
#include "app/cli/cli.h"
#include "core/base/memory.h"

int main(int count, char** words) {
    tani::keep_freed_memory();
    return tani::run_command_line(count, words);
}
