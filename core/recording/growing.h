// A list that one thread makes longer while copies of it are read elsewhere.
#pragma once
#include <cstddef>
#include <memory>
#include <vector>

namespace tani {

/// A copy sees what was there when it was made, and shares the numbers with the list that goes on
/// growing: what is written later lies behind the copy's end.
template <class T>
class Growing {
  public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T& operator[](std::size_t i) const { return chunks_[i / chunk].get()[i % chunk]; }
    const T& back() const { return (*this)[size_ - 1]; }
    /// Only of the list that grows, never of a copy of it.
    void push(const T& value) {
        if (size_ % chunk == 0) chunks_.push_back(std::make_shared<T[]>(chunk));
        chunks_.back().get()[size_ % chunk] = value;
        ++size_;
    }
    /// A list of its own that begins with the first `count` of another.
    static Growing begin_of(const Growing& other, std::size_t count) {
        Growing result;
        for (std::size_t i = 0; i < count; ++i) result.push(other[i]);
        return result;
    }

  private:
    static constexpr std::size_t chunk = 1024;
    std::vector<std::shared_ptr<T[]>> chunks_;
    std::size_t size_ = 0;
};

}  // namespace tani
