// What holds for every layer, activation, loss and initializer.
#include <cmath>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "core/network/initializer.h"
#include "core/network/layer.h"
#include "core/network/loss.h"

using namespace tani;

namespace {

bool complete(const Text& text) { return !text.en.empty() && !text.ja.empty(); }

void check_parameter(const Parameter& p) {
    CAPTURE(p.id);
    CHECK(complete(p.name));
    CHECK(complete(p.help));
    CHECK_FALSE(p.symbol.empty());
    CHECK(p.bounds.contains(p.standard));
    CHECK(p.slider_from < p.slider_to);
    CHECK(p.bounds.contains(p.slider_from));
    CHECK(p.bounds.contains(p.slider_to));
    if (p.scale == Scale::whole) CHECK(p.standard == std::floor(p.standard));
    if (p.scale == Scale::log) CHECK(p.slider_from > 0);
}

template <class Entry>
void check_entry(const Entry& entry, std::set<std::string>& ids) {
    CAPTURE(entry.id);
    CHECK(complete(entry.name));
    CHECK(complete(entry.help));
    CHECK_FALSE(entry.formula.empty());
    CHECK((entry.pytorch.empty() || entry.pytorch.starts_with("torch.nn.")));
    CHECK(ids.insert(entry.id).second);
    CHECK(entry.order < 1000);
    std::set<std::string> parameters;
    for (const Parameter& p : entry.parameters) {
        check_parameter(p);
        CHECK(parameters.insert(p.id).second);
    }
}

}  // namespace

TEST_CASE("every layer and activation is described in both languages with a formula") {
    std::set<std::string> ids = {"repeat", "shared", "layers", "name"};
    for (const LayerEntry& entry : layer_catalogue()) {
        check_entry(entry, ids);
        CHECK(find_layer(entry.id) == &entry);
    }
    for (const LayerEntry& entry : activation_catalogue()) {
        check_entry(entry, ids);
        CHECK(find_layer(entry.id) == &entry);
    }
    CHECK(layer_catalogue().size() >= 11);
    CHECK(activation_catalogue().size() >= 12);
    CHECK(find_layer("dence") == nullptr);
}

TEST_CASE("no parameter of a layer has the name of a layer") {
    for (const auto& catalogue : {layer_catalogue(), activation_catalogue()}) {
        for (const LayerEntry& entry : catalogue) {
            for (const Parameter& p : entry.parameters) {
                CAPTURE(p.id);
                CHECK(find_layer(p.id) == nullptr);
            }
        }
    }
}

TEST_CASE("every loss and initializer is described in both languages with a formula") {
    std::set<std::string> losses, initializers;
    for (const LossEntry& entry : loss_catalogue()) {
        check_entry(entry, losses);
        CHECK(find_loss(entry.id) == &entry);
        CHECK((entry.fuses.empty() || find_layer(entry.fuses) != nullptr));
    }
    for (const InitializerEntry& entry : initializer_catalogue()) {
        check_entry(entry, initializers);
        CHECK(find_initializer(entry.id) == &entry);
    }
    CHECK(losses.size() >= 6);
    CHECK(initializers.size() >= 10);
    for (const TargetKind kind : {TargetKind::numbers, TargetKind::classes, TargetKind::labels}) {
        const LossEntry* usual = find_loss(usual_loss(kind));
        REQUIRE(usual != nullptr);
        CHECK(usual->suits(kind));
    }
}
