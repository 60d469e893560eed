#version 330 core
// Colours by height under the mesh's light, with contour lines of constant width in pixels.
in vec3 seen;

uniform sampler2D heights;  // rgb: colour at a height, a: the contour level nearest to it
uniform vec4 line;          // contour colour and strength
uniform float half_line;    // half a contour's width in pixels
uniform float opacity;      // of the underside's glass

out vec4 colour;

void main() {
    float height = seen.x;
    vec4 entry = texelFetch(heights, ivec2(int(clamp(height, 0.0, 1.0) * 2047.0 + 0.5), 0), 0);
    vec2 slope = vec2(dFdx(height), dFdy(height));
    float square = dot(slope, slope) + 1e-14;
    float pixels = abs(height - entry.a) * inversesqrt(square);
    float contour = line.a * clamp(0.5 + half_line - pixels, 0.0, 1.0);
    // No blot where the surface is level at a level, no mush where a wall is seen edge-on
    // (square: heights per pixel, squared).
    contour *= clamp(square * 1e8 - 0.1, 0.0, 1.0) * clamp(1.2 - 700.0 * square, 0.0, 1.0);
    colour = vec4(mix(entry.rgb * seen.y + seen.z, line.rgb, contour), opacity);
}
