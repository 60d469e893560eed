// The atlas: which characters are needed, from which faces, at which heights.
#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <imgui_freetype.h>
#include <imgui_internal.h>

#include "app/embedded/embedded.h"
#include "app/plot/faces.h"
#include "app/plot/text.h"
#include "app/plot/theme.h"
#include "core/optimizer/optimizer.h"
#include "core/optimizer/schedule.h"
#include "core/surface/surface.h"

namespace tani {

namespace {

// Everything the program writes that is not in the files: ASCII, Latin-1 and kana are added as ranges.
constexpr std::string_view symbols =
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψωϕ"
    "∂∇√∑∏∞→←↑↓↔↦⇒−∓∗·×÷±≤≥≪≫≈≠∝∥∈ℝᵀ′″⟨⟩⌊⌋⊙∘‖"
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋ₖₜᵢₙ"
    "★☆✕✓✗○●△▲▽▼□■◇◆▶◀▸▾▴◂⟲↺↻⚠…—–‘’“”••«»〜、。「」『』（）：；？！・％＋－＝／"
    "発散定義域出学習率最大曲率有限値収束中断";

/// The height of a line against the em square, and where its baseline stands: text is centred in the line for Latin and Japanese alike.
constexpr double em_per_line = 0.9, baseline_per_line = 0.815;

using Characters = std::set<ImWchar>;

void gather(const Text& text, std::string& all) { all += text.en + text.ja; }

void gather(const Parameter& parameter, std::string& all) {
    all += parameter.symbol;
    gather(parameter.name, all);
    gather(parameter.help, all);
}

/// What the catalogues say of themselves.
std::string texts_of_catalogues() {
    std::string all;
    for (const SurfaceEntry& entry : surface_catalogue()) {
        gather(entry.name, all);
        gather(entry.help, all);
        all += entry.source;
        for (const Parameter& constant : entry.constants) gather(constant, all);
    }
    for (const RuleEntry& entry : rule_catalogue()) {
        gather(entry.name, all);
        gather(entry.help, all);
        gather(entry.note, all);
        all += entry.source;
        for (const Parameter& parameter : entry.parameters) gather(parameter, all);
        for (const StatePart& part : entry.state) all += part.symbol + part.name.en + part.name.ja;
        for (const FormulaLine& line : entry.formula(default_settings(entry))) all += line.symbols + line.numbers;
    }
    for (const ScheduleEntry& entry : schedule_catalogue()) {
        gather(entry.name, all);
        gather(entry.help, all);
        all += entry.source + entry.formula;
        for (const Parameter& parameter : entry.parameters) gather(parameter, all);
    }
    for (const MeasureName& measure : measures()) {
        gather(measure.name, all);
        gather(measure.help, all);
    }
    for (const KeyHelp& key : experiment_keys()) gather(key.help, all);
    return all;
}

void add_text(std::string_view text, Characters& characters) {
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (c >= 0x20 && c <= 0xffff && !is_accent(c)) characters.insert(static_cast<ImWchar>(c));
    }
}

std::vector<ImWchar> needed_characters(std::string_view extra_text) {
    Characters characters;
    for (ImWchar c = 0x20; c < 0x7f; ++c) characters.insert(c);
    for (ImWchar c = 0xa0; c <= 0xff; ++c) characters.insert(c);
    for (ImWchar c = 0x3041; c <= 0x3096; ++c) characters.insert(c);
    for (ImWchar c = 0x30a1; c <= 0x30fc; ++c) characters.insert(c);
    characters.insert(0x3000);
    add_text(symbols, characters);
    for (const EmbeddedFile& file : embedded_files()) {
        if (file.path.ends_with(".toml")) add_text(file.bytes, characters);
    }
    add_text(texts_of_catalogues(), characters);
    add_text(extra_text, characters);
    return {characters.begin(), characters.end()};
}

/// Runs of neighbouring characters, as ImGui wants them: pairs, ended by 0.
ImVector<ImWchar> ranges_of(const std::vector<ImWchar>& glyphs) {
    ImVector<ImWchar> ranges;
    for (std::size_t i = 0; i < glyphs.size();) {
        std::size_t last = i;
        while (last + 1 < glyphs.size() && glyphs[last + 1] == glyphs[last] + 1) ++last;
        ranges.push_back(glyphs[i]);
        ranges.push_back(glyphs[last]);
        i = last + 1;
    }
    ranges.push_back(0);
    return ranges;
}

/// A file's bytes without reading it whole: faces for Japanese have twenty megabytes, of which little is needed.
class MappedFile {
  public:
    explicit MappedFile(const std::string& path) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) return;
        struct stat about {};
        if (::fstat(file, &about) == 0 && about.st_size > 0) {
            size_ = static_cast<std::size_t>(about.st_size);
            // Private and writable: ImGui's interface wants a pointer that may be written to.
            bytes_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
        }
        ::close(file);
    }
    ~MappedFile() {
        if (!empty()) ::munmap(bytes_, size_);
    }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    bool empty() const { return bytes_ == MAP_FAILED; }
    void* bytes() const { return bytes_; }
    int size() const { return static_cast<int>(size_); }

  private:
    void* bytes_ = MAP_FAILED;
    std::size_t size_ = 0;
};

