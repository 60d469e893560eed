// Whatever happens, the old file is whole or the new one is.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "core/base/error.h"
#include "tests/film/scene.h"

namespace tani {
namespace {

using namespace film_test;
using Clock = std::chrono::steady_clock;

/// Runs the body in a process of its own: 0 for no exception, 1 for an Error that contains the
/// words.
int in_child(const std::function<void()>& body, const std::string& words) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        int result = 0;
        try {
            body();
        } catch (const Error& error) {
            result = std::string(error.what()).find(words) != std::string::npos ? 1 : 2;
        } catch (...) {
            result = 3;
        }
        ::_exit(result);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void check_killed_exports(const std::string& name) {
    const Folder folder;
    FilmRequest request = small_film(folder.file(name));
    request.width = 160;
    request.height = 120;
    const auto began = Clock::now();
    make(request);
    const std::chrono::duration<double> whole_export = Clock::now() - began;
    const std::string fresh = read_all(request.path);
    std::mt19937 random(20);
    std::uniform_real_distribution<double> moment(0, 1.1);
    int left_old = 0;
    for (int round = 0; round < 20; ++round) {
        const bool had_file = round % 2 == 0;
        if (had_file) {
            write_plain(request.path, "the old file");
        } else {
            std::filesystem::remove(request.path);
        }
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            make(request);
            ::_exit(0);
        }
        std::this_thread::sleep_for(whole_export * moment(random));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        const bool there = std::filesystem::exists(request.path);
        const std::string found = there ? read_all(request.path) : "";
        const bool old = had_file ? found == "the old file" : !there;
        CHECK((old || found == fresh));
        left_old += old;
    }
    CHECK(left_old > 0);
    make(request);
    CHECK(folder.names() == std::vector<std::string>{name});
    CHECK(read_all(request.path) == fresh);
}

TEST_CASE("a killed export of a GIF leaves the old file or none and the next one tidies up") {
    check_killed_exports("killed.gif");
}
TEST_CASE("a killed export of an MP4 leaves the old file or none and the next one tidies up") {
    check_killed_exports("killed.mp4");
}

TEST_CASE("a cancelled export leaves the old file and nothing beside it") {
    const Folder folder;
    for (const std::string name : {"cancel.gif", "cancel.mp4", "cancel.webm"}) {
        for (const int calls : {0, 1, 12, 40}) {
            const FilmRequest request = small_film(folder.file(name));
            write_plain(request.path, "old");
            {
                FilmJob job(request, draw_ball);
                for (int i = 0; i < calls && job.progress() < 0.9; ++i) job.advance();
                CHECK(folder.names().size() == 2);
            }
            CAPTURE(name);
            CHECK(folder.names() == std::vector<std::string>{name});
            CHECK(read_all(request.path) == "old");
            std::filesystem::remove(request.path);
        }
    }
}

TEST_CASE("a figure that cannot be drawn ends the export and leaves nothing") {
    const Folder folder;
    const FilmRequest request = small_film(folder.file("broken.gif"));
    FilmJob job(request,
                [](double playhead, int width, int height, std::vector<unsigned char>& rgba) {
                    if (playhead > 20) throw Error("no more");
                    draw_ball(playhead, width, height, rgba);
                });
    CHECK_THROWS_WITH_AS(while (job.advance()){}, "no more", Error);
    CHECK(folder.names().empty());
    CHECK_THROWS_AS(job.advance(), Error);
}

TEST_CASE("two exports to one name do not disturb each other") {
    const Folder folder;
    const FilmRequest request = small_film(folder.file("both.gif"));
    FilmJob one(request, draw_ball), two(request, draw_ball);
    CHECK(folder.names().size() == 2);
    while (one.advance()) {
    }
    const std::string first = read_all(request.path);
    while (two.advance()) {
    }
    CHECK(read_all(request.path) == first);
    CHECK(folder.names() == std::vector<std::string>{"both.gif"});
}

TEST_CASE("names with spaces and signs and other letters work") {
    const Folder folder;
    for (const std::string& name :
         {std::string("a b.mp4"), std::string("http:x%20y.mp4"), std::string("細長い谷.gif"),
          std::string("it's.webm"), std::string(240, 'n') + ".gif"}) {
        FilmRequest request = small_film(folder.file(name));
        request.seconds = 0.2;
        make(request);
        CHECK(folder.names() == std::vector<std::string>{name});
        std::filesystem::remove(request.path);
    }
}

TEST_CASE("a target that cannot be written is refused at once") {
    const Folder folder;
    const auto refused = [](const std::string& path, const char* words) {
        CAPTURE(path);
        CHECK_THROWS_WITH_AS(FilmJob(small_film(path), draw_ball), doctest::Contains(words), Error);
    };
    refused(folder.file("nowhere/film.gif"), "there is no folder");
    std::filesystem::create_directory(folder.file("folder.gif"));
    refused(folder.file("folder.gif"), "it is a folder");
    write_plain(folder.file("plain"), "");
    refused(folder.file("plain/film.gif"), "is not a folder");
    refused(folder.file(std::string(300, 'n') + ".gif"), "too long");
    std::filesystem::create_symlink("/dev/null", folder.file("null.gif"));
    refused(folder.file("null.gif"), "not a plain file");
}

TEST_CASE("a folder without permission is refused") {
    const Folder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
    const int result = in_child(
        [&] {
            if (::geteuid() == 0 && ::setuid(65534) != 0) return;
            make(small_film(folder.file("film.gif")));
        },
        "no permission");
    CHECK(result == 1);
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
}

TEST_CASE("a disk that takes no more ends the export with an error and leaves the old file") {
    const Folder folder;
    for (const std::string name : {"full.gif", "full.mp4", "full.webm", "full.png"}) {
        const FilmRequest request = small_film(folder.file(name));
        write_plain(request.path, "old");
        const int result = in_child(
            [&] {
                std::signal(SIGXFSZ, SIG_IGN);
                const rlimit limit{4096, 4096};
                if (::setrlimit(RLIMIT_FSIZE, &limit) == 0) make(request);
            },
            "larger than a file may be");
        CAPTURE(name);
        CHECK(result == 1);
        CHECK(read_all(request.path) == "old");
        CHECK(folder.names() == std::vector<std::string>{name});
        std::filesystem::remove(request.path);
    }
    CHECK_THROWS_WITH_AS(write_file_whole("/dev/full", std::string("x")),
                         doctest::Contains("the disk is full"), Error);
}

TEST_CASE("a written file is whole and keeps its mode and its link") {
    const Folder folder;
    const std::string path = folder.file("table.csv"), link = folder.file("link.csv");
    write_plain(path, "old");
    std::filesystem::permissions(path, std::filesystem::perms(0640));
    std::filesystem::create_symlink("table.csv", link);
    const std::string text("run,step\nadam,0\0\n", 17);
    write_file_whole(link, text);
    CHECK(read_all(path) == text);
    CHECK(std::filesystem::is_symlink(link));
    CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms(0640));
    CHECK(folder.names() == std::vector<std::string>{"link.csv", "table.csv"});
    write_file_whole(path, std::span<const char>());
    CHECK(read_all(path).empty());
    CHECK_NOTHROW(write_file_whole("/dev/null", text));
}

}  // namespace
}  // namespace tani
