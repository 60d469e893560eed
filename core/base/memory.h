// How the process deals with memory that it has freed.
#pragma once

namespace tani {

/// For main() to call once: freed memory stays with the process, to be used again. Recordings and
/// pictures of some hundred kilobytes come and go with every frame, and getting their pages from
/// the system anew costs more than filling them. Does nothing where the allocator is not glibc's.
void keep_freed_memory();

}  // namespace tani
