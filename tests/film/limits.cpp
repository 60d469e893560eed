// Sizes: what is foretold, and what is kept to.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "core/base/error.h"
#include "tests/film/scene.h"

namespace tani {
namespace {

using namespace film_test;

TEST_CASE("the foretold size is within a factor of two") {
    const Folder folder;
    for (const std::string name : {"size.gif", "size.mp4", "size.webm", "size.png"}) {
        expected_bytes(small_film(folder.file(name)), draw_ball);
        CHECK(folder.names().empty());
        for (const double seconds : {1.5, 4.0}) {
            FilmRequest request = small_film(folder.file(name));
            request.width = 640;
            request.height = 480;
            request.seconds = seconds;
            const auto expected = static_cast<double>(expected_bytes(request, draw_ball));
            make(request);
            const auto actual = static_cast<double>(std::filesystem::file_size(request.path));
            CAPTURE(name);
            CAPTURE(seconds);
            CAPTURE(expected);
            CAPTURE(actual);
            CHECK(expected / actual < 2);
            CHECK(actual / expected < 2);
            std::filesystem::remove(request.path);
        }
    }
}

struct Made {
    std::int64_t bytes;
    std::string lowered;
    FilmQuality asked, quality;
};

Made make_within(FilmRequest request, std::int64_t most) {
    request.max_bytes = most;
    FilmJob job(request, draw_ball);
    double last = 0;
    bool fell = false;
    while (job.advance()) {
        fell = fell || job.progress() < last || job.progress() > 1;
        last = job.progress();
    }
    CHECK(!fell);
    CHECK(job.progress() == 1);
    CHECK(job.bytes() == static_cast<std::int64_t>(std::filesystem::file_size(request.path)));
    return {job.bytes(), job.lowered(), job.asked(), job.made()};
}

TEST_CASE("a film that fits is made as it was asked for") {
    const Folder folder;
    for (const std::string name : {"roomy.gif", "roomy.mp4", "roomy.webm", "roomy.png"}) {
        const FilmRequest request = small_film(folder.file(name));
        const Made made = make_within(request, 100'000'000);
        CHECK(made.lowered.empty());
        CHECK(made.quality == made.asked);
    }
}

TEST_CASE("a film is lowered until it fits and says what was lowered") {
    const Folder folder;
    for (const std::string name : {"tight.gif", "tight.mp4", "tight.webm"}) {
        FilmRequest request = small_film(folder.file(name));
        request.width = 480;
        request.height = 360;
        request.seconds = 3;
        make(request);
        const auto whole = static_cast<double>(std::filesystem::file_size(request.path));
        for (const double share : {0.75, 0.4, 0.2}) {
            const auto most = static_cast<std::int64_t>(whole * share);
            const Made made = make_within(request, most);
            CAPTURE(name);
            CAPTURE(share);
            CAPTURE(made.lowered);
            CHECK(made.bytes <= most);
            // Not much smaller than it had to be either: a rung of the ladder is at most about
            // half.
            CHECK(made.bytes > most / 4);
            CHECK(!made.lowered.empty());
            CHECK((made.quality.width != 480) == (made.lowered.find("×") != std::string::npos));
            CHECK((made.quality.fps != 30) == (made.lowered.find("fps") != std::string::npos));
            CHECK(probe(request.path, "stream=width,height") ==
                  std::to_string(made.quality.width) + "\n" + std::to_string(made.quality.height) +
                      "\n");
            CHECK(std::abs(std::stod(probe(request.path, "format=duration")) - 3) < 0.06);
        }
    }
}

TEST_CASE("a PNG is made smaller until it fits") {
    const Folder folder;
    FilmRequest request = small_film(folder.file("tight.png"));
    make(request);
    const auto most = static_cast<std::int64_t>(std::filesystem::file_size(request.path)) / 2;
    const Made made = make_within(request, most);
    CHECK(made.bytes <= most);
    CHECK(made.quality.width < 320);
}

TEST_CASE("a limit that cannot be kept names the least size and leaves the old file") {
    const Folder folder;
    for (const std::string name : {"least.gif", "least.mp4", "least.webm", "least.png"}) {
        FilmRequest request = small_film(folder.file(name));
        request.seconds = 1;
        request.max_bytes = 300;
        write_plain(request.path, "old");
        CAPTURE(name);
        CHECK_THROWS_WITH_AS(make(request), doctest::Contains("the least is"), Error);
        CHECK(read_all(request.path) == "old");
        std::filesystem::remove(request.path);
        CHECK(folder.names().empty());
    }
}

TEST_CASE("a limit of nothing is refused") {
    const Folder folder;
    FilmRequest request = small_film(folder.file("none.gif"));
    request.max_bytes = 0;
    CHECK_THROWS_AS(make(request), Error);
}

long peak_kilobytes() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        long value = 0;
        if (word == "VmHWM:" && status >> value) return value;
    }
    return 0;
}

#ifdef __SANITIZE_ADDRESS__
constexpr bool freed_memory_is_kept = true;
#else
constexpr bool freed_memory_is_kept = false;
#endif

TEST_CASE("a longer film takes no more memory" * doctest::skip(freed_memory_is_kept)) {
    const Folder folder;
    for (const std::string name : {"long.gif", "long.mp4", "long.webm"}) {
        FilmRequest request = small_film(folder.file(name));
        request.last = 4;
        request.seconds = 4;
        make(request);
        const long before = peak_kilobytes();
        request.seconds = 20;
        make(request);
        CAPTURE(name);
        // 480 more frames of 320×240 in RGBA would be 147 MB.
        CHECK(peak_kilobytes() - before < 20'000);
    }
}

}  // namespace
}  // namespace tani
