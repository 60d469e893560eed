// Exports: the film library's jobs with the window's picture.
#include "app/studio/exporter.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sstream>

#include <unistd.h>

#include "core/recording/wall.h"

namespace tani::studio {

namespace {

namespace fs = std::filesystem;

/// What a film is drawn from: nothing in it changes while the window goes on.
struct Scene {
    std::shared_ptr<const Recording> recording;
    View view;
    std::vector<RunMap> maps;
    FigureInput input;
    std::string extra_text;
    std::unique_ptr<FigureRenderer> renderer;

    explicit Scene(const Studio& studio)
        : recording(studio.recording_shared()),
          view(studio.plan().view),
          maps(studio.maps()),
          extra_text(studio.foreign_text()) {
        input.language = studio.language();
        input.theme = studio.theme();
        input.presenter = studio.session.presenter;
    }

    void draw(double playhead, int width, int height, std::vector<unsigned char>& rgba) {
        if (!renderer || renderer->width() != width || renderer->height() != height) {
            renderer.reset();
            renderer = std::make_unique<FigureRenderer>(width, height, input.scale, extra_text);
        }
        input.view = &view;
        input.maps = &maps;
        input.playhead = playhead;
        renderer->render(*recording, input, rgba);
    }
};

std::string csv_of(const Recording& recording) {
    std::ostringstream out;
    write_csv(recording, out);
    return out.str();
}

}  // namespace

struct Exporter::Film {
    Scene scene;
    FilmJob job;

    Film(const Studio& studio, const FilmRequest& request)
        : scene(studio),
          job(request,
              [this](double playhead, int width, int height, std::vector<unsigned char>& rgba) {
                  scene.draw(playhead, width, height, rgba);
              }) {}
};

std::string export_folder(const UserSettings& settings) {
    std::error_code problem;
    if (!settings.film.folder.empty() && fs::is_directory(settings.film.folder, problem))
        return settings.film.folder;
    const fs::path here = fs::current_path(problem);
    if (!problem && access(here.c_str(), W_OK) == 0) return here.string();
    return fs::temp_directory_path(problem).string();
}

std::string export_path(const Studio& studio) {
    const ExportForm& form = studio.session.film;
    fs::path name = form.name.empty() ? studio.file_stem() : form.name;
    std::string wanted(1, '.');
    wanted += ending(studio.settings.film.format);
    if (name.extension() != wanted) name += wanted;
    return (fs::path(form.folder) / name).string();
}

FilmRequest film_request(const Studio& studio, const std::string& path) {
    const ExportSettings& s = studio.settings.film;
    const Film& film = studio.plan().film;
    const int steps = studio.recording().steps();
    FilmRequest request;
    request.path = path;
    request.width = s.width;
    request.height = s.height;
    request.fps = s.fps;
    request.seconds = s.seconds > 0 ? std::optional(s.seconds) : film.seconds;
    request.hold = film.hold;
    request.first = std::min(film.first, steps);
    request.last = std::min(film.last.value_or(steps), steps);
    if (s.format == ExportFormat::png) request.still = studio.session.transport.step();
    return request;
}

Exporter::Exporter() = default;
Exporter::~Exporter() = default;

void Exporter::start(const Studio& studio, const std::string& path) {
    cancel();
    path_ = path;
    if (studio.settings.film.format == ExportFormat::csv) {
        const std::string text = csv_of(studio.recording());
        write_file_whole(path, {text.data(), text.size()});
        bytes_ = static_cast<std::int64_t>(text.size());
        return;
    }
    film_ = std::make_unique<Film>(studio, film_request(studio, path));
}

bool Exporter::busy() const { return film_ != nullptr; }

double Exporter::progress() const { return film_ ? film_->job.progress() : 0; }

bool Exporter::advance(double seconds) {
    if (!film_) return false;
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    try {
        do {
            if (!film_->job.advance()) {
                bytes_ = film_->job.bytes();
                film_.reset();
                return true;
            }
        } while (Clock::now() < end);
    } catch (const Error&) {
        film_.reset();
        throw;
    }
    return false;
}

void Exporter::cancel() { film_.reset(); }

std::int64_t Exporter::expected(const Studio& studio, const std::string& path) {
    if (studio.settings.film.format == ExportFormat::csv) {
        constexpr std::int64_t row_bytes = 90, training_row_bytes = 50,
                               wall_layer_bytes = 650;
        std::int64_t bytes = 0;
        for (const RunRecording& run : studio.recording().runs) bytes += run.rows() * row_bytes;
        for (const TrainingRecording& run : studio.recording().trainings) {
            const auto walls = static_cast<std::int64_t>(run.walls().size());
            const std::int64_t layers = walls > 0 ? std::ssize(run.walls()[0]->stages) : 0;
            bytes += walls > 0 ? walls * layers * wall_layer_bytes : run.rows() * training_row_bytes;
        }
        return bytes;
    }
    Scene scene(studio);
    return expected_bytes(
        film_request(studio, path),
        [&scene](double playhead, int width, int height, std::vector<unsigned char>& rgba) {
            scene.draw(playhead, width, height, rgba);
        });
}

}  // namespace tani::studio
