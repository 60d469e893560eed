// A file that is whole or not there. The lock tells a part that is being written from one left
// behind.
#include "app/film/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>
#include <system_error>

#include "app/film/film.h"
#include "core/base/error.h"

namespace tani {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view part_ending = ".part";
constexpr std::size_t random_letters = 6;
constexpr std::size_t longest_stem = 200;  // a file name has at most 255 bytes

[[noreturn]] void fail(const std::string& path, const std::string& why) {
    throw Error(fmt::format("cannot write '{}': {}", path, why));
}

std::string folder_of(const std::string& path) {
    const std::string folder = fs::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

[[noreturn]] void fail(const std::string& path, int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT:
            fail(path, "the disk is full");
        case EFBIG:
            fail(path, "it would be larger than a file may be here");
        case ENOENT:
            fail(path, fmt::format("there is no folder '{}'", folder_of(path)));
        case ENOTDIR:
            fail(path, fmt::format("'{}' is not a folder", folder_of(path)));
        case EACCES:
        case EPERM:
            fail(path, fmt::format("no permission to write in '{}'", folder_of(path)));
        case EROFS:
            fail(path, "the disk can only be read");
        case ENAMETOOLONG:
            fail(path, "the name is too long");
        default:
            fail(path, std::generic_category().message(error));
    }
}

/// What a link points to, so that the file is replaced and not the link.
std::string behind_links(const std::string& path) {
    std::error_code error;
    if (!fs::is_symlink(path, error)) return path;
    const fs::path real = fs::weakly_canonical(path, error);
    return error ? path : real.string();
}

bool is_special(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) &&
           !S_ISDIR(status.st_mode);
}

void require_replaceable(const std::string& asked, const std::string& target) {
    if (fs::path(target).filename().empty()) fail(asked, "it names a folder");
    struct stat status {};
    if (::stat(target.c_str(), &status) != 0) {
        if (errno != ENOENT) fail(asked, errno);
        return;
    }
    if (S_ISDIR(status.st_mode)) fail(asked, "it is a folder");
    if (!S_ISREG(status.st_mode)) fail(asked, "it is not a plain file");
    if (::access(target.c_str(), W_OK) != 0) fail(asked, "the file is write-protected");
}

std::string part_prefix(const std::string& target) {
    std::string name = fs::path(target).filename().string();
    if (name.size() > longest_stem) {
        std::size_t end = longest_stem;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
        name.resize(end);
    }
    return "." + name + ".tani-";
}

bool is_part(const std::string& name, const std::string& prefix) {
    return name.size() == prefix.size() + random_letters + part_ending.size() &&
           name.starts_with(prefix) && name.ends_with(part_ending);
}

void remove_stale_parts(const std::string& folder, const std::string& prefix) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (!is_part(entry->path().filename().string(), prefix)) continue;
        const int descriptor =
            ::open(entry->path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (descriptor < 0) continue;
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(entry->path().c_str());
        ::close(descriptor);
    }
}

std::string random_name() {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::random_device device;
    std::uniform_int_distribution<std::size_t> pick(0, letters.size() - 1);
    std::string name;
    for (std::size_t i = 0; i < random_letters; ++i) name += letters[pick(device)];
    return name;
}

/// Locks a new part. False when another program took it for a stale one in between and removed it.
bool keep_from_removal(int descriptor, const std::string& path) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return false;
    struct stat open_file {
    }, named{};
    return ::fstat(descriptor, &open_file) == 0 && ::stat(path.c_str(), &named) == 0 &&
           open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

void keep_mode(int descriptor, const std::string& target) {
    struct stat status {};
    // Only a nicety: a file system without modes still gets its film.
    if (::stat(target.c_str(), &status) == 0 && ::fchmod(descriptor, status.st_mode & 0777) != 0)
        return;
}

int write_all(int descriptor, std::span<const char> bytes) noexcept {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        if (written == 0) return EIO;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return 0;
}

void write_special(const std::string& path, std::span<const char> bytes) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) fail(path, errno);
    const int error = write_all(descriptor, bytes);
    if (::close(descriptor) != 0 || error != 0) fail(path, error != 0 ? error : errno);
}

}  // namespace

PartFile::PartFile(const std::string& target) : asked_(target), target_(behind_links(target)) {
    require_replaceable(asked_, target_);
    const std::string folder = folder_of(target_), prefix = part_prefix(target_);
    remove_stale_parts(folder, prefix);
    create(folder, prefix);
    keep_mode(descriptor_, target_);
}

PartFile::~PartFile() { discard(); }

void PartFile::create(const std::string& folder, const std::string& prefix) {
    for (int attempt = 0; attempt < 100; ++attempt) {
        path_ = folder + "/" + prefix + random_name() + std::string(part_ending);
        descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor_ < 0 && errno == EEXIST) continue;
        if (descriptor_ < 0) fail(asked_, errno);
        if (keep_from_removal(descriptor_, path_)) return;
        ::close(descriptor_);
        descriptor_ = -1;
    }
    fail(asked_, "no free name for a temporary file beside it");
}

int PartFile::write(std::span<const char> bytes) noexcept {
    if (error_ != 0) return error_;
    error_ = descriptor_ < 0 ? EBADF : write_all(descriptor_, bytes);
    if (error_ == 0) position_ += static_cast<std::int64_t>(bytes.size());
    if (position_ > size_) size_ = position_;
    return error_;
}

std::int64_t PartFile::seek(std::int64_t offset, int whence) noexcept {
    const off_t position = ::lseek(descriptor_, offset, whence);
    if (position < 0) return -errno;
    position_ = position;
    return position;
}

void PartFile::clear() {
    if (::ftruncate(descriptor_, 0) != 0 || ::lseek(descriptor_, 0, SEEK_SET) != 0)
        fail(asked_, errno);
    size_ = position_ = 0;
}

void PartFile::require() const {
    if (error_ != 0) fail(asked_, error_);
}

void PartFile::commit() {
    require();
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != ENOTSUP) fail(asked_, errno);
    if (::rename(path_.c_str(), target_.c_str()) != 0) fail(asked_, errno);
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0 && errno != EINTR) fail(asked_, errno);
    // The name itself: where folders cannot be synced, the file is whole all the same.
    const int folder = ::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
}

void PartFile::discard() {
    if (descriptor_ < 0) return;
    ::unlink(path_.c_str());
    ::close(descriptor_);
    descriptor_ = -1;
}

void write_file_whole(const std::string& path, std::span<const char> bytes) {
    if (is_special(path)) {
        write_special(path, bytes);
        return;
    }
    PartFile part(path);
    part.write(bytes);
    part.commit();
}

}  // namespace tani
