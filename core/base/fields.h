// The members of an aggregate one by one: so that one whose numbers are doubles becomes the same
// one of floats, and so that its switches become constants.
#pragma once
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tani {

namespace fields {

struct Anything {
    template <class T>
    operator T() const;
};

template <class Aggregate, std::size_t... field>
constexpr bool takes(std::index_sequence<field...>) {
    return requires { Aggregate{(static_cast<void>(field), Anything())...}; };
}

/// How many members an aggregate has.
template <class Aggregate, std::size_t at_least = 1>
constexpr std::size_t count() {
    if constexpr (takes<Aggregate>(std::make_index_sequence<at_least + 1>())) {
        return count<Aggregate, at_least + 1>();
    } else {
        return at_least;
    }
}

// clang-format off
/// v(members...), by reference.
template <class S, class Visit>
constexpr auto visit(S& s, Visit v) {
    constexpr std::size_t n = count<std::remove_const_t<S>>();
    static_assert(n <= 18, "a structured binding for so many members is missing here");
    if constexpr (n == 1) { auto& [a] = s; return v(a); }
    else if constexpr (n == 2) { auto& [a, b] = s; return v(a, b); }
    else if constexpr (n == 3) { auto& [a, b, c] = s; return v(a, b, c); }
    else if constexpr (n == 4) { auto& [a, b, c, d] = s; return v(a, b, c, d); }
    else if constexpr (n == 5) { auto& [a, b, c, d, e] = s; return v(a, b, c, d, e); }
    else if constexpr (n == 6) { auto& [a, b, c, d, e, f] = s; return v(a, b, c, d, e, f); }
    else if constexpr (n == 7) { auto& [a, b, c, d, e, f, g] = s; return v(a, b, c, d, e, f, g); }
    else if constexpr (n == 8) { auto& [a, b, c, d, e, f, g, h] = s; return v(a, b, c, d, e, f, g, h); }
    else if constexpr (n == 9) { auto& [a, b, c, d, e, f, g, h, i] = s; return v(a, b, c, d, e, f, g, h, i); }
    else if constexpr (n == 10) { auto& [a, b, c, d, e, f, g, h, i, j] = s; return v(a, b, c, d, e, f, g, h, i, j); }
    else if constexpr (n == 11) { auto& [a, b, c, d, e, f, g, h, i, j, k] = s; return v(a, b, c, d, e, f, g, h, i, j, k); }
    else if constexpr (n == 12) { auto& [a, b, c, d, e, f, g, h, i, j, k, l] = s; return v(a, b, c, d, e, f, g, h, i, j, k, l); }
    else if constexpr (n == 13) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = s; return v(a, b, c, d, e, f, g, h, i, j, k, l, m); }
    else if constexpr (n == 14) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o] = s; return v(a, b, c, d, e, f, g, h, i, j, k, l, m, o); }
    else if constexpr (n == 15) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p] = s; return v(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p); }
    else if constexpr (n == 16) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q] = s; return v(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q); }
    else if constexpr (n == 17) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r] = s; return v(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r); }
    else { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, t] = s; return v(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, t); }
}
// clang-format on

/// The index of the first bool among the members from `first` on, or how many members there are.
template <class Aggregate, std::size_t first>
constexpr std::size_t next_switch() {
    Aggregate any{};
    return visit(any, [](auto&... field) {
        const bool is_switch[] = {std::is_same_v<std::remove_cvref_t<decltype(field)>, bool>...};
        std::size_t index = first;
        while (index < sizeof...(field) && !is_switch[index]) ++index;
        return index;
    });
}

template <class From>
struct Converting;

}  // namespace fields

/// act(aggregate), in code of its own for each position of the bools among the members, so that
/// loops in it need not look at them.
template <class Act, class Aggregate, std::size_t first = 0>
[[gnu::always_inline]] inline void with_known_switches(Aggregate aggregate, const Act& act) {
    static constexpr std::size_t index = fields::next_switch<Aggregate, first>();
    if constexpr (index == fields::count<Aggregate>()) {
        act(aggregate);
    } else {
        const auto with = [&](auto known) {
            fields::visit(aggregate, [](auto&... field) {
                std::get<index>(std::tie(field...)) = decltype(known)::value;
            });
            with_known_switches<Act, Aggregate, index + 1>(aggregate, act);
        };
        const bool on = fields::visit(
            aggregate, [](auto&... field) { return std::get<index>(std::tie(field...)); });
        on ? with(std::true_type()) : with(std::false_type());
    }
}

/// An aggregate of numbers, switches and such aggregates, as the same aggregate of another kind of
/// number: each member is converted.
template <class To, class From>
To converted(const From& from) {
    if constexpr (std::is_arithmetic_v<From>) {
        return static_cast<To>(from);
    } else {
        return fields::visit(from, [](const auto&... field) {
            return To{fields::Converting<std::decay_t<decltype(field)>>{field}...};
        });
    }
}

namespace fields {

template <class From>
struct Converting {
    const From& from;
    template <class To>
    operator To() const {
        return converted<To>(from);
    }
};

}  // namespace fields

}  // namespace tani