/// A face with what the atlas reads while it is built.
struct Source {
    Face face;
    std::unique_ptr<MappedFile> file;
    ImVector<ImWchar> ranges;
};

std::vector<Source> sources_for(std::string_view extra_text) {
    std::vector<Source> sources;
    for (Face& face : find_faces(needed_characters(extra_text))) {
        auto file = std::make_unique<MappedFile>(face.path);
        if (file->empty()) continue;
        ImVector<ImWchar> ranges = ranges_of(face.glyphs);
        sources.push_back({.face = std::move(face), .file = std::move(file), .ranges = std::move(ranges)});
    }
    return sources;
}

ImFont* add_height(ImFontAtlas& atlas, const std::vector<Source>& sources, float height) {
    ImFont* font = nullptr;
    for (const Source& source : sources) {
        ImFontConfig config;
        config.MergeMode = font != nullptr;
        config.FontNo = source.face.index;
        // Said to be the atlas' own, or it would copy the file; release_files() takes it back.
        config.FontDataOwnedByAtlas = true;
        config.OversampleH = config.OversampleV = 1;
        config.GlyphRanges = source.ranges.Data;
        const auto pixels = static_cast<float>(std::round(height * em_per_line * source.face.line_per_em));
        ImFont* added = atlas.AddFontFromMemoryTTF(source.file->bytes(), source.file->size(), pixels, &config);
        if (font == nullptr) font = added;
    }
    return font;
}

/// The files end with the constructor: the atlas forgets them without freeing them.
void release_files(ImFontAtlas& atlas) {
    for (ImFontConfig& config : atlas.ConfigData) {
        config.FontData = nullptr;
        config.FontDataOwnedByAtlas = false;
    }
    atlas.ClearInputData();
}

ImFont* add_standard(ImFontAtlas& atlas, float height) {
    ImFontConfig config;
    config.SizePixels = height;
    return atlas.AddFontDefault(&config);
}

/// Lines of the Japanese faces are half empty: gives the font the height that was asked for, with the text centred in it.
void tighten(ImFont& font, float height) {
    const auto baseline = static_cast<float>(std::round(height * baseline_per_line));
    const float shift = baseline - std::round(font.Ascent);
    for (ImFontGlyph& glyph : font.Glyphs) {
        glyph.Y0 += shift;
        glyph.Y1 += shift;
    }
    font.FontSize = height;
    font.Ascent = baseline;
    font.Descent = baseline - height;
}

}  // namespace

Fonts::Fonts(ImFontAtlas& atlas, std::array<float, 3> heights, std::string_view extra_text) {
    for (float& height : heights) height = std::max(std::round(height), 7.0f);
    std::vector<Source> sources = sources_for(extra_text);
    for (std::size_t i = 0; i < fonts_.size(); ++i) {
        const auto same = std::find(heights.begin(), heights.begin() + static_cast<std::ptrdiff_t>(i), heights[i]);
        const auto first = static_cast<std::size_t>(same - heights.begin());
        fonts_[i] = first < i ? fonts_[first] : sources.empty() ? add_standard(atlas, heights[i]) : add_height(atlas, sources, heights[i]);
    }
    if (sources.empty()) {
        atlas.Build();
        return;
    }
    atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
    atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
    atlas.TexDesiredWidth = 2048;
    atlas.Build();
    for (std::size_t i = 0; i < fonts_.size(); ++i) {
        if (fonts_[i]->FontSize != heights[i]) tighten(*fonts_[i], heights[i]);
    }
    release_files(atlas);
}

bool Fonts::covers(std::string_view text) const {
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (c < 0x20 || is_accent(c)) continue;
        if (c > 0xffff || fonts_[0]->FindGlyphNoFallback(static_cast<ImWchar>(c)) == nullptr) return false;
    }
    return true;
}

}  // namespace tani
