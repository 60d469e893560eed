// A film being made: choose a quality that fits, make the palette, encode a frame at a time,
// rename.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "app/film/ladder.h"
#include "core/base/error.h"

namespace tani {
namespace {

constexpr int palette_frames = 8;
constexpr double estimate_margin = 1.05;  // an estimate this much too large is still worth a try
constexpr double corrected_margin = 0.97;
constexpr double judged_from = 0.3;  // of a pass: before that, its size says little
constexpr double hopeless_overflow = 1.2;
constexpr double search_share = 0.15;       // of the progress bar
constexpr double limited_pass_share = 0.8;  // of the rest of it: the pass may have to be repeated

/// Counts what passes on its way into the file.
class CountingSink final : public PacketSink {
  public:
    struct Count {
        std::size_t packets = 0;
        std::int64_t bytes = 0;
    };
    CountingSink(std::unique_ptr<PacketSink> inner, Count& count)
        : inner_(std::move(inner)), count_(count) {}
    void begin(const AVCodecContext& codec) override { inner_->begin(codec); }
    void take(AVPacket& packet) override {
        ++count_.packets;
        count_.bytes += packet.size;
        inner_->take(packet);
    }
    void end() override { inner_->end(); }

  private:
    std::unique_ptr<PacketSink> inner_;
    Count& count_;
};

enum class Phase { searching, palette, encoding, finishing, done, broken };

FilmRequest checked(FilmRequest request) {
    film_playheads(request);
    if (request.max_bytes && *request.max_bytes <= 0) throw Error("max_bytes must be above 0");
    return request;
}

}  // namespace

struct FilmJob::State {
    State(FilmRequest asked_for, DrawFrame draw);

    bool advance();
    void search_from(std::size_t first);
    void search();
    bool fits(const SizeProbe& probe) const;
    void begin_pass();
    void draw_for_palette();
    void begin_encoding();
    void encode();
    double foreseen(std::int64_t bytes_so_far) const;
    bool grows_too_large() const;
    void finish();
    void lower(std::int64_t too_many_bytes);
    void report_pass(std::size_t drawn);

    FilmRequest request;
    FilmFormat format;
    std::vector<FilmQuality> ladder;
    FilmQuality asked;
    Artist artist;
    PartFile part;
    Phase phase = Phase::searching;

    // The search for the first rung that fits: it is in [low, high], `probed` is measured next.
    std::size_t low = 0, high = 0, probed = 0;
    std::map<std::size_t, SizeProbe> probes;
    int probe_draws = 0;
    double correction = 1;  // how much larger a film was than its estimate

    std::size_t rung = 0;
    std::vector<double> playheads;
    std::vector<int> palette_from;
    std::unique_ptr<PaletteMaker> palette_maker;
    std::shared_ptr<const AVFrame> palette;
    CountingSink::Count count;
    std::unique_ptr<FilmEncoder> encoder;
    std::size_t next = 0;

