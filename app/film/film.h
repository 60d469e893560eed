// Frames of a figure → GIF, MP4, WebM or PNG. `tani render` and the window's export are this one path.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"

namespace tani {

enum class FilmFormat { gif, mp4, webm, png };
/// By the ending of the path; throws Error naming the endings that are known.
FilmFormat film_format(const std::string& path);

/// What is asked for. Sizes are made even for MP4 and WebM.
struct FilmRequest {
    std::string path;
    int width = 960, height = 540;
    double fps = 30;
    std::optional<double> seconds;  ///< the whole film with its hold
    double hold = 1;
    int first = 0, last = 0;        ///< steps
    std::optional<int> still;       ///< PNG: the step shown; none: the last
    std::optional<std::int64_t> max_bytes;
};

/// The playhead of each frame: first … last with the hold at the end. Without `seconds` at most half a step a frame, between 2 and 12 seconds;
/// with `seconds`, exactly round(fps × seconds) frames.
std::vector<double> film_playheads(const FilmRequest& request);

/// Draws the figure at a playhead at a size, into RGBA rows top down. Called on the thread that calls FilmJob.
using DrawFrame = std::function<void(double playhead, int width, int height, std::vector<unsigned char>& rgba)>;

/// A film being made, a frame at a time, so that a window stays alive. Writes beside the target and renames
/// when whole; destroyed before that, it leaves the old file or none.
class FilmJob {
  public:
    FilmJob(FilmRequest request, DrawFrame draw);
    ~FilmJob();
    FilmJob(const FilmJob&) = delete;
    FilmJob& operator=(const FilmJob&) = delete;

    /// Makes the next frame; false once the file is in place. Throws Error (disk full, no such folder).
    bool advance();
    double progress() const;  ///< 0 … 1
    int frames() const;
    std::int64_t bytes() const;  ///< written so far; the file's size at the end
    /// What was lowered to fit max_bytes: "128 colours, 15 fps, 480x360"; empty when nothing was.
    const std::string& lowered() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// An estimate of the file's size from a few encoded frames, for the export dialog.
std::int64_t expected_bytes(const FilmRequest& request, const DrawFrame& draw);

/// Writes bytes beside `path` and renames when whole. Throws Error.
void write_file_whole(const std::string& path, std::span<const char> bytes);

}  // namespace tani
