// What a range test suggests, as marks on a curve over the learning rate: a line each, and a label
// above the box.
#pragma once
#include <string>
#include <vector>

#include "app/figure/pen.h"
#include "core/recording/range_test.h"

namespace tani::figure {

class RateMarks {
  public:
    /// `colour` is the run's where there are several; 0: that of the text.
    void prepare(const Pen& pen, const RateSuggestions& found, ImU32 colour);
    void clear() { marks_.clear(); }
    /// Where the labels go above a box of this extent; the height that they need.
    float lay_out(const Pen& pen, const Axis& rates, float left, float width);
    void draw(const Pen& pen, const Rect& box) const;

  private:
    struct Mark {
        double rate = 0;
        std::string name;
        std::string label;
        float x = 0, label_x = 0;
        int row = 0;
    };
    std::vector<Mark> marks_;  ///< by rising rate
    int rows_ = 0;
    ImU32 colour_ = 0;
};

}  // namespace tani::figure
