// How large a film will be: the first frame costs most, then each frame what the pieces around it
// cost, then next to nothing while the last frame is held.
#include <algorithm>
#include <cmath>
#include <map>

#include "app/film/ladder.h"

namespace tani {
namespace {

constexpr int held_samples = 3;
constexpr double container_bytes = 1200;
constexpr double container_bytes_per_frame = 10;

/// Packet sizes by their place in the film.
class SizeSink final : public PacketSink {
  public:
    explicit SizeSink(std::map<std::int64_t, int>& sizes) : sizes_(sizes) {}
    void begin(const AVCodecContext&) override {}
    void take(AVPacket& packet) override { sizes_[packet.pts] = packet.size; }
    void end() override {}

  private:
    std::map<std::int64_t, int>& sizes_;
};

/// Straight lines through (frame, bytes), level outside.
double between(const std::vector<std::pair<int, double>>& points, int frame) {
    if (points.empty()) return 0;
    const auto after =
        std::find_if(points.begin(), points.end(), [&](const auto& p) { return p.first >= frame; });
    if (after == points.begin()) return points.front().second;
    if (after == points.end()) return points.back().second;
    const auto before = std::prev(after);
    const double share =
        static_cast<double>(frame - before->first) / (after->first - before->first);
    return before->second + share * (after->second - before->second);
}

}  // namespace

SizeProbe::SizeProbe(FilmFormat format, const FilmQuality& quality, std::vector<double> playheads)
    : format_(format), quality_(quality), playheads_(std::move(playheads)) {
    const auto hold = std::find(playheads_.begin(), playheads_.end(), playheads_.back());
    moving_ = static_cast<int>(hold - playheads_.begin());
    switch (format_) {
        case FilmFormat::gif:
            choose_samples(4, 2);
            break;
        case FilmFormat::mp4:
            choose_samples(3, 4);
            break;
        case FilmFormat::webm:
            choose_samples(2, 4);
            break;
        case FilmFormat::png:
            choose_samples(1, 1);
            break;
    }
}

void SizeProbe::choose_samples(int pieces, int piece_frames) {
    const int frames = moving_ + 1;
    if (frames <= pieces * piece_frames) {
        pieces = 1;
        piece_frames = frames;
    }
    for (int piece = 0; piece < pieces; ++piece) {
        const int from = pieces == 1 ? 0 : piece * (frames - piece_frames) / (pieces - 1);
        for (int i = 0; i < piece_frames; ++i) samples_.push_back({from + i, i > 0, {}});
    }
}

bool SizeProbe::step(Artist& artist) {
    if (drawn_ < samples_.size()) {
        Sample& sample = samples_[drawn_++];
        const Picture picture =
            artist.picture(playheads_[static_cast<std::size_t>(sample.frame)], quality_);
        sample.rgba.assign(picture.rgba.begin(), picture.rgba.end());
        return true;
    }
    if (until_.empty()) measure();
    return false;
}

void SizeProbe::measure() {
    if (format_ == FilmFormat::gif) {
        PaletteMaker maker(quality_.width, quality_.height, quality_.colours);
        for (const Sample& sample : samples_) maker.add(picture(sample));
        palette_ = maker.finish();
    }
    // A GIF's frame costs what differs from the frame before. A video's looks ahead, and the jump
    // from piece to piece would be charged to any of its frames.
    const bool apart = format_ == FilmFormat::mp4;
    std::vector<int> packet_bytes;
    for (auto piece = samples_.begin(); piece != samples_.end();) {
        const auto after =
            std::find_if(std::next(piece), samples_.end(),
                         [&](const Sample& sample) { return apart && !sample.follows; });
        encode_piece({piece, after}, packet_bytes);
        piece = after;
    }
    sum_up(packet_bytes);
    samples_.clear();
}

void SizeProbe::encode_piece(std::span<const Sample> piece, std::vector<int>& packet_bytes) {
    std::map<std::int64_t, int> sizes;
    const auto encoder =
        film_encoder(format_, quality_, palette_, std::make_unique<SizeSink>(sizes));
    for (const Sample& sample : piece) encoder->add(picture(sample));
    if (format_ != FilmFormat::png && &piece.back() == &samples_.back()) {
        for (int i = 0; i < held_samples; ++i) encoder->add(picture(piece.back()));
    }
    while (!encoder->finish()) {
    }
    for (const auto& [time, bytes] : sizes) packet_bytes.push_back(bytes);
}

void SizeProbe::sum_up(const std::vector<int>& packet_bytes) {
    std::vector<std::pair<int, double>> cost;
    for (std::size_t i = 0; i < samples_.size() && i < packet_bytes.size(); ++i) {
        if (samples_[i].follows) cost.emplace_back(samples_[i].frame, packet_bytes[i]);
    }
    const double first = packet_bytes.empty() ? 0 : packet_bytes.front();
    const double held = packet_bytes.size() > samples_.size() ? packet_bytes.back() : 0;
    const bool container = format_ != FilmFormat::png;
    double sum = container ? container_bytes : 0;
    until_ = {sum};
    for (int frame = 0; frame < static_cast<int>(playheads_.size()); ++frame) {
        sum += frame == 0 ? first : frame <= moving_ ? between(cost, frame) : held;
        if (container) sum += container_bytes_per_frame;
        until_.push_back(sum);
    }
}

}  // namespace tani
