// The arrays of numbers in the root of an HDF5 file, read with care: what such a file says of
// itself may be damaged or a lie.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <hdf5.h>

#include "core/landscape/grid_making.h"

namespace tani {

/// Anything of the library that must be closed.
class Hdf5Handle {
  public:
    Hdf5Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
    ~Hdf5Handle() {
        if (*this) close_(id_);
    }
    Hdf5Handle(const Hdf5Handle&) = delete;
    Hdf5Handle& operator=(const Hdf5Handle&) = delete;
    explicit operator bool() const { return id_ >= 0; }
    operator hid_t() const { return id_; }

  private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

/// An open file. The library as Debian builds it may be in one thread at a time only.
class Hdf5File {
  public:
    /// Takes no lock, so that a file can be looked at while another program goes on writing it.
    /// Throws Error for one that is missing, foreign or truncated.
    explicit Hdf5File(const std::string& path);

    /// Throws Error with this file as its place.
    [[noreturn]] void fail(const std::string& message) const;
    /// What the root holds itself, links to elsewhere left out: at most a thousand names, sorted.
    const std::vector<std::string>& names() const { return names_; }
    bool has(const std::string& name) const;
    /// None where it is no array of plain numbers.
    std::optional<std::vector<std::uint64_t>> shape(const std::string& name) const;
    /// Throws Error for one that is missing, not of plain numbers, stored in another file, or of
    /// more than most_grid_cells numbers.
    GridArray array(const std::string& name) const;

  private:
    std::vector<std::uint64_t> shape_of(hid_t dataset, const std::string& name) const;
    void expect_stored_here(hid_t dataset, const GridArray& array, const std::string& name) const;
    void expect_small_chunks(hid_t making, const GridArray& array, const std::string& name) const;

    std::string path_;
    Hdf5Handle file_;
    std::vector<std::string> names_;
};

}  // namespace tani
