// An export in progress: films a frame at a time between the window's own frames, with the figure
// as it was when it began.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/figure/figure.h"
#include "app/film/film.h"
#include "app/studio/studio_state.h"

namespace tani::studio {

/// The request of the export dialog: what is on the screen, at the size and length that the
/// settings say.
FilmRequest film_request(const Studio& studio, const std::string& path);
/// The dialog's folder and name as a path with the format's ending.
std::string export_path(const Studio& studio);
/// The folder that the dialog begins with: the last one, or where the program was started.
std::string export_folder(const UserSettings& settings);

class Exporter {
  public:
    Exporter();
    ~Exporter();
    /// Begins a film or a picture, or writes the CSV at once. Throws Error. Needs a current OpenGL
    /// context.
    void start(const Studio& studio, const std::string& path);
    bool busy() const;
    double progress() const;
    const std::string& path() const { return path_; }
    /// Makes frames for about `seconds`, at least one. True when the file is whole. Throws Error
    /// (and is no longer busy).
    bool advance(double seconds);
    void cancel();
    std::int64_t bytes() const { return bytes_; }

    /// An estimate of the file's size from a few frames.
    static std::int64_t expected(const Studio& studio, const std::string& path);

  private:
    struct Film;
    std::unique_ptr<Film> film_;
    std::string path_;
    std::int64_t bytes_ = 0;
};

}  // namespace tani::studio
