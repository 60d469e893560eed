// What the film tests share: a film to draw, a folder to write in, and a second reader of the
// results.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/film/film.h"

namespace tani::film_test {

/// A disc that bounces over shaded ground with lines like text beside it, and the path it came.
void draw_ball(double playhead, int width, int height, std::vector<unsigned char>& rgba);

/// A folder that is gone with everything in it at the end.
class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name) const { return (path_ / name).string(); }
    std::vector<std::string> names() const;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

std::string read_all(const std::string& path);
void write_plain(const std::string& path, const std::string& text);

/// 45 steps at 320×240.
FilmRequest small_film(const std::string& path);
/// Runs a job to its end.
void make(const FilmRequest& request, const DrawFrame& draw = draw_ball);

struct DecodedFrame {
    int width = 0, height = 0;
    double seconds = 0;
    std::vector<unsigned char> rgba;
};
/// Decodes with FFmpeg's library; keeps the frames that `keep` names. Returns the number of frames.
int decode(const std::string& path, const std::function<bool(int)>& keep,
           std::vector<DecodedFrame>& frames);

/// What a run of ffprobe prints for the stream's entries ("nb_read_frames").
std::string probe(const std::string& path, const std::string& entries);

struct Difference {
    double mean = 0;              ///< absolute, over pixels and channels
    double smooth = 0;            ///< the same away from edges, where 4:2:0 keeps colours
    double shift[3] = {0, 0, 0};  ///< signed, by channel
};
Difference compare(const DecodedFrame& frame, double playhead);

}  // namespace tani::film_test
