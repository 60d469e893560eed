// Ackley (1987), in two dimensions: a funnel in a rippled plain. Written so that its value at the
// minimum is exactly 0; the minimum itself is a cone without a gradient.
#include "core/surface/minima.h"
#include "core/surface/surface.h"

namespace tani::surface_entries {

namespace {

std::vector<Minimum> minima() {
    const std::vector<Minimum> octant = {
        {0, 0, 0},
        {0.9521665459501717, 0, 2.5799275570298725},
        {0.9684776587077244, 0.9684776587077244, 3.57445187725768},
        {1.9589197181217173, 0, 4.884065258091154},
        {1.9646166628629864, 0.9824160350791393, 5.381864187490192},
        {1.9744519864841166, 1.9744519864841166, 6.559645375627878},
        {2.964619443112052, 0, 6.882582646801294},
        {2.9672595287625643, 0.9891541864816626, 7.180951647715366},
        {2.973139419924383, 1.9821399503814776, 7.961711274689828},
        {3.9694667433517576, 0, 8.6162500440488},
        {3.9709183150642833, 0.9927672061700447, 8.813151774046892},
        {2.9792239546911445, 2.9792239546911445, 9.001093478292008},
        {3.974540178468205, 1.9873106146274966, 9.353039239137805},
        {4.973611257996986, 0, 10.120331273799984},
        {3.978924750768195, 2.9842137381272384, 10.120350743632672},
        {4.974497722176982, 0.9949203738218393, 10.257974372149421},
        {4.976843849330102, 1.9907648757355256, 10.645027483714344},
        {3.983067699689763, 3.983067699689763, 10.998262102599446},
        {4.97995793948682, 2.987995058852837, 11.217549480016737},
        {4.983198896760882, 3.986568097953945, 11.901256635114166},
        {4.986180456997876, 4.986180456997876, 12.632268991516002}};
    return mirrored(octant);
}

}  // namespace

SurfaceEntry ackley() {
    return {
        .id = "ackley",
        .name = {"Ackley", "アックリー関数"},
        .help = {"An almost flat plain full of ripples with one deep funnel in the middle. 121 "
                 "minima in view. At the bottom the surface comes to a point, so a constant rate "
                 "never comes to rest there.",
                 "細かい波のあるほぼ平らな面の中央に、深いじょうご形の穴が1つ。見えている範囲に121"
                 "個の極小点がある。底は尖っているため、一定の学習率では静止しない。"},
        .formula = "a*(1 - exp(-b*sqrt((x^2 + y^2)/2))) + e - exp((cos(2*pi*x) + cos(2*pi*y))/2)",
        .constants = {{.id = "a",
                       .symbol = "a",
                       .name = {"depth", "深さ"},
                       .help = {"The depth of the funnel.", "じょうご形の穴の深さ。"},
                       .standard = 20,
                       .slider_from = 1,
                       .slider_to = 40},
                      {.id = "b",
                       .symbol = "b",
                       .name = {"sharpness", "鋭さ"},
                       .help = {"Larger is a narrower funnel in a flatter plain.",
                                "大きいほど穴は狭く、周りは平らになる。"},
                       .standard = 0.2,
                       .slider_from = 0.02,
                       .slider_to = 1,
                       .scale = Scale::log}},
        .x = {-5, 5},
        .y = {-5, 5},
        .start = {3.3, 2.4},
        .minima = minima(),
        .source = "Ackley (1987), A Connectionist Machine for Genetic Hillclimbing, Kluwer"};
}

}  // namespace tani::surface_entries
