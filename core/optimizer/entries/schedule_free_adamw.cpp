// Schedule-Free AdamW. Defazio et al. 2024, The Road Less Scheduled, Algorithm 1, with the bias
// correction where the authors' later code has it.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, eps, weight_decay };
};

// As in Schedule-Free SGD x is the average and q = z − x. Algorithm 1 multiplies the rate by
// √(1−β₂ᵗ), and so also the decay and, squared, the weights of the average; here v is corrected
// instead and the average is uniform, c = 1/t. There is no warm-up.
template <class T>
struct ScheduleFreeAdamw {
    static constexpr std::size_t parts = 2;
    T lr{}, beta1{}, beta2{}, eps{}, weight_decay{};
    T fresh1{}, fresh2{};  // 1 − β
    RunningPower<T> power2;
    T correction2{}, share{};

    void set(const Values<T>& s, long updates) {
        power2.set(s[At::beta2], updates);
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2];
        eps = s[At::eps], weight_decay = s[At::weight_decay];
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2;
    }

    void begin(long t) {
        power2.advance();
        correction2 = T(1) - power2.value;
        share = T(1) / T(static_cast<double>(t));
    }

    T ahead(T x, T q, T) const { return x + fresh1 * q; }

    void update(T& x, T g, T& q, T& v) const {
        using std::sqrt;
        v = beta2 * v + fresh2 * g * g;
        const T scaled = g / (sqrt(v / correction2) + eps);
        const T moved = q - lr * (scaled + weight_decay * ahead(x, q, v));
        x = x + share * moved;
        q = (T(1) - share) * moved;
    }
};

double z(const UpdateView& view) { return view.x + view.state[0]; }
double z_next(const UpdateView& view) { return view.x_next + view.state_next[0]; }
double y(const UpdateView& view) { return view.x + (1 - view.settings[At::beta1]) * view.state[0]; }

std::vector<FormulaLine> formula(std::span<const double> s) {
    const bool decays = s[At::weight_decay] != 0;
    return {{"y ← (1−β₁)z + β₁x", "{y} = (1 − {betas.0})·{z} + {betas.0}·{x}"},
            {"g ← ∇f(y)", "{g} = ∇f{y}"},
            describe::square_line("g", "{g}"),
            describe::v_hat_line(),
            {decays ? "z ← z − ηg/(√v̂ + ε) − ηλy" : "z ← z − ηg/(√v̂ + ε)",
             decays ? "{z_next} = {z} − {lr}·{g}/(√{v_hat} + {eps}) − {lr}·{weight_decay}·{y}"
                    : "{z_next} = {z} − {lr}·{g}/(√{v_hat} + {eps})"},
            {"c ← 1/t", "{c} = 1/{t}"},
            {"x ← (1−c)x + cz", "{x'} = (1 − {c})·{x} + {c}·{z_next}"},
            {"q ← z − x", "{q'} = {z_next} − {x'}"}};
}

}  // namespace

RuleEntry schedule_free_adamw() {
    Parameter weight_decay = describe::decoupled_decay(0);
    weight_decay.help = {"Pulls z by ηλy towards 0 each step, apart from the gradient's scaling.",
                         "勾配のスケーリングとは別に、1ステップごとにzをηλyだけ0へ引き寄せる。"};
    return {
        .id = "schedule_free_adamw",
        .order = 240,
        .name = {"Schedule-Free AdamW", "Schedule-Free AdamW"},
        .help =
            {"Schedule-Free SGD with RMSProp's scaling: z takes steps of about the rate, x is the "
             "uniform "
             "average of all z and is the result, and the gradient is asked at y between them. The "
             "interpolation β₁ takes the place of momentum. Drawn is x.",
             "RMSPropのスケーリングを加えたSchedule-Free "
             "SGD。zは学習率ほどの歩幅で進み、すべてのzの一様"
             "な平均xが結果になる。勾配は両者の間の点yで測り、内分の割合β₁がモメンタムの役割を果た"
             "す。"
             "描かれるのはx。"},
        .note = {"the gradient is asked at y, not at x", "勾配はxではなくyで測る"},
        .source = "Defazio et al. 2024, Algorithm 1",
        .parameters = {describe::learning_rate(0.0025),
                       describe::decay("betas", 0, "β₁", {"interpolation", "内分の割合"},
                                       {"How near to the average x the gradient is asked.",
                                        "勾配を測る点yがどれだけ平均xに近いか。"},
                                       0.9),
                       describe::square_decay(0.999), describe::stabilizer(1e-8), weight_decay},
        .state = {{"q", "q", {"from the average x to z", "平均xからzへの差"}, Role::other},
                  describe::mean_square()},
        .derived = {describe::update(),
                    {"y", "y", {"point of the gradient", "勾配を測る点"}, y},
                    {"z", "z", {"point that descends", "下っていく点"}, z},
                    {"z_next", "z", {"point that descends, after", "更新後のz"}, z_next},
                    describe::v_hat(At::beta2),
                    {"c",
                     "c",
                     {"share of the newest z", "最新のzの割合"},
                     [](const UpdateView& view) { return 1 / static_cast<double>(view.updates); },
                     true}},
        .formula = formula,
        .make = make_elementwise<ScheduleFreeAdamw>,
        .stability_limit = {},
        .teaching_rate = 0.2};
}

}  // namespace tani::rule_entries
