// Two parts of ALE that this build leaves out, because nothing here can reach them: screens recorded as PNG files (they
// need zlib) and colour averaging, whose table alone took three quarters of the time of every reset.
#include <stdexcept>

#include "ale/common/ScreenExporter.hpp"
#include "ale/environment/phosphor_blend.hpp"

namespace ale {

ScreenExporter::ScreenExporter(ColourPalette& palette, const std::string&) : m_palette(palette) {
  throw std::logic_error("this build of ALE records no screens");
}

void ScreenExporter::saveNext(const ALEScreen&) {}

PhosphorBlend::PhosphorBlend(stella::OSystem* osystem) : m_osystem(osystem) {}

void PhosphorBlend::process(ALEScreen&) { throw std::logic_error("this build of ALE averages no colours"); }

}  // namespace ale
