// Frames of a figure → GIF, MP4, WebM or PNG. `tani render` and the window's export are this one
// path.
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

/// What is asked for. Sizes are made even for MP4 and WebM; a GIF has at most 50 frames a second.
struct FilmRequest {
    std::string path;
    int width = 960, height = 540;
    double fps = 30;
    std::optional<double> seconds;  ///< the whole film with its hold
    double hold = 1;
    int first = 0, last = 0;   ///< steps
    std::optional<int> still;  ///< PNG: the step shown; none: the last
    std::optional<std::int64_t> max_bytes;
};

/// The playhead of each frame: first … last, then `hold` seconds on `last` (at least one frame).
/// Without `seconds` half a step a frame at most, in a film of 2 to 12 seconds: fewer steps move
/// slower, more steps faster. With `seconds`, exactly round(fps × seconds) frames; a hold that
/// would leave nothing moving is cut to half of them. Throws Error for what makes no film (fps 0,
/// last before first).
std::vector<double> film_playheads(const FilmRequest& request);

/// Draws the figure at a playhead at a size, into RGBA rows top down (alpha is not looked at).
/// Called on the thread that calls FilmJob; once for a held frame, and again for frames that a
/// palette is made from.
using DrawFrame =
    std::function<void(double playhead, int width, int height, std::vector<unsigned char>& rgba)>;

/// How a film is made: what max_bytes lowers, in this order.
struct FilmQuality {
    int colours = 256;  ///< GIF
    int crf = 18;       ///< MP4, WebM: constant rate factor, larger is coarser
    double fps = 30;
    int width = 960, height = 540;
    bool operator==(const FilmQuality&) const = default;
};

/// A film being made, a frame at a time, so that a window stays alive. Writes beside the target and
/// renames when whole; destroyed before that, it leaves the old file or none.
class FilmJob {
  public:
    /// Throws Error at once when the target cannot be written or the request makes no film.
    FilmJob(FilmRequest request, DrawFrame draw);
    ~FilmJob();
    FilmJob(const FilmJob&) = delete;
    FilmJob& operator=(const FilmJob&) = delete;

    /// Makes the next frame; false once the file is in place. Throws Error (disk full, larger than
    /// max_bytes at the least quality); what was written beside the target is gone then.
    bool advance();
    double progress() const;     ///< 0 … 1, never falling
    int frames() const;          ///< of the film as it is being made
    std::int64_t bytes() const;  ///< written so far; the file's size at the end
    /// What was lowered to fit max_bytes or the format: "128 colours, 15 fps, 480×360"; empty when
    /// nothing was.
    const std::string& lowered() const;
    /// The same as numbers, for words in another language: what was asked for and what is made.
    const FilmQuality& asked() const;
    const FilmQuality& made() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// An estimate of the file's size from a few encoded frames, for the export dialog.
std::int64_t expected_bytes(const FilmRequest& request, const DrawFrame& draw);

/// Writes bytes beside `path` and renames when whole. A device or a pipe is written directly.
/// Throws Error.
void write_file_whole(const std::string& path, std::span<const char> bytes);

}  // namespace tani
