// A flat vector of numbers that starts on a cache line, as wide vector instructions like it.
#pragma once
#include <cstddef>
#include <new>
#include <vector>

namespace tani {

template <class T>
struct CacheLineAllocator {
    using value_type = T;
    static constexpr std::align_val_t alignment{64};
    CacheLineAllocator() = default;
    template <class U>
    CacheLineAllocator(const CacheLineAllocator<U>&) {}
    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), alignment)); }
    void deallocate(T* p, std::size_t) { ::operator delete(p, alignment); }
    bool operator==(const CacheLineAllocator&) const { return true; }
};

template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

/// Leaves new numbers as they are in memory.
template <class T>
struct ScratchAllocator : CacheLineAllocator<T> {
    template <class U>
    struct rebind {
        using other = ScratchAllocator<U>;
    };
    template <class U>
    void construct(U*) {}
};

/// Numbers that are written before they are read.
template <class T>
using AlignedScratch = std::vector<T, ScratchAllocator<T>>;

}  // namespace tani
