// A file that is whole or not there: written beside its target under another name, renamed at the
// end.
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace tani {

/// ".NAME.tani-XXXXXX.part" in the target's folder. Removed when destroyed before commit().
/// Unlocked ones that a killed program left for the same target are removed when a new one is made.
class PartFile {
  public:
    /// Throws Error: no such folder, no permission, the target is a directory or a device.
    explicit PartFile(const std::string& target);
    ~PartFile();
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    /// Writes at the current position; 0 or an errno. The first errno is kept.
    int write(std::span<const char> bytes) noexcept;
    /// The new position, or minus an errno.
    std::int64_t seek(std::int64_t offset, int whence) noexcept;
    std::int64_t size() const { return size_; }
    void clear();          ///< back to nothing. Throws Error.
    void require() const;  ///< throws Error when a write failed
    void commit();         ///< onto the disk and under the target's name. Throws Error.
    void discard();        ///< closes and removes; nothing after commit()

    const std::string& path() const { return path_; }  ///< of the part

  private:
    void create(const std::string& folder, const std::string& prefix);

    std::string asked_, target_, path_;
    int descriptor_ = -1;
    int error_ = 0;
    std::int64_t size_ = 0, position_ = 0;
};

}  // namespace tani
