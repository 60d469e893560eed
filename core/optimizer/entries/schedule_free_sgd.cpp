// Schedule-Free SGD. Defazio et al. 2024, The Road Less Scheduled, for SGD.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, momentum, weight_decay };
};

// x, the average, is what moves here. z is kept as q = z − x, which starts at 0 wherever the start
// is, and y = (1−β)z + βx is x + (1−β)q. The average is uniform, c = 1/t; the authors' code weighs
// each point by the square of the largest rate so far, which is the same until the rate is raised.
template <class T>
struct ScheduleFreeSgd {
    static constexpr std::size_t parts = 1;
    T lr{}, beta{}, weight_decay{}, share{};
    T fresh{};  // 1 − β

    void set(const Values<T>& s, long) {
        lr = s[At::lr], beta = s[At::momentum], weight_decay = s[At::weight_decay];
        fresh = T(1) - beta;
    }

    void begin(long t) { share = T(1) / T(static_cast<double>(t)); }

    T ahead(T x, T q) const { return x + fresh * q; }

    void update(T& x, T g, T& q) const {
        const T d = with_decay(g, ahead(x, q), weight_decay, false);
        const T moved = q - lr * d;
        x = x + share * moved;
        q = (T(1) - share) * moved;
    }
};

double z(const UpdateView& view) { return view.x + view.state[0]; }
double z_next(const UpdateView& view) { return view.x_next + view.state_next[0]; }

double y(const UpdateView& view) {
    return view.x + (1 - view.settings[At::momentum]) * view.state[0];
}

double used(const UpdateView& view) {
    return view.gradient + view.settings[At::weight_decay] * y(view);
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    const bool decays = s[At::weight_decay] != 0;
    std::vector<FormulaLine> lines = {
        {"y ← (1−β)z + βx", "{y} = (1 − {momentum})·{z} + {momentum}·{x}"},
        {"g ← ∇f(y)", "{g} = ∇f{y}"}};
    if (decays) lines.push_back({"d ← g + λy", "{d} = {g} + {weight_decay}·{y}"});
    lines.push_back({decays ? "z ← z − ηd" : "z ← z − ηg",
                     decays ? "{z_next} = {z} − {lr}·{d}" : "{z_next} = {z} − {lr}·{g}"});
    lines.push_back({"c ← 1/t", "{c} = 1/{t}"});
    lines.push_back({"x ← (1−c)x + cz", "{x'} = (1 − {c})·{x} + {c}·{z_next}"});
    lines.push_back({"q ← z − x", "{q'} = {z_next} − {x'}"});
    return lines;
}

}  // namespace

RuleEntry schedule_free_sgd() {
    return {
        .id = "schedule_free_sgd",
        .order = 230,
        .name = {"Schedule-Free SGD", "Schedule-Free SGD"},
        .help = {"Replaces a falling rate by averaging: z descends with a constant rate, x is the "
                 "average of "
                 "all z so far and is the result, and the gradient is asked between the two, at y. "
                 "β = 0 "
                 "is averaging after Polyak, β = 1 the primal average. Drawn is x, which moves "
                 "little at the "
                 "end however much z still jumps.",
                 "学習率を下げていく代わりに平均を取る。zは一定の学習率で下り、これまでのzの平均xが"
                 "結果になる。"
                 "勾配は両者の間の点yで測る。β = 0 はPolyakの平均化、β = 1 "
                 "は主平均にあたる。描かれるのはxで、"
                 "zが揺れていても終盤はほとんど動かない。"},
        .note = {"the gradient is asked at y, not at x", "勾配はxではなくyで測る"},
        .source = "Defazio et al. 2024",
        .parameters = {describe::learning_rate(1),
                       describe::decay("momentum", -1, "β", {"interpolation", "内分の割合"},
                                       {"How near to the average x the gradient is asked.",
                                        "勾配を測る点yがどれだけ平均xに近いか。"},
                                       0.9),
                       describe::weight_decay()},
        .state = {{"q", "q", {"from the average x to z", "平均xからzへの差"}, Role::other}},
        .derived = {describe::update(),
                    {"y", "y", {"point of the gradient", "勾配を測る点"}, y},
                    {"z", "z", {"point that descends", "下っていく点"}, z},
                    {"z_next", "z", {"point that descends, after", "更新後のz"}, z_next},
                    {"d", "d", {"gradient with weight decay", "重み減衰を含む勾配"}, used},
                    {"c",
                     "c",
                     {"share of the newest z", "最新のzの割合"},
                     [](const UpdateView& view) { return 1 / static_cast<double>(view.updates); },
                     true}},
        .formula = formula,
        .make = make_elementwise<ScheduleFreeSgd>,
        // At last 2/(1−β), but far below that it first swings out by orders of magnitude: no number
        // here would be of use.
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
