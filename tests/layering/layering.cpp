// Arrows point down only: the includes of every folder against the house's order.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <doctest/doctest.h>

namespace {

namespace fs = std::filesystem;
const fs::path root = TANI_SOURCE_DIR;

/// What each group may include besides itself; whatever its groups may include, it may too.
const std::map<std::string, std::set<std::string>> arrows = {
    {"core/base", {}},
    {"core/formula", {"core/base"}},
    {"core/surface", {"core/formula"}},
    {"core/optimizer", {"core/base"}},
    {"core/dataset", {"core/base"}},
    {"core/network", {"core/dataset"}},
    {"core/landscape", {"core/network"}},
    {"core/experiment", {"core/surface", "core/optimizer", "core/landscape"}},
    {"core/recording", {"core/experiment"}},
    {"app/embedded", {}},
    {"app/words", {"core/base", "app/embedded"}},
    {"app/gl", {"core/base", "app/embedded"}},
    {"app/plot", {"core/experiment", "core/recording", "app/words"}},
    {"app/figure", {"core/recording", "app/plot", "app/gl"}},
    {"app/film", {"app/figure"}},
    {"app/studio", {"app/film"}},
    {"app/cli", {"app/studio", "core/dataset"}},
};

bool allowed(const std::string& from, const std::string& to) {
    if (from == to) return true;
    const auto found = arrows.find(from);
    if (found == arrows.end()) return false;
    for (const std::string& next : found->second) {
        if (allowed(next, to)) return true;
    }
    return false;
}

std::string group_of(const std::string& path) {
    const auto first = path.find('/');
    const auto second = path.find('/', first + 1);
    return second == std::string::npos ? "" : path.substr(0, second);
}

template <class Visit>
void for_each_source(Visit visit) {
    for (const char* top : {"core", "app"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
            const auto extension = entry.path().extension();
            if (extension != ".h" && extension != ".cpp") continue;
            std::ifstream in(entry.path());
            std::string line;
            const std::string name = fs::relative(entry.path(), root).generic_string();
            for (int number = 1; std::getline(in, line); ++number) visit(name, number, line);
        }
    }
}

}  // namespace

TEST_CASE("includes point down only") {
    const std::regex include(R"rx(^\s*#\s*include\s*"((?:core|app)/[^"]+)")rx");
    int arrows_seen = 0;
    for_each_source([&](const std::string& file, int number, const std::string& line) {
        std::smatch match;
        if (!std::regex_search(line, match, include) || file == "app/main.cpp") return;
        const std::string from = group_of(file), to = group_of(match[1]);
        ++arrows_seen;
        INFO(file, ":", number, " includes ", match[1].str());
        CHECK(allowed(from, to));
    });
    CHECK(arrows_seen > 100);
}

TEST_CASE("the core knows no window and no clock and no threads and prints nothing") {
    const std::regex forbidden(
        R"rx(#\s*include\s*<(imgui|GLFW|glad|EGL|chrono|thread|ctime|iostream|future)|std::(cout|cerr)|\bprintf\(|fmt::print)rx");
    for_each_source([&](const std::string& file, int number, const std::string& line) {
        if (!file.starts_with("core/")) return;
        INFO(file, ":", number, ": ", line);
        CHECK_FALSE(std::regex_search(line, forbidden));
    });
}