    double progress = 0, pass_from = 0;
    std::string lowered;
};

FilmJob::State::State(FilmRequest asked_for, DrawFrame draw)
    : request(checked(std::move(asked_for))),
      format(film_format(request.path)),
      ladder(quality_ladder(request, format)),
      asked(ladder.front()),
      artist(std::move(draw)),
      part(request.path) {
    av_log_set_level(AV_LOG_QUIET);
    asked.fps = request.fps;
    playheads = playheads_at(request, format, ladder.front(), ladder.front());
    if (request.max_bytes) {
        search_from(0);
    } else {
        begin_pass();
    }
}

bool FilmJob::State::advance() {
    switch (phase) {
        case Phase::searching:
            search();
            break;
        case Phase::palette:
            draw_for_palette();
            break;
        case Phase::encoding:
            encode();
            break;
        case Phase::finishing:
            finish();
            break;
        case Phase::done:
            break;
        case Phase::broken:
            throw Error(fmt::format("the film '{}' could not be made", request.path));
    }
    return phase != Phase::done;
}

void FilmJob::State::search_from(std::size_t first) {
    low = probed = first;
    high = ladder.size() - 1;
    phase = Phase::searching;
}

/// The first rung is measured first, since most films fit as they are asked for; then by halves.
void FilmJob::State::search() {
    if (!probes.contains(probed)) {
        const FilmQuality& quality = ladder[probed];
        probes.try_emplace(probed, format, quality,
                           playheads_at(request, format, ladder.front(), quality));
    }
    SizeProbe& probe = probes.at(probed);
    if (probe.step(artist)) {
        ++probe_draws;
        progress = std::max(progress, search_share * probe_draws / (probe_draws + 20.0));
        return;
    }
    if (low == high) {
        rung = low;
        begin_pass();
        return;
    }
    if (fits(probe)) {
        high = probed;
    } else {
        low = probed + 1;
    }
    probed = low + (high - low) / 2;
}

bool FilmJob::State::fits(const SizeProbe& probe) const {
    const double margin = correction == 1 ? estimate_margin : corrected_margin;
    return probe.bytes() * correction <= static_cast<double>(*request.max_bytes) * margin;
}

void FilmJob::State::begin_pass() {
    const FilmQuality& quality = ladder[rung];
    playheads = playheads_at(request, format, ladder.front(), quality);
    lowered = lowered_words(asked, quality);
    part.clear();
    count = {};
    next = 0;
    pass_from = progress;
    palette_from.clear();
    if (format != FilmFormat::gif) {
        begin_encoding();
    } else if (const auto probe = probes.find(rung); probe != probes.end()) {
        palette = probe->second.palette();
        begin_encoding();
    } else {
        const auto hold = std::find(playheads.begin(), playheads.end(), playheads.back());
        palette_from =
            spread_frames(static_cast<int>(hold - playheads.begin()) + 1, palette_frames);
        palette_maker =
            std::make_unique<PaletteMaker>(quality.width, quality.height, quality.colours);
        phase = Phase::palette;
    }
}

void FilmJob::State::draw_for_palette() {
    const auto frame = static_cast<std::size_t>(palette_from[next++]);
    palette_maker->add(artist.picture(playheads[frame], ladder[rung]));
    report_pass(next);
    if (next < palette_from.size()) return;
    palette = palette_maker->finish();
    palette_maker.reset();
    begin_encoding();
}

void FilmJob::State::begin_encoding() {
    next = 0;
    encoder = film_encoder(format, ladder[rung], palette,
                           std::make_unique<CountingSink>(file_sink(format, part), count));
    phase = Phase::encoding;
}

void FilmJob::State::encode() {
    encoder->add(artist.picture(playheads[next++], ladder[rung]));
    report_pass(palette_from.size() + next);
    if (grows_too_large()) {
        lower(count.bytes);
    } else if (next == playheads.size()) {
        phase = Phase::finishing;
    }
}

/// The whole film's size after so many bytes: what is still to come is taken as it was estimated,
/// since a costly beginning (a key frame) says little about the rest.
double FilmJob::State::foreseen(std::int64_t bytes_so_far) const {
    const SizeProbe& probe = probes.at(rung);
    return static_cast<double>(bytes_so_far) + probe.bytes() - probe.bytes_until(count.packets);
}

bool FilmJob::State::grows_too_large() const {
    if (!request.max_bytes || rung + 1 == ladder.size()) return false;
    if (count.bytes > *request.max_bytes) return true;
    if (static_cast<double>(count.packets) < judged_from * static_cast<double>(playheads.size()))
        return false;
    return foreseen(count.bytes) > static_cast<double>(*request.max_bytes) * hopeless_overflow;
}

void FilmJob::State::finish() {
    if (!encoder->finish()) return;
    encoder.reset();
    part.require();
    if (request.max_bytes && part.size() > *request.max_bytes) {
        lower(part.size());
        return;
    }
    part.commit();
    progress = 1;
    phase = Phase::done;
}

void FilmJob::State::lower(std::int64_t too_many_bytes) {
    encoder.reset();
    if (rung + 1 == ladder.size()) {
        throw Error(fmt::format(
            "'{}' cannot be made of at most {} bytes; the least is {} bytes{}{}", request.path,
            *request.max_bytes, too_many_bytes, lowered.empty() ? "" : " with ", lowered));
    }
    correction = std::max({correction, 1.001, foreseen(too_many_bytes) / probes.at(rung).bytes()});
    search_from(rung + 1);
}

void FilmJob::State::report_pass(std::size_t drawn) {
    const double share = static_cast<double>(drawn) /
                         static_cast<double>(palette_from.size() + playheads.size() + 1);
    const double rest = (1 - pass_from) * (request.max_bytes ? limited_pass_share : 1);
    progress = std::max(progress, pass_from + rest * share);
}

FilmJob::FilmJob(FilmRequest request, DrawFrame draw)
    : state_(std::make_unique<State>(std::move(request), std::move(draw))) {}

FilmJob::~FilmJob() = default;

bool FilmJob::advance() {
    try {
        return state_->advance();
    } catch (...) {
        state_->encoder.reset();
        state_->part.discard();
        state_->phase = Phase::broken;
        throw;
    }
}

double FilmJob::progress() const { return state_->progress; }
int FilmJob::frames() const { return static_cast<int>(state_->playheads.size()); }
std::int64_t FilmJob::bytes() const { return state_->part.size(); }
const std::string& FilmJob::lowered() const { return state_->lowered; }
const FilmQuality& FilmJob::asked() const { return state_->asked; }
const FilmQuality& FilmJob::made() const { return state_->ladder[state_->rung]; }

std::int64_t expected_bytes(const FilmRequest& request, const DrawFrame& draw) {
    const FilmFormat format = film_format(request.path);
    const FilmQuality quality = quality_ladder(checked(request), format).front();
    av_log_set_level(AV_LOG_QUIET);
    SizeProbe probe(format, quality, playheads_at(request, format, quality, quality));
    Artist artist(draw);
    while (probe.step(artist)) {
    }
    const double bytes = probe.bytes();
    const double most = request.max_bytes ? static_cast<double>(*request.max_bytes) : bytes;
    return static_cast<std::int64_t>(std::min(bytes, most));
}

}  // namespace tani
