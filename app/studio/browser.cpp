// Reading folders.
#include "app/studio/browser.h"

#include <algorithm>
#include <filesystem>

#include "core/landscape/grid_file.h"

namespace tani::studio {

namespace fs = std::filesystem;

std::string starting_folder(const Studio& studio) {
    std::error_code problem;
    const fs::path file = studio.experiment().file;
    if (!is_bundled(file.string()) && file.has_parent_path() &&
        fs::is_directory(file.parent_path(), problem)) {
        return fs::absolute(file.parent_path(), problem).lexically_normal().string();
    }
    const fs::path here = fs::current_path(problem);
    return problem ? "/" : here.string();
}

void list_folder(Browser& browser) {
    if (browser.listed == browser.folder && browser.listed_grids == browser.grids) return;
    browser.listed_grids = browser.grids;
    browser.listed = browser.folder;
    browser.folders.clear();
    browser.files.clear();
    browser.error.clear();
    std::error_code problem;
    fs::directory_iterator entries(browser.folder, fs::directory_options::skip_permission_denied,
                                   problem);
    if (problem) {
        browser.error = browser.folder + ": " + problem.message();
        return;
    }
    for (const fs::directory_iterator end; entries != end; entries.increment(problem)) {
        if (problem) break;
        const std::string name = entries->path().filename().string();
        if (name.empty() || name.front() == '.') continue;
        std::error_code ignored;
        if (entries->is_directory(ignored)) {
            browser.folders.push_back(name);
        } else if (entries->path().extension() == ".toml" ||
                   (browser.grids && is_grid_file(entries->path().string()))) {
            browser.files.push_back(name);
        }
    }
    std::sort(browser.folders.begin(), browser.folders.end());
    std::sort(browser.files.begin(), browser.files.end());
}

void go_to_folder(Browser& browser, const std::string& folder) {
    fs::path next = fs::path(browser.folder) / folder;
    next = next.lexically_normal();
    if (!next.has_filename() && next.has_relative_path()) next = next.parent_path();
    browser.folder = next.string();
    browser.listed.clear();
}

std::string chosen_path(const Browser& browser) {
    fs::path path = fs::path(browser.folder) / browser.name;
    if (browser.grids && is_grid_file(path.string())) return path.string();
    if (path.extension() != ".toml") path += ".toml";
    return path.string();
}

}  // namespace tani::studio
