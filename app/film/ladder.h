// What max_bytes lowers, step by step, and how large a film will be at a step.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/film/encoder.h"
#include "app/film/film.h"

namespace tani {

/// From what is asked for to the least: colours (or the rate factor), then frame rate, then size.
std::vector<FilmQuality> quality_ladder(const FilmRequest& request, FilmFormat format);

/// What differs from the asked one, in words.
std::string lowered_words(const FilmQuality& asked, const FilmQuality& made);

/// The playheads at a rung of the ladder: a lower frame rate keeps the film's length. `asked` is
/// the first rung. One for a PNG.
std::vector<double> playheads_at(const FilmRequest& request, FilmFormat format,
                                 const FilmQuality& asked, const FilmQuality& quality);

/// Frames of which a film's size or palette is made.
std::vector<int> spread_frames(int frames, int count);

/// Calls the figure, once for equal playheads in a row.
class Artist {
  public:
    explicit Artist(DrawFrame draw) : draw_(std::move(draw)) {}
    Picture picture(double playhead, const FilmQuality& quality);

  private:
    DrawFrame draw_;
    std::vector<unsigned char> rgba_;
    double playhead_ = 0;
    int width_ = 0, height_ = 0;
};

/// Encodes a few short pieces of a film and tells how large the whole will be.
class SizeProbe {
  public:
    SizeProbe(FilmFormat format, const FilmQuality& quality, std::vector<double> playheads);
    /// Draws the next frame; false when all are drawn and measured.
    bool step(Artist& artist);

    double bytes() const { return until_.back(); }
    /// Of the file when so many packets are written.
    double bytes_until(std::size_t packets) const {
        return until_[std::min(packets, until_.size() - 1)];
    }
    /// A GIF's, of all the frames drawn; none otherwise.
    std::shared_ptr<const AVFrame> palette() const { return palette_; }

  private:
    struct Sample {
        int frame;
        bool follows;  ///< the sample before it is the frame before it
        std::vector<unsigned char> rgba;
    };
    void choose_samples(int pieces, int piece_frames);
    Picture picture(const Sample& sample) const {
        return {quality_.width, quality_.height, sample.rgba};
    }
    void measure();
    void encode_piece(std::span<const Sample> piece, std::vector<int>& packet_bytes);
    void sum_up(const std::vector<int>& packet_bytes);

    FilmFormat format_;
    FilmQuality quality_;
    std::vector<double> playheads_;
    int moving_ = 0;  ///< frames before the hold
    std::vector<Sample> samples_;
    std::size_t drawn_ = 0;
    std::shared_ptr<const AVFrame> palette_;
    std::vector<double> until_;
};

}  // namespace tani
