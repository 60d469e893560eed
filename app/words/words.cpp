// Reads the embedded language files once.
#include "app/words/words.h"

#include <map>
#include <mutex>

#include <toml++/toml.h>

#include "app/embedded/embedded.h"

namespace tani {

namespace {

using Words = std::map<std::string, std::string, std::less<>>;

void gather(const toml::table& table, const std::string& prefix, Words& words) {
    for (const auto& [key, node] : table) {
        const std::string path = prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
        if (const auto* inner = node.as_table()) gather(*inner, path, words);
        if (const auto* text = node.as_string()) words[path] = text->get();
    }
}

Words read(const char* path) {
    Words words;
    gather(toml::parse(embedded(path)), "", words);
    return words;
}

const Words& words_of(Language language) {
    static const Words en = read("assets/language/en.toml");
    static const Words ja = read("assets/language/ja.toml");
    return language == Language::ja ? ja : en;
}

}  // namespace

const std::string& word(Language language, std::string_view key) {
    const Words& words = words_of(language);
    if (const auto found = words.find(key); found != words.end()) return found->second;
    static std::mutex guard;
    static Words missing;  // keeps the bracketed names alive
    const std::lock_guard lock(guard);
    return missing.try_emplace(std::string(key), "[" + std::string(key) + "]").first->second;
}

std::vector<std::string> word_keys(Language language) {
    std::vector<std::string> keys;
    for (const auto& [key, text] : words_of(language)) keys.push_back(key);
    return keys;
}

}  // namespace tani
