#include "resizer.hpp"

#include "resizer_area.hpp"
#include "resizer_bilinear.hpp"

namespace a2pd {

std::unique_ptr<Resizer> createResizer(Interpolation interpolation, int sourceHeight) {
  if (interpolation == Interpolation::area) return std::make_unique<AreaResizer>(sourceHeight);
  return std::make_unique<BilinearResizer>(sourceHeight);
}

}  // namespace a2pd
