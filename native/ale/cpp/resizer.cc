#include "resizer.hpp"

#include "resizer_area.hpp"
#include "resizer_bilinear.hpp"
#include "resizer_crop.hpp"

namespace a2pd {

std::unique_ptr<Resizer> createResizer(const ResizeOptions& options, int sourceHeight) {
  if (options.cropShift) return std::make_unique<CropResizer>(sourceHeight, *options.cropShift);
  if (options.interpolation == Interpolation::area) return std::make_unique<AreaResizer>(sourceHeight);
  return std::make_unique<BilinearResizer>(sourceHeight);
}

}  // namespace a2pd
