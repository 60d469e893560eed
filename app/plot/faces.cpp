// fontconfig and FreeType behind two small owners.
#include "app/plot/faces.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H

namespace tani {

namespace {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* object) const { release(object); }
};
using Config = std::unique_ptr<FcConfig, Release<FcConfigDestroy>>;
using Pattern = std::unique_ptr<FcPattern, Release<FcPatternDestroy>>;
using CharSet = std::unique_ptr<FcCharSet, Release<FcCharSetDestroy>>;

bool is_raised_or_lowered(ImWchar c) {
    return c == 0xb2 || c == 0xb3 || c == 0xb9 || (c >= 0x2070 && c <= 0x209c) || (c >= 0x1d62 && c <= 0x1d6a);
}

/// A face opened by FreeType, for its measures.
class OpenFace {
  public:
    OpenFace(const std::string& path, int index) {
        if (FT_Init_FreeType(&library_) != 0) library_ = nullptr;
        if (library_ != nullptr && FT_New_Face(library_, path.c_str(), index, &face_) != 0) face_ = nullptr;
    }
    ~OpenFace() {
        if (face_ != nullptr) FT_Done_Face(face_);
        if (library_ != nullptr) FT_Done_FreeType(library_);
    }
    OpenFace(const OpenFace&) = delete;
    OpenFace& operator=(const OpenFace&) = delete;

    double line_per_em() const {
        if (face_ == nullptr || face_->units_per_EM == 0 || face_->ascender <= face_->descender) return 1.2;
        return static_cast<double>(face_->ascender - face_->descender) / face_->units_per_EM;
    }
    /// As wide as a Japanese character.
    bool is_full_width(ImWchar c) const {
        if (face_ == nullptr || FT_Load_Char(face_, c, FT_LOAD_NO_SCALE) != 0) return false;
        return 20 * face_->glyph->metrics.horiAdvance >= 19 * static_cast<FT_Pos>(face_->units_per_EM);
    }

  private:
    FT_Library library_ = nullptr;
    FT_Face face_ = nullptr;
};

/// Faces for Japanese draw ∂, × and → as wide as a kanji, which tears formulas apart: another face is preferred for them.
bool belongs_to_formulas(ImWchar c) {
    return c == 0xb1 || c == 0xd7 || c == 0xf7 || c == 0x2026 || (c >= 0x370 && c <= 0x3ff) || (c >= 0x2190 && c <= 0x22ff);
}

struct Found {
    Face face;
    Pattern pattern;  // keeps the character set alive
    FcCharSet* has = nullptr;
};

/// The best outline face for a family, a language or a set of characters.
Found match(FcConfig* config, const char* language, const std::vector<ImWchar>& characters) {
    Found found;
    Pattern wanted(FcPatternCreate());
    FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>("sans-serif"));
    FcPatternAddBool(wanted.get(), FC_OUTLINE, FcTrue);
    FcPatternAddBool(wanted.get(), FC_SCALABLE, FcTrue);
    FcPatternAddInteger(wanted.get(), FC_WEIGHT, FC_WEIGHT_REGULAR);
    if (language != nullptr) FcPatternAddString(wanted.get(), FC_LANG, reinterpret_cast<const FcChar8*>(language));
    if (!characters.empty()) {
        const CharSet set(FcCharSetCreate());
        for (const ImWchar c : characters) FcCharSetAddChar(set.get(), c);
        FcPatternAddCharSet(wanted.get(), FC_CHARSET, set.get());
    }
    FcConfigSubstitute(config, wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(wanted.get());
    FcResult result = FcResultMatch;
    found.pattern.reset(FcFontMatch(config, wanted.get(), &result));
    FcChar8* path = nullptr;
    int index = 0;
    if (!found.pattern || FcPatternGetString(found.pattern.get(), FC_FILE, 0, &path) != FcResultMatch) return found;
    if (FcPatternGetCharSet(found.pattern.get(), FC_CHARSET, 0, &found.has) != FcResultMatch) found.has = nullptr;
    FcPatternGetInteger(found.pattern.get(), FC_INDEX, 0, &index);
    found.face.path = reinterpret_cast<const char*>(path);
    found.face.index = index & 0xffff;
    return found;
}

bool has_all(const Found& found, const std::vector<ImWchar>& characters) {
    return std::all_of(characters.begin(), characters.end(),
                       [&](ImWchar c) { return found.has != nullptr && FcCharSetHasChar(found.has, c); });
}

}  // namespace

std::vector<Face> find_faces(const std::vector<ImWchar>& characters) {
    std::vector<Face> faces;
    const Config config(FcInitLoadConfigAndFonts());
    if (!config) return faces;
    std::vector<ImWchar> missing = characters;
    constexpr int most_faces = 4;
    for (int i = 0; i < most_faces && !missing.empty(); ++i) {
        Found found = i == 0 ? match(config.get(), "ja", {}) : match(config.get(), nullptr, missing);
        if (found.face.path.empty() || found.has == nullptr) break;
        const OpenFace open(found.face.path, found.face.index);
        found.face.line_per_em = open.line_per_em();
        std::vector<ImWchar> group;
        std::copy_if(missing.begin(), missing.end(), std::back_inserter(group), is_raised_or_lowered);
        const bool whole_group = has_all(found, group) || i > 0;
        std::vector<ImWchar> left;
        for (const ImWchar c : missing) {
            const bool better_elsewhere = i == 0 && belongs_to_formulas(c) && open.is_full_width(c);
            const bool take = FcCharSetHasChar(found.has, c) && (whole_group || !is_raised_or_lowered(c)) && !better_elsewhere;
            (take ? found.face.glyphs : left).push_back(c);
        }
        if (found.face.glyphs.empty()) break;
        missing = std::move(left);
        faces.push_back(std::move(found.face));
    }
    // What no other face had after all: the first one may.
    if (!faces.empty() && !missing.empty()) {
        Found first = match(config.get(), "ja", {});
        for (const ImWchar c : missing) {
            if (first.has != nullptr && FcCharSetHasChar(first.has, c)) faces.front().glyphs.push_back(c);
        }
        std::sort(faces.front().glyphs.begin(), faces.front().glyphs.end());
    }
    return faces;
}

}  // namespace tani
