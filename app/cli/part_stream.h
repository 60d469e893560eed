// A stream into a file that is whole or not there.
#pragma once
#include <streambuf>
#include <string>

#include "app/film/whole_file.h"

namespace tani {

/// Streams text into a file that is whole or not there, however long it is.
class PartStream final : public std::streambuf {
  public:
    explicit PartStream(const std::string& path) : file_(path) {}
    void commit() {
        file_.require();
        file_.commit();
    }

  protected:
    std::streamsize xsputn(const char* text, std::streamsize count) override {
        return file_.write({text, static_cast<std::size_t>(count)}) == 0 ? count : 0;
    }
    int_type overflow(int_type c) override {
        const char byte = traits_type::to_char_type(c);
        return file_.write({&byte, 1}) == 0 ? c : traits_type::eof();
    }

  private:
    PartFile file_;
};

}  // namespace tani
