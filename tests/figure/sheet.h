// A draw list with fonts, outside any window.
#pragma once
#include <imgui.h>
#include <imgui_internal.h>

#include "app/plot/theme.h"

namespace tani {

struct Sheet {
    ImFontAtlas atlas;
    Fonts fonts{atlas, {16, 14, 24}, ""};
    ImDrawListSharedData shared;
    ImDrawList list{&shared};
    Sheet() {
        shared.TexUvWhitePixel = atlas.TexUvWhitePixel;
        shared.TexUvLines = atlas.TexUvLines;
        shared.Font = fonts.text();
        shared.FontSize = 16;
        shared.ClipRectFullscreen = ImVec4(0, 0, 4096, 4096);
        shared.InitialFlags = ImDrawListFlags_AntiAliasedLines | ImDrawListFlags_AntiAliasedFill | ImDrawListFlags_AntiAliasedLinesUseTex | ImDrawListFlags_AllowVtxOffset;
        shared.SetCircleTessellationMaxError(0.3f);
        list._ResetForNewFrame();
        list.PushTextureID(atlas.TexID);
        list.PushClipRect({0, 0}, {4096, 4096});
    }
};

}  // namespace tani
