// Builds expressions in which equal parts are one node, so that equality is a comparison of
// pointers and derivatives of derivatives stay small graphs.
#pragma once
#include "core/formula/expression.h"

namespace tani {

class Builder {
  public:
    Expression number(double value);
    Expression node(Op op, const Expression& a, const Expression& b = nullptr,
                    const Expression& c = nullptr);

    /// The shared form of an expression from elsewhere.
    Expression adopt(const Expression& expression);

    /// The shared form of a leaf.
    Expression leaf(const Node& node);

  private:
    std::vector<Expression> slots_ = std::vector<Expression>(64);  ///< open addressing
    std::size_t count_ = 0;

    Expression shared(Op op, double value, const std::string& name,
                      const std::array<Expression, 3>& parts);
    void grow();
};

}  // namespace tani
